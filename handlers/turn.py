"""One message in, its replies out, one transaction: decide, commit once, then speak."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from domain.message import (
    Choice,
    Incoming,
    Rendered,
    Reply,
    StartTap,
    answer_token,
    read_tap,
)
from domain.notice import KNOCKS
from domain.permissions import Act
from domain.privacy import (
    CARRIES,
    CARRIES_INVENTED,
    SIGN_IN_AT,
    VOUCHES,
    Level,
    brings,
    carried,
)
from domain.session import Done, Pairs, Session
from domain.staff import UNUSED_FOR, Actor
from domain.text import Sign, Text, verbatim
from handlers import handoff
from handlers.asks import CANNOT_SEE
from handlers.beneficiary.main_menu import main_menu
from handlers.beneficiary.resume import resume
from handlers.beneficiary.welcome import welcome
from handlers.held import gives_up, held, taken_up
from handlers.language import BOTH, Listener, listener_of, render
from handlers.menu import BY_NAME, Line, menu_offers, offers_about, short_offers
from handlers.route import (
    LONGEST_TEXT,
    Answer,
    Begin,
    Step,
    Turn,
    asks_of_request,
    guess_language,
    route,
)
from handlers.staff.talk_words import NOTHING_SENT
from handlers.talk import Ended, Heard, Pause, Talk, Then, name_of, offer
from handlers.turn_seen import TurnOutcome, TurnSeen
from storage.database import Database, Unavailable
from storage.outbox import Queued, Terms
from storage.records import Records
from storage.sealed import Unreadable

log = logging.getLogger(__name__)

_SORRY = Text("Something went wrong here, and we know of it. Please try again in a few minutes.")
_NOT_HERE = Text("This channel may not carry that. Please ask on the web page.")
SIGN_IN_AGAIN = Text("That is for staff who have signed in within 12 hours. Please sign in again.")
_FOR_STAFF = Text("That is only for those whose work it is.")
_LOCKED = Text(
    "This address was not used for long, so it is locked. Please ask for a new invitation."
)
_ONLY_ALONE = Text("{Me} answer only alone. Please write to {me} directly.")
_IDLE = Reply(
    (Text("It is a while since we spoke. Go on where we were, or start again?"),),
    (offer(resume, Text("Go on")), offer(main_menu, Text("Start again"))),
)
_MENU = Begin(BY_NAME[name_of(main_menu)])
_FAILURES_BEFORE_CLOSING = 2
_NOT_TAKEN = {Turn.EARLIER_QUESTION: TurnOutcome.LATE, Turn.TOO_LATE: TurnOutcome.LATE}

_Over: TypeAlias = tuple[tuple[Queued, ...], TurnSeen]
"""What a turn leaves to be sent, and what is seen of it."""

_HEARD_BEFORE: _Over = ((), TurnSeen("", TurnOutcome.REPEATED))


class Trespass(RuntimeError):
    """A dialogue opened a record that who speaks may not hear of. Nothing of it is committed."""


class FiledThenAsked(RuntimeError):
    """A dialogue decided something and then asked: the answer could undo what was committed."""


@dataclass(frozen=True, slots=True)
class House:
    """What a turn needs beside its message. ``holder`` names this process in leases.

    ``entrance`` makes the link behind a scanned code, ``poster`` that to a payday's page by its
    number. ``totp``: staff are asked for codes of their own device; None asks outside a demo only.
    ``observe`` is told of each turn when it is over, and must not raise.
    """

    database: Database
    holder: int
    carries: Mapping[str, Level] = field(default_factory=lambda: CARRIES)
    entrance: Callable[[str], str] = lambda code: code
    poster: Callable[[int], str] = str
    totp: bool | None = None
    unused_for: timedelta = UNUSED_FOR
    observe: Callable[[TurnSeen], None] = lambda _: None

    def level(self, session: Session, now: datetime, demo: bool) -> Level:
        """How far the session's channel carries now."""
        carries = {**self.carries, **CARRIES_INVENTED} if demo else self.carries
        return carried(session.address.channel, carries, session.signed_in_at, now)


