"""What the staff may do, each as a conversation; who may not, hears so kindly."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import select, update

from bot.app import App, build
from bot.settings import read_settings
from bot.telling import tell_due
from domain.case import CaseKind
from domain.link_code import LENGTH
from domain.permissions import Grant, Role
from domain.place import REFORM, UnitKey
from domain.text import Month
from handlers.asks import read_code
from handlers.staff.briefing import CASES
from handlers.staff.scope import with_old
from storage.records import Records
from storage.tables import audit, case_file, link, link_code, person, staff_address
from tests.house import INDEX_KEY, KEY, NOW, Phone, Screen, settings
from tests.place import words
from tests.test_commands import ansinh

AN_CU = UnitKey("30526", REFORM)
CHAU_DOC = UnitKey("30316", REFORM)


async def at_work(url: str, code: str, **more: Any) -> Phone:
    """Somebody of the demo's staff at an address of their own."""
    phone = Phone(url, more.pop("name", code), **more)
    for said in ("tiếng Việt", "/link", code, "1"):
        await phone.says(said)
    return phone


async def says(phone: Phone, *words: str) -> str:
    """All of it, one after the other; what was heard last."""
    for one in words:
        await phone.says(one)
    return phone.heard()


async def told(url: str, phone: Phone) -> str:
    """What an address hears without having asked."""
    screen = Screen(phone.channel)
    app = build(settings(url), [screen], lambda: phone.at)
    await tell_due(app)
    await app.close()
    phone.last = [reply for to, reply in screen.shown if to == phone.name]
    return phone.heard()


class House:
    """The store beside the conversation, for what a test must arrange or look at."""

    def __init__(self, url: str) -> None:
        self.app: App = build(settings(url), [], lambda: NOW)

    async def __aenter__(self) -> House:
        await self.app.database.reference()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.app.close()

    async def rows(self, query: Any) -> list[Any]:
        async with self.app.database.engine.connect() as connection:
            return list((await connection.execute(query)).all())

    async def person_of(self, records: Records, code: str) -> Any:
        known = await records.link_codes.id_of(code)
        opened = await records.link_codes.opened_by(known or 0, NOW.date())
        assert opened is not None
        return opened[0]


def label_of(phone: Phone, words: str) -> str:
    labels = [choice.label for reply in phone.last for choice in reply.choices]
    return next(label for label in labels if words in label)


def code_in(phone: Phone) -> str:
    """The code as it was shown."""
    lines = [line.text for reply in phone.last for line in reply.lines]
    codes = [line for line in lines if len(line.replace(" ", "")) == LENGTH and read_code(line)]
    assert codes, lines
    return codes[0]


# --- Giving a code --------------------------------------------------------------------------


