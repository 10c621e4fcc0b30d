"""The store keeps its secrets, its shape and its audit."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.app import build
from bot.upkeep import check
from storage.ids import Ids
from storage.sealed import BadKey, Unreadable, Vault, new_key
from storage.tables import HEAD, metadata, person, unit, unit_successor
from storage.upgrade import config, upgrade
from tests.house import Phone, Screen, settings

A, B = new_key(), new_key()


def vault(keys: str) -> Vault:
    return Vault.from_settings(keys, B)


def test_a_sealed_value_opens_in_its_own_row_and_column_only() -> None:
    ours = vault(f"a:{A}")
    sealed = ours.seal("Néang Sa Rim", person.c.sealed_name, 7)
    assert ours.open(sealed, person.c.sealed_name, 7) == "Néang Sa Rim"
    for column, row in ((person.c.sealed_name, 8), (person.c.sealed_birth, 7)):
        with pytest.raises(Unreadable):
            ours.open(sealed, column, row)


def test_the_first_key_seals_and_every_key_opens() -> None:
    old = vault(f"a:{A}").seal("x", person.c.sealed_name, 1)
    both = vault(f"b:{B},a:{A}")
    assert both.open(old, person.c.sealed_name, 1) == "x"
    fresh = both.seal("x", person.c.sealed_name, 1)
    with pytest.raises(Unreadable, match="not in ANSINH_KEY"):
        vault(f"a:{A}").open(fresh, person.c.sealed_name, 1)


@pytest.mark.parametrize("damaged", [b"", b"\x01", b"\x02\x01a", b"\x01\x01a" + b"0" * 40])
def test_damage_is_unreadable_and_names_no_content(damaged: bytes) -> None:
    with pytest.raises(Unreadable, match=r"person\.sealed_name"):
        vault(f"a:{A}").open(damaged, person.c.sealed_name, 1)


@pytest.mark.parametrize("keys", ["", "a", "a:", "a:AAAA", ":{A}", "a:{A},", "a:not base64!"])
def test_a_bad_key_is_refused(keys: str) -> None:
    with pytest.raises(BadKey):
        vault(keys.format(A=A))


def test_ids_grow_also_when_the_clock_steps_back() -> None:
    times = iter([2_000_000_000.0, 1_999_999_000.0, 2_000_000_000.0] * 50)
    ids = Ids(lambda: next(times))
    made = [ids() for _ in range(100)]
    assert made == sorted(set(made))
    assert all(0 < one < 2**63 for one in made)


async def test_a_copied_file_gives_away_no_name_code_or_message(sqlite_url: str) -> None:
    phone = Phone(sqlite_url)
    await phone.says("/link")
    await phone.says("DAWN3467")
    await phone.says("1948")
    await phone.says("đồng ý")
    raw = b"".join(path.read_bytes() for path in Path(sqlite_url[20:]).parent.glob("ansinh.db*"))
    for secret in ("Néang Sa Rim", "Sa Rim", "DAWN3467", "990.000 đồng", "khoan đi"):
        assert secret.encode() not in raw


async def test_the_audit_cannot_be_changed(url: str) -> None:
    phone = Phone(url)
    await phone.says("/link")
    await phone.says("DAWN3467")
    await phone.says("1948")
    await phone.says("đồng ý")
    app = build(settings(url))
    changes = ["UPDATE audit SET kind = 'x'", "DELETE FROM audit"]
    if url.startswith("sqlite"):
        changes.append("INSERT OR REPLACE INTO audit SELECT * FROM audit")
    else:
        changes.append("TRUNCATE audit")
    for change in changes:
        with pytest.raises(DBAPIError, match="append-only"):
            async with app.database.engine.begin() as connection:
                await connection.execute(text(change))
    async with app.database.engine.connect() as connection:
        kinds = (await connection.execute(text("SELECT kind FROM audit"))).scalars().all()
    await app.close()
    assert set(kinds) == {"linked", "looked_at_payment"}


async def test_the_check_misses_a_dropped_trigger(url: str) -> None:
    app = build(settings(url))
    assert await check(app.database) == []
    table = "" if url.startswith("sqlite") else " ON audit"
    async with app.database.engine.begin() as connection:
        await connection.execute(text(f"DROP TRIGGER audit_no_delete{table}"))
    problems = await check(app.database)
    await app.close()
    assert len(problems) == 1
    assert "audit_no_delete" in problems[0]


async def test_the_migrations_make_exactly_the_tables(url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await app.close()


def test_a_start_knows_the_newest_migration_without_alembic() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == HEAD


async def test_the_units_are_keyed_by_code_and_day_21_then_7_with_their_mapping(url: str) -> None:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        served = (await connection.execute(select(unit).where(unit.c.served))).all()
        pairs = (await connection.execute(select(unit_successor))).all()
        with pytest.raises(DBAPIError):
            await connection.execute(insert(unit).values(served[0]._asdict()))
    await app.close()
    old = [row for row in served if row.valid_from.year == 2023 and len(row.code) == 5]
    new = [row for row in served if row.valid_from.year == 2025]
    assert (len(old), len(new)) == (21, 7)
    vinh_chau = {pair.new_code for pair in pairs if pair.old_code == "30334"}
    assert vinh_chau == {"30316", "30325"}


async def test_older_memory_is_read_again_when_another_process_changes_the_calendar(
    url: str,
) -> None:
    phone, screen = Phone(url), Screen()
    app = phone.app(screen)
    await app.receive(phone.message("p. Tịnh Biên cũ"))
    before = screen.shown[-1][1].lines[0].text
    other = phone.app(Screen())
    async with other.database.engine.begin() as connection:
        await connection.execute(
            text("UPDATE payout_day SET state = 'confirmed' WHERE unit_code = '30520'")
        )
        await connection.execute(text("UPDATE store SET reference_version = reference_version + 1"))
    await other.close()
    await app.receive(phone.message("p. Tịnh Biên cũ"))
    after = screen.shown[-1][1].lines[0].text
    await app.close()
    assert before.startswith("Chưa chắc")
    assert after.startswith("Dạ chưa tới ngày")


async def test_a_store_that_a_later_program_has_migrated_serves_on(url: str) -> None:
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9001'"))
    await upgrade(app.database)
    state = await app.ready()
    await app.close()
    assert (state.newer, state.up_to_date) == (True, True)
    phone = Phone(url)
    await phone.says("Văn Giáo")
    assert "Văn Giáo" in phone.heard()
