"""What is wrong on a list, in the words of a counter."""

from __future__ import annotations

from collections.abc import Mapping

from domain.list_error import ListError
from domain.text import Sign, Text

ERRORS: Mapping[str, Text] = {
    ListError.ACCOUNT_BUT_CASH_LIST: Text("has an account, but is on the cash list").signed(
        Sign.ACCOUNT
    ),
    ListError.NO_ACCOUNT_BUT_ACCOUNT_LIST: Text("no account, but is on the account list").signed(
        Sign.ACCOUNT
    ),
    ListError.ON_NO_LIST: Text("is on no list").signed(Sign.LIST),
    ListError.PAYEE_NOT_LISTED: Text("who collects is on no list").signed(Sign.PERSON),
    ListError.TWO_ON_ONE_ACCOUNT: Text("two are paid into one account").signed(Sign.BANK),
    ListError.PAID_AFTER_DEATH: Text("money was paid after a death").signed(Sign.STOP),
    ListError.WRONG_AMOUNT: Text("the amount is wrong").signed(Sign.MONEY),
}
