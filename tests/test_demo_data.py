"""The demo data: the report's tables to the last đồng, and a present that holds on any day."""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from domain.account import AccountState
from domain.payout import DayState, FailedBecause, PayoutDay, Stage, Way
from domain.person import Programme, Relation
from domain.place import REFORM, PaymentPoint
from domain.text import Month
from storage import demo, seed
from storage.database import Database
from storage.demo import pilot_2023, present
from storage.demo.codes import CAST, Fate
from storage.demo.invented import Invented, Payment
from storage.demo.points import Points
from storage.demo.supply import Supply
from storage.sealed import Vault, new_key
from storage.tables import entitlement, metadata, person
from storage.upgrade import upgrade

TODAY = date(2026, 11, 24)
ANY_DAYS = [
    TODAY,
    date(2026, 9, 1),
    date(2026, 10, 31),
    date(2026, 11, 30),
    date(2027, 1, 1),
    date(2027, 1, 31),
    date(2027, 2, 2),
    date(2028, 2, 29),
    date(2028, 3, 1),
]
OLD_DAYS = [date(2019, 5, 5), date(2024, 1, 31), date(2025, 6, 30), date(2040, 2, 29)]
CHAU_DOC, TINH_BIEN = "884", "890"
PILOT, PRESENT = "2023-04-10", "2025-07-01"
UNITS = ["30316", "30325", "30502", "30505", "30520", "30526", "30538"]
STANDARDS = {Month.of(row["from_month"]): row["dong"] for row in seed.rows()["standard_amount"]}


@dataclass(frozen=True)
class Filled:
    """A store that was filled, and the keys to it."""

    path: Path
    vault: Vault

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> Any:
        return self.rows(sql, *values)[0][0]

    def database(self) -> Database:
        return Database.open(f"sqlite+aiosqlite:///{self.path}", self.vault)


def _fill(path: Path, today: date) -> Filled:
    filled = Filled(path, Vault.from_settings(f"test:{new_key()}", new_key()))
    asyncio.run(_fill_one(filled, today))
    return filled


async def _fill_one(filled: Filled, today: date) -> None:
    database = filled.database()
    await upgrade(database)
    async with database.engine.begin() as connection:
        await demo.fill(connection, filled.vault, today)
    await database.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return _fill(tmp_path_factory.mktemp("demo") / "demo.db", TODAY)


@pytest.fixture(scope="module", params=ANY_DAYS, ids=str)
def on_any_day(request: pytest.FixtureRequest) -> tuple[date, Points, Invented]:
    points = Points(supply := Supply(2023), request.param)
    return request.param, points, present.make(supply, STANDARDS, points, request.param)


# --- The report ---------------------------------------------------------------------------------

_IN_AREA = "SELECT code FROM unit WHERE area = ? AND valid_from = '2023-04-10'"
_ARRIVED = "stage IN ('credited', 'collected')"


@pytest.mark.parametrize(("area", "people"), [(CHAU_DOC, 4065), (TINH_BIEN, 5605)])
def test_as_many_people_as_the_report_counts(store: Filled, area: str, people: int) -> None:
    mine = f"unit_from = '2023-04-10' AND unit_code IN ({_IN_AREA})"
    assert store.one(f"SELECT count(*) FROM person WHERE {mine}", area) == people
    entitled = (
        "SELECT count(DISTINCT p.id) FROM person p JOIN entitlement e ON e.person_id = p.id "
        f"WHERE {mine} AND from_month <= '2023-09-01' AND to_month = '2023-09-01'"
    )
    assert store.one(entitled, area) == people


def test_every_ward_of_the_pilot_has_people(store: Filled) -> None:
    wards = store.rows(
        "SELECT unit_code, count(*) FROM person WHERE unit_from = ? GROUP BY 1", PILOT
    )
    assert len(wards) == 21
    assert min(people for _, people in wards) > 100


@pytest.mark.parametrize(
    ("area", "month", "opened"),
    [
        (CHAU_DOC, "2023-07", 182),
        (CHAU_DOC, "2023-08", 0),
        (CHAU_DOC, "2023-09", 396),
        (TINH_BIEN, "2023-07", 355),
        (TINH_BIEN, "2023-08", 353),
        (TINH_BIEN, "2023-09", 312),
    ],
)
def test_table_1_accounts_opened(store: Filled, area: str, month: str, opened: int) -> None:
    counted = store.one(
        "SELECT count(*) FROM account a JOIN person p ON p.id = a.person_id "
        f"WHERE unit_from = '2023-04-10' AND unit_code IN ({_IN_AREA}) "
        "AND substr(opened_on, 1, 7) = ? AND opened_on <= '2023-09-10'",
        area,
        month,
    )
    assert counted == opened


