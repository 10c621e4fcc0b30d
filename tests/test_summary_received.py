"""The numbers of a day as an official receives them: in words, as a picture and as a workbook, at
their hour, once, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import io
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import insert, select, update

from bot.app import build
from bot.paper.chart import draw
from bot.schedule import run_due
from bot.telling import tell_due
from domain.chart import MOST_BARS, Bar, Bars, together
from domain.days import Lunar
from domain.message import PICTURE_BYTES
from domain.notice import NoticeKind
from domain.period import Period, read_period
from domain.permissions import Role
from domain.summary_hour import SummaryHour, days_to_tell, due, read_hour
from domain.text import Sign
from handlers.official.summary_book import write_book
from handlers.official.summary_words import Told, first_screen, missing_line
from storage.database import Database
from storage.records import Records
from storage.tables import case_file, notice, outbox, payout_day, store, summary_told
from tests.house import HANOI, NOW, Screen, settings
from tests.office import Office, Shown, button, opened, staff

TODAY = NOW.date()
HOUR = NOW.replace(hour=17)
LEADER, PROVINCE, OFFICER = "LEAD6943", "TNHA4796", "WARD4793"

# --- What is said of a time ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code", "rest"),
    [
        ("hôm nay", "2026-11-24", ""),
        ("hôm qua", "2026-11-23", ""),
        ("24/11", "2026-11-24", ""),
        ("2026-11-20", "2026-11-20", ""),
        ("An Cư 20/11/2026", "2026-11-20", "an cu"),
        ("20 tháng 11", "2026-11-20", ""),
        ("ngày 30", "2026-10-30", ""),
        ("thứ 6 xã An Cư", "2026-11-20", "xa an cu"),
        ("thứ ba", "2026-11-24", ""),
        ("tuần này", "2026-11-23w", ""),
        ("tuần trước An Cư", "2026-11-16w", "an cu"),
        ("tháng này", "2026-11", ""),
        ("tháng trước", "2026-10", ""),
        ("tháng 10", "2026-10", ""),
        ("tháng 12", "2025-12", ""),
        ("tháng 12 năm 2024", "2024-12", ""),
        ("10/2026", "2026-10", ""),
        ("Châu Đốc", None, "chau doc"),
        ("32/13", None, ""),
    ],
)
def test_a_time_is_one_that_lies_behind(said: str, code: str | None, rest: str) -> None:
    found = read_period(said, TODAY)
    assert (found.period and found.period.code, found.rest) == (code, rest)
    assert found.period is None or Period.parse(found.period.code) == found.period


def test_no_day_of_the_moon_is_taken_for_one_of_the_sun() -> None:
    with pytest.raises(Lunar):
        read_period("mùng 5 An Cư", TODAY)
    with pytest.raises(ValueError, match="neither a day"):
        Period(TODAY, TODAY + timedelta(days=3))


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("17", 17),
        ("17h", 17),
        ("7 giờ sáng", 7),
        ("5 giờ chiều", 17),
        ("lúc 16h00", 16),
        ("24", None),
        ("chiều", None),
        ("17h30", None),
        ("17/11", None),
    ],
)
def test_an_hour_is_a_full_one(said: str, hour: int | None) -> None:
    assert read_hour(said) == hour


# --- When it is told ----------------------------------------------------------------------------

FRIDAY = date(2026, 11, 20)
LONG_AGO = NOW - timedelta(days=30)


def told_at(hour: int | None, now: datetime, since: datetime = LONG_AGO) -> list[date]:
    days = days_to_tell(now, frozenset(), ())
    return [one.day for one in due(SummaryHour(hour, since), now, days, frozenset())]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), HANOI)


def test_it_is_due_from_its_hour_on_and_what_was_missed_is_still_due_for_three_days() -> None:
    assert told_at(17, at(FRIDAY, 16, 59))[-1:] == [date(2026, 11, 19)]
    assert told_at(17, at(FRIDAY, 17))[-1:] == [FRIDAY]
    assert told_at(17, at(date(2026, 11, 23), 8)) == [FRIDAY], "over a weekend"
    assert told_at(17, at(date(2026, 11, 23), 18)) == [date(2026, 11, 23)]
    assert told_at(None, at(FRIDAY, 18)) == []
    assert told_at(17, at(FRIDAY, 18), since=at(FRIDAY, 17, 30)) == []


def test_a_morning_tells_of_the_day_before_on_the_next_day_that_has_any() -> None:
    assert told_at(7, at(FRIDAY, 7))[-1:] == [date(2026, 11, 19)]
    assert told_at(7, at(date(2026, 11, 22), 7))[-1:] == [date(2026, 11, 19)]
    assert told_at(7, at(date(2026, 11, 23), 7))[-1:] == [FRIDAY]


# --- The picture --------------------------------------------------------------------------------


def test_a_picture_of_the_most_and_longest_is_small_enough_to_be_sent() -> None:
    name = "Phường Nguyễn Thị Minh Khai Đông Thạnh "
    bars = together([Bar(f"{name}{n}", (n * 7, 100 - n, n)) for n in range(102)], "{} nữa".format)
    assert len(bars) == MOST_BARS
    assert bars[-1].name == "89 nữa"
    png = draw(Bars(name * 3, ("Đã nhận", "Chưa thấy nhận", "Chưa tới ngày"), bars, name * 2))
    assert len(png) < PICTURE_BYTES
    with Image.open(io.BytesIO(png)) as image:
        assert image.width == 810
        assert image.height < 2.4 * image.width, "a screen and a bit"


def test_marks_are_drawn_alike_however_they_are_written() -> None:
    def shown(form: str) -> bytes:
        words = unicodedata.normalize(form, "Phường Vĩnh Tế, ứng")  # type: ignore[arg-type]
        return draw(Bars(words, (words,), (Bar(words, (3,)),)))

    assert shown("NFC") == shown("NFD")


def test_nothing_is_no_picture_and_parts_belong_to_kinds() -> None:
    with pytest.raises(ValueError, match="no bar"):
        draw(Bars("title", ("kind",), ()))
    with pytest.raises(ValueError, match="every kind"):
        Bars("title", ("kind",), (Bar("name", (1, 2)),))
    assert draw(Bars("title", ("a", "b"), (Bar("none", (0, 0)), Bar("all", (90_000, 1)))))


# --- At their hour, once ------------------------------------------------------------------------


async def started(office: Office, *people: tuple[str, str]) -> None:
    for who, code in people:
        await staff(office, who, code)
    await office.waits(minutes=1)


def numbers(shown: list[Shown], who: str = "lead") -> list[Shown]:
    """What is told of a day, among other news."""
    heads = ("Xã An Cư, thứ", "Toàn tỉnh, thứ", "Tin này tới trễ", "Đã có số liệu")
    return [one for one in shown if one.to == who and one.text.startswith(heads)]


async def test_five_numbers_a_sentence_a_picture_and_a_workbook_come_at_five(
    sqlite_url: str,
) -> None:
    async with opened(sqlite_url) as office:
        await started(office, ("lead", LEADER), ("tnh", PROVINCE))
        office.at = HOUR - timedelta(minutes=1)
        assert numbers(await office.waits(seconds=0)) == []
        office.at = HOUR
        shown = await office.waits(seconds=0)
        for who, unit in (("lead", "Xã An Cư"), ("tnh", "Toàn tỉnh")):
            [told] = numbers(shown, who)
            lines = [one.text for one in told.reply.lines]
            assert lines[0] == f"{unit}, thứ Ba, 24/11/2026:"
            assert len(lines) <= 10, "one screen of a phone"
            assert all(one.sign or one.text.startswith("(") for one in told.reply.lines)
            assert told.reply.picture is not None
            [book] = told.reply.attachments
            assert load_workbook(io.BytesIO(book.content)).sheetnames[:2] == [
                "Các con số",
                "Theo đơn vị",
            ]
        assert numbers(await office.waits(minutes=5)) == []
        await office.restarts()
        assert numbers(await office.waits(minutes=10), "tnh") == []


async def test_two_replicas_at_once_tell_it_once(url: str) -> None:
    async with opened(url) as office:
        await started(office, ("lead", LEADER), ("tnh", PROVINCE))
    screen = Screen("console")
    apps = [build(settings(url), [screen], lambda: HOUR) for _ in range(3)]
    try:
        for app in apps:
            await app.database.reference()

        async def plan(database: Database) -> int:
            async with database.transaction() as records:
                return await records.summary_hours.plan(HOUR, apps[0].settings.quiet_hours)

        planned = await asyncio.gather(*(plan(app.database) for app in apps))
        assert sum(planned) == 2
        await asyncio.gather(*(tell_due(app) for app in apps))
        for app in apps:
            await run_due(app, HOUR + timedelta(minutes=10))
            await tell_due(app)
    finally:
        for app in apps:
            await app.close()
    said = [to for to, reply in screen.shown if "24/11/2026:" in reply.lines[0].text]
    assert sorted(said) == ["lead", "tnh"]
    assert await _rows(url) == (2, 2, 2)


async def _rows(url: str) -> tuple[int, int, int]:
    """Of officials and days; of notices; of messages."""
    app = build(settings(url))
    of_day = notice.c.kind == NoticeKind.DAY_SUMMARY.value
    async with app.database.engine.connect() as connection:
        told = (await connection.execute(select(summary_told.c.actor_id))).all()
        notices = (await connection.execute(select(notice.c.id).where(of_day))).scalars().all()
        sent = select(outbox.c.id).where(outbox.c.notice_id.in_(notices))
        messages = (await connection.execute(sent)).all()
    await app.close()
    return len(told), len(notices), len(messages)


async def test_who_was_planned_for_and_not_told_is_told_later_and_hears_that_it_is_late(
    sqlite_url: str,
) -> None:
    """The process that has planned it is killed; or none runs at all until the next morning."""
    async with opened(sqlite_url) as office:
        await started(office, ("lead", LEADER))
        office.at = HOUR
        await run_due(office.app, office.at)
        await office.restarts()
        office.at = HOUR + timedelta(hours=2)
        [late] = numbers(await office.waits(seconds=0))
        assert late.text.splitlines()[:2] == [
            "Tin này tới trễ. Hẹn gửi là 5 giờ chiều, thứ Ba, 24/11/2026.",
            "Xã An Cư, thứ Ba, 24/11/2026:",
        ]
        office.at = HOUR + timedelta(days=1, hours=6)
        assert numbers(await office.waits(seconds=0)) == [], "late wakes nobody at night"
        office.at = at(date(2026, 11, 26), 6, 5)
        [late] = numbers(await office.waits(seconds=0))
        assert "Hẹn gửi là 5 giờ chiều, thứ Tư, 25/11/2026" in late.text


async def test_a_saturday_is_told_only_where_somebody_is_paid(sqlite_url: str) -> None:
    saturday = date(2026, 11, 28)
    async with opened(sqlite_url) as office:
        await started(office, ("lead", LEADER))
        for day in (24, 25, 26, 27):
            office.at = at(date(2026, 11, day), 17)
            await office.waits(seconds=0)
        office.at = at(saturday, 17)
        assert numbers(await office.waits(seconds=0)) == []
        async with office.app.database.engine.begin() as connection:
            of_unit = payout_day.c.unit_code == "30526"
            values = {"day": saturday, "state": "confirmed"}
            await connection.execute(update(payout_day).where(of_unit).values(**values))
            version = store.c.reference_version + 1
            await connection.execute(update(store).values(reference_version=version))
        await office.restarts()
        [told] = numbers(await office.waits(minutes=5))
        assert told.text.startswith("Xã An Cư, thứ Bảy, 28/11/2026")


async def test_an_official_chooses_the_hour_or_that_none_is_sent(sqlite_url: str) -> None:
    async with opened(sqlite_url) as office:
        await started(office, ("lead", LEADER))
        await office.says_all("lead", ("/summary",))
        other = await office.hears("lead", tap=button(office.to("lead"), "Ngày khác"))
        asked = await office.hears("lead", tap=button(other, "Giờ gửi"))
        assert "Số liệu gửi lúc 5 giờ chiều" in asked[-1].text
        odd = await office.hears("lead", "sớm sớm")
        assert "Xin chọn, hoặc gõ giờ chẵn" in odd[-1].text
        chosen = await office.hears("lead", "16 giờ")
        assert "Số liệu gửi lúc 4 giờ chiều" in chosen[-1].text
        office.at = HOUR - timedelta(hours=1)
        assert numbers(await office.waits(seconds=0))
        await office.hears("lead", tap="d:summary_hour")
        none = await office.hears("lead", "không")
        assert "không tự gửi" in none[-1].text
        office.at = HOUR + timedelta(days=1)
        assert numbers(await office.waits(seconds=0)) == []


async def test_who_may_hear_it_no_more_is_told_nothing(sqlite_url: str) -> None:
    async with opened(sqlite_url) as office:
        await started(office, ("lead", LEADER))
        office.at = HOUR
        await run_due(office.app, office.at)
        async with office.app.database.transaction() as records:
            for one in await records.staff.colleagues((Role.COMMUNE_LEADER,)):
                await records.staff.revoke(one.id, (one.grant,), HOUR)
        assert numbers(await office.delivers()) == []


async def test_an_officer_of_the_commune_is_neither_told_nor_answered(sqlite_url: str) -> None:
    async with opened(sqlite_url) as office:
        await started(office, ("ward", OFFICER))
        refused = await office.hears("ward", "/summary")
        assert "24/11/2026" not in refused[-1].text
        office.at = HOUR
        assert numbers(await office.waits(seconds=0), "ward") == []


async def test_what_a_channel_may_not_carry_lies_on_the_web_page(sqlite_url: str) -> None:
    """Telegram, outside a demo: that the numbers are there, and none of them."""
    async with opened(sqlite_url, "telegram") as office:
        await started(office, ("lead", LEADER))
        async with office.app.database.engine.begin() as connection:
            await connection.execute(update(store).values(demo_made_on=None))
        await office.restarts()
        office.at = HOUR
        [told] = numbers(await office.waits(seconds=0))
        assert told.text.splitlines()[0] == "Đã có số liệu thứ Ba, 24/11/2026."
        assert "http" in told.text
        assert told.reply.picture is None
        assert not told.reply.attachments
        assert not told.reply.choices


# --- What it says -------------------------------------------------------------------------------


async def _told(url: str, make: Callable[[Records], Awaitable[Told]]) -> Told:
    app = build(settings(url), clock=lambda: NOW)
    try:
        await app.database.reference()
        async with app.database.snapshot() as records:
            return await make(records)
    finally:
        await app.close()


async def _of_day(url: str, day: date = TODAY) -> Told:
    async def make(records: Records) -> Told:
        summary = await records.summaries.of(day, HANOI)
        return Told(summary, Period.day(day), records.reference, whole=True)

    return await _told(url, make)


async def test_nothing_happened_is_one_line_and_lists_that_are_missing_are_named(
    sqlite_url: str,
) -> None:
    told = await _of_day(sqlite_url, date(2026, 11, 22))
    quiet = replace(told, summary=replace(told.summary, lists=()))
    [line] = first_screen(quiet)
    assert line.source.endswith("nothing happened.")
    assert line.sign is Sign.GO
    today = await _of_day(sqlite_url)
    assert today.summary.lists, "or there is nothing to name"
    [missing] = missing_line(today)
    names = {today.named(one.unit).values["name"] for one in today.summary.lists}
    assert all(str(name) in repr(missing) for name in names)


async def test_the_workbook_holds_the_same_numbers_and_no_name(
    sqlite_url: str, tmp_path: Path
) -> None:
    told = await _of_day(sqlite_url)
    path = tmp_path / "numbers.xlsx"
    await asyncio.to_thread(write_book, path, told, demo=True)
    book = load_workbook(path)
    rows = {row[0]: row[1] for row in book["Các con số"].iter_rows(min_row=4, values_only=True)}
    accounts = told.summary.accounts
    assert rows["Người có tài khoản"] == accounts.opened
    assert rows["Trong đó đã nhận tiền"] + rows["Chưa thấy nhận tiền"] == accounts.opened
    parts = ("mã OTP không về", "lý do khác", "chưa hỏi")
    assert sum(rows[f"Chưa thấy nhận, {one}"] for one in parts) == accounts.not_seen_paid
    units = list(book["Theo đơn vị"].iter_rows(min_row=4, values_only=True))
    assert len(units) == len(told.summary.by_unit)
    assert sum(row[1] for row in units) == sum(one.people for one in told.summary.by_unit)
    assert sum(row[2] for row in units) == accounts.opened


async def test_a_week_is_the_sum_of_its_days_and_stands_as_its_last(url: str) -> None:
    """Two requests came on two days, one of which is settled by now."""
    app = build(settings(url), clock=lambda: NOW)
    filed = [NOW - timedelta(days=4), NOW - timedelta(days=2), NOW - timedelta(days=9)]
    try:
        await app.database.reference()
        async with app.database.transaction() as records:
            unit = next(iter(records.reference.gazetteer.served())).key
            for number, moment in enumerate(filed):
                over = {"state": "done", "closed_at": NOW - timedelta(days=3)} if not number else {}
                await records.store.connection.execute(
                    insert(case_file).values(_case(records, number, moment, unit) | over)
                )
        async with app.database.snapshot() as records:
            week = Period.week(date(2026, 11, 20))
            whole = await records.spans.of(week, week.last, HANOI)
            days = [
                await records.summaries.of(week.first + timedelta(days=n), HANOI) for n in range(7)
            ]
    finally:
        await app.close()
    assert whole.not_received.new == sum(day.not_received.new for day in days) == 2
    assert whole.not_received.resolved == sum(day.not_received.resolved for day in days) == 1
    assert whole.not_received.open == days[-1].not_received.open == 2
    assert whole.opened_today == sum(day.opened_today for day in days)
    assert whole.accounts == days[-1].accounts
    assert whole.before == days[0].before


def _case(records: Records, number: int, filed: datetime, unit: object) -> dict[str, object]:
    return {
        "id": records.new_id(),
        "number": f"AS-99000{number}",
        "kind": "not_received",
        "reason": "not_received",
        "month": date(2026, 11, 1),
        "unit_code": unit.code,  # type: ignore[attr-defined]
        "unit_from": unit.valid_from,  # type: ignore[attr-defined]
        "filed_at": filed,
        "state": "open",
    }


async def test_a_number_opens_its_cases_for_who_answers_them_and_by_number_for_who_is_above(
    sqlite_url: str,
) -> None:
    async with opened(sqlite_url) as office:
        await started(office, ("lead", LEADER), ("tnh", PROVINCE))
        async with office.app.database.transaction() as records:
            unit = next(
                one.key for one in records.reference.gazetteer.served() if one.name == "An Cư"
            )
            row = _case(records, 7, NOW, unit) | {"due_on": TODAY}
            await records.store.connection.execute(insert(case_file).values(row))
        for who in ("lead", "tnh"):
            await office.hears(who, "/summary")
            money = await office.hears(who, tap=button(office.to(who), "Chi trả"))
            behind = await office.hears(who, tap=button(money, "Xem phiếu: chưa nhận"))
            labels = [one.label for one in behind[-1].reply.choices]
            assert any("AS-990007" in one for one in labels), labels
        chosen = await office.hears("tnh", tap=button(office.to("tnh"), "AS-990007"))
        assert "Xã An Cư" in chosen[-1].text
        none = await office.hears("lead", tap="d:cases_behind:kind=otp")
        assert "AS-990007" not in repr([one.reply for one in none])
