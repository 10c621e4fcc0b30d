"""A day of the moon was named: nobody reckons it silently, so the day of the sun is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.days import read_day
from domain.message import Choice
from domain.spoken_days import read_spoken_day
from domain.text import Month, Sign, Text
from domain.words import marked, split
from handlers.asks import CANNOT_SEE, LIKE_THIS, Brought
from handlers.beneficiary.payout_at_place import payout_at_place
from handlers.beneficiary.payout_date import payout_date
from handlers.talk import Asked, Heard, NotUnderstood, Talk
from storage.records import Records

_NOT_RECKONED = Text("{Me} cannot reckon days of the lunar calendar.").signed(Sign.HELP)
_WHICH = Text("Which day of the solar calendar do {you} mean?").signed(Sign.DAY)


async def lunar_named(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Then the payday of that month is told. ``place``, ``unit``: what was named beside it, as
    those dialogues take it."""
    place = await talk.if_given("place", Brought(str))
    unit = await talk.if_given("unit", Brought(str))
    month = str(await talk.ask("day", _MonthOfDay(talk.today)))
    if place is not None:
        talk.then(payout_at_place, place=place, of=month)
    talk.then(payout_date, of=month, **({"unit": unit} if unit is not None else {}))


@dataclass(frozen=True, slots=True)
class _MonthOfDay:
    """The month whose payday is meant: of this one or the next by button, or of a day as it is
    written."""

    today: date

    def asked(self) -> Asked:
        this = Month.of(self.today)
        choices = tuple(
            Choice(str(one), Text("The payday of {month}", month=one).signed(Sign.DAY))
            for one in (this, this.plus(1))
        )
        return Asked((_NOT_RECKONED, _WHICH, LIKE_THIS), choices)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        month = _month_named(heard.text, self.today)
        if month is None:
            raise NotUnderstood(LIKE_THIS)
        return str(month)

    async def read(self, value: str) -> Month:
        return Month.parse(value)


def _month_named(text: str, today: date) -> Month | None:
    """Of a day or month of the sun; None of all else, and of one more day of the moon."""
    said = marked(text)
    when = read_spoken_day(said, " ".join(split(said)), today)
    if when.lunar:
        return None
    day = when.day or read_day(text, today)
    return Month.of(day) if day is not None else when.month
