"""Amounts in đồng as people write them: 600k, 600.000, 1tr2, năm trăm ngàn, ៦០ ម៉ឺន."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.words import bare, either_way, marked

HALF_THOUSAND = 500
"""Every amount in đồng is a multiple of it; few codes are."""

_GROUPED = r"[1-9]\d{0,2}(?:[.,]\d{3})+"
_CURRENCY = r"(?:dong(?! *y(?![a-z]))|vnd|d(?![a-z])|ដុង|រៀល|៛|₫)"
DONG = re.compile(
    rf"(?<![\d.,])(?:{_GROUPED}(?![.,]?\d)"
    rf"|(?:{_GROUPED}|[1-9]\d{{0,2}}(?: \d{{3}})+|[1-9]\d{{2,9}})(?= ?{_CURRENCY}))"
)
"""In what is bare; an amount only where it is a multiple of `HALF_THOUSAND`."""

SHORT_AMOUNT = re.compile(
    r"(?<![\d.,])(?:\d{1,4}(?:[.,]\d{1,3})?(?:k|tr)(?![a-z])"
    r"|\d{1,3}(?:[.,]\d{1,3})? ?"
    r"(?:(?:nghin|ngan(?! *hang)|trieu|ty)(?![a-z])|ពាន់|ម៉ឺន|សែន|លាន))"
)

_SHORT = re.compile(
    r"(?<![\d.,])(?P<whole>\d{1,4})(?:[.,](?P<part>\d{1,3}))?(?P<unit>k|tr)(?P<more>\d{1,3})?(?![a-z\d])"
)
_GOT = re.compile(
    r"(?:lanh|nhan|duoc|tien|thieu|hut|con)(?: co| duoc| la)? ([1-9]\d{2,3}000)(?![\d.,]?\d)"
)
"""*Lãnh có 540000*: six or seven digits with nothing beside them may be a bank's code as well."""

_ONES: Mapping[str, int] = {
    **dict.fromkeys(("một", "mốt", "មួយ"), 1),
    **dict.fromkeys(("hai", "ពីរ"), 2),
    **dict.fromkeys(("ba", "បី"), 3),
    **dict.fromkeys(("bốn", "tư", "បួន"), 4),
    **dict.fromkeys(("năm", "lăm", "nhăm", "ប្រាំ"), 5),
    **dict.fromkeys(("sáu", "ប្រាំមួយ"), 6),
    **dict.fromkeys(("bảy", "bẩy", "ប្រាំពីរ", "ប្រាំពិល"), 7),
    **dict.fromkeys(("tám", "ប្រាំបី"), 8),
    **dict.fromkeys(("chín", "ប្រាំបួន"), 9),
}
_TENS: Mapping[str, int] = {
    "ម្ភៃ": 20,
    "សាមសិប": 30,
    "សែសិប": 40,
    "ហាសិប": 50,
    "ហុកសិប": 60,
    "ចិតសិប": 70,
    "ប៉ែតសិប": 80,
    "កៅសិប": 90,
}
_TIMES: Mapping[str, int] = {
    **dict.fromkeys(("mười", "mươi", "chục", "ដប់"), 10),
    **dict.fromkeys(("trăm", "រយ"), 100),
    **dict.fromkeys(("ngàn", "nghìn", "ពាន់"), 1_000),
    "ម៉ឺន": 10_000,
    "សែន": 100_000,
    **dict.fromkeys(("triệu", "លាន"), 1_000_000),
    **dict.fromkeys(("tỷ", "tỉ"), 1_000_000_000),
}
_THOUSAND, _MILLION = 1_000, 1_000_000
_HALF, _AND = "rưỡi", ("linh", "lẻ")


def _both(said: Mapping[str, int]) -> dict[str, int]:
    return {form: value for word, value in said.items() for form in (marked(word), _plain(word))}


def _plain(word: str) -> str:
    return bare(marked(word))