@pytest.mark.parametrize(
    ("area", "month", "payments", "halves"),
    [
        (CHAU_DOC, "2023-07-01", 182, 479),
        (CHAU_DOC, "2023-08-01", 182, 475),
        (CHAU_DOC, "2023-09-01", 409, 1111),
        (TINH_BIEN, "2023-07-01", 370, 1022),
        (TINH_BIEN, "2023-08-01", 355, 998),
        (TINH_BIEN, "2023-09-01", 704, 1992),
    ],
)
def test_tables_2_and_3_paid_through_accounts(
    store: Filled, area: str, month: str, payments: int, halves: int
) -> None:
    counted = store.rows(
        "SELECT count(*), sum(amount) FROM payment JOIN person p ON p.id = person_id "
        f"WHERE payment.way = 'account' AND {_ARRIVED} AND stage_on <= '2023-09-10' "
        f"AND month = ? AND unit_from = '2023-04-10' AND unit_code IN ({_IN_AREA})",
        month,
        area,
    )
    assert counted == [(payments, halves * 180_000)]


@pytest.mark.parametrize(
    ("area", "unpaid", "opened_before"), [(CHAU_DOC, 169, 0), (TINH_BIEN, 316, 4)]
)
def test_485_accounts_brought_nothing_in_september(
    store: Filled, area: str, unpaid: int, opened_before: int
) -> None:
    found = store.rows(
        "SELECT opened_on, p.id FROM account a JOIN person p ON p.id = a.person_id "
        f"WHERE unit_from = '2023-04-10' AND unit_code IN ({_IN_AREA}) AND a.id NOT IN "
        f"(SELECT account_id FROM payment WHERE month = '2023-09-01' AND {_ARRIVED} "
        "AND account_id IS NOT NULL)",
        area,
    )
    assert len(found) == unpaid
    assert sum(opened < "2023-09" for opened, _ in found) == opened_before


@pytest.mark.parametrize(("area", "people"), [(CHAU_DOC, 3487), (TINH_BIEN, 4585)])
def test_everybody_without_an_account_was_paid_in_cash_in_september(
    store: Filled, area: str, people: int
) -> None:
    paid = (
        "SELECT DISTINCT person_id FROM payment WHERE month = '2023-09-01' "
        "AND way = 'cash' AND stage = 'collected' AND point_id IS NOT NULL"
    )
    without = (
        "SELECT id FROM person WHERE unit_from = '2023-04-10' "
        f"AND unit_code IN ({_IN_AREA}) AND id NOT IN (SELECT person_id FROM account)"
    )
    assert store.one(f"SELECT count(*) FROM ({without})", area) == people
    assert store.one(f"SELECT count(*) FROM ({without}) WHERE id IN ({paid})", area) == people
    assert store.one(f"SELECT count(*) FROM ({paid})") == 8072


def test_nobody_of_the_pilot_is_paid_twice_or_at_another_ward(store: Filled) -> None:
    twice = "SELECT person_id FROM payment WHERE month < '2024' GROUP BY person_id, month"
    assert store.rows(f"{twice} HAVING count(*) > 1") == []
    elsewhere = (
        "SELECT count(*) FROM payment y JOIN person p ON p.id = y.person_id "
        "JOIN payment_point o ON o.id = y.point_id "
        "WHERE (o.unit_code, o.unit_from) <> (p.unit_code, p.unit_from)"
    )
    assert store.one(elsewhere) == 0


def test_an_account_receives_at_most_three_payments_a_month(store: Filled) -> None:
    july = store.rows(
        "SELECT count(*) FROM payment WHERE month = '2023-07-01' AND account_id IN "
        "(SELECT a.id FROM account a JOIN person p ON p.id = a.person_id "
        f"WHERE unit_code IN ({_IN_AREA})) GROUP BY account_id",
        TINH_BIEN,
    )
    assert Counter(number for (number,) in july) == {1: 343, 2: 9, 3: 3}
    most = "SELECT max(n) FROM (SELECT count(*) n FROM payment WHERE account_id IS NOT NULL "
    assert store.one(f"{most} GROUP BY account_id, month)") == 3


