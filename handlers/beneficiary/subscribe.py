"""Asking to be written to: about a person one hears of, or about what is public of a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.consent import Consent, Purpose
from domain.message import Choice
from domain.notice import Topic
from domain.person import Person
from domain.place import POST_POINTS, PaymentPoint, Unit
from domain.privacy import Level
from domain.subscription import ABOUT_PLACES, VERSION, Subscription
from domain.text import Sign, Text, verbatim
from handlers.asks import OneOf, PlaceOf, Where
from handlers.beneficiary.notice_words import CANNOT_KNOCK, TELL_ME, TOPICS
from handlers.beneficiary.payout_words import POINT_SIGNS
from handlers.beneficiary.which_unit import which_unit
from handlers.beneficiary.whose import whose_all
from handlers.talk import Talk, offer
from storage.records import Records
from storage.reference import Reference

_ALL, _NONE = "all", "none"


@dataclass(frozen=True, slots=True)
class _About:
    """People, or a unit with perhaps one of its points. ``topics``: what can be told of it."""

    topics: tuple[Topic, ...]
    people: tuple[int, ...] = ()
    unit: Unit | None = None
    point: int | None = None

    def covers(self, one: Subscription) -> bool:
        if self.unit is None:
            return one.person in self.people
        return (one.person, one.unit, one.point) == (None, self.unit.key, self.point)


async def subscribe(talk: Talk, records: Records) -> None:
    """Each kind apart; what it means, and that it can be stopped, is said before it is chosen."""
    about = await _about(talk, records)
    if about is None:
        return
    missing = _missing(about, await records.subscriptions.of(talk.session.id))
    only = await talk.if_given("topic", OneOf(TELL_ME, _each(missing)))
    missing = only or missing
    if not missing:
        talk.say(Text("{You} are told of all this already.").signed(Sign.GO), offers=talk.menu)
        return
    topics = await talk.ask("topics", _which(missing, talk))
    if not topics:
        talk.say(Text("That is all right. Nothing was changed.").signed(Sign.STOP),
                 offers=talk.menu)  # fmt: skip
        return
    await _start(talk, records, about, topics)
    talk.session.stopped_at = None
    talk.say(
        Text("{Me} will tell {you}:").signed(Sign.GO),
        *(TOPICS[topic] for topic in topics),
        *([] if talk.knocks else [CANNOT_KNOCK]),
        offers=(offer("unsubscribe", Text("Stop a message").signed(Sign.STOP)), *talk.menu),
    )


async def tell_me(talk: Talk, records: Records, person: Person) -> tuple[Choice, ...]:
    """The button, for who has not asked yet to be told about this person."""
    told = await records.subscriptions.of(talk.session.id)
    if any(one.person == person.id for one in told):
        return ()
    return (offer(subscribe, TELL_ME, person=str(person.id)),)


async def tell_answer(talk: Talk, records: Records, person: Person) -> tuple[Choice, ...]:
    """The same for the answer to a request about them."""
    told = await records.subscriptions.of(talk.session.id)
    if any((one.person, one.topic) == (person.id, Topic.CASES) for one in told):
        return ()
    label = Text("Tell me the answer").signed(Sign.PHONE)
    return (offer(subscribe, label, person=str(person.id), topic=Topic.CASES.value),)


async def _about(talk: Talk, records: Records) -> _About | None:
    """The people this address hears of; for who hears of nobody, or names one, a place."""
    reference = records.reference
    named = await talk.if_given("place", PlaceOf(reference.gazetteer))
    if named is None and talk.session.linked and talk.carries >= Level.OWN:
        links = await whose_all(talk, records)
        if links:
            return _About(tuple(Topic), tuple(link.person.id for link in links))
    if named is None:
        named = await talk.ask("place", PlaceOf(reference.gazetteer))
    return await _place(talk, named, reference)


async def _place(talk: Talk, where: Where, reference: Reference) -> _About | None:
    unit = await which_unit(talk, where, reference, subscribe)
    if unit is None:
        return None
    points = _points_of(unit, reference)
    several = len(points) > 1
    point = await talk.ask("point", _which_point(points)) if several else (*points, None)[0]
    topics = tuple(topic for topic in Topic if topic in ABOUT_PLACES)
    return _About(topics, unit=unit, point=point.id if point else None)


def _points_of(unit: Unit, reference: Reference) -> list[PaymentPoint]:
    """Where the post pays in a unit. Asked for one, nobody is told of paydays that are not theirs,
    nor of one of them several times."""
    found = (one for one in reference.points.values() if one.unit == unit.key)
    return [one for one in found if one.kind in POST_POINTS and one.is_open]


def _which_point(points: Sequence[PaymentPoint]) -> OneOf[PaymentPoint]:
    question = Text("At which point do you collect?").signed(Sign.PLACE)
    return OneOf(
        question,
        {str(one.id): (verbatim(one.name).signed(POINT_SIGNS[one.kind]), one) for one in points},
    )


def _missing(about: _About, has: Iterable[Subscription]) -> tuple[Topic, ...]:
    """What is not told yet, of one of the people at least."""
    told = [one for one in has if about.covers(one)]
    several = max(1, len(about.people))
    return tuple(
        topic for topic in about.topics if sum(one.topic is topic for one in told) < several
    )


def _each(topics: tuple[Topic, ...]) -> dict[str, tuple[Text, tuple[Topic, ...]]]:
    return {topic.value: (TOPICS[topic], (topic,)) for topic in topics}


def _which(missing: tuple[Topic, ...], talk: Talk) -> OneOf[tuple[Topic, ...]]:
    everything = {_ALL: (Text("All of it").signed(Sign.GO), missing)}
    nothing: dict[str, tuple[Text, tuple[Topic, ...]]] = {
        _NONE: (Text("No, nothing").signed(Sign.STOP), ())
    }
    return OneOf(
        Text("Of what shall {me} tell {you}?").signed(Sign.HELP),
        {**(everything if len(missing) > 1 else {}), **_each(missing), **nothing},
        before=(
            Text("{Me} can write first, so nobody goes in vain.").signed(Sign.PHONE),
            Text("No name and no amount stands in it.").signed(Sign.SECRET),
            *([] if talk.knocks else [CANNOT_KNOCK]),
            Text("It can be stopped at any time.").signed(Sign.CLOCK),
        ),
    )


async def _start(talk: Talk, records: Records, about: _About, topics: tuple[Topic, ...]) -> None:
    """What was chosen, and for each person that it was agreed to, apart from all else."""
    session, now = talk.session, talk.now
    start = records.subscriptions.start
    if about.unit is not None:
        await start(session.id, topics, now, talk.language, unit=about.unit.key, point=about.point)
        return
    for person in about.people:
        await start(session.id, topics, now, talk.language, person=person)
        await records.consents.record(
            session.id,
            Consent(
                Purpose.NOTICES, person, True, VERSION, talk.language, session.address.channel, now
            ),
        )
        if Topic.MONEY in topics:
            await records.own_news.know_money(session.id, person, now)