async def take_turn(house: House, incoming: Incoming, now: datetime) -> tuple[Queued, ...]:
    """Hear one message and commit what follows from it; the replies are left to be sent.

    Nothing is returned for a message heard before. Raises Unavailable when the database does not
    answer: then nothing is confirmed, and the channel keeps the message.
    """
    seen = TurnSeen("", TurnOutcome.UNCONFIRMED)
    try:
        queued, seen = await _hear(house, incoming, now)
    finally:
        house.observe(seen)
    return queued


async def _hear(house: House, incoming: Incoming, now: datetime) -> _Over:
    try:
        return await _turn(house, incoming, now)
    except Unavailable:
        raise
    except Exception as error:  # the one place that catches the unexpected
        return await _apologise(house, incoming, now, error)


async def _turn(house: House, incoming: Incoming, now: datetime) -> _Over:
    async with house.database.transaction() as records:
        session = await records.conversations.hear(incoming, now)
        if session is None:
            return _HEARD_BEFORE
        talk = await talk_with(house, records, session, incoming, now)
        was_in = session.open.dialogue if session.open else None
        await _converse(talk, records, incoming)
        await _take_up(house, talk, records)
        if session.open is None or session.open.dialogue != was_in:
            session.failures = 0
        return await _commit(house, talk, records), talk.seen


async def _apologise(house: House, incoming: Incoming, now: datetime, error: Exception) -> _Over:
    """Record that it failed, say so, and confirm: a message must not come again and fail again.

    A second failure in the same dialogue closes it: no session may poison what comes after.
    """
    async with house.database.transaction() as records:
        session = await records.conversations.hear(incoming, now)
        if session is None:
            return _HEARD_BEFORE
        talk = await talk_with(house, records, session, incoming, now)
        dialogue = session.open.dialogue if session.open else None
        log.error(
            "turn failed",
            extra={"session": session.id, "dialogue": dialogue, "error": trace(error)},
        )
        session.failures += 1
        session.held = None  # or nobody could sign in while it fails
        offers: tuple[Choice, ...] = ()
        if session.failures >= _FAILURES_BEFORE_CLOSING or session.lost:
            session.open, session.failures, offers = None, 0, talk.menu
        await records.conversations.record_failure(session, dialogue, type(error).__name__, now)
        talk.say(_SORRY, offers=offers)
        seen = TurnSeen(dialogue or "", TurnOutcome.FAILED)
        return await _commit(house, talk, records), seen


def trace(error: BaseException) -> str:
    """What failed and where, without the words of the exception: they may be a person's words."""
    frames = traceback.extract_tb(error.__traceback__)
    path = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames[-6:]))
    return f"{type(error).__name__} at {path}"


def _refusal(session: Session, carries: Level) -> Text:
    """Why a channel does not carry something: for good, or until somebody signs in again."""
    signs_in = session.address.channel in SIGN_IN_AT and carries is Level.OWN
    return SIGN_IN_AGAIN if signs_in else _NOT_HERE


async def talk_with(
    house: House, records: Records, session: Session, incoming: Incoming | None, now: datetime
) -> Talk:
    """Who speaks, and what may be said on this channel now."""
    demo = records.reference.demo_made_on is not None
    carries = house.level(session, now, demo)
    if incoming is not None:
        session.heard_order = max(session.heard_order, incoming.order)
    text = incoming.text if incoming else ""
    actor = await _actor(house, records, session, now, writes=incoming is not None)
    return Talk(
        session=session,
        now=now,
        carries=carries,
        menu=short_offers(carries, actor),
        whole_menu=menu_offers(carries, actor),
        about=partial(offers_about, actor, records.reference.gazetteer),
        actor=actor,
        demo=demo,
        brings=brings(session.address.channel, demo),
        entrance=house.entrance,
        poster=house.poster,
        vouches=session.address.channel in VOUCHES,
        knocks=session.address.channel in KNOCKS,
        totp=not demo if house.totp is None else house.totp,
        language=session.language or guess_language(text) or BOTH,
        first_contact=session.heard_at is None,
        was_in=session.open.dialogue if session.open else "",
    )


async def _actor(
    house: House, records: Records, session: Session, now: datetime, *, writes: bool
) -> Actor | None:
    if not session.staff:
        return None
    return await records.staff.at(session.id, now.date(), house.unused_for, writes=writes)


