"""What a person is paid a month: a coefficient of the State's standard amount (NĐ 20/2021 Art. 6).

Nobody is told the coefficient or the category: some of them reveal an illness (DESIGN.md §7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.text import Money, Month

_HALVES = 2


@dataclass(frozen=True, slots=True)
class Due:
    """What one entitlement is worth, while it lasts; the coefficient is counted in halves."""

    halves: int
    first: Month
    last: Month | None

    def holds(self, month: Month) -> bool:
        return self.first <= month and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class Monthly:
    """The amount and since which month it has been the same."""

    amount: Money
    since: Month


def monthly(dues: Sequence[Due], standards: Mapping[Month, int], month: Month) -> Monthly | None:
    """What is due in a month; None where nothing is."""
    amount = _amount(dues, standards, month)
    if amount is None or amount == 0:
        return None
    changes = {one.first for one in dues} | set(standards)
    changes |= {one.last.plus(1) for one in dues if one.last is not None}
    since = month
    for change in sorted((one for one in changes if one <= month), reverse=True):
        before = change.plus(-1)
        since = change
        if _amount(dues, standards, before) != amount:
            break
    return Monthly(Money(amount), since)


def standard_of(standards: Mapping[Month, int], month: Month) -> int | None:
    """The State's standard amount in đồng; None before the first that is known."""
    began = [one for one in standards if one <= month]
    return standards[max(began, key=lambda one: one.first_day)] if began else None


def _amount(dues: Sequence[Due], standards: Mapping[Month, int], month: Month) -> int | None:
    standard = standard_of(standards, month)
    if standard is None:
        return None
    return sum(one.halves * standard // _HALVES for one in dues if one.holds(month))
