"""A row of a list as JSON for scripts, and as a line for an operator; masked unless asked whole."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, time
from enum import Enum
from typing import Any

from domain.banks import bank_name
from domain.identity import ending
from domain.lists.problems import level_of, sentence_of
from domain.lists.row import ListRow, PersonRow, Problem
from domain.place import UnitKey
from domain.text import Month
from handlers.language import say

_NUMBERS = frozenset({"citizen_id", "old_id", "phone", "account_number"})
_NAMES = frozenset({"name", "holder", "payee", "address", "note"})
_OF_A_CELL = frozenset({"said", "right", "remark"})
_BLOT = "•"
_HALVES = 2


def row_as_json(row: ListRow, unit: UnitKey | None, *, whole: bool) -> dict[str, Any]:
    """Dates ISO, a year alone as "1940"; money in whole đồng; method cash or account."""
    said = {one.name: getattr(row, one.name) for one in fields(row)}
    said["unit_code"] = unit and unit.code
    del said["unit_key"]
    if isinstance(row, PersonRow):
        said["coefficient"] = row.halves and f"{row.halves / _HALVES:.1f}"
        said["method"] = row.way
        said["bank"] = row.bank and (bank_name(row.bank) or row.bank)
        del said["halves"], said["way"]
    elif "way" in said:
        said["method"] = said.pop("way")
    if not whole and isinstance(row, PersonRow):
        said |= {name: _masked(name, value) for name, value in said.items() if value}
    return {name: _plain(value) for name, value in said.items()}


def shown(row: ListRow, unit: UnitKey | None, *, whole: bool) -> str:
    """What was understood of a row, for who looks whether the columns are right."""
    said = row_as_json(row, unit, whole=whole)
    where = f"{said.pop('sheet')} {said.pop('row')}".strip()
    values = (f"{name} {value}" for name, value in said.items() if value not in (None, "", []))
    return f"{where}: " + " · ".join(values)


def problem_said(problem: Problem, language: str, *, whole: bool) -> str:
    """What is wrong, and what would be right; without what stands in the cell, unless whole."""
    sentence = sentence_of(problem)
    if not whole:
        sentence = sentence.filled(**dict.fromkeys(_OF_A_CELL & set(sentence.values), _BLOT))
    return say(sentence, language)


def problem_as_json(problem: Problem, language: str, *, whole: bool) -> dict[str, Any]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "level": level_of(problem).value,
        "message": problem_said(problem, language, whole=whole),
    }


def _masked(name: str, value: Any) -> Any:
    if name in _NUMBERS:
        return _BLOT + ending(value)
    if name in _NAMES:
        return " ".join(f"{word[0]}{_BLOT}" for word in value.split())
    if name == "birth":
        return value[:4]
    return _BLOT if name == "category" else value


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case time():
            return value.strftime("%H:%M")
        case date():
            return value.isoformat()
        case Month() | UnitKey():
            return str(value)
        case frozenset():
            return sorted(value)
    return value
