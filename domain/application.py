"""What is asked about an application for the allowance: how it is made, or how far one is."""

from __future__ import annotations

import re

from domain.words import folded

_HOW_FAR = re.compile(
    r"\b(?:(?:toi|den|ra|di) (?:dau|sao|khau nao)|(?:duyet|xet|xong|giai quyet|lam|co quyet dinh"
    r"|co ket qua|ky)"
    r"(?: \w+){0,2} chua|ra sao|sao roi|ket qua|tra ket qua|chua (?:thay|duyet|xet|xong"
    r"|co ket qua|tra loi)"
    r"|(?:cho|doi) (?:\w+ ){0,3}(?:lau|hoai|thang|nam)|(?:da|moi) nop|nop (?:\w+ ){0,6}(?:roi|lau"
    r"|thang|hom|bua)"
    r"|(?:bi )?tra (?:lai|ve)|bao lau|hen toi|tu choi|duyet z|duyet vay|(?:hs|ho so"
    r"|don) (?:\w+ )?(?:\d{3,}))\b"
)
_HOW_FAR_KHMER = re.compile(
    "ដល់ណា|យល់ព្រម(?:ឬអត់|ហើយឬ|ឬនៅ)|មិនទាន់ឆ្លើយ|រួចឬនៅ|បានហើយឬនៅ|បាននៅ|ហើយនៅ|បដិសេធ|ពិនិត្យ(?:ដល់|ហើយ)"
)


def asks_how_far(text: str) -> bool:
    """*Hồ sơ tới đâu rồi*; not *cần giấy gì*, *nộp ở đâu*."""
    said = folded(text)
    return bool(_HOW_FAR.search(said) or _HOW_FAR_KHMER.search(said.replace(" ", "")))
