"""The place a person asks about, remembered by a tap and forgotten by a tap."""

from __future__ import annotations

from domain.session import Home
from domain.text import Text
from handlers.asks import PlaceOf
from handlers.talk import Talk
from storage.records import Records


async def remember(talk: Talk, records: Records) -> None:
    """From now on answer for this place without asking."""
    where = await talk.ask("place", PlaceOf(records.reference.gazetteer))
    point = talk.maybe_given("point", records.reference.points.get)
    talk.session.home = Home(where.units[0].key, point.id if point else None)
    talk.say(
        Text("{Me} will remember this place. Next time {me} answer at once."),
        offers=() if talk.in_between else talk.menu,
    )


async def forget(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Ask again from now on."""
    talk.session.home = None
    talk.say(
        Text("Forgotten. Next time {me} ask for the place."),
        offers=() if talk.in_between else talk.menu,
    )
