"""Who is paid, or who collects for them, asks to be paid another way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.account import ACCOUNT_HOLDER_FROM
from domain.case import Case, CaseKind
from domain.message import Choice
from domain.pay_way import (
    PayWish,
    WayAsked,
    capacity_for,
    holder_of,
    needs_holder,
    surely_aged,
    wishes,
)
from domain.person import Link, Person
from domain.session import Pairs
from domain.text import Month, Sign, Text
from handlers.asks import Brought, OneOf
from handlers.beneficiary.first_answer import asks_later, first_answer
from handlers.beneficiary.payout_words import NEVER_TELL
from handlers.beneficiary.request_more import is_open_already
from handlers.beneficiary.whose import name_among_several, whose
from handlers.pay_way_words import AS_BEFORE, WISHES, asked_line, counts_line, next_lines
from handlers.talk import Talk, offer
from storage.cases import Report
from storage.records import Records

_TO_ACCOUNT = frozenset({PayWish.OPEN_ACCOUNT, PayWish.USE_ACCOUNT})
_TOWARDS: Mapping[str, frozenset[PayWish]] = {
    "account": _TO_ACCOUNT,
    "cash": frozenset({PayWish.CASH}),
    "bank": frozenset({PayWish.OTHER_BANK}),
}
_ACCOUNT: Pairs = (("towards", "account"),)
_CASH: Pairs = (("towards", "cash"),)
_BANK: Pairs = (("towards", "bank"),)

SAID: Mapping[str, Pairs] = {
    **dict.fromkeys(
        (
            "muốn nhận qua tài khoản",
            "tôi muốn nhận qua tài khoản",
            "tui muốn nhận qua tài khoản",
            "tôi muốn mở tài khoản",
            "muốn mở tài khoản",
            "mở tài khoản",
            "ចង់ទទួលតាមគណនី",
            "ខ្ញុំចង់ទទួលតាមគណនី",
            "ចង់បើកគណនី",
        ),
        _ACCOUNT,
    ),
    **dict.fromkeys(
        (
            "cho tôi nhận tiền mặt lại",
            "cho tui nhận tiền mặt lại",
            "muốn nhận tiền mặt",
            "muốn lãnh tiền mặt",
            "nhận tiền mặt lại",
            "ចង់ទទួលសាច់ប្រាក់វិញ",
            "ចង់ទទួលសាច់ប្រាក់",
        ),
        _CASH,
    ),
    **dict.fromkeys(("đổi ngân hàng", "muốn đổi ngân hàng", "ចង់ប្តូរធនាគារ"), _BANK),
}
"""In whose own words it begins, and what they want then."""


@dataclass(frozen=True, slots=True)
class WayNow:
    """How somebody is paid now, and what they can ask for."""

    offered: tuple[PayWish, ...]
    age: int


async def way_now(talk: Talk, records: Records, person: Person) -> WayNow:
    """As the record has it."""
    enrolled = await records.payouts.enrolment(person.id, Month.of(talk.today))
    account = await records.accounts.of(person.id)
    age = surely_aged(person, talk.today)
    has_account = account is not None and account.exists
    of_age = age >= ACCOUNT_HOLDER_FROM
    return WayNow(wishes(enrolled.way, has_account=has_account, of_age=of_age), age)


async def change_way(talk: Talk, records: Records) -> None:
    """What they want, from when on it would count; a report, which somebody else decides."""
    link = await whose(talk, records)
    if link is None:
        talk.then("link")
    named = await name_among_several(talk, records, link.person)
    if await is_open_already(talk, records, CaseKind.PAY_WAY, link.person, tuple(named)):
        return
    now = await way_now(talk, records, link.person)
    wish = await _wish(talk, now, tuple(named))
    asked = _asked(wish, link, now)
    month = await records.corrections.counts_from(link.person.unit, talk.now)
    if not await talk.ask("sure", _sure(asked, month)):
        talk.say(Text("Stopped. Nothing was kept."), offers=talk.menu)
        return
    case = await file_wish(talk, records, link.person, asked)
    await _say(talk, records, link.person, case, asked)


def _asked(wish: PayWish, link: Link, now: WayNow) -> WayAsked:
    """Who collects for a child, or for a grown person, says who may hold the account."""
    if not needs_holder(wish):
        return WayAsked(wish)
    return WayAsked(wish, holder_of(now.age, capacity_for(link.relation)))


async def _wish(talk: Talk, now: WayNow, named: tuple[Text, ...]) -> PayWish:
    """Said in words of their own, where that can be had; else asked."""
    towards = await talk.if_given("towards", Brought(_TOWARDS.get)) or frozenset()
    meant = [one for one in now.offered if one in towards]
    if len(meant) == 1:
        return meant[0]
    question = Text("How shall the money be paid?").signed(Sign.MONEY)
    choices = {one.value: (WISHES[one], one) for one in now.offered}
    return await talk.ask("wish", OneOf(question, choices, before=named))


def _sure(asked: WayAsked, month: Month) -> OneOf[bool]:
    choices = {
        "yes": (Text("Yes, ask for it").signed(Sign.GO), True),
        "no": (Text("No, leave it").signed(Sign.STOP), False),
    }
    before = (asked_line(asked.wish), counts_line(month), AS_BEFORE)
    return OneOf(Text("Shall {me} ask for it?").signed(Sign.HELP), choices, before=before)


async def file_wish(
    talk: Talk, records: Records, person: Person, asked: WayAsked, by: int | None = None
) -> Case:
    """One case a person and month. ``by``: the member of staff who reports it."""
    said = Report(by=by, cause=asked.wish.value, details=asked.written())
    reason, month = CaseKind.PAY_WAY.value, Month.of(talk.today)
    case = await records.cases.file(
        CaseKind.PAY_WAY, reason, person, month, talk.session.id, talk.now, said=said
    )
    talk.note("way_asked", person.id)
    return case


async def _say(talk: Talk, records: Records, person: Person, case: Case, asked: WayAsked) -> None:
    kept = [NEVER_TELL] if needs_holder(asked.wish) else []
    talk.say(
        *await first_answer(talk, records, case, person.unit, *next_lines(asked), *kept),
        offers=(*_at_home(asked, person), *asks_later(talk, case), *talk.menu),
    )


def _at_home(asked: WayAsked, person: Person) -> tuple[Choice, ...]:
    """Who cannot get to a counter to open an account."""
    if asked.wish is not PayWish.OPEN_ACCOUNT:
        return ()
    label = Text("Have the money brought home").signed(Sign.PERSON)
    return (offer("ask_home", label, person=str(person.id)),)
