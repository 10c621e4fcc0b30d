"""What is said of lists that come in: which there are, how far one is, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.lists.problems import REFUSALS, sentence_of
from domain.lists.row import ListKind, Problem
from domain.message import Choice
from domain.text import Money, Sign, Text, verbatim
from handlers.talk import Talk, offer
from storage.imports.lists_in import ListIn, ListState
from storage.list_errands import Came

PROBLEMS_SHOWN = 10
"""At once, on a small phone."""

TAKEN_AT_ONCE = 2_000
"""Rows that a turn takes, or undoes, by itself; more of them take seconds."""

KINDS: Mapping[ListKind, Text] = {
    ListKind.PEOPLE: Text("People who receive").signed(Sign.PERSON),
    ListKind.ACCOUNTS: Text("Accounts at the bank").signed(Sign.ACCOUNT),
    ListKind.PAYMENTS: Text("Payment list").signed(Sign.MONEY),
    ListKind.CALENDAR: Text("Payout calendar").signed(Sign.DAY),
    ListKind.POINTS: Text("Payment points").signed(Sign.PLACE),
}

STATES: Mapping[ListState, Text] = {
    ListState.STAGED: Text("waits for your word"),
    ListState.ACTIVE: Text("holds"),
    ListState.UNDONE: Text("undone"),
    ListState.DROPPED: Text("not taken"),
}

SEND_A_LIST = Text("Send a list").signed(Sign.LIST)


def to_lists(talk: Talk) -> tuple[Choice, ...]:
    """What stands beneath, where nothing else is to be done."""
    return (offer("lists", SEND_A_LIST, do="send"), *talk.menu[-1:])


def called(one: ListIn) -> Text:
    """*Danh sách chi trả tháng 11/2026*."""
    return Text("{kind}, month {month}", kind=KINDS[one.kind], month=one.month)


def lately_line(one: ListIn, talk: Talk) -> Text:
    day = one.staged_at.astimezone(talk.now.tzinfo).date()
    said = Text(
        "{day}: {list}, {rows} rows, {state}.",
        day=day,
        list=called(one),
        rows=one.rows,
        state=STATES[one.state],
    )
    return said.signed(_SIGNS[one.state])


_SIGNS = {
    ListState.STAGED: Sign.WAIT,
    ListState.ACTIVE: Sign.GO,
    ListState.UNDONE: Sign.STOP,
    ListState.DROPPED: Sign.STOP,
}


# --- What was read ------------------------------------------------------------------------------


def refused_line(came: Came) -> Text:
    return REFUSALS[came.refused].filled(**came.values).signed(Sign.STOP)


def read_lines(one: ListIn, came: Came, whole: bool) -> Iterable[Text]:
    """Nothing of it holds yet: what it would do."""
    yield called(one).signed(Sign.LIST)
    yield Text("{rows} rows can be taken.", rows=one.rows).signed(
        Sign.GO if one.rows else Sign.STOP
    )
    if came.new + came.changed + came.same:
        yield Text(
            "People: {new} new, {changed} change, {same} stay as they are.",
            new=came.new,
            changed=came.changed,
            same=came.same,
        ).signed(Sign.PERSON)
    if whole and came.leave:
        yield Text("{count} people receive no longer.", count=came.leave).signed(Sign.STOP)
    if came.accounts:
        yield Text("{count} accounts.", count=came.accounts).signed(Sign.ACCOUNT)
    if came.payments:
        yield Text(
            "{count} payments, {money} in all.", count=came.payments, money=Money(came.money)
        ).signed(Sign.MONEY)
    if one.bad:
        yield Text("{count} rows are bad, and are not taken.", count=one.bad).signed(Sign.STOP)
    if came.notes:
        yield Text("{count} things to look at once more.", count=came.notes).signed(Sign.HELP)
    yield Text("Nothing has changed yet.").signed(Sign.KEEP)


def problem_line(one: Problem) -> Text:
    """Where, and what is to be done."""
    if not one.row and not one.sheet:
        return sentence_of(one)
    return Text("{where}: {what}", where=place_of(one), what=sentence_of(one))


def place_of(one: Problem) -> Text:
    """*Núi Sam, dòng 9, cột C*, as far as it goes; of a whole list, nothing."""
    sheet, row, column = verbatim(one.sheet), one.row, one.column
    if not row:
        return sheet
    if not one.sheet:
        place = Text("Row {row}, column {column}", row=row, column=column)
        return place if column else Text("Row {row}", row=row)
    if not column:
        return Text("{sheet}, row {row}", sheet=sheet, row=row)
    return Text("{sheet}, row {row}, column {column}", sheet=sheet, row=row, column=column)
