"""Who receives how much: the categories of NĐ 20/2021/NĐ-CP and the social pension, by age."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.person import Programme
from domain.text import Month
from storage.demo.supply import Supply


@dataclass(frozen=True, slots=True)
class Band:
    """One coefficient, in halves, of one category: from an age in years to below another.

    ``weight`` says how common it is among beneficiaries: a guess.
    """

    category: str
    age_from: int
    age_below: int
    halves: int
    weight: int


BANDS = (
    Band("K1", 0, 4, 5, 3),
    Band("K1", 4, 16, 3, 30),
    Band("K2", 16, 22, 3, 8),
    Band("K3", 0, 4, 5, 1),
    Band("K3", 4, 16, 4, 1),
    Band("K4", 22, 60, 2, 70),
    Band("K5a", 60, 80, 3, 70),
    Band("K5a", 80, 104, 4, 30),
    Band("K5b", 75, 80, 2, 20),
    Band("K5c", 80, 104, 2, 380),
    Band("K5d", 60, 98, 6, 3),
    Band("K6a", 0, 16, 5, 15),  # đặc biệt nặng
    Band("K6a", 16, 60, 4, 55),
    Band("K6a", 60, 98, 5, 35),
    Band("K6b", 0, 16, 4, 30),  # nặng
    Band("K6b", 16, 60, 3, 170),
    Band("K6b", 60, 98, 4, 70),
    Band("K7", 0, 3, 3, 10),
    Band("K8", 18, 60, 3, 6),
    Band("HTXH", 75, 104, 2, 420),
)
"""DOMAIN.md §1.2 and §1.3. HTXH is the social pension, the rest social assistance."""

PENSION = "HTXH"
_DIFFICULT_AREAS_ONLY = ("K5b", "K7")
_BY_CATEGORY = {
    name: tuple(band for band in BANDS if band.category == name)
    for name in {band.category for band in BANDS}
}


@dataclass(frozen=True, slots=True)
class Birth:
    """``day`` is None where only the year is known."""

    year: int
    day: date | None = None

    def __str__(self) -> str:
        return self.day.isoformat() if self.day else str(self.year)

    def age_by(self, day: date) -> int:
        if self.day is None:
            return day.year - self.year
        return day.year - self.year - ((day.month, day.day) < (self.day.month, self.day.day))


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The months in which one coefficient holds. ``to_month`` is None where no end is known."""

    category: str
    from_month: Month
    to_month: Month | None
    halves: int

    @property
    def programme(self) -> Programme:
        return programme_of(self.category)


_LEAST = 2
"""For a demo made on a day before one of its fixed people was born."""


def programme_of(category: str) -> Programme:
    return Programme.SOCIAL_PENSION if category == PENSION else Programme.SOCIAL_ASSISTANCE


def last_day(month: Month) -> date:
    return month.plus(1).first_day - timedelta(days=1)


def rate(category: str, birth: Birth, month: Month) -> int | None:
    """Halves for the age reached by the month's end (it is adjusted from the month of change)."""
    age = birth.age_by(last_day(month))
    for band in _BY_CATEGORY[category]:
        if band.age_from <= age < band.age_below:
            return band.halves
    return None


def entitled(
    category: str, birth: Birth, since: Month, known_to: Month, to_month: Month | None
) -> tuple[Entitlement, ...]:
    """From ``since`` on, one entitlement ending and another beginning where an age is reached."""
    changes = [since, *_changes(category, birth, since, known_to)]
    ends: list[Month | None] = [month.plus(-1) for month in changes[1:]]
    return tuple(
        Entitlement(category, start, end, rate(category, birth, start) or _LEAST)
        for start, end in zip(changes, [*ends, to_month], strict=True)
    )


def _changes(category: str, birth: Birth, since: Month, known_to: Month) -> Iterable[Month]:
    """The months in which the coefficient is another than the month before."""
    before, month = rate(category, birth, since), since
    if rate(category, birth, known_to) == before:
        return  # no category of the table leaves a coefficient and comes back within our years
    while month < known_to:
        month = month.plus(1)
        if (now := rate(category, birth, month)) != before:
            before = now
            yield month


Allowed = Callable[[Band], bool]


def draw_band(supply: Supply, difficult: bool, allowed: Allowed) -> Band:
    """One band, by weight, of those allowed in such an area."""
    bands: Sequence[Band] = [
        band
        for band in BANDS
        if allowed(band) and (difficult or band.category not in _DIFFICULT_AREAS_ONLY)
    ]
    return supply.rng.choices(bands, [band.weight for band in bands])[0]