async def _converse(talk: Talk, records: Records, incoming: Incoming) -> None:
    if incoming.public:
        talk.outcome = TurnOutcome.IGNORED
        if talk.first_contact:
            talk.replies.append(Reply((_ONLY_ALONE,), language=BOTH))
        return
    answered = await _answered(talk, records, incoming)
    if answered is not None:
        await _write_to(talk, records, incoming, answered)
        return
    step = route(talk.session, incoming, talk.now, records.reference.gazetteer)
    if gives_up(step):
        talk.session.held = None
    if talk.first_contact and incoming.tap is None:
        await _meet(talk, records, step)
        return
    match step:
        case Begin() if talk.session.talk is not None:
            await _within(talk, records, _run(talk, records, step))
        case Answer(heard) if talk.session.talk is not None:
            await _within(talk, records, go_on(talk, records, heard))
        case Turn.PASS_ON:
            await _pass_on(talk, records, incoming)
        case Turn.SILENT:
            talk.say(handoff.SILENT.signed(Sign.OFFICER))
        case Turn.NOT_CHANGED | Turn.TOO_LONG | Turn.TOO_LATE if _talks(talk):
            talk.outcome = _NOT_TAKEN.get(step, TurnOutcome.NOT_UNDERSTOOD)
            talk.say(why_not_taken(step, incoming))
        case Begin(line):
            await (_run_aside if line.aside else _run)(talk, records, step)
        case Answer(heard):
            await _answer(talk, records, heard)
        case Turn.BACK:
            await _go_back(talk, records)
        case Turn.CANCEL:
            await _run(talk, records, _MENU)
            talk.replies.insert(0, Reply((Text("Stopped. Nothing was kept."),)))
        case Turn.IDLE:
            talk.replies.append(_IDLE)
        case Turn.NOTHING:
            talk.outcome = TurnOutcome.IGNORED
        case Turn.NOT_UNDERSTOOD if await handoff.kept_until_answered(talk, records, incoming):
            talk.say(handoff.WRITTEN_DOWN.signed(Sign.OFFICER), offers=talk.menu)
        case _:
            talk.outcome = _NOT_TAKEN.get(step, TurnOutcome.NOT_UNDERSTOOD)
            await _explain(talk, records, why_not_taken(step, incoming))


def _talks(talk: Talk) -> bool:
    """On one of the two sides of a human conversation."""
    return talk.session.talk is not None or talk.session.chosen is not None


async def _answered(talk: Talk, records: Records, incoming: Incoming) -> int | None:
    """The conversation to whose message an officer replies; 0 where it is not known which. What
    answers a message of another kind is read as if it answered none, unless a citizen is chosen."""
    asks = incoming.replied_to is not None and not incoming.text.strip().startswith("/")
    if not asks or incoming.edited or talk.actor is None or incoming.replied_to is None:
        return None
    found = await records.human_talks.answered(talk.session.id, incoming.replied_to)
    return 0 if found is None and talk.session.chosen is not None else found


async def _write_to(talk: Talk, records: Records, incoming: Incoming, talk_id: int) -> None:
    """An officer's words to one conversation; a question that stands open is then asked again."""
    refusal = _not_permitted(talk, BY_NAME["talk_with"])
    if refusal is not None:
        talk.session.chosen, talk.outcome = None, TurnOutcome.REFUSED
        talk.say(refusal, NOTHING_SENT, offers=_sign_in(talk, refusal))
    elif talk_id == 0:
        talk.say(handoff.NOT_KNOWN_TO_WHOM.signed(Sign.HELP), NOTHING_SENT)
    elif len(incoming.text) > LONGEST_TEXT:
        talk.say(why_not_taken(Turn.TOO_LONG, incoming), NOTHING_SENT)
    else:
        asks = await handoff.from_officer(talk, records, incoming, talk_id)
        if asks is not None:
            await _run(talk, records, Begin(BY_NAME[asks[0]], asks[1]))
            return
    if talk.session.open is not None:
        await _ask_again(talk, records)


