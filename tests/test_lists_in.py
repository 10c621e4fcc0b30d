"""Lists staged, activated and undone: rows are handed over as the reader would have read them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from bot.app import App, build
from bot.lists import confirm, take_back
from domain.account import AccountState
from domain.lists.row import About, ListKind, ListRefused, PersonRow, Problem
from domain.payout import Stage, Way
from domain.permissions import Field
from domain.person import Programme, Sex
from domain.place import POST_POINTS
from domain.text import Month
from storage.imports import bringing
from storage.imports.bringing import Bringing, Brought, Wanted
from storage.imports.lists_in import ListState
from storage.tables import (
    account,
    case_event,
    case_file,
    entitlement,
    field_change,
    list_account,
    list_change,
    list_entitlement,
    list_in,
    list_payment,
    list_person,
    list_problem,
    payment,
    payment_list,
    person,
    session,
)
from tests import ahead
from tests.house import NOW, settings

MONTH = Month(2026, 11)
LISTED = date(2026, 11, 3)
HOA = PersonRow(
    "NS", 5, "Ngô Thị Hòa Mẫn", Sex.FEMALE, "1940", "089140000777", None, "0901000777",
    "Phường Núi Sam", category="Đ5K5", halves=2, amount=540_000, total=540_000,
)  # fmt: skip
SEN = replace(
    HOA, row=6, name="Chau Sóc Sên Dô", sex=Sex.MALE, birth="1951-05-20", citizen_id="089051000778",
    phone=None, halves=3, amount=810_000, total=810_000,
)  # fmt: skip
PEOPLE = [HOA, SEN]


class File:
    """What the reader is to say of a file."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = path
        self.about = About(MONTH, LISTED)
        self.said: Sequence[Any] = ()
        monkeypatch.setattr(bringing, "read_list", self._read)

    def holds(self, *said: Any, about: About | None = None) -> None:
        self.said = said
        self.about = about or self.about
        self.path.write_text(repr((said, self.about)))

    async def _read(self, *_: object) -> AsyncIterator[Any]:
        yield self.about
        for one in self.said:
            if isinstance(one, Exception):
                raise one
            yield one


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> File:
    return File(tmp_path / "list.csv", monkeypatch)


@pytest.fixture
async def app(url: str) -> AsyncIterator[App]:
    """Whatever a list does, what was counted ahead is counted again where it has to be."""
    running = build(settings(url), clock=lambda: NOW)
    await ahead.counted(running.database)
    yield running
    await ahead.holds(running.database)
    await running.close()


async def bring(app: App, file: File, kind: ListKind, *, dry: bool = False, **more: Any) -> Brought:
    return await Bringing(app.database, file.path, Wanted(kind, **more), NOW, dry=dry).run()


async def activated(app: App, file: File, kind: ListKind, **more: Any) -> int:
    brought = await bring(app, file, kind, **more)
    assert brought.list_id is not None
    assert await confirm(app, brought.list_id, None)
    await ahead.holds(app.database)
    await ahead.counted(app.database)
    return brought.list_id


async def rows(app: App, table: Any, *where: Any) -> list[Any]:
    async with app.database.engine.connect() as connection:
        return list((await connection.execute(select(table).where(*where))).all())


async def count(app: App, table: Any) -> int:
    async with app.database.engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


WAITING = (list_person, list_entitlement, list_account, list_payment, list_change, list_problem)
LIVE = (person, entitlement, account, payment, payment_list)


async def everything(app: App) -> list[Any]:
    """All that a list could touch, cell by cell."""
    return [sorted(map(tuple, await rows(app, table)), key=str) for table in LIVE]


async def made(app: App, name: str) -> Any:
    """The one record of that name, whole."""
    vault = app.database.vault
    found = [
        one
        for one in await rows(app, person)
        if vault.open(one.sealed_name, person.c.sealed_name, one.id) == name
    ]
    assert len(found) == 1, name
    return found[0]


