"""Lists of paydays and of payment points: what is taken, who hears of it, and taking back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from domain.lists.point_names import nearly_same, points_meant, same_name
from domain.lists.points import kind_of
from domain.lists.problem_columns import FIELDS_OF
from domain.lists.problems import (
    AGAINST_THE_REGISTER,
    MEANINGS,
    OF_DAYS_AND_POINTS,
    level_of,
    sentence_of,
)
from domain.lists.row import DayRow, Head, Level, PointRow, Problem
from domain.message import Place as Spot
from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.person import Programme
from domain.place import PaymentPoint, PointKind, PointStatus, UnitKey
from domain.point_report import PointTrouble
from domain.text import Month
from storage.imports import days, points
from storage.imports.lines import NoLongerSound, open_lines, seal_lines
from storage.imports.operator import operator
from storage.tables import (
    actor,
    bulletin,
    calendar_change,
    list_in,
    list_line,
    payment_point,
    payout_day,
    point_change,
    store,
)
from tests.house import NOW, Phone
from tests.place import TODAY, Place, place, unasked, words
from tests.test_bulletins import POINT
from tests.test_calendar import CLERK
from tests.test_notices import SOON, asks
from tests.test_staff import at_work, says

AN_CU = UnitKey("30526", date(2025, 7, 1))
TINH_BIEN = UnitKey("30520", date(2025, 7, 1))
NUI_CAM = UnitKey("30538", date(2025, 7, 1))
VINH_TE = UnitKey("30325", date(2025, 7, 1))
DECEMBER, FEBRUARY = Month(2026, 12), Month(2027, 2)
VAN_GIAO = "Bưu điện – văn hóa xã Văn Giáo"
CHRISTMAS = date(2026, 12, 25)
HEAD = Head(DECEMBER, TODAY, None)


def day(**says: Any) -> DayRow:
    """Cash at Văn Giáo, commune of An Cư, on 25 December, as the demo's calendar has it."""
    usual: dict[str, Any] = {
        "sheet": "Lịch",
        "row": 5,
        "unit_key": AN_CU,
        "way": Way.CASH,
        "point": VAN_GIAO,
        "day": CHRISTMAS,
    }
    return DayRow(**(usual | says))


def point(**says: Any) -> PointRow:
    """A new one in the commune of An Cư."""
    usual: dict[str, Any] = {
        "sheet": "Điểm",
        "row": 5,
        "name": "Điểm chi trả lưu động Ba Soài",
        "unit_key": AN_CU,
        "address": "sân chùa Ba Soài, ấp Ba Soài",
    }
    return PointRow(**(usual | says))


