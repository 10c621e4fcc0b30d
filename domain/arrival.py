"""Whether the money came, as people say two days after payday."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from domain.case import CaseKind
from domain.words import folded

MOST_TRIPS = 4
"""So many, or more."""


class Came(StrEnum):
    YES = "yes"
    NO = "no"
    LESS = "less"

    @property
    def case(self) -> CaseKind | None:
        """What is to be looked at, if anything."""
        return {Came.NO: CaseKind.NOT_RECEIVED, Came.LESS: CaseKind.WRONG_AMOUNT}.get(self)


def _all(*said: str) -> tuple[str, ...]:
    return tuple(map(folded, said))


# In the order in which they count: who says "went already, but have not got it" has not got it.
_DO_NOT_KNOW = _all("không biết", "hông biết", "hổng biết", "ko biết", "chưa biết", "chắc",
                    "មិនដឹង", "អត់ដឹង", "ប្រហែល")  # fmt: skip
_NOT_LESS = _all("không thiếu", "hông thiếu", "hổng thiếu", "មិនខ្វះ", "អត់ខ្វះ")
_MEANS: Mapping[Came, tuple[str, ...]] = {
    Came.LESS: _all("thiếu", "hụt", "không đủ", "hông đủ", "hổng đủ", "chưa đủ", "ít hơn",
                    "ខ្វះ", "មិនគ្រប់", "អត់គ្រប់", "មិនទាន់គ្រប់", "តិចជាង"),
    Came.NO: _all("chưa", "không", "hông", "hổng", "ko", "hok",
                  "មិនទាន់", "អត់ទាន់", "មិនបាន", "អត់បាន", "អត់", "ទេ"),
    Came.YES: _all("rồi", "đủ", "có", "được", "ហើយ", "គ្រប់", "បាន", "បាទ", "ចាស"),
}  # fmt: skip


def read_came(text: str) -> Came | None:
    """What people say who do not choose: *chưa lãnh được*, *dạ rồi*, *មិនទាន់បានទេ*."""
    said = folded(text)
    if _holds(said, _DO_NOT_KNOW):
        return None
    if _holds(said, _NOT_LESS):
        return Came.YES
    return next((came for came, means in _MEANS.items() if _holds(said, means)), None)


_FORGOTTEN = _all("không nhớ", "hông nhớ", "hổng nhớ", "ko nhớ", "quên", "không biết", "hông biết",
                  "hổng biết", "មិនចាំ", "អត់ចាំ", "ភ្លេច", "មិនដឹង", "អត់ដឹង")  # fmt: skip
_NEVER = _all("không đi", "hông đi", "hổng đi", "chưa đi", "không lần nào",
              "មិនបានទៅ", "អត់បានទៅ", "មិនទៅ", "អត់ទៅ")  # fmt: skip
_COUNTS: Mapping[int, tuple[str, ...]] = {
    4: _all("bốn", "tư", "năm", "sáu", "bảy", "mấy", "nhiều", "បួន", "ប្រាំ", "ច្រើន"),
    3: _all("ba", "បី"),
    2: _all("hai", "ពីរ"),
    1: _all("một", "មួយ", "ម្តង", "ម្ដង"),
}
_TIMES = _all("lần", "bữa", "chuyến", "ដង")
_POLITE = frozenset(_all("dạ", "ạ", "đi", "chừng", "khoảng", "lần", "bữa", "chuyến"))
UNKNOWN = "unknown"


def read_trips(text: str) -> str | None:
    """How many times: a number of *_COUNTS*, ``"0"``, `UNKNOWN`; None where nothing says so."""
    said = folded(text)
    if _holds(said, _FORGOTTEN):
        return UNKNOWN
    if _holds(said, _NEVER):
        return "0"
    numbers = [min(int(digits), MOST_TRIPS) for digits in re.findall(r"[0-9]{1,3}", said)]
    spoken = [count for count, means in _COUNTS.items() if _times(said, means)]
    most = max([*numbers, *spoken], default=None)
    return None if most is None else str(most)


def _times(said: str, means: Iterable[str]) -> bool:
    """*Hai lần*, or *hai* alone: many of these words mean something else beside another one."""
    alone = " ".join(word for word in said.split() if word not in _POLITE)
    return any(
        alone == one or _holds(said, (f"{one} {times}", f"{one}{times}"))
        for one in means
        for times in _TIMES
    )


def _holds(said: str, means: Iterable[str]) -> bool:
    """As whole words; Khmer is written without spaces between them."""
    return any(
        f" {one} " in f" {said} " if one.isascii() else one in said.replace(" ", "")
        for one in means
    )
