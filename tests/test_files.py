"""Photos, papers and voice notes: told by their content, fetched once, sealed, and gone in time."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select, update

from bot.app import App, build
from bot.channels.channel import Retry
from bot.checked import checked
from bot.fetching import fetch_due
from bot.telling import tell_due
from domain.file import (
    ACCEPTED,
    BEGINNING,
    MOST_BYTES,
    SHEETS,
    FileKind,
    FileState,
    FileUse,
    StoredFile,
    Unfit,
    Why,
    check,
    kind_of,
    sheet_of,
)
from domain.message import FileRef
from domain.privacy import FILES, Level, brings
from domain.traces import without_traces
from storage.fetching import BROUGHT_WITHIN, FETCHED_WITHIN, LEASE
from storage.purge import Retention, past, purge
from storage.rotate import rotate
from storage.sealed import beginning
from storage.tables import case_file, session, stored_file
from tests.files import HEIC, MAKER, PAPER, PHOTO, SAMPLES, TURNED, VOICE, Carrier, picture
from tests.house import NOW, Phone, settings
from tests.test_rotate import BOTH, keyed

# --- What it is -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(set(FileKind) - SHEETS))
def test_a_file_is_known_by_how_it_begins(kind: FileKind) -> None:
    assert kind_of(SAMPLES[kind][:BEGINNING]) is kind
    assert sheet_of(SAMPLES[kind][:BEGINNING]) is None


@pytest.mark.parametrize("kind", sorted(SHEETS))
def test_a_list_may_come_in_whatever_a_spreadsheet_is_kept_in(kind: FileKind) -> None:
    assert sheet_of(SAMPLES[kind][:BEGINNING]) is kind
    assert kind_of(SAMPLES[kind][:BEGINNING]) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"\xff\xff\xff\xff", b"<html>", b"MZ" + bytes(80), b"PK\3\4" + bytes(80), HEIC,
     b"RIFF\0\0\0\0WAVE" + bytes(60), b"OggS" + bytes(80), b"GIF89a" + bytes(60), b"#!AMR\n"],
)  # fmt: skip
def test_what_nobody_takes_is_no_kind_at_all(content: bytes) -> None:
    assert kind_of(content[:BEGINNING]) is None


@pytest.mark.parametrize("use", FileUse)
@pytest.mark.parametrize("kind", FileKind)
def test_each_use_takes_its_kinds_and_no_other(kind: FileKind, use: FileUse) -> None:
    if kind in ACCEPTED[use]:
        assert check(SAMPLES[kind], use) is kind
    else:
        with pytest.raises(Unfit) as refused:
            check(SAMPLES[kind], use)
        assert refused.value.why is Why.OTHER_KIND


def test_ten_megabytes_are_taken_and_a_byte_more_is_not() -> None:
    whole = PHOTO + bytes(MOST_BYTES - len(PHOTO))
    assert check(whole, FileUse.DOCUMENT) is FileKind.JPEG
    with pytest.raises(Unfit) as refused:
        check(whole + b"\0", FileUse.DOCUMENT)
    assert refused.value.why is Why.TOO_BIG


# --- What a phone writes beside the picture -------------------------------------------------


def seen(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.PNG, FileKind.WEBP])
def test_the_picture_stays_and_where_it_was_made_goes(kind: FileKind) -> None:
    content = SAMPLES[kind]
    cleaned = without_traces(kind, content)
    assert MAKER.encode() in content
    assert MAKER.encode() not in cleaned
    exif = seen(cleaned).getexif()
    assert not exif.get_ifd(0x8825), "no position"
    assert dict(exif) == ({0x0112: TURNED} if kind is FileKind.JPEG else {})
    assert seen(cleaned).convert("RGB").tobytes() == seen(content).convert("RGB").tobytes()
    assert without_traces(kind, cleaned) == cleaned


def test_what_hangs_on_behind_a_photo_goes_with_the_traces() -> None:
    """A phone's moving photo holds a film behind the picture."""
    assert without_traces(FileKind.JPEG, PHOTO + b"ftypmp42 film") == without_traces(
        FileKind.JPEG, PHOTO
    )


def test_colours_and_other_shapes_of_a_photo_survive() -> None:
    made = io.BytesIO()
    colours = b"colours" * 40
    image = Image.effect_noise((90, 70), 50).convert("RGB")
    image.save(made, "JPEG", progressive=True, comment=b"said", icc_profile=colours)
    cleaned = without_traces(FileKind.JPEG, made.getvalue())
    assert seen(cleaned).info["icc_profile"] == colours
    assert seen(cleaned).tobytes() == seen(made.getvalue()).tobytes()
    assert b"said" not in cleaned


