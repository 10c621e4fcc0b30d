"""What became of their requests for those who made them: which stand, how content they are, and
what they may still ask for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from domain.case import Case
from domain.case_again import REOPEN_FOR, Ended, Rating, again, may_rate
from domain.case_clock import HIGHEST, owner
from domain.case_flow import CaseEvent
from domain.notice import PAUSING
from domain.place import UnitKey
from storage.case_history import CaseHistory
from storage.case_reading import reported_from
from storage.case_rows import read_case, standing
from storage.cases import Cases
from storage.connection import Store
from storage.staff import Staff
from storage.tables import case_file, case_reporter


@dataclass(frozen=True, slots=True)
class Own:
    """A request of one's own. ``again``: what may be asked for now, if anything. ``rates``: whether
    this address may say how content it is; ``rating``: what it said. ``since``: from when it is
    with whoever has it."""

    case: Case
    unit: UnitKey
    again: CaseEvent | None
    rates: bool
    rating: Rating | None
    since: date


class CaseReporters:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._history = CaseHistory(store)

    async def of(
        self, session_id: int, people: Collection[int], limit: int, now: datetime
    ) -> tuple[Case, ...]:
        """Open ones, newest first: what was reported from here, and what staff have reported about
        whom this address hears. Nothing of whom they are about is read."""
        return await self._some(_mine(session_id, people) & standing, limit, now)

    async def ended(
        self, session_id: int, people: Collection[int], limit: int, now: datetime
    ) -> tuple[Case, ...]:
        """What ended lately, newest first."""
        over = case_file.c.closed_at > now - REOPEN_FOR
        return await self._some(_mine(session_id, people) & over, limit, now)

    async def _some(
        self, chosen: ColumnElement[bool], limit: int, now: datetime
    ) -> tuple[Case, ...]:
        result = await self._store.connection.execute(
            select(case_file).where(chosen).order_by(case_file.c.id.desc()).limit(limit)
        )
        return tuple(read_case(row, now) for row in result.all())

    async def one(
        self, number: str, session_id: int, people: Collection[int], now: datetime
    ) -> Own | None:
        """For who hears about the person; what is about nobody, for where it was reported from."""
        found = await Cases(self._store).reported(number, session_id, people, now)
        if found is None:
            return None
        case, unit = found
        rated = await self._rated(case.id, session_id)
        ended = await self._ended_at(case.id)
        return Own(
            case=case,
            unit=unit,
            again=await self._again(case, ended, now),
            rates=rated is not None and ended is not None and may_rate(rated.rated_at, ended, now),
            rating=_rating(rated, ended),
            since=(await self._history.came_to(case.id) or now).astimezone(now.tzinfo).date(),
        )

    async def rate(self, case_id: int, session_id: int, rating: Rating, now: datetime) -> bool:
        """Whether it may be said now; the days in which it may be changed run from the first."""
        rated, ended = await self._rated(case_id, session_id), await self._ended_at(case_id)
        if rated is None or ended is None or not may_rate(rated.rated_at, ended, now):
            return False
        first = rated.rated_at is None or rated.rated_at < ended
        self._store.filed.append("rate")
        await self._store.connection.execute(
            update(case_reporter)
            .where(case_reporter.c.case_id == case_id, case_reporter.c.session_id == session_id)
            .values(rating=rating.value, rated_at=now if first else rated.rated_at)
        )
        return True

    async def forget(self, session_id: int) -> None:
        """Who is forgotten hears no answer any more; what was reported stays with the office."""
        await self._store.connection.execute(
            delete(case_reporter).where(case_reporter.c.session_id == session_id)
        )

    async def ask_again(
        self, own: Own, words: str, session_id: int, now: datetime
    ) -> CaseEvent | None:
        """Opened again, or appealed, as may be asked for; None where that is no longer so."""
        ended = await self._ended_at(own.case.id)
        event = await self._again(own.case, ended, now)
        if event is None:
            return None
        above = await self._next_above(own) if event is CaseEvent.APPEALED else None
        happened = await Cases(self._store).happen(
            own.case.id, event, None, now, words=words, above=above, but=session_id
        )
        return event if happened is not None else None

    async def _again(self, case: Case, ended: datetime | None, now: datetime) -> CaseEvent | None:
        if ended is None:
            return None
        asked = await self._history.asked_again(case.id)
        on = ended.astimezone(now.tzinfo).date()
        return again(Ended(case.kind, case.state, case.above, on, asked), now.date())

    async def _next_above(self, own: Own) -> int:
        """The next level on which somebody stands who has not decided it already."""
        decided = await self._history.ended_by(own.case.id)
        for above in range(own.case.above + 1, HIGHEST):
            colleagues = await Staff(self._store).colleagues(
                (owner(own.case.kind, above),), own.unit
            )
            if {one.id for one in colleagues} - decided:
                return above
        return HIGHEST

    async def _rated(self, case_id: int, session_id: int) -> Any:
        result = await self._store.connection.execute(
            select(case_reporter).where(
                case_reporter.c.case_id == case_id, case_reporter.c.session_id == session_id
            )
        )
        return result.one_or_none()

    async def _ended_at(self, case_id: int) -> datetime | None:
        found: datetime | None = await self._store.connection.scalar(
            select(case_file.c.closed_at).where(case_file.c.id == case_id)
        )
        return found


def _rating(rated: Any, ended: datetime | None) -> Rating | None:
    """Of how it ended last."""
    if rated is None or rated.rating is None or ended is None or rated.rated_at < ended:
        return None
    return Rating(rated.rating)


def _mine(session_id: int, people: Collection[int]) -> ColumnElement[bool]:
    """Of what is about a person only while this address hears about them."""
    by_staff = case_file.c.filed_by.is_not(None) & case_file.c.kind.not_in(
        [kind.value for kind in PAUSING]
    )
    return or_(
        and_(case_file.c.person_id.is_(None), reported_from(session_id)),
        and_(
            case_file.c.person_id.in_(sorted(people)),
            or_(reported_from(session_id), by_staff),
        ),
    )
