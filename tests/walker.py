"""Walks every dialogue as a conversation, and keeps what left the program and what it changed.

It knows no dialogue by name. It starts each in every way a person or a forged tap can, answers
whatever is asked with what is plausible to somebody, and goes back to where it was by putting the
rows of the store back, so that each answer is tried from the same place.
"""

from __future__ import annotations

import base64
import io
import itertools
import json
import logging
import struct
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyotp
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    and_,
    create_engine,
    delete,
    insert,
    select,
    text,
    update,
)

from bot.app import App, build
from bot.logs import JsonLines, set_up
from bot.telling import tell_due
from domain.message import Address as Sender
from domain.message import Contact, FileRef, Incoming, Rendered, answer_token, start_token
from domain.permissions import Act
from handlers.menu import MENU, Line
from storage.tables import metadata, outbox, session, store
from tests.canaries import (
    CARER_CODE,
    INVITE_CODE,
    PAIR_NUMBER,
    SELF_CODE,
    USED_CODE,
    Address,
    Village,
)
from tests.house import NOW, Screen, settings

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Asked = tuple[str, str, Any, int, list[Any]]
"""Dialogue, question, answers before it, number of the asking, what is on the screen."""

_FIXED = {
    "unit",
    "unit_alias",
    "unit_successor",
    "standard_amount",
    "calendar_change",  # append-only: what a walk adds stays
    "point_change",
    "audit",
    "audit_seal",
    "audit_head",
    "case_event",  # append-only as well
}
_COLD = {
    "entitlement",
    "payment_list",
    "payment",
    "job_run",
    "unreadable",
}
"""What no conversation may change at all; looked at once, when a walk is over."""

_STORED = tuple(one for one in metadata.sorted_tables if one.name not in _FIXED)
TABLES: tuple[Table, ...] = tuple(one for one in _STORED if one.name not in _COLD)
COLD: tuple[Table, ...] = tuple(one for one in _STORED if one.name in _COLD)
_KEPT_IN_MEMORY = {"payment_point", "payout_day"}
_OF_THE_TALK = {"session", "inbox", "outbox"}
"""Written by every turn; nothing is decided there."""

_FORGET_WRITTEN = text("DELETE FROM walk_written RETURNING name")
_PNG = b"\x89PNG\r\n\x1a\n"
_CHOICES_AT_MOST = 6
_OF_STRANGERS = 5


@dataclass(frozen=True, slots=True)
class Change:
    """One row that a message made, altered or removed."""

    table: str
    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        return self.after or self.before or {}

    @property
    def columns(self) -> frozenset[str]:
        """Which values are others now."""
        old, new = self.before or {}, self.after or {}
        return frozenset(name for name in {**old, **new} if old.get(name) != new.get(name))


@dataclass(frozen=True, slots=True)
class Step:
    """One message of a walk, with all that followed. ``told`` is what others were told of it,
    ``broke`` what kept them from being told."""

    at: Address
    start: str
    dialogues: frozenset[str]
    path: tuple[str, ...]
    before: Rows
    after: Rows
    said: str
    told: Mapping[str, str]
    logged: str
    broke: str
    failed: bool

    @property
    def changes(self) -> Iterator[Change]:
        for table in TABLES:
            before, after = self.before[table.name], self.after[table.name]
            if table.name not in _OF_THE_TALK and before != after:
                yield from _changes(table, before, after)

    def __str__(self) -> str:
        return f"{self.at.key} in {self.start}: {' > '.join(self.path)}"


@dataclass(frozen=True, slots=True)
class Move:
    """Something to send. ``told`` is how a failing test calls it."""

    told: str
    text: str = ""
    tap: str | None = None
    contact: Contact | None = None
    files: tuple[FileRef, ...] = ()


@dataclass(slots=True)
class _Stand:
    """A question where the walk has come to, and the answers it has not tried there."""

    rows: Rows
    path: tuple[Move, ...]
    dialogues: frozenset[str]
    answers: Iterator[Move]


