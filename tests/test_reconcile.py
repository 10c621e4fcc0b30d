"""Three lists against each other: what contradicts is found, nothing else is, and each is one case
until newer lists settle it."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.cli import main
from domain.account import AccountState
from domain.case import CaseKind, CaseState, PaidHow
from domain.case_flow import CaseEvent
from domain.identity import Birth
from domain.list_error import ListError
from domain.lists.row import ListKind
from domain.notice import NoticeKind
from domain.payout import FailedBecause, Stage, Way
from domain.person import Programme
from domain.place import REFORM, UnitKey
from domain.reconcile import (
    NOTES,
    SENTENCES,
    Contradiction,
    OwnAccount,
    Paid,
    Receiving,
    Standing,
    There,
    contradictions,
    findings,
    settles,
)
from domain.text import Month
from handlers.staff.list_words import ERRORS
from storage.cases import Filing
from storage.overdue import report_overdue
from storage.tables import actor, case_event, notice, payment, payment_list
from tests.house import INDEX_KEY, KEY, NOW
from tests.lists_village import MONTH, STANDARD, Village, village
from tests.place import Place, place, unasked, words
from tests.test_cases import officer

ASSISTANCE, PENSION = Programme.SOCIAL_ASSISTANCE, Programme.SOCIAL_PENSION
THIS = Month(2026, 11)
HALF = 270_000
WARD = UnitKey("30526", REFORM)
USABLE = OwnAccount(exists=True, usable=True)
AS_IN_THE_RECORD = Receiving(exists=True, holder="NEANG SA RIM", owners=("Néang Sa Rim",))


# --- The rules --------------------------------------------------------------------------------


def there(**more: object) -> There:
    usual: dict[str, object] = {
        "month": THIS,
        "standard": 2 * HALF,
        "people": True,
        "accounts": True,
        "payments": frozenset({(ASSISTANCE, Way.CASH), (ASSISTANCE, Way.ACCOUNT)}),
    }
    return There(**(usual | more))  # type: ignore[arg-type]


def cash(amount: int = 2 * HALF, arrears: int = 0, **more: object) -> Paid:
    return Paid(ASSISTANCE, Way.CASH, amount, arrears, Stage.ON_LIST, **more)  # type: ignore[arg-type]


def transfer(into: Receiving = AS_IN_THE_RECORD, **more: object) -> Paid:
    return Paid(ASSISTANCE, Way.ACCOUNT, 2 * HALF, 0, Stage.SENT, into=into, **more)  # type: ignore[arg-type]


def stands(**more: object) -> Standing:
    usual: dict[str, object] = {
        "person": 1,
        "unit": WARD,
        "way": Way.CASH,
        "halves": {ASSISTANCE: 2},
        "ever": True,
        "paid": (cash(),),
        "birth": Birth(1948),
    }
    return Standing(**(usual | more))  # type: ignore[arg-type]


def into(**more: object) -> tuple[Paid, ...]:
    usual: dict[str, object] = {
        "exists": True,
        "holder": "NEANG SA RIM",
        "owners": ("Néang Sa Rim",),
    }
    return (transfer(Receiving(**(usual | more))),)  # type: ignore[arg-type]


PENSION_PAID = Paid(PENSION, Way.CASH, HALF, 0, Stage.ON_LIST)
BOTH = {ASSISTANCE: 2, PENSION: 2}
NOBODY: dict[str, object] = {"halves": {}, "ever": False, "paid": ()}
NO_LIST: frozenset[tuple[Programme, Way]] = frozenset()
UNPAID = stands(paid=())

FOUND = [
    (stands(own=USABLE), ListError.ACCOUNT_BUT_CASH_LIST),
    (stands(paid=into(exists=False)), ListError.NO_ACCOUNT_BUT_ACCOUNT_LIST),
    (UNPAID, ListError.ON_NO_LIST),
    (stands(paid=(), paid_before=True), ListError.MONTH_MISSING),
    (stands(paid=(), dead_since=THIS), ListError.ON_NO_LIST),
    (stands(halves={}), ListError.PAID_NOT_ENTITLED),
    (stands(**NOBODY, own=USABLE), ListError.ACCOUNT_ALONE),
    (stands(paid=(cash(reason=FailedBecause.PAYEE_NOT_LISTED),)), ListError.PAYEE_NOT_LISTED),
    (stands(paid=into(people=4)), ListError.TWO_ON_ONE_ACCOUNT),
    (stands(dead_since=THIS.plus(-1)), ListError.PAID_AFTER_DEATH),
    (stands(birth=Birth(2026, 12)), ListError.PAID_BEFORE_BIRTH),
    (stands(birth=Birth(2027)), ListError.PAID_BEFORE_BIRTH),
    (stands(paid=into(holder="NEANG SA REM")), ListError.WRONG_HOLDER),
    (stands(paid=(cash(3 * HALF),)), ListError.WRONG_AMOUNT),
    (stands(paid=(cash(), cash())), ListError.WRONG_AMOUNT),
    (stands(halves=BOTH, paid=(cash(), PENSION_PAID)), ListError.WRONG_AMOUNT),
    (stands(paid=(cash(arrears=55_000),)), ListError.ODD_AMOUNT),
    (stands(same_id=2), ListError.ID_SHARED),
    (stands(same_phone=5), ListError.PHONE_SHARED),
    (stands(same_phone=2, one_household=False), ListError.PHONE_SHARED),
]  # fmt: skip


@pytest.mark.parametrize(("one", "error"), FOUND)
def test_each_contradiction_is_found_alone(one: Standing, error: ListError) -> None:
    assert [found.error for found in contradictions(one, there())] == [error]
    assert not any(found.note for found in contradictions(one, there()))


def test_every_contradiction_of_lists_is_tried_and_has_its_sentences() -> None:
    assert {error for _, error in FOUND} == set(ListError) == set(SENTENCES) == set(ERRORS)
    assert set(NOTES) < set(SENTENCES)


@pytest.mark.parametrize(
    "near",
    [
        stands(),
        stands(paid=into()),
        stands(own=OwnAccount(exists=True, usable=False)),  # its money cannot be had yet
        stands(own=OwnAccount(exists=False, usable=False)),
        stands(paid=(), made_up=True),
        stands(paid=(), dead_since=THIS.plus(-1)),
        stands(paid=(), halves={}),  # their entitlement has ended
        stands(paid=(), halves={PENSION: 2}),  # whose list is not there
        stands(halves={}, paid=(cash(0, 80_000),)),  # for months in which it was due
        stands(**{**NOBODY, "ever": True}, own=USABLE),
        stands(**NOBODY, own=OwnAccount(exists=True, usable=True, used=True)),
        stands(**NOBODY, own=OwnAccount(exists=False, usable=False)),
        stands(**NOBODY),
        stands(dead_since=THIS),  # the month of a death is paid
        stands(birth=Birth(2026, 11, 30)),
        stands(birth=Birth(2026)),
        stands(birth=None),
        stands(paid=into(holder="Neang  sa rim")),
        stands(paid=into(holder="")),
        stands(paid=into(holder="SOMEBODY ELSE", owners=())),  # of a child
        stands(paid=into(holder="LE VAN TAM", owners=("Néang Sa Rim", "Lê Văn Tám"))),
        stands(paid=(cash(arrears=60_000),)),
        stands(halves={ASSISTANCE: 3}, paid=(cash(3 * HALF),)),
        stands(paid=(cash(HALF), cash(HALF))),
        stands(halves={ASSISTANCE: 2, PENSION: 2}),  # the pension's list is not there
        stands(halves={}, paid=(), same_id=2, same_phone=9),  # they stand on no list
    ],
)
def test_what_only_looks_like_one_is_none(near: Standing) -> None:
    assert list(contradictions(near, there())) == []


@pytest.mark.parametrize(
    ("one", "lists"),
    [
        (UNPAID, there(payments=NO_LIST)),
        (UNPAID, there(payments=frozenset({(ASSISTANCE, Way.ACCOUNT)}))),
        (stands(halves={}), there(people=False)),
        (stands(**NOBODY, own=USABLE), there(people=False)),
        (stands(paid=into(exists=False)), there(accounts=False)),
        (stands(paid=(cash(3 * HALF),)), there(standard=None)),
    ],
)
def test_nothing_is_found_while_the_list_that_would_say_so_is_not_there(
    one: Standing, lists: There
) -> None:
    assert list(contradictions(one, lists)) == []


@pytest.mark.parametrize(
    "one", [stands(paid=into(people=2)), stands(paid=into(people=3)), stands(same_phone=4)]
)
def test_what_is_usual_is_noted_and_is_nobodys_work(one: Standing) -> None:
    [found] = contradictions(one, there())
    assert found.note
    assert found.people == max(
        one.same_phone, *(paid.into.people for paid in one.paid if paid.into), 1
    )


def test_an_amount_without_a_record_must_be_a_possible_one() -> None:
    """Half the standard amount; with arrears a multiple of 10.000 (DOMAIN.md §10.6 C7)."""
    alone = there(people=False)
    for amount, arrears, odd in (
        (3 * HALF, 0, False),
        (HALF + 10_000, 0, True),
        (HALF + 10_000, 20_000, False),
        (HALF + 5_000, 20_000, True),
    ):
        found = contradictions(stands(halves={}, paid=(cash(amount, arrears),)), alone)
        assert [one.error for one in found] == ([ListError.ODD_AMOUNT] if odd else [])


def test_what_follows_from_another_is_not_named_beside_it() -> None:
    one = stands(halves={}, dead_since=THIS.plus(-2), birth=Birth(2030), paid=(cash(3 * HALF),))
    assert list(contradictions(one, there())) == [Contradiction(ListError.PAID_AFTER_DEATH)]


def test_what_has_nothing_to_do_with_each_other_is_named_apart() -> None:
    one = stands(own=USABLE, same_id=2, paid=(cash(3 * HALF),))
    assert [found.error for found in findings(one, there())] == [
        ListError.WRONG_AMOUNT, ListError.ACCOUNT_BUT_CASH_LIST, ListError.ID_SHARED,
    ]  # fmt: skip
    assert {found.lists for found in findings(one, there())} == {
        (ListKind.PEOPLE, ListKind.PAYMENTS, ListKind.ACCOUNTS)
    }


COLLECTED = Paid(ASSISTANCE, Way.CASH, 2 * HALF, 0, Stage.COLLECTED)
FAILED = transfer(reason=FailedBecause.WRONG_NUMBER)
NOT_ON_LIST = CaseKind.NOT_ON_LIST.value


@pytest.mark.parametrize(
    ("reason", "one", "shown", "paid"),
    [
        (NOT_ON_LIST, stands(), True, PaidHow.POINT),
        (NOT_ON_LIST, stands(), False, PaidHow.POINT),
        (NOT_ON_LIST, stands(paid=into()), False, PaidHow.ACCOUNT),
        (NOT_ON_LIST, stands(paid=(COLLECTED,)), False, PaidHow.PAID),
        (NOT_ON_LIST, stands(paid=(), made_up=True), False, PaidHow.NEXT_MONTH),
        (NOT_ON_LIST, UNPAID, True, None),
        (NOT_ON_LIST, stands(paid=(), halves={}), True, None),
        (ListError.ACCOUNT_BUT_CASH_LIST, stands(paid=into()), False, PaidHow.ACCOUNT),
        (ListError.ACCOUNT_BUT_CASH_LIST, stands(paid=(FAILED,)), True, None),
        (ListError.PAID_AFTER_DEATH, stands(paid=()), False, PaidHow.NONE_DUE),
        (ListError.PAID_AFTER_DEATH, stands(), False, None),
        (ListError.PAID_NOT_ENTITLED, stands(paid=(), halves={}), True, PaidHow.NONE_DUE),
        (CaseKind.WRONG_AMOUNT.value, stands(), True, PaidHow.POINT),
        (CaseKind.WRONG_AMOUNT.value, stands(), False, None),
        (CaseKind.PAYEE_NOT_LISTED.value, stands(), False, None),
    ],
)
def test_lists_settle_what_they_can_know_and_say_how_it_is_paid(
    reason: str, one: Standing, shown: bool, paid: PaidHow | None
) -> None:
    """What somebody only said, lists that never showed it do not answer: less may have been handed
    out than stands on them."""
    assert settles(reason, one, there(), shown=shown) is paid
    assert settles(reason, one, there(payments=NO_LIST), shown=shown) is None


# --- In a store -------------------------------------------------------------------------------


async def _account_but_cash(here: Village) -> tuple[int, int]:
    wrong = await here.is_paid_in_cash()
    await here.has_account(wrong)
    near = await here.is_paid_in_cash()
    await here.has_account(near, AccountState.OTP_NOT_ARRIVING)
    return wrong, near


async def _no_account(here: Village) -> tuple[int, int]:
    wrong, near = await here.lives(way=Way.ACCOUNT), await here.lives(way=Way.ACCOUNT)
    await here.is_paid(wrong, into=await here.has_account(wrong, AccountState.CLOSED))
    relative = await here.is_paid_by_account()
    own = await here.has_account(relative)
    await here.is_paid(near, into=own)  # a relative's, so the person needs none
    return wrong, near


async def _on_no_list(here: Village) -> tuple[int, int]:
    return await here.lives(), await here.lives(since=MONTH.plus(1))


async def _month_missing(here: Village) -> tuple[int, int]:
    april = await here.makes_list(Way.CASH, month=MONTH.plus(-1))
    june = await here.makes_list(Way.CASH, month=MONTH.plus(1))
    wrong, near = await here.lives(), await here.lives()
    for one in (wrong, near):
        await here.is_paid(one, on=april, month=MONTH.plus(-1))
    await here.is_paid(near, on=june, month=MONTH.plus(1), arrears=STANDARD)
    await here.is_paid(wrong, on=june, month=MONTH.plus(1))
    return wrong, near


async def _not_entitled(here: Village) -> tuple[int, int]:
    wrong, near = await here.lives(until=MONTH.plus(-1)), await here.lives(until=MONTH)
    await here.is_paid(wrong)
    await here.is_paid(near)
    return wrong, near


async def _account_alone(here: Village) -> tuple[int, int]:
    wrong, near = await here.lives(halves=0), await here.lives(halves=0)
    await here.has_account(wrong)
    kept_for = await here.lives(way=Way.ACCOUNT)
    await here.is_paid(kept_for, into=await here.has_account(near))
    return wrong, near


async def _payee(here: Village) -> tuple[int, int]:
    wrong, near = await here.lives(), await here.lives()
    for one, reason in (
        (wrong, FailedBecause.PAYEE_NOT_LISTED),
        (near, FailedBecause.NOT_COLLECTED),
    ):
        await here.is_paid(one, stage=Stage.FAILED, reason=reason.value)
    return wrong, near


async def _born_later(here: Village) -> tuple[int, int]:
    return await here.is_paid_in_cash(birth="2026-06-01"), await here.is_paid_in_cash(
        birth="2026-05-31"
    )


async def _holder(here: Village) -> tuple[int, int]:
    wrong, near = await here.lives(way=Way.ACCOUNT), await here.lives(birth="2019-02-03")
    await here.is_paid(wrong, into=await here.has_account(wrong, holder="TRAN THI HANH"))
    await here.is_paid(near, into=await here.has_account(near, holder="TRAN THI HANH"))
    return wrong, near


async def _amount(here: Village) -> tuple[int, int]:
    wrong, near = await here.lives(), await here.lives(halves=3)
    await here.is_paid(wrong, 750_000)
    await here.is_paid(near, 750_000)
    return wrong, near


async def _odd(here: Village) -> tuple[int, int]:
    wrong, near = await here.lives(), await here.lives()
    await here.is_paid(wrong, arrears=45_500)
    await here.is_paid(near, arrears=40_000)
    return wrong, near


ONE_CODE = {
    ListError.ACCOUNT_BUT_CASH_LIST: _account_but_cash,
    ListError.NO_ACCOUNT_BUT_ACCOUNT_LIST: _no_account,
    ListError.ON_NO_LIST: _on_no_list,
    ListError.MONTH_MISSING: _month_missing,
    ListError.PAID_NOT_ENTITLED: _not_entitled,
    ListError.ACCOUNT_ALONE: _account_alone,
    ListError.PAYEE_NOT_LISTED: _payee,
    ListError.PAID_BEFORE_BIRTH: _born_later,
    ListError.WRONG_HOLDER: _holder,
    ListError.WRONG_AMOUNT: _amount,
    ListError.ODD_AMOUNT: _odd,
}


async def test_each_is_found_in_a_store_and_its_near_miss_is_not(url: str) -> None:
    for error, plants in ONE_CODE.items():
        async with village(url) as here:
            await here.is_usual()
            wrong, near = await plants(here)
            found = [one for one in await here.reconciled() if not one.note]
            mine = {one.person: one.error for one in found if one.person in {wrong, near}}
            assert mine == {wrong: error}, error


async def test_what_several_have_is_found_with_each_of_them(url: str) -> None:
    async with village(url) as here:
        await here.is_usual()
        same_id = [await here.is_paid_in_cash(citizen_id="089145012345") for _ in range(2)]
        await here.lives(citizen_id="089145012345", until=MONTH.plus(-1))  # moved away since
        await here.is_paid_in_cash(citizen_id="089145012346")
        phone = [await here.is_paid_in_cash(phone="0900000001") for _ in range(5)]
        house = [await here.is_paid_in_cash(phone="0900000002") for _ in range(4)]
        owner = await here.lives(way=Way.ACCOUNT)
        account = await here.has_account(owner)
        four = [owner, *[await here.lives(way=Way.ACCOUNT) for _ in range(3)]]
        for one in four:
            await here.is_paid(one, into=account)
        found = await here.reconciled()
        work = {(one.person, one.error) for one in found if not one.note}
        noted = {(one.person, one.error) for one in found if one.note}
        assert work == {
            *((one, ListError.ID_SHARED) for one in same_id),
            *((one, ListError.PHONE_SHARED) for one in phone),
            *((one, ListError.TWO_ON_ONE_ACCOUNT) for one in four),
        }
        assert noted == {(one, ListError.PHONE_SHARED) for one in house}
        assert all(one.case is None for one in found if one.note), "a note is nobody's work"
        assert len(await here.cases()) == len(work)


async def test_exactly_what_was_planted_is_found_among_hundreds(url: str) -> None:
    chance = random.Random(9)
    async with village(url) as here:
        await here.is_usual()
        planted: dict[int, ListError] = {}
        for _ in range(150):
            usual = here.is_paid_in_cash if chance.random() < 0.6 else here.is_paid_by_account
            await usual(birth=chance.choice(("1944", "1950-03", "2001-04-17")))
            if chance.random() < 0.25:
                error = chance.choice(list(ONE_CODE))
                wrong, _ = await ONE_CODE[error](here)
                planted[wrong] = error
        found = [one for one in await here.reconciled() if not one.note]
        assert {one.person: one.error for one in found} == planted
        assert len(found) == len(planted)
        assert len(planted) > 20


async def test_nothing_is_found_while_no_list_of_payments_is_there_nor_is_an_inactive_one_read(
    url: str,
) -> None:
    async with village(url) as here:
        for _ in range(3):
            await here.lives()
        assert await here.shows() == {}
        staged = await here.makes_list(Way.CASH, active=False)
        wrong = await here.lives()
        await here.is_paid(wrong, 1_000, on=staged)
        assert await here.shows() == {}
        await here.alters(payment_list, staged, active=True)
        found = await here.shows()
        assert found[wrong] == [ListError.WRONG_AMOUNT]
        assert Counter(one for some in found.values() for one in some) == {
            ListError.ON_NO_LIST: 3, ListError.WRONG_AMOUNT: 1,
        }  # fmt: skip


# --- What becomes of it -----------------------------------------------------------------------


async def test_it_is_one_case_however_often_it_is_found(url: str) -> None:
    async with village(url) as here:
        await here.is_usual()
        await here.lives()
        first = await here.reconciled()
        assert await here.reconciled() == first
        [row] = await here.cases()
        assert (row.number, row.kind, row.reason) == (first[0].case, "not_on_list", "not_on_list")
        assert (row.session_id, row.filed_by, row.state) == (None, None, "open")
        assert row.look_by is not None
        assert row.due_on is not None
        async with here.app.database.engine.connect() as connection:
            events = select(case_event.c.event).where(case_event.c.case_id == row.id)
            assert (await connection.execute(events)).scalars().all() == [CaseEvent.FILED.value]


async def test_it_joins_what_a_citizen_has_reported(url: str) -> None:
    async with place(url) as there_is:
        here = await _her_commune(there_is)
        number = await _reports(there_is, ListError.ACCOUNT_BUT_CASH_LIST)
        found = [one for one in await here.reconciled() if one.person == there_is.person.id]
        assert [(one.error, one.case) for one in found] == [
            (ListError.ACCOUNT_BUT_CASH_LIST, number)
        ]


async def test_a_citizen_joins_what_was_found_and_then_who_answers_hears_of_it(url: str) -> None:
    async with place(url) as there_is:
        await officer(url)
        here = await _her_commune(there_is)
        [found] = [one for one in await here.reconciled() if one.person == there_is.person.id]
        assert await _notices(there_is, NoticeKind.CASE_FILED) == []
        assert await _reports(there_is, ListError.ACCOUNT_BUT_CASH_LIST) == found.case
        [row] = [one for one in await here.cases() if one.number == found.case]
        assert row.session_id == await there_is.session()
        assert await _notices(there_is, NoticeKind.CASE_FILED) == [row.id]
        await _reports(there_is, ListError.ACCOUNT_BUT_CASH_LIST)
        assert await _notices(there_is, NoticeKind.CASE_FILED) == [row.id]


@pytest.mark.parametrize(
    ("into_account", "paid"), [(False, PaidHow.POINT), (True, PaidHow.ACCOUNT)]
)
async def test_the_next_list_ends_what_it_settles(
    url: str, into_account: bool, paid: PaidHow
) -> None:
    async with village(url) as here:
        await here.is_usual()
        missed, still = await here.lives(), await here.lives()
        await here.reconciled()
        account = await here.has_account(missed) if into_account else None
        await here.is_paid(missed, into=account)
        await here.reconciled()
        states = {
            row.person_id: (row.state, row.paid_how, row.shown_at) for row in await here.cases()
        }
        assert states[missed] == (CaseState.DONE.value, paid.value, None)
        assert states[still][:2] == (CaseState.OPEN.value, None)


async def test_a_list_that_is_taken_back_ends_nothing_and_what_shows_again_is_open_again(
    url: str,
) -> None:
    async with village(url) as here:
        await here.is_usual()
        missed = await here.lives()
        await here.reconciled()
        newer = await here.is_paid(missed)
        await here.reconciled()
        await here.alters(payment, newer, person_id=(await here.lives(until=MONTH.plus(-1))))
        [found] = [one for one in await here.reconciled() if one.person == missed]
        [row] = [one for one in await here.cases() if one.person_id == missed]
        assert (row.number, row.state) == (found.case, CaseState.OPEN.value)
        await here.alters(payment_list, here.lists[Way.CASH], active=False)
        assert missed not in await here.shows()
        [row] = [one for one in await here.cases() if one.person_id == missed]
        assert row.state == CaseState.OPEN.value, "a list that is not there settles nothing"


async def test_what_somebody_has_closed_stays_closed_while_the_lists_are_the_same(
    url: str,
) -> None:
    async with place(url) as there_is:
        here = await _her_commune(there_is)
        [found] = [one for one in await here.reconciled() if one.person == there_is.person.id]
        [row] = [one for one in await here.cases() if one.number == found.case]
        async with there_is.records() as records:
            await records.cases.close(
                row.id, CaseState.DONE, PaidHow.POINT, await _actor(records), NOW
            )
        assert [
            one.case for one in await here.reconciled() if one.person == there_is.person.id
        ] == [found.case]
        [row] = [one for one in await here.cases() if one.number == found.case]
        assert row.state == CaseState.DONE.value


async def test_what_was_only_said_is_not_ended_by_lists_that_are_older(url: str) -> None:
    """Nobody reported the death, so no list can show that money was paid after it."""
    async with place(url) as there_is:
        here = Village(there_is.app, there_is.person.unit, Month.of(NOW.date()))
        number = await _reports(there_is, ListError.PAID_AFTER_DEATH)
        missing = await _reports(there_is, ListError.ON_NO_LIST)
        await here.reconciled()
        states = {row.number: row.state for row in await here.cases()}
        assert (states[number], states[missing]) == ("open", "open")
        await here.makes_list(Way.CASH)
        await here.reconciled()
        states = {row.number: row.state for row in await here.cases()}
        assert states[number] == "open", "she is still paid"
        assert states[missing] == "done", "a newer list has her"


async def test_who_answers_hears_once_how_many_there_are(url: str) -> None:
    async with place(url) as there_is:
        await officer(url)
        here = await _her_commune(there_is)
        for _ in range(40):
            await here.lives()
        count = len({one.case for one in await here.reconciled() if one.case})
        await here.reconciled()
        assert count > 40
        assert len(await _notices(there_is, NoticeKind.LISTS_DIFFER)) == 1
        told = words((await unasked(url, NOW + timedelta(minutes=20)))["officer"])
        assert sum(line.endswith(f" {count}.") for line in told.splitlines()) == 1
        assert await _notices(there_is, NoticeKind.CASE_FILED) == []


async def test_what_nobody_looks_at_in_time_is_told_once_a_level_and_then_once_a_week(
    url: str,
) -> None:
    async with place(url) as there_is:
        await officer(url, "leader", "LEAD6943")
        here = await _her_commune(there_is)
        for _ in range(10):
            await here.lives()
        await here.reconciled()
        told = []
        for days in (3, 4, 20, 21, 22, 28):
            async with there_is.records() as records:
                await report_overdue(records.store, NOW + timedelta(days=days))
            told.append(len(await _notices(there_is, NoticeKind.LISTS_LATE)))
        assert told[0] == told[1] == 1, "once, however many they are"
        assert told[-1] > told[2], "asked for again after a week"
        assert len(set(told[2:5])) == 1
        assert await _notices(there_is, NoticeKind.CASE_OVERDUE) == []


async def test_what_is_wrong_in_a_record_is_one_case_from_month_to_month(url: str) -> None:
    async with village(url) as here:
        await here.is_usual()
        same = [await here.is_paid_in_cash(citizen_id="089145012345") for _ in range(2)]
        before = {one.person: one.case for one in await here.reconciled()}
        here.month, here.lists = MONTH.plus(1), {}
        for one in same:
            await here.is_paid(one)
        after = {one.person: one.case for one in await here.reconciled()
                 if one.error is ListError.ID_SHARED}  # fmt: skip
        assert after == before


async def test_the_command_prints_what_a_script_reads_and_names_nobody(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("DATABASE_URL", sqlite_url), ("KEY", KEY), ("INDEX_KEY", INDEX_KEY)):
        monkeypatch.setenv(f"ANSINH_{name}", value)
    assert await asyncio.to_thread(main, ["reconcile", "--month", "2026-11", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["month"] == "2026-11"
    assert {frozenset(one) for one in document["findings"]} == {
        frozenset({"code", "person", "unit", "lists", "message", "case"})
    }
    assert {one["code"] for one in document["findings"]} <= set(ListError)
    assert await asyncio.to_thread(main, ["reconcile", "--month", "2026-11"]) == 0
    table = capsys.readouterr().out
    assert "(30526)" in table
    assert "Néang" not in table
    with pytest.raises(SystemExit) as wrong:
        await asyncio.to_thread(main, ["reconcile", "--month", "11/2026"])
    assert wrong.value.code == 2


# --- Shared -----------------------------------------------------------------------------------


async def _her_commune(there_is: Place) -> Village:
    """She is on the cash list, and has an account that works."""
    here = Village(there_is.app, there_is.person.unit, Month.of(NOW.date()))
    await here.has_account(there_is.person.id, holder="NEANG SA RIM")
    return here


async def _reports(there_is: Place, error: ListError) -> str:
    mine = await there_is.session()
    async with there_is.records() as records:
        month = Month.of(NOW.date())
        filing = Filing(error.kind, error.reason, there_is.person.unit, month, there_is.person.id)
        return (await records.cases.put(filing, mine, NOW)).number


async def _actor(records: Any) -> int:
    found = await records.store.connection.execute(select(func.min(actor.c.id)))
    return int(found.scalar_one())


async def _notices(there_is: Place, kind: NoticeKind) -> list[int]:
    """What each is about, in the order in which they were queued."""
    async with there_is.app.database.engine.connect() as connection:
        rows = await connection.execute(
            select(notice.c.subject).where(notice.c.kind == kind.value).order_by(notice.c.id)
        )
        return list(rows.scalars())
