"""Asking for an officer, and taking such a conversation: it is a case like others, with a
conversation at its side."""

from __future__ import annotations

from datetime import datetime

from domain.case import Case, CaseKind
from domain.case_flow import CaseEvent
from domain.human_talk import HumanTalk
from domain.person import Person
from domain.place import UnitKey
from domain.text import Month
from storage.cases import Cases, Filing
from storage.connection import Store
from storage.human_talks import HumanTalks

_KIND = CaseKind.TALK


class TalkCases:
    def __init__(self, store: Store) -> None:
        self._cases = Cases(store)
        self._talks = HumanTalks(store)

    async def ask_for_officer(
        self, about: Person | None, unit: UnitKey, session_id: int, now: datetime
    ) -> Case:
        """Somebody wants to talk to a person: of each phone it is a case of its own, so that two
        phones of one household are two conversations with two numbers. What is asked for again
        waits for whoever takes it, also where somebody has the case in hand."""
        month = Month.of(now.date())
        filing = Filing(_KIND, _KIND.value, unit, month)
        if about is not None:
            filing = Filing(_KIND, f"{_KIND}:{session_id}", about.unit, month, about.id)
        stood = await self._cases.standing(filing, now)
        case = await self._cases.put(filing, session_id, now)
        if stood is not None:
            await self._cases.tell_owners_again(case.id, session_id, now)
        await self._talks.begin(case.id, session_id, now)
        return await self._cases.one(case.id, now) or case

    async def urge(self, case_id: int, session_id: int, now: datetime) -> None:
        """An emergency was written of: it is due today and marked so, and who answers hears of it,
        once. ``session_id``: whoever knows."""
        if await self._cases.mark_urgent(case_id, now):
            await self._cases.tell_owners_again(case_id, session_id, now)

    async def take(self, case_id: int, by: int, now: datetime) -> HumanTalk | None:
        """The conversation of a case, which is theirs now, or a colleague's who was faster; None
        where there is none to be had, since nobody has asked for one with this case.

        Raises sqlalchemy.exc.NoResultFound where there is no such case.
        """
        case, session_id = await self._cases.held(case_id, now)
        if case.state.is_over or case.kind is not _KIND:
            return None
        await self._talks.begin(case_id, session_id, now)
        found = await self._talks.of_case(case_id)
        if found is None or found.is_open:
            return found
        await self._cases.happen(case_id, CaseEvent.TAKEN, by, now)
        return await self._talks.of_case(case_id)
