"""Numbers that are names: of a citizen, a phone, an account. A spreadsheet that takes them for
amounts loses their zeros in front, or all digits but the first few."""

from __future__ import annotations

import re

from domain.identity import (
    CitizenId,
    IdState,
    of_a_province,
    read_account_number,
    read_citizen_id,
)
from domain.lists.cells import Cell
from domain.lists.values.plain import Notes, Trouble, ending_of, line_of, number_line, shown
from domain.phone import PhoneRead, PhoneState, read_phone

_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?\s*e\s*\+?\s*\d+|\d{9,}[.,]\d{1,2}", re.IGNORECASE)
_LETTER_FOR_ZERO = re.compile(r"(?<=\d)[oOоО]|[oOоО](?=\d)")
_ONLY_ZEROS = re.compile(r"[0\s.\-]+")

# --- The number of a citizen --------------------------------------------------------------------

_WHOLE, _OLD = 12, 9
_TWELVE = re.compile(r"[0-9]{12}")
_SERIAL_LOST = "000000"
_IN_WORDS = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")
_LAST_CENTURY_DIGIT = "3"


def citizen_id(cell: Cell, notes: Notes) -> tuple[str | None, str | None]:
    """The 12 digits of today's number, and the 9 of the card before; None for what is not there.

    Raises Trouble where digits are missing, too many, or were rounded away."""
    if isinstance(cell, str) and _TWELVE.fullmatch(cell) and not cell.endswith(_SERIAL_LOST):
        return _checked(cell, notes), None
    line = number_line(cell)
    if not line or _ONLY_ZEROS.fullmatch(line):
        return None, None
    if _ROUNDED.fullmatch(line):
        raise Trouble("id_rounded")
    if isinstance(cell, int) and (found := _of_a_number(line)):
        return _restored(found, notes), None
    return _read_id(line, notes)


def _of_a_number(digits: str) -> str | None:
    """A cell that is a number has lost its zeros for certain, whatever province it names."""
    whole = digits.zfill(_WHOLE)
    lost = len(digits) in {10, 11} and whole[3] <= _LAST_CENTURY_DIGIT
    return whole if lost and of_a_province(whole) else None


def _read_id(line: str, notes: Notes) -> tuple[str | None, str | None]:
    _note_letters(line, notes)
    read = read_citizen_id(line)
    match read:
        case CitizenId(IdState.WHOLE, number):
            return _checked(number, notes), None
        case CitizenId(IdState.LOST_ZERO, number):
            return _restored(number, notes), None
        case CitizenId(IdState.OLD_CARD):
            return None, _old_card(re.sub(r"\D", "", _with_zeros(line)), notes)
    if found := _IN_WORDS.findall(line):
        return _among_words(found, line, notes)
    if read.state is IdState.WRONG_LENGTH:
        raise Trouble("id_length", count=str(len(re.sub(r"\D", "", _with_zeros(line)))))
    raise Trouble("id_no_number", said=shown(line))


def _restored(number: str, notes: Notes) -> str:
    checked = _checked(number, notes)
    notes.append(Trouble("id_zero_restored", ending=ending_of(number)))
    return checked


def _old_card(digits: str, notes: Notes) -> str:
    if len(digits) < _OLD:
        digits = digits.zfill(_OLD)
        notes.append(Trouble("id_zero_restored", ending=ending_of(digits)))
    notes.append(Trouble("id_old_card", ending=ending_of(digits)))
    return digits


def _among_words(found: list[str], line: str, notes: Notes) -> tuple[str | None, str | None]:
    """*CCCD: 089145012345*, *351234567 / 089145012345*."""
    whole = {one for one in found if len(one) == _WHOLE}
    old = {one for one in found if len(one) == _OLD}
    if len(whole) > 1 or len(old) > 1:
        raise Trouble("id_several", count=str(len(whole | old)))
    notes.append(Trouble("id_among_words", said=shown(line)))
    number = _checked(next(iter(whole)), notes) if whole else None
    return number, next(iter(old), None)


def _checked(number: str, notes: Notes) -> str:
    """What no office would give out is noted, or was rounded."""
    if number.endswith(_SERIAL_LOST):
        raise Trouble("id_rounded")
    if not of_a_province(number):
        notes.append(Trouble("id_unknown_province", province=number[:3]))
    elif number[3] > _LAST_CENTURY_DIGIT:
        notes.append(Trouble("id_future_century", digit=number[3]))
    return number


def _note_letters(line: str, notes: Notes) -> None:
    if not line.isdecimal() and _LETTER_FOR_ZERO.search(line):
        notes.append(Trouble("letter_for_zero"))


def _with_zeros(line: str) -> str:
    return _LETTER_FOR_ZERO.sub("0", line)


# --- A phone ------------------------------------------------------------------------------------

_MOBILE = re.compile(r"0[35789][0-9]{8}")
_ZERO_LOST = re.compile(r"[35789]\d{8}|1\d{9}|2\d{8,9}")
_ABROAD = re.compile(r"(?:\+|00)(?!84)\d")
_ONE_OF_SEVERAL = re.compile(r"[^\d\s.+()\-]+|\s-+\s|(?<=\d{3})\s+(?=\+?84|0\d{2})")
_REACHED = {PhoneState.VALID, PhoneState.CONVERTIBLE_2018, PhoneState.FIXED_LINE}
_SHORTEST = 7


