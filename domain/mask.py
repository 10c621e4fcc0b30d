"""What nobody may keep is blotted out of what people write, before any of it is kept.

One-time codes, PINs and passwords, these in letters too; whole identity and card numbers. Amounts,
dates, years, phones, units, case numbers and link codes survive, or nobody could tell later what
was meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product, starmap

from domain.dong import DONG, HALF_THOUSAND, SHORT_AMOUNT
from domain.link_code import DIGITS, LENGTH, LETTERS
from domain.password import told_in_words

BLOT = "•"

_SECRET = re.compile(
    r"(?<![a-z])(?:ma[ .\-]*)?(?:smart[ .\-]*)?o[.\-]?t[.\-]?p(?![a-z])"
    r"|(?<![a-z])ma *(?:xac *(?:thuc|minh|nhan)|bao *mat|bi *mat|kich *hoat|so *bi *mat)(?![a-z])"
    r"|(?<![a-z])(?:ma *)?pin(?![a-z])"
    r"|(?<![a-z])(?:mat *(?:khau|ma)|mk|pass(?:word|code)?)(?![a-z])"
    r"|លេខ *(?:កូដ|កូត|សម្ងាត់|សំងាត់)|ពាក្យ *(?:សម្ងាត់|សំងាត់)|កូដ"
)
_LONE = re.compile(r"(?P<of_ours>(?<![a-z])(?:phieu|ho so|yeu cau) *)?(?<![a-z])ma(?![a-z])")
"""The word *mã* with nothing said of what: people call a bank's code so, and much else besides."""

_TILDE = "\u0303"
_ENDS = re.compile(r" *(?:$|[^a-z0-9 ])")
_NEAR = 25
"""So many characters may stand between the word and its number, and half as many before the next
number of the same kind."""

_ONLY_LINKING = re.compile(
    r"(?:[\s:=,.()\"'“”«»_*#>–-]|(?:la|is|so|cua|toi|tui|em|con|me|nay|day|ne)(?![a-z])"
    r"|គឺ|ជា|របស់|ខ្ញុំ|នេះ|៖)*"
)
"""What may stand between a number and a word after it: "123456 là mã OTP"."""

_RUN = re.compile(r"\d(?:[ .\-–_]{0,2}\d)*")
_SECRET_DIGITS = range(4, 9)
_ALONE_DIGITS = 6
_OLD_ID_DIGITS, _ID_DIGITS = 9, 12
_CARD_DIGITS = range(13, 20)

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
DATE = re.compile(
    rf"(?<!\d)(?:{_DAY} ?/ ?{_MONTH}(?: ?/ ?(?:{_YEAR}|\d\d))?|{_MONTH} ?[/-] ?{_YEAR}"
    rf"|{_DAY}(?P<mark>[.\-]){_MONTH}(?P=mark){_YEAR}|{_YEAR}-{_MONTH}(?:-{_DAY})?)(?!\d)"
)
_NAMED_YEAR = re.compile(
    rf"(?:(?<![a-z])(?:nam|sinh|sn|year)|ឆ្នាំ|កំណើត|កើត)[ :]*{_YEAR}"
    rf"(?: *(?:[-–,]|va|den|toi|hay|hoac) *{_YEAR})*(?!\d)"
)
_YEARS = re.compile(
    rf"(?<!\d)(?:{_YEAR} *[-–,] *{_YEAR}|{_YEAR}(?:[ ,]+{_YEAR}){{2,}})(?![ .\-–_]?\d)"
)
_UNIT = re.compile(
    r"(?:(?<![a-z])(?:xa|phuong|unit|ma don vi)|ឃុំ|សង្កាត់)[ :]*\d{5}(?![ .\-–_]?\d)"
    r"|(?<!\d)\d{5}@\d{4}(?:-\d\d-\d\d)?(?!\d)"
)
_PHONE = re.compile(
    r"(?<!\d)(?:(?:(?:\+|00)?84|0)[ .\-]?[235789](?:[ .\-]?\d){8}|1[89]00[ .]\d{4,6})(?!\d)"
)
_CODE = re.compile(r"(?<![a-z0-9])(?=\d*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*(?![a-z0-9])")
_HALVES = re.compile(
    rf"(?<![A-Za-z0-9])[{LETTERS}{DIGITS}]{{{LENGTH // 2}}}"
    rf"[ -][{LETTERS}{DIGITS}]{{{LENGTH // 2}}}(?![A-Za-z0-9])"
)


def mask(text: str, *, number_wanted: bool = False) -> str:
    """The text with a blot for each digit that must not be kept, and for each letter of a password;
    nothing else changes.

    ``number_wanted``: the open question asks for a number, so one that stands alone is its answer.
    """
    plain = _Plain.of(text)
    blotted = {at: BLOT for one in _blots(plain, number_wanted) for at in plain.digits(one)}
    for one in _in_words(plain):
        blotted.update(dict.fromkeys(plain.signs(one), BLOT))
        blotted.update(dict.fromkeys(plain.marks_apart(one), ""))
    return "".join(blotted.get(at, one) for at, one in enumerate(text))


