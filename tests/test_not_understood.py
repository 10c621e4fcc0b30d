"""What was not understood: what is kept of it and what never is, for how long, who sorts it, and
what comes out."""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App, build
from bot.commands.understand import review, section_named
from domain.examples import LONGEST, SECTIONS, read, to_keep, written
from domain.intent import Aside, Flag, Intent, Outcome, Understood
from handlers.official.example_words import SORTED_AS
from storage.ids import made_at
from storage.not_understood import NotUnderstood
from storage.purge import Retention, purge
from storage.rotate import rotate
from storage.sealed import new_key
from storage.tables import audit, not_understood
from tests.command import ansinh_with
from tests.house import HANOI, INDEX_KEY, KEY, NOW, settings

TWO = Understood(Intent.HOW_MUCH, "vi", 0.48, Outcome.TWO, Intent.PAYOUT_DATE)
LOST = Understood(Intent.NONE, "km", 0.12, Outcome.NONE)
SAID = "tien gia bay gio sao roi con"
KHMER = "លុយចាស់យ៉ាងម៉េចហើយ"


def app_of(url: str) -> App:
    return build(settings(url), clock=lambda: NOW)


async def keeps(app: App, *said: str, understood: Understood = TWO, days_ago: int = 0) -> None:
    for one in said:
        async with app.database.transaction() as records:
            await records.not_understood.keep(one, understood, NOW - timedelta(days=days_ago))


async def waiting(app: App) -> tuple[NotUnderstood, ...]:
    async with app.database.snapshot() as records:
        return await records.not_understood.waiting(100)


async def rows(app: App, wanted: Any) -> list[Any]:
    async with app.database.engine.connect() as connection:
        return list(await connection.execute(wanted))


# --- What is kept -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ma otp cua toi la 482913 sao khong dc", "ma otp cua toi la •••••• sao khong dc"),
        ("goi lai cho tui 0912 345 678 nghen", "goi lai cho tui •••• ••• ••• nghen"),
        ("cccd 089158001234 bi sao", "cccd •••••••••••• bi sao"),
        ("stk 10 2345 6789 sao ky vay", "stk •• •••• •••• sao ky vay"),
        ("phieu as 204817 roi sao nua", "phieu as •••••• roi sao nua"),
        ("dawn3467 la cai gi", "•••••••• la cai gi"),
        ("DAWN 3467 la cai gi", "•••• •••• la cai gi"),
        ("ថ្ងៃ ៥ បើក ៥៤០.០០០ មែនទេ", "ថ្ងៃ 5 បើក 540.000 មែនទេ"),
        ("xa 30526\n\tmung 5\x1b[2J may gio", "xa 30526 mung 5[2J may gio"),
        ("mang mang mang cach", "mang mang mang cach"),
    ],
)
def test_no_number_by_which_somebody_is_found_is_kept(said: str, kept: str) -> None:
    assert to_keep(said) == kept