def phone(cell: Cell, notes: Notes) -> str | None:
    """``0`` and nine digits, or a fixed line, which is noted. Of two the first.

    Raises Trouble for what is no number of Vietnam, but for one of another country: None."""
    if isinstance(cell, str) and _MOBILE.fullmatch(cell):
        return cell
    line = number_line(cell)
    if not line or _ONLY_ZEROS.fullmatch(line):
        return None
    if _ROUNDED.fullmatch(line):
        raise Trouble("phone_rounded")
    _note_letters(line, notes)
    line = _with_zeros(line)
    if _ABROAD.match(line):
        notes.append(Trouble("phone_abroad"))
        return None
    read = _read(line)
    if read.state in _REACHED and not any(map(str.isalpha, line)):
        return _noted(line, read, notes)
    return _first_of_several(line, read, notes)


def _read(line: str) -> PhoneRead:
    digits = re.sub(r"\D", "", line)
    return read_phone(f"0{digits}" if _ZERO_LOST.fullmatch(digits) else digits)


def _noted(line: str, read: PhoneRead, notes: Notes) -> str:
    ending = ending_of(read.number)
    if _ZERO_LOST.fullmatch(re.sub(r"\D", "", line)):
        notes.append(Trouble("phone_zero_restored", ending=ending))
    if read.state is PhoneState.CONVERTIBLE_2018:
        notes.append(Trouble("phone_of_before_2018", ending=ending, begins=read.number[:3]))
    if read.state is PhoneState.FIXED_LINE:
        notes.append(Trouble("phone_fixed_line", ending=ending))
    return read.number


def _first_of_several(line: str, whole: PhoneRead, notes: Notes) -> str:
    """*0901234567/0912345678*, *0901234567 (con gái)*: the first one that is a number."""
    parts = [part for part in _ONE_OF_SEVERAL.split(line) if _is_long(part)]
    reads = [(part, read) for part in parts if (read := _read(part)).state in _REACHED]
    if not reads or _read(parts[0]).state not in _REACHED:
        raise _no_phone(line, whole)
    part, read = reads[0]
    code = "phone_first_of_several" if len(reads) > 1 else "phone_among_words"
    notes.append(Trouble(code, ending=ending_of(read.number)))
    return _noted(part, read, notes)


def _is_long(part: str) -> bool:
    return len(re.sub(r"\D", "", part)) >= _SHORTEST


def _no_phone(line: str, read: PhoneRead) -> Trouble:
    digits = re.sub(r"\D", "", line)
    if not digits:
        return Trouble("phone_no_number", said=shown(line))
    if read.state is PhoneState.IMPOSSIBLE_PREFIX:
        return Trouble("phone_prefix", begins=digits[:3])
    return Trouble("phone_length", count=str(len(digits)))


# --- An account ---------------------------------------------------------------------------------

_SURE_DIGITS = 15
_ACCOUNT = re.compile(r"[0-9]{6,20}")
_SHORTEST_ACCOUNT = 6
_LABEL = re.compile(r"^(?:số\s*(?:tài khoản|tk)|so tk|stk|tài khoản|tk)\s*[:.]?\s*", re.IGNORECASE)
_LETTERS_APART = re.compile(r"[^\W\d_][\s.\-]|[\s.\-][^\W\d_]")
_RUN_OF_DIGITS = re.compile(r"(?<![\dA-Za-z])\d(?:[\s.\-]?\d){5,19}(?![\dA-Za-z])")


def account_number(cell: Cell, notes: Notes) -> str | None:
    """As the bank writes it, zeros in front included.

    A cell that is a number is noted, since it may have lost them. Raises Trouble beyond 15 digits,
    which no spreadsheet keeps in a number, and for what is no account number."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _account_of_a_number(line_of(cell), notes)
    if isinstance(cell, str) and _ACCOUNT.fullmatch(cell) and not _ONLY_ZEROS.fullmatch(cell):
        return cell
    line = _LABEL.sub("", number_line(cell))
    if not line or _ONLY_ZEROS.fullmatch(line):
        return None
    if _ROUNDED.fullmatch(line):
        raise Trouble("account_rounded")
    number = None if _LETTERS_APART.search(line) else read_account_number(line)
    if number is not None and any(map(str.isdecimal, number)):
        return number
    return _account_among_words(line, notes)


def _account_of_a_number(digits: str, notes: Notes) -> str | None:
    if digits == "0":
        return None
    if len(digits) > _SURE_DIGITS or not digits.isdecimal():
        raise Trouble("account_rounded")
    if len(digits) < _SHORTEST_ACCOUNT:
        raise Trouble("account_zeros_lost", count=str(len(digits)))
    notes.append(Trouble("account_as_number", ending=ending_of(digits)))
    return digits


def _account_among_words(line: str, notes: Notes) -> str:
    found = _RUN_OF_DIGITS.findall(line)
    if len(found) > 1:
        raise Trouble("account_several", count=str(len(found)))
    if not found:
        raise Trouble("account_no_number", said=shown(line))
    notes.append(Trouble("account_among_words", ending=ending_of(found[0])))
    return re.sub(r"\D", "", found[0])
