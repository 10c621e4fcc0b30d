"""What a cell of a list says, as people and spreadsheets write it: the value, or what is wrong."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.account import AccountState
from domain.banks import NAM_A_BANK, NAMES
from domain.lists import values
from domain.lists.cells import Cell, NoValue
from domain.lists.problems import MEANINGS
from domain.lists.row import Level
from domain.lists.values import Notes, Trouble
from domain.lists.values.money import LEAST, MOST, in_dong
from domain.message import Place
from domain.payout import DayState, FailedBecause, Stage, Way
from domain.person import Programme, Relation, Sex
from domain.place import PointKind
from domain.text import Month

Read = TypeVar("Read")
TODAY = date(2026, 11, 26)
HERS = "089150000001"


def heard(read: Callable[[Cell, Notes], Read], cell: Cell) -> tuple[Read | str, list[str]]:
    """The value, or ``!code`` of what is wrong, and the codes of the notes.

    Whatever is said has a sentence whose placeholders it fills."""
    notes: Notes = []
    try:
        value: Read | str = read(cell, notes)
    except Trouble as trouble:
        assert_said(trouble, Level.ERROR)
        value = f"!{trouble.code}"
    for note in notes:
        assert_said(note, Level.NOTE)
    return value, [note.code for note in notes]


def assert_said(trouble: Trouble, level: Level) -> None:
    meaning = MEANINGS[trouble.code]
    wanted = {name for _, name, _, _ in string.Formatter().parse(meaning.sentence.source) if name}
    assert (meaning.level, wanted) == (level, set(trouble.values)), trouble.code


def plain(read: Callable[[Cell], Read]) -> Callable[[Cell, Notes], Read]:
    """For a function that notes nothing."""
    return lambda cell, _: read(cell)


def born(cell: Cell, notes: Notes) -> str | None:
    return values.birth(cell, TODAY, notes)


def test_every_code_has_a_sentence() -> None:
    codes = set()
    for path in Path(values.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Trouble":
                codes |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    assert len(codes) > 50
    assert codes <= set(MEANINGS)


ANY_CELL = (
    st.text()
    | st.text("0123456789.,/- đkKoOEe+()'\"=xX")
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.none()
    | st.sampled_from(NoValue)
)
READS: list[Callable[[Cell, Notes], object]] = [
    *(values.name, values.citizen_id, values.phone, values.account_number, values.money),
    *(values.day, values.relation, lambda cell, notes: values.birth(cell, TODAY, notes)),
    *map(plain, (values.text, values.sex, values.month, values.halves, values.bank, values.way)),
    *map(plain, (values.category, values.status, values.account_state, values.place)),
    *map(plain, (values.time_of, values.hours, values.weekdays, values.point_kind)),
    *map(plain, (values.day_state, values.is_blank, values.is_ditto, values.is_mark)),
]


@given(ANY_CELL)
@example(float("nan"))
@example(float("inf"))
def test_any_cell_is_read_or_said_to_be_wrong(cell: Cell) -> None:
    for read in READS:
        heard(read, cell)


# --- Words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("  Ấp   3 ", "Ấp 3"),
        ("Ấp\u00a03\u200b", "Ấp 3"),
        ("A\u0302\u0301p 3", "Ấp 3"),
        ("Ðông", "Đông"),
        ("Ｎ１", "N1"),
        (5, "5"),
        (5.0, "5"),
        (1.5, "1.5"),
        (date(2026, 8, 5), "05/08/2026"),
        ("=1+1", "=1+1"),
        ("#REF!", "!formula_error"),
        ("########", "!formula_error"),
        ("#1", "#1"),
        (NoValue.FORMULA, "!formula_without_value"),
        (NoValue.OLD_FONT, "!old_font"),
        *((nothing, "") for nothing in ("", " ", "-", "–", "—", ".", "…", "không có", "KHÔNG CÓ")),
        *((nothing, "") for nothing in ("k", "Ko", "chưa có", "គ្មាន", "N/A", " - ", "/", None)),
    ],
)
def test_a_line(cell: Cell, said: str) -> None:
    assert heard(plain(values.text), cell) == (said, [])


@pytest.mark.parametrize("cell", ["nt", "NT", '"', "-nt-", "Như trên", "〃", '- " -', "''", "”"])
def test_ditto(cell: str) -> None:
    assert values.is_ditto(cell)


@pytest.mark.parametrize("cell", ["", "-", "Nguyễn", None, 1, "n", "như trên đây"])
def test_no_ditto(cell: Cell) -> None:
    assert not values.is_ditto(cell)


def test_a_cross_and_nothing() -> None:
    crosses: list[Cell] = ["x", "X", "×", "✓", 1, True, "1"]
    none: list[Cell] = ["Nữ", "", None, 0, False, "xx"]
    assert [values.is_mark(cell) for cell in crosses + none] == [True] * 7 + [False] * 6
    nothing: list[Cell] = [None, "", " - ", "không có"]
    something: list[Cell] = [0, "0", "a", NoValue.FORMULA, "nt"]
    assert [values.is_blank(cell) for cell in nothing + something] == [True] * 4 + [False] * 5


@pytest.mark.parametrize(
    ("cell", "said", "notes"),
    [
        ("NGUYỄN VĂN AN", "Nguyễn Văn An", []),
        ("nguyễn văn an", "Nguyễn Văn An", []),
        ("Nguyễn  Văn\u00a0An ", "Nguyễn Văn An", []),
        ("Néang Kim Phượne", "Néang Kim Phượne", []),
        ("Chau Sóc Khone", "Chau Sóc Khone", []),
        ("Ðặng Văn Ðức", "Đặng Văn Đức", []),
        ("ដារា សុខ", "ដារា សុខ", []),
        ("Nguyễn Văn An (chết)", "Nguyễn Văn An", ["name_with_remark"]),
        ("Müller", "Müller", ["name_foreign_letters"]),
        ("TrÇn ThÞ B", "TrÇn ThÞ B", ["name_foreign_letters"]),
        ("Nguyеn", "Nguyеn", ["name_foreign_letters"]),  # its е is Cyrillic
        ("Nguy?n V?n A", "!name_lost_letters", []),
        ("Nguy\ufffdn", "!name_lost_letters", []),
        ("Nguyễn Văn A1", "!name_digits", []),
        (12, "!name_digits", []),
        ("nt", "!name_unreadable", []),
        ("Nguyễn/Văn", "!name_unreadable", []),
        ("An " * 30, "!name_too_long", []),
        ("-", "", []),
        (None, "", []),
    ],
)
def test_a_name(cell: Cell, said: str, notes: list[str]) -> None:
    assert heard(values.name, cell) == (said, notes)


@pytest.mark.parametrize(
    ("cells", "sex"),
    [
        (("Nam", "NAM", "m", "Male", "trai", "ប្រុស", " nam "), Sex.MALE),
        (("Nữ", "NỮ", "Nu", "f", "Female", "gái", "ស្រី", "Nư\u0303"), Sex.FEMALE),
        (("N", "1", "0", "x", "Nam/Nữ", True), "!sex_unknown"),
        (("", "-", None, False), None),
    ],
)
def test_a_sex(cells: tuple[Cell, ...], sex: Sex | str | None) -> None:
    for cell in cells:
        assert heard(plain(values.sex), cell) == (sex, []), cell


# --- Days ---------------------------------------------------------------------------------------

THAT_DAY = """
5/8/1940|05/08/1940|05.08.1940|5-8-1940|5 8 1940|1940-08-05|1940/08/05|1940-08-05 00:00:00
05/08/1940 0:00|1940-08-05T00:00:00|05/08/1940 12:00 AM|ngày 5 tháng 8 năm 1940|5 tháng 8 1940
5-Aug-1940|Aug 5, 1940|០៥/០៨/១៩៤០|ថ្ងៃទី ៥ ខែ ៨ ឆ្នាំ ១៩៤០|ថ្ងៃទី៥ ខែសីហា ឆ្នាំ១៩៤០|'05/08/1940
="05/08/1940"|０５／０８／１９４０|5 / 8 / 1940|05/08-1940
"""
THAT_YEAR = """
1940|00/00/1940|--/--/1940|-/-/1940|../../1940|__/__/1940|xx/xx/1940|??/??/1940|/1940|//1940
sn 1940|năm 1940|sinh năm 1940|khoảng 1940|~1940|១៩៤០|1.940|1940.0|0/0/1940|(1940)
"""
THAT_MONTH = "0/8/1940|00/08/1940|__/08/1940|8/1940|08-1940|tháng 8/1940|tháng 8 năm 1940|1940-08"


def written(table: str) -> list[str]:
    return [one for line in table.strip().splitlines() for one in line.split("|")]


@pytest.mark.parametrize("cell", [*written(THAT_DAY), date(1940, 8, 5)])
def test_a_birth_on_a_day(cell: Cell) -> None:
    assert heard(born, cell) == ("1940-08-05", [])


@pytest.mark.parametrize("cell", [*written(THAT_YEAR), 1940, 1940.0])
def test_a_birth_in_a_year(cell: Cell) -> None:
    assert heard(born, cell) == ("1940", [])


@pytest.mark.parametrize("cell", written(THAT_MONTH))
def test_a_birth_in_a_month(cell: Cell) -> None:
    assert heard(born, cell) == ("1940-08", [])


@pytest.mark.parametrize(
    ("cell", "birth", "notes"),
    [
        ("05/08/40", "1940-08-05", ["date_two_digit_year"]),
        ("05-Aug-40", "1940-08-05", ["date_two_digit_year"]),
        ("5/8/24", "2024-08-05", ["date_two_digit_year"]),
        ("40", "1940", ["date_two_digit_year"]),
        (40, "1940", ["date_two_digit_year"]),
        (14828, "1940-08-05", ["date_from_number"]),
        (14828.0, "1940-08-05", ["date_from_number"]),
        ("14828", "1940-08-05", ["date_from_number"]),
        (5081940, "1940-08-05", ["date_run_together"]),
        ("05081940", "1940-08-05", ["date_run_together"]),
        ("19400805", "1940-08-05", ["date_run_together"]),
        ("5/13/1940", "!date_month_first", []),
        ("13/13/1940", "!date_impossible", []),
        ("31/02/1940", "!date_impossible", []),
        ("29/2/1941", "!date_impossible", []),
        ("2483", "!birth_buddhist", []),
        ("05/08/2483", "!birth_buddhist", []),
        ("2030", "!birth_future", []),
        ("27/11/2026", "!birth_future", []),
        (date(2030, 1, 1), "!birth_future", []),
        ("1880", "!birth_too_old", []),
        (99999, "!birth_unreadable", []),
        (3000, "!birth_unreadable", []),
        (194, "!birth_unreadable", []),
        ("80 tuổi", "!birth_unreadable", []),
        ("5/8", "!birth_unreadable", []),
        ("8/40", "!birth_unreadable", []),
        ("5/0/1940", "!birth_unreadable", []),
        ("5/8/194", "!birth_unreadable", []),
        ("1940-1942", "!birth_unreadable", []),
        ("1940?", "!birth_unreadable", []),
        ("nt", "!birth_unreadable", []),
        (14828.5, "!birth_unreadable", []),
        ("-", None, []),
        (None, None, []),
    ],
)
def test_a_birth_to_look_at(cell: Cell, birth: str | None, notes: list[str]) -> None:
    assert heard(born, cell) == (birth, notes)


def test_months_in_the_first_place_are_offered_the_other_way_round() -> None:
    with pytest.raises(Trouble) as wrong:
        born("5/13/1940", [])
    assert wrong.value.values == {"said": "5/13/1940", "right": "13/5/1940"}


@given(st.dates(date(1907, 1, 1), TODAY))
def test_every_birth_in_every_usual_form(on: date) -> None:
    forms = (on, f"{on:%d/%m/%Y}", f"{on.day}/{on.month}/{on.year}", f"{on:%d.%m.%Y}", f"{on}")
    for cell in forms:
        assert heard(born, cell) == (on.isoformat(), [])


@pytest.mark.parametrize(
    ("cell", "day", "notes"),
    [
        (date(2026, 8, 5), date(2026, 8, 5), []),
        ("5/8/2026", date(2026, 8, 5), []),
        ("2026-08-05", date(2026, 8, 5), []),
        ("ngày 5 tháng 8 năm 2026", date(2026, 8, 5), []),
        ("5/8/26", date(2026, 8, 5), ["date_two_digit_year"]),
        (46239, date(2026, 8, 5), ["date_from_number"]),
        (14828, "!day_unreadable", []),
        ("5/8", "!day_unreadable", []),
        ("8/2026", "!day_unreadable", []),
        ("8/13/2026", "!date_month_first", []),
        ("31/6/2026", "!date_impossible", []),
        ("-", None, []),
    ],
)
def test_a_day(cell: Cell, day: date | str | None, notes: list[str]) -> None:
    assert heard(values.day, cell) == (day, notes)


OCTOBER = """
Tháng 10/2026|10/2026|2026-10|tháng 10 năm 2026|T10/2026|202610|01/10/2026|10.2026|10-2026
Từ tháng 10/2026|đến hết 10/2026|ខែ១០ ឆ្នាំ២០២៦|ខែតុលា ឆ្នាំ២០២៦
"""


@pytest.mark.parametrize("cell", [*written(OCTOBER), date(2026, 10, 1), 202610, 10.2026])
def test_a_month(cell: Cell) -> None:
    assert heard(plain(values.month), cell) == (Month(2026, 10), [])


@pytest.mark.parametrize("cell", ["13/2026", "2026", "10/26", "tháng 10", "10/1026", "quý 3"])
def test_no_month(cell: Cell) -> None:
    assert heard(plain(values.month), cell) == ("!month_unreadable", [])


# --- Numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "number", "notes"),
    [
        # As in data/reference/vn_cccd.json.
        ("089150000001", HERS, []),
        ("089055000002", "089055000002", []),
        ("089315000003", "089315000003", []),
        ("089218000004", "089218000004", []),
        ("091140000005", "091140000005", []),
        ("89150000001", HERS, ["id_zero_restored"]),
        ("8.915E+10", "!id_rounded", []),
        ("89150000001.0", HERS, ["id_zero_restored"]),
        ("'089150000001", HERS, []),
        (" 089 150 000 001 ", HERS, []),
        ("099150000001", "099150000001", ["id_unknown_province"]),
        ("000150000001", "000150000001", ["id_unknown_province"]),
        ("089950000001", "089950000001", ["id_future_century"]),
        ("0891500000012", "!id_length", []),
        ("08915000000A", "!id_no_number", []),
        ("０８９１５００００００１", HERS, []),
        ("០៨៩១៥០០០០០០១", HERS, []),
        ("", None, []),
        ("chưa có", None, []),
        # What else a sheet makes of it.
        (89150000001, HERS, ["id_zero_restored"]),
        (36150000001, "036150000001", ["id_zero_restored"]),
        (1150000001, "001150000001", ["id_zero_restored"]),
        (123150000001, "123150000001", []),
        ("089150000001.0", HERS, []),
        ('="089150000001"', HERS, []),
        ("089.150.000.001", HERS, []),
        ("O89150000001", HERS, ["letter_for_zero"]),
        ("CCCD: 089150000001", HERS, ["id_among_words"]),
        ("089150000001 089150000002", "!id_several", []),
        ("8,9E+10", "!id_rounded", []),
        ("9E+10", "!id_rounded", []),
        (89150000000, "!id_rounded", []),
        ("089150000000", "!id_rounded", []),
        (89150000001.5, "!id_rounded", []),
        ("36150000001", "!id_length", []),
        ("0891500", "!id_length", []),
        ("mất", "!id_no_number", []),
        ("000000000000", None, []),
        (0, None, []),
        (None, None, []),
    ],
)
def test_a_citizen_id(cell: Cell, number: str | None, notes: list[str]) -> None:
    read, said = heard(values.citizen_id, cell)
    expected = number if isinstance(number, str) and number.startswith("!") else (number, None)
    assert (read, said) == (expected, notes)


@pytest.mark.parametrize(
    ("cell", "numbers", "notes"),
    [
        ("351234567", (None, "351234567"), ["id_old_card"]),
        (351234567, (None, "351234567"), ["id_old_card"]),
        (35123456, (None, "035123456"), ["id_zero_restored", "id_old_card"]),
        ("351 234 567", (None, "351234567"), ["id_old_card"]),
        ("351234567/089150000001", (HERS, "351234567"), ["id_among_words"]),
        ("CMND 351234567", (None, "351234567"), ["id_among_words"]),
    ],
)
def test_the_number_of_the_card_before(
    cell: Cell, numbers: tuple[str | None, str], notes: list[str]
) -> None:
    assert heard(values.citizen_id, cell) == (numbers, notes)


PHONE = "0900000001"


@pytest.mark.parametrize(
    ("cell", "number", "notes"),
    [
        # As in data/reference/vn_phone.json.
        *((same, PHONE, []) for same in ("0900000001", "84900000001", "+84900000001")),
        *((same, PHONE, []) for same in ("0084900000001", "0 900 000 001", "090-000-0001")),
        *((same, PHONE, []) for same in ("(090) 000 0001", "090.000.0001", "84 0900000001")),
        *(
            (same, PHONE, [])
            for same in ("+84 0900000001", "０９００００００01", "\u200b0900000001")
        ),
        *((same, PHONE, []) for same in ("٠٩٠٠٠٠٠٠٠١", "090000000１", "0900000001.0")),
        ("84900000001.0", PHONE, []),
        ("900000001", PHONE, ["phone_zero_restored"]),
        ("9.00000001e8", "!phone_rounded", []),
        ("9e8", "!phone_rounded", []),
        ("0296 3866 123", "02963866123", ["phone_fixed_line"]),
        ("02963866123", "02963866123", ["phone_fixed_line"]),
        ("0212345678", "0212345678", ["phone_fixed_line"]),
        ("0763866123", "0763866123", []),
        ("0399999999", "0399999999", []),
        ("01234567890", "0834567890", ["phone_of_before_2018"]),
        ("0169 000 0001", "0390000001", ["phone_of_before_2018"]),
        *((short, "!phone_length", []) for short in ("19001234", "18001234", "113", "115", "1022")),
        *((short, "!phone_length", []) for short in ("090000000", "09000000011", "012 345 678")),
        ("0000000000", None, []),
        ("abc", "!phone_no_number", []),
        ("", None, []),
        ("090000000O", "0900000000", ["letter_for_zero"]),
        ("+85512345678", None, ["phone_abroad"]),
        ("+84-90-000-0001 ext. 5", PHONE, ["phone_among_words"]),
        ("0900000001/0900000002", PHONE, ["phone_first_of_several"]),
        ("0900000001 (con gái)", PHONE, ["phone_among_words"]),
        # What else a sheet makes of it.
        (900000001, PHONE, ["phone_zero_restored"]),
        (84900000001, PHONE, []),
        (1690000001, "0390000001", ["phone_zero_restored", "phone_of_before_2018"]),
        (2963866123, "02963866123", ["phone_zero_restored", "phone_fixed_line"]),
        ("+84 (0)90 000 0001", PHONE, []),
        ("0900000001 0900000002", PHONE, ["phone_first_of_several"]),
        ("0900000001\n0900000002", PHONE, ["phone_first_of_several"]),
        ("0900000001 - 0900000002", PHONE, ["phone_first_of_several"]),
        ("0900000001, 0900000002", PHONE, ["phone_first_of_several"]),
        ("SĐT: 0900000001", PHONE, ["phone_among_words"]),
        ("090000/0900000002", "0900000002", ["phone_among_words"]),
        ("0400000001", "!phone_prefix", []),
        ("không có", None, []),
        (0, None, []),
        (None, None, []),
    ],
)
def test_a_phone(cell: Cell, number: str | None, notes: list[str]) -> None:
    assert heard(values.phone, cell) == (number, notes)


@pytest.mark.parametrize(
    ("cell", "number", "notes"),
    [
        ("00000000000105", "00000000000105", []),
        ("0123 4567 8901", "012345678901", []),
        ("AB123456", "AB123456", []),
        ("STK: 0123456789", "0123456789", []),
        ('="00000000000105"', "00000000000105", []),
        ("0123456789 Agribank", "0123456789", ["account_among_words"]),
        ("Agribank 1600 1234 5678", "160012345678", ["account_among_words"]),
        (16000000000101, "16000000000101", ["account_as_number"]),
        (105, "!account_zeros_lost", []),
        (16000000000000101, "!account_rounded", []),
        (1.6e16, "!account_rounded", []),
        (123456.5, "!account_rounded", []),
        ("1.6E+13", "!account_rounded", []),
        ("1,60000E+13", "!account_rounded", []),
        ("0123456789/9876543210", "!account_several", []),
        ("Agribank", "!account_no_number", []),
        ("12345", "!account_no_number", []),
        ("0", None, []),
        (0, None, []),
        ("-", None, []),
        ("không có", None, []),
    ],
)
def test_an_account_number(cell: Cell, number: str | None, notes: list[str]) -> None:
    assert heard(values.account_number, cell) == (number, notes)


def test_no_sentence_says_a_whole_number() -> None:
    cells = ["08915000000123", HERS + "x", "CCCD: " + HERS, "0900000001/0900000002", "0123456789 A"]
    for read in (values.citizen_id, values.phone, values.account_number, values.name, born):
        for cell in cells:
            notes: Notes = []
            try:
                read(cell, notes)
            except Trouble as trouble:
                notes.append(trouble)
            for said in (value for note in notes for value in note.values.values()):
                assert not re.search(r"\d{5}", said), said


# --- Amounts ------------------------------------------------------------------------------------

HALF_A_MILLION = """
500.000|500,000|500 000|500\u00a0000|500'000|500000|500.000 đ|500.000đ|500,000 VNĐ|500.000 đồng
500.000 VND|VND 500.000|500.000,00|500,000.00|500000.00|500000,00|500000.0|៥០០.០០០|５００．０００
500.000đ/tháng|500.000 ₫|500.000 đ.|'500.000|500.000,0
"""


@pytest.mark.parametrize("cell", [*written(HALF_A_MILLION), 500000, 500000.0, 500000.0000001])
def test_half_a_million(cell: Cell) -> None:
    assert heard(values.money, cell) == (500_000, [])


@pytest.mark.parametrize(
    ("cell", "amount", "notes"),
    [
        ("1.500.000,00", 1_500_000, []),
        ("1,080,000", 1_080_000, []),
        ("10.000", 10_000, []),
        ("500k", 500_000, ["money_in_words"]),
        ("500 nghìn", 500_000, ["money_in_words"]),
        ("1,5 triệu", 1_500_000, ["money_in_words"]),
        ("1.5tr", 1_500_000, ["money_in_words"]),
        ("0", 0, []),
        (0, 0, []),
        ("0 đ", 0, []),
        ("0,00", 0, []),
        ("-", None, []),
        (" -   đ", None, []),
        ("đ", None, []),
        (None, None, []),
        ("500.00", "!money_two_amounts", []),
        ("500,0", "!money_two_amounts", []),
        ("540.0", "!money_two_amounts", []),
        ("5.00", "!money_two_amounts", []),
        (540, "!money_too_small", []),
        ("540", "!money_too_small", []),
        ("9.000", "!money_too_small", []),
        ("-500.000", "!money_negative", []),
        ("−500.000", "!money_negative", []),
        ("(500.000)", "!money_negative", []),
        ("500.000-", "!money_negative", []),
        (-500000, "!money_negative", []),
        (540.5, "!money_fraction", []),
        (540000.4, "!money_fraction", []),
        ("50000,5", "!money_fraction", []),
        ("5.4E+05", "!money_rounded", []),
        ("540.000.000", "!money_too_large", []),
        (MOST + 1, "!money_too_large", []),
        (date(2026, 5, 1), "!money_is_day", []),
        ("1.500,000", "!money_unreadable", []),
        ("1,500.000", "!money_unreadable", []),
        ("1.500.00", "!money_unreadable", []),
        ("50000.000", "!money_unreadable", []),
        ("0.540", "!money_unreadable", []),
        ("5OO.000", "!money_unreadable", []),
        ("500.000 + 40.000", "!money_unreadable", []),
        ("năm trăm nghìn", "!money_unreadable", []),
        ("nt", "!money_unreadable", []),
        (True, "!money_unreadable", []),
    ],
)
def test_an_amount(cell: Cell, amount: int | str | None, notes: list[str]) -> None:
    assert heard(values.money, cell) == (amount, notes)


@pytest.mark.parametrize(
    ("unit", "cell", "amount"),
    [
        (1_000, 540, 540_000),
        (1_000, "540", 540_000),
        (1_000, "540,5", 540_500),
        (1_000, "1.080", 1_080_000),
        (1_000, "540.000", 540_000),
        (1_000, "500.000 đ", 500_000),
        (1_000, "15.000", "!money_two_amounts"),
        (1_000, 540_000, "!money_too_large"),
        (1_000, 0.54, "!money_too_small"),
        (1_000_000, "1,5", 1_500_000),
        (1_000_000, "0,54", 540_000),
        (1_000_000, "86,220", 86_220_000),
        (1_000_000, "1.500", 1_500_000),
        (1_000_000, 1.08, 1_080_000),
        (1_000_000, 540, "!money_too_large"),
        (1_000_000, "540.000", "!money_too_large"),
    ],
)
def test_an_amount_in_thousands_or_millions(unit: int, cell: Cell, amount: int | str) -> None:
    read, _ = heard(lambda one, notes: values.money(one, notes, unit), cell)
    assert read == amount


AMOUNTS = st.integers(LEAST, MOST)
TAILS = ("", " đ", "đ", " VNĐ", " đồng", "đ/tháng")


@given(AMOUNTS, st.sampled_from(".,  '"), st.sampled_from(TAILS), st.sampled_from(["", "0", "00"]))
def test_an_amount_in_every_usual_form_is_that_amount(
    amount: int, mark: str, tail: str, xu: str
) -> None:
    grouped = in_dong(amount).replace(".", mark)
    decimals = f"{'.' if mark == ',' else ','}{xu}" if xu else ""
    for text in (grouped, grouped + decimals, str(amount)):
        assert heard(values.money, text + tail) == (amount, [])
    assert heard(values.money, amount) == heard(values.money, float(amount)) == (amount, [])


@given(AMOUNTS, st.text(".,' \u00a0", max_size=3), st.integers(0, 8), st.sampled_from(TAILS))
@example(4803170, ".", 6, "")
def test_an_amount_with_marks_in_any_place_is_that_amount_or_asked_about(
    amount: int, marks: str, place: int, tail: str
) -> None:
    """But where only one or two zeros stand behind the last mark: those are a program's xu."""
    digits = in_dong(amount)
    for usual in (str(amount), digits, digits.replace(".", ",", 1)):
        text = usual[:place] + marks + usual[place:]
        read, _ = heard(values.money, text + tail)
        if isinstance(read, str):
            assert read.startswith("!money")
        elif read != amount:
            before, xu = re.split("[.,](?=0{1,2}$)", text)
            assert (f"{read}{xu}", re.sub(r"\D", "", before)) == (str(amount), str(read))


