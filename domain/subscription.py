"""What somebody asked to be written to about."""

from __future__ import annotations

from dataclasses import dataclass

from domain.notice import Topic
from domain.place import UnitKey

VERSION = 1
"""Of the words in which it is offered; raised whenever they change their meaning."""

ABOUT_PLACES = frozenset({Topic.PAYDAY, Topic.CHANGES})
"""What is public, so that anyone may have it of any place."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """About a person, or about a unit and perhaps one of its points."""

    id: int
    topic: Topic
    person: int | None
    unit: UnitKey | None
    point: int | None
