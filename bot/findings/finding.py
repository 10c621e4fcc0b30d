"""One thing that was looked at: how it stands, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.alert import AlertKind, Trouble


class Grade(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """``todo`` is empty where there is nothing to do. ``trouble``: what the administrator is told
    of in chat. ``unseen``: what could not be looked at, so that nobody knows how it stands."""

    code: str
    grade: Grade
    message: str
    todo: str = ""
    trouble: Trouble | None = None
    unseen: AlertKind | None = None
