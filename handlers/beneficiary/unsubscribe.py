"""No more of one kind of message, or of all that is about one person or place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.message import Choice
from domain.notice import Topic
from domain.place import UnitKey
from domain.privacy import Level
from domain.subscription import Subscription
from domain.text import Sign, Text, verbatim
from handlers.asks import CHOOSE_ONE, OneOf, named
from handlers.beneficiary.notice_words import TOPICS, in_short
from handlers.talk import Asked, Heard, NotUnderstood, Talk, offer
from storage.records import Records

_ALL = "all"
_STOPPED = Text("Stopped. Whatever {you} ask, {me} answer as before.").signed(Sign.STOP)


@dataclass(frozen=True, slots=True)
class Told:
    """What this address is written to about, of one person or place. ``who``: as it is called."""

    who: Text
    topics: tuple[Topic, ...]
    person: int | None = None
    unit: UnitKey | None = None

    @property
    def key(self) -> str:
        return f"p{self.person}" if self.person is not None else f"u{self.unit}"

    @property
    def line(self) -> Text:
        said = Text("Messages come about {who}: {topics}.", who=self.who,
                    topics=in_short(self.topics))  # fmt: skip
        return said.signed(Sign.PHONE)

    @property
    def stop(self) -> Choice:
        label = Text("Stop messages: {name}", name=self.who).signed(Sign.STOP)
        return offer(unsubscribe, label, about=self.key)


async def unsubscribe(talk: Talk, records: Records) -> None:
    """Of whom, where it is several; then which kind."""
    told = {one.key: one for one in await told_of(talk, records)}
    if not told:
        talk.say(Text("No message comes unasked.").signed(Sign.STOP), offers=talk.menu)
        return
    about = next(iter(told.values()))
    if len(told) > 1:
        each = {key: (one.who.signed(Sign.PERSON), one) for key, one in told.items()}
        about = await talk.ask("about", OneOf(Text("Who is it about?").signed(Sign.PERSON), each))
    topics = await talk.ask("topic", _which(about))
    await records.subscriptions.end(
        talk.session.id, talk.now, topics=topics, person=about.person, unit=about.unit
    )
    talk.say(_STOPPED, offers=talk.menu)


async def stop_topic(talk: Talk, records: Records) -> None:
    """From the button under a message: no more of this kind, whomever it is about."""
    topic = await talk.if_given("topic", _AnyTopic())
    if topic is None:
        talk.then(unsubscribe)
    await records.subscriptions.end(talk.session.id, talk.now, topics=[topic])
    again = offer("subscribe", Text("Have it told again").signed(Sign.GO))
    talk.say(_STOPPED, offers=(again,))


async def told_of(talk: Talk, records: Records) -> tuple[Told, ...]:
    """By person and place; people only where the channel carries them."""
    subscriptions = await records.subscriptions.of(talk.session.id)
    found: list[Told] = []
    if talk.session.linked and talk.carries >= Level.OWN:
        for link in await records.links.of(talk.session.id):
            topics = _topics(one for one in subscriptions if one.person == link.person.id)
            found += [Told(verbatim(link.called), topics, link.person.id)] if topics else []
    places = dict.fromkeys(one.unit for one in subscriptions if one.unit is not None)
    for key in places:
        unit = records.reference.gazetteer.unit(key)
        topics = _topics(one for one in subscriptions if one.unit == key)
        found += [Told(named(unit), topics, unit=key)] if unit else []
    return tuple(found)


def _topics(found: Iterable[Subscription]) -> tuple[Topic, ...]:
    chosen = {one.topic for one in found}
    return tuple(topic for topic in Topic if topic in chosen)


def _which(about: Told) -> OneOf[tuple[Topic, ...]]:
    each: Mapping[str, tuple[Text, tuple[Topic, ...]]] = {
        topic.value: (TOPICS[topic], (topic,)) for topic in about.topics
    }
    every = {_ALL: (Text("All of it").signed(Sign.STOP), about.topics)}
    return OneOf(
        Text("Which message shall stop?").signed(Sign.STOP),
        {**(every if len(each) > 1 else {}), **each},
        before=(about.line,),
    )


class _AnyTopic:
    """Brought along by a button, never asked for."""

    def asked(self) -> Asked:
        return Asked(())

    async def hear(self, heard: Heard) -> str:  # noqa: ARG002
        raise NotUnderstood(CHOOSE_ONE)

    async def read(self, value: str) -> Topic:
        return Topic(value)
