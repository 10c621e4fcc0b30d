"""What a picture of numbers shows: a bar to a row, in parts of a few kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_BARS = 14
"""So many a phone shows at a size that can be read; what is more stands in one bar together."""


@dataclass(frozen=True, slots=True)
class Bar:
    """``parts``: one count for each kind, in the order of `Bars.kinds`."""

    name: str
    parts: tuple[int, ...]

    @property
    def length(self) -> int:
        return sum(self.parts)


@dataclass(frozen=True, slots=True)
class Bars:
    """Words are in the reader's language already. ``foot``: what else is to be known of it. Raises
    ValueError where a bar has not a part for every kind."""

    title: str
    kinds: tuple[str, ...]
    bars: tuple[Bar, ...]
    foot: str = ""

    def __post_init__(self) -> None:
        if any(len(bar.parts) != len(self.kinds) for bar in self.bars):
            raise ValueError("every bar has a part for every kind")


def together(
    bars: Sequence[Bar], others: Callable[[int], str], most: int = MOST_BARS
) -> tuple[Bar, ...]:
    """The first so many, and all the others in one, whose name says how many they are."""
    if len(bars) <= most:
        return tuple(bars)
    first, rest = bars[: most - 1], bars[most - 1 :]
    parts = tuple(sum(column) for column in zip(*(bar.parts for bar in rest), strict=True))
    return (*first, Bar(others(len(rest)), parts))
