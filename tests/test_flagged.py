"""What answers a flag: said in English here, so that no sentence of a catalogue is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from domain.account_trouble import AccountTrouble
from domain.intent import Aside, Flag, Intent
from domain.message import start_token
from domain.programme import Programme
from domain.summary import Questions
from domain.words import has_khmer
from handlers.beneficiary.flagged import ASIDES, FLAGGED, INTENTS, Start
from handlers.menu import BY_NAME
from storage.silence import is_silenced
from storage.tables import entitlement, person
from tests.house import HANOI, NOW, Phone
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


# --- Fraud, and what is secret ------------------------------------------------------------------


async def test_who_is_tried_is_warned_and_who_has_told_hears_what_to_do(phone: Phone) -> None:
    heard = await _flagged(phone, Flag.SCAM, "có người gọi kêu đọc mã")
    assert "That is a trick" in heard
    assert len(phone.last[-1].lines) <= 3
    await phone.taps(phone.token("I told them already"))
    assert "Ring the bank now" in phone.heard()
    assert not any(char.isdigit() for char in phone.heard()), "no number that nobody has confirmed"


async def test_officials_see_how_many_were_warned_and_nothing_where_nobody_was(
    office: Office,
) -> None:
    await office.hears("rim", tap=start_token("set_language", mode="en"))
    assert (await _counted(office)).warned == 0
    await office.hears("rim", "/payout")
    for _ in range(2):
        await office.hears("rim", tap=tap(FLAGGED[Flag.SCAM]("đóng phí 200 ngàn mới lãnh được")))
    found = await _counted(office)
    assert found.warned == 2
    assert found.asked == 0, "the question is still open, and a warning is no further one"
    await office.says_all("official", ("tiếng Việt", "/link", "TNHA4796", "1"))
    await office.hears("official", tap=start_token("set_language", mode="en"))
    assert "Warned of fraud: 2." in "\n".join(
        one.text for one in await office.hears("official", "/summary")
    )


async def _counted(office: Office) -> Questions:
    await office.app.questions.write(office.app.database)
    await office.app.database.reference()
    async with office.app.database.snapshot() as records:
        return (await records.summaries.of(NOW.date(), HANOI)).questions


async def test_a_secret_is_kept_nowhere_and_that_is_said(phone: Phone) -> None:
    heard = await _flagged(phone, Flag.SECRET_DISCLOSED, "mã pin của tui là 482913")
    assert "do not keep it" in heard
    assert "482913" not in heard
    await phone.taps(phone.token("Somebody asked me for it"))
    assert "That is a trick" in phone.heard()


# --- A message of the bank ----------------------------------------------------------------------

_CREDIT = "Nam A Bank: TK 07xxx219 +540,000VND. SD: 561,200VND. ND: {what}"


async def test_a_credit_is_said_as_the_message_says_it(phone: Phone) -> None:
    heard = await _flagged(phone, Flag.BANK_SMS, _CREDIT.format(what="TRO CAP XH T11"))
    assert "540.000 đồng came into the account" in heard
    assert "calls it an allowance" in heard
    assert "561" not in heard
    heard = await _flagged(phone, Flag.BANK_SMS, _CREDIT.format(what="con gui ma"))
    assert "calls it an allowance" not in heard
    await phone.taps(phone.token("Payout date"))
    assert "Where do you collect" in phone.heard()


async def test_a_code_is_never_said_again(phone: Phone) -> None:
    heard = await _flagged(phone, Flag.BANK_SMS, "Ma OTP cua QK la 482913, hieu luc 3 phut")
    assert "for you alone" in heard
    assert "482913" not in heard


async def test_a_false_message_is_warned_of_and_counted(office: Office) -> None:
    await office.hears("rim", tap=start_token("set_language", mode="en"))
    started = tap(FLAGGED[Flag.BANK_SMS]("NAB: tai khoan bi khoa, vao nab.top de mo"))
    (said,) = await office.hears("rim", tap=started)
    assert "very likely a trick" in said.text
    assert (await _counted(office)).warned == 1


async def test_what_cannot_be_read_is_shown_to_the_bank(phone: Phone) -> None:
    heard = await _flagged(phone, Flag.BANK_SMS, "Nam A Bank: the da phat hanh")
    assert "show it to the bank" in heard


# --- Another programme --------------------------------------------------------------------------


async def test_another_programme_is_told_apart_and_it_is_said_whom_to_ask(phone: Phone) -> None:
    heard = await _flagged(phone, Flag.OTHER_PROGRAMME, "thẻ bảo hiểm y tế hết hạn")
    assert "The health insurance card is something else" in heard
    assert "social insurance office" in heard
    heard = await _flagged(phone, Flag.OTHER_PROGRAMME, "xe lăn phát miễn phí")
    assert "seems to be another programme" in heard


async def test_every_programme_has_three_short_lines(phone: Phone) -> None:
    for programme in Programme:
        await phone.taps(start_token("other_programme", programme=programme.value))
        assert len(phone.last[-1].lines) == 3


@pytest.mark.parametrize("said", ["quà Tết năm nay ngày nào có", "quà 2/9 bao giờ phát"])
async def test_a_gift_is_given_no_day_and_no_promise(phone: Phone, said: str) -> None:
    heard = await _flagged(phone, Flag.OTHER_PROGRAMME, said)
    assert "promise nothing" in heard
    assert "monthly allowance" in heard


# --- Courtesy, an application, an account, a language -------------------------------------------


async def _aside(phone: Phone, aside: Aside, text: str) -> str:
    await phone.taps(tap(ASIDES[aside](text)))
    return phone.heard()


async def _meant(phone: Phone, intent: Intent, text: str) -> str:
    await phone.taps(tap(INTENTS[intent](text)))
    return phone.heard()


async def test_thanks_are_answered_kindly_with_the_menu_beneath(phone: Phone) -> None:
    assert "Gladly done" in await _aside(phone, Aside.GREETING, "cám ơn con nhiều nghen")
    assert "Payout date" in [one.label for one in phone.last[-1].choices]


async def test_thanks_in_between_leave_the_question_open(phone: Phone) -> None:
    await phone.says("/payout")
    heard = await _aside(phone, Aside.GREETING, "dạ cám ơn")
    assert "Gladly done" in heard
    assert "Where do you collect" in heard


async def test_an_application_is_asked_for_at_the_desk_or_where_the_operator_says(
    phone: Phone, office: Office
) -> None:
    heard = await _aside(phone, Aside.APPLICATION, "xin trợ cấp cần giấy gì")
    assert "one-stop desk" in heard
    assert "cannot promise" in heard
    assert "the desk that took it knows" in await _aside(
        phone, Aside.APPLICATION, "hồ sơ xin trợ cấp tới đâu rồi"
    )
    await phone.taps(phone.token("How does my request stand?"))
    assert "number" in phone.heard()
    house = replace(office.app.house, application_desk="UBND xã An Cư")
    office.app = replace(office.app, house=house)
    await office.hears("rim", tap=start_token("set_language", mode="en"))
    (said,) = await office.hears("rim", tap=start_token("application"))
    assert "Where: UBND xã An Cư" in said.text


async def test_every_trouble_with_an_account_has_its_answer(phone: Phone) -> None:
    said = set()
    for trouble in AccountTrouble:
        await phone.taps(start_token("account_help", trouble=trouble.value))
        said.add(phone.heard())
    assert len(said) == len(AccountTrouble)
    assert "ring the bank, or go there" in await _meant(phone, Intent.ACCOUNT_HELP, "mất thẻ rồi")
    assert "at any machine" in await _meant(phone, Intent.ACCOUNT_HELP, "rút tiền làm sao")


async def test_a_language_that_is_named_is_used_and_else_it_is_asked(phone: Phone) -> None:
    assert "Which language" in await _meant(phone, Intent.CHANGE_LANGUAGE, "đổi ngôn ngữ")
    await _meant(phone, Intent.CHANGE_LANGUAGE, "nói tiếng Khmer đi con")
    await phone.says("/payout")
    assert has_khmer(phone.heard())


async def test_what_is_wrong_in_the_record_begins_with_the_right_to_correct(phone: Phone) -> None:
    assert INTENTS[Intent.CORRECT_INFO]("sai tên") == ("my_data", (("right", "correct"),))


# --- A change that a citizen tells of -----------------------------------------------------------


async def test_who_tells_of_a_death_hears_condolences_and_answers_two_questions(
    phone: Phone,
) -> None:
    heard = await _meant(phone, Intent.REPORT_CHANGE, "má tui mất hôm qua rồi")
    assert "sorry for the family's loss" in heard
    assert "In which ward or commune" in heard
    await phone.says("An Cư")
    assert "Who is it" in phone.heard()
    await phone.says("bà Neáng Sen, ấp Vĩnh Thượng, mất hôm qua")
    heard = phone.heard()
    assert NUMBER.search(heard)
    assert "until an officer has looked" in heard


async def test_a_death_told_by_a_citizen_silences_nobody_and_changes_no_record(
    office: Office,
) -> None:
    await staff(office, "officer", "WARD4793")
    await office.hears("officer", tap=start_token("set_language", mode="en"))
    await office.says_all("rim", ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý"))
    await office.hears("rim", tap=start_token("set_language", mode="en"))
    before = await _record(office)
    await office.hears("rim", tap=tap(INTENTS[Intent.REPORT_CHANGE]("bà Rim qua đời rồi")))
    await office.hears("rim", "Néang Sa Rim")
    said = "\n".join(one.text for one in await office.hears("rim", "mất hồi hôm, ở nhà"))
    number = NUMBER.search(said)
    assert number is not None
    assert await _record(office) == before
    async with office.app.database.engine.connect() as connection:
        chosen = select(person.c.id).where(is_silenced(person.c.id))
        assert (await connection.execute(chosen)).all() == []
    (told,) = await office.delivers()
    assert told.to == "officer"
    await office.hears("officer", "/cases")
    shown = "\n".join(one.text for one in await office.hears("officer", number[0]))
    assert "has died" in shown
    assert "A citizen says so" in shown
    assert "Mất hồi hôm" in shown


async def _record(office: Office) -> list[tuple[object, ...]]:
    async with office.app.database.engine.connect() as connection:
        people = (await connection.execute(select(person).order_by(person.c.id))).all()
        due = (await connection.execute(select(entitlement).order_by(entitlement.c.id))).all()
    return [tuple(one) for one in (*people, *due)]


async def test_who_has_reached_an_age_is_told_to_apply(phone: Phone) -> None:
    heard = await _meant(phone, Intent.REPORT_CHANGE, "má tui vừa tròn 75 tuổi")
    assert "one-stop desk" in heard


async def test_what_is_something_else_is_for_a_person(phone: Phone) -> None:
    await _meant(phone, Intent.REPORT_CHANGE, "có chuyện muốn báo")
    await phone.taps(phone.token("Something else"))
    assert "Of which place shall the officer be" in phone.heard()


async def test_nobody_keeps_an_officer_busy_from_one_address(phone: Phone) -> None:
    for number in range(6):
        await _meant(phone, Intent.REPORT_CHANGE, "hàng xóm dọn đi tỉnh khác ở luôn")
        if number < 5:
            await phone.says("An Cư")
            await phone.says("ông Ba ấp trên, mới bữa qua")
            assert "Recorded" in phone.heard()
    assert "many times already" in phone.heard()
