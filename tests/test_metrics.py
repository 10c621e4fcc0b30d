"""What is counted and timed: that it is so, that it names nobody, and who may see it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import make_mocked_request
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select

import bot.schedule
from bot.app import App, build
from bot.channels.channel import Gone, Limits, Refused, Retry
from bot.metrics import NONE, OTHER, Delivered, JobOutcome
from bot.schedule import JOBS, Job, run_due
from bot.scrape import is_near, scrape
from bot.send_errors import ADVICE
from bot.store_gauges import _fresh_for
from domain.message import start_token
from domain.permissions import Act
from domain.privacy import Level
from domain.text import Text
from handlers.menu import BY_NAME, Line
from handlers.talk import Talk
from handlers.turn_seen import TurnOutcome, TurnSeen
from storage.database import Unavailable
from storage.mailbox import LIVE
from storage.outbox import BULK, NOTICE
from storage.records import Records
from storage.tables import outbox
from tests.browser import service
from tests.house import NOW, Phone, Screen, settings
from tests.site import site
from tests.test_delivery import Clock, Provider, put
from tests.test_engine import question

AWAY = "postgresql+asyncpg://nobody@127.0.0.1:1/nothing"
CANARY = "Nguyễn Văn Bí Mật 089145012345"
OPERATING = Path(__file__).parent.parent / "docs" / "operating.md"


def value(app: App, metric: str, /, **labels: str) -> float | None:
    return app.metrics.registry.get_sample_value(metric, labels)


def turns(app: App) -> dict[tuple[str, str], float]:
    """All that has happened, without what began at zero."""
    return {
        (one.labels["dialogue"], one.labels["outcome"]): one.value
        for metric in app.metrics.registry.collect()
        for one in metric.samples
        if one.name == "ansinh_turns_total" and one.value
    }


def families(text: str) -> dict[str, Metric]:
    return {family.name: family for family in text_string_to_metric_families(text)}


@asynccontextmanager
async def program(url: str, *screens: Screen, clock: Clock | None = None) -> AsyncIterator[App]:
    app = build(settings(url), screens or [Screen()], clock or Clock())
    try:
        yield app
    finally:
        await app.close()


async def hears(app: App, *texts: str, by: Phone | None = None) -> None:
    phone = by or Phone("")
    for text in texts:
        tap = text.startswith(("d:", "a:"))
        await app.receive(phone.message(tap=text) if tap else phone.message(text))


# --- Turns ------------------------------------------------------------------------------------


async def test_every_turn_is_counted_once_by_who_heard_it_and_how_it_ended(url: str) -> None:
    async with program(url) as app:
        await hears(app, "xin chào")
        assert turns(app) == {(NONE, "answered"): 1}, "the welcome"
        await hears(app, "Tịnh Biên", "chỗ nào cũng được", "/help", "1")
        assert turns(app) == {
            (NONE, "answered"): 1,
            ("payout_at_place", "asked"): 1,
            ("payout_at_place", "not_understood"): 1,
            ("help_me", "asked"): 1,
            ("payout_at_place", "answered"): 1,
        }
        assert value(app, "ansinh_turn_duration_seconds_count") == 5


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("em ơi trời đẹp quá", (NONE, "not_understood")),
        ("x" * 5000, (NONE, "not_understood")),
        ("a:1:9", (NONE, "late")),
        ("/cancel", ("main_menu", "answered")),
        ("Nhà Bàng", ("payout_at_place", "answered")),
        (start_token("give_code"), ("give_code", "refused")),
        (start_token("report_not_listed"), ("report_not_listed", "asked")),
    ],
)
async def test_a_turn_has_one_of_these_outcomes(
    sqlite_url: str, said: str, seen: tuple[str, str]
) -> None:
    async with program(sqlite_url) as app:
        await hears(app, "xin chào", said)
        assert turns(app) == {(NONE, "answered"): 1, seen: 1}


async def test_what_comes_twice_or_is_not_for_us_is_told_apart(url: str) -> None:
    phone = Phone("")
    async with program(url) as app:
        twice = phone.message("Nhà Bàng")
        await app.receive(twice)
        await app.receive(twice)
        await app.receive(phone.message("An Cư", public=True))
        await app.receive(phone.message("An Cư", edited=True))
    assert turns(app) == {
        ("payout_at_place", "answered"): 1,
        (NONE, "repeated"): 1,
        (NONE, "ignored"): 2,
    }


async def test_a_failure_counts_where_it_happened_and_says_nothing_of_what_was_said(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def amount(talk: Talk, _records: Records) -> None:
        await talk.ask("a", question("A?"))
        raise ValueError(CANARY)

    monkeypatch.setitem(BY_NAME, "amount", Line(amount, Act.ASK, Level.PUBLIC))
    async with program(url) as app:
        assert value(app, "ansinh_turns_total", dialogue="amount", outcome="failed") == 0
        await hears(app, "xin chào", start_token("amount"), "1")
        assert value(app, "ansinh_turns_total", dialogue="amount", outcome="failed") == 1
        assert CANARY.encode() not in await app.metrics.text()


async def test_what_a_channel_may_not_carry_counts_as_refused_though_the_dialogue_forgot(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def amount(talk: Talk, records: Records) -> None:
        records.store.opened(Level.OWN)
        talk.say(Text("{words}", words=CANARY))

    monkeypatch.setitem(BY_NAME, "amount", Line(amount, Act.ASK, Level.PUBLIC))
    async with program(url, Screen("abroad")) as app:
        await hears(app, "xin chào", start_token("amount"), by=Phone("", channel="abroad"))
    assert turns(app)["amount", "refused"] == 1


async def test_a_message_that_was_not_confirmed_is_counted_too() -> None:
    async with program(AWAY) as app:
        with pytest.raises(Unavailable):
            await hears(app, "An Cư")
        assert turns(app) == {(NONE, "unconfirmed"): 1}
        assert value(app, "ansinh_turn_duration_seconds_count") == 1


async def test_two_programs_in_one_process_count_apart(sqlite_url: str) -> None:
    async with program(sqlite_url) as one, program(sqlite_url) as other:
        await hears(one, "Nhà Bàng")
        assert sum(turns(one).values()) == 1
        assert turns(other) == {}


# --- Sending ----------------------------------------------------------------------------------


async def test_every_try_to_send_is_counted_by_what_became_of_it_and_timed(url: str) -> None:
    provider = Provider()
    provider.slow["slow"] = 0.06
    provider.fails = {"off": [Retry("network")], "wrong": [Refused("too large")]}
    provider.fails["left"] = [Gone("forbidden")]
    async with program(url, provider) as app:
        for to in ("slow", "off", "wrong", "left"):
            await app.deliver(await put(app, to, "1", "2"))
        became = {
            outcome: value(app, "ansinh_deliveries_total", channel="abroad", lane=LIVE,
                           outcome=outcome)
            for outcome in Delivered
        }  # fmt: skip
        assert became == {
            Delivered.SENT: 3, Delivered.PUT_OFF: 1, Delivered.LEFT: 1, Delivered.REFUSED: 1,
            Delivered.GONE: 1, Delivered.ANNOUNCED: 0,
        }  # fmt: skip
        for error, count in (("network", 1), ("too large", 1), ("forbidden", 1), ("token", 0)):
            assert value(app, "ansinh_send_errors_total", channel="abroad", error=error) == count
        assert value(app, "ansinh_send_duration_seconds_count", channel="abroad") == 6
        took = value(app, "ansinh_send_duration_seconds_sum", channel="abroad")
        assert took is not None
        assert took >= 0.12


async def test_an_error_that_nobody_foresaw_counts_as_other_whatever_its_words(
    sqlite_url: str,
) -> None:
    provider = Provider()
    provider.fails = {"a": [Retry(CANARY)], "b": [ValueError(CANARY)]}
    async with program(sqlite_url, provider) as app:
        for to in ("a", "b"):
            await app.deliver(await put(app, to, "1"))
        assert value(app, "ansinh_send_errors_total", channel="abroad", error=OTHER) == 1
        assert value(app, "ansinh_send_errors_total", channel="abroad", error="failed") == 1
        assert CANARY.encode() not in await app.metrics.text()


async def test_lanes_are_told_apart(sqlite_url: str) -> None:
    provider = Provider(limits=Limits(1000, burst=10))
    async with program(sqlite_url, provider, clock=Clock(real=True)) as app:
        await put(app, "a", "1", lane=BULK)
        await put(app, "b", "2", "3", lane=NOTICE)
        assert await app.delivery.send_due() == 3
        for lane, count in ((BULK, 1), (NOTICE, 2), (LIVE, 0)):
            sent = value(app, "ansinh_deliveries_total", channel="abroad", lane=lane,
                         outcome="sent")  # fmt: skip
            assert sent == count


# --- The store --------------------------------------------------------------------------------


async def test_the_outbox_is_told_as_the_store_has_it_with_the_age_of_the_oldest(url: str) -> None:
    provider, clock = Provider(), Clock(real=True)
    provider.fails = {"a": [Retry("network")], "b": [Refused("bad request")]}
    async with program(url, provider, clock=clock) as app:
        await app.deliver(await put(app, "a", "1", "2"))
        await app.deliver(await put(app, "b", "3"))
        await put(app, "c", "4", lane=BULK)
        clock.at, clock.real = clock() + timedelta(minutes=10), False
        await app.metrics.text()
        async with app.database.engine.connect() as connection:
            by = (outbox.c.channel, outbox.c.lane, outbox.c.state)
            rows = await connection.execute(select(*by, func.count()).group_by(*by))
            unsent = {tuple(row[:3]): row[3] for row in rows if row.state != "sent"}
        assert set(unsent.values()) == {1, 2}
        for (channel, lane, state), count in unsent.items():
            labels = {"channel": channel, "lane": lane, "state": state}
            assert value(app, "ansinh_outbox_messages", **labels) == count
            age = value(app, "ansinh_outbox_oldest_age_seconds", **labels)
            assert age == pytest.approx(600, abs=30)
        assert (
            value(app, "ansinh_outbox_messages", channel="abroad", lane=LIVE, state="sent") is None
        )


async def test_however_often_it_is_asked_the_store_is_asked_once_in_a_while(
    sqlite_url: str,
) -> None:
    async with program(sqlite_url) as app:
        await asyncio.gather(*(app.metrics.text() for _ in range(5)))
        async with app.database.transaction():
            began = time.monotonic()
            for _ in range(20):
                assert b"ansinh_database_up 1.0" in await app.metrics.text()
            assert time.monotonic() - began < 1, "nobody waited for the one connection"


@pytest.mark.parametrize(("busy", "fresh"), [(0, 5), (0.02, 5), (0.2, 20), (30, 60)])
def test_the_store_is_busy_with_it_for_a_hundredth_of_the_time(busy: float, fresh: float) -> None:
    assert _fresh_for(busy) == pytest.approx(fresh)


async def test_while_the_database_is_away_all_else_is_told() -> None:
    async with program(AWAY) as app:
        with pytest.raises(Unavailable):
            await hears(app, "An Cư")
        text = (await app.metrics.text()).decode()
        assert "ansinh_database_up 0.0" in text
        assert 'ansinh_turns_total{dialogue="none",outcome="unconfirmed"} 1.0' in text
        assert "ansinh_outbox_messages" not in text


async def test_a_database_that_does_not_answer_is_not_waited_for(sqlite_url: str) -> None:
    """And what it brings at last is told to who asks next."""
    async with program(sqlite_url) as app:
        await put(app, "a", "1")
        async with app.database.transaction():
            began = time.monotonic()
            text = (await app.metrics.text()).decode()
            assert 1 < time.monotonic() - began < 4
            assert "ansinh_database_up 0.0" in text
            assert "ansinh_database_connections_in_use 1.0" in text
            assert "ansinh_database_connections_limit 1.0" in text
        await asyncio.sleep(0.2)
        text = (await app.metrics.text()).decode()
        assert "ansinh_database_up 1.0" in text
        assert "ansinh_database_connections_in_use 0.0" in text
        assert "ansinh_outbox_messages{" in text


async def test_a_program_that_ends_while_it_asks_ends_quietly(sqlite_url: str) -> None:
    async with program(sqlite_url) as app:
        held = app.database.transaction()
        await held.__aenter__()
        await app.metrics.text()
        closing = asyncio.create_task(app.metrics.close())
        await asyncio.wait_for(closing, 30)
        await held.__aexit__(None, None, None)


async def test_connections_in_use_are_those_that_are_held(url: str) -> None:
    async with program(url) as app:
        limit = app.database.connections().limit
        assert limit == (1 if url.startswith("sqlite") else 12)
        async with app.database.transaction():
            assert app.database.connections().in_use == 1
        assert app.database.connections().in_use == 0


# --- Loop and jobs ----------------------------------------------------------------------------


async def test_a_blocked_loop_shows(sqlite_url: str) -> None:
    async with program(sqlite_url) as app:
        with app.metrics.watching_loop():
            await asyncio.sleep(0.3)
            time.sleep(0.7)  # noqa: ASYNC251 - this is what it is there to find
            await asyncio.sleep(0.1)
        lag = value(app, "ansinh_event_loop_lag_seconds_sum")
        count = value(app, "ansinh_event_loop_lag_seconds_count")
        assert lag is not None
        assert lag > 0.3
        await asyncio.sleep(0.3)
        assert value(app, "ansinh_event_loop_lag_seconds_count") == count, "it looks no more"


async def test_jobs_are_counted_where_they_ran_and_a_failed_one_shows(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_app: App, _now: object) -> int:
        raise ValueError(CANARY)

    async with program(url) as app:
        app.metrics.expect(job.name for job in JOBS)
        assert value(app, "ansinh_jobs_total", name="purge", outcome="done") == 0
        await run_due(app, NOW)
        await run_due(app, NOW)
        for job in JOBS:
            assert value(app, "ansinh_jobs_total", name=job.name, outcome="done") == 1
        monkeypatch.setattr(
            bot.schedule, "JOBS", (Job("purge", lambda _: "never", timedelta(days=1), breaks),)
        )
        with pytest.raises(ValueError, match="Bí Mật"):
            await run_due(app, NOW)
        assert value(app, "ansinh_jobs_total", name="purge", outcome="failed") == 1


# --- Nobody is named --------------------------------------------------------------------------


def closed_sets() -> dict[str, set[str]]:
    """Every label, and all that it may ever hold."""
    return {
        "dialogue": {*BY_NAME, NONE},
        "outcome": {*TurnOutcome, *Delivered, *JobOutcome},
        "channel": {"abroad", "console", "web", "telegram"},
        "lane": {LIVE, NOTICE, BULK},
        "state": {"waiting", "refused"},
        "error": {*ADVICE, OTHER},
        "name": {job.name for job in JOBS},
    }


async def test_no_label_comes_from_what_people_say_or_are(url: str) -> None:
    """Words, names, numbers, addresses, invented taps and commands, files: and then every value."""
    me = Phone("", name="089145012345", channel="abroad")
    provider = Provider()
    provider.fails = {me.name: [Gone(CANARY)], "0912345678": [Retry(CANARY)]}
    async with program(url, provider) as app:
        app.metrics.expect(job.name for job in JOBS)
        words = [
            "/start", CANARY, "/bimat 089145012345", "Nhà Bàng", "/link", "DAWN3467", "1948",
            "d:bimat:person=089145012345", "d:give_code:person=1", "a:1:bimat", "{dialogue}",
            'x"} 1\nbimat_total 1', "\\", "x" * 2000,
        ]  # fmt: skip
        await hears(app, *words, by=me)
        await hears(app, *words, by=replace(me, name="0912345678"))
        await app.receive(replace(me).message("", contact=None, public=True))
        app.metrics.turn(TurnSeen(CANARY, TurnOutcome.ANSWERED))
        text = (await app.metrics.text()).decode()
    allowed = closed_sets()
    seen = 0
    for family in families(text).values():
        for sample in family.samples:
            for name, held in sample.labels.items():
                if name != "le":
                    assert held in allowed[name], (sample.name, name, held)
                    seen += 1
    assert seen > 100
    for secret in ("bimat", "Bí Mật", "089145012345", "0912345678", "DAWN3467", "1948"):
        assert secret not in text


async def test_names_are_as_prometheus_has_them(url: str) -> None:
    """https://prometheus.io/docs/practices/naming: a prefix, base units, counters end in _total."""
    async with program(url) as app:
        await hears(app, "Nhà Bàng")
        text = (await app.metrics.text()).decode()
    declared = re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE)
    assert len(declared) > 10
    for name, kind in declared:
        assert re.fullmatch(r"(ansinh|process)_[a-z_]+", name), name
        assert (kind == "counter") == name.endswith("_total"), name
        assert not re.search(r"_(milliseconds|ms|minutes|kb|percent|count|created)$", name), name
        if kind == "histogram":
            assert name.endswith("_seconds"), name
    labels = {
        label
        for family in families(text).values()
        for one in family.samples
        for label in one.labels
    }
    assert not labels & {"job", "instance"}, "Prometheus gives these itself, and would rename ours"
    told = re.findall(r"^# HELP (\S+) (.+)$", text, re.MULTILINE)
    assert [name for name, _ in told] == [name for name, _ in declared]
    assert all(words.endswith(".") for name, words in told if name.startswith("ansinh"))


