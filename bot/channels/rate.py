"""How often each of many may do something."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rate:
    """So many at once, then so many a second, for each key. Remembers ``known`` keys at the most;
    the one unused longest is forgotten, which only ever lets somebody through."""

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float], known: int = 20_000
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._known = known
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, key: str) -> float:
        """0 and one taken; else the seconds until there is one again."""
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(self._burst, now)
        gained = (now - bucket.at) * self._per_second
        bucket.left, bucket.at = min(self._burst, bucket.left + gained), now
        self._buckets[key] = bucket
        if len(self._buckets) > self._known:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            return (1 - bucket.left) / self._per_second
        bucket.left -= 1
        return 0
