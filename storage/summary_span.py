"""The numbers of a week or a month: how it stands at the end, and all that came and ended in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta, tzinfo
from typing import Any

from sqlalchemy import func, select, tuple_

from domain.account import AccountState
from domain.period import Period
from domain.place import UnitKey
from domain.summary import Headline, Summary
from domain.text import Month
from storage.connection import Store
from storage.summary import Counted, Summaries
from storage.summary_cases import CaseCounts
from storage.summary_counting import Moment, entitled
from storage.summary_rows import PeopleRow
from storage.tables import account, person, question_count


class Spans:
    """Each reading is to be made in one snapshot, as `Summaries` has it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(
        self, period: Period, until: date, zone: tzinfo, units: Collection[UnitKey] | None = None
    ) -> Summary:
        """``until``: its last day that has begun. What stands beside it is how it stood on the day
        before the period; of accounts only within one month, as each has a list of its own."""
        summaries = Summaries(self._store)
        counted = await summaries.read(until, zone, units)
        if period.is_day:
            return await counted.added(units)
        spanned = await self._spanned(counted, period, until, zone, units)
        found = await spanned.added(units)
        before = await summaries.of(period.first - timedelta(days=1), zone, units)
        return replace(found, before=_beside(found, before))

    async def _spanned(
        self,
        counted: Counted,
        period: Period,
        until: date,
        zone: tzinfo,
        units: Collection[UnitKey] | None,
    ) -> Counted:
        begins, ends = Moment.of(period.first, zone).begins, Moment.of(until, zone).ends
        counts = CaseCounts(self._store, Moment(until, begins, ends), units)
        opened = await self._opened(period.first, until, units)
        return replace(
            counted,
            of_people=replace(
                counted.of_people, people=_with_opened(counted.of_people.people, opened)
            ),
            cases=await counts.cases(),
            corrections=await counts.corrections(),
            questions=await self._questions(period.first, until, units),
        )

    async def _opened(
        self, first: date, until: date, units: Collection[UnitKey] | None
    ) -> Mapping[tuple[Any, ...], int]:
        """By unit and way, whose first account at the bank was opened in between."""
        since = func.coalesce(account.c.opened_on, account.c.state_on)
        holders = (
            select(account.c.person_id)
            .where(account.c.state != AccountState.DETAILS_COLLECTED.value, since <= until)
            .group_by(account.c.person_id)
            .having(func.min(since) >= first)
        )
        of = (person.c.unit_code, person.c.unit_from, person.c.way)
        rows = await self._rows(
            select(*of, func.count().label("opened"))
            .where(
                person.c.id.in_(holders),
                entitled(Month.of(until)),
                *_in(person.c.unit_code, person.c.unit_from, units),
            )
            .group_by(*of)
        )
        return {tuple(row[:3]): row.opened for row in rows}

    async def _questions(
        self, first: date, until: date, units: Collection[UnitKey] | None
    ) -> Sequence[Any]:
        of = (question_count.c.unit_code, question_count.c.unit_from)
        return await self._rows(
            select(*of, question_count.c.outcome, func.sum(question_count.c.count).label("count"))
            .where(question_count.c.day.between(first, until), *_in(*of, units))
            .group_by(*of, question_count.c.outcome)
        )

    async def _rows(self, query: Any) -> Sequence[Any]:
        rows: Sequence[Any] = (await self._store.connection.execute(query)).all()
        return rows


def _in(code: Any, since: Any, units: Collection[UnitKey] | None) -> list[Any]:
    if units is None:
        return []
    return [tuple_(code, since).in_([(one.code, one.valid_from) for one in units])]


def _with_opened(
    people: Sequence[PeopleRow], opened: Mapping[tuple[Any, ...], int]
) -> list[PeopleRow]:
    """The same rows, with what was opened in the whole period in the place of its last day."""
    return [
        row._replace(opened_today=opened.get((row.unit_code, row.unit_from, row.way), 0))
        for row in people
    ]


def _beside(found: Summary, before: Summary) -> Headline:
    headline = before.headline
    if found.month == before.month:
        return headline
    now = found.headline
    return replace(
        headline,
        opened=now.opened,
        paid=now.paid,
        not_seen_paid=now.not_seen_paid,
        not_asked=now.not_asked,
    )
