"""How much it is a month: the same sentences for all, and neither category nor coefficient."""

from __future__ import annotations

from domain.amount import Monthly, monthly
from domain.payout import Payment
from domain.person import Link
from domain.text import Month, Sign, Text
from handlers.beneficiary.whose import name_among_several, whose
from handlers.talk import Talk, offer
from storage.records import Records

_MAY_CHANGE = Text("It may change with age, degree, or the State's standard amount.").signed(
    Sign.HELP
)


async def amount(talk: Talk, records: Records) -> None:
    """A month, since when, what the list says, and that it may change."""
    link = await whose(talk, records)
    if link is None:
        _to_link(talk)
        return
    talk.note("looked_at_amount", link.person.id)
    due = monthly(
        await records.people.dues(link.person.id),
        await records.people.standard_amounts(),
        Month.of(talk.today),
    )
    talk.answer(
        *await name_among_several(talk, records, link.person),
        *_due_lines(due),
        *_list_lines(await _newest(talk, records, link)),
        *([_MAY_CHANGE] if due else []),
        offers=(
            offer("own_payout", Text("Payout date").signed(Sign.DAY), person=str(link.person.id)),
            offer("my_data", Text("Something is wrong").signed(Sign.HELP), right="correct"),
        ),
    )


async def _newest(talk: Talk, records: Records, link: Link) -> Payment | None:
    payments = await records.payouts.of(link.person.id, Month.of(talk.today).plus(-1))
    return payments[0] if payments else None


def _due_lines(due: Monthly | None) -> tuple[Text, ...]:
    if due is None:
        return (
            Text("By the records nothing is due this month.").signed(Sign.STOP),
            Text("Please ask the commune officer.").signed(Sign.OFFICER),
        )
    return (
        Text("{amount} a month.", amount=due.amount).signed(Sign.MONEY),
        Text("It has been so since {month}.", month=due.since).signed(Sign.CLOCK),
    )


def _list_lines(payment: Payment | None) -> tuple[Text, ...]:
    """What is handed out may be more than a month's amount; according to which list."""
    if payment is None:
        return ()
    listed = Text(
        "On the list of {day}, for {month}: {amount}.",
        day=payment.list_of,
        month=payment.month,
        amount=payment.total,
    ).signed(Sign.LIST)
    if not payment.arrears.dong:
        return (listed,)
    arrears = Text("Of this, {arrears} is for earlier months.", arrears=payment.arrears)
    return (listed, arrears.signed(Sign.MONEY))


def _to_link(talk: Talk) -> None:
    talk.say(
        Text("{Me} tell the amount only to the person, or who collects it.").signed(Sign.SECRET),
        Text("For that, this phone must be linked.").signed(Sign.PHONE),
        offers=(
            offer("link", Text("I have a code").signed(Sign.PAPERS)),
            offer("stand_by", Text("An officer stands here").signed(Sign.OFFICER)),
        ),
    )
