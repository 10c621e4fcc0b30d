"""What this address is written to about: to stop it, to have more of it, or of another place."""

from __future__ import annotations

from collections.abc import Sequence

from domain.message import Choice
from domain.privacy import Level
from domain.subscription import about_person
from domain.text import Sign, Text
from handlers.beneficiary.subscribe import subscribe, subscribe_elsewhere
from handlers.beneficiary.told import Told, more_of, told_of
from handlers.talk import Talk, offer
from storage.records import Records

LOSES_NOTHING = frozenset(
    {
        "subscribe", "subscribe_elsewhere", "unsubscribe", "payout_at_place", "own_payout",
        "nearest_point", "nearest_on", "nearest_elsewhere", "account_status", "amount",
    }
)  # fmt: skip
"""Whose open question may give way: what was said for it is soon said again."""


async def notices(talk: Talk, records: Records) -> None:
    """Who has nothing is asked at once; where a question stands open whose answers would be lost,
    that one goes on."""
    told = await told_of(talk, records)
    stopped = talk.session.stopped_at is not None
    lines = tuple(one.line for one in told) if told and not stopped else (_NOTHING,)
    if _waits(talk):
        talk.say(*lines, _AFTERWARDS)
        return
    if not told:
        talk.then(subscribe)
    again = offer("start_messages", Text("Messages may come again").signed(Sign.GO))
    talk.say(*lines, offers=((again,) if stopped else await _offers(talk, records, told)))


_NOTHING = Text("No message comes unasked.").signed(Sign.STOP)
_AFTERWARDS = Text("After this question, write “Tell me in time” once more.").signed(Sign.HELP)


def _waits(talk: Talk) -> bool:
    waiting = talk.session.open
    if waiting is None or talk.session.idle_since(talk.now):
        return False
    return waiting.dialogue not in LOSES_NOTHING


async def _offers(talk: Talk, records: Records, told: Sequence[Told]) -> tuple[Choice, ...]:
    return (
        *(one.stop for one in told),
        *(choice for one in told for choice in one.more),
        *await _for_others(talk, records, told),
        offer(subscribe_elsewhere, Text("Another place").signed(Sign.PLACE)),
    )


async def _for_others(talk: Talk, records: Records, told: Sequence[Told]) -> list[Choice]:
    """Of whom this phone hears, and nothing comes yet."""
    if not talk.session.linked or talk.carries < Level.OWN:
        return []
    has = {one.key for one in told}
    links = await records.links.of(talk.session.id)
    return [
        more_of(one.person.id, one.called)
        for one in links
        if about_person(one.person.id) not in has
    ]
