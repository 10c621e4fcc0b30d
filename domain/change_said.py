"""What somebody reports who writes that something has changed in a family."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from domain.change import ChangeReason
from domain.words import folded, has_khmer, marked


class SaidChange(StrEnum):
    DEATH = "death"
    MOVED_AWAY = "moved_away"
    MOVED_IN = "moved_in"
    STOPPED = "stopped"
    ENTITLED = "entitled"  # newly of an age, disabled, an orphan: that has to be applied for

    @property
    def reason(self) -> ChangeReason | None:
        """None where it is no change of what is paid, but to be applied for."""
        return None if self is SaidChange.ENTITLED else ChangeReason(self.value)


_THINGS = (
    r"(?:sim|khau|the|tien|can cuoc|cccd|giay|so|dien thoai|dt|ma|bop|vi|song|mang|dien|nha|dat"
    r"|tai khoan|tich|kieng|cong|lua|phan|cap|cai)"
)
_OBJECT = re.compile(rf"\bmat (?:(?:cai|cay|to|bo|cuon) )?{_THINGS}\b|\b{_THINGS} (?:bi )?mat\b")
"""*Mất sim*, *mất thẻ*: lost and not dead (LANGUAGE.md §9)."""

_FOLDED: Mapping[SaidChange, re.Pattern[str]] = {
    SaidChange.DEATH: re.compile(
        r"\b(?:chet|qua doi|qua vang|tu tran|ta the|bao tu|giay chung tu|chung tu roi|khuat nui"
        r"|co tang|tang gia"
        r"|lam tuan|het tho|hong con nua|khong con nua|vien tich|bo minh|slab|slap|khoch r\w*"
        r"|khooch)\b"
    ),
    SaidChange.MOVED_IN: re.compile(
        r"\b(?:moi (?:don|chuyen|ve|dua|ruoc) (?:\w+ ){0,3}(?:ve|den|toi|vo|chung|nha)"
        r"|(?:don|chuyen|ve|tro) (?:\w+ ){0,3}"
        r"(?:ve day|ve xa|ve lai|lai que|ve que|ve phum|o chung|ve o)|ghi them|them (?:mot "
        r"|1 )?nguoi|tro ve)\b"
    ),
    SaidChange.MOVED_AWAY: re.compile(
        r"\b(?:(?:doi|don|chuyen|di|doi cho|len|xuong|qua|ra|ve) (?:\w+ ){0,4}(?:o luon|tinh khac"
        r"|o hang|song|nha|ho khau"
        r"|noi o|cho o)|o luon|ve que|cat (?:ho )?khau|tam vang|di my|jakchenh|rer pte\w*"
        r"|roer pte\w*|chuyen (?:di|qua|len|xuong)"
        r"|don (?:di|qua|len|xuong|tu)|di tinh|xuat canh|tov nov)\b"
    ),
    SaidChange.STOPPED: re.compile(
        r"\b(?:(?:bao |xin |cho )?(?:dung|ngung|thoi|cat|khoi) (?:\w+ ){0,3}(?:tro cap|lanh"
        r"|huong|nhan|chi tra|di|tien)"
        r"|khong (?:con )?(?:thuoc|du|huong)|(?:co|lanh|nhan) luong huu|di tu|o tu|tam giam"
        r"|trai (?:cai|giam)|khoi benh|het benh"
        r"|di lam (?:duoc )?roi|thoat ngheo|vo trung tam|vien duong lao|trung tam bao tro"
        r"|nghi hoc|tot nghiep|cat dum"
        r"|mat tich|bo di)\b"
    ),
    SaidChange.ENTITLED: re.compile(
        r"\b(?:(?:75|80|70|16|bay muoi lam|bay lam|tam muoi|tam chuc) ?(?:tuoi|t|msel)|(?:tron|du"
        r"|vua|moi) (?:\w+ )?(?:75|80)"
        r"|tuoi (?:75|80)|kroub|du tuoi|moi (?:sanh|sinh|de)|em be|mo coi|tan tat|khuyet tat"
        r"|nhan nuoi|sanh them|teub kaet)\b"
    ),
}  # fmt: skip

_KHMER: Mapping[SaidChange, re.Pattern[str]] = {
    SaidChange.DEATH: re.compile(
        "ស្លាប់|មរណ|លាចាកលោក|លាលោក|អស់បុណ្យ|(?<!ទូរសព្ទ)(?<!កាត)(?<!ថេ)ខូច|បុណ្យសព|ធ្វើបុណ្យ7"
    ),
    SaidChange.MOVED_IN: re.compile("មកវិញ|ត្រឡប់មក|មកនៅជាមួយ|ចូលមក|ថែមមនុស្ស"),
    SaidChange.MOVED_AWAY: re.compile("ផ្លាស់|រើផ្ទះ|ប្តូរផ្ទះ|ដូរផ្ទះ|ទៅនៅ|ចេញទៅ"),
    SaidChange.STOPPED: re.compile("ឈប់|សុំឈប់|លែងទទួល|ជាហើយ|ជាប់គុក|មិនយកទៀត|អត់យក"),
    SaidChange.ENTITLED: re.compile("(?:75|80|70|16)ឆ្នាំ|គ្រប់(?:អាយុ)?|ពិការ|កំព្រា|កើតកូន|កើតចៅ"),
}  # fmt: skip

_DIED = re.compile(r"\bmất\b")
_GONE = re.compile(
    r"\bmat(?: \w+){0,2} (?:roi|r|hom|hoi|bua|sang|dem|toi|chieu|trua|nam|thang|ngay|duoc|hom qua"
    r"|luc|ne|nen)\b|\bmat$"
    r"|\bvua mat\b|\bmoi mat\b"
)


_OF_KIN = re.compile(
    r"\b(?:ma|me|ba|cha|tia|ong|ngoai|noi|chong|vo|bac|chu|co|di|duong|cau|mo|thim|cu) "
    r"(?:(?:tui|toi|em|con|chau|minh|ngoai|noi|gia|vo|chong|cua|nam|tu|hai|sau|bay|tam|ut) ){0,3}"
    r"(?:(?:da|moi|vua) ){0,2}(?:mat|qua doi|chet|qua vang)"
    r"(?: (?:roi|r|hom|hoi|bua|dem|sang|tuan|thang)\b|$)"
)
_OF_KIN_KHMER = re.compile("(?<!ចង់)(?:ស្លាប់|ខូច)(?:ហើយ|ទៅហើយ|បាត់)|លាចាកលោក|មរណភាព")
_KIN_KHMER = re.compile("ម៉ែ|ម្តាយ|ម៉ាក់|ឪពុក|ប៉ា|ពុក|យាយ|តា|ប្តី|ប្រពន្ធ")


def says_somebody_died(text: str) -> bool:
    """*Má tui mất rồi mà tiền tháng này…*: whatever is asked besides, that comes first."""
    said = folded(text)
    together = said.replace(" ", "")
    if _OF_KIN_KHMER.search(together) and _KIN_KHMER.search(together):
        return read_change(text) is SaidChange.DEATH
    return _OF_KIN.search(said) is not None and read_change(text) is SaidChange.DEATH


def read_change(text: str) -> SaidChange | None:
    """A death first; *mất* is one where nothing stands beside it that one can lose."""
    said = folded(text)
    if has_khmer(text) and (found := _first(_KHMER, said.replace(" ", ""))) is not None:
        return found
    if _died(text, said):
        return SaidChange.DEATH
    return _first(_FOLDED, said)


def _died(text: str, said: str) -> bool:
    if _OBJECT.search(said):
        return False
    return _DIED.search(marked(text)) is not None or _GONE.search(said) is not None


def _first(patterns: Mapping[SaidChange, re.Pattern[str]], said: str) -> SaidChange | None:
    return next((one for one, pattern in patterns.items() if pattern.search(said)), None)
