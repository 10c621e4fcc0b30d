"""What answers a flag or an aside that was found in a message, and how that dialogue begins.

The words are read here, once; a dialogue gets what was read in them, and never the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from domain.account_trouble import read_account_trouble
from domain.application import asks_how_far
from domain.bank_message import read_bank_message
from domain.change_said import read_change
from domain.emergency import read_emergency
from domain.greeting import read_courtesy
from domain.intent import Aside, Flag, Intent
from domain.language_named import read_language
from domain.programme import read_programme
from domain.session import Pairs
from domain.told_already import has_told
from handlers.beneficiary.account_help import account_help, account_help_of
from handlers.beneficiary.application import HOW_FAR, application
from handlers.beneficiary.bank_message import bank_message, bank_message_of
from handlers.beneficiary.courtesy import greeting
from handlers.beneficiary.emergency import emergency, emergency_of
from handlers.beneficiary.language import change_language, set_language
from handlers.beneficiary.other_programme import other_programme, other_programme_of
from handlers.beneficiary.report_change import report_change, report_change_of
from handlers.beneficiary.scam import scam_told, scam_warning
from handlers.beneficiary.secret_told import secret_told
from handlers.talk import name_of

Start: TypeAlias = tuple[str, Pairs]
"""A dialogue by its name, and the answers with which it begins."""

Reader: TypeAlias = Callable[[str], Start]


def _emergency(text: str) -> Start:
    return name_of(emergency), emergency_of(read_emergency(text))


def _bank_message(text: str) -> Start:
    return name_of(bank_message), bank_message_of(read_bank_message(text))


def _scam(text: str) -> Start:
    """Who has told it already needs no warning."""
    return name_of(scam_told if has_told(text) else scam_warning), ()


def _other_programme(text: str) -> Start:
    return name_of(other_programme), other_programme_of(read_programme(text))


def _greeting(text: str) -> Start:
    return name_of(greeting), (("kind", read_courtesy(text).value),)


def _application(text: str) -> Start:
    return name_of(application), (("asks", HOW_FAR),) if asks_how_far(text) else ()


def _account_help(text: str) -> Start:
    return name_of(account_help), account_help_of(read_account_trouble(text))


def _report_change(text: str) -> Start:
    return name_of(report_change), report_change_of(read_change(text))


def _language(text: str) -> Start:
    """The one that is named; where none is, or it is not clear which is wished, it is asked."""
    mode = read_language(text)
    if mode is None:
        return name_of(change_language), ()
    return name_of(set_language), (("mode", mode),)


FLAGGED: Mapping[Flag, Reader] = {
    Flag.BANK_SMS: _bank_message,
    Flag.OTHER_PROGRAMME: _other_programme,
    Flag.SCAM: _scam,
    Flag.SECRET_DISCLOSED: lambda _: (name_of(secret_told), ()),
    Flag.EMERGENCY: _emergency,
}

ASIDES: Mapping[Aside, Reader] = {
    Aside.GREETING: _greeting,
    Aside.APPLICATION: _application,
}

INTENTS: Mapping[Intent, Reader] = {
    Intent.ACCOUNT_HELP: _account_help,
    Intent.CHANGE_LANGUAGE: _language,
    Intent.REPORT_CHANGE: _report_change,
    Intent.CORRECT_INFO: lambda _: ("my_data", (("right", "correct"),)),
}
"""Intents whose answer is also to be read from the words."""
