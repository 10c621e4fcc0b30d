"""Taking back what the post has changed, the calendar or a point, while nobody has heard of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from domain.bulletin import REVOCABLE_FOR
from domain.message import Choice
from domain.text import Sign, Text
from handlers.asks import Brought, read_id
from handlers.staff.calendar_words import by
from handlers.talk import Dialogue, Ended, Talk, offer

GONE = Text("That is no longer there.").signed(Sign.STOP)
_TAKE_BACK = Text("Take it back").signed(Sign.STOP)


class Step(Protocol):
    """What one tap changed. ``takes_back``: it is a taking back itself."""

    @property
    def at(self) -> datetime: ...

    @property
    def undone(self) -> bool: ...

    @property
    def takes_back(self) -> bool: ...


Changed = TypeVar("Changed", bound=Step)


def can_be_taken_back(step: Step, now: datetime) -> bool:
    """Nobody has been told yet, and it is no taking back itself."""
    return not step.takes_back and not step.undone and now < step.at + REVOCABLE_FOR


def back_offer(dialogue: Dialogue | str, step: int) -> Choice:
    """One tap."""
    return offer(dialogue, _TAKE_BACK, change=str(step))


def beneath(back: Choice, offers: tuple[Choice, ...], *more: Choice) -> tuple[Choice, ...]:
    """What stands beneath a change just made: a number typed twice must not take it back, so that
    comes second."""
    return (*offers[:1], back, *more, *offers[1:])


async def to_take_back(
    talk: Talk,
    read: Callable[[int], Awaitable[Changed | None]],
    is_theirs: Callable[[Changed], bool],
    offers: tuple[Choice, ...],
) -> Changed:
    """The step that the button names; where it stays as it is, says why and ends."""
    number = await talk.if_given("change", Brought(read_id))
    step = await read(number) if number else None
    if step is None or not is_theirs(step):
        talk.say(GONE, offers=offers)
        raise Ended
    if not can_be_taken_back(step, talk.now):
        talk.say(*_too_late(step), offers=offers)
        raise Ended
    return step


def taken_back(talk: Talk, stands: Sequence[Text], offers: tuple[Choice, ...]) -> None:
    """What it says again now, and who said so."""
    talk.answer(
        Text("It is taken back, nobody is told of it.").signed(Sign.GO),
        *stands,
        by(talk.staff.name, talk.now, talk.now),
        offers=offers,
    )


def _too_late(step: Step) -> tuple[Text, ...]:
    if step.undone or step.takes_back:
        return (Text("It has been taken back already.").signed(Sign.GO),)
    return (
        Text("The ten minutes are over, it cannot be taken back any more.").signed(Sign.CLOCK),
        Text("Please make a new change.").signed(Sign.DAY),
    )
