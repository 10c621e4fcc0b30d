"""A list in an old font is understood as the same list in Unicode is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pytest

from domain.lists.cells import NoValue, Row, SheetStart
from domain.lists.fonts import in_unicode
from domain.lists.row import ListKind, PersonRow, Problem
from domain.lists.understanding import Understanding
from tests.test_old_fonts import NAMES, in_tcvn3, in_vni

TODAY = date(2026, 11, 26)
TITLE = ["DANH SÁCH CHI TRẢ TRỢ CẤP XÃ HỘI THÁNG 10 NĂM 2026"]
HEADING = ["STT", "Họ và tên", "Năm sinh", "Xã/Phường", "Mức trợ cấp", "Hình thức"]
PEOPLE = [
    [str(at), name, "1940", "Phường Núi Sam", "500.000 đ", "Tiền mặt"]
    for at, name in enumerate(NAMES[:12], 1)
]

Encode = Callable[[str], bytes]


def sheet(
    rows: Iterable[list[str]], encode: Encode | None = None, hidden: bool = False
) -> list[SheetStart | Row]:
    cells = [[encode(cell).decode("cp1252") if encode else cell for cell in row] for row in rows]
    return [SheetStart("1", hidden), *(Row(at, row) for at, row in enumerate(cells, 1))]


def understood(items: Iterable[SheetStart | Row]) -> tuple[list[PersonRow], list[str]]:
    understanding = Understanding(ListKind.PAYMENTS, TODAY)
    told: list[object] = []
    for item in in_unicode(items):
        told += [item] if isinstance(item, Problem) else understanding.hear(item)
    told += understanding.end()
    people = [one for one in told if isinstance(one, PersonRow)]
    return people, [one.code for one in told if isinstance(one, Problem)]


@pytest.mark.parametrize("encode", [in_tcvn3, in_vni])
@pytest.mark.parametrize("heading_too", [True, False])
def test_a_list_in_an_old_font_says_the_same(encode: Encode, heading_too: bool) -> None:
    meant, problems = understood(sheet([TITLE, HEADING, *PEOPLE]))
    assert [one.name for one in meant] == NAMES[:12]
    above = sheet([TITLE, HEADING], encode if heading_too else None)
    rows = sheet([TITLE, HEADING, *PEOPLE], encode)
    people, said = understood([*above, *rows[3:]])
    assert [one.name.lower() for one in people] == [one.name.lower() for one in meant]
    assert [(one.unit, one.amount, one.way, one.birth) for one in people] == [
        (one.unit, one.amount, one.way, one.birth) for one in meant
    ]
    assert said == ["old_font_read", *problems]


def test_what_is_in_unicode_passes_as_it_is() -> None:
    items = [*sheet([TITLE, HEADING, *PEOPLE]), *sheet([["Bé"], ["Néang Sóc Kha"], ["ដារា"]])]
    assert list(in_unicode(items)) == items


def test_each_sheet_has_its_own_font() -> None:
    items = [*sheet([["Bộ"], ["Trần Thị"]], in_tcvn3), *sheet([["Bé"], ["Trần Thị"]])]
    told = list(in_unicode(items))
    assert [one.code for one in told if isinstance(one, Problem)] == ["old_font_read"]
    assert [one.cells for one in told if isinstance(one, Row)] == [
        ["Bộ"], ["Trần Thị"], ["Bé"], ["Trần Thị"],
    ]  # fmt: skip


def test_a_cell_that_may_be_both_is_a_problem_of_its_own() -> None:
    old = in_tcvn3("Trần Thị").decode("latin-1")
    told = list(in_unicode(sheet([[old], [old], ["Trần Thị"], ["Trần Thị"], ["Bé"]])))
    assert [one.cells for one in told if isinstance(one, Row)][4] == [NoValue.OLD_FONT]


def test_a_hidden_sheet_is_not_looked_at() -> None:
    items = sheet([["Trần Thị"]], in_tcvn3, hidden=True)
    assert list(in_unicode(items)) == items
