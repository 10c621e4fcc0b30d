"""build(settings) → the whole program. Tests call the same function."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.channels.channel import Channel, Missing
from bot.channels.telegram import Telegram
from bot.channels.webchat import WebChat
from bot.checked import checked
from bot.delivery import Delivery
from bot.metrics import Metrics
from bot.questions import Questions
from bot.settings import BadSetting, Mode, Settings
from bot.waiting import Waiting
from domain.chart import Bars
from domain.file import Unfit, Why
from domain.message import Address, Incoming, ShownFile
from domain.privacy import Level, carried
from domain.qr import code_link
from handlers.take_back import take_back
from handlers.turn import House, take_turn
from handlers.turn_seen import TurnSeen
from handlers.withhold import withhold
from storage.database import Database, StoreState
from storage.mailbox import Mailbox
from storage.outbox import Queued
from storage.sealed import BadKey, Vault, demo_keys

log = logging.getLogger(__name__)


class NotReady(Exception):
    """The store cannot be used as it is; says what to do."""


@dataclass(frozen=True, slots=True)
class App:
    """The program around one store."""

    settings: Settings
    database: Database
    house: House
    channels: dict[str, Channel]
    delivery: Delivery
    metrics: Metrics
    questions: Questions
    waiting: Waiting
    clock: Callable[[], datetime]

    async def receive(self, incoming: Incoming) -> None:
        """One message: decide, commit, then speak. Raises Unavailable: nothing is confirmed."""
        await self.deliver(await self.hear(incoming))

    async def hear(self, incoming: Incoming) -> tuple[Queued, ...]:
        """One message, decided and committed. Raises Unavailable: nothing is confirmed."""
        with self.waiting.one(), self.metrics.timing_turn():
            return await take_turn(self.house, incoming, self.clock())

    async def deliver(self, queued: Iterable[Queued]) -> None:
        """Say what a turn has decided. Raises Unavailable: then it waits in the outbox."""
        with self.waiting.one():
            await self.delivery.send(queued)

    async def lease(self, name: str, seconds: float) -> bool:
        """Whether this process alone may do something for so long. Raises Unavailable."""
        span = timedelta(seconds=seconds)
        async with self.database.transaction() as records:
            return await records.jobs.lease(name, self.house.holder, self.clock(), span)

    async def unreadable(self, channel: str, error: str) -> None:
        """Record that something came that could not be read. Raises Unavailable."""
        async with self.database.transaction() as records:
            await records.conversations.record_unreadable(channel, error, self.clock())

    async def gone(self, address: Address, gone: bool) -> None:
        """Nothing reaches an address any more, or something does again. Raises Unavailable."""
        async with self.database.transaction() as records:
            await records.conversations.gone(address, self.clock() if gone else None)

    async def mail(self, address: Address, seen: int, fresh: bool) -> Mailbox:
        """What its reader has not seen yet, as far as they may hear it now; which acknowledges the
        rest. Raises Unavailable."""
        now = self.clock()
        async with self.database.statement() as records:
            found, unmarked = await records.mailboxes.read(address, seen, fresh, now)
        if unmarked is not None:
            async with self.database.statement() as records:
                await records.mailboxes.acknowledge(unmarked, seen)
        found = await self._still_true(found, now)
        carries = self.house.carries
        return withhold(found, carried(address.channel, carries, found.signed_in_at, now))

    async def _still_true(self, box: Mailbox, now: datetime) -> Mailbox:
        """What came unasked is asked about once more: days change between saying and reading."""
        unasked = [one.row for one in box.mail if one.notice]
        if not unasked:
            return box
        async with self.database.transaction() as records:
            gone = await take_back(records, unasked, now)
        return replace(box, mail=tuple(one for one in box.mail if one.row not in gone))

    async def forget(self, address: Address) -> None:
        """Leave nothing of an address but what was decided in its name. Raises Unavailable."""
        now = self.clock()
        async with self.database.transaction() as records:
            session = await records.mailboxes.forget(address, now)
            if session is not None:
                await records.audit.note(session, records.new_id(), "forgotten", session, now)

    async def awaited(self, address: Address) -> tuple[str, ...]:
        """The references of files that this address has still to bring. Raises Unavailable."""
        async with self.database.statement() as records:
            return tuple(one.reference for one in await records.fetching.brought(address))

    async def bring(self, address: Address, reference: str, content: bytes) -> Why | None:
        """One of them; why it is not taken, where it is not. Raises Missing where nothing waits for
        it any more, or Unavailable."""
        async with self.database.statement() as records:
            waiting = await records.fetching.brought(address)
        one = next((each for each in waiting if each.reference == reference), None)
        if one is None:
            raise Missing("not awaited")
        try:
            kind, cleaned = await checked(content, one.use)
        except Unfit as error:
            async with self.database.transaction() as records:
                await records.fetching.refuse(one, error.why, None, self.clock())
            return error.why
        async with self.database.transaction() as records:
            await records.fetching.keep(one, kind, cleaned, None)
        return None

    async def shown_file(self, address: Address, number: int, position: int) -> ShownFile | None:
        """What goes with reply ``number``, as long as this address may look at it. Raises
        Unavailable."""
        now = self.clock()
        async with self.database.snapshot() as records:
            found = await records.mailboxes.letter(address, number)
            if found is None or not _may_look(found, address, self.house.carries, now):
                return None
            attached = found.mail[0].reply.attachments[position : position + 1]
            content = await records.fetching.content(attached[0].file) if attached else None
        return replace(attached[0], content=content) if content else None

    async def is_demo(self) -> bool:
        """Everything in the store is invented. Raises Unavailable."""
        return (await self.database.reference()).demo_made_on is not None

    def signature(self, text: str) -> bytes:
        """A keyed hash that every replica makes alike."""
        return self.database.vault.index("signature", text)

    async def ready(self) -> StoreState:
        """The store's state. Raises NotReady or Unavailable."""
        state = await self.database.state()
        if not state.up_to_date:
            raise NotReady("The database is not up to date. Run: ansinh db upgrade")
        if not self.settings.key and not state.demo:
            raise NotReady("ANSINH_KEY is not set, and only a demo database has keys of its own.")
        return state

    async def close(self) -> None:
        await self.metrics.close()
        await self.database.close()


