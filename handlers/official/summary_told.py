"""Which numbers an official means: of their units, of a day, a week or a month; and the picture of
them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.chart import Bar, Bars, together
from domain.days import Lunar
from domain.gazetteer import Gazetteer
from domain.message import Choice, Picture
from domain.period import Period, read_period
from domain.permissions import MAY, Act, Grant
from domain.place import Unit, UnitKey
from domain.summary import OfUnit
from domain.text import Month, Sign, Text
from domain.words import folded
from handlers.asks import CANNOT_SEE, unit_choice
from handlers.language import label, say
from handlers.official.summary_words import Told, by_need, head
from handlers.staff.scope import units_of, with_old
from handlers.talk import INVENTED, Asked, Heard, NotUnderstood, Stale, Talk
from storage.records import Records

LANGUAGE = "vi"
"""Officials read pictures and workbooks in the language in which they work."""

_TO_COME = Text("That time is still to come.")
_NOT_YOURS = Text("That place is not among your units.")
_WHICH = Text("Which numbers?").signed(Sign.LIST)
_HOW = Text("Write a day, a week, a month or a unit: 24/11, tuần trước, tháng 10, An Cư.")
_MOST_UNITS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """``unit``: one of theirs alone; None for all of them."""

    period: Period
    unit: UnitKey | None = None

    @classmethod
    def parse(cls, code: str) -> Wanted:
        """Read `code`. Raises ValueError."""
        period, _, unit = code.partition("|")
        return cls(Period.parse(period), UnitKey.parse(unit) if unit else None)

    @property
    def code(self) -> str:
        return f"{self.period.code}|{self.unit}" if self.unit else self.period.code

    @property
    def answers(self) -> dict[str, str]:
        """What a button to the same numbers brings along."""
        unit = {"unit": str(self.unit)} if self.unit else {}
        return {"of": self.period.code, **unit}


def grants_to_hear(grants: Sequence[Grant]) -> tuple[Grant, ...]:
    """Those of which the numbers are told."""
    return tuple(one for one in grants if one.role in MAY[Act.HEAR_SUMMARY])


def units_to_choose(talk: Talk, gazetteer: Gazetteer) -> tuple[Unit, ...]:
    """The present units of theirs, where there is more than one."""
    grants = grants_to_hear(talk.staff.grants)
    if any(one.unit is None for one in grants):
        return gazetteer.served()
    found = dict.fromkeys(one.unit for one in grants if one.unit)
    return tuple(map(gazetteer.known, found)) if len(found) > 1 else ()


def period_of(talk: Talk) -> Period:
    """Where nothing was said of a time."""
    return Period.day(talk.today)


def permitted(wanted: Wanted, talk: Talk, gazetteer: Gazetteer) -> Wanted:
    """The same. Raises Stale where it is not theirs, or is still to come."""
    if wanted.period.first > talk.today:
        raise Stale(_TO_COME)
    if wanted.unit and not talk.staff.may(Act.HEAR_SUMMARY, wanted.unit, gazetteer):
        raise Stale(_NOT_YOURS)
    return wanted


@dataclass(frozen=True, slots=True)
class WantedOf:
    """A time, a unit or both, by button or as people write them."""

    talk: Talk
    gazetteer: Gazetteer

    def asked(self) -> Asked:
        today = self.talk.today
        month = Month.of(today)
        times = (
            (Period.day(today), Text("Today")),
            (Period.week(today), Text("This week")),
            (Period.week(today - timedelta(days=7)), Text("Last week")),
            (Period.month(month), Text("This month")),
            (Period.month(month.plus(-1)), Text("Last month")),
        )
        units = units_to_choose(self.talk, self.gazetteer)
        day = period_of(self.talk)
        shown = (
            *(Choice(Wanted(one).code, label.signed(Sign.DAY)) for one, label in times),
            *(
                Choice(Wanted(day, unit.key).code, unit_choice(unit, self.gazetteer)[0])
                for unit in units[:_MOST_UNITS]
            ),
        )
        return Asked((_WHICH, _HOW.signed(Sign.HELP)), shown)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        try:
            said = read_period(heard.text, self.talk.today)
        except Lunar as lunar:
            raise NotUnderstood(
                Text(
                    "{Me} do not know the moon calendar. Please write the day of the sun calendar."
                )
            ) from lunar
        if said.period is None and not said.rest:
            raise NotUnderstood(_HOW)
        unit = self._unit(said.rest) if said.rest else None
        period = said.period or period_of(self.talk)
        if period.first > self.talk.today:
            raise NotUnderstood(_TO_COME)
        return Wanted(period, unit).code

    def _unit(self, text: str) -> UnitKey:
        found = self.gazetteer.find(text)
        if not found.units:
            raise NotUnderstood(_HOW)
        may = self.talk.staff.may
        theirs = [one.key for one in found.units if may(Act.HEAR_SUMMARY, one.key, self.gazetteer)]
        if not theirs:
            raise NotUnderstood(_NOT_YOURS)
        called = [one.key for one in found.units if folded(one.name) in folded(text)]
        return next((key for key in called if key in theirs), theirs[0])

    async def read(self, value: str) -> Wanted:
        return permitted(Wanted.parse(value), self.talk, self.gazetteer)


async def told_of(
    talk: Talk, records: Records, wanted: Wanted, late: datetime | None = None
) -> Told:
    """The numbers, counted now; who asks must be allowed to hear them."""
    gazetteer = records.reference.gazetteer
    grants = grants_to_hear(talk.staff.grants)
    units = with_old(wanted.unit, gazetteer) if wanted.unit else units_of(grants, gazetteer)
    until = wanted.period.until(talk.today)
    zone = talk.now.tzinfo
    if zone is None:
        raise ValueError("a moment without a time zone")
    summary = await records.spans.of(wanted.period, until, zone, units)
    own = {one.unit for one in grants}
    only = wanted.unit or (own.pop() if len(own) == 1 else None)
    return Told(
        summary,
        wanted.period,
        records.reference,
        gazetteer.known(only) if only else None,
        whole=units is None,
        late=late,
    )


async def picture_of(talk: Talk, told: Told) -> Picture | None:
    """A bar to each unit, or to each kind of people where it is one unit alone; None where there is
    nothing to draw."""
    bars = bars_of(told, demo=talk.demo)
    if talk.chart is None or not any(one.length for one in bars.bars):
        return None
    return Picture("summary.png", await talk.chart(bars), _TOLD_OF.filled(units=told.units))


_TOLD_OF = Text("A picture of the people with accounts: {units}")
_PAID, _UNSEEN = Text("paid"), Text("not seen paid")
_TO_COME_YET = Text("payday still to come")
_OTHERS = Text("{count} other units")


def bars_of(told: Told, *, demo: bool) -> Bars:
    title = say(Text("People with an account, {what}", what=head(told)), LANGUAGE).rstrip(":")
    foot = say(INVENTED, LANGUAGE) if demo else ""
    if told.unit is not None:
        return Bars(title, (label(Text("people"), LANGUAGE),), tuple(_of_one(told)), foot)
    kinds = tuple(label(one, LANGUAGE) for one in (_PAID, _UNSEEN, _TO_COME_YET))
    bars = [
        Bar(label(told.named(one.unit), LANGUAGE), _parts(one))
        for one in by_need(told.summary.by_unit)
    ]
    return Bars(title, kinds, together(bars, _others), foot)


def _parts(one: OfUnit) -> tuple[int, ...]:
    """Of who is not seen paid, whose payday is still to come stands apart."""
    accounts = one.accounts
    return accounts.paid, accounts.not_seen_paid - accounts.not_due, accounts.not_due


def _others(count: int) -> str:
    return label(_OTHERS.filled(count=count), LANGUAGE)


def _of_one(told: Told) -> list[Bar]:
    accounts = told.summary.accounts
    counts = (
        (_PAID, accounts.paid),
        (Text("no code comes"), accounts.no_code),
        (Text("another reason"), accounts.other_reason),
        (Text("not asked yet"), accounts.not_asked - accounts.not_due),
        (_TO_COME_YET, accounts.not_due),
    )
    return [Bar(label(text, LANGUAGE), (count,)) for text, count in counts]