@given(st.integers(1, MOST // 1000), st.sampled_from(["", ".", ",", " "]))
def test_nothing_is_read_as_a_thousandth(thousands: int, mark: str) -> None:
    """Nor what a spreadsheet made of 540.000: the number 540, or the text 540.0."""
    for cell in (thousands * 1000, f"{thousands}{mark}000", in_dong(thousands * 1000)):
        read, _ = heard(values.money, cell)
        assert read == thousands * 1000 or str(read).startswith("!")
    if thousands < LEAST:
        for lost in (thousands, float(thousands), str(thousands), f"{thousands}.0"):
            read, _ = heard(values.money, lost)
            assert str(read).startswith("!")


@pytest.mark.parametrize(
    ("cells", "halves"),
    [
        (("1,0", "1.0", "1", 1, 1.0, "1,00", "Hệ số 1", "x1,0", "១,០"), 2),
        (("1,5", "1.5", 1.5, "1,50"), 3),
        (("2", 2, "2,000"), 4),
        (("0,5", 0.5), 1),
        ((10, "10"), 20),
        (("15", 15, "11", 25), "!coefficient_too_large"),
        (("1,25", 1.2, "0", 0, "1,3"), "!coefficient_no_half"),
        ((date(2026, 5, 1),), "!coefficient_is_day"),
        (("một", "1/2", "-1", "1,5+0,5"), "!coefficient_unreadable"),
        (("-", "", None), None),
    ],
)
def test_a_coefficient(cells: tuple[Cell, ...], halves: int | str | None) -> None:
    for cell in cells:
        assert heard(plain(values.halves), cell) == (halves, []), cell


# --- Banks --------------------------------------------------------------------------------------

BANKS = """
970428|NH Nam Á|Nam A Bank - CN An Giang|NAM A|NAB|Ngân hàng TMCP Nam Á|NAMAVNVX|NAMAVNVXXXX|970428
970405|Agribank|Ngân hàng NN&PTNT|NHNo&PTNT CN Tịnh Biên|VBAAVNVX|CN An Giang - Agribank|AGRIBANK
970405|Ngân hàng Nông nghiệp và Phát triển Nông thôn Việt Nam|NH Nông nghiệp|NN và PTNT
970440|Ngân hàng TMCP Đông Nam Á|SeABank
970406|Ngân hàng TMCP Đông Á|Vikki Bank
970436|Vietcombank Sài Gòn|VCB An Giang|Ngân hàng Ngoại Thương
970443|Sài Gòn Hà Nội|SHB
970400|Ngân hàng TMCP Sài Gòn Công Thương
970415|VietinBank|Ngân hàng Công thương Việt Nam|CTG
970449|LPBank|Bưu điện Liên Việt|LienVietPostBank|Lộc Phát
970422|MB|MB Bank|Ngân hàng Quân đội
970416|ACB - PGD Châu Đốc
970425|Ngân hàng TMCP An Bình - CN Sài Gòn
546034|CAKE by VPBank
963388|Timo by Bản Việt Bank
"""


@pytest.mark.parametrize(
    ("said", "number"),
    [(said, line.split("|")[0]) for line in BANKS.strip().splitlines()
     for said in line.split("|")[1:]],
)  # fmt: skip
def test_a_bank(said: str, number: str) -> None:
    assert heard(plain(values.bank), said) == (number, [])


@pytest.mark.parametrize("number", NAMES)
def test_a_bank_by_its_signboard_and_its_number(number: str) -> None:
    for cell in (NAMES[number], NAMES[number].upper(), number, int(number)):
        assert heard(plain(values.bank), cell) == (number, []), cell


@pytest.mark.parametrize(
    "cell",
    ["BVB", "Agribank/Vietcombank", "abc", "NHCSXH", "Kho bạc", "999999", "BIDC",
     "Ngân hàng TMCP Đầu tư và Phát triển Campuchia"],
)  # fmt: skip
def test_no_bank_or_two(cell: str) -> None:
    assert heard(plain(values.bank), cell) == ("!bank_unknown", [])


def test_no_bank_at_all() -> None:
    assert values.bank("-") is None
    assert values.bank(NAM_A_BANK) == NAM_A_BANK


# --- Payments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "way"),
    [
        (("TM", "Tiền mặt", "CASH", "Nhận bằng tiền mặt", "លុយសុទ្ធ", "សាច់ប្រាក់"), Way.CASH),
        (("TK", "CK", "chuyển khoản", "ATM", "qua tài khoản", "គណនី", "account"), Way.ACCOUNT),
        (("0123456789", 16000000000101, "1600 1234 5678"), Way.ACCOUNT),
        (("TM/TK", "Chưa có TK", "x", "không TM", "khác"), "!way_unknown"),
        (("-", "", None, "không"), None),
    ],
)
def test_a_way(cells: tuple[Cell, ...], way: Way | str | None) -> None:
    for cell in cells:
        assert heard(plain(values.way), cell) == (way, []), cell


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("Đ5K6b", "K6b", "k6b", "D5K6b", "Điểm b khoản 6 Điều 5", "Đ5.K6.b"), "Đ5K6b"),
        (("điểm b, khoản 6, Điều 5 NĐ 20/2021/NĐ-CP", "Điều 5 K6 b"), "Đ5K6b"),
        (("K5c", "Đ5K5c"), "Đ5K5c"),
        (("Đ5K4", "khoản 4 Điều 5", "K4"), "Đ5K4"),
        (("Người khuyết tật nặng",), "Người khuyết tật nặng"),
        (("K9",), "K9"),
        (("-", None), ""),
    ],
)
def test_a_category(cells: tuple[Cell, ...], code: str) -> None:
    for cell in cells:
        assert heard(plain(values.category), cell) == (code, []), cell


