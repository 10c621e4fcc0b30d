"""`ansinh notice`: an operator sees what many are told and how long it takes, and holds it back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from domain.notice import NoticeKind, Topic
from tests.house import NOW, Phone
from tests.place import EVE, Place, place, unasked
from tests.test_commands import ansinh

EVENING = NOW.replace(hour=16, minute=5)


async def planned(there: Place) -> str:
    """The id of the eve of the person's payday, as the command shows it."""
    await there.asks_for({Topic.PAYDAY})
    return str((await there.plan())[EVE])


def listed(url: str, bulletin: str) -> dict[str, object]:
    found = json.loads(ansinh(url, "notice", "list", "--json").stdout)["notices"]
    return next(one for one in found if str(one["id"]) == bulletin)


def test_where_nothing_is_planned_it_says_so(url: str) -> None:
    said = ansinh(url, "notice", "list")
    assert (said.returncode, said.stdout) == (0, "Nothing is planned.\n")
    assert json.loads(ansinh(url, "notice", "list", "--json").stdout) == {"notices": []}


async def test_it_says_beforehand_how_many_are_told_and_afterwards_how_many_were(url: str) -> None:
    async with place(url) as there:
        eve = await planned(there)
        before = listed(url, eve)
        assert (before["kind"], before["state"]) == (NoticeKind.PAYDAY_EVE, "planned")
        assert (before["waiting"], before["seconds"]) == ({"console": 1}, 0)
        assert await unasked(url, EVENING)
        after = listed(url, eve)
        assert (after["total"], after["told"], after["waiting"]) == (1, 1, {})
        text = ansinh(url, "notice", "list").stdout
        [told] = [line for line in text.splitlines() if line.startswith(f"{eve} ")]
        assert told.startswith(f"{eve} payday_eve An Cư, cash 25/11/2026 at ")
        assert told.endswith(", due 24/11/2026 16:00: open, 1 told, 0 not")
        assert after["due_at"] == "2026-11-24T16:00:00+07:00"
        assert there.person.name not in text


async def test_how_long_it_takes_is_that_of_the_slowest_provider(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with place(url) as there:
        eve = await planned(there)
        for number in range(45):
            phone = Phone(url, f"t{number}", channel="telegram")
            await phone.says("tiếng Việt")
            theirs = await there.session(phone)
            async with there.records() as records:
                point = await records.bulletins.one(int(eve))
                assert point is not None
                await records.subscriptions.start(
                    theirs, [Topic.PAYDAY], NOW, "vi", unit=point.unit, point=point.point
                )
        monkeypatch.setenv("ANSINH_TELEGRAM_TOKEN", "123456:abc")
        telegram = json.loads(ansinh(url, "notice", "list", "--json").stdout)["notices"]
        found = next(one for one in telegram if str(one["id"]) == eve)
        assert found["waiting"] == {"console": 1, "telegram": 45}
        assert found["seconds"] == 2, "45 at 30 a second"


def line_of(url: str, bulletin: str) -> str:
    lines = ansinh(url, "notice", "list").stdout.splitlines()
    [found] = [line for line in lines if line.startswith(f"{bulletin} ")]
    return found.partition(": ")[2]


async def test_of_what_is_paused_it_says_how_many_are_still_to_come(url: str) -> None:
    async with place(url) as there:
        eve = await planned(there)
        assert ansinh(url, "notice", "pause", eve).returncode == 0
        assert line_of(url, eve) == "paused, 0 told, 0 not; to come once it is resumed: 1"
        assert listed(url, eve)["to_come"] == 1
        assert ansinh(url, "notice", "resume", eve).returncode == 0
        await there.opens(int(eve))
        assert ansinh(url, "notice", "pause", eve).returncode == 0
        expected = "paused, 0 told, 0 not; to come once it is resumed: 1 by console, about 0 s"
        assert line_of(url, eve) == expected
        assert listed(url, eve)["to_come"] == 1


async def test_it_says_why_somebody_was_not_told(url: str) -> None:
    async with place(url) as there:
        eve = await planned(there)
        await there.opens(int(eve))
        await there.phone.says("/stop")
        await unasked(url, EVENING)
        assert line_of(url, eve).endswith("0 told, 1 not (1 stopped)")
        assert listed(url, eve)["kept_back"] == {"stopped": 1}


async def test_paused_resumed_and_stopped(url: str) -> None:
    async with place(url) as there:
        eve = await planned(there)
        assert ansinh(url, "notice", "pause", eve).returncode == 0
        assert await unasked(url, EVENING) == {}
        assert ansinh(url, "notice", "resume", eve).returncode == 0
        again = ansinh(url, "notice", "resume", eve)
        assert again.returncode == 1
        assert "planned" in again.stderr
        assert ansinh(url, "notice", "stop", eve).stdout == "Stopped. 0 are not told.\n"
        assert await unasked(url, EVENING + timedelta(minutes=5)) == {}


async def test_what_is_stopped_half_way_is_told_to_nobody_more(url: str) -> None:
    async with place(url) as there:
        eve = await planned(there)
        await there.opens(int(eve))
        assert ansinh(url, "notice", "stop", eve).stdout == "Stopped. 1 are not told.\n"
        assert await unasked(url, EVENING) == {}
        assert listed(url, eve)["dropped"] == 1


@pytest.mark.parametrize("action", ["pause", "resume", "stop"])
def test_what_is_not_there_is_refused(sqlite_url: str, action: str) -> None:
    refused = ansinh(sqlite_url, "notice", action, "17")
    assert refused.returncode == 1
    assert "unknown" in refused.stderr


@pytest.mark.parametrize("wrong", [("notice",), ("notice", "pause"), ("notice", "stop", "x")])
def test_what_it_does_not_do_is_wrong_usage(sqlite_url: str, wrong: tuple[str, ...]) -> None:
    assert ansinh(sqlite_url, *wrong).returncode == 2
