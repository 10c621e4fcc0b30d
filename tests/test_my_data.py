"""What is known of one is said to one, and ends, is corrected or forgotten when one says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.app import build
from domain.message import start_token
from domain.rights import Right, acknowledged_by, due_on
from handlers.beneficiary.stopping import NOT_MINE
from storage.tables import (
    audit,
    case_file,
    consent,
    link,
    notice,
    outbox,
    payment,
    session,
    staff_address,
    staff_grant,
)
from tests.house import NOW, Phone, settings
from tests.test_linking import rows
from tests.test_links import linked, told


async def carer_of(url: str, grandmother: Phone) -> Phone:
    """A granddaughter to whom an officer has said yes."""
    carer = Phone(url, "granddaughter")
    for said in ("tiếng Việt", "/link", "DAWN3467", "1948", "2", "Néang Sóc Kha"):
        await carer.says(said)
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        await connection.execute(
            update(link).where(link.c.confirmed_at.is_(None)).values(confirmed_at=NOW)
        )
    await app.close()
    await told(url, grandmother)
    return carer


async def test_me_says_who_hears_about_me_and_each_can_be_stopped(url: str) -> None:
    own = await linked(Phone(url, "grandmother"), "DAWN3467", "1948")
    carer = await carer_of(url, own)
    await own.says("/me")
    assert "Néang Sóc Kha cũng coi được sổ của Néang Sa Rim" in own.heard()
    assert "Đã đồng ý ngày 24/11/2026" in own.heard()
    await own.taps(own.token("Ngưng: Néang Sóc Kha"))
    assert "chắc chưa" in own.heard()
    await own.says("1")
    assert "Máy đó không còn coi được" in own.heard()
    assert "Máy này không còn coi được sổ của một người" in await told(url, carer)
    await carer.says("/account")
    assert "Sa Rim" not in carer.heard()
    await own.says("/me")
    assert "Sóc Kha" not in own.heard()


async def test_a_carer_hears_of_the_person_and_of_no_other_carer(url: str) -> None:
    own = await linked(Phone(url, "grandmother"), "DAWN3467", "1948")
    carer = await carer_of(url, own)
    await linked(Phone(url, "other"), "DAWN3467", "1948")
    await carer.says("/me")
    assert "Máy này coi sổ của Néang Sa Rim" in carer.heard()
    assert "cũng coi được" not in carer.heard()


async def test_who_stops_for_themselves_withdraws_consent_and_the_person_is_told(
    url: str,
) -> None:
    own = await linked(Phone(url, "grandmother"), "DAWN3467", "1948")
    carer = await carer_of(url, own)
    await carer.says("/me")
    await carer.taps(carer.token("Ngưng: "))
    await carer.says("1")
    assert "Máy này không còn coi được nữa" in carer.heard()
    assert "thôi không coi sổ" in await told(url, own)
    mine = [row for row in await rows(url, consent) if not row.given]
    assert [row.purpose for row in mine] == ["answers"]


async def test_who_hears_about_oneself_can_stop_that_too(url: str) -> None:
    own = await linked(Phone(url), "DAWN3467", "1948")
    await own.says("/me")
    await own.taps(own.token("Ngưng: Néang Sa Rim"))
    await own.says("1")
    assert "Máy này không còn coi được nữa" in own.heard()
    assert all(one.ended for one in await rows(url, link))


async def test_of_two_own_phones_the_later_one_cannot_stop_the_first(url: str) -> None:
    first = await linked(Phone(url, "first"), "DAWN3467", "1948")
    later = await linked(Phone(url, "later"), "DAWN3467", "1948")
    await later.says("/me")
    assert "cũng coi được" in later.heard()
    (of_first,) = [one.id for one in await rows(url, link)][:1]
    await later.taps(start_token("stop_hearing", link=str(of_first)))
    assert "máy này không chặn được" in later.heard()
    await first.says("/me")
    await first.taps(first.token("Ngưng: máy khác"))
    await first.says("1")
    assert "Máy đó không còn coi được" in first.heard()
    await later.says("/account")
    assert "Sa Rim" not in later.heard()


async def test_a_stranger_stops_nobody_and_learns_nothing(url: str) -> None:
    await linked(Phone(url, "grandmother"), "DAWN3467", "1948")
    stranger = Phone(url, "stranger")
    await stranger.says("tiếng Việt")
    for whose in [one.id for one in await rows(url, link)]:
        await stranger.taps(start_token("stop_hearing", link=str(whose)))
        assert "máy này không chặn được" in stranger.heard()
    assert [one.ended for one in await rows(url, link)] == [None]


@pytest.mark.parametrize("words", NOT_MINE)
async def test_not_mine_ends_everything_at_once_however_it_is_said(
    sqlite_url: str, words: str
) -> None:
    phone = await linked(Phone(sqlite_url), "DAWN3467", "1948")
    await phone.says(words.upper())
    assert "không còn coi sổ của ai" in phone.heard()
    (kept,) = await rows(sqlite_url, session)
    assert kept.stopped_at is not None
    assert [one.ended is None for one in await rows(sqlite_url, link)] == [False]


async def test_not_mine_is_heard_in_the_middle_of_a_question(url: str) -> None:
    phone = await linked(Phone(url), "DAWN3467", "1948")
    await phone.says("/link")
    await phone.says("Không phải của tôi")
    assert "không còn coi sổ của ai" in phone.heard()


async def test_who_stopped_messages_gets_none_and_is_answered_as_before(url: str) -> None:
    own = await linked(Phone(url, "grandmother"), "DAWN3467", "1948")
    await own.says("/stop")
    await linked(Phone(url, "stranger"), "DAWN3467", "1948")
    assert await told(url, own) == ""
    await own.says("/payout")
    assert "Ngày lãnh" in own.heard()
    await own.says("/me")
    assert "không tự nhắn tin" in own.heard()
    await own.taps(own.token("Nhắn tin lại"))
    await linked(Phone(url, "another"), "DAWN3467", "1948")
    assert "máy khác" in await told(url, own)


async def test_stop_in_the_middle_of_a_question_leaves_it_open(url: str) -> None:
    phone = await linked(Phone(url), "DAWN3467", "1948")
    await phone.says("/link")
    await phone.says("/stop")
    assert "không tự nhắn tin" in phone.heard()
    await phone.says("DARA7934")
    assert "sinh năm nào" in phone.heard()


async def test_forget_me_leaves_only_the_goodbye_and_the_next_one_is_new(url: str) -> None:
    phone = await linked(Phone(url), "DAWN3467", "1948")
    await phone.says("Tịnh Biên")
    await phone.says("Quên tôi trên máy này")
    assert "chắc chưa" in phone.heard()
    await phone.says("1")
    assert "quên hết rồi" in phone.heard()
    assert "បំភ្លេច" in phone.heard(), "in both languages"
    (kept,) = await rows(url, session)
    assert (kept.language, kept.home_code, kept.dialogue, kept.heard_at) == (None,) * 4
    assert len(await rows(url, outbox)) == 1
    assert all(one.ended for one in await rows(url, link))
    assert [row.given for row in await rows(url, consent)] == [True, False]
    await phone.says("xin chào")
    assert "trợ lý tự động" in phone.heard()
    assert "Sa Rim" not in phone.heard()


async def test_forget_me_can_be_left_and_then_nothing_has_changed(url: str) -> None:
    phone = await linked(Phone(url), "DAWN3467", "1948")
    await phone.says("Quên tôi trên máy này")
    await phone.says("2")
    assert "không có gì thay đổi" in phone.heard()
    assert [one.ended for one in await rows(url, link)] == [None]


async def test_forget_me_ends_the_work_of_a_staff_member_on_that_phone(url: str) -> None:
    officer = Phone(url, "officer")
    for said in ("tiếng Việt", "/link", "WARD4793", "1", "/me"):
        await officer.says(said)
    assert "Cán bộ xã, xã An Cư." in officer.heard()
    await officer.says("Quên tôi trên máy này")
    await officer.says("1")
    assert all(row.ended_at for row in await rows(url, staff_address))


@pytest.mark.parametrize(
    ("right", "answers"), [(Right.CORRECT, "1"), (Right.RESTRICT, "1"), (Right.DELETE, "1")]
)
async def test_a_right_is_filed_with_its_days_and_goes_to_somebody_with_a_name(
    url: str, right: Right, answers: str
) -> None:
    phone = await linked(Phone(url), "DAWN3467", "1948")
    await phone.taps(start_token("my_data", right=right.value))
    await phone.says(answers)
    (case,) = await rows(url, case_file)
    assert case.due_on == due_on(right, NOW.date())
    assert case.number in phone.heard()
    assert f"{case.due_on:%d/%m/%Y}" in phone.heard()
    assert f"{acknowledged_by(NOW.date()):%d/%m/%Y}" in phone.heard()
    assert "Trần Thị Ngọc Mai" in phone.heard()
    phone.later(days=2)
    await phone.taps(start_token("my_data", right=right.value))
    await phone.says(answers)
    assert f"{case.due_on:%d/%m/%Y}" in phone.heard(), "asked again, it is the same request"
    assert len(await rows(url, case_file)) == 1


async def test_who_only_collects_may_correct_and_not_delete(url: str) -> None:
    phone = await linked(Phone(url), "HAND9374", "1985")
    await phone.taps(start_token("my_data", right="delete"))
    assert "Xóa dữ liệu" not in [one.label for reply in phone.last for one in reply.choices]
    await phone.says("1")
    assert "Sai chỗ nào" in phone.heard()


async def test_where_the_commune_has_no_officer_it_goes_above_and_that_is_said(url: str) -> None:
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        await connection.execute(
            update(staff_grant)
            .where(staff_grant.c.role.in_(["commune_officer", "commune_leader"]))
            .values(ended_at=NOW)
        )
    await app.close()
    phone = await linked(Phone(url), "DAWN3467", "1948")
    await phone.taps(start_token("my_data", right="correct"))
    await phone.says("1")
    assert "chưa có cán bộ lo việc này" in phone.heard()


async def test_who_is_on_no_list_can_have_it_looked_at(url: str) -> None:
    phone = await linked(Phone(url), "EMPT7639", "1953")
    await phone.taps(phone.token("Nhờ cán bộ coi lại"))
    (case,) = await rows(url, case_file)
    assert (case.kind, case.number in phone.heard()) == ("not_on_list", True)


async def test_a_payee_who_is_not_listed_can_have_it_looked_at(url: str) -> None:
    phone = await linked(Phone(url), "HAND9374", "1985")
    (own,) = await rows(url, link)
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        await connection.execute(
            update(payment)
            .where(payment.c.person_id == own.person_id)
            .values(stage="failed", reason="payee_not_listed", stage_on=NOW.date())
        )
    await app.close()
    await phone.says("/payout")
    assert "chưa có tên trong danh sách" in phone.heard()
    await phone.taps(phone.token("Nhờ cán bộ coi lại"))
    (case,) = await rows(url, case_file)
    assert case.kind == "payee_not_listed"


async def test_nobody_files_what_is_not_so(url: str) -> None:
    phone = await linked(Phone(url), "DAWN3467", "1948")
    await phone.taps(start_token("report_not_listed"))
    assert "Ngày lãnh" in phone.heard()
    assert await rows(url, case_file) == []


async def test_the_amount_is_said_alike_to_all_without_category_or_coefficient(url: str) -> None:
    heard = []
    for name, code, year in (("a", "DAWN3467", "1948"), ("b", "MADE3479", "1961")):
        phone = await linked(Phone(url, name), code, year)
        await phone.says("/amount")
        heard.append(phone.heard())
        assert "Mỗi tháng" in phone.heard()
        assert "có thể đổi theo tuổi" in phone.heard()
    sentences = [
        "".join(sign for sign in one if not sign.isdigit() and sign not in "./") for one in heard
    ]
    assert sentences[0] == sentences[1]


async def test_arrears_are_said_where_there_are_some(url: str) -> None:
    phone = await linked(Phone(url), "REAR3674", "1957")
    await phone.says("/amount")
    assert "của các tháng trước" in phone.heard() or "tháng trước" in phone.heard()


async def test_the_amount_is_told_to_nobody_else(url: str) -> None:
    phone = Phone(url)
    await phone.says("tiếng Việt")
    await phone.says("/amount")
    assert "đồng" not in phone.heard()
    assert "nối máy này" in phone.heard()


async def test_all_of_them_are_answered_at_once_and_one_by_one_still(url: str) -> None:
    phone = await linked(Phone(url), "DARA7934", "2016")
    await linked(phone, "NARY4793", "2019", "cháu", "đồng ý")
    await phone.says("/payout")
    await phone.taps(phone.token("Tất cả"))
    heard = phone.heard()
    assert "Về Chau Dara" in heard
    assert "Về cháu" in heard
    assert heard.count("Ngày lãnh:") == 2
    await phone.says("/payout")
    await phone.taps(phone.token("Chau Dara"))
    assert "Về cháu" not in phone.heard()


async def test_where_the_channel_carries_only_what_is_public_me_says_no_more(
    sqlite_url: str,
) -> None:
    app = build(settings(sqlite_url))
    await app.close()
    phone = Phone(sqlite_url, channel="zalo")
    await phone.says("tiếng Việt")
    await phone.says("/me")
    assert "Tiếng Việt" in phone.heard()
    assert "coi sổ" not in phone.heard()
    await phone.says("/stop")
    assert "không tự nhắn tin" in phone.heard()


async def test_what_was_decided_is_in_the_audit(url: str) -> None:
    phone = await linked(Phone(url), "DAWN3467", "1948")
    phone.later(seconds=1)
    await phone.says("nhầm số")
    kinds = {row.kind for row in await rows(url, audit)}
    assert {"linked", "not_mine"} <= kinds
    assert not [row for row in await rows(url, notice) if row.told_at]
    assert phone.at - NOW == timedelta(seconds=1)
