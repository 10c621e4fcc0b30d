"""Somebody has told a cheat the code, or tapped: what now is asked, not what to beware of."""

from __future__ import annotations

import re

from domain.words import either_way, has_vietnamese_marks, marked, split

_WHO = "tui|tôi|em|con|cháu|mình|má|ba|bà|ông|nội|ngoại|dạ|thôi|chết|trời|mà|nãy|hồi nãy|đã|vậy"
_GAVE = "đọc|nói|đưa|gửi|gởi|nhập|bấm|khai|nhắn|cho"
_SECRET = "mã|otp|mật khẩu|mk|pin|link|đường link|đường dẫn|số thẻ"  # noqa: S105 - words for it
_THEM = "nó|họ|người ta|ổng|bả|hắn|tụi nó|thằng đó|con đó|người lạ|chúng|nó hết|cho họ"
_CLEARLY = re.compile(
    either_way(
        rf"(?<!\S)lỡ (?:(?:{_GAVE}) )+(?:(?:cho|cái|số|hết|{_THEM}) )*(?:{_SECRET})(?!\S)"
        rf"|(?<!\S)(?:đọc|đưa|gửi|gởi) (?:cái )?(?:mã|otp|mã otp|mã pin|mật khẩu) (?:rồi )?cho"
        rf" (?:{_THEM})(?: .*)? rồi(?!\S)"
    )
)
_NOT = re.compile(
    either_way(rf"(?<!\S)(?:đừng|không|hông|hổng|chưa|khỏi) (?:có )?(?:{_GAVE})(?!\S)")
    + "|(?:កុំ|មិន|អត់)(?:ប្រាប់|អាន|ឱ្យ|ផ្ញើ|ចុច)"
)
_OF_MOTHER = re.compile(r"\blo cho ma\b")
"""Without marks *lo cho ma* is rather to worry about one's mother."""

_CLEARLY_KHMER = re.compile(
    "(?:ជ្រុល|ភ្លាត់|ច្រឡំ)(?:មាត់)?(?:ប្រាប់|អាន|ឱ្យ|ផ្ញើ|ចុច).*(?:កូដ|សម្ងាត់|លីង|តំណ)"
    "|(?:ប្រាប់|អាន|ឱ្យ|ផ្ញើ)(?:លេខ)?(?:កូដ|សម្ងាត់)(?:otp)?(?:ទៅ|ឱ្យ)*(?:គេ|វា|គាត់).*ហើយ"
)
_AFTER_A_WARNING = re.compile(
    either_way(
        rf"(?:(?:{_WHO}) )*(?:lỡ )?(?:{_GAVE}|chuyển|đóng|trả)"
        rf"(?: (?:mã|otp|tiền|hết|cho|{_THEM}))* rồi"
        r"(?: (?:làm sao|sao|giờ|đây|con|em|ơi|ạ|bây giờ))*"
        rf"|(?:(?:{_WHO}) )*lỡ (?:(?:{_GAVE}) )?(?:rồi|mất)(?: .{{0,20}})?"
    )
)
_AFTER_A_WARNING_KHMER = re.compile(
    "(?:ខ្ញុំ|យាយ|តា|យើង|បាន|ជ្រុល|ភ្លាត់)*(?:ប្រាប់|អាន|ឱ្យ|ផ្ញើ|ចុច|និយាយ|បង់)"
    "(?:លេខ|កូដ|លុយ|ទៅ|ឱ្យ|គេ|វា|បាន)*ហើយ.{0,15}"
)


def has_told(text: str) -> bool:
    """*Tui lỡ đọc mã otp cho nó rồi*, whatever was said before."""
    said = _line(text)
    if _NOT.search(said) or (not has_vietnamese_marks(text) and _OF_MOTHER.search(said)):
        return False
    in_khmer = _CLEARLY_KHMER.search(said.replace(" ", ""))
    return _CLEARLY.search(said) is not None or in_khmer is not None


def has_told_now(text: str) -> bool:
    """*Tui lỡ đọc rồi*, right after somebody was warned: the whole of what is said."""
    said = _line(text)
    in_khmer = _AFTER_A_WARNING_KHMER.fullmatch(said.replace(" ", ""))
    return _AFTER_A_WARNING.fullmatch(said) is not None or in_khmer is not None or has_told(text)


def _line(text: str) -> str:
    return " ".join(split(marked(text)))
