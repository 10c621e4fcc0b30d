"""Every conversation in `transcripts/`, word for word, on both databases.

The first line of a transcript is its clock: ``# 2026-11-24T09:00``. Chance is always 204817. Every
line is heard by a program built anew, so the session is written and read between every two turns.
``ANSINH_WRITE_TRANSCRIPTS=1`` writes what is said now, to be read before it is committed.
"""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import build
from bot.channels.console import Console, Lines
from tests.house import HANOI, settings

HERE = Path(__file__).parent / "transcripts"
ALL = sorted(HERE.glob("*/*.txt"))


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_the_conversation_is_as_written(
    path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "randbelow", lambda limit: 204_817 % limit)
    wanted = read(path)
    header, _, body = wanted.partition("\n")
    at = datetime.fromisoformat(header.removeprefix("# ")).replace(tzinfo=HANOI)
    said = header + "\n" + await talk(url, body, at)
    if os.environ.get("ANSINH_WRITE_TRANSCRIPTS"):
        write(path, said)
    assert said == wanted


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def write(path: Path, said: str) -> None:
    path.write_text(said, encoding="utf-8")


async def talk(url: str, body: str, at: datetime) -> str:
    written: list[str] = []
    for line in body.splitlines():
        if not line.startswith(">"):
            continue
        app = build(settings(url), [Console(written.append)], lambda: at)
        message = Lines("me", app.clock, None).message(line.removeprefix(">").strip())
        written.append(f"{line}\n")
        await app.receive(message)
        await app.close()
    return "".join(written)


def test_every_language_has_its_transcript() -> None:
    by_language = {
        language.name: {path.stem for path in language.glob("*.txt")} for language in HERE.iterdir()
    }
    assert by_language["vi"] == by_language["km"]
    assert by_language["both"] <= by_language["vi"]
    for whole in ("payout_at_place", "account_card", "nearest_by_place"):
        assert whole in by_language["both"]
