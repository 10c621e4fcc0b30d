"""Whether somebody of the staff asks a citizen for a code or a password, which nobody may."""

from __future__ import annotations

import re

from domain.words import folded

_NOBODY_ASKS = r"(?:otp|mat khau|(?:ma|so) pin|ma xac (?:nhan|thuc))"
_ME = r"(?:con|em|toi|tui|minh|chau|anh|chi|day|qua|co|chu)"
_ASKS = rf"(?:xin|cung cap|doc|chup|nhan|gui|noi|dua|cho {_ME} (?:xin|biet|hoi|coi|xem))"
_NOT = re.compile(r"\b(?:dung|khong|ko|chua|chang|ai|cho bao gio)\b")
_ASKED = re.compile(
    rf"\b(?:xin|cung cap|doc|cho {_ME} (?:xin|biet|hoi|coi|xem))"
    rf" (?:\w+ ){{0,3}}{_NOBODY_ASKS}\b"
    rf"|\b{_ASKS} (?:\w+ ){{0,3}}{_NOBODY_ASKS} (?:\w+ ){{0,3}}(?:cho|qua|vo) (?:day|{_ME})\b"
    rf"|\b{_NOBODY_ASKS} (?:\w+ ){{0,3}}(?:la gi|la bao nhieu|la so may|so may)\b"
)
_ASKED_IN_KHMER = re.compile(
    "(?:សុំ|ផ្ញើ|ប្រាប់|ឲ្យ|អោយ).{0,20}(?:otp|លេខកូដ|លេខសម្ងាត់|ពាក្យសម្ងាត់|លេខ ?pin)", re.IGNORECASE
)
_NOT_IN_KHMER = re.compile("កុំ|មិន|គ្មាន")


def asks_for_secret(text: str) -> bool:
    """*Cho xin mã OTP*; not a warning, nor what is said of a code that does not come."""
    said = folded(text)
    if _ASKED.search(said) is not None:
        return _NOT.search(said) is None
    return _ASKED_IN_KHMER.search(text) is not None and _NOT_IN_KHMER.search(text) is None
