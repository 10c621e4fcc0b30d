"""Stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

from domain.lists.row import About, ListKind, ListRow, Problem


async def read_list(
    path: Path, kind: ListKind, today: date
) -> AsyncIterator[About | ListRow | Problem]:
    raise NotImplementedError
    yield About()