async def test_the_series_stay_few(sqlite_url: str) -> None:
    """All dialogues, outcomes, channels, lanes and errors there are: what a server must keep."""
    async with program(sqlite_url, Screen("web"), Screen("telegram")) as app:
        for dialogue in BY_NAME:
            for outcome in TurnOutcome:
                app.metrics.turn(TurnSeen(dialogue, outcome))
        text = await app.metrics.text()
    assert sum(not line.startswith(b"#") for line in text.splitlines()) < 1500
    assert len(text) < 150_000


# --- Who sees it ------------------------------------------------------------------------------


async def test_who_comes_directly_is_answered_and_the_conversation_is_in_it(url: str) -> None:
    async with site(url) as here, here.visitor() as visitor, ClientSession() as prometheus:
        await visitor.says("Nhà Bàng")
        async with prometheus.get(f"{here.address}/metrics") as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
            assert answer.headers["Cache-Control"] == "no-store"
            found = families(await answer.text())
    heard = {
        (one.labels["dialogue"], one.labels["outcome"]): one.value
        for one in found["ansinh_turns"].samples
        if one.value
    }
    assert heard == {("payout_at_place", "answered"): 1}
    announced = sum(
        one.value
        for one in found["ansinh_deliveries"].samples
        if one.labels["channel"] == "web" and one.labels["outcome"] == "announced"
    )
    assert announced >= 1


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "x-forwarded-for", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Proto"],
)
async def test_who_comes_by_a_proxy_finds_nothing_there(sqlite_url: str, header: str) -> None:
    async with site(sqlite_url) as here, ClientSession() as somebody:
        for value_of in ("203.0.113.9", "127.0.0.1", ""):
            asked = somebody.get(f"{here.address}/metrics", headers={header: value_of})
            async with asked as answer, somebody.get(f"{here.address}/nothing") as nothing:
                assert answer.status == nothing.status == 404
                assert await answer.read() == await nothing.read()