async def test_people_are_in_the_register_only_once_the_list_holds(app: App, file: File) -> None:
    file.holds(*PEOPLE)
    before = await everything(app)
    brought = await bring(app, file, ListKind.PEOPLE)
    assert await everything(app) == before
    assert brought.list_id is not None
    assert (brought.counts.new, brought.counts.rows, len(brought.bad)) == (2, 2, 0)
    assert await confirm(app, brought.list_id, None)
    hoa = await made(app, "Ngô Thị Hòa Mẫn")
    vault = app.database.vault
    assert vault.open(hoa.sealed_birth, person.c.sealed_birth, hoa.id) == "1940"
    assert hoa.citizen_id_index == vault.index("citizen_id", "089140000777")
    assert hoa.phone_index == vault.index("phone", "0901000777")
    assert (hoa.unit_code, hoa.unit_from) == ("30325", date(2025, 7, 1))
    due = await rows(app, entitlement, entitlement.c.person_id == hoa.id)
    assert [(one.coefficient_halves, one.from_month, one.to_month) for one in due] == [
        (2, date(2026, 11, 1), None)
    ]
    assert vault.open(due[0].sealed_category, entitlement.c.sealed_category, due[0].id) == "Đ5K5"
    assert [await count(app, table) for table in WAITING if table is not list_change] == [0] * 5


async def test_undone_the_store_is_as_it_was(app: App, file: File) -> None:
    before = await everything(app)
    file.holds(*PEOPLE, replace(HOA, row=7, name="Lê Văn Mới", citizen_id="089140000779"))
    list_id = await activated(app, file, ListKind.PEOPLE)
    assert await everything(app) != before
    undone = await take_back(app, list_id)
    assert undone is not None
    assert undone.kept == 0
    assert await everything(app) == before
    assert await take_back(app, list_id) is None


async def test_the_same_file_twice_changes_nothing(app: App, file: File) -> None:
    file.holds(*PEOPLE)
    first = await activated(app, file, ListKind.PEOPLE)
    held = await everything(app)
    again = await bring(app, file, ListKind.PEOPLE)
    assert (again.already, again.list_id) == (first, None)
    file.path.write_text("saved once more, with the same people")
    second = await activated(app, file, ListKind.PEOPLE)
    assert await everything(app) == held
    assert second != first


async def test_a_dry_run_leaves_nothing_behind(app: App, file: File) -> None:
    file.holds(*PEOPLE, Problem("NS", 9, "C", "formula_without_value"))
    before = [await count(app, table) for table in (*LIVE, *WAITING, list_in)]
    brought = await bring(app, file, ListKind.PEOPLE, dry=True)
    assert (brought.list_id, brought.counts.new, brought.bad) == (None, 2, {("NS", 9)})
    assert [await count(app, table) for table in (*LIVE, *WAITING, list_in)] == before


async def test_a_file_refused_half_way_leaves_nothing_waiting(app: App, file: File) -> None:
    many = [
        replace(
            HOA,
            row=at,
            name=f"Ngô Thị Hòa Mẫn {chr(65 + at % 26)}{at}",
            citizen_id=f"0891400{at:05}",
        )
        for at in range(1100)
    ]
    file.holds(*many, ListRefused("truncated"))
    before = await everything(app)
    with pytest.raises(ListRefused, match="truncated"):
        await bring(app, file, ListKind.PEOPLE, month=MONTH, made_on=LISTED)
    assert await everything(app) == before
    assert [await count(app, table) for table in WAITING] == [0] * len(WAITING)
    assert [one.state for one in await rows(app, list_in)] == [ListState.DROPPED.value]


async def test_what_is_dropped_can_no_longer_be_activated(app: App, file: File) -> None:
    file.holds(*PEOPLE)
    bringing_in = Bringing(app.database, file.path, Wanted(ListKind.PEOPLE), NOW)
    brought = await bringing_in.run()
    list_id = brought.list_id
    assert list_id is not None
    await bringing_in.discard()
    assert not await confirm(app, list_id, None)
    assert await rows(app, person, person.c.from_list == list_id) == []


