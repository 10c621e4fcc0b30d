"""Numbers as the tables print them (1.093,860; 69,02), and rates rounded as the report's are."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_HUNDREDTH = Decimal("0.01")
MILLION = 1_000_000
NOTHING = "–"
"""Stands where there is no number."""


def percent(part: int, whole: int) -> Decimal | None:
    """Half-up to two decimals, from the integers themselves: 14,2189 becomes 14,22 and 18,1980
    18,20 (DOMAIN.md §10.1). None of nothing."""
    if whole == 0:
        return None
    return (Decimal(100 * part) / whole).quantize(_HUNDREDTH, ROUND_HALF_UP)


def count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def rate(number: Decimal | None) -> str:
    return NOTHING if number is None else _turned(f"{number:,.2f}")


def millions(dong: int) -> str:
    """Million đồng with three decimals, as Biểu 03 has it; to a thousand đồng, half-up."""
    thousands = (Decimal(dong) / 1000).quantize(Decimal(1), ROUND_HALF_UP)
    return _turned(f"{thousands / 1000:,.3f}")


def _turned(english: str) -> str:
    return english.translate({ord(","): ".", ord("."): ","})
