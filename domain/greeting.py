"""Which courtesy a message is that asks for nothing."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.words import folded


class Courtesy(StrEnum):
    HELLO = "hello"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    YES = "yes"  # *dạ*, *ok*, a picture of a thumb


_THANKS = re.compile(
    r"\b(?:cam on|cam un|camon|camonn?|thanks?|tks|thank you|biet on|orkun|okun|akun|arkun|chuc)\b"
)
_GOODBYE = re.compile(
    r"\b(?:bye|bai bai|tam biet|thoi nghi|thoi chao|hen gap|ngu ngon|lea sen|lea hay)\b"
)
_HELLO = re.compile(
    r"\b(?:chao|hello|helo|hi|alo|a lo|lo|suosdey|susdey|soksabay|chumreap|co ai|co do|khoe)\b"
)
_THANKS_IN_KHMER = "អរគុណ"
_GOODBYE_IN_KHMER = ("លាហើយ", "លាសិន", "រាត្រីសួស្តី", "ជម្រាបលា")
_HELLO_IN_KHMER = ("សួស្តី", "ជម្រាបសួរ", "សុខសប្បាយ")


def read_courtesy(text: str) -> Courtesy:
    """Thanks before a goodbye, and both before a greeting, as they are said together."""
    said = folded(text)
    joined = said.replace(" ", "")
    if _THANKS.search(said) or _THANKS_IN_KHMER in joined:
        return Courtesy.THANKS
    if _GOODBYE.search(said) or any(one in joined for one in _GOODBYE_IN_KHMER):
        return Courtesy.GOODBYE
    if _HELLO.search(said) or any(one in joined for one in _HELLO_IN_KHMER):
        return Courtesy.HELLO
    return Courtesy.YES
