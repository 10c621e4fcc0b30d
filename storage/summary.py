"""The numbers of a day, counted in columns that stand in the clear: a few statements over all units
at once, out of which the summary of whoever is told of some of them is added up."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from domain.account import AccountState
from domain.case import CaseKind
from domain.change import ChangeReason
from domain.lists.row import ListKind
from domain.otp import Cause
from domain.payout import Stage, Way
from domain.place import POST_POINTS, REFORM, PaymentPoint, UnitKey
from domain.point_report import PointTrouble
from domain.summary import (
    TOO_LONG,
    Accounts,
    Ages,
    AtStage,
    Corrections,
    CreditAfterCash,
    Flow,
    Headline,
    ListMissing,
    OfChange,
    OfFinding,
    OfUnit,
    Otp,
    OtpCause,
    Payments,
    PaymentsByMethod,
    PointGaps,
    Questions,
    Summary,
    broken_down,
    is_stale,
)
from domain.text import Month
from storage.connection import Store
from storage.counted_ahead import AT_ONCE, CountedAhead
from storage.questions import WARNED
from storage.reference import Reference
from storage.summary_cases import SHOWN_BY_LISTS, CaseCounts
from storage.summary_counting import Moment, make_room
from storage.summary_payments import PaymentCounts
from storage.summary_people import PeopleCounts
from storage.summary_rows import KnownRow, OfPeople, PaymentRow, PeopleRow

_HOME, _CASH = "home", "cash"


class Summaries:
    """Each reading is to be made in one snapshot, after the reference has been read afresh."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(
        self, day: date, zone: tzinfo, units: Collection[UnitKey] | None = None
    ) -> Summary:
        """``units``: as they were on the day, with the old ones that went into them; None for all
        of the province. ``zone``: where a day begins."""
        return await (await self.read(day, zone, units)).added(units)

    async def read(
        self, day: date, zone: tzinfo, units: Collection[UnitKey] | None = None
    ) -> Counted:
        """Of all units at once, for many who are each told of some of them; of fewer, where only
        these are wanted. What was counted ahead and holds still is not counted again."""
        over = (self._store, Moment.of(day, zone), units)
        payments, cases = PaymentCounts(*over), CaseCounts(*over)
        await make_room(self._store)
        return Counted(
            day,
            self._store.reference,
            of_people=await self._of_people(day, zone, units),
            known=await PeopleCounts(*over).known(),
            cases=await cases.cases(),
            corrections=await cases.corrections(),
            questions=await cases.questions(),
            lists=await payments.lists(),
            paydays=await payments.paydays(),
        )

    async def count_people(
        self, day: date, zone: tzinfo, units: Collection[UnitKey] | None
    ) -> OfPeople:
        """What takes longest, counted now."""
        over = (self._store, Moment.of(day, zone), units)
        people, payments = PeopleCounts(*over), PaymentCounts(*over)
        await make_room(self._store)
        return OfPeople(
            people=await people.people(),
            waiting=await people.waiting(),
            payments=await payments.payments(),
            uncollected=await payments.uncollected(),
            banks=await people.banks(),
        )

    async def _of_people(
        self, day: date, zone: tzinfo, units: Collection[UnitKey] | None
    ) -> OfPeople:
        ahead = await CountedAhead(self._store).of(day, units)
        if ahead is None or len(ahead.changed) > AT_ONCE:
            return await self.count_people(day, zone, units)
        if not ahead.changed:
            return ahead.counted
        return ahead.counted.and_of(await self.count_people(day, zone, ahead.changed))


@dataclass(frozen=True, slots=True)
class Counted:
    """What the database has counted, as rows that each name a unit."""

    day: date
    reference: Reference
    of_people: OfPeople
    known: Sequence[KnownRow]
    cases: Sequence[Any]
    corrections: Sequence[Any]
    questions: Sequence[Any]
    lists: Sequence[Any]
    paydays: Sequence[Any]

    def summary(self, units: Collection[UnitKey] | None = None) -> Summary:
        """Of these units; None for all."""
        return _Adding(self, units).summary()

    async def added(self, units: Collection[UnitKey] | None = None) -> Summary:
        """The same beside the answers: of a whole country it takes most of a second."""
        return await asyncio.to_thread(self.summary, units)


