"""What answers a flag: said in English here, so that no sentence of a catalogue is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from domain.intent import Flag
from domain.message import start_token
from handlers.beneficiary.flagged import FLAGGED, Start
from handlers.menu import BY_NAME
from tests.house import Phone
from tests.office import NUMBER, Office, opened, staff


def tap(start: Start) -> str:
    """As `route` begins it: only with what the line takes."""
    dialogue, answers = start
    assert {name for name, _ in answers} <= BY_NAME[dialogue].takes
    return start_token(dialogue, **dict(answers))


@pytest.fixture
async def phone(sqlite_url: str) -> Phone:
    made = Phone(sqlite_url)
    await _in_english(made)
    return made


async def _in_english(phone: Phone) -> None:
    await phone.says("/start")
    await phone.taps("d:set_language:mode=en")


async def _flagged(phone: Phone, flag: Flag, text: str) -> str:
    await phone.taps(tap(FLAGGED[flag](text)))
    return phone.heard()


# --- An emergency -------------------------------------------------------------------------------


async def test_the_number_stands_first_large_and_alone(phone: Phone) -> None:
    heard = await _flagged(phone, Flag.EMERGENCY, "má tui xỉu rồi")
    assert phone.last[0].large
    assert [line.text for line in phone.last[0].lines] == ["115"]
    assert "the ambulance" in heard
    assert "Request" not in heard
    assert "Talk to a person" in [one.label for one in phone.last[-1].choices]


async def test_where_it_is_not_clear_both_numbers_are_said(phone: Phone) -> None:
    await _flagged(phone, Flag.EMERGENCY, "cứu với")
    assert [line.text for line in phone.last[0].lines] == ["115", "113"]


async def test_no_person_is_offered_where_the_channel_may_not_carry_it(sqlite_url: str) -> None:
    phone = Phone(sqlite_url, channel="sms")
    await _in_english(phone)
    await _flagged(phone, Flag.EMERGENCY, "cháy nhà")
    assert phone.last[0].lines[0].text == "114"
    assert [one.label for one in phone.last[-1].choices] == ["Menu"]


async def test_the_open_question_stays_open_beneath_an_emergency(phone: Phone) -> None:
    await phone.says("/payout")
    await _flagged(phone, Flag.EMERGENCY, "má tui xỉu rồi")
    assert "Where do you collect" not in phone.heard(), "first the call"
    await phone.says("An Cư")
    assert "At which point do you collect" in phone.heard()


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with opened(sqlite_url) as made:
        yield made


async def test_the_officer_of_whoever_is_linked_hears_that_it_is_urgent_once(
    office: Office,
) -> None:
    await staff(office, "officer", "WARD4793")
    await office.says_all("rim", ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý"))
    await office.hears("rim", tap=start_token("set_language", mode="en"))
    started = tap(FLAGGED[Flag.EMERGENCY]("hết gạo ba bữa nay"))
    said = "\n".join(one.text for one in await office.hears("rim", tap=started))
    assert "written to the officer" in said
    assert NUMBER.search(said)
    assert "Do not wait for the officer" in said
    told = [one for one in await office.delivers() if one.to == "officer"]
    assert len(told) == 1
    again = "\n".join(one.text for one in await office.hears("rim", tap=started))
    assert NUMBER.findall(again) == NUMBER.findall(said)
    assert [one for one in await office.delivers() if one.to == "officer"] == []


async def test_what_was_asked_for_before_becomes_urgent(office: Office) -> None:
    await staff(office, "officer", "WARD4793")
    await office.hears("officer", tap=start_token("set_language", mode="en"))
    await office.says_all("rim", ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý"))
    await office.hears("rim", "gặp cán bộ")
    (before,) = await office.delivers()
    assert "urgent" not in before.text
    await office.hears("rim", tap=tap(FLAGGED[Flag.EMERGENCY]("tui bị đánh")))
    (told,) = await office.delivers()
    assert "urgent: somebody has written of an emergency" in told.text
    assert "24/11/2026" in told.text, "it is due today"