async def _pass_on(talk: Talk, records: Records, incoming: Incoming) -> None:
    """To the officer who answers here, or to the citizen who was chosen."""
    if talk.session.talk is None and talk.session.chosen is not None:
        await _write_to(talk, records, incoming, talk.session.chosen.talk)
        return
    if talk.carries < Level.OWN:
        talk.say(_refusal(talk.session, talk.carries))
        return
    waiting = talk.session.open
    photo = waiting if waiting is not None and waiting.dialogue == "pass_photo" else None
    if waiting is not None and waiting.dialogue in handoff.OF_CITIZEN:
        talk.session.open = None  # whether it is over was asked, and was not answered
    asks = await handoff.from_citizen(talk, records, incoming)
    if photo is not None and talk.session.talk is not None:
        if asks is None or asks[0] != "pass_photo":
            talk.session.open = photo
            await _ask_again(talk, records)
            return
        talk.say(handoff.PHOTO_LEFT.signed(Sign.STOP))
    if asks is not None:
        await _within(talk, records, _run(talk, records, Begin(BY_NAME[asks[0]], asks[1])))


async def _ask_again(talk: Talk, records: Records) -> None:
    """The question that stands open, beneath what was said."""
    said, talk.replies = talk.replies, []
    await go_on(talk, records, None)
    talk.replies = [*said, *talk.replies]


async def _within(talk: Talk, records: Records, run: Coroutine[Any, Any, None]) -> None:
    """In the midst of a human conversation: then the assistant is silent again. Where that is over,
    it goes on where it was."""
    session, was_open = talk.session, talk.session.open
    said, talk.replies = talk.replies, []
    await run
    talk.replies = [*said, *talk.replies]
    if session.open is not None:
        return
    ours = was_open is not None and was_open.dialogue in handoff.OF_CITIZEN
    session.open = None if ours else was_open
    if session.talk is not None:
        return
    if session.open is None:
        talk.replies[-1] = replace(talk.replies[-1], choices=talk.menu)
        return
    await _ask_again(talk, records)


async def _meet(talk: Talk, records: Records, step: Step) -> None:
    """First contact: who speaks, in both languages; and an answer at once if one was asked for.

    Not where it begins with a tap: then there was a first screen, which said who speaks.
    """
    if isinstance(step, Begin) and step.line is not _MENU.line:
        await (_run_aside if step.line.aside else _run)(talk, records, step)
        talk.replies.insert(0, welcome(talk))
    else:
        talk.replies.append(welcome(talk))


async def go_on(talk: Talk, records: Records, heard: Heard | None) -> None:
    """Run the open dialogue from its first line, perhaps with one more thing heard."""
    was_open = talk.session.open
    if was_open is None or was_open.dialogue not in BY_NAME:
        await _run(talk, records, _MENU)  # a deploy has taken the dialogue away
        return
    step = Begin(BY_NAME[was_open.dialogue], was_open.answers)
    await _run(talk, records, step, heard)


async def _answer(talk: Talk, records: Records, heard: Heard) -> None:
    """The open question may have it; what does not answer it may ask how a request stands."""
    was_open = talk.session.open
    await go_on(talk, records, heard)
    if was_open is None or talk.outcome is not TurnOutcome.NOT_UNDERSTOOD:
        return
    asked = asks_of_request(heard.text)
    if asked is None or was_open.dialogue in {asked.line.name, "link"}:
        return  # who is asked for a code is told that this is none
    if _is_work(was_open.dialogue):
        return
    talk.replies, talk.asides, talk.outcome = [], [], None
    await _run_aside(talk, records, asked)


def _is_work(dialogue: str) -> bool:
    return dialogue in BY_NAME and BY_NAME[dialogue].act is not Act.ASK


async def _go_back(talk: Talk, records: Records) -> None:
    """Drop the last answer, so that its question is asked again; also after the last one."""
    session = talk.session
    back_into = session.open or session.done
    if back_into is None or not back_into.answers or back_into.dialogue not in BY_NAME:
        await _run(talk, records, _MENU)
        return
    session.open = None
    await _run(talk, records, Begin(BY_NAME[back_into.dialogue], back_into.answers[:-1]))