# --- Amounts and coefficients -------------------------------------------------------------------

# DOMAIN.md §1.2 and 1.3: category, from age, below age, coefficient in halves.
TABLE = [
    *[("K1", 0, 4, 5), ("K1", 4, 16, 3), ("K2", 16, 22, 3), ("K3", 0, 4, 5), ("K3", 4, 16, 4)],
    *[("K4", 16, 150, 2), ("K5a", 60, 80, 3), ("K5a", 80, 150, 4), ("K5b", 75, 80, 2)],
    *[("K5c", 80, 150, 2), ("K5d", 60, 150, 6), ("K6a", 0, 16, 5), ("K6a", 16, 60, 4)],
    *[("K6a", 60, 150, 5), ("K6b", 0, 16, 4), ("K6b", 16, 60, 3), ("K6b", 60, 150, 4)],
    *[("K7", 0, 3, 3), ("K8", 16, 150, 3), ("HTXH", 75, 150, 2)],
]


def _age(birth: str, first_of_month: str) -> int:
    """Whole years at the end of that month; by the year alone where no day is known."""
    month = Month.of(date.fromisoformat(first_of_month))
    end = month.plus(1).first_day - timedelta(days=1)
    if len(birth) == 4:
        return end.year - int(birth)
    born = date.fromisoformat(birth)
    return end.year - born.year - ((end.month, end.day) < (born.month, born.day))


def _opened_entitlements(store: Filled) -> dict[int, list[tuple[str, str, str, int]]]:
    """Birth, category, first month and halves, by person and in order."""
    found: dict[int, list[tuple[str, str, str, int]]] = {}
    for row in store.rows(
        "SELECT p.id, sealed_birth, e.id, sealed_category, from_month, coefficient_halves "
        "FROM entitlement e JOIN person p ON p.id = person_id ORDER BY p.id, from_month"
    ):
        birth = store.vault.open(row[1], person.c.sealed_birth, row[0])
        category = store.vault.open(row[3], entitlement.c.sealed_category, row[2])
        found.setdefault(row[0], []).append((birth, category, row[4], row[5]))
    return found


def test_every_coefficient_is_that_of_category_and_age(store: Filled) -> None:
    for entitlements in _opened_entitlements(store).values():
        for birth, category, since, halves in entitlements:
            age = _age(birth, since)
            fitting = [row for row in TABLE if row[0] == category and row[1] <= age < row[2]]
            assert [row[3] for row in fitting] == [halves], (category, age)


def test_no_coefficient_changes_but_for_a_birthday(store: Filled) -> None:
    reasons: Counter[int] = Counter()
    for entitlements in _opened_entitlements(store).values():
        for before, after in pairwise(entitlements):
            assert before[1] == after[1]
            assert before[3] != after[3]
            before_that = str(Month.of(date.fromisoformat(after[2])).plus(-1).first_day)
            assert _age(after[0], before_that) == _age(after[0], after[2]) - 1
            reasons[_age(after[0], after[2])] += 1
    assert {4, 60, 80} <= set(reasons) <= {4, 16, 60, 80}


def test_every_amount_is_coefficient_times_standard(store: Filled) -> None:
    wrong = store.rows(
        "SELECT y.id FROM payment y LEFT JOIN entitlement e ON e.person_id = y.person_id "
        "AND e.programme = y.programme AND from_month <= y.month "
        "AND (to_month IS NULL OR to_month >= y.month) WHERE e.id IS NULL OR 2 * amount <> "
        "coefficient_halves * (SELECT dong FROM standard_amount WHERE from_month <= y.month "
        "ORDER BY from_month DESC LIMIT 1)"
    )
    assert wrong == []
    this_month = store.one("SELECT max(amount) FROM payment WHERE month = '2026-11-01'")
    assert this_month == 3 * 540_000


def test_arrears_only_while_the_raise_is_paid_back(
    on_any_day: tuple[date, Points, Invented],
) -> None:
    today, _, made = on_any_day
    owed = [payment for payment in made.payments if payment.arrears]
    assert bool(owed) == (date(2026, 10, 1) <= today <= date(2027, 1, 31))
    for payment in owed:
        assert payment.arrears == 3 * 40_000 * payment.person.halves(payment.month) // 2
        assert payment.person.entitlements[0].from_month <= Month(2026, 7)


# --- The present --------------------------------------------------------------------------------


def _units(days: list[PayoutDay], state: DayState, day: date | None) -> set[str]:
    return {one.unit.code for one in days if (one.state, one.day) == (state, day)}