def names_secret(text: str) -> bool:
    """A one-time code, a PIN or a password is spoken of, whether or not it is told."""
    return _SECRET.search(_Plain.of(text).text) is not None


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int

    def touches(self, other: _Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class _Plain:
    """The text in bare small letters with ASCII digits, and where in the text each one stands.

    ``cased`` is the same with its capitals; ``typed`` is as it was written.
    """

    text: str
    cased: str
    typed: str
    where: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Plain:
        pairs = [(bare, at) for at, one in enumerate(text) for bare in _bare(one)]
        cased = "".join(bare for bare, _ in pairs)
        lower = "".join(one.lower() if len(one.lower()) == 1 else one for one in cased)
        return cls(lower, cased, text, tuple(at for _, at in pairs))

    def digits(self, span: _Span) -> Iterator[int]:
        """Where in the text the digits of a span stand."""
        return (self.where[at] for at in range(span.start, span.end) if self.text[at].isdigit())

    def signs(self, span: _Span) -> Iterator[int]:
        """Where in the text the letters and signs of a span stand."""
        return (at for at in self.where[span.start : span.end] if not self.typed[at].isspace())

    def marks_apart(self, span: _Span) -> Iterator[int]:
        """Where in the text marks of a span stand that were typed apart from their letters."""
        first, last = self.where[span.start], self.where[span.end - 1] + 1
        while last < len(self.typed) and _is_mark(self.typed[last]):
            last += 1
        return (at for at in range(first, last) if _is_mark(self.typed[at]))

    def count(self, span: _Span) -> int:
        return sum(1 for _ in self.digits(span))

    def marks(self, span: _Span) -> set[str]:
        """What was written above and beneath the letters of a span."""
        end = self.where[span.end] if span.end < len(self.where) else len(self.typed)
        apart = unicodedata.normalize("NFD", self.typed[self.where[span.start] : end])
        return set(filter(unicodedata.combining, apart))

    def number(self, span: _Span) -> str:
        return re.sub(r"\D", "", self.text[span.start : span.end])


def _bare(one: str) -> str:
    """A letter without its marks, a digit of any script in ASCII, nothing for what is not seen."""
    digit = unicodedata.decimal(one, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(one) == "Cf" or _is_mark(one):
        return ""
    if one.isspace():
        return " "
    if one in "đĐÐðƉ":
        return "d" if one in "đð" else "D"
    apart = unicodedata.normalize("NFKD", one)
    return apart[0] if apart[0].isascii() else one


def _is_mark(one: str) -> bool:
    return "\u0300" <= one <= "\u036f"


def _blots(plain: _Plain, number_wanted: bool) -> Iterator[_Span]:
    secrets = [_span(found) for found in _SECRET.finditer(plain.text)]
    kept = [*_kept(plain), *_codes(plain, secrets)]
    whole = [run for run in _runs(plain, kept) if _is_identity(plain.number(run))]
    yield from whole
    kept += [*map(_span, _PHONE.finditer(plain.text)), *whole]
    runs = list(_runs(plain, kept))
    for run in runs:
        yield from _identities(plain, run)
    yield from _beside(plain, secrets, runs)
    yield from _beside_lone(plain, runs)
    if not number_wanted:
        yield from _alone(plain, runs)


# --- What survives --------------------------------------------------------------------------


def _halves(plain: _Plain) -> list[_Span]:
    """Link codes in two halves."""
    return [_span(one) for one in _HALVES.finditer(plain.cased) if _mixed(one.group())]


def _kept(plain: _Plain) -> Iterator[_Span]:
    for pattern in (DATE, _NAMED_YEAR, _YEARS, _UNIT, SHORT_AMOUNT):
        yield from map(_span, pattern.finditer(plain.text))
    for amount in map(_span, DONG.finditer(plain.text)):
        if int(plain.number(amount)) % HALF_THOUSAND == 0:
            yield amount


def _codes(plain: _Plain, secrets: Sequence[_Span]) -> Iterator[_Span]:
    """Case numbers and link codes: two letters at least, and too few digits for an identity."""
    found = [_span(one) for one in _CODE.finditer(plain.text)]
    found = [one for one in found if _letters(plain, one) >= 2]
    found += _halves(plain)
    for one in found:
        free = not any(one.touches(secret) for secret in secrets)
        if free and 0 < plain.count(one) < _OLD_ID_DIGITS:
            yield one


def _letters(plain: _Plain, span: _Span) -> int:
    return sum(one.isalpha() for one in plain.text[span.start : span.end])


def _mixed(code: str) -> bool:
    return sum(one in LETTERS for one in code) >= 2 and any(one in DIGITS for one in code)


# --- What does not --------------------------------------------------------------------------


def _in_words(plain: _Plain) -> Iterator[_Span]:
    """Passwords, each to the end of its line at most."""
    for told in starmap(_Span, told_in_words(plain.text)):
        if any(told.touches(half) for half in _halves(plain)):
            continue
        breaks = (at for at in range(told.start, told.end) if plain.typed[plain.where[at]] == "\n")
        yield _Span(told.start, next(breaks, told.end))


def _runs(plain: _Plain, kept: Sequence[_Span]) -> Iterator[_Span]:
    """Digits with no more than a gap between them, none of them within what survives."""
    covered = bytearray(len(plain.text))
    for span in kept:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    free = "".join("\0" if hidden else one for one, hidden in zip(plain.text, covered, strict=True))
    return map(_span, _RUN.finditer(free))


def _identities(plain: _Plain, run: _Span) -> Iterator[_Span]:
    """Neighbouring groups of digits that together are an identity or card number, longest first."""
    groups = _groups(plain, run)
    first = 0
    while first < len(groups):
        last = _longest(plain, groups, first, _is_identity)
        if last is not None:
            yield _Span(groups[first].start, groups[last].end)
        first = first + 1 if last is None else last + 1


def _beside(plain: _Plain, secrets: Sequence[_Span], runs: Sequence[_Span]) -> Iterator[_Span]:
    for secret in secrets:
        yield from _after(plain, secret, runs)
        for run in runs:
            if _links(plain, run.end, secret.start):
                yield from _last_groups(plain, run, _is_secret)


def _beside_lone(plain: _Plain, runs: Sequence[_Span]) -> Iterator[_Span]:
    """Six digits that the word *mã* alone names; with another tone it is another word."""
    found = [one for one in _LONE.finditer(plain.text) if not one["of_ours"]]
    lone = [word for word in map(_span, found) if plain.marks(word) <= {_TILDE}]
    for word, run in product(lone, runs):
        if _links(plain, word.end, run.start):
            yield from _first_groups(plain, run, _is_one_time)
        elif _links(plain, run.end, word.start) and _ENDS.match(plain.text, word.end):
            yield from _last_groups(plain, run, _is_one_time)


def _links(plain: _Plain, start: int, end: int) -> bool:
    """Nothing stands between but words that tie the two together."""
    near = 0 <= end - start <= _NEAR
    return near and _ONLY_LINKING.fullmatch(plain.text, start, end) is not None


def _after(plain: _Plain, secret: _Span, runs: Sequence[_Span]) -> Iterator[_Span]:
    """The first number after the word that is long enough, and those that follow it at once."""
    end, near = secret.end, _NEAR
    for run in runs:
        if run.start < end or plain.count(run) < _SECRET_DIGITS.start:
            continue
        if run.start - end > near:
            return
        groups = _groups(plain, run)
        last = _longest(plain, groups, 0, _is_secret)
        if last is None:
            return
        yield _Span(run.start, groups[last].end)
        end, near = run.end, _NEAR // 2


def _first_groups(plain: _Plain, run: _Span, fits: Callable[[str], bool]) -> Iterator[_Span]:
    groups = _groups(plain, run)
    last = _longest(plain, groups, 0, fits)
    if last is not None:
        yield _Span(run.start, groups[last].end)


def _last_groups(plain: _Plain, run: _Span, fits: Callable[[str], bool]) -> Iterator[_Span]:
    groups = _groups(plain, run)
    for first, group in enumerate(groups):
        if _longest(plain, groups, first, fits) == len(groups) - 1:
            yield _Span(group.start, run.end)
            return


def _alone(plain: _Plain, runs: Sequence[_Span]) -> Iterator[_Span]:
    """Six digits and not a letter beside them."""
    digits = [one for one in plain.text if one.isalnum()]
    for run in runs:
        if plain.count(run) == _ALONE_DIGITS == len(digits):
            yield run


def _longest(
    plain: _Plain, groups: Sequence[_Span], first: int, fits: Callable[[str], bool]
) -> int | None:
    """Up to which group they are such a number when read together."""
    lasts = [
        last
        for last in range(first, min(first + _CARD_DIGITS.stop, len(groups)))
        if fits(plain.number(_Span(groups[first].start, groups[last].end)))
    ]
    return max(lasts, default=None)


def _groups(plain: _Plain, run: _Span) -> list[_Span]:
    found = re.compile(r"\d+").finditer(plain.text, run.start, run.end)
    return [_span(one) for one in found]


def _is_secret(number: str) -> bool:
    return len(number) in _SECRET_DIGITS


def _is_one_time(number: str) -> bool:
    return len(number) == _ALONE_DIGITS


def _is_identity(number: str) -> bool:
    if len(number) == _ID_DIGITS:
        return _readable_as_citizen(number)
    return len(number) == _OLD_ID_DIGITS or (len(number) in _CARD_DIGITS and _luhn(number))


def _readable_as_citizen(number: str) -> bool:
    """Province or country of birth, then century and sex, here 1900 to 2099 (DOMAIN.md §2.1)."""
    place, century = int(number[:3]), int(number[3])
    return (1 <= place <= 96 or place >= 100) and century <= 3


def _luhn(number: str) -> bool:
    doubled = [int(one) * 2 for one in number[-2::-2]]
    total = sum(map(int, number[-1::-2])) + sum(one // 10 + one % 10 for one in doubled)
    return total % 10 == 0


def _span(found: re.Match[str]) -> _Span:
    return _Span(*found.span())
