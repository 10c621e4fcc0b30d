"""What part IV of the report says of its tables, as values for the places of a template.

It is the official form of report 3010, so its words are Vietnamese here and in no catalogue, as
those of `domain.tables.layout` are. Every figure in them stands in a table too, or is told by
`Cash`; money that is an estimate is never called settled (DOMAIN.md §10.6, C10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from domain.tables import numbers
from domain.tables.findings import Finding, difference
from domain.tables.layout import month_name
from domain.tables.numbers import Kind
from domain.tables.reported import kind_of
from domain.tables.shapes import MonthSpent, OpenedRow, PaidRow, SpentRow, State, Table, Tables
from domain.text import Month

_FEW = 3
"""So many units or months are named one by one in a title."""

Row = TypeVar("Row", bound="OpenedRow | PaidRow | SpentRow")


@dataclass(frozen=True, slots=True)
class Cash:
    """``listed``: payments of the last month on lists of cash. ``collected``: people without an
    account who have got theirs."""

    listed: int
    collected: int


def in_words(tables: Tables, cash: Cash) -> dict[str, str]:
    """By the name that a template calls them: Vietnamese without marks, so that whoever edits it
    can type it in any way of writing."""
    opened, paid, spent = tables.opened[-1], tables.paid[-1], tables.spent[-1]
    day, last = tables.as_of, tables.months[-1]
    return {
        "ky_bao_cao": _months(tables.months),
        "ngay_so_lieu": f"{day.day}/{day.month}/{day.year}",
        "thang_cuoi": f"{last.month}/{last.year}",
        "dia_ban": _area([row.unit for row in tables.opened[:-1]]),
        "tong_so_nguoi": numbers.count(opened.total),
        "so_tai_khoan": numbers.count(opened.accounts),
        "ty_le_mo": _rate(opened.rate),
        "mo_theo_don_vi": _by_unit(tables.opened, _opened),
        "mo_theo_thang": _opened_by_month(opened, tables.months),
        "so_chi": numbers.count(paid.paid),
        "ty_le_chi": _rate(paid.rate),
        "chi_theo_don_vi": _by_unit(tables.paid, _paid),
        "chua_co_tai_khoan": numbers.count(opened.without_account),
        "chua_co_tai_khoan_theo_don_vi": _by_unit(
            tables.opened, lambda row: numbers.count(row.without_account)
        ),
        "tien_mat": _cash(cash, last),
        "chua_thay_chi": numbers.count(paid.unpaid),
        "chua_thay_chi_theo_don_vi": _by_unit(tables.paid, lambda row: numbers.count(row.unpaid)),
        "quyet_toan": " ".join(_settlement(spent, tables.months)),
    }


def units_of(tables: Tables) -> tuple[str, ...]:
    return tuple(row.unit for row in tables.opened[:-1])


def difference_of(one: Finding) -> str:
    """What is printed less what is computed; empty where these are not two numbers."""
    for kind in _kinds(one):
        reported, computed = (numbers.read(kind, said) for said in (one.reported, one.computed))
        if reported and computed and reported.value != computed.value:
            return difference(kind, reported.value, computed.value)
    return ""


def _kinds(one: Finding) -> Sequence[Kind]:
    if one.table not in set(Table):
        return (Kind.COUNT, Kind.RATE)
    try:
        kind = kind_of(Table(one.table), one.column)
    except KeyError:  # the state of a month, the name of a unit
        return ()
    return (Kind.COUNT,) if kind is Kind.WORDS else (kind,)


# --- Names --------------------------------------------------------------------------------------


def _months(months: Sequence[Month]) -> str:
    first, last = months[0], months[-1]
    if first.year != last.year:
        return f"từ tháng {first.month}/{first.year} đến tháng {last.month}/{last.year}"
    if len(months) > _FEW:
        return f"từ tháng {first.month} đến tháng {last.month} năm {last.year}"
    return f"tháng {', '.join(str(one.month) for one in months)} năm {last.year}"


def _area(units: Sequence[str]) -> str:
    if len(units) > _FEW:
        return "các phường, xã nêu tại biểu kèm theo"
    *others, last = map(_in_a_sentence, units)
    return f"{', '.join(others)} và {last}" if others else last


def _in_a_sentence(unit: str) -> str:
    return unit[:1].lower() + unit[1:]


# --- Figures ------------------------------------------------------------------------------------


def _rate(rate: Decimal | None) -> str:
    return numbers.NOTHING if rate is None else f"{numbers.rate(rate)}%"


def _by_unit(rows: Sequence[Row], said: Callable[[Row], str]) -> str:
    return "; ".join(f"{_in_a_sentence(row.unit)} {said(row)}" for row in rows[:-1])


def _opened(row: OpenedRow) -> str:
    counts = f"{numbers.count(row.accounts)}/{numbers.count(row.total)} đối tượng"
    return f"{counts}, tỷ lệ {_rate(row.rate)}"


def _paid(row: PaidRow) -> str:
    counts = f"{numbers.count(row.paid)} suất/{numbers.count(row.accounts)} tài khoản"
    return f"{counts}, tỷ lệ {_rate(row.rate)}"


def _opened_by_month(row: OpenedRow, months: Sequence[Month]) -> str:
    parts = [
        f"tháng {month_name(month, months)}: {numbers.count(row.months[month])}" for month in months
    ]
    if row.before:
        parts.insert(0, f"trước đó hoặc không rõ ngày: {numbers.count(row.before)}")
    return "; ".join(parts)


def _cash(cash: Cash, month: Month) -> str:
    if not cash.listed:
        return f"[chưa có danh sách chi tiền mặt tháng {month.month}/{month.year} trong dữ liệu]"
    return f"{numbers.count(cash.collected)} đối tượng đã nhận tiền mặt"


def _settlement(total: SpentRow, months: Sequence[Month]) -> Iterator[str]:
    """What is settled and what is an estimate, each under its own name, and their sum."""
    settled = _spent_in(total, months, State.SETTLED)
    estimated = _spent_in(total, months, State.ESTIMATE)
    without = [month_name(one, months) for one in months if not total.months[one].count]
    if settled:
        yield f"Đã quyết toán: {'; '.join(settled)}."
    if estimated:
        yield f"Ước thực hiện, chưa quyết toán: {'; '.join(estimated)}."
    if without:
        yield f"Tháng {', '.join(without)}: chưa có suất chi trả qua tài khoản trong dữ liệu."
    among = ", gồm cả số ước thực hiện" if estimated else ""
    yield f"Tổng kinh phí chi trả qua tài khoản {numbers.millions(total.amount)} triệu đồng{among}."


def _spent_in(total: SpentRow, months: Sequence[Month], state: State) -> list[str]:
    return [
        f"tháng {month_name(month, months)}: {_spent(total.months[month])}"
        for month in months
        if total.months[month].state is state and total.months[month].count
    ]


def _spent(one: MonthSpent) -> str:
    arrears = f" (có truy lĩnh {numbers.millions(one.arrears)})" if one.arrears else ""
    return f"{numbers.count(one.count)} suất, {numbers.millions(one.amount)} triệu đồng{arrears}"