@pytest.mark.parametrize("kind", [FileKind.JPEG, FileKind.PNG, FileKind.WEBP])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9, 0.999])
def test_a_picture_whose_end_is_missing_is_damaged(kind: FileKind, share: float) -> None:
    content = SAMPLES[kind]
    with pytest.raises(Unfit) as refused:
        without_traces(kind, content[: int(len(content) * share)])
    assert refused.value.why is Why.DAMAGED


@pytest.mark.parametrize("at", range(2, 200, 7))
def test_a_changed_byte_ends_in_a_picture_or_in_a_reason(at: int) -> None:
    for kind in (FileKind.JPEG, FileKind.PNG, FileKind.WEBP):
        broken = bytearray(SAMPLES[kind])
        broken[at] ^= 0xFF
        with contextlib.suppress(Unfit):
            assert without_traces(kind, bytes(broken))


def test_a_paper_may_come_by_the_page_and_where_all_is_invented_by_telegram_too() -> None:
    assert FileUse.DOCUMENT in brings("web", demo=False)
    assert brings("telegram", demo=False) == {FileUse.WORDS}
    assert brings("telegram", demo=True) == set(FileUse) - {FileUse.LIST}, "a whole commune"
    assert brings("elsewhere", demo=True) == set()
    assert set(FILES) == set(FileUse)


# --- In the store ---------------------------------------------------------------------------


class Room:
    """A store with one phone that has spoken, and replicas of the program around it."""

    def __init__(self, url: str, phone: Phone, session_id: int) -> None:
        self.url = url
        self.phone = phone
        self.session = session_id
        self.now = NOW
        self.files: dict[str, bytes | Exception] = {}
        self.apps: list[App] = []

    def replica(self, keys: str = "") -> tuple[App, Carrier]:
        carrier = Carrier(self.files)
        chosen = keyed(self.url, keys) if keys else settings(self.url)
        app = build(chosen, [carrier], lambda: self.now)
        self.apps.append(app)
        return app, carrier

    async def awaits(
        self, reference: str = "f", use: FileUse = FileUse.DOCUMENT, case: int | None = None
    ) -> int:
        app, _ = self.replica()
        async with app.database.transaction() as records:
            sender, sent = self.phone.message().sender, FileRef(reference, "photo.jpg")
            made = await records.files.await_file(self.session, sender, sent, use, self.now)
            if case is not None:
                await records.files.file_under(case, made)
        return made

    async def fetched(self) -> int:
        app, _ = self.replica()
        return await fetch_due(app)

    async def one(self, file_id: int) -> StoredFile | None:
        app, _ = self.replica()
        async with app.database.snapshot() as records:
            return await records.files.one(file_id)

    async def content(self, file_id: int) -> bytes | None:
        app, _ = self.replica()
        async with app.database.snapshot() as records:
            return await records.fetching.content(file_id)

    async def told(self) -> str:
        """What comes to the phone without being asked for."""
        app, carrier = self.replica()
        await tell_due(app)
        return "\n".join(line.text for _, reply in carrier.shown for line in reply.lines)

    async def case(self, state: str, closed_at: datetime | None) -> int:
        app, _ = self.replica()
        async with app.database.engine.begin() as connection:
            made = (
                await connection.execute(select(func.coalesce(func.max(case_file.c.id), 0) + 1))
            ).scalar_one()
            home = (
                await connection.execute(select(case_file.c.unit_code, case_file.c.unit_from))
            ).first()
            code, since = home or ("30316", datetime(2025, 7, 1).date())  # noqa: DTZ001
            row = {
                "id": made,
                "number": f"Z-{made}",
                "kind": "correction",
                "reason": f"name{made}",
                "unit_code": code,
                "unit_from": since,
                "month": NOW.date().replace(day=1),
                "state": state,
                "session_id": self.session,
                "filed_at": NOW,
                "closed_at": closed_at,
            }
            await connection.execute(case_file.insert(), row)
        return int(made)

    async def close(self) -> None:
        for app in self.apps:
            await app.close()


@asynccontextmanager
async def room(url: str) -> AsyncIterator[Room]:
    phone = Phone(url)
    await phone.says("tiếng Việt")
    app = build(settings(url))
    async with app.database.transaction() as records:
        found = await records.conversations.wake(phone.message().sender, NOW)
    await app.close()
    assert found is not None
    made = Room(url, phone, found.id)
    try:
        yield made
    finally:
        await made.close()


