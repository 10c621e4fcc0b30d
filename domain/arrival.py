"""Whether the money came, as people say two days after payday."""

from __future__ import annotations

from enum import StrEnum

from domain.case import CaseKind

MOST_TRIPS = 4
"""So many, or more."""


class Came(StrEnum):
    YES = "yes"
    NO = "no"
    LESS = "less"

    @property
    def case(self) -> CaseKind | None:
        """What is to be looked at, if anything."""
        return {Came.NO: CaseKind.NOT_RECEIVED, Came.LESS: CaseKind.WRONG_AMOUNT}.get(self)
