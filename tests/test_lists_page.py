"""Lists that a clerk sends in a conversation: read beside the turns, told of, taken, undone."""

from __future__ import annotations

import asyncio
import io
import logging
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from bot.app import build
from bot.beside import beside
from bot.list_errands import run_errands
from bot.private_file import private_file
from bot.schedule import run_due
from domain.file import FileState
from domain.lists.row import ListKind
from domain.message import Rendered
from domain.permissions import MAY, MAY_BRING, NEEDS_STEP_UP, Act
from handlers.staff import bring_shown
from storage.imports.bringing import Bringing
from storage.imports.lists_in import ListState
from storage.list_errands import MOST_TRIES
from storage.purge import Retention, purge
from storage.tables import (
    audit,
    list_entitlement,
    list_errand,
    list_in,
    list_person,
    list_problem,
    person,
    stored_file,
)
from tests.files import PHOTO, Sender
from tests.house import settings

HEADER = "STT;Họ và tên;Giới tính;Ngày sinh;Số căn cước;Mã đối tượng;Hệ số;Số tiền"
HOA = "1;Ngô Thị Hòa Mẫn;Nữ;1940;089140000777;Đ5K5;1,0;540.000"
SEN = "2;Chau Sóc Sên Dô;Nam;20/05/1951;089051000778;Đ5K5;1,5;810.000"
BAD = "{number};Trần Văn Lỗi {number};Nam;;;Đ5K5;1,0;540.000"
SEND = ("/lists", "1", "Danh sách người hưởng", "Tháng này", "Không, chỉ một số người")


def people(*rows: str, of: str = "Xã An Cư") -> bytes:
    title = "Danh sách người hưởng trợ cấp xã hội tháng 11/2026"
    return "\n".join((title, of, HEADER, *rows, "")).encode()


def bad(count: int) -> list[str]:
    return [BAD.format(number=number) for number in range(3, 3 + count)]


async def at_work(url: str, code: str = "WARD4793", name: str = "me", **more: Any) -> Sender:
    desk = Sender(url, name, **more)
    for said in ("tiếng Việt", "/link", code, "1"):
        await desk.says(said)
    return desk


async def sends(desk: Sender, content: bytes, *said: str) -> str:
    """All that is heard of it."""
    for one in said or SEND:
        await desk.says(one)
    return heard(await desk.sends_file(content))


def heard(replies: list[Rendered]) -> str:
    return "\n".join(line.text for reply in replies for line in reply.lines)


def buttons(desk: Sender) -> list[str]:
    return [choice.label for reply in desk.last for choice in reply.choices]


async def taps(desk: Sender, label: str) -> str:
    await desk.taps(desk.token(label))
    return desk.heard()


async def rows(url: str, table: Any, *where: Any) -> list[Any]:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        found = list((await connection.execute(select(table).where(*where))).all())
    await app.close()
    return found


async def count(url: str, table: Any, *where: Any) -> int:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        counted = select(func.count()).select_from(table).where(*where)
        number = (await connection.execute(counted)).scalar_one()
    await app.close()
    return int(number)


async def works(desk: Sender) -> None:
    """What is done every five minutes."""
    app = build(settings(desk.url), clock=lambda: desk.at)
    await run_due(app, desk.at)
    await app.close()


def on_the_disk() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob("ansinh-*"))


# --- From the file to the register, and back ----------------------------------------------------


async def test_a_clerk_sees_what_is_in_a_list_takes_it_and_undoes_it(url: str) -> None:
    before = await count(url, person)
    desk = await at_work(url)
    said = await sends(desk, people(HOA, SEN))
    assert "Đang đọc tệp" in said
    for line in ("tháng 11/2026", "2 dòng nhập được", "2 mới", "Chưa có gì thay đổi"):
        assert line in said
    assert await count(url, person) == before, "nothing holds that nobody has confirmed"
    assert buttons(desk) == ["Nhập danh sách này", "Không nhập"]
    said = await taps(desk, "Nhập danh sách này")
    assert "2 dòng" in said
    assert await count(url, person) == before + 2
    [brought] = await rows(url, list_in)
    assert brought.state == ListState.ACTIVE
    assert brought.staged_by == brought.active_by is not None
    assert "Hủy danh sách này không?" in await taps(desk, "Hủy danh sách")
    assert "Đã hủy" in await taps(desk, "Có")
    assert await count(url, person) == before
    told = {one.kind: one.actor_id for one in await rows(url, audit, audit.c.subject == brought.id)}
    assert told == dict.fromkeys(("activated_list", "undid_list"), brought.active_by)
    await desk.says("/lists")
    await desk.says("Danh sách gửi gần đây")
    assert "2 dòng, đã hủy" in desk.heard()


