"""One's own payment: go or not yet, when, where; for oneself or for whom one collects."""

from __future__ import annotations

from collections.abc import Sequence

from domain.message import Choice, Pin
from domain.payout import Way
from domain.person import Link, Person
from domain.text import Month, Sign, Text
from handlers.asks import Brought
from handlers.beneficiary.meanwhile import brought_home, told_now
from handlers.beneficiary.nearest_words import pin_of
from handlers.beneficiary.not_listed import missing
from handlers.beneficiary.payment_now import (
    PaymentNow,
    enrolled,
    first_lines,
    more_lines,
    not_of_month,
    payment_now,
)
from handlers.beneficiary.payout_at_place import another_month, payout_at_place
from handlers.beneficiary.subscribe import tell_me
from handlers.beneficiary.whose import name_among_several, whose, whose_all
from handlers.point_trouble_words import WRONG_THERE
from handlers.talk import Talk, offer
from storage.records import Records

_REPORT = Text("Have it looked at").signed(Sign.OFFICER)
_AT_HOME = Text("Have the money brought home").signed(Sign.PERSON)
_MONTH = Brought(Month.parse)
_AT_ONCE = 5


async def own_payout(talk: Talk, records: Records) -> None:
    """The first three lines; for who collects for several, also of all of them at once. A button
    beneath what was told of a month opens the payment of that month. ``of``: another month than
    this was asked about, and nothing is told of the money of now."""
    month = await talk.if_given("month", _MONTH)
    asked = another_month(await talk.if_given("of", _MONTH), talk)
    links = await whose_all(talk, records)
    if not links:
        talk.then(payout_at_place, **({"of": str(asked)} if asked else {}))
    if asked is not None:
        await _of_month(talk, records, links, asked)
        return
    if len(links) > 1:
        await _all_of_them(talk, records, links)
        return
    link = links[0]
    own = await _now(talk, records, link, month)
    talk.answer(
        *await _answer_lines(own, talk, records, link),
        offers=await _offers(talk, records, link.person, own, month),
        pin=await _pin(talk, records, link.person, own),
    )


async def _of_month(talk: Talk, records: Records, links: Sequence[Link], month: Month) -> None:
    for link in links:
        own = await _now(talk, records, link, month)
        if own is not None and own.payment.month == month:
            lines = first_lines(own, talk, records.reference)
        else:
            lines = await not_of_month(talk, records, link.person, month)
        named = await name_among_several(talk, records, link.person)
        last = link == links[-1]
        (talk.answer if last else talk.say)(*named, *lines, offers=talk.menu if last else ())


async def _pin(talk: Talk, records: Records, person: Person, own: PaymentNow | None) -> Pin | None:
    """Where they are to go, if they are to go anywhere."""
    if own is None or not own.places.points:
        return None
    if await brought_home(talk, records, person, own) is not None:
        return None
    return pin_of(own.places.points[0])


async def _all_of_them(talk: Talk, records: Records, links: Sequence[Link]) -> None:
    """One short block each, a few in one message."""
    for first in range(0, len(links), _AT_ONCE):
        blocks = [
            await _answer_lines(await _now(talk, records, link), talk, records, link)
            for link in links[first : first + _AT_ONCE]
        ]
        lines = [line for block in blocks for line in block]
        last = first + _AT_ONCE >= len(links)
        (talk.answer if last else talk.say)(*lines, offers=talk.menu if last else ())


async def _now(
    talk: Talk, records: Records, link: Link, month: Month | None = None
) -> PaymentNow | None:
    return await payment_now(talk, records, link.person, link.relation, month)


async def _answer_lines(
    own: PaymentNow | None, talk: Talk, records: Records, link: Link
) -> tuple[Text, ...]:
    return (
        *await name_among_several(talk, records, link.person),
        *await told_now(talk, records, link.person, own),
    )


async def own_payout_more(talk: Talk, records: Records) -> None:
    """How, how much, how far it has come, and according to what."""
    month = await talk.if_given("month", _MONTH)
    link = await whose(talk, records)
    if link is None:
        talk.then(payout_at_place)
    own = await _now(talk, records, link, month)
    at_home = await brought_home(talk, records, link.person, own) is not None
    lines = more_lines(own, records.reference, at_home=at_home) if own else None
    talk.answer(
        *await name_among_several(talk, records, link.person),
        *(lines or await enrolled(talk, records, link.person)),
        offers=() if talk.in_between else (*_otherwise(link.person, own, at_home), *talk.menu),
    )


def _otherwise(person: Person, own: PaymentNow | None, at_home: bool) -> tuple[Choice, ...]:
    """What can be asked for or reported where it cannot be had so; ``at_home``: it is brought."""
    points = own.places.points if own else ()
    who = str(person.id)
    return (
        *(offer("report_point", WRONG_THERE, point=str(one.id)) for one in points),
        *([] if at_home else [offer("ask_home", _AT_HOME, person=who)]),
        offer("change_way", Text("Be paid another way").signed(Sign.MONEY), person=who),
    )


async def _offers(
    talk: Talk, records: Records, person: Person, own: PaymentNow | None, month: Month | None
) -> tuple[Choice, ...]:
    """Where money goes to an account, its state tells what to do; who is missing on the list can
    have it looked at."""
    absent = await missing(talk, records, person)
    of_it = {"month": str(month)} if month else {}
    report = offer("report_not_listed", _REPORT, person=str(person.id))
    through_account = own is not None and own.payment.way is Way.ACCOUNT
    account = offer("account_status", Text("Account").signed(Sign.ACCOUNT), person=str(person.id))
    return (
        offer(own_payout_more, Text("More").signed(Sign.MORE), person=str(person.id), **of_it),
        *([account] if through_account else []),
        *([report] if absent else []),
        *await tell_me(talk, records, person),
        offer(payout_at_place, Text("Another place").signed(Sign.PLACE)),
    )
