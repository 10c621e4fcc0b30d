"""Biểu 01, 02 and 03: they come out of the records as the report has them, what was misprinted put
right, and the checks find in the printed ones what was misprinted, and nothing else."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import AsyncIterator, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import build
from domain.account import AccountState
from domain.payout import Stage, Way
from domain.place import REFORM, UnitKey
from domain.tables import numbers
from domain.tables.checks import CHECKS, RECORDS, findings
from domain.tables.counting import By, months_from, state_of, usual_by
from domain.tables.findings import Beside, Finding, Level
from domain.tables.layout import forms
from domain.tables.numbers import Kind
from domain.tables.reported import NotATree, grids_of, read_tree
from domain.tables.shapes import (
    TOTAL,
    MonthSpent,
    OpenedRow,
    PaidRow,
    SpentRow,
    State,
    Table,
    Tables,
    with_totals,
)
from domain.tables.tree import tree_of
from domain.text import Month
from handlers.language import Listener, say
from storage.table_counts import count_tables
from storage.tables import account, payment
from tests.house import settings
from tests.lists_village import MONTH, STANDARD, Village

CHAU_DOC, TINH_BIEN = "Thành phố Châu Đốc", "Thị xã Tịnh Biên"
JULY, AUGUST, SEPTEMBER = MONTHS = months_from(Month(2023, 7), Month(2023, 9))
TENTH = date(2023, 9, 10)
STANDARDS = {Month(2021, 7): 360_000, Month(2024, 7): 500_000, Month(2026, 7): 540_000}
PRINTED = json.loads(
    (Path(__file__).parent / "report" / "printed_2023.json").read_text(encoding="utf-8")
)


def opened(unit: str, total: int, *months: int) -> OpenedRow:
    return OpenedRow(unit, total, dict(zip(MONTHS, months, strict=True)))


def paid(unit: str, accounts: int, unpaid: int, *months: int) -> PaidRow:
    return PaidRow(unit, accounts, dict(zip(MONTHS, months, strict=True)), unpaid)


def spent(unit: str, *months: tuple[int, int]) -> SpentRow:
    """Thousands of đồng; September's is an estimate."""
    states = (State.SETTLED, State.SETTLED, State.ESTIMATE)
    return SpentRow(
        unit,
        {
            month: MonthSpent(count, thousands * 1000, state)
            for month, (count, thousands), state in zip(MONTHS, months, states, strict=True)
        },
    )


REPORT = with_totals(
    MONTHS,
    TENTH,
    [opened(CHAU_DOC, 4065, 182, 0, 396), opened(TINH_BIEN, 5605, 355, 353, 312)],
    [paid(CHAU_DOC, 578, 169, 182, 182, 409), paid(TINH_BIEN, 1020, 316, 370, 355, 704)],
    [
        spent(CHAU_DOC, (182, 86_220), (182, 85_500), (409, 199_980)),
        spent(TINH_BIEN, (370, 183_960), (355, 179_640), (704, 358_560)),
    ],
)
"""The report's rows with its misprints put right (DOMAIN.md §10)."""


# --- Out of the records -------------------------------------------------------------------------


async def counted(url: str, by: By, months: tuple[Month, ...] = MONTHS) -> Tables:
    app = build(settings(url))
    found = await count_tables(app.database, months, TENTH, by)
    await app.close()
    return found.tables


async def test_the_demo_gives_the_reports_rows_to_the_last_figure(url: str) -> None:
    assert await counted(url, By.OLD) == REPORT


async def test_by_todays_units_they_add_up_to_the_same_and_the_divided_commune_stands_alone(
    sqlite_url: str,
) -> None:
    tables = await counted(sqlite_url, By.UNIT)
    units = [row.unit for row in tables.opened]
    assert units == [
        *("Phường Châu Đốc", "Phường Vĩnh Tế", "Phường Thới Sơn", "Phường Chi Lăng"),
        *("Phường Tịnh Biên", "Xã An Cư", "Xã Núi Cấm", "Xã Vĩnh Châu (cũ, chưa rõ khóm, ấp)"),
        TOTAL,
    ]
    for ours, whole in (
        (tables.opened, REPORT.opened),
        (tables.paid, REPORT.paid),
        (tables.spent, REPORT.spent),
    ):
        assert ours[-1] == whole[-1]
        assert len(ours) == len(units)


