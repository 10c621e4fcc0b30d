"""How a request stands, in words: by its number alone, for what it is about is nobody else's."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import Case, CaseState, PaidHow
from domain.text import Sign, Text

ASK_THE_OFFICER = Text("Please ask the commune officer.").signed(Sign.OFFICER)
_TELL_THE_OFFICER = Text("If that is not right, please tell the commune officer.").signed(
    Sign.OFFICER
)
"""Where it is settled how the money comes: nobody is sent to the office for nothing."""

_PAID_HOW: Mapping[PaidHow, Text] = {
    PaidHow.PAID: Text("By now the money has been paid.").signed(Sign.MONEY),
    PaidHow.POINT: Text("The money is paid in cash at the payment point.").signed(Sign.POST),
    PaidHow.HOME: Text("Somebody brings the money home.").signed(Sign.PERSON),
    PaidHow.ACCOUNT: Text("The money comes to the account.").signed(Sign.ACCOUNT),
    PaidHow.NEXT_MONTH: Text("The money comes with the next payday.").signed(Sign.DAY),
}


def how_it_ended(case: Case) -> tuple[Text, ...]:
    done = case.state is CaseState.DONE
    said = (
        Text("Request {number} is settled.", number=case.number).signed(Sign.GO)
        if done
        else Text("Request {number} was looked at and refused.", number=case.number).signed(
            Sign.STOP
        )
    )
    if case.paid_how is None:
        return (said, ASK_THE_OFFICER)
    return (said, _PAID_HOW[case.paid_how], _TELL_THE_OFFICER)