_VALUES, _FACTORS = _both({**_ONES, **_TENS}), _both(_TIMES)
_KNOWN = sorted(map(marked, (*_ONES, *_TENS, *_TIMES, _HALF, *_AND)), key=len, reverse=True)
_NO_LETTER = r"(?![^\W\d_\u1780-\u17d3])"  # of Latin script: Khmer writes its words together
_ONE = either_way(f"(?:{'|'.join(_KNOWN)})") + _NO_LETTER
_FIGURES = r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,3})?(?![\d/:]|[.,]\d)"
_NO_LETTER_BEFORE = r"(?<![^\W\d_\u1780-\u17d3])"
_RUN = re.compile(rf"{_NO_LETTER_BEFORE}(?:{_FIGURES}|{_ONE})(?: ?(?:{_FIGURES}|{_ONE}))*")
_TOKEN = re.compile(rf"{_FIGURES}|{_ONE}")
_UNSURE = re.compile(either_way("(?:vài|mấy|chừng mấy|hơn) ?$"))
_BANK = re.compile(either_way(" ?hàng(?![a-z])"))
_COUNTED = re.compile(either_way(" ?(?:người|suất|hộ|lần|ngày|tháng|tuổi|đứa|con|cái)(?![a-z])"))
_ANY_UNIT = re.compile(either_way("ngàn|nghìn|triệu|tỷ|tỉ|ពាន់|ម៉ឺន|សែន|លាន"))


@dataclass(frozen=True, slots=True)
class _Amount:
    start: int
    dong: int


def read_dong(said: str) -> int | None:
    """The first amount in what is `marked`; no year, phone, date or code is one."""
    found = [one for one in (*_in_figures(bare(said)), *_in_words(said)) if one.dong > 0]
    return min(found, key=lambda one: one.start).dong if found else None


def read_number(said: str) -> int | None:
    """*Hai mươi lăm*, ប្រាំ: a number in words alone, `marked`."""
    return _value(_TOKEN.findall(said)) if _RUN.fullmatch(said) else None


def _in_figures(plain: str) -> Sequence[_Amount]:
    if not any(map(str.isdigit, plain)):
        return ()
    found = [
        _Amount(one.start(), _short(one["whole"], one["part"], one["unit"], one["more"]))
        for one in _SHORT.finditer(plain)
    ]
    found += [_Amount(one.start(), int(re.sub(r"\D", "", one[0]))) for one in DONG.finditer(plain)]
    found += [_Amount(one.start(1), int(one[1])) for one in _GOT.finditer(plain)]
    return [one for one in found if one.dong % HALF_THOUSAND == 0]


def _short(whole: str, part: str | None, unit: str, more: str | None) -> int:
    """*1tr2* is *1,2tr*, and *1.200k* is 1200 thousand."""
    if unit == "k":
        grouped = part is not None and len(part) == 3
        return int(whole + (part or "")) * (_THOUSAND if grouped or not part else 0)
    behind = more or part or "0"
    return int(whole) * _MILLION + int(behind.ljust(6, "0"))


def _in_words(said: str) -> Sequence[_Amount]:
    if not _ANY_UNIT.search(said):
        return ()
    return [
        _Amount(run.start(), value)
        for run in _RUN.finditer(said)
        if not _UNSURE.search(said, 0, run.start()) and (value := _amount(said, run)) is not None
    ]


def _amount(said: str, run: re.Match[str]) -> int | None:
    tokens = _TOKEN.findall(run[0])
    if _BANK.match(said, run.end()):
        tokens = tokens[:-1]
    elif _COUNTED.match(said, run.end()) and tokens[-1] not in _FACTORS:
        tokens = tokens[:-1]  # *một triệu, 2 người*
    values = (_value(tokens[start:]) for start in range(len(tokens)))  # *tháng 11 600 ngàn*
    value = next((one for one in values if one is not None), 0)
    return value if value >= _THOUSAND and value % HALF_THOUSAND == 0 else None


def _value(tokens: Sequence[str]) -> int | None:
    """None of words in no order of a number, such as a factor with nothing before it."""
    total, group, ones, last = 0.0, 0.0, 0.0, 0
    for token in tokens:
        factor = _FACTORS.get(token)
        if bare(token) == _plain(_HALF):
            group += last / 2
        elif factor is None and bare(token) not in map(_plain, _AND):
            if ones:
                return None
            ones = _worth(token)
        elif factor is not None and factor < _THOUSAND:
            if not ones and factor != 10:
                return None
            group, ones, last = group + (ones or 1) * factor, 0.0, factor
        elif factor is not None:
            if not group + ones:
                return None
            total, group, ones, last = total + (group + ones) * factor, 0.0, 0.0, factor
    return round(total + _behind(group, ones, last, total))


def _behind(group: float, ones: float, last: int, total: float) -> float:
    """After a million, *hai* is two hundred thousand, and so is *hai trăm*."""
    if total and last == _MILLION and not group:
        return ones * _MILLION / 10
    if total >= _MILLION and 100 <= group < _THOUSAND:
        return (group + ones) * _THOUSAND
    return group + ones


def _worth(token: str) -> float:
    if token in _VALUES:
        return _VALUES[token]
    return float(token.replace(",", "."))
