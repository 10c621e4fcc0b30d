"""About whom nothing is said for now, because of what was reported."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists

from domain.case import CaseState
from domain.notice import PAUSING
from storage.tables import case_file

_report = case_file.alias("report")
"""By another name, or within a query of cases it would be the case itself that is looked at."""


def is_silenced(person: ColumnElement[int]) -> ColumnElement[bool]:
    """A report stands about this person that silences what is said about them."""
    return exists().where(
        _report.c.person_id == person,
        _report.c.kind.in_([kind.value for kind in PAUSING]),
        _report.c.state != CaseState.REFUSED.value,
    )
