"""A pasted message of the bank, said in the person's own words; nothing of it is kept."""

from __future__ import annotations

from domain.bank_message import BankMessage, BankTells
from domain.message import Choice
from domain.session import Pairs
from domain.text import Money, Sign, Text
from handlers.asks import Brought
from handlers.beneficiary.emergency import to_a_person
from handlers.beneficiary.payout_words import NEVER_TELL
from handlers.beneficiary.scam import COSTS_NOTHING, RING_THE_BANK, too_late
from handlers.talk import Talk, offer
from storage.records import Records

_ALLOWANCE = "yes"


def bank_message_of(found: BankMessage | None) -> Pairs:
    """The answers with which the dialogue begins."""
    if found is None:
        return ()
    amount = (("amount", str(found.amount)),) if found.amount else ()
    allowance = (("allowance", _ALLOWANCE),) if found.allowance else ()
    return (("tells", found.tells.value), *amount, *allowance)


async def bank_message(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """What it tells, by the message alone, and what to do."""
    tells = await talk.if_given("tells", Brought(_tells))
    amount = talk.maybe_given("amount", Money)
    allowance = await talk.if_given("allowance", Brought(_yes)) or False
    match tells:
        case BankTells.FRAUD:
            _fraud(talk)
        case BankTells.CODE:
            _code(talk)
        case BankTells.CREDIT if amount is not None:
            _came(talk, amount, allowance)
        case BankTells.DEBIT if amount is not None:
            _went(talk, amount)
        case _:
            _not_read(talk)


def _tells(value: str) -> BankTells | None:
    return BankTells(value) if value in set(BankTells) else None


def _yes(value: str) -> bool | None:
    return True if value == _ALLOWANCE else None


def _fraud(talk: Talk) -> None:
    talk.warned = True
    talk.say(
        Text("That message is very likely a trick. The bank sends no links.").signed(Sign.STOP),
        Text("Do not tap, do not pay, do not call back.").signed(Sign.SECRET),
        COSTS_NOTHING,
        Text("If {you} are not sure, show it to the bank or the officer.").signed(Sign.OFFICER),
        offers=(*too_late(), *to_a_person(talk)),
    )


def _code(talk: Talk) -> None:
    talk.say(
        Text("That is a code (OTP) of the bank, for {you} alone.").signed(Sign.CODE),
        NEVER_TELL,
        Text("{You} did not ask for it? Then somebody else is trying.").signed(Sign.STOP),
        Text("Tell nobody the code, and ring the bank.").signed(Sign.PHONE),
        offers=(*too_late(), *to_a_person(talk)),
    )


def _came(talk: Talk, amount: Money, allowance: bool) -> None:
    """Whether it is the allowance is said only where the message does."""
    named = (Text("The message calls it an allowance.").signed(Sign.LIST),) if allowance else ()
    talk.say(
        Text("By that message, {amount} came into the account.", amount=amount).signed(Sign.MONEY),
        *named,
        Text("Should a stranger want it back, ask the bank first.").signed(Sign.SECRET),
        offers=_looks(),
    )


def _went(talk: Talk, amount: Money) -> None:
    talk.say(
        Text("By that message, {amount} left the account.", amount=amount).signed(Sign.MONEY),
        Text("It may be money taken out, or a fee of the bank.").signed(Sign.BANK),
        Text("If it was not {you}:").signed(Sign.STOP),
        RING_THE_BANK,
        offers=(*too_late(Text("It was not me").signed(Sign.STOP)), *_looks()),
    )


def _not_read(talk: Talk) -> None:
    talk.say(
        Text("{Me} cannot read that message for certain.").signed(Sign.HELP),
        Text("Please show it to the bank or the officer.").signed(Sign.BANK),
        NEVER_TELL,
        offers=(*_looks(), *to_a_person(talk)),
    )


def _looks() -> tuple[Choice, ...]:
    return (
        offer("payout_date", Text("Payout date").signed(Sign.DAY)),
        offer("account_status", Text("Account").signed(Sign.ACCOUNT)),
    )
