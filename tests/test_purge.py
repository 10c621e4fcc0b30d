"""What is past its time goes, what is needed stays, and nothing is left hanging."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select, text, update

from bot.app import App, build
from bot.cli import _parser
from bot.schedule import run_due
from bot.settings import BadSetting, read_settings
from storage import purge as purging
from storage.ids import earliest
from storage.purge import Retention, past, purge
from storage.tables import (
    alert,
    bulletin,
    case_file,
    consent,
    failure,
    human_talk,
    inbox,
    job_run,
    link,
    link_code,
    metadata,
    notice,
    outbox,
    pairing,
    person,
    session,
    unreadable,
)
from tests.house import NOW, Phone, settings

KEEP = Retention()


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


class Rows:
    """Rows written as they are, in a store of their own."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._number = 0

    def next(self) -> int:
        self._number += 1
        return self._number

    async def add(self, table: Table, **values: Any) -> int:
        row = values if "id" in values or "id" not in table.c else {"id": self.next(), **values}
        async with self.app.database.engine.begin() as connection:
            await connection.execute(insert(table), row)
        return int(row.get("id", 0))

    async def session(self, heard_at: datetime | None, made: datetime | None = None) -> int:
        self._number += 1
        made_id = earliest(made or NOW) + self._number
        return await self.add(
            session,
            id=made_id,
            channel="console",
            address_index=made_id.to_bytes(8, "big"),
            sealed_address=b"\x01\x04test",
            version=1,
            failures=0,
            heard_order=1,
            heard_at=heard_at,
        )

    async def reply(self, of: int, state: str, due_at: datetime) -> int:
        return await self.add(
            outbox,
            session_id=of,
            channel="console",
            lane="live",
            state=state,
            due_at=due_at,
            tries=1,
            sealed_reply=b"\x01\x04test",
        )

    async def bulletin(self, number: int, state: str, made: float, told: float | None) -> None:
        """One that one address has been told, so many days ago, or is still to be told."""
        unit = {"unit_code": None, "unit_from": None}
        times = {"made_at": days(made), "due_at": days(made)}
        shared: dict[str, Any] = {"kind": "payday_eve", "due_at": days(made)}
        told_at = None if told is None else days(told)
        row = {"id": number, "key": str(number), "state": state, "total": 1, **unit, **times}
        await self.add(bulletin, **shared | row)
        told_to = {"session_id": await self.session(days(1)), "subject": number, "told_at": told_at}
        await self.add(notice, **shared, **told_to, lane="bulk", bulletin_id=number)

    async def person(self) -> int:
        async with self.app.database.engine.connect() as connection:
            return int((await connection.execute(select(func.min(person.c.id)))).scalar_one())

    async def link(self, of: int, ended: datetime | None) -> int:
        return await self.add(
            link,
            session_id=of,
            person_id=await self.person(),
            relation="self",
            since=days(800),
            ended=ended,
        )

    async def left(self, table: Table) -> set[int]:
        async with self.app.database.engine.connect() as connection:
            return set((await connection.execute(select(table.c.id))).scalars())

    async def count(self, table: Table) -> int:
        async with self.app.database.engine.connect() as connection:
            found = await connection.execute(select(func.count()).select_from(table))
            return int(found.scalar_one())

    async def purge(self) -> dict[str, int]:
        return {
            kind: count
            for kind, count in (await purge(self.app.database, NOW, KEEP)).items()
            if count
        }


@pytest.fixture
def rows(url: str) -> Rows:
    return Rows(build(settings(url), clock=lambda: NOW))


async def test_what_was_told_is_forgotten_after_three_months_and_what_waits_is_not(
    rows: Rows,
) -> None:
    for number, state, made, told in (
        (1, "done", 91, 91),
        (2, "done", 89, 89),
        (3, "open", 91, None),
        (4, "done", 91, 89),
    ):
        await rows.bulletin(number, state, made, told)
    assert await rows.purge() == {"notices": 1, "bulletins": 1}
    assert await rows.left(bulletin) == {2, 3, 4}
    await rows.app.close()


async def test_messages_heard_are_forgotten_after_a_week(rows: Rows) -> None:
    for number, age in enumerate((6.9, 7.1, 30)):
        await rows.add(inbox, address_index=b"a", message_id=str(number), heard_at=days(age))
    assert await rows.purge() == {"inbox": 2}
    assert await rows.count(inbox) == 1
    await rows.app.close()


