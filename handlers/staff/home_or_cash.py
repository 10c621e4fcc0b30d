"""The same money is not promised twice: brought home, and in cash at the payment point."""

from __future__ import annotations

from dataclasses import replace

from domain.case import Case, CaseKind
from domain.otp import Meanwhile, OtpFailure
from domain.person import Person
from domain.text import Sign, Text
from handlers.home_words import plan_lines
from handlers.staff.otp_words import meanwhile_line
from handlers.talk import Talk
from storage.cases import Report
from storage.records import Records


async def cash_lines(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """Before money is brought home: that cash is promised, and will be no more."""
    found = await _promised(talk, records, person)
    if found is None:
        return ()
    case, failure = found
    number = Text("Request {number} promises cash at the payment point.", number=case.number)
    return (
        number.signed(Sign.STOP),
        meanwhile_line(failure, records.reference),
        Text("If it is brought home, that promise ends.").signed(Sign.HELP),
    )


async def home_instead(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """Cash that was promised is brought home now; who was promised it, and the post, hear so."""
    found = await _promised(talk, records, person)
    if found is None:
        return ()
    case, failure = found
    home = replace(failure, meanwhile=Meanwhile.HOME, on=None, point=None, was=None)
    account = await records.accounts.of(person.id)
    bank = account.bank if account else None
    said = Report(cause=case.cause, bank=bank, details=home.written())
    await records.cases.change(case.id, said, talk.staff.id, talk.now)
    ended = Text("Request {number} promises no cash at the point any more.", number=case.number)
    return (ended.signed(Sign.WAS),)


async def home_lines(
    talk: Talk, records: Records, person: Person, failure: OtpFailure
) -> tuple[Text, ...]:
    """Before cash at the point is promised: that money is brought home already."""
    if failure.meanwhile is not Meanwhile.POINT:
        return ()
    case = await records.cases.open_about(person.id, CaseKind.HOME, talk.now)
    if case is None:
        return ()
    return (
        Text("By request {number} money is brought home already.", number=case.number).signed(
            Sign.STOP
        ),
        *plan_lines(await records.home_visits.standing(case.id)),
        Text("Please promise one of the two only.").signed(Sign.HELP),
    )


async def _promised(talk: Talk, records: Records, person: Person) -> tuple[Case, OtpFailure] | None:
    case = await records.cases.open_about(person.id, CaseKind.OTP, talk.now)
    failure = await records.cases.otp(case) if case else None
    if case is None or failure is None or failure.meanwhile is not Meanwhile.POINT:
        return None
    return case, failure
