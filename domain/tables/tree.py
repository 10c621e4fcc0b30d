"""The tables as one JSON document: what ``report --json`` prints, and ``--against`` reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from domain.tables.findings import Finding
from domain.tables.reported import BEFORE
from domain.tables.shapes import OpenedRow, PaidRow, SpentRow, Tables
from domain.text import Text


def tree_of(
    tables: Tables, findings: Sequence[Finding], say: Callable[[Text], str]
) -> dict[str, Any]:
    """Counts and đồng are integers, rates strings (``18.20``) or null of nothing."""
    before = any(row.before for row in tables.opened)
    return {
        "bieu_01": {"rows": [_opened(row, before) for row in tables.opened]},
        "bieu_02": {"rows": [_paid(row) for row in tables.paid]},
        "bieu_03": {"rows": [_spent(row) for row in tables.spent]},
        "findings": [_finding(one, say) for one in findings],
    }


def _opened(row: OpenedRow, before: bool) -> dict[str, Any]:
    """``before`` stands only in tables that begin later than the first account."""
    return {
        "unit": row.unit,
        "total": row.total,
        "accounts": row.accounts,
        "rate": _rate(row.rate),
        **({BEFORE: row.before} if before else {}),
        "months": {str(month): count for month, count in row.months.items()},
        "without_account": row.without_account,
    }


def _paid(row: PaidRow) -> dict[str, Any]:
    return {
        "unit": row.unit,
        "accounts": row.accounts,
        "paid": row.paid,
        "rate": _rate(row.rate),
        "months": {str(month): count for month, count in row.months.items()},
    }


def _spent(row: SpentRow) -> dict[str, Any]:
    return {
        "unit": row.unit,
        "paid": row.paid,
        "amount": row.amount,
        "months": {
            str(month): {"count": one.count, "amount": one.amount, "state": one.state.value}
            for month, one in row.months.items()
        },
    }


def _finding(one: Finding, say: Callable[[Text], str]) -> dict[str, Any]:
    return {
        "check": one.check,
        "table": one.table,
        "row": one.row,
        "column": one.column,
        "reported": one.reported,
        "computed": one.computed,
        "level": one.level.value,
        "message": say(one.sentence),
    }


def _rate(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:.2f}"