@dataclass(slots=True)
class Walker:
    """One program over one village. ``most`` bounds the messages of one walk."""

    app: App
    screen: Screen
    village: Village
    home: Rows
    cold: Rows
    log: io.StringIO
    sync: Engine | None
    most: int = 40
    _orders: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _met: frozenset[str] = frozenset()
    _seen: Rows = field(default_factory=dict)

    async def remember(self) -> None:
        """Where every walk begins."""
        self.home, self.cold = await self.rows_now(), await self._read_apart(COLD)

    async def walk(
        self, at: Address, lines: Iterable[Line] = MENU, *, by_every_record: bool = True
    ) -> AsyncIterator[Step]:
        """``by_every_record``: also by taps on all records that there are, not on one of a kind."""
        self._met = frozenset()
        for line in lines:
            for move in self.starts(line, None if by_every_record else 1):
                async for step in self._from(at, line, move, self._most(at, line)):
                    yield step
        await self.put_back(self.home)

    def _most(self, at: Address, line: Line) -> int:
        """Staff whose phone hears about nobody are strangers to what citizens ask: a few messages
        show it, and the rest is walked by the stranger."""
        linked = any(one["session_id"] == at.id for one in self.home["link"])
        stranger = at.actor is not None and not linked and line.act is Act.ASK
        return min(self.most, _OF_STRANGERS) if stranger else self.most

    def starts(self, line: Line, of_a_kind: int | None = None) -> Iterator[Move]:
        """By command, by label, by a tap that we send, and by taps that we never would."""
        for command in line.commands:
            yield Move(command, command)
        yield Move("tap", tap=start_token(line.name))
        for name in sorted(line.takes):
            for value in itertools.islice(self._brought(name), of_a_kind):
                yield Move(f"tap {name}={value}", tap=start_token(line.name, **{name: value}))

    def _brought(self, name: str) -> Iterator[str]:
        """Ids of every record that a tap may name."""
        ids: dict[str, list[Any]] = {
            "person": [one.id for one in self.village.people.values()],
            "link": list(self.village.links.values()),
            "case": list(self.village.cases.values()),
            "actor": list(self.village.actors.values()),
            "talk": list(self.village.talks.values()),
            "day": list(self.village.paydays.values()),
            "after": [one.id for one in self.village.people.values()],
            "said": [
                f"{said}-{one.id}"
                for said in ("no_code", "paid_cash", "died")
                for one in self.village.people.values()
            ],
            "mode": ["vi"],
            "place": ["30526@2025-07-01"],
            "on": ["2026-11-27"],
            "right": ["correct", "delete"],
            "unit": ["30526@2025-07-01", "30316@2025-07-01"],
            "line": [f"{one}-00000000" for one in self.village.paydays.values()],
            "what": ["confirm", "flood"],
            "change": ["1", *self.village.changes.values()],
            "file": ["1", *self.village.files.values()],
            "number": ["AS-730000", "AS-730001", "AS-730002", "AS-700001"],
            "rating": ["0", "2"],
            "part": ["1", "2", "3", "4", "5", "6"],
            "field": ["name", "phone", "citizen_id"],
        }
        some = [ids[kind][-1] for kind in ("person", "link", "case", "actor")]
        yield from map(str, ids.get(name, some))

    async def _from(self, at: Address, line: Line, first: Move, most: int) -> AsyncIterator[Step]:
        """Every open question gets its next answer in turn, and a new one first of all: so the walk
        comes to the end of a dialogue early, and to all its questions before any is exhausted."""
        stands = _Stand(self.home, (), frozenset({line.name}), iter((first,)))
        waiting = deque([stands])
        for _ in range(most):
            move = _next_of(waiting)
            if move is None:
                return
            stands = waiting[-1]
            path = (*stands.path, move)
            await self.put_back(stands.rows)
            step = await self._step(at, line.name, stands.dialogues, path, stands.rows)
            yield step
            known = self.open_question(step.after, at)
            if known is not None and not step.failed and self._is_new(known, stands, at, step):
                behind = stands.dialogues | {known[0]}
                waiting.appendleft(_Stand(step.after, path, behind, self._answers(at, known)))

    def _is_new(self, known: Asked, stands: _Stand, at: Address, step: Step) -> bool:
        """Not where the same is asked again, nor what was walked from before."""
        was = self.open_question(stands.rows, at)
        same = was is not None and known[:3] == was[:3]
        return not same and not self._met_before(known, step)

    def _met_before(self, known: Asked, step: Step) -> bool:
        """The same question with the same answers before it, and nothing decided on the way."""
        if any(step.changes):
            return False
        question = repr(known[:3])
        met, self._met = question in self._met, self._met | {question}
        return met

    def _answers(self, at: Address, known: Asked) -> Iterator[Move]:
        """First what is offered, then what somebody might type, then what was never offered."""
        _, _, _, asking, shown = known
        own = [token for token, _ in shown if token.startswith(f"a:{asking}:")]
        for token in own[:_CHOICES_AT_MOST]:
            yield Move(f"choice {token.split(':', 2)[2]}", tap=token)
        yield from self._texts(at)
        offered = {token.split(":", 2)[2] for token in own}
        for person in self.village.people.values():
            if own and str(person.id) not in offered:
                yield Move(f"forged {person.key}", tap=answer_token(asking, str(person.id)))

    def _texts(self, at: Address) -> Iterator[Move]:
        people = self.village.people
        yield Move(SELF_CODE, SELF_CODE)
        yield Move("name of own", people["own"].name.lower())
        yield Move("contact vouched=True", contact=Contact(people["own"].phone, vouched=True))
        yield Move("1941", "1941")
        yield Move("four of own", people["own"].citizen_id[-4:])
        yield Move(PAIR_NUMBER, PAIR_NUMBER)
        yield Move("chị Ba", "chị Ba")
        for said in (CARER_CODE, "2013", INVITE_CODE, USED_CODE):
            yield Move(said, said)
        for key in ("town", "split", "old", "far"):
            yield Move(f"name of {key}", people[key].name.lower())
        for key in ("town", "split"):
            yield Move(f"four of {key}", people[key].citizen_id[-4:])
        if at.totp:
            code = pyotp.TOTP(at.totp).at(NOW)
            yield Move("code of the device", code)
        for key, number in self.village.papers.items():
            yield Move(f"paper of {key}", number)
        yield Move("An Cư", "An Cư")
        yield Move("contact vouched=False", contact=Contact(people["own"].phone, vouched=False))
        yield Move("phone of town", people["town"].phone)
        yield Move("id of far", people["far"].citizen_id)
        yield Move("case", "AS-700001")
        yield Move("a day", "25/12")
        yield Move("photo", files=(FileRef("walk", "photo.jpg"),))
        yield Move("hours", "8:00-10:30")
        yield Move("name and address", "Bưu điện Phô Thi, ấp Phô Thi")

    async def _step(
        self,
        at: Address,
        start: str,
        dialogues: frozenset[str],
        path: tuple[Move, ...],
        before: Rows,
    ) -> Step:
        await self.send(at, self.message(at, path[-1]))
        after, broke = await self.rows_now(), ""
        if any(one["told_at"] is None for one in after["notice"]):
            broke = await self._deliver_all()
            after = await self.rows_now()
        said = [_words(reply) for to, reply in self.screen.shown if to == at.name]
        said += self._queued(before, after, at)
        told = {to: _words(reply) for to, reply in self.screen.shown if to != at.name}
        return Step(
            at=at,
            start=start,
            dialogues=dialogues,
            path=tuple(one.told for one in path),
            before=before,
            after=after,
            said="\n".join(said),
            told=told,
            logged=self.log.getvalue(),
            broke=broke,
            failed=len(after["failure"]) > len(before["failure"]),
        )

    async def send(self, at: Address, message: Incoming) -> list[Rendered]:
        """One message, and what its sender hears."""
        self.screen.shown.clear()
        self.log.seek(0)
        self.log.truncate()
        self.screen.name = at.channel
        self.app.channels.clear()
        self.app.channels[at.channel] = self.screen
        await self.app.receive(message)
        return [reply for to, reply in self.screen.shown if to == at.name]

    async def _deliver_all(self) -> str:
        """What others are told because of it, on whatever channel; what broke, if anything did."""
        names = {one.channel for one in self.village.addresses.values()}
        self.app.channels.update(dict.fromkeys(names, self.screen))
        try:
            await tell_due(self.app)
        except Exception as error:  # whatever it is, it would end the program
            return type(error).__name__
        return ""

    def message(self, at: Address, move: Move) -> Incoming:
        order = next(self._orders)
        return Incoming(
            id=f"w{order}",
            order=order,
            sender=Sender(at.channel, at.name),
            at=NOW,
            text=move.text,
            tap=move.tap,
            contact=move.contact,
            files=move.files,
        )

    def open_question(self, rows: Rows, at: Address) -> Asked | None:
        """(dialogue, question, answers, number of the asking, what is on the screen)."""
        mine = next((one for one in rows["session"] if one["id"] == at.id), None)
        if mine is None or mine["dialogue"] is None or mine["sealed_state"] is None:
            return None
        opened = self.app.database.vault.open(mine["sealed_state"], session.c.sealed_state, at.id)
        state = json.loads(opened)
        return mine["dialogue"], state["asked"], state["answers"], state["asking"], state["shown"]

    def _queued(self, before: Rows, after: Rows, at: Address) -> list[str]:
        """The outbox, opened."""
        known = {one["id"] for one in before["outbox"]}
        return [
            words_as_stored(
                self.app.database.vault.open(one["sealed_reply"], outbox.c.sealed_reply, one["id"])
            )
            for one in after["outbox"]
            if one["id"] not in known and one["session_id"] == at.id
        ]

    async def rows_now(self) -> Rows:
        """What stands in the store; of SQLite only what was written to is read again."""
        if self.sync is not None:
            with self.sync.begin() as connection:
                written = set(connection.execute(_FORGET_WRITTEN).scalars())
                again = TABLES if not self._seen else [one for one in TABLES if one.name in written]
                self._seen = self._seen | _read(connection, again)
            return self._seen
        return await self._read_apart(TABLES)

    async def _read_apart(self, tables: Iterable[Table]) -> Rows:
        async with self.app.database.engine.connect() as connection:
            return await connection.run_sync(_read, tables)

    async def changed_for_good(self) -> list[str]:
        """Tables that no conversation may touch, and one has."""
        cold = await self._read_apart(COLD)
        return [name for name, rows in cold.items() if rows != self.cold[name]]

    async def put_back(self, rows: Rows) -> None:
        now = await self.rows_now()
        if self.sync is not None:
            with self.sync.begin() as connection:
                _write(connection, now, rows)
                connection.execute(_FORGET_WRITTEN)
            self._seen = rows
        else:
            async with self.app.database.engine.begin() as asynchronous:
                await asynchronous.run_sync(_write, now, rows)