async def test_who_calls_us_by_the_public_name_came_through_what_brings_tls(
    sqlite_url: str,
) -> None:
    """A proxy that passes the host on and says nothing of itself."""
    async with program(sqlite_url) as app:
        answer = scrape(app.metrics, "https://ansinh.example")
        for host in ("ansinh.example", "ANSINH.example:443"):
            with pytest.raises(web.HTTPNotFound):
                await answer(asking(host))
        assert (await answer(asking("127.0.0.1:8080"))).status == 200
        plain = scrape(app.metrics, "http://ansinh.example")
        assert (await plain(asking("ansinh.example"))).status == 200


def asking(host: str) -> web.Request:
    transport = Mock()
    transport.get_extra_info = {"peername": ("127.0.0.1", 50_000)}.get
    return make_mocked_request("GET", "/metrics", {"Host": host}, transport=transport)


@pytest.mark.parametrize(
    ("peer", "near"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.3.4.5", True),
        ("172.18.0.1", True),
        ("192.168.1.9", True),
        ("fd12::9", True),
        ("fe80::1%eth0", True),
        ("::ffff:10.3.4.5", True),
        ("::ffff:8.8.8.8", False),
        ("8.8.8.8", False),
        ("172.32.0.1", False),
        ("100.64.0.1", False),
        ("2001:4860:4860::8888", False),
        ("", False),
        (None, False),
        ("unix:", False),
    ],
)
def test_only_this_machine_and_its_private_networks_are_near(peer: str | None, near: bool) -> None:
    assert is_near(peer) is near


