"""Every question of every dialogue, in both languages, survives whatever is said to it.

The walker finds the questions; from each of them hypothesis sends texts, photos, contacts, places
and taps. Something kind is always said in the person's language, nothing breaks, and the next
message is heard as if nothing had been.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.message import Contact, FileRef, Incoming, Place, Rendered
from domain.permissions import Act
from handlers.menu import BY_NAME
from tests.canaries import Address, Village
from tests.house import copy_sqlite
from tests.test_promises import kind
from tests.test_who_may_hear import filled
from tests.walker import Move, Rows, Walker, walking

pytestmark = pytest.mark.timeout(2400)
"""The walk goes to every question there is."""

__all__ = ["filled"]

WHO_IS_ASKED = (
    "commune_officer.an_cu",
    "commune_leader.an_cu",
    "post_clerk.an_cu",
    "admin",
    "helper.an_cu",
    "nobody",
    "self",
    "guardian",
    "not_agreed",
    "carer_of_two",
)
_TRIES_EACH = 8

NASTY = (
    "",
    " ",
    "\x00",
    "\x00\x01\x1b[2J",
    "\u202e\u202dabc",
    "{you} {me} {0} {x!r} {name.__class__}",
    "%s %d %(name)s",
    "'; DROP TABLE person; --",
    '" OR 1=1 --',
    "<script>alert(1)</script>",
    "<b>Lý</b> &amp;",
    "../../etc/passwd",
    "😀🙏🏽👩‍👩‍👧",
    "មិនដឹង",
    "១២៣៤",
    "٣٤٥",
    "²",
    "⑧",
    "9" * 19,
    "9" * 400,
    "-1",
    "1e9",
    "NaN",
    "32/13/2026",
    "29/02/2027",
    "0000",
    "00000000",
    "A1B2C3D4",
    "a" * 1000,
    "ẩ" * 1000,
    "e\u0301" * 300,
    "\ud800",
    "/",
    "/nothing",
    "1.",
    "99",
    "null",
    "\n\n\n",
)
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.text(alphabet="0123456789 ./-", min_size=1, max_size=20),
    st.text(alphabet="កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអាិីុូេែោំះ្ ០១២៣៤៥៦៧៨៩", max_size=30),
)
TAPS = st.one_of(
    st.sampled_from(("a:", "a:1", "a:x:y", "d:", "d:nothing", "d:main_menu:x", "x", ":", "a::")),
    st.text(max_size=64),
)
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
MORE = st.one_of(
    st.builds(lambda text: {"text": text}, TEXTS),
    st.builds(lambda tap: {"tap": tap}, TAPS),
    st.builds(lambda choice: {"choice": choice}, st.one_of(TEXTS, st.just("9" * 30))),
    st.builds(lambda one, other: {"place": Place(one, other)}, NUMBERS, NUMBERS),
    st.builds(lambda phone, own: {"contact": Contact(phone, own)}, TEXTS, st.booleans()),
    st.builds(lambda name, text: {"files": (FileRef("f1", name),), "text": text}, TEXTS, TEXTS),
)

_KHMER = re.compile(r"[\u1780-\u17ff]")
_VIETNAMESE = re.compile(
    r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Question:
    """Somewhere a walk has come to where something is asked. ``asking`` numbers it."""

    at: Address
    dialogue: str
    asked: str
    asking: int
    rows: Rows


class Room:
    """One program, and every question that somebody can be brought to."""

    def __init__(self, url: str, village: Village) -> None:
        self._runner = asyncio.Runner()
        self._walking: AbstractAsyncContextManager[Walker] = walking(url, village, most=16)
        self._walker = self._runner.run(self._walking.__aenter__())
        self._village = village
        self.questions = self._runner.run(self._find())

    def close(self) -> None:
        self._runner.run(self._walking.__aexit__(None, None, None))
        self._runner.close()

    async def _find(self) -> list[Question]:
        found: dict[tuple[str, str], Question] = {}
        for key in WHO_IS_ASKED:
            at = self._village.addresses[key]
            async for step in self._walker.walk(at, by_every_record=False):
                known = self._walker.open_question(step.after, at)
                if known is not None:
                    name = (known[0], re.sub(r"\d+", "", known[1]))
                    found.setdefault(name, Question(at, known[0], known[1], known[3], step.after))
        return list(found.values())

    def say(
        self, question: Question, language: str, said: dict[str, Any]
    ) -> tuple[list[Rendered], list[Rendered], list[str]]:
        """The answer, the menu asked for after it, and what failed meanwhile."""
        return self._runner.run(self._say(question, language, said))

    async def _say(
        self, question: Question, language: str, said: dict[str, Any]
    ) -> tuple[list[Rendered], list[Rendered], list[str]]:
        walker, at = self._walker, question.at
        await walker.put_back(_in(language, question))
        if "choice" in said:
            said = {"tap": f"a:{question.asking}:{said['choice']}"}
        answer = await walker.send(at, self._message(at, said))
        menu = await walker.send(at, self._message(at, {"text": "/menu"}))
        failed = (await walker.rows_now())["failure"]
        return answer, menu, [f"{one['dialogue']}: {one['error']}" for one in failed]

    def _message(self, at: Address, said: dict[str, Any]) -> Incoming:
        return replace(self._walker.message(at, Move("said")), **said)


def _in(language: str, question: Question) -> Rows:
    sessions = [
        row | {"language": language} if row["id"] == question.at.id else row
        for row in question.rows["session"]
    ]
    return {**question.rows, "session": sessions}


@pytest.fixture(scope="module")
def room(filled: tuple[Path, Village], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    path, village = filled
    made = Room(copy_sqlite(path, tmp_path_factory.mktemp("questions") / "village.db"), village)
    yield made
    made.close()


def test_the_walk_finds_the_questions_of_every_kind_of_dialogue(room: Room) -> None:
    asked = {(one.dialogue, one.asked) for one in room.questions}
    assert len(asked) > 40
    for dialogue in ("link", "agree", "give_code", "link_in_front", "carer_links", "invite_staff"):
        assert dialogue in {one for one, _ in asked}


@pytest.mark.parametrize("language", ["vi", "km"])
def test_every_question_answers_whatever_is_said_kindly_and_goes_on(
    room: Room, language: str
) -> None:
    complaints: list[str] = []
    for question in room.questions:
        _try_all(room, question, language, complaints)
    assert complaints == []


def _try_all(room: Room, question: Question, language: str, complaints: list[str]) -> None:
    @settings(
        max_examples=_TRIES_EACH,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(said=MORE)
    def tried(said: dict[str, Any]) -> None:
        if wrong := _wrong(room, question, language, said):
            complaints.append(f"{question.dialogue}.{question.asked} heard {said!r:.80}: {wrong}")

    tried()


def test_what_breaks_other_programs_breaks_no_question(room: Room) -> None:
    """Each of these texts is said to every fourth question, in turn."""
    complaints = []
    for shift, text in enumerate(NASTY):
        for number, question in enumerate(room.questions[shift % 4 :: 4]):
            language = ("vi", "km")[number % 2]
            if wrong := _wrong(room, question, language, {"text": text}):
                complaints.append(f"{question.dialogue}.{question.asked} heard {text!r}: {wrong}")
    assert complaints == []


def _wrong(room: Room, question: Question, language: str, said: dict[str, Any]) -> str:
    """What is wrong with the answer; empty where all is well."""
    answer, menu, failed = room.say(question, language, said)
    if failed:
        return failed[-1]
    if not kind(answer):
        return "nothing kind was said"
    if not _speaks(_language_of(question, language), answer):
        return f"not in {language}: {_lines(answer):.80}"
    return "" if any(reply.menu or reply.choices for reply in menu) else "no menu after it"


def _language_of(question: Question, chosen: str) -> str:
    """Citizens' sentences are in both; of the staff's some are in Vietnamese alone."""
    line = BY_NAME.get(question.dialogue)
    return chosen if line is None or line.act is Act.ASK else "any"


def _speaks(language: str, replies: list[Rendered]) -> bool:
    said = _lines(replies)
    letters = {"km": (_KHMER,), "vi": (_VIETNAMESE,), "any": (_KHMER, _VIETNAMESE)}[language]
    return any(one.search(said) for one in letters)


def _lines(replies: list[Rendered]) -> str:
    return "\n".join(line.text for reply in replies for line in reply.lines)
