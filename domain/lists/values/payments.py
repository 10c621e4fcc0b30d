from __future__ import annotations

from domain.account import AccountState
from domain.lists.cells import Cell
from domain.lists.values.plain import Notes
from domain.payout import FailedBecause, Stage, Way
from domain.person import Programme, Relation


def way(cell: Cell) -> Way | None:
    raise NotImplementedError


def category(cell: Cell) -> str:
    raise NotImplementedError


def programme(said: str) -> Programme | None:
    raise NotImplementedError


def status(cell: Cell) -> tuple[Stage, FailedBecause | None] | None:
    raise NotImplementedError


def account_state(cell: Cell) -> AccountState | None:
    raise NotImplementedError


def relation(cell: Cell, notes: Notes) -> Relation | None:
    raise NotImplementedError
