"""What is asked about an application for the allowance: how it is made, or how far one is."""

from __future__ import annotations

import re

from domain.words import clean, folded

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


_AGE = re.compile("tu[oổồôỗ]i|អាយុ")
_FROM_WHAT_AGE = re.compile(
    r"\b(?:bao nhieu|bn|may|nhieu) tuoi (?:\w+ ){0,3}(?:duoc|dc|lanh|huong|nhan|co)\b"
    r"|\b(?:du|toi|den) tuoi (?:\w+ ){0,2}(?:lanh|huong|nhan) (?:\w+ ){0,2}(?:chua|khong|hong)\b"
    r"|\b\d{2} tuoi (?:(?:thi|roi|chung nao|khi nao|bao gio|may tuoi) ){0,2}"
    r"moi (?:duoc|dc|lanh|huong|co)\b"
)
_FROM_WHAT_AGE_KHMER = re.compile("អាយុ(?:ប៉ុន្មាន|ប៉ុន្មានឆ្នាំ).*(?:បើក|ទទួល|បាន)(?:ប្រាក់|លុយ|ឧបត្ថម្ភ)")


def asks_from_what_age(text: str) -> bool:
    """*Bao nhiêu tuổi được lãnh tiền già*, *74 tuổi chừng nào mới được lãnh*."""
    if _AGE.search(clean(text).lower()) is None:
        return False  # most messages: folding them costs more
    said = folded(text)
    together = said.replace(" ", "")
    return bool(_FROM_WHAT_AGE.search(said) or _FROM_WHAT_AGE_KHMER.search(together))


def asks_how_far(text: str) -> bool:
    """*Hồ sơ tới đâu rồi*; not *cần giấy gì*, *nộp ở đâu*."""
    said = folded(text)
    return bool(_HOW_FAR.search(said) or _HOW_FAR_KHMER.search(said.replace(" ", "")))