async def test_replies_go_when_delivered_and_stay_while_they_wait(rows: Rows) -> None:
    of = await rows.session(days(1))
    for state in ("sent", "refused", "waiting"):
        await rows.reply(of, state, days(31))
    fresh = {await rows.reply(of, "sent", days(29))}
    kept = fresh | {
        await rows.reply(of, "waiting", days(200)),
    }
    assert await rows.purge() == {"replies": 2}
    assert kept <= await rows.left(outbox)
    assert await rows.count(outbox) == 3
    await rows.app.close()


async def test_failures_and_the_unreadable_go_after_three_months(rows: Rows) -> None:
    of = await rows.session(days(1))
    for age in (89, 91):
        await rows.add(failure, session_id=of, error="E", at=days(age))
        await rows.add(unreadable, channel="telegram", error="E", at=days(age))
    assert await rows.purge() == {"failures": 1, "unreadable": 1}
    await rows.app.close()


async def test_codes_go_when_used_or_expired_for_long_and_demo_codes_never(rows: Rows) -> None:
    demo_codes = await rows.count(link_code)
    assert demo_codes > 0

    async def code(used_at: datetime | None, valid_until: date | None, demo: bool = False) -> int:
        made = rows.next()
        return await rows.add(
            link_code,
            id=made,
            code_index=made.to_bytes(8, "big"),
            person_id=await rows.person(),
            relation="self",
            valid_until=valid_until,
            used_at=used_at,
            demo=demo,
        )

    for gone in ((days(91), None), (None, days(91).date()), (days(200), days(150).date())):
        await code(*gone)
    kept = {
        await code(days(89), days(89).date()),
        await code(None, days(-5).date()),
        await code(None, days(89).date()),
        await code(days(500), days(500).date(), demo=True),
    }
    assert await rows.purge() == {"link_codes": 3}
    assert kept <= await rows.left(link_code)
    assert await rows.count(link_code) == demo_codes + 4
    await rows.app.close()


async def test_a_session_unused_for_a_year_goes_with_all_that_is_its_own(rows: Rows) -> None:
    of = await rows.session(days(366))
    whom = await rows.person()
    await rows.reply(of, "waiting", days(366))
    await rows.add(failure, session_id=of, error="E", at=days(80))
    await rows.add(notice, session_id=of, kind="ended", subject=1, due_at=days(366))
    await rows.add(pairing, session_id=of, number_index=b"n", until=days(366))
    await rows.link(of, ended=days(366))
    await rows.add(
        consent,
        session_id=of,
        person_id=whom,
        purpose="hear",
        given=True,
        version=1,
        language="vi",
        channel="console",
        at=days(400),
    )
    assert await rows.purge() == {"sessions": 1}
    for table in (session, outbox, failure, notice, pairing, link, consent):
        assert await rows.count(table) == 0, table.name
    await rows.app.close()


async def test_who_was_forgotten_goes_a_year_after_the_first_message(rows: Rows) -> None:
    old = await rows.session(None, made=days(366))
    fresh = await rows.session(None, made=days(364))
    assert await rows.purge() == {"sessions": 1}
    assert await rows.left(session) == {fresh}
    assert old < fresh
    await rows.app.close()


async def test_a_session_stays_while_it_hears_about_somebody_or_was_heard(rows: Rows) -> None:
    linked = await rows.session(days(900))
    await rows.link(linked, ended=None)
    lately = await rows.session(days(900))
    await rows.link(lately, ended=days(300))
    used = await rows.session(days(364))
    assert await rows.purge() == {}
    assert await rows.left(session) == {linked, lately, used}
    await rows.app.close()


async def test_a_session_that_filed_a_case_stays_with_it(rows: Rows) -> None:
    of = await rows.session(days(900))
    async with rows.app.database.engine.connect() as connection:
        unit = (await connection.execute(select(person.c.unit_code, person.c.unit_from))).first()
    assert unit is not None
    await rows.add(
        case_file,
        number="OTP-1",
        kind="otp",
        reason="none",
        person_id=await rows.person(),
        unit_code=unit.unit_code,
        unit_from=unit.unit_from,
        month=date(2024, 1, 1),
        state="open",
        session_id=of,
        filed_at=days(900),
    )
    assert await rows.purge() == {}
    assert await rows.left(session) == {of}
    await rows.app.close()


def test_whatever_refers_to_a_session_either_goes_with_it_or_keeps_it() -> None:
    """And nothing refers to what goes, or a purge would stumble over it."""
    referring = {
        table.name
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column is session.c.id
    }
    own = {table.name for table in purging._WITH_SESSION}
    assert own <= referring
    removed = {table for table, _ in purging._simple(NOW, KEEP).values()}
    removed |= set(purging._WITH_SESSION)
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table not in (
                bulletin,
                human_talk,
            ):  # go only where nothing refers to them
                assert key.column.table not in removed, f"{table.name} refers to {key.column.table}"


