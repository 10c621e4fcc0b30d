"""What answers a flag or an aside that was found in a message, and how that dialogue begins.

The words are read here, once; a dialogue gets what was read in them, and never the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from domain.bank_message import read_bank_message
from domain.emergency import read_emergency
from domain.intent import Flag
from domain.programme import read_programme
from domain.session import Pairs
from handlers.beneficiary.bank_message import bank_message, bank_message_of
from handlers.beneficiary.emergency import emergency, emergency_of
from handlers.beneficiary.other_programme import other_programme, other_programme_of
from handlers.beneficiary.scam import scam_warning
from handlers.beneficiary.secret_told import secret_told
from handlers.talk import name_of

Start: TypeAlias = tuple[str, Pairs]
"""A dialogue by its name, and the answers with which it begins."""

Reader: TypeAlias = Callable[[str], Start]


def _emergency(text: str) -> Start:
    return name_of(emergency), emergency_of(read_emergency(text))


def _bank_message(text: str) -> Start:
    return name_of(bank_message), bank_message_of(read_bank_message(text))


def _other_programme(text: str) -> Start:
    return name_of(other_programme), other_programme_of(read_programme(text))


FLAGGED: Mapping[Flag, Reader] = {
    Flag.BANK_SMS: _bank_message,
    Flag.OTHER_PROGRAMME: _other_programme,
    Flag.SCAM: lambda _: (name_of(scam_warning), ()),
    Flag.SECRET_DISCLOSED: lambda _: (name_of(secret_told), ()),
    Flag.EMERGENCY: _emergency,
}