async def test_accounts_of_before_the_first_month_have_a_column_of_their_own(
    sqlite_url: str,
) -> None:
    tables = await counted(sqlite_url, By.OLD, (AUGUST, SEPTEMBER))
    assert [row.before for row in tables.opened] == [182, 355, 537]
    assert [row.accounts for row in tables.opened] == [578, 1020, 1598]
    form = forms(tables)[0]
    assert [column.letter for column in form.columns] == [
        *("A", "B", "1", "2 = 4+5+6", "3 = 2/1", "4", "5", "6", "7")
    ]


async def test_only_what_has_arrived_by_the_day_counts_and_what_is_under_way_is_an_estimate(
    url: str,
) -> None:
    async with commune(url) as here:
        before = await totals(here, date(2026, 6, 30))
        for stage in (Stage.CREDITED, Stage.COLLECTED, Stage.SENT, Stage.FAILED, Stage.RETURNED):
            whom = await here.lives(way=Way.ACCOUNT)
            into = await here.has_account(whom)
            reason = "account_inactive" if stage is Stage.FAILED else None
            made = await here.is_paid(whom, into=into, stage=stage, reason=reason)
            if stage is Stage.SENT:
                late = {"stage": Stage.CREDITED.value, "stage_on": date(2026, 7, 2)}
                await here.alters(payment, made, **late)
        await here.is_paid(await here.lives(), stage=Stage.COLLECTED)
        now = await totals(here, date(2026, 6, 30))
        later = await totals(here, date(2026, 7, 2))
    assert now[0].total - before[0].total == 6
    assert now[0].accounts - before[0].accounts == now[0].before - before[0].before == 5
    assert now[1].unpaid - before[1].unpaid == 3
    assert now[2].months[MONTH] == MonthSpent(2, 2 * STANDARD, State.ESTIMATE)
    assert later[2].months[MONTH] == MonthSpent(3, 3 * STANDARD, State.SETTLED)


async def test_a_person_is_counted_once_by_their_first_account_that_is_there(url: str) -> None:
    last_day = date(2026, 5, 31)
    async with commune(url) as here:
        before = (await totals(here, last_day))[0]
        twice, closed, waits, late, new = [await here.lives() for _ in range(5)]
        gone = await here.lives(until=MONTH.plus(-1))
        await has_account(here, twice, date(2026, 4, 2))
        await has_account(here, twice, date(2026, 5, 2))
        await has_account(here, closed, date(2026, 5, 2), AccountState.CLOSED)
        await here.has_account(waits, AccountState.DETAILS_COLLECTED)
        await has_account(here, gone, date(2026, 5, 2))
        await has_account(here, late, date(2026, 6, 1))
        await has_account(here, new, last_day)
        now = (await totals(here, last_day))[0]
    assert now.total - before.total == 5
    assert now.before - before.before == 1
    assert now.months[MONTH] - before.months[MONTH] == 1


async def test_arrears_are_money_of_the_month_and_a_list_that_holds_no_more_is_none(
    sqlite_url: str,
) -> None:
    async with commune(sqlite_url) as here:
        whom = await here.lives(way=Way.ACCOUNT)
        into, credited = await here.has_account(whom), Stage.CREDITED
        await here.is_paid(whom, into=into, stage=credited, arrears=60_000)
        replaced = await here.makes_list(Way.ACCOUNT, active=False)
        await here.is_paid(whom, into=into, stage=credited, on=replaced)
        row = (await totals(here, date(2026, 6, 30)))[2]
    assert row.months[MONTH] == MonthSpent(1, STANDARD + 60_000, State.SETTLED, 60_000)
    assert row.amount == STANDARD + 60_000


@pytest.mark.parametrize(
    ("as_of", "under_way", "state"),
    [
        (date(2023, 9, 10), 0, State.ESTIMATE),
        (date(2023, 9, 29), 0, State.ESTIMATE),
        (date(2023, 9, 30), 0, State.SETTLED),
        (date(2023, 10, 3), 0, State.SETTLED),
        (date(2023, 10, 3), 1, State.ESTIMATE),
    ],
)
def test_money_is_an_estimate_until_the_month_is_over_and_all_is_known(
    as_of: date, under_way: int, state: State
) -> None:
    assert state_of(SEPTEMBER, as_of, under_way) is state


