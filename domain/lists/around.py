"""What stands around a table: letterhead and title above it, totals and signatures below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from functools import lru_cache

from domain.lists import values
from domain.lists.cells import Cell
from domain.lists.headers import title_unit_of_money
from domain.payout import Way
from domain.person import Programme
from domain.text import Month
from domain.words import clean, folded, marked


class Rank(IntEnum):
    """How much the place of a unit's name says about whose list it is."""

    NOWHERE = 0
    IN_PASSING = 1
    LETTERHEAD = 2
    TITLE = 3


@dataclass(frozen=True, slots=True)
class Title:
    """What the lines above a table say; ``months``: of the list, all that are named."""

    months: frozenset[Month] = frozenset()
    unit: str = ""
    rank: Rank = Rank.NOWHERE
    programme: Programme | None = None
    way: Way | None = None
    money: int | None = None
    adds: bool = False
    made_on: date | None = None

    def and_row(self, cells: Iterable[Cell]) -> Title:
        """After one more row above the table."""
        texts = [text for text in map(_line, cells) if text]
        if not texts:
            return self
        title = replace(self, months=self.months | months_in(" ".join(texts)))
        for text in texts:
            title = title._and_text(text)
        return title

    def _and_text(self, text: str) -> Title:
        title = replace(
            self,
            programme=self.programme or values.programme(text),
            way=self.way or way_in(text),
            money=self.money or title_unit_of_money(text),
            adds=self.adds or _adds(text),
            made_on=day_of_signing(text) or self.made_on,
        )
        for line in text.splitlines():
            unit, rank = unit_of_line(line)
            if rank and rank >= title.rank:
                title = replace(title, unit=unit, rank=rank)
        return title

    def beneath(self, earlier: Title) -> Title:
        """Of a second table on the same sheet: what its own title does not say, the first said."""
        return replace(
            self,
            months=self.months or earlier.months,
            unit=self.unit or earlier.unit,
            rank=self.rank if self.unit else earlier.rank,
            programme=self.programme or earlier.programme,
            way=self.way or earlier.way,
            money=self.money or earlier.money,
            adds=self.adds or earlier.adds,
        )


