"""The state of an account: one's own where the address is linked, else how accounts work."""

from __future__ import annotations

from domain.account import ListProblem
from domain.case import CaseKind
from domain.message import Choice
from domain.person import Link
from domain.privacy import Level
from domain.text import Month, Sign, Text
from handlers.beneficiary.account_explained import account_explained
from handlers.beneficiary.account_now import AccountNow, account_lines, account_now, cash_places
from handlers.beneficiary.account_words import REPORT, more_lines
from handlers.beneficiary.first_answer import asks_later, first_answer
from handlers.beneficiary.meanwhile import arranged
from handlers.beneficiary.payment_now import none_yet
from handlers.beneficiary.payout_words import place_of
from handlers.beneficiary.whose import name_among_several, whose
from handlers.talk import Talk, offer
from storage.records import Records
from storage.reference import Reference


async def account_status(talk: Talk, records: Records) -> None:
    """Three lines, and a list that contradicts them is said at once."""
    link = await _linked(talk, records)
    standing = await account_now(talk, records, link.person, link.relation)
    talk.answer(
        *await name_among_several(talk, records, link.person),
        *account_lines(standing, talk.today, records.reference),
        *await arranged(talk, records, link.person, standing.payment),
        offers=_offers(standing),
    )


async def account_more(talk: Talk, records: Records) -> None:
    """The bank's side, the list's side, and what is good to know."""
    link = await _linked(talk, records)
    standing = await account_now(talk, records, link.person, link.relation)
    month = standing.month or Month.of(talk.today)
    made_on = await records.payouts.list_made_on(link.person, month)
    talk.answer(
        *await name_among_several(talk, records, link.person),
        *more_lines(
            standing.own,
            standing.payment,
            cash_places(standing.payment, records.reference).points,
            standing.payment.list_of if standing.payment else made_on,
            await none_yet(records, link.person, month),
            month,
            await arranged(talk, records, link.person, standing.payment),
        ),
        offers=() if talk.in_between else talk.menu,
    )


async def report_list_problem(talk: Talk, records: Records) -> None:
    """File that account and list contradict each other, as the records say at this moment."""
    link = await _linked(talk, records)
    standing = await account_now(talk, records, link.person, link.relation)
    problem, month = standing.problem, standing.month
    if problem is None or month is None:
        talk.then(account_status, person=str(link.person.id))
    case = await records.cases.file(
        CaseKind.LIST_PROBLEM, problem.value, link.person, month, talk.session.id, talk.now
    )
    talk.note("reported_list_problem", link.person.id)
    talk.say(
        *await first_answer(
            talk, records, case, link.person.unit, _until_then(problem, standing, records.reference)
        ),
        offers=(*asks_later(talk, case), *talk.menu),
    )


async def _linked(talk: Talk, records: Records) -> Link:
    """Whom it is about; who is not linked hears how accounts work instead."""
    if not talk.session.linked or talk.carries < Level.OWN:
        talk.then(account_explained)
    link = await whose(talk, records)
    if link is None:
        talk.then(account_explained)
    return link


def _until_then(problem: ListProblem, standing: AccountNow, reference: Reference) -> Text:
    """How they are paid meanwhile."""
    if problem is ListProblem.ACCOUNT_BUT_CASH_LIST:
        places = cash_places(standing.payment, reference)
        if places.nowhere:
            return places.closed[0]
        place = place_of(places.points)
        return Text("This time it is paid in cash at {place}.", place=place).signed(Sign.MONEY)
    return Text("Until then, ask the commune officer about being paid in cash.").signed(Sign.MONEY)


def _offers(standing: AccountNow) -> tuple[Choice, ...]:
    person = str(standing.person.id)
    report = offer(report_list_problem, REPORT, person=person)
    return (
        *([report] if standing.problem else []),
        offer(account_more, Text("More").signed(Sign.MORE), person=person),
        offer(account_explained, Text("How an account works").signed(Sign.HELP)),
    )
