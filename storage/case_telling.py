"""Who hears of what happens to a case: those whose it is, who submitted it, and the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.case import CaseKind, CaseState
from domain.case_clock import owner
from domain.case_flow import CaseEvent
from domain.notice import NoticeKind
from domain.permissions import Role
from domain.place import UnitKey
from storage.answerers import owners_of, with_role
from storage.case_changes import Happening
from storage.complaints import Complaints
from storage.connection import Store
from storage.notices import Notices
from storage.own_news import OwnNews
from storage.staff import Staff

_TOLD_OTHERWISE = frozenset(
    {
        CaseEvent.WITHDRAWN,
        CaseEvent.WITHDRAWN_ANEW,
        CaseEvent.APPROVED,
        CaseEvent.APPROVED_HERE,
        CaseEvent.REJECTED,
        CaseEvent.REJECTED_ANEW,
    }
)
"""Of a decision on a record everybody hears who hears about the person."""

_TAKEN_BACK = frozenset({CaseEvent.WITHDRAWN, CaseEvent.WITHDRAWN_ANEW})
"""Nobody hears of it who has not reported it themselves, unless nobody may take it further."""

_FOR_OTHERS = frozenset({CaseKind.CORRECTION, CaseKind.ABOUT_STAFF, CaseKind.TALK})
"""Reported for somebody else to decide on, or to answer."""


class CaseTelling:
    """``row``: the case as it stood before, from `case_file`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._own = OwnNews(store)

    async def is_theirs(self, row: Any, by: int | None) -> bool:
        """Whether who reports it is one of those whose it is: then they have it in hand, and it
        waits for nobody to look at it. What needs another pair of eyes waits all the same."""
        kind = CaseKind(row.kind)
        if by is None or kind in _FOR_OTHERS or row.above:
            return False
        owners = await Staff(self._store).colleagues((owner(kind),), _unit(row))
        return any(one.id == by for one in owners)

    async def filed(self, row: Any, theirs: bool, now: datetime) -> None:
        """Who has to answer hears of it, unless they report it themselves, and have it in hand;
        and where staff have reported it, the person does."""
        if not theirs:
            await self._owners(row, row.above, row.session_id, row.filed_by, now)
        if row.filed_by is not None:
            await self._own.queue_reported(row.id, now)

    async def found(self, unit: UnitKey, first: int, now: datetime) -> None:
        """Lists contradict each other: one word for all of a unit, with how many there are.
        ``first``: one of the cases, for which it is said once."""
        hearing = await owners_of(self._store, CaseKind.LIST_PROBLEM, "", unit)
        await Notices(self._store).tell(sorted(hearing), NoticeKind.LISTS_DIFFER, first, now)

    async def happened(self, row: Any, what: Happening, now: datetime) -> None:
        match what.event:
            case CaseEvent.REOPENED if row.session_id is None and what.by is None:
                pass  # told with all others that the lists show
            case CaseEvent.REOPENED | CaseEvent.ANSWERED | CaseEvent.APPEALED:
                await self._own.retire_case(row.id)
                if not await self.is_theirs(row, what.by):
                    await self._owners(row, what.above, what.but, what.by, now)
            case CaseEvent.ASSIGNED if what.to not in {None, what.by}:
                await self._actor(what.to, NoticeKind.CASE_YOURS, row.id, now)
            case CaseEvent.REMINDED:
                await self._remind(row, now)
            case CaseEvent.CHANGED if what.by is None:
                await self._changed_by_nobody(row, now)
            case CaseEvent.SENT_BACK:
                await self._actor(row.filed_by, NoticeKind.CASE_SENT_BACK, row.id, now)
        if what.then.is_over or what.then is CaseState.WAITS_FOR_BANK:
            await self._ended(row, what, now)

    async def changed(self, case_id: int, now: datetime) -> None:
        """Whoever was told what was said with it is told anew."""
        await self._own.retire_case(case_id, NoticeKind.CASE_REPORTED)
        await self._own.queue_reported(case_id, now)

    async def owners_again(self, row: Any, but: int, by: int | None, now: datetime) -> None:
        """As if it were new. ``but``: the session that knows."""
        await self._own.retire_case(row.id, NoticeKind.CASE_FILED)
        await self._owners(row, row.above, but, by, now)

    async def _ended(self, row: Any, what: Happening, now: datetime) -> None:
        """Everybody who reported it; staff in the words of their work."""
        await self._own.retire_case(row.id, NoticeKind.CASE_ENDED)
        staff = await self._own.staff_who_reported(row.id, row.filed_by, what.by)
        await Notices(self._store).tell(sorted(staff), NoticeKind.CASE_ENDED, row.id, now)
        if what.event in _TAKEN_BACK and what.by is not None:
            await self._own.queue_answer(row.id, now, what.but, only_reporters=True)
        elif what.event in _TAKEN_BACK or what.event not in _TOLD_OTHERWISE:
            await self._own.queue_answer(row.id, now, what.but)

    async def _remind(self, row: Any, now: datetime) -> None:
        """Whose it is hears once more that it is late."""
        if row.handled_by is not None:
            await self._actor(row.handled_by, NoticeKind.CASE_OVERDUE, row.id, now)
            return
        await self._own.retire_case(row.id, NoticeKind.CASE_OVERDUE)
        hearing = await self._answerers(row, row.above)
        await Notices(self._store).tell(sorted(hearing), NoticeKind.CASE_OVERDUE, row.id, now)

    async def _changed_by_nobody(self, row: Any, now: datetime) -> None:
        """Who has it in hand has to promise anew; where nobody does, who may answer it, and who
        wrote it down."""
        kind = NoticeKind.CASE_CHANGED
        if row.handled_by is not None:
            await self._actor(row.handled_by, kind, row.id, now)
            return
        await self._own.retire_case(row.id, kind)
        hearing = await self._answerers(row, row.above)
        if row.filed_by is not None:
            hearing |= set(await Staff(self._store).sessions_of(row.filed_by))
        await Notices(self._store).tell(sorted(hearing), kind, row.id, now)

    async def _actor(
        self, actor: int | None, kind: NoticeKind, case_id: int, now: datetime
    ) -> None:
        """None is nobody: a citizen filed it, or nobody has it in hand."""
        if actor is None:
            return
        await self._own.retire_case(case_id, kind)
        sessions = await Staff(self._store).sessions_of(actor)
        await Notices(self._store).tell(sessions, kind, case_id, now)

    async def _owners(self, row: Any, above: int, but: int, by: int | None, now: datetime) -> None:
        """Who has to answer hears that there is something new, by day; not who has reported it, at
        whatever address."""
        kind = CaseKind(row.kind)
        hearing = await self._answerers(row, above) - {but}
        if by is not None and kind is CaseKind.CORRECTION:
            hearing -= set(await Staff(self._store).sessions_of(by))
        await Notices(self._store).tell(sorted(hearing), NoticeKind.CASE_FILED, row.id, now)
        if kind is CaseKind.POINT:
            await self._post(row, but, now)

    async def _post(self, row: Any, but: int, now: datetime) -> None:
        """Whose point it is hears it beside who answers, and can settle it by one tap."""
        await self._own.retire_case(row.id, NoticeKind.POINT_REPORTED)
        hearing = await with_role(self._store, Role.POST_CLERK, _unit(row)) - {but}
        await Notices(self._store).tell(sorted(hearing), NoticeKind.POINT_REPORTED, row.id, now)

    async def _answerers(self, row: Any, above: int) -> set[int]:
        """A complaint goes above whom it is about."""
        kind = CaseKind(row.kind)
        if kind is CaseKind.ABOUT_STAFF:
            return await Complaints(self._store).hearing(row, above)
        return await owners_of(self._store, kind, row.reason, _unit(row), above)


def _unit(row: Any) -> UnitKey:
    return UnitKey(row.unit_code, row.unit_from)
