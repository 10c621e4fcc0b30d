"""What clerks have asked for that no turn waits for: a file is read, a long list taken or undone, a
form written; by whichever replica takes it first, and what came of it.

A replica that is killed with one in hand holds it until its lease is over. What it had staged by
then is confirmed by nobody, and is dropped with the other lists that were left.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, insert, or_, select, update

from domain.file import FileState
from domain.lists.row import ListKind
from domain.notice import NoticeKind
from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Month
from storage.connection import Store
from storage.imports.lists_in import ListIn, list_of
from storage.notices import Notices
from storage.sealed import Unreadable
from storage.tables import list_errand, list_in, stored_file

LEASE = timedelta(minutes=5)
"""Longer than the longest list takes."""

MOST_TRIES = 3
_TOLD_WITHIN = timedelta(days=1)


class What(StrEnum):
    READ = "read"
    TAKE = "take"
    UNDO = "undo"
    FORM = "form"
    FOLLOW = "follow"  # what follows from one that a turn has taken or undone; nobody is told


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an errand; each kind of them fills what is its own.

    ``broke``: by a mistake of ours. ``refused``: the code of a `ListRefused`, with its ``values``.
    ``already``: the list that holds by this very file. ``done``: it was taken, or undone.
    ``kept``: cells that had changed since and stay. ``file``: a stored file to be handed out.
    ``rows`` that can be taken and ``bad`` ones that cannot; ``notes``: what somebody should look
    at. Then people, payments, accounts; ``money`` in đồng.
    """

    broke: bool = False
    refused: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    already: int | None = None
    done: bool = False
    kept: int = 0
    file: int | None = None
    rows: int = 0
    bad: int = 0
    notes: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    leave: int = 0
    payments: int = 0
    accounts: int = 0
    money: int = 0


@dataclass(frozen=True, slots=True)
class Errand:
    """``month``: None where the file says it. ``whole``: who is not on the list receives no longer.
    ``unit``: the only one of who asks, None where they have several. ``came``: None until it is
    done."""

    id: int
    session: int
    actor: int
    what: What
    kind: ListKind
    month: Month | None = None
    whole: bool = False
    unit: UnitKey | None = None
    file: int | None = None
    list: int | None = None
    tries: int = 0
    came: Came | None = None


@dataclass(frozen=True, slots=True)
class SentLately:
    """``errand``: the reading of it; None where it came by the command."""

    list: ListIn
    errand: int | None


