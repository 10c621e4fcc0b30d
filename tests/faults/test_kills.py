"""Killed with no warning in every phase of a turn and of a delivery, and started again."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from bot.settings import Mode
from storage.mailbox import LIVE
from storage.tables import case_file, failure, inbox, link, outbox
from tests.botapi import BotApi, bot_api
from tests.faults.house import (
    Telegram,
    all_is_sent,
    count,
    doubles,
    heard_by,
    nobody_was_told_of_others,
    on_telegram,
    outbox_states,
    said_before,
    until,
)
from tests.faults.program import DELIVERY, TAKEN_OVER, TELLING, TURN

SPARED = 5000
"""Somebody whose turn nothing disturbs: what they hear is what all must hear."""

BEFORE_THEY_REPORT = ("tiếng Việt", "/link", "EMPT7639", "1953", "đồng ý")
LINKS = (("WTNG3746", "1952"), ("PHNE4637", "1947"), ("NEWA4763", "1955"), ("PAPR6437", "1958"))
GOES_TWICE = {"accepted"}
"""The provider has it and we do not know: the one window in which a message goes twice."""


def stages(phases: Iterable[str]) -> list[tuple[int, str]]:
    """Who a process dies of, and where. What is taken over was left by one that died before."""
    found = []
    for person, phase in enumerate(phases, SPARED + 1):
        found += [(person, "committed")] if phase in TAKEN_OVER else []
        found.append((person, phase))
    return found


async def die_one_after_the_other(
    url: str, api: BotApi, mode: Mode, deaths: Sequence[tuple[int, str]], says: str
) -> None:
    """Each process dies of one person's message; the last one lives, and nothing is left to do."""
    telegram = Telegram(api)
    bringing: dict[int, asyncio.Task[Any]] = {}
    async with on_telegram(url, api, mode) as program:
        for person, phase in deaths:
            await program.start(falls=phase, victim=str(person))
            if person not in bringing:
                # One at a time: what another is being told would be in flight as well.
                await until(lambda: all(api.texts(one) for one in bringing))
                await all_is_sent(url)
                bringing[person] = telegram.sends(person, says, mode)
            assert await program.falls() == -signal.SIGKILL, f"it did not die {phase}"
        await program.start()
        await asyncio.gather(*bringing.values(), telegram.sends(SPARED, says, mode))
        await until(lambda: mode is Mode.WEBHOOK or not api.unconfirmed)
        await all_is_sent(url)


@pytest.mark.parametrize("mode", Mode)
async def test_wherever_it_dies_a_report_is_filed_once_and_each_reply_arrives(
    url: str, mode: Mode
) -> None:
    phases = (*(one for one in TURN if one != "linked"), *DELIVERY)
    deaths = stages(phases)
    people = sorted({person for person, _ in deaths})
    await said_before(url, [(one, BEFORE_THEY_REPORT) for one in (SPARED, *people)])
    await nobody_was_told_of_others(url)
    heard = await count(url, inbox)
    async with bot_api() as api:
        await die_one_after_the_other(url, api, mode, deaths, "2")
        expected = heard_by(api, SPARED)
        assert len(expected) == 1
        for person, phase in zip(people, phases, strict=True):
            assert heard_by(api, person) == expected, phase
            assert doubles(api, person) == (phase in GOES_TWICE), phase
        assert api.complaints == []
    assert await count(url, case_file, case_file.c.reason == "not_on_list") == 1
    assert await count(url, inbox) == heard + len(people) + 1
    assert await count(url, failure) == 0
    assert set(await outbox_states(url)) == {"sent"}


async def test_wherever_it_dies_a_phone_is_linked_once(url: str) -> None:
    phases = ("linked", "before the commit", "committed")
    deaths = stages(phases)
    linked = await count(url, link)
    before = [("tiếng Việt", "/link", *code) for code in LINKS]
    people = (*(person for person, _ in deaths), SPARED)
    await said_before(url, list(zip(people, before, strict=True)))
    async with bot_api() as api:
        await die_one_after_the_other(url, api, Mode.WEBHOOK, deaths, "đồng ý")
        for person in people:
            [agreed, _] = heard_by(api, person)
            assert agreed.startswith("Dạ, máy này giờ hỏi được tin của")
            assert doubles(api, person) == 0
    assert await count(url, link) == linked + len(people)


async def test_wherever_it_dies_a_notice_is_enqueued_once_and_arrives(url: str) -> None:
    """One phone hears that another one asks about the same person now."""
    await said_before(url, [(one, BEFORE_THEY_REPORT) for one in (SPARED, SPARED + 1)])
    async with bot_api() as api, on_telegram(url, api, Mode.POLLING) as program:
        api.known |= {SPARED, SPARED + 1}
        for phase in (*TELLING, "claim committed", "before sending", "accepted"):
            await program.start(falls=phase, victim=str(SPARED))
            assert await program.falls() == -signal.SIGKILL, f"it did not die {phase}"
        await program.start()
        await until(lambda: doubles(api, SPARED) == 1)
        await all_is_sent(url)
        assert len(heard_by(api, SPARED)) == 1
        assert api.texts(SPARED + 1) == []
    assert await count(url, outbox, outbox.c.lane != LIVE) == 1
