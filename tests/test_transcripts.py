"""Every conversation in `transcripts/`, word for word; on PostgreSQL all but those in Khmer,
which are the same ones again.

The first line of a transcript is its clock: ``# 2026-11-24T09:00``. A number of six digits that is
drawn is always 204817, and a new code TEXT 3467. Every line is heard by a program built anew, so
the session is written and read between every two turns. ``@ 2026-11-24T16:05`` is a later hour, and
what comes then unasked. ``officer> /cases`` is said at another address, and ``officer< `` heard
there. ``/file card.jpg`` sends a file of `samples/`; it is fetched at once, and what comes of it is
told.
``ANSINH_WRITE_TRANSCRIPTS=1`` writes what is said now, to be read before it is committed.
"""

from __future__ import annotations

import itertools
import os
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from bot.app import build
from bot.channels.console import Console, Lines, transcript_of
from bot.fetching import fetch_due
from bot.list_errands import run_errands
from bot.schedule import run_due
from bot.telling import tell_due
from domain.message import Rendered
from domain.text import Sign
from tests.house import HANOI, settings

HERE = Path(__file__).parent / "transcripts"
SAMPLES = Path(__file__).parent / "samples"
ALL = sorted(HERE.glob("*/*.txt"))
ME = "me"
CHANCE, SIX_DIGITS = 204_817, 10**6
_SAID = re.compile(r"(?P<who>[a-z]*)>\s?(?P<words>.*)")


def _title(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", ALL, ids=_title)
async def test_the_conversation_is_as_written(
    path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _as_written(path, sqlite_url, monkeypatch)


@pytest.mark.postgres
@pytest.mark.parametrize("path", [one for one in ALL if one.parent.name != "km"], ids=_title)
async def test_and_so_on_postgresql(
    path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _as_written(path, postgres_url, monkeypatch)


async def _as_written(path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by_chance = secrets.randbelow
    monkeypatch.setattr(
        secrets, "randbelow", lambda limit: CHANCE if limit == SIX_DIGITS else by_chance(limit)
    )
    letters = itertools.cycle("TEXT3467")
    monkeypatch.setattr(secrets, "choice", lambda _: next(letters))
    wanted = read(path)
    header, _, body = wanted.partition("\n")
    at = _moment(header.removeprefix("# "))
    written: list[str] = []
    screen = Watched(written.append)
    await talk(url, body, at, screen, written)
    said = header + "\n" + "".join(written)
    if os.environ.get("ANSINH_WRITE_TRANSCRIPTS"):
        write(path, said)
    assert said == wanted
    assert without_a_picture(screen.replies) == []


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def write(path: Path, said: str) -> None:
    path.write_text(said, encoding="utf-8")


class Watched(Console):
    """A terminal that also keeps the pictures, which a terminal does not show."""

    def __init__(self, write: Callable[[str], None]) -> None:
        super().__init__(write)
        self.replies: list[Rendered] = []

    async def send(self, to: str, reply: Rendered) -> str:
        self.replies.append(reply)
        if to == ME:
            return await super().send(to, reply)
        self._write(f"{to}" + "\n".join(transcript_of(reply)) + "\n")
        return "sent"


def without_a_picture(replies: list[Rendered]) -> list[str]:
    """Lines of an answer that say nothing to who cannot read them."""
    asks = [reply for reply in replies if any(one.token.startswith("a:") for one in reply.choices)]
    answers = [
        reply
        for reply in replies
        if reply not in asks and any(line.sign in _ANSWERS for line in reply.lines)
    ]
    return [
        line.text
        for reply in answers
        for line in reply.lines
        if line.sign is None and line.text and not line.text.startswith("(")
    ]


_ANSWERS = {Sign.GO, Sign.WAIT, Sign.STOP, Sign.DAY, Sign.LIST, Sign.ACCOUNT}


async def talk(url: str, body: str, at: datetime, screen: Console, written: list[str]) -> None:
    for line in body.splitlines():
        said = _SAID.match(line)
        if said is None and not line.startswith("@"):
            continue
        written.append(f"{line}\n")
        if line.startswith("@"):
            at = _moment(line.removeprefix("@ "))
        app = build(settings(url), [screen], partial(_same, at))
        if said is None:
            await run_due(app, at)
            await tell_due(app)
        else:
            spoken = Lines(said["who"] or ME, app.clock, SAMPLES).message(said["words"])
            await app.receive(spoken)
            if spoken.files:
                await fetch_due(app)
                await run_errands(app)
                await tell_due(app)
        await app.close()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def _same(at: datetime) -> datetime:
    return at


def test_every_language_has_its_transcript() -> None:
    by_language = {
        language.name: {path.stem for path in language.glob("*.txt")} for language in HERE.iterdir()
    }
    assert by_language["vi"] == by_language["km"]
    assert by_language["both"] <= by_language["vi"]
    for whole in ("payout_at_place", "account_card", "nearest_by_place"):
        assert whole in by_language["both"]
