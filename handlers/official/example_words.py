"""What messages may be examples of, as who sorts them reads it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.examples import NOTHING_OF_OURS
from domain.intent import Aside, Flag, Intent
from domain.text import Text

_NONE, _NEAR, _FAR = NOTHING_OF_OURS

ASKED: Mapping[str, Text] = {
    Intent.PAYOUT_DATE: Text("asks when the money is paid"),
    Intent.ACCOUNT_STATUS: Text("asks how the account stands"),
    Intent.NEAREST_POINT: Text("asks where the money is paid"),
    Intent.HOW_MUCH: Text("asks how much it is"),
    Intent.MONEY_NOT_RECEIVED: Text("has not received the money"),
    Intent.OTP_PROBLEM: Text("gets no code of the bank"),
    Intent.ACCOUNT_HELP: Text("needs help with card, PIN or account"),
    Intent.CORRECT_INFO: Text("has something wrong put right"),
    Intent.REPORT_CHANGE: Text("reports a change: death, move, child"),
    Intent.TALK_TO_HUMAN: Text("wants to talk to an officer"),
    Intent.CHANGE_LANGUAGE: Text("wants another language"),
    Intent.HELP: Text("asks how this is used"),
}

BESIDE: Mapping[str, Text] = {
    Flag.OTHER_PROGRAMME: Text("asks about another programme"),
    Aside.APPLICATION: Text("asks about an application for the allowance"),
    Flag.BANK_SMS: Text("passes on a message of a bank"),
    Flag.SCAM: Text("tells of a fraud"),
    Flag.SECRET_DISCLOSED: Text("tells a code, a password or a card number"),
    Flag.EMERGENCY: Text("is in distress"),
    Aside.GREETING: Text("greets or thanks"),
}

OTHER: Mapping[str, Text] = {
    _NONE: Text("something else"),
    _NEAR: Text("something else, with words like ours"),
    _FAR: Text("something else altogether"),
}

SORTED_AS: Mapping[str, Text] = {**ASKED, **BESIDE, **OTHER}
"""Each of `domain.examples.SECTIONS`."""
