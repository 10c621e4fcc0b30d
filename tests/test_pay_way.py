"""Another way of being paid: who may hold the account, what is offered, from when on it counts."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from domain.case import CaseKind, CaseState
from domain.pay_way import (
    Capacity,
    Holder,
    PayWish,
    WayAsked,
    can_have,
    capacity_for,
    holder_of,
    surely_aged,
    wishes,
)
from domain.payout import Way
from domain.permissions import Field
from domain.person import Person, Relation, Sex
from domain.place import UnitKey
from handlers.menu import BY_NAME
from storage.tables import account, case_file, person
from tests.house import NOW
from tests.place import TODAY, Place, place, unasked, words
from tests.test_cases import officer, stands

FULL, HARD, LIMITED = Capacity.FULL, Capacity.HARD_TO_UNDERSTAND, Capacity.LIMITED


@pytest.mark.parametrize(
    ("age", "capacity", "holder"),
    [
        (78, FULL, Holder.SELF),
        (18, FULL, Holder.SELF),
        (17, FULL, Holder.SELF),  # 15 to under 18: their own, if capable
        (15, FULL, Holder.SELF),
        (14, FULL, Holder.REPRESENTATIVE),
        (3, FULL, Holder.REPRESENTATIVE),
        (14, HARD, Holder.REPRESENTATIVE),
        (16, HARD, Holder.GUARDIAN),
        (78, HARD, Holder.GUARDIAN),
        (78, LIMITED, Holder.REPRESENTATIVE),
        (16, LIMITED, Holder.REPRESENTATIVE),
    ],
)
def test_who_may_hold_an_account_by_age_and_capacity(
    age: int, capacity: Capacity, holder: Holder
) -> None:
    assert holder_of(age, capacity) is holder


@pytest.mark.parametrize(
    ("way", "has_account", "of_age", "offered"),
    [
        (Way.CASH, False, True, (PayWish.OPEN_ACCOUNT, PayWish.VNEID, PayWish.WALLET)),
        (Way.CASH, False, False, (PayWish.OPEN_ACCOUNT,)),
        (
            Way.CASH,
            True,
            True,
            (PayWish.USE_ACCOUNT, PayWish.OTHER_BANK, PayWish.VNEID, PayWish.WALLET),
        ),
        (Way.ACCOUNT, True, False, (PayWish.CASH, PayWish.OTHER_BANK)),
        (
            Way.ACCOUNT,
            True,
            True,
            (PayWish.CASH, PayWish.OTHER_BANK, PayWish.VNEID, PayWish.WALLET),
        ),
    ],
)
def test_what_is_offered_by_how_they_are_paid_now(
    way: Way, has_account: bool, of_age: bool, offered: tuple[PayWish, ...]
) -> None:
    assert wishes(way, has_account=has_account, of_age=of_age) == offered


def test_a_wallet_and_vneid_are_ones_own_alone() -> None:
    for holder in (Holder.REPRESENTATIVE, Holder.GUARDIAN):
        assert [one for one in PayWish if not can_have(one, holder)] == [
            PayWish.WALLET,
            PayWish.VNEID,
        ]
    assert all(can_have(one, Holder.SELF) for one in PayWish)
    assert capacity_for(Relation.GUARDIAN) is HARD
    assert capacity_for(Relation.AUTHORISED) is capacity_for(Relation.SELF) is FULL


def test_by_the_year_of_birth_alone_nobody_is_taken_for_older_than_they_are() -> None:
    born = Person(1, "Chau Thi", Sex.FEMALE, 2011, None, UnitKey("30526", date(2025, 7, 1)))
    assert surely_aged(born, TODAY) == 14
    known = Person(1, "Chau Thi", Sex.FEMALE, 2011, date(2011, 3, 2), born.unit)
    assert surely_aged(known, TODAY) == 15


def test_what_is_written_is_read_again_and_what_is_not_known_is_nothing() -> None:
    asked = WayAsked(PayWish.OPEN_ACCOUNT, Holder.GUARDIAN)
    assert WayAsked.read("open_account", asked.written()) == asked
    assert WayAsked.read("cash", "") == WayAsked(PayWish.CASH)
    assert WayAsked.read("gold", "") is None
    assert WayAsked.read("cash", "{}") is None
    assert WayAsked.read(None, "") is None


async def ways(there: Place) -> list[tuple[str, str]]:
    async with there.app.database.engine.connect() as connection:
        found = await connection.execute(
            select(case_file.c.cause, case_file.c.state).where(
                case_file.c.kind == CaseKind.PAY_WAY.value
            )
        )
        return [(row.cause, row.state) for row in found]


@pytest.mark.parametrize(
    "said",
    [
        ("muốn nhận qua tài khoản", "Đúng, xin đổi"),
        ("Đổi cách nhận tiền", "Mở tài khoản", "Đúng, xin đổi"),
        ("cho tôi nhận tiền mặt lại", "Mở tài khoản", "Đúng, xin đổi"),  # is paid in cash already
    ],
)
async def test_who_has_no_account_asks_for_one(url: str, said: tuple[str, ...]) -> None:
    async with place(url) as there:
        for one in said[:-1]:
            await there.phone.says(one)
        assert "Nếu được duyệt, tính từ danh sách tháng 1/2027." in there.phone.heard()
        assert await ways(there) == [], "it is asked once more"
        await there.phone.says(said[-1])
        assert "số phiếu AS-" in there.phone.heard()
        assert "Đem căn cước ra bưu điện để mở." in there.phone.heard()
        assert "Không đi được thì nói cán bộ" in there.phone.heard()
        assert "Không đưa mã OTP" in there.phone.heard()
        assert await ways(there) == [("open_account", "open")]
        await there.phone.says("Xin lãnh tiền tại nhà")
        assert "Vì sao không ra lãnh được" in there.phone.heard()


async def test_a_second_wish_is_shown_the_first(url: str) -> None:
    async with place(url) as there:
        for said in ("muốn nhận qua tài khoản", "Đúng, xin đổi", "Đổi cách nhận tiền"):
            await there.phone.says(said)
        assert "về việc này còn mở" in there.phone.heard()
        assert "Xin đổi: Mở tài khoản." in there.phone.heard()
        assert len(await ways(there)) == 1


async def test_staff_say_who_holds_it_and_the_person_hears(url: str) -> None:
    async with place(url) as there:
        await there.asks_for()
        desk = await officer(url)
        for said in (f"/payway {there.person.id}", "1", "Mở tài khoản", "Có, tự làm được"):
            await desk.says(said)
        assert "Tài khoản đứng tên người hưởng." in desk.heard()
        assert "Nếu được duyệt, tính từ danh sách tháng 1/2027." in desk.heard()
        await desk.says("Có")
        number = "AS-" + desk.heard().partition("AS-")[2][:6]
        told = words((await unasked(url, NOW.replace(minute=1)))["me"])
        assert "Cán bộ xin đổi cách nhận tiền cho" in told
        leader = await officer(url, "leader", "LEAD6943")
        for said in ("/cases", number):
            await leader.says(said)
        assert "Xin đổi: Mở tài khoản." in leader.heard()
        await leader.says("Đã giải quyết")
        assert (await stands(there, number))[0] is CaseState.DONE
        await there.phone.says(number)
        assert "Được duyệt: Mở tài khoản." in there.phone.heard()


async def test_a_refusal_says_that_it_is_paid_as_before(url: str) -> None:
    async with place(url) as there:
        for said in ("muốn nhận qua tài khoản", "Đúng, xin đổi"):
            await there.phone.says(said)
        number = "AS-" + there.phone.heard().partition("AS-")[2][:6]
        desk = await officer(url)
        for said in ("/cases", number, "Không chấp nhận"):
            await desk.says(said)
        await there.phone.says(number)
        assert "Chưa được duyệt: Mở tài khoản. Tiền vẫn trả như trước." in there.phone.heard()


async def test_who_stands_under_guardianship_has_no_wallet_of_their_own(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        for said in (
            f"/payway {there.person.id}",
            "1",
            "Vào ví điện tử",
            "Không, có người giám hộ",
        ):
            await desk.says(said)
        assert "phải chính người hưởng đứng tên" in desk.heard()
        assert await ways(there) == []


async def test_what_is_open_is_said_otherwise_under_its_number(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        begins = (f"/payway {there.person.id}", "1")
        for said in (*begins, "Mở tài khoản", "Có, tự làm được", "Có"):
            await desk.says(said)
        for said in (*begins, "Tài khoản đăng ký trên VNeID", "Có, tự làm được", "Có"):
            await desk.says(said)
        assert "giờ ghi như vậy" in desk.heard() or "AS-" in desk.heard()
        assert [wish for wish, _ in await ways(there)] == ["vneid"]


@pytest.mark.parametrize("code", ["CHAU9436", "HAML6379", "TNHA4796", "ADMN7649"])
async def test_nobody_else_asks_for_somebody_of_these_units(url: str, code: str) -> None:
    async with place(url) as there:
        other = await officer(url, "other", code)
        for said in (f"/payway {there.person.id}", "1", "Mở tài khoản", "Có, tự làm được", "Có"):
            await other.says(said)
            assert there.person.name not in other.heard()
        assert await ways(there) == []


async def _with_an_account(there: Place) -> int:
    """Somebody of An Cư who is paid through an account."""
    chosen = (
        select(person.c.id)
        .join(account, account.c.person_id == person.c.id)
        .where(
            person.c.way == Way.ACCOUNT.value,
            person.c.unit_code == there.person.unit.code,
            account.c.state.in_(["usable", "card_issued"]),
        )
    )
    async with there.app.database.engine.connect() as connection:
        found = await connection.execute(chosen.order_by(person.c.id).limit(1))
        return int(found.scalar_one())


async def test_back_to_cash_is_asked_for_and_corrected_by_two_pairs_of_eyes(url: str) -> None:
    async with place(url) as there:
        whom = await _with_an_account(there)
        desk, leader = await officer(url), await officer(url, "leader", "LEAD6943")
        for said in (f"/payway {whom}", "1", "Nhận tiền mặt", "Có"):
            await desk.says(said)
        assert "Không phải đem giấy gì." in desk.heard()
        for said in ("/cases", "1", "Sửa trong hồ sơ", "Tiền mặt", "Có"):
            await desk.says(said)
        assert "Đã gửi duyệt" in desk.heard()
        for said in ("/queue", "Duyệt"):
            await leader.says(said)
        async with there.records() as records:
            assert await records.corrections.fields.value(whom, Field.WAY) == "cash"


def test_what_one_says_in_ones_own_words_brings_only_what_is_taken() -> None:
    assert "towards" in BY_NAME["change_way"].takes
