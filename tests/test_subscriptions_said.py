"""What is said of what one is written to about: which, of whom, how it stops and comes back."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from sqlalchemy import select, update

from domain.case import CaseKind, PaidHow
from domain.message import TAP_BYTES, Rendered, start_token
from domain.notice import Topic
from domain.person import Person
from domain.place import PaymentPoint
from domain.subscription import about_bulletin, about_person
from domain.text import Month
from handlers.beneficiary.notice_words import why
from handlers.beneficiary.told import LOSES_NOTHING
from handlers.menu import BY_NAME
from storage.tables import link, payment, subscription
from tests.house import NOW, Phone
from tests.place import TODAY, Place, place, unasked, words
from tests.test_notices import EVENING, MORNING, SOON, asks, closes, files, stands

SPOKEN = {"vi": "tiếng Việt", "km": "ភាសាខ្មែរ"}
STOP = {"vi": "Thôi nhận tin", "km": "ឈប់ទទួលដំណឹង"}
FOR_ALL = {"vi": "Thôi báo hết tin này", "km": "ឈប់ប្រាប់ដំណឹងនេះទាំងអស់"}
AGAIN = {"vi": "Báo lại cho tôi", "km": "ប្រាប់ខ្ញុំវិញ"}
TELL_ME = {"vi": "Báo trước cho tôi", "km": "ប្រាប់ខ្ញុំជាមុន"}
ELSEWHERE = {"vi": "Nơi khác", "km": "កន្លែងផ្សេង"}
EVE = {"vi": "Trước ngày lãnh một bữa", "km": "មុនថ្ងៃបើកប្រាក់មួយថ្ងៃ"}
STILL = {"vi": "vẫn báo về", "km": "នៅតែប្រាប់អំពី"}
AGREED = {"vi": "đồng ý", "km": "យល់ព្រម"}
both_languages = pytest.mark.parametrize("language", ["vi", "km"])


async def standing(there: Place, phone: Phone | None = None) -> set[tuple[Topic, str]]:
    session = await there.session(phone)
    async with there.records() as records:
        found = await records.subscriptions.of(session)
    return {(one.topic, one.about) for one in found}


async def points_of(there: Place) -> tuple[PaymentPoint, PaymentPoint]:
    """Her own point, and another of her unit that pays on the same day."""
    async with there.records() as records:
        own = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point
        same_day = {
            one.point
            for one in records.reference.calendar[there.person.unit]
            if one.day == TODAY.replace(day=25) and one.point not in {None, own}
        }
        points = records.reference.points
    assert own is not None
    return points[own], points[next(one for one in same_day if one is not None)]


async def neighbour_of(there: Place, language: str, topics: Collection[Topic]) -> Phone:
    """Somebody who hears of nobody, and asked about both points."""
    phone = Phone(there.phone.url, "neighbour")
    await phone.says(SPOKEN[language])
    theirs = await there.session(phone)
    for point in await points_of(there):
        async with there.records() as records:
            await records.subscriptions.start(
                theirs, topics, NOW, language, unit=point.unit, point=point.id
            )
    return phone


def about(replies: list[Rendered], point: PaymentPoint) -> Rendered:
    return next(one for one in replies if point.name in words([one]))


@both_languages
async def test_the_button_under_a_message_stops_what_that_message_was_about(
    url: str, language: str
) -> None:
    async with place(url) as there:
        mine, other = await points_of(there)
        phone = await neighbour_of(there, language, [Topic.PAYDAY, Topic.CHANGES])
        told = (await unasked(url, EVENING))["neighbour"]
        await phone.taps(about(told, mine).choices[-1].token)
        heard = phone.heard().splitlines()
        assert EVE[language] in heard[1], "the kind"
        assert mine.name in heard[2], "about what"
        assert STILL[language] in heard[3]
        assert other.name in heard[3], "what still comes"
        assert await standing(there, phone) == {
            (Topic.CHANGES, f"o{mine.id}"),
            (Topic.CHANGES, f"o{other.id}"),
            (Topic.PAYDAY, f"o{other.id}"),
        }
        for_all = phone.token(FOR_ALL[language])
        assert other.name in words((await unasked(url, MORNING))["neighbour"])
        await phone.taps(for_all)
        assert other.name in phone.heard()
        assert {topic for topic, _ in await standing(there, phone)} == {Topic.CHANGES}


@both_languages
async def test_a_button_of_before_stops_its_kind_everywhere_and_says_so(
    url: str, language: str
) -> None:
    async with place(url) as there:
        phone = await neighbour_of(there, language, [Topic.PAYDAY, Topic.CHANGES])
        await phone.taps(start_token("stop_topic", topic="payday"))
        for point in await points_of(there):
            assert point.name in phone.heard()
        assert {topic for topic, _ in await standing(there, phone)} == {Topic.CHANGES}


@both_languages
async def test_tapped_twice_it_says_that_it_had_been_stopped(url: str, language: str) -> None:
    async with place(url) as there:
        mine, other = await points_of(there)
        phone = await neighbour_of(there, language, [Topic.PAYDAY])
        stop = about((await unasked(url, EVENING))["neighbour"], mine).choices[-1].token
        await phone.taps(stop)
        await phone.taps(stop)
        assert mine.name not in phone.heard()
        assert other.name in phone.heard()
        assert await standing(there, phone) == {(Topic.PAYDAY, f"o{other.id}")}


async def two_people(there: Place, language: str) -> Person:
    """The phone also collects for a child, called chú here, and is told everything of both."""
    await there.phone.says(SPOKEN[language])
    for said in ("/link", "HAND9374", "1985", "chú", AGREED[language]):
        await there.phone.says(said)
    mine = await there.session()
    async with there.records() as records:
        links = await records.links.of(mine)
        for one in links:
            await records.subscriptions.start(
                mine, list(Topic), NOW, language, person=one.person.id
            )
    return next(one.person for one in links if one.person.id != there.person.id)


@both_languages
async def test_of_two_people_the_button_stops_one_and_names_both_as_this_phone_calls_them(
    url: str, language: str
) -> None:
    async with place(url) as there:
        child = await two_people(there, language)
        await stands(there, "credited")
        [reply] = (await unasked(url, SOON))["me"]
        assert there.person.name not in words([reply])
        await there.phone.taps(reply.choices[-1].token)
        heard = there.phone.heard().splitlines()
        assert there.person.name in heard[2]
        assert "chú" in heard[3]
        assert STILL[language] in heard[3]
        money = {about for topic, about in await standing(there) if topic is Topic.MONEY}
        assert money == {about_person(child.id)}
        assert len(await standing(there)) == 2 * len(Topic) - 1


@pytest.mark.parametrize("stage", ["on_list", "collected"])
async def test_the_day_after_the_button_still_knows_whom_it_was_about(url: str, stage: str) -> None:
    async with place(url) as there:
        child = await two_people(there, "vi")
        [reply] = (await unasked(url, EVENING))["me"]
        await stands(there, stage)
        there.phone.later(days=2)
        await there.phone.taps(reply.choices[-1].token)
        payday = {about for topic, about in await standing(there) if topic is Topic.PAYDAY}
        assert payday == {about_person(child.id)}


async def test_of_whom_no_list_speaks_yet_is_known_by_how_they_are_usually_paid(url: str) -> None:
    async with place(url) as there:
        child = await two_people(there, "vi")
        await there.runs(payment.delete().where(payment.c.person_id == there.person.id))
        [reply] = (await unasked(url, EVENING))["me"]
        there.phone.later(days=2)
        await there.phone.taps(reply.choices[-1].token)
        payday = {about for topic, about in await standing(there) if topic is Topic.PAYDAY}
        assert payday == {about_person(child.id)}


@both_languages
async def test_an_answer_is_stopped_for_the_person_it_was_about(url: str, language: str) -> None:
    async with place(url) as there:
        child = await two_people(there, language)
        await there.phone.taps(why(Topic.CASES, about_person(child.id))[1].id)
        answers = {about for topic, about in await standing(there) if topic is Topic.CASES}
        assert answers == {about_person(there.person.id)}
        assert "chú" in there.phone.heard()


@pytest.mark.parametrize("gone", ["1", str(10**18), str(10**30), "x"])
async def test_a_button_that_names_nothing_stops_nothing_of_others(url: str, gone: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        other = Phone(url, "other")
        await other.says("tiếng Việt")
        await other.taps(start_token("stop_topic", topic="payday", about=f"b{gone}"))
        assert len(await standing(there)) == len(Topic)
        await there.phone.taps(start_token("stop_topic", topic="payday", about="b1"))
        assert "muốn thôi nhận tin nào" in there.phone.heard(), "it asks which"
        assert len(await standing(there)) == len(Topic)


def test_what_a_button_carries_fits_behind_it() -> None:
    biggest = 2**63 - 1
    for topic in Topic:
        for about in (about_bulletin(biggest), about_person(biggest)):
            assert len(why(topic, about)[1].id.encode()) <= TAP_BYTES
    taps = [
        start_token("subscribe", place="30526@2025-07-01", day=str(biggest)),
        start_token("subscribe", place="30526@2025-07-01", point=str(biggest)),
        start_token("unsubscribe", about=f"o{biggest}"),
        start_token("tell_again", at=str(10**17)),
    ]
    assert all(len(tap.encode()) <= TAP_BYTES for tap in taps)


@both_languages
async def test_one_tap_takes_back_just_what_was_stopped(url: str, language: str) -> None:
    async with place(url) as there:
        mine, _ = await points_of(there)
        phone = await neighbour_of(there, language, [Topic.PAYDAY, Topic.CHANGES])
        before = await standing(there, phone)
        for topic in ("changes", "payday"):  # at the same moment: the clock stands
            stop = start_token("stop_topic", topic=topic, about=f"o{mine.id}")
            await phone.taps(stop)
        back = phone.token(AGAIN[language])
        for _ in range(2):
            await phone.taps(back)
            assert EVE[language] in phone.heard()
            assert mine.name in phone.heard()
        assert await standing(there, phone) == before - {(Topic.CHANGES, f"o{mine.id}")}


async def test_what_is_taken_back_comes_again_and_was_agreed_to_anew(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        [reply] = (await unasked(url, EVENING))["me"]
        await there.phone.taps(reply.choices[-1].token)
        await there.phone.says(AGAIN["vi"])
        assert await unasked(url, MORNING)
        async with there.app.database.engine.connect() as connection:
            kept = (await connection.execute(select(subscription))).all()
        assert len(kept) == len(Topic) + 1, "what was ended stays ended"


async def test_nothing_of_somebody_who_is_no_longer_heard_of_comes_back(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await there.phone.taps(start_token("stop_topic", topic="payday"))
        back = there.phone.token(AGAIN["vi"])
        await there.runs(update(link).values(ended=NOW))
        for token in (back, start_token("tell_again", at=str(10**40))):
            await there.phone.taps(token)
            assert "không còn" in there.phone.heard()
        await there.runs(update(link).values(ended=None))
        assert (Topic.PAYDAY, about_person(there.person.id)) not in await standing(there)


@pytest.mark.parametrize("tap", ["stop", "again"])
async def test_after_a_tap_in_between_the_open_question_is_one_tap_away(url: str, tap: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await there.phone.says("/link")
        await there.phone.taps(start_token("stop_topic", topic="payday"))
        if tap == "again":
            await there.phone.says(AGAIN["vi"])
        await there.phone.says("Đi tiếp")
        assert "gõ mã trên tờ giấy" in there.phone.heard()


@both_languages
async def test_each_point_is_shown_and_stopped_apart(url: str, language: str) -> None:
    async with place(url) as there:
        mine, other = await points_of(there)
        phone = await neighbour_of(there, language, [Topic.PAYDAY])
        await phone.says("/me")
        for point in (mine, other):
            assert f"{point.name}, xã An Cư" in phone.heard()
        await phone.taps(phone.token(other.name))
        assert f"{other.name}, xã An Cư" in phone.heard(), "it asks which kind"
        await phone.says("1")
        assert await standing(there, phone) == {(Topic.PAYDAY, f"o{mine.id}")}


@both_languages
async def test_it_is_said_first_what_one_has_with_a_way_to_stop_it_and_to_have_more(
    url: str, language: str
) -> None:
    async with place(url) as there:
        mine, other = await points_of(there)
        phone = await neighbour_of(there, language, [Topic.PAYDAY])
        await phone.says("/notices")
        labels = [choice.label for choice in phone.last[-1].choices]
        assert all(point.name in phone.heard() for point in (mine, other))
        assert len(labels) == 5, "stop and more of each, and another place"
        await phone.says(labels[2])
        assert mine.name in phone.heard(), "what is known is not asked again"
        await phone.says("1")
        assert (Topic.CHANGES, f"o{mine.id}") in await standing(there, phone)
        await phone.says("/notices")
        await phone.says(ELSEWHERE[language])
        await phone.says("Chi Lăng")
        await phone.says("1")
        assert "phường Chi Lăng" in phone.heard()


async def test_who_hears_of_two_people_is_offered_the_one_of_whom_nothing_comes(url: str) -> None:
    async with place(url) as there:
        child = await two_people(there, "vi")
        await there.phone.says("/me")
        await there.phone.taps(there.phone.token("Thôi báo tin: chú"))
        await there.phone.says("1")
        await there.phone.says("/notices")
        await there.phone.taps(there.phone.token("Báo thêm: chú"))
        await there.phone.says("1")
        asked = {about for _, about in await standing(there)}
        assert asked == {about_person(child.id), about_person(there.person.id)}


@both_languages
async def test_stop_is_understood_where_a_place_is_asked_for(url: str, language: str) -> None:
    async with place(url) as there:
        phone = await neighbour_of(there, language, [Topic.PAYDAY])
        for said in (STOP[language], STOP[language].upper()):
            await phone.says("/notices")
            await phone.says(ELSEWHERE[language])
            await phone.says(said)
            assert "An Cư" in " ".join(one.label for one in phone.last[-1].choices)


@both_languages
async def test_who_has_nothing_is_asked_at_once_about_the_place_that_is_remembered(
    url: str, language: str
) -> None:
    async with place(url) as there:
        _, other = await points_of(there)
        phone = Phone(url, "neighbour")
        await phone.says(SPOKEN[language])
        await phone.taps(start_token("remember", place=str(there.person.unit), point=str(other.id)))
        await phone.says("/notices")
        await phone.taps(phone.token(other.name))
        assert f"{other.name}, xã An Cư" in phone.heard()
        await phone.taps(phone.token(ELSEWHERE[language]))
        await phone.says("/notices")
        await phone.taps(phone.token(other.name))
        await phone.says("1")
        assert await standing(there, phone) == {
            (Topic.PAYDAY, f"o{other.id}"),
            (Topic.CHANGES, f"o{other.id}"),
        }


@both_languages
async def test_beside_an_answer_about_some_points_no_other_is_offered(
    url: str, language: str
) -> None:
    async with place(url) as there:
        mine, other = await points_of(there)
        phone = Phone(url, "neighbour")
        for said in (SPOKEN[language], "An Cư", "1", TELL_ME[language]):
            await phone.says(said)
        assert {one.label for one in phone.last[-1].choices} == {mine.name, other.name}


@both_languages
async def test_beside_an_answer_about_one_point_nothing_known_is_asked(
    url: str, language: str
) -> None:
    async with place(url) as there:
        phone = Phone(url, "neighbour")
        for said in (SPOKEN[language], "An Cư", "2", TELL_ME[language]):
            await phone.says(said)
        assert "Bưu điện – văn hóa xã Vĩnh Trung, xã An Cư" in phone.heard()
        await phone.says("1")
        assert {topic for topic, _ in await standing(there, phone)} == {
            Topic.PAYDAY, Topic.CHANGES
        }  # fmt: skip


@both_languages
async def test_asking_for_it_while_somebody_is_being_linked_loses_nobody(
    url: str, language: str
) -> None:
    async with place(url) as there:
        await there.phone.says(SPOKEN[language])
        for said in ("/link", "HAND9374", "1985", "chú"):
            await there.phone.says(said)
        asked = there.phone.heard()
        await there.asks_for([Topic.PAYDAY, Topic.CHANGES])
        for said in ("/notices", TELL_ME[language], STOP[language]):
            await there.phone.says(said)
            back = STOP if said == STOP[language] else TELL_ME
            assert back[language] in there.phone.heard(), "how to come back to it"
            assert asked in there.phone.heard(), "and the question of before"
        await there.phone.says(AGREED[language])
        mine = await there.session()
        async with there.records() as records:
            assert len(await records.links.of(mine)) == 2


async def test_whose_question_gives_way_only_looks_or_is_of_this() -> None:
    ours = {"subscribe", "subscribe_elsewhere", "unsubscribe"}
    looks = {name for name in LOSES_NOTHING - ours if not BY_NAME[name].only_looks}
    assert looks == {"nearest_on", "nearest_elsewhere"}, "which lead to what only looks"


@pytest.mark.parametrize(
    ("language", "asked", "ask"),
    [("vi", "vậy là xong chưa", "hỏi cán bộ"), ("km", "រួចហើយឬនៅ", "សូមសួរមន្ត្រី")],
)
async def test_an_answer_that_says_how_the_money_comes_sends_nobody_to_the_office(
    url: str, language: str, asked: str, ask: str
) -> None:
    async with place(url) as there:
        await asks(there.phone, language)
        await closes(there, await files(there, CaseKind.NOT_RECEIVED), PaidHow.HOME)
        told = words((await unasked(url, SOON))["me"])
        assert asked in told
        assert ask not in told