@asynccontextmanager
async def walking(url: str, village: Village, most: int = 40) -> AsyncIterator[Walker]:
    """A program on this store, its log kept in memory; the log's own set-up is put back."""
    screen = Screen()
    app = build(settings(url), [screen], _frozen)
    sync = create_engine(url.replace("+aiosqlite", "")) if "sqlite" in url else None
    await _let_go_of_decisions(app)
    if sync is not None:
        _note_what_is_written(sync)
    walker = Walker(app, screen, village, {}, {}, io.StringIO(), sync, most)
    await walker.remember()
    with _logging_into(walker.log):
        try:
            yield walker
        finally:
            await app.close()
            if sync is not None:
                sync.dispose()


async def _let_go_of_decisions(app: App) -> None:
    """What was submitted and decided stays by trigger, and a walk must put it back."""
    async with app.database.engine.begin() as connection:
        table = "" if connection.dialect.name == "sqlite" else " ON field_change"
        for verb in ("update", "delete"):
            await connection.execute(text(f"DROP TRIGGER IF EXISTS field_change_no_{verb}{table}"))


class _logging_into:  # noqa: N801
    """As the program logs, at its most talkative."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream
        self._levels: dict[str, int] = {}

    def __enter__(self) -> None:
        root = logging.getLogger()
        self._handlers, self._level = list(root.handlers), root.level
        root.handlers.clear()
        set_up("DEBUG")
        for handler in root.handlers:
            assert isinstance(handler, logging.StreamHandler)
            assert isinstance(handler.formatter, JsonLines)
            handler.setStream(self._stream)

    def __exit__(self, *_: object) -> None:
        root = logging.getLogger()
        root.handlers[:] = self._handlers
        root.setLevel(self._level)


def _next_of(waiting: deque[_Stand]) -> Move | None:
    """The next answer of the first question that has one left, which then stands last."""
    while waiting:
        stands = waiting.popleft()
        move = next(stands.answers, None)
        if move is not None:
            waiting.append(stands)
            return move
    return None


def _frozen() -> datetime:
    return NOW


def _note_what_is_written(engine: Engine) -> None:
    """Triggers name each table that anybody writes to, so that no other need be read again."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS walk_written (name TEXT NOT NULL)"))
        for table, verb in itertools.product(TABLES, ("INSERT", "UPDATE", "DELETE")):
            named = f"walk_{table.name}_{verb}"
            noted = f"INSERT INTO walk_written VALUES ('{table.name}')"
            connection.execute(
                text(
                    f"CREATE TRIGGER IF NOT EXISTS {named} AFTER {verb} ON {table.name} "
                    f"BEGIN {noted}; END"
                )
            )