async def test_the_file_is_nowhere_once_it_is_read(url: str) -> None:
    desk = await at_work(url)
    was = on_the_disk()
    await sends(desk, people(HOA))
    [file] = await rows(url, stored_file)
    assert (file.state, file.sealed_content) == (FileState.REMOVED, None)
    assert [one for one in on_the_disk() if one not in was] == []


async def test_bad_rows_are_named_and_the_others_are_taken_without_them(url: str) -> None:
    desk = await at_work(url)
    said = await sends(desk, people(HOA, *bad(1)))
    assert "1 dòng nhập được" in said
    assert "1 dòng bị lỗi" in said
    assert "Dòng 5" in said
    before = await count(url, person)
    await taps(desk, "Nhập, bỏ 1 dòng lỗi")
    assert await count(url, person) == before + 1


async def test_ten_problems_are_shown_then_the_next_and_all_in_a_spreadsheet(
    sqlite_url: str,
) -> None:
    desk = await at_work(sqlite_url)
    said = await sends(desk, people(HOA, *bad(13)))
    assert [one for one in range(4, 20) if f"Dòng {one}," in said] == list(range(5, 15))
    [sheet] = [one for reply in desk.last for one in reply.attachments]
    said = await taps(desk, "Xem thêm")
    assert [one for one in range(4, 20) if f"Dòng {one}," in said] == [15, 16, 17]
    assert buttons(desk) == ["Nhập, bỏ 13 dòng lỗi", "Không nhập"]
    app = build(settings(sqlite_url))
    async with app.database.snapshot() as records:
        content = await records.fetching.content(sheet.file)
    await app.close()
    written = openpyxl.load_workbook(io.BytesIO(content or b"")).active
    assert written is not None
    assert [one[1] for one in written.iter_rows(2, values_only=True)][:13] == list(range(5, 18))


async def test_what_is_left_is_not_taken_later(url: str) -> None:
    desk = await at_work(url)
    await sends(desk, people(HOA))
    take = desk.token("Nhập danh sách này")
    assert "Không nhập danh sách này" in await taps(desk, "Không nhập")
    await desk.taps(take)
    assert "đã bỏ" in desk.heard()
    assert await count(url, list_in, list_in.c.state == ListState.DROPPED) == 1
    await works(desk)
    for table in (list_person, list_entitlement, list_problem):
        assert await count(url, table) == 0, "nothing of it waits any more"


async def test_what_nobody_confirms_for_a_day_is_dropped(url: str) -> None:
    desk = await at_work(url)
    await sends(desk, people(HOA))
    desk.later(hours=23)
    await works(desk)
    assert await count(url, list_person) == 1
    desk.later(hours=2)
    await works(desk)
    assert await count(url, list_person) == 0
    assert "đã bỏ" in await taps(desk, "Nhập danh sách này")


async def test_the_same_file_again_changes_nothing(url: str) -> None:
    desk = await at_work(url)
    await sends(desk, people(HOA))
    await taps(desk, "Nhập danh sách này")
    before = await count(url, person)
    said = await sends(desk, people(HOA))
    assert "đã nhập rồi" in said
    assert "Trần Thị Ngọc Mai" in said, "who took it, and when"
    assert await count(url, person) == before


# --- Several at once, and late ------------------------------------------------------------------


async def test_of_two_clerks_with_the_same_people_one_brings_them(url: str) -> None:
    before = await count(url, person)
    desk, leader = await at_work(url), await at_work(url, "LEAD6943", "leader")
    await sends(desk, people(HOA, SEN))
    await sends(leader, people(SEN, HOA))
    assert "Đã nhập" in await taps(desk, "Nhập danh sách này")
    assert "đã thay đổi" in await taps(leader, "Nhập danh sách này")
    assert await count(url, person) == before + 2, "nobody is there twice"
    said = await sends(leader, people(SEN, HOA))
    assert "0 mới" in said
    assert "2 giữ nguyên" in said


