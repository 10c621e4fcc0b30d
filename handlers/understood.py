"""Which dialogue answers what was understood, and how it begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.bank_message import BankMessage, BankTells, read_bank_message
from domain.gazetteer import Found
from domain.intent import Flag, Intent, Outcome, Slots, Understood
from domain.message import Choice
from domain.session import Pairs
from domain.staff import Actor
from domain.staff_short import Work, read_short
from domain.text import Sign, Text
from handlers.asks import written
from handlers.beneficiary.flagged import ASIDES, FLAGGED, INTENTS, Start
from handlers.menu import BY_NAME
from handlers.steps import Begin
from handlers.talk import Heard, offer

ANSWERED_BY: Mapping[Intent, tuple[Text, str]] = {
    Intent.PAYOUT_DATE: (Text("Payout date").signed(Sign.DAY), "payout_date"),
    Intent.ACCOUNT_STATUS: (Text("Account").signed(Sign.ACCOUNT), "account_status"),
    Intent.NEAREST_POINT: (Text("Nearest payment point").signed(Sign.PLACE), "nearest_point"),
    Intent.HOW_MUCH: (Text("How much").signed(Sign.MONEY), "amount"),
    Intent.MONEY_NOT_RECEIVED: (
        Text("The money has not come").signed(Sign.MONEY),
        "money_not_come",
    ),
    Intent.OTP_PROBLEM: (
        Text("The bank's code does not come").signed(Sign.CODE),
        "code_not_come",
    ),
    Intent.ACCOUNT_HELP: (Text("Card, PIN, using the account").signed(Sign.CARD), "account_help"),
    Intent.CORRECT_INFO: (Text("Something in the record is wrong").signed(Sign.PERSON), "my_data"),
    Intent.REPORT_CHANGE: (
        Text("Tell of a death, a move, a stop").signed(Sign.PERSON),
        "report_change",
    ),
    Intent.TALK_TO_HUMAN: (Text("Talk to a person").signed(Sign.OFFICER), "talk_to_person"),
    Intent.CHANGE_LANGUAGE: (Text("Change language").signed(Sign.LANGUAGE), "change_language"),
    Intent.HELP: (Text("How this is used").signed(Sign.HELP), "help_me"),
}
"""What stands on a button for it, and the dialogue by its name."""

_AT_WORK: Mapping[str, str] = {
    "code_not_come": "otp",
    "my_data": "fix",
    "report_change": "change",
}
"""Where somebody's work is to do the same for others."""

_IN_SHORT: Mapping[Work, str] = {Work.OTP: "otp", Work.LIST: "list_problem"}

_AT_A_PLACE: Mapping[Intent, str] = {
    Intent.PAYOUT_DATE: "payout_at_place",
    Intent.NEAREST_POINT: "nearest_point",
}
"""What can be answered for a place that was named."""

_FIRST = (
    Flag.EMERGENCY,
    Flag.SECRET_DISCLOSED,
    Flag.SCAM,
    Flag.BANK_SMS,
    Flag.OTHER_PROGRAMME,
)
"""Of several, the first is answered."""

_SHORT = 36
"""Bytes: so much of a place fits behind a button with the longest name of a dialogue here."""


def begun_by(understood: Understood, text: str, actor: Actor | None) -> Begin:
    """How the dialogue that answers an intent begins, with what was named in the same words."""
    intent, slots = understood.intent, understood.slots
    if slots.place is not None and intent in _AT_A_PLACE:
        begun = _at_place(intent, slots, slots.place)
    else:
        dialogue, answers = _start(intent, text)
        more = (*_of_month(intent, slots), *_of_their_unit(intent, actor))
        begun = at_work(dialogue, actor) or Begin(BY_NAME[dialogue], (*answers, *more))
    if intent is Intent.PAYOUT_DATE and slots.lunar and slots.day is None and begun.said is None:
        return Begin(BY_NAME["lunar_named"], begun.answers)
    return begun


