"""What the numbers of a day take longest to count is counted ahead, and again where it changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.app import App, build
from domain.payout import Way
from domain.permissions import Field
from domain.place import UnitKey
from domain.summary import Summary
from domain.text import Month
from storage import people_changes
from storage.counted_ahead import CountedAhead
from storage.record_fields import RecordFields
from storage.summary_counting import entitled
from storage.tables import counted_ahead, counted_day, people_change, person, store
from tests import ahead
from tests.ahead import TODAY
from tests.house import HANOI, NOW, settings

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
async def app(url: str) -> AsyncIterator[App]:
    running = build(settings(url), clock=lambda: NOW)
    yield running
    await running.close()


async def summary(app: App, *units: UnitKey) -> Summary:
    async with app.database.snapshot() as records:
        return await records.summaries.of(TODAY, HANOI, units or None)


async def changed(app: App, day: Any = TODAY) -> set[UnitKey] | None:
    async with app.database.snapshot() as records:
        found = await CountedAhead(records.store).changed(day)
    return None if found is None else set(found)


async def paid_in_cash(app: App) -> Any:
    async with app.database.engine.connect() as connection:
        in_cash = (person.c.way == Way.CASH.value, entitled(Month.of(TODAY)))
        wanted = select(person).where(*in_cash).order_by(person.c.id)
        return (await connection.execute(wanted)).first()


async def write(app: App, one: Any, field: Field, value: str) -> None:
    async with app.database.transaction() as records:
        await RecordFields(records.store).write(one.id, field, value)


async def in_the_dark(app: App, one: Any, way: Way) -> None:
    """Somebody changes it, and says nothing of it."""
    async with app.database.engine.begin() as connection:
        await connection.execute(update(person).where(person.c.id == one.id).values(way=way.value))


async def test_it_says_the_same(app: App) -> None:
    live = await summary(app)
    assert await ahead.counted(app.database) > 20
    assert await summary(app) == live
    unit = live.units[0]
    of_one = await summary(app, unit)
    async with app.database.transaction() as records:
        await records.store.connection.execute(counted_day.delete())
    assert await summary(app, unit) == of_one


async def test_it_is_used_until_somebody_says_where_it_changed(app: App) -> None:
    one = await paid_in_cash(app)
    unit = UnitKey(one.unit_code, one.unit_from)
    await ahead.counted(app.database)
    before = await summary(app)
    await in_the_dark(app, one, Way.ACCOUNT)
    assert await summary(app) == before
    with pytest.raises(AssertionError):
        await ahead.holds(app.database)
    async with app.database.transaction() as records:
        version = await people_changes.changed(records.store)
        await people_changes.changed_in(records.store, version, [unit])
    assert await changed(app) == {unit}
    await ahead.holds(app.database)
    assert await ahead.counted(app.database) == 1
    assert await changed(app) == set()
    await ahead.holds(app.database)


async def test_a_change_of_which_nothing_is_said_may_be_anywhere(app: App) -> None:
    """So does a replica that is older than this."""
    await ahead.counted(app.database)
    one = await paid_in_cash(app)
    await in_the_dark(app, one, Way.ACCOUNT)
    async with app.database.engine.begin() as connection:
        await connection.execute(update(store).values(people_version=store.c.people_version + 1))
    assert await changed(app) is None
    said = await summary(app)
    assert await ahead.counted(app.database) > 20
    await ahead.holds(app.database)
    assert await summary(app) == said


async def test_a_corrected_record_is_counted_again_where_it_was_and_is(app: App) -> None:
    await ahead.counted(app.database)
    one = await paid_in_cash(app)
    was = UnitKey(one.unit_code, one.unit_from)
    async with app.database.snapshot() as records:
        units = await records.summaries.count_people(TODAY, HANOI, None)
    to = next(key for row in units.people if (key := UnitKey(row.unit_code, row.unit_from)) != was)
    await write(app, one, Field.WAY, Way.ACCOUNT.value)
    assert await changed(app) == {was}
    await write(app, one, Field.UNIT, str(to))
    assert await changed(app) == {was, to}
    await ahead.holds(app.database)
    assert await ahead.counted(app.database) == 2
    await ahead.holds(app.database)


async def test_a_list_of_days_changes_nobody(app: App) -> None:
    await ahead.counted(app.database)
    async with app.database.transaction() as records:
        version = await people_changes.changed(records.store)
        await people_changes.changed_in(records.store, version, ())
    assert await changed(app) == set()
    assert await ahead.counted(app.database) == 0


async def test_a_count_that_began_earlier_does_not_undo_a_later_one(app: App) -> None:
    await ahead.counted(app.database)
    one = await paid_in_cash(app)
    unit = UnitKey(one.unit_code, one.unit_from)
    async with app.database.snapshot() as records:
        early = await CountedAhead(records.store).version()
        counts = await records.summaries.count_people(TODAY, HANOI, [unit])
    await write(app, one, Field.WAY, Way.ACCOUNT.value)
    assert await ahead.counted(app.database) == 1
    async with app.database.transaction() as records:
        await CountedAhead(records.store).keep(TODAY, early, counts, [unit])
    assert await changed(app) == set()
    await ahead.holds(app.database)


async def test_yesterday_is_kept_and_what_nobody_needs_goes(app: App) -> None:
    long_ago = YESTERDAY - timedelta(days=1)
    for day in (long_ago, YESTERDAY):
        await ahead.counted(app.database, day)
    one = await paid_in_cash(app)
    await write(app, one, Field.WAY, Way.ACCOUNT.value)
    await ahead.counted(app.database)
    async with app.database.engine.connect() as connection:
        days = select(counted_ahead.c.day).distinct().order_by(counted_ahead.c.day)
        assert (await connection.execute(days)).scalars().all() == [YESTERDAY, TODAY]
        assert await connection.scalar(select(func.count()).select_from(people_change)) == 2
    assert await changed(app, YESTERDAY) == {UnitKey(one.unit_code, one.unit_from)}
    await ahead.holds(app.database, YESTERDAY)
    for day in (TODAY + timedelta(days=1), TODAY + timedelta(days=2)):
        await ahead.counted(app.database, day)
    async with app.database.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(people_change)) == 0
