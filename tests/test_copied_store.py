"""A copied database gives away no name, number or message, in whatever way it may be written."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import String, select, text

from bot.app import App, build
from domain.message import Contact
from handlers.menu import MENU
from storage.sealed import Vault
from storage.tables import account, metadata, person
from tests.house import INDEX_KEY, KEY, NOW, Phone, settings

NAME = "Châu Bồ-Câu Trắng Ngần"
KHMER_NAME = "ចៅ ព្រាបសស្អាតណាស់"
CITIZEN, CMND, PHONE = "089145678123", "351987264", "0987612345"
ACCOUNT, ADDRESS = "6201987412365", "hẻm-bồ-câu-77"
SENTENCES = (
    "Thằng Tư bồ câu bị bịnh phong nặng lắm rồi",
    "ប្រពន្ធខ្ញុំឈឺមហារីកធ្ងន់ណាស់",
    "hoi nay bo cau qua ngan hang bi la",
)
CANARIES = (NAME, KHMER_NAME, CITIZEN, CMND, PHONE, ACCOUNT, ADDRESS, *SENTENCES)
SAMPLE = 300
"""So many of the demo's people, and as many accounts, are looked for as they are."""


def forms(secret: str) -> Iterator[str]:
    """Composed, apart, loud, bare, its words and digits run together."""
    composed = unicodedata.normalize("NFC", secret)
    bare = "".join(
        one for one in unicodedata.normalize("NFD", secret) if not unicodedata.combining(one)
    ).replace("đ", "d")
    for form in (composed, unicodedata.normalize("NFD", secret), bare):
        yield from (form, form.upper(), form.lower(), form.replace(" ", ""))


def encodings(form: str) -> Iterator[bytes]:
    encoded = form.encode()
    yield encoded
    yield form.encode("utf-16-le")
    yield form.encode("utf-16-be")
    yield encoded.hex().encode()
    yield encoded[::-1]
    for shift in range(3):
        # Whatever stands before it, one of three ways of cutting it into letters is there.
        inner = base64.b64encode(b"\0" * shift + encoded)[2 * shift :].rstrip(b"=")
        yield inner[2:-2]
        yield inner[2:-2].translate(bytes.maketrans(b"+/", b"-_"))
    yield form.encode("ascii", "backslashreplace")


def given_away(raw: bytes, secrets: Iterable[str]) -> set[str]:
    return {
        secret
        for secret in secrets
        for one in set(chain.from_iterable(map(encodings, forms(secret))))
        if one in raw
    }


async def everything(app: App, url: str) -> bytes:
    """As a thief would have it: the files of SQLite, every row of PostgreSQL."""
    if url.startswith("sqlite"):
        async with app.database.engine.connect() as connection:
            await connection.execution_options(stands_alone=True)
            await connection.execute(text("PRAGMA wal_checkpoint(FULL)"))
        return files(url)
    parts: list[bytes] = []
    async with app.database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            parts.extend(map(written, await connection.execute(select(table))))
    return b"\n".join(parts)


def files(url: str) -> bytes:
    path = Path(url.removeprefix("sqlite+aiosqlite:///"))
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def written(row: Iterable[object]) -> bytes:
    return b"\t".join(one if isinstance(one, bytes) else str(one).encode() for one in row)


async def people_of(app: App) -> set[str]:
    """Names, numbers and accounts as the demo holds them, opened."""
    vault = app.database.vault
    async with app.database.engine.connect() as connection:
        people = (await connection.execute(select(person).limit(SAMPLE))).all()
        accounts = (await connection.execute(select(account).limit(SAMPLE))).all()
    columns = [person.c.sealed_name, person.c.sealed_citizen_id, person.c.sealed_phone]
    found = {
        vault.open(getattr(row, column.name), column, row.id)
        for row in people
        for column in columns
        if getattr(row, column.name) is not None
    }
    for column in (account.c.sealed_number, account.c.sealed_holder):
        found |= {vault.open(getattr(row, column.name), column, row.id) for row in accounts}
    return {one for one in found if len(one) >= 6}


