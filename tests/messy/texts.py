"""Lists as text: encodings, separators, quotes, and lines that are too short or too long."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from tests.messy.expected import Expected, Within, messy, one_of, refused
from tests.messy.layouts import HEAD, ordinary
from tests.messy.paper import Paper, separated
from tests.messy.people import who

PLAIN = ("STT", "Họ và tên", "Số CCCD", "Địa chỉ", "Số tiền", "Ghi chú")


def _plain(expected: Expected, people: range, money: str = "540000") -> Paper:
    """A heading and people; a file of lines has one sheet, named ""."""
    paper = Paper("")
    paper.line(*PLAIN)
    for stt, number in enumerate(people, 1):
        person = who(number)
        row = paper.line(stt, person.name, person.citizen_id, f"Khóm {stt}", money, "")
        expected.hold(
            "", row, person.name, citizen_id=person.citizen_id, amount=540_000,
            address=Within(f"Khóm {stt}"),
        )  # fmt: skip
    return paper


@messy("list.csv")
def utf8_with_commas(path: Path) -> Expected:
    expected = Expected()
    paper = _plain(expected, range(800, 806))
    path.write_text(separated(paper), "utf-8", newline="")
    return expected


@messy("list.csv")
def utf8_with_a_mark_before_it_and_semicolons(path: Path) -> Expected:
    """Money with points and commas stands in one field."""
    expected = Expected()
    paper = _plain(expected, range(806, 812), money="540.000,00")
    path.write_text(separated(paper, ";"), "utf-8-sig", newline="")
    return expected


@messy("list.csv")
def utf16_with_tabs(path: Path) -> Expected:
    """Excel's own "Unicode text"."""
    expected = Expected()
    paper = _plain(expected, range(812, 818))
    path.write_text(separated(paper, "\t"), "utf-16", newline="")
    return expected


@messy("list.txt")
def utf16_big_end_first_named_txt(path: Path) -> Expected:
    expected = Expected(may_be_refused=frozenset({"not_a_spreadsheet"}))
    paper = _plain(expected, range(818, 822))
    path.write_bytes(b"\xfe\xff" + separated(paper, "\t").encode("utf-16-be"))
    return expected


def as_cp1258(text: str) -> bytes:
    """Windows-1258 has letters with their shape and tones that follow."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        shape = "".join(mark for mark in marks if mark not in tones)
        out.append(unicodedata.normalize("NFC", base + shape) + "".join(tones))
    return "".join(out).encode("cp1258")


@messy("list.csv")
def windows_1258_with_semicolons(path: Path) -> Expected:
    expected = Expected()
    paper = _plain(expected, range(822, 834))
    path.write_bytes(as_cp1258(separated(paper, ";")))
    return expected


@messy("list.csv")
def windows_1258_with_tones_in_the_letters_where_it_has_them(path: Path) -> Expected:
    """As Windows itself writes: á, à and é are letters of their own."""
    expected = Expected()
    paper = _plain(expected, range(834, 846))
    out = b""
    for letter in separated(paper, ","):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            out += as_cp1258(letter)
    path.write_bytes(out)
    return expected


@messy("list.csv")
def sep_line_before_the_heading(path: Path) -> Expected:
    """Excel takes that line for itself, so that the first person stands beside its 2."""
    expected = Expected()
    paper = Paper("")
    paper.line("sep=;")
    paper.line(*PLAIN)
    for stt, number in enumerate(range(846, 850), 1):
        person = who(number)
        paper.line(stt, person.name, person.citizen_id, "Khóm 1", "540.000", "a, b, c, d, e")
        expected.hold(
            "", stt + 1, person.name, citizen_id=person.citizen_id, amount=540_000,
            note="a, b, c, d, e",
        )  # fmt: skip
    text = "sep=;\r\n" + "".join(separated(paper, ";").splitlines(keepends=True)[1:])
    path.write_text(text, "utf-8-sig", newline="")
    return expected


@messy("list.csv")
def letterhead_and_signatures_as_text(path: Path) -> Expected:
    """The whole paper saved as text, as wide as its widest row."""
    expected = Expected()
    paper = Paper("")
    ordinary(paper, expected, range(850, 856))
    path.write_text(separated(paper, ";"), "utf-8-sig", newline="")
    return expected


@messy("list.csv")
def new_lines_and_separators_inside_quotes(path: Path) -> Expected:
    """A row's number is that of the row in a spreadsheet, or that of its first line in the file."""
    expected = Expected()
    paper = Paper("")
    paper.line("STT", "Họ và\ntên", "Số CCCD", "Địa chỉ", "Số tiền", "Ghi chú")
    for stt, number in enumerate(range(856, 860), 1):
        person = who(number)
        row = paper.line(
            stt, person.name, person.citizen_id, 'Tổ 1,\r\nkhóm "Vĩnh Tây", phường', "540,000", ""
        )
        expected.hold(
            "", row, person.name, citizen_id=person.citizen_id, amount=540_000,
            address=Within("vinh tay"),
        )  # fmt: skip
    path.write_text(separated(paper), "utf-8", newline="")
    return expected