async def test_known_people_are_known_again_and_only_differences_are_taken(
    app: App, file: File
) -> None:
    file.holds(*PEOPLE)
    await activated(app, file, ListKind.PEOPLE)
    before = await made(app, "Ngô Thị Hòa Mẫn")
    file.holds(
        replace(HOA, name="NGO THI HOA MAN", birth="1940-01-01", phone="0902000888"),
        replace(SEN, citizen_id=None, halves=4, amount=1_080_000),
        about=About(MONTH.plus(1), date(2026, 12, 1)),
    )
    brought = await bring(app, file, ListKind.PEOPLE)
    assert (brought.counts.new, brought.counts.changed) == (0, 2)
    assert brought.list_id is not None
    assert await confirm(app, brought.list_id, None)
    hoa = await made(app, "Ngô Thị Hòa Mẫn")
    assert hoa.sealed_name == before.sealed_name
    assert hoa.sealed_birth == before.sealed_birth
    assert hoa.phone_index == app.database.vault.index("phone", "0902000888")
    sen = await made(app, "Chau Sóc Sên Dô")
    due = await rows(app, entitlement, entitlement.c.person_id == sen.id)
    assert sorted((one.coefficient_halves, one.from_month, one.to_month) for one in due) == [
        (3, date(2026, 11, 1), date(2026, 11, 1)),
        (4, date(2026, 12, 1), None),
    ]


async def test_two_allowances_of_one_person_are_two_rows_and_both_stay(
    app: App, file: File
) -> None:
    second = replace(HOA, row=7, halves=3, amount=810_000, category="Đ5K4")
    file.holds(HOA, second)
    brought = await bring(app, file, ListKind.PEOPLE)
    assert brought.counts.new == 1
    assert brought.list_id is not None
    await confirm(app, brought.list_id, None)
    file.holds(second, HOA, about=About(MONTH.plus(1), date(2026, 12, 1)))
    again = await bring(app, file, ListKind.PEOPLE)
    assert (again.counts.same, again.counts.changed) == (1, 0)
    hoa = await made(app, "Ngô Thị Hòa Mẫn")
    due = await rows(app, entitlement, entitlement.c.person_id == hoa.id)
    assert sorted((one.coefficient_halves, one.to_month) for one in due) == [(2, None), (3, None)]


async def test_a_correction_since_the_day_of_the_list_is_not_taken_back(
    app: App, file: File
) -> None:
    file.holds(*PEOPLE)
    await activated(app, file, ListKind.PEOPLE)
    hoa = await made(app, "Ngô Thị Hòa Mẫn")
    await corrected(app, hoa, Field.NAME, datetime(2026, 11, 10, tzinfo=NOW.tzinfo))
    other = replace(HOA, name="Ngô Thị Hoa Lý")
    for made_on, changes in ((LISTED, 0), (date(2026, 11, 10), 0), (date(2026, 11, 11), 1)):
        file.holds(other, about=About(MONTH, made_on))
        brought = await bring(app, file, ListKind.PEOPLE)
        codes = [one.code for one in brought.problems]
        assert ("kept_name" in codes) == (not changes), made_on
        assert ("name_changes" in codes) == bool(changes), made_on
        assert brought.list_id is not None
        assert (
            len(await rows(app, list_change, list_change.c.in_list == brought.list_id)) == changes
        )


async def test_a_correction_between_the_reading_and_the_confirming_stays_too(
    app: App, file: File
) -> None:
    file.holds(*PEOPLE)
    await activated(app, file, ListKind.PEOPLE)
    hoa = await made(app, "Ngô Thị Hòa Mẫn")
    file.holds(replace(HOA, name="Ngô Thị Hoa Lý", phone="0902000888"))
    brought = await bring(app, file, ListKind.PEOPLE)
    await corrected(app, hoa, Field.NAME, NOW + timedelta(minutes=1))
    assert brought.list_id is not None
    assert await confirm(app, brought.list_id, None)
    after = await made(app, "Ngô Thị Hòa Mẫn")
    assert after.phone_index == app.database.vault.index("phone", "0902000888")


