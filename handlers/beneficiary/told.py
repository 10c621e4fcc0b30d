"""What an address is written to about, by person and by place, and how each is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.message import Choice
from domain.notice import Topic
from domain.place import PaymentPoint, Unit
from domain.privacy import Level
from domain.subscription import ABOUT_PLACES, Subscription
from domain.text import Sign, Text, verbatim
from handlers.asks import named
from handlers.beneficiary.notice_words import ABOUT, in_short
from handlers.talk import Talk, offer
from storage.records import Records
from storage.reference import Reference

LOSES_NOTHING = frozenset(
    {
        "subscribe", "subscribe_elsewhere", "unsubscribe", "payout_at_place", "own_payout",
        "nearest_point", "nearest_on", "nearest_elsewhere", "account_status", "amount",
    }
)  # fmt: skip
"""Whose open question may give way: what was said for it is soon said again."""

AFTERWARDS = Text("After this question, write “Tell me in time” once more.").signed(Sign.HELP)
"""Where another question goes first."""


@dataclass(frozen=True, slots=True)
class Told:
    """All that comes about one person or place. ``who``: as it is called; ``name``: the same for a
    button."""

    who: Text
    name: Text
    ones: tuple[Subscription, ...]

    @property
    def key(self) -> str:
        return self.ones[0].about

    @property
    def topics(self) -> tuple[Topic, ...]:
        return topics_of(self.ones)

    @property
    def about(self) -> Text:
        person = self.ones[0].person is not None
        return ABOUT.filled(who=self.who).signed(Sign.PERSON if person else Sign.PLACE)

    @property
    def line(self) -> Text:
        said = Text("Messages come about {who}: {topics}.", who=self.who,
                    topics=in_short(self.topics))  # fmt: skip
        return said.signed(Sign.PHONE)

    @property
    def stop(self) -> Choice:
        label = Text("Stop messages: {name}", name=self.name).signed(Sign.STOP)
        return offer("unsubscribe", label, about=self.key)

    @property
    def more(self) -> tuple[Choice, ...]:
        """The button for what does not come yet; none where all of it does."""
        one = self.ones[0]
        possible = ABOUT_PLACES if one.person is None else frozenset(Topic)
        if possible <= set(self.topics):
            return ()
        if one.person is not None:
            return (more_of(one.person, self.name),)
        point = {"point": str(one.point)} if one.point is not None else {}
        return (offer("subscribe", _MORE.filled(name=self.name), place=str(one.unit), **point),)


_MORE = Text("More messages: {name}").signed(Sign.PHONE)


def more_of(person: int, name: Text | str) -> Choice:
    """The button for more of what can be told about somebody."""
    return offer("subscribe", _MORE.filled(name=name), person=str(person))


async def told_of(talk: Talk, records: Records) -> tuple[Told, ...]:
    """People first, and they only where the channel carries them."""
    return await as_told(await records.subscriptions.of(talk.session.id), talk, records)


async def as_told(found: Iterable[Subscription], talk: Talk, records: Records) -> tuple[Told, ...]:
    """These by person and place. Who cannot be named here, is not."""
    apart: dict[str, list[Subscription]] = {}
    for one in found:
        apart.setdefault(one.about, []).append(one)
    called = await _called(talk, records)
    named_ones = (_named(tuple(ones), called, records.reference) for ones in apart.values())
    told = [one for one in named_ones if one is not None]
    return tuple(sorted(told, key=lambda one: one.ones[0].person is None))


def another_waits(talk: Talk) -> bool:
    """A question stands open whose answers would be lost, such as whom somebody links."""
    waiting = talk.session.open
    if waiting is None or talk.session.idle_since(talk.now):
        return False
    return waiting.dialogue not in LOSES_NOTHING


def topics_of(found: Iterable[Subscription]) -> tuple[Topic, ...]:
    """Each once, in the order in which they are always said."""
    chosen = {one.topic for one in found}
    return tuple(topic for topic in Topic if topic in chosen)


def place_called(unit: Unit, point: PaymentPoint | None) -> Text:
    """*Bưu điện An Phú, phường Tịnh Biên*, or the unit alone."""
    if point is None:
        return named(unit)
    return Text("{first}, {second}", first=verbatim(point.name), second=named(unit))


def _named(
    ones: tuple[Subscription, ...], called: dict[int, str], reference: Reference
) -> Told | None:
    one = ones[0]
    if one.person is not None:
        name = called.get(one.person)
        return Told(verbatim(name), verbatim(name), ones) if name is not None else None
    unit = reference.gazetteer.unit(one.unit) if one.unit else None
    if unit is None:
        return None
    point = reference.points.get(one.point or 0)
    return Told(place_called(unit, point), verbatim(point.name) if point else named(unit), ones)


async def _called(talk: Talk, records: Records) -> dict[int, str]:
    if not talk.session.linked or talk.carries < Level.OWN:
        return {}
    return {one.person.id: one.called for one in await records.links.of(talk.session.id)}
