"""How often somebody may try before a path closes for a while (NĐ 333/2026: at most five)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

REMEMBERED_FOR = timedelta(days=1)
_LADDER = ((10, timedelta(days=1)), (5, timedelta(hours=1)))
"""So many tries within a day close it for so long after the last of them."""


def closed(tries: Sequence[datetime], now: datetime) -> bool:
    """Whether the path is closed; ``tries`` in any order."""
    recent = sorted(at for at in tries if now - at < REMEMBERED_FOR)
    return any(_closes(recent, most, pause, now) for most, pause in _LADDER)


def _closes(recent: Sequence[datetime], most: int, pause: timedelta, now: datetime) -> bool:
    """Every full measure of tries closes it: the fifth and the tenth, not the sixth."""
    full = len(recent) - len(recent) % most
    return full > 0 and now - recent[full - 1] < pause