async def test_what_is_awaited_is_fetched_cleaned_and_sealed(url: str) -> None:
    async with room(url) as there:
        there.files["f"] = PHOTO
        file_id = await there.awaits()
        assert await there.fetched() == 1
        found = await there.one(file_id)
        assert found is not None
        assert (found.state, found.kind) == (FileState.HERE, FileKind.JPEG)
        content = await there.content(file_id)
        assert content == without_traces(FileKind.JPEG, PHOTO)
        assert found.size == len(content or b"")
        app, _ = there.replica()
        async with app.database.engine.connect() as connection:
            row = (await connection.execute(select(stored_file))).one()
        assert row.sealed_reference is None, "where it came from is kept no longer"
        assert b"JFIF" not in row.sealed_content


@pytest.mark.parametrize(
    ("sent", "use", "why"),
    [
        (PHOTO + bytes(MOST_BYTES), FileUse.DOCUMENT, Why.TOO_BIG),
        (VOICE, FileUse.DOCUMENT, Why.OTHER_KIND),
        (HEIC, FileUse.WORDS, Why.OTHER_KIND),
        (PAPER, FileUse.WORDS, Why.OTHER_KIND),
        (b"<svg onload=alert(1)>", FileUse.DOCUMENT, Why.OTHER_KIND),
        (b"", FileUse.WORDS, Why.DAMAGED),
        (PHOTO[:-400], FileUse.DOCUMENT, Why.DAMAGED),
        (None, FileUse.DOCUMENT, Why.NOT_HAD),
    ],
)
async def test_what_is_not_taken_leaves_nothing_and_is_told_once(
    sqlite_url: str, sent: bytes | None, use: FileUse, why: Why
) -> None:
    async with room(sqlite_url) as there:
        if sent is not None:
            there.files["f"] = sent
        file_id = await there.awaits(use=use)
        assert await there.fetched() == 0
        found = await there.one(file_id)
        assert found is not None
        assert (found.state, found.why) == (FileState.REFUSED, why)
        assert await there.content(file_id) is None
        heard = await there.told()
        assert heard
        assert len(heard.splitlines()) == 1
        assert await there.told() == ""


async def test_a_provider_that_is_away_is_asked_again_later(url: str) -> None:
    async with room(url) as there:
        there.files["f"] = Retry("away")
        file_id = await there.awaits()
        assert await there.fetched() == 0
        there.files["f"] = PHOTO
        assert await there.fetched() == 0, "not at once"
        there.now += timedelta(minutes=1)
        assert await there.fetched() == 1
        found = await there.one(file_id)
        assert found is not None
        assert found.is_here


async def test_a_poison_file_holds_up_no_other(sqlite_url: str) -> None:
    async with room(sqlite_url) as there:
        there.files |= {"bad": RuntimeError("poison"), "good": PHOTO}
        await there.awaits("bad")
        good = await there.awaits("good")
        assert await there.fetched() == 1
        assert (await there.content(good) or b"").startswith(b"\xff\xd8")


async def test_two_replicas_fetch_once(url: str) -> None:
    async with room(url) as there:
        there.files |= {f"f{n}": PHOTO for n in range(6)}
        ids = [await there.awaits(f"f{n}") for n in range(6)]
        replicas = [there.replica() for _ in range(3)]
        counts = await asyncio.gather(*(fetch_due(app) for app, _ in replicas))
        assert sum(counts) == 6
        asked = [reference for _, carrier in replicas for reference in carrier.asked]
        assert sorted(asked) == sorted(f"f{n}" for n in range(6))
        assert all([await there.content(one) for one in ids])


async def test_what_a_killed_replica_had_in_hand_is_fetched_when_its_lease_is_over(
    url: str,
) -> None:
    async with room(url) as there:
        there.files["f"] = PHOTO
        file_id = await there.awaits()
        dead, _ = there.replica()
        async with dead.database.transaction() as records:
            (held,) = await records.fetching.claim(["console"], there.now, 1, 10)
        assert await there.fetched() == 0
        there.now += LEASE + timedelta(seconds=1)
        assert await there.fetched() == 1
        late, _ = there.replica()
        async with late.database.transaction() as records:
            kept = await records.fetching.keep(held, FileKind.JPEG, b"late", 1)
        assert not kept, "who comes back too late changes nothing"
        assert await there.content(file_id) != b"late"