def test_rows_are_by_the_units_that_there_were_on_the_day() -> None:
    assert usual_by(TENTH) is By.OLD
    assert usual_by(date(2025, 7, 1)) is By.UNIT


# --- Rounding and totals ------------------------------------------------------------------------


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_rate_is_rounded_half_up_from_the_integers(part: int, whole: int) -> None:
    rate = numbers.percent(part, whole)
    assert rate is not None
    exact = Fraction(100 * part, whole)
    assert Fraction(-1, 200) < Fraction(rate) - exact <= Fraction(1, 200)
    assert rate.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [
        (578, 4065, "14.22"),
        (1020, 5605, "18.20"),
        (1598, 9670, "16.53"),
        (1, 800, "0.13"),
        (0, 5, "0.00"),
    ],
)
def test_rates_of_the_report_and_the_half_itself(part: int, whole: int, rate: str) -> None:
    assert numbers.percent(part, whole) == Decimal(rate)


def test_of_nothing_there_is_no_rate() -> None:
    assert numbers.percent(0, 0) is None
    assert numbers.rate(None) == "–"


@st.composite
def any_tables(draw: st.DrawFn) -> Tables:
    """As records could give them: of each payment one to three standard amounts, in halves."""
    count = st.integers(0, 3000)
    rows = draw(st.integers(1, 4))
    units = [f"Xã {nth}" for nth in range(rows)]
    accounts = [opened(unit, 9999, *(draw(count) for _ in MONTHS)) for unit in units]
    payments = [
        {month: draw(st.integers(0, row.opened_by(month))) for month in MONTHS} for row in accounts
    ]
    return with_totals(
        MONTHS,
        TENTH,
        accounts,
        [
            PaidRow(row.unit, row.accounts, of, row.accounts - of[SEPTEMBER])
            for row, of in zip(accounts, payments, strict=True)
        ],
        [
            SpentRow(
                unit,
                {
                    month: MonthSpent(
                        number,
                        180_000 * draw(st.integers(2 * number, 6 * number)),
                        State.SETTLED,
                    )
                    for month, number in of.items()
                },
            )
            for unit, of in zip(units, payments, strict=True)
        ],
    )


@given(any_tables())
def test_every_column_adds_up_and_computed_tables_pass_their_own_checks(tables: Tables) -> None:
    for rows in (tables.opened, tables.paid, tables.spent):
        *parts, total = rows
        for month in MONTHS:
            counts = [_number(row.months[month]) for row in parts]
            assert _number(total.months[month]) == sum(counts)
    found = compared(tree_of(tables, (), str), tables)
    assert {one.check for one in found} <= {"C9", "C12"}
    assert compared(printed(tables), tables, level=Level.ERROR) == []


def _number(cell: int | MonthSpent) -> int:
    return cell if isinstance(cell, int) else cell.count


# --- Against what is printed --------------------------------------------------------------------


def compared(tree: object, tables: Tables = REPORT, level: Level | None = None) -> list[Finding]:
    grids = grids_of(tables)
    reported = read_tree(tree, grids[Table.OPENED].units)
    found = findings(Beside(reported, grids, STANDARDS))
    return [one for one in found if level in (None, one.level)]


def printed(tables: Tables) -> dict[str, Any]:
    """Tables as somebody would print them, with a head that is right."""
    grids = grids_of(tables)
    tree: dict[str, Any] = {}
    for table, grid in grids.items():
        rows = []
        for unit in grid.rows:
            row: dict[str, Any] = {"unit": unit, "months": {}}
            for (of, column), figure in grid.figures.items():
                name, dot, part = column.partition(".")
                if of != unit:
                    continue
                if dot:
                    row["months"].setdefault(name, {})[part] = figure.printed
                elif name[:2] == "20":
                    row["months"][name] = figure.printed
                else:
                    row[column] = figure.printed
            rows.append(row)
        tree[table.value] = {"rows": rows, "formula": "2 = 6", "counts": "payments"}
    return tree


