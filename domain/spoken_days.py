"""A day or a month within a sentence: *tháng sau ngày mấy lãnh*, *thứ 2 tới tui ra*, ថ្ងៃទី ៥."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.days import (
    DAYS_ON,
    DAYS_ON_BARE,
    WEEKDAYS,
    WEEKDAYS_BARE,
    last_with,
    made,
    next_weekday,
    next_with,
)
from domain.dong import read_number
from domain.mask import DATE
from domain.text import Month
from domain.words import bare, either_form, either_way, folded, has_khmer, marked, split

_WEEK = timedelta(days=7)
_BEGINS, _ENDS = r"(?<!\S)", r"(?!\S)"
_DAY_KM = r"(?:ថ្ងៃ ?(?:ទី ?)?|\bth?ng[ae][iy] (?:ti )?)"
_MONTH_KM = r"(?:ខែ ?(?:ទី ?)?|\bkh?a?e )"
_NUMBER_KM = "(?:មួយ|ពីរ|បី|បួន|ប្រាំ|ដប់|ម្ភៃ|សាមសិប)+"

# --- The moon -----------------------------------------------------------------------------------

_LUNAR = re.compile(
    either_way(
        rf"(?<!chúc ){_BEGINS}(?:mùng|mồng)"
        rf" (?:\d{{1,2}}|một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười){_ENDS}"
        r"(?! (?:chục|trăm|ngàn|nghìn|triệu|đồng|người)(?!\S))"
        rf"|{_BEGINS}(?:(?:ngày|hôm|bữa|tối|trước|qua|tới) rằm|rằm tháng|âm lịch|lịch âm|lịch ta"
        rf"|\d{{1,2}} âm|tháng (?:giêng|chạp)){_ENDS}"
        rf"|(?:\d|{_NUMBER_KM}) ?(?:កើត|រោច)"
        rf"|{_BEGINS}\d{{1,2}} (?:kaet|koet|kert|roch|rouch){_ENDS}"
    )
    + rf"|{_BEGINS}{marked('rằm')}{_ENDS}"
)
"""More than `read_day` needs, since words stand around it: *mong* is to hope, and កើត to happen."""

# --- Days counted from today --------------------------------------------------------------------

_ALSO: Mapping[str, int] = {
    **dict.fromkeys(("sáng nay", "trưa nay", "chiều nay", "tối nay", "ngày hôm nay"), 0),
    **dict.fromkeys(("sáng mai", "trưa mai", "chiều mai", "bữa mai", "sáng mơi", "bữa mơi"), 1),
    **dict.fromkeys(("bữa mốt", "sáng mốt"), 2),
    **dict.fromkeys(("tối qua", "chiều qua"), -1),
    **dict.fromkeys(("tngai nis", "tngai nih", "thngai nis", "thngai nih", "thngay nis"), 0),
    **dict.fromkeys(("sa ek", "saek", "s aek", "tngai saek", "thngai saek"), 1),
    **dict.fromkeys(("msel minh", "msil minh", "masel minh"), -1),
}
_WITH_OTHER_MEANINGS = ("nay", "mai", "mốt")
_CLEAR = {*DAYS_ON, *_ALSO} - {*_WITH_OTHER_MEANINGS}
_DAYS_AWAY = {**DAYS_ON_BARE, **{folded(said): days for said, days in _ALSO.items()}}


def _any_of(said: Iterable[str]) -> str:
    """The longest first; Khmer words stand without spaces between them."""
    longest_first = sorted(said, key=len, reverse=True)
    latin = "|".join(one for one in longest_first if not has_khmer(one))
    khmer = "|".join(one for one in longest_first if has_khmer(one))
    return f"{_BEGINS}(?:{latin}){_ENDS}|(?:{khmer})"


_NAMED_DAY = re.compile(either_way(_any_of(_CLEAR)))
_ONE_WORD = re.compile(rf"{_BEGINS}(?:mai|mốt|mơi){_ENDS}")
_AWAY = re.compile(
    either_way(
        rf"{_BEGINS}(?P<number>\d{{1,2}}|hai|ba|bốn|năm) (?:ngày|bữa|hôm)"
        rf" (?:(?P<ahead>nữa)|trước){_ENDS}"
        r"|(?P<khmer>\d{1,2}) ?ថ្ងៃ ?ទៀត"
    )
)


_NOT_AFTER = {
    "mai": either_form(
        "tên thị chị cô bà ông dì thím mợ bông hoa cây khoai chợ xuân hoàng ngọc đợi"
    ),
    "mốt": either_form("mai mươi"),
    "mơi": frozenset(),
}
_NOT_BEFORE = {
    "mai": either_form("táng mốt này sau kia mối chua khong hong van"),
    "mốt": frozenset(),
    "mơi": frozenset(),
}
"""*Chị Mai*, *mai táng*, *mai mốt*; and *mãi* typed without its mark."""

# --- Days of the week ---------------------------------------------------------------------------

_PAST = "vừa rồi|vừa qua|rồi|rùi|trước|qua|tới giờ|tới nay|tới bây giờ|đến giờ|đến nay"
_WEEKDAY = re.compile(
    either_way(
        rf"{_BEGINS}(?P<day>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|t[2-7]"
        rf"|(?<=ngày )cn|cn(?= (?:này|tới|tuần))){_ENDS}"
        rf"(?: (?:(?:của )?tuần (?:(?P<week_past>vừa rồi|vừa qua|rồi|rùi|trước|qua)"
        rf"|(?P<week_next>sau|tới|kế)|(?P<week_this>này|nầy))|(?P<past>{_PAST})"
        rf"|(?P<next>tới|sau)){_ENDS})?"
    )
)
_WEEKDAYS_KM = "|".join(one.removeprefix("ថ្ងៃ") for one in WEEKDAYS if one.startswith("ថ្ងៃ"))
_WEEKDAY_KM = re.compile(
    either_way(
        rf"ថ្ងៃ ?(?P<day>{_WEEKDAYS_KM}) ?"
        r"(?:(?:សប្តាហ៍|អាទិត្យ) ?(?:(?P<week_past>មុន)|(?P<week_next>ក្រោយ)|(?P<week_this>នេះ))"
        r"|(?P<past>មុន)|(?P<next>ក្រោយ))?"
    )
)
_ORDINAL = either_form("lần con người đứa thằng cháu hạng mục điều khoản vợ chồng loại bậc đợt kỳ")
_COUNTED = either_form(
    "trăm chục mươi ngàn nghìn triệu đồng k người lần bữa viên tiếng giờ suất hộ cử kg ký lít"
)

# --- Days and months by number ------------------------------------------------------------------

_TEENS = "(?:hai |ba )?(?:mười|mươi)(?: (?:một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín))?"
_NUMBERED = re.compile(
    either_way(
        rf"{_BEGINS}ngày (?P<number>\d{{1,2}}|{_TEENS}){_ENDS}(?: (?P<past>{_PAST}){_ENDS})?"
        rf"|{_BEGINS}(?P<alone>\d{{1,2}}) (?=tháng \d{{1,2}}{_ENDS}(?! ngày))"
        rf"|{_DAY_KM}(?P<khmer>\d{{1,2}}|(?<=ទី){_NUMBER_KM}|(?<=ទី ){_NUMBER_KM})(?!\d)"
        rf"(?: ?(?P<past_km>មុន))?"
    )
)
_MONTH_NAMES = split("មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ")
_MONTH = re.compile(
    either_way(
        rf"{_BEGINS}(?:(?:tháng|thg) |(?:tháng|thg|th)(?=\d)|t(?=(?:1|8|9)\d?(?!\S)))"
        rf"(?:(?P<past>vừa rồi|vừa qua|rồi|rùi|trước|qua)|(?P<this>này|nầy|nay)"
        rf"|(?P<next>sau|tới|kế|sắp tới)|(?P<number>\d{{1,2}})|(?P<name>mười một|mười hai"
        rf"|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)){_ENDS}"
        r"(?: (?:(?:năm )?(?P<year>20\d\d)"
        rf"|năm (?:(?P<year_past>ngoái|rồi|trước)|(?P<year_next>sau|tới))){_ENDS})?"
    )
)
_MONTH_IN_KHMER = re.compile(
    either_way(
        rf"{_MONTH_KM}(?:(?P<past>មុន(?!ៗ)|កន្លង|m[uo]n\b)|(?P<this>នេះ|ni[hs]?\b|neh\b)"
        r"|(?P<next>ក្រោយ|kr[aou]*[yi]\b)|(?P<number>\d{1,2}(?!\d))"
        rf"|(?P<name>{'|'.join(_MONTH_NAMES)}))"
        r"(?: ?(?:ឆ្នាំ ?)?(?P<year>20\d\d)| ?ឆ្នាំ ?(?:(?P<year_past>មុន)|(?P<year_next>ក្រោយ)))?"
    )
)
_A_LENGTH = either_form("mỗi hàng hằng từng mấy vài nhiều một hai ba bốn năm sáu bảy tám chín mười")
"""*Mấy tháng nay*, *hai tháng rồi*, *mỗi tháng 2 lần*."""

_NUMBERS_THAT_NAME = either_form("tháng thứ ngày năm")
_PAST_BEFORE = either_form("hồi hôm")
_OF_AN_ADDRESS = either_form("ấp khóm tổ số hẻm lần")
_NO_DATE_AFTER = re.compile(r"(?:\b(?:so|nha|hem|to|sinh|sn)|កើត|កំណើត) ?$")
_ALWAYS_OPEN = "24/7"
_YEARS_AROUND = 2
"""Further away it is the year somebody was born in."""


@dataclass(frozen=True, slots=True)
class SpokenDay:
    """``month`` is None where it only says which day. Of the moon there is neither."""

    day: date | None = None
    month: Month | None = None
    lunar: bool = False


def read_spoken_day(said: str, line: str, today: date) -> SpokenDay:
    """``said`` is `marked`; ``line``: the words of it. A day without a month, or one of the week,
    is the next one, unless *rồi* or *tuần trước* says that it was the last."""
    if _LUNAR.search(line):
        return SpokenDay(lunar=True)
    day, month = _dated(said, today)
    day = day or _away(line, today) or _weekday(line, today)
    named = _month_named(line)
    month = month or (_month(named, Month.of(today)) if named else None)
    if day is not None:
        return SpokenDay(day, month)
    numbered = _numbered(line)
    if numbered is None:
        return SpokenDay(month=month)
    if month is not None:
        return SpokenDay(made(month.year, month.month, _number(numbered)))
    return SpokenDay(_of_number(numbered, line, today))


# --- As figures ---------------------------------------------------------------------------------


def _dated(said: str, today: date) -> tuple[date | None, Month | None]:
    if "/" not in said and "-" not in said and "." not in said:
        return None, None
    plain = bare(said)
    for found in DATE.finditer(plain):
        if found[0] == _ALWAYS_OPEN or _NO_DATE_AFTER.search(plain, 0, found.start()):
            continue
        parts = [int(part) for part in re.findall(r"\d+", found[0])]
        year = next((part for part in parts if part > 31), None)
        if year is not None and abs(_full(year) - today.year) >= _YEARS_AROUND:
            continue
        if len(parts) == 2 and year is not None:
            return None, Month(year, parts[0] if parts[1] == year else parts[1])
        return _made_of(parts, today), None
    return None, None


def _made_of(parts: list[int], today: date) -> date | None:
    if len(parts) == 2:
        return _nearest_day(parts[0], parts[1], today)
    year, month, day = parts if parts[0] > 31 else reversed(parts)
    return made(_full(year), month, day)


def _full(year: int) -> int:
    return year if year > 99 else 2000 + year


def _nearest_day(day: int, month: int, today: date) -> date | None:
    """*31/12* said in January is behind, *5/1* said in December ahead."""
    days = [one for years in (-1, 0, 1) if (one := made(today.year + years, month, day))]
    return min(days, key=lambda one: abs(one - today), default=None)


# --- In words -----------------------------------------------------------------------------------


def _away(line: str, today: date) -> date | None:
    if counted := _AWAY.search(line):
        number = _in_figures(counted["khmer"] or counted["number"])
        return today + timedelta(days=number if counted["ahead"] or counted["khmer"] else -number)
    for found in _NAMED_DAY.finditer(line):
        if not _is_a_length(line, found.start()):
            return today + timedelta(days=_DAYS_AWAY[folded(found[0])])
    for found in _ONE_WORD.finditer(line):
        word = found[0]
        if _before(line, found.start()) not in _NOT_AFTER[word] | {"mai"} and (
            _after(line, found.end()) not in _NOT_BEFORE[word]
        ):
            return today + timedelta(days=2 if word == "mốt" else 1)
    return None


def _weekday(line: str, today: date) -> date | None:
    for found in (*_WEEKDAY.finditer(line), *_WEEKDAY_KM.finditer(line)):
        alone = not any(found.groups()[1:])
        if alone and _before(line, found.start()) in _ORDINAL:
            continue
        if _after(line, found.end()) in _COUNTED:
            continue
        if found["day"].startswith("thu ") and line != bare(line):
            continue
        return _weekday_meant(found, today)
    return None


def _weekday_meant(found: re.Match[str], today: date) -> date:
    named = folded(found["day"])
    weekday = WEEKDAYS_BARE[named] if named in WEEKDAYS_BARE else WEEKDAYS_BARE[f"ថ្ងៃ{named}"]
    in_this_week = today + timedelta(days=weekday - today.weekday())
    if found["week_this"]:
        return in_this_week
    if found["week_next"]:
        return in_this_week + _WEEK
    if found["week_past"]:
        return in_this_week - _WEEK
    if found["past"]:
        return next_weekday(weekday, today) - _WEEK
    return next_weekday(weekday, today + timedelta(days=1) if found["next"] else today)


def _numbered(line: str) -> re.Match[str] | None:
    for found in _NUMBERED.finditer(line):
        after = _after(line, found.end())
        if found["alone"]:
            fits = _before(line, found.start()) not in _OF_AN_ADDRESS
        else:
            counts = after in _COUNTED or after.isdigit()
            fits = not counts and not _is_a_length(line, found.start())
        if fits:
            return found
    return None


def _number(found: re.Match[str]) -> int:
    return _in_figures(found["number"] or found["alone"] or found["khmer"])


def _in_figures(said: str) -> int:
    return int(said) if said.isdigit() else read_number(said) or 0


def _of_number(found: re.Match[str], line: str, today: date) -> date | None:
    past = found["past"] or found["past_km"] or _before(line, found.start()) in _PAST_BEFORE
    return (last_with if past else next_with)(_number(found), today)


def _month_named(line: str) -> re.Match[str] | None:
    for found in (*_MONTH.finditer(line), *_MONTH_IN_KHMER.finditer(line)):
        counts = found["number"] or found["name"]
        if counts and _after(line, found.end()) in _COUNTED:
            continue
        if not _is_a_length(line, found.start()) or _is_of_a_day(line, found.start()):
            return found
    return None


def _month(found: re.Match[str], this: Month) -> Month | None:
    if found["past"] or found["next"]:
        return this.plus(-1 if found["past"] else 1)
    if found["this"]:
        return this
    number = int(found["number"]) if found["number"] else _month_of_name(found["name"])
    if not 1 <= number <= 12:
        return None
    if found["year"]:
        return Month(int(found["year"]), number)
    if found["year_past"] or found["year_next"]:
        return Month(this.year + (-1 if found["year_past"] else 1), number)
    return _nearest_month(number, this)


def _month_of_name(name: str) -> int:
    return _MONTH_NAMES.index(name) + 1 if name in _MONTH_NAMES else read_number(name) or 0


def _nearest_month(number: int, this: Month) -> Month:
    """Six months away it is the one behind."""
    months = [Month(this.year + years, number) for years in (-1, 0, 1)]
    return min(months, key=lambda one: abs(_count(one) - _count(this)))


def _count(month: Month) -> int:
    return month.year * 12 + month.month


# --- What stands beside it ----------------------------------------------------------------------


def _is_a_length(line: str, at: int) -> bool:
    """*3 ngày*, *mấy tháng*: no day and no month, but how long."""
    *_, further, last = ("", "", *line[:at].split())
    if further in _NUMBERS_THAT_NAME:  # *tháng 12 ngày 5*
        return False
    return last.isdigit() or last in _A_LENGTH


def _is_of_a_day(line: str, at: int) -> bool:
    found = _NUMBERED.search(line)
    return found is not None and found.end() in (at - 1, at)


def _before(line: str, at: int) -> str:
    return (line[:at].split() or [""])[-1]


def _after(line: str, at: int) -> str:
    return line[at:].strip().partition(" ")[0]
