"""A person who is paid tomorrow and linked to a phone, and a program that plans and tells."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot.app import App, build
from bot.schedule import run_due
from bot.telling import tell_due
from domain.account import AccountState
from domain.bulletin import called_for
from domain.message import Address, Rendered
from domain.notice import NoticeKind, Outcome, Topic
from domain.person import Person
from domain.quiet import QuietHours
from domain.text import Month
from storage.records import Records
from storage.tables import account, bulletin, notice
from tests.house import NOW, Phone, Screen, settings

TODAY = NOW.date()
EVE, CONFIRMED = NoticeKind.PAYDAY_EVE, NoticeKind.DAY_CONFIRMED


@contextlib.asynccontextmanager
async def records_of(app: App) -> AsyncIterator[Records]:
    """The store as a turn of today sees it."""
    async with app.database.transaction() as records:
        await records.store.refresh(-2)  # the calendar as it is now
        records.store.today = TODAY
        yield records


@dataclass
class Place:
    """A store in which Néang Sa Rim, who is paid in cash tomorrow, is linked to a phone."""

    app: App
    phone: Phone
    person: Person

    def records(self) -> AbstractAsyncContextManager[Records]:
        return records_of(self.app)

    async def session(self, phone: Phone | None = None) -> int:
        sender = (phone or self.phone).message().sender
        async with self.records() as records:
            found = await records.conversations.wake(Address(sender.channel, sender.id), NOW)
        assert found is not None
        return found.id

    async def asks_for(self, topics: Collection[Topic] = tuple(Topic)) -> int:
        """The phone has everything about the person told; its session."""
        session_id = await self.session()
        async with self.records() as records:
            await records.subscriptions.start(session_id, topics, NOW, "vi", person=self.person.id)
        return session_id

    async def plan(self) -> dict[NoticeKind, int]:
        """Make what the calendar calls for; the bulletins of her own point, by kind."""
        async with self.records() as records:
            reference = records.reference
            days = [day for days in reference.calendar.values() for day in days]
            for draft in called_for(days, reference.points, NOW, QuietHours()):
                await records.bulletins.make(draft, NOW)
            point = (await records.payouts.of(self.person.id, Month.of(TODAY)))[0].point
            found = await records.store.connection.execute(
                select(bulletin.c.id, bulletin.c.kind).where(bulletin.c.point_id == point)
            )
        return {NoticeKind(row.kind): row.id for row in found}

    async def opens(self, bulletin_id: int) -> int:
        async with self.records() as records:
            return await records.bulletins.open(bulletin_id)

    async def opens_accounts(self, people: Collection[int] = ()) -> None:
        """At a bank, for the person, or for these."""
        async with self.records() as records:
            vault = records.store.vault
            for person in people or (self.person.id,):
                new_id = records.new_id()
                number, holder = account.c.sealed_number, account.c.sealed_holder
                row = {
                    "id": new_id,
                    "person_id": person,
                    "bank": "970428",
                    "state": AccountState.OTP_NOT_ARRIVING.value,
                    "state_on": TODAY,
                    "sealed_number": vault.seal("1234567890", number, new_id),
                    "sealed_holder": vault.seal("", holder, new_id),
                }
                await records.store.connection.execute(insert(account), row)

    async def opens_eve(self) -> int:
        return await self.opens((await self.plan())[EVE])

    async def kept_back(self, bulletin_id: int, session_id: int) -> Outcome | None:
        async with self.records() as records:
            told = await records.bulletins.one(bulletin_id)
            assert told is not None
            return await records.bulletins.kept_back(told, session_id, NOW)

    async def queued(self, bulletin_id: int) -> list[int]:
        async with self.records() as records:
            found = await records.store.connection.execute(
                select(notice.c.session_id).where(notice.c.bulletin_id == bulletin_id)
            )
            return list(found.scalars())

    async def runs(self, statement: object) -> None:
        async with self.app.database.engine.begin() as connection:
            await connection.execute(statement)  # type: ignore[call-overload]


@contextlib.asynccontextmanager
async def place(url: str) -> AsyncIterator[Place]:
    phone = Phone(url)
    for said in ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý"):
        await phone.says(said)
    app = build(settings(url))
    await app.database.reference()
    async with app.database.transaction() as records:
        code = await records.link_codes.id_of("DAWN3467")
        opened = await records.link_codes.opened_by(code or 0, TODAY)
    assert opened is not None
    try:
        yield Place(app, phone, opened[0])
    finally:
        await app.close()


async def unasked(url: str, at: datetime) -> dict[str, list[Rendered]]:
    """What each address is told by that hour without asking, planned and said."""
    screen = Screen()
    app = build(settings(url), [screen], lambda: at)
    try:
        await run_due(app, at)
        await tell_due(app)
    finally:
        await app.close()
    told: dict[str, list[Rendered]] = {}
    for to, reply in screen.shown:
        told.setdefault(to, []).append(reply)
    return told


def words(replies: list[Rendered]) -> str:
    return "\n".join(line.text for reply in replies for line in reply.lines)