async def _run(talk: Talk, records: Records, step: Begin, heard: Heard | None = None) -> None:
    """Run a dialogue, and those it hands over to, until one asks or ends."""
    session, was_open = talk.session, talk.session.open
    talk.heard_by = talk.heard_by or step.line.name
    handoff.let_go(talk, step.line.name)
    if was_open is None or was_open.dialogue != step.line.name:
        session.run = session.version
    if (refusal := _not_permitted(talk, step.line)) is not None:
        session.open, talk.outcome = None, TurnOutcome.REFUSED
        if refusal is SIGN_IN_AGAIN and talk.actor:
            session.held = held(step, talk.now)
        talk.say(refusal, offers=_sign_in(talk, refusal))
        return
    talk.level = max(talk.level, step.line.level)
    talk.start(step.line.name, step.answers, heard, step.said)
    try:
        await step.line.dialogue(talk, records)
    except Ended:
        session.open = None
    except Pause:
        if records.filed:
            raise FiledThenAsked(step.line.name) from None
        session.open = talk.opened
    except Then as then:
        session.open = None
        await _run(talk, records, Begin(BY_NAME[name_of(then.dialogue)], then.answers))
    else:
        session.open = None
        if not step.line.aside:
            session.done = Done(step.line.name, talk.taken) if step.line.only_looks else None


async def _take_up(house: House, talk: Talk, records: Records) -> None:
    """What was refused until they had signed in, now that they have."""
    session = talk.session
    if session.signed_in_at != talk.now or (step := taken_up(session, talk.now)) is None:
        return
    opened = await talk_with(house, records, session, None, talk.now)
    talk.carries, talk.menu, talk.whole_menu = opened.carries, opened.menu, opened.whole_menu
    await _run(talk, records, step)


def _not_permitted(talk: Talk, line: Line) -> Text | None:
    """Why who speaks may not start this here and now. Asked again on every turn, so that what was
    revoked ends in the middle of a dialogue."""
    if line.act is not Act.ASK:
        if talk.actor is None:
            return _FOR_STAFF
        if talk.actor.locked:
            return _LOCKED
        if not talk.actor.may_somewhere(line.act):
            return _FOR_STAFF
    return _refusal(talk.session, talk.carries) if line.level > talk.carries else None


def _sign_in(talk: Talk, refusal: Text) -> tuple[Choice, ...]:
    """A button beside the refusal that asks for it."""
    return (offer("sign_in", Text("Sign in")),) if refusal is SIGN_IN_AGAIN and talk.actor else ()


async def _run_aside(talk: Talk, records: Records, step: Begin) -> None:
    """Something said in between; then the open question, or the last answer, once more.

    Not where it offers choices of its own: those are now on the screen, and the question stays
    open all the same. Where it hands over to what asks, that is open now.
    """
    was_open = talk.session.open
    await _run(talk, records, step)
    if talk.session.open is not None:
        return
    talk.session.open = was_open
    if any(reply.choices for reply in talk.replies):
        return
    said, talk.replies = talk.replies, []
    if was_open is not None:
        await go_on(talk, records, None)
    else:
        await _say_again(talk, records)
    talk.replies = [*said, *talk.replies]


async def _say_again(talk: Talk, records: Records) -> None:
    """The last answer, perhaps now in another language; the menu where there is none."""
    done = talk.session.done
    known = done is not None and done.dialogue in BY_NAME
    await _run(
        talk, records, Begin(BY_NAME[done.dialogue], done.answers) if done and known else _MENU
    )


async def _explain(talk: Talk, records: Records, why: Text) -> None:
    """Say why a message was not taken; then the open question again, or what can be asked."""
    if talk.session.open is None:
        talk.say(why, offers=_still_offered(talk) or talk.menu)
        return
    talk.asides.append(why)
    await go_on(talk, records, None)


def _still_offered(talk: Talk) -> tuple[Choice, ...]:
    """What staff may do about somebody whom they have just had before them: one word that is not
    understood must not cost them the person."""
    taps = (read_tap(token) for token, _ in talk.session.shown)
    about = any(isinstance(tap, StartTap) and "person" in dict(tap.answers) for tap in taps)
    if talk.actor is None or not about:
        return ()
    return tuple(Choice(token, verbatim(label)) for token, label in talk.session.shown)


