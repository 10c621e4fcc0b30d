"""Whom to ring up before a payday: those for whom no message of ours wakes a phone."""

from __future__ import annotations

from domain.message import Choice
from domain.payday import Payday
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.asks import Brought, read_id
from handlers.staff.loudspeaker import TO_READ_OUT
from handlers.staff.paydays import told, which_payday
from handlers.talk import Talk, offer
from storage.call_lists import Page, ToCall
from storage.records import Records

_PAPER = Text("The whole numbers stand on the paper list of the commune.").signed(Sign.PAPERS)


async def call_list(talk: Talk, records: Records) -> None:
    """A few at a time in the order in which they are called up; *more* brings the next."""
    payday = await which_payday(talk, records, Act.CALL)
    if payday is None:
        return
    after = await talk.if_given("after", _BEHIND)
    count = await records.call_lists.count(payday)
    page = await records.call_lists.page(payday, after)
    talk.answer(
        told(payday, records),
        to_call(count.to_call, count.paid),
        *come_for_cash(await records.cash_promised.on(payday)),
        *_which_page(page, count.to_call),
        *map(_line, page.people),
        *([_PAPER] if page.people else []),
        offers=_next(talk, payday, page),
    )


def to_call(count: int, paid: int) -> Text:
    """How many no message reaches, of how many."""
    if not paid:
        return Text("Nobody stands on the list for it yet.").signed(Sign.WAIT)
    if not count:
        return Text("All {paid} are told by their phone. Nobody has to be called.",
                    paid=paid).signed(Sign.GO)  # fmt: skip
    return Text("To call: {count} of {paid}. No message wakes a phone for them.",
                count=count, paid=paid).signed(Sign.LIST)  # fmt: skip


def come_for_cash(count: int) -> tuple[Text, ...]:
    """Whom no cash list names, because the code of their bank does not arrive."""
    said = Text("From the account list, {count} come for cash too.", count=count)
    return (said.signed(Sign.MONEY),) if count else ()


def _which_page(page: Page, count: int) -> tuple[Text, ...]:
    number, pages = page.number(count)
    if pages == 1:
        return ()
    return (Text("Page {number} of {pages}.", number=number, pages=pages).signed(Sign.LIST),)


def _line(one: ToCall) -> Text:
    person = one.person
    if not one.digits:
        return Text("{name}, born {year}: no phone", name=person.name,
                    year=person.birth_year).signed(Sign.PERSON)  # fmt: skip
    return Text("{name}, born {year}: phone ends in {digits}", name=person.name,
                year=person.birth_year, digits=one.digits).signed(Sign.PHONE)  # fmt: skip


def _next(talk: Talk, payday: Payday, page: Page) -> tuple[Choice, ...]:
    day = str(payday.id)
    out = offer("loudspeaker", TO_READ_OUT, day=day)
    if page.last is None:
        return (out, *talk.menu)
    more = Text("More").signed(Sign.MORE)
    return (offer(call_list, more, day=day, after=str(page.last)), out)


_BEHIND = Brought(read_id)
"""Behind whom a page begins: it says where in the list, and opens nobody."""
