"""How a request stands, by the number that somebody was given for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case import Case, read_number
from domain.permissions import Act
from domain.place import UnitKey
from domain.text import Sign, Text
from handlers.asks import CANNOT_SEE
from handlers.beneficiary.carer import went_to_owner
from handlers.beneficiary.now_right import offers_of
from handlers.beneficiary.request_words import (
    ASK_THE_OFFICER,
    TOLD_HOW,
    how_it_ended,
    paid_meanwhile,
)
from handlers.staff.case_above import above
from handlers.staff.scope import cases_of
from handlers.talk import Asked, Heard, NotUnderstood, Talk
from storage.records import Records

LIKE_THIS = Text("A number is like AS-204817.")


async def request(talk: Talk, records: Records) -> None:
    """For where it was reported from, and who hears about the person; who has to answer it is led
    to it. To anybody else it is as unknown as one that was never given."""
    number = await talk.ask("number", _Number())
    if (mine := await _to_answer(talk, records, number)) is not None:
        talk.then("cases", case=str(mine))
    if await above(talk, records, number) is not None:
        talk.then("case_above", number=number)
    people = (await records.links.whom(talk.session.id)).values()
    found = await records.cases.reported(number, talk.session.id, set(people), talk.now)
    lines = await _stands(*found, records, talk.today) if found else _unknown(number)
    says = offers_of(found[0]) if found else ()
    talk.say(*lines, offers=says if talk.in_between else (*says, *talk.menu))


async def _to_answer(talk: Talk, records: Records, number: str) -> int | None:
    if talk.actor is None or not talk.actor.may_somewhere(Act.WATCH_CASES):
        return None
    return await records.case_queue.id_of(number, await cases_of(talk, records))


async def _stands(case: Case, unit: UnitKey, records: Records, today: date) -> tuple[Text, ...]:
    if case.state in TOLD_HOW:
        return how_it_ended(case)
    failure = await records.cases.otp(case)
    return (
        Text("Request {number} is being looked at.", number=case.number).signed(Sign.WAIT),
        *(paid_meanwhile(failure, records.reference, today) if failure else ()),
        *_until(case, today),
        *await went_to_owner(records, case, unit),
    )


def _until(case: Case, today: date) -> tuple[Text, ...]:
    """By when; of one that is late no day that has gone by, but that it is known."""
    if case.is_overdue(today):
        return (Text("It is late. {Me} have told who stands above.").signed(Sign.CLOCK),)
    due = Text("To be done by {day}.", day=case.due_on) if case.due_on else None
    return (due.signed(Sign.DAY),) if due else ()


def _unknown(number: str) -> tuple[Text, ...]:
    return (
        Text("{Me} find no request {number} of {you}.", number=number).signed(Sign.STOP),
        ASK_THE_OFFICER,
    )


@dataclass(frozen=True, slots=True)
class _Number:
    """As people write it."""

    def asked(self) -> Asked:
        asked = Text("Which number does the request have?").signed(Sign.PAPERS)
        return Asked((asked, LIKE_THIS))

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        number = read_number(heard.text, plain=True)
        if number is None:
            raise NotUnderstood(LIKE_THIS)
        return number

    async def read(self, value: str) -> str:
        return value
