"""Accounts beside payment lists: what is told, what is wrong, what is reported."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from domain.account import Account, AccountState, ListProblem, list_problem
from domain.banks import NAM_A_BANK, NAMES, bank_name
from domain.case import new_number
from domain.message import start_token
from domain.payout import Payment, Stage, Way
from domain.person import Programme
from domain.text import Money, Month, Sign
from storage.tables import account, audit, case_file, payment_point, person, store
from tests.house import NOW, Phone, Screen
from tests.test_engine import count

S = AccountState
DAY = date(2026, 11, 20)


def an_account(state: AccountState, owner: int = 1, number: int = 7) -> Account:
    return Account(number, owner, NAM_A_BANK, state, DAY, None)


def a_payment(way: Way, through: int | None = None) -> Payment:
    return Payment(
        id=1,
        person=1,
        month=Month(2026, 11),
        programme=Programme.SOCIAL_ASSISTANCE,
        way=way,
        amount=Money(540_000),
        arrears=Money(0),
        stage=Stage.ON_LIST,
        stage_on=DAY,
        reason=None,
        point=None,
        list_of=DAY,
        account=through,
    )


@pytest.mark.parametrize(
    ("own", "payment", "receiving", "wanted"),
    [
        (None, None, None, None),
        (None, a_payment(Way.CASH), None, None),
        (S.USABLE, a_payment(Way.CASH), None, ListProblem.ACCOUNT_BUT_CASH_LIST),
        (S.CARD_ISSUED, a_payment(Way.CASH), None, ListProblem.ACCOUNT_BUT_CASH_LIST),
        (S.WAITING_FOR_ACTIVATION, a_payment(Way.CASH), None, None),
        (S.CLOSED, a_payment(Way.CASH), None, None),
        (S.USABLE, a_payment(Way.ACCOUNT, 7), S.USABLE, None),
        (S.OPENED, a_payment(Way.ACCOUNT, 7), S.OPENED, None),
        (None, a_payment(Way.ACCOUNT, 9), S.USABLE, None),
        (None, a_payment(Way.ACCOUNT), None, ListProblem.NO_ACCOUNT_BUT_ACCOUNT_LIST),
        (
            S.DETAILS_COLLECTED,
            a_payment(Way.ACCOUNT, 7),
            S.DETAILS_COLLECTED,
            ListProblem.NO_ACCOUNT_BUT_ACCOUNT_LIST,
        ),
        (
            S.CLOSED,
            a_payment(Way.ACCOUNT, 7),
            S.CLOSED,
            ListProblem.NO_ACCOUNT_BUT_ACCOUNT_LIST,
        ),
    ],
)
def test_account_and_list_contradict_each_other_as_in_the_report(
    own: AccountState | None,
    payment: Payment | None,
    receiving: AccountState | None,
    wanted: ListProblem | None,
) -> None:
    found = list_problem(
        an_account(own) if own else None, payment, an_account(receiving) if receiving else None
    )
    assert found is wanted


def test_a_bank_goes_by_the_name_on_its_signboard() -> None:
    assert bank_name(NAM_A_BANK) == "Nam A Bank"
    assert bank_name("000000") is None
    assert all(len(number) == 6 and number.isdigit() for number in NAMES)


def test_a_case_number_begins_with_letters_so_that_it_is_never_taken_for_a_code() -> None:
    assert all(number.startswith("AS-") and len(number) == 9 for number in (new_number(),) * 50)


async def linked(url: str, code: str, year: int) -> Phone:
    phone = Phone(url)
    for said in ("tiếng Việt", "/link", code, str(year), "đồng ý"):
        await phone.says(said)
    return phone


async def test_the_same_contradiction_is_one_case_however_often_it_is_reported(url: str) -> None:
    phone = await linked(url, "PAPR6437", 1958)
    await phone.says("/account")
    report = phone.token("Báo danh sách sai")
    await phone.taps(report)
    first = phone.heard()
    await phone.taps(report)
    assert phone.heard() == first
    assert "AS-" in first
    assert "Bưu điện – văn hóa Thới Sơn" in first, "how they are paid meanwhile"
    assert await count(url, case_file) == 1


async def test_a_forged_tap_reports_nothing_that_the_records_do_not_show(url: str) -> None:
    phone = await linked(url, "DAWN3467", 1948)
    await phone.taps(start_token("report_list_problem"))
    assert "Chưa có tài khoản" in phone.heard()
    assert await count(url, case_file) == 0
    stranger = Phone(url, name="stranger")
    await stranger.says("tiếng Việt")
    other = await other_person(url)
    await stranger.taps(start_token("report_list_problem", person=str(other)))
    await stranger.taps(start_token("account_status", person=str(other)))
    assert "vẫn được lãnh tiền mặt" in stranger.heard()
    await phone.taps(start_token("account_status", person=str(other)))
    assert "Chưa có tài khoản" in phone.heard(), "still about the person who is linked"
    assert await count(url, case_file) == 0


async def other_person(url: str) -> int:
    app = Phone(url).app(Screen())
    async with app.database.engine.connect() as connection:
        found = await connection.execute(select(account.c.person_id).limit(1))
    await app.close()
    return int(found.scalar_one())


async def test_who_looked_at_an_account_is_in_the_audit(url: str) -> None:
    phone = await linked(url, "MADE3479", 1961)
    await phone.says("/account")
    app = phone.app(Screen())
    async with app.database.engine.connect() as connection:
        kinds = set((await connection.execute(select(audit.c.kind))).scalars())
    await app.close()
    assert "looked_at_account" in kinds


@pytest.mark.parametrize("state", list(AccountState))
async def test_every_state_is_told_with_since_when_and_one_next_step(
    sqlite_url: str, state: AccountState
) -> None:
    phone = await linked(sqlite_url, "MADE3479", 1961)
    app = phone.app(Screen())
    async with app.database.engine.begin() as connection:
        owner = (
            await connection.execute(
                select(account.c.person_id)
                .join(person, person.c.id == account.c.person_id)
                .where(account.c.state == "card_issued", account.c.bank == NAM_A_BANK)
                .order_by(account.c.id.desc())
                .limit(1)
            )
        ).scalar_one()
        await connection.execute(
            update(account).where(account.c.person_id == owner).values(state=state.value)
        )
    await app.close()
    await phone.says("/account")
    lines = phone.heard().splitlines()
    assert 3 <= len(lines) <= 5
    signs = [line.sign for reply in phone.last for line in reply.lines[:3]]
    assert None not in signs
    for language in ("ភាសាខ្មែរ",):
        await phone.says(language)
        assert 3 <= len(phone.heard().splitlines()) <= 5


async def test_a_closed_point_names_its_replacement_to_who_is_paid_there(url: str) -> None:
    phone = await linked(url, "DAWN3467", 1948)
    app = phone.app(Screen())
    async with app.database.engine.begin() as connection:
        by_name = {row.name: row.id for row in await connection.execute(select(payment_point))}
        await connection.execute(
            update(payment_point)
            .where(payment_point.c.name == "Điểm chi trả lưu động An Cư")
            .values(status="closed", replaced_by=by_name["Bưu điện – văn hóa xã Văn Giáo"])
        )
        await connection.execute(
            update(store).values(reference_version=store.c.reference_version + 1)
        )
    await app.close()
    phone.at = NOW
    await phone.says("/payout")
    assert "Nay qua Bưu điện – văn hóa xã Văn Giáo" in phone.heard()


async def test_nobody_is_sent_to_withdraw_what_has_not_arrived(url: str) -> None:
    phone = await linked(url, "WTNG3746", 1952)
    app = phone.app(Screen())
    async with app.database.engine.begin() as connection:
        await connection.execute(
            update(account)
            .where(account.c.state == "waiting_for_activation")
            .values(state="card_issued")
        )
    await app.close()
    await phone.says("/nearest")
    first = phone.last[0].lines[0]
    assert first.text == "Dạ tiền tháng 11/2026 chưa vào tài khoản, ông khoan đi ạ."
    assert first.sign is Sign.WAIT
    assert "Nơi rút: ATM Nhà Bàng" in phone.heard(), "where, for what is there already"
