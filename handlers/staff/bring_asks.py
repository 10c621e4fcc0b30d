"""What is asked of who sends a list: which month, and the file itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from domain.file import StoredFile
from domain.message import Choice, Wants
from domain.text import Month, Sign, Text
from domain.words import clean
from handlers.asks import CANNOT_SEE
from handlers.asks_files import Taking
from handlers.staff.sheet_words import FILE_OR_CHOOSE
from handlers.talk import Asked, Heard, NotUnderstood

_AS_FILE, _FORM = "file", "form"
_MONTH_FIRST = re.compile(r"(?<!\d)(\d{1,2})\D{1,9}(20\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(20\d\d)-(\d{1,2})(?!\d)")
_LIKE_THIS = Text("Choose, or write month and year, for example {month}.").signed(Sign.HELP)


@dataclass(frozen=True, slots=True)
class ListMonth:
    """The month of a list, by button or written; None where the file is to say it."""

    today: date

    def asked(self) -> Asked:
        this = Month.of(self.today)
        choices = (
            Choice(str(this), Text("This month, {month}", month=this).signed(Sign.DAY)),
            Choice(
                str(this.plus(1)), Text("Next month, {month}", month=this.plus(1)).signed(Sign.DAY)
            ),
            Choice(
                str(this.plus(-1)),
                Text("Last month, {month}", month=this.plus(-1)).signed(Sign.DAY),
            ),
            Choice(_AS_FILE, Text("As the file says").signed(Sign.LIST)),
        )
        question = Text("Which month is the list for?").signed(Sign.DAY)
        return Asked((question, _LIKE_THIS.filled(month=this.plus(-2))), choices)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        month = _month_in(clean(heard.text))
        if month is None and heard.begun is not None:
            return heard.begun
        if month is None:
            raise NotUnderstood(_LIKE_THIS.filled(month=Month.of(self.today).plus(-2)))
        return str(month)

    async def read(self, value: str) -> Month | None:
        return None if value == _AS_FILE else Month.parse(value)


def _month_in(said: str) -> Month | None:
    if found := _YEAR_FIRST.search(said):
        year, month = found.groups()
    elif found := _MONTH_FIRST.search(said):
        month, year = found.groups()
    else:
        return None
    return Month(int(year), int(month)) if 1 <= int(month) <= _DECEMBER else None


_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class SheetOf:
    """The file; or None for who wants an empty form first."""

    taking: Taking
    which: Text

    def asked(self) -> Asked:
        lines = (
            self.which,
            Text("Send the file: .xlsx, .xls or .csv, up to 10 MB.").signed(Sign.HELP),
            Text("It is only looked at first. Nothing changes before you say so.").signed(
                Sign.KEEP
            ),
        )
        form = Choice(_FORM, Text("Give me an empty form").signed(Sign.PAPERS))
        return Asked(lines, (form,), Wants.SHEET)

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            return await self.taking.take(heard.files[0])
        if chosen := heard.choice or heard.begun:
            return chosen
        raise NotUnderstood(FILE_OR_CHOOSE)

    async def read(self, value: str) -> StoredFile | None:
        return None if value == _FORM else await self.taking.known(value)