async def test_of_two_taps_at_the_same_moment_one_takes_the_list(url: str) -> None:
    before = await count(url, person)
    desk, leader = await at_work(url), await at_work(url, "LEAD6943", "leader")
    await sends(desk, people(HOA, SEN))
    take = desk.token("Nhập danh sách này")
    await asyncio.gather(desk.taps(take), leader.taps(take))
    said = sorted((desk.heard(), leader.heard()), key=lambda one: "Đã nhập" not in one)
    assert "Đã nhập" in said[0]
    assert "đã nhập rồi" in said[1]
    assert await count(url, person) == before + 2


async def test_an_old_button_says_how_the_list_stands_now(url: str) -> None:
    desk = await at_work(url)
    await sends(desk, people(HOA))
    take, leave = desk.token("Nhập danh sách này"), desk.token("Không nhập")
    await desk.taps(take)
    undo = desk.token("Hủy danh sách")
    for old in (take, leave):
        await desk.taps(old)
        assert "đã nhập rồi" in desk.heard()
    await desk.taps(undo)
    await taps(desk, "Có")
    for old in (take, leave, undo):
        await desk.taps(old)
        assert "đã bị hủy" in desk.heard()


async def test_a_colleague_of_the_unit_opens_what_waits_and_nobody_else_does(url: str) -> None:
    desk, leader = await at_work(url), await at_work(url, "LEAD6943", "leader")
    other = await at_work(url, "CHAU9436", "other")
    await sends(desk, people(HOA))
    take = desk.token("Nhập danh sách này")
    for one in ("/lists", "Danh sách gửi gần đây"):
        await leader.says(one)
        await other.says(one)
    assert "1 dòng, chờ xác nhận" in leader.heard()
    assert "Gần đây chưa có danh sách nào" in other.heard()
    assert "1 dòng nhập được" in await taps(leader, "Mở: ")
    await other.taps(take)
    assert "không còn" in other.heard()
    assert await count(url, list_in, list_in.c.state == ListState.STAGED) == 1


async def test_a_long_list_is_worked_in_and_undone_while_nobody_waits(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring_shown, "TAKEN_AT_ONCE", 1)
    before = await count(url, person)
    desk = await at_work(url)
    await sends(desk, people(HOA, SEN))
    assert "Xong sẽ báo" in await taps(desk, "Nhập danh sách này")
    assert await count(url, person) == before
    assert "Đã nhập" in heard(await desk.fetches())
    assert await count(url, person) == before + 2
    await taps(desk, "Hủy danh sách")
    assert "Đang hủy" in await taps(desk, "Có")
    assert "Đã hủy" in heard(await desk.fetches())
    assert await count(url, person) == before


# --- What cannot be taken -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "không có nội dung gì"),
        (PHOTO, "không phải"),
        (b"Thu gui me\n" * 4, "Không tìm thấy"),
        (HEADER.encode(), "không có ai"),
        (b"PK\x03\x04" + bytes(400), "lưu lại lần nữa"),
    ],
)
async def test_a_file_that_holds_no_list_is_refused_in_a_sentence(
    sqlite_url: str, content: bytes, sentence: str
) -> None:
    desk = await at_work(sqlite_url)
    said = await sends(desk, content)
    assert sentence in said
    assert buttons(desk)
    assert await count(sqlite_url, list_in, list_in.c.state == ListState.STAGED) == 0


async def test_people_of_another_commune_are_bad_rows(url: str) -> None:
    desk = await at_work(url)
    said = await sends(desk, people(HOA, of="Phường Núi Sam"))
    assert "0 dòng nhập được" in said
    assert buttons(desk) == ["Không nhập"]


async def test_a_whole_list_with_bad_rows_ends_nobody(sqlite_url: str) -> None:
    desk = await at_work(sqlite_url)
    said = await sends(desk, people(HOA, *bad(1)), *SEND[:-1], "2")
    assert "thôi hưởng" in said
    assert "hết dòng lỗi" in said
    assert buttons(desk) == ["Không nhập"]