AUGUST_COUNT, AMOUNT = "2023-08.count", "amount"
E = {
    # DOMAIN.md §10.2
    "E1": {
        ("C1", "bieu_01", TOTAL, "accounts"),
        ("C2", "bieu_01", TOTAL, "2023-09"),
    },
    "E2": {("C3", "bieu_01", TINH_BIEN, "rate")},
    "E3": {("C3", "bieu_01", TOTAL, "rate")},
    # §10.3
    "E4": {("C1", "bieu_02", unit, "paid") for unit in (CHAU_DOC, TINH_BIEN, TOTAL)},
    "E5": {("C5", "bieu_02", unit, "2023-08") for unit in (TINH_BIEN, TOTAL)},
    "E6": {("C6", "bieu_02", TINH_BIEN, "2023-07")},
    "E7": {
        ("C12", "bieu_02", TINH_BIEN, "2023-08"),
        ("C12", "bieu_03", TINH_BIEN, AUGUST_COUNT),
        ("C12", "bieu_01", TOTAL, "2023-09"),
    },
    "E8": {("C13", "bieu_02", TINH_BIEN, "rate")},
    # §10.4
    "E9": {
        ("C1", "bieu_03", TINH_BIEN, AMOUNT),
        ("C2", "bieu_03", TOTAL, AMOUNT),
        ("C7", "bieu_03", TINH_BIEN, AMOUNT),
    },
    "E10": {("C5", "bieu_03", unit, AUGUST_COUNT) for unit in (TINH_BIEN, TOTAL)},
    "E11": {("C11", "bieu_03", TOTAL, "paid"), ("C11", "bieu_02", TOTAL, "paid")},
    "E13": {("C13", "bieu_03", TOTAL, f"2023-0{month}.amount") for month in (8, 9)},
    # §10.5, and what is neither of these
    "485": {("C9", "bieu_02", unit, "paid") for unit in (CHAU_DOC, TINH_BIEN, TOTAL)},
    "September is an estimate": {("C10", "bieu_03", TOTAL, "2023-09.state")},
    "E2 and E3 in the text": {("C14", "text", "1", "")},
}
WARNINGS = {"E6", "E7", "E11", "485", "September is an estimate", "E2 and E3 in the text"}


def where(one: Finding) -> tuple[str, str, str, str]:
    return one.check, one.table, one.row, one.column


def test_the_printed_report_gives_its_misprints_and_nothing_else() -> None:
    found = compared(PRINTED)
    assert {where(one) for one in found} == set().union(*E.values())
    of_level = {where(one) for one in found if one.level is Level.ERROR}
    assert of_level == set().union(*(E[name] for name in E if name not in WARNINGS))


@pytest.mark.parametrize(
    ("key", "reported", "computed"),
    [
        (("C2", "bieu_01", TOTAL, "2023-09"), "312", "708"),
        (("C3", "bieu_01", TINH_BIEN, "rate"), "18,19", "18,20"),
        (("C3", "bieu_01", TOTAL, "rate"), "16,52", "16,53"),
        (("C1", "bieu_02", TOTAL, "paid"), "1.113", "2.200"),
        (("C5", "bieu_02", TINH_BIEN, "2023-08"), "353", "355"),
        (("C6", "bieu_02", TINH_BIEN, "2023-07"), "370", "355"),
        (("C13", "bieu_02", TINH_BIEN, "rate"), "69.02", "69,02"),
        (("C1", "bieu_03", TINH_BIEN, AMOUNT), "722,120", "722,160"),
        (("C2", "bieu_03", TOTAL, AMOUNT), "1.093,860", "1.093,820"),
        (("C11", "bieu_03", TOTAL, "paid"), "1.113", "2.202"),
        (("C13", "bieu_03", TOTAL, "2023-08.amount"), "265,14", "265,140"),
        (("C9", "bieu_02", TOTAL, "paid"), "", "485"),
    ],
)
def test_what_is_printed_stands_as_printed_beside_what_is_computed(
    key: tuple[str, str, str, str], reported: str, computed: str
) -> None:
    [one] = [one for one in compared(PRINTED) if where(one) == key]
    assert (one.reported, one.computed) == (reported, computed)


