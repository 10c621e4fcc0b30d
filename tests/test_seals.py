"""What is altered, added, removed or cut off in the audit is found, and the first of it named."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.app import App, build
from bot.cli import _parser
from bot.schedule import run_due, seal_audit
from storage.audit_check import AuditCheck, Found
from storage.purge import Retention, past, purge
from storage.seals import MARGIN, Head
from tests.house import NOW, Phone, settings

OLD = NOW - timedelta(days=800)
FRESH = NOW - timedelta(hours=1)
KEEP = Retention()


def app_of(url: str) -> App:
    return build(settings(url), clock=lambda: NOW)


async def write(app: App, count: int, at: datetime = FRESH) -> list[int]:
    """Rows of the audit as turns write them; their ids."""
    made: list[int] = []

    def noted() -> int:
        made.append(original())
        return made[-1]

    original = app.database.ids
    app.database.ids = noted  # type: ignore[assignment]
    for number in range(count):
        async with app.database.transaction() as records:
            await records.audit.note(1, original(), "looked", number, at, actor=7, why="asked")
    app.database.ids = original
    return made


async def seal(app: App, at: datetime = NOW) -> int:
    return await seal_audit(app, at)


async def check(app: App, expected: Head | None = None) -> Found:
    async with app.database.snapshot() as records:
        return await AuditCheck(records.store).run(expected)


async def tamper(app: App, *statements: str) -> None:
    """As somebody does who owns the database and not the keys: the triggers are in no one's way."""
    verbs = ("update", "delete")
    tables = ("audit", "audit_seal")
    async with app.database.engine.begin() as connection:
        if app.database.engine.dialect.name == "postgresql":
            for table in tables:
                await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            for table in tables:
                for verb in verbs:
                    await connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
        for statement in statements:
            await connection.execute(text(statement))


async def sealed_thrice(app: App) -> list[int]:
    ids = []
    for _ in range(3):
        ids += await write(app, 4)
        await seal(app)
    return ids


async def test_what_turns_write_is_sealed_and_whole(url: str) -> None:
    phone = Phone(url)
    for said in ("/link", "DAWN3467", "1948", "1"):
        await phone.says(said)
    app = app_of(url)
    assert await seal(app, NOW + MARGIN / 2) == 0, "what is so new may have slow neighbours"
    assert (await check(app)).waiting > 0
    sealed = await seal(app, NOW + timedelta(minutes=5))
    found = await check(app)
    await app.close()
    assert sealed > 0
    assert (found.broken, found.rows, found.seals, found.waiting) == (None, sealed, 1, 0)


async def test_an_untouched_audit_is_whole_at_every_length(url: str) -> None:
    app = app_of(url)
    assert (await check(app)).broken is None
    await sealed_thrice(app)
    await write(app, 2)
    found = await check(app)
    await app.close()
    assert (found.broken, found.rows, found.seals, found.waiting) == (None, 12, 3, 2)
    assert found.head is not None
    assert found.head.number == 3


