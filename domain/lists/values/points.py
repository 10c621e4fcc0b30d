"""Where and when money is handed out: hours, weekdays, kinds of points, coordinates."""

from __future__ import annotations

import re
from datetime import time
from functools import lru_cache

from domain.lists.cells import Cell
from domain.lists.values.plain import Trouble, line_of, shown, text
from domain.message import Place
from domain.payout import DayState
from domain.place import PointKind, Span
from domain.words import folded

# --- Hours --------------------------------------------------------------------------------------

_MINUTES_A_DAY = 24 * 60
_NOON = 12
_AT = r"(\d{1,2})\s*(?:(?:giờ|ម៉ោង|[:.hg])\s*(\d{2})?)?(?::00)?\s*(?:phút|p|ph)?\s*(am|pm|sa|ch)?"
_TO = r"\s*(?:-|–|—|~|→|đến|den|tới|toi|to|ដល់)\s*"
_PART_OF_DAY = r"(?:(sáng|sang|chiều|chieu|s|c|ព្រឹក|រសៀល)\s*[:.]?\s*)?(?:từ\s*|tu\s*|lúc\s*|ម៉ោង\s*)?"
_TIME = re.compile(rf"{_PART_OF_DAY}{_AT}\s*(sáng|chiều|ព្រឹក|រសៀល)?", re.IGNORECASE)
_SPAN = re.compile(
    rf"{_PART_OF_DAY}{_AT}{_TO}{_AT}\s*(sáng|chiều|ព្រឹក|រសៀល)?(?=$|[\s,;/&+.])", re.IGNORECASE
)
_BETWEEN_SPANS = re.compile(r"[\s,;/&+.]*(?:và|va|and|និង)?[\s,;/&+.]*", re.IGNORECASE)
_ALWAYS = frozenset({"24 24", "24 7", "24 24h", "24 24 7", "24h", "24h 24h", "ca ngay", "24 gio"})
_AFTERNOON = frozenset({"chiều", "chieu", "c", "រសៀល", "pm", "ch"})


def time_of(cell: Cell) -> time | None:
    """*7h30*, *7:30*, *1 giờ chiều*, and the part of a day a spreadsheet counts. Raises Trouble."""
    if isinstance(cell, float) and 0 <= cell < 1:
        return _of_minutes(min(round(cell * _MINUTES_A_DAY), _MINUTES_A_DAY - 1))
    line = text(cell)
    if not line:
        return None
    found = _TIME.fullmatch(line)
    at = found and _time(found[2], found[3], found[4] or found[1] or found[5])
    if not at:
        raise Trouble("time_unreadable", said=shown(line))
    return at


def hours(cell: Cell) -> tuple[Span, ...]:
    """*7h30-11h30, 13h30-17h*; none for what says nothing, or for always (*24/24*).

    Raises Trouble for what is not from when to when, or runs backwards."""
    line = text(cell)
    return _hours(line) if line else ()


@lru_cache(maxsize=1 << 10)
def _hours(line: str) -> tuple[Span, ...]:
    if folded(line) in _ALWAYS:
        return ()
    found = list(_SPAN.finditer(line))
    spans = [_span(one) for one in found]
    rest = _SPAN.sub(" ", line)
    in_order = [at for span in spans if span for at in span]
    if not spans or None in spans or not _BETWEEN_SPANS.fullmatch(rest):
        raise Trouble("hours_unreadable", said=shown(line))
    if in_order != sorted(set(in_order)):
        raise Trouble("hours_backwards", said=shown(line))
    return tuple(span for span in spans if span)


def _span(found: re.Match[str]) -> Span | None:
    part = found[1] or found[8]
    opens = _time(found[2], found[3], found[4] or part)
    closes = _time(found[5], found[6], found[7] or part)
    return (opens, closes) if opens and closes else None


def _time(hour: str, minute: str | None, part: str | None) -> time | None:
    """*1h30 chiều* is half past thirteen; *13h30 chiều* is so too."""
    of_day = int(hour)
    if (part or "").lower() in _AFTERNOON and of_day < _NOON:
        of_day += _NOON
    try:
        return time(of_day, int(minute or 0))
    except ValueError:
        return None


