"""Another way of being paid, in words: what is asked for, what to do for it, and from when on."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import Case, CaseState
from domain.pay_way import Holder, PayWish, WayAsked
from domain.text import Month, Sign, Text

WISHES: Mapping[PayWish, Text] = {
    PayWish.OPEN_ACCOUNT: Text("Open an account").signed(Sign.ACCOUNT),
    PayWish.USE_ACCOUNT: Text("Into the account there is").signed(Sign.ACCOUNT),
    PayWish.CASH: Text("In cash").signed(Sign.MONEY),
    PayWish.OTHER_BANK: Text("At another bank").signed(Sign.BANK),
    PayWish.WALLET: Text("Into an e-wallet").signed(Sign.MOBILE),
    PayWish.VNEID: Text("The account named in VNeID").signed(Sign.CARD),
}
HOLDERS: Mapping[Holder, Text] = {
    Holder.SELF: Text("The account is in their own name.").signed(Sign.PERSON),
    Holder.REPRESENTATIVE: Text("Who stands for them by law holds the account.").signed(
        Sign.PERSON
    ),
    Holder.GUARDIAN: Text("The guardian holds the account for them.").signed(Sign.PERSON),
}
"""For staff."""

_TO_OPEN: Mapping[Holder, Text] = {
    Holder.SELF: Text("Please take the citizen card to the post office, to open it.").signed(
        Sign.POST
    ),
    Holder.REPRESENTATIVE: Text(
        "Who stands for the person by law opens it, with their own papers."
    ).signed(Sign.PAPERS),
    Holder.GUARDIAN: Text("The guardian opens it, with the guardianship paper.").signed(
        Sign.PAPERS
    ),
}
_NEXT: Mapping[PayWish, Text] = {
    PayWish.USE_ACCOUNT: Text("Nothing has to be brought. The officer looks at the list.").signed(
        Sign.LIST
    ),
    PayWish.CASH: Text("Nothing has to be brought. The officer looks at the list.").signed(
        Sign.LIST
    ),
    PayWish.OTHER_BANK: Text("Please show the bank's paper to the commune officer.").signed(
        Sign.PAPERS
    ),
    PayWish.WALLET: Text("Please ask the officer first which wallet can be used.").signed(
        Sign.OFFICER
    ),
    PayWish.VNEID: Text("In VNeID: An sinh xã hội, then choose the bank and confirm.").signed(
        Sign.CARD
    ),
}
WHO_CANNOT_GO = Text("Who cannot go there tells the commune officer first.").signed(Sign.OFFICER)
AS_BEFORE = Text("Until then it is paid as before.").signed(Sign.WAIT)


def asked_line(wish: PayWish) -> Text:
    what = WISHES[wish]
    return Text("Asked for: {what}.", what=what).signed(what.sign)


def next_lines(asked: WayAsked) -> tuple[Text, ...]:
    """What to do for it; nobody who cannot walk is sent to a counter."""
    if asked.wish is not PayWish.OPEN_ACCOUNT:
        return (_NEXT[asked.wish],)
    return (_TO_OPEN[asked.holder or Holder.SELF], WHO_CANNOT_GO)


def counts_line(month: Month) -> Text:
    """A list that is made already is not changed any more."""
    said = Text("If it is agreed to, it counts from the list of {month}.", month=month)
    return said.signed(Sign.DAY)


def ended_line(case: Case, wish: PayWish) -> Text:
    what = WISHES[wish]
    if case.state is CaseState.DONE:
        return Text("Agreed to: {what}.", what=what).signed(what.sign)
    return Text("Not agreed to: {what}. It is paid as before.", what=what).signed(Sign.STOP)
