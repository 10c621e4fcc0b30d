"""Promises about the whole program."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from bot.settings import DEFAULTS
from domain.message import (
    TAP_BYTES,
    Rendered,
    StartTap,
    answer_token,
    read_tap,
    start_token,
)
from domain.permissions import Act
from domain.text import Text
from handlers.beneficiary.account_words import CASH_STAYS
from handlers.beneficiary.remember import remember
from handlers.language import MODES, catalogue, say
from handlers.menu import BY_NAME, MENU, Line
from handlers.sentences import awaiting
from handlers.talk import name_of
from tests.house import Phone

ROOT = Path(__file__).parent.parent
IMPLICIT = {"you", "You", "me", "Me"}
BIGGEST_ID = str(2**63 - 1)


OF_THE_STAFF = re.compile(
    r"bot/|domain/(lists/|reconcile|tables/)|handlers/(staff|official)/"
    r"|handlers/notices/(lists|summaries)"
)
"""What is written there is told to staff and officials, who work in Vietnamese."""


def places() -> dict[str, set[str]]:
    """In which files each sentence stands."""
    found: dict[str, set[str]] = {}
    for folder in ("bot", "handlers", "domain", "storage"):
        for path, _, message, *_ in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords={"Text": None}
        ):
            found.setdefault(str(message), set()).add(f"{folder}/{path}")
    return found


def sources() -> list[str]:
    return sorted(places())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name} - IMPLICIT


@pytest.mark.parametrize("language", ["vi", "km"])
def test_every_sentence_stands_in_every_language_with_its_placeholders(language: str) -> None:
    known = catalogue(language)
    for source, files in places().items():
        if language == "km" and source not in known:
            assert all(map(OF_THE_STAFF.match, files)), f"a citizen can hear it: {source}"
            continue
        assert known.get(source), f"{language}: not translated: {source}"
        assert placeholders(known[source]) == placeholders(source), source
    assert set(known) <= set(sources()), "no sentence is left over"


def test_sentences_are_written_out_and_not_put_together() -> None:
    """Or the translators never see them. ``Text(table[key].source, …)`` reuses a written one."""
    for path in ROOT.glob("handlers/**/*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Text":
                first = call.args[0]
                written = isinstance(first, ast.Constant)
                reused = isinstance(first, ast.Attribute) and first.attr == "source"
                assert written or reused, f"{path.name}:{call.lineno}"


def test_vietnamese_sentences_are_short() -> None:
    for source, translation in catalogue("vi").items():
        for sentence in re.split(r"[.?!](?:\s|$)", translation):
            assert len(sentence.split()) <= 16, source


def test_khmer_prints_no_khmer_digits_and_no_forbidden_word() -> None:
    for translation in catalogue("km").values():
        assert not re.search("[០-៩]", translation)
        assert "យួន" not in translation
    for translation in catalogue("vi").values():
        for word in ("quý khách", "đối tượng", "bạn ", "Miên"):
            assert word not in translation


def test_no_flag_stands_for_a_language() -> None:
    flag = re.compile("[\U0001f1e6-\U0001f1ff]")
    texts = [*catalogue("vi").values(), *catalogue("km").values(), *sources()]
    assert not [text for text in texts if flag.search(text)]


def test_unsure_khmer_waits_for_a_native_reader_and_a_promise_for_the_department() -> None:
    waiting = list(awaiting())
    assert sum(one.language == "km" for one in waiting) > 20
    assert [one.source for one in waiting if one.language == "vi"] == [CASH_STAYS.source]
    assert all(one.comment and one.translation for one in waiting)


def test_a_value_is_never_read_as_a_template() -> None:
    text = Text("{name}: {address}.", name="{me} {0} {x!r}", address="{")
    assert say(text, "vi") == "{me} {0} {x!r}: {."


def test_every_dialogue_has_a_role_and_one_name() -> None:
    assert len(BY_NAME) == len(MENU)
    assert all(isinstance(line.act, Act) for line in MENU)
    commands = [command for line in MENU for command in line.commands]
    assert len(commands) == len(set(commands))


def test_every_tap_fits_behind_a_button() -> None:
    unit = "30316@2025-07-01"
    taps = [start_token(name_of(remember), place=unit, point=BIGGEST_ID)]
    taps += [start_token(line.name, person=BIGGEST_ID) for line in MENU]
    taps += [start_token(line.name, day=BIGGEST_ID) for line in MENU]
    taps += [answer_token(2**40, unit), answer_token(2**40, BIGGEST_ID)]
    assert all(len(tap.encode()) <= TAP_BYTES for tap in taps)
    with pytest.raises(ValueError, match="64 bytes"):
        start_token("x" * 64)


def test_every_setting_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in DEFAULTS if name not in readme] == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("line", MENU, ids=lambda line: line.name)
async def test_every_dialogue_answers_nothing_a_photo_and_a_long_text_kindly(
    sqlite_url: str, line: Line, mode: str
) -> None:
    phone = Phone(sqlite_url)
    await phone.says("/start")
    await phone.taps(f"d:set_language:mode={mode}")
    token = start_token(line.name)
    for odd in ("", "x" * 5000, "🙏"):
        await phone.taps(token)
        assert kind(await phone.says(odd))
    await phone.taps(token)
    assert kind(await phone.photographs())


def kind(replies: list[Rendered]) -> bool:
    """Something is said, it is no apology for an error, and it is not cut off."""
    lines = [line.text for reply in replies for line in reply.lines]
    errors = ("bị lỗi", "មានបញ្ហា", "Something went wrong")
    return bool(lines) and not any(error in line for line in lines for error in errors)


async def test_every_offer_brings_only_what_its_dialogue_takes(sqlite_url: str) -> None:
    """Or the answer that a button promises to give would be dropped without a word."""
    phone = Phone(sqlite_url)
    said = [
        "/start",
        "Tịnh Biên",
        "1",
        "1",
        "Vĩnh Châu",
        "3",
        "/link",
        "DAWN3467",
        "1948",
        "đồng ý",
        "1",
    ]
    tokens: set[str] = set()
    for words in said:
        replies = await phone.says(words)
        tokens |= {one.token for reply in replies for one in reply.choices}
    taps = [tap for tap in map(read_tap, tokens) if isinstance(tap, StartTap)]
    assert len(taps) > 8
    for tap in taps:
        assert {name for name, _ in tap.answers} <= BY_NAME[tap.dialogue].takes, tap
