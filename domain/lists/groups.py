"""Rows between the people that head a group: a unit, a category, a programme, a way, a hamlet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum

from domain.lists import values
from domain.lists.around import unit_in, unit_of_line, way_in
from domain.payout import Way
from domain.person import Programme
from domain.words import clean, folded, marked


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for a row unless the row says otherwise."""

    unit: str = ""
    programme: Programme | None = None
    category: str = ""
    way: Way | None = None
    address: str = ""


class Marker(Enum):
    """How a group is numbered; the value is how deep it stands."""

    LETTER = 1
    ROMAN = 2
    NUMBER = 3
    NUMBERS = 4


_ROMAN = re.compile(r"[IVX]{1,6}", re.IGNORECASE)
_LETTER = re.compile(r"[A-ZĐ]", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}")
_NUMBERS = re.compile(r"(?:[IVX]+|\d+)(?:\.\d+)+", re.IGNORECASE)
_AROUND_MARKER = " .)(:-–/*"
_BEGINS_WITH_MARKER = re.compile(
    r"^\s*((?:[IVX]{1,6}|[A-ZĐ]|\d{1,3})(?:\.\d+)*)\s*[.)\-–:/]\s*(?=[^\W\d_])"
)
_COUNT = re.compile(
    r"\s*[:(\-–,]*\s*(?:gồm\s*)?\d+\s*(?:người|đối tượng|trường hợp|suất|hồ sơ|em|cụ|hộ)\b.*$",
    re.IGNORECASE,
)


def marker_of(cell: object) -> Marker | None:
    """*I*, *A.*, *1.2*; None for what numbers a person (*1*) and for what numbers nothing."""
    if not isinstance(cell, str):
        return None
    said = clean(cell).strip(_AROUND_MARKER)
    if _ROMAN.fullmatch(said):
        return Marker.ROMAN
    if _LETTER.fullmatch(said):
        return Marker.LETTER
    return Marker.NUMBERS if _NUMBERS.fullmatch(said) else None


def without_marker(text: str) -> tuple[str, Marker | None]:
    """*I. NGƯỜI CAO TUỔI: 12 người* without what is around its words."""
    line = clean(text)
    found = _BEGINS_WITH_MARKER.match(line)
    bare = _COUNT.sub("", line[found.end() :] if found else line).strip(_AROUND_MARKER)
    if found is None:
        return bare, None
    return bare, marker_of(found[1]) or Marker.NUMBER


_OF_PEOPLE = re.compile(
    r"(?:nguoi (?:cao|khuyet|don|nhiem|gia|tan|tu|huong|co|bi|dang|hiv|tam|mac)|nguoi|tre em"
    r"|tre (?:mo|duoi|nhiem|bi|khuyet|tu)|ho (?:gia dinh|ngheo|can ngheo|nuoi|co)|doi tuong"
    r"|nhom|dien \w+|muc (?:[ivx]+|\d+)|khoi \d+|huu tri|tro (?:cap|giup)|bao tro"
    r"|tang (?:moi|trong)|giam (?:trong|moi)|dieu \d+|khoan \d+|loai|he so|khuyet tat"
    r"|cao tuoi|cham soc|kinh phi|don than|chi tra|tien mat|chuyen khoan|qua tai khoan|dot \d+"
    r"|nuoi duong|k[1-8]|d5k\w+|ចាស់ជរា|ជនពិការ)\b"
)
_HAMLET = re.compile(r"(?:ấp|khóm|tổ|thôn|phum|sóc|khu phố|ភូមិ)\b")
_HAMLET_NUMBERED = re.compile(r"(?:ap|khom|to|thon|khu pho) \d+")


def says_category(text: str) -> bool:
    """*Người khuyết tật nặng*, *Trợ cấp hưu trí xã hội*: it begins as no name does."""
    return _OF_PEOPLE.match(folded(text)) is not None


def says_hamlet(text: str) -> bool:
    """*Ấp Vĩnh Đông*; not the family name *Tô*."""
    return bool(_HAMLET.match(marked(text)) or _HAMLET_NUMBERED.match(folded(text)))


def says_unit(text: str) -> bool:
    """*Phường Núi Sam*; not the family name *Phương*."""
    unit = unit_in(text)
    return bool(unit) and folded(text).startswith(folded(unit).split()[0])


def looks_like_group(text: str) -> bool:
    return says_category(text) or says_hamlet(text) or says_unit(text)


_FAMILY_NAMES = frozenset(
    folded(
        """Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Mai Cao Trương
        Đinh Đoàn Lâm Trịnh Đào Châu Néang Danh Thạch Sơn Kim Tô Tăng Hà La Lưu Lương Từ Tạ Thái
        Quách Kiên Kiều Diệp Phùng Triệu Tống Văn Nhan Ong Lữ Lục Mạc Viên Giang Đàm Nghiêm Nông
        Quan Tiêu Thi Trang Vương Bành Bạch Cù Doãn Hứa Khưu Mã Nhâm Ngụy Ngũ Tôn Trầm Tiền Ưng
        Xa Yên Abdul Mohamad"""
    ).split()
)


def looks_like_name(text: str) -> bool:
    """Two to six words of letters, the first of them a family name of the delta."""
    words = folded(text).split()
    return 2 <= len(words) <= 6 and words[0] in _FAMILY_NAMES and "".join(words).isalpha()


@dataclass(slots=True)
class Groups:
    """The groups that a row stands in, the widest first. ``unit_is_known``: the title, the sheet's
    name or a column says the unit, so that words nobody knows are no unit's name."""

    outside: Context
    unit_is_known: bool
    _open: list[tuple[int, Context]] = field(default_factory=list)

    @property
    def here(self) -> Context:
        return self._open[-1][1] if self._open else self.outside

    def begin(self, text: str, marker: Marker | None) -> None:
        bare, own = without_marker(text)
        depth = self._depth(bare, marker or own)
        while self._open and self._open[-1][0] >= depth:
            self._open.pop()
        self._open.append((depth, self._with(bare)))

    def _depth(self, bare: str, marker: Marker | None) -> int:
        if marker is not None:
            return marker.value
        if self._names_unit(bare):
            return 0
        return Marker.NUMBER.value if says_hamlet(bare) else Marker.ROMAN.value

    def _names_unit(self, bare: str) -> bool:
        if says_unit(bare):
            return True
        unknown = not (says_category(bare) or says_hamlet(bare) or way_in(bare))
        return unknown and not self.unit_is_known and len(bare.split()) <= 4

    def _with(self, bare: str) -> Context:
        """What holds beneath it; a group of one kind leaves what the wider ones said."""
        around = self.here
        if self._names_unit(bare):
            return replace(around, unit=unit_of_line(bare)[0] or bare)
        if says_hamlet(bare):
            return replace(around, address=bare)
        programme, way = values.programme(bare), way_in(bare)
        if (programme or way) and not _names_people(bare):
            return replace(around, programme=programme or around.programme, way=way or around.way)
        return replace(
            around, category=values.category(bare), programme=programme or around.programme
        )


def _names_people(bare: str) -> bool:
    return re.match(r"(?:nguoi|tre|ho|khuyet|cao)\b", folded(bare)) is not None