_LOOKED_AT_FOR = timedelta(minutes=15)
"""Then it is opened anew, which is written down anew."""


def _may_look(box: Mailbox, address: Address, carries: Mapping[str, Level], now: datetime) -> bool:
    """What the staff open is shown to who has just proved who they are, and for a short while."""
    mail = box.mail[0]
    level = mail.reply.level
    if level > carried(address.channel, carries, box.signed_in_at, now):
        return False
    return level < Level.STAFF or (mail.at is not None and now - mail.at < _LOOKED_AT_FOR)


def served_channels(settings: Settings) -> tuple[Channel, ...]:
    """Every channel that the settings ask for. Raises BadSetting."""
    channels: tuple[Channel, ...] = (WebChat(settings.public_url),)
    if settings.telegram_token:
        if settings.telegram_mode is Mode.WEBHOOK and not settings.public_url:
            raise BadSetting("ANSINH_TELEGRAM_MODE webhook needs ANSINH_PUBLIC_URL")
        channels += (
            Telegram(
                settings.telegram_token,
                settings.telegram_api_url,
                settings.telegram_mode,
                settings.public_url,
            ),
        )
    return channels


def build(
    settings: Settings,
    channels: Iterable[Channel] = (),
    clock: Callable[[], datetime] | None = None,
    make_demo_keys: bool = False,
    database: Database | None = None,
) -> App:
    """The program. Raises BadSetting; connects to nothing yet. ``database`` is one that an earlier
    program of these settings has closed."""
    database = database or Database.open(settings.database_url, _vault(settings, make_demo_keys))
    by_name = {channel.name: channel for channel in channels}
    now = clock or (lambda: datetime.now(settings.timezone))
    holder = secrets.randbits(62)
    metrics, questions = Metrics(database, by_name, now), Questions(now)

    def observe(seen: TurnSeen) -> None:
        metrics.turn(seen)
        questions.saw(seen)

    return App(
        settings=settings,
        database=database,
        house=House(
            database,
            holder,
            entrance=partial(entrance, settings),
            poster=partial(poster, settings),
            chart=_chart,
            page=_page(settings),
            application_desk=settings.application_desk,
            totp=settings.staff_totp,
            unused_for=timedelta(days=settings.staff_unused_days),
            observe=observe,
        ),
        channels=by_name,
        delivery=Delivery(database, by_name, holder, now, metrics),
        metrics=metrics,
        questions=questions,
        waiting=Waiting(),
        clock=now,
    )


def entrance(settings: Settings, code: str) -> str:
    """The link behind a code on a slip: by Telegram where there is a bot, else the web page."""
    return code_link(code, _page(settings), settings.telegram_bot)


def poster(settings: Settings, payday: int) -> str:
    """The link to the page of a payday, to print and hang (`bot/poster.py`)."""
    return f"{_page(settings)}/poster/{payday}"


async def _chart(bars: Bars) -> bytes:
    # Only who is shown a picture waits for Pillow: a start must be quick.
    from bot.paper.chart import chart_png

    return await chart_png(bars)


def _page(settings: Settings) -> str:
    return settings.public_url or f"http://{settings.web_host}:{settings.web_port}"


def _vault(settings: Settings, make_demo_keys: bool) -> Vault:
    try:
        if settings.key or settings.index_key:
            return Vault.from_settings(settings.key, settings.index_key)
        if make_demo_keys or settings.demo_key_file.exists():
            return Vault.from_settings(*demo_keys(settings.demo_key_file))
    except BadKey as error:
        raise BadSetting(str(error)) from error
    raise BadSetting(
        "There are no keys, so no database can be read. To try it out: ansinh demo. "
        "For a database of your own: ansinh key new >> .env, then ansinh db upgrade"
    )
