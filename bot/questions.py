"""Counts what citizens ask, for the numbers of the day. It is kept in memory and written every few
seconds, since a row that every turn counts up would make all turns of all replicas wait for each
other; of a process that is killed the last seconds are not counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from handlers.beneficiary.courtesy import greeting
from handlers.beneficiary.help import help_me
from handlers.beneficiary.language import change_language, set_language
from handlers.beneficiary.main_menu import main_menu
from handlers.beneficiary.resume import resume
from handlers.talk import name_of
from handlers.turn_seen import TurnOutcome, TurnSeen
from storage.database import Database
from storage.questions import NOWHERE, WARNED, Asking

WRITE_EVERY_SECONDS = 10

_ENDS = frozenset(
    {
        TurnOutcome.ANSWERED,
        TurnOutcome.NOT_UNDERSTOOD,
        TurnOutcome.REFUSED,
        TurnOutcome.FAILED,
    }
)
"""What asks back is counted when it is answered."""

_ASK_NOTHING = frozenset(
    map(name_of, (main_menu, greeting, help_me, change_language, set_language, resume))
)


class Questions:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._counts: Counter[Asking] = Counter()

    def saw(self, seen: TurnSeen) -> None:
        """A turn is over."""
        if seen.warned and not seen.by_staff:
            self._add(seen, WARNED)
        welcomed = not seen.dialogue and seen.outcome is TurnOutcome.ANSWERED
        asks_nothing = welcomed or seen.dialogue in _ASK_NOTHING
        if seen.by_staff or asks_nothing or seen.outcome not in _ENDS:
            return
        self._add(seen, seen.outcome.value)

    def _add(self, seen: TurnSeen, what: str) -> None:
        self._counts[self._clock().date(), seen.unit or NOWHERE, what] += 1

    async def write(self, database: Database) -> None:
        """What was counted since. Raises Unavailable: then it is written the next time."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            async with database.transaction() as records:
                await records.questions.add(counts)
        except BaseException:
            self._counts += counts
            raise
