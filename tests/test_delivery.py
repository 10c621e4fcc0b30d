"""What is sent: in order, at a pace, again when it must be, and given up visibly."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.app import App, build
from bot.channels.channel import Gone, Limits, Refused, Retry
from bot.channels.telegram import Telegram
from bot.channels.telegram.errors import _TABLE
from bot.send_errors import ADVICE
from bot.settings import Mode
from domain.case import CaseKind, CaseState
from domain.message import Address, Incoming, Line, Rendered
from domain.notice import NoticeKind
from domain.permissions import Role
from storage.mailbox import LIVE
from storage.outbox import BULK, LEASE, NOTICE, Queued, Terms
from storage.pace import AHEAD, LEAD
from storage.tables import (
    actor,
    case_file,
    notice,
    outbox,
    pace,
    person,
    session,
    staff_address,
    staff_grant,
)
from tests.botapi import TOKEN, bot_api
from tests.house import NOW, Screen, settings
from tests.site import site


class Provider(Screen):
    """Notes when it is written to, and fails as it is told to."""

    def __init__(self, name: str = "abroad", limits: Limits | None = None) -> None:
        super().__init__(name)
        self.limits = limits
        self.times: list[float] = []
        self.fails: dict[str, list[Exception]] = {}
        self.slow: dict[str, float] = {}

    async def send(self, to: str, reply: Rendered) -> str:
        await asyncio.sleep(self.slow.get(to, 0))
        if self.fails.get(to):
            raise self.fails[to].pop(0)
        self.times.append(time.monotonic())
        return await super().send(to, reply)

    def said(self, to: str) -> list[str]:
        return [reply.lines[0].text for address, reply in self.shown if address == to]


@dataclass
class Clock:
    """Stands still unless moved; ``real`` lets it run."""

    at: datetime = NOW
    real: bool = False

    def __call__(self) -> datetime:
        return datetime.now(UTC) if self.real else self.at

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)


def program(url: str, provider: Screen, clock: Clock) -> App:
    return build(settings(url), [provider], clock)


async def put(app: App, to: str, *texts: str, lane: str = LIVE, **more: Any) -> tuple[Queued, ...]:
    """As a turn with that address would."""
    now = app.clock()
    address = Address("abroad", to)
    incoming = Incoming(f"{to} {time.monotonic_ns()}", time.monotonic_ns(), address, now, "x")
    async with app.database.transaction() as records:
        found = await records.conversations.hear(incoming, now)
        assert found is not None
        replies = [Rendered((Line(text),)) for text in texts]
        terms = Terms(lane, **more)
        return await records.outbox.put(found, replies, now, app.house.holder, terms)


async def rows(app: App, *columns: Any) -> list[Any]:
    async with app.database.engine.connect() as connection:
        return list(await connection.execute(select(*columns).order_by(outbox.c.id)))


async def states(app: App) -> list[tuple[str, str | None]]:
    return [tuple(row) for row in await rows(app, outbox.c.state, outbox.c.error)]


# --- Order ------------------------------------------------------------------------------------


async def test_a_reply_never_overtakes_an_earlier_one_that_is_tried_again(url: str) -> None:
    provider, clock = Provider(), Clock()
    app = program(url, provider, clock)
    provider.fails["a"] = [Retry("network")]
    await app.deliver(await put(app, "a", "1", "2"))
    assert provider.said("a") == []
    behind = await put(app, "a", "3")
    assert [one.leased for one in behind] == [False]
    assert await app.delivery.send_due() == 0
    await app.deliver(await put(app, "b", "other"))
    assert provider.said("b") == ["other"], "nobody else is held up"
    clock.later(seconds=10)
    assert await app.delivery.send_due() == 3
    assert provider.said("a") == ["1", "2", "3"]
    await app.close()


async def test_what_another_process_is_sending_is_not_overtaken_and_followed_at_once(
    url: str,
) -> None:
    provider, clock = Provider(), Clock()
    provider.slow["a"] = 0.3
    one, other = program(url, provider, clock), program(url, provider, clock)
    first = await put(one, "a", "1")
    sending = asyncio.create_task(one.deliver(first))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await other.deliver(await put(other, "a", "2"))
    await sending
    assert provider.said("a") == ["1", "2"]
    assert time.monotonic() - began < 2, "not only when the loop looks again"
    await one.close()
    await other.close()


async def test_two_processes_that_look_at_once_send_each_row_once_and_in_order(url: str) -> None:
    provider, clock = Provider(), Clock()
    one, other = program(url, provider, clock), program(url, provider, clock)
    for number in range(30):
        for to in "abcde":
            await put(one, to, f"{number:02}")
    clock.later(seconds=60)
    sent = await asyncio.gather(one.delivery.send_due(), other.delivery.send_due())
    await one.delivery.send_due()
    assert sum(sent) <= 150
    assert len(provider.shown) == 150
    for to in "abcde":
        assert provider.said(to) == [f"{number:02}" for number in range(30)]
    await one.close()
    await other.close()


# --- Failing ----------------------------------------------------------------------------------


async def test_a_provider_that_is_down_for_hours_loses_nothing_and_then_gets_it_soon(
    url: str,
) -> None:
    provider, clock = Provider(), Clock()
    app = program(url, provider, clock)
    provider.fails["a"] = [Retry("network") for _ in range(40)]
    await app.deliver(await put(app, "a", "still true"))
    tries = 0
    while provider.fails["a"]:
        clock.later(minutes=13)
        await app.delivery.send_due()
        tries += 1
    assert tries >= 30, "for many hours"
    clock.later(minutes=13)
    assert await app.delivery.send_due() == 1
    await app.close()


async def test_what_cannot_be_sent_within_a_day_is_given_up_with_a_reason(url: str) -> None:
    provider, clock = Provider(), Clock()
    app = program(url, provider, clock)
    provider.fails["a"] = [Retry("network")]
    await app.deliver(await put(app, "a", "1"))
    await put(app, "b", "notice", lane=NOTICE, expires_at=NOW + timedelta(hours=2))
    clock.later(hours=25)
    assert await app.delivery.send_due() == 0
    assert await states(app) == [("refused", "too late")] * 2
    await app.deliver(await put(app, "a", "2"))
    assert provider.said("a") == ["2"], "and it holds up nobody"
    await app.close()


async def test_a_refused_reply_and_a_poison_one_hold_up_nobody(url: str) -> None:
    provider, clock = Provider(), Clock()
    app = program(url, provider, clock)
    provider.fails |= {"a": [Refused("bad request")], "b": [ZeroDivisionError("secret words")]}
    await app.deliver(await put(app, "a", "1", "2"))
    await app.deliver(await put(app, "b", "1"))
    assert provider.said("a") == ["2"]
    assert await states(app) == [
        ("refused", "bad request"),
        ("sent", None),
        ("waiting", "failed"),
    ]
    await app.close()


async def test_a_damaged_row_and_a_damaged_address_are_refused_and_hold_up_nobody(url: str) -> None:
    provider, clock = Provider(), Clock()
    app = program(url, provider, clock)
    broken, _ = await put(app, "a", "1", "2")
    await put(app, "b", "1")
    await put(app, "c", "1")
    async with app.database.engine.begin() as connection:
        garbage = b"\x01\x04testgarbage"
        await connection.execute(
            update(outbox).where(outbox.c.id == broken.id).values(sealed_reply=garbage)
        )
        row = await connection.execute(select(session.c.id).order_by(session.c.id.desc()).limit(2))
        damaged = row.scalars().all()[1]
        await connection.execute(
            update(session).where(session.c.id == damaged).values(sealed_address=garbage)
        )
    clock.later(seconds=60)
    assert await app.delivery.send_due() + await app.delivery.send_due() == 2
    assert provider.said("a") == ["2"]
    assert provider.said("c") == ["1"]
    assert Counter(await states(app))["refused", "unreadable"] == 2
    await app.close()


async def test_a_provider_that_never_answers_is_left_within_the_lease(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.outbox.SPARE", LEASE - timedelta(seconds=0.2))
    provider, clock = Provider(), Clock()
    provider.slow["a"] = 60
    app = program(url, provider, clock)
    began = time.monotonic()
    await app.deliver(await put(app, "a", "1"))
    assert time.monotonic() - began < 5
    assert await states(app) == [("waiting", "timed out")]
    await app.close()


async def test_a_lease_from_before_the_clock_went_back_is_free(url: str) -> None:
    provider, clock = Provider(), Clock()
    dead = program(url, provider, clock)
    clock.later(hours=1)
    await put(dead, "a", "1")
    await dead.close()
    clock.later(hours=-1)
    app = program(url, provider, clock)
    assert await app.delivery.send_due() == 1
    await app.close()


async def test_a_long_reply_that_fails_in_its_second_part_goes_on_there(url: str) -> None:
    async with bot_api() as api:
        channel = Telegram(TOKEN, api.url, Mode.POLLING)
        clock = Clock()
        app = build(settings(url), [channel], clock)
        address = Address("telegram", "7")
        incoming = Incoming("1", 1, address, NOW, "x")
        long = Rendered(tuple(Line(f"{n} " + "dài " * 200) for n in range(9)))
        async with app.database.transaction() as records:
            found = await records.conversations.hear(incoming, NOW)
            assert found is not None
            queued = await records.outbox.put(found, [long], NOW, app.house.holder)
        api.known.add(7)
        for answer in (None, 500):
            api.fails("sendMessage", answer)
        await app.deliver(queued)
        assert len(api.texts(7)) == 1
        clock.later(seconds=10)
        assert await app.delivery.send_due() == 1
        assert [text.split()[0] for text in api.texts(7)] == ["0", "5"]
        await channel.close()
        await app.close()


def test_every_code_has_an_advice() -> None:
    codes = {code for _, _, _, code in _TABLE}
    ours = {"too many", "timed out", "failed", "too late", "unreadable", "gone"}
    assert codes | ours <= set(ADVICE)


# --- Pace -------------------------------------------------------------------------------------


def most_within_a_second(times: Sequence[float]) -> int:
    times = sorted(times)
    return max(sum(1 for other in times if 0 <= other - one < 1) for one in times)


@asynccontextmanager
async def sending(*apps: App) -> AsyncIterator[None]:
    """As `serve` does it, until the block ends."""
    tasks = [asyncio.create_task(app.delivery.run()) for app in apps]
    try:
        yield
    finally:
        for app in apps:
            app.delivery.stop()
        await asyncio.wait_for(asyncio.gather(*tasks), 30)
        for app in apps:
            await app.close()


async def test_two_processes_keep_one_pace_for_what_nobody_asked_for(url: str) -> None:
    provider, clock = Provider(limits=Limits(30)), Clock(real=True)
    apps = [program(url, provider, clock) for _ in range(2)]
    for number in range(75):
        await put(apps[0], f"p{number}", "bulk", lane=BULK)
    async with sending(*apps):
        await until(lambda: len(provider.times) == 75, 60)
    assert most_within_a_second(provider.times) <= 31
    assert len(provider.shown) == 75


async def test_a_live_reply_overtakes_everything_and_a_notice_overtakes_bulk(url: str) -> None:
    provider, clock = Provider(limits=Limits(10)), Clock(real=True)
    app = program(url, provider, clock)
    for number in range(40):
        await put(app, f"p{number}", "bulk", lane=BULK)
    async with sending(app):
        await until(lambda: bool(provider.times), 30)
        await put(app, "q", "notice", lane=NOTICE)
        began = time.monotonic()
        await app.deliver(await put(app, "p39", "live"))
        assert time.monotonic() - began < 0.5
        assert provider.said("p39") == ["live"]
        await until(lambda: bool(provider.said("q")), 30)
        assert len(provider.shown) < 36, "bulk waited"


async def test_one_address_is_written_to_three_times_at_once_and_then_once_a_second(
    url: str,
) -> None:
    provider, clock = Provider(limits=Limits(30)), Clock()
    app = program(url, provider, clock)
    await app.deliver(await put(app, "a", *"12345"))
    waits = [later - one for one, later in itertools.pairwise(provider.times)]
    assert [round(wait) for wait in waits] == [0, 0, 1, 1]
    assert provider.said("a") == list("12345")
    await app.close()


async def test_a_429_pauses_the_chat_in_every_lane_and_bulk_where_it_came_from_there(
    url: str,
) -> None:
    provider, clock = Provider(limits=Limits(30)), Clock()
    app, replica = program(url, provider, clock), program(url, provider, clock)
    await put(app, "a", "notice", lane=NOTICE)
    provider.fails["a"] = [Retry("too many", 60)]
    await app.deliver(await put(app, "a", "live"))
    assert await replica.delivery.send_due() == 0, "one chat, every lane"
    await put(app, "b", "bulk", lane=BULK)
    assert await replica.delivery.send_due() == 1, "others are not meant"
    provider.fails["c"] = [Retry("too many", 60)]
    await app.deliver(await put(app, "c", "live"))
    await put(app, "d", "bulk", lane=BULK)
    assert await replica.delivery.send_due() == 0, "a second chat is told so: it is the channel"
    await app.deliver(await put(app, "e", "live"))
    assert provider.said("e") == ["live"], "what is live is not held back"
    clock.later(seconds=61)
    assert await replica.delivery.send_due() == 4
    provider.fails["f"] = [Retry("too many", 60)]
    await put(app, "f", "bulk", lane=BULK)
    await put(app, "g", "notice", lane=NOTICE)
    assert await app.delivery.send_due() <= 1
    await put(app, "h", "notice", lane=NOTICE)
    assert await replica.delivery.send_due() == 0
    await app.close()
    await replica.close()


async def test_a_pace_from_before_the_clock_went_back_is_begun_anew(url: str) -> None:
    provider, clock = Provider(limits=Limits(30)), Clock()
    app = program(url, provider, clock)
    async with app.database.engine.begin() as connection:
        row = {"channel": "abroad", "next_at": NOW + timedelta(hours=1)}
        await connection.execute(pace.insert(), row)
    await put(app, "a", "bulk", lane=BULK)
    assert await app.delivery.send_due() == 1
    async with app.database.transaction() as records:
        times = await records.pace.offer("abroad", 30, NOW)
    assert NOW < times.first <= NOW + LEAD + AHEAD
    await app.close()


# --- Nobody there -----------------------------------------------------------------------------


async def test_who_took_long_to_choose_what_goes_out_is_granted_times_that_can_be_kept(
    url: str,
) -> None:
    app = build(settings(url))
    chosen = NOW + 2 * (LEAD + AHEAD)
    async with app.database.transaction() as records:
        offered = await records.pace.offer("abroad", 30, NOW)
        taken = await records.pace.take("abroad", offered, offered.count, chosen)
    assert taken.first == chosen + LEAD, "else all of them have passed, again and again"
    async with app.database.transaction() as records:
        others = await records.pace.offer("abroad", 30, chosen)
    assert others.first == taken.at(offered.count), "nobody is given the same time"
    await app.close()


async def test_who_is_gone_is_told_nothing_more_and_their_officer_hears_of_an_open_case(
    url: str,
) -> None:
    provider, clock = Provider(), Clock()
    app = program(url, provider, clock)
    [first] = await put(app, "a", "1")
    async with app.database.engine.begin() as connection:
        mine = (
            await connection.execute(select(outbox.c.session_id).where(outbox.c.id == first.id))
        ).scalar_one()
        case = await an_open_case(app, connection, mine)
        officer = await an_officer_of(app, connection, case)
    async with app.database.transaction() as records:
        await records.notices.tell([mine], NoticeKind.ENDS_SOON, 1, NOW)
    provider.fails["a"] = [Gone("forbidden")]
    await app.deliver([first])
    async with app.database.engine.connect() as connection:
        told = (await connection.execute(select(notice).where(notice.c.session_id == mine))).one()
        assert (told.outcome, told.told_at is not None) == ("gone", True)
        heard = await connection.execute(
            select(notice.c.session_id, notice.c.subject).where(
                notice.c.kind == NoticeKind.UNREACHABLE.value
            )
        )
        assert [tuple(row) for row in heard] == [(officer, case.id)]
    assert await states(app) == [("refused", "forbidden")]
    await app.close()


async def an_open_case(app: App, connection: Any, filed_by: int) -> Any:
    somebody = (await connection.execute(select(person).limit(1))).one()
    values = {
        "id": app.database.ids(),
        "number": "HS-TEST",
        "kind": CaseKind.NOT_RECEIVED.value,
        "reason": "x",
        "person_id": somebody.id,
        "unit_code": somebody.unit_code,
        "unit_from": somebody.unit_from,
        "month": NOW.date(),
        "state": CaseState.OPEN.value,
        "session_id": filed_by,
        "filed_at": NOW,
    }
    await connection.execute(case_file.insert().values(values))
    return (await connection.execute(select(case_file).where(case_file.c.id == values["id"]))).one()


async def an_officer_of(app: App, connection: Any, case: Any) -> int:
    """An address of one, who alone may answer for the unit."""
    now = {"since": NOW, "used_on": NOW.date()}
    session_id, actor_id = app.database.ids(), app.database.ids()
    await connection.execute(
        session.insert().values(
            id=session_id,
            channel="web",
            address_index=b"officer",
            sealed_address=b"x",
            version=1,
            failures=0,
            heard_order=-1,
        )
    )
    sealed = app.database.vault.seal("Officer", actor.c.sealed_name, actor_id)
    await connection.execute(actor.insert().values(id=actor_id, sealed_name=sealed, made_at=NOW))
    await connection.execute(staff_grant.delete())
    await connection.execute(
        staff_grant.insert().values(
            id=app.database.ids(),
            actor_id=actor_id,
            role=Role.COMMUNE_OFFICER.value,
            unit_code=case.unit_code,
            unit_from=case.unit_from,
            given_at=NOW,
        )
    )
    await connection.execute(
        staff_address.insert().values(session_id=session_id, actor_id=actor_id, **now)
    )
    return session_id


async def test_on_the_page_an_expired_notice_is_not_shown_and_an_answer_always_is(
    url: str,
) -> None:
    async with site(url) as place, place.visitor() as visitor:
        await visitor.says("Văn Giáo")
        app = place.app
        async with app.database.engine.connect() as connection:
            found = (await connection.execute(select(outbox.c.session_id))).scalars().first()
        async with app.database.engine.begin() as connection:
            await connection.execute(update(outbox).values(expires_at=NOW))
            last = (
                await connection.execute(select(outbox).order_by(outbox.c.number.desc()))
            ).first()
            assert last is not None
            copy = dict(last._mapping) | {
                "id": app.database.ids(),
                "lane": NOTICE,
                "number": last.number + 1,
                "state": "waiting",
            }
            copy["sealed_reply"] = app.database.vault.seal(
                app.database.vault.open(last.sealed_reply, outbox.c.sealed_reply, last.id),
                outbox.c.sealed_reply,
                copy["id"],
            )
            await connection.execute(outbox.insert().values(copy))
        assert found is not None
        visitor.seen, before = 0, len(visitor.shown)
        assert len(await visitor.mail(fresh=True)) == before
        await app.delivery.send_due()
        async with app.database.engine.connect() as connection:
            error = await connection.execute(
                select(outbox.c.state, outbox.c.error).where(outbox.c.lane == NOTICE)
            )
            assert [tuple(row) for row in error] == [("refused", "too late")]


# --- Streams ----------------------------------------------------------------------------------


async def test_what_becomes_due_is_sent_within_a_second_or_so(url: str) -> None:
    provider, clock = Provider(), Clock(real=True)
    app = program(url, provider, clock)
    provider.fails["a"] = [Retry("x", 1)]
    async with sending(app):
        began = time.monotonic()
        await app.deliver(await put(app, "a", "1", "2"))
        await until(lambda: provider.said("a") == ["1", "2"], 30)
        assert time.monotonic() - began < 9, "before what was left is looked for anyway"


async def test_a_chat_that_answers_slowly_delays_nobody_else(url: str) -> None:
    provider, clock = Provider(), Clock(real=True)
    app = program(url, provider, clock)
    provider.slow["a"] = 2
    provider.fails |= {"a": [Retry("x", 0)], "b": [Retry("x", 0)]}
    await app.deliver(await put(app, "b", "b"))
    provider.slow["a"] = 0
    await app.deliver(await put(app, "a", "a"))
    provider.slow["a"] = 2
    async with sending(app):
        await until(lambda: bool(provider.said("b")), 30)
        assert not provider.said("a")
        await until(lambda: bool(provider.said("a")), 30)


async def until(what: Callable[[], bool], seconds: float) -> None:
    for _ in range(int(seconds * 100)):
        if what():
            return
        await asyncio.sleep(0.01)
    assert what()


async def test_a_turn_to_do_something_from_before_the_clock_went_back_is_free(url: str) -> None:
    app = program(url, Provider(), Clock())
    span = timedelta(seconds=25)
    async with app.database.transaction() as records:
        assert await records.jobs.lease("poll", 1, NOW + timedelta(hours=1), span)
        assert await records.jobs.lease("poll", 2, NOW, span)
        assert not await records.jobs.lease("poll", 3, NOW + timedelta(seconds=20), span)
    await app.close()
