"""The checks C1 to C14 of tables that somebody has reported (DOMAIN.md §10.6).

Each takes what is reported beside what the records give, and tells what does not agree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from domain.amount import standard_of
from domain.tables import numbers
from domain.tables.findings import Beside, Finding, Level, difference, differs
from domain.tables.numbers import Figure, Kind
from domain.tables.reported import BEFORE, COLUMNS, Grid, kind_of
from domain.tables.shapes import RULES, TOTAL, Over, State, Table
from domain.text import Month, Text, verbatim

_ARREARS_STEP = 10_000
"""Đồng: what is paid back for a raise is a multiple of this alone (DOMAIN.md §1.1)."""

_LEAST, _MOST = 1, 3
"""Coefficients between which one payment lies (DOMAIN.md §1.2)."""

_SEVERAL_ON_ONE = re.compile(r"một tài khoản nhận|nhiều suất", re.IGNORECASE)
"""How a note explains more payments than accounts."""


def findings(beside: Beside) -> tuple[Finding, ...]:
    """Of all checks, in their order; then what only the records say otherwise."""
    found = list(chain.from_iterable(check(beside) for check in CHECKS.values()))
    found += _repeated_in_text(beside, found)
    return (*found, *_against_records(beside, found))


# --- C1: a column and its months ----------------------------------------------------------------

_SUM = Text(
    "Printed {reported}; the months add up to {computed}; difference {difference}. This column is "
    "the sum of its months."
)
_LATEST = Text(
    "Printed {reported}; the latest month has {computed}; difference {difference}. This column is "
    "the count of the latest month."
)
_HEAD = Text(
    "The head calls this column the sum of the months. Printed {reported}, the months add up to "
    "{computed}, difference {difference}. It is the count of the latest month; the head has to say "
    "so."
)


def _months(beside: Beside) -> Iterator[Finding]:
    for table, rules in RULES.items():
        grid = beside.grid(table)
        for rule in rules:
            for row in grid.rows:
                key = (row, rule.column)
                said, parts = grid.figures.get(key), _parts(beside, table, key)
                if said is None or not parts:
                    continue
                whole, latest = sum(parts), parts[-1]
                if rule.over is Over.FLOW and said.value != whole:
                    yield _unless_held(beside, differs("C1", table, key, said, whole, _SUM))
                elif rule.over is Over.LATEST and said.value != latest:
                    yield _unless_held(beside, differs("C1", table, key, said, latest, _LATEST))
                elif table is Table.PAID and grid.sums_months and said.value != whole:
                    yield differs("C1", table, key, said, whole, _HEAD)


def _parts(beside: Beside, table: Table, key: tuple[str, str]) -> list[int]:
    """The cells of the months behind one, oldest first; none where one of them is not printed."""
    row, column = key
    grid = beside.grid(table)
    part = f".{_PART_OF[column]}" if table is Table.SPENT else ""
    cells = [grid.at(row, f"{month}{part}") for month in grid.months]
    if any(cell is None for cell in cells):
        return []
    before = grid.at(row, BEFORE)
    return [int(cell.value) for cell in (before, *cells) if cell is not None]


_PART_OF: Mapping[str, str] = {"paid": "count", "amount": "amount"}

_HELD = Text("{what} By the records {reported} holds; look at what it is added up from.")


def _unless_held(beside: Beside, found: Finding) -> Finding:
    """Where a sum and its parts disagree, either may be meant; the records tell which."""
    records = beside.of_records(Table(found.table), found.row, found.column)
    if records is None or records.printed != found.reported:
        return found
    held = _HELD.filled(what=found.sentence, reported=verbatim(found.reported))
    return replace(found, sentence=held)


# --- C2: the total row --------------------------------------------------------------------------

_ROWS = Text("Printed {reported}; the rows add up to {computed}; difference {difference}.")


def _total_row(beside: Beside) -> Iterator[Finding]:
    for table in Table:
        grid = beside.grid(table)
        for column in _columns(table, grid):
            said = grid.at(TOTAL, column)
            cells = [grid.at(unit, column) for unit in grid.units]
            if said is None or any(cell is None for cell in cells) or not cells:
                continue
            whole = sum(int(cell.value) for cell in cells if cell is not None)
            if kind_of(table, column) is not Kind.RATE and said.value != whole:
                key = (TOTAL, column)
                yield _unless_held(beside, differs("C2", table, key, said, whole, _ROWS))


# --- C3, C4: what follows from two columns ------------------------------------------------------

_RATE = Text(
    "Printed {reported}; computed again, rounded half up, {computed}; difference {difference}."
)
_WITHOUT = Text(
    "Printed {reported}; people less those with an account are {computed}; difference {difference}."
)


def _rates(beside: Beside) -> Iterator[Finding]:
    for table, part, whole in (
        (Table.OPENED, "accounts", "total"),
        (Table.PAID, "paid", "accounts"),
    ):
        grid = beside.grid(table)
        for row in grid.rows:
            said, some, of = (grid.at(row, one) for one in ("rate", part, whole))
            if said is None or some is None or of is None:
                continue
            rate = numbers.percent(int(some.value), int(of.value))
            if rate is not None and said.value != rate:
                yield differs("C3", table, (row, "rate"), said, rate, _RATE)


def _without_account(beside: Beside) -> Iterator[Finding]:
    grid = beside.grid(Table.OPENED)
    for row in grid.rows:
        said, people, accounts = (
            grid.at(row, one) for one in ("without_account", "total", "accounts")
        )
        if said is None or people is None or accounts is None:
            continue
        without = int(people.value) - int(accounts.value)
        if said.value != without and without >= 0:
            yield differs("C4", Table.OPENED, (row, "without_account"), said, without, _WITHOUT)


# --- C5: the same count in two tables -----------------------------------------------------------

_OTHER = Text(
    "Printed {reported} here and {other} in {table} for the same; difference {difference}. By the "
    "records {computed}."
)
_OTHER_ALONE = Text(
    "Printed {reported} here and {other} in {table} for the same; difference {difference}."
)
_NUMBERS = {Table.OPENED: "Biểu 01", Table.PAID: "Biểu 02", Table.SPENT: "Biểu 03"}


def _same_counts(beside: Beside) -> Iterator[Finding]:
    """Said of both, since nobody knows which of them was meant."""
    months = beside.grid(Table.PAID).months
    pairs = [((Table.PAID, str(month)), (Table.SPENT, f"{month}.count")) for month in months] + [
        ((Table.OPENED, "accounts"), (Table.PAID, "accounts")),
        ((Table.PAID, "paid"), (Table.SPENT, "paid")),
    ]
    for one, other in pairs:
        for row in beside.grid(one[0]).rows:
            a, b = (beside.grid(table).at(row, column) for table, column in (one, other))
            if a is not None and b is not None and a.value != b.value:
                yield _in_two(beside, row, one, a, other, b)
                yield _in_two(beside, row, other, b, one, a)


def _in_two(
    beside: Beside,
    row: str,
    here: tuple[Table, str],
    said: Figure,
    there: tuple[Table, str],
    other: Figure,
) -> Finding:
    table, column = here
    records = beside.of_records(table, row, column)
    sentence = (_OTHER if records else _OTHER_ALONE).filled(
        reported=verbatim(said.printed),
        other=verbatim(other.printed),
        table=verbatim(_NUMBERS[there[0]]),
        difference=verbatim(difference(Kind.COUNT, said.value, other.value)),
    )
    computed = records.printed if records else other.printed
    if records:
        sentence = sentence.filled(computed=verbatim(computed))
    return Finding("C5", table.value, row, column, said.printed, computed, Level.ERROR, sentence)


# --- C6: no more paid than opened ---------------------------------------------------------------

_MORE = Text(
    "Printed {reported} payments, and {computed} accounts opened by then; difference {difference}. "
    "A note has to say that one account receives several."
)
_EXPLAINED = Text(
    "Printed {reported} payments, and {computed} accounts opened by then; difference {difference}. "
    "The note says why; what is counted are payments."
)


def _paid_of_opened(beside: Beside) -> Iterator[Finding]:
    """Of the units; of the total only where none of them shows it."""
    opened, paid = beside.grid(Table.OPENED), beside.grid(Table.PAID)
    for month in paid.months:
        found = [one for unit in paid.units if (one := _more(opened, paid, unit, month))]
        total = _more(opened, paid, TOTAL, month)
        yield from found or ([total] if total else [])


def _more(opened: Grid, paid: Grid, row: str, month: Month) -> Finding | None:
    said, by_then = paid.at(row, str(month)), _opened_by(opened, row, month)
    if said is None or by_then is None or said.value <= by_then:
        return None
    key = (row, str(month))
    if _SEVERAL_ON_ONE.search(paid.notes.get(row, "")):
        found = differs("C6", Table.PAID, key, said, by_then, _EXPLAINED)
        return replace(found, level=Level.WARNING)
    return differs("C6", Table.PAID, key, said, by_then, _MORE)


def _opened_by(opened: Grid, row: str, month: Month) -> int | None:
    """Accounts to the end of a month; None where a month of them is not printed."""
    if month not in opened.months:
        return None
    cells = [opened.at(row, str(one)) for one in opened.months if one <= month]
    if any(cell is None for cell in cells):
        return None
    before = opened.at(row, BEFORE)
    return sum(int(cell.value) for cell in (before, *cells) if cell is not None)


# --- C7, C8: money and the standard amount ------------------------------------------------------

_NO_MULTIPLE = Text(
    "Printed {reported} million đồng, which is no multiple of {step} đồng, as each payment is. "
    "Computed again {computed}; difference {difference}."
)
_MEAN = Text(
    "Printed {reported} million đồng for {count} payments: {mean} đồng each. One payment lies "
    "between {least} and {most} đồng."
)


def _multiples(beside: Beside) -> Iterator[Finding]:
    """Each payment is a multiple of half the standard amount, so every sum of them is one."""
    grid = beside.grid(Table.SPENT)
    steps = {month: step for month in grid.months if (step := _step(beside, month))}
    columns = {f"{month}.amount": step for month, step in steps.items()}
    if steps and len(steps) == len(grid.months):
        columns["amount"] = math.gcd(*steps.values())
    for row in grid.rows:
        for column, step in columns.items():
            said = grid.at(row, column)
            if said is None or int(said.value) % step == 0:
                continue
            value = _recomputed(beside, row, column)
            sentence = _NO_MULTIPLE.filled(step=numbers.count(step))
            yield differs("C7", Table.SPENT, (row, column), said, value, sentence)


def _step(beside: Beside, month: Month) -> int | None:
    standard = standard_of(beside.standards, month)
    if standard is None:
        return None
    return _ARREARS_STEP if month in beside.with_arrears else standard // 2


def _recomputed(beside: Beside, row: str, column: str) -> int:
    """From the printed months where it is their sum, else as the records have it."""
    if column in COLUMNS[Table.SPENT] and (parts := _parts(beside, Table.SPENT, (row, column))):
        return sum(parts)
    records = beside.of_records(Table.SPENT, row, column)
    return int(records.value) if records else 0


def _means(beside: Beside) -> Iterator[Finding]:
    """Arrears make a payment larger, so a month with some has only a least."""
    grid = beside.grid(Table.SPENT)
    for month in grid.months:
        standard = standard_of(beside.standards, month)
        for row in grid.rows if standard else ():
            said, count = grid.at(row, f"{month}.amount"), grid.at(row, f"{month}.count")
            if standard is None or said is None or count is None:
                continue
            least, most = standard * _LEAST, standard * _MOST
            if month in beside.with_arrears:
                most = max(most, int(said.value))
            if not count.value * least <= said.value <= count.value * most:
                yield _mean(beside, (row, f"{month}.amount"), said, count, (least, most))


def _mean(
    beside: Beside, key: tuple[str, str], said: Figure, count: Figure, bounds: tuple[int, int]
) -> Finding:
    records = beside.of_records(Table.SPENT, *key)
    mean = numbers.count(round(said.value / count.value)) if count.value else numbers.NOTHING
    sentence = _MEAN.filled(
        reported=verbatim(said.printed),
        count=verbatim(count.printed),
        mean=verbatim(mean),
        least=verbatim(numbers.count(bounds[0])),
        most=verbatim(numbers.count(bounds[1])),
    )
    computed = records.printed if records else ""
    return Finding("C8", Table.SPENT.value, *key, said.printed, computed, Level.ERROR, sentence)


# --- C9: who has an account and got nothing -----------------------------------------------------

_UNPAID = Text(
    "{unpaid} account holders for whom no payment is reported: {accounts} with an account less "
    "{paid} paid. The tables do not say how they came to their money."
)


def _coverage(beside: Beside) -> Iterator[Finding]:
    grid = beside.grid(Table.PAID)
    for row in grid.rows:
        accounts, paid = grid.at(row, "accounts"), grid.at(row, "paid")
        if accounts is None or paid is None or accounts.value <= paid.value:
            continue
        unpaid = numbers.count(int(accounts.value - paid.value))
        sentence = _UNPAID.filled(
            unpaid=verbatim(unpaid),
            accounts=verbatim(accounts.printed),
            paid=verbatim(paid.printed),
        )
        yield Finding("C9", Table.PAID.value, row, "paid", "", unpaid, Level.WARNING, sentence)


# --- C10, C11: what is declared -----------------------------------------------------------------

_ESTIMATE = Text(
    "The money of {month} is an estimate (printed {reported}), and stands in the total beside what "
    "is settled. The text must not call it settled."
)
_CALLED_SETTLED = Text(
    "The money of {month} is called settled (printed {reported}); by the records it is an estimate."
)
_MIXED = Text(
    "Column 1 counts people with an account, the months count payments. What is counted has to be "
    "declared."
)
_OF_ONE_MONTH = Text(
    "Printed {reported}, the payments of the latest month, beside the money of all months; those "
    "are {computed} payments. What is counted has to be declared."
)


def _states(beside: Beside) -> Iterator[Finding]:
    grid, records = beside.grid(Table.SPENT), beside.computed[Table.SPENT]
    for month in grid.months:
        said, known = grid.states.get(month), records.states.get(month)
        amount = grid.at(TOTAL, f"{month}.amount")
        if State.ESTIMATE not in {said, known}:
            continue
        printed = amount.printed if amount else ""
        sentence = (_CALLED_SETTLED if said is State.SETTLED else _ESTIMATE).filled(
            month=month, reported=verbatim(printed)
        )
        column = f"{month}.state"
        yield Finding(
            "C10",
            Table.SPENT.value,
            TOTAL,
            column,
            said or "",
            known or "",
            Level.WARNING,
            sentence,
        )


def _counted(beside: Beside) -> Iterator[Finding]:
    paid, spent = beside.grid(Table.PAID), beside.grid(Table.SPENT)
    said = paid.at(TOTAL, "paid")
    if not paid.declared and said:
        yield Finding(
            "C11", Table.PAID.value, TOTAL, "paid", said.printed, "", Level.WARNING, _MIXED
        )
    latest = spent.at(TOTAL, "paid")
    counts = [spent.at(TOTAL, f"{month}.count") for month in spent.months]
    if spent.declared or latest is None or any(one is None for one in counts):
        return
    whole = sum(int(one.value) for one in counts if one is not None)
    found = differs("C11", Table.SPENT, (TOTAL, "paid"), latest, whole, _OF_ONE_MONTH)
    yield replace(found, level=Level.WARNING)


# --- C12: figures that look copied --------------------------------------------------------------

_AS_OPENED = Text(
    "Printed {reported}, as many as accounts were opened in {month}, while {accounts} were open by "
    "then. Is it copied from there?"
)
_AS_A_ROW = Text(
    "Printed {reported} as the total, which is the figure of {unit} alone; the rows add up to "
    "{computed}. Is it copied from there?"
)


def _copies(beside: Beside) -> Iterator[Finding]:
    opened = beside.grid(Table.OPENED)
    for table, part in ((Table.PAID, ""), (Table.SPENT, ".count")):
        grid = beside.grid(table)
        for unit in grid.units:
            for month in grid.months:
                yield from _copied(opened, grid, table, unit, month, part)
    for table in Table:
        yield from _totals_of_one(beside.grid(table), table)


def _copied(
    opened: Grid, grid: Grid, table: Table, unit: str, month: Month, part: str
) -> Iterator[Finding]:
    """A count of payments that is one of accounts newly opened; where these are all that there
    were by then, it is no wonder."""
    said, by_then = grid.at(unit, f"{month}{part}"), _opened_by(opened, unit, month)
    if said is None or by_then is None or said.value in (0, by_then):
        return
    for one in opened.months:
        new = opened.at(unit, str(one))
        if new is not None and new.value == said.value:
            sentence = _AS_OPENED.filled(
                reported=verbatim(said.printed),
                month=one,
                accounts=verbatim(numbers.count(by_then)),
            )
            yield Finding(
                "C12",
                table.value,
                unit,
                f"{month}{part}",
                said.printed,
                "",
                Level.WARNING,
                sentence,
            )
            return


def _totals_of_one(grid: Grid, table: Table) -> Iterator[Finding]:
    """A total that is the figure of one row, though others are not nothing."""
    for column in _columns(table, grid):
        said = grid.at(TOTAL, column)
        cells = [(unit, cell) for unit in grid.units if (cell := grid.at(unit, column))]
        if said is None or kind_of(table, column) is Kind.RATE or not said.value:
            continue
        whole = sum(int(cell.value) for _, cell in cells)
        same = [unit for unit, cell in cells if cell.value == said.value]
        if same and whole != said.value:
            sentence = _AS_A_ROW.filled(unit=verbatim(same[0]))
            found = differs("C12", table, (TOTAL, column), said, whole, sentence)
            yield replace(found, level=Level.WARNING)


# --- C13, C14: how numbers are written ----------------------------------------------------------

_WRITTEN = Text(
    "Printed {reported}; the other figures are written with a point for thousands, a comma for "
    "decimals and as many decimals as this: {computed}."
)
_REPEATS = Text(
    "The text repeats {reported}, which is printed in {table}; computed again {computed}."
)
_UNKNOWN = Text("The text says {reported}, which is printed in none of the tables.")

_RATE_IN_TEXT = re.compile(r"(?<![\d.,/])(\d{1,3}[.,]\d{2})(?=\s*%)")
_COUNT_IN_TEXT = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+)(?![\d,])")


def _written(beside: Beside) -> Iterator[Finding]:
    for table in Table:
        for (row, column), said in beside.grid(table).figures.items():
            if not said.formal:
                yield differs("C13", table, (row, column), said, said.value, _WRITTEN)


def _text(beside: Beside) -> Iterator[Finding]:
    """Rates and counts of thousands, as paragraphs write them, stand in some table too."""
    for nth, paragraph in enumerate(beside.reported.text, start=1):
        for printed, value in _numbers_in(paragraph):
            if not any(
                figure.value == value
                for grid in beside.reported.tables.values()
                for figure in grid.figures.values()
            ):
                sentence = _UNKNOWN.filled(reported=verbatim(printed))
                yield Finding("C14", "text", str(nth), "", printed, "", Level.WARNING, sentence)


def _numbers_in(paragraph: str) -> Iterator[tuple[str, int | Decimal]]:
    for pattern, kind in ((_RATE_IN_TEXT, Kind.RATE), (_COUNT_IN_TEXT, Kind.COUNT)):
        for printed in dict.fromkeys(pattern.findall(paragraph)):
            figure = numbers.read(kind, printed)
            if figure is not None:
                yield printed, figure.value


def _repeated_in_text(beside: Beside, found: Sequence[Finding]) -> Iterator[Finding]:
    """What the text says after a table that says otherwise when it is computed again."""
    doubtful = {one.reported: one for one in found if one.check in {"C3", "C4"}}
    for nth, paragraph in enumerate(beside.reported.text, start=1):
        for printed, _ in _numbers_in(paragraph):
            if (one := doubtful.get(printed)) is not None:
                sentence = _REPEATS.filled(
                    reported=verbatim(printed),
                    table=verbatim(_NUMBERS[Table(one.table)]),
                    computed=verbatim(one.computed),
                )
                yield Finding(
                    "C14", "text", str(nth), "", printed, one.computed, Level.WARNING, sentence
                )


# --- Against the records ------------------------------------------------------------------------

RECORDS = "records"
"""Stands for a check where only the records say otherwise."""

_BY_RECORDS = Text("Printed {reported}; by the records {computed}; difference {difference}.")
_NO_SUCH_UNIT = Text(
    "{unit} is none of the units that are computed here. `--by old` has those of 2023, `--by unit` "
    "today's."
)


def _against_records(beside: Beside, found: Sequence[Finding]) -> Iterator[Finding]:
    """What no check has found; perhaps the records are behind, so it is only told."""
    known = {(one.table, one.row, one.column) for one in found}
    for table, grid in beside.reported.tables.items():
        ours = beside.computed[table]
        for unit in grid.units:
            if unit not in ours.units:
                sentence = _NO_SUCH_UNIT.filled(unit=verbatim(unit))
                yield Finding(RECORDS, table.value, unit, "unit", unit, "", Level.WARNING, sentence)
        for key, said in grid.figures.items():
            records = ours.figures.get(key)
            if records is None or records.value == said.value or (table.value, *key) in known:
                continue
            differing = differs(RECORDS, table, key, said, records.value, _BY_RECORDS)
            yield replace(differing, level=Level.WARNING)


def _columns(table: Table, grid: Grid) -> Iterator[str]:
    """All that can be added up or compared, as they stand."""
    yield from COLUMNS[table]
    for month in grid.months:
        if table is Table.SPENT:
            yield from (f"{month}.count", f"{month}.amount")
        else:
            yield str(month)


CHECKS: Mapping[str, Callable[[Beside], Iterator[Finding]]] = {
    "C1": _months,  # a column is the sum of its months, or the latest of them
    "C2": _total_row,  # the total is the sum of the rows
    "C3": _rates,  # a rate is the quotient, rounded half up
    "C4": _without_account,  # all people less those with an account
    "C5": _same_counts,  # the same count is the same in every table
    "C6": _paid_of_opened,  # no more payments than accounts opened by then, or a note
    "C7": _multiples,  # money is a multiple of half the standard amount
    "C8": _means,  # a payment is one to three standard amounts on average
    "C9": _coverage,  # account holders for whom no payment is reported
    "C10": _states,  # an estimate is not called settled
    "C11": _counted,  # what is counted is declared
    "C12": _copies,  # figures that look copied
    "C13": _written,  # numbers are written the same way everywhere
    "C14": _text,  # the text says the numbers of the tables
}
