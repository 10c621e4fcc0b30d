"""What follows from what was understood; of what is understood itself, `test_understand` tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bot.app import build
from domain.gazetteer import Gazetteer
from domain.intent import Aside, Flag, Intent, Outcome, Slots, Understood
from domain.message import StartTap, read_tap
from handlers import turn
from handlers.menu import BY_NAME
from handlers.understood import ANSWERED_BY, offered
from storage.tables import audit
from tests.house import Phone, settings
from tests.office import NUMBER, asks, opened, staff, takes
from tests.test_report import cases, linked

Means = Callable[..., None]
SURE, TWO, NONE = Outcome.SURE, Outcome.TWO, Outcome.NONE
HELP = Understood(Intent.HELP, "vi", 1.0, SURE)


@pytest.fixture
def means(monkeypatch: pytest.MonkeyPatch) -> Means:
    """Has a text mean something; all else means nothing."""
    known: dict[str, tuple[Understood, str]] = {}

    def put(
        text: str,
        intent: Intent,
        outcome: Outcome = SURE,
        second: Intent | None = None,
        *,
        language: str = "vi",
        at: str = "",
        flags: frozenset[Flag] = frozenset(),
        aside: Aside | None = None,
    ) -> None:
        known[text] = Understood(intent, language, 0.9, outcome, second, flags, aside), at

    def understand(
        text: str,
        preferred: str,
        today: date,
        gazetteer: Gazetteer,
        *,
        staff: bool,
    ) -> Understood:
        nothing = Understood(Intent.NONE, preferred, 0.1, NONE)
        found, at = known.get(text, (nothing, ""))
        slots = Slots(place=gazetteer.find(at)) if at else Slots()
        return replace(found, slots=slots)

    monkeypatch.setattr(turn, "understand", understand)
    return put


async def at_home(url: str) -> Phone:
    phone = Phone(url)
    await phone.says("tiếng Việt")
    return phone


def labels(phone: Phone) -> list[str]:
    return [one.label for reply in phone.last for one in reply.choices]


async def kept(url: str) -> list[tuple[str, Outcome]]:
    app = build(settings(url))
    async with app.database.transaction() as records:
        found = [(one.words, one.outcome) for one in await records.not_understood.waiting(9)]
    await app.close()
    return sorted(found)


# --- Sure -----------------------------------------------------------------------------------


def test_every_intent_leads_to_a_dialogue() -> None:
    assert set(ANSWERED_BY) == set(Intent) - {Intent.NONE}
    assert {dialogue for _, dialogue in ANSWERED_BY.values()} <= set(BY_NAME)


@pytest.mark.parametrize("intent", ANSWERED_BY)
async def test_what_is_sure_is_answered_at_once(url: str, means: Means, intent: Intent) -> None:
    means("một câu", intent)
    phone = await at_home(url)
    await phone.says("một câu")
    assert "chưa hiểu" not in phone.heard()
    assert "Có phải" not in phone.heard()
    assert await kept(url) == []


async def test_a_place_named_in_the_question_is_not_asked_for(url: str, means: Means) -> None:
    means("bao giờ phát tiền", Intent.PAYOUT_DATE, at="phường Châu Đốc")
    means("chỗ nào gần", Intent.NEAREST_POINT, at="phường Châu Đốc")
    means("ở xa", Intent.PAYOUT_DATE, at="Long Xuyên")
    phone = await at_home(url)
    await phone.says("bao giờ phát tiền")
    assert "Cô bác lãnh tiền ở đâu?" not in phone.heard()
    assert "Châu Đốc" in phone.heard()
    await phone.says("/menu")
    await phone.says("chỗ nào gần")
    assert "Cô bác đang ở đâu?" not in phone.heard()
    await phone.says("/menu")
    await phone.says("ở xa")
    assert "Long Xuyên" in phone.heard(), "that it is none of ours"
    assert "Cô bác lãnh tiền ở đâu?" in phone.heard()


async def test_staff_are_led_to_their_work_and_citizens_to_their_own(
    url: str, means: Means
) -> None:
    means("mã hông tới máy bà con", Intent.OTP_PROBLEM)
    desk = Phone(url, "officer")
    for said in ("tiếng Việt", "/link", "WARD4793", "1", "mã hông tới máy bà con"):
        await desk.says(said)
    assert "Việc này của người hưởng nào?" in desk.heard()
    await desk.says("/cancel")
    await desk.says("mã ngân hàng không tới")
    assert "Việc này của người hưởng nào?" in desk.heard()
    phone = await at_home(url)
    await phone.says("mã hông tới máy bà con")
    assert "cần biết đây là tiền của ai" in phone.heard()


# --- One of two ------------------------------------------------------------------------------


async def test_one_of_two_is_asked_by_buttons_and_no_money_is_told_of(
    url: str, means: Means
) -> None:
    means("tiền ở đó", Intent.PAYOUT_DATE, TWO, Intent.NEAREST_POINT, at="phường Châu Đốc")
    phone = await at_home(url)
    await phone.says("tiền ở đó")
    assert phone.heard() == "Có phải cô bác hỏi một trong mấy việc này không?"
    assert labels(phone) == ["Ngày lãnh tiền", "Nơi lãnh gần nhất", "Chuyện khác"]
    await phone.says("2")
    assert "Cô bác đang ở đâu?" not in phone.heard(), "the place went along"
    assert await kept(url) == [("tiền ở đó", TWO)]


async def test_what_else_was_meant_stands_on_the_menu(url: str, means: Means) -> None:
    means("tiền", Intent.HOW_MUCH, TWO, Intent.MONEY_NOT_RECEIVED)
    phone = await at_home(url)
    await phone.says("tiền")
    await phone.says("Chuyện khác")
    assert "Cô bác muốn hỏi gì?" in phone.heard()


def test_every_button_for_one_of_two_fits(url: str) -> None:
    nowhere = Understood(Intent.NONE, "vi", 0.5, TWO)
    for intent in ANSWERED_BY:
        tap = read_tap(offered(intent, nowhere, "", None).id)
        assert isinstance(tap, StartTap)
        assert {name for name, _ in tap.answers} <= BY_NAME[tap.dialogue].takes


async def test_a_place_in_words_that_are_not_understood_is_no_question_about_money(
    url: str,
) -> None:
    phone = await at_home(url)
    await phone.says("nhà tui ở An Cư bữa qua mất trộm hai con gà")
    assert "Có phải" in phone.heard()
    await phone.says("An Cư")
    assert "Cô bác lãnh ở điểm nào?" in phone.heard()


# --- Not understood -----------------------------------------------------------------------------


async def test_who_is_not_understood_twice_in_a_row_is_offered_a_person(url: str) -> None:
    phone = await at_home(url)
    await phone.says("trời hôm nay đẹp")
    assert phone.heard() == "Em chưa hiểu. Cô bác chọn một mục giùm em."
    await phone.says("con mèo nhà tui")
    assert "vẫn chưa hiểu" in phone.heard()
    assert "cán bộ sẽ trả lời" in phone.heard()
    assert labels(phone)[0] == "Gặp cán bộ"
    assert labels(phone).count("Gặp cán bộ") == 1
    assert await kept(url) == [("con mèo nhà tui", NONE), ("trời hôm nay đẹp", NONE)]


async def test_what_is_understood_in_between_begins_the_count_anew(url: str) -> None:
    phone = await at_home(url)
    for said in ("trời hôm nay đẹp", "/help", "con mèo nhà tui"):
        await phone.says(said)
    assert phone.heard() == "Em chưa hiểu. Cô bác chọn một mục giùm em."


async def test_a_channel_that_carries_no_person_tells_of_the_commune(url: str) -> None:
    phone = Phone(url, channel="sms")
    for said in ("tiếng Việt", "trời hôm nay đẹp", "con mèo nhà tui"):
        await phone.says(said)
    assert "hỏi giùm cán bộ ở Ủy ban xã" in phone.heard()
    assert "Gặp cán bộ" not in labels(phone)


async def test_labels_numbers_commands_and_answers_are_not_kept(url: str) -> None:
    phone = await at_home(url)
    for said in ("ngày lãnh tiền", "hả", "/cancel", "/nothing", "99", "AS-123456", ""):
        await phone.says(said)
    assert [words for words, _ in await kept(url)] == ["99"]


# --- Another question first ---------------------------------------------------------------------

OTHER = "à mà chừng nào phát tiền"


async def halfway(url: str, means: Means, other: str = OTHER) -> Phone:
    """Somebody asks to be paid another way, is asked whether that is sure, and asks another."""
    means(OTHER, Intent.PAYOUT_DATE, at="phường Châu Đốc")
    means("chỗ nào gần đây", Intent.NEAREST_POINT)
    means("còn cái thẻ", Intent.ACCOUNT_STATUS)
    phone = await linked(url, "DAWN3467", "1948")
    for said in ("/report", "6", "Mở tài khoản"):
        await phone.says(said)
    assert "gửi yêu cầu này" in phone.heard()
    await phone.says(other)
    return phone


async def test_another_question_is_offered_and_nothing_is_left_before_they_say_so(
    url: str, means: Means
) -> None:
    phone = await halfway(url, means)
    assert "tạm gác" in phone.heard()
    assert "chưa hiểu" not in phone.heard()
    assert labels(phone) == ["Ngày lãnh tiền", "Không, làm tiếp việc này"]
    await phone.says("2")
    assert "gửi yêu cầu này" in phone.heard()
    await phone.says("1")
    assert len(await cases(url)) == 1


async def test_the_open_question_still_takes_its_answer_beneath_the_offer(
    url: str, means: Means
) -> None:
    phone = await halfway(url, means)
    await phone.says("Đúng, xin đổi")
    assert "số phiếu" in phone.heard()
    assert len(await cases(url)) == 1


async def test_what_was_left_is_taken_up_where_it_was_and_filed_once(
    url: str, means: Means
) -> None:
    phone = await halfway(url, means)
    await phone.says("1")
    assert "gửi yêu cầu này" not in phone.heard()
    assert "Châu Đốc" in phone.heard()
    go_on_with = phone.token("Làm tiếp: Đổi cách nhận tiền")
    await phone.says("Menu")
    assert "Làm tiếp: Đổi cách nhận tiền" in labels(phone), "until it is taken up"
    await phone.taps(go_on_with)
    assert "Xin đổi: Mở tài khoản" in phone.heard(), "with what was answered"
    await phone.says("quay lại")
    assert "muốn nhận tiền cách nào" in phone.heard()
    for said in ("Mở tài khoản", "Đúng, xin đổi"):
        assert await cases(url) == []
        await phone.says(said)
    assert not any("Làm tiếp" in one for one in labels(phone))
    await phone.taps(go_on_with)
    assert "không còn" in phone.heard()
    assert len(await cases(url)) == 1


async def test_what_is_asked_on_the_way_does_not_lose_it(url: str, means: Means) -> None:
    """The other question asks something itself, and hands over to another dialogue."""
    phone = await halfway(url, means, "chỗ nào gần đây")
    await phone.says("1")
    await phone.says("/payout")
    await phone.says("/menu")
    await phone.says("Làm tiếp: Đổi cách nhận tiền")
    assert "gửi yêu cầu này" in phone.heard()


async def test_whoever_cancels_or_begins_it_anew_leaves_nothing(url: str, means: Means) -> None:
    phone = await halfway(url, means)
    await phone.says("1")
    await phone.says("/cancel")
    assert not any("Làm tiếp" in one for one in labels(phone))
    for said in ("/report", "6", "Mở tài khoản", OTHER, "1", "/report", "6", "Mở tài khoản", "1"):
        await phone.says(said)
    assert not any("Làm tiếp" in one for one in labels(phone))
    assert len(await cases(url)) == 1


async def test_who_is_forgotten_has_left_nothing(sqlite_url: str, means: Means) -> None:
    phone = await halfway(sqlite_url, means)
    for said in ("1", "Quên tôi trên máy này", "1"):
        await phone.says(said)
    assert "quên hết rồi" in phone.heard()
    assert not any("Làm tiếp" in one for one in labels(phone))


async def test_after_a_day_it_is_offered_no_more(url: str, means: Means) -> None:
    phone = await halfway(url, means)
    await phone.says("1")
    phone.later(hours=25)
    await phone.says("/menu")
    assert not any("Làm tiếp" in one for one in labels(phone))


async def test_a_second_thing_that_would_be_lost_is_not_left_for_a_third(
    url: str, means: Means
) -> None:
    phone = await halfway(url, means)
    for said in ("1", "/report", "8", "còn cái thẻ"):
        await phone.says(said)
    assert "tạm gác" not in phone.heard()


async def test_another_question_where_a_code_is_asked_for_lies_behind_a_bare_button(
    url: str, means: Means
) -> None:
    means(OTHER, Intent.PAYOUT_DATE, at="phường Châu Đốc")
    phone = await at_home(url)
    await phone.says("/link")
    await phone.says(OTHER)
    assert "tạm gác" in phone.heard()
    assert phone.token("Ngày lãnh tiền") == "l:payout_date"


async def test_the_same_question_again_is_no_other(url: str, means: Means) -> None:
    means(OTHER, Intent.PAYOUT_DATE)
    phone = await at_home(url)
    await phone.says("/payout")
    await phone.says(OTHER)
    assert "tạm gác" not in phone.heard()


async def test_what_only_looks_in_between_is_done_at_once(url: str, means: Means) -> None:
    means("nói tiếng khmer đi", Intent.CHANGE_LANGUAGE)
    phone = await at_home(url)
    await phone.says("/payout")
    await phone.says("nói tiếng khmer đi")
    assert "បងបើកប្រាក់នៅកន្លែងណា" in phone.heard()


# --- Language ------------------------------------------------------------------------------------


async def test_the_first_message_is_answered_in_its_own_language_and_later_ones_as_chosen(
    url: str, means: Means
) -> None:
    means("luy mok haey nov", Intent.MONEY_NOT_RECEIVED, language="km")
    phone = Phone(url)
    await phone.says("luy mok haey nov")
    assert "ជាប្រាក់របស់អ្នកណា" in phone.heard(), phone.heard()
    assert "cần biết" not in phone.heard()
    other = Phone(url, "other")
    await other.says("tiếng Việt")
    await other.says("luy mok haey nov")
    assert "cần biết đây là tiền của ai" in other.heard()


async def test_who_wants_no_person_is_given_none(url: str, means: Means) -> None:
    means("khỏi gặp cán bộ đâu", Intent.TALK_TO_HUMAN)
    phone = await at_home(url)
    await phone.says("khỏi gặp cán bộ đâu")
    assert "chưa hiểu" in phone.heard()


async def test_who_reads_english_is_kept_as_one_of_ours(sqlite_url: str) -> None:
    """Who sorts it is told which language it is."""
    phone = Phone(sqlite_url)
    for said in ("English", "12 34"):
        await phone.says(said)
    app = build(settings(sqlite_url))
    async with app.database.transaction() as records:
        languages = {one.language for one in await records.not_understood.waiting(9)}
    await app.close()
    assert languages == {"vi"}


# --- Flags and asides ----------------------------------------------------------------------------

EMERGENCY = frozenset({Flag.EMERGENCY, Flag.SECRET_DISCLOSED})


async def test_an_emergency_is_answered_alone_and_first_whatever_is_open(
    url: str, means: Means
) -> None:
    means("má tui xỉu rồi", Intent.PAYOUT_DATE, flags=EMERGENCY)
    phone = await at_home(url)
    await phone.says("má tui xỉu rồi")
    assert phone.last[0].lines[0].text == "115"
    assert "lãnh tiền ở đâu" not in phone.heard()
    for said in ("/payout", "má tui xỉu rồi"):
        await phone.says(said)
    assert phone.last[0].lines[0].text == "115"
    await phone.says("An Cư")
    assert "Cô bác lãnh ở điểm nào?" in phone.heard(), "its question waits beneath"
    await phone.says("/link")
    await phone.says("má tui xỉu rồi")
    assert phone.last[0].lines[0].text == "115", "also where a secret is asked for"


DROWNED = "ông Tư ấp 3 chết đuối hôm 20/11"


async def test_words_that_were_asked_for_are_taken_and_the_number_is_said_above(
    sqlite_url: str, means: Means
) -> None:
    means(DROWNED, Intent.NONE, NONE, flags=frozenset({Flag.EMERGENCY}))
    means("báo giùm bà mất", Intent.REPORT_CHANGE)
    phone = await linked(sqlite_url, "DAWN3467", "1948")
    for said in ("báo giùm bà mất", "1"):
        await phone.says(said)
    assert "nói vài lời" in phone.heard()
    await phone.says(DROWNED)
    assert phone.last[0].lines[0].text == "114"
    assert [kind for kind, _, _ in await cases(sqlite_url)] == ["change", "talk"]


async def test_staff_write_of_the_dead_without_being_told_to_ring(
    sqlite_url: str, means: Means
) -> None:
    means(DROWNED, Intent.NONE, NONE, flags=frozenset({Flag.EMERGENCY}))
    desk = Phone(sqlite_url, "officer")
    for said in ("tiếng Việt", "/link", "WARD4793", "1", "/told"):
        await desk.says(said)
    await desk.says(DROWNED)
    assert "114" not in desk.heard()
    await desk.says("1")
    assert [kind for kind, _, _ in await cases(sqlite_url)] == ["told"]


async def test_who_tells_a_secret_is_warned_and_then_answered(url: str, means: Means) -> None:
    told = "tiền bà đâu, otp 482913"
    means(told, Intent.PAYOUT_DATE, flags=frozenset({Flag.SECRET_DISCLOSED}))
    phone = await at_home(url)
    await phone.says(told)
    assert "số bí mật" in phone.last[0].lines[0].text or "mã" in phone.last[0].lines[0].text
    assert phone.last[0].choices == ()
    assert "Cô bác lãnh tiền ở đâu?" in phone.heard()
    await phone.says("An Cư")
    assert "Cô bác lãnh ở điểm nào?" in phone.heard()


async def test_a_secret_within_an_answer_is_warned_of_and_the_answer_taken(
    url: str, means: Means
) -> None:
    means("An Cư, mã otp 482913", Intent.NONE, NONE)
    phone = await at_home(url)
    await phone.says("/payout")
    await phone.says("An Cư, mã otp 482913")
    assert len(phone.last) == 2
    assert "Cô bác lãnh ở điểm nào?" in phone.heard()


async def test_who_tells_a_secret_at_first_is_warned_too(sqlite_url: str, means: Means) -> None:
    told = "tiền bà đâu, otp 482913"
    means(told, Intent.PAYOUT_DATE, flags=frozenset({Flag.SECRET_DISCLOSED}))
    phone = Phone(sqlite_url)
    await phone.says(told)
    assert "trợ lý tự động" in phone.last[0].lines[0].text
    assert "gửi mã cho ai" in phone.last[1].lines[0].text
    assert "Cô bác lãnh tiền ở đâu?" in phone.heard()


async def test_a_warning_beside_it_is_not_why_something_was_done(
    sqlite_url: str, means: Means
) -> None:
    told = "cho gặp người của xã, otp 482913"
    means(told, Intent.TALK_TO_HUMAN, flags=frozenset({Flag.SECRET_DISCLOSED}))
    phone = await linked(sqlite_url, "DAWN3467", "1948")
    await phone.says(told)
    assert "gửi mã cho ai" in phone.last[0].lines[0].text
    app = build(settings(sqlite_url))
    async with app.database.engine.connect() as connection:
        asked = select(audit.c.why).where(audit.c.kind == "asked_for_officer")
        why = list(await connection.scalars(asked))
    await app.close()
    assert why == ["talk_to_person"]


@pytest.mark.parametrize("flag", [Flag.SCAM, Flag.BANK_SMS, Flag.OTHER_PROGRAMME])
async def test_what_is_warned_of_is_not_also_answered(url: str, means: Means, flag: Flag) -> None:
    means("câu này", Intent.PAYOUT_DATE, flags=frozenset({flag}))
    phone = await at_home(url)
    await phone.says("câu này")
    assert "lãnh tiền ở đâu" not in phone.heard()
    assert "chưa hiểu" not in phone.heard()
    await phone.says("/payout")
    await phone.says("câu này")
    assert "tạm gác" not in phone.heard()
    await phone.says("An Cư")
    assert "Cô bác lãnh ở điểm nào?" in phone.heard()


async def test_a_greeting_is_answered_kindly_and_kept_by_nobody(url: str, means: Means) -> None:
    means("cảm ơn con nhiều", Intent.NONE, NONE, aside=Aside.GREETING)
    phone = await at_home(url)
    await phone.says("cảm ơn con nhiều")
    assert "chưa hiểu" not in phone.heard()
    await phone.says("/payout")
    await phone.says("cảm ơn con nhiều")
    assert "chưa biết chỗ đó" not in phone.heard()
    assert "Cô bác lãnh tiền ở đâu?" in phone.heard()
    assert await kept(url) == []


async def test_who_greets_first_is_greeted_once(url: str, means: Means) -> None:
    means("chào con", Intent.NONE, NONE, aside=Aside.GREETING)
    phone = Phone(url)
    assert len(await phone.says("chào con")) == 1


async def test_in_a_human_conversation_the_number_is_said_aside(
    sqlite_url: str, means: Means
) -> None:
    means("má tui xỉu rồi", Intent.NONE, NONE, flags=EMERGENCY)
    async with opened(sqlite_url) as office:
        await staff(office, "officer", "WARD4793")
        await office.says_all("rim", ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý"))
        await takes(office, "officer", await asks(office, "rim"))
        said = await office.hears("rim", "má tui xỉu rồi")
        assert "115" in [one.text for one in said if one.to == "rim"]
        assert all(one.reply.choices == () for one in said if one.to == "rim")
        assert any("má tui xỉu rồi" in one.text for one in await office.delivers())
        await office.hears("officer", "má tui xỉu rồi")
        assert "115" not in office.to("officer")[-1].text


async def test_the_officer_of_an_emergency_reads_what_was_written(
    sqlite_url: str, means: Means
) -> None:
    means("má tui xỉu rồi", Intent.NONE, NONE, flags=EMERGENCY)
    async with opened(sqlite_url) as office:
        await staff(office, "officer", "WARD4793")
        await office.says_all("rim", ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý"))
        said = await office.hears("rim", "má tui xỉu rồi")
        number = NUMBER.search("\n".join(one.text for one in said))
        assert number
        await takes(office, "officer", number[0])
        assert any("má tui xỉu rồi" in one.text for one in office.to("officer"))
