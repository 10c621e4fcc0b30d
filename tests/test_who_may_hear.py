"""Nobody hears or changes what they may not: role × unit × dialogue × record × field.

Each dialogue is had as a conversation, in every way the walker finds, and whatever leaves the
program is searched for the secrets of everybody else.
"""

from __future__ import annotations

import asyncio
import base64
import struct
from collections.abc import AsyncGenerator, Iterable
from pathlib import Path

import pytest

from bot.app import build
from domain.gazetteer import Gazetteer
from domain.message import Rendered, ShownPicture
from domain.permissions import MAY_INVITE, Act, Grant, Role, may, may_invite
from domain.place import UnitKey
from handlers.menu import MENU, Line
from storage.rendered import to_json
from storage.upgrade import upgrade
from tests import oracle
from tests.canaries import AN_CU, CHAU_DOC, NEW, OLD, VINH_TE, Builder, Village
from tests.house import copy_sqlite, settings
from tests.judging import Judge, world_of
from tests.postgres import Cluster
from tests.walker import walking, words_as_stored

EVERYBODY = (
    *(
        f"{role}.{unit}"
        for unit in ("an_cu", "chau_doc")
        for role in ("commune_officer", "commune_leader", "post_clerk", "bank_clerk", "helper")
    ),
    "commune_officer.vinh_te",
    "province_official",
    "admin",
    "locked",
    "revoked",
    "signed_out",
    "nobody",
    "self",
    "self_split",
    "guardian",
    "waiting",
    "not_agreed",
    "ended",
    "expired",
    "self_telegram",
    "self_web",
    "carer_of_two",
)
FURTHEST = (
    "commune_officer.an_cu",
    "commune_leader.chau_doc",
    "post_clerk.an_cu",
    "nobody",
    "self",
    "guardian",
    "carer_of_two",
)
_MOST, _MOST_OF_OTHERS = 24, 10
"""Messages from each start of a dialogue: some walks are of some thousand. Who has the same role in
another unit meets the same questions, and is told the same no at the first of them."""

pytestmark = pytest.mark.timeout(1800)
A_FEW = ("commune_officer.chau_doc", "helper.an_cu", "not_agreed", "carer_of_two")


async def fill(url: str) -> Village:
    app = build(settings(url))
    await upgrade(app.database)
    async with app.database.engine.begin() as connection:
        village = await Builder(connection, app.database.vault).build()
    await app.close()
    return village


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Village]:
    path = tmp_path_factory.mktemp("canaries") / "village.db"
    return path, asyncio.run(fill(f"sqlite+aiosqlite:///{path}"))


@pytest.fixture
def village(filled: tuple[Path, Village], tmp_path: Path) -> tuple[str, Village]:
    """A store of this test's own, and what is in it."""
    path, made = filled
    return copy_sqlite(path, tmp_path / "village.db"), made


async def complaints(
    url: str,
    village: Village,
    key: str,
    most: int,
    lines: Iterable[Line] = MENU,
    *,
    broken: bool = True,
) -> AsyncGenerator[str, None]:
    """All that the oracle has against it; ``broken``: also that something broke on the way."""
    judge = Judge(village, world_of(village), broken)
    async with walking(url, village, most) as walker:
        async for step in walker.walk(village.addresses[key], lines):
            for one in judge.complaints(step):
                yield one
        for looked in await judge.unaudited(walker):
            yield f"{key} looked, and nothing says so: {looked}"
        for other in await judge.by_others(walker):
            yield f"{other} has written history"


def test_every_dialogue_has_a_rule_in_the_oracle() -> None:
    for line in MENU:
        oracle.rule_of(line.name)


@pytest.mark.parametrize("key", EVERYBODY)
async def test_nobody_hears_or_changes_what_the_rules_do_not_allow(
    village: tuple[str, Village], key: str, tmp_path: Path
) -> None:
    url, made = village
    assert set(EVERYBODY) == set(made.addresses) >= set(FURTHEST)
    most = _MOST if key in FURTHEST else _MOST_OF_OTHERS
    assert [one async for one in complaints(url, made, key, most)] == []
    assert _given_away_by_files(tmp_path, made) == []