def flagged(understood: Understood, text: str) -> tuple[Flag, Begin] | None:
    """What is to be said before all else, and of which flag; None where there is none. A code that
    a bank has sent is told as such, though it is a secret."""
    flags = understood.flags
    if Flag.BANK_SMS in flags and read_bank_message(text) == BankMessage(BankTells.CODE):
        flags -= {Flag.SECRET_DISCLOSED}
    for flag in _FIRST:
        if flag in flags:
            return flag, replace(_begin(FLAGGED[flag](text)), words=text)
    return None


def beside(understood: Understood, text: str) -> Begin | None:
    """The answer to what asks for nothing of ours, and yet is owed one."""
    return _begin(ASIDES[understood.aside](text)) if understood.aside is not None else None


def at_work(dialogue: str, actor: Actor | None) -> Begin | None:
    """The work of the staff that stands for it, where it is theirs who writes."""
    line = BY_NAME.get(_AT_WORK.get(dialogue, ""))
    if line is None or actor is None or not actor.may_somewhere(line.act):
        return None
    return Begin(line)


def in_short(text: str, actor: Actor | None) -> Begin | None:
    """Work that staff begin by two words and a name, where it is theirs."""
    found = read_short(text) if actor is not None else None
    line = BY_NAME[_IN_SHORT[found.work]] if found is not None else None
    if found is None or line is None or actor is None or not actor.may_somewhere(line.act):
        return None
    return Begin(line, said=Heard(found.name) if found.name else None)


def one_of_two_at(place: Found, understood: Understood) -> Understood:
    """A place was named in words that are not understood: what can be told of it."""
    first, second = _AT_A_PLACE
    return replace(
        understood,
        intent=first,
        second=second,
        outcome=Outcome.TWO,
        slots=replace(understood.slots, place=place),
    )


def offered(intent: Intent, understood: Understood, text: str, actor: Actor | None) -> Choice:
    """A button for it; the place that was named goes along, where a tap can carry it."""
    dialogue, answers = _start(intent, text)
    begun = at_work(dialogue, actor)
    if begun is not None and begun.line.label is not None:
        return offer(begun.line.dialogue, begun.line.label)
    label, place = ANSWERED_BY[intent][0], understood.slots.place
    there = _AT_A_PLACE.get(intent)
    if place is None or not place.units or there is None or len(written(place)) > _SHORT:
        return offer(dialogue, label, **dict(answers))
    return offer(there, label, place=written(place))


def _start(intent: Intent, text: str) -> Start:
    nothing: Pairs = ()
    return INTENTS[intent](text) if intent in INTENTS else (ANSWERED_BY[intent][1], nothing)


def _begin(start: Start) -> Begin:
    dialogue, answers = start
    return Begin(BY_NAME[dialogue], answers)


def _at_place(intent: Intent, slots: Slots, place: Found) -> Begin:
    """Where the place is none of ours, the dialogue says so and asks for another."""
    line = BY_NAME[_AT_A_PLACE[intent]]
    if not place.units:
        return Begin(line, said=Heard(place.elsewhere[0].name))
    on = slots.day if intent is Intent.NEAREST_POINT else None
    day = (("on", on.isoformat()),) if on is not None else ()
    return Begin(line, (("place", written(place)), *day, *_of_month(intent, slots)))


def _of_their_unit(intent: Intent, actor: Actor | None) -> Pairs:
    """Staff of one unit ask about its days, where they hear of nobody's money of their own."""
    if intent is not Intent.PAYOUT_DATE or actor is None or actor.locked:
        return ()
    units = {grant.unit for grant in actor.grants}
    unit = units.pop() if len(units) == 1 else None
    return (("unit", str(unit)),) if unit is not None else ()


def _of_month(intent: Intent, slots: Slots) -> Pairs:
    if intent is not Intent.PAYOUT_DATE or slots.month is None:
        return ()
    return (("of", str(slots.month)),)