async def test_batches_go_on_until_nothing_is_left(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "_BATCH", 3)
    for number in range(10):
        await rows.add(inbox, address_index=b"a", message_id=str(number), heard_at=days(8))
        await rows.session(days(400))
    seen: list[tuple[int, int]] = []
    gone = await purge(rows.app.database, NOW, KEEP, lambda done, of: seen.append((done, of)))
    assert (gone["inbox"], gone["sessions"]) == (10, 10)
    assert len(seen) == 8
    assert seen[-1] == (20, 20)
    await rows.app.close()


async def test_a_dry_run_counts_what_a_purge_removes_and_removes_nothing(rows: Rows) -> None:
    of = await rows.session(days(1))
    await rows.session(days(400))
    await rows.reply(of, "sent", days(31))
    await rows.add(inbox, address_index=b"a", message_id="1", heard_at=days(8))
    await rows.add(job_run, name="purge", slot="2020-01-01", ran_at=days(400))
    for ended in (days(91), None):
        await rows.add(alert, code="disk", about="", value=1, since=days(92), ended_at=ended)
    await rows.bulletin(1, "done", 91, 91)
    before = await past(rows.app.database, NOW, KEEP)
    assert before == await past(rows.app.database, NOW, KEEP)
    assert before == await purge(rows.app.database, NOW, KEEP)
    assert not any((await past(rows.app.database, NOW, KEEP)).values())
    assert {kind for kind, count in before.items() if count} == {
        "replies",
        "inbox",
        "alerts",
        "jobs",
        "notices",
        "bulletins",
        "sessions",
    }
    await rows.app.close()


async def test_what_people_use_today_is_untouched_and_goes_on(url: str) -> None:
    phone = Phone(url)
    for said in ("/link", "DAWN3467", "1948", "1"):
        await phone.says(said)
    app = build(settings(url))
    tables = {table: await Rows(app).count(table) for table in metadata.sorted_tables}
    assert not any((await purge(app.database, NOW, KEEP)).values())
    assert {table: await Rows(app).count(table) for table in metadata.sorted_tables} == tables
    await app.close()
    assert await phone.says("/payout")


async def test_a_person_purged_may_come_back_as_a_new_one(url: str) -> None:
    phone = Phone(url)
    await phone.says("/start")
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        await connection.execute(update(session).values(heard_at=days(400)))
    assert (await purge(app.database, NOW, KEEP))["sessions"] == 1
    await app.close()
    assert await phone.says("/start")


async def test_the_daily_job_purges_by_the_settings(rows: Rows) -> None:
    await rows.add(inbox, address_index=b"a", message_id="1", heard_at=days(8))
    kept = replace(rows.app.settings, keep=replace(KEEP, inbox=10))
    longer = await run_due(replace(rows.app, settings=kept), NOW)
    next_day = await run_due(rows.app, NOW + timedelta(days=1))
    assert (longer["purge"], next_day["purge"]) == (0, 1)
    await rows.app.close()


async def test_the_command_counts_first_where_it_is_asked_to(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def run(*arguments: str) -> str:
        given = _parser().parse_args(["purge", *arguments])
        assert await given.run(settings(sqlite_url), given) == 0
        return capsys.readouterr().out

    app = build(settings(sqlite_url))
    async with app.database.engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO inbox VALUES (x'61', '1', '2020-01-01 00:00:00.000000')")
        )
    await app.close()
    dry = json.loads(await run("--dry-run", "--json"))
    assert (dry["dry_run"], dry["purged"]["inbox"]) == (True, 1)
    assert "inbox: 1 removed" in await run()
    assert json.loads(await run("--json"))["purged"]["inbox"] == 0


def test_settings_say_how_long_and_the_audit_never_less_than_the_law_says() -> None:
    assert read_settings({}).keep == KEEP
    given = read_settings({"ANSINH_KEEP_REPLIES_DAYS": "14", "ANSINH_KEEP_AUDIT_DAYS": "365"})
    assert (given.keep.replies, given.keep.audit) == (14, 365)
    for name, value in (
        ("AUDIT", "364"),
        ("AUDIT", "for ever"),
        ("INBOX", "1"),
        ("REPLIES", "0"),
        ("REPLIES", "-3"),
        ("CODES", "1.5"),
        ("SESSIONS", "٣٠"),
    ):
        with pytest.raises(BadSetting, match=f"ANSINH_KEEP_{name}_DAYS"):
            read_settings({f"ANSINH_KEEP_{name}_DAYS": value})
