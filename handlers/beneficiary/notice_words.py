"""What one can be written to about, in words; and what every such message ends with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.message import Choice
from domain.notice import Topic
from domain.text import Sign, Text
from handlers.talk import offer

TOPICS: Mapping[Topic, Text] = {
    Topic.PAYDAY: Text("The day before payday, and that morning").signed(Sign.DAY),
    Topic.CHANGES: Text("When a payday or a place changes").signed(Sign.PLACE),
    Topic.MONEY: Text("When the money has come, or has not").signed(Sign.MONEY),
    Topic.CASES: Text("When there is an answer to a request").signed(Sign.PAPERS),
    Topic.ARRIVED: Text("Two days later: did the money come?").signed(Sign.HELP),
}

TELL_ME = Text("Tell me in time").signed(Sign.PHONE)
"""The button beside an answer."""

CANNOT_KNOCK = Text("No sound comes here: {you} must open it to see.").signed(Sign.PHONE)
"""For a page or a terminal, which wakes nobody."""

_SHORT: Mapping[Topic, Text] = {
    Topic.PAYDAY: Text("payday"),
    Topic.CHANGES: Text("changes"),
    Topic.MONEY: Text("money come or not"),
    Topic.CASES: Text("answers"),
    Topic.ARRIVED: Text("did it come"),
}


def why(topic: Topic) -> tuple[Text, Choice]:
    """Why it comes, how to stop it, and the button that does."""
    line = Text("{You} asked for this message. To stop, choose “No more of this”.")
    stop = offer("stop_topic", Text("No more of this").signed(Sign.STOP), topic=topic.value)
    return line.signed(Sign.PHONE), stop


def in_short(topics: Iterable[Topic]) -> Text:
    """Several in one line. Raises StopIteration where there is none."""
    words = iter([_SHORT[topic] for topic in topics])
    listed = next(words)
    for one in words:
        listed = Text("{first}, {second}", first=listed, second=one)
    return listed
