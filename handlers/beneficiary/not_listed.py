"""Who is to be paid, or who collects, stands on no payment list: that can be reported here."""

from __future__ import annotations

from domain.advice import concerning_now
from domain.case import CaseKind
from domain.payout import FailedBecause
from domain.person import Person
from domain.text import Month
from handlers.beneficiary.first_answer import asks_later, first_answer
from handlers.beneficiary.whose import whose
from handlers.talk import Talk
from storage.records import Records


async def report_not_listed(talk: Talk, records: Records) -> None:
    """File it as the records say at this moment; where all is well by now, that is the answer."""
    link = await whose(talk, records)
    if link is None:
        talk.then("payout_date")
    found = await missing(talk, records, link.person)
    if found is None:
        talk.then("own_payout", person=str(link.person.id))
    kind, month = found
    case = await records.cases.file(kind, kind.value, link.person, month, talk.session.id, talk.now)
    talk.note("reported_not_listed", link.person.id)
    talk.say(
        *await first_answer(talk, records, case, link.person.unit),
        offers=(*asks_later(talk, case), *talk.menu),
    )


async def missing(talk: Talk, records: Records, person: Person) -> tuple[CaseKind, Month] | None:
    """Who is missing on which month's list: the person, or who collects for them."""
    month = Month.of(talk.today)
    payment = concerning_now(await records.payouts.of(person.id, month.plus(-1)), talk.now)
    if payment is not None:
        absent = payment.reason is FailedBecause.PAYEE_NOT_LISTED
        return (CaseKind.PAYEE_NOT_LISTED, payment.month) if absent else None
    listed = await records.payouts.list_made_on(person, month)
    return None if listed is None else (CaseKind.NOT_ON_LIST, month)
