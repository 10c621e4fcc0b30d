"""Who may do what, when a path closes, when a link ends, what is due: rules as tables."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.amount import Due, monthly, standard_of
from domain.link_code import DIGITS, LETTERS, new_code
from domain.permissions import FIELDS, MAY, MAY_INVITE, NEEDS_STEP_UP, Act, Grant, Role, may_invite
from domain.person import Person, Relation, Sex, ends_on, of_age_on
from domain.phone import canonical
from domain.place import UnitKey
from domain.rights import Right, acknowledged_by, due_on
from domain.text import Month
from domain.totp import new_secret, step_of
from domain.tries import closed
from handlers.asks import read_code
from tests.house import NOW

UNIT = UnitKey("30526", date(2025, 7, 1))
OTHER = UnitKey("30316", date(2025, 7, 1))


# --- Permissions --------------------------------------------------------------------------------


def test_every_act_but_asking_needs_a_role_and_every_role_has_work() -> None:
    assert set(MAY) == set(Act) - {Act.ASK}
    assert all(any(role in roles for roles in MAY.values()) for role in Role)
    assert set(MAY) >= NEEDS_STEP_UP


def test_who_sees_no_record_may_do_nothing_that_shows_one() -> None:
    shows = (
        Act.LOOK,
        Act.GIVE_CODE,
        Act.LINK_IN_FRONT,
        Act.VOUCH_FOR_CARER,
        Act.BE_BRIEFED,
        Act.CALL,
    )
    for role in (Role.HELPER, Role.ADMIN, Role.PROVINCE_OFFICIAL):
        assert [act for act in shows if role in MAY[act]] == []


def test_whoever_may_do_something_to_a_record_may_look_at_it() -> None:
    for act in (
        Act.GIVE_CODE,
        Act.LINK_IN_FRONT,
        Act.VOUCH_FOR_CARER,
        Act.DECIDE_CHANGE,
        Act.CALL,
    ):
        assert MAY[act] <= MAY[Act.LOOK], act


def test_no_field_is_decided_by_who_may_only_count_money_or_run_the_service() -> None:
    for hands in FIELDS.values():
        assert hands.submit
        assert hands.decide <= MAY[Act.DECIDE_CHANGE]
        assert hands.submit <= MAY[Act.SUBMIT_CHANGE]


@pytest.mark.parametrize(
    ("by", "role", "unit", "allowed"),
    [
        (Grant(Role.ADMIN, None), Role.ADMIN, None, True),
        (Grant(Role.ADMIN, None), Role.COMMUNE_OFFICER, UNIT, True),
        (Grant(Role.COMMUNE_LEADER, UNIT), Role.COMMUNE_OFFICER, UNIT, True),
        (Grant(Role.COMMUNE_LEADER, UNIT), Role.COMMUNE_OFFICER, OTHER, False),
        (Grant(Role.COMMUNE_LEADER, UNIT), Role.COMMUNE_LEADER, UNIT, False),
        (Grant(Role.COMMUNE_LEADER, UNIT), Role.PROVINCE_OFFICIAL, None, False),
        (Grant(Role.COMMUNE_OFFICER, UNIT), Role.HELPER, UNIT, True),
        (Grant(Role.COMMUNE_OFFICER, UNIT), Role.COMMUNE_OFFICER, UNIT, False),
        (Grant(Role.POST_CLERK, UNIT), Role.HELPER, UNIT, False),
        (Grant(Role.HELPER, UNIT), Role.HELPER, UNIT, False),
    ],
)
def test_nobody_invites_above_themselves_or_beyond_their_units(
    by: Grant, role: Role, unit: UnitKey | None, allowed: bool
) -> None:
    assert may_invite([by], role, unit) is allowed


def test_nobody_can_invite_who_could_then_invite_them_a_higher_role() -> None:
    """No chain of invitations that begins below the administrator ends at one."""
    for start in set(Role) - {Role.ADMIN}:
        reached, waiting = set(), [start]
        while waiting:
            for role in MAY_INVITE.get(waiting.pop(), ()):
                if role not in reached:
                    reached.add(role)
                    waiting.append(role)
        assert Role.ADMIN not in reached
        assert Role.PROVINCE_OFFICIAL not in reached


# --- Codes and tries ----------------------------------------------------------------------------


def test_a_code_is_read_back_however_it_is_said() -> None:
    for _ in range(500):
        code = new_code()
        assert re.fullmatch(f"[{LETTERS}{DIGITS}]{{8}}", code)
        for said in (code, code.lower(), f"{code[:4]} {code[4:]}", f"mã là {code} ạ"):
            assert read_code(said) == code


@pytest.mark.parametrize(
    ("minutes_ago", "shut"),
    [
        ([], False),
        ([9, 8, 7, 6], False),
        ([9, 8, 7, 6, 5], True),
        ([70, 69, 68, 67, 61], False),
        ([200, 199, 198, 197, 196, 5], False),
        ([200, 199, 198, 197, 196, 5, 4, 3, 2, 1], True),
        ([1000, 999, 998, 997, 996, 905, 904, 903, 902, 901], True),
        ([1445, 999, 998, 997, 996, 905, 904, 903, 902, 901], False),
    ],
)
def test_five_tries_close_it_for_an_hour_and_ten_for_a_day(
    minutes_ago: list[int], shut: bool
) -> None:
    assert closed([NOW - timedelta(minutes=one) for one in minutes_ago], NOW) is shut


@given(st.lists(st.integers(0, 3000), max_size=30))
def test_it_opens_again_by_itself(minutes_ago: list[int]) -> None:
    tries = [NOW - timedelta(minutes=one) for one in minutes_ago]
    assert not closed(tries, NOW + timedelta(days=2))


def test_a_code_of_a_device_fits_half_a_minute_around_now_and_no_longer() -> None:
    secret = new_secret()
    now = datetime(2026, 11, 24, 9, 0, 10).astimezone()
    import pyotp

    code = pyotp.TOTP(secret).at(now)
    step = step_of(secret, code, now)
    assert step is not None
    assert step_of(secret, code, now + timedelta(seconds=30)) == step
    assert step_of(secret, code, now + timedelta(seconds=95)) is None
    assert step_of(secret, "abcdef", now) is None


# --- Carers, amounts, rights, phones ------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "relation", "until"),
    [
        (date(2016, 5, 20), Relation.SELF, None),
        (date(2016, 5, 20), Relation.GUARDIAN, date(2034, 5, 19)),
        (date(2016, 2, 29), Relation.GUARDIAN, date(2034, 2, 27)),
        (date(1985, 8, 14), Relation.GUARDIAN, None),
        (date(2008, 11, 24), Relation.GUARDIAN, None),
        (date(2008, 11, 25), Relation.GUARDIAN, date(2026, 11, 24)),
        (date(1985, 8, 14), Relation.AUTHORISED, date(2027, 11, 24)),
    ],
)
def test_when_a_link_ends_by_itself(born: date, relation: Relation, until: date | None) -> None:
    person = Person(1, "Chau Dara", Sex.MALE, born.year, born, UNIT)
    assert ends_on(person, relation, date(2026, 11, 24), 365) == until


def test_of_whom_only_the_year_is_known_is_of_age_when_that_year_ends() -> None:
    assert of_age_on(Person(1, "x", Sex.MALE, 2010, None, UNIT)) == date(2028, 12, 31)


_STANDARDS = {Month(2021, 7): 360_000, Month(2024, 7): 500_000, Month(2026, 7): 540_000}


@pytest.mark.parametrize(
    ("dues", "month", "dong", "since"),
    [
        ([Due(2, Month(2025, 7), None)], Month(2026, 11), 540_000, Month(2026, 7)),
        ([Due(3, Month(2026, 10), None)], Month(2026, 11), 810_000, Month(2026, 10)),
        (
            [Due(3, Month(2022, 1), Month(2026, 8)), Due(4, Month(2026, 9), None)],
            Month(2026, 11),
            1_080_000,
            Month(2026, 9),
        ),
        (
            [Due(2, Month(2025, 1), None), Due(3, Month(2025, 1), None)],
            Month(2026, 6),
            1_250_000,
            Month(2025, 1),
        ),
        ([Due(2, Month(2022, 1), Month(2024, 1))], Month(2026, 11), None, None),
        ([], Month(2026, 11), None, None),
    ],
)
def test_what_is_due_a_month_and_since_when(
    dues: list[Due], month: Month, dong: int | None, since: Month | None
) -> None:
    found = monthly(dues, _STANDARDS, month)
    assert (found and found.amount.dong, found and found.since) == (dong, since)


def test_the_standard_amount_is_dated() -> None:
    assert standard_of(_STANDARDS, Month(2026, 6)) == 500_000
    assert standard_of(_STANDARDS, Month(2020, 1)) is None


def test_the_statutory_clocks() -> None:
    """DOMAIN.md §7.1: acknowledge in 2 working days; correct 10, restrict 15, delete 20 days."""
    friday = date(2026, 11, 27)
    assert acknowledged_by(friday) == date(2026, 12, 1)
    assert [due_on(right, friday) - friday for right in Right] == [
        timedelta(days=10),
        timedelta(days=15),
        timedelta(days=20),
    ]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("0900123456", "0900123456"),
        ("+84 900 123 456", "0900123456"),
        ("84900123456", "0900123456"),
        ("0084-900.123.456", "0900123456"),
        ("០៩០០១២៣៤៥៦", "0900123456"),
        ("01620123456", "0320123456"),
        ("02963123456", None),
        ("12345", None),
        ("", None),
    ],
)
def test_a_phone_number_has_one_form(said: str, number: str | None) -> None:
    assert canonical(said) == number
