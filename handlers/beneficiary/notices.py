"""What this address is written to about: to stop it, to have more of it, or of another place."""

from __future__ import annotations

from collections.abc import Sequence

from domain.message import Choice
from domain.privacy import Level
from domain.subscription import about_person
from domain.text import Sign, Text
from handlers.beneficiary.subscribe import subscribe, subscribe_elsewhere
from handlers.beneficiary.told import AFTERWARDS, Told, another_waits, more_of, told_of
from handlers.talk import Talk, offer
from storage.records import Records


async def notices(talk: Talk, records: Records) -> None:
    """Who has nothing is asked at once; where a question stands open whose answers would be lost,
    that one goes on."""
    told = await told_of(talk, records)
    stopped = talk.session.stopped_at is not None
    lines = tuple(one.line for one in told) if told and not stopped else (_NOTHING,)
    if another_waits(talk):
        talk.say(*lines, AFTERWARDS)
        return
    if not told:
        talk.then(subscribe)
    again = offer("start_messages", Text("Messages may come again").signed(Sign.GO))
    talk.say(*lines, offers=((again,) if stopped else await _offers(talk, records, told)))


_NOTHING = Text("No message comes unasked.").signed(Sign.STOP)


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