class _Adding:
    """Of some units, out of what was counted."""

    def __init__(self, counted: Counted, units: Collection[UnitKey] | None) -> None:
        self._counted = counted
        self._day = counted.day
        self._reference = counted.reference
        self._units = units
        self._month = Month.of(counted.day)
        self._due = _Due(counted.paydays, counted.reference, counted.day)
        self._paydays = self._each(counted.paydays)

    def summary(self) -> Summary:
        counted = self._counted
        people, cases = self._of(counted.of_people.people), self._of(counted.cases)
        known = self._of(counted.known)
        otp, not_received = _kind(cases, CaseKind.OTP), _kind(cases, CaseKind.NOT_RECEIVED)
        corrections = _corrections(self._of(counted.corrections))
        closed = [one for one in _kind(cases, CaseKind.POINT) if _closed(one)]
        payments = self._of(counted.of_people.payments)
        units = self._named()
        return Summary(
            day=self._day,
            units=units,
            accounts=self._accounts(people, known),
            opened_today=_sum(people, "opened_today"),
            otp=Otp(_flow(otp), tuple(_causes(otp))),
            not_received=_flow(not_received),
            corrections=corrections,
            payments=_payments(payments),
            by_method=_by_method(payments, _sum(cases, "brought_home")),
            uncollected_twice=_sum(self._of(counted.of_people.uncollected), "people"),
            overdue=_sum(cases, "overdue"),
            points_closed=_sum(closed, "points"),
            questions=_questions(self._of(counted.questions)),
            stages=_stages(self._of(counted.of_people.waiting)),
            changes=tuple(_changes(cases)),
            findings=tuple(_findings(cases)),
            lists=tuple(self._missing()),
            by_unit=self._by_unit(people, known, cases, payments),
            point_gaps=_gaps(self._points()),
            before=Headline(
                opened=_sum(people, "opened_before"),
                paid=_sum(people, "paid_before"),
                not_seen_paid=_sum(people, "opened_before") - _sum(people, "paid_before"),
                not_asked=_sum(people, "unseen_before") - _sum(known, "before"),
                otp_open=_sum(otp, "open_before"),
                not_received=_sum(not_received, "open_before"),
                corrections_waiting=_sum(self._of(counted.corrections), "waiting_before"),
                overdue=_sum(cases, "overdue_before"),
                points_closed=_sum(closed, "points_before"),
            ),
        )

    # --- Units ------------------------------------------------------------------------------

    def _of(self, rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if self._units is None or _unit(row) in self._units]

    def _shown(self, unit: UnitKey) -> UnitKey:
        """What an old unit is on the day; one that was divided stays itself until it is known
        which people are whose."""
        if self._day < REFORM:
            return unit
        heirs = self._reference.gazetteer.today_of(unit)
        return heirs[0].key if len(heirs) == 1 else unit

    def _named(self) -> tuple[UnitKey, ...]:
        """Units of the day, and where else somebody lives or something waits."""
        waits = (row for row in self._counted.cases if row.open)
        return tuple(dict.fromkeys((*self._lived_in(), *sorted(self._each(self._of(waits))))))

    def _lived_in(self) -> tuple[UnitKey, ...]:
        served = [one.key for one in self._reference.gazetteer.served_on(self._day)]
        wanted = [key for key in served if self._units is None or key in self._units]
        living = sorted(self._each(self._of(self._counted.of_people.people)))
        return tuple(dict.fromkeys((*wanted, *living)))

    def _each(self, rows: Iterable[Any]) -> Mapping[UnitKey, list[Any]]:
        found: dict[UnitKey, list[Any]] = defaultdict(list)
        for row in rows:
            found[self._shown(_unit(row))].append(row)
        return found

    def _by_unit(
        self,
        people: Sequence[PeopleRow],
        known: Sequence[KnownRow],
        cases: Sequence[Any],
        payments: Sequence[PaymentRow],
    ) -> tuple[OfUnit, ...]:
        each = [self._each(rows) for rows in (people, known, cases, payments)]
        return tuple(self._one(unit, *(of.get(unit, []) for of in each)) for unit in self._named())

    def _one(
        self,
        unit: UnitKey,
        people: Sequence[PeopleRow],
        known: Sequence[KnownRow],
        cases: Sequence[Any],
        payments: Sequence[PaymentRow],
    ) -> OfUnit:
        return OfUnit(
            unit=unit,
            people=_sum(people, "people"),
            accounts=self._accounts(people, known),
            opened_today=_sum(people, "opened_today"),
            otp_open=_sum(_kind(cases, CaseKind.OTP), "open"),
            not_received=_sum(_kind(cases, CaseKind.NOT_RECEIVED), "open"),
            overdue=_sum(cases, "overdue"),
            credit=self._credit(unit, payments),
        )

    # --- Accounts ---------------------------------------------------------------------------

    def _accounts(self, people: Sequence[PeopleRow], known: Sequence[KnownRow]) -> Accounts:
        no_code, other_reason = _sum(known, "no_code"), _sum(known, "other_reason")
        not_due, told = (
            sum(row.unfailed for row in rows if not self._due.of(_unit(row)))
            for rows in (people, known)
        )
        return Accounts(
            month=self._month,
            paid=_sum(people, "paid"),
            in_cash=_sum(people, "in_cash"),
            no_code=no_code,
            other_reason=other_reason,
            not_asked=_sum(people, "unseen") - no_code - other_reason,
            not_reached=_sum(known, "not_reached"),
            not_due=not_due - told,
            with_alternative=_sum(known, "with_alternative"),
        )

    def _credit(self, unit: UnitKey, payments: Sequence[PaymentRow]) -> CreditAfterCash:
        cash = [row.first for row in self._paydays.get(unit, []) if row.way == Way.CASH.value]
        came = [
            row
            for row in payments
            if row.way == Way.ACCOUNT.value and row.stage == Stage.CREDITED.value
        ]
        return CreditAfterCash(
            min((one for one in cash if one), default=None),
            min((row.first for row in came), default=None),
            max((row.last for row in came), default=None),
        )

    # --- Lists and points -------------------------------------------------------------------

    def _missing(self) -> Iterable[ListMissing]:
        """Of units of the day, and of others in which somebody lives."""
        people = self._each(self._of(self._counted.of_people.people))
        banks = self._each(self._of(self._counted.of_people.banks))
        lists = self._each(self._of(self._counted.lists))
        days = self._each(self._of(self._counted.paydays))
        for unit in self._lived_in():
            living = people.get(unit, [])
            if not _sum(living, "people"):
                yield ListMissing(unit, ListKind.PEOPLE, None)
                continue
            ways = {Way(row.way) for row in living if row.people}
            if Way.ACCOUNT in ways:
                newest = max((row.newest for row in banks.get(unit, [])), default=None)
                if is_stale(ListKind.ACCOUNTS, newest, self._day):
                    yield ListMissing(unit, ListKind.ACCOUNTS, newest)
            yield from _payment_lists(unit, ways, lists.get(unit, []), self._month)
            if not days.get(unit):
                yield ListMissing(unit, ListKind.CALENDAR, None)

    def _points(self) -> Iterable[PaymentPoint]:
        for one in self._reference.points.values():
            if self._units is None or one.unit in self._units:
                yield one