async def test_somebody_elses_number_is_a_bad_row_and_never_joined(app: App, file: File) -> None:
    file.holds(*PEOPLE)
    await activated(app, file, ListKind.PEOPLE)
    before = await everything(app)
    stranger = replace(HOA, name="Trần Văn Khác", birth="1975", sex=Sex.MALE)
    file.holds(stranger)
    brought = await bring(app, file, ListKind.PEOPLE)
    assert [one.code for one in brought.problems if one.row] == ["number_of_somebody_else"]
    assert len(brought.bad) == 1
    assert brought.list_id is not None
    await confirm(app, brought.list_id, None)
    assert await everything(app) == before


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (replace(HOA, citizen_id=None, birth=None), "birth_missing"),
        (replace(HOA, citizen_id=None, sex=None), "sex_missing"),
        (replace(HOA, unit=""), "unit_missing"),
        (replace(HOA, unit="Phường Chẳng Có"), "unit_unknown"),
        (replace(HOA, unit="Phường Mỹ Bình"), "unit_not_served"),
    ],
)
async def test_a_row_that_says_too_little_is_bad(
    app: App, file: File, row: PersonRow, code: str
) -> None:
    file.holds(row)
    brought = await bring(app, file, ListKind.PEOPLE)
    assert code in [one.code for one in brought.problems]
    assert brought.bad == {("NS", 5)}
    assert brought.counts.new == 0


async def test_whoever_brings_a_list_speaks_for_their_own_units_only(app: App, file: File) -> None:
    file.holds(HOA, replace(SEN, unit="Xã An Cư"))
    an_cu = (await app.database.current_reference()).gazetteer.by_code("30526", NOW.date())
    assert an_cu is not None
    brought = await bring(app, file, ListKind.PEOPLE, scope={an_cu.key})
    assert [one.code for one in brought.problems if one.row] == ["not_your_unit"]
    assert brought.counts.new == 1


async def test_who_is_not_on_a_whole_list_receives_no_longer(app: App, file: File) -> None:
    file.holds(*PEOPLE)
    await activated(app, file, ListKind.PEOPLE)
    sen = await made(app, "Chau Sóc Sên Dô")
    december = About(MONTH.plus(1), date(2026, 12, 1))
    file.holds(HOA, about=december)
    kept = await bring(app, file, ListKind.PEOPLE)
    said = next(one for one in kept.problems if one.code == "not_on_this_list")
    assert int(said.values["count"]) >= 1
    assert kept.list_id is not None
    await confirm(app, kept.list_id, None)
    due = await rows(app, entitlement, entitlement.c.person_id == sen.id)
    assert [one.to_month for one in due] == [None]
    file.holds(HOA, replace(HOA, row=8), about=december)
    whole = await activated(app, file, ListKind.PEOPLE, whole=True)
    due = await rows(app, entitlement, entitlement.c.person_id == sen.id)
    assert [one.to_month for one in due] == [date(2026, 11, 1)]
    await take_back(app, whole)
    due = await rows(app, entitlement, entitlement.c.person_id == sen.id)
    assert [one.to_month for one in due] == [None]


# --- Payments -------------------------------------------------------------------------------------

CASH = replace(HOA, way=Way.CASH)
TRANSFER = replace(SEN, way=Way.ACCOUNT, account_number="0012345678", bank="970428")


async def standing(app: App, list_id: int) -> list[Any]:
    lists = await rows(app, payment_list, payment_list.c.from_list == list_id)
    return await rows(app, payment, payment.c.list_id.in_([one.id for one in lists]))