class ListErrands:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def ask(
        self,
        what: What,
        kind: ListKind,
        session: int,
        actor: int,
        now: datetime,
        *,
        month: Month | None = None,
        whole: bool = False,
        unit: UnitKey | None = None,
        file: int | None = None,
        list_id: int | None = None,
    ) -> int:
        """Have it done as soon as this is committed, and its file is here; its id."""
        new_id = self._store.ids()
        row = {
            "id": new_id,
            "session_id": session,
            "actor_id": actor,
            "what": what.value,
            "kind": kind.value,
            "month": month and month.first_day,
            "whole": whole,
            "unit_code": unit and unit.code,
            "unit_from": unit and unit.valid_from,
            "file_id": file,
            "list_id": list_id,
            "asked_at": now,
            "due_at": now,
            "tries": 0,
        }
        await self._store.connection.execute(insert(list_errand), row)
        self._store.filed.append("list_errand")
        return new_id

    async def one(self, errand_id: int) -> Errand | None:
        """To be told to who works for the units of the list."""
        result = await self._store.connection.execute(
            select(list_errand).where(list_errand.c.id == errand_id)
        )
        row = result.one_or_none()
        if row is None:
            return None
        self._store.opened(Level.STAFF)
        return self._read(row)

    async def any_due(self, now: datetime) -> bool:
        """Asked first, and often: it writes nothing, so no turn waits for it."""
        result = await self._store.connection.execute(
            select(list_errand.c.id).where(_is_due(now)).limit(1)
        )
        return result.first() is not None

    async def claim(self, now: datetime, holder: int) -> Errand | None:
        """Lease the one that is due longest; None where none is."""
        due = (
            select(list_errand.c.id)
            .where(_is_due(now))
            .order_by(list_errand.c.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        result = await self._store.connection.execute(
            update(list_errand)
            .where(list_errand.c.id.in_(due))
            .values(leased_by=holder, due_at=now + LEASE, tries=list_errand.c.tries + 1)
            .returning(list_errand)
        )
        row = result.one_or_none()
        return None if row is None else self._read(row)

    async def done(
        self, errand: Errand, came: Came, holder: int, now: datetime, list_id: int | None = None
    ) -> bool:
        """What came of it, to be told to who asked; whether it was still ours."""
        said = json.dumps(asdict(came))
        sealed = self._store.vault.seal(said, list_errand.c.sealed_result, errand.id)
        result = await self._store.connection.execute(
            update(list_errand)
            .where(
                list_errand.c.id == errand.id,
                list_errand.c.leased_by == holder,
                list_errand.c.done_at.is_(None),
            )
            .values(
                done_at=now, leased_by=None, sealed_result=sealed, list_id=list_id or errand.list
            )
        )
        if result.rowcount != 1:
            return False
        if errand.what is What.FOLLOW:
            return True
        until = now + _TOLD_WITHIN
        kind = NoticeKind.LIST_NEWS
        await Notices(self._store).tell([errand.session], kind, errand.id, now, until)
        return True

    async def lately(
        self,
        actor: int,
        units: Mapping[ListKind, Collection[UnitKey]],
        limit: int,
        list_id: int | None = None,
    ) -> tuple[SentLately, ...]:
        """Lists that they brought, or somebody else of their units, newest first. ``units``: of
        which units they may bring which kind; ``list_id``: that one only."""
        theirs = [
            and_(
                list_in.c.kind == kind.value,
                or_(list_in.c.staged_by == actor, _of_units(own)),
            )
            for kind, own in units.items()
        ]
        reading = (list_errand.c.list_id == list_in.c.id) & (list_errand.c.what == What.READ.value)
        result = await self._store.connection.execute(
            select(list_in, list_errand.c.id.label("errand"))
            .outerjoin(list_errand, reading)
            .where(or_(*theirs), *([] if list_id is None else [list_in.c.id == list_id]))
            .order_by(list_in.c.id.desc())
            .limit(limit)
        )
        self._store.opened(Level.STAFF)
        return tuple(SentLately(list_of(row), row.errand) for row in result)

    def _read(self, row: Any) -> Errand:
        return Errand(
            id=row.id,
            session=row.session_id,
            actor=row.actor_id,
            what=What(row.what),
            kind=ListKind(row.kind),
            month=row.month and Month.of(row.month),
            whole=row.whole,
            unit=UnitKey(row.unit_code, row.unit_from) if row.unit_code else None,
            file=row.file_id,
            list=row.list_id,
            tries=row.tries,
            came=self._came(row),
        )

    def _came(self, row: Any) -> Came | None:
        if row.done_at is None:
            return None
        try:
            said = self._store.vault.open(row.sealed_result, list_errand.c.sealed_result, row.id)
        except Unreadable:
            return Came(broke=True)
        return Came(**json.loads(said))


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Nobody has it in hand, and what it needs is here."""
    here = exists().where(
        stored_file.c.id == list_errand.c.file_id, stored_file.c.state == FileState.HERE.value
    )
    return and_(
        list_errand.c.done_at.is_(None),
        list_errand.c.due_at <= now,
        or_(list_errand.c.file_id.is_(None), here),
    )


def _of_units(units: Collection[UnitKey]) -> ColumnElement[bool]:
    """Somebody who asked for it had this one unit."""
    codes: Sequence[ColumnElement[bool]] = [
        and_(list_errand.c.unit_code == one.code, list_errand.c.unit_from == one.valid_from)
        for one in units
    ]
    return or_(false(), *codes)
