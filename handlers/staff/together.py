"""Two requests of one household: put beside each other, so that they are answered as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.case import CaseKind
from domain.message import Choice
from domain.text import Sign, Text
from handlers.asks import read_id
from handlers.case_number import LIKE_THIS, number_in
from handlers.staff.beneficiary_of import AT_MOST
from handlers.staff.case_words import kind_of
from handlers.staff.scope import cases_of
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk, offer
from storage.case_queue import Open, Sought
from storage.records import Records

_NONE = "none"


async def together(talk: Talk, records: Records) -> None:
    """Those of the same household are offered; any other goes by its number."""
    sought = await cases_of(talk, records)
    one = await talk.if_given("case", _Mine(sought, talk, records))
    if one is None:
        talk.say(Text("That is no longer there."), offers=talk.menu)
        return
    shown = await records.case_queue.of_household(one, sought, talk.now, AT_MOST)
    other = await talk.ask("other", _Other(sought, talk, records, one, shown))
    if other is None:
        talk.say(Text("Stopped. Nothing was kept."), offers=(_open(one), *talk.menu[-1:]))
        return
    await records.cases.put_together(one.case.id, other.case.id, talk.staff.id, talk.now)
    talk.note("case_together", one.case.id)
    talk.answer(
        Text("{number} and {other} belong together.", number=one.case.number,
             other=other.case.number).signed(Sign.GO),
        offers=(_open(one), _open(other), *talk.menu[-1:]),
    )  # fmt: skip


async def together_lines(one: Open, talk: Talk, records: Records) -> tuple[Text, ...]:
    """What stands beside a request, as far as it is theirs."""
    sought = await cases_of(talk, records)
    return tuple(
        Text("Belongs together with {number}: {kind}.", number=case.number,
             kind=kind_of(case)).signed(Sign.LIST)
        for case in await records.case_queue.beside(one.case.id, sought, talk.now)
    )  # fmt: skip


def _open(one: Open) -> Choice:
    label = Text("Open {number}", number=one.case.number).signed(Sign.PAPERS)
    return offer("cases", label, case=str(one.case.id))


@dataclass(frozen=True, slots=True)
class _Mine:
    """A request that they answer; a complaint stands alone."""

    sought: Sought
    talk: Talk
    records: Records

    def asked(self) -> Asked:
        return Asked(())

    async def hear(self, heard: Heard) -> str:  # noqa: ARG002
        raise NotUnderstood(LIKE_THIS)

    async def read(self, value: str) -> Open:
        found = await self.records.case_queue.one(read_id(value), self.sought, self.talk.now)
        if found is None or found.case.kind is CaseKind.ABOUT_STAFF:
            raise Stale
        return found


@dataclass(frozen=True, slots=True)
class _Other:
    """Another one; None where it belongs with none."""

    sought: Sought
    talk: Talk
    records: Records
    one: Open
    shown: Sequence[Open]

    def asked(self) -> Asked:
        question = Text("Which one does it belong together with?").signed(Sign.LIST)
        same = Text("These are open in the same household.").signed(Sign.PERSON)
        how = Text("Choose, or write the number of a request.").signed(Sign.HELP)
        lines = (question, same, how) if self.shown else (question, how)
        none = Choice(_NONE, Text("It belongs with no other").signed(Sign.STOP))
        return Asked(lines, (*map(self._choice, self.shown), none))

    def _choice(self, other: Open) -> Choice:
        whom = other.person.name if other.person else other.case.number
        label = Text("{kind}: {name}", kind=kind_of(other.case), name=whom)
        return Choice(str(other.case.id), label.signed(Sign.PAPERS))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        number = number_in(heard)
        found = await self.records.case_queue.id_of(number, self.sought)
        if found is None or not await self._can_be(found):
            raise NotUnderstood(Text("No request of your units has that number."))
        return str(found)

    async def _can_be(self, case_id: int) -> bool:
        case = await self.records.cases.one(case_id, self.talk.now)
        return case is not None and self._is_another(case_id, case.kind)

    def _is_another(self, case_id: int, kind: CaseKind) -> bool:
        return case_id != self.one.case.id and kind is not CaseKind.ABOUT_STAFF

    async def read(self, value: str) -> Open | None:
        if value == _NONE:
            return None
        found = await self.records.case_queue.one(read_id(value), self.sought, self.talk.now)
        if found is None or not self._is_another(found.case.id, found.case.kind):
            raise Stale
        return found