@dataclass
class Desk:
    """Where lists are looked at, staged, activated and taken back."""

    there: Place

    async def looks(self, *rows: DayRow | PointRow, head: Head = HEAD) -> list[Problem]:
        async with self.there.records() as records:
            if isinstance(rows[0], DayRow):
                return list(await days.look(records.store, _of(DayRow, rows), head))
            return list(await points.look(records.store, _of(PointRow, rows), head))

    async def codes(self, *rows: DayRow | PointRow, head: Head = HEAD) -> list[str]:
        return [one.code for one in await self.looks(*rows, head=head)]

    async def stages(self, *rows: DayRow | PointRow, head: Head = HEAD) -> int:
        async with self.there.records() as records:
            row = {
                "id": records.new_id(),
                "kind": "calendar" if isinstance(rows[0], DayRow) else "points",
                "month": head.month.first_day,
                "made_on": head.made_on,
                "adds": False,
                "digest": b"",
                "sealed_name": b"",
                "state": "staged",
                "rows": len(rows),
                "bad": 0,
                "read_as": 0,
                "staged_at": NOW,
            }
            await records.store.connection.execute(insert(list_in), row)
            list_id: int = row["id"]  # type: ignore[assignment]
            if isinstance(rows[0], DayRow):
                await days.stage(records.store, list_id, _of(DayRow, rows), head)
            else:
                await points.stage(records.store, list_id, _of(PointRow, rows))
            return list_id

    async def activates(self, list_id: int, *, made_on: date = TODAY) -> int:
        """How many are others now."""
        async with self.there.records() as records:
            kind = await records.store.connection.scalar(
                select(list_in.c.kind).where(list_in.c.id == list_id)
            )
            by = await operator(records.store, NOW)
            activate = days.activate if kind == "calendar" else points.activate
            return await activate(records.store, list_id, made_on, by, NOW)

    async def takes(self, *rows: DayRow | PointRow, head: Head = HEAD) -> int:
        """All of it in one go; the number of the list."""
        list_id = await self.stages(*rows, head=head)
        await self.activates(list_id, made_on=head.made_on)
        return list_id

    async def undoes(self, list_id: int, module: Any = days) -> list[str]:
        async with self.there.records() as records:
            by = await operator(records.store, NOW)
            found: Sequence[Problem] = await module.undo(records.store, list_id, by, NOW)
            return [one.code for one in found]

    async def calendar(self, unit: UnitKey = AN_CU, month: Month = DECEMBER) -> list[PayoutDay]:
        """As a turn sees it, without the ids."""
        async with self.there.records() as records:
            lines = records.reference.calendar.get(unit, ())
            names = {one.id: one.name for one in records.reference.points.values()}
            return sorted(
                (replace(one, id=0) for one in lines if one.month == month),
                key=lambda one: (names.get(one.point or 0, ""), one.programme),
            )

    async def line(self, **says: Any) -> PayoutDay:
        """That of the row, for social assistance."""
        row = day(**says)
        assert row.unit_key is not None
        async with self.there.records() as records:
            for one in records.reference.calendar[row.unit_key]:
                at = records.reference.point(one)
                same = (one.month, one.way, at and at.name) == (
                    DECEMBER,
                    row.way,
                    row.point if row.way is Way.CASH else None,
                )
                if same and one.programme is Programme.SOCIAL_ASSISTANCE:
                    return one
        raise AssertionError("no such line")

    async def becomes(self, line: PayoutDay, **values: Any) -> None:
        """Somebody has changed it meanwhile."""
        await self.there.runs(update(payout_day).where(payout_day.c.id == line.id).values(**values))

    async def point(self, name: str) -> PaymentPoint:
        async with self.there.records() as records:
            [found] = [one for one in records.reference.points.values() if one.name == name]
            return found

    async def count(self, table: Any) -> int:
        async with self.there.app.database.engine.connect() as connection:
            return int(await connection.scalar(select(func.count()).select_from(table)) or 0)

    async def acts(self, table: Any = calendar_change) -> list[str]:
        async with self.there.app.database.engine.connect() as connection:
            return list((await connection.execute(select(table.c.what).order_by("id"))).scalars())


def _of(kind: type, rows: Sequence[Any]) -> list[Any]:
    assert all(isinstance(one, kind) for one in rows)
    return list(rows)


# --- Which point is meant ------------------------------------------------------------------------

_UNIT = [
    replace(POINT, id=1, name=VAN_GIAO, kind=PointKind.COMMUNE_POST),
    replace(POINT, id=2, name="Bưu điện – văn hóa xã Vĩnh Trung", kind=PointKind.COMMUNE_POST),
    replace(POINT, id=3, name="Điểm chi trả lưu động An Cư", kind=PointKind.MOBILE_POINT),
    replace(POINT, id=4, name="Bưu điện Núi Sam", kind=PointKind.POST_OFFICE),
    replace(POINT, id=5, name="Bưu điện Châu Phú A", kind=PointKind.COMMUNE_POST),
]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (VAN_GIAO, [1]),
        ("BƯU ĐIỆN - VĂN HOÁ XÃ VĂN GIÁO", [1]),
        ("BĐ-VHX Văn Giáo", [1]),
        ("BĐVHX xã Văn Giáo", [1]),
        ("Bưu điện Văn Giáo, xã An Cư", [1]),
        ("Bưu điện xã Vĩnh Trung", [2]),
        ("Vĩnh Trung", [2]),
        ("Vinh Trunng", [2]),
        ("bưu điện VănGiáo", [1]),
        ("Bưu điện Châu Phú A", [5]),
        ("Bưu điện Châu Phú B", []),
        ("Điểm lưu động", [3]),
        ("Điểm chi trả An Cư", [3]),
        ("Bưu điện An Cư", []),  # that is no post office
        ("Điểm lưu động Văn Giáo", []),
        ("Bưu điện", [1, 2, 4, 5]),
        ("Núi Sập", []),  # one letter from Núi Sam, and elsewhere
        ("Bưu điện Núi Cấm", []),
        ("UBND xã", []),
        ("điểm chi trả", []),
        ("", []),
    ],
)
def test_a_point_is_known_by_what_people_call_it(said: str, meant: list[int]) -> None:
    assert [one.id for one in points_meant(said, _UNIT, "An Cư").points] == meant


def test_only_a_slip_leaves_a_doubt() -> None:
    assert points_meant("BĐ-VHX Văn Giáo", _UNIT, "An Cư").sure
    assert not points_meant("Bưu điện Vĩnh Trug", _UNIT, "An Cư").sure