@messy("list.csv")
def lines_too_short_and_too_long(path: Path) -> Expected:
    """What a comma without quotes moved is told, and never read as something else."""
    expected = Expected()
    good, short, name, money, end = (who(number) for number in range(860, 865))
    lines = [
        "STT,Họ và tên,Số CCCD,Địa chỉ,Số tiền,Ghi chú",
        f"1,{good.name},{good.citizen_id},Khóm 1,540000,",
        f"2,{short.name},{short.citizen_id},Khóm 1,540000",
        f"3,{name.name}, con ông Tư,{name.citizen_id},Khóm 1,540000,",
        f"4,{money.name},{money.citizen_id},Khóm 1,540,000,",
        f"5,{end.name},{end.citizen_id},Khóm 1,540000,,,,,",
    ]
    for row, person in ((2, good), (3, short), (6, end)):
        expected.hold(
            "", row, person.name, citizen_id=person.citizen_id, amount=540_000,
            address=Within("khom 1"),
        )  # fmt: skip
    expected.hold("", 4, name.name, citizen_id=name.citizen_id, amount=540_000, or_problem=True)
    expected.hold("", 5, money.name, citizen_id=money.citizen_id, amount=None, or_problem=True)
    expected.error("", 4, None, "moved_by_a_comma")
    expected.error("", 5, None, "moved_by_a_comma")
    path.write_text("\n".join(lines), "utf-8")
    return expected


@messy("list.csv")
def comma_in_a_name(path: Path) -> Expected:
    """In quotes it is one field: a name with a comma is looked at by somebody, or kept whole."""
    expected = Expected()
    paper = Paper("")
    paper.line(*PLAIN)
    person = who(866)
    row = paper.line(1, f"{person.name}, con ông Tư", person.citizen_id, "Khóm 1", "540000", "")
    expected.hold(
        "", row, f"{person.name}, con ông Tư", citizen_id=person.citizen_id, amount=540_000,
        or_problem=True,
    )  # fmt: skip
    person = who(867)
    row = paper.line(2, person.name, person.citizen_id, "Khóm 2", "540000", "")
    expected.hold("", row, person.name, citizen_id=person.citizen_id, amount=540_000)
    path.write_text(separated(paper), "utf-8", newline="")
    return expected


@messy("list.csv")
def quote_that_never_closes(path: Path) -> Expected:
    """Nothing behind it is swallowed in silence."""
    expected = Expected(may_be_refused=frozenset({"*"}))
    first, second, third = (who(number) for number in range(868, 871))
    lines = [
        "STT,Họ và tên,Số CCCD,Địa chỉ,Số tiền",
        f"1,{first.name},{first.citizen_id},Khóm 1,540000",
        f'2,{second.name},{second.citizen_id},"Khóm 1,540000',
        f"3,{third.name},{third.citizen_id},Khóm 1,540000",
    ]
    expected.hold("", 2, first.name, citizen_id=first.citizen_id, amount=540_000)
    expected.hold("", 3, second.name, citizen_id=second.citizen_id, amount=540_000, or_problem=True)
    expected.hold("", 4, third.name, citizen_id=third.citizen_id, amount=540_000, or_problem=True)
    expected.note("", 3, None, "open_quote")
    path.write_text("\r\n".join(lines) + "\r\n", "utf-8", newline="")
    return expected


@messy("list.csv")
def old_line_ends_and_bars(path: Path) -> Expected:
    """A Mac's carriage returns, and | between the fields."""
    expected = Expected(may_be_refused=frozenset({"*"}))
    paper = _plain(expected, range(872, 876))
    path.write_text(separated(paper, "|", "\r"), "utf-8", newline="")
    return expected


@messy("list.xls")
def tabs_named_xls(path: Path) -> Expected:
    """Text under the name of a workbook, as many systems send it."""
    expected = Expected()
    paper = _plain(expected, range(876, 882))
    path.write_text(separated(paper, "\t"), "utf-16", newline="")
    return expected


@messy("list.csv")
def empty_fields_everywhere(path: Path) -> Expected:
    """Blank lines of separators alone, trailing columns without a heading."""
    expected = Expected()
    paper = Paper("")
    paper.line(*PLAIN, "", "", "")
    for stt, number in enumerate(range(882, 886), 1):
        paper.line("")
        person = who(number)
        row = paper.line(stt, person.name, person.citizen_id, "", "540.000", "", "", "", " ")
        expected.hold("", row, person.name, citizen_id=person.citizen_id, amount=540_000)
    for _ in range(50):
        paper.line("")
    path.write_text(separated(paper), "utf-8", newline="")
    return expected


@messy("list.csv")
def one_letter_that_is_no_utf8(path: Path) -> Expected:
    """A name that was pasted from another encoding spoils itself, not its neighbours."""
    expected = Expected(may_be_refused=frozenset({"*"}))
    paper = _plain(expected, range(886, 892))
    text = separated(paper).encode().replace("Khóm 3".encode(), b"Kh\xf3m 3")
    expected.rows[2] = type(expected.rows[2])(
        "", expected.rows[2].row, expected.rows[2].name,
        {**expected.rows[2].fields, "address": one_of("Khóm 3", "Kh�m 3")}, True,
    )  # fmt: skip
    path.write_bytes(text)
    return expected


@messy("list.csv")
def tcvn3_saved_as_ansi_text(path: Path) -> Expected:
    """One byte a letter, under a heading in the same font."""
    from tests.messy.old_fonts import tcvn3

    expected = Expected(may_be_refused=frozenset({"*"}))
    paper = _plain(expected, range(892, 899))
    for cells in paper.lines:
        cells[:] = [tcvn3(cell) if isinstance(cell, str) else cell for cell in cells]
    expected.rows = [
        type(held)(held.sheet, held.row, held.name, held.fields, True) for held in expected.rows
    ]
    path.write_bytes(separated(paper, ";").encode("latin-1"))
    return expected


@messy("list.csv")
def only_headings_as_text(path: Path) -> Expected:
    path.write_text(",".join(HEAD) + "\r\n", "utf-8-sig", newline="")
    return refused("header_only")


@messy("list.csv")
def no_byte_at_all(path: Path) -> Expected:
    path.write_bytes(b"")
    return refused("empty")


@messy("list.csv")
def blank_lines_alone(path: Path) -> Expected:
    path.write_text("\ufeff;;;\r\n;;;\r\n\r\n", "utf-8", newline="")
    return refused("empty")