async def test_a_served_program_tells_of_its_loop_its_jobs_and_its_process(url: str) -> None:
    port = 18795
    with service(url, port):
        async with ClientSession() as prometheus:
            for _ in range(40):
                async with prometheus.get(f"http://127.0.0.1:{port}/metrics") as answer:
                    assert answer.status == 200
                    text = await answer.text()
                if 'ansinh_jobs_total{name="purge",outcome="done"} 1.0' in text:
                    break
                await asyncio.sleep(0.25)
    found = families(text)
    lag = next(
        one for one in found["ansinh_event_loop_lag_seconds"].samples if one.name.endswith("_count")
    )
    assert lag.value >= 1
    assert 'ansinh_jobs_total{name="purge",outcome="done"} 1.0' in text
    assert found["process_resident_memory_bytes"].samples[0].value > 10_000_000


# --- The handbook -----------------------------------------------------------------------------


def written() -> set[str]:
    """The names in the table of the handbook."""
    section = OPERATING.read_text(encoding="utf-8").partition("\n## Metrics\n")[2]
    return set(re.findall(r"^\| `([a-z_]+)", section.partition("\n## ")[0], re.MULTILINE))


async def test_the_handbook_names_every_metric_and_no_other(sqlite_url: str) -> None:
    async with program(sqlite_url) as app:
        text = (await app.metrics.text()).decode()
    assert written() == set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))


async def test_the_example_alerts_ask_for_what_there_is() -> None:
    section = OPERATING.read_text(encoding="utf-8").partition("\n## Metrics\n")[2]
    asked = re.findall(r"^ +expr: (.+(?:\n {10,}.+)*)", section.partition("\n## ")[0], re.MULTILINE)
    assert len(asked) >= 3
    allowed = closed_sets()
    for expression in asked:
        names = re.findall(r"\b((?:ansinh|process)_[a-z_]+)", expression)
        assert names
        assert set(names) <= written()
        for label, held in re.findall(r'(\w+)(?:!=|=~|=)"([^"]*)"', expression):
            assert set(held.split("|")) <= allowed[label], (label, held)
