"""Who is queued for a bulletin: who asked, is concerned, and has not been silenced since."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from bot.planning import open_bulletin
from domain.bulletin import BulletinState
from domain.case import CaseKind, CaseState
from domain.notice import NoticeKind, Outcome, Topic
from domain.place import UnitKey
from domain.text import Month
from storage import bulletins
from storage.bulletins import Bulletins, NotNow, Progress
from storage.tables import case_file, link, notice, payment, payout_day, session
from tests.house import NOW, Phone
from tests.place import CONFIRMED, EVE, TODAY, Place, place


async def test_who_asked_is_queued_once_whatever_restarts(url: str) -> None:
    async with place(url) as there:
        mine = await there.asks_for()
        made = await there.plan()
        assert set(made) == {EVE, CONFIRMED}
        assert await there.plan() == made, "planned again, nothing new is made"
        for one in made.values():
            assert await there.opens(one) == 1
            assert await there.opens(one) == 0
            assert await there.queued(one) == [mine]


@pytest.mark.parametrize(
    ("topics", "kinds"),
    [
        ({Topic.PAYDAY}, {EVE}),
        ({Topic.CHANGES}, {CONFIRMED}),
        ({Topic.MONEY, Topic.CASES, Topic.ARRIVED}, set()),
        (set(), set()),
    ],
)
async def test_only_the_kinds_that_were_asked_for(
    url: str, topics: set[Topic], kinds: set[NoticeKind]
) -> None:
    async with place(url) as there:
        await there.asks_for(topics)
        made = await there.plan()
        assert {kind for kind, one in made.items() if await there.opens(one)} == kinds


async def test_nobody_who_has_not_asked(url: str) -> None:
    async with place(url) as there:
        assert await there.opens_eve() == 0


@pytest.mark.parametrize("column", ["gone_at", "stopped_at"])
async def test_nobody_who_is_gone_or_wants_no_messages(url: str, column: str) -> None:
    async with place(url) as there:
        await there.asks_for()
        await there.runs(update(session).values({column: NOW}))
        assert await there.opens_eve() == 0


@pytest.mark.parametrize("values", [{"ended": NOW}, {"until": TODAY.replace(day=1)},
                                    {"agreed_at": None}, {"confirmed_at": None}])  # fmt: skip
async def test_nobody_whose_link_does_not_stand(url: str, values: dict[str, object]) -> None:
    async with place(url) as there:
        await there.asks_for()
        await there.runs(update(link).values(values))
        assert await there.opens_eve() == 0


async def test_nobody_whose_money_has_been_collected(url: str) -> None:
    async with place(url) as there:
        await there.asks_for()
        mine = payment.c.person_id == there.person.id
        await there.runs(update(payment).where(mine).values(stage="collected"))
        assert await there.opens_eve() == 0


async def test_who_is_on_no_list_yet_is_told_of_where_they_are_usually_paid(url: str) -> None:
    async with place(url) as there:
        await there.asks_for()
        mine = payment.c.person_id == there.person.id
        made = await there.plan()
        await there.runs(payment.delete().where(mine))
        assert await there.opens(made[EVE]) == 1


@pytest.mark.parametrize(
    ("state", "kept"), [("open", Outcome.PAUSED), ("done", Outcome.PAUSED), ("refused", None)]
)
async def test_a_reported_death_silences_unless_it_is_refused(
    url: str, state: CaseState, kept: Outcome | None
) -> None:
    async with place(url) as there:
        mine = await there.asks_for()
        async with there.records() as records:
            month = Month.of(TODAY)
            await records.cases.file(CaseKind.DEATH, "death", there.person, month, mine, NOW)
        await there.runs(update(case_file).values(state=state))
        eve = (await there.plan())[EVE]
        assert await there.opens(eve) == 1, "it may be refused while there is time"
        assert await there.kept_back(eve, mine) is kept


async def test_a_death_reported_after_queueing_silences_too(url: str) -> None:
    async with place(url) as there:
        mine = await there.asks_for()
        eve = (await there.plan())[EVE]
        assert await there.opens(eve) == 1
        assert await there.kept_back(eve, mine) is None
        async with there.records() as records:
            month = Month.of(TODAY)
            await records.cases.file(CaseKind.DEATH, "death", there.person, month, mine, NOW)
        assert await there.kept_back(eve, mine) is Outcome.PAUSED
        await there.runs(update(case_file).values(state=CaseState.REFUSED.value))
        assert await there.kept_back(eve, mine) is None
        async with there.records() as records:
            asked = await records.subscriptions.of(mine)
            payday = {one.id for one in asked if one.topic is Topic.PAYDAY}
            await records.subscriptions.end(mine, NOW, payday)
        assert await there.kept_back(eve, mine) is Outcome.STALE


async def test_a_day_moved_before_it_is_told_is_told_to_nobody(url: str) -> None:
    async with place(url) as there:
        await there.asks_for()
        made = await there.plan()
        later = TODAY.replace(day=27)
        await there.runs(
            update(payout_day)
            .where(payout_day.c.day == TODAY.replace(day=25))
            .values(state="postponed", reason="flood", day_before=payout_day.c.day, day=later)
        )
        assert [await there.opens(one) for one in made.values()] == [0, 0]
        again = await there.plan()
        assert set(again) - {EVE, CONFIRMED} == {NoticeKind.DAY_POSTPONED}
        assert await there.opens(again[NoticeKind.DAY_POSTPONED]) == 1


async def test_who_asked_about_a_place_hears_what_is_public_of_it(url: str) -> None:
    async with place(url) as there:
        other = Phone(url, "neighbour")
        await other.says("tiếng Việt")
        theirs = await there.session(other)
        made = await there.plan()
        async with there.records() as records:
            point = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point
            unit = there.person.unit
            start = records.subscriptions.start
            await start(theirs, [Topic.PAYDAY], NOW, "km", unit=unit, point=point)
            await start(theirs, [Topic.PAYDAY], NOW, "km", unit=unit, point=point)
            assert len(await records.subscriptions.of(theirs)) == 1
        assert await there.opens(made[CONFIRMED]) == 0, "another topic"
        assert await there.opens(made[EVE]) == 1
        assert await there.queued(made[EVE]) == [theirs]


async def test_another_unit_and_another_point_hear_nothing(url: str) -> None:
    async with place(url) as there:
        mine = await there.session()
        made = await there.plan()
        async with there.records() as records:
            start = records.subscriptions.start
            elsewhere = next(
                one.id
                for one in records.reference.points.values()
                if one.unit == there.person.unit and not one.replaced_by
            )
            chau_doc = UnitKey("30316", there.person.unit.valid_from)
            await start(mine, list(Topic), NOW, "vi", unit=chau_doc)
            await start(mine, list(Topic), NOW, "vi", unit=there.person.unit, point=elsewhere)
        told = [await there.opens(one) for one in made.values()]
        async with there.records() as records:
            point = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point
        assert elsewhere != point
        assert told == [0, 0]


async def test_a_carer_of_two_at_one_point_is_told_once(url: str) -> None:
    async with place(url) as there:
        mine = await there.asks_for()
        async with there.records() as records:
            await records.subscriptions.start(
                mine, [Topic.PAYDAY], NOW, "vi", unit=there.person.unit
            )
        eve = (await there.plan())[EVE]
        assert await there.opens(eve) == 1
        assert await there.queued(eve) == [mine]


async def test_paused_resumed_and_stopped(url: str) -> None:
    async with place(url) as there:
        await there.asks_for()
        made = await there.plan()
        async with there.records() as records:
            await records.bulletins.pause(made[EVE])
            assert made[EVE] not in await records.bulletins.due(NOW.replace(hour=18), 99)
        assert await there.opens(made[EVE]) == 0
        async with there.records() as records:
            await records.bulletins.resume(made[EVE])
            assert await records.bulletins.count(made[EVE]) == 1
        assert await there.opens(made[EVE]) == 1
        async with there.records() as records:
            await records.bulletins.pause(made[EVE])
            await records.bulletins.resume(made[EVE])
            assert await records.bulletins.stop(made[EVE], NOW) == 1
            with pytest.raises(NotNow, match="stopped"):
                await records.bulletins.resume(made[EVE])
            with pytest.raises(NotNow, match="unknown"):
                await records.bulletins.stop(1, NOW)
            shown = {one.bulletin.id: one for one in await records.bulletins.progress()}
        of_eve = shown[made[EVE]]
        assert (of_eve.total, of_eve.told, of_eve.dropped, of_eve.waiting) == (1, 0, 1, 0)
        assert of_eve.bulletin.state is BulletinState.STOPPED


async def test_killed_between_two_steps_of_queueing_it_goes_on_and_tells_nobody_twice(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletins, "AT_ONCE", 1)
    async with place(url) as there:
        asked = [await _asks_about_the_unit(there, f"phone {number}") for number in range(3)]
        eve = (await there.plan())[EVE]
        async with there.records() as records:
            steps = await records.bulletins.slices(eve)
            assert steps == (*asked, bulletins.LAST)
            assert await records.bulletins.open(eve, steps[0]) == 1
        async with there.records() as records:  # another process, which knows nothing of this
            assert await records.bulletins.ahead(eve) == {"console": 3}
            assert await records.bulletins.slices(eve) == steps[1:]
            assert await records.bulletins.open(eve, steps[1]) == 1
            assert await records.bulletins.open(eve, steps[1]) == 0, "whoever did it"
        assert await there.queued(eve) == asked[:2]
        assert await open_bulletin(there.app, eve, NOW) == 1
        assert await open_bulletin(there.app, eve, NOW) == 0
        assert await there.queued(eve) == asked
        assert (await _progress(there, eve)).total == 3
        assert (await _progress(there, eve)).bulletin.state is BulletinState.OPEN


async def test_paused_between_two_steps_it_tells_the_rest_once_it_is_resumed(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletins, "AT_ONCE", 1)
    async with place(url) as there:
        asked = [await _asks_about_the_unit(there, f"phone {number}") for number in range(2)]
        eve = (await there.plan())[EVE]
        async with there.records() as records:
            await records.bulletins.open(eve, asked[0])
            await records.bulletins.pause(eve)
        assert await open_bulletin(there.app, eve, NOW) == 0
        async with there.records() as records:
            assert await records.bulletins.ahead(eve) == {"console": 2}
            await records.bulletins.resume(eve)
        assert await open_bulletin(there.app, eve, NOW) == 1
        assert await there.queued(eve) == asked


async def _asks_about_the_unit(there: Place, name: str) -> int:
    phone = Phone(there.phone.url, name)
    await phone.says("/help")
    mine = await there.session(phone)
    async with there.records() as records:
        await records.subscriptions.start(mine, [Topic.PAYDAY], NOW, "vi", unit=there.person.unit)
    return mine


async def _progress(there: Place, bulletin_id: int) -> Progress:
    async with there.records() as records:
        shown = await records.bulletins.progress()
    return next(one for one in shown if one.bulletin.id == bulletin_id)


async def test_what_nobody_waits_for_any_more_is_done(url: str) -> None:
    async with place(url) as there:
        await there.asks_for()
        eve = (await there.plan())[EVE]
        await there.opens(eve)
        async with there.records() as records:
            assert await records.bulletins.close_finished() == 0
        await there.runs(update(notice).values(told_at=NOW, outcome="told"))
        async with there.records() as records:
            assert await records.bulletins.close_finished() == 1
            told = await records.bulletins.one(eve)
        assert told is not None
        assert told.state is BulletinState.DONE


@pytest.mark.parametrize(("share", "asked"), [(100, 1), (0, 0)])
async def test_a_share_of_people_is_asked_whether_it_arrived(
    url: str, share: int, asked: int
) -> None:
    async with place(url) as there:
        await there.asks_for()
        await there.runs(
            update(payout_day)
            .where(payout_day.c.day == TODAY.replace(day=25))
            .values(day=TODAY.replace(day=22), state="closed")
        )
        made = await there.plan()
        async with there.records() as records:
            to_some = Bulletins(records.store, share)
            assert await to_some.open(made[NoticeKind.DID_IT_ARRIVE]) == asked


async def test_the_numbers_are_plain_counts(url: str) -> None:
    async with place(url) as there:
        mine = await there.asks_for()
        async with there.records() as records:
            for unit in {day.unit for days in records.reference.calendar.values() for day in days}:
                await records.subscriptions.start(mine, list(Topic), NOW, "vi", unit=unit)
        await there.plan()
        total = 0
        async with there.records() as records:
            for one in await records.bulletins.due(NOW.replace(hour=23), 99):
                expected = await records.bulletins.count(one)
                assert await records.bulletins.open(one) == expected
                total += expected
            counted = await records.store.connection.execute(
                select(func.count()).select_from(notice).where(notice.c.session_id == mine)
            )
        assert total == counted.scalar_one() > 5


def test_a_key_tells_all_apart_that_are_told_apart() -> None:
    from tests.test_bulletins import drafts, on

    one = drafts(on(1))[0]
    for other in (
        replace(one, day=None),
        replace(one, day_before=TODAY),
        replace(one, point=18),
        replace(one, kind=NoticeKind.POINT_CLOSED),
    ):
        assert other.key != one.key
