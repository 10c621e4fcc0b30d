"""One's own money that came or did not, and the answer to what one reported."""

from __future__ import annotations

from datetime import timedelta

from domain.case import Case
from domain.message import Choice
from domain.notice import Topic
from domain.payout import Payment
from domain.subscription import about_person
from domain.text import Month, Sign, Text
from handlers.beneficiary.meanwhile import told_now
from handlers.beneficiary.notice_words import why, why_answered
from handlers.beneficiary.now_right import offers_of
from handlers.beneficiary.own_case import own_case
from handlers.beneficiary.payment_now import payment_now
from handlers.beneficiary.payout_words import FAILED, WITHDRAW
from handlers.beneficiary.rate import after_its_end, again_offer
from handlers.beneficiary.request_more import more_about
from handlers.beneficiary.request_words import (
    ASK_THE_OFFICER,
    ending_lines,
    how_it_ended,
    how_it_was_reported,
    paid_meanwhile,
)
from handlers.talk import Talk, offer
from storage.case_reporters import Own
from storage.records import Records


async def money_credited(talk: Talk, records: Records, payment_id: int) -> None:
    payment = await _payment(talk, records, payment_id)
    if payment is None:
        return
    _say(
        talk,
        (
            Text("The money of {month} has come.", month=payment.month).signed(Sign.GO),
            *await _one_of_several(talk, records),
            WITHDRAW,
        ),
        Topic.MONEY,
        payment,
    )


async def money_failed(talk: Talk, records: Records, payment_id: int) -> None:
    """What to do at once; why it did not come is for who opens it."""
    payment = await _payment(talk, records, payment_id)
    if payment is None:
        return
    todo = FAILED[payment.reason][1] if payment.reason else ASK_THE_OFFICER
    _say(
        talk,
        (
            Text("Do not go: the money of {month} did not arrive.", month=payment.month).signed(
                Sign.STOP
            ),
            *await _one_of_several(talk, records),
            todo,
        ),
        Topic.MONEY,
        payment,
    )


async def case_reported(talk: Talk, records: Records, case_id: int) -> None:
    """An officer has written it down for them: the number to ask about it by. Who has reported the
    same hears it as an answer to that."""
    case = await records.cases.one(case_id, talk.now)
    person = await records.own_news.person_of(case_id)
    if case is None or person is None:
        return
    reported = await records.own_news.is_reporter(case_id, talk.session.id)
    reason, stop = why_answered() if reported else why(Topic.CASES, about_person(person))
    meanwhile = await _meanwhile(talk, records, case)
    lines = how_it_was_reported(case, meanwhile)
    talk.say(*lines, reason, offers=(*offers_of(case), *talk.menu, stop))


async def _meanwhile(talk: Talk, records: Records, case: Case) -> tuple[Text, ...]:
    """How they are paid until the money in the account can be had."""
    failure = await records.cases.otp(case)
    return paid_meanwhile(failure, records.reference, talk.today) if failure else ()


async def case_answered(talk: Talk, records: Records, case_id: int) -> None:
    """By its number alone: what it was about is nobody else's to read. Whoever reported it is asked
    at once whether that settles it."""
    case = await records.cases.one(case_id, talk.now)
    if case is None:
        return
    own = await own_case(talk, records, case.number)
    if own is not None and await records.own_news.is_reporter(case_id, talk.session.id):
        await _say_to_reporter(talk, records, own)
        return
    person = await records.own_news.person_of(case_id)
    if person is None:
        return
    reason, stop = why(Topic.CASES, about_person(person))
    offers = again_offer(own) if own else ()
    talk.say(
        *how_it_ended(case),
        *await more_about(case, talk, records),
        reason,
        offers=(*offers_of(case), *offers, *talk.menu, stop),
    )


async def _say_to_reporter(talk: Talk, records: Records, own: Own) -> None:
    """It answers what they asked, so it comes without having been asked for; all the same it can be
    stopped."""
    reason, stop = why_answered()
    asked, offers = after_its_end(own)
    lines = ending_lines(own.case) if asked else how_it_ended(own.case)
    more = await more_about(own.case, talk, records)
    talk.say(*lines, *more, *asked, reason, offers=(*offers_of(own.case), *offers, stop))


async def answered_for(talk: Talk, records: Records, person_id: int) -> None:
    """They stood before an officer, who had the answer sent to their own phone."""
    links = await records.links.of(talk.session.id)
    link = next((one for one in links if one.person.id == person_id), None)
    if link is None:
        return
    own = await payment_now(talk, records, link.person, link.relation)
    talk.say(
        Text("The officer has this sent to {you}.").signed(Sign.OFFICER),
        *await _one_of_several(talk, records),
        *await told_now(talk, records, link.person, own),
        offers=(offer("own_payout", Text("More").signed(Sign.MORE), person=str(person_id)),),
    )


async def _payment(talk: Talk, records: Records, payment_id: int) -> Payment | None:
    """Of whom this phone hears; no other can be named by its subject."""
    since = Month.of(talk.today - _LOOKED_BACK)
    for link in await records.links.of(talk.session.id):
        for payment in await records.payouts.of(link.person.id, since):
            if payment.id == payment_id:
                return payment
    return None


_LOOKED_BACK = timedelta(days=120)
"""A payment that comes now may be of a list some months old."""


async def _one_of_several(talk: Talk, records: Records) -> tuple[Text, ...]:
    """Who collects for several sees of whom it is when they open it, not on a locked screen."""
    if len(await records.links.of(talk.session.id)) <= 1:
        return ()
    return (Text("It is of one person this phone hears about.").signed(Sign.PERSON),)


def _say(talk: Talk, lines: tuple[Text, ...], topic: Topic, payment: Payment) -> None:
    reason, stop = why(topic, about_person(payment.person))
    talk.say(*lines, reason, offers=(_see(payment), stop))


def _see(payment: Payment) -> Choice:
    more, month = Text("More").signed(Sign.MORE), str(payment.month)
    return offer("own_payout", more, person=str(payment.person), month=month)
