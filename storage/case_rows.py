"""A case as it stands in its row, and how one is chosen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_

from domain.case import STANDING, Case, CaseKind, CaseState, PaidHow
from domain.place import UnitKey
from storage.tables import case_file

standing = case_file.c.state.in_(sorted(one.value for one in STANDING))
"""What somebody has still to do something about."""


def in_unit(unit: UnitKey) -> Any:
    return and_(case_file.c.unit_code == unit.code, case_file.c.unit_from == unit.valid_from)


def read_case(row: Any, now: datetime) -> Case:
    """From a row of `case_file`."""
    return Case(
        row.id,
        row.number,
        CaseKind(row.kind),
        CaseState(row.state),
        row.filed_at.astimezone(now.tzinfo).date(),
        row.due_on,
        PaidHow(row.paid_how) if row.paid_how else None,
        row.look_by if row.looked_at is None else None,
        row.level,
        row.handled_by,
        row.filed_by,
        row.cause,
        row.reason,
        row.above,
        row.point_id,
    )