class _Due:
    """Where money for accounts should have come by the end of the day, as far as the calendar
    says; where it says nothing, it should."""

    def __init__(self, paydays: Sequence[Any], reference: Reference, day: date) -> None:
        self._reference = reference
        self._due: dict[UnitKey, bool] = {}
        for row in paydays:
            if row.way == Way.ACCOUNT.value:
                due = row.came or (row.first is not None and row.first <= day)
                self._due[_unit(row)] = due or self._due.get(_unit(row), False)

    def of(self, unit: UnitKey) -> bool:
        """A unit of before is paid by the calendar of what it is today."""
        keys = (unit, *(one.key for one in self._reference.gazetteer.today_of(unit)))
        known = [self._due[key] for key in keys if key in self._due]
        return any(known) or not known


def due_in(
    units: Iterable[UnitKey], paydays: Sequence[Any], reference: Reference, day: date
) -> list[UnitKey]:
    """Those of these units where money for accounts should have come."""
    due = _Due(paydays, reference, day)
    return [unit for unit in units if due.of(unit)]


def _unit(row: Any) -> UnitKey:
    return UnitKey(row.unit_code, row.unit_from)


def _sum(rows: Iterable[Any], name: str) -> int:
    return sum(getattr(row, name) for row in rows)


def _kind(rows: Iterable[Any], kind: CaseKind) -> list[Any]:
    return [row for row in rows if row.kind == kind.value]


