"""Account, lists and record contradict each other: what the tables show is proposed, and one tap
reports it."""

from __future__ import annotations

from domain.account import list_problem as contradiction
from domain.advice import concerning_now
from domain.amount import monthly
from domain.list_error import SEEN_AT_A_COUNTER, ListError, Seen, shown_by
from domain.payout import Payment
from domain.permissions import Act
from domain.person import Person
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.carer import went_to_owner
from handlers.staff.beneficiary_of import beneficiary, told
from handlers.staff.case_words import due_lines
from handlers.staff.fix_words import counts_line
from handlers.staff.known_case import say_known
from handlers.staff.list_words import ERRORS
from handlers.staff.scope import leave_it, own_people
from handlers.talk import Talk
from storage.cases import Report
from storage.records import Records

_NONE = "none"


async def list_problem(talk: Talk, records: Records) -> None:
    """Of whose money, and what is wrong with it."""
    person = await beneficiary(talk, records, Act.REPORT_FOR)
    if person.id in await own_people(talk, records):
        leave_it(talk)
        return
    seen = await _seen(talk, records, person)
    month = seen.payment.month if seen.payment else Month.of(talk.today)
    error = await talk.ask("error", _errors(person, month, shown_by(seen), records))
    if error is None:
        talk.say(Text("Stopped. Nothing was kept."), offers=talk.next_about(person))
        return
    known = await records.cases.open_about(person.id, error.kind, talk.now, error.reason)
    if known is not None:
        await say_known(talk, records, person, known)
        return
    await _file(talk, records, person, error, month)


async def _file(
    talk: Talk, records: Records, person: Person, error: ListError, month: Month
) -> None:
    said = Report(by=talk.staff.id)
    case = await records.cases.file(
        error.kind, error.reason, person, month, talk.session.id, talk.now, said=said
    )
    talk.note("reported_list_error", person.id)
    talk.answer(
        Text("Noted as request {number}.", number=case.number).signed(Sign.GO),
        *await went_to_owner(records, case, person.unit, talk.staff.id),
        *due_lines(case, talk.today),
        counts_line(await records.corrections.counts_from(person.unit, talk.now)),
        *((_GOES_BACK,) if error is ListError.PAID_AFTER_DEATH else ()),
        Text("Please tell the person the number.").signed(Sign.PERSON),
        offers=talk.next_about(person),
    )


_GOES_BACK = Text("Money paid after a death goes back; the commune says how.").signed(Sign.MONEY)


async def _seen(talk: Talk, records: Records, person: Person) -> Seen:
    """What the tables show of the payment that is meant by "the money" now."""
    this = Month.of(talk.today)
    payments = await records.payouts.of(person.id, this.plus(-1))
    payment = concerning_now(payments, talk.now)
    own = await records.accounts.of(person.id)
    receives = payment.account if payment else None
    receiving = await records.accounts.known(receives) if receives else own
    month = payment.month if payment else this
    return Seen(
        payment=payment,
        problem=contradiction(own, payment, receiving),
        listed=await records.payouts.list_made_on(person, month) is not None,
        sharing=await records.list_checks.sharing(receives, month) if receives else 1,
        dead_since=await records.list_checks.dead_since(person.id),
        due=await _due(records, person, month),
        paid=_paid(payments, month),
    )


async def _due(records: Records, person: Person, month: Month) -> int | None:
    """What the record says is due, in đồng."""
    standards = await records.people.standard_amounts()
    due = monthly(await records.people.dues(person.id), standards, month)
    return due.amount.dong if due else None


def _paid(payments: tuple[Payment, ...], month: Month) -> int:
    """Of one month, without what is paid for earlier ones."""
    return sum(one.amount.dong for one in payments if one.month == month)


def _errors(
    person: Person, month: Month, shown: ListError | None, records: Records
) -> OneOf[ListError | None]:
    """What the tables show stands first."""
    ordered = sorted(SEEN_AT_A_COUNTER, key=lambda one: one is not shown)
    choices: dict[str, tuple[Text, ListError | None]] = {
        one.value: (ERRORS[one], one) for one in ordered
    }
    choices[_NONE] = (Text("Nothing of these").signed(Sign.STOP), None)
    found = Text("The tables show: {what}.", what=ERRORS[shown]) if shown else _SHOW_NOTHING
    before = (
        told(person, records),
        Text("About the money of {month}.", month=month).signed(Sign.MONEY),
        found.signed(Sign.LIST),
    )
    return OneOf(Text("What is wrong on the list?").signed(Sign.HELP), choices, before=before)


_SHOW_NOTHING = Text("The tables show nothing wrong.")
