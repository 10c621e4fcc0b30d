"""What the post is told of cash that no list of its own names."""

from __future__ import annotations

from domain.case import Case
from domain.otp import OtpFailure
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.staff.case_words import kind_of
from handlers.staff.otp_words import meanwhile_line
from handlers.talk import Talk, offer
from storage.records import Records


async def cash_promised(talk: Talk, records: Records, case_id: int) -> None:
    """Somebody of the account list comes for cash, or comes no more; by number alone, for whose it
    is is read by who opens it."""
    case = await records.cases.one(case_id, talk.now)
    if case is None or talk.actor is None or not talk.actor.may_somewhere(Act.SET_DAYS):
        return
    failure = await records.cases.otp(case)
    promise = await records.cash_promised.of(case_id)
    if failure is None or promise is None:
        talk.say(
            Text("Request {number}: nobody comes for cash any more.", number=case.number).signed(
                Sign.STOP
            )
        )
    elif promise[0] >= talk.today:
        await _comes(talk, records, case, failure)


async def _comes(talk: Talk, records: Records, case: Case, failure: OtpFailure) -> None:
    person = await records.own_news.person_of(case.id)
    opened = offer("answer_for", Text("Open it").signed(Sign.MORE), person=str(person))
    talk.say(
        Text("Somebody of the account list comes for cash.").signed(Sign.MONEY),
        meanwhile_line(failure, records.reference),
        Text("{number}: {kind}.", number=case.number, kind=kind_of(case)).signed(Sign.LIST),
        Text("No cash list names them: please have the money ready.").signed(Sign.POST),
        offers=(opened,) if person is not None else (),
    )
