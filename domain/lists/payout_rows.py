"""A line of the payout calendar, or a payment point, from what its cells say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from domain.lists import values
from domain.lists.headers import Field
from domain.lists.reading import Cells
from domain.lists.row import DayRow, PointRow
from domain.message import Place
from domain.payout import DayState
from domain.person import Programme
from domain.place import Span

_FAR = 400
"""Days from today: a calendar is of this year, and around Tết of the next."""


def day_row(cells: Cells) -> DayRow | None:
    """None where neither a unit nor a day is said."""
    said, context = cells.got, cells.record.context
    unit, day = cells.text(Field.UNIT) or context.unit, said.get(Field.DAY)
    state = said.get(Field.STATE) or DayState.PLANNED
    if not unit:
        cells.problem("no_unit", Field.UNIT)
    if day is None and state is not DayState.POSTPONED and Field.DAY not in cells.troubled:
        cells.problem("no_day", Field.DAY)
    if day is not None and abs((day - cells.today).days) > _FAR:
        cells.problem("day_far", Field.DAY, said=f"{day:%d/%m/%Y}")
    opens, closes, _, _ = _hours(cells)
    programme = said.get(Field.PROGRAMME)
    return DayRow(
        sheet=cells.sheet,
        row=cells.record.number,
        unit=unit,
        programme=programme if isinstance(programme, Programme) else context.programme,
        way=said.get(Field.WAY) or context.way,
        point=cells.text(Field.POINT),
        day=day,
        opens=opens,
        closes=closes,
        state=state,
    )


def point_row(cells: Cells) -> PointRow | None:
    """None where the point has no name."""
    said = cells.got
    name = cells.text(Field.NAME)
    if not name:
        if Field.NAME not in cells.troubled:
            cells.problem("no_name", Field.NAME)
        return None
    unit = cells.text(Field.UNIT) or cells.record.context.unit
    address = cells.text(Field.ADDRESS) or cells.record.context.address
    if not (unit or address):
        cells.problem("no_unit", Field.UNIT)
    opens, closes, pause_from, pause_to = _hours(cells)
    return PointRow(
        sheet=cells.sheet,
        row=cells.record.number,
        name=name,
        kind=said.get(Field.KIND),
        unit=unit,
        address=address,
        place=said.get(Field.PLACE) or _place(cells),
        opens=opens,
        closes=closes,
        pause_from=pause_from,
        pause_to=pause_to,
        weekdays=said.get(Field.WEEKDAYS),
        bank=said.get(Field.BANK),
    )


def _place(cells: Cells) -> Place | None:
    latitude, longitude = cells.text(Field.LATITUDE), cells.text(Field.LONGITUDE)
    if not (latitude and longitude):
        return None
    place: Place | None = cells.parse(
        Field.LATITUDE, lambda cell, _: values.place(cell), f"{latitude}, {longitude}"
    )
    return place


_HALVES = 2


def _hours(cells: Cells) -> tuple[time | None, time | None, time | None, time | None]:
    """When it opens and closes, and the pause between morning and afternoon."""
    spans: Sequence[Span] = cells.got.get(Field.HOURS) or (
        *cells.got.get(Field.MORNING, ()),
        *cells.got.get(Field.AFTERNOON, ()),
    )
    opens, closes = cells.of(Field.OPENS), cells.of(Field.CLOSES)
    if not spans:
        return opens, closes, None, None
    if len(spans) > _HALVES:
        cells.problem("hours_several", Field.HOURS)
    opens, closes = opens or spans[0][0], closes or spans[-1][1]
    if len(spans) != _HALVES:
        return opens, closes, None, None
    return opens, closes, spans[0][1], spans[1][0]