def test_two_points_of_one_name_are_told_apart_by_its_marks() -> None:
    two = [
        replace(POINT, id=1, name="Bưu điện An Hòa"),
        replace(POINT, id=2, name="Bưu điện An Hoa"),
    ]
    assert [one.id for one in points_meant("bưu điện an hoà", two, "").points] == [1]
    assert [one.id for one in points_meant("BƯU ĐIỆN AN HOA", two, "").points] == [2]
    assert [one.id for one in points_meant("BĐ An Hoá", two, "").points] == [1, 2]


def test_one_name_in_two_spellings_is_one_name_and_a_likeness_is_not() -> None:
    assert same_name("BĐ-VHX Văn Giáo", VAN_GIAO)
    assert not same_name("Bưu điện Tịnh Biên", "Bưu điện – văn hóa Tịnh Biên")
    assert nearly_same("Bưu điện Tịnh Biên", "Bưu điện – văn hóa Tịnh Biên")
    assert not nearly_same("Bưu điện Văn Giáo", "Bưu điện Vĩnh Trung")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ATM Agribank", PointKind.ATM),
        ("Máy ATM Nhà Bàng", PointKind.ATM),
        ("Ngân hàng Nam Á", PointKind.BANK_OFFICE),
        ("Phòng giao dịch Agribank", PointKind.BANK_OFFICE),
        ("BĐ-VHX Văn Giáo", PointKind.COMMUNE_POST),
        ("Điểm chi trả lưu động An Cư", PointKind.MOBILE_POINT),
        ("Bưu điện Núi Sam", PointKind.POST_OFFICE),
        ("Văn phòng ấp Đông", PointKind.POST_OFFICE),
    ],
)
def test_a_kind_that_is_not_said_is_in_the_name(name: str, kind: PointKind) -> None:
    assert kind_of(point(name=name)) is kind
    assert kind_of(point(name=name, kind=PointKind.HOME)) is PointKind.HOME


# --- A list of paydays ---------------------------------------------------------------------------