def test_every_state_of_the_calendar_occurs(on_any_day: tuple[date, Points, Invented]) -> None:
    today, _, made = on_any_day
    month = Month.of(today)
    now = [day for day in made.days if day.month == month]
    cash = [day for day in now if day.way is Way.CASH]
    assert {day.unit.code for day in now} == set(UNITS)
    assert {day.state for day in now} == set(DayState)
    assert _units(cash, DayState.CONFIRMED, today)
    assert _units(cash, DayState.CONFIRMED, today + timedelta(days=1))
    assert any(
        today + timedelta(days=2) < day.day <= today + timedelta(days=7)
        for day in cash
        if day.day and day.state is DayState.CONFIRMED
    )
    assert {day.way for day in now} == set(Way)
    postponed = {day.day is None for day in cash if day.state is DayState.POSTPONED}
    assert postponed == {True, False}
    later = {day.unit.code for day in made.days if day.month == month.plus(1)}
    assert len(later) == 6


def test_no_day_contradicts_its_state(on_any_day: tuple[date, Points, Invented]) -> None:
    today, _, made = on_any_day
    for one in made.days:
        assert one.said_on <= today
        assert (one.state is DayState.POSTPONED) == (one.reason is not None)
        assert (one.state is DayState.POSTPONED) == (one.day_before is not None)
        assert (one.way is Way.CASH) == (one.point is not None)
        if one.day is None:
            assert one.state is DayState.POSTPONED
        elif one.state is DayState.CLOSED:
            assert one.day < today
        elif one.state is DayState.MONEY_IN_ACCOUNT:
            assert one.day <= today
        else:
            assert one.day >= today
        if one.day is not None and abs((one.day - today).days) > 2:
            assert one.day.weekday() < 6


def test_units_differ_in_how_points_and_programmes_share_days(
    on_any_day: tuple[date, Points, Invented],
) -> None:
    today, _, made = on_any_day
    cash = [one for one in made.days if one.way is Way.CASH and one.month == Month.of(today)]
    days = {
        code: {(one.programme, one.point, one.day) for one in cash if one.unit.code == code}
        for code in UNITS
    }
    by_programme = {
        code: {
            frozenset(one[1:] for one in found if one[0] == programme) for programme in Programme
        }
        for code, found in days.items()
    }
    assert [code for code, found in by_programme.items() if len(found) > 1] == ["30505"]
    several_points = {code for code, found in days.items() if len({one[1] for one in found}) > 1}
    several_days = {code for code, found in days.items() if len({one[2] for one in found}) > 1}
    assert {"30502", "30526"} <= several_days
    assert several_points - several_days >= {"30316", "30325", "30520"}


def test_every_stage_and_reason_occurs(on_any_day: tuple[date, Points, Invented]) -> None:
    today, _, made = on_any_day
    now = [one for one in made.payments if one.month == Month.of(today)]
    later = [one for one in made.payments if one.month == Month.of(today).plus(1)]
    failed = {one.outcome.reason for one in now if one.outcome.stage is Stage.FAILED}
    assert {one.outcome.stage for one in now} == set(Stage)
    assert failed == set(FailedBecause)
    assert {one.outcome.stage for one in later} == {Stage.ON_LIST}
    assert 0 < len({one.person.unit for one in later}) < 7
    assert {one.state for one in made.accounts} == set(AccountState) - {AccountState.CLOSED}
    assert all(one.outcome.on <= today for one in made.payments)


def test_payments_wait_as_the_calendar_says(on_any_day: tuple[date, Points, Invented]) -> None:
    today, _, made = on_any_day
    lines = {(day.month, day.unit, day.programme, day.point): day for day in made.days}
    listed = {one.id: one.made_on for one in made.lists}
    for one in made.payments:
        if one.month != Month.of(today):
            continue
        line = lines[one.month, one.person.unit, one.person.programme, one.point]
        stage = one.outcome.stage
        assert listed[one.list_id] <= one.outcome.on
        if line.state in {DayState.PLANNED, DayState.POSTPONED}:
            assert stage is Stage.ON_LIST
        if line.state is DayState.CLOSED:
            assert stage in {Stage.COLLECTED, Stage.FAILED, Stage.RETURNED}
        if stage is Stage.SENT:
            assert one.way is Way.ACCOUNT


