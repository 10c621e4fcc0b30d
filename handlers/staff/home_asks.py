"""What is asked to have money brought home: why, when, who comes, why it failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.days import Lunar, read_day
from domain.home_payment import AT_MOST_AHEAD, CannotCome, Comes, NotDone
from domain.message import Choice
from domain.payout import DayState, Way
from domain.person import Person
from domain.text import Month, Sign, Text
from handlers.asks import CANNOT_SEE, OneOf
from handlers.home_words import COMES, FAILED, WHY
from handlers.staff.otp_meanwhile import PAID_TWICE
from handlers.talk import Asked, Heard, NotUnderstood, Stale
from storage.reference import Reference

_UNKNOWN = "unknown"
_SHOWN = 3
_LIKE_THIS = Text("Choose, or write the day, for example 26/11.").signed(Sign.HELP)
_TOO_FAR = Text("That day is too far away. Please look at the month again.")


def why_not(*before: Text) -> OneOf[CannotCome]:
    choices = {one.value: (label, one) for one, label in WHY.items()}
    return OneOf(Text("Why can they not come for it?").signed(Sign.HELP), choices, before=before)


def who_comes() -> OneOf[Comes]:
    choices = {one.value: (label, one) for one, label in COMES.items()}
    return OneOf(Text("Who brings it?").signed(Sign.PERSON), choices)


def why_failed() -> OneOf[NotDone]:
    choices = {one.value: (label, one) for one, label in FAILED.items()}
    return OneOf(Text("Why could it not be done?").signed(Sign.HELP), choices)


@dataclass(frozen=True, slots=True)
class DayToCome:
    """Today or later, by button or as people write it; None where it is not known yet.
    ``credited``: the month whose money is in the account already; ``before``: said first."""

    today: date
    likely: tuple[date, ...]
    credited: Month | None = None
    before: tuple[Text, ...] = ()

    def asked(self) -> Asked:
        shown = tuple(
            Choice(day.isoformat(), Text("{day:weekday}", day=day).signed(Sign.DAY))
            for day in self.likely
            if day >= self._first
        )
        unknown = Choice(_UNKNOWN, Text("The day is not known yet").signed(Sign.WAIT))
        question = Text("On which day is it brought?").signed(Sign.DAY)
        return Asked((*self.before, question, _LIKE_THIS), (*shown, unknown))

    @property
    def _first(self) -> date:
        if self.credited is None:
            return self.today
        return max(self.today, self.credited.plus(1).first_day)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        return self._day(heard.text).isoformat()

    def _day(self, said: str) -> date:
        try:
            day = read_day(said, self.today)
        except Lunar as lunar:
            raise NotUnderstood(_LIKE_THIS) from lunar
        if day is None:
            raise NotUnderstood(_LIKE_THIS)
        if day < self.today:
            raise NotUnderstood(Text("That day is over."))
        if self.credited is not None and day < self._first:
            raise NotUnderstood(PAID_TWICE.filled(month=self.credited))
        if day > self.today + AT_MOST_AHEAD:
            raise NotUnderstood(_TOO_FAR)
        return day

    async def read(self, value: str) -> date | None:
        if value == _UNKNOWN:
            return None
        day = date.fromisoformat(value)
        if not self._first <= day <= self.today + AT_MOST_AHEAD:
            raise Stale
        return day


def likely_days(person: Person, reference: Reference, today: date) -> tuple[date, ...]:
    """The next days on which the post hands out cash in their unit: then it has the money there."""
    units = {person.unit, *(one.key for one in reference.gazetteer.today_of(person.unit))}
    days = {
        one.day
        for unit in units
        for one in reference.calendar.get(unit, ())
        if one.way is Way.CASH and one.state in _STANDS and one.day is not None
    }
    return tuple(sorted(day for day in days if day >= today))[:_SHOWN]


_STANDS = frozenset({DayState.CONFIRMED, DayState.PLANNED})
