"""Stopping in one's own words, and while another question stands open."""

from __future__ import annotations

import pytest

from domain.no_more import says_no_more
from domain.notice import Topic
from domain.subscription import about_person
from tests.place import Place, place
from tests.test_subscriptions_said import AGAIN, SPOKEN, STOP, both_languages, standing

BARE = ("ngưng", "Stop", "thôi", "ngừng", "ឈប់")
SAID = (
    "thôi đừng nhắn nữa", "không nhắn nữa", "đừng gửi tin cho tui nữa", "ngưng nhắn tin",
    "Đừng nhắn tin cho tôi nữa nha", "dung gui nua", "khỏi nhắn", "hông nhận tin nữa",
    "ឈប់ផ្ញើ", "កុំផ្ញើទៀត", "កុំផ្ញើសារមកខ្ញុំទៀត", "សូមកុំផ្ញើសារ ទៀត",
)  # fmt: skip
OTHERWISE = (
    "không nhận tin", "không nhận được", "chưa nhận", "thôi được", "đúng rồi", "nhắn tin cho tôi",
    "không báo", "ngưng trợ cấp", "không", "An Cư", "ផ្ញើមកខ្ញុំ", "មិនទាន់ទទួល", "",
    "Đúng, gửi đi", "đúng gửi đi",
)  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_said_as_people_say_it(said: str) -> None:
    assert says_no_more(said, bare=False)


@pytest.mark.parametrize("said", BARE)
def test_one_word_means_it_where_no_question_stands_open(said: str) -> None:
    assert says_no_more(said, bare=True)
    assert not says_no_more(said, bare=False)


@pytest.mark.parametrize("said", OTHERWISE)
def test_what_means_something_else_is_left_to_others(said: str) -> None:
    assert not says_no_more(said, bare=True)


async def _asked_for(there: Place, language: str, *topics: Topic) -> None:
    await there.phone.says(SPOKEN[language])
    if topics:
        await there.asks_for(topics)
    await there.phone.says("/menu")


@pytest.mark.parametrize("said", ["ngưng", "đừng gửi tin cho tui nữa", "កុំផ្ញើទៀត"])
async def test_in_own_words_it_leads_to_what_can_be_stopped(url: str, said: str) -> None:
    async with place(url) as there:
        await _asked_for(there, "vi", Topic.PAYDAY, Topic.CASES)
        await there.phone.says(said)
        await there.phone.says("1")
        assert await standing(there) == set()


@both_languages
async def test_what_needs_no_question_stops_at_once_while_another_stands_open(
    url: str, language: str
) -> None:
    async with place(url) as there:
        await _asked_for(there, language, Topic.PAYDAY)
        await there.phone.says("/link")
        asked = there.phone.heard().splitlines()[0]
        await there.phone.says(STOP[language])
        assert await standing(there) == set()
        assert there.phone.token(AGAIN[language])
        await there.phone.says("2")
        assert asked in there.phone.heard(), "the question of before"


@both_languages
async def test_where_it_would_have_to_be_asked_it_is_said_how_to_come_back_to_stopping(
    url: str, language: str
) -> None:
    async with place(url) as there:
        await _asked_for(there, language, Topic.PAYDAY, Topic.CASES)
        await there.phone.says("/link")
        asked = there.phone.heard()
        await there.phone.says(STOP[language])
        assert f"“{STOP[language]}”" in there.phone.heard()
        assert asked in there.phone.heard()
        about = about_person(there.person.id)
        assert await standing(there) == {(Topic.PAYDAY, about), (Topic.CASES, about)}


@both_languages
async def test_where_nothing_comes_the_open_question_is_asked_again(
    url: str, language: str
) -> None:
    async with place(url) as there:
        await _asked_for(there, language)
        for said in ("/link", "HAND9374"):
            await there.phone.says(said)
        asked = there.phone.heard()
        await there.phone.says(STOP[language])
        assert asked in there.phone.heard()
        await there.phone.says("1985")
        assert asked not in there.phone.heard(), "it was an answer"
