"""Days on which money is brought home, and who is told of each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, union, update

from domain.case import CaseKind, PaidHow
from domain.case_clock import done_by
from domain.case_flow import CaseEvent
from domain.home_payment import Comes, NotDone, Visit, eve_of, morning_of
from domain.notice import NoticeKind
from domain.permissions import Role
from domain.place import UnitKey
from storage.answerers import with_role
from storage.case_changes import DAYS_OFF
from storage.cases import Cases
from storage.connection import Store
from storage.notices import Notices
from storage.own_news import OwnNews
from storage.staff import Staff
from storage.tables import case_file, home_visit


class HomeVisits:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._cases = Cases(store)
        self._notices = Notices(store)

    # --- Read -------------------------------------------------------------------------------

    async def standing(self, case_id: int) -> Visit | None:
        """The day that is planned for a case now."""
        result = await self._store.connection.execute(
            select(home_visit)
            .where(home_visit.c.case_id == case_id, home_visit.c.over_at.is_(None))
            .order_by(home_visit.c.id.desc())
            .limit(1)
        )
        row = result.one_or_none()
        return _read(row) if row else None

    async def one(self, visit_id: int) -> Visit | None:
        result = await self._store.connection.execute(
            select(home_visit).where(home_visit.c.id == visit_id)
        )
        row = result.one_or_none()
        return _read(row) if row else None

    async def whom(self, visit_id: int) -> int | None:
        """To whom it is brought, by id alone."""
        found: int | None = await self._store.connection.scalar(
            select(case_file.c.person_id)
            .join(home_visit, home_visit.c.case_id == case_file.c.id)
            .where(home_visit.c.id == visit_id)
        )
        return found

    # --- Planned, paid, or not --------------------------------------------------------------

    async def plan(self, case_id: int, day: date, comes: Comes, by: int, now: datetime) -> bool:
        """Another day takes the place of the one before; who hears about the person is told, and
        who brings it. False where the case is over by now."""
        event = CaseEvent.PLANNED
        if await self._cases.happen(case_id, event, by, now, due_on=day) is None:
            return False
        await self._end(case_id, now)
        visit = self._store.ids()
        row = {
            "id": visit,
            "case_id": case_id,
            "day": day,
            "comes": comes.value,
            "planned_by": by,
            "planned_at": now,
        }
        await self._store.connection.execute(insert(home_visit), row)
        await self._tell(visit, case_id, day, by, now)
        return True

    async def paid(self, case_id: int, by: int, now: datetime) -> bool:
        """With it the case ends."""
        event = CaseEvent.SETTLED
        if await self._cases.happen(case_id, event, by, now, paid=PaidHow.HOME) is None:
            return False
        await self._end(case_id, now)
        return True

    async def failed(
        self, case_id: int, why: NotDone, by: int, now: datetime, *, another_day: bool
    ) -> bool:
        """It is to be planned anew, with a clock of its own. ``another_day``: one is planned in the
        same breath, so that nobody need be told twice."""
        visit = await self.standing(case_id)
        due = done_by(CaseKind.HOME, now.date(), DAYS_OFF)
        event = CaseEvent.NOT_DONE
        if await self._cases.happen(case_id, event, by, now, due_on=due) is None:
            return False
        await self._end(case_id, now, why)
        person = await self.whom(visit.id) if visit else None
        if visit and person and not another_day:
            kind = NoticeKind.HOME_NOT_DONE
            await self._notices.tell_hearers(person, kind, visit.id, 0, now)
            await self._tell_staff_anew(visit, by, now)
        return True

    async def _end(self, case_id: int, now: datetime, failed: NotDone | None = None) -> None:
        await self._store.connection.execute(
            update(home_visit)
            .where(home_visit.c.case_id == case_id, home_visit.c.over_at.is_(None))
            .values(over_at=now, failed=failed and failed.value)
        )

    async def _tell(self, visit: int, case_id: int, day: date, by: int, now: datetime) -> None:
        person, unit = await self.whom(visit), await self._cases.unit_of(case_id)
        if person is None or unit is None:
            return
        await self._notices.tell_hearers(person, NoticeKind.HOME_PLANNED, visit, 0, now)
        if (eve := eve_of(day, now)) is not None:
            await self._notices.tell_hearers(person, NoticeKind.HOME_EVE, visit, 0, eve)
        mine = set(await Staff(self._store).sessions_of(by))
        others = await self._post(unit) | await self._holders(case_id)
        await self._notices.tell(sorted(others - mine), NoticeKind.HOME_TO_DO, visit, now)
        at = morning_of(day, now)
        await self._notices.tell(sorted(others | mine), NoticeKind.HOME_TODAY, visit, at)

    async def _tell_staff_anew(self, visit: Visit, by: int, now: datetime) -> None:
        """Who knew of the day, and does not know yet that nothing came of it."""
        unit = await self._cases.unit_of(visit.case)
        mine = set(await Staff(self._store).sessions_of(by))
        others = (await self._post(unit) if unit else set()) | await self._holders(visit.case)
        kind = NoticeKind.HOME_TO_DO
        await OwnNews(self._store).retire_case(visit.id, kind)
        await self._notices.tell(sorted(others - mine), kind, visit.id, now)

    async def _holders(self, case_id: int) -> set[int]:
        """Addresses of who has it in hand, and of everybody who has planned a day for it."""
        planned = select(home_visit.c.planned_by).where(home_visit.c.case_id == case_id)
        in_hand = select(case_file.c.handled_by).where(
            case_file.c.id == case_id, case_file.c.handled_by.is_not(None)
        )
        found = await self._store.connection.execute(union(planned, in_hand))
        staff = Staff(self._store)
        return {each for actor in found.scalars() for each in await staff.sessions_of(actor)}

    async def _post(self, unit: UnitKey) -> set[int]:
        return await with_role(self._store, Role.POST_CLERK, unit)


def _read(row: Any) -> Visit:
    return Visit(
        row.id,
        row.case_id,
        row.day,
        Comes(row.comes),
        row.planned_by,
        row.over_at is not None,
        NotDone(row.failed) if row.failed else None,
    )
