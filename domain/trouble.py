"""What people say in words of their own who want something looked at, or ask how it stands."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.words import folded


class Trouble(StrEnum):
    MONEY = "money"  # it has not come
    CODE = "code"  # the bank's code does not arrive
    RECORD = "record"  # something in the record is wrong
    POINT = "point"  # where it is handed out is closed, or not as it should be
    HOME = "home"  # who cannot travel asks for the money to be brought
    WAY = "way"  # to be paid another way
    STAFF = "staff"  # somebody of the staff did wrong
    PERSON = "person"  # it is better told to one
    WHERE = "where"  # how does my request stand?


_WHO = "toi|tui|minh|con|em|chau|ba|ong|co|chu|bac|ngoai|noi|ma|tia|nha|ben"
_BEFORE = (
    f"(?:(?:da|thua|a|sao|vay|{_WHO}|cua|thang nay|thang roi|bua nay|hom nay|den nay|toi gio|"
    "hom ray|qua ngay roi|ky nay) )*"
)
_AFTER = (
    "(?: (?:a|nua|het|gi|ca|dau|luon|day|do|nha|nghe|nghen|vay|em|oi|"
    f"cho (?:{_WHO})|(?:trong |vo |vao |ve )?tai khoan))*"
)
_NOT = "(?:van |con |cung )*(?:chua|khong|hong|hok|ko|k)"
_COME = (
    "(?:thay ve|co ve|ve toi|nhan duoc|lanh duoc|rut duoc|lay duoc|thay|co|nhan|lanh|ve|toi|den|"
    "vo|vao)"
)
_MONEY = (
    "tien(?: (?:tro cap|gia|xa hoi|bao tro|khuyet tat|nguoi gia|luong gia|thang nay|thang roi|"
    f"cua (?:{_WHO})))*"
)
_CODE = "(?:ma otp|otp|ma ngan hang|ma xac thuc|ma xac nhan)(?: cua ngan hang| ngan hang)?"
_WRONG = "(?:(?:ghi |bi )*sai(?: roi)?|khong dung|hong dung)"
_FIELD = (
    "(?:ten|nam sinh|ngay sinh|can cuoc|so can cuoc|so dien thoai|so tai khoan|ho so|thong tin)"
)
_POINT = "(?:(?:diem|cho|noi) (?:phat|lanh|nhan|chi|chi tra) tien|diem chi tra|buu dien)"
_SHUT = (
    "(?:(?:(?:bua nay|hom nay|bi) )*dong cua(?: (?:roi|hoai|miet|suot|quai))*|"
    "(?:khong|hong|chua) mo cua|"
    "(?:khong|hong) (?:co|thay) ai(?: (?:phat|phat tien))?)"
)
_CANNOT_GO = "(?:di (?:khong|hong) (?:noi|duoc)|(?:khong|hong) di (?:noi|duoc))"
_BRING = (
    "(?:(?:nho|xin|lam on|cho) )*(?:dem|mang) tien (?:toi|den|ve) (?:tan )?nha"
    "(?: (?:gium|dum|giup))*"
)
_PAPER = (
    "(?:ho so|phieu|yeu cau|don|viec|chuyen|giay)"
    "(?: (?:cua|da gui|toi gui|tui gui|nay|do|toi|tui|minh))*"
)
_WHEN = "(?:khi nao|chung nao|bao gio|bua nao|may ngay)(?: nua)?(?: thi| moi)?"
_SO_FAR = "(?:toi|den|ra|di toi|lam toi|giai quyet toi) (?:dau|sao)(?: roi)?"
_DONE = "(?:xong|giai quyet|giai quyet xong|tra loi)"
_STAFF = (
    "(?:can bo(?: (?:xa|phuong|ap|khom))?|lanh dao(?: (?:xa|phuong))?|chu tich(?: (?:xa|phuong))?|"
    "nhan vien(?: (?:buu dien|ngan hang))?)"
)
_DID = (
    "(?:(?:chui|quat|noi nang loi|doi tien|doi chia tien|an tien|nhung nhieu|lam kho|hach sach)"
    f"(?: (?:voi |cua )?(?:{_WHO}|ba con|nguoi ta))*)"
)
"""Not *la* nor *mang*: without their marks they are *là* and *mang* as well."""

_CANNOT_COLLECT = re.compile(
    r"\b(?:di (?:khong|hong|hok|hk|hg|ko|k|kg) (?:noi|duoc|dc)"
    r"|(?:khong|hong|hok|hk|hg|ko|k|kg) di (?:noi|duoc|dc)"
    r"|liet|bai chan|(?:nam )?(?:mot|1) cho|nam giuong|dau (?:chan|goi)|gia yeu|yeu (?:qua|lam))\b"
)
_COLLECTED = re.compile(
    r"\b(?:lanh|lay|nhan|rut) (?:\w+ ){0,3}(?:tien|gium|dum|giup|ho|the|thay|tai nha)\b"
    r"|\btien (?:\w+ ){0,3}(?:gium|dum|tai nha)\b"
)
_AT_HOME = re.compile(
    r"\b(?:lanh|nhan|lay|phat|tra|chi) (?:tien )?(?:o )?tai nha\b(?! (?:van|sinh|hop|ong|cong))"
    r"|\b(?:dem|mang|dua) tien (?:\w+ ){0,2}(?:toi|den|ve|tan|lai|vo) (?:tan )?nha\b"
)
_CANNOT_COLLECT_KHMER = re.compile(
    "(?:ដើរ|ទៅ)(?:មិន|អត់)(?:រួច|កើត|បាន).*(?:បើក|យក|ទទួល)(?:ប្រាក់|លុយ)|(?:បើក|យក|ទទួល)(?:ប្រាក់|លុយ)នៅផ្ទះ"
)
_WHERE_OR_WHEN = re.compile(
    r"\b(?:cho|noi|diem|hom|ngay|bua|khi|chung|cay|may) nao\b|\b(?:o dau|gan|bao xa|bao gio"
    r"|cho (?:lanh|phat|rut|lay)"
    r"|uy quyen|tk|tai khoan|thu tuc|the (?:di )?rut)\b"
)
_WHERE_OR_WHEN_KHMER = re.compile("កន្លែង|ណា|ថ្ងៃ|វប្បធម៌")
_FEE = re.compile(
    rf"{_BEFORE}(?:can bo(?: (?:xa|phuong|ap|khom))?|truong (?:ap|khom)|(?:nhan vien|nv)"
    r"(?: (?:buu dien|bd))?|(?:ong|ba|co|anh|chi) (?:o |ben )?buu dien|buu dien) (?:\w+ ){0,2}"
    r"(?:doi|bat (?:\w+ )?(?:dong|nop|dua)|thu|xin) (?:\w+ ){0,3}"
    r"(?:\d+ ?(?:k|ngan|nghin|tram|trieu|dong|d)|(?:may|hai|ba|nam|muoi|mot) (?:chuc|tram|ngan"
    r"|nghin)|tien|phi)(?: \w+){0,6}"
)
_NO_STAFF = re.compile(
    r"\b(?:xung|gia|danh|lua|zalo|dien thoai|goi|link|nhan tin|lam the|ma|otp|chuyen khoan|nao"
    r"|nguoi la|so la|toi nha|den nha|vo nha)\b"
)

_VIETNAMESE = {
    Trouble.MONEY: re.compile(
        f"{_BEFORE}(?:{_MONEY} {_BEFORE}{_NOT} {_COME}|{_NOT} {_COME} (?:duoc )?{_MONEY})"
        f"(?: {_COME})?{_AFTER}"
    ),
    Trouble.CODE: re.compile(
        f"{_BEFORE}(?:{_CODE} {_NOT} {_COME}|{_NOT} {_COME} {_CODE})"
        f"(?: {_COME}| dien thoai| may)*{_AFTER}"
    ),
    Trouble.RECORD: re.compile(
        f"{_BEFORE}(?:{_FIELD} {_BEFORE}{_WRONG}|{_WRONG} {_FIELD}){_AFTER}"
    ),
    Trouble.POINT: re.compile(f"{_BEFORE}{_POINT} {_SHUT}{_AFTER}"),
    Trouble.HOME: re.compile(f"{_BEFORE}{_CANNOT_GO} {_BRING}{_AFTER}"),
    Trouble.STAFF: re.compile(
        f"{_BEFORE}(?:(?:muon |xin )*(?:phan anh|khieu nai|to cao|than phien) (?:ve )?{_STAFF}|"
        f"{_STAFF} (?:hay )?{_DID}){_AFTER}"
    ),
    Trouble.WHERE: re.compile(
        f"{_BEFORE}(?:{_PAPER} )?{_BEFORE}"
        f"(?:{_SO_FAR}|{_WHEN} {_DONE}|{_DONE} chua|sao roi|ra sao roi){_AFTER}"
    ),
}

_ME_KM = "(?:ខ្ញុំ|យើង|យាយ|តា|លោកយាយ|លោកតា|របស់ខ្ញុំ|ខែនេះ|នេះ)*"
_NOT_KM = "(?:នៅ)?(?:មិនទាន់|អត់ទាន់|មិន|អត់)"
_COME_KM = (
    "(?:បានមកដល់|មកដល់|បានមក|បានទទួល|បានបើក|បានឃើញ|ឃើញ|ទទួលបាន|ទទួល|បើកបាន|បើក|មាន|មក|ដល់|បាន|ចូល){1,3}"
)
_END_KM = "(?:សោះ|ទេ|ទៀត|ខែនេះ|ហើយ|ផង|ក្នុងគណនី)*"
_MONEY_KM = f"(?:ប្រាក់|លុយ)(?:ឧបត្ថម្ភ|ជំនួយ|ចាស់)?{_ME_KM}"
_CODE_KM = f"(?:លេខ)?កូដ(?:otp|ធនាគារ|របស់ធនាគារ|ពីធនាគារ)*{_ME_KM}"
_PAPER_KM = f"(?:ពាក្យស្នើ|សំណើ|លេខសំណើ|ពាក្យ|ឯកសារ){_ME_KM}"
_FIELD_KM = "(?:ឈ្មោះ|ឆ្នាំកំណើត|លេខទូរសព្ទ|អត្តសញ្ញាណប័ណ្ណ)"
_POINT_KM = "(?:(?:កន្លែង|ទី)(?:បើក|បើកយក)(?:ប្រាក់|លុយ)|ប្រៃសណីយ៍)"
_SHUT_KM = "(?:(?:បាន)?បិទ(?:ទ្វារ)?|(?:គ្មាន|អត់មាន)(?:អ្នកណា|នរណា|មនុស្ស))"
_STAFF_KM = "(?:មន្ត្រី|បុគ្គលិក|ថ្នាក់ដឹកនាំ)(?:ឃុំ|សង្កាត់|ប្រៃសណីយ៍|ធនាគារ)*"
_SO_FAR_KM = "(?:ទៅ)?(?:ដល់ណា|យ៉ាងម៉េច|យ៉ាងណា|រួចឬនៅ|រួចហើយឬនៅ|រួចនៅ)(?:ហើយ)?"
_WHEN_KM = "(?:ពេលណា|ថ្ងៃណា|កាលណា)(?:ទើប)?(?:រួច|ចប់|ដោះស្រាយ)(?:ហើយ)?"

_KHMER = {
    Trouble.MONEY: re.compile(
        f"{_ME_KM}(?:{_MONEY_KM}{_NOT_KM}{_COME_KM}|{_NOT_KM}{_COME_KM}{_MONEY_KM}){_END_KM}"
    ),
    Trouble.CODE: re.compile(
        f"{_ME_KM}(?:{_CODE_KM}{_NOT_KM}{_COME_KM}|{_NOT_KM}{_COME_KM}{_CODE_KM}){_END_KM}"
    ),
    Trouble.RECORD: re.compile(f"{_FIELD_KM}{_ME_KM}(?:សរសេរ|កត់)?ខុស{_END_KM}"),
    Trouble.POINT: re.compile(f"{_POINT_KM}{_ME_KM}{_SHUT_KM}{_END_KM}"),
    Trouble.HOME: re.compile(
        f"{_ME_KM}(?:ដើរ|ទៅ)មិន(?:រួច|បាន|កើត)(?:សូម|ជួយ)*យក(?:លុយ|ប្រាក់)មក(?:ដល់)?ផ្ទះ(?:ឱ្យ|ផង|ខ្ញុំ)*"
    ),
    Trouble.STAFF: re.compile(
        f"{_ME_KM}(?:ចង់|សូម)*(?:(?:ត្អូញត្អែរ|តវ៉ា|រាយការណ៍)(?:អំពី|ពី)|ប្តឹង(?:អំពី"
        f"|ពី)?){_STAFF_KM}{_END_KM}|"
        f"{_STAFF_KM}(?:ទារ|សុំ)(?:លុយ|ប្រាក់)(?:ពី)?{_ME_KM}{_END_KM}"
    ),
    Trouble.WHERE: re.compile(f"{_ME_KM}{_PAPER_KM}{_SO_FAR_KM}|{_WHEN_KM}"),
}


def asks_for_home(text: str) -> bool:
    """Who cannot come asks who collects for them, or for the money at home: *liệt giường, ai lãnh
    giùm*, *cho tui lãnh tại nhà*. Not who only asks where, or when."""
    said = folded(text)
    together = said.replace(" ", "")
    if _CANNOT_COLLECT_KHMER.search(together) and not _WHERE_OR_WHEN_KHMER.search(together):
        return True
    if _WHERE_OR_WHEN.search(said):
        return False
    cannot = _CANNOT_COLLECT.search(said) and _COLLECTED.search(said)
    return bool(cannot or _AT_HOME.search(said))


def tells_of_a_fee(text: str) -> bool:
    """*Nhân viên bưu điện đòi 20 ngàn mới cho lãnh*: one of the staff, at the counter; who only
    calls himself so, or rings, is a cheat."""
    said = folded(text)
    return _FEE.fullmatch(said) is not None and _NO_STAFF.search(said) is None


def read_trouble(text: str) -> Trouble | None:
    """*Tiền chưa về*, *mã ngân hàng không tới*, *hồ sơ của tôi tới đâu rồi*; None of all else.

    The whole of what was said, or it is about something else too. Who asks, with a mark, reports
    nothing.
    """
    said = folded(text)
    if tells_of_a_fee(text) and "?" not in text:
        return Trouble.STAFF
    found = _first(_VIETNAMESE, said) or _first(_KHMER, said.replace(" ", ""))
    return None if "?" in text and found is not Trouble.WHERE else found


def _first(patterns: dict[Trouble, re.Pattern[str]], said: str) -> Trouble | None:
    return next((one for one, pattern in patterns.items() if pattern.fullmatch(said)), None)
