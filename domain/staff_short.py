"""How staff begin their work in short, with whom it is about: *otp ba Rim*, *ds sai Néang Sa*."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.words import clean


class Work(StrEnum):
    OTP = "otp"  # the bank's code does not reach somebody
    LIST = "list"  # a list is wrong about somebody


_SHORT = {
    Work.OTP: re.compile(r"(?:mã )?otp(?: +(?:của|cua|cho))? +(?P<name>.+)", re.IGNORECASE),
    Work.LIST: re.compile(
        r"(?:(?:báo|bao) )?(?:ds|danh s[áa]ch) sai(?:(?: +(?:của|cua|tên|ten))? +(?P<name>.+))?",
        re.IGNORECASE,
    ),
}
_MOST_WORDS = 5
_NAME = re.compile(r"[^\W\d_.]+\.?(?:[ .]+[^\W\d_.]+\.?)*(?: +(?:sn )?(?:19|20)?\d\d)?")
"""Letters, and a year of birth; more digits are a code or a card."""

_NO_NAME = re.compile(
    r"\b(?:chưa|chua|không|khong|hông|ko|là|gì|gi|sao|tới|về|gửi|gui|nhận|hết|het|mấy|nào|nao"
    r"|lỗi|bị|báo|có|ngân hàng|ngan hang|(?:k|hk|hok|hong) (?:ve|toi|den|vo|nhan|co))\b",
    re.IGNORECASE,
)
"""What tells of it in a sentence, which is asked about as before. Without marks only what is no
name: *Hồng*, *Nhàn* and *Lợi* are."""


@dataclass(frozen=True, slots=True)
class InShort:
    """``name`` is empty where nobody was named."""

    work: Work
    name: str


def read_short(text: str) -> InShort | None:
    """None where it is no such beginning, or more than one."""
    said = clean(text)
    for work, pattern in _SHORT.items():
        found = pattern.fullmatch(said)
        if found is not None:
            name = found["name"] or ""
            return InShort(work, name) if not name or _is_name(name) else None
    return None


def _is_name(said: str) -> bool:
    few = len(said.split()) <= _MOST_WORDS
    return few and _NAME.fullmatch(said) is not None and _NO_NAME.search(said) is None
