"""Replies that are decided but not yet sent.

A row is leased to one process at a time, and of an address only the first that waits in its lane
can be leased: so what follows never overtakes what is being sent, or tried again, elsewhere.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    Update,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    update,
)

from domain.message import Address, Rendered
from domain.session import Session
from storage.connection import Store
from storage.ids import made_at
from storage.mailbox import LIVE, number_of
from storage.rendered import from_json, to_json
from storage.sealed import Unreadable
from storage.tables import outbox, session

NOTICE = "notice"
"""The lane of what an address has not asked for, and comes to it alone."""

BULK = "bulk"
"""The lane of what many are told, none of whom has asked just now."""

LEASE = timedelta(seconds=30)
"""How long a process may take to send what it holds, before another one does."""

SPARE = timedelta(seconds=5)
"""Sending is over so long before the lease is: clocks and commits take time too."""

LIVE_LASTS = timedelta(hours=24)
"""An answer that nobody could be given within a day answers nothing any more."""

TOO_LATE = "too late"
TOO_MANY = "too many"

_FARTHEST_LEASE = timedelta(minutes=5)
_FARTHEST_TRY = timedelta(minutes=15)
_FARTHEST_PAUSE = timedelta(hours=25)
"""Nothing is put off for longer, nor longer than a day where the provider says how long; what lies
farther ahead was written before the clock went back."""

_NOW = outbox.c.due_at.type
_EARLIER = outbox.alias("earlier")
_WAITS: ColumnElement[bool] = _EARLIER.c.state > "sent"
"""It is waiting: the only state beyond "sent". Asked so, PostgreSQL looks among the rows of one
session; asked plainly, it took the index of all that waits, and went through it for every row."""

_UNSENT = ("waiting", "refused")
"""Both by name: asked for what is not sent, databases read all that ever was."""

_BEHIND = (
    select(_EARLIER.c.id)
    .where(
        _EARLIER.c.session_id == bindparam("of_session", type_=BigInteger),
        _EARLIER.c.lane == bindparam("in_lane", type_=String),
        _WAITS,
        _EARLIER.c.number < bindparam("first_number", type_=BigInteger),
    )
    .exists()
)
_GIVEN = (
    "id",
    "session_id",
    "channel",
    "lane",
    "state",
    "leased_by",
    "tries",
    "sealed_reply",
    "number",
    "expires_at",
    "notice_id",
)
# Leased as it is written; but behind one that still waits it can only be due. Asked here, under
# the session's lock, it costs no round trip of its own.
_INSERT = (
    insert(outbox)
    .values(
        {name: bindparam(name, type_=outbox.c[name].type) for name in _GIVEN}
        | {
            "due_at": case(
                (_BEHIND, bindparam("due", type_=_NOW)), else_=bindparam("until", type_=_NOW)
            )
        }
    )
    .returning(outbox.c.id, outbox.c.due_at)
)
_MARK_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("outbox_id"))
    .values(state="sent", sent_as=bindparam("provider_id"), leased_by=None, error=None)
)


@dataclass(frozen=True, slots=True)
class Terms:
    """How replies go out. ``due_at``: not before then. ``expires_at``: not after; what is live
    lasts for a day. ``notice_id``: the notice that they tell."""

    lane: str = LIVE
    due_at: datetime | None = None
    expires_at: datetime | None = None
    notice_id: int | None = None


AT_ONCE = Terms()


@dataclass(frozen=True, slots=True)
class Queued:
    """A reply in the outbox. ``leased``: to this process; otherwise it waits its turn.

    ``until``: when sending it must be over, on this process's own monotonic clock, which nobody
    sets. ``parts``: the provider's ids of those parts of it that have gone out already.
    """

    id: int
    to: Address
    reply: Rendered
    tries: int
    due_at: datetime | None = None
    lane: str = LIVE
    leased: bool = True
    parts: tuple[str, ...] = ()
    until: float = field(default_factory=lambda: _until())


@dataclass(frozen=True, slots=True)
class Standing:
    """How many replies of a channel and lane stand so, and since when the oldest of them."""

    channel: str
    lane: str
    state: str
    error: str | None
    count: int
    oldest: datetime


def _shared(terms: Terms, due: datetime, holder: int) -> dict[str, Any]:
    """What all replies of one turn have in common."""
    live = terms.lane == LIVE
    return {
        "leased_by": holder if live else None,
        "tries": 1 if live else 0,
        "lane": terms.lane,
        "in_lane": terms.lane,
        "expires_at": terms.expires_at or (due + LIVE_LASTS if live else None),
        "notice_id": terms.notice_id,
        "due": due,
        "until": due + LEASE if live else due,
    }


def _until(wait: timedelta = timedelta()) -> float:
    return time.monotonic() + (wait + LEASE - SPARE).total_seconds()


class Outbox:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(
        self,
        of: Session,
        replies: Sequence[Rendered],
        now: datetime,
        holder: int,
        terms: Terms = AT_ONCE,
    ) -> tuple[Queued, ...]:
        """Queue replies in order. Those of the live lane are leased to ``holder``, who sends them
        after the commit, unless earlier ones to this address still wait."""
        if not replies:
            return ()
        due = max(now, terms.due_at or now)
        shared = _shared(terms, due, holder)
        rows = [shared | self._row(of, reply, place) for place, reply in enumerate(replies)]
        written = await self._store.connection.execute(_INSERT, rows)
        leased = {row.id for row in written if row.due_at > due}
        until = _until(due - now)
        return tuple(
            Queued(
                row["id"],
                of.address,
                reply,
                row["tries"],
                terms.due_at,
                terms.lane,
                leased=row["id"] in leased,
                until=until,
            )
            for row, reply in zip(rows, replies, strict=True)
        )

    def _row(self, of: Session, reply: Rendered, position: int) -> dict[str, Any]:
        """What is its own, sealed under its own id."""
        new_id = self._store.ids()
        return {
            "id": new_id,
            "session_id": of.id,
            "of_session": of.id,
            "channel": of.address.channel,
            "state": "waiting",
            "number": number_of(of.version, position),
            "first_number": number_of(of.version, 0),
            "sealed_reply": self._store.vault.seal(to_json(reply), outbox.c.sealed_reply, new_id),
        }

    async def claim(
        self,
        channels: Iterable[str],
        lane: str,
        now: datetime,
        holder: int,
        limit: int,
        to: Address | None = None,
    ) -> tuple[Queued, ...]:
        """Lease what is due, longest due first, and of each address only the first that waits.

        ``to``: of this address alone.
        """
        if limit < 1:
            return ()
        until = _until()
        of_one = {"at_index": self._store.vault.index("address", to.channel, to.id)} if to else {}
        result = await self._store.connection.execute(
            _leasing(of_one=to is not None),
            of_one
            | {
                "by_channels": tuple(channels),
                "in_lane": lane,
                "by_now": now,
                "at_most": limit,
                "holder": holder,
                "leased_until": now + LEASE,
            },
        )
        rows = sorted(result.all(), key=lambda row: row.id)
        addresses = await self._addresses({row.session_id for row in rows})
        claimed = [await self._read(row, addresses, until) for row in rows]
        return tuple(one for one in claimed if one is not None)

    async def sent(self, provider_ids: Sequence[tuple[int, str]]) -> None:
        """Mark rows sent, each with the id its provider gave it."""
        await self._store.connection.execute(
            _MARK_SENT,
            [
                {"outbox_id": queued, "provider_id": provider_id[:80]}
                for queued, provider_id in provider_ids
            ],
        )

    async def retry(self, queued: Queued, due_at: datetime, error: str) -> None:
        """Not before then; those parts that have gone out are remembered."""
        parts = ";".join(queued.parts)[:80] or None
        await self._set([queued.id], due_at=due_at, leased_by=None, error=error[:40], sent_as=parts)

    async def leave(self, queued: Sequence[int], due_at: datetime) -> None:
        """Give these back, for whoever takes them then."""
        await self._set(queued, due_at=due_at, leased_by=None)

    async def refuse(self, queued: int, error: str) -> None:
        await self._set([queued], state="refused", leased_by=None, error=error[:40])

    async def pause(self, queued: int, now: datetime, until: datetime) -> bool:
        """Say nothing to this row's address before then, in no lane; whether another address of
        the same channel is paused now too."""
        row = outbox.alias("row")
        theirs = select(row.c.session_id).where(row.c.id == queued).scalar_subquery()
        await self._store.connection.execute(
            update(outbox)
            .where(
                outbox.c.session_id == theirs, outbox.c.state == "waiting", outbox.c.due_at < until
            )
            .values(due_at=until, leased_by=None, error=TOO_MANY)
        )
        channel = select(row.c.channel).where(row.c.id == queued).scalar_subquery()
        others = await self._store.connection.execute(
            select(outbox.c.id)
            .where(
                outbox.c.channel == channel,
                outbox.c.state == "waiting",
                outbox.c.error == TOO_MANY,
                outbox.c.due_at > now,
                outbox.c.session_id != theirs,
            )
            .limit(1)
        )
        return others.first() is not None

    async def tend(self, pushed: Iterable[str], now: datetime) -> None:
        """Give up what has grown too late, and free what a clock that went back has left far
        ahead. A live reply that is fetched is never too late: its reader comes back to it."""
        waiting: ColumnElement[bool] = outbox.c.state == "waiting"
        ours: ColumnElement[bool] = outbox.c.channel.in_(tuple(pushed))
        await self._store.connection.execute(
            update(outbox)
            .where(waiting, outbox.c.expires_at <= now, or_(outbox.c.lane != LIVE, ours))
            .values(state="refused", error=TOO_LATE, leased_by=None)
        )
        leased_too_far = and_(
            outbox.c.leased_by.is_not(None), outbox.c.due_at > now + _FARTHEST_LEASE
        )
        put_off_too_far = and_(
            outbox.c.tries > 0,
            or_(outbox.c.error.is_(None), outbox.c.error != TOO_MANY),
            outbox.c.due_at > now + _FARTHEST_TRY,
        )
        too_far = or_(leased_too_far, put_off_too_far, outbox.c.due_at > now + _FARTHEST_PAUSE)
        await self._store.connection.execute(
            update(outbox).where(waiting, ours, too_far).values(due_at=now, leased_by=None)
        )

    async def any_waits(self, queued: Sequence[int]) -> bool:
        """Whether any of these is still unsent."""
        found = await self._store.connection.execute(
            select(outbox.c.id).where(outbox.c.id.in_(queued), outbox.c.state == "waiting").limit(1)
        )
        return found.first() is not None

    async def release(self, holder: int, now: datetime) -> None:
        """Give back what this process holds, as it stops."""
        await self._store.connection.execute(
            update(outbox)
            .where(outbox.c.leased_by == holder, outbox.c.state == "waiting")
            .values(leased_by=None, due_at=now)
        )

    async def unasked(self, channels: Iterable[str]) -> int:
        """How many that nobody has asked for just now wait to be sent by these channels."""
        result = await self._store.connection.execute(
            select(func.count()).where(
                outbox.c.state == "waiting",
                outbox.c.channel.in_(tuple(channels)),
                outbox.c.lane != LIVE,
            )
        )
        return result.scalar_one()

    async def count(self) -> dict[str, int]:
        """How many rows stand in each state."""
        result = await self._store.connection.execute(
            select(outbox.c.state, func.count()).group_by(outbox.c.state)
        )
        return {row[0]: row[1] for row in result}

    async def standing(self) -> tuple[Standing, ...]:
        """All that was not sent, by channel, lane, state and error; what waits first."""
        by = (outbox.c.channel, outbox.c.lane, outbox.c.state, outbox.c.error)
        result = await self._store.connection.execute(
            select(*by, func.count().label("count"), func.min(outbox.c.id).label("oldest"))
            .where(outbox.c.state.in_(_UNSENT))
            .group_by(*by)
            .order_by(outbox.c.state.desc(), outbox.c.channel, outbox.c.lane, outbox.c.error)
        )
        return tuple(
            Standing(
                row.channel, row.lane, row.state, row.error, row._mapping["count"],
                made_at(row.oldest),
            )
            for row in result
        )  # fmt: skip

    async def _set(self, queued: Sequence[int], **values: object) -> None:
        """Only while it waits: what is sent meanwhile, or refused, stays so."""
        await self._store.connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(queued), outbox.c.state == "waiting")
            .values(**values)
        )

    async def _addresses(self, sessions: set[int]) -> dict[int, Address]:
        if not sessions:
            return {}
        result = await self._store.connection.execute(
            select(session.c.id, session.c.channel, session.c.sealed_address).where(
                session.c.id.in_(sessions)
            )
        )
        found = {}
        for row in result:
            with contextlib.suppress(Unreadable):
                opened = self._store.vault.open(
                    row.sealed_address, session.c.sealed_address, row.id
                )
                found[row.id] = Address(row.channel, opened)
        return found

    async def _read(self, row: Any, addresses: dict[int, Address], until: float) -> Queued | None:
        """The row; None, and refused for good, if it is damaged: it must not hold up the others."""
        try:
            text = self._store.vault.open(row.sealed_reply, outbox.c.sealed_reply, row.id)
            return Queued(
                row.id,
                addresses[row.session_id],
                from_json(text),
                row.tries,
                lane=row.lane,
                parts=tuple(row.sent_as.split(";")) if row.sent_as else (),
                until=until,
            )
        except (Unreadable, ValueError, KeyError, TypeError):
            await self.refuse(row.id, "unreadable")
            return None


@cache
def _leasing(of_one: bool) -> Update:
    """Leases what is due; ``of_one``: of one address alone."""
    due = _due().limit(bindparam("at_most", type_=Integer))
    if of_one:
        theirs = select(session.c.id).where(session.c.address_index == bindparam("at_index"))
        due = due.where(outbox.c.session_id.in_(theirs))
    return (
        update(outbox)
        .where(outbox.c.id.in_(due.with_for_update(skip_locked=True, of=outbox)))
        .values(
            leased_by=bindparam("holder"),
            due_at=bindparam("leased_until"),
            tries=outbox.c.tries + 1,
        )
        .returning(
            outbox.c.id,
            outbox.c.session_id,
            outbox.c.lane,
            outbox.c.sealed_reply,
            outbox.c.tries,
            outbox.c.sent_as,
        )
    )


def _due() -> Select[tuple[int]]:
    """The first that waits of each address, where it is due. What is too late holds up nobody."""
    lane, now = bindparam("in_lane", type_=String), bindparam("by_now", type_=_NOW)
    in_time = or_(_EARLIER.c.expires_at.is_(None), _EARLIER.c.expires_at > now)
    behind = (
        select(_EARLIER.c.id)
        .where(
            _EARLIER.c.session_id == outbox.c.session_id,
            _EARLIER.c.lane == lane,
            _WAITS,
            _EARLIER.c.number < outbox.c.number,
            in_time,
        )
        .exists()
    )
    return (
        select(outbox.c.id)
        .where(
            outbox.c.state == "waiting",
            outbox.c.channel.in_(bindparam("by_channels", expanding=True)),
            outbox.c.lane == lane,
            outbox.c.due_at <= now,
            or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now),
            ~behind,
        )
        .order_by(outbox.c.due_at, outbox.c.id)
    )
