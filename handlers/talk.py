"""Talk: how a dialogue asks and says. A dialogue runs from its first line on every turn.

`Talk.ask` returns the saved answer, or takes what was just heard, or queues its question and
pauses. So a restart, another replica, a deploy in mid-conversation, *back* and a change of
language need no line in a dialogue.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeAlias, TypeVar

from domain.chart import Bars
from domain.file import FileUse
from domain.intent import Understood
from domain.message import (
    Attachment,
    Choice,
    Contact,
    FileRef,
    Picture,
    Pin,
    Place,
    Reply,
    Wants,
    answer_token,
    doubt_token,
    start_token,
)
from domain.privacy import Level
from domain.session import Open, Pairs, Session
from domain.staff import Actor
from domain.text import Text
from handlers.turn_seen import TurnOutcome, TurnSeen

if TYPE_CHECKING:
    from domain.person import Person
    from storage.records import Records

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

Dialogue: TypeAlias = "Callable[[Talk, Records], Awaitable[None]]"


INVENTED = Text("(Invented data, for demonstration.)")


class Pause(BaseException):
    """The dialogue waits for an answer. Not an Exception: a dialogue must not catch it."""


class Then(BaseException):
    """The dialogue hands over to another one, with answers already given."""

    def __init__(self, dialogue: Dialogue | str, answers: Pairs) -> None:
        self.dialogue = dialogue
        self.answers = answers


class Ended(BaseException):
    """The dialogue has nothing left to go on, and that was said."""


class NotUnderstood(Exception):
    """A mistake a person can make; ``text`` says kindly what would be right."""

    def __init__(self, text: Text) -> None:
        self.text = text


class Stale(Exception):
    """A saved answer that no longer exists or is no longer permitted; it is asked for again, and
    ``why`` is said, or that it is no longer there."""

    def __init__(self, why: Text | None = None) -> None:
        super().__init__()
        self.why = why


@dataclass(frozen=True, slots=True)
class Heard:
    """What came as an answer. ``choice`` is set if a choice was tapped, numbered or named;
    ``begun`` if what was written is how the label of just one of them begins."""

    text: str = ""
    choice: str | None = None
    begun: str | None = None
    place: Place | None = None
    contact: Contact | None = None
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put: its lines, its choices, and what it wants beyond words."""

    lines: tuple[Text, ...]
    choices: tuple[Choice, ...] = ()
    wants: Wants | None = None
    picture: Picture | None = None


class Question(Protocol[T_co]):
    def asked(self) -> Asked: ...

    async def hear(self, heard: Heard) -> str:
        """The canonical value to save: an id, an ISO date, an integer. Raises NotUnderstood."""

    async def read(self, value: str) -> T_co:
        """The saved value decoded. Raises Stale or ValueError where it no longer holds."""


