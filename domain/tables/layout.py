"""The tables as they stand on paper: titles, merged heads, column letters, lines, notes.

It is the official form of report 3010, so its words are Vietnamese here and in no catalogue. What
prints it (terminal, workbook, document) adds nothing of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.tables import numbers
from domain.tables.numbers import Kind
from domain.tables.shapes import TOTAL, OpenedRow, PaidRow, SpentRow, State, Table, Tables
from domain.text import Month

_TITLE = "BIỂU TỔNG HỢP"
_WRITTEN_OUT = 4
Row = TypeVar("Row", bound="OpenedRow | PaidRow | SpentRow")


@dataclass(frozen=True, slots=True)
class Head:
    """A cell over columns and rows of the head, each counted from 0."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """``letter`` as it stands beneath the head: ``A``, ``1``, ``2 = 4+5+6``. ``key``: the column's
    name in JSON, of a month ``2023-07``, of its money ``2023-07.amount``."""

    letter: str
    key: str
    kind: Kind
    width: int


@dataclass(frozen=True, slots=True)
class Cell:
    """``printed`` as on paper, ``number`` for who adds up: a count, đồng, or None of words and
    rates. ``computed``: what stands beside a printed figure that says otherwise, else empty."""

    printed: str
    number: int | None = None
    computed: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """``cells`` for all columns; of the last line, whose ``unit`` is ``total``, the first stands
    over two and the second is empty."""

    unit: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One table. ``footnotes`` say what is counted, which the heads leave open."""

    table: Table
    number: str
    titles: tuple[str, ...]
    as_of: str
    heads: tuple[Head, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    footnotes: tuple[str, ...]

    @property
    def head_rows(self) -> int:
        return max(one.row + one.rows for one in self.heads)


def forms(tables: Tables) -> tuple[Form, Form, Form]:
    return _opened(tables), _paid(tables), _spent(tables)


# --- Biểu 01 ------------------------------------------------------------------------------------


def _opened(tables: Tables) -> Form:
    before = any(row.before for row in tables.opened)
    names = [month_name(one, tables.months) for one in tables.months]
    parts = ([f"Trước tháng {names[0]} (*)"] if before else []) + names
    keys = (["before"] if before else []) + [str(one) for one in tables.months]
    letters = [str(number) for number in range(4, 4 + len(parts))]
    return Form(
        Table.OPENED,
        "Biểu 01",
        (_TITLE, "Kết quả mở tài khoản nhận trợ cấp cho đối tượng bảo trợ xã hội"),
        _as_of(tables),
        (
            *_unit_heads(2),
            Head("Tổng số đối tượng hưởng", 0, 2, rows=2),
            Head("Tổng số đối tượng được mở TK nhận trợ cấp", 0, 3, rows=2),
            Head("Tỷ lệ (%)", 0, 4, rows=2),
            *_month_heads(parts),
            Head("Ghi chú", 0, 5 + len(parts), rows=2),
        ),
        (
            *_unit_columns(),
            Column("1", "total", Kind.COUNT, 13),
            Column(f"2 = {_sum_of(letters)}", "accounts", Kind.COUNT, 15),
            Column("3 = 2/1", "rate", Kind.RATE, 9),
            *_month_columns(letters, keys),
            Column(str(4 + len(parts)), "without_account", Kind.WORDS, 24),
        ),
        tuple(_lines(tables.opened, lambda row: _opened_cells(row, before), "Tổng")),
        (
            f"Cột 1: người đang hưởng trong tháng {names[-1]}. Cột 2 và các tháng: người trong số "
            "đó có tài khoản của mình, theo tháng mở.",
            *(["(*) Hoặc không rõ ngày mở."] if before else []),
        ),
    )


def _opened_cells(row: OpenedRow, before: bool) -> Iterator[Cell]:
    yield _count(row.total)
    yield _count(row.accounts)
    yield Cell(numbers.rate(row.rate))
    if before:
        yield _count(row.before)
    yield from map(_count, row.months.values())
    yield Cell(without_account(row.without_account), row.without_account)


def without_account(people: int) -> str:
    """The note of Biểu 01."""
    return f"{numbers.count(people)} chưa có TK"


# --- Biểu 02 ------------------------------------------------------------------------------------


def _paid(tables: Tables) -> Form:
    names = [month_name(one, tables.months) for one in tables.months]
    letters = [str(number) for number in range(4, 4 + len(names))]
    accounts = {row.unit: row for row in tables.opened}
    return Form(
        Table.PAID,
        "Biểu 02",
        (_TITLE, "Kết quả chi trả qua tài khoản nhận trợ cấp cho đối tượng bảo trợ xã hội"),
        _as_of(tables),
        (
            *_unit_heads(2),
            Head("Tổng số đối tượng có tài khoản", 0, 2, rows=2),
            Head("Tổng số đối tượng được chi trả qua TK", 0, 3, rows=2),
            Head("Tỷ lệ (%)", 0, 4, rows=2),
            *_month_heads(names),
            Head("Ghi chú", 0, 5 + len(names), rows=2),
        ),
        (
            *_unit_columns(),
            Column("1", "accounts", Kind.COUNT, 13),
            Column(f"2 = {letters[-1]}", "paid", Kind.COUNT, 15),
            Column("3 = 2/1", "rate", Kind.RATE, 9),
            *_month_columns(letters, [str(one) for one in tables.months]),
            Column(str(4 + len(names)), "note", Kind.WORDS, 38),
        ),
        tuple(
            _lines(
                tables.paid,
                lambda row: _paid_cells(row, accounts[row.unit], tables.months),
                "Tổng số",
            )
        ),
        (
            f"Cột 1: người có tài khoản. Cột 2 và các tháng: suất chi trả đã vào tài khoản; cột 2 "
            f"là của tháng {names[-1]}, không phải tổng các tháng.",
            _LIST_MONTH,
        ),
    )


def _paid_cells(row: PaidRow, opened: OpenedRow, months: Sequence[Month]) -> Iterator[Cell]:
    yield _count(row.accounts)
    yield _count(row.paid)
    yield Cell(numbers.rate(row.rate))
    yield from map(_count, row.months.values())
    yield Cell("; ".join(_paid_notes(row, opened, months)))


def _paid_notes(row: PaidRow, opened: OpenedRow, months: Sequence[Month]) -> Iterator[str]:
    if row.unpaid:
        name = month_name(months[-1], months)
        yield f"{numbers.count(row.unpaid)} tài khoản chưa thấy chi trả tháng {name}"
    for month, paid in row.months.items():
        if paid > opened.opened_by(month):
            name, by = month_name(month, months), numbers.count(opened.opened_by(month))
            yield f"tháng {name} có {numbers.count(paid)} suất qua {by} tài khoản (nhận thay)"


# --- Biểu 03 ------------------------------------------------------------------------------------


def _spent(tables: Tables) -> Form:
    """Its column numbers leave out 3, as the report's do."""
    names = [month_name(one, tables.months) for one in tables.months]
    total = tables.spent[-1]
    money = _sum_of([str(5 + 2 * nth) for nth in range(len(names))])
    estimated = any(one.state is State.ESTIMATE for one in total.months.values())
    return Form(
        Table.SPENT,
        "Biểu 03",
        (
            _TITLE,
            "Kết quả thanh quyết toán chi trả qua tài khoản nhận trợ cấp cho đối tượng bảo trợ "
            "xã hội",
        ),
        _as_of(tables),
        (
            *_unit_heads(2),
            Head("Tổng số đối tượng được chi trả tài khoản", 0, 2, rows=2),
            Head("Tổng kinh phí chi trả (triệu đồng)", 0, 3, rows=2),
            *(
                head
                for nth, month in enumerate(tables.months)
                for head in _spent_heads(names[nth], total.months[month].state, 4 + 2 * nth)
            ),
            Head("Ghi chú", 0, 4 + 2 * len(names), rows=2),
        ),
        (
            *_unit_columns(),
            Column("1", "paid", Kind.COUNT, 13),
            Column(f"2 = {money}", "amount", Kind.MILLIONS, 15),
            *(
                column
                for nth, month in enumerate(tables.months)
                for column in (
                    Column(str(4 + 2 * nth), f"{month}.count", Kind.COUNT, 11),
                    Column(str(5 + 2 * nth), f"{month}.amount", Kind.MILLIONS, 13),
                )
            ),
            Column(str(4 + 2 * len(names)), "note", Kind.WORDS, 20),
        ),
        tuple(_lines(tables.spent, lambda row: _spent_cells(row, tables.months), "Tổng số")),
        (
            f"Cột 1: suất chi trả của tháng {names[-1]}. Cột 2: tiền của cả {len(names)} tháng"
            f"{', gồm tháng còn là số ước' if estimated else ''}.",
            _LIST_MONTH,
        ),
    )


def _spent_heads(name: str, state: State, column: int) -> Iterator[Head]:
    estimate = f" ({STATES[state]})" if state is State.ESTIMATE else ""
    yield Head(f"Tháng {name}{estimate}", 0, column, columns=2)
    yield Head("Số đối tượng", 1, column)
    yield Head("Số tiền (triệu đồng)", 1, column + 1)


def _spent_cells(row: SpentRow, months: Sequence[Month]) -> Iterator[Cell]:
    yield _count(row.paid)
    yield _money(row.amount)
    for one in row.months.values():
        yield _count(one.count)
        yield _money(one.amount)
    back_paid = [month_name(one, months) for one in months if row.months[one].arrears]
    yield Cell(f"Có truy lĩnh: tháng {', '.join(back_paid)}" if back_paid else "")


# --- What they share ----------------------------------------------------------------------------

STATES: Mapping[State, str] = {
    State.ESTIMATE: "ước thực hiện",
    State.SETTLED: "đã quyết toán",
}

_LIST_MONTH = "Tháng là tháng của danh sách chi trả."


def month_name(month: Month, months: Sequence[Month]) -> str:
    """``7``; with its year where the months are of several."""
    several = months[0].year != months[-1].year
    return f"{month.month}/{month.year}" if several else str(month.month)


def _sum_of(letters: Sequence[str]) -> str:
    """``4+5+6``; of more than a head has room for, ``4+5+…+15``."""
    if len(letters) <= _WRITTEN_OUT:
        return "+".join(letters)
    return f"{letters[0]}+{letters[1]}+…+{letters[-1]}"


def _as_of(tables: Tables) -> str:
    day = tables.as_of
    return f"(Tính đến ngày {day.day}/{day.month}/{day.year})"


def _unit_heads(rows: int) -> tuple[Head, ...]:
    return Head("STT", 0, 0, rows=rows), Head("Tên đơn vị", 0, 1, rows=rows)


def _unit_columns() -> tuple[Column, ...]:
    return Column("A", "number", Kind.WORDS, 6), Column("B", "unit", Kind.WORDS, 24)


def _month_heads(names: Sequence[str]) -> Iterator[Head]:
    yield Head("Tháng", 0, 5, columns=len(names))
    for nth, name in enumerate(names):
        yield Head(name, 1, 5 + nth)


def _month_columns(letters: Sequence[str], keys: Sequence[str]) -> Iterator[Column]:
    for letter, key in zip(letters, keys, strict=True):
        yield Column(letter, key, Kind.COUNT, 10)


def _lines(
    rows: Sequence[Row], cells: Callable[[Row], Iterable[Cell]], total: str
) -> Iterator[Line]:
    for nth, row in enumerate(rows, start=1):
        if row.unit == TOTAL:
            yield Line(TOTAL, (Cell(total), Cell(""), *cells(row)))
        else:
            yield Line(row.unit, (Cell(str(nth), nth), Cell(row.unit), *cells(row)))


def _count(number: int) -> Cell:
    return Cell(numbers.count(number), number)


def _money(dong: int) -> Cell:
    return Cell(numbers.millions(dong), dong)