def _reply_with(*chunks: tuple[bytes, bytes]) -> str:
    """A row of the outbox whose picture has these parts."""
    parts = (struct.pack(">I4s", len(held), kind) + held + b"over" for kind, held in chunks)
    png = b"\x89PNG\r\n\x1a\n" + b"".join(parts)
    return to_json(Rendered((), picture=ShownPicture("code.png", png, "A code.")))


def test_pixels_are_no_years_but_what_a_picture_says_beside_them_is_searched(
    filled: tuple[Path, Village],
) -> None:
    """A picture of an invitation was once said to hold "2013": so its base64 had it."""
    _, made = filled
    pixels = b"--" + base64.b64decode("x2013x2013x2013x")  # "--" ends a group of base64
    plain, talkative = _reply_with((b"IDAT", pixels)), _reply_with((b"tEXt", b"born in 2013"))
    assert {one.owner for one in made.found_in(plain)} == {"child"}, "as it lies in the outbox"
    assert made.found_in(words_as_stored(plain)) == set()
    assert {one.owner for one in made.found_in(words_as_stored(talkative))} == {"child"}


@pytest.mark.postgres
@pytest.mark.parametrize("key", A_FEW)
async def test_nor_on_postgresql(cluster: Cluster, key: str) -> None:
    cluster.create_database(f"who_{key.replace('.', '_')}")
    url = cluster.url(f"who_{key.replace('.', '_')}")
    made = await fill(url)
    assert [one async for one in complaints(url, made, key, most=4)] == []


def _given_away_by_files(folder: Path, village: Village) -> list[str]:
    """A copied store names nobody, and no other file was left behind."""
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    beside = sorted(set(files) - {"village.db", "village.db-wal", "village.db-shm"})
    return beside + [one for content in files.values() for one in _readable(content, village)]


def _readable(content: bytes, village: Village) -> list[str]:
    """Secrets that stand readable in a copied file; months and amounts may (they are no names)."""
    clear = {"amount", "birth"}
    return [
        canary
        for canary, secret in village.secrets.items()
        if secret.field not in clear and canary.encode() in content
    ]


# --- The table itself, against the oracle's --------------------------------------------------


@pytest.fixture(scope="session")
def gazetteer(filled: tuple[Path, Village]) -> Gazetteer:
    async def read() -> Gazetteer:
        app = build(settings(f"sqlite+aiosqlite:///{filled[0]}"))
        reference = await app.database.reference()
        await app.close()
        return reference.gazetteer

    return asyncio.run(read())


UNITS = (
    *(UnitKey(code, NEW) for code in ("30526", "30316", "30325", "30502")),
    *(UnitKey(code, OLD) for code in ("30526", "30523", "30316", "30325", "30331", "30334")),
)


def disagreements(gazetteer: Gazetteer) -> list[str]:
    """Where the program's table says otherwise than the oracle."""
    found = []
    for role in Role:
        for scope in (AN_CU, CHAU_DOC, VINH_TE, None):
            grants = [Grant(role, scope)]
            speaker = oracle.Speaker(
                "one",
                1,
                "console",
                actor=1,
                grants=((role.value, _said(scope) if scope else None),),
            )
            for act in Act:
                if act is Act.ASK:
                    continue
                for unit in UNITS:
                    ours = may(grants, act, unit, gazetteer)
                    if ours != speaker.does(act.value, _said(unit)):
                        found.append(f"{role.value} of {scope}: {act.value} in {unit} is {ours}")
    return found + _invitations()


def _invitations() -> list[str]:
    found = []
    for one in Role:
        for other in Role:
            theirs = other.value in oracle.INVITES.get(one.value, frozenset())
            for scope, unit in ((AN_CU, AN_CU), (AN_CU, CHAU_DOC), (AN_CU, None)):
                ours = may_invite([Grant(one, scope)], other, unit)
                if ours != (theirs and scope == unit):
                    found.append(f"{one.value} of {scope} invites {other.value} for {unit}: {ours}")
    return found


def _said(unit: UnitKey) -> str:
    return f"{unit.code}@{unit.valid_from.year}"


def test_the_table_of_permissions_says_what_was_promised(gazetteer: Gazetteer) -> None:
    assert disagreements(gazetteer) == []
    assert set(MAY_INVITE) == {Role(one) for one in oracle.INVITES}
