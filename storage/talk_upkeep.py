"""Conversations with an officer as they must stand: who may answer no more leaves them to the unit,
and what nobody has written in for long is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.human_talk import Ended, HumanTalk
from domain.permissions import Act, may
from storage.cases import Cases
from storage.connection import Store
from storage.human_talks import HumanTalks
from storage.links import Links
from storage.people import People
from storage.staff import Staff


class TalkUpkeep:
    """Asked whenever somebody writes, and every few minutes: whatever took a link or a grant away
    need know nothing of conversations."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._talks = HumanTalks(store)

    async def now(self, talk: HumanTalk, at: datetime) -> HumanTalk | None:
        """The conversation put right; None where it is over."""
        if not await self._is_linked(talk):
            await self._talks.end(talk, Ended.UNLINKED, at)
        elif talk.officer is not None and not await self._may_answer(talk, talk.officer):
            await Cases(self._store).give_back(talk.case, at)
        else:
            return talk
        return await self._talks.one(talk.id)

    async def tend(self, quiet: timedelta, at: datetime) -> int:
        """Put all of them right, and end those that have fallen silent; how many those are."""
        for talk in await self._talks.all_open():
            await self.now(talk, at)
        silent = await self._talks.silent_since(at - quiet)
        return sum([await self._talks.end(one, Ended.QUIET, at) for one in silent])

    async def _is_linked(self, talk: HumanTalk) -> bool:
        """The phone still hears about whom it is about."""
        if talk.person is None:
            return True
        return talk.session in await Links(self._store).sessions_hearing(talk.person)

    async def _may_answer(self, talk: HumanTalk, officer: int) -> bool:
        """Whoever answers works here, for that unit, and hears of the person on no own phone."""
        staff = Staff(self._store)
        sessions, grants = await staff.sessions_of(officer), await staff.grants(officer)
        gazetteer = self._store.reference.gazetteer
        if not sessions or not may(grants, Act.ANSWER_CASES, talk.unit, gazetteer):
            return False
        if talk.person is None:
            return True
        unit = (await People(self._store).units_of([talk.person])).get(talk.person)
        looks = unit is not None and may(grants, Act.LOOK, unit, gazetteer)
        return looks and talk.person not in await Links(self._store).whom_at_all(sessions)
