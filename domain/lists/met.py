"""Who stands on a list already."""

from __future__ import annotations

from domain.lists.row import PersonRow

_MOST = 400_000
"""People of one file who are known again, at some 200 bytes each; beyond them the earliest are
forgotten, so that a file of any length needs no more."""


class Met:
    """The people of one file: by their number, or by name and birth where one has none.

    A person may rightly stand twice, with two kinds of allowance (DOMAIN.md §1.2), so what is
    exactly the same is an error, and another entitlement a note."""

    def __init__(self) -> None:
        self._places: dict[int, tuple[int, str]] = {}

    def before(self, row: PersonRow) -> tuple[str, int, str] | None:
        """The code of the problem, and the row and the sheet where they stand already."""
        who = _who(row)
        if who is None:
            return None
        what = hash((who, _what(row)))
        place = (row.row, row.sheet)
        same = self._places.get(what)
        person = self._places.get(who)
        self._places.setdefault(what, place)
        self._places.setdefault(who, place)
        if len(self._places) > 2 * _MOST:
            self._places.clear()
        if same is not None:
            return "stands_twice", *same
        return None if person is None else ("stands_again", *person)


def _who(row: PersonRow) -> int | None:
    if row.citizen_id or row.old_id:
        return hash(row.citizen_id or row.old_id)
    return hash((row.name.lower(), row.birth)) if row.birth else None


def _what(row: PersonRow) -> object:
    money = (row.amount, row.arrears, row.total)
    return (row.programme, row.category, money, row.account_number, row.since)