def _closed(row: Any) -> bool:
    return bool(row.reason == PointTrouble.CLOSED.value)


def _flow(rows: Sequence[Any]) -> Flow:
    return Flow(_sum(rows, "new"), _sum(rows, "open"), _sum(rows, "resolved"))


def _causes(rows: Sequence[Any]) -> Iterable[OtpCause]:
    by_cause: dict[Cause | None, list[Any]] = defaultdict(list)
    for row in rows:
        by_cause[Cause(row.cause) if row.cause else None].append(row)
    for cause in (*Cause, None):
        found = by_cause.get(cause, [])
        ages = Ages(*(_sum(found, name) for name in ("to_3", "to_7", "to_30", "older")))
        if _flow(found) != Flow():
            yield OtpCause(cause, _flow(found), ages)


def _corrections(rows: Sequence[Any]) -> Corrections:
    return Corrections(
        *(_sum(rows, name) for name in ("submitted", "decided", "waiting", "overdue"))
    )


def _payments(rows: Sequence[Any]) -> Payments:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row.stage] += row.payments
    return Payments(**{one.value: counts[one.value] for one in Stage})


def _by_method(rows: Sequence[Any], home: int) -> PaymentsByMethod:
    by_way = {way: _payments([row for row in rows if row.way == way.value]) for way in Way}
    cash = by_way[Way.CASH]
    shown = broken_down({_HOME: home, _CASH: cash.collected})
    return PaymentsByMethod(by_way[Way.ACCOUNT], cash, shown[_HOME] if shown else None)


def _questions(rows: Sequence[Any]) -> Questions:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row.outcome] += row.count
    warned = counts.pop(WARNED, 0)
    asked = sum(counts.values())
    return Questions(asked, counts["answered"], counts["not_understood"], warned)


def _stages(rows: Sequence[Any]) -> tuple[AtStage, ...]:
    found = {stage: [row for row in rows if row.state == stage.value] for stage in TOO_LONG}
    return tuple(
        AtStage(AccountState(stage), _sum(some, "people"), _sum(some, "too_long"))
        for stage, some in found.items()
    )


_OF_CHANGES = frozenset(one.kind.value for one in ChangeReason)
"""What a citizen tells of a death is a change like others, until the staff report it as one."""


def _changes(rows: Sequence[Any]) -> Iterable[OfChange]:
    for reason in ChangeReason:
        found = [row for row in rows if row.kind in _OF_CHANGES and row.reason == reason.value]
        if _flow(found) != Flow():
            yield OfChange(reason, _flow(found))


def _findings(rows: Sequence[Any]) -> Iterable[OfFinding]:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.kind in SHOWN_BY_LISTS:
            counts[row.reason] += row.shown
    for reason, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        if count:
            yield OfFinding(reason, count)


def _payment_lists(
    unit: UnitKey, ways: Collection[Way], rows: Sequence[Any], month: Month
) -> Iterable[ListMissing]:
    """Those of the month, one for each way in which somebody is paid there."""
    for way in sorted(ways):
        of_way = [row for row in rows if row.way == way.value]
        if not any(row.month == month.first_day for row in of_way):
            newest = max((row.made_on for row in of_way), default=None)
            yield ListMissing(unit, ListKind.PAYMENTS, newest, way)


def _gaps(points: Iterable[PaymentPoint]) -> PointGaps:
    found = [one for one in points if one.is_open and one.kind in POST_POINTS]
    return PointGaps(
        points=len(found),
        without_place=sum(one.place is None for one in found),
        without_seats=sum(not one.comfort.seats for one in found),
        without_shade=sum(not one.comfort.shade for one in found),
    )