def _read(connection: Connection, tables: Iterable[Table]) -> Rows:
    return {
        table.name: [dict(row._mapping) for row in connection.execute(select(table))]
        for table in tables
    }


def _write(connection: Connection, now: Rows, rows: Rows) -> None:
    """Put back what differs, in an order that foreign keys allow."""
    differ = [
        (table, list(_changes(table, now[table.name], rows[table.name])))
        for table in TABLES
        if now[table.name] != rows[table.name]
    ]
    for table, changes in differ:
        for one in changes:
            if one.before is None:
                connection.execute(insert(table), one.row)
            elif one.after is not None:
                connection.execute(update(table).where(_is(table, one.row)).values(one.row))
    for table, changes in reversed(differ):
        for one in changes:
            if one.after is None:
                connection.execute(delete(table).where(_is(table, one.row)))
    if any(table.name in _KEPT_IN_MEMORY for table, _ in differ):
        connection.execute(update(store).values(reference_version=store.c.reference_version + 1))


def _is(table: Table, row: Row) -> ColumnElement[bool]:
    return and_(*(column == row[column.name] for column in table.primary_key.columns))


def _changes(table: Table, before: list[Row], after: list[Row]) -> Iterator[Change]:
    keys = [column.name for column in table.primary_key.columns]
    old = {tuple(row[key] for key in keys): row for row in before}
    new = {tuple(row[key] for key in keys): row for row in after}
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            yield Change(table.name, old.get(key), new.get(key))


def _words(reply: Rendered) -> str:
    """All that is seen or carried of a reply."""
    parts = [line.text for line in reply.lines]
    parts += [f"{one.label} {one.token}" for one in reply.choices]
    if reply.pin is not None:
        parts += [reply.pin.name, reply.pin.address]
    if reply.picture is not None:
        parts += [reply.picture.name, reply.picture.told, _beside_the_pixels(reply.picture.png)]
    for one in reply.attachments:
        parts += [one.told, one.content.decode("latin-1")]
    return "\n".join(parts)


def words_as_stored(opened: str) -> str:
    """All that a row of the outbox holds, with its picture as in `_words`.

    In base64 four characters out of a thousand are a given year once in some thousand pictures.
    """
    state = json.loads(opened)
    if "picture" in state:
        name, png, told = state["picture"]
        state["picture"] = [name, _beside_the_pixels(base64.b64decode(png)), told]
    return json.dumps(state, ensure_ascii=False)


def _beside_the_pixels(png: bytes) -> str:
    """What a PNG says in its other parts; pixels are packed, so no word stands readable there."""
    said, at = b"", len(_PNG)
    assert png.startswith(_PNG)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        said += b"" if kind == b"IDAT" else kind + png[at + 8 : at + 8 + length]
        at += length + 12
    return said.decode("latin-1")