def test_without_its_note_more_payments_than_accounts_contradict() -> None:
    tree = copy.deepcopy(PRINTED)
    for row in tree["bieu_02"]["rows"]:
        del row["note"]
    [one] = [one for one in compared(tree) if one.check == "C6"]
    assert one.level is Level.ERROR


def test_the_cells_alone_are_enough() -> None:
    """A file may hold nothing but what ``--json`` has, as printed; the official head is known."""
    tree = {
        table: {"rows": [{**row, "note": None} for row in PRINTED[table]["rows"]]}
        for table in ("bieu_01", "bieu_02", "bieu_03")
    }
    found = {where(one) for one in compared(tree)}
    assert found == set().union(*E.values()) - E["E2 and E3 in the text"]


def test_no_official_figure_is_called_wrong() -> None:
    for one in compared(PRINTED):
        sentence = say(one.sentence, "vi", Listener.STAFF).lower()
        assert not {"lỗi", "sai", "nhầm"} & set(sentence.replace(".", " ").split())


def cells(tree: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for table in Table:
        for row in tree[table.value]["rows"]:
            for name in row:
                if name not in ("unit", "months"):
                    yield row, name
            for month, cell in row["months"].items():
                if isinstance(cell, dict):
                    yield from ((cell, part) for part in cell)
                else:
                    yield row["months"], month


CELLS = len(list(cells(printed(REPORT))))


@given(st.integers(0, CELLS - 1), st.sampled_from("0123456789"), st.integers(0, 9))
def test_no_cell_can_be_changed_unseen(nth: int, digit: str, place: int) -> None:
    tree = printed(REPORT)
    holder, name = list(cells(tree))[nth]
    text = holder[name]
    places = [at for at, char in enumerate(text) if char.isdigit()]
    at = places[place % len(places)]
    changed = text[:at] + digit + text[at + 1 :]
    holder[name] = changed
    known = {where(one) for one in compared(printed(REPORT))}
    found = {where(one) for one in compared(tree)} - known
    assert bool(found) == (changed != text)


def test_what_only_the_records_say_otherwise_is_told_and_no_contradiction() -> None:
    tables = with_totals(
        MONTHS,
        TENTH,
        [opened(CHAU_DOC, 4070, 182, 0, 396), REPORT.opened[1]],
        REPORT.paid[:2],
        REPORT.spent[:2],
    )
    found = [one for one in compared(printed(REPORT), tables) if one.check == RECORDS]
    assert {one.column for one in found} == {"total", "rate", "without_account"}
    assert {one.level for one in found} == {Level.WARNING}


def test_the_text_may_not_say_what_no_table_says() -> None:
    tree = printed(REPORT) | {"text": ["Mở 1.589 tài khoản, đạt 16,53 %, còn 8.072 người, 100%."]}
    [one] = [one for one in compared(tree) if one.check == "C14"]
    assert (one.reported, one.row) == ("1.589", "1")


def test_money_of_a_month_with_arrears_is_a_multiple_of_less() -> None:
    tree = {
        "bieu_03": {
            "rows": [{"unit": "Xã An Cư", "months": {"2026-11": {"count": "2", "amount": "1,120"}}}]
        }
    }
    grids = grids_of(REPORT)
    reported = read_tree(tree, ())
    for arrears, checks in ((frozenset(), {"C7"}), (frozenset({Month(2026, 11)}), set[str]())):
        found = findings(Beside(reported, grids, STANDARDS, arrears))
        assert {one.check for one in found if one.check != RECORDS} == checks


def test_a_payment_is_one_to_three_standard_amounts() -> None:
    tree = copy.deepcopy(printed(REPORT))
    tree["bieu_03"]["rows"][0]["months"]["2023-07"]["amount"] = "862,200"
    assert "C8" in {one.check for one in compared(tree)}


def test_fourteen_checks_are_declared() -> None:
    assert list(CHECKS) == [f"C{number}" for number in range(1, 15)]


# --- Reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "value", "formal"),
    [
        (Kind.COUNT, "1.598", 1598, True),
        (Kind.COUNT, "0", 0, True),
        (Kind.COUNT, "1,598", 1598, False),
        (Kind.COUNT, "1598", 1598, False),
        (Kind.COUNT, "1.093.860", 1_093_860, True),
        (Kind.RATE, "14,22", Decimal("14.22"), True),
        (Kind.RATE, "69.02", Decimal("69.02"), False),
        (Kind.RATE, "14,2", Decimal("14.2"), False),
        (Kind.RATE, "14,22 %", Decimal("14.22"), True),
        (Kind.MILLIONS, "1.093,860", 1_093_860_000, True),
        (Kind.MILLIONS, "265,14", 265_140_000, False),
        (Kind.MILLIONS, "265.14", 265_140_000, False),
        (Kind.MILLIONS, "371.700.000", 371_700_000, True),
        (Kind.MILLIONS, "0,000", 0, True),
    ],
)
def test_figures_are_read_however_they_are_printed(
    kind: Kind, text: str, value: int | Decimal, formal: bool
) -> None:
    figure = numbers.read(kind, text)
    assert figure is not None
    assert (figure.value, figure.formal, figure.printed) == (value, formal, text)


