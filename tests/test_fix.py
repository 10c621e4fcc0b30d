"""Corrections in the chat: one submits, another decides, and both see what does not fit."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from domain.case import CaseKind
from domain.permissions import NEEDS_STEP_UP, Act, Field, Role
from handlers.menu import BY_NAME
from storage.tables import field_change, person, staff_grant
from storage.tables import link as link_table
from tests.house import NOW, Phone
from tests.place import Place, place, unasked, words
from tests.test_cases import files, officer
from tests.test_staff import says

NEW_PHONE = "0912 345 678"
FIND = ("/fix", "sa rim 1948", "1")


async def submits(desk: Phone, *said: str) -> str:
    """A correction about the person, up to the end; all that was heard on the way."""
    heard = []
    for one in (*FIND, *said, "Có"):
        await desk.says(one)
        heard.append(desk.heard())
    assert "Đã gửi duyệt" in desk.heard()
    return "\n".join(heard)


async def reads(there: Place, field: Field) -> str | None:
    async with there.records() as records:
        return await records.corrections.fields.value(there.person.id, field)


async def decided(there: Place) -> int:
    async with there.app.database.engine.connect() as connection:
        chosen = select(func.count()).where(field_change.c.decided_at.is_not(None))
        return int((await connection.execute(chosen)).scalar_one())


async def leads(url: str) -> Phone:
    return await officer(url, "leader", "LEAD6943")


async def phone_corrected(url: str) -> Phone:
    """Of the officer who submitted a new number, which the leader has approved."""
    desk, leader = await officer(url), await leads(url)
    await submits(desk, "Số điện thoại", NEW_PHONE)
    await says(leader, "/queue", "Duyệt", NEW_PHONE)
    return desk


async def test_of_two_who_approve_at_once_one_does(url: str) -> None:
    async with place(url) as there:
        clerk = await officer(url, "clerk", "PSTA7364")
        await submits(clerk, "Số điện thoại", NEW_PHONE)
        both = await officer(url), await leads(url)
        for one in both:
            await says(one, "/queue", "Duyệt")
        await asyncio.gather(*(one.says(NEW_PHONE) for one in both))
        heard = [one.heard() for one in both]
        assert sum("Đã duyệt, hồ sơ đã sửa" in one for one in heard) == 1
        assert await decided(there) == 1
        assert await reads(there, Field.PHONE) == "0912345678"


async def test_a_button_pressed_twice_decides_once(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await submits(desk, "Họ tên", "Néang Sa Rím")
        leader = await leads(url)
        await leader.says("/queue")
        approve = leader.token("Duyệt")
        await leader.taps(approve)
        assert "Đã duyệt" in leader.heard()
        await leader.taps(approve)
        assert "Đã duyệt" not in leader.heard()
        assert await decided(there) == 1


async def test_who_moves_to_another_commune_takes_their_cases_along(url: str) -> None:
    async with place(url) as there:
        await there.opens_accounts()
        desk, leader = await officer(url), await officer(url, "leader", "LEAD6943")
        there_now = await officer(url, "there", "CHAU9436")
        for said in ("/otp", "sa rim 1948", "1", "Chưa rõ", "1", "Người hưởng chờ được", "1"):
            await desk.says(said)
        assert "Đã ghi phiếu" in desk.heard()
        await submits(desk, "Chỗ ở", "Châu Đốc", "1")
        for said in ("/queue", "Duyệt"):
            await leader.says(said)
        assert "Đã duyệt, hồ sơ đã sửa: chỗ ở" in leader.heard()
        for before in (desk, leader):
            await before.says("/cases")
            assert "Không còn phiếu nào" in before.heard()
        for said in ("/cases", "1"):
            await there_now.says(said)
        assert "Néang Sa Rim, 1948, phường Châu Đốc" in there_now.heard()


async def test_cash_promised_before_a_move_is_off_and_all_three_hear_it(url: str) -> None:
    async with place(url) as there:
        await there.opens_accounts()
        await there.asks_for()
        desk, leader = await officer(url), await officer(url, "leader", "LEAD6943")
        await officer(url, "there", "CHAU9436")
        await officer(url, "clerk", "PSTA7364")
        await says(desk, "/otp", "sa rim 1948", "1", "Không có điện thoại", "1", "Đúng, gửi đi")
        number = desk.heard().partition("AS-")[2][:6]
        assert "25/11/2026" in words((await unasked(url, NOW))["me"])
        await submits(desk, "Chỗ ở", "Châu Đốc", "1")
        await says(leader, "/queue", "Duyệt")
        assert "Đã duyệt, hồ sơ đã sửa: chỗ ở" in leader.heard()
        told = await unasked(url, NOW + timedelta(minutes=1))
        assert "Không còn hẹn lãnh tiền mặt thứ Tư, 25/11/2026." in words(told["me"])
        assert "đã hẹn nay bị dời" in words(told["there"])
        assert f"Phiếu AS-{number}: nay không có ai tới lãnh tiền mặt nữa." in words(told["clerk"])
        assert "đã hẹn nay bị dời" not in words(told.get("officer", [])), "they may not open it"


async def test_a_question_that_nobody_may_answer_after_a_move_ends_and_both_hear_it(
    url: str,
) -> None:
    async with place(url) as there:
        await there.asks_for()
        desk, leader = await officer(url), await officer(url, "leader", "LEAD6943")
        there_now = await officer(url, "there", "CHAU9436")
        await submits(desk, "Họ tên", "Néang Sa Rím")
        number = desk.heard().partition("AS-")[2][:6]
        await says(leader, "/queue", "Trả lại", "Có giấy chưa?")
        await submits(desk, "Chỗ ở", "Châu Đốc", "1")
        await says(leader, "/queue", "Duyệt")
        assert "Đã duyệt, hồ sơ đã sửa: chỗ ở" in leader.heard()
        told = await unasked(url, NOW + timedelta(minutes=1))
        assert f"AS-{number}" in words(told["officer"])
        assert "Người này nay thuộc xã, phường khác." in words(told["officer"])
        assert f"phiếu AS-{number} đã được rút lại" in words(told["me"])
        await there_now.says("/cases")
        assert f"AS-{number}" not in there_now.heard()


async def test_a_number_typed_twice_decides_nothing_and_no_number_goes_out_as_a_question(
    url: str,
) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await submits(desk, "Số điện thoại", NEW_PHONE)
        leader = await leads(url)
        await says(leader, "/queue", "1", "1")
        assert "Chưa quyết định gì." in leader.heard()
        await says(leader, NEW_PHONE)
        assert await decided(there) == 0
        await says(leader, "/queue", "1", "Trả lại", NEW_PHONE)
        assert "vài chữ" in leader.heard()
        await says(leader, "Số 0912 345 678 này của ai?")
        assert "Đã trả lại" in leader.heard()
        told = (await unasked(url, NOW + timedelta(minutes=1)))["officer"]
        desk.last = told
        await desk.taps(desk.token("Mở phiếu"))
        assert "Số • này của ai?" in desk.heard()


async def test_a_decision_typed_twice_shows_no_other_card(url: str) -> None:
    async with place(url) as there:
        desk, leader = await officer(url), await leads(url)
        await submits(desk, "Họ tên", "Néang Sa Rím")
        await submits(desk, "Chỗ ở", "Châu Đốc", "1")
        await says(leader, "/queue", "1", "1", "1")
        assert await decided(there) == 1
        assert "Duyệt" not in [one.label for one in leader.last[-1].choices]


async def test_where_no_phone_hears_about_the_person_it_says_who_is_told(url: str) -> None:
    desk, leader = await officer(url), await leads(url)
    await submits(desk, "Họ tên", "Néang Sa Rím")
    await says(leader, "/queue", "Duyệt")
    assert "Người hưởng chưa nối máy nào" in leader.heard()


async def test_no_whole_number_is_ever_displayed(url: str) -> None:
    async with place(url) as there:
        old = await reads(there, Field.PHONE)
        desk = await officer(url)
        heard = await submits(desk, "Số điện thoại", NEW_PHONE)
        leader = await leads(url)
        for said in ("/queue", "Duyệt", "0912345679", NEW_PHONE):
            await leader.says(said)
            heard += leader.heard()
        assert "số cuối 678" in heard
        for number in ("0912345678", "345678", *([old] if old else [])):
            assert number not in heard.replace(" ", "")


async def test_how_a_label_begins_is_enough_where_it_means_just_one(url: str) -> None:
    async with place(url) as there:
        desk, leader = await officer(url), await leads(url)
        await says(desk, *FIND, "số")
        assert "Hồ sơ sai phần nào" in desk.heard(), "of a card, or of a phone?"
        await desk.says("năm sinh")
        assert "sinh ngày nào" in desk.heard()
        await submits(desk, "Số căn", "089148012345")
        await says(leader, "/queue", "duyệt", "trả lại")
        assert "hỏi người gửi điều gì" in leader.heard()
        assert await decided(there) == 0
        await says(leader, "/queue", "trả lại", "Giấy nào?")
        assert "Đã trả lại" in leader.heard()


async def test_no_alone_rejects_nothing_and_is_asked_about_again(url: str) -> None:
    async with place(url) as there:
        desk, leader = await officer(url), await leads(url)
        await submits(desk, "Số căn", "089148012345")
        await leader.says("/queue")
        for said in ("không", "Khong", "hông", "ទេ", "không được"):
            await leader.says(said)
            assert "chọn một trong mấy mục này" in leader.heard()
            assert "Anh/chị duyệt thế nào?" in leader.heard()
        await says(leader, "Duyệt", "không")
        assert "Số này khác số đã gửi" in leader.heard(), "the number is asked for again"
        await says(leader, "không duyệt", "không")
        assert "chọn một trong mấy mục này" in leader.heard(), "no reason begins so"
        assert await decided(there) == 0


async def test_only_who_has_typed_the_number_from_the_document_approves_it(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await submits(desk, "Số căn cước", "089148012345")
        leader = await leads(url)
        await says(leader, "/queue", "Duyệt", "089148012354")
        assert "Số này khác số đã gửi" in leader.heard()
        assert await decided(there) == 0
        await leader.says("Không duyệt")
        assert "Vì sao không duyệt" in leader.heard()
        await leader.says("Giấy tờ ghi khác")
        assert await decided(there) == 1
        assert await reads(there, Field.CITIZEN_ID) != "089148012345"


async def test_who_submitted_does_not_decide_also_from_another_phone(url: str) -> None:
    """A leader's second phone, by a second invitation, is the same human."""
    async with place(url) as there:
        await officer(url)
        leader = await leads(url)
        await submits(leader, "Số điện thoại", NEW_PHONE)
        second = await officer(url, "second", "LEAD6943")
        for one in (leader, second):
            await one.says("/queue")
            assert "Không có phiếu sửa nào chờ" in one.heard()
        assert await decided(there) == 0


