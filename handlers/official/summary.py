"""The numbers of a day, a week or a month, as an official asks for them or is told them: people
first, then five numbers and a sentence; each group behind a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.case import CaseKind
from domain.file import FileKind, FileUse
from domain.message import Attachment, Choice
from domain.period import Period
from domain.permissions import Act
from domain.place import UnitKey
from domain.text import Sign, Text
from handlers.asks import Brought
from handlers.official import summary_words as words
from handlers.official.cases_behind import OVERDUE, cases_behind
from handlers.official.summary_book import book_of
from handlers.official.summary_told import (
    Wanted,
    WantedOf,
    period_of,
    permitted,
    picture_of,
    told_of,
)
from handlers.official.summary_words import Told
from handlers.staff.unpaid import NOT_SEEN_PAID
from handlers.talk import Talk, offer
from storage.records import Records


class Part(StrEnum):
    """Which screen; brought by a button, never asked for."""

    FIRST = "first"
    ACCOUNTS = "accounts"
    OTP = "otp"
    MONEY = "money"
    FIX = "fix"
    POINTS = "points"
    ASKED = "asked"
    HELP = "help"
    UNITS = "units"
    LISTS = "lists"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Group:
    """``behind``: the cases that it counts, by the label of the button to them."""

    label: Text
    lines: Callable[[Told], tuple[Text, ...]]
    behind: tuple[tuple[Text, str], ...] = ()


_GROUPS: Mapping[Part, _Group] = {
    Part.ACCOUNTS: _Group(Text("Accounts, stages").signed(Sign.ACCOUNT), words.accounts_lines),
    Part.OTP: _Group(
        Text("The code").signed(Sign.CODE),
        words.otp_lines,
        ((Text("Cases: the code does not come").signed(Sign.CODE), CaseKind.OTP),),
    ),
    Part.MONEY: _Group(
        Text("Payments").signed(Sign.MONEY),
        words.payments_lines,
        ((Text("Cases: the money did not come").signed(Sign.STOP), CaseKind.NOT_RECEIVED),),
    ),
    Part.FIX: _Group(
        Text("Corrections, changes, lists").signed(Sign.PAPERS),
        words.corrections_lines,
        (
            (Text("Cases: corrections").signed(Sign.PAPERS), CaseKind.CORRECTION),
            (Text("Cases: changes").signed(Sign.PERSON), CaseKind.CHANGE),
            (Text("Cases: what the lists show").signed(Sign.LIST), CaseKind.LIST_PROBLEM),
        ),
    ),
    Part.POINTS: _Group(
        Text("Payment points").signed(Sign.PLACE),
        words.points_lines,
        ((Text("Cases: payment points").signed(Sign.PLACE), CaseKind.POINT),),
    ),
    Part.ASKED: _Group(Text("Questions").signed(Sign.HELP), words.questions_lines),
    Part.HELP: _Group(
        Text("What changed, who needs help").signed(Sign.OFFICER),
        words.help_lines,
        ((Text("Cases: overdue").signed(Sign.STOP), OVERDUE),),
    ),
    Part.UNITS: _Group(Text("By unit").signed(Sign.PLACE), words.units_lines),
    Part.LISTS: _Group(Text("Lists missing or old").signed(Sign.LIST), words.missing_lines),
}


async def summary(talk: Talk, records: Records) -> None:
    """Of today and all their units, where nothing else is said."""
    wanted = await _wanted(talk, records)
    part = await talk.if_given("part", Brought(Part)) or Part.FIRST
    if part is Part.OTHER:
        say_other(talk, wanted)
        return
    told = await told_of(talk, records, wanted)
    if part is Part.FIRST:
        await say_first(talk, told, wanted)
        return
    group = _GROUPS[part]
    talk.answer(words.head(told), *group.lines(told), offers=_beneath(talk, wanted, group))


async def summary_of(talk: Talk, records: Records) -> None:
    """Of the time, the unit or both that are named."""
    wanted = await talk.ask("wanted", WantedOf(talk, records.reference.gazetteer))
    talk.then(summary, **wanted.answers)


async def summary_book(talk: Talk, records: Records) -> None:
    """The workbook, where this channel may carry it; else where it lies."""
    wanted = await _wanted(talk, records)
    if FileUse.COUNTS not in talk.brings:
        talk.say(on_the_page(talk), offers=talk.menu[-1:])
        return
    told = await told_of(talk, records, wanted)
    talk.hand_out(await kept_book(talk, records, told), words.head(told))


async def _wanted(talk: Talk, records: Records) -> Wanted:
    """What a button brings along; what is not theirs, or still to come, counts as not said."""
    gazetteer = records.reference.gazetteer

    def time_of(value: str) -> Period:
        return permitted(Wanted(Period.parse(value)), talk, gazetteer).period

    def unit_of(value: str) -> UnitKey | None:
        unit = UnitKey.parse(value)
        return permitted(Wanted(period_of(talk), unit), talk, gazetteer).unit

    period = await talk.if_given("of", Brought(time_of))
    unit = await talk.if_given("unit", Brought(unit_of))
    return Wanted(period or period_of(talk), unit)


async def say_first(
    talk: Talk, told: Told, wanted: Wanted, attachments: tuple[Attachment, ...] = ()
) -> None:
    """Five numbers and a sentence, with the picture; where nothing happened, one line."""
    quiet = told.summary.is_quiet and told.period.is_day
    talk.answer(
        *words.first_screen(told),
        offers=_groups(told, wanted),
        picture=None if quiet else await picture_of(talk, told),
        attachments=attachments,
    )


def _groups(told: Told, wanted: Wanted) -> tuple[Choice, ...]:
    """What is of one unit has no other to stand beside."""
    left_out = {Part.UNITS} if told.unit is not None else set()
    if not told.summary.lists:
        left_out.add(Part.LISTS)
    return (
        *(
            _to(part, group.label, wanted)
            for part, group in _GROUPS.items()
            if part not in left_out
        ),
        _to(Part.OTHER, Text("Other days and units, file, hour").signed(Sign.MORE), wanted),
    )


def _to(part: Part, label: Text, wanted: Wanted) -> Choice:
    return offer(summary, label, **wanted.answers, part=part.value)


def _beneath(talk: Talk, wanted: Wanted, group: _Group) -> tuple[Choice, ...]:
    """The cases behind the numbers, whom to ring up, and the way back."""
    unit = {"unit": str(wanted.unit)} if wanted.unit else {}
    cases = (offer(cases_behind, label, kind=kind, **unit) for label, kind in group.behind)
    calls = group is _GROUPS[Part.ACCOUNTS] and talk.staff.may_somewhere(Act.CALL)
    return (
        *([offer("unpaid", NOT_SEEN_PAID)] if calls else []),
        *cases,
        offer(summary, Text("Back to the five numbers").signed(Sign.LIST), **wanted.answers),
        *talk.menu[-1:],
    )


def say_other(talk: Talk, wanted: Wanted) -> None:
    """Another time or unit, the workbook, the hour."""
    talk.say(
        Text("Which numbers, and when?").signed(Sign.HELP),
        offers=(
            offer(summary_of, Text("Another day, week, month or unit").signed(Sign.DAY)),
            offer(summary_book, Text("All numbers as a workbook").signed(Sign.PAPERS),
                  **wanted.answers),
            offer("summary_hour", Text("The hour at which they come").signed(Sign.CLOCK)),
            offer(summary, Text("Back to the five numbers").signed(Sign.LIST), **wanted.answers),
        ),
    )  # fmt: skip


async def kept_book(talk: Talk, records: Records, told: Told) -> Attachment:
    """Written now, and kept for this address for a short while."""
    content = await book_of(told, demo=talk.demo)
    kept = await records.files.keep_made(talk.session.id, FileKind.XLSX, content, talk.now)
    return Attachment(kept, FileKind.XLSX, Text("All numbers as a workbook").signed(Sign.PAPERS))


def on_the_page(talk: Talk) -> Text:
    """Where a file lies that this channel may not carry."""
    line = Text("The workbook lies on the web page: {page}", page=talk.page)
    return line.signed(Sign.PAPERS)