@given(st.sampled_from([Kind.COUNT, Kind.RATE, Kind.MILLIONS]), st.integers(0, 10**14))
def test_what_is_printed_is_read_as_it_was(kind: Kind, number: int) -> None:
    value = Decimal(number) / 100 if kind is Kind.RATE else number
    if kind is Kind.MILLIONS:
        value = number // 1000 * 1000
    figure = numbers.read(kind, numbers.printed(kind, value))
    assert figure is not None
    assert (figure.value, figure.formal) == (value, True)


def row(**cells: object) -> dict[str, Any]:
    return {"bieu_01": {"rows": [{"unit": "Xã An Cư", **cells}]}}


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        "bieu_01",
        {},
        {"rows": []},
        {"bieu_01": []},
        {"bieu_01": {"rows": {}}},
        {"bieu_01": {"rows": []}},
        {"bieu_01": {"rows": [1]}},
        {"bieu_01": {"rows": [{"total": "1"}]}},
        {"bieu_01": {"rows": [{"unit": " "}]}},
        {"bieu_01": {"rows": [{"unit": "Tổng"}, {"unit": "total"}]}},
        row(total="nhiều"),
        row(total=4065.0),
        row(total=True),
        row(total=-1),
        row(total=4065, rate="14,22"),
        row(total="9" * 400),
        row(months=[182]),
        row(months={"7": "182"}),
        row(months={"0000-01": "182"}),
        row(months={"2023-07": {"count": "182"}}),
        {"bieu_03": {"rows": [{"unit": "Xã An Cư", "months": {"2023-07": "182"}}]}},
        row() | {"text": "một đoạn"},
        row() | {"text": [1]},
    ],
)
def test_what_is_no_such_tree_is_refused_with_a_sentence(tree: object) -> None:
    with pytest.raises(NotATree) as refused:
        read_tree(tree, ())
    assert say(refused.value.sentence, "vi", Listener.STAFF)


def test_units_and_totals_are_known_however_they_are_written() -> None:
    grid = read_tree(
        {"bieu_01": {"rows": [{"unit": "thị  xã TỊNH BIÊN"}, {"unit": "Tổng số"}]}}, [TINH_BIEN]
    ).tables[Table.OPENED]
    assert grid.units == (TINH_BIEN,)
    assert grid.rows[-1] == TOTAL


# --- Shared -------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def commune(url: str) -> AsyncIterator[Village]:
    """One that is served, in a month for which the demo has no payments."""
    app = build(settings(url))
    try:
        yield Village(app, UnitKey("30526", REFORM))
    finally:
        await app.close()


async def totals(here: Village, as_of: date) -> tuple[OpenedRow, PaidRow, SpentRow]:
    tables = (await count_tables(here.app.database, (MONTH,), as_of, By.UNIT)).tables
    return tables.opened[-1], tables.paid[-1], tables.spent[-1]


async def has_account(
    here: Village, whose: int, opened_on: date, state: AccountState = AccountState.USABLE
) -> None:
    await here.alters(account, await here.has_account(whose, state), opened_on=opened_on)
