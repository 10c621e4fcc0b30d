"""Somebody is to be paid another way: who, how, and who may hold the account; others decide."""

from __future__ import annotations

from collections.abc import Mapping

from domain.account import ACCOUNT_HOLDER_FROM
from domain.case import Case, CaseKind
from domain.pay_way import Capacity, PayWish, WayAsked, can_have, holder_of, needs_holder
from domain.permissions import Act
from domain.person import Person
from domain.text import Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.carer import went_to_owner
from handlers.beneficiary.change_way import WayNow, file_wish, way_now
from handlers.pay_way_words import (
    AS_BEFORE,
    HOLDERS,
    WISHES,
    asked_line,
    counts_line,
    next_lines,
)
from handlers.staff.asks import yes_or_no
from handlers.staff.beneficiary_of import beneficiary, told
from handlers.staff.case_words import due_lines
from handlers.staff.scope import leave_it, own_people
from handlers.talk import Talk
from storage.cases import Report
from storage.records import Records

_CAPACITIES: Mapping[Capacity, Text] = {
    Capacity.FULL: Text("Yes, for themselves").signed(Sign.GO),
    Capacity.HARD_TO_UNDERSTAND: Text("No, a guardian does").signed(Sign.PERSON),
    Capacity.LIMITED: Text("No, who stands for them by law does").signed(Sign.PAPERS),
}


async def pay_way(talk: Talk, records: Records) -> None:
    """Who, how, who may hold it; then the card, and it is sent."""
    person = await beneficiary(talk, records, Act.ASK_PAY_WAY)
    if person.id in await own_people(talk, records):
        leave_it(talk)
        return
    known = await records.cases.open_about(person.id, CaseKind.PAY_WAY, talk.now)
    now = await way_now(talk, records, person)
    wish = await talk.ask("wish", _wish(now, person, known, records))
    asked = await _asked(talk, wish, now)
    if asked is None:
        talk.say(*_OWN_ALONE, offers=talk.next_about(person))
        return
    lines = await _lines(talk, records, person, asked)
    if not await talk.ask("sure", yes_or_no(_RIGHT, *lines)):
        talk.say(Text("Stopped. Nothing was kept."), offers=talk.next_about(person))
        return
    await _file(talk, records, person, asked, known)


def _wish(now: WayNow, person: Person, known: Case | None, records: Records) -> OneOf[PayWish]:
    """What is open already is said otherwise, under its number."""
    of = Text("Request {number} about this is open since {day}.", number=known.number,
              day=known.filed_on).signed(Sign.WAIT) if known else None  # fmt: skip
    question = Text("How shall they be paid?").signed(Sign.MONEY)
    choices = {one.value: (WISHES[one], one) for one in now.offered}
    return OneOf(question, choices, before=(told(person, records), *([of] if of else [])))


async def _asked(talk: Talk, wish: PayWish, now: WayNow) -> WayAsked | None:
    """None where only they themselves could have it. A child is not asked about."""
    if not needs_holder(wish):
        return WayAsked(wish)
    capacity = Capacity.FULL
    if now.age >= ACCOUNT_HOLDER_FROM:
        question = Text("Do they act for themselves at a bank?").signed(Sign.HELP)
        choices = {one.value: (label, one) for one, label in _CAPACITIES.items()}
        capacity = await talk.ask("capacity", OneOf(question, choices))
    holder = holder_of(now.age, capacity)
    return WayAsked(wish, holder) if can_have(wish, holder) else None


_RIGHT = Text("Is this right?").signed(Sign.HELP)
_OWN_ALONE = (
    Text("A wallet, or an account in VNeID, can only be their own.").signed(Sign.STOP),
    Text("Who stands for them can open an account at the bank.").signed(Sign.ACCOUNT),
)


async def _lines(talk: Talk, records: Records, person: Person, asked: WayAsked) -> tuple[Text, ...]:
    month = await records.corrections.counts_from(person.unit, talk.now)
    return (
        told(person, records),
        asked_line(asked.wish),
        *([HOLDERS[asked.holder]] if asked.holder else []),
        counts_line(month),
        AS_BEFORE,
    )


async def _file(
    talk: Talk, records: Records, person: Person, asked: WayAsked, known: Case | None
) -> None:
    said = Report(by=talk.staff.id, cause=asked.wish.value, details=asked.written())
    if known is not None and await records.cases.change(known.id, said, talk.staff.id, talk.now):
        case, noted = known, Text("Request {number} says it so now.", number=known.number)
        talk.note("way_asked", person.id)
    else:
        case = await file_wish(talk, records, person, asked, talk.staff.id)
        noted = Text("Noted as request {number}.", number=case.number)
    talk.answer(
        noted.signed(Sign.GO),
        *await went_to_owner(records, case, person.unit, talk.staff.id),
        *due_lines(case, talk.today),
        Text("Please say this to the person:").signed(Sign.OFFICER),
        *next_lines(asked),
        AS_BEFORE,
        offers=talk.next_about(person),
    )