def test_a_programme_in_a_title() -> None:
    pension, assistance = Programme.SOCIAL_PENSION, Programme.SOCIAL_ASSISTANCE
    assert values.programme("DANH SÁCH CHI TRẢ TRỢ CẤP HƯU TRÍ XÃ HỘI THÁNG 10") is pension
    assert values.programme("HTXH") is pension
    assert values.programme("Danh sách đối tượng BTXH") is assistance
    assert values.programme("trợ giúp xã hội thường xuyên") is assistance
    assert values.programme("BTXH và HTXH") is None
    assert values.programme("Danh sách") is None


STATUSES = [
    (("Đã chi", "đã nhận", "Đã lãnh", "Đã nhận ngày 05/10/2026", "Đã chi (05/10)"),
     (Stage.COLLECTED, None)),
    (("Thành công", "Đã ghi có", "đã vào TK"), (Stage.CREDITED, None)),
    (("Đã chuyển khoản", "Đang xử lý"), (Stage.SENT, None)),
    (("Chưa nhận", "chưa chi"), (Stage.ON_LIST, None)),
    (("chuyển trả", "Hoàn trả", "nộp trả"), (Stage.RETURNED, None)),
    (("Không đến nhận", "vắng"), (Stage.RETURNED, FailedBecause.NOT_COLLECTED)),
    (("Sai tên", "Lỗi: sai tên", "Không thành công - sai tên"),
     (Stage.FAILED, FailedBecause.NAME_DIFFERS)),
    (("Sai STK", "Tài khoản không tồn tại"), (Stage.FAILED, FailedBecause.WRONG_NUMBER)),
    (("TK đóng", "Chưa kích hoạt", "TK bị khóa"), (Stage.FAILED, FailedBecause.ACCOUNT_INACTIVE)),
    (("Không nhận được OTP",), (Stage.FAILED, FailedBecause.NO_CODE)),
    (("Không có trong danh sách",), (Stage.FAILED, FailedBecause.PAYEE_NOT_LISTED)),
    (("Lỗi", "Thất bại", "Không thành công"), (Stage.FAILED, None)),
    (("abc", "OK", "chi rồi sao"), "!status_unknown"),
    (("-", "", None, "chưa"), None),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "status"), STATUSES)
