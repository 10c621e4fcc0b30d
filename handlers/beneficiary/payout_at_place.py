"""The public calendar of a place: anyone may ask, and hears go or not yet, when, where."""

from __future__ import annotations

from collections.abc import Sequence

from domain.advice import current, just_over
from domain.message import Choice
from domain.payout import PayoutDay, Way
from domain.person import Programme
from domain.place import POST_POINTS, PaymentPoint, Unit, paid_at
from domain.text import Month, Sign, Text
from handlers.asks import Brought, OneOf, PlaceOf, Where, named
from handlers.beneficiary.nearest_words import pin_of
from handlers.beneficiary.notice_words import TELL_ME
from handlers.beneficiary.payout_words import (
    PROGRAMMES,
    more_lines,
    no_calendar,
    over_lines,
    place_of,
    programmes_of,
    sign_of,
)
from handlers.beneficiary.places_now import PlacesNow, called_now, cash_lines_now, places_now
from handlers.beneficiary.remember import forget, remember
from handlers.beneficiary.which_unit import which_unit
from handlers.point_trouble_words import WRONG_THERE, reported_lines
from handlers.talk import Talk, offer
from storage.records import Records
from storage.reference import Reference


async def payout_at_place(talk: Talk, records: Records) -> None:
    """Which unit, then programme and point where their answers differ. ``of``: the month that was
    asked about, where that is not this one."""
    reference = records.reference
    asked = another_month(await talk.if_given("of", Brought(Month.parse)), talk)
    where = await talk.ask("place", PlaceOf(reference.gazetteer))
    unit = await which_unit(talk, where, reference, payout_at_place)
    if unit is None:
        return
    days = _days_of(asked, unit, reference) if asked else _days_now(talk, unit, reference)
    programme = await _which_programme(talk, days)
    days = _of_former([day for day in days if day.programme is programme], where, unit, reference)
    day = await _which_point(talk, days, reference)
    if day is None:
        month = asked or Month.of(talk.today)
        talk.answer(*no_calendar(month), offers=_offers(talk, unit, None, ()))
        return
    points = _points_like(day, days, reference)
    places = places_now(points, reference)
    talk.answer(
        *(cash_lines_now(day, places, talk.now) if asked else _lines(talk, day, places, reference)),
        *await reported_lines(records, places.points, talk.now),
        offers=_offers(talk, unit, day, points),
        pin=pin_of(places.points[0]) if len(places.points) == 1 else None,
    )


def another_month(month: Month | None, talk: Talk) -> Month | None:
    """A month that was named, where that is not this one."""
    return None if month == Month.of(talk.today) else month


async def payout_more(talk: Talk, records: Records) -> None:
    """What stands behind "more"."""
    reference = records.reference
    day = talk.given("day", reference.day)
    in_month = [one for one in reference.calendar[day.unit] if one.month == day.month]
    same = [one for one in in_month if one.programme is day.programme]
    transfer = next((one for one in same if one.way is Way.ACCOUNT), None)
    points = points_alike(day, reference)
    places = places_now(points, reference)
    programmes = [one.programme for one in in_month if one.point == day.point and _alike(one, day)]
    unit = reference.unit(day)
    talk.answer(
        Text("Payout of {month}, {unit}.", month=day.month, unit=named(unit)).signed(Sign.PLACE),
        Text("For {programmes}.", programmes=programmes_of(programmes)).signed(Sign.MONEY),
        *places.closed,
        *more_lines(day, places.points, transfer),
        offers=()
        if talk.in_between
        else (*_place_offers(talk, unit, day, points), _wrong_there(unit, places.points)),
    )


def points_alike(day: PayoutDay, reference: Reference) -> list[PaymentPoint]:
    """Those for which the calendar says just the same as that line, its own first."""
    same = [
        one
        for one in reference.calendar.get(day.unit, ())
        if (one.month, one.programme, one.way) == (day.month, day.programme, Way.CASH)
    ]
    return _points_like(day, same, reference)


def line_now(talk: Talk, unit: Unit, point: int, reference: Reference) -> PayoutDay | None:
    """What answers "when?" at a point now."""
    days = _days_now(talk, unit, reference)
    return next((one for one in days if one.point == point), None)


def _lines(talk: Talk, day: PayoutDay, places: PlacesNow, reference: Reference) -> tuple[Text, ...]:
    row = [
        one
        for one in reference.calendar[day.unit]
        if (one.programme, one.way, one.point) == (day.programme, day.way, day.point)
    ]
    over = just_over(row, day, talk.now)
    if over:
        return (*over_lines(over, day, places.points), *places.closed)
    return cash_lines_now(day, places, talk.now)


def _days_now(talk: Talk, unit: Unit, reference: Reference) -> list[PayoutDay]:
    """For each programme and point the line that answers "when?" now."""
    lines: dict[tuple[Programme, int | None], list[PayoutDay]] = {}
    for day in reference.calendar.get(unit.key, ()):
        if day.way is Way.CASH:
            lines.setdefault((day.programme, day.point), []).append(day)
    found = (current(lines[key], talk.now) for key in sorted(lines, key=str))
    return [day for day in found if day is not None]