def test_about_1400_people_live_in_the_seven_units(store: Filled) -> None:
    units = store.rows(
        "SELECT unit_code, count(*) FROM person WHERE unit_from = ? GROUP BY 1 ORDER BY 1", PRESENT
    )
    assert [code for code, _ in units] == UNITS
    assert sum(people for _, people in units) == 1400 + len(CAST)


def test_pensioners_are_75_or_older(store: Filled) -> None:
    pensions = [
        _age(birth, since)
        for entitlements in _opened_entitlements(store).values()
        for birth, category, since, _ in entitlements
        if category == "HTXH"
    ]
    assert len(pensions) > 300
    assert min(pensions) >= 75


def test_some_stand_on_the_wrong_list(on_any_day: tuple[date, Points, Invented]) -> None:
    today, _, made = on_any_day
    holders = {one.person for one in made.accounts if one.opened_on}
    now = [one for one in made.payments if one.month == Month.of(today)]
    for ward in ("30511", "30517", "30529", "30538"):
        there = [one for one in now if one.person.ward.code == ward]
        on_cash_list = [one for one in there if one.way is Way.CASH and one.person in holders]
        no_account = [one for one in there if one.account and not one.account.opened_on]
        assert min(len(on_cash_list), len(no_account)) >= 2


def test_points_are_marked_invented_and_lie_where_they_serve(store: Filled) -> None:
    points = store.rows("SELECT kind, unit_from, status, invented, latitude FROM payment_point")
    now = [row for row in points if row[1] == PRESENT]
    assert all(row[3] for row in points)
    assert Counter(row[2] for row in now)["closed"] == 2
    assert {row[2] for row in points if row[1] == PILOT} == {"closed"}
    assert sum(row[4] is None for row in now) == 2, "some have no coordinates of their own"
    kinds = Counter(row[0] for row in now)
    assert (kinds["atm"], kinds["bank_office"], kinds["mobile_point"]) == (6, 2, 1)
    assert 20 <= len(now) <= 30


async def test_every_point_lies_within_its_unit(store: Filled) -> None:
    database = store.database()
    reference = await database.reference()
    await database.close()
    for point in reference.points.values():
        if point.place:
            assert _unit_at(reference.gazetteer, point) == point.unit


def _unit_at(gazetteer: Any, point: PaymentPoint) -> Any:
    found = gazetteer.at(point.place)
    return found.key if found else None


@pytest.mark.parametrize("today", OLD_DAYS, ids=str)
def test_other_times_do_not_break_it(today: date) -> None:
    supply = Supply(1)
    made = present.make(supply, STANDARDS, Points(supply, today), today)
    assert all(one.halves > 0 for who in made.people for one in who.entitlements)


# --- Codes --------------------------------------------------------------------------------------


def test_codes_are_unique_and_cannot_be_misread() -> None:
    codes = [one.code for one in demo.CODES]
    assert len(set(codes)) == len(codes) >= 14
    for code in codes:
        assert re.fullmatch(r"[ACDEFGHJKMNPQRTUVWXY34679]{8}", code)
        assert sum(char.isalpha() for char in code) >= 2
    assert {one.role for one in demo.CODES} == {"beneficiary", "guardian", "authorised"}


async def test_every_code_opens_its_person(store: Filled) -> None:
    database = store.database()
    await database.reference()
    async with database.transaction() as records:
        for one, part in zip(demo.CODES, CAST, strict=True):
            code_id = await records.link_codes.id_of(one.code)
            assert code_id is not None
            opened = await records.link_codes.opened_by(code_id, TODAY)
            assert opened is not None
            assert (opened[0].name, opened[1]) == (one.name, part.relation)
            assert opened[0].unit.valid_from == REFORM
            assert opened[0].birth_year == one.birth_year
    await database.close()


def test_two_guardians_codes_are_for_siblings_of_one_place() -> None:
    wards = [part.ward for part in CAST if part.relation is Relation.GUARDIAN]
    assert len(wards) == 2
    assert len(set(wards)) == 1


