"""The 21 wards and communes of the 2023 pilot, how many live there, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.place import REFORM, UnitKey, UnitKind

PILOT_UNITS_FROM = date(2023, 4, 10)
CHAU_DOC, TINH_BIEN = "884", "890"


@dataclass(frozen=True, slots=True)
class Ward:
    """``area`` is the old district; ``became`` the codes of 2025, two where it was divided.

    ``difficult``: counted as an ethnic-minority and mountain area with special difficulty.
    """

    code: str
    name: str
    kind: UnitKind
    area: str
    population: int
    became: tuple[str, ...]
    khmer_percent: int
    difficult: bool

    @property
    def unit_2023(self) -> UnitKey:
        return UnitKey(self.code, PILOT_UNITS_FROM)

    @property
    def units_now(self) -> tuple[UnitKey, ...]:
        return tuple(UnitKey(code, REFORM) for code in self.became)


def _read() -> tuple[Ward, ...]:
    read = json.loads((Path(__file__).parent / "wards.json").read_text(encoding="utf-8"))
    return tuple(
        Ward(**one | {"kind": UnitKind(one["kind"]), "became": tuple(one["became"])})
        for one in read["wards"]
    )


WARDS = _read()
BY_CODE = {ward.code: ward for ward in WARDS}


def of_area(area: str) -> tuple[Ward, ...]:
    return tuple(ward for ward in WARDS if ward.area == area)


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Whole shares by weight that add up to the total (largest remainders first)."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares
