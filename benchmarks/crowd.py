"""Who writes on a payday, and what: put into a store that the demo has filled, and then played.

70 of a hundred ask when their money comes, half of them of a place and half, whose address is
linked, of their own; 15 for the nearest payment point; 10 after their account; 5 work here, and
look at requests or report a code that does not arrive. One in ten of all writes in words of their
own (``locales/*/examples``), the others tap, or give a command; who is asked back chooses what is
shown first. One in ten of those who ask about a place has never written before.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import count, cycle
from pathlib import Path
from typing import Any

from sqlalchemy import Table, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App
from bot.planning import plan
from domain.examples import read
from domain.message import start_token
from domain.permissions import Role
from domain.person import How, Relation
from storage.tables import (
    account,
    actor,
    link,
    notice,
    payment,
    person,
    session,
    staff_address,
    staff_grant,
)

_EXAMPLES = Path(__file__).parent.parent / "locales"
_KHMER_PERCENT = 30
_OWN_WORDS_PERCENT = 10
_NEW_PERCENT = 10
_LINKED = 6_000
_NOT_LINKED = 6_000
_STAFF_PER_UNIT = 40
_AT_ONCE = 2_000
_READS_SECONDS = 3.0


class Kind(StrEnum):
    PLACE = "payout_at_place"
    OWN = "own_payout"
    NEAREST = "nearest_point"
    ACCOUNT = "account"
    STAFF = "staff"


MIX = {Kind.PLACE: 35, Kind.OWN: 35, Kind.NEAREST: 15, Kind.ACCOUNT: 10, Kind.STAFF: 5}
_SECTIONS = {
    Kind.PLACE: "payout_date",
    Kind.OWN: "payout_date",
    Kind.NEAREST: "nearest_point",
    Kind.ACCOUNT: "account_status",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of today, as people call it, and where in it somebody may stand."""

    unit: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Gathered:
    """The chats that the store knows now: ``staff`` each with the names of people of their commune
    who have an account."""

    linked: tuple[int, ...]
    not_linked: tuple[int, ...]
    staff: Mapping[int, tuple[str, ...]]
    places: tuple[Place, ...]


# --- In the store -------------------------------------------------------------------------------

_FIRST = {Kind.OWN: 1_000_000, Kind.PLACE: 2_000_000, Kind.STAFF: 3_000_000}
_FIRST_NEW = 4_000_000


async def gather(app: App, now: datetime) -> Gathered:
    """Addresses of all kinds; and what was planned for them is told, so that at first nothing goes
    out unasked."""
    reference = await app.database.reference()
    places = tuple(
        Place(str(one.unit), reference.gazetteer.known(one.unit).name, at.latitude, at.longitude)
        for one in reference.points.values()
        if (at := one.place) is not None
    )
    async with app.database.engine.begin() as connection:
        linked = await _link(app, connection, now)
        strangers = await add_sessions(app, connection, _FIRST[Kind.PLACE], _NOT_LINKED, now)
        staff = await _employ(app, connection, now)
    await plan(app, now)
    await all_told(app, now)
    return Gathered(linked, tuple(strangers), staff, places)


async def all_told(app: App, now: datetime, but: int | None = None) -> None:
    """Of all that waits to be told; ``but`` is the bulletin of which it still shall be."""
    waits = notice.c.told_at.is_(None) & notice.c.bulletin_id.is_distinct_from(but)
    async with app.database.engine.begin() as connection:
        await connection.execute(update(notice).where(waits).values(told_at=now, outcome="told"))


async def add_sessions(
    app: App, connection: AsyncConnection, first: int, many: int, now: datetime
) -> dict[int, int]:
    """The session of each new chat."""
    vault, ids = app.database.vault, app.database.ids
    made = {first + number: ids() for number in range(many)}
    rows = (
        {
            "id": one,
            "channel": "telegram",
            "address_index": vault.index("address", "telegram", str(chat)),
            "sealed_address": vault.seal(str(chat), session.c.sealed_address, one),
            "version": 1,
            "language": "km" if chat % 100 < _KHMER_PERCENT else "vi",
            "failures": 0,
            "heard_order": 0,
            "heard_at": now,
        }
        for chat, one in made.items()
    )
    await _in_batches(connection, session, rows)
    return made


async def _link(app: App, connection: AsyncConnection, now: datetime) -> tuple[int, ...]:
    """To those who are paid this month, several addresses each."""
    paid = select(payment.c.person_id).where(payment.c.month == _month(now)).distinct()
    people = (await connection.execute(paid.order_by(payment.c.person_id))).scalars().all()
    made = await add_sessions(app, connection, _FIRST[Kind.OWN], _LINKED, now)
    rows = (
        {
            "id": app.database.ids(),
            "session_id": one,
            "person_id": beneficiary,
            "relation": Relation.SELF.value,
            "since": now,
            "how": How.CODE.value,
            "confirmed_at": now,
            "agreed_at": now,
        }
        for one, beneficiary in zip(made.values(), cycle(people), strict=False)
    )
    await _in_batches(connection, link, rows)
    return tuple(made)


async def _employ(
    app: App, connection: AsyncConnection, now: datetime
) -> dict[int, tuple[str, ...]]:
    """Officers of every commune in which somebody has an account."""
    names = await _names_by_unit(app, connection, _month(now))
    made = await add_sessions(
        app, connection, _FIRST[Kind.STAFF], _STAFF_PER_UNIT * len(names), now
    )
    vault, ids, working = app.database.vault, app.database.ids, {}
    for (chat, one), (code, since) in zip(made.items(), cycle(names), strict=False):
        human = ids()
        sealed = vault.seal(f"Cán bộ {chat}", actor.c.sealed_name, human)
        await connection.execute(
            insert(actor), {"id": human, "sealed_name": sealed, "made_at": now}
        )
        grant = {"id": ids(), "actor_id": human, "role": Role.COMMUNE_OFFICER.value}
        where = {"unit_code": code, "unit_from": since, "given_at": now}
        await connection.execute(insert(staff_grant), grant | where)
        at = {"session_id": one, "actor_id": human, "since": now, "used_on": now.date()}
        await connection.execute(insert(staff_address), at)
        working[chat] = names[code, since]
    return working


async def _names_by_unit(
    app: App, connection: AsyncConnection, month: date
) -> dict[tuple[str, date], tuple[str, ...]]:
    """Of who is paid this month and has an account."""
    found: dict[tuple[str, date], tuple[str, ...]] = {}
    rows = await connection.execute(
        select(person.c.id, person.c.unit_code, person.c.unit_from, person.c.sealed_name)
        .join(account, account.c.person_id == person.c.id)
        .where(exists().where(payment.c.person_id == person.c.id, payment.c.month == month))
        .order_by(person.c.id)
    )
    for row in rows:
        name = app.database.vault.open(row.sealed_name, person.c.sealed_name, row.id)
        unit = (row.unit_code, row.unit_from)
        found[unit] = (*found.get(unit, ()), name)
    return found


def _month(now: datetime) -> date:
    return date(now.year, now.month, 1)


async def _in_batches(
    connection: AsyncConnection, into: Table, rows: Iterable[dict[str, Any]]
) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            await connection.execute(insert(into), batch)
            batch = []
    if batch:
        await connection.execute(insert(into), batch)


# --- What they say ------------------------------------------------------------------------------


class Crowd:
    """Draws who writes next, and what. Who has been answered comes last again, so that nobody
    writes twice within a short while; who has been asked goes on once they have read it."""

    def __init__(self, gathered: Gathered, chance: random.Random) -> None:
        self._gathered = gathered
        self._chance = chance
        self._words = _own_words()
        self._new = count(_FIRST_NEW)
        self._rested = {
            Kind.OWN: deque(gathered.linked),
            Kind.PLACE: deque(gathered.not_linked),
            Kind.STAFF: deque(gathered.staff),
        }
        self._reading: deque[tuple[float, Kind, int]] = deque()
        self._shown: dict[int, str] = {}

    def next(self, now: float) -> tuple[Kind, int, dict[str, Any]]:
        """What is asked, by which chat, and the content of its message: ``text``, ``tap`` or
        ``location``."""
        if self._reading and self._reading[0][0] <= now:
            _, kind, chat = self._reading.popleft()
            return kind, chat, {"tap": self._shown.pop(chat)}
        kind = self._chance.choices(list(MIX), list(MIX.values()))[0]
        if kind is Kind.PLACE and self._one_in(_NEW_PERCENT):
            chat = next(self._new)
        else:
            chat = self._rested[_POOLS[kind]].popleft()
        return kind, chat, self._says(kind, chat)

    def sees(self, chat: int, tokens: Sequence[str]) -> None:
        """What stands on their screen now: a question is answered by what stands first, and a
        report is sent."""
        answers = [one for one in tokens if one.startswith("a:")]
        if answers:
            sends = [one for one in answers if one.endswith(":send")]
            self._shown[chat] = (sends or answers)[0]

    def heard(self, kind: Kind, chat: int, now: float) -> None:
        """All that was said to them is there."""
        if chat in self._shown:
            self._reading.append((now + _READS_SECONDS, kind, chat))
        else:
            self._rested[_POOL_OF.get(chat // 1_000_000, Kind.PLACE)].append(chat)

    def _says(self, kind: Kind, chat: int) -> dict[str, Any]:
        if kind is Kind.STAFF:
            name = self._chance.choice(self._gathered.staff[chat])
            return self._chance.choice(({"text": "/cases"}, {"text": f"/otp {name}"}))
        if self._one_in(_OWN_WORDS_PERCENT):
            language = "km" if chat % 100 < _KHMER_PERCENT else "vi"
            return {"text": self._chance.choice(self._words[language, _SECTIONS[kind]])}
        place = self._chance.choice(self._gathered.places)
        return self._chance.choice(_ways(kind, place))

    def _one_in(self, percent: int) -> bool:
        return self._chance.random() * 100 < percent


_POOLS = {
    Kind.PLACE: Kind.PLACE,
    Kind.OWN: Kind.OWN,
    Kind.NEAREST: Kind.PLACE,
    Kind.ACCOUNT: Kind.OWN,
    Kind.STAFF: Kind.STAFF,
}
_POOL_OF = {first // 1_000_000: kind for kind, first in _FIRST.items()}


def _ways(kind: Kind, place: Place) -> tuple[dict[str, Any], ...]:
    match kind:
        case Kind.PLACE:
            token = start_token("payout_at_place", place=place.unit)
            return {"tap": token}, {"text": f"/payout {place.name}"}, {"text": place.name}
        case Kind.OWN:
            return {"tap": start_token("payout_date")}, {"text": "/payout"}
        case Kind.NEAREST:
            token = start_token("nearest_point", place=place.unit)
            at = {"latitude": place.latitude, "longitude": place.longitude}
            return {"tap": token}, {"text": f"/nearest {place.name}"}, {"location": at}
        case _:
            return {"tap": start_token("account_status")}, {"text": "/account"}


def _own_words() -> dict[tuple[str, str], list[str]]:
    """By language and what is asked."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted(_EXAMPLES.glob("*/examples/*.txt")):
        for section, words in read(path.read_text(encoding="utf-8")):
            found.setdefault((path.parts[-3], section), []).append(words)
    return found
