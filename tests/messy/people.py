"""Invented people: no such person, card, phone or account exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_WORDS = """
Nguyễn Thị Lan|Trần Văn Ba|Néang Sóc Kha|Chau Sóc Phia|Lê Thị Hòa|Đặng Văn Út|Phạm Thị Thúy
Huỳnh Văn Đực|Võ Thị Bé Năm|Đỗ Hữu Phước|Bùi Thị Mười|Dương Văn Lượm|Ngô Thị Xuyến|Hồ Văn Tám
Lý Thị Ngọc Ánh|Mai Văn Khởi|Néang Kim Sêng|Chau Chanh Đa|Trương Thị Nữ|Tô Văn Nam|Cao Thị Quý
Đinh Văn Sĩ|Lâm Thị Ướt|Phan Văn Ẩn|Tạ Thị Ỷ|Quách Văn Kỹ|La Thị Gương|Hà Văn Dữ|Thạch Thị Sà Rây
Sơn Văn Hiệp|Danh Thị Phượng|Kim Văn Quắn|Vương Thị Khuyển|Tiêu Văn Giỏi|Châu Thị Đẹp
"""
NAMES = tuple(name for line in _WORDS.split("\n") for name in line.split("|") if name)


@dataclass(frozen=True, slots=True)
class Who:
    """Everything that the lists may say of one person."""

    name: str
    woman: bool
    born: date
    citizen_id: str
    phone: str
    account: str

    @property
    def sex_word(self) -> str:
        return "Nữ" if self.woman else "Nam"

    @property
    def sex(self) -> str:
        return "female" if self.woman else "male"

    @property
    def birth(self) -> str:
        return self.born.isoformat()

    @property
    def year(self) -> str:
        return str(self.born.year)


def who(number: int) -> Who:
    """The one of this number, always the same; names come again after 35, cards never."""
    name = NAMES[number % len(NAMES)]
    woman = " Thị " in f" {name} " or name.startswith("Néang")
    born = date(1930 + number * 7 % 60, 1 + number * 5 % 12, 13 + number % 15)
    card = f"089{int(woman)}{born.year % 100:02d}{700000 + number:06d}"
    return Who(name, woman, born, card, f"0907{number:06d}", f"0{1600000000000 + number}")
