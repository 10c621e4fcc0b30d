"""How the state of an account is told: what it is, from when we know it, and the one next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.account import Account, AccountState, ListProblem
from domain.banks import bank_name
from domain.payout import Payment, Way
from domain.person import Relation
from domain.place import PaymentPoint
from domain.text import Month, Sign, Text
from handlers.beneficiary.payout_words import (
    NEVER_TELL,
    list_of,
    not_on_list,
    place_of,
)

_S = AccountState

_NO_ACCOUNT = Text("There is no account for the allowance yet.").signed(Sign.ACCOUNT)
_STATES: Mapping[AccountState, Text] = {
    _S.DETAILS_COLLECTED: Text(
        "The details were collected, the bank has not opened the account yet."
    ).signed(Sign.WAIT),
    _S.OPENED: Text("The account is open, and cannot take the allowance yet.").signed(Sign.WAIT),
    _S.WAITING_FOR_ACTIVATION: Text(
        "The account is not activated yet, so it cannot be used."
    ).signed(Sign.WAIT),
    _S.OTP_NOT_ARRIVING: Text("The code of the bank (OTP) does not reach the phone.").signed(
        Sign.STOP
    ),
    _S.USABLE: Text("The account works. There is no card yet.").signed(Sign.GO),
    _S.CARD_ISSUED: Text("The account works, and has a card.").signed(Sign.GO),
    _S.CLOSED: Text("The account is closed.").signed(Sign.STOP),
}

_NEXT_STEPS: Mapping[AccountState, Text] = {
    _S.DETAILS_COLLECTED: Text("The bank does this, please wait. If it is long, ask at {place}."),
    _S.OPENED: Text("The post must put it on the list. Please ask at {place}."),
    _S.WAITING_FOR_ACTIVATION: Text("Take the citizen card to {place}, to activate it."),
    _S.OTP_NOT_ARRIVING: Text(
        "Take the citizen card and the phone to {place}, to look at the number."
    ),
}
_BY: Mapping[AccountState, Text] = {
    _S.WAITING_FOR_ACTIVATION: Text("Best before {day:weekday}, when the money is sent."),
    _S.OTP_NOT_ARRIVING: Text("Best before {day:weekday}, when the money is sent."),
}
_WITHOUT_CARD = Text(
    "To withdraw: take the citizen card to the bank, or to the post office on payout days."
).signed(Sign.BANK)
_WITH_CARD = Text("To withdraw: at any machine (ATM), or at the bank.").signed(Sign.ATM)
_ASK_HOW_PAID = Text("Please ask the commune officer how the money is paid now.").signed(
    Sign.OFFICER
)

CASH_STAYS = Text("Cash is still paid. Without an account nobody loses the allowance.").signed(
    Sign.MONEY
)
CANNOT_WALK = Text("Who cannot walk sends word to the commune officer.").signed(Sign.OFFICER)

_TO_OPEN = Text("To open one: take the citizen card to {place}.").signed(Sign.POST)
_TO_OPEN_FOR_ANOTHER = Text(
    "To open one, the guardian goes to {place}, with citizen card and guardianship paper."
).signed(Sign.POST)

_BANK_HAS_TO: Mapping[AccountState, Text] = {
    _S.DETAILS_COLLECTED: Text("The bank: has still to open the account.").signed(Sign.BANK),
    _S.OPENED: Text("The post: has still to put the account on the list.").signed(Sign.POST),
    _S.WAITING_FOR_ACTIVATION: Text("The bank: waits for the activation.").signed(Sign.BANK),
    _S.OTP_NOT_ARRIVING: Text("The bank: has perhaps a wrong phone number.").signed(Sign.PHONE),
    _S.USABLE: Text("The bank: has nothing left to do.").signed(Sign.BANK),
    _S.CARD_ISSUED: Text("The bank: has nothing left to do.").signed(Sign.BANK),
    _S.CLOSED: Text("The bank: has closed the account.").signed(Sign.BANK),
}
_MEANWHILE = Text("Until then, ask the commune officer about being paid in cash.").signed(
    Sign.OFFICER
)
_PROBLEMS: Mapping[ListProblem, Text] = {
    ListProblem.ACCOUNT_BUT_CASH_LIST: Text(
        "But for {month} the name stands on the cash list."
    ).signed(Sign.LIST),
    ListProblem.NO_ACCOUNT_BUT_ACCOUNT_LIST: Text(
        "But for {month} the name stands on the account list."
    ).signed(Sign.LIST),
}
_PAID_ALL_THE_SAME: Mapping[ListProblem, Text] = {
    ListProblem.ACCOUNT_BUT_CASH_LIST: Text("This time it is paid in cash at {place}.").signed(
        Sign.MONEY
    ),
    ListProblem.NO_ACCOUNT_BUT_ACCOUNT_LIST: Text(
        "So the money cannot arrive. Please press “{button}”, so that it is put right."
    ).signed(Sign.STOP),
}
REPORT = Text("Report that the list is wrong").signed(Sign.OFFICER)
_RELATIVES = Text("The money goes to the account of a relative.").signed(Sign.ACCOUNT)


def first_lines(
    account: Account | None,
    points: Sequence[PaymentPoint],
    relation: Relation,
    of_age: bool,
    transfer: date | None,
) -> tuple[Text, ...]:
    """State, from when it is known, next step; with until when, where the calendar says it.

    ``points`` is where the person goes for it; ``of_age``: may hold an account.
    """
    if account is None:
        return (_NO_ACCOUNT, CASH_STAYS, to_open(points, relation, of_age))
    known = known_on(account.state_on)
    by = _BY.get(account.state)
    until = [by.filled(day=transfer).signed(Sign.DAY)] if by and transfer else []
    return (_STATES[account.state], known, _next_step(account, points), *until)


def known_on(day: date) -> Text:
    """From when it is."""
    return Text("As known on {day:weekday}.", day=day).signed(Sign.DAY)


def problem_lines(
    account: Account | None, problem: ListProblem, month: Month, points: Sequence[PaymentPoint]
) -> tuple[Text, ...]:
    """An account and a list that contradict each other: both, and what follows now."""
    state = _NO_ACCOUNT if account is None else _STATES[account.state]
    return (
        state.signed(Sign.WAIT),
        _PROBLEMS[problem].filled(month=month),
        _PAID_ALL_THE_SAME[problem].filled(place=place_of(points), button=REPORT),
    )


def relatives_lines(account: Account) -> tuple[Text, ...]:
    """The money of one goes to the account of another, which works."""
    how = _WITH_CARD if account.has_card else _WITHOUT_CARD
    return (Text("{Me} see no account of one's own.").signed(Sign.ACCOUNT), _RELATIVES, how)


def to_open(points: Sequence[PaymentPoint], relation: Relation, of_age: bool) -> Text:
    """Who may hold one and who opens it: Circular 17/2024/TT-NHNN (DOMAIN.md §1.5)."""
    by_another = not of_age or relation is Relation.GUARDIAN
    return (_TO_OPEN_FOR_ANOTHER if by_another else _TO_OPEN).filled(place=place_of(points))


def more_lines(
    account: Account | None,
    payment: Payment | None,
    points: Sequence[PaymentPoint],
    list_made_on: date | None,
    none_yet: Text,
    month: Month,
    arranged: tuple[Text, ...],
) -> tuple[Text, ...]:
    """The bank's side apart from the list's; then what is good to know. ``arranged``: how they are
    paid until the account can be used, where that is settled; ``none_yet``: said where no list is
    known."""
    return (
        *(_bank_lines(account) if account else ()),
        _list_line(payment, points, none_yet if list_made_on is None else not_on_list(month)),
        *([list_of(list_made_on)] if list_made_on else []),
        *(arranged or _to_ask(account)),
        *([CASH_STAYS] if account else []),
        CANNOT_WALK,
        NEVER_TELL,
    )


def _to_ask(account: Account | None) -> tuple[Text, ...]:
    return (_MEANWHILE,) if account and account.exists and not account.usable else ()


def _bank_lines(account: Account) -> tuple[Text, ...]:
    name = bank_name(account.bank)
    named = [Text("Account at {bank}.", bank=name).signed(Sign.BANK)] if name else []
    opened = account.opened_on
    since = [Text("Opened on {day}.", day=opened).signed(Sign.ACCOUNT)] if opened else []
    return (*named, *since, _BANK_HAS_TO[account.state])


def _list_line(payment: Payment | None, points: Sequence[PaymentPoint], on_none: Text) -> Text:
    if payment is None:
        return on_none
    said = (
        Text("List of {month}: cash at {place}.", month=payment.month, place=place_of(points))
        if payment.way is Way.CASH
        else Text("List of {month}: into the account.", month=payment.month)
    )
    return said.signed(Sign.LIST)


def _next_step(account: Account, points: Sequence[PaymentPoint]) -> Text:
    match account.state:
        case AccountState.USABLE:
            return _WITHOUT_CARD
        case AccountState.CARD_ISSUED:
            return _WITH_CARD
        case AccountState.CLOSED:
            return _ASK_HOW_PAID
    return _NEXT_STEPS[account.state].filled(place=place_of(points)).signed(Sign.POST)