@dataclass(slots=True)
class Talk:
    """One turn of one dialogue with one address.

    ``actor``: the member of staff whose address it is. ``vouches``: the channel says whose phone
    number a contact is. ``knocks``: what comes unasked is heard there. ``entrance``: the link
    behind which a code is said by scanning it. ``poster``: where the page of a payday is, to print
    and hang. ``chart``: draws a picture of numbers. ``page``: the address of the web page.
    ``application_desk``: where the allowance is asked for, as the operator has written it.
    ``totp``: staff are asked for codes of their device. ``due_at``: when the replies may go out,
    where not at once. ``to_many``: whoever holds the phone may read what is said, so nobody is
    addressed as who they are. ``heard_by``: the dialogue that heard the message, whichever it hands
    over to; ``was_in``: that whose question stood open before. ``menu``: what stands beneath an
    answer; ``whole_menu``: all that may be started. ``understood``: what the words mean that were
    heard, where nothing else takes them. ``about``: what staff may do next about
    somebody, without seeking them again. ``outcome``: how the turn ends, where not with a question
    or an answer. ``let_go``: an officer writes to nobody any more. ``warned``: of fraud.
    ``brings``: for what the channel may carry files.
    """

    session: Session
    now: datetime
    carries: Level
    language: str
    actor: Actor | None = None
    demo: bool = False
    brings: frozenset[FileUse] = frozenset()
    vouches: bool = False
    knocks: bool = True
    entrance: Callable[[str], str] = lambda code: code
    poster: Callable[[int], str] = str
    chart: Callable[[Bars], Awaitable[bytes]] | None = None
    page: str = ""
    application_desk: str = ""
    totp: bool = True
    first_contact: bool = False
    menu: tuple[Choice, ...] = ()
    whole_menu: tuple[Choice, ...] = ()
    about: Callable[[Person], tuple[Choice, ...]] = lambda _: ()
    replies: list[Reply] = field(default_factory=list)
    notes: list[tuple[str, int]] = field(default_factory=list)
    due_at: datetime | None = None
    to_many: bool = False
    heard_by: str = ""
    was_in: str = ""
    understood: Understood | None = None
    outcome: TurnOutcome | None = None
    let_go: bool = False
    warned: bool = False
    level: Level = Level.PUBLIC
    asides: list[Text] = field(default_factory=list)
    heard: Heard | None = None
    opened: Open | None = None
    _opening: Heard | None = None
    _name: str = ""
    _goes_on: bool = False
    _given: dict[str, str] = field(default_factory=dict)
    _taken: dict[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def opened_with(self) -> bool:
        """Something was said that is for the first question."""
        return self._opening is not None

    def began_with(self, name: str) -> bool:
        """Whether this run asked that first, in whichever order it asks otherwise."""
        was = self.session.open
        asked = (*self._given, *((was.asked,) if self._goes_on and was else ()))
        return asked[:1] == (name,)

    @property
    def in_between(self) -> bool:
        """A question of another dialogue stands open, and will be asked again after this."""
        return self.session.open is not None

    def start(
        self, name: str, answers: Pairs, heard: Heard | None = None, opening: Heard | None = None
    ) -> None:
        """Begin a run of a dialogue with the answers it already has.

        ``heard`` is for the open question, ``opening`` for the first one.
        """
        self._name, self._given, self._taken = name, dict(answers), {}
        self._goes_on = self.session.open is not None and self.session.open.dialogue == name
        self.heard, self._opening, self.opened = heard, opening, None

    async def ask(self, name: str, question: Question[T]) -> T:
        """The answer to this question, of this or an earlier turn; else ask it and pause.

        ``name`` says what the answer is, and must be fresh in every round of a loop.
        """
        return await self._ask(name, question, secret=False)

    async def ask_secret(self, name: str, question: Question[T]) -> T:
        """Like `ask`, for what must not be kept: ``question.hear`` checks it and returns only
        the outcome, which is all that is saved. Screens are told to show none of it."""
        return await self._ask(name, question, secret=True)

    async def _ask(self, name: str, question: Question[T], secret: bool) -> T:
        if name in self._taken:
            raise RuntimeError(f"{self._name} asks for {name!r} twice")
        value = self._given.pop(name, None) or await self._interpret(name, question)
        if value is None:
            self._pause(name, question, secret)
        try:
            answer = await question.read(value)
        except (Stale, ValueError) as gone:
            why = gone.why if isinstance(gone, Stale) else None
            self.asides.append(why or Text("That choice is no longer there."))
            self._pause(name, question, secret)
        self._taken[name] = value
        if self._goes_on:
            self.replies.clear()  # it was said on the turn that asked
        return answer

    async def if_given(self, name: str, question: Question[T]) -> T | None:
        """The answer where a tap or another dialogue brought it along; never asked for."""
        value = self._given.pop(name, None)
        if value is None:
            return None
        try:
            answer = await question.read(value)
        except (Stale, ValueError):
            return None
        self._taken[name] = value
        return answer

    def given(self, name: str, known: Callable[[int], T | None]) -> T:
        """What a tap brought with it, by its id; if that is gone, says so and ends."""
        found = self.maybe_given(name, known)
        if found is None:
            self.say(Text("That is no longer there."), offers=() if self.in_between else self.menu)
            raise Ended
        return found

    def maybe_given(self, name: str, known: Callable[[int], T | None]) -> T | None:
        """The same, where it may be missing."""
        value = self._given.pop(name, "")
        return known(int(value)) if value.isascii() and value.isdigit() else None

    def say(
        self,
        *lines: Text,
        offers: tuple[Choice, ...] = (),
        pin: Pin | None = None,
        picture: Picture | None = None,
        attachments: tuple[Attachment, ...] = (),
    ) -> None:
        """Queue one reply; every line stands alone on a small phone."""
        reply = Reply(lines, offers, pin=pin, picture=picture, attachments=attachments)
        self.replies.append(reply)

    def hand_out(
        self, attachment: Attachment, *lines: Text, offers: tuple[Choice, ...] = ()
    ) -> None:
        """Queue one reply with a stored file; who speaks must be allowed to have it."""
        self.replies.append(Reply(lines, offers, attachments=(attachment,)))

    def show(self, *lines: Text, language: str) -> None:
        """Queue one reply to hold up to somebody else: large, and in the language they read."""
        self.replies.append(Reply(lines, language=language, large=True, for_other=True))

    def say_for_other(self, *lines: Text, offers: tuple[Choice, ...] = ()) -> None:
        """Queue one reply to be said on to somebody, who is addressed by its words."""
        self.replies.append(Reply(lines, offers, for_other=True))

    def answer(
        self,
        *lines: Text,
        offers: tuple[Choice, ...] = (),
        pin: Pin | None = None,
        picture: Picture | None = None,
        attachments: tuple[Attachment, ...] = (),
    ) -> None:
        """Say what comes from the records; in a demo it says once that they are invented.

        Each line has a sign, so that who reads nothing understands it.
        """
        mark = (INVENTED,) if self.demo else ()
        self.say(*lines, *mark, offers=offers, pin=pin, picture=picture, attachments=attachments)

    def same_person(self, person: Person) -> tuple[Choice, ...]:
        """What else they may do about the person whom this was about."""
        this = start_token(self._name, person=str(person.id))
        return tuple(one for one in self.about(person) if one.id != this)

    def next_about(self, person: Person) -> tuple[Choice, ...]:
        """What stands beneath an answer about somebody: what else may be done for them, and the
        menu, which is the last of it, behind its one button."""
        return (*self.same_person(person), *self.menu[-1:])

    def note(self, kind: str, subject: int) -> None:
        """Have the audit record it, once per run of this dialogue. May precede a question."""
        self.notes.append((kind, subject))

    def then(self, dialogue: Dialogue | str, **answers: str) -> NoReturn:
        """End this dialogue and start another in the same turn."""
        raise Then(dialogue, tuple(answers.items()))

    @property
    def staff(self) -> Actor:
        """Who asks, in a dialogue that only staff may start."""
        if self.actor is None:
            raise RuntimeError(f"{self._name} was started by nobody of the staff")
        return self.actor

    @property
    def name(self) -> str:
        """The dialogue that runs."""
        return self._name

    @property
    def seen(self) -> TurnSeen:
        """What an operator may know of this turn."""
        usual = TurnOutcome.ASKED if self.session.open else TurnOutcome.ANSWERED
        home = self.session.home
        return TurnSeen(
            self.heard_by,
            self.outcome or usual,
            unit=home.unit if home else None,
            by_staff=self.actor is not None,
            warned=self.warned,
        )

    @property
    def taken(self) -> Pairs:
        """The answers this run has used, in order."""
        return tuple(self._taken.items())

    async def _interpret(self, name: str, question: Question[T]) -> str | None:
        """What was heard, if it answers this question; it is interpreted here and never again."""
        was_open = self.session.open
        if self._opening is not None:
            heard, self._opening = self._opening, None
        elif self.heard is not None and was_open is not None and was_open.asked == name:
            heard, self.heard = self.heard, None
        else:
            return None
        try:
            return await question.hear(heard)
        except NotUnderstood as mistake:
            self.asides.append(mistake.text)
            self.outcome = TurnOutcome.NOT_UNDERSTOOD
            return None

    def _pause(self, name: str, question: Question[T], secret: bool) -> NoReturn:
        asked = question.asked()
        # What is not yet asked for stands first, so that *back* drops what was answered last.
        answers = (*self._given.items(), *self._taken.items())
        asking = self._asking(name, answers, asked)
        was = self.session.open
        doubted = was.doubted if was is not None and was.asking == asking else ""
        choices = tuple(
            Choice(answer_token(asking, choice.id), choice.label) for choice in asked.choices
        )
        self.opened = Open(
            dialogue=self._name,
            answers=answers,
            asked=name,
            asking=asking,
            order=self.session.heard_order,
            secret=secret,
            doubted=doubted,
        )
        self.replies.append(Reply(asked.lines, choices, asked.wants, picture=asked.picture))
        raise Pause

    def _asking(self, name: str, answers: Pairs, asked: Asked) -> int:
        """The number of this asking: the old one while the same question stands open unchanged.

        Its old buttons then still answer it; after any change they belong to an earlier question.
        """
        was = self.session.open
        if was is None or (was.dialogue, was.asked, was.answers) != (self._name, name, answers):
            return self.session.version
        tokens = {answer_token(was.asking, choice.id) for choice in asked.choices}
        shown = {token for token, _ in self.session.on_screen if token.startswith("a:")}
        shown.discard(doubt_token(was.asking, was.doubted))
        return was.asking if tokens == shown or not shown else self.session.version


def offer(dialogue: Dialogue | str, label: Text, **answers: str) -> Choice:
    """A choice that starts a dialogue, now or whenever it is tapped.

    By its name where the two lead to each other, and one of them must be imported first.
    """
    return Choice(start_token(name_of(dialogue), **answers), label)


def name_of(dialogue: Dialogue | str) -> str:
    """A dialogue goes by the name of its function, in sessions and in taps."""
    if isinstance(dialogue, str):
        return dialogue
    return str(getattr(dialogue, "__name__"))  # noqa: B009 - mypy: Callable has no __name__
