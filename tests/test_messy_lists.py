"""Lists as people send them come out right, or are told as wrong: nobody is lost, nobody mixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import pytest

from domain.lists.problems import MEANINGS, REFUSALS, level_of, sentence_of
from domain.lists.row import (
    About,
    DayRow,
    Heading,
    Level,
    ListRefused,
    ListRow,
    PersonRow,
    PointRow,
    Problem,
)
from domain.message import Place
from domain.words import clean, folded, marked
from storage.imports.reading import read_list
from tests.messy import MESSY
from tests.messy.codes import CODES
from tests.messy.expected import ANY, At, Expected, Held, Messy, OneOf, Within

TODAY = date(2026, 11, 26)

FREE = frozenset({"sheet", "row", "unit", "unit_key", "address", "category", "programme", "note"})
"""Fields that may say something although the table does not name them."""


@dataclass
class Came:
    """What came out of one file."""

    expected: Expected
    about: list[About]
    rows: list[ListRow]
    problems: list[Problem]
    refused: ListRefused | None

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if level_of(problem) is Level.ERROR]


_READ: dict[str, Came] = {}


@pytest.fixture(params=MESSY, ids=str)
async def came(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Came:
    """Each file is made and read once."""
    case: Messy = request.param
    if case.title not in _READ:
        path = tmp_path_factory.mktemp("messy") / case.file
        _READ[case.title] = await _read(path, case, case.make(path))
    return _READ[case.title]


async def _read(path: Path, case: Messy, expected: Expected) -> Came:
    came = Came(expected, [], [], [], None)
    try:
        async for item in read_list(path, case.kind, TODAY):
            match item:
                case About():
                    came.about.append(item)
                case Problem():
                    came.problems.append(item)
                case Heading():
                    pass
                case _:
                    came.rows.append(item)
    except ListRefused as refusal:
        came.refused = refusal
    return came


def _name(row: ListRow) -> str:
    return row.point if isinstance(row, DayRow) else row.name


def _same_name(held: Held, row: ListRow) -> bool:
    return marked(_name(row)) == marked(held.name)


def _plain(value: object) -> object:
    """As an expectation says it: a point as a pair, an absent text as nothing."""
    if isinstance(value, Place):
        return (value.latitude, value.longitude)
    return None if value == "" else value


def _agrees(wanted: object, found: object) -> bool:
    match wanted:
        case Within(words):
            return isinstance(found, str) and folded(words) in folded(found)
        case OneOf(values):
            return any(_agrees(value, found) for value in values)
    return wanted is ANY or _plain(wanted) == _plain(found)


def _wanted(held: Held, row: ListRow) -> dict[str, object]:
    """Of every field that matters; a total that nobody names may be what it must be."""
    name = "point" if isinstance(row, DayRow) else "name"
    wanted: dict[str, object] = {
        field.name: None for field in fields(row) if field.name not in FREE | {name}
    }
    amount, arrears = held.fields.get("amount"), held.fields.get("arrears")
    if isinstance(row, PersonRow) and isinstance(amount, int):
        wanted["total"] = OneOf((None, amount + (arrears if isinstance(arrears, int) else 0)))
    return wanted | dict(held.fields)


def _differences(held: Held, row: ListRow) -> dict[str, tuple[object, object]]:
    """Field → what should be there, and what is."""
    return {
        name: (wanted, getattr(row, name))
        for name, wanted in _wanted(held, row).items()
        if not _agrees(wanted, getattr(row, name))
    }


def _at(place: At, problems: Iterable[Problem]) -> list[Problem]:
    return [
        problem
        for problem in problems
        if place.sheet in ("*", problem.sheet)
        and problem.row == place.row
        and place.column in (None, problem.column)
    ]


def _told(held: Held, came: Came) -> bool:
    """An error stands at the row, or at its whole sheet."""
    return any(
        problem.row in (held.row, 0) and held.sheet in ("*", problem.sheet)
        for problem in came.errors
    )


def _place_of(held: Held, row: ListRow) -> bool:
    return held.sheet == "*" or (held.sheet, held.row) == (row.sheet, row.row)


def _gone(came: Came) -> bool:
    """Refused, rightly: nothing of it is held."""
    return came.refused is not None


def test_what_cannot_be_taken_is_refused_in_one_of_the_known_sentences(came: Came) -> None:
    expected = came.expected
    code = came.refused and came.refused.code
    if expected.refused:
        assert code in expected.refused, f"{code}; rows {len(came.rows)}, {came.problems[:3]}"
        return
    assert code is None or code in expected.may_be_refused or "*" in expected.may_be_refused, code


def test_each_refusal_has_its_sentence_with_everything_filled_in(came: Came) -> None:
    if came.refused:
        str(REFUSALS[came.refused.code].filled(**came.refused.values))
        needed = REFUSALS[came.refused.code].source
        for name in came.refused.values:
            assert "{" + name + "}" in needed


def test_each_person_comes_out_as_written_or_is_told_as_wrong(came: Came) -> None:
    if _gone(came):
        return
    bad = []
    for held in came.expected.rows:
        found = [row for row in came.rows if _place_of(held, row) and _same_name(held, row)]
        if not found:
            if not (held.or_problem and _told(held, came)):
                bad.append(f"{held.sheet}!{held.row} {held.name}: lost")
            continue
        best = min((_differences(held, row) for row in found), key=len)
        if best and not (held.or_problem and _told(held, came)):
            bad.append(f"{held.sheet}!{held.row} {held.name}: {best}")
    assert not bad, "\n".join([*bad, *map(str, came.problems[:12])])


def test_nobody_else_is_held(came: Came) -> None:
    """Neither another sheet's people nor who is none, and nobody more often than written."""
    extra = [
        f"{row.sheet}!{row.row} {_name(row)}"
        for row in came.rows
        if not any(
            _place_of(held, row)
            and (_same_name(held, row) or (held.or_problem and _told(held, came)))
            for held in came.expected.rows
        )
    ]
    assert not extra
    for held, count in Counter(
        (row.sheet, row.row, marked(_name(row))) for row in came.rows
    ).items():
        written = sum(
            held in ((row.sheet, row.row, marked(row.name)), ("", held[1], marked(row.name)))
            or (row.sheet == "*" and marked(row.name) == held[2])
            for row in came.expected.rows
        )
        assert count <= max(written, 1), held


