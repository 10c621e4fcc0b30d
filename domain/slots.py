"""What is named in a message beside what it asks: where, when, whom about, how much."""

from __future__ import annotations

import re
from datetime import date

from domain.case import read_number
from domain.dong import read_dong
from domain.gazetteer import Found, Gazetteer
from domain.intent import Slots
from domain.kin import read_kin
from domain.spoken_days import read_spoken_day
from domain.words import either_way, marked, split

# A card or a code of the bank is no place, and *xã An Cư* no office.
_POINT = re.compile(
    either_way(
        r"(?<!\S)(?:(?P<post>bưu (?:điện|cục)|bđ|bd|post office)"
        r"|(?<!mã )(?<!thẻ )(?<!khoản )(?<!nhắn )(?<!viên )"
        r"(?P<bank>ngân hàng|phòng giao dịch|nam a bank)"
        r"|(?<!thẻ )(?<!mã )(?P<atm>(?:máy|cây|trụ|cột) atm|atm|(?:máy|cây) rút tiền)"
        r"|(?P<commune>(?:ủy|uỷ) ban|ubnd|trụ sở(?: (?:xã|phường|ấp|khóm))?"
        r"|(?:ra|lên|tại|ngoài|trên|trong|vô|tới|đến|ở|qua|xuống) (?:xã|phường)"
        r"(?= (?:lãnh|nhận|lấy|hỏi|làm|gặp|nộp|được|không|hông|hay|thì|có|mà|rồi|phát|báo|khai)|$)"
        r"))(?!\S)"
        r"|(?P<post_km>ប្រៃសណីយ៍)|(?<!កូដ)(?<!កាត)(?P<bank_km>ធនាគារ)"
        r"|(?P<atm_km>ម៉ាស៊ីនដក|អេធីអឹម)|(?P<commune_km>គណៈកម្មាធិការ|សាលា ?(?:ឃុំ|សង្កាត់))"
    )
)


def read_slots(text: str, today: date, gazetteer: Gazetteer) -> Slots:
    """All of it; what is not certain is left out. Where words are written with their marks, these
    decide: *má* is no *mã*."""
    return slots_of(text, marked(text), today, gazetteer)


def slots_of(text: str, said: str, today: date, gazetteer: Gazetteer) -> Slots:
    """The same, where ``said`` is the text as `marked` already."""
    line = " ".join(split(said))
    when = read_spoken_day(said, line, today)
    return Slots(
        place=_place(said, gazetteer),
        day=when.day,
        month=when.month,
        lunar=when.lunar,
        whom=read_kin(line),
        point=_point(line),
        amount=read_dong(said),
        case=read_number(text),
    )


def as_json(slots: Slots) -> dict[str, object]:
    """What is set, by short names: ``unit`` is a code, ``units`` several, ``elsewhere`` those that
    are not ours; ``day`` and ``month`` are as ISO 8601 writes them."""
    place = slots.place or Found()
    units = [unit.key.code for unit in place.units]
    found = {
        "unit": units[0] if len(units) == 1 else None,
        "units": units if len(units) > 1 else None,
        "elsewhere": [unit.key.code for unit in place.elsewhere],
        "day": slots.day and slots.day.isoformat(),
        "month": slots.month and str(slots.month),
        "lunar": slots.lunar,
        "whom": slots.whom and str(slots.whom),
        "point": slots.point,
        "amount": slots.amount,
        "case": slots.case,
    }
    return {name: value for name, value in found.items() if value}


def _place(said: str, gazetteer: Gazetteer) -> Found | None:
    found = gazetteer.mentioned(said)
    return None if found.nothing else found


def _point(line: str) -> str | None:
    found = _POINT.search(line)
    return (found.lastgroup or "").partition("_")[0] if found else None