async def test_what_nobody_else_may_decide_on_is_left_to_another_to_submit(url: str) -> None:
    """A commune has one leader: submitted by them, it would wait for ever."""
    async with place(url) as there:
        await officer(url)
        leader = await leads(url)
        await says(leader, *FIND, "Họ tên")
        assert "Ở đây chưa có ai khác duyệt được phần: họ tên." in leader.heard()
        assert "nhờ cán bộ gửi, rồi anh/chị duyệt" in leader.heard()
        assert "Trần Thị Ngọc Mai" in leader.heard()
        async with there.app.database.engine.connect() as connection:
            filed = select(func.count()).select_from(field_change)
            assert (await connection.execute(filed)).scalar_one() == 0


async def test_who_hears_about_the_person_is_nobody_to_decide(url: str) -> None:
    async with place(url):
        desk, leader = await officer(url), await leads(url)
        await says(desk, "/link", "DAWN3467", "1948", "đồng ý")
        await says(leader, *FIND, "Số điện thoại")
        assert "chưa có ai khác duyệt được" in leader.heard()


async def test_that_a_commune_has_no_leader_yet_is_said_and_nothing_lost(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        leads = staff_grant.c.role == Role.COMMUNE_LEADER.value
        await there.runs(update(staff_grant).where(leads).values(ended_at=NOW))
        await submits(desk, "Họ tên", "Néang Sa Rím")
        assert "Ở đây chưa có ai duyệt được" in desk.heard()
        await there.runs(update(staff_grant).where(leads).values(ended_at=None))
        await submits(desk, "Giới tính", "nam")
        assert "chưa có ai duyệt được" not in desk.heard()


async def test_nobody_decides_on_a_person_of_whom_their_own_phone_hears(url: str) -> None:
    async with place(url) as there:
        await submits(await officer(url), "Họ tên", "Néang Sa Rím")
        leader = await leads(url)
        await says(leader, "/link", "DAWN3467", "1948", "đồng ý", "/queue")
        assert "Không có phiếu sửa nào chờ" in leader.heard()
        assert await decided(there) == 0


async def test_an_officer_decides_on_a_phone_number_and_on_no_name(url: str) -> None:
    async with place(url):
        clerk = await officer(url, "clerk", "PSTA7364")
        await submits(clerk, "Họ tên", "Néang Sa Rím")
        desk = await officer(url)
        await desk.says("/queue")
        assert "Không có phiếu sửa nào chờ" in desk.heard()
        await submits(clerk, "Số điện thoại", NEW_PHONE)
        await desk.says("/queue")
        assert "số điện thoại" in desk.heard()


async def test_a_clerk_is_offered_no_field_that_is_not_theirs(url: str) -> None:
    async with place(url):
        clerk, desk = await officer(url, "clerk", "PSTA7364"), await officer(url)
        for one in (clerk, desk):
            await says(one, *FIND)
        offered = [
            {choice.label for reply in one.last for choice in reply.choices}
            for one in (clerk, desk)
        ]
        assert offered[1] - offered[0] == {"Chỗ ở"}
        assert "Số tài khoản" not in offered[1], "there is no account"


async def test_somebody_elses_number_is_said_without_telling_who(url: str) -> None:
    async with place(url) as there:
        async with there.app.database.engine.connect() as connection:
            far = (
                await connection.execute(
                    select(person.c.id)
                    .where(person.c.unit_code == "30316", person.c.citizen_id_index.is_not(None))
                    .limit(1)
                )
            ).scalar_one()
        async with there.records() as records:
            number = await records.corrections.fields.value(far, Field.CITIZEN_ID)
            other = await records.people.known(far)
        assert other is not None
        desk = await officer(url)
        await says(desk, *FIND, "Số căn cước", number or "")
        assert "Một người ở địa bàn khác cũng đang có số này" in desk.heard()
        assert other.name not in desk.heard()
        await desk.says("Có")
        leader = await leads(url)
        await leader.says("/queue")
        assert "Một người ở địa bàn khác cũng đang có số này" in leader.heard()
        assert other.name not in leader.heard()


async def test_a_number_of_somebody_of_ones_own_units_is_said_with_the_name(url: str) -> None:
    async with place(url) as there:
        number = await reads(there, Field.CITIZEN_ID)
        desk = await officer(url)
        await says(desk, "/fix", "kim phuone 1961", "1", "Số căn cước", number or "")
        assert f"{there.person.name} cũng đang có số này" in desk.heard()


async def test_both_sides_see_that_the_record_was_changed_meanwhile(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await submits(desk, "Họ tên", "Néang Sa Rím")
        async with there.records() as records:
            await records.corrections.fields.write(there.person.id, Field.NAME, "Néang Rim")
        leader = await leads(url)
        await leader.says("/queue")
        changed = "Trong lúc chờ, hồ sơ đã sửa khác đi. Giờ đang ghi: Néang Rim."
        assert changed in leader.heard()
        labels = [choice.label for reply in leader.last for choice in reply.choices]
        assert "Duyệt" not in labels
        await says(leader, "Trả lại, hỏi thêm", "Xem lại giúp")
        desk.last = (await unasked(url, NOW))["officer"]
        await desk.taps(desk.token("Mở phiếu"))
        assert changed in desk.heard()
        assert "Xem lại giúp" in desk.heard()
        assert await reads(there, Field.NAME) == "Néang Rim"


HOLDER = ("/fix", "kim phuone 1961", "1", "Số căn cước")
"""Of somebody who has an account at a bank."""


async def approved(desk: Phone, leader: Phone, number: str) -> None:
    await says(desk, *HOLDER, number, "Có")
    await says(leader, "/queue", "Duyệt", number)
    assert "Đã duyệt" in leader.heard()


async def test_who_corrects_again_what_waits_for_the_bank_is_told_so_first(url: str) -> None:
    async with place(url) as there:
        desk, leader = await officer(url), await leads(url)
        await approved(desk, leader, "089161012354")
        await says(desk, *HOLDER)
        assert "Duyệt ngày 24/11/2026, còn chờ ngân hàng" in desk.heard()
        await desk.says("Thôi, để vậy")
        assert "vẫn chờ ngân hàng" in desk.heard()
        await says(desk, *HOLDER, "Sai, sửa nữa", "089161012345", "Có")
        assert "Đã gửi duyệt" in desk.heard()
        await says(leader, "/queue", "Không duyệt", "Giấy tờ ghi khác")
        await says(desk, *HOLDER)
        assert "còn chờ ngân hàng" in desk.heard(), "the second took nothing from the first"
        assert await decided(there) == 2


async def test_what_came_back_can_be_withdrawn_and_changes_nothing(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await submits(desk, "Họ tên", "Néang Sa Rím")
        leader = await leads(url)
        await says(leader, "/queue", "Trả lại, hỏi thêm", "Giấy nào?")
        desk.last = (await unasked(url, NOW))["officer"]
        await desk.taps(desk.token("Mở phiếu"))
        await desk.says("Rút phiếu")
        assert "Đã rút phiếu" in desk.heard()
        assert await reads(there, Field.NAME) == there.person.name
        await leader.says("/queue")
        assert "Không có phiếu sửa nào chờ" in leader.heard()
        await submits(desk, "Họ tên", "Néang Sa Rem")


async def test_why_in_own_words_is_read_by_who_submitted_it_and_by_no_locked_screen(
    url: str,
) -> None:
    async with place(url) as there:
        desk, leader = await officer(url), await leads(url)
        await submits(desk, "Họ tên", "Néang Sa Rím")
        await says(leader, "/queue", "Không duyệt", "Lý do khác", "Giấy khai sinh bị nhòe")
        assert "Không duyệt: họ tên" in leader.heard()
        told = await unasked(url, NOW)
        assert "nhòe" not in "".join(words(each) for each in told.values())
        assert "Lý do" not in words(told["me"])
        desk.last = told["officer"]
        assert "Họ tên" in desk.heard()
        await desk.taps(desk.token("Mở phiếu"))
        assert "Lý do: Giấy khai sinh bị nhòe." in desk.heard()
        await desk.says("Gửi thông tin khác")
        assert "Họ tên ghi trên giấy tờ" in desk.heard()
        assert await reads(there, Field.NAME) == there.person.name


async def test_that_no_paper_was_shown_is_a_reason(url: str) -> None:
    async with place(url):
        desk, leader = await officer(url), await leads(url)
        await submits(desk, "Họ tên", "Néang Sa Rím")
        await says(leader, "/queue", "Không duyệt", "Chưa có giấy tờ")
        told = await unasked(url, NOW)
        assert "Lý do: chưa có giấy tờ chứng minh." in words(told["officer"])


async def test_who_answered_last_is_asked_and_told_from_then_on(url: str) -> None:
    async with place(url):
        clerk, desk = await officer(url, "clerk", "PSTA7364"), await officer(url)
        leader = await leads(url)
        await submits(clerk, "Họ tên", "Néang Sa Rím")
        back = ("/queue", "Trả lại, hỏi thêm", "Giấy nào?")
        await says(leader, *back)
        assert "clerk" in await unasked(url, NOW)
        await submits(desk, "Họ tên", "Néang Sa Rem")
        await says(leader, *back)
        told = await unasked(url, NOW)
        assert "officer" in told
        assert "clerk" not in told


async def test_where_the_person_lives_already_is_no_correction(sqlite_url: str) -> None:
    async with place(sqlite_url):
        desk = await officer(sqlite_url)
        await says(desk, *FIND, "Chỗ ở", "An Cư")
        assert "Hồ sơ đang ghi đúng như vậy rồi." in desk.heard()


async def test_a_second_correction_of_the_same_field_is_led_to_the_first(url: str) -> None:
    async with place(url):
        clerk, desk = await officer(url, "clerk", "PSTA7364"), await officer(url)
        await submits(clerk, "Họ tên", "Néang Sa Rím")
        await says(desk, *FIND, "Họ tên")
        assert "Phần này đã có phiếu chờ duyệt" in desk.heard()
        assert "Sa Rím" not in desk.heard()


async def test_everybody_who_hears_about_the_person_is_told_and_no_value_is_said(
    url: str,
) -> None:
    async with place(url) as there:
        await phone_corrected(url)
        told = await unasked(url, NOW)
        assert set(told) == {"me", "officer"}
        mine = words(told["me"])
        assert "đã sửa xong phần: số điện thoại" in mine
        assert "báo liền cán bộ" in mine
        assert "678" not in mine
        assert there.person.name not in mine


async def test_of_whom_a_death_was_reported_nothing_is_said(url: str) -> None:
    async with place(url) as there:
        await phone_corrected(url)
        await files(there, CaseKind.DEATH)
        assert "me" not in await unasked(url, NOW)


async def test_anothers_death_silences_nobody_else(url: str) -> None:
    """It once kept every answer from everybody: the question was asked of the answered case."""
    async with place(url) as there:
        for said in ("/notices", "Tất cả"):
            await there.phone.says(said)
        desk = await phone_corrected(url)
        number = await files(there)
        await says(desk, number, "Đã giải quyết", "Tiền mặt, đem tới nhà")
        await files(await _with_another(there), CaseKind.DEATH)
        told = words((await unasked(url, NOW))["me"])
        assert "đã sửa xong phần" in told
        assert f"phiếu {number} đã giải quyết xong" in told


async def _with_another(there: Place) -> Place:
    """The same place, with another person of the commune in it."""
    async with there.app.database.engine.connect() as connection:
        other = (
            await connection.execute(
                select(person.c.id)
                .where(person.c.unit_code == there.person.unit.code, person.c.id != there.person.id)
                .limit(1)
            )
        ).scalar_one()
    async with there.records() as records:
        known = await records.people.known(other)
    assert known is not None
    return replace(there, person=known)


async def test_whose_link_has_ended_is_told_nothing(url: str) -> None:
    async with place(url) as there:
        await phone_corrected(url)
        await there.runs(update(link_table).values(ended=NOW))
        assert "me" not in await unasked(url, NOW)


async def test_a_field_that_another_dialogue_brings_is_not_asked_for_again(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await desk.taps(f"d:fix:person={there.person.id}:field=phone")
        assert "Số điện thoại đúng là số nào" in desk.heard()
        far = await officer(url, "far", "CHAU9436")
        await far.taps(f"d:fix:person={there.person.id}:field=phone")
        assert there.person.name not in far.heard()
        assert "Việc này của người hưởng nào" in far.heard()


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("Số điện thoại", "0168 234 5678", "Số cũ có 11 số"),
        ("Số điện thoại", "0296 3852 147", "số máy bàn"),
        ("Số căn cước", "089045012345", "năm sinh khác hồ sơ"),
        ("Số căn cước", "089048012345", "giới tính khác hồ sơ"),
        ("Số căn cước", "003148012345", "Không tỉnh nào có 3 số đầu này"),
        ("Năm sinh, ngày sinh", "3/1949", "tháng 3 năm 1949"),
        ("Năm sinh, ngày sinh", "2492", "Phật lịch"),
        ("Số điện thoại", "0412345678", "Không có số điện thoại nào bắt đầu như vậy"),
        ("Họ tên", "Néang 5", "bằng chữ"),
        ("Họ tên", "Néang Sa Rim", "đang ghi đúng như vậy"),
    ],
)
async def test_what_does_not_fit_is_said_and_what_can_be_none_is_asked_again(
    sqlite_url: str, field: str, written: str, said: str
) -> None:
    async with place(sqlite_url):
        desk = await officer(sqlite_url)
        await says(desk, *FIND, field, written)
        assert said in desk.heard()


async def test_a_better_number_is_taken_where_it_is_noticed(url: str) -> None:
    """At the last question: it stands on the card, and what was first written is gone."""
    async with place(url) as there:
        desk, leader = await officer(url), await leads(url)
        await says(desk, *FIND, "Số điện thoại", NEW_PHONE, "0912 345 67")
        assert "có 10 số" in desk.heard()
        await desk.says("0912 345 679")
        assert "Sửa thành: số cuối 679" in desk.heard()
        assert "Gửi đi để duyệt?" in desk.heard()
        await desk.says("Có")
        assert "Đã gửi duyệt" in desk.heard()
        await says(leader, "/queue", "Duyệt", "0912345679")
        assert await reads(there, Field.PHONE) == "0912345679"


async def test_a_better_number_asks_nothing_twice_that_was_answered(url: str) -> None:
    async with place(url):
        desk, leader = await officer(url), await leads(url)
        await approved(desk, leader, "089161012354")
        await says(desk, *HOLDER, "Sai", "089161012345", "089161012346")
        assert "Sửa thành: số cuối 346" in desk.heard()


async def test_words_at_the_last_question_are_no_name(url: str) -> None:
    async with place(url):
        desk = await officer(url)
        await says(desk, *FIND, "Họ tên", "Néang Sa Rím", "chờ chút")
        assert "chọn một trong mấy mục này" in desk.heard()
        assert "Sửa thành: Néang Sa Rím" in desk.heard()


async def test_a_lost_zero_that_was_not_meant_is_asked_for_again(url: str) -> None:
    async with place(url):
        desk = await officer(url)
        await says(desk, *FIND, "Số căn cước", "89148012345", "Không")
        assert "12 số trên thẻ căn cước" in desk.heard()


async def test_who_collects_is_decided_on_and_the_decision_kept(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await submits(desk, "Người lãnh giùm", "con gái, giấy ủy quyền tới 6/2027")
        leader = await leads(url)
        await leader.says("/queue")
        assert "con gái, giấy ủy quyền tới 6/2027" in leader.heard().lower()
        await leader.says("Duyệt")
        assert "Đã duyệt" in leader.heard()
        assert await decided(there) == 1


async def test_left_for_later_the_next_one_is_shown(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await submits(desk, "Họ tên", "Néang Sa Rím")
        await submits(desk, "Giới tính", "nam")
        leader = await leads(url)
        await leader.says("/queue")
        assert "Có 2 phiếu chờ duyệt" in leader.heard()
        first = leader.heard()
        await leader.says("Để sau, xem phiếu kế")
        assert leader.heard() != first
        await leader.says("Duyệt")
        assert await decided(there) == 1
        await leader.says("Người kế tiếp")
        assert leader.heard() in first


def test_a_decision_asks_for_a_code_of_the_device() -> None:
    assert Act.DECIDE_CHANGE in NEEDS_STEP_UP
    assert BY_NAME["queue"].act is Act.DECIDE_CHANGE


def labels(phone: Phone) -> set[str]:
    return {choice.label for reply in phone.last for choice in reply.choices}


async def test_a_correction_is_decided_from_the_requests_by_who_may_alone(url: str) -> None:
    async with place(url) as there:
        clerk, desk, leader = (
            await officer(url, "clerk", "PSTA7364"),
            await officer(url),
            await leads(url),
        )
        await submits(clerk, "Họ tên", "Néang Sa Rím")
        await submits(desk, "Giới tính", "nam")
        name, sex = (f"Sửa {field}: {there.person.name}" for field in ("họ tên", "giới tính"))
        seen = {}
        for who, phone in (("desk", desk), ("leader", leader)):
            for what, case in (("name", name), ("sex", sex)):
                await says(phone, "/cases", case)
                seen[who, what] = labels(phone) & {"Xem để duyệt", "Tôi nhận làm"}
        assert seen["desk", "sex"] == set(), "they submitted it themselves"
        assert "Xem để duyệt" not in seen["desk", "name"], "only a leader decides on a name"
        assert "Xem để duyệt" in seen["leader", "name"] & seen["leader", "sex"]


async def test_the_second_of_two_who_decide_hears_what_the_first_decided(url: str) -> None:
    async with place(url) as there:
        clerk, desk, leader = (
            await officer(url, "clerk", "PSTA7364"),
            await officer(url),
            await leads(url),
        )
        await submits(clerk, "Số điện thoại", NEW_PHONE)
        number = clerk.heard().partition("AS-")[2][:6]
        await says(desk, "/queue", "Duyệt")
        await leader.says("/queue")
        await says(desk, NEW_PHONE)
        await says(leader, "Duyệt")
        said = f"Đồng nghiệp đã quyết định phiếu AS-{number} rồi: duyệt."
        assert said in leader.heard()
        await submits(clerk, "Số điện thoại", "0912 345 679")
        await says(leader, "/queue", "Duyệt")
        await says(desk, "/queue", "Không duyệt", "Giấy tờ ghi khác")
        await says(leader, "0912 345 679")
        assert "rồi: không duyệt." in leader.heard()
        assert await decided(there) == 2


async def test_with_another_card_waiting_the_second_hears_it_beside_that(url: str) -> None:
    async with place(url):
        clerk, desk, leader = (
            await officer(url, "clerk", "PSTA7364"),
            await officer(url),
            await leads(url),
        )
        await submits(clerk, "Số điện thoại", NEW_PHONE)
        await leader.says("/queue")
        await submits(clerk, "Giới tính", "nam")
        await says(desk, "/queue", "Duyệt", NEW_PHONE)
        await says(leader, "Duyệt")
        assert "rồi: duyệt." in leader.heard()
        assert "giới tính" in leader.heard()


async def test_what_waits_is_withdrawn_by_who_submitted_it_and_by_nobody_else(url: str) -> None:
    async with place(url) as there:
        clerk, desk = await officer(url, "clerk", "PSTA7364"), await officer(url)
        await submits(desk, "Họ tên", "Néang Sa Rím")
        await says(clerk, *FIND, "Họ tên")
        assert "Rút phiếu" not in labels(clerk)
        await says(desk, *FIND, "Họ tên", "Rút phiếu", "1")
        assert "vẫn chờ duyệt" in desk.heard(), "a number typed twice withdraws nothing"
        await says(desk, "/cases", f"Sửa họ tên: {there.person.name}", "Rút phiếu", "Rút phiếu")
        assert "Đã rút phiếu" in desk.heard()
        leader = await leads(url)
        await leader.says("/queue")
        assert "Không có phiếu sửa nào chờ" in leader.heard()
        async with there.records() as records:
            kept = (await records.store.connection.execute(select(field_change))).one()
            opened = records.store.vault.open(kept.sealed_new, field_change.c.sealed_new, kept.id)
        assert (kept.sealed_old, opened) == (None, ""), "nothing of it is kept"
        await submits(desk, "Họ tên", "Néang Sa Rem")


async def test_what_was_withdrawn_while_the_bank_is_to_follow_waits_no_more(url: str) -> None:
    async with place(url) as there:
        desk, leader = await officer(url), await leads(url)
        await approved(desk, leader, "089161012354")
        await says(desk, *HOLDER, "Sai, sửa nữa", "089161012345", "Có")
        await says(desk, *HOLDER, "Rút phiếu", "Rút phiếu")
        assert "Đã rút phiếu" in desk.heard()
        await says(desk, *HOLDER, "Sai, sửa nữa", "089161012346", "Có")
        assert "Đã gửi duyệt" in desk.heard()
        await says(leader, "/queue", "Duyệt", "089161012346")
        assert "Đã duyệt" in leader.heard()
        assert await decided(there) == 2


async def test_a_question_is_answered_in_words_and_both_stand_on_the_card(url: str) -> None:
    async with place(url) as there:
        desk, leader = await officer(url), await leads(url)
        await submits(desk, "Họ tên", "Néang Sa Rím")
        await says(leader, "/queue", "Trả lại, hỏi thêm", "Giấy nào ghi vậy?")
        desk.last = (await unasked(url, NOW))["officer"]
        await desk.taps(desk.token("Mở phiếu"))
        await says(desk, "Trả lời bằng chữ", "Giấy khai sinh năm 1990")
        assert "Đã gửi duyệt: họ tên" in desk.heard()
        await leader.says("/queue")
        for said in ("Giấy nào ghi vậy?", "Giấy khai sinh năm 1990", "Néang Sa Rím"):
            assert said in leader.heard()
        await says(leader, "Duyệt")
        assert "hồ sơ đã sửa: họ tên, Néang Sa Rím." in leader.heard()
        assert await reads(there, Field.NAME) == "Néang Sa Rím"


async def test_that_there_is_no_name_is_no_name(sqlite_url: str) -> None:
    async with place(sqlite_url):
        desk = await officer(sqlite_url)
        for said in ("Không có", "khong biet", "គ្មាន"):
            await says(desk, *FIND, "Họ tên", said)
            assert "bằng chữ" in desk.heard()
        for said in ("/front", "sa rim 1948", "1"):
            await desk.says(said)
        await says(desk, "2", "1")
        assert "bằng chữ" in desk.heard()