async def test_a_new_line_is_planned_also_where_the_list_calls_it_certain(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        head = Head(FEBRUARY, TODAY, None)
        row = day(day=date(2027, 2, 25), state=DayState.CONFIRMED, opens=time(7), closes=time(10))
        rows = [row, replace(row, row=6, programme=Programme.SOCIAL_PENSION)]
        [note] = await desk.looks(*rows, head=head)
        assert (note.code, note.row, note.values) == ("days_not_certain", 0, {"count": "2"})
        assert level_of(note) is Level.NOTE
        list_id = await desk.stages(*rows, head=head)
        assert await desk.calendar(month=FEBRUARY) == []
        assert await desk.activates(list_id) == 2
        first, second = await desk.calendar(month=FEBRUARY)
        assert first.programme is Programme.SOCIAL_ASSISTANCE
        assert second == replace(first, programme=Programme.SOCIAL_PENSION)
        assert (first.state, first.day, first.opens, first.closes, first.said_on) == (
            DayState.PLANNED,
            date(2027, 2, 25),
            time(7),
            time(10),
            TODAY,
        )


async def test_the_programme_is_the_lists_where_a_row_names_none(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        head = Head(FEBRUARY, TODAY, Programme.SOCIAL_PENSION)
        row = day(day=date(2027, 2, 25))
        await desk.takes(row, replace(row, programme=Programme.SOCIAL_ASSISTANCE), head=head)
        assert [one.programme for one in await desk.calendar(month=FEBRUARY)] == list(Programme)


async def test_what_the_calendar_says_already_changes_nothing(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        rows = [day(), day(way=Way.ACCOUNT, point="", day=date(2026, 12, 24))]
        before = await desk.calendar()
        assert await desk.codes(*rows) == []
        assert await desk.activates(await desk.stages(*rows)) == 0
        assert await desk.calendar() == before
        assert await desk.acts() == []


async def test_a_list_that_comes_twice_changes_something_once(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        rows = [day(day=date(2026, 12, 23)), day(day=date(2026, 12, 22), point="BĐVHX Vĩnh Trung")]
        assert await desk.activates(await desk.stages(*rows)) == 2
        assert await desk.activates(await desk.stages(*rows)) == 0
        assert await desk.acts() == ["move", "move"]


async def test_a_planned_day_is_moved_with_its_hours_and_taken_back(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        before = await desk.calendar()
        list_id = await desk.takes(
            day(day=date(2026, 12, 23), opens=time(8), closes=time(10)),
            day(point="Điểm chi trả An Cư", opens=time(13, 30), closes=time(16)),
        )
        moved = await desk.line()
        assert (moved.day, moved.opens, moved.closes) == (date(2026, 12, 23), time(8), time(10))
        assert (moved.state, moved.day_before) == (DayState.PLANNED, None)
        mobile = await desk.line(point="Điểm chi trả lưu động An Cư")
        assert (mobile.day, mobile.opens) == (CHRISTMAS, time(13, 30))
        assert await desk.acts() == ["move", "hours"]
        assert await desk.undoes(list_id) == []
        assert await desk.calendar() == before
        assert sorted(await desk.acts()) == ["hours", "move", "take_back", "take_back"]
        assert await desk.undoes(list_id) == [], "twice does nothing more"
        assert len(await desk.acts()) == 4


async def test_new_lines_are_gone_again_when_the_list_is_taken_back(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        head = Head(FEBRUARY, TODAY, None)
        rows = [day(day=date(2027, 2, 25)), day(way=Way.ACCOUNT, point="", day=date(2027, 2, 24))]
        list_id = await desk.takes(*rows, head=head)
        assert await desk.undoes(list_id) == []
        assert await desk.calendar(month=FEBRUARY) == []
        await desk.takes(*rows, head=head)
        assert len(await desk.calendar(month=FEBRUARY)) == 2, "and may come again"


async def test_what_somebody_has_changed_since_stays_when_the_rest_is_taken_back(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        list_id = await desk.takes(
            day(day=date(2026, 12, 23)), day(day=date(2026, 12, 22), point="BĐVHX Vĩnh Trung")
        )
        await desk.becomes(await desk.line(), state="confirmed")
        assert await desk.undoes(list_id) == ["day_changed_since"]
        assert (await desk.line()).state is DayState.CONFIRMED
        trung = await desk.line(point="Bưu điện – văn hóa xã Vĩnh Trung")
        assert trung.day == date(2026, 12, 26)


async def test_a_certain_day_is_moved_by_no_list(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        row = day(day=date(2026, 12, 23))
        list_id = await desk.stages(row)
        await desk.becomes(await desk.line(), state="confirmed")
        before = await desk.calendar()
        [problem] = await desk.looks(row)
        assert (problem.code, level_of(problem)) == ("day_is_certain", Level.ERROR)
        assert problem.values == {"day": "25/12/2026", "listed": "23/12/2026"}
        with pytest.raises(NoLongerSound) as refused:
            await desk.activates(list_id)
        assert refused.value.problems == (problem,)
        assert await desk.calendar() == before
        assert await desk.codes(day(opens=time(9), closes=time(10))) == ["day_hours_are_certain"]
        assert await desk.codes(day(state=DayState.CONFIRMED)) == [], "it is certain already"


async def test_what_was_postponed_gets_its_new_day_where_people_hear_of_it(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        because = PostponedBecause.FLOOD.value
        await desk.becomes(await desk.line(), state="postponed", reason=because, day=None)
        [problem] = await desk.looks(day())
        assert (problem.code, level_of(problem)) == ("day_was_postponed", Level.ERROR)
        assert await desk.codes(day(day=None, state=DayState.POSTPONED)) == []


@pytest.mark.parametrize("state", [DayState.MONEY_IN_ACCOUNT, DayState.CLOSED])
async def test_what_is_over_stays_so(url: str, state: DayState) -> None:
    async with place(url) as there:
        desk = Desk(there)
        row = day(way=Way.ACCOUNT, point="", day=date(2026, 12, 28))
        await desk.becomes(await desk.line(way=Way.ACCOUNT, point=""), state=state.value)
        before = await desk.calendar()
        [note] = await desk.looks(row)
        assert (note.code, level_of(note)) == ("day_is_over", Level.NOTE)
        assert await desk.activates(await desk.stages(row)) == 0
        assert await desk.calendar() == before


async def test_a_list_older_than_what_the_calendar_says_does_not_change_it(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        old = Head(DECEMBER, date(2026, 11, 20), None)
        [note] = await desk.looks(day(day=date(2026, 12, 23)), head=old)
        assert (note.code, level_of(note)) == ("day_said_later", Level.NOTE)
        assert note.values == {"day": "25/12/2026", "since": "23/11/2026"}
        list_id = await desk.stages(day(day=date(2026, 12, 23)), head=old)
        assert await desk.activates(list_id, made_on=old.made_on) == 0


@pytest.mark.parametrize("state", [DayState.MONEY_IN_ACCOUNT, DayState.CLOSED, DayState.POSTPONED])
async def test_a_list_only_plans(url: str, state: DayState) -> None:
    async with place(url) as there:
        desk = Desk(there)
        before = await desk.calendar()
        assert await desk.codes(day(state=state)) == ["day_said_otherwise"]
        assert await desk.activates(await desk.stages(day(state=state))) == 0
        assert await desk.calendar() == before


@pytest.mark.parametrize(
    ("on", "month", "codes"),
    [
        (date(2027, 2, 24), FEBRUARY, []),
        (date(2027, 2, 20), FEBRUARY, ["day_weekend"]),
        (date(2027, 2, 21), FEBRUARY, ["day_weekend"]),
        (date(2027, 2, 5), FEBRUARY, ["day_feast"]),
        (date(2027, 1, 29), FEBRUARY, ["day_of_other_month"]),
        (date(2027, 3, 31), FEBRUARY, ["day_of_other_month"]),
        (date(2027, 4, 1), FEBRUARY, ["day_not_near_month"]),
        (date(2026, 12, 31), FEBRUARY, ["day_not_near_month"]),
        (date(2026, 2, 24), FEBRUARY, ["day_not_near_month"]),
        (date(2027, 1, 1), Month(2027, 1), ["day_holiday"]),
        (date(2026, 10, 20), Month(2026, 10), ["day_past"]),
        (None, FEBRUARY, ["no_day"]),
    ],
)
async def test_a_day_on_which_nobody_comes_is_looked_at_and_an_impossible_one_is_refused(
    sqlite_url: str, on: date | None, month: Month, codes: list[str]
) -> None:
    async with place(sqlite_url) as there:
        head = Head(month, TODAY, None)
        found = await Desk(there).looks(day(day=on), head=head)
        assert [one.code for one in found] == codes
        refused = {one.code for one in found if level_of(one) is Level.ERROR}
        assert refused == set(codes) & {"day_not_near_month", "no_day"}


@pytest.mark.parametrize(
    ("says", "codes", "named"),
    [
        ({"point": ""}, ["day_point_missing"], "Vĩnh Trung"),
        ({"point": "Bưu điện Châu Đốc"}, ["day_point_unknown"], "Vĩnh Trung"),
        ({"point": "bưu điện văn hóa xã"}, ["day_point_unclear"], "Vĩnh Trung"),
        ({"point": "Bưu điện Văn Giáoo"}, ["day_point_read_as"], VAN_GIAO),
        ({"point": "ATM Núi Sam", "unit_key": VINH_TE}, ["day_point_unknown"], "Bưu điện Núi Sam"),
        ({"way": None, "point": ""}, ["day_way_missing"], ""),
        ({"way": None}, [], ""),
        ({"opens": time(7)}, ["day_hours_half"], ""),
        ({"opens": time(11), "closes": time(7)}, ["day_hours_order"], "11:00"),
        ({"unit_key": None}, ["unit_missing"], ""),
    ],
)
async def test_cash_is_handed_out_at_a_point_of_the_unit(
    sqlite_url: str, says: dict[str, Any], codes: list[str], named: str
) -> None:
    async with place(sqlite_url) as there:
        found = await Desk(there).looks(day(**says))
        assert [one.code for one in found] == codes
        assert all(named in "; ".join(one.values.values()) for one in found)


async def test_a_transfer_has_no_point_and_no_hours(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        row = day(way=Way.ACCOUNT, day=date(2026, 12, 22), opens=time(7), closes=time(11))
        assert await desk.codes(row) == ["day_point_of_transfer"]
        await desk.takes(row)
        line = await desk.line(way=Way.ACCOUNT)
        assert (line.day, line.opens, line.point) == (date(2026, 12, 22), None, None)


async def test_where_a_point_is_closed_the_list_must_say_another(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        name = payment_point.c.name == VAN_GIAO
        await there.runs(update(payment_point).where(name).values(status="closed"))
        [problem] = await desk.looks(day(point="BĐ-VHX Văn Giáo"))
        assert problem.code == "day_point_closed"
        assert VAN_GIAO not in problem.values["points"]
        unit = payment_point.c.unit_code == AN_CU.code
        await there.runs(update(payment_point).where(unit).values(status="closed"))
        assert await desk.codes(day()) == ["day_no_points"]


async def test_of_two_rows_for_one_payday_one_is_enough_and_two_days_are_one_too_many(
    url: str,
) -> None:
    async with place(url) as there:
        desk = Desk(there)
        row = day(day=date(2026, 12, 23))
        again = replace(row, row=6, point="BĐ-VHX Văn Giáo")
        other = replace(row, row=7, day=date(2026, 12, 22))
        twice, otherwise = await desk.looks(row, again, other)
        assert (twice.row, twice.code, twice.values) == (6, "day_twice", {"row": "5"})
        assert (otherwise.row, otherwise.code) == (7, "day_twice_otherwise")
        assert level_of(otherwise) is Level.ERROR
        assert await desk.activates(await desk.stages(row, again)) == 1


async def test_a_step_is_of_one_unit_so_that_nobody_takes_back_anothers(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        post = "Bưu điện Tịnh Biên"
        rows = [
            day(day=date(2026, 12, 23)),
            day(day=date(2026, 12, 23), unit_key=TINH_BIEN, point=post),
        ]
        list_id = await desk.takes(*rows)
        clerk = await at_work(url, CLERK)
        said = await says(clerk, "/calendar", f"{VAN_GIAO}, tiền tháng 12/2026: dự kiến 23/12/2026")
        assert "Người ghi: ansinh import, 24/11/2026, 9 giờ sáng." in said
        assert "Đã rút lại" in await says(clerk, "Rút lại việc vừa làm")
        assert (await desk.line()).day == CHRISTMAS
        assert (await desk.line(unit_key=TINH_BIEN, point=post)).day == date(2026, 12, 23)
        assert await desk.undoes(list_id) == []
        assert (await desk.line(unit_key=TINH_BIEN, point=post)).day == date(2026, 12, 30)


async def test_planning_tells_nobody_and_who_asks_hears_it_is_not_certain(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await unasked(url, NOW)
        desk = Desk(there)
        before = await desk.count(bulletin)
        head = Head(FEBRUARY, TODAY, None)
        await desk.takes(day(day=date(2027, 2, 25)), head=head)
        await desk.takes(day(day=date(2026, 12, 23)), day(day=date(2026, 12, 23), point="lưu động"))
        told = words((await unasked(url, SOON)).get("me", []))
        assert "23/12" not in told
        assert await desk.count(bulletin) == before
        stranger = Phone(url, "stranger")
        await stranger.says("tiếng Việt")
        said = await says(stranger, "/payout An Cư", VAN_GIAO)
        assert "23/12/2026" not in said.split("\n")[0]


async def test_what_a_list_has_planned_is_told_once_a_clerk_confirms_it(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        desk = Desk(there)
        rows = [day(day=date(2026, 12, 23), point=name) for name in (VAN_GIAO, "lưu động")]
        pension = [replace(one, programme=Programme.SOCIAL_PENSION) for one in rows]
        await desk.takes(*rows, *pension)
        clerk = await at_work(url, CLERK)
        for name in (VAN_GIAO, "Điểm chi trả lưu động An Cư"):
            line = f"{name}, tiền tháng 12/2026: dự kiến 23/12/2026"
            await says(clerk, "/calendar", line, "Ngày này chắc rồi", "Có")
        assert (await desk.line()).state is DayState.CONFIRMED
        await unasked(url, NOW)
        assert "23/12/2026" in words((await unasked(url, SOON))["me"])


async def test_lines_wait_sealed_and_come_back_as_they_were(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        row = day(programme=Programme.SOCIAL_PENSION, opens=time(7, 30), closes=time(11))
        where = point(
            kind=PointKind.ATM,
            place=Spot(10.5866, 105.0366),
            opens=time(7),
            closes=time(17),
            pause_from=time(11),
            pause_to=time(13),
            weekdays=frozenset({0, 2}),
            bank="970405",
        )
        of_days, of_points = await desk.stages(row), await desk.stages(where)
        async with there.records() as records:
            assert await open_lines(records.store, of_days, DayRow) == (row,)
            assert await open_lines(records.store, of_points, PointRow) == (where,)
            found = await records.store.connection.execute(select(list_line.c.sealed_row))
            assert not [one for one in found.scalars() if "Giáo".encode() in one]
            with pytest.raises(ValueError, match="no unit"):
                await seal_lines(records.store, of_days, [replace(row, unit_key=None)])


async def test_a_whole_province_of_lines_is_one_reading_of_the_calendar(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        async with there.app.database.engine.connect() as connection:
            before = await connection.scalar(select(store.c.reference_version))
        many = [
            replace(POINT, id=5_000_000 + n, name=f"Điểm số {n}", unit=AN_CU) for n in range(300)
        ]
        rows = [
            {
                "id": one.id,
                "name": one.name,
                "kind": one.kind.value,
                "unit_code": one.unit.code,
                "unit_from": one.unit.valid_from,
                "address": "",
                "status": "open",
                "invented": True,
            }
            for one in many
        ]
        await there.runs(insert(payment_point).values(rows))
        head = Head(FEBRUARY, TODAY, None)
        lines = [day(point=one.name, day=date(2027, 2, 25)) for one in many]
        pension = [replace(one, programme=Programme.SOCIAL_PENSION) for one in lines]
        account = [
            day(way=Way.ACCOUNT, point="", unit_key=unit, day=date(2027, 2, 24))
            for unit in (AN_CU, TINH_BIEN, NUI_CAM)
        ]
        list_id = await desk.stages(*lines, *pension, *account, head=head)
        assert await desk.activates(list_id) == 603
        async with there.app.database.engine.connect() as connection:
            after = await connection.scalar(select(store.c.reference_version))
        assert after == (before or 0) + 1


# --- A list of points ----------------------------------------------------------------------------


async def test_a_new_point_comes_with_its_hours_and_its_bank(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        row = point(
            name="ATM Agribank An Cư",
            address="cạnh UBND xã An Cư",
            place=Spot(10.5866, 105.0366),
            opens=time(7),
            closes=time(17),
            pause_from=time(11),
            pause_to=time(13, 30),
            weekdays=frozenset({0, 1, 2, 3, 4, 5}),
            bank="970405",
        )
        assert await desk.codes(row) == []
        assert await desk.activates(await desk.stages(row)) == 1
        new = await desk.point("ATM Agribank An Cư")
        assert new.hours is not None
        assert new.hours.spans == ((time(7), time(11)), (time(13, 30), time(17)))
        assert new.hours.weekdays == frozenset(range(6))
        assert (new.kind, new.status, new.bank) == (PointKind.ATM, PointStatus.OPEN, "970405")
        assert (new.invented, new.confirmed_on, new.place) == (False, TODAY, row.place)
        assert await desk.acts(point_change) == ["add"]
        assert await desk.activates(await desk.stages(row)) == 0, "the same once more"


async def test_a_known_point_is_moved_and_its_place_kept_and_nothing_else_is_closed(
    url: str,
) -> None:
    async with place(url) as there:
        desk = Desk(there)
        known = await desk.point(VAN_GIAO)
        row = point(name="BĐ-VHX Văn Giáo", address="cạnh trạm y tế xã")
        assert await desk.codes(row) == []
        list_id = await desk.takes(row)
        moved = await desk.point(VAN_GIAO)
        assert (moved.id, moved.address, moved.place) == (known.id, "cạnh trạm y tế xã", None)
        assert (moved.confirmed_on, moved.here_since) == (TODAY, TODAY)
        spot = Spot(10.5867, 105.0370)
        await desk.takes(replace(row, place=spot))
        assert (await desk.point(VAN_GIAO)).place == spot
        assert (await desk.point("Bưu điện – văn hóa xã Vĩnh Trung")).is_open
        assert await desk.acts(point_change) == ["move", "place"]
        assert await desk.undoes(list_id, points) == ["point_changed_since"]


async def test_who_is_paid_there_hears_that_a_point_has_moved(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        async with there.records() as records:
            found = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point
            name = records.reference.points[found or 0].name
        old = Head(DECEMBER, TODAY - timedelta(days=5), None)
        desk = Desk(there)
        there_since = payment_point.c.name == name
        await there.runs(update(payment_point).where(there_since).values(confirmed_on=old.made_on))
        await desk.takes(point(name=name, address="chợ mới Ba Soài"), head=old)
        await unasked(url, NOW)
        assert "chợ mới Ba Soài" in words((await unasked(url, SOON))["me"])


async def test_a_points_undone_list_closes_what_it_added_and_the_next_one_opens_it(
    url: str,
) -> None:
    async with place(url) as there:
        desk = Desk(there)
        row = point()
        for _ in range(2):
            list_id = await desk.takes(row)
            assert (await desk.point(row.name)).is_open
            assert await desk.undoes(list_id, points) == []
            assert not (await desk.point(row.name)).is_open
        await desk.takes(replace(row, address="sân chùa mới"))
        assert (await desk.point(row.name)).address == "sân chùa mới"
        taken_back = ["add", "take_back", "open", "take_back", "open"]
        assert await desk.acts(point_change) == taken_back


async def test_a_point_where_people_are_to_be_paid_stays_when_its_list_is_undone(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        of_points = await desk.takes(point())
        of_days = await desk.takes(day(point="Ba Soài", day=date(2026, 12, 23)))
        assert await desk.undoes(of_points, points) == ["point_has_paydays"]
        assert (await desk.point(point().name)).is_open
        assert await desk.undoes(of_days) == []


async def test_what_the_post_has_closed_or_seen_since_stays(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        old = Head(DECEMBER, date(2026, 11, 1), None)
        assert await desk.codes(point(name=VAN_GIAO), head=old) == ["point_seen_later"]
        name = payment_point.c.name == VAN_GIAO
        await there.runs(update(payment_point).where(name).values(status="closed"))
        assert await desk.codes(point(name=VAN_GIAO)) == ["point_closed"]
        assert await desk.activates(await desk.stages(point(name=VAN_GIAO))) == 0


async def test_a_list_settles_nothing_that_was_reported_of_a_point_it_only_names(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        for said in ("Điểm chi trả có vấn đề", "1", "Đóng cửa"):
            await there.phone.says(said)
        async with there.records() as records:
            found = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point or 0
            known = records.reference.points[found]
        await desk.takes(point(name=known.name, address=known.address))
        async with there.records() as records:
            left = await records.point_reports.unanswered([found], NOW)
        assert left[found].trouble is PointTrouble.CLOSED


@pytest.mark.parametrize(
    ("says", "codes"),
    [
        ({}, []),
        ({"name": " "}, ["no_name"]),
        ({"address": ""}, ["point_address_missing"]),
        ({"address": "", "name": VAN_GIAO}, []),
        ({"address": "a" * 201}, ["point_too_long"]),
        ({"name": "a" * 121}, ["point_too_long"]),
        ({"place": Spot(10.69, 105.113)}, ["point_outside"]),  # Châu Đốc
        ({"place": Spot(21.03, 105.85)}, ["point_outside"]),
        ({"place": Spot(105.0366, 10.5866)}, ["point_swapped"]),
        ({"opens": time(7), "closes": time(11)}, ["point_weekdays_guessed"]),
        ({"opens": time(11), "closes": time(7)}, ["point_hours_order"]),
        (
            {"opens": time(7), "closes": time(17), "pause_from": time(13), "pause_to": time(11)},
            ["point_hours_order"],
        ),
        ({"name": "Bưu điện Văn Giáo"}, ["point_alike"]),
        ({"name": "Bưu điện mới", "address": "gần chợ Văn Giáo (minh họa)"}, []),
        (
            {"name": "Bưu điện – văn hóa mới", "address": "gần chợ Văn Giáo (minh họa)"},
            ["point_called_otherwise"],
        ),
        (
            {"name": VAN_GIAO, "address": "", "opens": time(1), "closes": time(2)},
            ["point_hours_stay"],
        ),
        ({"name": VAN_GIAO, "address": "", "kind": PointKind.ATM}, ["point_kind_stays"]),
        ({"unit_key": None}, ["unit_missing"]),
    ],
)
async def test_what_of_a_point_cannot_be_taken_or_deserves_a_look(
    sqlite_url: str, says: dict[str, Any], codes: list[str]
) -> None:
    async with place(sqlite_url) as there:
        assert await Desk(there).codes(point(**says)) == codes


async def test_two_rows_of_one_point_and_two_points_of_one_name(url: str) -> None:
    async with place(url) as there:
        desk = Desk(there)
        row = point()
        again, elsewhere = replace(row, row=6), replace(row, row=7, address="chợ An Cư")
        found = await desk.looks(row, again, elsewhere)
        assert [(one.row, one.code) for one in found] == [
            (6, "point_twice"),
            (7, "point_twice_otherwise"),
        ]
        machines = [
            point(name="ATM Agribank", address=at, bank="970405") for at in ("chợ", "cầu", "chùa")
        ]
        assert await desk.activates(await desk.stages(*machines[:2])) == 2
        assert await desk.activates(await desk.stages(*reversed(machines))) == 1, "the third is new"


# --- Who stands behind it ------------------------------------------------------------------------


async def test_the_command_is_one_actor_and_nobody_of_the_staff(url: str) -> None:
    async with place(url) as there:
        before = await Desk(there).count(actor)
        async with there.records() as records:
            staff = (await records.staff.colleagues(), await records.staff.ever())
            first = await operator(records.store, NOW)
        async with there.records() as records:
            assert await operator(records.store, NOW) == first
            assert await records.staff.names([first]) == {first: "ansinh import"}
            assert (await records.staff.colleagues(), await records.staff.ever()) == staff
            assert await records.staff.called("ansinh import", None) == ()
            assert await records.staff.sessions_of(first) == ()
        assert await Desk(there).count(actor) == before + 1


def test_every_code_has_one_meaning() -> None:
    codes = [*MEANINGS, *OF_DAYS_AND_POINTS, *AGAINST_THE_REGISTER]
    assert len(codes) == len(set(codes))
    assert set(FIELDS_OF) <= set(codes)


def test_every_sentence_says_what_its_values_fill() -> None:
    problem = Problem("", 5, "", "day_not_near_month", {"day": "1/1/2026", "month": "12/2026"})
    assert sentence_of(problem).values == problem.values
    with pytest.raises(KeyError):
        sentence_of(replace(problem, code="nobody knows"))
