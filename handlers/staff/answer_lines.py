"""What is said for somebody who stands in front of a member of staff: to the staff, in full; and as
the person themselves would hear it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.payout import Payment, Stage, Way
from domain.person import Person, Programme, Relation
from domain.text import Month, Sign, Text
from handlers.beneficiary.account_now import account_lines, account_now
from handlers.beneficiary.account_words import known_on
from handlers.beneficiary.meanwhile import told_now
from handlers.beneficiary.payment_now import none_yet, payment_now, stage_line
from handlers.beneficiary.payout_words import (
    NEVER_TELL,
    PROGRAMMES,
    calendar_of,
    list_of,
)
from handlers.staff.beneficiary_of import told
from handlers.talk import Talk
from storage.payouts import ListMade
from storage.records import Records

_ON: Mapping[Way, Text] = {
    Way.CASH: Text("{programme}: on the cash list of {day}.").signed(Sign.LIST),
    Way.ACCOUNT: Text("{programme}: on the account list of {day}.").signed(Sign.LIST),
}
_NOT_ON: Mapping[Way, Text] = {
    Way.CASH: Text("{programme}: not on the cash list of {day}.").signed(Sign.LIST),
    Way.ACCOUNT: Text("{programme}: not on the account list of {day}.").signed(Sign.LIST),
}
_ON_NONE = Text("{programme}: on no list of {day}.").signed(Sign.LIST)


@dataclass(frozen=True, slots=True)
class Answer:
    """``now``: what they would hear; ``source``: according to what; ``lists``: how they stand on
    each list of this month and of that of their money, and how far it has come; ``account``: its
    state. Neither repeats what was said in the same words before it."""

    who: Text
    now: tuple[Text, ...]
    source: tuple[Text, ...]
    lists: tuple[Text, ...]
    account: tuple[Text, ...]


async def answer_about(talk: Talk, records: Records, person: Person) -> Answer:
    """As it stands at this moment."""
    payment = await payment_now(talk, records, person, Relation.SELF)
    months = {Month.of(talk.today), *([payment.payment.month] if payment else [])}
    of_months = [await _of_month(records, person, month) for month in sorted(months)]
    lists = tuple(line for lines in of_months for line in lines)
    standing = await account_now(talk, records, person, Relation.SELF)
    account = account_lines(standing, talk.today, records.reference)
    now = await shown_to(talk, records, person)
    return Answer(
        who=told(person, records),
        now=now,
        source=(calendar_of(payment.day),) if payment and payment.day else (),
        lists=_but(now, lists),
        account=_but((*now, *lists), account),
    )


def _but(said: Sequence[Text], lines: Sequence[Text]) -> tuple[Text, ...]:
    return tuple(line for line in lines if line not in said)


async def shown_to(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """Go or not yet, when, where, in the words that they would hear themselves."""
    payment = await payment_now(talk, records, person, Relation.SELF)
    return await told_now(talk, records, person, payment)


async def on_paper(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """The same to take along: paper outlasts what it says, so it says from when that is."""
    payment = await payment_now(talk, records, person, Relation.SELF)
    lines = await shown_to(talk, records, person)
    according = (list_of(payment.payment.list_of),) if payment else ()
    # No second leaf of a calendar: who cannot read must see the one day to go.
    from_when = known_on(talk.today).signed(Sign.CLOCK)
    return (*lines, *according, from_when, NEVER_TELL)


async def _of_month(records: Records, person: Person, month: Month) -> tuple[Text, ...]:
    """Of each programme on which list, else on which not; then how far the money has come."""
    made = await records.payouts.lists(person, month)
    if not made:
        return (await none_yet(records, person, month),)
    payments = [one for one in await records.payouts.of(person.id, month) if one.month == month]
    return (
        Text("The lists of {month}:", month=month).signed(Sign.LIST),
        *(line for one in Programme for line in _of_programme(one, payments, made)),
    )


def _of_programme(
    programme: Programme, payments: Sequence[Payment], made: Sequence[ListMade]
) -> tuple[Text, ...]:
    name = PROGRAMMES[programme]
    lists = [one for one in made if one.programme is programme]
    stands = [one for one in payments if one.programme is programme]
    off = [one for one in lists if one.way not in {payment.way for payment in stands}]
    if off and not stands:
        return (_ON_NONE.filled(programme=name, day=max(one.made_on for one in off)),)
    return (
        *(line for one in stands for line in _on(one, name)),
        *(_NOT_ON[one.way].filled(programme=name, day=one.made_on) for one in off),
    )


def _on(payment: Payment, programme: Text) -> tuple[Text, ...]:
    """That it stands on a list is its first stage."""
    listed = _ON[payment.way].filled(programme=programme, day=payment.list_of)
    return (listed,) if payment.stage is Stage.ON_LIST else (listed, stage_line(payment))
