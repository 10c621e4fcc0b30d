"""Inbox and sessions: hear a message once, and hold its address until the turn is over."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.message import Address, Incoming
from domain.place import UnitKey
from domain.session import Chosen, Done, Held, Home, Left, Open, Pairs, Session
from storage.connection import Store
from storage.mailbox import GIVEN_UP
from storage.point_reports import something_reported
from storage.sealed import Unreadable
from storage.tables import failure, inbox, session, store, unreadable
from storage.unreachable import fall_silent

# Written out: in RETURNING, SQLAlchemy leaves the table's name away, and both have an ``id``.
_LINKED: ColumnElement[bool] = literal_column(
    "EXISTS (SELECT 1 FROM link WHERE link.session_id = session.id AND link.ended IS NULL"
    " AND link.confirmed_at IS NOT NULL)",
    Boolean,
)
_STAFF: ColumnElement[bool] = literal_column(
    "EXISTS (SELECT 1 FROM staff_address WHERE staff_address.session_id = session.id"
    " AND staff_address.ended_at IS NULL)",
    Boolean,
)
_TALK: ColumnElement[int | None] = literal_column(
    "(SELECT human_talk.id FROM human_talk WHERE human_talk.session_id = session.id"
    " AND human_talk.ended_at IS NULL AND human_talk.actor_id IS NOT NULL)",
    BigInteger,
)
_REFERENCE = select(store.c.reference_version).scalar_subquery()
_BESIDE = (
    _LINKED.label("linked"),
    _STAFF.label("staff"),
    _TALK.label("talk"),
    _REFERENCE.label("reference_version"),
)
_POINTS_REPORTED = select(something_reported()).scalar_subquery()
_NEW_SESSION: dict[str, Any] = {
    name: bindparam(name, type_=session.c[name].type)
    for name in (
        "id",
        "channel",
        "address_index",
        "sealed_address",
        "version",
        "failures",
        "heard_order",
    )
}
_HEARD = ("address_index", "message_id", "heard_at")


def _noted(dialect: Any) -> Any:
    """The message, if it was not heard before."""
    return dialect.insert(inbox).on_conflict_do_nothing()


def _loaded(new: Any) -> Any:
    """The row of an address, made where there is none, and locked."""
    return new.on_conflict_do_update(
        index_elements=[session.c.address_index],
        set_={"version": session.c.version + 1, "gone_at": None},
    ).returning(
        *session.c,
        *_BESIDE,
        _POINTS_REPORTED.label("points_reported"),
    )


# SQLite writes nothing in a WITH, and is asked twice; asked once, PostgreSQL answers once.
_NOTE = _noted(sqlite)
_LOAD = _loaded(sqlite.insert(session).values(_NEW_SESSION))
_NOTING = (
    _noted(postgresql)
    .values({name: bindparam(name, type_=inbox.c[name].type) for name in _HEARD})
    .returning(inbox.c.message_id)
    .cte("heard")
)
_NOTE_AND_LOAD = _loaded(
    postgresql.insert(session).from_select(
        list(_NEW_SESSION), select(*_NEW_SESSION.values()).select_from(_NOTING)
    )
)

_WAKE = (
    update(session)
    .where(session.c.address_index == bindparam("at_index"))
    .values(version=session.c.version + 1)
    .returning(*session.c, *_BESIDE)
)
_SAVE = (
    update(session)
    .where(session.c.id == bindparam("session_id"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "language",
                "home_code",
                "home_from",
                "home_point_id",
                "dialogue",
                "run",
                "failures",
                "heard_order",
                "heard_at",
                "sealed_state",
                "signed_in_at",
                "stopped_at",
            )
        }
    )
)


class Conversations:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def hear(self, incoming: Incoming, now: datetime) -> Session | None:
        """The sender's session, locked until the transaction ends; None if heard before.

        On PostgreSQL a second turn of the same address waits here for the first one to commit, so
        turns of one address queue up on every replica.
        """
        self._store.today = now.date()
        sender = incoming.sender
        index = self._store.vault.index("address", sender.channel, sender.id)
        row = {"address_index": index, "message_id": incoming.id, "heard_at": now}
        found = await self._noted_and_loaded(row, self._new_session(sender, index))
        if found is None:
            return None
        if found.version == 1 and await self._was_given_up(index):
            await self._unhear(found.id, index)
            return None
        self._store.points_reported = found.points_reported
        await self._store.refresh(found.reference_version)
        return self._read(found, sender)

    def _new_session(self, sender: Address, index: bytes) -> dict[str, Any]:
        """What is written where the address has none."""
        new_id = self._store.ids()
        return {
            "id": new_id,
            "channel": sender.channel,
            "address_index": index,
            "sealed_address": self._store.vault.seal(sender.id, session.c.sealed_address, new_id),
            "version": 1,
            "failures": 0,
            "heard_order": -1,
        }

    async def _noted_and_loaded(self, heard: dict[str, Any], new: dict[str, Any]) -> Any:
        """The row of the session, locked; None where the message was heard before."""
        execute = self._store.connection.execute
        if self._store.dialect == "postgresql":
            return (await execute(_NOTE_AND_LOAD, heard | new)).one_or_none()
        if (await execute(_NOTE, heard)).rowcount == 0:
            return None
        return (await execute(_LOAD, new)).one()

    async def _was_given_up(self, index: bytes) -> bool:
        """The address was forgotten while this message was on its way. Asked only of who is new,
        and after the lock: on PostgreSQL the one may have waited for the other."""
        given_up = (inbox.c.address_index == index, inbox.c.message_id == GIVEN_UP)
        found = await self._store.connection.execute(select(inbox.c.heard_at).where(*given_up))
        return found.first() is not None

    async def _unhear(self, session_id: int, index: bytes) -> None:
        """As if the message had never come."""
        said = (inbox.c.address_index == index, inbox.c.message_id != GIVEN_UP)
        await self._store.connection.execute(delete(session).where(session.c.id == session_id))
        await self._store.connection.execute(delete(inbox).where(*said))

    async def wake(self, address: Address, now: datetime) -> Session | None:
        """The session of an address that has said nothing now, locked likewise; None if unknown."""
        self._store.today = now.date()
        index = self._store.vault.index("address", address.channel, address.id)
        result = await self._store.connection.execute(_WAKE, {"at_index": index})
        found = result.one_or_none()
        if found is None or found.gone_at is not None:
            return None
        await self._store.refresh(found.reference_version)
        return self._read(found, address)

    async def save(self, open_session: Session) -> None:
        home, dialogue = open_session.home, open_session.open
        await self._store.connection.execute(
            _SAVE,
            {
                "session_id": open_session.id,
                "language": open_session.language,
                "home_code": home and home.unit.code,
                "home_from": home and home.unit.valid_from,
                "home_point_id": home and home.point,
                "dialogue": dialogue and dialogue.dialogue,
                "run": open_session.run,
                "failures": open_session.failures,
                "heard_order": open_session.heard_order,
                "heard_at": open_session.heard_at,
                "signed_in_at": open_session.signed_in_at,
                "stopped_at": open_session.stopped_at,
                "sealed_state": self._store.vault.seal(
                    _state_to_json(open_session), session.c.sealed_state, open_session.id
                ),
            },
        )

    async def record_failure(
        self, failed: Session, dialogue: str | None, error: str, at: datetime
    ) -> None:
        """Where and what kind; never what was said."""
        await self._store.connection.execute(
            insert(failure),
            {
                "id": self._store.ids(),
                "session_id": failed.id,
                "dialogue": dialogue,
                "error": error[:80],
                "at": at,
            },
        )

    async def gone(self, address: Address, at: datetime | None) -> None:
        """Nothing reaches this address any more, or something does again (None).

        Who is gone gets nothing that still waits, and whoever works on their cases is told.
        """
        index = self._store.vault.index("address", address.channel, address.id)
        execute = self._store.connection.execute
        await execute(update(session).where(session.c.address_index == index).values(gone_at=at))
        if at is None:
            return
        theirs = await execute(select(session.c.id).where(session.c.address_index == index))
        await fall_silent(self._store, theirs.scalars().all(), at)

    async def record_unreadable(self, channel: str, error: str, at: datetime) -> None:
        """That something came, and what kind of error it was; never what it said."""
        await self._store.connection.execute(
            insert(unreadable),
            {"id": self._store.ids(), "channel": channel, "error": error[:80], "at": at},
        )

    async def count(self) -> int:
        result = await self._store.connection.execute(select(func.count()).select_from(session))
        return result.scalar_one()

    def _read(self, row: Any, address: Address) -> Session:
        loaded = Session(
            id=row.id,
            address=address,
            version=row.version,
            linked=row.linked,
            staff=row.staff,
            language=row.language,
            home=_home(row),
            run=row.run or 0,
            failures=row.failures,
            heard_order=row.heard_order,
            heard_at=row.heard_at,
            signed_in_at=row.signed_in_at,
            stopped_at=row.stopped_at,
            talk=row.talk,
        )
        if row.sealed_state is not None:
            try:
                state = self._store.vault.open(row.sealed_state, session.c.sealed_state, row.id)
                _state_from_json(loaded, row.dialogue, state)
            except (Unreadable, ValueError, KeyError, TypeError):
                # A poisoned session must not poison the person's next message: start afresh.
                loaded.lost = True
        return loaded


def _home(row: Any) -> Home | None:
    if row.home_code is None:
        return None
    return Home(UnitKey(row.home_code, row.home_from), row.home_point_id)


def _state_to_json(loaded: Session) -> str:
    """Pairs stay lists of pairs: `jsonb` and objects would lose their order (DESIGN.md §11.2)."""
    dialogue = loaded.open
    state: dict[str, object] = {"shown": loaded.shown}
    if loaded.beneath:
        state["beneath"] = loaded.beneath
    if loaded.done is not None:
        state["done"] = [loaded.done.dialogue, loaded.done.answers]
    if (held := loaded.held) is not None:
        state["held"] = [held.dialogue, held.answers, held.said, held.until.isoformat()]
    if (left := loaded.left) is not None:
        state["left"] = [left.dialogue, left.answers, left.until.isoformat()]
    if loaded.missed:
        state["missed"] = loaded.missed
    if loaded.chosen is not None:
        state["chosen"] = [loaded.chosen.talk, loaded.chosen.order]
    if dialogue is not None:
        state |= {
            "answers": dialogue.answers,
            "asked": dialogue.asked,
            "asking": dialogue.asking,
            "order": dialogue.order,
            "secret": dialogue.secret,
        }
        if dialogue.doubted:
            state["doubted"] = dialogue.doubted
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def _state_from_json(loaded: Session, dialogue: str | None, text: str) -> None:
    state = json.loads(text)
    loaded.shown = _pairs(state["shown"])
    loaded.beneath = _pairs(state.get("beneath", []))
    if "done" in state:
        loaded.done = Done(str(state["done"][0]), _pairs(state["done"][1]))
    if "held" in state:
        name, answers, said, until = state["held"]
        loaded.held = Held(name, _pairs(answers), said, datetime.fromisoformat(until))
    if "left" in state:
        name, answers, until = state["left"]
        loaded.left = Left(name, _pairs(answers), datetime.fromisoformat(until))
    loaded.missed = int(state.get("missed", 0))
    if "chosen" in state:
        loaded.chosen = Chosen(int(state["chosen"][0]), int(state["chosen"][1]))
    if dialogue is not None:
        loaded.open = Open(
            dialogue=dialogue,
            answers=_pairs(state["answers"]),
            asked=str(state["asked"]),
            asking=int(state["asking"]),
            order=int(state["order"]),
            secret=bool(state.get("secret")),
            doubted=str(state.get("doubted", "")),
        )


def _pairs(read: list[list[str]]) -> Pairs:
    return tuple((str(one), str(other)) for one, other in read)
