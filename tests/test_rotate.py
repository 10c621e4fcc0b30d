"""A key can be replaced while people are talking, and thrown away afterwards."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import LargeBinary, func, select, text, update

from bot.app import App, build
from bot.cli import _parser
from bot.settings import Settings
from storage.rotate import Rotated, rotate, sealed_columns
from storage.sealed import beginning, new_key
from storage.tables import metadata, person, session
from tests.house import KEY, NOW, Phone, Screen, settings

NEW = f"new:{new_key()}"
BOTH = f"{NEW},{KEY}"


def keyed(url: str, keys: str) -> Settings:
    return replace(settings(url), key=keys)


@dataclass
class Rekeyed(Phone):
    """A phone that talks to a replica with these keys."""

    keys: str = KEY

    def app(self, screen: Screen) -> App:
        return build(keyed(self.url, self.keys), [screen], lambda: self.at)


async def cells(app: App, key_id: str) -> int:
    """How many are sealed with that key."""
    start = beginning(key_id)
    total = 0
    async with app.database.engine.connect() as connection:
        for column in sealed_columns():
            found = await connection.execute(
                select(func.count()).where(func.substr(column, 1, len(start)) == start)
            )
            total += found.scalar_one()
    return total


async def rotated(url: str, **more: Any) -> Rotated:
    app = build(keyed(url, BOTH))
    try:
        return await rotate(app.database, **more)
    finally:
        await app.close()


def test_every_sealed_column_is_found_and_bound_to_an_id() -> None:
    """A cell is bound to its table, column and row id, so each of those tables needs one."""
    named = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.startswith("sealed")
    }
    found = list(sealed_columns())
    assert {(column.table.name, column.name) for column in found} == named
    for column in found:
        assert isinstance(column.type, LargeBinary)
        assert [key.name for key in column.table.primary_key] == ["id"], column
    assert len(found) > 10


async def test_a_rotation_seals_every_cell_with_the_new_key_alone(url: str) -> None:
    phone = Rekeyed(url)
    for said in ("/link", "DAWN3467", "1948", "1"):
        await phone.says(said)
    done = await rotated(url)
    app = build(keyed(url, BOTH))
    left, fresh = await cells(app, "test"), await cells(app, "new")
    await app.close()
    assert (done.complete, done.left, done.unused) == (True, {"test": 0}, ["test"])
    assert (left, fresh) == (0, done.resealed)
    assert fresh > 5_000
    phone.keys = NEW
    await phone.says("/payout")
    assert "bà đi được" in phone.heard(), "birth and sex are opened with the new key alone"


async def test_a_second_rotation_has_nothing_to_do(sqlite_url: str) -> None:
    await rotated(sqlite_url)
    assert (await rotated(sqlite_url)).resealed == 0


class Killed(Exception):
    """What a kill looks like from inside."""


async def test_a_rotation_that_was_killed_goes_on_where_it_was(url: str) -> None:
    def kill(done: int, _of: int) -> None:
        if done > 1_000:
            raise Killed

    with pytest.raises(Killed):
        await rotated(url, progress=kill)
    app = build(keyed(url, BOTH))
    before = await cells(app, "new")
    done = await rotated(url)
    after, old = await cells(app, "new"), await cells(app, "test")
    await app.close()
    assert before > 1_000
    assert (done.resealed, old) == (after - before, 0)


@pytest.mark.parametrize("keys", [f"{KEY},{NEW}", BOTH], ids=["told of it", "new first"])
async def test_people_talk_on_while_it_runs(url: str, keys: str) -> None:
    """Replicas are restarted one by one; each must know the new key before it is put in front."""
    phones = [Rekeyed(url, f"phone-{number}", keys=keys) for number in range(4)]

    async def talk(phone: Rekeyed) -> None:
        for said in ("/link", "DAWN3467", "1948", "1"):
            assert await phone.says(said)

    await asyncio.gather(rotated(url), *map(talk, phones))
    done = await rotated(url)
    assert done.complete
    for phone in phones:
        phone.keys = NEW
        assert await phone.says("/payout")


async def damage(app: App, row: int) -> None:
    async with app.database.engine.begin() as connection:
        await connection.execute(
            update(person).where(person.c.id == row).values(sealed_name=b"\x01\x04test" + b"0" * 40)
        )


async def test_a_cell_that_does_not_open_is_counted_and_the_others_are_done(url: str) -> None:
    app = build(keyed(url, BOTH))
    async with app.database.engine.connect() as connection:
        row = (await connection.execute(select(func.min(person.c.id)))).scalar_one()
    await damage(app, row)
    done = await rotate(app.database)
    old = await cells(app, "test")
    await app.close()
    assert +done.unreadable == {"person.sealed_name": 1}
    assert (done.complete, done.left, done.unused, old) == (False, {"test": 1}, [], 1)


# SQLite has one writer, so there is nothing to wait for.
@pytest.mark.parametrize(
    "url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
async def test_what_a_turn_holds_is_passed_by_and_done_later(url: str) -> None:
    """So no turn and no rotation wait for each other in a circle."""
    await Rekeyed(url).says("/start")
    app, other = build(keyed(url, BOTH)), build(settings(url))
    async with other.database.engine.begin() as connection:
        await connection.execute(update(session).values(failures=1))
        held = await asyncio.wait_for(rotate(app.database), 20)
    after = await rotate(app.database)
    await app.close()
    await other.close()
    assert held.left["test"] > 0
    assert after.complete
    assert after.resealed == held.left["test"]


async def test_the_index_key_stays_and_so_does_what_is_found_by_it(url: str) -> None:
    await rotated(url)
    app = build(keyed(url, NEW))
    async with app.database.engine.connect() as connection:
        indexed = (
            await connection.execute(
                select(person.c.id).where(
                    person.c.citizen_id_index.is_not(None), person.c.sealed_citizen_id.is_not(None)
                )
            )
        ).scalars()
        assert list(indexed)
    await app.close()


async def test_the_command_says_which_key_nobody_needs_any_more(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def run(*arguments: str) -> tuple[int, str, str]:
        given = _parser().parse_args(["key", "rotate", *arguments])
        status = await given.run(keyed(sqlite_url, BOTH), given)
        said = capsys.readouterr()
        return status, said.out, said.err

    app = build(keyed(sqlite_url, BOTH))
    async with app.database.engine.begin() as connection:
        row = (await connection.execute(text("SELECT min(id) FROM person"))).scalar_one()
    await damage(app, row)
    await app.close()
    status, out, err = await run("--json")
    told = json.loads(out)
    assert (status, err) == (1, "")
    assert told["unreadable"] == {"person.sealed_name": 1}
    assert told["left"] == {"test": 1}
    assert told["unused"] == []
    app = build(keyed(sqlite_url, BOTH))
    async with app.database.engine.begin() as connection:
        sealed = app.database.vault.seal("Chau Kim", person.c.sealed_name, row)
        await connection.execute(
            update(person).where(person.c.id == row).values(sealed_name=sealed)
        )
    await app.close()
    status, out, err = await run()
    assert (status, err) == (0, "")
    assert "No cell needs the key test any more" in out


async def test_a_message_heard_at_that_moment_is_not_lost(url: str) -> None:
    phone = Rekeyed(url, keys=BOTH)
    phone.at = NOW
    await asyncio.gather(rotated(url), phone.says("/start"))
    phone.keys = NEW
    assert await phone.says("An Cư")
