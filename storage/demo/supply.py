"""What every maker of demo data draws from: chance, ids, and numbers nobody else has yet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

from domain.person import Sex

FIRST_ID = 10**12
"""As `storage.ids` would have made four minutes into 2020: no clock of ours makes such again."""

_PEOPLE = 20_000
"""More than are ever made; taking more raises StopIteration."""


class Supply:
    """The same seed gives the same ids, people and fates in the same order."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311
        self._ids = count(FIRST_ID)
        self._serials = self._shuffled(900_000, 1_000_000)
        self._phones = self._shuffled(0, 1_000_000)
        self._accounts = self._shuffled(0, 100_000_000)

    def new_id(self) -> int:
        return next(self._ids)

    def citizen_id(self, sex: Sex, birth_year: int) -> str:
        """Of An Giang (089), fitting sex and year (DOMAIN.md §2.1); the serial is invented."""
        century_and_sex = (birth_year // 100 - 19) * 2 + (sex is Sex.FEMALE)
        return f"089{century_and_sex}{birth_year % 100:02d}{next(self._serials)}"

    def phone(self) -> str:
        """Valid by its form, of the 0900 block, which as far as we know rings nowhere."""
        return f"0900{next(self._phones):06d}"

    def account_number(self) -> str:
        return f"990000{next(self._accounts):08d}"

    def chance(self, percent: float) -> bool:
        return self.rng.random() * 100 < percent

    def _shuffled(self, start: int, stop: int) -> Iterator[int]:
        return iter(self.rng.sample(range(start, stop), _PEOPLE))