async def test_payments_hold_with_their_list_and_make_who_was_not_known(
    app: App, file: File
) -> None:
    file.holds(CASH, TRANSFER)
    brought = await bring(app, file, ListKind.PAYMENTS)
    assert brought.counts.money == 1_350_000
    assert [one.code for one in brought.problems if one.row] == ["not_in_register"] * 2
    assert brought.list_id is not None
    assert await standing(app, brought.list_id) == []
    await confirm(app, brought.list_id, None)
    paid = await standing(app, brought.list_id)
    assert sorted((one.way, one.amount, one.stage) for one in paid) == [
        ("account", 810_000, "on_list"),
        ("cash", 540_000, "on_list"),
    ]
    held = await rows(app, account, account.c.id.in_([one.account_id for one in paid]))
    assert [(one.state, one.bank) for one in held] == [
        (AccountState.DETAILS_COLLECTED.value, "970428")
    ]
    lists = await rows(app, payment_list, payment_list.c.from_list == brought.list_id)
    assert {one.active for one in lists} == {True}
    assert {one.made_on for one in lists} == {LISTED}


async def test_a_new_payment_list_replaces_the_one_before_and_undone_gives_it_back(
    app: App, file: File
) -> None:
    file.holds(CASH)
    first = await activated(app, file, ListKind.PAYMENTS)
    await set_stage(app, first, Stage.COLLECTED)
    file.holds(replace(CASH, arrears=120_000))
    second = await activated(app, file, ListKind.PAYMENTS)
    assert await active(app, first) == [False]
    assert await active(app, second) == [True]
    (carried,) = await standing(app, second)
    assert (carried.stage, carried.arrears) == (Stage.COLLECTED.value, 120_000)
    file.holds(replace(CASH, status=Stage.RETURNED))
    third = await activated(app, file, ListKind.PAYMENTS)
    await take_back(app, second)
    assert await active(app, first) == [False]
    assert await active(app, third) == [True]
    await take_back(app, third)
    assert await active(app, first) == [True]


async def test_a_list_that_supplements_stands_beside_the_one_before(app: App, file: File) -> None:
    file.holds(CASH)
    first = await activated(app, file, ListKind.PAYMENTS)
    file.holds(
        replace(TRANSFER, way=Way.CASH, account_number=None),
        about=About(MONTH, LISTED, None, adds=True),
    )
    second = await activated(app, file, ListKind.PAYMENTS)
    assert await active(app, first) + await active(app, second) == [True, True]


async def test_lists_of_another_programme_unit_or_way_are_left_alone(app: App, file: File) -> None:
    file.holds(CASH)
    first = await activated(app, file, ListKind.PAYMENTS)
    for other in (
        replace(CASH, programme=Programme.SOCIAL_PENSION),
        replace(CASH, unit="Xã An Cư", name="Lê Văn Tư", citizen_id="089140000790"),
        TRANSFER,
    ):
        file.holds(other)
        await activated(app, file, ListKind.PAYMENTS)
    assert await active(app, first) == [True]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (replace(CASH, amount=None, total=None), "amount_missing"),
        (replace(TRANSFER, status=Stage.FAILED), "failed_without_reason"),
    ],
)
async def test_a_payment_that_nobody_could_make_is_bad(
    app: App, file: File, row: PersonRow, code: str
) -> None:
    file.holds(row)
    brought = await bring(app, file, ListKind.PAYMENTS)
    assert code in [one.code for one in brought.problems]
    assert (brought.counts.payments, brought.counts.new) == (0, 0)


async def test_payments_need_a_month_and_the_file_may_not_contradict_it(
    app: App, file: File
) -> None:
    file.holds(CASH, about=About())
    with pytest.raises(ListRefused, match="no_month"):
        await bring(app, file, ListKind.PAYMENTS)
    file.holds(CASH, about=About(MONTH))
    with pytest.raises(ListRefused, match="other_month"):
        await bring(app, file, ListKind.PAYMENTS, month=MONTH.plus(1))


# --- Accounts -------------------------------------------------------------------------------------