async def record_somebody(app: App) -> None:
    """A beneficiary whose every word is a canary."""
    vault: Vault = app.database.vault
    async with app.database.engine.begin() as connection:
        row = (await connection.execute(select(person).limit(1))).one()
        values = {
            "sealed_name": NAME,
            "sealed_citizen_id": CITIZEN,
            "sealed_phone": PHONE,
        }
        sealed = {name: vault.seal(value, person.c[name], row.id) for name, value in values.items()}
        indexed = {
            "citizen_id_index": vault.index("citizen_id", CITIZEN),
            "phone_index": vault.index("phone", PHONE),
        }
        await connection.execute(
            person.update().where(person.c.id == row.id).values(**sealed, **indexed)
        )


async def talk_about_it(url: str) -> None:
    """Into every dialogue: what opens it, then everything a person might let slip."""
    phone = Phone(url, name=ADDRESS)
    for said in ("/link", "DAWN3467", "1948", "1"):
        await phone.says(said)
    for line in MENU:
        for command in line.commands[:1]:
            await phone.says(command)
            await phone.says(NAME)
            await phone.says(f"{SENTENCES[0]} {CITIZEN}")
            phone.later(minutes=1)
    other = Phone(url, name=f"{ADDRESS}-2", at=NOW)
    await other.says("ភាសាខ្មែរ")
    for said in (KHMER_NAME, SENTENCES[1], SENTENCES[2], ACCOUNT, CMND, f"{PHONE} {ACCOUNT}"):
        await other.says("/menu")
        await other.says(said)
    await other.sends(other.message(contact=Contact(PHONE, vouched=True)))
    await other.says("/link")
    await other.sends(other.message(text=PHONE, contact=Contact(PHONE, vouched=True)))


async def test_nothing_that_was_said_or_recorded_can_be_read_in_a_copy(url: str) -> None:
    app = build(settings(url), clock=lambda: NOW)
    await record_somebody(app)
    await talk_about_it(url)
    raw = await everything(app, url)
    people = await people_of(app)
    await app.close()
    assert given_away(raw, CANARIES) == set()
    assert len(people) > SAMPLE
    assert {one for one in people if one.encode() in raw} == set()


async def test_neither_keys_nor_codes_lie_in_it(url: str) -> None:
    app = build(settings(url))
    await talk_about_it(url)
    raw = await everything(app, url)
    await app.close()
    assert given_away(raw, ("DAWN3467", "DAWN 3467")) == set()
    for key in (KEY.partition(":")[2], INDEX_KEY):
        assert base64.b64decode(key) not in raw
        assert key.encode() not in raw


async def test_what_lies_in_the_clear_would_be_found(url: str) -> None:
    """Or the search above would prove nothing: names of communes are public."""
    app = build(settings(url))
    assert given_away(await everything(app, url), ["An Cư"]) == {"An Cư"}
    async with app.database.engine.begin() as connection:
        await connection.execute(
            text("UPDATE payment_point SET address = :address"), {"address": SENTENCES[0]}
        )
    assert given_away(await everything(app, url), CANARIES) == {SENTENCES[0]}
    await app.close()


@pytest.mark.parametrize("secret", [NAME, KHMER_NAME, CITIZEN])
def test_a_secret_is_found_however_it_is_written(secret: str) -> None:
    for before in (b"", b"x", b"xy", b"xyz"):
        for raw in (
            before + secret.encode(),
            before + secret.encode("utf-16-le"),
            base64.b64encode(before + unicodedata.normalize("NFD", secret).encode() + b"and more"),
            base64.urlsafe_b64encode(before + secret.encode() + b"and more"),
            before + secret.encode().hex().encode(),
            before + secret.upper().encode(),
        ):
            assert given_away(raw, [secret]) == {secret}


def test_every_column_that_may_hold_words_is_sealed_or_is_about_places_or_codes() -> None:
    """A new column of text has to be thought about: may a person's word come to stand in it?"""
    known = {
        "unit": {"code", "name", "kind", "area"},
        "unit_successor": {"old_code", "new_code"},
        "unit_alias": {"alias", "code"},
        "payment_point": {"name", "address"},
        "point_change": {"old_address", "new_address"},
        "standard_amount": {"basis"},
    }
    public = {(table, column) for table, columns in known.items() for column in columns}
    words = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, String) and (column.type.length or 0) > 40
    }
    kinds_of_error = {("failure", "error"), ("unreadable", "error")}
    ids_of_channels = {("inbox", "message_id"), ("outbox", "sent_as")}
    what_it_is_about = {("bulletin", "key"), ("alert", "about")}  # unit, point and day; a channel
    assert words - public == kinds_of_error | ids_of_channels | what_it_is_about
