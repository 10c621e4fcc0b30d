"""Much in parts that are small enough for one statement, or one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def in_parts(whole: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """Each but the last of that size, none empty."""
    left = iter(whole)
    while part := list(islice(left, size)):
        yield part
