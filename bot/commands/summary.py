"""`ansinh summary`: the numbers of one day, as a text or as one JSON document; counts alone."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.commands import Refused, ready_app, refused
from bot.settings import Settings
from domain.gazetteer import Gazetteer
from domain.lists.row import ListKind
from domain.payout import Way
from domain.permissions import reach
from domain.place import UnitKey
from domain.summary import Flow, ListMissing, Otp, Summary, needs_help_most
from domain.text import Text
from handlers.asks import named
from handlers.language import Listener, say

if TYPE_CHECKING:
    from bot.commands import Commands

_OFFICIALS = "vi"
"""The language in which officials work."""

_NOT_SAID = "not_said"


def register(commands: Commands) -> None:
    command = commands.add_parser("summary", help="the numbers of one day")
    command.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="today, unless given")
    command.add_argument("--unit", metavar="CODE", help="as of the day; or CODE@2023")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=refused(_summary))


async def _summary(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app:
        now = app.clock()
        day = given.date or now.date()
        if day > now.date():
            raise Refused(f"{day:%d/%m/%Y} is still to come. Ask for a day until today.")
        gazetteer = (await app.database.reference()).gazetteer
        units = units_named(gazetteer, given.unit, day) if given.unit else None
        async with app.database.snapshot() as records:
            found = await records.summaries.of(day, settings.timezone, units)
    if given.json:
        print(json.dumps(document(found), ensure_ascii=False))
    else:
        print("\n".join(say(line, _OFFICIALS, Listener.STAFF) for line in lines(found, gazetteer)))
    return 0


def units_named(gazetteer: Gazetteer, text: str, day: date) -> frozenset[UnitKey]:
    """The unit of that code on the day, or at the end of a year named with it, and those that went
    into it; of an old district, its wards and communes. Raises Refused."""
    code, at, year = text.partition("@")
    if at and not (year.isascii() and year.isdigit() and len(year) == 4 and int(year)):
        raise Refused("Write a unit as 30526, or as 30526@2023 for one of another year.")
    then = date(int(year), 12, 31) if at else day
    unit = gazetteer.by_code(code, then)
    if unit is None or not unit.served:
        raise Refused(f"{text} is no ward, commune or old district served on {then:%d/%m/%Y}.")
    if unit.is_old_district:
        return frozenset(one.key for one in gazetteer.served_on(then) if one.area == unit.area)
    return reach(unit.key, gazetteer)


def document(found: Summary) -> dict[str, Any]:
    """The contract that scripts depend on (docs/summary.md)."""
    accounts, corrections, payments = found.accounts, found.corrections, found.payments
    return {
        "date": found.day.isoformat(),
        "units": [unit.code for unit in found.units],
        "otp": {**_flow(found.otp.count), "by_cause": _by_cause(found.otp)},
        "accounts": {
            "opened": accounts.opened,
            "paid": accounts.paid,
            "not_seen_paid": accounts.not_seen_paid,
            "no_code": accounts.no_code,
            "other_reason": accounts.other_reason,
            "not_asked": accounts.not_asked,
            "with_alternative": accounts.with_alternative,
            "month": str(accounts.month),
        },
        "corrections": {
            "submitted": corrections.submitted,
            "decided": corrections.decided,
            "waiting": corrections.waiting,
            "overdue": corrections.overdue,
        },
        "payments": {
            "sent": payments.sent,
            "credited": payments.credited,
            "collected": payments.collected,
            "failed": payments.failed,
        },
        "points_closed": found.points_closed,
        "questions": {
            "asked": found.questions.asked,
            "answered": found.questions.answered,
            "not_understood": found.questions.not_understood,
        },
    }


def _flow(count: Flow) -> dict[str, int]:
    return {"new": count.new, "open": count.open, "resolved": count.resolved}


def _by_cause(otp: Otp) -> dict[str, int]:
    """Of those that stand, so that they add up to them."""
    return {
        one.cause.value if one.cause else _NOT_SAID: one.count.open
        for one in otp.by_cause
        if one.count.open
    }


def lines(found: Summary, gazetteer: Gazetteer) -> Iterator[Text]:
    """As a text: what everybody is told first, then the rest."""
    yield Text("Numbers of {day}, with the lists of {month}.", day=found.day, month=found.month)
    yield Text("Wards and communes: {count}.", count=len(found.units))
    yield from _people(found)
    yield from _work(found)
    worst = needs_help_most(found.by_unit)
    if worst is not None:
        yield Text("Most is waiting in {unit}: {count}.", unit=named(gazetteer.known(worst.unit)),
                   count=worst.waiting)  # fmt: skip
    for one in found.lists:
        yield _missing(one, gazetteer)


def _people(found: Summary) -> Iterator[Text]:
    accounts = found.accounts
    yield Text("People with an account: {count}.", count=accounts.opened)
    yield Text("Seen paid: {count}, of these in cash {cash}.", count=accounts.paid,
               cash=accounts.in_cash)  # fmt: skip
    yield Text("Not seen paid: {count}, of these due by now {due}.",
               count=accounts.not_seen_paid,
               due=accounts.not_seen_paid - accounts.not_due)  # fmt: skip
    yield Text("Why: no code {code}, another reason {other}, not asked yet {rest}.",
               code=accounts.no_code, other=accounts.other_reason,
               rest=accounts.not_asked)  # fmt: skip
    yield Text("Another way to the money is arranged for {count}.",
               count=accounts.with_alternative)  # fmt: skip


def _work(found: Summary) -> Iterator[Text]:
    otp, missing, fixes = found.otp.count, found.not_received, found.corrections
    payments, questions = found.payments, found.questions
    yield Text("Codes that do not come: new {new}, open {open}, settled {done}.",
               new=otp.new, open=otp.open, done=otp.resolved)  # fmt: skip
    yield Text("Money not received: new {new}, open {open}, settled {done}.",
               new=missing.new, open=missing.open, done=missing.resolved)  # fmt: skip
    yield Text("Corrections: submitted {new}, decided {done}, waiting {open}, overdue {late}.",
               new=fixes.submitted, done=fixes.decided, open=fixes.waiting,
               late=fixes.overdue)  # fmt: skip
    yield Text("Payments: sent {sent}, in accounts {credited}, collected {collected}, "
               "failed {failed}.", sent=payments.sent, credited=payments.credited,
               collected=payments.collected, failed=payments.failed)  # fmt: skip
    yield Text("Not collected two months running: {count} people.",
               count=found.uncollected_twice)  # fmt: skip
    yield Text("Requests past their day: {count}.", count=found.overdue)
    yield Text("Payment points reported closed: {count}.", count=found.points_closed)
    yield Text("Questions: {asked}, answered {answered}, not understood {not_understood}.",
               asked=questions.asked, answered=questions.answered,
               not_understood=questions.not_understood)  # fmt: skip


_LISTS: Mapping[ListKind, Text] = {
    ListKind.PEOPLE: Text("the list of people"),
    ListKind.ACCOUNTS: Text("the bank's list of accounts"),
    ListKind.CALENDAR: Text("the payout calendar"),
}
_PAYMENT_LISTS: Mapping[Way | None, Text] = {
    Way.ACCOUNT: Text("the payment list for accounts"),
    Way.CASH: Text("the payment list for cash"),
}


def missing_list(one: ListMissing) -> Text:
    """Which list it is."""
    return _LISTS[one.kind] if one.kind in _LISTS else _PAYMENT_LISTS[one.way]


def _missing(one: ListMissing, gazetteer: Gazetteer) -> Text:
    unit, what = named(gazetteer.known(one.unit)), missing_list(one)
    if one.newest is None:
        return Text("Missing in {unit}: {list}.", unit=unit, list=what)
    return Text("Out of date in {unit}: {list}, the newest is of {day}.", unit=unit, list=what,
                day=one.newest)  # fmt: skip


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a day as 2026-11-24") from error
