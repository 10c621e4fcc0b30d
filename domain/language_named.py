"""Which language somebody names who wants another one."""

from __future__ import annotations

import re

from domain.words import folded

VIETNAMESE, KHMER, BOTH = "vi", "km", "vi+km"

_VIETNAMESE = re.compile(
    r"\b(?:(?:tieng|chu|ngon ngu) (?:viet|kinh|vn)|viet ?nam|tieng ?viet|vietnamese|tieng kinh"
    r"|qua viet)\b|វៀតណាម"
)
_KHMER = re.compile(
    r"\b(?:khmer|khme|kho ?me|kh?mer|tieng ?khmer|chu khmer|tieng (?:mien|kampuchia))\b|ខ្មែរ"
)
_BOTH = re.compile(
    r"\b(?:ca hai|ca 2|hai thu|2 thu|hai tieng|2 tieng|song ngu|hai ngon ngu|2 ngon ngu|teang pi)\b"
    r"|(?:ទាំង(?:ពីរ|2)|ពីរភាសា|ភាសាពីរ)"
)
_NOT = r"(?:khong|hong|hok|hk|ko|k|chang|chua|ot|mun|it|dung|mu|nham|lon|lo|tat|bo|khoi|het)"
_NOT_THIS = rf"\b{_NOT} (?:\w+ ){{0,4}}{{name}}|{{name}}(?: \w+){{0,3}} {_NOT}\b"
_NOT_THIS_IN_KHMER = "(?:មិន|អត់)(?:សូវ|ចេះ|ដាច់|យល់|អាន|មើល|អក្សរ|ភាសា)+{name}"
_TOWARDS = r"\b(?:qua|sang|thanh|wa|ve|bang|lai|tov|jea|chea) (?:\w+ )?"
_TOWARDS_KHMER = "(?:ទៅ(?:ជា)?|ជា)(?:ភាសា)?"


def read_language(text: str) -> str | None:
    """``vi``, ``km`` or both; None where it is not clear, so that it is asked: one may name the
    language that they cannot read."""
    said = folded(text)
    if _BOTH.search(said):
        return BOTH
    named = {mode: one for mode, one in ((VIETNAMESE, _VIETNAMESE), (KHMER, _KHMER))
             if one.search(said)}  # fmt: skip
    if len(named) == 2:
        towards = [mode for mode, one in named.items() if _towards(one, said)]
        return towards[0] if len(towards) == 1 else None
    for mode, one in named.items():
        return None if _not_this(one, said) else mode
    return None


def _towards(name: re.Pattern[str], said: str) -> bool:
    return re.search(f"(?:{_TOWARDS}|{_TOWARDS_KHMER})(?:{name.pattern})", said) is not None


def _not_this(name: re.Pattern[str], said: str) -> bool:
    plain = _NOT_THIS.replace("{name}", f"(?:{name.pattern})")
    khmer = _NOT_THIS_IN_KHMER.replace("{name}", f"(?:{name.pattern})")
    return bool(re.search(plain, said) or re.search(khmer, said.replace(" ", "")))