async def test_a_code_is_given_by_name_and_links_the_person_once(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    await says(officer, "/code", "neang sa rim 1948")
    await officer.says(label_of(officer, "1948"))
    assert "Cấp mã cho ai" in officer.heard()
    await officer.says("1")
    assert "hạn đến 08/01/2027" in officer.heard()
    picture = officer.last[0].picture
    assert picture is not None
    assert picture.png.startswith(b"\x89PNG")
    code = code_in(officer)
    grandmother = Phone(url, "grandmother")
    await says(grandmother, "tiếng Việt", "/link", code, "1948", "đồng ý")
    assert "Ngày lãnh" in grandmother.heard()
    async with House(url) as house:
        kept = await house.rows(select(link_code.c.made_by, link_code.c.used_at).where(
            link_code.c.demo.is_(False)))  # fmt: skip
        looks = await house.rows(select(audit.c.kind, audit.c.why, audit.c.actor_id).where(
            audit.c.actor_id.is_not(None), audit.c.kind.in_(["looked", "gave_code"])))  # fmt: skip
    assert [one.used_at is not None for one in kept] == [True]
    assert {(one.kind, one.why) for one in looks} == {
        ("looked", "give_code"), ("gave_code", "give_code"),
    }  # fmt: skip
    assert {one.actor_id for one in looks} == {kept[0].made_by}


async def test_a_person_is_found_by_the_end_of_the_id_and_by_record_number(url: str) -> None:
    async with House(url) as house:
        async with house.app.database.transaction() as records:
            rim = await house.person_of(records, "DAWN3467")
        sealed = (await house.rows(
            select(person.c.id, person.c.sealed_citizen_id).where(person.c.id == rim.id)
        ))[0]  # fmt: skip
        citizen_id = house.app.database.vault.open(
            sealed.sealed_citizen_id, person.c.sealed_citizen_id, rim.id
        )
    officer = await at_work(url, "WARD4793")
    await says(officer, "/code", citizen_id[-4:])
    assert label_of(officer, "Néang Sa Rim, 1948")
    await says(officer, "/code", str(rim.id))
    assert label_of(officer, "Néang Sa Rim, 1948")
    await officer.says(label_of(officer, "Không phải ai"))
    assert "người hưởng nào" in officer.heard(), "and one searches again"


async def test_nobody_outside_the_units_is_found_and_it_is_not_said_whether_they_exist(
    url: str,
) -> None:
    async with House(url) as house, house.app.database.transaction() as records:
        rim = await house.person_of(records, "DAWN3467")
    other = await at_work(url, "CHAU9436")
    await other.says("/code")
    answers = {await says(other, sought) for sought in (str(rim.id), "7777777", "Xyz Qwrt")}
    assert len(answers) == 1
    assert "Không tìm thấy ai trong địa bàn" in answers.pop()
    await other.says("Néang Sa Rim 1948")
    labels = [choice.label for reply in other.last for choice in reply.choices]
    assert not [label for label in labels if "An Cư" in label]
    async with House(url) as house:
        looked = await house.rows(select(audit.c.id).where(audit.c.subject == rim.id))
    assert looked == []


@pytest.mark.parametrize("code", ["HAML6379", "ADMN7649", "TNHA4796", "BANK3947"])
@pytest.mark.parametrize("command", ["/code", "/front", "/carers"])
async def test_who_may_not_hears_that_it_is_for_others(
    sqlite_url: str, code: str, command: str
) -> None:
    phone = await at_work(sqlite_url, code)
    assert "chỉ dành cho người phụ trách" in await says(phone, command)


async def test_nobody_gives_a_code_about_whom_their_own_phone_hears(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    private = Phone(url, "private", channel="console")
    await says(private, "tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý")
    await says(private, "/link", "WARD4793", "1")
    await says(officer, "/code", "neang sa rim 1948")
    await officer.says(label_of(officer, "1948"))
    assert "để đồng nghiệp làm" in officer.heard()


# --- In front -------------------------------------------------------------------------------


async def shown_number(phone: Phone) -> str:
    """What a phone shows to the officer in front of it, as its holder asks for it."""
    await phone.says("/link")
    await phone.taps(phone.token("Tôi không có mã"))
    await phone.taps(phone.token("Cán bộ đang ở đây"))
    digits = [line.text.replace(" ", "") for reply in phone.last for line in reply.lines]
    return next(one for one in digits if one.isdigit())


async def test_the_phone_in_front_is_linked_and_opens_once_its_holder_agrees(url: str) -> None:
    grandmother = Phone(url, "grandmother")
    await grandmother.says("tiếng Việt")
    officer = await at_work(url, "PSTA7364")
    await says(officer, "/front", "neang sa rim 1948")
    await says(officer, label_of(officer, "1948"), "1")
    assert "6 số đang hiện" in officer.heard()
    assert "Không máy nào" in await says(officer, "000000")
    number = await shown_number(grandmother)
    await officer.says(f"{number[:3]} {number[3:]}")
    assert "Đã nối máy đó" in officer.heard()
    assert "Cán bộ xã vừa nối máy này" in await told(url, grandmother)
    await says(grandmother, "/account")
    assert "đồng ý không" in grandmother.heard()
    await grandmother.says("đồng ý")
    assert "Ngày lãnh" in grandmother.heard()
    async with House(url) as house:
        [made] = await house.rows(select(link))
    assert (made.how, made.relation, made.until) == ("in_front", "self", None)
    assert made.vouched_by is not None


async def test_a_number_is_good_for_ten_minutes_and_five_wrong_ones_close_the_path(
    url: str,
) -> None:
    grandmother = Phone(url, "grandmother")
    await grandmother.says("tiếng Việt")
    number = await shown_number(grandmother)
    officer = await at_work(url, "WARD4793")
    await says(officer, "/front", "neang sa rim 1948")
    await says(officer, label_of(officer, "1948"), "3", "Chau Sóc Kha")
    officer.later(minutes=11)
    assert "Không máy nào" in await says(officer, number)
    for wrong in range(4):
        await officer.says(f"00000{wrong}")
    grandmother.at = officer.at
    assert "Sai số nhiều lần" in await says(officer, await shown_number(grandmother))
    async with House(url) as house:
        assert await house.rows(select(link)) == []


# --- Carers ---------------------------------------------------------------------------------


async def waiting_carer(url: str, name: str, code: str, year: str) -> Phone:
    carer = Phone(url, name)
    await says(carer, "tiếng Việt", "/link", code, year, "2", "Néang Sóc Kha")
    assert "chờ cán bộ xã đồng ý" in carer.heard()
    return carer


async def test_a_carer_hears_once_the_officer_says_yes_and_until_the_day_of_the_paper(
    url: str,
) -> None:
    carer = await waiting_carer(url, "granddaughter", "DAWN3467", "1948")
    officer = await at_work(url, "WARD4793")
    heard = await says(officer, "/carers")
    assert "Néang Sa Rim, 1948, xã An Cư" in heard
    assert "Néang Sóc Kha xin coi" in heard
    await officer.says("1")
    assert label_of(officer, "24/11/2027")
    assert "Ngày đó qua rồi" in await says(officer, "01/01/2020")
    await officer.says("31/12/2026")
    assert "Néang Sóc Kha từ nay coi được" in officer.heard()
    assert "ngày 31/12/2026" in await told(url, carer)
    await carer.says("/payout")
    assert "Nơi lãnh" in carer.heard()


async def test_a_carer_refused_is_told_and_hears_nothing_and_later_leaves_it_waiting(
    url: str,
) -> None:
    carer = await waiting_carer(url, "granddaughter", "DAWN3467", "1948")
    leader = await at_work(url, "LEAD6943")
    assert "Không còn ai chờ" in await says(leader, "/carers", "3")
    assert "không coi được gì" in await says(leader, "/carers", "2")
    assert "chưa đồng ý" in await told(url, carer)
    await carer.says("/payout")
    assert "lãnh tiền ở đâu" in carer.heard()
    assert "Không còn ai chờ" in await says(leader, "/carers")


async def test_nobody_vouches_for_their_own_link(url: str) -> None:
    officer = await at_work(url, "WARD4793", name="me")
    await says(officer, "/link", "DAWN3467", "1948", "2", "Trần Thị Ngọc Mai")
    assert "Không còn ai chờ" in await says(officer, "/carers")
    leader = await at_work(url, "LEAD6943")
    assert "Trần Thị Ngọc Mai xin coi" in await says(leader, "/carers")


async def test_a_carer_of_another_commune_waits_in_no_other_queue(url: str) -> None:
    await waiting_carer(url, "granddaughter", "DAWN3467", "1948")
    other = await at_work(url, "CHAU9436")
    assert "Không còn ai chờ" in await says(other, "/carers")


# --- Colleagues -----------------------------------------------------------------------------


async def invited(by: Phone, role: str, name: str, *more: str, phone: str = "") -> str:
    """The code of an invitation, made in chat."""
    await by.says("/invite")
    await says(by, label_of(by, role), *more, name, phone or number_of(name), "1")
    return code_in(by)


def number_of(name: str) -> str:
    """Of their own for everybody."""
    return f"09{zlib.crc32(name.encode()) % 10**8:08}"


async def test_a_leader_invites_an_officer_of_the_own_commune_who_then_works(url: str) -> None:
    leader = await at_work(url, "LEAD6943")
    await leader.says("/invite")
    labels = [choice.label for reply in leader.last for choice in reply.choices]
    assert labels == ["Cán bộ xã", "Người giúp ở ấp"]
    code = await invited(leader, "Cán bộ xã", "Lâm Thị Sen")
    new = Phone(url, "new")
    assert "Lâm Thị Sen" in await says(new, "tiếng Việt", "/link", code)
    assert "xã An Cư" in new.heard()
    await new.says("1")
    assert "người hưởng nào" in await says(new, "/code")
    again = Phone(url, "again")
    assert "hết dùng được" in await says(again, "tiếng Việt", "/link", code)


async def test_an_admin_invites_anywhere_and_one_human_at_two_channels_is_one(url: str) -> None:
    admin = await at_work(url, "ADMN7649")
    code = await invited(admin, "bưu điện", "Lâm Thị Sen", "An Cư", phone="0912 345 678")
    here = Phone(url, "here")
    await says(here, "tiếng Việt", "/link", code, "1")
    code = await invited(admin, "bưu điện", "Lâm Thị Sen", "Châu Đốc", "1", phone="0912345678")
    there = Phone(url, "there", channel="telegram")
    await says(there, "tiếng Việt", "/link", code, "1")
    async with House(url) as house, house.app.database.transaction() as records:
        known = await records.staff.with_phone("0912345678")
        assert known is not None
        assert len(await records.staff.sessions_of(known)) == 2
        units = {grant.unit for grant in await records.staff.grants(known)}
    assert len(units) == 2
    assert AN_CU in units


async def test_an_officers_invitation_is_no_door_to_a_higher_role(url: str) -> None:
    async with House(url) as house, house.app.database.transaction() as records:
        code, _ = await records.staff.invite(
            "Huỳnh Gia Bảo", Grant(Role.ADMIN, None), None, NOW, phone="0987654321"
        )
    admin = Phone(url, "admin")
    await says(admin, "tiếng Việt", "/link", code, "1")
    officer = await at_work(url, "WARD4793")
    await says(officer, "/invite", "1", "Chau Phol", "0987654321")
    assert "không mời người này được" in officer.heard()


async def test_who_submits_or_decides_is_invited_with_a_number_and_stays_one_human(
    url: str,
) -> None:
    """Two invitations without one would be two pairs of eyes of one human."""
    leader = await at_work(url, "LEAD6943")
    await says(leader, "/invite", "Cán bộ xã", "Trần Thị Ngọc Mai")
    assert [one.label for reply in leader.last for one in reply.choices] == []
    await says(leader, "1")
    assert "đủ 10 số" in leader.heard()
    officer = await at_work(url, "WARD4793")
    await says(leader, "0905111222")
    assert "Đã có người tên này làm ở đó. Có phải cùng một người không?" in leader.heard()
    await says(leader, "Có", "Có")
    second = Phone(url, "second")
    await says(second, "tiếng Việt", "/link", code_in(leader), "1")
    async with House(url) as house, house.app.database.transaction() as records:
        both = [await records.conversations.wake(one.message().sender, NOW)
                for one in (officer, second)]  # fmt: skip
        actors = {
            actor.id
            for one in both
            if one and (actor := await records.staff.at(one.id, NOW.date(), timedelta(days=45)))
        }
        assert len(actors) == 1
        assert await records.staff.with_phone("0905111222") in actors


@pytest.mark.parametrize("name", ["1", ";;;; drop", "Số điện thoại", "Lê (1)"])
async def test_nobody_is_invited_under_what_is_no_name(url: str, name: str) -> None:
    leader = await at_work(url, "LEAD6943")
    await says(leader, "/invite", "Cán bộ xã", name)
    assert "Số di động" not in leader.heard()
    assert "Anh/chị gõ họ tên bằng chữ" in leader.heard()


async def test_staff_are_told_of_a_stop_without_the_word_that_elders_are_owed(url: str) -> None:
    leader = await at_work(url, "LEAD6943")
    await says(leader, "/invite", "/cancel")
    assert "Đã hủy." in words(leader.last)
    assert "Dạ" not in words(leader.last)


async def test_the_name_of_a_place_is_nobodys_who_only_sounds_like_it(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    await says(officer, "/for An Cư")
    assert "Anh Tú" not in str([one.label for reply in officer.last for one in reply.choices])


async def test_two_open_invitations_for_one_number_never_make_two_of_one_human(url: str) -> None:
    leader = await at_work(url, "LEAD6943")
    codes = [
        await invited(leader, "Cán bộ xã", name, phone="0905111222")
        for name in ("Lâm Thị Sen", "Lâm Thị Súng")
    ]
    first, second = Phone(url, "first"), Phone(url, "second")
    await says(first, "tiếng Việt", "/link", codes[0], "1")
    assert "Chào Lâm Thị Sen" in first.heard()
    await says(second, "tiếng Việt", "/link", codes[1], "1")
    assert "Số di động của lời mời này nay là của một người đang làm." in second.heard()


async def test_what_is_revoked_ends_in_the_middle_of_a_dialogue(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    await says(officer, "/code", "neang sa rim 1948")
    await officer.says(label_of(officer, "1948"))
    leader = await at_work(url, "LEAD6943")
    await says(leader, "/revoke", "Ngọc Mai")
    assert "Thu quyền của Trần Thị Ngọc Mai ngay" in leader.heard()
    await leader.says("1")
    assert "không còn quyền này" in leader.heard()
    await officer.says("1")
    assert "chỉ dành cho người phụ trách" in officer.heard()
    async with House(url) as house:
        codes = await house.rows(select(link_code.c.id).where(link_code.c.demo.is_(False)))
        addresses = await house.rows(
            select(staff_address.c.ended_at).where(staff_address.c.ended_at.is_not(None))
        )
    assert codes == []
    assert len(addresses) == 1


async def test_an_invitation_made_by_who_was_revoked_opens_nothing(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    code = await invited(officer, "ấp", "Chau Phol")
    leader = await at_work(url, "LEAD6943")
    await says(leader, "/revoke", "Ngọc Mai", "1")
    back = Phone(url, "back")
    assert "hết dùng được" in await says(back, "tiếng Việt", "/link", code)


async def test_a_leader_revokes_nobody_of_another_commune_nor_above(url: str) -> None:
    leader = await at_work(url, "LEAD6943")
    await leader.says("/revoke")
    for name in ("Lê Minh Tâm", "Huỳnh Gia Bảo", "Nguyễn Văn Thạnh"):
        assert "không có ai làm việc tên vậy" in await says(leader, name), name


async def test_a_handover_moves_scope_and_open_cases_and_the_new_one_is_briefed(
    url: str,
) -> None:
    officer = await at_work(url, "WARD4793")
    helper = await at_work(url, "HAML6379")
    await says(helper, "/passon", "bà cụ kế bên chùa", "chưa có tiền tháng này")
    leader = await at_work(url, "LEAD6943")
    code = await invited(leader, "Cán bộ xã", "Lâm Thị Sen")
    new = Phone(url, "new")
    await says(new, "tiếng Việt", "/link", code, "1")
    await says(leader, "/handover", "Ngọc Mai", "Lâm Thị Sen", "1")
    assert "Lâm Thị Sen đã nhận bàn giao" in leader.heard()
    assert "chuyển theo: 1" in leader.heard()
    assert "vừa được bàn giao" in await told(url, new)
    await new.taps(new.token("Nắm tình hình"))
    assert "Xã An Cư, tháng 11/2026" in new.heard()
    assert "chỉ dành cho người phụ trách" in await says(officer, "/briefing")


async def test_a_handover_goes_only_to_who_does_such_work(sqlite_url: str) -> None:
    """Else a helper would see records, and a bank clerk decide."""
    leader = await at_work(sqlite_url, "LEAD6943")
    await says(leader, "/handover", "Ngọc Mai")
    labels = [choice.label for reply in leader.last for choice in reply.choices]
    assert labels == ["Nguyễn Văn Thạnh, lãnh đạo xã, xã An Cư"]
    await says(leader, "/handover", "Chau Sươne")
    assert "Chưa có ai ở đây để nhận bàn giao" in leader.heard()


# --- Briefing -------------------------------------------------------------------------------


async def test_the_briefing_says_whom_to_pay_how_and_what_to_do_without_a_predecessor(
    url: str,
) -> None:
    await waiting_carer(url, "granddaughter", "DAWN3467", "1948")
    clerk = await at_work(url, "BANK3947")
    heard = [await says(clerk, "/briefing")]
    for _ in range(6):
        await clerk.taps(clerk.token("Xem thêm"))
        assert all(len(reply.lines) <= 9 for reply in clerk.last)
        heard.append(clerk.heard())
    days, lists, special, carers, cases, do, also = heard
    assert "Bưu điện – văn hóa xã Văn Giáo: thứ Tư, 25/11/2026, từ 7 giờ 30 sáng" in days
    assert "danh sách ngày 17/11/2026" in lists
    assert "người nhận tiền mặt" in lists
    assert "Tài khoản chưa kích hoạt" in special
    assert "chờ cán bộ đồng ý: 1" in carers
    assert "Không còn việc nào đang mở" in cases
    assert "Quên mã" in do
    assert "Mất điện thoại" in also


def test_the_briefing_counts_open_requests_of_every_kind() -> None:
    assert set(CASES) == set(CaseKind)


async def test_the_briefing_names_whose_paper_ends_soon(url: str) -> None:
    async with House(url) as house, house.app.database.transaction() as records:
        rim = await house.person_of(records, "DAWN3467")
    carer = Phone(url, "carer")
    await carer.says("tiếng Việt")
    officer = await at_work(url, "WARD4793")
    await says(officer, "/front", "neang sa rim 1948")
    await says(officer, label_of(officer, "1948"), "3", "Chau Sóc Kha", await shown_number(carer))
    async with House(url) as house, house.app.database.engine.begin() as connection:
        await connection.execute(update(link).values(until=NOW.date() + timedelta(days=9)))
    await officer.says("/briefing")
    for _ in range(3):
        await officer.taps(officer.token("Xem thêm"))
    assert "sắp hết hạn trong 30 ngày: 1" in officer.heard()
    assert f"{rim.name}: đến ngày 03/12/2026" in officer.heard()


# --- Who looked -----------------------------------------------------------------------------


async def test_a_leader_learns_who_looked_at_a_person_when_and_why(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    await says(officer, "/code", "neang sa rim 1948")
    await says(officer, label_of(officer, "1948"), "1")
    leader = await at_work(url, "LEAD6943")
    await says(leader, "/who", "1", "neang sa rim 1948")
    await says(leader, label_of(leader, "1948"), "1", "1")
    heard = leader.heard()
    assert "24/11/2026 09:00: Trần Thị Ngọc Mai, hồ sơ" in heard
    assert "cấp mã" in heard
    assert "72 giờ" in heard


async def test_one_can_still_ask_what_somebody_looked_at_who_has_left(sqlite_url: str) -> None:
    officer = await at_work(sqlite_url, "WARD4793")
    await says(officer, "/code", "neang sa rim 1948")
    leader = await at_work(sqlite_url, "LEAD6943")
    await says(leader, "/revoke", "Ngọc Mai", "1", "/who", "2", "Ngọc Mai", "1", "1")
    assert "09:00: Trần Thị Ngọc Mai, hồ sơ" in leader.heard()


async def test_an_admin_asks_by_record_number_and_sees_no_name_of_a_person(url: str) -> None:
    async with House(url) as house, house.app.database.transaction() as records:
        rim = await house.person_of(records, "DAWN3467")
    officer = await at_work(url, "WARD4793")
    await says(officer, "/code", "neang sa rim 1948")
    admin = await at_work(url, "ADMN7649")
    await says(admin, "/who", "1")
    assert "số hồ sơ" in admin.heard()
    await says(admin, str(rim.id), "1", "1")
    assert "Trần Thị Ngọc Mai" in admin.heard()
    assert "Sa Rim" not in admin.heard()
    await says(admin, "/who", "2", "Ngọc Mai", "18/11/2026", "1")
    assert "Trần Thị Ngọc Mai" in admin.heard()


# --- A helper -------------------------------------------------------------------------------


async def test_a_helper_passes_on_what_was_said_sealed_and_masked_and_sees_no_record(
    url: str,
) -> None:
    helper = await at_work(url, "HAML6379")
    words = "ngân hàng nhắn mã OTP 482913, thẻ 4539578763621486"
    await says(helper, "/passon", "bà cụ kế bên chùa", words)
    assert "Số phiếu: AS-" in helper.heard()
    assert "Trần Thị Ngọc Mai" in helper.heard(), "to whom it went, by name"
    async with House(url) as house:
        [row] = await house.rows(select(case_file))
        kept = house.app.database.vault.open(row.sealed_details, case_file.c.sealed_details, row.id)
        looked = await house.rows(select(audit.c.id).where(audit.c.kind == "looked"))
    assert row.person_id is None
    assert (row.kind, row.unit_code) == ("passed_on", AN_CU.code)
    assert "bà cụ kế bên chùa" in kept
    assert "482913" not in kept
    assert "4539578763621486" not in kept
    assert looked == []


async def test_where_the_commune_has_no_officer_it_is_said_to_whom_it_went(url: str) -> None:
    leader = await at_work(url, "ADMN7649")
    for name in ("Ngọc Mai", "Văn Thạnh"):
        await says(leader, "/revoke", name, "1")
    helper = await at_work(url, "HAML6379")
    await says(helper, "/passon", "bà cụ kế bên chùa", "chưa có tiền")
    assert "chưa có cán bộ" in helper.heard()
    assert "Võ Thanh Bình" in helper.heard()


# --- Locked, and codes of a device ----------------------------------------------------------


async def test_an_address_of_the_staff_locks_after_45_days_unused(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    officer.later(days=45)
    assert "người hưởng nào" in await says(officer, "/code")
    officer.later(days=46)
    assert "bị khóa" in await says(officer, "/code")
    await says(officer, "/link", "WARD4793", "1")
    assert "người hưởng nào" in await says(officer, "/code")


class Strict(Phone):
    """A phone in a house that asks staff for codes of their device."""

    def app(self, screen: Screen) -> App:
        given = {
            "ANSINH_DATABASE_URL": self.url,
            "ANSINH_KEY": KEY,
            "ANSINH_INDEX_KEY": INDEX_KEY,
            "ANSINH_STAFF_TOTP": "on",
        }
        return build(read_settings(given), [screen], lambda: self.at)


async def test_inviting_asks_for_a_code_of_the_device_and_takes_each_once(url: str) -> None:
    leader = Strict(url, "leader")
    await says(leader, "tiếng Việt", "/link", "LEAD6943", "1", "/invite")
    assert "ứng dụng xác thực" in leader.heard()
    lines = [line.text for reply in leader.last for line in reply.lines]
    secret = next(line for line in lines if len(line) == 32 and line.isupper())
    made = pyotp.TOTP(secret)
    await leader.says(made.at(leader.at))
    assert "Làm việc gì" in leader.heard()
    await says(leader, "1", "Lâm Thị Sen", "0905111222", "1")
    assert code_in(leader)
    used = made.at(leader.at)
    leader.later(minutes=11)
    await leader.says("/invite")
    assert "6 số" in leader.heard()
    assert "chưa đúng, hoặc đã dùng" in await says(leader, used)
    fresh = made.at(leader.at)
    await leader.says(fresh)
    assert "Làm việc gì" in leader.heard()
    leader.later(minutes=11)
    await leader.says("/invite")
    assert "chưa đúng, hoặc đã dùng" in await says(leader, fresh), "eleven minutes old"


async def test_on_the_page_staff_sign_in_before_they_see_anybody(url: str) -> None:
    officer = await at_work(url, "WARD4793", channel="web", name="browser")
    assert "đăng nhập" in (await says(officer, "/code")).lower()
    assert "người hưởng" not in officer.heard()


async def test_people_of_a_divided_old_unit_are_marked(sqlite_url: str) -> None:
    """Its heirs share them until the register says who went where."""
    async with House(sqlite_url) as house:
        gazetteer = (await house.app.database.reference()).gazetteer
        divided = [
            (old, heirs)
            for unit in gazetteer.served()
            for old in gazetteer.made_from(unit.key)
            if len(heirs := gazetteer.today_of(old.key)) > 1
        ]
        old, heirs = divided[0]
        async with house.app.database.transaction() as records:
            rim = await house.person_of(records, "DAWN3467")
        async with house.app.database.engine.begin() as connection:
            await connection.execute(
                update(person).where(person.c.id == rim.id).values(
                    unit_code=old.key.code, unit_from=old.key.valid_from
                )
            )  # fmt: skip
        async with house.app.database.transaction() as records:
            code, _ = await records.staff.invite(
                "Lâm Thị Sen", Grant(Role.COMMUNE_OFFICER, heirs[1].key), None, NOW
            )
    officer = Phone(sqlite_url, "heir")
    await says(officer, "tiếng Việt", "/link", code, "1", "/code", str(rim.id))
    assert "đã chia, xã bên cũng thấy" in label_of(officer, "Néang Sa Rim")


# --- Commands -------------------------------------------------------------------------------


async def test_the_first_administrator_of_an_empty_store_is_invited_by_the_command(
    tmp_path: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'own.db'}"
    assert ansinh(url, "db", "upgrade").returncode == 0
    assert "Nobody works here yet" in ansinh(url, "staff", "list").stdout
    made = ansinh(url, "staff", "invite", "--role", "admin", "--name", "Gia Bảo", "--json")
    assert made.returncode == 0, made.stderr
    admin = Phone(url, "admin")
    await says(admin, "tiếng Việt", "/link", json.loads(made.stdout)["code"])
    assert "Gia Bảo, người quản trị" in admin.heard()
    await admin.says("1")
    assert "ứng dụng xác thực" in await says(admin, "/invite"), "a store of one's own asks"


async def test_the_command_tells_who_looked_when_and_why(sqlite_url: str) -> None:
    officer = await at_work(sqlite_url, "WARD4793")
    await says(officer, "/code", "neang sa rim 1948")
    await says(officer, label_of(officer, "1948"), "1")
    async with House(sqlite_url) as house, house.app.database.transaction() as records:
        rim = await house.person_of(records, "DAWN3467")
    days = ("--from", "2026-11-24", "--to", "2026-11-24")
    told = ansinh(sqlite_url, "audit", "who", "--person", rim.id, *days, "--json")
    assert told.returncode == 0, told.stderr
    rows = json.loads(told.stdout)
    assert {(row["kind"], row["why"]) for row in rows} == {
        ("gave_code", "give_code"), ("looked", "give_code"),
    }  # fmt: skip
    assert {row["name"] for row in rows} == {"Trần Thị Ngọc Mai"}
    by = ansinh(sqlite_url, "audit", "who", "--staff", rows[0]["staff"], *days)
    assert str(rim.id) in by.stdout
    assert "Sa Rim" not in by.stdout
    for wrong, status in (
        (("--person", "1", "--from", "2026-11-24", "--to", "2026-11-23"), 1),
        (("--person", "1", "--staff", "2", *days), 2),
        (("--person", "1", "--from", "soon", "--to", "soon"), 2),
    ):
        assert ansinh(sqlite_url, "audit", "who", *wrong).returncode == status, wrong


async def test_the_command_prints_a_briefing_of_any_unit(sqlite_url: str) -> None:
    told = ansinh(sqlite_url, "staff", "briefing", "--unit", "30526@2025")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("xã An Cư, tháng")
    assert "Quên mã" in told.stdout
    assert ansinh(sqlite_url, "staff", "briefing", "--unit", "30505@2023-02-01").returncode == 1


async def test_slips_are_in_calling_order_and_each_code_opens_its_person(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with House(sqlite_url) as house, house.app.database.transaction() as records:
        rim = await house.person_of(records, "DAWN3467")
        payments = await records.payouts.of(rim.id, Month.of(NOW.date()))
        point = payments[0].point or 0
        units = with_old(AN_CU, records.reference.gazetteer)
        called = await records.briefings.to_call(units, point, Month.of(NOW.date()))
    unit = f"{AN_CU.code}@{AN_CU.valid_from.year}"
    file = tmp_path / "slips.pdf"
    made = ansinh(sqlite_url, "people", "slips", "--unit", unit, "--point", point,
                  "--month", "2026-11", file)  # fmt: skip
    assert made.returncode == 0, made.stderr
    async with House(sqlite_url) as house:
        rows = await house.rows(select(link_code.c.person_id).where(
            link_code.c.demo.is_(False)).order_by(link_code.c.id))  # fmt: skip
    assert [row.person_id for row in rows] == list(called)
    assert rim.id in called
    assert file.stat().st_mode & 0o777 == 0o600
    again = ansinh(sqlite_url, "people", "slips", "--unit", unit, "--point", point, file)
    assert again.returncode == 1
    assert "nothing is overwritten" in again.stderr
