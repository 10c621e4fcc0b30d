"""The number of a request, as people write it where one is asked for."""

from __future__ import annotations

from domain.case import read_number
from domain.text import Text
from handlers.asks import CANNOT_SEE
from handlers.talk import Heard, NotUnderstood

LIKE_THIS = Text("A number is like AS-204817.")


def number_in(heard: Heard) -> str:
    """Raises NotUnderstood."""
    if heard.files:
        raise NotUnderstood(CANNOT_SEE)
    number = read_number(heard.text, plain=True)
    if number is None:
        raise NotUnderstood(LIKE_THIS)
    return number