def _line(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell.strip()
    return str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else ""


# --- Months and days ----------------------------------------------------------------------------

_OF_PAPERS = re.compile(
    r"\b(?:quyet dinh|qd|cong van|nghi dinh|nd cp|thong tu|to trinh|luat|kem theo|can cu"
    r"|ban hanh)\b"
)
_DAY = re.compile(r"\bngay (?:(\d{1,2}) )?thang (?:(\d{1,2}) )?nam(?: (\d{4}))?\b")
_DAY_IN_FIGURES = re.compile(r"\bngay (\d{1,2}) (\d{1,2}) (\d{4})\b")
_ARREARS = re.compile(r"\btruy (?:linh|lanh|tra|nhan)\b.*")
_MONTHS = re.compile(
    r"\b(?:thang|ky|t|ខែ) ?((?:\d{1,2} (?:(?:va|den|thang|t|nam|ឆ្នាំ|ខែ) )*)+)(20\d{2})\b"
)


@lru_cache(maxsize=1024)
def months_in(text: str) -> frozenset[Month]:
    """*Tháng 8 năm 2024*, *T08/2024*, *tháng 1, 2 năm 2025*; not those of papers and arrears."""
    line = folded(text)
    if _OF_PAPERS.search(line):
        return frozenset()
    line = _ARREARS.sub("", _DAY_IN_FIGURES.sub(" ", _DAY.sub(" ", line)))
    return frozenset(
        Month(int(found[2]), int(number))
        for found in _MONTHS.finditer(line)
        for number in re.findall(r"\d+", found[1])
        if 1 <= int(number) <= 12
    )


def day_of_signing(text: str) -> date | None:
    """*An Cư, ngày 03 tháng 11 năm 2026*, where it is no paper's that is referred to."""
    line = folded(text)
    found = _DAY.search(line) or _DAY_IN_FIGURES.search(line)
    if found is None or not all(found.groups()) or _OF_PAPERS.search(line):
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


_PLACE_AND_DAY = re.compile(rf"(?:(?:\w+ ){{0,8}})?{_DAY.pattern}")


def is_place_and_day(text: str) -> bool:
    """Also with gaps for a pen: *…, ngày … tháng … năm 2026*."""
    line = folded(text)
    return _PLACE_AND_DAY.fullmatch(line) is not None and not _OF_PAPERS.search(line)


# --- What the title says of the list ------------------------------------------------------------

_SUPPLEMENT = re.compile(r"\bdanh sach (?:\w+ ){0,8}?bo sung\b")
_AMENDED = re.compile(r"\bsua doi bo sung\b")
_NOT_CASH = re.compile(r"\bkhong dung tien mat\b")
_BY_ACCOUNT = re.compile(r"\b(?:qua|vao) (?:tai khoan|tk|the)\b|\bchuyen khoan\b")
_BY_CASH = re.compile(r"\btien mat\b")


def _adds(text: str) -> bool:
    return _SUPPLEMENT.search(_AMENDED.sub("", folded(text))) is not None


def way_in(text: str) -> Way | None:
    """*Chi trả bằng tiền mặt*, *qua tài khoản*, *không dùng tiền mặt*; None where both are said."""
    line = folded(text)
    account = _NOT_CASH.search(line) or _BY_ACCOUNT.search(line)
    cash = _BY_CASH.search(_NOT_CASH.sub("", line))
    if bool(account) == bool(cash):
        return None
    return Way.ACCOUNT if account else Way.CASH


# --- Units --------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[^\s,;:()\[\]/|–—-]+|[,;:()\[\]/|–—-]")
_SHORT_UNIT_WORD = re.compile(r"(?<![^\W\d_])(P|X|TT|F)\.\s*(?=[^\W\d_])", re.IGNORECASE)
_UNIT_WORDS = frozenset({"phường", "xã", "p.", "x.", "tt.", "f.", "thị trấn", "phuong", "xa"})
_ENDS_NAME = frozenset(
    {
        *("tháng", "năm", "nhận", "hưởng", "trợ", "huyện", "tỉnh", "đợt", "quý", "kỳ", "chi"),
        *("được", "quản", "là", "theo", "bằng", "qua", "đến", "t", "tp", "tx", "h", "trên"),
        *("thang", "nam", "huyen", "dot", "theo", "duoc", "nhan", "huong"),
    }
)
_WIDER = frozenset({"thành phố", "thanh pho", "thị xã", "thi xa"})
_ORDINARY_AFTER = frozenset({"hội", "hoi"})
_SOCIETY_BEFORE = frozenset({"tro", "giup", "tri", "cap", "hiem", "va", "nghia"})
_LONGEST_NAME = 4
_UNIT_WORD_FOLDED = re.compile(r"^(?:phuong|xa|thi tran|p|x|tt|f) ")


def unit_in(text: str) -> str:
    """The first commune-level unit named with its word: *Phường Núi Sam*, *P. Núi Sam*."""
    if not text:
        return ""
    tokens = _TOKEN.findall(_SHORT_UNIT_WORD.sub(r"\1. ", clean(text)))
    for at, token in enumerate(tokens):
        begins = _after_unit_word(tokens, at, token)
        if begins and (name := _name_from(tokens, begins)):
            return " ".join([*tokens[at:begins], *name])
    return ""


def same_unit(one: str, other: str) -> bool:
    """By the names alone: *P. Núi Sam* is *PHƯỜNG NÚI SAM*."""
    return _bare_name(one) == _bare_name(other)


def _bare_name(unit: str) -> str:
    return _UNIT_WORD_FOLDED.sub("", folded(unit))


def _after_unit_word(tokens: Sequence[str], at: int, token: str) -> int:
    """Where the name begins if here stands the word of a unit, or 0."""
    word = token.lower()
    if word in {"thị", "thi"} and at + 1 < len(tokens):
        return at + 2 if folded(tokens[at + 1]) == "tran" else 0
    if word not in _UNIT_WORDS or (at and folded(tokens[at - 1]) == "thi"):
        return 0
    return 0 if folded(word) == "xa" and _is_society(tokens, at) else at + 1


def _is_society(tokens: Sequence[str], at: int) -> bool:
    """*xã hội*: but Hội An is a commune too."""
    after = [folded(one) for one in tokens[at + 1 : at + 4]]
    if not after or after[0] not in _ORDINARY_AFTER:
        return False
    before = folded(tokens[at - 1]) if at else ""
    return after[1:2] != ["an"] or after[2:3] == ["sinh"] or before in _SOCIETY_BEFORE


def _name_from(tokens: Sequence[str], begins: int) -> list[str]:
    name: list[str] = []
    rest = tokens[begins + 1 :] if tokens[begins : begins + 1] == [":"] else tokens[begins:]
    for at, token in enumerate(rest[:_LONGEST_NAME]):
        two = marked(" ".join(rest[at : at + 2]))
        if not folded(token) or two in _WIDER or (at and marked(token) in _ENDS_NAME):
            break
        name.append(token)
    return name if any(map(str.isalpha, "".join(name))) or _is_numbered(name) else []


def _is_numbered(name: Sequence[str]) -> bool:
    """*Phường 1*."""
    return len(name) == 1 and name[0].isdecimal()


_LABEL = re.compile(
    r"^(?:đơn vị|địa bàn|xã|phường|xã, phường|xã/phường|tên đơn vị|tên xã)\s*:\s*(\S.*)$",
    re.IGNORECASE,
)
_BEGINS_TITLE = re.compile(r"(?:danh sach|bang|bieu|lich|ds)\b")
_LETTERHEAD = re.compile(r"\b(?:ubnd|uy ban nhan dan|hdnd)\b")
_NO_UNIT_OF_LIST = re.compile(r"\b(?:buu dien|ngan hang|buu cuc|diem chi tra|dia diem|tru so)\b")


def unit_of_line(line: str) -> tuple[str, Rank]:
    """Whose list it is, as far as this line above the table says so."""
    said = folded(line)
    if not said or _NO_UNIT_OF_LIST.search(said):
        return "", Rank.NOWHERE
    unit = unit_in(line)
    label = _LABEL.match(clean(line))
    if not unit:
        labelled = label is not None and title_unit_of_money(line) is None and len(said) <= 40
        return (label[1], Rank.TITLE) if label and labelled else ("", Rank.NOWHERE)
    if label or _BEGINS_TITLE.match(said) or said.startswith(folded(unit)):
        return unit, Rank.TITLE
    return unit, Rank.LETTERHEAD if _LETTERHEAD.search(said) else Rank.IN_PASSING


_GENERIC = re.compile(
    r"\b(?:danh sach|ds|chi tra|chi tien|tro cap|tro giup xa hoi|bao tro xa hoi|huu tri xa hoi"
    r"|xa hoi|btxh|htxh|tgxh|asxh|an sinh|thang|nam 20\d\d|sheet ?\d*|trang tinh|bang tinh|tien mat"
    r"|tai khoan|tm|tk|nguoi cao tuoi|nguoi khuyet tat|nct|nkt|tre em|tong hop|tong|bo sung"
    r"|ck|chuyen khoan|ket qua|kq|buu dien|ngan hang"
    r"|dot|ky|copy|of|ban sao|lan|import|mau|data|table|doi tuong|hang thang|hang|lich|diem"
    r"|t ?\d+|\d+)\b"
)


def unit_of_sheet(name: str) -> str:
    """*Xã An Cư*, *Nhà Bàng*, *T8 - Núi Sam*; "" where the name holds generic words alone."""
    if unit := unit_in(name.replace("_", " ")):
        return unit
    tokens = _words_as_written(name)
    line = " ".join(folded(token) for token in tokens)
    taken = [at for found in _GENERIC.finditer(line) for at in range(*found.span())]
    kept, begins = [], 0
    for token in tokens:
        if begins not in taken:
            kept.append(token)
        begins += len(folded(token)) + 1
    unit = " ".join(kept)
    return unit if len(kept) <= _LONGEST_NAME + 1 and len(unit) >= _SHORTEST_UNIT else ""


_SHORTEST_UNIT = len("Óc Eo")


def _words_as_written(name: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", clean(name)) if folded(word)]


def is_summary(sheet: str) -> bool:
    """*Tổng hợp*: one line for each unit."""
    line = folded(sheet.replace("_", " "))
    return "tong hop" in line or line in {"th", "tonghop"}


def is_guide(sheet: str) -> bool:
    """*Hướng dẫn*: how a form is filled in."""
    return folded(sheet.replace("_", " ")).startswith("huong dan")


# --- Beneath the table --------------------------------------------------------------------------

_TOTALS = frozenset(
    {
        *("cong", "tong", "tong cong", "tong so", "tong tien", "luy ke", "cong don", "sub total"),
        *("chuyen trang", "mang sang", "chuyen sang trang sau", "chuyen trang sau", "total"),
        *("trang truoc chuyen sang", "sum", "subtotal", "grand total", "សរុប", "សរុបរួម"),
    }
)
_BEGINS_TOTAL = re.compile(
    r"(?:tong cong|tong so|tong kinh phi|tong tien|tong nhom|cong|cong chuyen|luy ke"
    r"|bang chu|so tien bang chu|viet bang chu|so tien viet bang chu|an dinh danh sach"
    r"|danh sach (?:nay )?(?:co|gom)|trang truoc|mang sang|so du|សរុប)\b"
)
_MARKED_TOTAL = re.compile(r"(?:tổng|cộng|bằng chữ|số tiền|viết|ấn định|danh sách|lũy|trang|mang)")


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """*Cộng*, *Tổng cộng*, *Cộng chuyển trang*, *Bằng chữ: …*; not the name *Tống Công*."""
    line = folded(text)
    if line not in _TOTALS and not _BEGINS_TOTAL.match(line):
        return False
    written = marked(text)
    return written == line or _MARKED_TOTAL.match(written) is not None or line in {"sum", "total"}


_PART_OF_TOTAL = re.compile(
    r"(?:trong đó|đã chi|chưa chi|đã nhận|chưa nhận|không nhận|còn lại|số còn lại"
    r"|trả lại|hoàn trả)\b"
)


def is_part_of_total(text: str) -> bool:
    """*Trong đó: Nữ*, *Đã chi: 3 người*: beneath a total, or instead of one."""
    return _PART_OF_TOTAL.match(marked(text)) is not None


_SIGNS = re.compile(
    r"(?:(?:tm|kt|tl|tuq|q)? ?(?:pho )?(?:chu tich|giam doc|truong phong|thu truong|to truong"
    r"|truong ban|cong chuc|can bo|phu trach)|nguoi lap|lap bang|lap bieu|nguoi kiem|kiem soat"
    r"|ke toan|thu quy|tm ubnd|tm uy ban|ubnd|uy ban nhan dan|(?:nguoi|nhan vien|can bo|don vi) "
    r"(?:chi tra|giao|lap|tong hop|phat)|ky (?:va )?(?:ghi|ten|dong)|ky ghi|da ky|xac nhan"
    r"|dai dien|buu dien|buu cuc|giao dich vien|kiem tra|phe duyet|duyet|noi nhan)\b"
)


_HEADS = re.compile(r"(?:tm |kt )?(?:phó )?trưởng (?:bưu|điểm|khóm|ấp|ban|bộ|trạm)\b")
"""With its marks, since *Trương* begins a name."""


@lru_cache(maxsize=4096)
def is_signature(text: str) -> bool:
    """*NGƯỜI LẬP BẢNG*, *TM. UBND XÃ*, *(Ký, ghi rõ họ tên)*."""
    return _SIGNS.match(folded(text)) is not None or _HEADS.match(marked(text)) is not None


_PAGE = re.compile(r"(?:trang|page)(?: so)? \d+(?: (?:tren )?\d+)?|\d+ \d+")


def is_page(text: str) -> bool:
    """*Trang 2/5*."""
    return _PAGE.fullmatch(folded(text)) is not None


_NOTE = re.compile(r"(?:ghi chu|luu y|chu y|chu thich|nguon)\b")


def is_note(text: str) -> bool:
    """*Ghi chú: …*"""
    return _NOTE.match(folded(text)) is not None