def test_every_code_finds_its_situation(on_any_day: tuple[date, Points, Invented]) -> None:
    today, _, made = on_any_day
    lines = {(day.month, day.unit, day.programme, day.point): day for day in made.days}
    who = {one.code: one.person for one in made.codes}
    now = {one.person: one for one in made.payments if one.month == Month.of(today)}

    def stage(code: str) -> tuple[Stage, FailedBecause | None]:
        return now[who[code]].outcome.stage, now[who[code]].outcome.reason

    def line(code: str) -> PayoutDay:
        payment: Payment = now[who[code]]
        one = payment.person
        return lines[payment.month, one.unit, one.programme, payment.point]

    waits = (Stage.ON_LIST, None)
    tomorrow = today + timedelta(days=1)
    assert (stage("DAWN3467"), line("DAWN3467").day) == (waits, tomorrow)
    assert (stage("GRAN4673"), line("GRAN4673").day) == (waits, today)
    assert stage("CARD6734") == (Stage.CREDITED, None)
    assert stage("NAME7346") == (Stage.FAILED, FailedBecause.NAME_DIFFERS)
    assert stage("RTRN3764") == (Stage.RETURNED, FailedBecause.NOT_COLLECTED)
    assert (stage("WATR4376"), line("WATR4376").state) == (waits, DayState.POSTPONED)
    assert line("WATR4376").day is not None
    assert (stage("WHEN7463"), line("WHEN7463").state) == (waits, DayState.POSTPONED)
    assert line("WHEN7463").day is None
    assert (stage("DRFT6473"), line("DRFT6473").state) == (waits, DayState.PLANNED)
    assert (stage("REAR3674"), line("REAR3674").state) == (waits, DayState.CONFIRMED)
    assert stage("HAND9374") == waits
    assert stage("HAVE6947") == (Stage.COLLECTED, None)
    assert who["EMPT7639"] not in now
    assert line("DARA7934") == line("NARY4793")
    back_paid = date(2026, 10, 1) <= today <= date(2027, 1, 31)
    assert bool(now[who["REAR3674"]].arrears) == back_paid
    assert {part.fate for part in CAST} == set(Fate)


# --- The whole ----------------------------------------------------------------------------------


def test_the_same_seed_and_day_give_the_same_rows(store: Filled, tmp_path: Path) -> None:
    again = _fill(tmp_path / "again.db", TODAY)
    for table in metadata.sorted_tables:
        clear = [
            column.name
            for column in table.columns
            if not column.name.startswith("sealed_") and not column.name.endswith("_index")
        ]
        everything = f"SELECT {', '.join(clear)} FROM {table.name} ORDER BY 1, 2"
        assert store.rows(everything) == again.rows(everything), table.name


def test_ids_lie_below_all_that_the_program_makes(store: Filled) -> None:
    assert store.one("SELECT max(id) FROM payment") < 2**42
    assert store.one("SELECT min(id) FROM person") >= 10**12


def test_the_store_is_marked_as_a_demo(store: Filled) -> None:
    assert store.rows("SELECT demo_made_on, reference_version FROM store") == [(str(TODAY), 2)]
    assert store.rows("PRAGMA foreign_key_check") == []


def test_nobody_can_be_read_in_the_file(store: Filled) -> None:
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = store.path.read_bytes()
    assert re.search(rb"089[0-3]\d{8}", raw) is None
    assert re.search(rb"0900\d{6}", raw) is None
    assert re.search(rb"990000\d{8}", raw) is None
    for name in _some_names():
        assert name.encode() not in raw
    for code in demo.CODES:
        assert code.code.encode() not in raw


def _some_names() -> list[str]:
    points = Points(supply := Supply(2023), TODAY)
    people = pilot_2023.make(supply, STANDARDS, points).people
    people += present.make(supply, STANDARDS, points, TODAY).people
    sampled = random.Random(1).sample([one.name for one in people], 200)
    return [*sampled, *(one.name for one in demo.CODES)]


def test_list_words_vary_as_on_real_lists() -> None:
    """Ð for Đ in a few, Chau and Néang where Khmer people live, numbers of no one else."""
    points = Points(supply := Supply(2023), TODAY)
    people = pilot_2023.make(supply, STANDARDS, points).people
    an_cu = [one for one in people if one.ward.name == "An Cư"]
    khmer = sum(one.name.startswith(("Chau ", "Né", "Ne")) for one in an_cu)
    assert 0.7 < khmer / len(an_cu) < 1
    assert 0 < sum("Ð" in one.name for one in people) < 200
    ids = [one.citizen_id for one in people if one.citizen_id]
    assert len(set(ids)) == len(ids)
    assert all(one.birth.year % 100 == int(one.citizen_id[4:6]) for one in people if one.citizen_id)
    phones = Counter(one.phone for one in people if one.phone)
    assert max(phones.values()) > 1
    assert 0.3 < sum(one.phone is None for one in people) / len(people) < 0.7
