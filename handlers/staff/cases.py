"""What was reported and waits for an answer: one after the other, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.case import ENDS_WITH_PAYMENT, CaseKind, CaseState, PaidHow, read_number
from domain.message import Choice
from domain.permissions import Act
from domain.place import UnitKey
from domain.text import Sign, Text, verbatim
from handlers.asks import CANNOT_SEE, OneOf, named, read_id
from handlers.beneficiary.my_data import WRONG
from handlers.request import LIKE_THIS
from handlers.staff.beneficiary_of import AT_MOST, told
from handlers.staff.scope import own_people, units_for
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk, offer
from storage.case_queue import Open
from storage.records import Records

KINDS: Mapping[CaseKind, Text] = {
    CaseKind.LIST_PROBLEM: Text("account and list contradict each other"),
    CaseKind.NOT_ON_LIST: Text("not on the payment list"),
    CaseKind.PAYEE_NOT_LISTED: Text("who collects is not on the list"),
    CaseKind.CORRECT_DATA: Text("something in the record is wrong"),
    CaseKind.RESTRICT_DATA: Text("restrict what is done with the data"),
    CaseKind.DELETE_DATA: Text("delete the data"),
    CaseKind.PASSED_ON: Text("passed on by a helper"),
    CaseKind.NOT_RECEIVED: Text("the money did not come"),
    CaseKind.WRONG_AMOUNT: Text("less money came"),
    CaseKind.DEATH: Text("a death was reported"),
}
_PAID: Mapping[PaidHow, Text] = {
    PaidHow.PAID: Text("They have it by now").signed(Sign.GO),
    PaidHow.POINT: Text("In cash at the payment point").signed(Sign.POST),
    PaidHow.HOME: Text("In cash, brought home").signed(Sign.PERSON),
    PaidHow.ACCOUNT: Text("Into the account").signed(Sign.ACCOUNT),
    PaidHow.NEXT_MONTH: Text("With the next payday").signed(Sign.DAY),
}
_OF_A_MONTH = frozenset(
    {
        CaseKind.LIST_PROBLEM,
        CaseKind.NOT_ON_LIST,
        CaseKind.PAYEE_NOT_LISTED,
        CaseKind.NOT_RECEIVED,
        CaseKind.WRONG_AMOUNT,
    }
)
_LEAVE = "leave"


async def cases(talk: Talk, records: Records) -> None:
    """Nobody answers a case about a person whom they hear about themselves."""
    units = units_for(talk.staff, Act.ANSWER_CASES, records.reference.gazetteer)
    own = await own_people(talk, records)
    count = await records.case_queue.count(units, own)
    if count == 0:
        talk.say(Text("No request waits for an answer.").signed(Sign.GO), offers=talk.menu)
        return
    shown = await records.case_queue.first(units, own, talk.now, AT_MOST)
    chosen = await talk.ask("case", _Which(talk, records, units, own, shown, count))
    ends = await talk.ask("ends", _how_it_ends(chosen, records))
    if ends is None:
        talk.say(Text("It stays open.").signed(Sign.WAIT), offers=(_next(), *talk.menu))
        return
    must = chosen.case.kind in ENDS_WITH_PAYMENT
    paid = await talk.ask("paid", _how_paid()) if must else None
    if not await records.cases.close(chosen.case.id, ends, paid, talk.staff.id, talk.now):
        talk.say(Text("A colleague has answered it already.").signed(Sign.GO), offers=talk.menu)
        return
    talk.note("case_answered", chosen.person.id if chosen.person else chosen.case.id)
    talk.answer(
        Text("Request {number} is closed.", number=chosen.case.number).signed(Sign.GO),
        Text("Who reported it is told, if they asked to be.").signed(Sign.PHONE),
        offers=(_next(), *talk.menu),
    )


def _next() -> Choice:
    return offer(cases, Text("The next one").signed(Sign.MORE))


def _how_it_ends(one: Open, records: Records) -> OneOf[CaseState | None]:
    choices: dict[str, tuple[Text, CaseState | None]] = {
        CaseState.DONE.value: (Text("It is settled").signed(Sign.GO), CaseState.DONE),
        CaseState.REFUSED.value: (Text("It is refused").signed(Sign.STOP), CaseState.REFUSED),
        _LEAVE: (Text("Leave it open").signed(Sign.WAIT), None),
    }
    question = Text("How does it end?").signed(Sign.HELP)
    return OneOf(question, choices, before=_details(one, records))


def _details(one: Open, records: Records) -> tuple[Text, ...]:
    case, unit = one.case, records.reference.gazetteer.unit(one.unit)
    whom = told(one.person, records) if one.person else None
    where = named(unit) if unit and not one.person else None
    words = [verbatim(line).signed(Sign.HELP) for line in one.words.splitlines()]
    due = Text("To be done by {day}.", day=case.due_on) if case.due_on else None
    return (
        Text("{number}: {kind}.", number=case.number, kind=KINDS[case.kind]).signed(Sign.PAPERS),
        *([whom] if whom else []),
        *([where.signed(Sign.PLACE)] if where else []),
        *words,
        *_about(one),
        Text("Reported on {day}.", day=case.filed_on).signed(Sign.DAY),
        *([due.signed(Sign.CLOCK)] if due else []),
    )


def _about(one: Open) -> tuple[Text, ...]:
    """Which month's money, or what is wrong in the record."""
    if one.case.kind in _OF_A_MONTH:
        return (Text("About the money of {month}.", month=one.month).signed(Sign.MONEY),)
    wrong = WRONG.get(one.reason) if one.case.kind is CaseKind.CORRECT_DATA else None
    return (Text("What is wrong: {what}.", what=wrong).signed(Sign.HELP),) if wrong else ()


def _how_paid() -> OneOf[PaidHow]:
    choices = {how.value: (label, how) for how, label in _PAID.items()}
    return OneOf(Text("How do they come to their money?").signed(Sign.MONEY), choices)


@dataclass(frozen=True, slots=True)
class _Which:
    """A few to choose from; any other by the number that somebody reads out."""

    talk: Talk
    records: Records
    units: Sequence[UnitKey]
    own: frozenset[int]
    shown: Sequence[Open]
    count: int

    def asked(self) -> Asked:
        waiting = Text("{waiting} requests wait, the most urgent first.", waiting=self.count)
        how = Text("Choose, or write the number of a request.").signed(Sign.HELP)
        return Asked((waiting.signed(Sign.LIST), how), tuple(map(_choice, self.shown)))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        number = read_number(heard.text, plain=True)
        if number is None:
            raise NotUnderstood(LIKE_THIS)
        found = await self.records.case_queue.id_of(number, self.units, self.own)
        if found is None:
            raise NotUnderstood(Text("No open request of your units has that number."))
        return str(found)

    async def read(self, value: str) -> Open:
        queue = self.records.case_queue
        found = await queue.one(read_id(value), self.units, self.own, self.talk.now)
        if found is None:
            raise Stale
        return found


def _choice(one: Open) -> Choice:
    kind = KINDS[one.case.kind]
    label = Text("{kind}: {number}", kind=kind, number=one.case.number)
    if one.person is not None:
        label = Text("{kind}: {name}", kind=kind, name=one.person.name)
    return Choice(str(one.case.id), label.signed(Sign.PAPERS))
