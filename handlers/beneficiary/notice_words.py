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

STOP_ONE = Text("Stop a message").signed(Sign.STOP)
"""To choose which; more than a word for it is understood."""

ABOUT = Text("About {who}.")
"""A person or a place, beneath the kinds of message."""

CANNOT_KNOCK = Text("No sound comes here: {you} must open it to see.").signed(Sign.PHONE)
"""For a page or a terminal, which wakes nobody."""

_SHORT: Mapping[Topic, Text] = {
    Topic.PAYDAY: Text("payday"),
    Topic.CHANGES: Text("changes"),
    Topic.MONEY: Text("money come or not"),
    Topic.CASES: Text("answers"),
    Topic.ARRIVED: Text("did it come"),
}


def why(topic: Topic, about: str) -> tuple[Text, Choice]:
    """Why it comes, how to stop it, and the button that does: what made this message come, and
    nothing else of its kind. ``about``: as `domain.subscription` has it for a tap."""
    line = Text("{You} asked for this message. To stop, choose “No more of this”.")
    label = Text("No more of this").signed(Sign.STOP)
    stop = offer("stop_topic", label, topic=topic.value, about=about)
    return line.signed(Sign.PHONE), stop


def why_answered() -> tuple[Text, Choice]:
    """The same of the answer to a request, which comes to whoever made it."""
    line = Text("This answers what {you} reported. For no more messages, choose “Stop messages”.")
    stop = offer("stop_messages", Text("Stop messages").signed(Sign.STOP))
    return line.signed(Sign.PHONE), stop


def in_short(topics: Iterable[Topic]) -> Text:
    """Several in one line. Raises StopIteration where there is none."""
    words = iter([_SHORT[topic] for topic in topics])
    listed = next(words)
    for one in words:
        listed = Text("{first}, {second}", first=listed, second=one)
    return listed