def why_not_taken(step: Step, incoming: Incoming) -> Text:
    if step is Turn.EARLIER_QUESTION:
        return Text("That was an earlier question. Nothing was changed.")
    if step is Turn.NOT_CHANGED:
        return handoff.NO_CHANGES
    if step is Turn.TOO_LATE:
        return Text("That message came late. Please answer once more.")
    if step is Turn.TOO_LONG:
        return Text("That is too long. Please say it in a few words.")
    if incoming.files:
        return CANNOT_SEE
    return Text("{Me} did not understand. Please choose one of these.")


async def _commit(house: House, talk: Talk, records: Records) -> tuple[Queued, ...]:
    """All that the turn decided, and its replies, ready for the one commit."""
    session = talk.session
    if session.language is None and talk.language != BOTH:
        session.language = talk.language
    replies = await rendered(talk, records)
    show(session, replies)
    session.heard_at = None if session.forgotten else talk.now
    await account_for(talk, records)
    await records.conversations.save(session)
    return await records.outbox.put(
        session, replies, talk.now, house.holder, Terms(due_at=talk.due_at)
    )


async def account_for(talk: Talk, records: Records) -> None:
    """Write down who looked at whom and why, and let nobody hear of whom they may not.

    Raises Trespass. A dialogue need not remember: the records it opened are known.
    """
    session, actor = talk.session, talk.actor
    actor_id = actor.id if actor else None
    for kind, subject in talk.notes:
        await records.audit.note(
            session.id, session.run, kind, subject, talk.now, actor=actor_id, why=talk.name
        )
    if not records.seen:
        return
    own = {one.person.id for one in await records.links.all_of(session.id)}
    for person, unit in (await records.people.units_of(records.seen - own)).items():
        if actor is None or not actor.may(Act.LOOK, unit, records.reference.gazetteer):
            raise Trespass(talk.name)
        await records.audit.note(
            session.id, session.run, "looked", person, talk.now, actor=actor_id, why=talk.name
        )


def show(session: Session, replies: list[Rendered]) -> None:
    """Note what a number or a label may mean next: a number is of the choices shown last; a label
    also of those of the question that stands open beneath them."""
    if not replies:
        return
    of_question = _of_question(session)
    with_choices = [reply.choices for reply in replies if reply.choices]
    if not with_choices:
        session.shown, session.beneath = of_question, ()
        return
    session.shown = tuple((one.token, one.label) for one in with_choices[-1])
    session.beneath = tuple(one for one in of_question if one not in session.shown)


def _of_question(session: Session) -> Pairs:
    """What was shown of the choices of the question that is open."""
    if session.open is None:
        return ()
    asking = answer_token(session.open.asking, "")
    return tuple(one for one in session.on_screen if one[0].startswith(asking))


async def rendered(talk: Talk, records: Records) -> list[Rendered]:
    """The replies in the person's language; none that tells more than the channel may carry."""
    await handoff.headed(talk, records)
    if records.level > talk.carries:
        talk.replies = [Reply((_refusal(talk.session, talk.carries),))]
        talk.outcome = TurnOutcome.REFUSED
    if talk.asides and talk.replies:
        last = talk.replies[-1]
        talk.replies[-1] = replace(last, lines=(*talk.asides, *last.lines))
    listener = await _listener(talk, records)
    menu = {choice.id for choice in talk.menu}
    secret = talk.session.open is not None and talk.session.open.secret
    return [
        replace(
            render(reply, reply.language or talk.language, listener),
            menu=bool(menu) and {choice.id for choice in reply.choices} == menu,
            secret=secret,
            level=max(talk.level, records.level),
        )
        for reply in talk.replies
    ]


async def _listener(talk: Talk, records: Records) -> Listener:
    """An elder who writes for herself is a grandmother; who writes for others is not known; staff
    are staff also where they ask for themselves."""
    if talk.to_many:
        return Listener.MANY
    if talk.actor is not None:
        return Listener.STAFF
    if not talk.session.linked or talk.carries < Level.OWN:
        return Listener.UNKNOWN
    try:
        links = await records.links.of(talk.session.id)
    except Unreadable:
        return Listener.UNKNOWN  # a damaged record must not silence the apology too
    return listener_of(links, talk.today)
