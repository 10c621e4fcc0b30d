"""What was not understood, kept for a month to be learned from, and nobody behind it.

A row holds no address, no session and no person; of the time it holds the day alone, and so does
its id. Words are masked and long numbers blotted out before they are sealed (`domain.examples`);
what is left may still name somebody, so few may read it, and it goes after thirty days.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from domain.examples import SECTIONS, to_keep
from domain.intent import Intent, Outcome, Understood
from domain.words import folded
from storage.connection import Store
from storage.ids import earliest, span
from storage.tables import not_understood

_DAY = span(timedelta(days=1))
_PAGE = 100


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """``words`` as they may be shown; empty where they do not open. ``intent``, ``second`` and
    ``score`` are what the program thought of them."""

    id: int
    day: date
    language: str
    words: str
    times: int
    intent: Intent
    second: Intent | None
    score: float
    outcome: Outcome


class NotUnderstoods:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, text: str, understood: Understood, now: datetime) -> None:
        """Of words that are kept already, only that they came once more."""
        words = to_keep(text)
        alike = folded(words)
        if not alike:
            return
        new_id = _id_of(now)
        row = {
            "id": new_id,
            "day": now.date(),
            "language": understood.language,
            "sealed_words": self._store.vault.seal(words, not_understood.c.sealed_words, new_id),
            "words_index": self._store.vault.index("not_understood", alike),
            "times": 1,
            "intent": understood.intent.value,
            "second": understood.second and understood.second.value,
            "score": understood.score,
            "outcome": understood.outcome.value,
        }
        insert = self._store.insert(not_understood).values(row)
        await self._store.connection.execute(
            insert.on_conflict_do_update(
                index_elements=[not_understood.c.words_index],
                set_={"times": not_understood.c.times + 1},
            )
        )

    async def waiting(self, limit: int, after: int = 0) -> tuple[NotUnderstood, ...]:
        """What nobody has said yet what it is, by day, behind the id ``after``."""
        rows = await self._rows(
            limit, not_understood.c.chosen.is_(None), not_understood.c.id > after
        )
        return tuple(map(self._read, rows))

    async def count_waiting(self) -> int:
        found = await self._store.connection.execute(
            select(func.count())
            .select_from(not_understood)
            .where(not_understood.c.chosen.is_(None))
        )
        return int(found.scalar_one())

    async def choose(self, row_id: int, section: str, actor: int | None, now: datetime) -> bool:
        """What it is an example of, once; False where it waits no more. ``actor`` is None for who
        keeps the machine. Raises ValueError for what is no section."""
        if section not in SECTIONS:
            raise ValueError(section)
        chosen = await self._store.connection.execute(
            update(not_understood)
            .where(not_understood.c.id == row_id, not_understood.c.chosen.is_(None))
            .values(chosen=section, chosen_by=actor, chosen_at=now)
        )
        return chosen.rowcount == 1

    async def discard(self, row_id: int) -> bool:
        """The words are gone at once; False where it waits no more."""
        gone = await self._store.connection.execute(
            delete(not_understood).where(
                not_understood.c.id == row_id, not_understood.c.chosen.is_(None)
            )
        )
        return gone.rowcount == 1

    async def chosen(self, language: str) -> AsyncIterator[tuple[str, str]]:
        """Section and words of everything that somebody has sorted."""
        after = 0
        wanted = (not_understood.c.language == language, not_understood.c.chosen.is_not(None))
        while rows := await self._rows(_PAGE, *wanted, not_understood.c.id > after):
            for row in rows:
                yield row["chosen"], self._words(row)
            after = rows[-1]["id"]

    async def _rows(self, limit: int, *which: ColumnElement[bool]) -> list[Mapping[Any, Any]]:
        found = await self._store.connection.execute(
            select(not_understood).where(*which).order_by(not_understood.c.id).limit(limit)
        )
        return list(found.mappings())

    def _read(self, row: Mapping[Any, Any]) -> NotUnderstood:
        return NotUnderstood(
            id=row["id"],
            day=row["day"],
            language=row["language"],
            words=self._words(row),
            times=row["times"],
            intent=Intent(row["intent"]),
            second=row["second"] and Intent(row["second"]),
            score=row["score"],
            outcome=Outcome(row["outcome"]),
        )

    def _words(self, row: Mapping[Any, Any]) -> str:
        return self._store.vault.open_or_empty(
            row["sealed_words"], not_understood.c.sealed_words, row["id"]
        )


def _id_of(now: datetime) -> int:
    """Of that day and no nearer: an id that tells the millisecond would tell whose turn it was."""
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    return earliest(midnight) + secrets.randbelow(_DAY)
