"""How an account works, for anyone: opening one, using it, and what nobody will ever ask for.

Staff may read the same words out to the person in front of them.
"""

from __future__ import annotations

from domain.message import Choice
from domain.text import Sign, Text
from handlers.beneficiary.account_words import CANNOT_WALK, CASH_STAYS
from handlers.beneficiary.link import link
from handlers.talk import Dialogue, Talk, offer
from storage.records import Records


async def account_explained(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """What an account is for, and that it is a choice."""
    talk.say(
        Text("With an account the money comes to the bank, and waits there.").signed(Sign.ACCOUNT),
        CASH_STAYS,
        Text("The slip with the officer's code shows your own account here.").signed(Sign.PAPERS),
        offers=_topics(talk, account_explained),
    )


async def account_opening(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Where, with what, for whom."""
    talk.say(
        Text("To open: take the citizen card and the phone to the post office.").signed(Sign.POST),
        Text("From 15 years on in one's own name; for a child the guardian.").signed(Sign.PERSON),
        Text("On VNeID: Social security, then the account for it.").signed(Sign.PHONE),
        CANNOT_WALK,
        offers=_topics(talk, account_opening),
    )


async def account_using(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """The report's own rule: the post on fixed days, else bank or machine."""
    talk.say(
        Text("On payout days: at the post office, with the citizen card.").signed(Sign.POST),
        Text("On other days: at the bank, with the citizen card.").signed(Sign.BANK),
        Text("With a card: at any machine (ATM).").signed(Sign.ATM),
        offers=_topics(talk, account_using),
    )


async def account_secrets(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Why there is a code and a card, and whom one tells: nobody (DOMAIN.md §5)."""
    talk.say(
        Text("The code (OTP) comes by text message, so that nobody else takes the money.").signed(
            Sign.CODE
        ),
        Text("The card opens the machine. Its PIN is yours alone.").signed(Sign.CARD),
        Text(
            "Nobody may ask for code, PIN or password: not the bank, the post, nor an officer."
        ).signed(Sign.SECRET),
        offers=_topics(talk, account_secrets),
    )


_TOPICS: tuple[tuple[Dialogue, Text], ...] = (
    (account_opening, Text("To open an account").signed(Sign.POST)),
    (account_using, Text("To withdraw money").signed(Sign.MONEY)),
    (account_secrets, Text("Why a code, why a card?").signed(Sign.SECRET)),
)


def _topics(talk: Talk, told: Dialogue) -> tuple[Choice, ...]:
    """The other topics, and one's own account; nothing where a question waits."""
    if talk.in_between:
        return ()
    others = [offer(dialogue, label) for dialogue, label in _TOPICS if dialogue is not told]
    own = offer(link, Text("I have a code").signed(Sign.PAPERS))
    return (*others, own) if not talk.session.linked else tuple(others)
