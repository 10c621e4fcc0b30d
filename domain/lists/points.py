"""What a list of payment points would change, and what in it cannot be taken.

A list adds points, moves them and says where they stand. It closes none that it leaves out, and
opens none that somebody has closed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.gazetteer import Gazetteer
from domain.lists.planning import NotTaken, Plan, Planner, place_of, written
from domain.lists.point_names import nearly_same, same_name
from domain.lists.row import PointRow, Problem
from domain.mask import mask
from domain.message import Place
from domain.place import (
    POST_POINTS,
    Hours,
    PaymentPoint,
    PointKind,
    PointStatus,
    Span,
    UnitKey,
    distance_km,
)
from domain.point_work import PointAct, PointWish, point_after
from domain.words import clean, folded, words

LONGEST_NAME, LONGEST_ADDRESS = 120, 200
"""Letters that the store has room for."""

_MONDAY_TO_FRIDAY = frozenset(range(5))
_SAME_SPOT_KM = 0.01
"""So near are two measurements of one door."""


@dataclass(frozen=True, slots=True)
class Points:
    """What is held against a list. ``withdrawn``: closed by nobody, but new once and taken back."""

    points: Sequence[PaymentPoint]
    withdrawn: Collection[int]
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True)
class PointChange:
    """``before`` is None for a new point, whose id is 0 until it is made."""

    act: PointAct
    before: PaymentPoint | None
    after: PaymentPoint


def plan_points(
    rows: Iterable[PointRow], made_on: date, known: Points, today: date
) -> Plan[PointChange]:
    """What every row does to the points."""
    planner = _Planner(made_on, known, today)
    changes = tuple(planner.changes(tuple(rows)))
    return Plan(changes, tuple(planner.problems))


def kind_of(row: PointRow) -> PointKind:
    """What the row says, or else its name; nobody calls a bank or a machine merely by a place."""
    if row.kind is not None:
        return row.kind
    said = words(row.name)
    name = f" {' '.join(said)} "
    if "atm" in said:
        return PointKind.ATM
    if " ngan hang " in name or any(word.endswith("bank") for word in said):
        return PointKind.BANK_OFFICE
    if " luu dong " in name:
        return PointKind.MOBILE_POINT
    if " van hoa " in name or {"bdvhx", "vhx"} & set(said):
        return PointKind.COMMUNE_POST
    return PointKind.POST_OFFICE


class _Planner(Planner):
    def __init__(self, made_on: date, known: Points, today: date) -> None:
        super().__init__()
        self.made_on = made_on
        self.known = known
        self.today = today
        self._new: dict[UnitKey, list[str]] = {}
        self._points: dict[UnitKey, list[PaymentPoint]] = {}
        for point in known.points:
            self._points.setdefault(point.unit, []).append(point)

    def changes(self, rows: Iterable[PointRow]) -> Iterator[PointChange]:
        sound = [row for row in map(_cleaned, rows) if self.taken(row, self._sound)]
        once = tuple(self._once(sound))
        matched = self._matched(once)
        for row, point in zip(once, matched, strict=True):
            change = self._against(row, point) if point else self.taken(row, self._added)
            if change is not None:
                yield change

    # --- What the row says ----------------------------------------------------------------------

    def _sound(self, row: PointRow) -> PointRow:
        self._look_at_words(row)
        self._look_at_place(row)
        return row

    def _look_at_words(self, row: PointRow) -> None:
        if row.unit_key is None:
            raise NotTaken("unit_missing")
        if not row.name:
            raise NotTaken("no_name")
        if len(row.name) > LONGEST_NAME or len(row.address) > LONGEST_ADDRESS:
            name, address = str(LONGEST_NAME), str(LONGEST_ADDRESS)
            raise NotTaken("point_too_long", name=name, address=address)
        spans = _spans(row)
        times = [at for span in spans for at in span]
        if times != sorted(set(times)):
            raise NotTaken("point_hours_order")

    def _look_at_place(self, row: PointRow) -> None:
        """Only of units that are ours there is an outline."""
        if row.place is None or row.unit_key is None:
            return
        unit = self.known.gazetteer.known(row.unit_key)
        if not unit.served or self._is_in(row.place, row.unit_key):
            return
        turned = Place(row.place.longitude, row.place.latitude)
        if self._is_in(turned, row.unit_key):
            raise NotTaken("point_swapped")
        raise NotTaken("point_outside", unit=unit.name)

    def _is_in(self, place: Place, unit: UnitKey) -> bool:
        found = self.known.gazetteer.at(place)
        return found is not None and found.key == unit

    def _once(self, rows: Iterable[PointRow]) -> Iterator[PointRow]:
        first: dict[tuple[object, ...], PointRow] = {}
        for row in rows:
            key = (row.unit_key, kind_of(row), row.bank, folded(row.name), folded(row.address))
            if (other := first.setdefault(key, row)) is row:
                yield row
            else:
                self.note(row, "point_twice", row=place_of(other, row))

    # --- Which one it is ------------------------------------------------------------------------

    def _matched(self, rows: Sequence[PointRow]) -> list[PaymentPoint | None]:
        """Who names one whole comes first, so that of two of one name the other is new."""
        found: list[PaymentPoint | None] = [None] * len(rows)
        taken: set[int] = set()
        for fits in (_is_whole, _is_called, _stands_there):
            for at, row in enumerate(rows):
                if found[at] is not None:
                    continue
                there = self._points.get(_unit_of(row), [])
                if free := [one for one in there if one.id not in taken and fits(row, one)]:
                    found[at] = best = min(free, key=self._precedence)
                    taken.add(best.id)
        return found

    def _precedence(self, point: PaymentPoint) -> tuple[bool, bool, int]:
        return (not point.is_open, point.id not in self.known.withdrawn, point.id)

    # --- What becomes of it ---------------------------------------------------------------------

    def _added(self, row: PointRow) -> PointChange:
        unit = _unit_of(row)
        if not row.address:
            raise NotTaken("point_address_missing", point=row.name)
        kind, new_names = kind_of(row), self._new.setdefault(unit, [])
        names = [*(one.name for one in self._points.get(unit, [])), *new_names]
        if kind in POST_POINTS and any(same_name(one, row.name) for one in names):
            raise NotTaken("point_twice_otherwise", point=row.name)
        self._look_for_alike(row, unit, kind)
        new_names.append(row.name)
        if _spans(row) and row.weekdays is None:
            self.note(row, "point_weekdays_guessed")
        new = PaymentPoint(
            id=0,
            name=row.name,
            kind=kind,
            unit=unit,
            former=None,
            address=row.address,
            hours=_hours(row),
            status=PointStatus.OPEN,
            confirmed_on=self.made_on,
            invented=False,
            place=row.place,
            bank=row.bank,
        )
        return PointChange(PointAct.ADD, None, new)

    def _look_for_alike(self, row: PointRow, unit: UnitKey, kind: PointKind) -> None:
        if kind not in POST_POINTS:
            return
        for point in self._points.get(unit, []):
            if point.kind in POST_POINTS and nearly_same(row.name, point.name):
                self.note(row, "point_alike", point=point.name)

    def _against(self, row: PointRow, point: PaymentPoint) -> PointChange | None:
        if not point.is_open:
            return self._opened(row, point)
        if not _is_called(row, point):
            self.note(row, "point_called_otherwise", point=point.name)
        self._look_at_what_stays(row, point)
        after = self._after(row, point)
        if after is None:
            return None
        if point.confirmed_on is not None and point.confirmed_on > self.made_on:
            since = written(point.confirmed_on)
            self.note(row, "point_seen_later", point=point.name, since=since)
            return None
        act = PointAct.MOVE if after.address != point.address else PointAct.PLACE
        return PointChange(act, point, after)

    def _opened(self, row: PointRow, point: PaymentPoint) -> PointChange | None:
        """What was taken back, perhaps with its whole list, comes again with the next one."""
        if point.id not in self.known.withdrawn:
            self.note(row, "point_closed", point=point.name)
            return None
        self._look_at_what_stays(row, point)
        opened = point_after(point, PointWish(PointAct.OPEN), self.today)
        after = self._after(row, opened) or opened
        return PointChange(PointAct.OPEN, point, replace(after, confirmed_on=self.made_on))

    def _after(self, row: PointRow, point: PaymentPoint) -> PaymentPoint | None:
        """The point as the list says that it is; None where it says nothing new. Who goes there is
        told of a new address from today on, however old the list is."""
        after = point
        if row.address and folded(row.address) != folded(point.address):
            after = point_after(after, PointWish(PointAct.MOVE, row.address), self.today)
        if row.place is not None and not _is_same_spot(after.place, row.place):
            after = point_after(after, PointWish(PointAct.PLACE, place=row.place), self.today)
        return None if after is point else replace(after, confirmed_on=self.made_on)

    def _look_at_what_stays(self, row: PointRow, point: PaymentPoint) -> None:
        if _says_other_hours(row, point.hours):
            self.note(row, "point_hours_stay", point=point.name)
        other_bank = row.bank is not None and row.bank != point.bank
        if (row.kind is not None and row.kind is not point.kind) or other_bank:
            self.note(row, "point_kind_stays", point=point.name)


def changed_since(point: PaymentPoint) -> Problem:
    """That a point stays when its list is taken back, since somebody has changed it."""
    return Problem("", 0, "", "point_changed_since", {"point": point.name})


def has_paydays(point: PaymentPoint) -> Problem:
    """That a point stays, since people are to be paid there."""
    return Problem("", 0, "", "point_has_paydays", {"point": point.name})


def _cleaned(row: PointRow) -> PointRow:
    return replace(row, name=mask(clean(row.name)), address=mask(clean(row.address)))


def _unit_of(row: PointRow) -> UnitKey:
    if row.unit_key is None:
        raise ValueError("a point of no unit")
    return row.unit_key


def _is_whole(row: PointRow, point: PaymentPoint) -> bool:
    return _is_called(row, point) and folded(row.address) == folded(point.address)


def _is_called(row: PointRow, point: PaymentPoint) -> bool:
    return row.unit_key == point.unit and same_name(row.name, point.name)


def _stands_there(row: PointRow, point: PaymentPoint) -> bool:
    """At one door there may be machines of several banks."""
    same_kind = row.unit_key == point.unit and kind_of(row) is point.kind
    same_owner = row.bank == point.bank and (row.bank or point.kind in POST_POINTS)
    same_door = bool(row.address) and folded(row.address) == folded(point.address)
    return bool(same_kind and same_owner and same_door)


def _spans(row: PointRow) -> tuple[Span, ...]:
    if row.opens is None or row.closes is None:
        return ()
    if row.pause_from is None or row.pause_to is None:
        return ((row.opens, row.closes),)
    return ((row.opens, row.pause_from), (row.pause_to, row.closes))


def _hours(row: PointRow) -> Hours | None:
    """Nobody shall come in vain on a Saturday of which nothing was said."""
    weekdays = _MONDAY_TO_FRIDAY if row.weekdays is None else row.weekdays
    return Hours(_spans(row), weekdays) if _spans(row) else None


def _says_other_hours(row: PointRow, hours: Hours | None) -> bool:
    if not _spans(row):
        return False
    other_days = row.weekdays is not None and (hours is None or row.weekdays != hours.weekdays)
    return hours is None or hours.spans != _spans(row) or other_days


def _is_same_spot(one: Place | None, other: Place) -> bool:
    return one is not None and distance_km(one, other) <= _SAME_SPOT_KM
