"""What stands on a slip, apart from how it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's code; ``number`` is the place in the order of calling."""

    code: str
    link: str
    name: str
    number: int
    for_carer: bool
    valid_until: date
