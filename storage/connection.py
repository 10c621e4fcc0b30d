"""What every repository shares within one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.place import UnitKey
from domain.privacy import Level
from storage.ids import Ids
from storage.name_memory import NameMemory
from storage.reference import Reference
from storage.sealed import Vault

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(slots=True)
class Store:
    """An open transaction, the keys, and the reference data as of its last known version.

    ``filed`` names what this turn has decided; a dialogue that files must not ask again.
    ``level`` is how private the most private thing is that was read: once a person's record has
    been opened, no reply of this turn may go where such records may not. ``today``: the day of the
    turn, after which links end by themselves. ``seen``: whose records this turn has opened to tell
    of them; before it commits it must show that it may. ``moved``: where those whose unit it has
    changed belonged until then. ``points_reported``: whether anything is reported of any payment
    point, which the turn's first statement knows already. ``standing_cases``: those about somebody,
    as this transaction has read them; whoever writes a case forgets them.
    """

    connection: AsyncConnection
    vault: Vault
    ids: Ids
    reference: Reference
    read_reference: Callable[[AsyncConnection], Awaitable[Reference]]
    filed: list[str] = field(default_factory=list)
    level: Level = Level.PUBLIC
    today: date | None = None
    seen: set[int] = field(default_factory=set)
    moved: dict[int, UnitKey] = field(default_factory=dict)
    names: NameMemory = field(default_factory=NameMemory)
    points_reported: bool = True
    standing_cases: dict[int, Sequence[Row[Any]]] = field(default_factory=dict)

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    def insert(self, into: Table) -> Any:
        """One that can say what becomes of a row that is there already."""
        return _INSERT[self.dialect](into)

    def opened(self, level: Level) -> None:
        """Something of this level was read."""
        self.level = max(self.level, level)

    def saw(self, *people: int) -> None:
        """These records were opened to be told of."""
        self.seen.update(people)

    async def refresh(self, version: int) -> None:
        """Read units, points and calendar again if another process has changed them."""
        if version != self.reference.version:
            self.reference = await self.read_reference(self.connection)
