"""Whether the money came, as people say two days after payday."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from domain.case import CaseKind
from domain.words import folded, marked_words

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
_MEANS: Mapping[Came, tuple[str, ...]] = {
    Came.LESS: _all("thiếu", "hụt", "không đủ", "hông đủ", "hổng đủ", "chưa đủ", "ít hơn", "bị trừ",
                    "ខ្វះ", "មិនគ្រប់", "អត់គ្រប់", "មិនទាន់គ្រប់", "តិចជាង"),
    Came.NO: _all("chưa", "không", "hông", "hổng", "ko", "hok",
                  "មិនទាន់", "អត់ទាន់", "មិនបាន", "អត់បាន", "អត់", "នៅទេ", "ទេ"),
    Came.YES: _all("rồi", "đủ", "có", "đã nhận", "đã lãnh", "nhận được", "lãnh được",
                   "ហើយ", "គ្រប់", "បាន", "បាទ", "ចាស"),
}  # fmt: skip
_NOT_LESS = _all("không thiếu", "hông thiếu", "hổng thiếu", "មិនខ្វះ", "អត់ខ្វះ")

# An answer is made of such words alone. Anything else may be a question, a worry or a death, and
# then the buttons ask once more.
_OF_AN_ANSWER = frozenset(
    folded(
        "dạ ạ vâng ừ ờ thưa tui tôi con cháu em mình bà ông má ngoại nội nó tiền lãnh nhận được "
        "có vẫn còn hết mà thì rồi chưa đủ thiếu hụt không hông hổng ko hok đi về tới vô hôm qua "
        "nay bữa trước ít hơn bị trừ đã luôn nha nghen nè gì đâu cả một hai ba bốn năm sáu bảy "
        "tám chín mười chục trăm ngàn nghìn đồng"
    ).split()
)
_KHMER_OF_AN_ANSWER = re.compile(
    "(?:"
    + "|".join(
        sorted(
            _all(
                "មិនទាន់", "អត់ទាន់", "មិន", "អត់", "ទាន់", "បាន", "ទេ", "នៅ", "ហើយ", "គ្រប់", "ខ្វះ",
                "តិចជាង", "ទទួល", "បើក", "យក", "ប្រាក់", "លុយ", "ចំនួន", "ប៉ុន្តែ", "តែ", "បាទ", "ចាស",
                "ខ្ញុំ", "យើង", "យាយ", "តា", "រួច",
            ),
            key=len,
            reverse=True,
        )
    )
    + "|[0-9]+)+"
)  # fmt: skip
_ASKS = re.compile(r"\b(?:co|duoc|ve|toi|lanh|nhan|du)\b.* (?:chua|khong|hong|ko)$")
"""*Lãnh được chưa*, *có tiền không*: who says so asks."""


def read_came(text: str) -> Came | None:
    """What people say who do not choose: *chưa lãnh được*, *dạ rồi*, *មិនទាន់បានទេ*."""
    said = folded(text)
    if "?" in text or _ASKS.search(said) or not _answers(said):
        return None
    if _holds(said, _NOT_LESS):
        return Came.YES
    return next((came for came, means in _MEANS.items() if _holds(said, means)), None)


def _answers(said: str) -> bool:
    """Made of words that an answer is made of."""
    if said.isascii():
        return all(word in _OF_AN_ANSWER or word.isdigit() for word in said.split())
    return _KHMER_OF_AN_ANSWER.fullmatch(said.replace(" ", "")) is not None


_FORGOTTEN = _all("không nhớ", "hông nhớ", "hổng nhớ", "ko nhớ", "quên", "không biết", "hông biết",
                  "hổng biết", "មិនចាំ", "អត់ចាំ", "ភ្លេច", "មិនដឹង", "អត់ដឹង")  # fmt: skip
_NEVER = _all("không đi", "hông đi", "hổng đi", "chưa đi", "không lần nào",
              "មិនបានទៅ", "អត់បានទៅ", "មិនទៅ", "អត់ទៅ")  # fmt: skip
_COUNTS: Mapping[int, tuple[str, ...]] = {
    4: ("bốn", "năm", "sáu", "bảy", "mấy", "nhiều", "បួន", "ប្រាំ", "ច្រើន"),
    3: ("ba", "បី"),
    2: ("hai", "ពីរ"),
    1: ("một", "មួយ", "ម្តង", "ម្ដង"),
}
_TIMES = ("lần", "bữa", "chuyến", "ដង")
_BESIDE = frozenset({"dạ", "ạ", "đi", "chừng", "khoảng", "tui", "tôi"})
_NUMBER = re.compile("([0-9]{1,2})(?: ?(?:lan|bua|chuyen|ដង))?")
UNKNOWN = "unknown"


def read_trips(text: str) -> str | None:
    """How many times: a number of *_COUNTS*, ``"0"``, `UNKNOWN`; None where nothing says so."""
    said = folded(text)
    if _holds(said, _FORGOTTEN):
        return UNKNOWN
    if _holds(said, _NEVER):
        return "0"
    left = " ".join(word for word in marked_words(text) if word not in _BESIDE)
    if number := _NUMBER.fullmatch(folded(left)):
        return str(min(int(number[1]), MOST_TRIPS))
    return next((str(count) for count, means in _COUNTS.items() if _times(left, means)), None)


def _times(said: str, means: Iterable[str]) -> bool:
    """*Hai lần*, or *hai* alone: many of these words mean something else beside another one, or
    with another mark (*bà*). Whoever writes no marks at all is understood."""
    words = said.split()
    for one in means:
        for form in (one, folded(one)):
            counted = (f"{form} {times}" for mark in _TIMES for times in (mark, folded(mark)))
            if said == form or any(
                f" {each} " in f" {' '.join(words)} " or each.replace(" ", "") == said
                for each in counted
            ):
                return True
    return False


def _holds(said: str, means: Iterable[str]) -> bool:
    """As whole words; Khmer is written without spaces between them."""
    return any(
        f" {one} " in f" {said} " if one.isascii() else one in said.replace(" ", "")
        for one in means
    )
