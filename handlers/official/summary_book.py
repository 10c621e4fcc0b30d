"""All numbers of a day, a week or a month as a workbook: counts alone, nobody is named."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.payout import Stage
from domain.summary import Flow, Payments
from domain.text import Text
from handlers.language import label
from handlers.official.summary_told import LANGUAGE
from handlers.official.summary_words import (
    STAGE_NAMES,
    Told,
    by_need,
    finding_named,
    head,
    list_named,
)
from handlers.staff.change_words import REASONS
from handlers.staff.otp_words import CAUSES
from handlers.talk import INVENTED
from storage.spreadsheets import Value, new_book

_WIDE, _NARROW = 44, 13
_TITLE_ROWS = 2
_HEADER_HEIGHT = 46
"""Points: three lines. Not every program makes room for them by itself."""

_UPRIGHT = 8
"""Columns that an upright sheet of paper holds."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``first`` and ``others``: how wide its columns are, in letters."""

    name: Text
    header: tuple[Text, ...]
    rows: tuple[tuple[Value | Text, ...], ...]
    first: int = _WIDE
    others: int = _NARROW


async def book_of(told: Told, *, demo: bool) -> bytes:
    """An XLSX, written beside the event loop."""
    return await asyncio.to_thread(_written, told, demo)


def _written(told: Told, demo: bool) -> bytes:
    with tempfile.TemporaryDirectory(prefix="ansinh-") as folder:
        path = Path(folder) / "summary.xlsx"
        write_book(path, told, demo=demo)
        return path.read_bytes()


def write_book(path: Path, told: Told, *, demo: bool) -> None:
    """Raises NotWritten."""
    title = _said(head(told)).rstrip(":")
    if demo:
        title = f"{title} {_said(INVENTED)}"
    with new_book(path, title=title) as book:
        bold = book.style(bold=True)
        heads = book.style(bold=True, border=1, text_wrap=True, valign="top", bg_color="#DDE8EA")
        styles = {
            str: book.style(border=1, text_wrap=True, valign="top"),
            int: book.style(num_format="#,##0", border=1, valign="top"),
            date: book.style(num_format="dd/mm/yyyy", border=1, valign="top"),
        }
        for one in sheets_of(told):
            sheet = book.sheet(_said(one.name))
            if len(one.header) > _UPRIGHT:
                sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(_TITLE_ROWS)
            sheet.freeze_panes(_TITLE_ROWS + 1, 1)
            sheet.set_column(0, 0, one.first)
            sheet.set_column(1, max(len(one.header) - 1, 1), one.others)
            book.put(sheet, 0, [title], bold)
            sheet.set_row(_TITLE_ROWS, _HEADER_HEIGHT)
            book.put(sheet, _TITLE_ROWS, list(map(_said, one.header)), heads)
            for position, row in enumerate(one.rows, start=_TITLE_ROWS + 1):
                book.put_each(sheet, position, [_plain(value) for value in row], styles)


def _plain(value: Value | Text) -> Value:
    return _said(value) if isinstance(value, Text) else value


def _said(text: Text) -> str:
    """As a label: it begins with a capital."""
    return label(text, LANGUAGE)


# --- What stands in it --------------------------------------------------------------------------


def sheets_of(told: Told) -> tuple[Sheet, ...]:
    """One of which there is nothing to say is left out."""
    found = (_numbers(told), _units(told), _codes(told), _payments(told), _lists(told))
    return tuple(one for one in found if one.rows)


_FLOW = (Text("Open"), Text("New"), Text("Settled"))


def _flow(count: Flow) -> tuple[int, int, int]:
    return count.open, count.new, count.resolved


def _numbers(told: Told) -> Sheet:
    """What has one number; beside it by how much it is more than before."""
    changed = told.summary.changed
    rows = [(text, count, changed.get(field)) for text, field, count in _counted(told)]
    header = (Text("Number"), Text("Count"), Text("More than before"))
    return Sheet(Text("Numbers"), header, tuple(rows))


