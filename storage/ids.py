"""Ids made by the program before the insert: 63 bits, growing with time, alike on every replica.

41 bits of milliseconds since 2020 (until 2089) and 22 bits that count up within a millisecond from
a random start, so that two replicas collide about once in four million same-millisecond pairs, and
then the primary key refuses the second and its turn is run again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_EPOCH_MS = 1_577_836_800_000
_LOW_BITS = 22
_LOW = (1 << _LOW_BITS) - 1


class Ids:
    """A source of ids; ``clock`` gives seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> int:
        fresh = (int(self._clock() * 1000) - _EPOCH_MS) << _LOW_BITS
        fresh |= secrets.randbits(_LOW_BITS - 1)
        self._last = max(self._last + 1, fresh)
        return self._last


def span(length: timedelta) -> int:
    """How far ids made that long apart lie from each other."""
    return int(length.total_seconds() * 1000) << _LOW_BITS


def earliest(at: datetime) -> int:
    """No id made at that moment or later is lower."""
    return (int(at.timestamp() * 1000) - _EPOCH_MS) << _LOW_BITS


def made_at(made: int) -> datetime:
    """When an id was made, to the millisecond."""
    return datetime.fromtimestamp(((made >> _LOW_BITS) + _EPOCH_MS) / 1000, UTC)
