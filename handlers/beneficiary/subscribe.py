"""Asking to be written to: about a person one hears of, or about what is public of a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.consent import Consent, Purpose
from domain.message import Choice
from domain.notice import Topic
from domain.payout import PayoutDay
from domain.person import Person
from domain.place import POST_POINTS, PaymentPoint, Unit, UnitKey, paid_at
from domain.privacy import Level
from domain.session import Home
from domain.subscription import ABOUT_PLACES, VERSION, Subscription
from domain.text import Sign, Text
from handlers.asks import Brought, OneOf, PlaceOf, Where, read_id
from handlers.beneficiary.notice_words import ABOUT, CANNOT_KNOCK, STOP_ONE, TELL_ME, TOPICS
from handlers.beneficiary.payout_at_place import line_now, points_alike
from handlers.beneficiary.payout_words import POINT_SIGNS
from handlers.beneficiary.places_now import called_now
from handlers.beneficiary.told import place_called
from handlers.beneficiary.which_unit import which_unit
from handlers.beneficiary.whose import whose_all
from handlers.talk import Talk, offer
from storage.records import Records
from storage.reference import Reference

_ALL, _NONE, _ELSEWHERE = "all", "none", "elsewhere"


@dataclass(frozen=True, slots=True)
class _About:
    """People, or a unit with perhaps one of its points. ``topics``: what can be told of it.
    ``remembered``: the place was not said now, so another one may be meant."""

    topics: tuple[Topic, ...]
    people: tuple[int, ...] = ()
    unit: Unit | None = None
    point: PaymentPoint | None = None
    remembered: bool = False

    @property
    def point_id(self) -> int | None:
        return self.point.id if self.point else None

    @property
    def line(self) -> tuple[Text, ...]:
        """Which place it is about; whom, who collects for several has just said."""
        if self.unit is None:
            return ()
        return (ABOUT.filled(who=place_called(self.unit, self.point)).signed(Sign.PLACE),)

    def covers(self, one: Subscription) -> bool:
        if self.unit is None:
            return one.person in self.people
        return (one.person, one.unit, one.point) == (None, self.unit.key, self.point_id)


async def subscribe(talk: Talk, records: Records) -> None:
    """Each kind apart; what it means, and that it can be stopped, is said before it is chosen."""
    about = await _about(talk, records)
    if about is None:
        return
    missing = _missing(about, await records.subscriptions.of(talk.session.id))
    only = await talk.if_given("topic", OneOf(TELL_ME, _each(missing)))
    missing = only or missing
    if not missing:
        already = Text("{You} are told of all this already.").signed(Sign.GO)
        talk.say(already, *about.line, offers=(*_elsewhere(about), _STOP, *talk.menu))
        return
    topics = await talk.ask("topics", _which(missing, about, talk))
    if topics is None:
        talk.then(subscribe_elsewhere)
    if not topics:
        talk.say(Text("That is all right. Nothing was changed.").signed(Sign.STOP),
                 offers=talk.menu)  # fmt: skip
        return
    await _start(talk, records, about, topics)
    talk.session.stopped_at = None
    talk.say(
        Text("{Me} will tell {you}:").signed(Sign.GO),
        *(TOPICS[topic] for topic in topics),
        *about.line,
        *([] if talk.knocks else [CANNOT_KNOCK]),
        offers=(_STOP, *talk.menu),
    )


async def subscribe_elsewhere(talk: Talk, records: Records) -> None:
    """For a place that is asked for, also of who hears about somebody, or has one remembered."""
    await talk.ask("place", PlaceOf(records.reference.gazetteer))
    talk.then(subscribe, **dict(talk.taken))


_STOP = offer("unsubscribe", STOP_ONE)
_ANOTHER_PLACE = Text("Another place").signed(Sign.PLACE)


def _elsewhere(about: _About) -> tuple[Choice, ...]:
    return (offer(subscribe_elsewhere, _ANOTHER_PLACE),) if about.remembered else ()


async def tell_me(talk: Talk, records: Records, person: Person) -> tuple[Choice, ...]:
    """The button, for who has not asked yet to be told about this person."""
    told = await records.subscriptions.of(talk.session.id)
    if any(one.person == person.id for one in told):
        return ()
    return (offer(subscribe, TELL_ME, person=str(person.id)),)


async def _about(talk: Talk, records: Records) -> _About | None:
    """The people this address hears of; for who hears of nobody, or names one, a place."""
    reference = records.reference
    said = await talk.if_given("place", PlaceOf(reference.gazetteer))
    if said is None and talk.session.linked and talk.carries >= Level.OWN:
        links = await whose_all(talk, records)
        if links:
            return _About(tuple(Topic), tuple(link.person.id for link in links))
    home = talk.session.home if said is None else None
    place = said or (_remembered(home, reference) if home else None)
    if place is None:
        place, home = await talk.ask("place", PlaceOf(reference.gazetteer)), None
    return await _place(talk, place, home, reference)


def _remembered(home: Home, reference: Reference) -> Where | None:
    units = reference.gazetteer.today_of(home.unit)
    return Where(units) if units else None


async def _place(
    talk: Talk, where: Where, home: Home | None, reference: Reference
) -> _About | None:
    unit = await which_unit(talk, where, reference, subscribe)
    if unit is None:
        return None
    line = await talk.if_given("day", Brought(lambda number: reference.day(read_id(number))))
    if line is None and home is not None and home.point is not None:
        line = line_now(talk, unit, home.point, reference)
    points = _points_of(talk, unit, line, reference)
    several = len(points) > 1
    ask = _which_point(points, reference)
    point = await talk.ask("point", ask) if several else (*points, None)[0]
    topics = tuple(topic for topic in Topic if topic in ABOUT_PLACES)
    return _About(topics, unit=unit, point=point, remembered=home is not None)


def _points_of(
    talk: Talk, unit: Unit, line: PayoutDay | None, reference: Reference
) -> list[PaymentPoint]:
    """Where the post pays in a unit; of these the ones that an answer was about. Asked for one,
    nobody is told of paydays that are not theirs, nor of one of them several times."""
    found = (one for one in reference.points.values() if one.unit == unit.key)
    posts = (one for one in found if one.kind in POST_POINTS)
    points = [one for one in posts if one.is_open or _stands_for_it(talk, unit, one, reference)]
    meant = points_alike(line, reference) if line else []
    return [one for one in points if one in meant] or points


def _stands_for_it(talk: Talk, unit: Unit, closed: PaymentPoint, reference: Reference) -> bool:
    """Another place stands for it, and the calendar still names the one that has closed: its
    paydays come only to who has asked about that."""
    named = line_now(talk, unit, closed.id, reference) is not None
    return named and paid_at(closed, reference.points).now is not None


def _which_point(points: Sequence[PaymentPoint], reference: Reference) -> OneOf[PaymentPoint]:
    question = Text("At which point do you collect?").signed(Sign.PLACE)
    return OneOf(question, {str(one.id): (_label(one, reference), one) for one in points})


def _label(point: PaymentPoint, reference: Reference) -> Text:
    place = paid_at(point, reference.points)
    return called_now(place).signed(POINT_SIGNS[(place.now or point).kind])


def _missing(about: _About, has: Iterable[Subscription]) -> tuple[Topic, ...]:
    """What is not told yet, of one of the people at least."""
    told = [one for one in has if about.covers(one)]
    several = max(1, len(about.people))
    return tuple(
        topic for topic in about.topics if sum(one.topic is topic for one in told) < several
    )


def _each(topics: tuple[Topic, ...]) -> dict[str, tuple[Text, tuple[Topic, ...]]]:
    return {topic.value: (TOPICS[topic], (topic,)) for topic in topics}


def _which(
    missing: tuple[Topic, ...], about: _About, talk: Talk
) -> OneOf[tuple[Topic, ...] | None]:
    """None: of another place."""
    choices: dict[str, tuple[Text, tuple[Topic, ...] | None]] = {**_each(missing)}
    if len(missing) > 1:
        choices = {_ALL: (Text("All of it").signed(Sign.GO), missing), **choices}
    if about.remembered:
        choices[_ELSEWHERE] = _ANOTHER_PLACE, None
    choices[_NONE] = Text("No, nothing").signed(Sign.STOP), ()
    return OneOf(
        Text("Of what shall {me} tell {you}?").signed(Sign.HELP),
        choices,
        before=(
            Text("{Me} can write first, so nobody goes in vain.").signed(Sign.PHONE),
            Text("No name and no amount stands in it.").signed(Sign.SECRET),
            *([] if talk.knocks else [CANNOT_KNOCK]),
            Text("It can be stopped at any time.").signed(Sign.CLOCK),
            *about.line,
        ),
    )


async def _start(talk: Talk, records: Records, about: _About, topics: tuple[Topic, ...]) -> None:
    if about.unit is not None:
        await begin(talk, records, topics, unit=about.unit.key, point=about.point_id)
    for person in about.people:
        await begin(talk, records, topics, person=person)


async def begin(
    talk: Talk,
    records: Records,
    topics: tuple[Topic, ...],
    *,
    person: int | None = None,
    unit: UnitKey | None = None,
    point: int | None = None,
) -> None:
    """What was chosen, and for a person that it was agreed to, apart from all else."""
    session, now = talk.session, talk.now
    await records.subscriptions.start(
        session.id, topics, now, talk.language, person=person, unit=unit, point=point
    )
    if person is None:
        return
    agreed = Consent(
        Purpose.NOTICES, person, True, VERSION, talk.language, session.address.channel, now
    )
    await records.consents.record(session.id, agreed)
    if Topic.MONEY in topics:
        await records.own_news.know_money(session.id, person, now)
