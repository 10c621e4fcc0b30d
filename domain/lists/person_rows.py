"""A row of people, accounts or payments, from what its cells say, and what is wrong in it."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.identity import IdFlag, born_in, flags_of, kept_birth, sex_in
from domain.lists import values
from domain.lists.around import unit_in
from domain.lists.headers import Field
from domain.lists.layout import letter
from domain.lists.reading import Cells, is_cross
from domain.lists.row import ListKind, PersonRow, Problem
from domain.lists.values.money import in_dong
from domain.payout import FailedBecause, Stage, Way
from domain.person import Programme, Sex

_TITLE = re.compile(r"(?:ông|bà|cụ|anh|chị|cháu|em|bé)\s*[.:]?\s+(?=\S+\s+\S)", re.IGNORECASE)


def person_row(kind: ListKind, cells: Cells) -> PersonRow | None:
    """None where nobody is named; its problems are put to the others of the cells."""
    name = _name(cells)
    if not name:
        return None
    said, context = cells.got.get, cells.record.context
    citizen_id, old_id = _ids(cells)
    sex, birth = _sex_and_birth(cells)
    way = _way(cells) or context.way
    amount, arrears, total = _money(cells)
    stage, reason = _how_far(cells)
    row = PersonRow(
        sheet=cells.sheet,
        row=cells.record.number,
        name=name,
        sex=sex,
        birth=birth,
        citizen_id=citizen_id,
        old_id=old_id,
        phone=said(Field.PHONE),
        unit=_unit(cells),
        address=said(Field.ADDRESS) or context.address,
        programme=_programme(cells),
        category=_category(cells),
        halves=said(Field.COEFFICIENT),
        amount=amount,
        arrears=arrears,
        total=total,
        way=way,
        account_number=_account_number(cells),
        bank=said(Field.BANK),
        holder=said(Field.HOLDER, ""),
        payee=said(Field.PAYEE, ""),
        relation=said(Field.RELATION),
        status=stage,
        reason=reason,
        status_on=said(Field.STATUS_ON),
        account_state=said(Field.ACCOUNT_STATE),
        opened_on=said(Field.OPENED_ON),
        since=said(Field.SINCE),
        until=said(Field.UNTIL),
        point=said(Field.POINT, ""),
        note=said(Field.NOTE, ""),
    )
    _check_identity(cells, row)
    _check_way(cells, row)
    _check_enough(kind, cells, row)
    return row


# --- Who ----------------------------------------------------------------------------------------


def _name(cells: Cells) -> str:
    """Of one column or two, without *Ông*, *Bà*, *Cụ*."""
    name = cells.text(Field.NAME) or _name_in_two(cells)
    if not name and not cells.troubled & _NAMES:
        cells.problem("no_name", Field.NAME)
    return name[title.end() :] if (title := _TITLE.match(name)) else name


_NAMES = frozenset({Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME})


def _name_in_two(cells: Cells) -> str:
    whole = f"{cells.text(Field.FAMILY_NAME)} {cells.text(Field.GIVEN_NAME)}".strip()
    name: str | None = cells.parse(Field.FAMILY_NAME, values.name, whole) if whole else None
    return name or ""


def _ids(cells: Cells) -> tuple[str | None, str | None]:
    """Whichever column each of the two numbers stands in."""
    citizen_id, old_id = cells.of(Field.CITIZEN_ID) or (None, None)
    other, older = cells.of(Field.OLD_ID) or (None, None)
    return citizen_id or other, old_id or older


def _sex_and_birth(cells: Cells) -> tuple[Sex | None, str | None]:
    """Of two columns of births, *Nam* and *Nữ*, the one that is filled says the sex."""
    sex, birth = cells.of(Field.SEX), cells.of(Field.BIRTH) or _birth_in_parts(cells)
    male, female = cells.of(Field.MALE), cells.of(Field.FEMALE)
    if male and female:
        cells.problem("both_sexes", Field.MALE)
        return sex, birth
    if filled := male or female:
        by_column = Sex.MALE if male else Sex.FEMALE
        if sex is not None and sex is not by_column:
            cells.problem("both_sexes", Field.MALE)
        sex = sex or by_column
        birth = birth or (None if is_cross(filled) else filled)
    return sex, birth


def _birth_in_parts(cells: Cells) -> str | None:
    year = cells.text(Field.BIRTH_YEAR)
    if not year:
        return None
    parts = (cells.text(Field.BIRTH_DAY), cells.text(Field.BIRTH_MONTH), year)
    whole = "/".join(part for part in parts if part)
    birth: str | None = cells.parse(
        Field.BIRTH_YEAR, lambda cell, notes: values.birth(cell, cells.today, notes), whole
    )
    return birth


def _check_identity(cells: Cells, row: PersonRow) -> None:
    """A mismatch is a flag and never a refusal: the record may be what is wrong."""
    number = row.citizen_id
    if number is None or _fits(number, row):
        return
    year = kept_birth(row.birth).year if row.birth else born_in(number)
    flags = flags_of(number, year, row.sex or sex_in(number))
    if IdFlag.OTHER_YEAR in flags:
        cells.problem(
            "id_other_year", Field.CITIZEN_ID, in_id=str(born_in(number)), in_list=str(year)
        )
    if IdFlag.OTHER_SEX in flags:
        cells.problem("id_other_sex", Field.CITIZEN_ID)


def _fits(number: str, row: PersonRow) -> bool:
    """Nearly all do, so they are not looked at any closer."""
    said = row.birth is not None and row.birth.startswith(str(born_in(number)))
    return said and row.sex is sex_in(number)


# --- Where, and what for ------------------------------------------------------------------------


def _unit(cells: Cells) -> str:
    """The row's own, then its group's, the title's or the sheet's, then one in the address."""
    unit: str = cells.text(Field.UNIT) or cells.record.context.unit
    return unit or unit_in(cells.text(Field.ADDRESS))


def _programme(cells: Cells) -> Programme | None:
    said = cells.of(Field.PROGRAMME)
    if isinstance(said, Programme):
        return said
    by_category = values.programme(cells.text(Field.CATEGORY))
    return by_category or cells.record.context.programme


def _category(cells: Cells) -> str:
    """The code, which is more exact than the words."""
    programme = cells.of(Field.PROGRAMME)
    words = "" if isinstance(programme, Programme) or programme is None else programme
    said: str = cells.text(Field.CATEGORY_CODE) or cells.text(Field.CATEGORY) or words
    return said or cells.record.context.category


# --- Money --------------------------------------------------------------------------------------

_MONEY = frozenset(
    {Field.AMOUNT, Field.ARREARS, Field.TOTAL, Field.CASH_AMOUNT, Field.ACCOUNT_AMOUNT}
)


def _money(cells: Cells) -> tuple[int | None, int | None, int | None]:
    """Amount, arrears and total. What is not said follows from the other two.

    A total that is a formula without its result follows from the other two as well, so it is noted
    and stops nothing."""
    amount = _first_of(cells, Field.AMOUNT, Field.CASH_AMOUNT, Field.ACCOUNT_AMOUNT)
    arrears, total = cells.of(Field.ARREARS), cells.of(Field.TOTAL)
    if arrears is None and _is_silent(cells, Field.ARREARS) and (amount or total) is not None:
        arrears = 0
    if amount is None and total is not None and not cells.troubled & _MONEY:
        amount = total - (arrears or 0)
    if amount is not None and total is None and Field.TOTAL in cells.troubled:
        total = None if arrears is None else amount + arrears
    if total is not None and Field.TOTAL in cells.troubled:
        totals = frozenset(map(letter, cells.record.table.columns.at[Field.TOTAL]))
        cells.problems[:] = [_noted(one, totals) for one in cells.problems]
    if None not in (amount, total) and not cells.troubled & _MONEY:
        _check_sum(cells, amount or 0, arrears or 0, total or 0)
    return amount, arrears, total


def _noted(problem: Problem, totals: frozenset[str]) -> Problem:
    """Of a total that is known."""
    unknown = problem.code == "formula_without_value" and problem.column in totals
    return replace(problem, code="total_without_value") if unknown else problem


def _first_of(cells: Cells, *fields: Field) -> int | None:
    for one in fields:
        said: int | None = cells.of(one)
        if said is not None and (said or one is Field.AMOUNT):
            return said
    by_cash = cells.of(Field.BY_CASH)
    return by_cash if isinstance(by_cash, int) else None


def _is_silent(cells: Cells, wanted: Field) -> bool:
    """There is such a column, and nothing in it."""
    return wanted in cells.record.table.columns.at and wanted not in cells.troubled


def _check_sum(cells: Cells, amount: int, arrears: int, total: int) -> None:
    if amount < 0 or amount + arrears != total:
        cells.problem(
            "total_differs", Field.TOTAL, total=in_dong(total), sum=in_dong(amount + arrears)
        )


# --- How far ------------------------------------------------------------------------------------

_ARRIVED = frozenset({Stage.CREDITED, Stage.COLLECTED})


def _how_far(cells: Cells) -> tuple[Stage | None, FailedBecause | None]:
    """*Trả lại* in one column and *vắng mặt* in another; what has arrived failed for no reason."""
    stage, reason = cells.of(Field.STATUS) or (None, None)
    by_reason, why = cells.of(Field.REASON) or (None, None)
    if stage in _ARRIVED:
        return stage, None
    return stage or by_reason, reason or why


# --- The way ------------------------------------------------------------------------------------


def _way(cells: Cells) -> Way | None:
    said = cells.got.get
    way: Way | None = said(Field.WAY)
    cash = said(Field.BY_CASH) or said(Field.CASH_AMOUNT)
    account = said(Field.BY_ACCOUNT) or said(Field.ACCOUNT_AMOUNT)
    if cash and account:
        cells.problem("both_ways", Field.BY_CASH)
        return way
    if cash or account:
        crossed = Way.CASH if cash else Way.ACCOUNT
        if way is not None and way is not crossed:
            cells.problem("both_ways", Field.WAY)
        return way or crossed
    return way


def _account_number(cells: Cells) -> str | None:
    number: str | None = cells.of(Field.ACCOUNT_NUMBER)
    by_account = cells.of(Field.BY_ACCOUNT)
    return number or (None if is_cross(by_account) else by_account)


def _check_way(cells: Cells, row: PersonRow) -> None:
    """Told, and not refused: whose list is right comes out when all lists are compared."""
    silent = _is_silent(cells, Field.ACCOUNT_NUMBER)
    if row.way is Way.ACCOUNT and row.account_number is None and silent:
        cells.problem("account_without_number", Field.ACCOUNT_NUMBER)
    if row.way is Way.CASH and row.account_number is not None:
        cells.problem("cash_with_account", Field.ACCOUNT_NUMBER)


# --- Enough -------------------------------------------------------------------------------------

_IDENTITY = frozenset(
    {Field.CITIZEN_ID, Field.OLD_ID, Field.BIRTH, Field.BIRTH_YEAR, Field.MALE, Field.FEMALE}
)
_OF_ACCOUNT = frozenset({Field.ACCOUNT_NUMBER, Field.BY_ACCOUNT, Field.ACCOUNT_STATE})


def _check_enough(kind: ListKind, cells: Cells, row: PersonRow) -> None:
    """What has to be there in a list of its kind, where no cell was refused for it."""
    known = row.citizen_id or row.old_id or row.birth
    if kind is ListKind.PEOPLE and not known and not cells.troubled & _IDENTITY:
        cells.problem("no_birth_no_id")
    no_number = row.account_number is None and row.account_state is None
    if kind is ListKind.ACCOUNTS and no_number and not cells.troubled & _OF_ACCOUNT:
        cells.problem("no_account_number", Field.ACCOUNT_NUMBER)
    if kind is ListKind.PAYMENTS and row.amount is None and not cells.troubled & _MONEY:
        cells.problem("no_amount", Field.AMOUNT)
