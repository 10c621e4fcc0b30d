"""About whom nothing is said for now, because of what was reported."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists

from domain.case import CaseState
from domain.notice import PAUSING
from storage.tables import case_file


def is_silenced(person: ColumnElement[int]) -> ColumnElement[bool]:
    """A report stands about this person that silences what is said about them."""
    return exists().where(
        case_file.c.person_id == person,
        case_file.c.kind.in_([kind.value for kind in PAUSING]),
        case_file.c.state != CaseState.REFUSED.value,
    )
