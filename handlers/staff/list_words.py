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
    ListError.TWO_ON_ONE_ACCOUNT: Text("several are paid into one account").signed(Sign.BANK),
    ListError.PAID_AFTER_DEATH: Text("money was paid after a death").signed(Sign.STOP),
    ListError.WRONG_AMOUNT: Text("the amount is wrong").signed(Sign.MONEY),
    ListError.MONTH_MISSING: Text("missing on this month's list").signed(Sign.LIST),
    ListError.PAID_NOT_ENTITLED: Text("paid, but not on the commune's list").signed(Sign.LIST),
    ListError.ACCOUNT_ALONE: Text("has an account, but is on no other list").signed(Sign.ACCOUNT),
    ListError.PAID_BEFORE_BIRTH: Text("money was paid before the birth").signed(Sign.STOP),
    ListError.WRONG_HOLDER: Text("the account is under another name").signed(Sign.BANK),
    ListError.ODD_AMOUNT: Text("the amount is an impossible one").signed(Sign.MONEY),
    ListError.ID_SHARED: Text("several have one identity number").signed(Sign.PAPERS),
    ListError.PHONE_SHARED: Text("several have one phone").signed(Sign.PHONE),
}
