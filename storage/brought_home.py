"""To whom money is brought home, so that nobody sends them to the counter for the same."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, exists

from domain.case import STANDING, CaseKind
from storage.tables import case_file, home_visit

_asked = case_file.alias("asked_for")
"""By another name, or within a query of cases it would be the case itself that is looked at."""


def is_brought_home(person: ColumnElement[int], since: date) -> ColumnElement[bool]:
    """A day stands on which it is brought, that day or later."""
    return exists().where(
        _asked.c.person_id == person,
        _asked.c.kind == CaseKind.HOME.value,
        _asked.c.state.in_([state.value for state in STANDING]),
        home_visit.c.case_id == _asked.c.id,
        home_visit.c.over_at.is_(None),
        home_visit.c.day >= since,
    )