def test_how_far_a_payment_has_come(cells: tuple[Cell, ...], status: object) -> None:
    for cell in cells:
        assert heard(plain(values.status), cell) == (status, []), cell


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        (("Đã mở", "Mở mới"), AccountState.OPENED),
        (("Chờ kích hoạt", "Chưa kích hoạt", "ngủ đông"), AccountState.WAITING_FOR_ACTIVATION),
        (("Active", "Đang hoạt động", "Đã kích hoạt"), AccountState.USABLE),
        (("Đã phát hành thẻ",), AccountState.CARD_ISSUED),
        (("Đóng", "Đã tất toán"), AccountState.CLOSED),
        (("Không nhận được OTP",), AccountState.OTP_NOT_ARRIVING),
        (("Chờ mở tài khoản", "Đã nộp hồ sơ"), AccountState.DETAILS_COLLECTED),
        (("Khóa", "1"), "!account_state_unknown"),
        (("-", None), None),
    ],
)
def test_how_far_an_account_has_come(
    cells: tuple[Cell, ...], state: AccountState | str | None
) -> None:
    for cell in cells:
        assert heard(plain(values.account_state), cell) == (state, []), cell


@pytest.mark.parametrize(
    ("cells", "relation", "notes"),
    [
        (("giám hộ", "Người giám hộ", "Mẹ (giám hộ)", "đại diện"), Relation.GUARDIAN, []),
        (("Ủy quyền", "uỷ quyền", "UQ", "nhận thay", "Con (ủy quyền)"), Relation.AUTHORISED, []),
        (("Bản thân", "chính chủ"), Relation.SELF, []),
        (("Con ruột", "vợ", "Mẹ", "ប្រពន្ធ"), None, ["relation_kin"]),
        (("abc",), "!relation_unknown", []),
        (("-", None), None, []),
    ],
)
def test_by_what_right_they_collect(
    cells: tuple[Cell, ...], relation: Relation | str | None, notes: list[str]
) -> None:
    for cell in cells:
        assert heard(values.relation, cell) == (relation, notes), cell


