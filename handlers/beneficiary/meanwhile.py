"""How somebody is paid at home, or until the code of their bank arrives, as it was arranged with
them; and what they hear of their money, with that first."""

from __future__ import annotations

from domain.case import CaseKind
from domain.home_payment import Visit, stands_for
from domain.otp import OtpFailure
from domain.payout import Payment, PayoutDay, Stage, Way
from domain.person import Person
from domain.text import Sign, Text
from handlers.beneficiary.payment_now import PaymentNow, first_lines, on_no_list
from handlers.beneficiary.places_now import cash_lines_now, places_now
from handlers.beneficiary.request_words import confirmed_day, paid_meanwhile
from handlers.home_words import told_at_home, when_line
from handlers.talk import Talk
from storage.records import Records

_IS_THERE = frozenset({Stage.CREDITED, Stage.COLLECTED})
_INSTEAD = Text("It is paid in cash until the bank's code arrives.").signed(Sign.MONEY)


async def told_now(
    talk: Talk, records: Records, person: Person, own: PaymentNow | None
) -> tuple[Text, ...]:
    """Go or not yet, when, where. What is brought home is gone for by nobody, and cash that is
    arranged for a day to come is what they go for, so each stands alone; of money that is in the
    account already, that comes first."""
    visit = await brought_home(talk, records, person, own)
    if visit is not None:
        return (when_line(visit.day), *told_at_home(visit))
    failure = await _failure(talk, records, person, own.payment if own else None)
    day = confirmed_day(failure, records.reference) if failure else None
    if day is not None and _is_to_come(day, talk) and not _is_credited(own):
        return (*_cash(day, talk, records), _INSTEAD)
    listed = (
        first_lines(own, talk, records.reference)
        if own
        else await on_no_list(talk, records, person)
    )
    return (*listed, *(paid_meanwhile(failure, records.reference, talk.today) if failure else ()))


async def brought_home(
    talk: Talk, records: Records, person: Person, own: PaymentNow | None
) -> Visit | None:
    """The day to come on which this money is brought to them."""
    if own is not None and own.payment.stage in _IS_THERE:
        return None
    case = await records.cases.open_about(person.id, CaseKind.HOME, talk.now)
    visit = await records.home_visits.standing(case.id) if case else None
    payday = own.day.day if own and own.day else None
    return visit if visit is not None and visit.day >= stands_for(payday, talk.today) else None


async def arranged(
    talk: Talk, records: Records, person: Person, payment: Payment | None
) -> tuple[Text, ...]:
    """Nothing for who is on the cash list anyhow: they would hear of two days."""
    failure = await _failure(talk, records, person, payment)
    return paid_meanwhile(failure, records.reference, talk.today) if failure else ()


async def _failure(
    talk: Talk, records: Records, person: Person, payment: Payment | None
) -> OtpFailure | None:
    if payment is not None and payment.way is not Way.ACCOUNT:
        return None
    case = await records.cases.open_about(person.id, CaseKind.OTP, talk.now)
    return await records.cases.otp(case) if case else None


def _is_to_come(day: PayoutDay, talk: Talk) -> bool:
    return day.day is not None and day.day >= talk.today


def _is_credited(own: PaymentNow | None) -> bool:
    return own is not None and own.payment.stage is Stage.CREDITED


def _cash(day: PayoutDay, talk: Talk, records: Records) -> tuple[Text, ...]:
    point = records.reference.point(day)
    places = places_now([point] if point else [], records.reference)
    return cash_lines_now(day, places, talk.now)
