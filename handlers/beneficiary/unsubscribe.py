"""No more of one kind of message, or of all that is about one person or place; and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from domain.message import Choice
from domain.notice import Topic
from domain.subscription import Subscription
from domain.text import Sign, Text
from handlers.asks import Brought, OneOf
from handlers.beneficiary.behind import behind, what_made_it
from handlers.beneficiary.notice_words import STOP_ONE, TOPICS
from handlers.beneficiary.subscribe import begin
from handlers.beneficiary.told import Told, another_waits, as_told, told_of, topics_of
from handlers.talk import Talk, offer
from storage.records import Records

STOP_WORDS = (
    "thôi báo tin này", "thôi báo tin", "thôi nhận tin này", "không nhận tin nữa",
    "đừng báo nữa", "thôi báo", "khỏi báo nữa", "ngưng báo tin",
    "ឈប់ប្រាប់ដំណឹងនេះ", "ឈប់ប្រាប់ដំណឹង", "ឈប់ប្រាប់", "កុំប្រាប់ទៀត", "no more of this",
)  # fmt: skip
"""How people say it where no button is on the screen."""

_ALL = "all"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


async def unsubscribe(talk: Talk, records: Records) -> None:
    """Of whom, where it is several; then which kind."""
    told = {one.key: one for one in await told_of(talk, records)}
    if another_waits(talk):
        about = await talk.if_given("about", Brought(told.get))
        await _in_between(talk, records, (about,) if about else tuple(told.values()))
        return
    if not told:
        talk.say(_NOTHING, offers=talk.menu)
        return
    about = next(iter(told.values()))
    if len(told) > 1:
        each = {key: (one.who.signed(one.about.sign), one) for key, one in told.items()}
        question = Text("Of whom or of what place?").signed(Sign.HELP)
        about = await talk.ask("about", OneOf(question, each))
    topics = await talk.ask("topic", _which(about))
    ended = [one for one in about.ones if one.topic in topics]
    lines, again = await _end(talk, records, ended)
    talk.say(*lines, _ANSWERED, offers=(again, *talk.menu))


async def _in_between(talk: Talk, records: Records, told: Sequence[Told]) -> None:
    """What needs no question is stopped at once; for the rest the open one goes first."""
    ones = [one for each in told for one in each.ones]
    if not ones:
        talk.say(_NOTHING)
    elif len(ones) == 1:
        lines, again = await _end(talk, records, ones)
        talk.say(*lines, _ANSWERED, offers=(again, *_go_on(talk)))
    else:
        talk.say(*(one.line for one in told), _AFTERWARDS)


async def stop_topic(talk: Talk, records: Records) -> None:
    """From the button under a message: no more of this kind about what made that message come.

    A button of before, or *for all*, does not say about what: then about everything.
    """
    topic = await talk.if_given("topic", Brought(Topic))
    if topic is None:
        talk.then(unsubscribe)
    kind = [one for one in await records.subscriptions.of(talk.session.id) if one.topic is topic]
    about = await talk.if_given("about", Brought(what_made_it))
    ended = await behind(about, kind, talk, records) if about else kind
    if ended is None:
        talk.then(unsubscribe)
    rest = [one for one in kind if one not in ended]
    if not ended:
        over = Text("This message had been stopped already.").signed(Sign.STOP)
        still = await _rest_lines(talk, records, rest)
        talk.say(over, *still, offers=(*_for_all(topic, rest), *_go_on(talk)))
        return
    lines, again = await _end(talk, records, ended)
    still = await _rest_lines(talk, records, rest)
    offers = (again, *_for_all(topic, rest), *_go_on(talk))
    talk.say(*lines, *still, _ANSWERED, offers=offers)


async def tell_again(talk: Talk, records: Records) -> None:
    """Takes back one stopping: what it ended, no more, of people while this phone hears of them."""
    at = talk.maybe_given("at", _moment)
    ended = await records.subscriptions.ended(talk.session.id, at) if at else ()
    told = await as_told(ended, talk, records)
    if not told:
        talk.say(Text("That is no longer there."), offers=() if talk.in_between else talk.menu)
        return
    for one in told:
        first = one.ones[0]
        await begin(
            talk, records, one.topics, person=first.person, unit=first.unit, point=first.point
        )
    talk.session.stopped_at = None
    talk.say(
        Text("{Me} tell {you} again:").signed(Sign.GO),
        *_what(told),
        offers=(offer(unsubscribe, STOP_ONE), *(_go_on(talk) or talk.menu)),
    )


def _go_on(talk: Talk) -> tuple[Choice, ...]:
    """Back to the question that stands open: a turn that has decided something asks nothing."""
    return (offer("resume", Text("Go on")),) if talk.in_between else ()


async def _end(
    talk: Talk, records: Records, ended: Sequence[Subscription]
) -> tuple[tuple[Text, ...], Choice]:
    """Ended; what, in words; and the button that takes it back."""
    told = await as_told(ended, talk, records)
    at = await records.subscriptions.end(talk.session.id, talk.now, {one.id for one in ended})
    label = Text("Have it told again").signed(Sign.GO)
    again = offer(tell_again, label, at=str((at - _EPOCH) // _MICROSECOND))
    topics = topics_of(ended)
    kinds = () if told else tuple(TOPICS[topic] for topic in topics)
    careful = (_ASK_BEFORE_GOING,) if Topic.CHANGES in topics else ()
    return (_NO_MORE, *kinds, *_what(told), *careful), again


_NOTHING = Text("No message comes unasked.").signed(Sign.STOP)
_AFTERWARDS = Text("After this question, write “Stop a message” once more.").signed(Sign.HELP)
_NO_MORE = Text("{Me} no longer tell {you}:").signed(Sign.STOP)
_ASK_BEFORE_GOING = Text("A payday that moves is not told either: ask before going.").signed(
    Sign.DAY
)
_ANSWERED = Text("Whatever {you} ask, {me} answer as before.").signed(Sign.GO)


def _what(told: Iterable[Told]) -> tuple[Text, ...]:
    """The kinds, and beneath them about whom or what."""
    told = tuple(told)
    kinds = topics_of(one for each in told for one in each.ones)
    return (*(TOPICS[topic] for topic in kinds), *(one.about for one in told))


async def _rest_lines(
    talk: Talk, records: Records, rest: Sequence[Subscription]
) -> tuple[Text, ...]:
    still = Text("The same still comes about {who}.")
    return tuple(
        still.filled(who=one.who).signed(one.about.sign)
        for one in await as_told(rest, talk, records)
    )


def _for_all(topic: Topic, rest: Sequence[Subscription]) -> tuple[Choice, ...]:
    label = Text("Stop it for all").signed(Sign.STOP)
    return (offer(stop_topic, label, topic=topic.value),) if rest else ()


def _moment(microseconds: int) -> datetime | None:
    """None for what no store gave, because it is past all days."""
    try:
        return _EPOCH + microseconds * _MICROSECOND
    except OverflowError:
        return None


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