ALTERED = {
    "a kind": "UPDATE audit SET kind = 'other' WHERE id = {row}",
    "a subject": "UPDATE audit SET subject = subject + 1 WHERE id = {row}",
    "who": "UPDATE audit SET actor_id = 8 WHERE id = {row}",
    "why": "UPDATE audit SET why = NULL WHERE id = {row}",
    "whose session": "UPDATE audit SET session_id = 2 WHERE id = {row}",
    "a run": "UPDATE audit SET run = 3 WHERE id = {row}",
    "a signature": "UPDATE audit SET signature = NULL WHERE id = {row}",
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
async def test_an_altered_row_is_named(sqlite_url: str, change: str) -> None:
    app = app_of(sqlite_url)
    ids = await sealed_thrice(app)
    await tamper(app, change.format(row=ids[5]))
    found = await check(app)
    await app.close()
    assert found.broken == f"audit row {ids[5]} was altered, or written by hand"


async def test_the_first_broken_one_is_named_on_both_databases(url: str) -> None:
    app = app_of(url)
    ids = await sealed_thrice(app)
    await tamper(
        app,
        f"UPDATE audit SET kind = 'other' WHERE id = {ids[9]}",
        f"DELETE FROM audit WHERE id = {ids[6]}",
    )
    found = await check(app)
    await app.close()
    assert found.broken == f"audit row {ids[6]} was removed"


async def test_a_row_that_was_removed_and_not_yet_sealed_rows_that_were_altered(url: str) -> None:
    app = app_of(url)
    await sealed_thrice(app)
    waiting = await write(app, 2)
    await tamper(app, f"UPDATE audit SET subject = 99 WHERE id = {waiting[1]}")
    found = await check(app)
    await app.close()
    assert found.broken == f"audit row {waiting[1]} was altered, or written by hand"


@pytest.mark.parametrize("again", [False, True], ids=["before the next seal", "after it"])
async def test_a_row_written_by_hand_is_named(url: str, again: bool) -> None:
    """Also when the next seal has taken it along."""
    app = app_of(url)
    ids = await sealed_thrice(app)
    await tamper(
        app,
        "INSERT INTO audit (id, at, session_id, run, kind, subject, signature) "
        f"SELECT id + 1, at, session_id, 17, kind, subject, signature FROM audit "
        f"WHERE id = {ids[0]}",
    )
    if again:
        await seal(app)
    found = await check(app)
    await app.close()
    assert found.broken == f"audit row {ids[0] + 1} was altered, or written by hand"


SEALS = {
    "missing in the middle": ("DELETE FROM audit_seal WHERE number = 2", "seal 2 is missing"),
    "missing at the start": ("DELETE FROM audit_seal WHERE number = 1", "seal 1 is missing"),
    "cut off": ("DELETE FROM audit_seal WHERE number = 3", "seal 3 is missing"),
    "altered": ("UPDATE audit_seal SET count = 5 WHERE number = 2", "seal 2 was altered"),
    "moved": ("UPDATE audit_seal SET first_id = 1 WHERE number = 3", "seal 3 was altered"),
    "forged purge": (
        "INSERT INTO audit_seal SELECT 4, at, 0, NULL, NULL, 1, last_id, head, head, ids "
        "FROM audit_seal WHERE number = 1",
        "seal 1 stands, though it is said to be purged",
    ),
    "all gone": ("DELETE FROM audit_seal", "seal 1 is missing; 3 have been written"),
    "head gone": ("DELETE FROM audit_head", "newest seal"),
    "head turned back": ("UPDATE audit_head SET number = 2", "newest seal"),
}


@pytest.mark.parametrize(("change", "named"), SEALS.values(), ids=SEALS)
async def test_a_seal_out_of_the_chain_is_named(sqlite_url: str, change: str, named: str) -> None:
    app = app_of(sqlite_url)
    await sealed_thrice(app)
    await tamper(app, change)
    found = await check(app)
    await app.close()
    assert found.broken is not None
    assert named in found.broken


@pytest.mark.parametrize("head", ["left", "gone"])
@pytest.mark.parametrize("again", [False, True], ids=["before the next seal", "after it"])
async def test_a_cut_tail_is_found_and_no_later_seal_covers_it_up(
    url: str, head: str, again: bool
) -> None:
    app = app_of(url)
    ids = await sealed_thrice(app)
    await tamper(
        app,
        f"DELETE FROM audit WHERE id >= {ids[8]}",
        "DELETE FROM audit_seal WHERE number = 3",
        *(["DELETE FROM audit_head"] if head == "gone" else []),
    )
    if again:
        await write(app, 2)
        assert await seal(app) == 2
    found = await check(app)
    await app.close()
    assert found.broken is not None
    assert found.broken.startswith(("seal 3 is missing", "the record of the newest seal"))


async def test_a_copy_put_back_is_found_by_a_head_kept_elsewhere(url: str) -> None:
    """Whoever puts an older copy of everything back has a whole chain."""
    app = app_of(url)
    await write(app, 3)
    await seal(app)
    before = (await check(app)).head
    await write(app, 3)
    await seal(app)
    after = (await check(app)).head
    assert before is not None
    assert after is not None
    assert (await check(app, before)).broken is None
    assert (await check(app, after)).broken is None
    missing = await check(app, Head(3, after.value))
    other = await check(app, Head(1, after.value))
    await app.close()
    assert missing.broken == "seal 3 is missing; 3 was seen before"
    assert other.broken == "seal 1 is not the one that was seen before"


async def test_a_turn_slower_than_its_neighbours_is_sealed_later_and_counted(url: str) -> None:
    app = app_of(url)
    original = app.database.ids
    early = original()
    ids = await write(app, 3)
    await seal(app)
    app.database.ids = lambda: early  # type: ignore[assignment]
    async with app.database.transaction() as records:
        await records.audit.note(1, 5, "slow", 1, FRESH)
    app.database.ids = original
    assert early < ids[0]
    waiting = await check(app)
    assert await seal(app) == 1
    done = await check(app)
    await app.close()
    assert (waiting.broken, waiting.waiting, waiting.late) == (None, 1, 0)
    assert (done.broken, done.waiting, done.late, done.rows) == (None, 0, 1, 4)


async def test_what_was_written_before_there_were_signatures_is_under_the_first_seal(
    url: str,
) -> None:
    app = app_of(url)
    await write(app, 2)
    await tamper(app, "UPDATE audit SET signature = NULL")
    await seal(app)
    whole = await check(app)
    await tamper(app, "UPDATE audit SET subject = 99 WHERE subject = 1")
    altered = await check(app)
    await app.close()
    assert whole.broken is None
    assert altered.broken == "a row of seal 1 was altered"


async def test_two_replicas_make_one_chain(url: str) -> None:
    first, second = app_of(url), app_of(url)
    done = []
    for count in (3, 2, 4):
        await write(first, count)
        done.append(sum(await asyncio.gather(*(seal(one) for one in (first, second, first)))))
    found = await check(first)
    await first.close()
    await second.close()
    assert done == [3, 2, 4]
    assert (found.broken, found.seals, found.rows) == (None, 3, 9)


async def test_seals_cannot_be_changed(url: str) -> None:
    app = app_of(url)
    await sealed_thrice(app)
    changes = ["UPDATE audit_seal SET count = 1", "DELETE FROM audit_seal", "DELETE FROM audit"]
    if not url.startswith("sqlite"):
        changes += ["TRUNCATE audit_seal", "TRUNCATE audit"]
    for change in changes:
        with pytest.raises(DBAPIError, match="append-only"):
            async with app.database.engine.begin() as connection:
                await connection.execute(text(change))
    await app.close()


async def aged(app: App) -> list[int]:
    """Two seals past their time and one that is not."""
    ids = []
    for at in (OLD, OLD + timedelta(days=1), FRESH):
        ids += await write(app, 3, at)
        await seal(app, at + timedelta(minutes=10))
    return ids


async def test_whole_spans_past_their_time_are_purged_and_the_rest_is_whole(url: str) -> None:
    app = app_of(url)
    await aged(app)
    assert (await past(app.database, NOW, KEEP))["audit"] == 6
    assert (await purge(app.database, NOW, KEEP))["audit"] == 6
    found = await check(app)
    again = (await purge(app.database, NOW, KEEP))["audit"]
    later = (await purge(app.database, NOW + timedelta(days=900), KEEP))["audit"]
    empty = await check(app)
    await app.close()
    assert (found.broken, found.rows, found.purged_through, found.seals) == (None, 3, 2, 2)
    assert (again, later) == (0, 3)
    assert (empty.broken, empty.rows, empty.purged_through) == (None, 0, 4)


async def test_a_purge_lets_nothing_else_be_deleted(url: str) -> None:
    app = app_of(url)
    ids = await aged(app)
    await purge(app.database, NOW, KEEP)
    for change in (
        f"DELETE FROM audit WHERE id = {ids[6]}",
        "DELETE FROM audit_seal WHERE number = 3",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            async with app.database.engine.begin() as connection:
                await connection.execute(text(change))
    await app.close()


async def test_more_removed_than_a_purge_says_is_found(url: str) -> None:
    app = app_of(url)
    await aged(app)
    await purge(app.database, NOW, KEEP)
    await tamper(
        app,
        "DELETE FROM audit",
        "DELETE FROM audit_seal WHERE number = 3",
    )
    found = await check(app)
    await app.close()
    assert found.broken == "seal 3 is missing"


async def test_after_a_purge_an_old_head_says_that_it_is_too_old(url: str) -> None:
    app = app_of(url)
    await write(app, 3, OLD)
    await seal(app, OLD + timedelta(minutes=10))
    first = (await check(app)).head
    await write(app, 3, OLD + timedelta(days=1))
    await seal(app, OLD + timedelta(days=1, minutes=10))
    second = (await check(app)).head
    await purge(app.database, NOW, KEEP)
    old, newer = await check(app, first), await check(app, second)
    await app.close()
    assert old.broken is not None
    assert "purged since" in old.broken
    assert newer.broken is None


async def test_the_job_runs_every_few_minutes_and_its_log_keeps_the_head(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = app_of(sqlite_url)
    await write(app, 2)
    with caplog.at_level(logging.INFO):
        first = await run_due(app, NOW)
        soon = await run_due(app, NOW + timedelta(minutes=2))
        later = await run_due(app, NOW + timedelta(minutes=6))
    head = (await check(app)).head
    await app.close()
    assert first["seal_audit"] == 2
    assert "seal_audit" not in soon
    assert later["seal_audit"] == 0
    assert str(head) in {getattr(record, "head", None) for record in caplog.records}


async def test_the_command_says_it_in_words_and_as_json(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def run(*arguments: str) -> tuple[int, str, str]:
        given = _parser().parse_args(["audit", "verify", *arguments])
        status = await given.run(settings(sqlite_url), given)
        said = capsys.readouterr()
        return status, said.out, said.err

    app = app_of(sqlite_url)
    ids = await sealed_thrice(app)
    status, out, _ = await run()
    assert (status, "12 rows under 3 seals" in out) == (0, True)
    head = out.split()[-1]
    status, out, _ = await run("--json", "--expect", head)
    told = json.loads(out)
    assert (status, told["ok"], told["head"]) == (0, True, head)
    await tamper(app, f"DELETE FROM audit WHERE id = {ids[3]}")
    await app.close()
    status, out, err = await run()
    assert (status, out) == (1, "")
    assert f"audit row {ids[3]} was removed" in err
    status, out, _ = await run("--json")
    assert (status, json.loads(out)["ok"]) == (1, False)
