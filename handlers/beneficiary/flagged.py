"""What answers a flag or an aside that was found in a message, and how that dialogue begins.

The words are read here, once; a dialogue gets what was read in them, and never the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from domain.emergency import read_emergency
from domain.intent import Flag
from domain.session import Pairs
from handlers.beneficiary.emergency import emergency, emergency_of
from handlers.beneficiary.scam import scam_warning
from handlers.beneficiary.secret_told import secret_told
from handlers.talk import name_of

Start: TypeAlias = tuple[str, Pairs]
"""A dialogue by its name, and the answers with which it begins."""

Reader: TypeAlias = Callable[[str], Start]


def _emergency(text: str) -> Start:
    return name_of(emergency), emergency_of(read_emergency(text))


FLAGGED: Mapping[Flag, Reader] = {
    Flag.SCAM: lambda _: (name_of(scam_warning), ()),
    Flag.SECRET_DISCLOSED: lambda _: (name_of(secret_told), ()),
    Flag.EMERGENCY: _emergency,
}
