"""What contradicts each other on lists is proposed as the tables show it, and filed by one tap."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.account import ListProblem
from domain.case import CaseKind, CaseState, PaidHow
from domain.list_error import ListError, Seen, shown_by
from domain.payout import FailedBecause, Payment, Stage, Way
from domain.person import Programme
from domain.text import Money, Month
from storage.tables import case_file, payment
from tests.house import NOW, Phone
from tests.place import TODAY, Place, place, unasked, words
from tests.test_cases import files, officer, stands

THIS = Month.of(TODAY)
PAID = Payment(
    id=1,
    person=1,
    month=THIS,
    programme=Programme.SOCIAL_ASSISTANCE,
    way=Way.ACCOUNT,
    amount=Money(540_000),
    arrears=Money(0),
    stage=Stage.SENT,
    stage_on=TODAY,
    reason=None,
    point=None,
    list_of=date(2026, 11, 3),
    account=7,
)


def seen(**more: object) -> Seen:
    usual: dict[str, object] = {
        "payment": PAID,
        "problem": None,
        "listed": True,
        "sharing": 1,
        "dead_since": None,
        "due": 540_000,
        "paid": 540_000,
    }
    return Seen(**(usual | more))  # type: ignore[arg-type]


NOT_LISTED = Payment(
    **{one: getattr(PAID, one) for one in PAID.__dataclass_fields__ if one != "reason"},
    reason=FailedBecause.PAYEE_NOT_LISTED,
)


@pytest.mark.parametrize(
    ("tables", "error"),
    [
        (seen(), None),
        (seen(payment=None), ListError.ON_NO_LIST),
        (seen(payment=None, listed=False), None),
        (seen(problem=ListProblem.ACCOUNT_BUT_CASH_LIST), ListError.ACCOUNT_BUT_CASH_LIST),
        (
            seen(problem=ListProblem.NO_ACCOUNT_BUT_ACCOUNT_LIST),
            ListError.NO_ACCOUNT_BUT_ACCOUNT_LIST,
        ),
        (seen(payment=NOT_LISTED), ListError.PAYEE_NOT_LISTED),
        (seen(sharing=2), ListError.TWO_ON_ONE_ACCOUNT),
        (seen(paid=500_000), ListError.WRONG_AMOUNT),
        (seen(due=None), None),
        (seen(dead_since=THIS.plus(-1)), ListError.PAID_AFTER_DEATH),
        (seen(dead_since=THIS), None),
        (
            seen(dead_since=THIS.plus(-1), problem=ListProblem.ACCOUNT_BUT_CASH_LIST),
            ListError.PAID_AFTER_DEATH,
        ),
    ],
)
def test_what_the_tables_show(tables: Seen, error: ListError | None) -> None:
    """The month of a death is still paid (NĐ 20/2021/NĐ-CP, Article 8); the next is not."""
    assert shown_by(tables) is error


@pytest.mark.parametrize("error", ListError)
def test_staff_and_citizens_file_the_same_as_the_same(error: ListError) -> None:
    kinds = {CaseKind.NOT_ON_LIST, CaseKind.PAYEE_NOT_LISTED, CaseKind.WRONG_AMOUNT}
    assert error.reason == (error.kind.value if error.kind in kinds else error.value)
    assert set(ListProblem) <= {one.value for one in ListError}


async def test_an_amount_that_is_not_what_is_due_is_proposed_and_one_tap_reports_it(
    url: str,
) -> None:
    async with place(url) as there:
        await there.asks_for()
        await there.runs(
            update(payment).where(payment.c.person_id == there.person.id).values(amount=1_000)
        )
        desk = await officer(url)
        await _asks(desk, there)
        assert "Theo sổ: số tiền không đúng." in desk.heard()
        assert "1.000" not in desk.heard(), "no amount is told"
        await desk.says("1")
        [row] = await _cases(there)
        assert (row.kind, row.reason, row.person_id) == (
            "wrong_amount", "wrong_amount", there.person.id,
        )  # fmt: skip
        assert f"Đã ghi phiếu {row.number}." in desk.heard()
        assert row.number in words((await unasked(url, NOW))["me"])


async def test_what_the_tables_do_not_show_is_chosen(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        await _asks(desk, there)
        assert "Theo sổ thì không thấy gì sai." in desk.heard()
        await desk.says("Đã mất mà vẫn chi tiền")
        assert "phải thu lại" in desk.heard()
        await _asks(desk, there)
        await desk.says("Đã mất mà vẫn chi tiền")
        [row] = await _cases(there)
        assert f"Phiếu {row.number} về việc này đang mở" in desk.heard()
        await _asks(desk, there)
        await desk.says("Không phải mấy chuyện này")
        assert len(await _cases(there)) == 1


async def test_what_was_paid_after_a_death_is_settled_with_no_money_due(url: str) -> None:
    async with place(url) as there:
        mine, why = await there.session(), ListError.PAID_AFTER_DEATH
        async with there.records() as records:
            case = await records.cases.file(why.kind, why.reason, there.person, THIS, mine, NOW)
        desk = await officer(url)
        for said in ("/cases", "1", "Đã giải quyết"):
            await desk.says(said)
        assert "Đã đóng phiếu" in desk.heard(), "nobody is asked how the dead are paid"
        assert await stands(there, case.number) == (CaseState.DONE, PaidHow.NONE_DUE)


async def test_a_death_reported_in_the_month_before_shows_in_what_is_paid_now(url: str) -> None:
    async with place(url) as there:
        await files(there, CaseKind.DEATH)
        await there.runs(update(case_file).values(month=THIS.plus(-1).first_day))
        desk = await officer(url)
        await _asks(desk, there)
        assert "Theo sổ: đã mất mà vẫn chi tiền." in desk.heard()


async def _asks(desk: Phone, there: Place) -> None:
    for said in (f"/list {there.person.id}", "1"):
        await desk.says(said)


async def _cases(there: Place) -> list[Any]:
    async with there.app.database.engine.connect() as connection:
        return list((await connection.execute(select(case_file))).all())
