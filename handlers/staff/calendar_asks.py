"""What the post is asked about its calendar: which line, on which day, at which hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from domain.calendar import entry_of, fingerprint, good_days_from
from domain.days import Lunar, read_day
from domain.hours import read_hours
from domain.message import Choice
from domain.payday import Payday
from domain.payout import PayoutDay
from domain.place import Span
from domain.text import Month, Sign, Text
from handlers.asks import CANNOT_SEE, CHOOSE_ONE, OneOf, read_id
from handlers.staff.calendar_words import on_button
from handlers.talk import Asked, Heard, NotUnderstood, Stale
from storage.records import Records

_A_SCREEN = 8
_FAR = timedelta(days=200)
_DAY_LIKE_THIS = Text("Or write another day, for example {day}.").signed(Sign.HELP)
_NO_DAY = Text("That is not understood as a day.").signed(Sign.HELP)
_SOLAR = Text("Please write the day of the solar calendar.").signed(Sign.DAY)
_OVER_TODAY = Text("Today it is too late, its hours are over or end soon.").signed(Sign.CLOCK)
_EARLIER = Text(
    "That is earlier, so nothing is postponed. Leave it, and choose “Another day”."
).signed(Sign.HELP)
_NO_HOURS = Text("Those are not understood as hours.").signed(Sign.HELP)
_HOURS_LIKE_THIS = Text("Write the hours, for example 7:30-11:00.").signed(Sign.HELP)
_USUAL: tuple[Span, ...] = (
    (time(7, 30), time(11)),
    (time(13, 30), time(16, 30)),
    (time(7, 30), time(16, 30)),
)


class Instead(StrEnum):
    """What is chosen in place of a line."""

    NEW = "new"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Seen:
    """A line as it was chosen. ``changed``: it says something else by now."""

    entry: Payday
    changed: bool


def key_of(entry: Payday) -> str:
    """Names a line together with what it says."""
    return f"{entry.id}-{fingerprint(entry)}"


@dataclass(frozen=True, slots=True)
class WhichEntry:
    """A line of the calendar, a screen at a time; or something else than a line, or a month that is
    to be copied, by its first day."""

    shown: Sequence[Payday]
    calendar: Sequence[PayoutDay]
    others: Mapping[str, Text]
    records: Records

    def asked(self) -> Asked:
        question = Text("Which line of the calendar?").signed(Sign.DAY)
        lines = [Choice(key_of(one), on_button(one, self.records)) for one in self.shown]
        return Asked((question,), (*lines, *(Choice(key, it) for key, it in self.others.items())))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        raise NotUnderstood(CANNOT_SEE if heard.files else CHOOSE_ONE)

    async def read(self, value: str) -> Seen | Instead | Month:
        if value in self.others:
            instead = value in set(Instead)
            return Instead(value) if instead else Month.of(date.fromisoformat(value))
        number, _, said = value.partition("-")
        line = next((one for one in self.calendar if one.id == read_id(number)), None)
        if line is None:
            raise Stale
        entry = entry_of(line, self.calendar)
        return Seen(entry, fingerprint(entry) != said)


def screens(entries: Sequence[Payday]) -> list[Sequence[Payday]]:
    """So many as fit; at least one, perhaps empty."""
    starts = range(0, max(len(entries), 1), _A_SCREEN)
    return [entries[start : start + _A_SCREEN] for start in starts]


@dataclass(frozen=True, slots=True)
class Decided:
    """``day`` is None where it stays as it is, or there is none yet."""

    day: date | None = None


_DAY = Text("{day:weekday}")


class Left(StrEnum):
    """It is to stay as it is."""

    LEFT = "leave"


AS_IT_IS = "yes"


@dataclass(frozen=True, slots=True)
class Sure:
    """The last question. Its buttons are the answer; so is a day, where one may be ``written``.
    ``month``: whose money it is. ``but``: the day it has already. ``first``: the first that is not
    too late, if not today. ``later``: what is postponed goes to a later day than that."""

    today: date
    month: Month
    before: tuple[Text, ...]
    question: Text
    yes: Text | None
    days: Sequence[date] = ()
    day_label: Text = _DAY
    but: date | None = None
    first: date | None = None
    written: bool = True
    more: Mapping[str, Text] | None = None
    later: date | None = None

    def asked(self) -> Asked:
        yes = [Choice(AS_IT_IS, self.yes.signed(Sign.GO))] if self.yes else []
        days = [Choice(one.isoformat(), self._on(one)) for one in self.days]
        more = [Choice(key, label) for key, label in (self.more or {}).items()]
        left = Choice(Left.LEFT, Text("No, leave it").signed(Sign.STOP))
        hint = [_DAY_LIKE_THIS.filled(day=self._example)] if self.written else []
        return Asked((*self.before, self.question, *hint), (*yes, *days, *more, left))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        if not self.written:
            raise NotUnderstood(CHOOSE_ONE)
        day = a_day(heard.text, self.today)
        if day == self.but:
            raise NotUnderstood(Text("That is the day it has already."))
        if self._is_earlier(day):
            raise NotUnderstood(_EARLIER)
        if day < self._first:
            raise NotUnderstood(_OVER_TODAY)
        return day.isoformat()

    async def read(self, value: str) -> Decided | Left | str:
        if value == Left.LEFT:
            return Left.LEFT
        if value == AS_IT_IS and self.yes:
            return Decided()
        if value in (self.more or {}):
            return value
        day = date.fromisoformat(value)
        if not self.written or day == self.but or not self._first <= day <= self.today + _FAR:
            raise Stale
        if self._is_earlier(day):
            raise Stale
        return Decided(day)

    def _is_earlier(self, day: date) -> bool:
        return self.later is not None and day < self.later

    @property
    def _first(self) -> date:
        return self.first or self.today

    @property
    def _example(self) -> date:
        """A coming day of the month, such as may well be meant."""
        since = max(self._first + timedelta(days=1), self.month.first_day)
        return next(one for one in good_days_from(since, 2) if one != self.but)

    def _on(self, day: date) -> Text:
        return self.day_label.filled(day=day).signed(Sign.DAY)


@dataclass(frozen=True, slots=True)
class Really:
    """Whether a day is taken that something stands against; a day that is written instead is
    another one."""

    whether: OneOf[bool]
    sure: Sure

    def asked(self) -> Asked:
        return self.whether.asked()

    async def hear(self, heard: Heard) -> str:
        return await (self.sure if heard.choice is None else self.whether).hear(heard)

    async def read(self, value: str) -> bool | date:
        if not value[:1].isdigit():
            return await self.whether.read(value)
        decided = await self.sure.read(value)
        return decided.day if isinstance(decided, Decided) and decided.day else False


def a_day(text: str, today: date) -> date:
    """A day to come, as people write it. Raises NotUnderstood."""
    try:
        day = read_day(text, today)
    except Lunar as lunar:
        raise NotUnderstood(_SOLAR) from lunar
    if day is None:
        raise NotUnderstood(_NO_DAY)
    if day < today:
        raise NotUnderstood(Text("That day is over."))
    if day > today + _FAR:
        raise NotUnderstood(Text("That day is too far away."))
    return day


@dataclass(frozen=True, slots=True)
class HoursOf:
    """From when to when, by button or written."""

    def asked(self) -> Asked:
        shown = tuple(Choice(_written(one), _said(one)) for one in _USUAL)
        return Asked((Text("Which hours?").signed(Sign.CLOCK), _HOURS_LIKE_THIS), shown)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        hours = read_hours(heard.text)
        if hours is None:
            raise NotUnderstood(_NO_HOURS)
        return _written(hours)

    async def read(self, value: str) -> Span:
        opens, _, closes = value.partition("-")
        return time.fromisoformat(opens), time.fromisoformat(closes)


def _written(hours: Span) -> str:
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}"


def _said(hours: Span) -> Text:
    said = Text("From {opens} to {closes}.", opens=hours[0], closes=hours[1])
    return said.signed(Sign.CLOCK)
