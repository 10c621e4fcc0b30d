"""What Telegram offers beside the field one writes in: commands, in every language."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import BotCommand

from domain.permissions import Act
from domain.privacy import Level
from handlers.language import BOTH, label
from handlers.menu import MENU
from handlers.route import CONTROLS
from handlers.steps import Turn

_CONTROLS = (("/back", CONTROLS[Turn.BACK]), ("/cancel", CONTROLS[Turn.CANCEL]))
_LANGUAGES = ((None, BOTH), ("vi", "vi"), ("km", "km"), ("en", "en"))
"""A phone's language, and ours for it; None for any other phone."""


def commands(carries: Level) -> Iterator[tuple[str | None, list[BotCommand]]]:
    """By the language of the phone, what everybody may ask there."""
    for language, mode in _LANGUAGES:
        yield language, _in(mode, carries)


def _in(mode: str, carries: Level) -> list[BotCommand]:
    offered = [
        (line.commands[0], line.label)
        for line in MENU
        if line.act is Act.ASK and line.commands and line.label and line.level <= carries
    ]
    return [
        BotCommand(command.removeprefix("/"), label(words, mode))
        for command, words in (*offered, *_CONTROLS)
    ]
