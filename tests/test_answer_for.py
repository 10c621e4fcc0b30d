"""Answering for the person who stands in front: what is told, shown, sent and printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update

from domain.case import CaseKind
from domain.message import StartTap, read_tap
from domain.notice import Outcome
from domain.person import Person
from domain.text import Month
from handlers.menu import BY_NAME
from handlers.take_back import take_back
from storage.rendered import from_json, to_json
from storage.tables import audit, link, notice, outbox, payment, payment_list
from tests.canaries import CHAU_DOC, VINH_CHAU
from tests.house import NOW, Phone
from tests.test_staff import House, at_work, label_of, says, told

RIM, HER_YEAR = "neang sa rim 1948", "1948"
_HEARS_OF_HER = ("/link", "DAWN3467", HER_YEAR, "đồng ý", "1")


async def rim(url: str) -> Person:
    async with House(url) as house, house.app.database.transaction() as records:
        found: Person = await house.person_of(records, "DAWN3467")
    return found


async def in_front(url: str, code: str = "WARD4793", **more: str) -> Phone:
    """An officer who has her answer before them."""
    officer = await at_work(url, code, **more)
    await says(officer, f"/for {RIM}")
    await officer.says(label_of(officer, HER_YEAR))
    return officer


async def grandmother(url: str, language: str = "tiếng Khmer", name: str = "grandmother") -> Phone:
    phone = Phone(url, name)
    await says(phone, language, *_HEARS_OF_HER)
    return phone


# --- What is told ---------------------------------------------------------------------------


async def test_words_after_the_command_find_her_and_one_tap_tells_all_about_her_money(
    url: str,
) -> None:
    officer = await in_front(url)
    heard = officer.heard()
    assert "Ngày mai cô bác đi được" in heard, "as it is to be said to her"
    assert "Ngày lãnh: thứ Tư, 25/11/2026" in heard
    assert "Nơi lãnh: Điểm chi trả lưu động An Cư" in heard
    assert "Theo lịch báo ngày 21/11/2026" in heard
    assert "có trong danh sách tiền mặt ngày 17/11/2026" in heard
    assert "không có trong danh sách tài khoản ngày 17/11/2026" in heard
    assert "hưu trí xã hội (từ 75 tuổi): không có tên trong danh sách nào" in heard
    assert "Chưa có tài khoản nhận trợ cấp" in heard


async def test_nothing_is_told_of_amount_category_or_numbers(sqlite_url: str) -> None:
    officer = await in_front(sqlite_url)
    for label in ("tiếng Việt", "In ra giấy"):
        heard = officer.heard()
        assert "đồng." not in heard
        assert "540.000" not in heard
        assert "hệ số" not in heard
        await officer.taps(officer.token(label))


async def test_that_she_was_looked_at_and_shown_to_stands_in_the_audit(url: str) -> None:
    person, officer = await rim(url), await in_front(url)
    await officer.taps(officer.token("chữ lớn: tiếng Khmer"))
    async with House(url) as house:
        rows = await house.rows(
            select(audit.c.kind, audit.c.why).where(audit.c.subject == person.id)
        )
    noted = {(one.kind, one.why) for one in rows}
    assert {("looked", "answer_for"), ("answered_for", "answer_for")} <= noted
    assert ("showed_answer", "show_answer") in noted


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("collected", "Đã lãnh ngày 24/11/2026"),
        ("returned", "bị trả về ngày 24/11/2026"),
        ("credited", "đã vào tài khoản ngày 24/11/2026"),
    ],
)
async def test_how_far_this_months_money_has_come_stands_beside_its_list(
    sqlite_url: str, stage: str, said: str
) -> None:
    person = await rim(sqlite_url)
    async with House(sqlite_url) as house, house.app.database.engine.begin() as connection:
        await connection.execute(
            update(payment)
            .where(
                payment.c.person_id == person.id,
                payment.c.month == Month.of(NOW.date()).first_day,
            )
            .values(stage=stage, stage_on=NOW.date())
        )
    officer = await in_front(sqlite_url)
    lists = [line.text for line in officer.last[1].lines]
    assert lists[0] == "Danh sách tháng 11/2026:"
    assert said in lists[2]
    asked_of = "Danh sách tháng 12/2026:"
    assert (asked_of in lists) == (stage == "collected"), "then the next money is what she means"


async def test_that_there_is_no_list_yet_is_said_once(sqlite_url: str) -> None:
    async with House(sqlite_url) as house, house.app.database.engine.begin() as connection:
        await connection.execute(delete(payment))
        await connection.execute(delete(payment_list))
    officer = await in_front(sqlite_url)
    assert officer.heard().count("Chưa có danh sách chi trả tháng 11/2026") == 1
    assert len(officer.last) == 2, "nor is there an empty answer"


@pytest.mark.parametrize("code", ["HAML6379", "ADMN7649", "TNHA4796"])
async def test_who_sees_no_record_answers_for_nobody(sqlite_url: str, code: str) -> None:
    nosy = await at_work(sqlite_url, code)
    for token in ("d:answer_for", "d:show_answer", "d:send_answer", "d:not_found"):
        await nosy.taps(token)
        assert "chỉ dành cho người phụ trách" in nosy.heard()


@pytest.mark.parametrize("dialogue", ["answer_for", "show_answer", "send_answer", "give_code"])
async def test_a_person_of_another_commune_brought_by_a_forged_tap_is_nobody(
    sqlite_url: str, dialogue: str
) -> None:
    person = await rim(sqlite_url)
    other = await at_work(sqlite_url, "CHAU9436")
    await other.taps(f"d:{dialogue}:person={person.id}")
    assert "Sa Rim" not in other.heard()
    assert "người hưởng nào" in other.heard()


# --- Shown ----------------------------------------------------------------------------------


async def test_what_is_held_up_is_large_and_in_her_language_whatever_the_officer_has(
    url: str,
) -> None:
    officer = await in_front(url)
    await officer.taps(officer.token("chữ lớn: tiếng Khmer"))
    shown, beneath = officer.last
    assert shown.large
    assert not beneath.large
    assert shown.choices == ()
    assert "ថ្ងៃស្អែកទៅបាន" in shown.lines[0].text
    assert len([line for line in shown.lines if not line.text.startswith("(")]) == 3
    assert beneath.lines[0].text == "Đưa màn hình cho người đó xem, hoặc in ra."
    await officer.taps(officer.token("chữ lớn: tiếng Việt"))
    assert "Ngày mai cô bác đi được" in officer.last[0].lines[0].text


async def test_paper_has_both_languages_says_from_when_it_is_and_shows_one_day_only(
    sqlite_url: str,
) -> None:
    officer = await in_front(sqlite_url)
    await officer.taps(officer.token("In ra giấy"))
    paper = officer.last[0]
    said = "\n".join(line.text for line in paper.lines)
    assert paper.large
    assert "Ngày mai cô bác đi được" in said
    assert "ថ្ងៃស្អែកទៅបាន" in said
    assert "Theo danh sách lập ngày 17/11/2026" in said
    assert "Tin này có từ thứ Ba, 24/11/2026" in said
    assert {line.day for line in paper.lines if line.day} == {NOW.date() + timedelta(days=1)}


async def test_that_it_is_large_outlasts_the_outbox(sqlite_url: str) -> None:
    officer = await in_front(sqlite_url)
    await officer.taps(officer.token("chữ lớn: tiếng Việt"))
    shown, beneath = officer.last
    assert from_json(to_json(shown)).large
    assert not from_json(to_json(beneath)).large


# --- Sent -----------------------------------------------------------------------------------


async def test_it_is_sent_to_each_linked_phone_in_the_language_of_that_phone(url: str) -> None:
    khmer = await grandmother(url)
    vietnamese = await grandmother(url, "tiếng Việt", "daughter")
    officer = await in_front(url)
    await officer.taps(officer.token("Gửi vào máy"))
    assert "Số máy đã nối với người này: 2" in officer.heard()
    assert "មន្ត្រី" in await told(url, khmer)
    assert "ថ្ងៃស្អែកទៅបាន" in khmer.heard()
    await vietnamese.says("/menu")
    async with House(url) as house:
        rows = await house.rows(select(notice.c.outcome).where(notice.c.kind == "answered_for"))
    assert [one.outcome for one in rows] == [Outcome.TOLD.value] * 2


async def test_a_finger_that_taps_twice_sends_it_once_and_a_later_visit_again(
    sqlite_url: str,
) -> None:
    phone = await grandmother(sqlite_url, "tiếng Việt")
    officer = await in_front(sqlite_url)
    send = officer.token("Gửi vào máy")
    for expected in (True, False):
        await officer.taps(send)
        assert bool(await told(sqlite_url, phone)) is expected
    officer.later(hours=3)
    phone.later(hours=3)
    await officer.taps(send)
    assert "Cán bộ nhờ gửi" in await told(sqlite_url, phone)


async def test_where_no_phone_hears_about_her_it_is_offered_to_link_the_one_in_front(
    sqlite_url: str,
) -> None:
    officer = await in_front(sqlite_url)
    await officer.taps(officer.token("Gửi vào máy"))
    assert "Chưa có máy nào nối" in officer.heard()
    await officer.taps(officer.token("Néang Sa Rim: Nối máy"))
    assert "Ai đang đứng trước" in officer.heard(), "and she need not be sought again"


@pytest.mark.parametrize("column", ["agreed_at", "confirmed_at"])
async def test_who_has_not_agreed_or_waits_for_a_word_is_sent_nothing(
    sqlite_url: str, column: str
) -> None:
    await grandmother(sqlite_url)
    async with House(sqlite_url) as house, house.app.database.engine.begin() as connection:
        await connection.execute(update(link).values({column: None}))
    officer = await in_front(sqlite_url)
    await officer.taps(officer.token("Gửi vào máy"))
    assert "Chưa có máy nào nối" in officer.heard()


async def test_what_waits_for_a_phone_whose_link_has_ended_is_taken_back(sqlite_url: str) -> None:
    phone = await grandmother(sqlite_url)
    officer = await in_front(sqlite_url)
    await officer.taps(officer.token("Gửi vào máy"))
    await told(sqlite_url, phone)
    async with House(sqlite_url) as house:
        async with house.app.database.engine.begin() as connection:
            await connection.execute(update(link).values(ended=NOW))
            of_notice = outbox.c.notice_id.is_not(None)
            await connection.execute(update(outbox).where(of_notice).values(state="waiting"))
            rows = [one.id for one in await connection.execute(select(outbox).where(of_notice))]
        async with house.app.database.transaction() as records:
            assert await take_back(records, rows, NOW) == frozenset(rows)


async def test_nothing_is_sent_about_somebody_whose_death_is_reported(sqlite_url: str) -> None:
    phone, person = await grandmother(sqlite_url), await rim(sqlite_url)
    officer = await in_front(sqlite_url)
    async with House(sqlite_url) as house, house.app.database.transaction() as records:
        session = (await records.links.sessions_hearing(person.id))[0]
        month = Month.of(NOW.date())
        await records.cases.file(CaseKind.DEATH, "death", person, month, session, NOW)
    await officer.taps(officer.token("Gửi vào máy"))
    assert "Cán bộ nhờ gửi" not in await told(sqlite_url, phone)


# --- The same person, and the next one --------------------------------------------------------


async def test_whoever_may_do_more_is_offered_it_for_the_same_person(url: str) -> None:
    officer = await in_front(url)
    await officer.taps(officer.token("Néang Sa Rim: Cấp mã"))
    assert "Cấp mã cho ai" in officer.heard()
    await officer.says("1")
    await officer.taps(officer.token("Néang Sa Rim: Trả lời giùm"))
    assert "Ngày mai cô bác đi được" in officer.heard()


async def test_only_what_one_may_do_is_offered(sqlite_url: str) -> None:
    leader = await in_front(sqlite_url, "LEAD6943")
    taps = [read_tap(one.token) for reply in leader.last for one in reply.choices]
    dialogues = {tap.dialogue for tap in taps if isinstance(tap, StartTap)}
    assert "give_code" in dialogues
    assert "link_in_front" not in dialogues, "that is for who stands at the counter"


async def test_every_button_of_an_answer_brings_what_its_dialogue_takes(sqlite_url: str) -> None:
    officer = await in_front(sqlite_url)
    taps = [read_tap(one.token) for reply in officer.last for one in reply.choices]
    for tap in taps:
        assert isinstance(tap, StartTap)
        assert {name for name, _ in tap.answers} <= BY_NAME[tap.dialogue].takes


async def test_a_stray_word_after_an_answer_leaves_what_may_be_done_for_the_same_person(
    url: str,
) -> None:
    officer = await in_front(url)
    offered = [one.label for one in officer.last[-1].choices]
    await says(officer, "ờ thì")
    assert "chưa hiểu" in officer.heard()
    assert [one.label for one in officer.last[-1].choices] == offered
    give = next(one for one in offered if "Cấp mã" in one)
    await says(officer, str(offered.index(give) + 1))
    assert "người hưởng nào" not in officer.heard(), "nobody is searched for again"


# --- Whose list it is -----------------------------------------------------------------------


async def test_of_who_is_recorded_in_an_old_unit_the_lists_of_todays_are_looked_at(
    url: str,
) -> None:
    officer = await at_work(url, "WARD4793")
    await says(officer, "/for trần thị bưởi 1955")
    await officer.says(label_of(officer, "1955"))
    assert "Chưa có danh sách chi trả" not in officer.heard()
    assert "không có tên trong danh sách nào ngày 17/11/2026" in officer.heard()


async def test_of_a_divided_unit_only_the_list_that_names_them_counts(url: str) -> None:
    """Nothing is said of either heir's before one of them names the person."""
    her, november = replace(await rim(url), unit=VINH_CHAU), Month(2026, 11)
    async with House(url) as house, house.app.database.transaction() as records:
        assert await records.payouts.lists(her, november) == ()
        assert await records.payouts.unknown_where(her, november)
        of_chau_doc = select(payment_list.c.id).where(
            payment_list.c.unit_code == CHAU_DOC.code,
            payment_list.c.month == november.first_day,
            payment_list.c.active,
        )
        moved = update(payment).where(payment.c.person_id == her.id)
        listed = moved.values(list_id=of_chau_doc.limit(1).scalar_subquery())
        await records.store.connection.execute(listed)
        assert await records.payouts.list_made_on(her, november) == date(2026, 11, 17)
        assert not await records.payouts.unknown_where(her, november)