def _of_minutes(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


# --- Weekdays -----------------------------------------------------------------------------------

_ALL_DAYS = frozenset(range(7))
_WORKING_DAYS = frozenset(range(5))
_DAY_NAMES = {
    "hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "chu nhat": 6, "cn": 6,
    "mon": 0, "monday": 0, "tue": 1, "tuesday": 1, "wed": 2, "wednesday": 2, "thu": 3,
    "thursday": 3, "fri": 4, "friday": 4, "sat": 5, "saturday": 5, "sun": 6, "sunday": 6,
    "ចន្ទ": 0, "អង្គារ": 1, "ពុធ": 2, "ព្រហស្បតិ៍": 3, "សុក្រ": 4, "សៅរ៍": 5, "អាទិត្យ": 6,
    "2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5, "8": 6,
}  # fmt: skip
_BY_FOLDED_DAY = {folded(name): day for name, day in _DAY_NAMES.items()}
_EVERY_DAY = frozenset(
    {"hang ngay", "hang ngay trong tuan", "tat ca cac ngay", "ca tuan", "moi ngay", "cac ngay",
     "every day", "daily", "24 7", "រាល់ថ្ងៃ"}
)  # fmt: skip
_OFFICE_DAYS = frozenset({"ngay lam viec", "cac ngay lam viec", "gio hanh chinh", "hanh chinh"})
_DAYS_TO = re.compile(r"\s*(?:-|–|—|~|→|\bđến\b|\btới\b|\bden\b|\btoi\b|\bto\b|ដល់)\s*")
_DAYS_AND = re.compile(r"\s*(?:,|;|\+|&|/|\bvà\b|\bva\b|\band\b|និង)\s*")


def weekdays(cell: Cell) -> frozenset[int] | None:
    """0 (Monday) to 6 of *Thứ 2 - Thứ 7*, *T2, T4*, *hằng ngày*. Raises Trouble."""
    line = text(cell)
    return _weekdays(line) if line else None


@lru_cache(maxsize=1 << 10)
def _weekdays(line: str) -> frozenset[int]:
    said = folded(line)
    if said in _EVERY_DAY:
        return _ALL_DAYS
    if said in _OFFICE_DAYS:
        return _WORKING_DAYS
    found: set[int] = set()
    for part in _DAYS_AND.split(line.lower()):
        found |= _run_of_days(part, line)
    return frozenset(found)


def _run_of_days(part: str, line: str) -> set[int]:
    ends = [_weekday(end) for end in _DAYS_TO.split(part.strip())]
    match ends:
        case [int(only)]:
            return {only}
        case [int(first), int(last)] if first < last:
            return set(range(first, last + 1))
    raise Trouble("weekdays_unreadable", said=shown(line))


def _weekday(said: str) -> int | None:
    words = folded(said).removeprefix(_KHMER_DAY).split()
    while len(words) > 1 and words[0] in _BEFORE_A_DAY:
        words.pop(0)
    name = " ".join(words)
    if name in _BY_FOLDED_DAY:
        return _BY_FOLDED_DAY[name]
    short = re.fullmatch(r"t([2-7])", name)
    return int(short[1]) - 2 if short else None


_KHMER_DAY = folded("ថ្ងៃ")
_BEFORE_A_DAY = frozenset({"thu", "ngay", "tu", "cac"})


# --- Points, and the days they pay on -----------------------------------------------------------

_POINT_KINDS = {
    PointKind.COMMUNE_POST: "bưu điện văn hóa xã; bưu điện văn hóa; BĐVHX; BĐ-VHX; BĐ VHX; BDVHX; "
    "ប្រៃសណីយ៍វប្បធម៌ឃុំ; commune_post",
    PointKind.POST_OFFICE: "bưu cục; bưu điện; BC; bưu cục cấp 1; bưu cục cấp 2; bưu cục cấp 3; "
    "bưu điện trung tâm; bưu điện huyện; bưu điện thị xã; bưu điện thành phố; ប្រៃសណីយ៍; "
    "post office; post_office",
    PointKind.MOBILE_POINT: "điểm chi trả lưu động; lưu động; điểm lưu động; điểm chi trả; "
    "nhà văn hóa; UBND xã; UBND phường; UBND; trụ sở UBND; trụ sở khóm; trụ sở ấp; chùa; "
    "văn phòng khóm; văn phòng ấp; mobile_point; mobile",
    PointKind.BANK_OFFICE: "phòng giao dịch; PGD; chi nhánh; ngân hàng; chi nhánh ngân hàng; CN; "
    "phòng giao dịch ngân hàng; quầy giao dịch; bank_office; bank; ធនាគារ; សាខាធនាគារ",
    PointKind.ATM: "ATM; máy ATM; cây ATM; trụ ATM; máy rút tiền; ម៉ាស៊ីនដកប្រាក់; ម៉ាស៊ីន ATM",
    PointKind.HOME: "tại nhà; chi trả tại nhà; nhà; home; តាមផ្ទះ",
}
_DAY_STATES = {
    DayState.PLANNED: "dự kiến; kế hoạch; chưa xác nhận; tạm thời; planned; chưa chắc; គ្រោង; គម្រោង",
    DayState.CONFIRMED: "đã xác nhận; xác nhận; chính thức; chắc chắn; đã duyệt; confirmed; "
    "đã chốt; chốt; បានបញ្ជាក់; ជាផ្លូវការ",
    DayState.MONEY_IN_ACCOUNT: "đã vào tài khoản; tiền đã vào tài khoản; đã chuyển khoản; "
    "đã chuyển; đã chuyển tiền; money_in_account; ចូលគណនីហើយ",
    DayState.POSTPONED: "hoãn; tạm hoãn; dời; dời ngày; đã dời; lùi; lùi ngày; postponed; ពន្យារ; "
    "លើកពេល",
    DayState.CLOSED: "kết thúc; đã kết thúc; đã chi xong; hoàn thành; đã xong; xong; closed; "
    "បានបញ្ចប់",
}
_BY_FOLDED_KIND = {
    folded(said): kind for kind, all_said in _POINT_KINDS.items() for said in all_said.split(";")
}
_BY_FOLDED_STATE = {
    folded(said): state for state, all_said in _DAY_STATES.items() for said in all_said.split(";")
}


def point_kind(cell: Cell) -> PointKind | None:
    """*Bưu cục*, *BĐ-VHX*, *Cây ATM*. Raises Trouble."""
    line = text(cell)
    if not line:
        return None
    kind = _BY_FOLDED_KIND.get(folded(line))
    if kind is None:
        raise Trouble("point_kind_unknown", said=shown(line))
    return kind


def day_state(cell: Cell) -> DayState | None:
    """*Dự kiến*, *Đã xác nhận*, *Hoãn*. Raises Trouble."""
    line = text(cell)
    if not line:
        return None
    state = _BY_FOLDED_STATE.get(folded(line))
    if state is None:
        raise Trouble("day_state_unknown", said=shown(line))
    return state


# --- Coordinates --------------------------------------------------------------------------------

_DEGREES = re.compile(
    r"(-?\d{1,3}[.,]\d+)\s*°?\s*[NB]?\s*[,;\s]\s*(-?\d{1,3}[.,]\d+)\s*°?\s*[EĐD]?", re.IGNORECASE
)
_MINUTES = re.compile(
    r"(\d{1,3})\s*°\s*(\d{1,2})\s*['′’]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|”|'')\s*)?([NBEĐD])",
    re.IGNORECASE,
)
_LATITUDES, _LONGITUDES = (8.0, 24.0), (102.0, 110.0)


def place(cell: Cell) -> Place | None:
    """*10.705, 105.117* or *10°42'18"N 105°07'01"E*. Raises Trouble for what lies not in Vietnam,
    also where the two have changed places."""
    line = line_of(cell) if isinstance(cell, str) else text(cell)
    if not text(line):
        return None
    found = _in_degrees(line)
    if found is None:
        raise Trouble("place_unreadable", said=shown(line))
    if not (_within(found.latitude, _LATITUDES) and _within(found.longitude, _LONGITUDES)):
        raise Trouble("place_abroad", said=shown(line))
    return found


def _in_degrees(line: str) -> Place | None:
    if plain := _DEGREES.fullmatch(line):
        north, east = (float(one.replace(",", ".")) for one in plain.groups())
        return Place(north, east)
    parts = _MINUTES.findall(line)
    if len(parts) != 2 or _MINUTES.sub("", line).strip(" ,;-"):
        return None
    north, east = (
        int(degrees) + int(minutes) / 60 + float((seconds or "0").replace(",", ".")) / 3600
        for degrees, minutes, seconds, _ in parts
    )
    return Place(north, east)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