async def test_the_banks_list_opens_accounts_and_says_how_they_stand(app: App, file: File) -> None:
    file.holds(CASH, TRANSFER)
    await activated(app, file, ListKind.PAYMENTS)
    opened = replace(TRANSFER, holder="CHAU SOC SEN DO", account_state=AccountState.USABLE)
    file.holds(opened, replace(HOA, account_number="0099887766", bank="970428"))
    accounts = await activated(app, file, ListKind.ACCOUNTS)
    sen, hoa = await made(app, "Chau Sóc Sên Dô"), await made(app, "Ngô Thị Hòa Mẫn")
    (his,) = await rows(app, account, account.c.person_id == sen.id)
    (hers,) = await rows(app, account, account.c.person_id == hoa.id)
    assert (his.state, hers.state) == ("usable", "opened")
    vault = app.database.vault
    assert vault.open(his.sealed_holder, account.c.sealed_holder, his.id) == "CHAU SOC SEN DO"
    await take_back(app, accounts)
    (his,) = await rows(app, account, account.c.person_id == sen.id)
    assert his.state == "details_collected"
    assert await rows(app, account, account.c.person_id == hoa.id) == []


async def test_an_account_of_somebody_else_is_a_bad_row(app: App, file: File) -> None:
    file.holds(replace(HOA, account_number="0099887766", bank="970428"))
    await activated(app, file, ListKind.ACCOUNTS)
    file.holds(replace(SEN, account_number="0099887766", bank="970428"))
    brought = await bring(app, file, ListKind.ACCOUNTS)
    assert "account_of_somebody_else" in [one.code for one in brought.problems]


async def test_an_account_whose_number_was_not_known_gets_it(app: App, file: File) -> None:
    file.holds(replace(TRANSFER, account_number=None))
    await activated(app, file, ListKind.PAYMENTS)
    file.holds(TRANSFER)
    await activated(app, file, ListKind.ACCOUNTS)
    sen = await made(app, "Chau Sóc Sên Dô")
    (his,) = await rows(app, account, account.c.person_id == sen.id)
    assert his.number_index == app.database.vault.index("account_number", "0012345678")
    assert his.state == "opened"


# --- Beside all that ------------------------------------------------------------------------------


async def test_two_lists_at_once_are_both_whole(app: App, file: File) -> None:
    file.holds(*PEOPLE)
    brought = await bring(app, file, ListKind.PEOPLE)
    assert brought.list_id is not None
    import asyncio

    done = await asyncio.gather(
        *(confirm(app, brought.list_id, None) for _ in range(4)), return_exceptions=True
    )
    assert sorted(map(str, done)) == ["False", "False", "False", "True"]
    assert len(await rows(app, person, person.c.from_list == brought.list_id)) == 2


async def corrected(app: App, whom: Any, field: Field, at: datetime) -> None:
    """As if two of the staff had corrected a field at that moment."""
    from storage.tables import actor

    async with app.database.engine.begin() as connection:
        by = (await connection.execute(select(actor.c.id).limit(2))).scalars().all()
        ids = app.database.ids
        sender = ids()
        await connection.execute(
            insert(session),
            {
                "id": sender, "channel": "web", "address_index": str(sender).encode(),
                "sealed_address": b"", "version": 1, "failures": 0, "heard_order": 0,
            },
        )  # fmt: skip
        case, event, change = ids(), ids(), ids()
        await connection.execute(
            insert(case_file),
            {
                "id": case, "number": f"AS{change % 1_000_000}", "kind": "correction",
                "reason": field.value, "person_id": whom.id, "unit_code": whom.unit_code,
                "unit_from": whom.unit_from, "month": at.date().replace(day=1), "state": "done",
                "session_id": sender, "filed_at": at,
            },
        )  # fmt: skip
        await connection.execute(
            insert(case_event),
            {
                "id": event, "case_id": case, "event": "filed", "after": "open", "at": at,
                "actor_id": by[0],
            },
        )  # fmt: skip
        await connection.execute(
            insert(field_change),
            {
                "id": change, "case_id": case, "event_id": event, "submitted_by": by[0],
                "field": field.value, "submitted_at": at,
                "sealed_new": app.database.vault.seal("x", field_change.c.sealed_new, change),
                "decided_by": by[1], "decided_at": at, "decision": "approved",
            },
        )  # fmt: skip