# --- Points -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "at"),
    [
        (
            ("7h30", "7:30", "07:30:00", "7g30", "7 giờ 30", "7.30", "7h30 sáng", 0.3125),
            time(7, 30),
        ),
        (("13h", "1h chiều", "13:00", "1:00 PM"), time(13)),
        (("7", 7), time(7)),
        (("25h", "7h70", "sáng", "12/3"), "!time_unreadable"),
        (("-", None), None),
    ],
)
def test_a_time(cells: tuple[Cell, ...], at: time | str | None) -> None:
    for cell in cells:
        assert heard(plain(values.time_of), cell) == (at, []), cell


MORNING, AFTERNOON = (time(7, 30), time(11, 30)), (time(13, 30), time(17))


@pytest.mark.parametrize(
    ("cells", "spans"),
    [
        (("7h30-11h30, 13h30-17h", "07:30 – 11:30 / 13:30 – 17:00"), (MORNING, AFTERNOON)),
        (("Sáng 7h30-11h30; Chiều 13h30-17h",), (MORNING, AFTERNOON)),
        (("Sáng: 7h30 - 11h30, chiều: 1h30 - 5h",), (MORNING, AFTERNOON)),
        (("7h30 đến 11h30 và 13h30 đến 17h", "7h30-11h30 13h30-17h"), (MORNING, AFTERNOON)),
        (("từ 7g30 đến 11g30", "7.30-11.30"), (MORNING,)),
        (("24/24", "24/7", "Cả ngày", "-", None), ()),
        (("11h-7h", "13h30-17h, 7h30-11h30"), "!hours_backwards"),
        (("7h30", "7h30-11h30 (T2)", "7h30-25h", "sáng"), "!hours_unreadable"),
    ],
)
def test_hours(cells: tuple[Cell, ...], spans: object) -> None:
    for cell in cells:
        assert heard(plain(values.hours), cell) == (spans, []), cell


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (("Thứ 2 - Thứ 6", "T2-T6", "Thứ hai đến thứ sáu", "2-6", "Mon-Fri"), {0, 1, 2, 3, 4}),
        (("từ thứ 2 đến thứ 6", "ថ្ងៃចន្ទ - សុក្រ", "ngày làm việc"), {0, 1, 2, 3, 4}),
        (("T2, T4, T6", "thứ 2, 4, 6", "T2 và T4 và T6"), {0, 2, 4}),
        (("Thứ Tư", "T4", 4), {2}),
        (("CN", "chủ nhật"), {6}),
        (("Thứ 2 đến thứ 6, Thứ 7", "T2-T7"), {0, 1, 2, 3, 4, 5}),
        (("hằng ngày", "T2 - CN", "cả tuần"), set(range(7))),
        (("T7-T2", "abc", "T9", "2 4 6"), "!weekdays_unreadable"),
        (("-", None), None),
    ],
)
def test_weekdays(cells: tuple[Cell, ...], days: object) -> None:
    for cell in cells:
        assert heard(plain(values.weekdays), cell) == (days, []), cell


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("Bưu cục", "Bưu điện", "ប្រៃសណីយ៍"), PointKind.POST_OFFICE),
        (("BĐ-VHX", "Bưu điện Văn hóa xã", "bưu điện văn hoá xã"), PointKind.COMMUNE_POST),
        (("Điểm chi trả lưu động", "Nhà văn hóa"), PointKind.MOBILE_POINT),
        (("PGD", "Phòng giao dịch"), PointKind.BANK_OFFICE),
        (("ATM", "Cây ATM", "trụ ATM"), PointKind.ATM),
        (("Tại nhà",), PointKind.HOME),
        (("xyz",), "!point_kind_unknown"),
        (("-",), None),
    ],
)
def test_a_kind_of_point(cells: tuple[Cell, ...], kind: PointKind | str | None) -> None:
    for cell in cells:
        assert heard(plain(values.point_kind), cell) == (kind, []), cell


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("Dự kiến", DayState.PLANNED),
        ("Đã xác nhận", DayState.CONFIRMED),
        ("Hoãn", DayState.POSTPONED),
        ("đã vào tài khoản", DayState.MONEY_IN_ACCOUNT),
        ("Kết thúc", DayState.CLOSED),
        ("abc", "!day_state_unknown"),
        (None, None),
    ],
)
def test_a_state_of_a_day(cell: Cell, state: DayState | str | None) -> None:
    assert heard(plain(values.day_state), cell) == (state, [])


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        (("10.705, 105.125", "10.705,105.125", "10.705 105.125"), Place(10.705, 105.125)),
        (("10,705; 105,125", "10.705°N, 105.125°E"), Place(10.705, 105.125)),
        (("10°42'18\"N 105°07'30\"E",), Place(10.705, 105.125)),
        (("105.125, 10.705", "0.0, 0.0"), "!place_abroad"),
        (("abc", "10.705"), "!place_unreadable"),
        (("-", None), None),
    ],
)
def test_coordinates(cells: tuple[Cell, ...], place: Place | str | None) -> None:
    for cell in cells:
        assert heard(plain(values.place), cell) == (place, []), cell