def test_a_long_message_is_cut_after_it_is_masked() -> None:
    kept = to_keep("a " * (LONGEST // 2 - 5) + "ma otp 482913")
    assert len(kept) == LONGEST
    assert not any(map(str.isdigit, kept))


async def test_a_row_has_masked_words_what_was_thought_the_day_and_nobody(url: str) -> None:
    app = app_of(url)
    await keeps(app, "con oi ma otp 482913 roi lam sao")
    [row] = await rows(app, select(not_understood))
    kept = app.database.vault.open(row.sealed_words, not_understood.c.sealed_words, row.id)
    assert kept == "con oi ma otp •••••• roi lam sao"
    assert b"con oi" not in row.sealed_words
    [one] = await waiting(app)
    thought = (one.intent, one.second, one.score, one.outcome, one.language)
    assert thought == (Intent.HOW_MUCH, Intent.PAYOUT_DATE, 0.48, Outcome.TWO, "vi")
    assert (one.words, one.day, one.times) == (kept, NOW.date(), 1)
    assert made_at(row.id).astimezone(HANOI).date() == NOW.date()
    assert {key.column.table.name for key in not_understood.foreign_keys} == {"actor"}
    await app.close()


async def test_the_same_message_is_counted_and_not_kept_again(url: str) -> None:
    app = app_of(url)
    await keeps(app, SAID, "Tiền già bây giờ sao rồi con?", f"  {SAID.upper()}!", "khác hẳn", "…")
    assert sorted((one.words, one.times) for one in await waiting(app)) == [
        ("khác hẳn", 1),
        (SAID, 3),
    ]
    await app.close()


async def test_after_thirty_days_it_is_gone_sorted_or_not(url: str) -> None:
    app = app_of(url)
    for days in (31, 30, 29):
        await keeps(app, f"{'moi ' * days}cau", days_ago=days)
    old, _, _ = await waiting(app)
    async with app.database.transaction() as records:
        assert await records.not_understood.choose(old.id, "none", None, NOW)
    assert (await purge(app.database, NOW, Retention()))["not_understood"] == 2
    [left] = await rows(app, select(not_understood.c.day))
    assert left.day == NOW.date() - timedelta(days=29)
    await app.close()


async def test_a_replaced_key_opens_it(url: str) -> None:
    app = app_of(url)
    await keeps(app, SAID)
    await app.close()
    fresh = f"new:{new_key()}"
    both = build(replace(settings(url), key=f"{fresh},{KEY}"), clock=lambda: NOW)
    assert (await rotate(both.database)).complete
    await both.close()
    alone = build(replace(settings(url), key=fresh), clock=lambda: NOW)
    [one] = await waiting(alone)
    assert one.words == SAID
    await alone.close()


# --- Sorted, once -------------------------------------------------------------------------------


async def test_of_two_who_sort_a_message_one_does(url: str) -> None:
    app = app_of(url)
    await keeps(app, SAID, "bo cai nay di")
    by_words = {one.words: one.id for one in await waiting(app)}
    async with app.database.transaction() as records:
        kept, first = records.not_understood, by_words[SAID]
        with pytest.raises(ValueError, match="payout"):
            await kept.choose(first, "payout", None, NOW)
        assert await kept.choose(first, "payout_date", None, NOW)
        assert not await kept.choose(first, "how_much", None, NOW)
        assert not await kept.discard(first)
        assert await kept.discard(by_words["bo cai nay di"])
        assert [one async for one in kept.chosen("vi")] == [("payout_date", SAID)]
        assert [one async for one in kept.chosen("km")] == []
        assert await kept.waiting(100) == ()
    await keeps(app, SAID)
    assert await waiting(app) == (), "what is sorted is not asked about again"
    await app.close()


def test_every_intent_flag_and_aside_has_a_section_and_a_name_for_officials() -> None:
    names = {*Intent, *Flag, *Aside}
    assert names <= set(SECTIONS)
    assert len(SECTIONS) == len(set(SECTIONS)) == len(names) + len(("none_near", "none_far"))
    assert set(map(str, SORTED_AS)) == set(SECTIONS)


# --- The command --------------------------------------------------------------------------------


def ansinh(url: str, *arguments: object, status: int = 0) -> str:
    """What it prints; where it refuses, why."""
    keys = {"ANSINH_DATABASE_URL": url, "ANSINH_KEY": KEY, "ANSINH_INDEX_KEY": INDEX_KEY}
    done = ansinh_with(os.environ | keys, "understand", *map(str, arguments))
    assert done.returncode == status, done.stderr
    return done.stderr if status else done.stdout


async def test_what_waits_is_printed_where_nobody_types(sqlite_url: str) -> None:
    assert ansinh(sqlite_url, "--review") == "Nothing waits.\n"
    app = app_of(sqlite_url)
    await keeps(app, SAID, SAID)
    await keeps(app, KHMER, understood=LOST)
    await app.close()
    printed = ansinh(sqlite_url, "--review")
    assert f"{SAID}\n  vi, 2 times since 2026-11-24; thought: how_much or payout_date" in printed
    found = {one["words"]: one for one in json.loads(ansinh(sqlite_url, "--review", "--json"))}
    assert (found[SAID]["times"], found[SAID]["second"]) == (2, "payout_date")
    assert (found[KHMER]["intent"], found[KHMER]["language"]) == ("none", "km")
    assert "session" not in found[SAID]


async def test_the_operator_sorts_one_after_the_other_and_prints_a_file_of_them(
    sqlite_url: str,
) -> None:
    app = app_of(sqlite_url)
    for nth, said in enumerate((SAID, "bo di", "de sau", KHMER, "[help] gi day", "con nua")):
        await keeps(app, said, understood=LOST if said == KHMER else TWO, days_ago=6 - nth)
    out = io.StringIO()
    typed = io.StringIO("acc\naccount_s\n-\n\nNONE\nnone_n\nq\n")
    await review(app, typed, out)
    assert "Which of them: account_status, account_help?" in out.getvalue()
    assert "4 sorted" in out.getvalue()
    assert [one.words for one in await waiting(app)] == ["de sau", "con nua"]
    noted = await rows(app, select(audit.c.kind, audit.c.why).order_by(audit.c.id))
    sorted_, discarded = ("words_sorted", "command"), ("words_discarded", "command")
    assert noted == [sorted_, discarded, sorted_, sorted_]
    await app.close()
    head, *lines = ansinh(sqlite_url, "--added", "vi").splitlines()
    assert head.startswith("# ")
    assert lines == ["[account_status]", SAID, "", "[none_near]", "help] gi day"]
    assert f"[none]\n{KHMER}\n" in ansinh(sqlite_url, "--added", "km")


async def test_what_was_sorted_comes_to_what_stands_in_the_file(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Which was sorted more than a month ago, and is nowhere else."""
    app, file = app_of(sqlite_url), tmp_path / "added.txt"
    await keeps(app, SAID)
    await review(app, io.StringIO("payout\n"), io.StringIO())
    await app.close()
    file.write_text("# Somebody.\n[payout_date]\nchung nao phat\n[none]\nalo\n", encoding="utf-8")
    for count in (1, 0):
        assert ansinh(sqlite_url, "--added", "vi", "--to", file) == f"{count} added to {file}\n"
        _, *lines = file.read_text(encoding="utf-8").splitlines()
        assert lines == ["[payout_date]", "chung nao phat", SAID, "", "[none]", "alo"]
    for wrong, why in (("alo\n", "line 1"), ("# x\n[pay]\n", r"line 2: \[pay\]")):
        file.write_text(wrong, encoding="utf-8")
        said = ansinh(sqlite_url, "--added", "vi", "--to", file, status=1)
        assert re.search(why, said)
        assert file.read_text(encoding="utf-8") == wrong
    assert "no folder" in ansinh(sqlite_url, "--added", "vi", "--to", file / "x", status=1)


def test_a_beginning_stands_for_the_only_name_that_begins_so() -> None:
    assert section_named("none") == ("none",)
    assert section_named("pay") == ("payout_date",)
    assert section_named("h") == ("how_much", "help")
    assert section_named("x") == ()


def test_a_file_of_examples_is_the_same_whatever_the_order() -> None:
    some = [
        ("none", "b"),
        ("help", "z"),
        ("help", "a"),
        ("help", "z"),
        ("none", "# ["),
        ("scam", ""),
    ]
    assert written("Somebody.", some) == "# Somebody.\n[help]\na\nz\n\n[none]\nb\n"
    assert written("Somebody.", reversed(some)) == written("Somebody.", some)
    assert read(written("Somebody.", some)) == [("help", "a"), ("help", "z"), ("none", "b")]