def _counted(told: Told) -> Iterator[tuple[Text, str, int]]:
    """``field``: of `domain.summary.Headline`, empty where it stands beside nothing."""
    summary, accounts = told.summary, told.summary.accounts
    yield Text("People with an account"), "opened", accounts.opened
    yield Text("Accounts newly opened"), "", summary.opened_today
    yield Text("Of these paid"), "paid", accounts.paid
    yield Text("Of these paid in cash alone"), "", accounts.in_cash
    yield Text("Not seen paid"), "not_seen_paid", accounts.not_seen_paid
    yield Text("Not seen paid, no code comes"), "", accounts.no_code
    yield Text("Not seen paid, another reason"), "", accounts.other_reason
    yield Text("Not seen paid, not asked yet"), "not_asked", accounts.not_asked
    yield Text("Not asked, rung up in vain"), "", accounts.not_reached
    yield Text("Not asked, payday still to come"), "", accounts.not_due
    yield Text("Not seen paid, another way is arranged"), "", accounts.with_alternative
    for stage in summary.stages:
        yield STAGE_NAMES[stage.stage], "", stage.people
        yield Text("{stage}, too long", stage=STAGE_NAMES[stage.stage]), "", stage.too_long
    yield from _flows(Text("The code does not come"), "otp_open", summary.otp.count)
    yield from _flows(Text("The money did not come"), "not_received", summary.not_received)
    yield Text("Corrections submitted"), "", summary.corrections.submitted
    yield Text("Corrections decided"), "", summary.corrections.decided
    yield Text("Corrections that wait"), "corrections_waiting", summary.corrections.waiting
    yield Text("Corrections that wait too long"), "", summary.corrections.overdue
    yield Text("Overdue requests"), "overdue", summary.overdue
    for change in summary.changes:
        yield from _flows(Text("Change: {reason}", reason=REASONS[change.reason]), "", change.count)
    for finding in summary.findings:
        found = Text("On the lists: {error}", error=finding_named(finding.reason))
        yield found, "", finding.open
    yield Text("Cash not collected two months running"), "", summary.uncollected_twice
    yield Text("Points reported closed"), "points_closed", summary.points_closed
    yield Text("Points that hand out cash"), "", summary.point_gaps.points
    yield Text("Points whose place is not known"), "", summary.point_gaps.without_place
    yield Text("Points without seats"), "", summary.point_gaps.without_seats
    yield Text("Points without shade"), "", summary.point_gaps.without_shade
    yield Text("Questions asked"), "", summary.questions.asked
    yield Text("Questions answered"), "", summary.questions.answered
    yield Text("Questions not understood"), "", summary.questions.not_understood


def _flows(what: Text, field: str, count: Flow) -> Iterator[tuple[Text, str, int]]:
    for state, name, number in zip(_FLOW, (field, "", ""), _flow(count), strict=True):
        yield Text("{what}: {state}", what=what, state=state), name, number


def _units(told: Told) -> Sheet:
    header = (
        Text("Unit"), Text("People"), Text("With an account"), Text("Newly opened"),
        Text("Paid"), Text("Not seen paid"), Text("No code"), Text("Another reason"),
        Text("Not asked"), Text("Of these not due"), Text("Another way"),
        Text("Code does not come"), Text("Money did not come"), Text("Overdue"),
        Text("Waiting in all"),
        Text("Cash payday"), Text("Last credited"), Text("Days between"),
    )  # fmt: skip
    rows = tuple(
        (
            told.named(one.unit), one.people, one.accounts.opened, one.opened_today,
            one.accounts.paid, one.accounts.not_seen_paid, one.accounts.no_code,
            one.accounts.other_reason, one.accounts.not_asked, one.accounts.not_due,
            one.accounts.with_alternative,
            one.otp_open, one.not_received, one.overdue, one.waiting,
            one.credit.cash_on, one.credit.credited_to, one.credit.days,
        )
        for one in by_need(told.summary.by_unit)
    )  # fmt: skip
    return Sheet(Text("By unit"), header, rows, first=22, others=10)


def _codes(told: Told) -> Sheet:
    ages = (Text("Up to 3 days"), Text("4 to 7"), Text("8 to 30"), Text("Longer"))
    rows = tuple(
        (
            CAUSES[one.cause] if one.cause else Text("No cause was said"),
            *_flow(one.count),
            one.ages.to_3,
            one.ages.to_7,
            one.ages.to_30,
            one.ages.older,
        )
        for one in told.summary.otp.by_cause
    )
    return Sheet(Text("The code"), (Text("Cause"), *_FLOW, *ages), rows)


_STAGES: dict[Stage, Text] = {
    Stage.ON_LIST: Text("On the list"),
    Stage.SENT: Text("Sent"),
    Stage.CREDITED: Text("Credited"),
    Stage.COLLECTED: Text("Collected"),
    Stage.FAILED: Text("Failed"),
    Stage.RETURNED: Text("Went back"),
}


def _payments(told: Told) -> Sheet:
    """``home`` stays empty where so few are that it would tell who cannot travel."""
    ways = told.summary.by_method
    header = (Text("How"), *_STAGES.values())
    rows: list[tuple[Value | Text, ...]] = [
        (Text("to accounts"), *_at(ways.account)),
        (Text("cash"), *_at(ways.cash)),
        (Text("of these brought home"), None, None, None, ways.home, None, None),
    ]
    return Sheet(Text("Payments"), header, tuple(rows))


def _at(payments: Payments) -> Sequence[int]:
    return [payments.at(stage) for stage in _STAGES]


def _lists(told: Told) -> Sheet:
    header = (Text("Unit"), Text("List"), Text("Newest"))
    rows = tuple((told.named(one.unit), list_named(one), one.newest) for one in told.summary.lists)
    return Sheet(Text("Lists missing or old"), header, rows, first=26, others=26)