def test_no_signature_letterhead_or_subtotal_is_anybody(came: Came) -> None:
    beneficiaries = {marked(held.name) for held in came.expected.rows}
    nobody = {marked(name) for name in came.expected.nobody} - beneficiaries
    for row in came.rows:
        assert marked(_name(row)) not in nobody
        if isinstance(row, PersonRow):
            assert marked(row.citizen_id or "-") not in nobody


def test_what_is_wrong_is_told_where_it_stands(came: Came) -> None:
    if _gone(came):
        return
    missing = [place for place in came.expected.wrong if not _at(place, came.errors)]
    missing += [place for place in came.expected.noted if not _at(place, came.problems)]
    assert not missing, came.problems[:20]
    for place in [*came.expected.wrong, *came.expected.noted]:
        codes = CODES.get(place.what)
        if codes:
            assert any(problem.code in codes for problem in _at(place, came.problems)), place


def test_nothing_sound_is_called_an_error(came: Came) -> None:
    if _gone(came):
        return
    expected = came.expected
    doubtful = {(held.sheet, held.row) for held in expected.rows if held.or_problem}
    doubtful |= {(place.sheet, place.row) for place in [*expected.wrong, *expected.noted]}
    whole = any(held.or_problem for held in expected.rows)
    wrongly = [
        problem
        for problem in came.errors
        if (problem.sheet, problem.row) not in doubtful and not (whole and problem.row == 0)
    ]
    assert not wrongly


def test_each_problem_has_a_known_code_a_place_and_a_sentence_filled_in(came: Came) -> None:
    for problem in came.problems:
        assert problem.code in MEANINGS
        sentence = sentence_of(problem)
        placeholders = {part.split("}")[0] for part in sentence.source.split("{")[1:]}
        assert placeholders <= set(problem.values), problem
        assert problem.row >= 0
        assert problem.column == "" or (problem.column.isalpha() and problem.column.isupper())


def test_texts_are_clean_and_sums_unchanged(came: Came) -> None:
    """No decomposed or invisible letters in a name; money is what is written, to the đồng."""
    for row in came.rows:
        assert _name(row) == clean(_name(row))
    people = [row for row in came.rows if isinstance(row, PersonRow)]
    if not any(held.or_problem for held in came.expected.rows) and not _gone(came):
        written = sum(
            amount
            for held in came.expected.rows
            if isinstance(amount := held.fields.get("amount"), int)
        )
        assert sum(row.amount or 0 for row in people) == written


def test_what_the_paper_says_of_itself_is_read(came: Came) -> None:
    if _gone(came):
        return
    for name, wanted in came.expected.about.items():
        if wanted is ANY:
            continue
        said = {getattr(about, name) for about in came.about} - {None}
        assert any(_agrees(wanted, value) for value in said), (name, said)


def test_points_and_days_come_of_their_own_lists(came: Came) -> None:
    kinds = {type(row) for row in came.rows}
    assert len(kinds) <= 1
    assert kinds <= {PersonRow, DayRow, PointRow}
