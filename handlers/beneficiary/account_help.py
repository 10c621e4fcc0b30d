"""PIN, password, card, the bank's app: what to bring where; nothing of it is done by telephone."""

from __future__ import annotations

from collections.abc import Mapping

from domain.account_trouble import AccountTrouble
from domain.session import Pairs
from domain.text import Sign, Text
from handlers.asks import Brought
from handlers.beneficiary.account_explained import account_explained, account_using
from handlers.beneficiary.account_words import CANNOT_WALK
from handlers.beneficiary.emergency import to_a_person
from handlers.beneficiary.payout_words import NEVER_TELL
from handlers.talk import Talk, offer
from storage.records import Records

_TO_THE_BANK = Text("Take the citizen card, and go to the bank in person.").signed(Sign.CARD)
_NOT_BY_PHONE = Text("Nobody does that by telephone or through a link.").signed(Sign.SECRET)
_MEANWHILE = Text("Until then: at the bank, with the citizen card, without a card.").signed(
    Sign.BANK
)

_LINES: Mapping[AccountTrouble, tuple[Text, ...]] = {
    AccountTrouble.PIN: (
        Text("A new PIN is given by the bank. Three wrong ones lock the card.").signed(Sign.CODE),
        _TO_THE_BANK,
        NEVER_TELL,
    ),
    AccountTrouble.PASSWORD: (
        Text("A new password is given by the bank: take the phone along.").signed(Sign.PHONE),
        _TO_THE_BANK,
        NEVER_TELL,
    ),
    AccountTrouble.CARD_LOST: (
        Text("Have the card locked now: ring the bank, or go there.").signed(Sign.STOP),
        Text("Its number stands on the papers that came with the card.").signed(Sign.PHONE),
        Text("A new card is given by the bank, for the citizen card.").signed(Sign.CARD),
        _MEANWHILE,
    ),
    AccountTrouble.CARD_KEPT: (
        Text("The machine has kept it: ring the number on the machine.").signed(Sign.PHONE),
        Text("The bank gives it back: take the citizen card there.").signed(Sign.CARD),
        Text("Let no stranger help at the machine.").signed(Sign.SECRET),
        _MEANWHILE,
    ),
    AccountTrouble.CARD_WORN: (
        Text("A new card is given by the bank, for the citizen card.").signed(Sign.CARD),
        _MEANWHILE,
    ),
    AccountTrouble.LOCKED: (
        Text("The bank opens it again: please try no further.").signed(Sign.STOP),
        _TO_THE_BANK,
        _NOT_BY_PHONE,
    ),
    AccountTrouble.NO_CASH: (
        Text("Keep the slip. Note which machine it was, and when.").signed(Sign.PAPERS),
        Text("Tell the bank today: the number is printed on the card.").signed(Sign.PHONE),
        Text("The bank looks, and gives back what was not paid out.").signed(Sign.BANK),
    ),
    AccountTrouble.APP: (
        Text("The bank helps with its app: take the phone and the citizen card.").signed(
            Sign.PHONE
        ),
        Text("Install nothing from a link that somebody sends.").signed(Sign.SECRET),
        Text("The money can be had without the app.").signed(Sign.MONEY),
    ),
}
_ELSE = (
    Text("PIN, password, card and app: the bank helps with all of them.").signed(Sign.BANK),
    _TO_THE_BANK,
    NEVER_TELL,
)


def account_help_of(found: AccountTrouble | None) -> Pairs:
    """The answers with which the dialogue begins."""
    return (("trouble", found.value),) if found else ()


async def account_help(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """What is wrong decides; who asks how money is taken out hears just that."""
    trouble = await talk.if_given("trouble", Brought(_trouble))
    if trouble is AccountTrouble.HOW_TO_WITHDRAW:
        talk.then(account_using)
    lines = _LINES.get(trouble, _ELSE) if trouble else _ELSE
    talk.say(
        *lines,
        CANNOT_WALK,
        offers=(
            offer(account_using, Text("To withdraw money").signed(Sign.MONEY)),
            offer(account_explained, Text("How an account works").signed(Sign.HELP)),
            *to_a_person(talk),
        ),
    )


def _trouble(value: str) -> AccountTrouble | None:
    return AccountTrouble(value) if value in set(AccountTrouble) else None
