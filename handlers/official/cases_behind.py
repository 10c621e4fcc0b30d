"""The cases behind a number: for who answers them as they always see them, and for who stands
above by number alone."""

from __future__ import annotations

from domain.case import CaseKind
from domain.message import Choice
from domain.permissions import Act
from domain.place import UnitKey
from domain.text import Sign, Text
from handlers.asks import Brought, named
from handlers.staff.beneficiary_of import AT_MOST
from handlers.staff.case_words import kind_of
from handlers.staff.scope import units_for, with_old
from handlers.talk import Talk, offer
from storage.case_queue import Numbered
from storage.records import Records

OVERDUE = "overdue"
"""In the place of a kind: those past their day, whatever they are."""


async def cases_behind(talk: Talk, records: Records) -> None:
    """Whom a case is about is opened only in the queue of who answers it."""
    said = await talk.if_given("kind", Brought(_known)) or OVERDUE
    if talk.staff.may_somewhere(Act.ANSWER_CASES):
        talk.then("cases", **({"view": OVERDUE} if said == OVERDUE else {"kind": said}))
    unit = await talk.if_given("unit", Brought(UnitKey.parse))
    kind = None if said == OVERDUE else CaseKind(said)
    found = await records.case_queue.numbered(_units(talk, records, unit), kind, talk.now, AT_MOST)
    if not found.cases:
        talk.say(Text("No such request is open.").signed(Sign.GO), offers=talk.menu[-1:])
        return
    talk.say(
        Text("{count} are open, the most urgent first.", count=found.count).signed(Sign.LIST),
        Text("Choose one to see how it stands.").signed(Sign.HELP),
        offers=(*_offers(records, found), *talk.menu[-1:]),
    )


def _known(value: str) -> str:
    """Raises ValueError."""
    return value if value == OVERDUE else CaseKind(value).value


def _units(talk: Talk, records: Records, unit: UnitKey | None) -> tuple[UnitKey, ...]:
    gazetteer = records.reference.gazetteer
    if unit is not None and talk.staff.may(Act.HEAR_SUMMARY, unit, gazetteer):
        return with_old(unit, gazetteer)
    return units_for(talk.staff, Act.HEAR_SUMMARY, gazetteer)


def _offers(records: Records, found: Numbered) -> tuple[Choice, ...]:
    """Its number, kind and unit, and nobody's record."""
    return tuple(
        offer(
            "case_above",
            Text("{number}: {kind}, {unit}", number=case.number, kind=kind_of(case),
                 unit=named(records.reference.gazetteer.known(unit))).signed(Sign.PAPERS),
            number=case.number,
        )
        for case, unit in found.cases
    )  # fmt: skip