async def test_what_breaks_while_a_file_is_read_is_ours_and_said(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(_: object) -> None:
        raise RuntimeError("Ngô Thị Hòa Mẫn")

    monkeypatch.setattr(Bringing, "run", breaks)
    desk = await at_work(sqlite_url)
    was = on_the_disk()
    with caplog.at_level(logging.DEBUG):
        said = await sends(desk, people(HOA))
    assert "Lỗi do hệ thống" in said
    assert "Hòa Mẫn" not in caplog.text
    assert [one for one in on_the_disk() if one not in was] == []
    assert (await rows(sqlite_url, stored_file))[0].sealed_content is None


async def test_a_list_that_ended_the_process_is_not_read_for_ever(sqlite_url: str) -> None:
    desk = await at_work(sqlite_url)
    for one in SEND:
        await desk.says(one)
    await desk.says("Cho tôi biểu mẫu trống")
    app = build(settings(sqlite_url), clock=lambda: desk.at)
    for _ in range(MOST_TRIES):
        async with app.database.transaction() as records:
            assert await records.list_errands.claim(desk.at, app.house.holder)
        desk.later(minutes=6)
    assert await run_errands(app) == 1
    await app.close()
    assert "Lỗi do hệ thống" in heard(await desk.fetches())


# --- Who may, and where -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("WARD4793", ["Danh sách người hưởng", "Danh sách chi trả"]),
        ("LEAD6943", ["Danh sách người hưởng", "Danh sách chi trả"]),
        ("PSTA7364", ["Danh sách chi trả", "Lịch chi trả", "Điểm chi trả"]),
    ],
)
async def test_each_is_offered_the_lists_that_are_theirs(
    sqlite_url: str, code: str, kinds: list[str]
) -> None:
    desk = await at_work(sqlite_url, code)
    await desk.says("/lists")
    await desk.says("1")
    assert buttons(desk) == kinds


async def test_who_brings_one_kind_only_is_not_asked_which(sqlite_url: str) -> None:
    desk = await at_work(sqlite_url, "BANK3947")
    await desk.says("/lists")
    await desk.says("1")
    assert "Danh sách của tháng nào?" in desk.heard()
    await desk.says("tháng 10 năm 2026")
    assert "Danh sách tài khoản" in desk.heard()


@pytest.mark.parametrize("code", ["TNHA4796", "ADMN7649", "HAML6379"])
async def test_whose_work_it_is_not_sends_no_list(sqlite_url: str, code: str) -> None:
    desk = await at_work(sqlite_url, code)
    await desk.says("/lists")
    assert "Danh sách" not in " ".join(buttons(desk))


def test_a_list_is_brought_by_who_proves_who_they_are() -> None:
    assert Act.BRING_LIST in NEEDS_STEP_UP
    assert set(MAY_BRING) == set(ListKind)
    assert MAY[Act.BRING_LIST] == frozenset().union(*MAY_BRING.values())


async def test_a_channel_that_may_carry_no_list_names_the_web_page(sqlite_url: str) -> None:
    desk = await at_work(sqlite_url, channel="telegram")
    await desk.says("/lists")
    await desk.says("1")
    assert "http://127.0.0.1:8080" in desk.heard()


async def test_an_empty_form_is_handed_out(sqlite_url: str) -> None:
    desk = await at_work(sqlite_url)
    for said in (*SEND, "Cho tôi biểu mẫu trống"):
        await desk.says(said)
    assert "Biểu mẫu sẽ tới ngay" in desk.heard()
    [sheet] = [one for reply in await desk.fetches() for one in reply.attachments]
    assert "Biểu mẫu trống" in sheet.told


async def test_what_was_asked_for_is_forgotten_after_a_time(sqlite_url: str) -> None:
    desk = await at_work(sqlite_url)
    await sends(desk, people(HOA))
    app = build(settings(sqlite_url))
    for later, left in ((89, 1), (2, 0)):
        desk.later(days=later)
        await purge(app.database, desk.at, Retention())
        assert await count(sqlite_url, list_errand) == left
    await app.close()


# --- Beside the turns ---------------------------------------------------------------------------


async def test_work_beside_the_turns_gives_raises_and_lets_itself_be_stopped() -> None:
    async def gives() -> int:
        return 7

    async def fails() -> None:
        raise KeyError

    begun, stopped = asyncio.Event(), []
    loop = asyncio.get_running_loop()

    async def waits() -> None:
        loop.call_soon_threadsafe(begun.set)
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(True)

    assert await beside(gives) == 7
    with pytest.raises(KeyError):
        await beside(fails)
    task = asyncio.create_task(beside(waits))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stopped == [True]


def test_a_private_file_is_read_by_nobody_else_and_goes_whatever_happens() -> None:
    def fails() -> None:
        with private_file(b"x", "list.xlsx") as path:
            seen.append(path)
            assert path.stat().st_mode & 0o777 == 0o600
            assert path.parent.stat().st_mode & 0o777 == 0o700
            raise KeyError

    seen: list[Path] = []
    with pytest.raises(KeyError):
        fails()
    assert not seen[0].parent.exists()
