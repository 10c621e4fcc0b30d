"""How a request stands, in words: by its number alone, for what it is about is nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.case import OVER, Case, CaseKind, CaseState, PaidHow
from domain.otp import Meanwhile, OtpFailure
from domain.payout import DayState, PayoutDay
from domain.text import Month, Sign, Text
from handlers.beneficiary.payout_words import place_of
from handlers.staff.field_words import FIELDS
from storage.reference import Reference

ASK_THE_OFFICER = Text("Please ask the commune officer.").signed(Sign.OFFICER)
TELL_THE_OFFICER = Text("If that is not right, please tell the commune officer.").signed(
    Sign.OFFICER
)
"""Where it is settled how the money comes: nobody is sent to the office for nothing."""

WHEN_PAID_IS_SAID = Text("How {you} are paid until then, the officer has yet to say.").signed(
    Sign.MONEY
)

_PAID_HOW: Mapping[PaidHow, Text] = {
    PaidHow.PAID: Text("By now the money has been paid.").signed(Sign.MONEY),
    PaidHow.POINT: Text("The money is paid in cash at the payment point.").signed(Sign.POST),
    PaidHow.HOME: Text("Somebody brings the money home.").signed(Sign.PERSON),
    PaidHow.ACCOUNT: Text("The money comes to the account.").signed(Sign.ACCOUNT),
    PaidHow.NEXT_MONTH: Text("The money comes with the next payday.").signed(Sign.DAY),
    PaidHow.NONE_DUE: Text("By the office no money is due for that month.").signed(Sign.MONEY),
}


TOLD_HOW = OVER | {CaseState.WAITS_FOR_BANK}
"""In these a case has an answer for whom it is about."""


def paid_meanwhile(failure: OtpFailure, reference: Reference, today: date) -> tuple[Text, ...]:
    """Where and when cash is handed out until the account can be used, as the calendar says now; of
    a day that has gone by, that it has; of one to come that is off, that too."""
    return (*_off(failure, today), *_paid_so(failure, reference, today))


def _off(failure: OtpFailure, today: date) -> tuple[Text, ...]:
    if failure.off is None or failure.off < today:
        return ()
    off = Text("Cash on {day:weekday} is not arranged any more.", day=failure.off)
    return (off.signed(Sign.STOP),)


def _paid_so(failure: OtpFailure, reference: Reference, today: date) -> tuple[Text, ...]:
    if failure.meanwhile is Meanwhile.HOME and failure.first is not None:
        later = Text("From the payout of {month}, somebody brings the money home.")
        return (later.filled(month=failure.first).signed(Sign.PERSON),)
    if failure.meanwhile is Meanwhile.HOME:
        return (Text("Until then somebody brings the money home.").signed(Sign.PERSON),)
    if failure.meanwhile is Meanwhile.NOT_SAID:
        return (WHEN_PAID_IS_SAID,)
    if failure.meanwhile is Meanwhile.WAIT:
        return ()
    gone_by = failure.was or (failure.on if failure.on and failure.on < today else None)
    if gone_by is not None:
        return (
            Text("The day of cash, {day:weekday}, has gone by.", day=gone_by).signed(Sign.WAS),
            Text("If {you} have not collected, the officer will say a new day.").signed(
                Sign.OFFICER
            ),
        )
    day = confirmed_day(failure, reference)
    paid = reference.paid_at(day) if day else None
    place = paid.now if paid else None
    if place is None or failure.on is None:
        if failure.first is not None:
            return _from(failure.first, failure.on)
        return (
            Text("Until then it is paid in cash at the payment point.").signed(Sign.POST),
            Text("The day is not certain yet, do not go.").signed(Sign.STOP),
        )
    certain = Text("Until then it is paid in cash: {day:weekday}.")
    if failure.first is not None:
        certain = Text("From the payout of {month}, it is paid in cash: {day:weekday}.",
                       month=failure.first)  # fmt: skip
    return (
        certain.filled(day=failure.on).signed(Sign.DAY),
        Text("Where: {place}.", place=place_of([place])).signed(Sign.POST),
    )


def _from(first: Month, perhaps: date | None) -> tuple[Text, ...]:
    """Of the month after: the money of now has come, and nobody is kept from fetching that."""
    later = Text("From the payout of {month}, it is paid in cash at the payment point.")
    day = (
        (Text("Planned: {day:weekday}. Not confirmed.", day=perhaps).signed(Sign.DAY),)
        if perhaps
        else ()
    )
    return (later.filled(month=first).signed(Sign.POST), *day)


def confirmed_day(failure: OtpFailure, reference: Reference) -> PayoutDay | None:
    """The day on which cash is promised, if the post has confirmed it, and not moved it since."""
    if failure.meanwhile is not Meanwhile.POINT or failure.on is None:
        return None
    for day in (one for days in reference.calendar.values() for one in days):
        if (day.day, day.point, day.state) == (failure.on, failure.point, DayState.CONFIRMED):
            return day
    return None


def how_it_was_reported(case: Case, meanwhile: tuple[Text, ...] = ()) -> tuple[Text, ...]:
    """By its number alone; what else was said is for who opens it."""
    what = Text("The officer has written down a request for {you}.")
    if case.kind is CaseKind.OTP:
        what = Text("The bank's code does not arrive: the officer has noted it.")
    if case.kind is CaseKind.DEATH:
        return (
            Text("{Me} am sorry for the family's loss.").signed(Sign.PERSON),
            Text("The officer has noted the death, request {number}.", number=case.number).signed(
                Sign.PAPERS
            ),
            TELL_THE_OFFICER,
        )
    if case.kind is CaseKind.PAY_WAY:
        what = Text("The officer asks that {you} be paid another way.")
    if case.kind is CaseKind.HOME:
        what = Text("The officer asks for the money to be brought home.")
    if case.kind is CaseKind.CORRECTION and case.reason in FIELDS:
        what = Text("The officer asks for a correction: {field}.", field=FIELDS[case.reason])
    return (
        what.signed(Sign.OFFICER),
        Text("Its number is {number}.", number=case.number).signed(Sign.PAPERS),
        *meanwhile,
        Text("{Me} tell {you} when there is an answer.").signed(Sign.WAIT),
    )


def how_it_ended(case: Case) -> tuple[Text, ...]:
    """Also what the bank is still to do, where our part is done; and whom to tell, or ask."""
    if case.state is CaseState.WAITS_FOR_BANK:
        return ending_lines(case)
    return (*ending_lines(case), *_whom_to_ask(case))


def ending_lines(case: Case) -> tuple[Text, ...]:
    """The same, where it is asked next whether that settles it."""
    match case.state:
        case CaseState.WAITS_FOR_BANK:
            return (
                Text("Request {number}: our list is right now.", number=case.number).signed(
                    Sign.GO
                ),
                Text("The bank still has the old one.").signed(Sign.BANK),
                Text("Please take the citizen card to the bank.").signed(Sign.CARD),
            )
        case CaseState.WITHDRAWN:
            said = Text("Request {number} was taken back.").signed(Sign.STOP)
        case CaseState.REFUSED:
            said = Text("Request {number} was looked at and refused.").signed(Sign.STOP)
        case _:
            said = Text("Request {number} is settled.").signed(Sign.GO)
    return (said.filled(number=case.number), *_how_paid(case))


def _how_paid(case: Case) -> tuple[Text, ...]:
    if case.kind is CaseKind.OTP and case.state is CaseState.DONE:
        return (Text("The money in the account can be had now.").signed(Sign.MONEY),)
    if case.kind is CaseKind.HOME and case.paid_how is PaidHow.HOME:
        return (Text("The money was paid at home.").signed(Sign.MONEY),)
    return (_PAID_HOW[case.paid_how],) if case.paid_how else ()


def _whom_to_ask(case: Case) -> tuple[Text, ...]:
    done = case.state is CaseState.DONE
    match case.kind:
        case CaseKind.ABOUT_STAFF if case.state is not CaseState.WITHDRAWN:
            # Who is asked may be whom it was about.
            return (Text("Who stands above that person has looked at it.").signed(Sign.OFFICER),)
        case CaseKind.POINT if done:
            return (Text("Somebody has looked into the payment point.").signed(Sign.OFFICER),)
        case CaseKind.PAY_WAY if done:
            return ()  # what has become of the wish comes first
    right_now = done and case.kind in _RIGHT_NOW
    paid = case.paid_how is not None and case.state is not CaseState.WITHDRAWN
    return (TELL_THE_OFFICER if right_now or paid else ASK_THE_OFFICER,)


_RIGHT_NOW = frozenset({CaseKind.CORRECTION, CaseKind.OTP})
"""Done is what was asked for; who finds it otherwise tells the officer."""
