"""The numbers of a day: each equals a plain count, written here apart from the program's own."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Collection
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Date, bindparam, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App, build
from bot.cli import main
from domain.account import AccountState
from domain.asked import Asked
from domain.case import CaseKind, CaseState
from domain.lists.row import ListKind
from domain.message import Address, Incoming
from domain.otp import Cause
from domain.payout import Stage
from domain.place import REFORM, UnitKey
from domain.summary import (
    TOO_FEW,
    Accounts,
    CreditAfterCash,
    Headline,
    OfUnit,
    Summary,
    broken_down,
    is_stale,
    needs_help_most,
)
from domain.text import Month
from storage.tables import (
    account,
    actor,
    asked,
    case_event,
    case_file,
    field_change,
    payment,
    payment_list,
    payment_point,
    person,
    question_count,
)
from storage.tables.base import Instant
from tests.house import HANOI, INDEX_KEY, KEY, NOW, Screen, settings

TODAY = NOW.date()
AN_CU = frozenset(
    {
        UnitKey("30526", REFORM),
        *(UnitKey(one, date(2023, 4, 10)) for one in ("30523", "30526", "30532")),
    }
)
CONTRACT = {
    "date": None,
    "units": None,
    "otp": {"new", "open", "resolved", "by_cause"},
    "accounts": {
        "opened",
        "paid",
        "not_seen_paid",
        "no_code",
        "other_reason",
        "not_asked",
        "with_alternative",
        "month",
    },
    "corrections": {"submitted", "decided", "waiting", "overdue"},
    "payments": {"sent", "credited", "collected", "failed"},
    "points_closed": None,
    "questions": {"asked", "answered", "not_understood"},
}


async def summary(app: App, day: date, units: Collection[UnitKey] | None = None) -> Summary:
    await app.database.reference()
    async with app.database.snapshot() as records:
        return await records.summaries.of(day, HANOI, units)


# --- Plain counts ---------------------------------------------------------------------------

_ENTITLED = """EXISTS (SELECT 1 FROM entitlement e WHERE e.person_id = p.id
  AND e.from_month <= :month AND (e.to_month IS NULL OR e.to_month >= :month))"""
_HAS = """EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id
  AND a.state <> 'details_collected' AND COALESCE(a.opened_on, a.state_on) <= :day
  AND (a.state <> 'closed' OR a.state_on > :day))"""
_PAID = """EXISTS (SELECT 1 FROM payment m JOIN payment_list l ON l.id = m.list_id
  WHERE m.person_id = p.id AND m.month = :month AND l.active AND m.stage_on <= :day
  AND m.stage IN ('credited', 'collected'))"""
_PAID_INTO = _PAID.replace("l.active", "l.active AND m.way = 'account'")
_SAID = """(SELECT q.answer FROM asked q WHERE q.person_id = p.id AND q.month = :month
  AND q.at < :ends ORDER BY q.id DESC LIMIT 1)"""
_OTP = """EXISTS (SELECT 1 FROM case_file c WHERE c.person_id = p.id AND c.kind = 'otp'
  AND c.filed_at < :ends AND (c.closed_at IS NULL OR c.closed_at >= :ends))"""
_OTHERWISE = """EXISTS (SELECT 1 FROM case_file c WHERE c.person_id = p.id
  AND c.kind IN ('otp', 'not_received', 'home') AND (
    (c.filed_at < :ends AND (c.closed_at IS NULL OR c.closed_at >= :ends)
      AND (c.kind = 'home' OR c.meanwhile IN ('point', 'home')))
    OR (c.closed_at < :ends AND c.month = :month
      AND c.paid_how IN ('paid', 'point', 'home', 'next_month'))))"""
_PEOPLE = f"SELECT COUNT(*) FROM person p WHERE {_ENTITLED} AND {{unit}}"
_HOLDERS = f"{_PEOPLE} AND {_HAS}"
_UNSEEN = f"{_HOLDERS} AND NOT {_PAID}"
_STANDS = "c.filed_at < :ends AND (c.closed_at IS NULL OR c.closed_at >= :ends)"
_LATE = """(c.due_on < :day OR (c.look_by < :day
  AND (c.looked_at IS NULL OR c.looked_at >= :ends)))"""
_CASES = "SELECT COUNT(*) FROM case_file c WHERE {unit}"
_FIXES = "SELECT COUNT(*) FROM field_change f JOIN case_file c ON c.id = f.case_id WHERE {unit}"
_TO_DECIDE = f"""f.submitted_at < :ends AND (f.decided_at IS NULL OR f.decided_at >= :ends)
  AND {_STANDS}"""
_PAYMENTS = """SELECT COUNT(*) FROM payment m JOIN payment_list l ON l.id = m.list_id
  WHERE l.active AND m.month = :month AND m.stage_on <= :day AND {unit}"""
_ANSWERED = f"({_SAID} IS NOT NULL AND {_SAID} <> 'not_reached')"

PLAIN: dict[str, tuple[str, str]] = {
    "accounts.opened": ("p", _HOLDERS),
    "accounts.paid": ("p", f"{_HOLDERS} AND {_PAID}"),
    "accounts.in_cash": ("p", f"{_HOLDERS} AND {_PAID} AND NOT {_PAID_INTO}"),
    "accounts.not_seen_paid": ("p", _UNSEEN),
    "accounts.no_code": (
        "p",
        f"{_UNSEEN} AND ({_SAID} = 'no_code' OR (NOT {_ANSWERED} AND {_OTP}))",
    ),
    "accounts.other_reason": ("p", f"{_UNSEEN} AND {_ANSWERED} AND {_SAID} <> 'no_code'"),
    "accounts.not_asked": ("p", f"{_UNSEEN} AND NOT {_ANSWERED} AND NOT {_OTP}"),
    "accounts.not_reached": (
        "p",
        f"{_UNSEEN} AND {_SAID} = 'not_reached' AND NOT {_OTP}",
    ),
    "accounts.with_alternative": ("p", f"{_UNSEEN} AND {_OTHERWISE}"),
    "opened_today": (
        "p",
        f"""{_HOLDERS} AND :day = (SELECT MIN(COALESCE(a.opened_on, a.state_on)) FROM account a
          WHERE a.person_id = p.id AND a.state <> 'details_collected'
          AND (a.state <> 'closed' OR a.state_on > :day))""",
    ),
    "otp.count.new": ("c", f"{_CASES} AND c.kind = 'otp' AND c.filed_at >= :begins "
                           "AND c.filed_at < :ends"),
    "otp.count.open": ("c", f"{_CASES} AND c.kind = 'otp' AND {_STANDS}"),
    "otp.count.resolved": ("c", f"{_CASES} AND c.kind = 'otp' AND c.state = 'done' "
                                "AND c.closed_at >= :begins AND c.closed_at < :ends"),
    "not_received.open": ("c", f"{_CASES} AND c.kind = 'not_received' AND {_STANDS}"),
    "overdue": ("c", f"{_CASES} AND {_STANDS} AND {_LATE}"),
    "points_closed": (
        "c",
        f"""SELECT COUNT(DISTINCT c.point_id) FROM case_file c
          WHERE c.kind = 'point' AND c.reason = 'closed' AND {_STANDS} AND {{unit}}""",
    ),
    "corrections.submitted": ("c", f"{_FIXES} AND f.submitted_at >= :begins "
                                   "AND f.submitted_at < :ends"),
    "corrections.decided": ("c", f"{_FIXES} AND f.decided_at >= :begins "
                                 "AND f.decided_at < :ends AND f.decision <> 'sent_back'"),
    "corrections.waiting": ("c", f"{_FIXES} AND {_TO_DECIDE}"),
    "corrections.overdue": ("c", f"{_FIXES} AND {_TO_DECIDE} AND {_LATE}"),
    **{
        f"payments.{stage.value}": ("l", f"{_PAYMENTS} AND m.stage = '{stage.value}'")
        for stage in Stage
    },
    **{
        f"by_method.{way}.{stage.value}": (
            "l", f"{_PAYMENTS} AND m.stage = '{stage.value}' AND m.way = '{way}'",
        )
        for way in ("account", "cash")
        for stage in Stage
    },
    "uncollected_twice": (
        "p",
        f"""SELECT COUNT(*) FROM person p WHERE {{unit}} AND NOT {_PAID}
          AND {{last}} AND ({{before}} OR {{this}})""",
    ),
    "questions.asked": (
        "q", "SELECT COALESCE(SUM(q.count), 0) FROM question_count q WHERE q.day = :day AND {unit}",
    ),
    "questions.answered": (
        "q",
        "SELECT COALESCE(SUM(q.count), 0) FROM question_count q WHERE q.day = :day "
        "AND q.outcome = 'answered' AND {unit}",
    ),
}  # fmt: skip
"""By number, of which table the unit is, and the count."""

_NOT_COLLECTED = """EXISTS (SELECT 1 FROM payment m JOIN payment_list l ON l.id = m.list_id
  WHERE m.person_id = p.id AND m.month = :{month} AND l.active AND m.stage_on <= :day
  AND m.stage IN ('failed', 'returned') AND m.reason = 'not_collected')"""


async def plain(
    connection: AsyncConnection, name: str, day: date, units: Collection[UnitKey] | None
) -> int:
    table, query = PLAIN[name]
    keys = ", ".join(f"'{one.code}@{one.valid_from}'" for one in units or ())
    here = f"({table}.unit_code || '@' || {table}.unit_from) IN ({keys})" if units else "1 = 1"
    months = {
        one: _NOT_COLLECTED.format(month=at)
        for one, at in (("this", "month"), ("last", "month1"), ("before", "month2"))
    }
    said = query.format(unit=here, **months)
    first = Month.of(day)
    values: dict[str, Any] = {
        "day": day,
        "month": first.first_day,
        "month1": first.plus(-1).first_day,
        "month2": first.plus(-2).first_day,
        "begins": datetime.combine(day, time.min, HANOI),
        "ends": datetime.combine(day + timedelta(days=1), time.min, HANOI),
    }
    used = [one for one in values if f":{one}" in said.replace(":month1", "").replace(
        ":month2", "")] + [one for one in ("month1", "month2") if f":{one}" in said]  # fmt: skip
    typed = [
        bindparam(one, values[one], type_=Instant() if one in {"begins", "ends"} else Date())
        for one in dict.fromkeys(used)
    ]
    return int((await connection.execute(text(said).bindparams(*typed))).scalar_one())


def number(found: Summary, name: str) -> int:
    value: Any = found
    for part in name.split("."):
        value = getattr(value, part)
    return int(value)


async def compare(app: App, day: date, units: Collection[UnitKey] | None = None) -> Summary:
    """Every number of it against its plain count, and that of the day before."""
    found = await summary(app, day, units)
    before = {
        "opened": "accounts.opened",
        "paid": "accounts.paid",
        "not_seen_paid": "accounts.not_seen_paid",
        "not_asked": "accounts.not_asked",
        "otp_open": "otp.count.open",
        "not_received": "not_received.open",
        "corrections_waiting": "corrections.waiting",
        "overdue": "overdue",
        "points_closed": "points_closed",
    }
    assert {one.name for one in fields(Headline)} == set(before)
    async with app.database.engine.connect() as connection:
        for name in PLAIN:
            assert number(found, name) == await plain(connection, name, day, units), name
        if day.day > 1:
            for name, as_now in before.items():
                was = await plain(connection, as_now, day - timedelta(days=1), units)
                assert getattr(found.before, name) == was, f"{name} the day before"
    return found


def adds_up(found: Summary) -> None:
    accounts = found.accounts
    assert accounts.opened == accounts.paid + accounts.not_seen_paid
    assert accounts.not_seen_paid == accounts.no_code + accounts.other_reason + accounts.not_asked
    assert accounts.not_due <= accounts.not_asked
    assert accounts.not_reached <= accounts.not_asked
    assert accounts.with_alternative <= accounts.not_seen_paid
    assert sum(one.accounts.opened for one in found.by_unit) == accounts.opened
    assert sum(one.accounts.not_asked for one in found.by_unit) == accounts.not_asked
    assert sum(one.overdue for one in found.by_unit) == found.overdue
    otp = found.otp
    assert sum(one.count.open for one in otp.by_cause) == otp.count.open
    assert sum(one.ages.all for one in otp.by_cause) == otp.count.open
    for part in ("sent", "credited", "collected", "failed"):
        ways = (found.by_method.account, found.by_method.cash)
        assert sum(getattr(one, part) for one in ways) == getattr(found.payments, part)


# --- The demo, and what is made of it ---------------------------------------------------------


async def test_the_gap_of_the_report_is_found_and_nobody_of_it_is_asked(url: str) -> None:
    """1,598 accounts opened, 1,113 paid through them, 485 of whom no payment is reported."""
    app = build(settings(url), clock=lambda: NOW)
    found = await compare(app, date(2023, 9, 10))
    accounts = found.accounts
    assert (accounts.opened, accounts.paid, accounts.not_seen_paid) == (1598, 1113, 485)
    assert (accounts.not_asked, accounts.in_cash) == (485, 0)
    assert len(found.units) == len(found.by_unit) == 21
    gazetteer = (await app.database.reference()).gazetteer
    for area, gap in (("884", 169), ("890", 316)):
        units = {one.key for one in gazetteer.served_on(date(2023, 9, 10)) if one.area == area}
        assert (await summary(app, date(2023, 9, 10), units)).accounts.not_seen_paid == gap
    adds_up(found)
    await app.close()


async def test_every_number_is_a_plain_count(url: str) -> None:
    """On the demo with cases, answers, corrections and payments thrown in at random."""
    app = build(settings(url), clock=lambda: NOW)
    await _throw_in(app, random.Random(1))
    found = await compare(app, TODAY)
    adds_up(found)
    assert found.otp.count.open > found.otp.count.new > 0
    assert found.accounts.no_code
    assert found.accounts.other_reason
    assert found.uncollected_twice
    assert not found.is_quiet
    adds_up(await compare(app, TODAY, AN_CU))
    adds_up(await compare(app, TODAY - timedelta(days=3), AN_CU))
    await app.close()


async def test_one_reading_serves_everybody_who_is_told_of_some_units(url: str) -> None:
    app = build(settings(url), clock=lambda: NOW)
    await _throw_in(app, random.Random(7))
    await app.database.reference()
    async with app.database.snapshot() as records:
        counted = await records.summaries.read(TODAY, HANOI)
        for units in (AN_CU, frozenset({UnitKey("30316", REFORM)}), None):
            alone = await records.summaries.of(TODAY, HANOI, units)
            assert counted.summary(units) == alone
    await app.close()


async def _throw_in(app: App, rng: random.Random) -> None:
    """What a busy week would leave, and much that would not come together."""
    async with app.database.engine.begin() as connection:
        of_today = person.c.unit_from == REFORM
        with_account = select(account.c.id, account.c.person_id).join(
            person, person.c.id == account.c.person_id
        )
        holders = (await connection.execute(with_account.where(of_today))).all()
        people = (await connection.execute(select(person).where(of_today))).all()
        staff = [one.id for one in await connection.execute(select(actor.c.id).limit(2))]
        points = (await connection.execute(select(payment_point))).all()
        ids = app.database.ids
        while len(staff) < 2:
            staff.append(ids())
            await connection.execute(
                insert(actor), {"id": staff[-1], "sealed_name": b"x", "made_at": NOW}
            )
        for one in rng.sample(holders, 60):
            state = rng.choice(list(AccountState)).value
            on = TODAY - timedelta(days=rng.randrange(6))
            await connection.execute(
                update(account)
                .where(account.c.id == one.id)
                .values(state=state, state_on=on, opened_on=rng.choice((on, None)))
            )
        await _pay(connection, rng, ids)
        owners = [one.person_id for one in holders]
        for _ in range(120):
            await connection.execute(
                insert(asked),
                {
                    "id": ids(),
                    "person_id": rng.choice(owners),
                    "month": Month.of(TODAY).first_day,
                    "answer": rng.choice(list(Asked)).value,
                    "asked_by": staff[0],
                    "at": _some_time(rng),
                },
            )
        for number in range(160):
            whom = rng.choice(people[::3])
            await _case(connection, rng, ids, whom, rng.choice(points), staff, number)
        for outcome in ("answered", "not_understood", "failed"):
            for unit in (UnitKey("30526", REFORM), UnitKey("", date(1900, 1, 1))):
                await _asked_so_often(connection, unit, outcome, rng.randrange(1, 9))


async def _pay(connection: AsyncConnection, rng: random.Random, ids: Any) -> None:
    """Stages and days at random, and a third of it moved to the lists of the months before."""
    paid = (await connection.execute(select(payment).where(payment.c.month >= TODAY.replace(
        day=1)))).all()  # fmt: skip
    known = (await connection.execute(select(payment_list))).all()
    lists = {one.id: one._asdict() for one in known}
    for one in rng.sample(paid, 400):
        month = Month.of(TODAY).plus(-rng.randrange(3)).first_day
        values: dict[str, Any] = {}
        if month != one.month:
            new = lists[one.list_id] | {"id": ids(), "month": month, "active": rng.random() < 0.8}
            await connection.execute(insert(payment_list), new)
            values = {"month": month, "list_id": new["id"]}
            again = one._asdict() | {"id": ids(), "stage": "failed", "reason": "not_collected"}
            await connection.execute(insert(payment), again)
        values |= {
            "stage": rng.choice(list(Stage)).value,
            "stage_on": TODAY - timedelta(days=rng.randrange(6)),
            "reason": "not_collected",
        }
        await connection.execute(update(payment).where(payment.c.id == one.id).values(values))


async def _asked_so_often(
    connection: AsyncConnection, unit: UnitKey, outcome: str, count: int
) -> None:
    row = {"unit_code": unit.code, "unit_from": unit.valid_from, "outcome": outcome}
    where = [question_count.c[name] == value for name, value in row.items()]
    changed = await connection.execute(update(question_count).where(*where).values(count=count))
    if not changed.rowcount:
        await connection.execute(insert(question_count), {"day": TODAY, "count": count, **row})


async def _case(
    connection: AsyncConnection,
    rng: random.Random,
    ids: Any,
    whom: Any,
    point: Any,
    staff: list[int],
    number: int,
) -> None:
    kind = rng.choice((CaseKind.OTP, CaseKind.NOT_RECEIVED, CaseKind.HOME, CaseKind.CORRECTION,
                       CaseKind.POINT, CaseKind.DEATH, CaseKind.LIST_PROBLEM))  # fmt: skip
    state = rng.choice(list(CaseState))
    filed = _some_time(rng)
    closed = min(filed + timedelta(hours=rng.randrange(60)), NOW) if state.is_over else None
    of_point = kind is CaseKind.POINT
    case = ids()
    await connection.execute(
        insert(case_file),
        {
            "id": case,
            "number": f"AS-{number}",
            "kind": kind.value,
            "reason": f"{rng.choice(('closed', 'moved'))}" if of_point else f"r{case}",
            "person_id": None if of_point else whom.id,
            "point_id": point.id if of_point else None,
            "unit_code": (point if of_point else whom).unit_code,
            "unit_from": (point if of_point else whom).unit_from,
            # An index keeps a point's report of a month single; the year tells them apart.
            "month": date(1000 + number, 1, 1) if of_point else Month.of(TODAY).first_day,
            "state": state.value,
            "filed_at": filed,
            "closed_at": closed,
            "due_on": TODAY + timedelta(days=rng.randrange(-4, 4)),
            "look_by": TODAY + timedelta(days=rng.randrange(-4, 4)),
            "looked_at": rng.choice((None, filed + timedelta(hours=rng.randrange(60)))),
            "cause": rng.choice(list(Cause)).value if kind is CaseKind.OTP else None,
            "meanwhile": rng.choice((None, "point", "home", "wait", "not_said")),
            "paid_how": rng.choice(("paid", "home", "account", None)) if closed else None,
        },
    )
    if kind is CaseKind.CORRECTION:
        await _field_change(connection, rng, ids, case, filed, staff)


async def _field_change(
    connection: AsyncConnection,
    rng: random.Random,
    ids: Any,
    case: int,
    filed: datetime,
    staff: list[int],
) -> None:
    event, decision = ids(), rng.choice((None, "approved", "rejected", "sent_back"))
    await connection.execute(
        insert(case_event),
        {
            "id": event, "case_id": case, "event": "filed", "after": "open", "at": filed,
            "actor_id": staff[0],
        },
    )  # fmt: skip
    await connection.execute(
        insert(field_change),
        {
            "id": ids(),
            "case_id": case,
            "event_id": event,
            "submitted_by": staff[0],
            "field": "name",
            "submitted_at": filed,
            "sealed_new": b"x",
            "decided_by": decision and staff[1],
            "decided_at": filed + timedelta(hours=rng.randrange(60)) if decision else None,
            "decision": decision,
        },
    )


def _some_time(rng: random.Random) -> datetime:
    """In the last days, some of it just before or after midnight."""
    return NOW - timedelta(days=rng.randrange(5), hours=rng.choice((0, 3, 9, 10, 20)))


# --- The command ------------------------------------------------------------------------------


@pytest.fixture
def of_store(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("ANSINH_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ANSINH_KEY", KEY)
    monkeypatch.setenv("ANSINH_INDEX_KEY", INDEX_KEY)
    return sqlite_url


@pytest.mark.usefixtures("of_store")
def test_the_document_has_the_shape_that_scripts_depend_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["summary", "--date", "2023-09-10", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {
        name: set(value) if isinstance(value, dict) else None for name, value in found.items()
    } == CONTRACT
    assert (found["date"], found["accounts"]["month"]) == ("2023-09-10", "2023-09")
    assert len(found["units"]) == 21
    assert found["accounts"]["opened"] == 1598
    assert found["payments"] == {"sent": 0, "credited": 1113, "collected": 8072, "failed": 434}
    for unit, gap in (("884", 169), ("890", 316), ("30316", 43)):
        assert main(["summary", "--date", "2023-09-10", "--unit", unit, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["accounts"]["not_seen_paid"] == gap
    assert main(["summary", "--date", "2023-09-10"]) == 0
    said = capsys.readouterr().out
    assert "1598" in said
    assert "485" in said


@pytest.mark.usefixtures("of_store")
@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        (["--unit", "99999"], 1, "no ward, commune or old district"),
        (["--unit", "30316@23"], 1, "30526@2023"),
        (["--date", "2999-01-01"], 1, "still to come"),
    ],
)
def test_what_is_no_unit_and_no_day_is_refused(
    capsys: pytest.CaptureFixture[str], given: list[str], status: int, why: str
) -> None:
    assert main(["summary", *given, "--json"]) == status
    found = capsys.readouterr()
    assert found.out == ""
    assert why in found.err


def test_a_day_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["summary", "--date", "24/11/2026"])
    assert error.value.code == 2
    assert "write a day as 2026-11-24" in capsys.readouterr().err


# --- Questions --------------------------------------------------------------------------------


async def test_what_citizens_ask_is_counted_and_nothing_of_them_is_kept(url: str) -> None:
    app = build(settings(url), [Screen()], lambda: NOW)
    for number, words in enumerate(("/start", "/amount", "blub blub", "/menu")):
        await app.receive(Incoming(f"q{number}", number, Address("console", "x"), NOW, words))
    assert (await summary(app, TODAY)).questions.asked == 0, "in memory until it is written"
    for _ in range(2):
        await app.questions.write(app.database)
    asking = (await summary(app, TODAY)).questions
    assert (asking.asked, asking.answered, asking.not_understood) == (2, 1, 1)
    await app.receive(Incoming("q9", 9, Address("console", "x"), NOW, "/amount"))
    await app.questions.write(app.database)
    assert (await summary(app, TODAY)).questions.answered == 2
    await app.close()


# --- Rules ------------------------------------------------------------------------------------


def test_a_cell_that_points_at_somebody_is_not_broken_down() -> None:
    assert broken_down({"home": 0, "cash": 7}) == {"home": 0, "cash": 7}
    assert broken_down({"home": TOO_FEW, "cash": TOO_FEW}) is not None
    for few in range(1, TOO_FEW):
        assert broken_down({"home": few, "cash": 700}) is None
        assert broken_down({"home": 700, "cash": few}) is None, "found from the total"


def test_a_list_is_stale_when_it_is_old_or_not_there() -> None:
    assert is_stale(ListKind.PAYMENTS, None, TODAY)
    assert not is_stale(ListKind.PAYMENTS, TODAY - timedelta(days=300), TODAY)
    assert not is_stale(ListKind.ACCOUNTS, TODAY - timedelta(days=60), TODAY)
    assert is_stale(ListKind.ACCOUNTS, TODAY - timedelta(days=61), TODAY)


def _unit(code: str, people: int, not_asked: int, overdue: int = 0, **more: int) -> OfUnit:
    month = Month.of(TODAY)
    accounts = Accounts(month, not_asked=not_asked, **more)
    credit = CreditAfterCash(None, None, None)
    return OfUnit(UnitKey(code, REFORM), people, accounts, 0, 0, 0, overdue, credit)


def test_help_is_needed_most_where_most_waits() -> None:
    assert needs_help_most([]) is None
    assert needs_help_most([_unit("1", 10, 5, not_due=5), _unit("2", 10, 0)]) is None
    found = needs_help_most(
        [
            _unit("1", 10, 9, not_due=8),
            _unit("2", 900, 2, overdue=2),
            _unit("3", 90, 5, with_alternative=1),
            _unit("4", 10, 3),
        ]
    )
    assert found is not None
    assert found.unit.code == "3", "of two where as much waits the smaller"


def test_what_is_as_it_was_is_no_change() -> None:
    was = Headline(*range(9))
    assert was.since(was) == {}
    assert replace(was, paid=5, overdue=0).since(was) == {"paid": 4, "overdue": -7}


def test_days_from_cash_to_credit() -> None:
    first, last = date(2026, 11, 10), date(2026, 11, 14)
    assert CreditAfterCash(first, first, last).days == 4
    assert CreditAfterCash(last, first, first).days == -4
    assert CreditAfterCash(None, first, last).days is None


def test_nobody_counts_two_days_at_once(url: str) -> None:
    """Two replicas that write at the same moment add up."""

    async def both() -> int:
        one, other = (build(settings(url), [Screen()], lambda: NOW) for _ in range(2))
        for number, app in enumerate((one, other)):
            sender = Address("console", f"x{number}")
            await app.receive(Incoming("m", 1, sender, NOW, "/amount"))
        await asyncio.gather(*(app.questions.write(app.database) for app in (one, other)))
        asking = (await summary(one, TODAY)).questions.asked
        await one.close()
        await other.close()
        return asking

    assert asyncio.run(both()) == 2