def _days_of(month: Month, unit: Unit, reference: Reference) -> list[PayoutDay]:
    calendar = reference.calendar.get(unit.key, ())
    return [day for day in calendar if day.month == month and day.way is Way.CASH]


async def _which_programme(talk: Talk, days: Sequence[PayoutDay]) -> Programme | None:
    """Asked only where the programmes are paid differently."""
    by_programme: dict[Programme, set[object]] = {}
    for day in days:
        by_programme.setdefault(day.programme, set()).add((day.point, _answer(day)))
    programmes = sorted(by_programme)
    if len(programmes) < 2 or len({frozenset(one) for one in by_programme.values()}) == 1:
        return programmes[0] if programmes else None
    choices = {str(one): (PROGRAMMES[one].signed(Sign.MONEY), one) for one in programmes}
    question = Text("Which money do you receive?").signed(Sign.MONEY)
    return await talk.ask("programme", OneOf(question, choices))


async def _which_point(
    talk: Talk, days: Sequence[PayoutDay], reference: Reference
) -> PayoutDay | None:
    """Asked only where the points of a unit pay on different days; those alike are one choice."""
    groups: dict[object, list[PayoutDay]] = {}
    for day in days:
        groups.setdefault(_answer(day), []).append(day)
    if len(groups) <= 1:
        return days[0] if days else None
    at = [(alike[0], _points_like(alike[0], alike, reference)) for alike in groups.values()]
    choices = {str(day.point): (_label(points, reference), day) for day, points in at}
    unsaid = [one for _, points in at for one in _unsaid(points)]
    question = Text("At which point do you collect?").signed(Sign.PLACE)
    closed = places_now(unsaid, reference).closed
    return await talk.ask("point", OneOf(question, choices, before=closed))


def _label(points: Sequence[PaymentPoint], reference: Reference) -> Text:
    """Where people go now. A point that has closed is known by its old name, and two that pay on
    different days may have become one place."""
    if points and not any(one.is_open for one in points):
        place = paid_at(points[0], reference.points)
        return called_now(place).signed(sign_of([place.now or place.said]))
    points = places_now(points, reference).points
    return place_of(points).signed(sign_of(points))


def _unsaid(points: Sequence[PaymentPoint]) -> list[PaymentPoint]:
    """Those that have closed, and whose old name stands on no button."""
    named = points if any(one.is_open for one in points) else points[1:]
    return [one for one in named if not one.is_open]


def _of_former(
    days: list[PayoutDay], where: Where, unit: Unit, reference: Reference
) -> list[PayoutDay]:
    """An old commune's name means its own point, where it still has one."""
    meant = {old.key for old in where.former if unit in reference.gazetteer.today_of(old.key)}
    points = {
        point.id
        for point in reference.points.values()
        if point.former in meant and point.kind in POST_POINTS and point.unit == unit.key
    }
    return [day for day in days if day.point in points] if points else days


def _points_like(
    day: PayoutDay, days: Sequence[PayoutDay], reference: Reference
) -> list[PaymentPoint]:
    """The point of a line, and those of its unit that pay just the same."""
    alike = [day, *(one for one in days if one != day and _alike(one, day))]
    return [point for one in alike if (point := reference.point(one)) is not None]


def _alike(one: PayoutDay, other: PayoutDay) -> bool:
    return _answer(one) == _answer(other)


def _answer(day: PayoutDay) -> tuple[object, ...]:
    """What a person hears of it: lines that agree in this need not be told apart."""
    return (day.month, day.day, day.opens, day.closes, day.state, day.reason)


def _offers(
    talk: Talk, unit: Unit, day: PayoutDay | None, points: Sequence[PaymentPoint]
) -> tuple[Choice, ...]:
    more = [offer(payout_more, Text("More").signed(Sign.MORE), day=str(day.id))] if day else []
    return (*more, *_place_offers(talk, unit, day, points))


def _place_offers(
    talk: Talk, unit: Unit, day: PayoutDay | None, points: Sequence[PaymentPoint]
) -> tuple[Choice, ...]:
    """Be told of this place, keep it, with the point that was asked about, or ask about another."""
    home = talk.session.home
    if home is not None and home.unit == unit.key:
        keep = offer(forget, Text("Forget this place").signed(Sign.KEEP))
    else:
        point = {"point": str(day.point)} if day and day.point else {}
        keep = offer(
            remember, Text("Remember this place").signed(Sign.KEEP), place=str(unit.key), **point
        )
    return (
        offer("subscribe", TELL_ME, place=str(unit.key), **_which_points(day, points)),
        keep,
        offer(payout_at_place, Text("Another place").signed(Sign.PLACE)),
    )


def _wrong_there(unit: Unit, points: Sequence[PaymentPoint]) -> Choice:
    """Beneath what is said of the points: the one, or those of the unit."""
    which = {"point": str(points[0].id)} if len(points) == 1 else {"place": str(unit.key)}
    return offer("report_point", WRONG_THERE, **which)


def _which_points(day: PayoutDay | None, points: Sequence[PaymentPoint]) -> dict[str, str]:
    """What a tap carries of the points of an answer: the one, or the line by which they are
    alike, since several do not fit."""
    if len(points) == 1:
        return {"point": str(points[0].id)}
    return {"day": str(day.id)} if day and points else {}