async def test_what_never_comes_is_given_up(url: str) -> None:
    async with room(url) as there:
        there.files["f"] = Retry("away")
        file_id = await there.awaits()
        there.now += BROUGHT_WITHIN * 2
        await there.fetched()
        found = await there.one(file_id)
        assert found is not None
        assert found.state is FileState.AWAITED, "the provider may come back"
        there.now = NOW + FETCHED_WITHIN + timedelta(minutes=1)
        await there.fetched()
        found = await there.one(file_id)
        assert found is not None
        assert found.why is Why.NOT_HAD


async def test_a_lying_media_type_is_not_believed() -> None:
    kind, _ = await checked(PHOTO, FileUse.DOCUMENT)
    assert kind is FileKind.JPEG
    with pytest.raises(Unfit):
        await checked(b"%PDF-1.4", FileUse.WORDS)


async def test_a_new_key_opens_what_an_older_one_sealed(url: str) -> None:
    async with room(url) as there:
        there.files |= {f"f{n}": picture("PNG", (30 + n, 30)) for n in range(6)}
        ids = [await there.awaits(f"f{n}") for n in range(6)]
        assert await there.fetched() == 6
        before = [await there.content(one) for one in ids]
        app, _ = there.replica(BOTH)
        done = await rotate(app.database)
        assert done.complete
        async with app.database.engine.connect() as connection:
            cells = (await connection.execute(select(stored_file.c.sealed_content))).scalars().all()
        assert all(cell.startswith(beginning("new")) for cell in cells)
        async with app.database.snapshot() as records:
            assert [await records.fetching.content(one) for one in ids] == before


async def test_a_cell_copied_to_another_row_does_not_open(url: str) -> None:
    async with room(url) as there:
        there.files |= {"a": PHOTO, "b": picture("PNG")}
        a, b = await there.awaits("a"), await there.awaits("b")
        await there.fetched()
        app, _ = there.replica()
        async with app.database.engine.begin() as connection:
            cell = select(stored_file.c.sealed_content).where(stored_file.c.id == a)
            await connection.execute(
                update(stored_file)
                .where(stored_file.c.id == b)
                .values(sealed_content=cell.scalar_subquery())
            )
        assert await there.content(b) is None


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


@pytest.mark.parametrize(
    ("state", "closed", "stays"),
    [
        ("open", None, True),
        ("sent_back", None, True),
        ("done", days(29), True),
        ("done", days(31), False),
        ("refused", days(31), False),
        ("withdrawn", days(31), False),
        ("waits_for_bank", None, False),
    ],
)
async def test_what_is_in_a_file_goes_a_month_after_its_case_was_decided(
    url: str, state: str, closed: datetime | None, stays: bool
) -> None:
    async with room(url) as there:
        there.files["f"] = PHOTO
        file_id = await there.awaits(case=await there.case(state, closed))
        await there.fetched()
        app, _ = there.replica()
        assert (await past(app.database, NOW, Retention()))["files"] == (not stays)
        await purge(app.database, NOW, Retention())
        found = await there.one(file_id)
        assert found is not None
        assert found.state is (FileState.HERE if stays else FileState.REMOVED)
        assert bool(await there.content(file_id)) is stays


async def test_what_was_never_filed_goes_after_two_days(url: str) -> None:
    async with room(url) as there:
        there.files["f"] = PHOTO
        file_id = await there.awaits()
        await there.fetched()
        app, _ = there.replica()
        await purge(app.database, NOW + timedelta(days=1), Retention())
        assert await there.content(file_id)
        await purge(app.database, NOW + timedelta(days=3), Retention())
        assert await there.one(file_id) is None


async def test_an_address_that_is_forgotten_leaves_no_file_but_what_was_filed(url: str) -> None:
    async with room(url) as there:
        there.files |= {"a": PHOTO, "b": PHOTO}
        loose = await there.awaits("a")
        filed = await there.awaits("b", case=await there.case("open", None))
        await there.fetched()
        app, _ = there.replica()
        await app.forget(there.phone.message().sender)
        assert await there.one(loose) is None
        assert await there.content(filed)
        async with app.database.engine.connect() as connection:
            assert (await connection.execute(select(session.c.id))).first()


async def test_to_open_one_is_to_look_at_whom_its_case_is_about(url: str) -> None:
    async with room(url) as there:
        there.files["f"] = PHOTO
        file_id = await there.awaits(case=await there.case("open", None))
        app, _ = there.replica()
        async with app.database.transaction() as records:
            assert await records.files.open(file_id, Level.STAFF) is None, "not here yet"
            assert records.level is Level.PUBLIC
        await there.fetched()
        async with app.database.transaction() as records:
            assert await records.files.open(file_id, Level.STAFF)
            assert records.level is Level.STAFF