async def set_stage(app: App, list_id: int, stage: Stage) -> None:
    ids = [one.id for one in await standing(app, list_id)]
    async with app.database.engine.begin() as connection:
        await connection.execute(
            update(payment).where(payment.c.id.in_(ids)).values(stage=stage.value)
        )


async def active(app: App, list_id: int) -> list[bool]:
    return [
        one.active for one in await rows(app, payment_list, payment_list.c.from_list == list_id)
    ]


# --- Where cash is handed out ---------------------------------------------------------------------


async def an_office(app: App, former: str) -> Any:
    """The post's only open point in an old commune."""
    reference = await app.database.current_reference()
    here = [
        one
        for one in reference.points.values()
        if one.kind in POST_POINTS and one.former is not None and one.former.code == former
    ]
    assert len(here) == 1
    return here[0]


async def test_cash_is_handed_out_where_the_row_says_or_as_ever(app: App, file: File) -> None:
    office = await an_office(app, "30526")
    there = replace(CASH, unit="Xã An Cư", point=office.name)
    elsewhere = replace(there, row=7, name="Lê Văn Tư Đắn", citizen_id="089140000790", point="")
    file.holds(there, elsewhere)
    brought = await bring(app, file, ListKind.PAYMENTS)
    assert brought.list_id is not None
    await confirm(app, brought.list_id, None)
    paid = {one.person_id: one.point_id for one in await standing(app, brought.list_id)}
    hoa = await made(app, "Ngô Thị Hòa Mẫn")
    assert hoa.point_id == paid[hoa.id] == office.id
    file.holds(replace(there, point=""), elsewhere)
    again = await activated(app, file, ListKind.PAYMENTS)
    assert {one.person_id: one.point_id for one in await standing(app, again)} == paid


async def test_a_point_nobody_knows_is_a_bad_row_that_names_those_there_are(
    app: App, file: File
) -> None:
    office = await an_office(app, "30526")
    file.holds(replace(CASH, unit="Xã An Cư", point="Bưu điện Chẳng Có"))
    brought = await bring(app, file, ListKind.PAYMENTS)
    [unclear] = [one for one in brought.problems if one.code == "point_unclear"]
    assert office.name in unclear.values["points"]
    assert brought.counts.payments == 0


async def test_who_stood_on_the_list_that_is_replaced_is_counted(app: App, file: File) -> None:
    file.holds(CASH, replace(CASH, row=6, name="Lê Văn Tư Đắn", citizen_id="089140000790"))
    await activated(app, file, ListKind.PAYMENTS)
    file.holds(CASH)
    fewer = await bring(app, file, ListKind.PAYMENTS)
    [said] = [one for one in fewer.problems if one.code == "fewer_than_before"]
    assert int(said.values["count"]) >= 1
    file.holds(CASH, about=About(MONTH, LISTED, adds=True))
    adds = await bring(app, file, ListKind.PAYMENTS)
    assert "fewer_than_before" not in [one.code for one in adds.problems]


async def test_who_is_on_the_list_of_another_commune_is_counted_there(app: App, file: File) -> None:
    """And where they were, when the list comes to hold and when it is taken back."""
    file.holds(*PEOPLE)
    await activated(app, file, ListKind.PEOPLE)
    file.holds(replace(HOA, unit="Xã An Cư"))
    moved = await activated(app, file, ListKind.PEOPLE, adds=True)
    there = await made(app, HOA.name)
    assert there.unit_code != (await made(app, SEN.name)).unit_code
    await take_back(app, moved)
    assert (await made(app, HOA.name)).unit_code == (await made(app, SEN.name)).unit_code
