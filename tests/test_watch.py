"""What the administrator hears in chat: what stands wrong, that it is over, and the morning."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from bot import schedule
from bot.app import App, build
from bot.findings import Finding, in_store, machine, upkeep
from bot.schedule import EVERY, Job, run_due
from bot.telling import tell_due
from domain.alert import AlertKind, Trouble, stands
from domain.notice import NoticeKind, Outcome
from domain.payday_lists import ListOf, without_list
from domain.payout import DayState, PayoutDay, Way
from domain.permissions import Role
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month
from handlers.language import catalogue
from handlers.notices.operator import _OVER, _TODO, _WRONG
from storage.alerts import Alert
from storage.condition import Condition
from storage.ids import earliest
from storage.tables import (
    alert,
    audit,
    job_run,
    notice,
    outbox,
    payment_list,
    session,
    staff_address,
    staff_grant,
)
from tests.botapi import TOKEN, bot_api
from tests.house import INDEX_KEY, KEY, NOW, Phone, Screen, settings
from tests.test_cli import ansinh

MINUTE = timedelta(minutes=1)
NIGHT = NOW.replace(hour=23)
TOMORROW = (NOW + timedelta(days=1)).replace(hour=7)


@dataclass
class Service:
    """A store at work: what happens by itself at a moment, and what is heard of it."""

    url: str

    def app(self, at: datetime, screen: Screen | None = None) -> App:
        return build(settings(self.url), [screen or Screen()], lambda: at)

    async def at(self, *moments: datetime) -> list[tuple[str, str]]:
        """Who was told what by then."""
        screen = Screen()
        for moment in moments:
            app = self.app(moment, screen)
            await run_due(app, moment)
            await tell_due(app)
            await app.close()
        return [(to, "\n".join(line.text for line in reply.lines)) for to, reply in screen.shown]

    async def has(self, *statements: object) -> None:
        app = self.app(NOW)
        async with app.database.engine.begin() as connection:
            for statement in statements:
                await connection.execute(statement)  # type: ignore[call-overload]
        await app.close()

    async def all(self, statement: object) -> list[tuple[object, ...]]:
        app = self.app(NOW)
        async with app.database.engine.connect() as connection:
            found = await connection.execute(statement)  # type: ignore[call-overload]
            rows = [tuple(row) for row in found]
        await app.close()
        return rows


pytestmark = pytest.mark.usefixtures("room_on_the_disk")


@pytest.fixture
async def service(url: str) -> Service:
    """Somebody, and one administrator; nothing is wrong."""
    await Phone(url, "somebody").says("tiếng Việt")
    await administrator(url)
    made = Service(url)
    await made.at(NOW)  # what is due anyway
    await made.has(update(payment_list).values(made_on=NOW.date()))
    return made


async def administrator(url: str, name: str = "admin") -> Phone:
    phone = Phone(url, name)
    for said in ("tiếng Việt", "/link", "ADMN7649", "1"):
        await phone.says(said)
    return phone


def waiting_since(at: datetime, channel: str = "telegram", number: int = 0) -> object:
    """A reply that waits to be sent since then, to who is there first."""
    made = earliest(at) + number
    first = select(session.c.id).order_by(session.c.id).limit(1).scalar_subquery()
    return insert(outbox).values(
        id=made, session_id=first, channel=channel, lane="notice", state="waiting",
        due_at=at + timedelta(days=300), tries=1, error="network", sealed_reply=b"x",
    )  # fmt: skip


SENT = update(outbox).where(outbox.c.error == "network").values(state="sent")
WAITS = waiting_since(NOW - 20 * MINUTE)


def after(minutes: int) -> datetime:
    return NOW + minutes * MINUTE


# --- When it is said, and to whom -------------------------------------------------------------


async def test_what_has_stood_for_two_looks_is_told_once_and_so_is_its_end(
    service: Service,
) -> None:
    await service.has(WAITS)
    assert await service.at(after(5)) == []
    assert await service.at(after(10)) == [
        (
            "admin",
            "Tin gửi qua telegram đã chờ 30 phút chưa đi được.\n"
            "Anh/chị chạy “ansinh outbox list” để xem lý do và cách xử lý.",
        )
    ]
    assert await service.at(after(12), after(15), after(20)) == []
    await service.has(SENT)
    assert await service.at(after(25)) == []
    assert await service.at(after(30)) == [
        ("admin", "Tin nhắn đã gửi đi lại được.\nSự cố bắt đầu lúc 9 giờ 05 sáng, ngày 24/11/2026.")
    ]
    assert await service.at(after(35), after(40)) == []


async def test_what_comes_and_goes_is_not_told_again_and_again(service: Service) -> None:
    """There at every other look it is never told; once told, a look without it ends nothing."""
    back = update(outbox).where(outbox.c.error == "network").values(state="waiting")
    await service.has(WAITS)
    for minutes in range(5, 60, 10):
        assert await service.at(after(minutes)) == []
        await service.has(SENT)
        assert await service.at(after(minutes + 5)) == []
        await service.has(back)
    assert len(await service.at(after(65), after(70))) == 1
    for minutes in range(75, 120, 10):
        await service.has(SENT)
        assert await service.at(after(minutes)) == []
        await service.has(back)
        assert await service.at(after(minutes + 5)) == []


async def test_it_wakes_whoever_is_responsible_but_nobody_else(service: Service) -> None:
    officer = Phone(service.url, "officer")
    for said in ("tiếng Việt", "/link", "WARD4793", "1"):
        await officer.says(said)
    await administrator(service.url, "second phone")
    await service.has(waiting_since(NIGHT - 20 * MINUTE))
    told = await service.at(NIGHT, NIGHT + 5 * MINUTE)
    assert sorted(to for to, _ in told) == ["admin", "second phone"]


async def test_without_an_administrator_nobody_is_told_and_nothing_breaks(url: str) -> None:
    await Phone(url).says("tiếng Việt")
    there = Service(url)
    await there.has(WAITS, delete(staff_grant).where(staff_grant.c.role == Role.ADMIN.value))
    assert await there.at(NOW, after(5), after(10), TOMORROW) == []
    assert await there.all(select(alert.c.code).where(alert.c.ended_at.is_(None)))


async def test_who_becomes_administrator_hears_what_stands_and_who_was_one_does_not(
    service: Service,
) -> None:
    await service.has(WAITS)
    assert len(await service.at(after(5), after(10))) == 1
    await service.has(update(staff_address).values(ended_at=NOW))
    await administrator(service.url, "new")
    assert [to for to, _ in await service.at(after(15))] == ["new"]
    await service.has(SENT)
    assert [to for to, _ in await service.at(after(20), after(25))] == ["new"]


async def test_it_is_told_also_where_nothing_was_wrong_for_so_long_that_the_address_is_locked(
    service: Service,
) -> None:
    long_ago = date(2026, 1, 1)
    await service.has(WAITS, update(staff_address).values(used_on=long_ago))
    assert len(await service.at(after(5), after(10))) == 1
    [used] = await service.all(select(staff_address.c.used_on))
    assert used == (long_ago,), "being told something is no use of an address"


async def test_what_is_over_before_it_could_be_said_is_not_said(service: Service) -> None:
    await service.has(WAITS)
    for minutes in (5, 10):
        app = service.app(after(minutes))
        await run_due(app, after(minutes))
        await app.close()
    await service.has(update(alert).values(ended_at=after(11)))
    assert await service.at(after(11)) == []
    told = select(notice.c.outcome).where(notice.c.kind == NoticeKind.ALERT.value)
    assert set(await service.all(told)) == {(Outcome.STALE.value,)}


async def test_an_alert_of_a_later_program_holds_up_no_other(service: Service) -> None:
    await service.has(
        insert(alert).values(id=7, code="of_later", about="", value=0, since=NOW), WAITS
    )
    app = service.app(NOW)
    async with app.database.transaction() as records:
        [admin] = await records.staff.sessions_with(Role.ADMIN)
        await records.notices.tell([admin], NoticeKind.ALERT, 7, NOW)
    await app.close()
    assert len(await service.at(after(5), after(10))) == 1


async def test_what_could_not_be_looked_at_stays_as_it_was(service: Service) -> None:
    """Else an alert would be over because the network is away."""
    app = service.app(NOW)
    trouble = Trouble(AlertKind.CERTIFICATE, "ansinh.example", 3)
    for minutes in (5, 10):
        async with app.database.transaction() as records:
            stood = await records.alerts.watch([trouble], (), after(minutes))
    assert len(stood.standing) == 1
    for minutes in (15, 20, 25):
        async with app.database.transaction() as records:
            stood = await records.alerts.watch([], {AlertKind.CERTIFICATE}, after(minutes))
        assert stood.over == ()
    async with app.database.transaction() as records:
        assert await records.alerts.open(after(29)) == ("certificate",)
        await records.alerts.watch([], (), after(30))
    async with app.database.transaction() as records:
        assert len((await records.alerts.watch([], (), after(35))).over) == 1
    await app.close()


async def test_what_others_say_by_network_is_told_too(service: Service) -> None:
    heard: list[str] = []
    async with bot_api() as api:
        for minutes in (5, 10):
            screen = Screen()
            app = service.app(after(minutes), screen)
            asks = replace(app.settings, telegram_token=f"{TOKEN}x", telegram_api_url=api.url)
            await run_due(replace(app, settings=asks), after(minutes))
            await tell_due(app)
            await app.close()
            heard += [line.text for _, reply in screen.shown for line in reply.lines]
    assert heard == [
        "Telegram không nhận token, nên người dân nhắn bên đó không tới.",
        "Anh/chị tạo token mới, cài vào, rồi khởi động lại “ansinh serve”.",
    ]


@pytest.mark.parametrize(
    ("ended", "expected"), [(None, True), (5, True), (8, True), (10, False), (600, False)]
)
def test_a_look_that_was_left_out_is_one_too_many(ended: int | None, expected: bool) -> None:
    assert stands(None if ended is None else NOW - ended * MINUTE, NOW) is expected


def test_every_trouble_has_words_and_what_to_do_and_an_end() -> None:
    for kind in AlertKind:
        about = "2026-11-25" if kind is AlertKind.LISTS else "x"
        one = Alert(1, kind.value, about, 1, NOW, None)
        said = (_WRONG[kind](one), _TODO[kind], _OVER[kind])
        assert all(catalogue("vi")[text.source] for text in said)


# --- What is found ---------------------------------------------------------------------------


async def found(service: Service, at: datetime) -> set[Trouble]:
    app = service.app(at)
    findings = await in_store(app, EVERY)
    await app.close()
    return {one.trouble for one in findings if one.trouble is not None}


async def test_a_sound_store_has_no_trouble(service: Service) -> None:
    assert await found(service, after(5)) == set()


async def test_only_where_a_phone_would_be_woken_is_waiting_a_trouble(service: Service) -> None:
    for number, channel in enumerate(("web", "console")):
        await service.has(waiting_since(NOW - timedelta(hours=9), channel, number))
    await service.has(waiting_since(NOW - 14 * MINUTE))
    assert await found(service, NOW) == set()
    assert await found(service, after(2)) == {Trouble(AlertKind.UNSENT, "telegram", 16)}


async def test_a_payday_without_its_list_or_by_an_old_one_is_a_trouble(service: Service) -> None:
    await service.has(update(payment_list).values(made_on=date(2026, 10, 1)))
    old = await found(service, NOW)
    assert {one.kind for one in old} == {AlertKind.LISTS}
    assert all(date.fromisoformat(one.about) <= date(2026, 11, 27) for one in old)
    await service.has(update(payment_list).values(made_on=NOW.date(), active=False))
    assert await found(service, NOW) == old


async def test_jobs_that_do_not_run_and_rows_without_a_seal_are_troubles(service: Service) -> None:
    later = NOW + timedelta(minutes=90)
    assert await found(service, later) == {
        Trouble(AlertKind.JOB, "count_the_day", 1),
        Trouble(AlertKind.JOB, "plan", 1),
        Trouble(AlertKind.JOB, "seal_audit", 1),
        Trouble(AlertKind.JOB, "tend_cases", 1),
        Trouble(AlertKind.JOB, "tend_lists", 1),
        Trouble(AlertKind.JOB, "tell_the_day", 1),
        Trouble(AlertKind.JOB, "tend_talks", 1),
        Trouble(AlertKind.JOB, "watch", 1),
        Trouble(AlertKind.SEALS, "", 1),
    }
    assert Trouble(AlertKind.JOB, "purge", 30) in await found(service, NOW + timedelta(hours=30))
    await service.at(later)
    assert await found(service, later) == set()


async def test_a_job_that_broke_off_is_a_trouble_until_it_has_run(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(app: App, now: datetime) -> int:
        raise RuntimeError("a name that nobody may read")

    broken = Job("purge", lambda now: f"{now:%Y-%m-%d}", timedelta(days=1), breaks)
    monkeypatch.setattr(schedule, "JOBS", (broken,))
    app = service.app(NOW)
    with pytest.raises(RuntimeError):
        await run_due(app, NOW + timedelta(days=1))
    assert await run_due(app, NOW + timedelta(days=1)) == {}
    await app.close()
    monkeypatch.undo()
    next_day = NOW + timedelta(days=1)
    assert Trouble(AlertKind.JOB, "purge", -1) in await found(service, next_day)
    await service.at(NOW + timedelta(days=2))
    assert not {one.about for one in await found(service, NOW + timedelta(days=2))} & {"purge"}


SOUND = Condition(
    opens=None, clock=NOW, backed_up_at=NOW, roles=frozenset(Role), no_list=(), no_calendar=(),
    listed={}, runs={}, unsealed_since=None, unproved=0, codes={},
)  # fmt: skip


def troubles(findings: Iterable[Finding]) -> list[Trouble]:
    return [one.trouble for one in findings if one.trouble is not None]


@pytest.mark.parametrize(
    ("newest", "demo", "expected"),
    [
        (None, False, -1),
        (NOW - timedelta(days=3), False, 3),
        (NOW - timedelta(days=1), False, None),
        (None, True, None),
    ],
)
def test_a_copy_is_asked_for_but_not_of_what_is_invented(
    newest: datetime | None, demo: bool, expected: int | None
) -> None:
    mine = settings("sqlite+aiosqlite:///x.db")
    condition = replace(SOUND, backed_up_at=newest)
    wanted = [] if expected is None else [Trouble(AlertKind.BACKUP, value=expected)]
    assert troubles(upkeep.of_copies(mine, condition, NOW, demo)) == wanted


def test_keys_and_clocks_that_do_not_fit_are_troubles() -> None:
    assert troubles(upkeep.of_keys(SOUND)) == []
    assert troubles(upkeep.of_keys(replace(SOUND, opens="no"))) == [Trouble(AlertKind.KEYS)]
    assert troubles(upkeep.of_clocks(SOUND, NOW + timedelta(seconds=4))) == []
    assert troubles(upkeep.of_clocks(SOUND, NOW - timedelta(hours=1))) == [
        Trouble(AlertKind.CLOCK, value=3600)
    ]


def test_a_full_disk_is_a_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = settings(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    for free, expected in ((9, [Trouble(AlertKind.DISK, value=9)]), (11, [])):
        monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(total=100, free=free))  # noqa: B023
        assert troubles(machine.of_disk(mine)) == expected


async def test_a_trigger_that_somebody_took_away_is_a_trouble(service: Service) -> None:
    on = "" if service.url.startswith("sqlite") else " ON audit"
    await service.has(text(f"DROP TRIGGER audit_no_delete{on}"))
    assert await found(service, NOW) == {Trouble(AlertKind.AUDIT, value=1)}


LINE = PayoutDay(
    id=1, month=Month(2026, 11), unit=UnitKey("30526", date(2025, 7, 1)),
    programme=Programme.SOCIAL_ASSISTANCE, way=Way.CASH, point=5, day=date(2026, 11, 25),
    opens=None, closes=None, state=DayState.CONFIRMED, reason=None, day_before=None,
    said_on=NOW.date(),
)  # fmt: skip
OF = (LINE.unit, LINE.month, LINE.programme, LINE.way)
ON = {date(2026, 11, 25): frozenset({LINE.unit})}


@pytest.mark.parametrize(
    ("line", "made", "expected"),
    [
        (LINE, {OF: date(2026, 11, 20)}, {}),
        (LINE, {}, ON),
        (LINE, {OF: date(2026, 10, 20)}, ON),
        (LINE, {(*OF[:3], Way.ACCOUNT): date(2026, 11, 20)}, ON),
        (LINE, {(OF[0], Month(2026, 10), *OF[2:]): date(2026, 11, 20)}, ON),
        (replace(LINE, day=date(2026, 11, 28)), {}, {}),
        (replace(LINE, day=date(2026, 11, 23)), {}, {}),
        (replace(LINE, day=None, state=DayState.POSTPONED), {}, {}),
        (replace(LINE, state=DayState.CLOSED), {}, {}),
        (replace(LINE, state=DayState.PLANNED), {}, ON),
    ],
)
def test_which_payday_lacks_a_list(
    line: PayoutDay, made: dict[ListOf, date], expected: dict[date, frozenset[UnitKey]]
) -> None:
    assert without_list([line], made, NOW.date()) == expected


# --- The morning -----------------------------------------------------------------------------


async def test_each_morning_says_how_yesterday_was(service: Service) -> None:
    for words in ("An Cư", "/nearest"):
        await Phone(service.url, "somebody").says(words)
    await service.has(update(outbox).values(due_at=NOW), WAITS)
    [(sent,)] = await service.all(select(func.count()).where(outbox.c.state == "sent"))
    [(to, line)] = await service.at(TOMORROW)
    assert to == "admin"
    copied_here = service.url.startswith("sqlite")
    assert line.splitlines() == [
        "Hôm qua 24/11/2026: 7 tin nhắn đến từ 2 máy.",
        f"Đã gửi {sent} tin, 0 tin không gửi được, 1 tin còn chờ.",
        "Đã báo 1 thông báo. Còn 0 phiếu chưa xong.",
        f"Có {1 + copied_here} việc chưa ổn. Anh/chị chạy “ansinh check”.",
        *(["Chưa có bản sao lưu dữ liệu nào."] if copied_here else []),
    ], "that it waits was seen for the first time at seven"
    await service.has(SENT)
    assert await service.at(TOMORROW + 5 * MINUTE, TOMORROW.replace(hour=11)) == []


def copied(at: datetime) -> object:
    return insert(job_run).values(name="backup", slot=at.isoformat(), ran_at=at)


async def order_said(service: Service, at: datetime = TOMORROW) -> str:
    """The line that says whether everything is in order."""
    return (await service.at(at))[-1][1].splitlines()[3]


async def test_all_is_well_only_with_a_copy_that_is_not_old(service: Service) -> None:
    await service.has(copied(TOMORROW - timedelta(hours=47)))
    assert await order_said(service) == "Mọi thứ đang ổn."


@pytest.mark.parametrize("age", [None, timedelta(days=2)])
async def test_without_a_copy_all_is_not_well_where_copies_are_made_here(
    service: Service, age: timedelta | None
) -> None:
    if age is not None:
        await service.has(copied(TOMORROW - age))
    here = service.url.startswith("sqlite")
    expected = "Có 1 việc chưa ổn. Anh/chị chạy “ansinh check”." if here else "Mọi thứ đang ổn."
    assert await order_said(service) == expected


async def test_a_copy_that_is_missing_is_one_thing_though_it_is_an_alert_too(
    service: Service,
) -> None:
    stands = insert(alert).values(id=7, code="backup", about="", value=-1, since=NOW)
    app = service.app(NOW)
    await service.has(stands)
    async with app.database.transaction() as records:
        day = await records.daybook.of(NOW, NOW, NOW)
    await app.close()
    assert day.wrong == (1 if day.copied_here else 0)


async def test_where_nobody_has_looked_lately_it_does_not_say_that_all_is_well(
    service: Service,
) -> None:
    """Right after the first start, or where the watch breaks off."""
    await service.has(copied(TOMORROW))
    broke_off = insert(job_run).values(name="broken:watch", slot="x", ran_at=TOMORROW)
    app = service.app(TOMORROW)
    await run_due(app, TOMORROW)
    await service.has(broke_off)
    async with app.database.transaction() as records:
        unknown = await records.daybook.of(NOW, TOMORROW, TOMORROW)
    assert unknown.wrong is None
    said = (await service.at(TOMORROW + MINUTE))[-1][1].splitlines()
    await app.close()
    assert "Gần đây chưa kiểm tra được mọi thứ có ổn không. Anh/chị chạy “ansinh check”." in said


async def test_the_morning_counts_what_stands_wrong_and_names_the_newest_copy(
    service: Service,
) -> None:
    await service.has(
        insert(alert).values(id=7, code="unsent", about="telegram", value=1, since=NOW),
        waiting_since(NOW),
        copied(NOW),
    )
    lines = (await service.at(TOMORROW))[-1][1].splitlines()
    assert "Có 1 việc chưa ổn. Anh/chị chạy “ansinh check”." in lines
    assert ("Bản sao lưu mới nhất: ngày 24/11/2026." in lines) is service.url.startswith("sqlite")


async def test_an_audit_that_was_altered_is_told_before_the_morning_line_and_counted_in_it(
    service: Service,
) -> None:
    """`ansinh check` finds it bad, so all is not well; it is read once a day, at six."""
    on = "" if service.url.startswith("sqlite") else " ON audit"
    await service.has(
        copied(NOW),
        text(f"DROP TRIGGER audit_no_update{on}"),
        update(audit).values(kind="nothing"),
    )
    six = TOMORROW.replace(hour=6)
    [(_, trigger)] = await service.at(six - 10 * MINUTE, six - 5 * MINUTE)
    assert trigger.startswith("Cơ sở dữ liệu mất phần bảo vệ nhật ký tra cứu.")
    assert await service.at(six, six + 5 * MINUTE) == [
        (
            "admin",
            "Nhật ký tra cứu không còn nguyên như trước.\n"
            "Anh/chị sao lưu nguyên trạng dữ liệu. Rồi tìm xem ai đã sửa cơ sở dữ liệu.",
        )
    ]
    assert await order_said(service) == "Có 2 việc chưa ổn. Anh/chị chạy “ansinh check”."


@pytest.mark.parametrize(("hour", "lines"), [(6, 0), (7, 1), (11, 1), (12, 0), (23, 0)])
async def test_a_morning_that_was_missed_comes_by_noon_or_not_at_all(
    service: Service, hour: int, lines: int
) -> None:
    told = await service.at(TOMORROW.replace(hour=hour))
    assert len(told) == lines


async def test_yesterdays_morning_line_is_not_said_today(service: Service) -> None:
    app = service.app(TOMORROW)
    await run_due(app, TOMORROW)
    await app.close()
    assert await service.at(TOMORROW.replace(day=26, hour=0, minute=30)) == []


async def test_a_tick_says_what_it_queued(url: str, tmp_path: Path) -> None:
    await administrator(url)
    keys = {"ANSINH_DATABASE_URL": url, "ANSINH_KEY": KEY, "ANSINH_INDEX_KEY": INDEX_KEY}
    done = ansinh(tmp_path, "tick", "--at", "2026-11-25T07:00", "--json", **keys)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert {"watch", "morning_line"} <= set(said["jobs"])
    assert {"kind": "morning_line", "channel": "console"} in said["queued"]
