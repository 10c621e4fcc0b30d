"""One message in, its replies out, one transaction: decide, commit once, then speak."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

from domain.chart import Bars
from domain.examples import LANGUAGES
from domain.gazetteer import Gazetteer
from domain.intent import Flag, Intent, Outcome, Understood
from domain.message import (
    Choice,
    Incoming,
    Rendered,
    Reply,
    answer_token,
)
from domain.notice import KNOCKS
from domain.own_wish import is_unwanted
from domain.privacy import (
    CARRIES,
    CARRIES_INVENTED,
    VOUCHES,
    Level,
    brings,
    carried,
)
from domain.session import Pairs, Session
from domain.staff import UNUSED_FOR, Actor
from domain.text import Sign, Text
from handlers import handoff
from handlers.beneficiary.courtesy import greeting
from handlers.beneficiary.emergency import emergency
from handlers.beneficiary.main_menu import main_menu
from handlers.beneficiary.resume import resume
from handlers.beneficiary.welcome import welcome
from handlers.held import gives_up, taken_up
from handlers.language import BOTH, Listener, listener_of, render
from handlers.looks import Looker, write_down
from handlers.meant import answer, leave, offer_to_go_on, unsure, unsure_at_first, warned
from handlers.menu import menu_offers, offers_about, short_offers
from handlers.relay import pass_on, talk_replied_to, talks, urgent_beside, within, write_to
from handlers.route import LONGEST_TEXT, guess_language, route
from handlers.running import (
    FROM_THE_MENU,
    explain,
    go_back,
    go_on,
    refusal_of,
    run,
    run_aside,
    why_not_taken,
)
from handlers.steps import Answer, Begin, Step, Turn, Unsure
from handlers.talk import Talk, name_of, offer
from handlers.turn_seen import TurnOutcome, TurnSeen
from handlers.understand import understand
from storage.database import Database, Unavailable
from storage.outbox import Queued, Terms
from storage.records import Records
from storage.sealed import Unreadable

log = logging.getLogger(__name__)

_SORRY = Text("Something went wrong here, and we know of it. Please try again in a few minutes.")
_ONLY_ALONE = Text("{Me} answer only alone. Please write to {me} directly.")
_IDLE = Reply(
    (Text("It is a while since we spoke. Go on where we were, or start again?"),),
    (offer(resume, Text("Go on")), offer(main_menu, Text("Start again"))),
)
_FAILURES_BEFORE_CLOSING = 2
_WISHES = frozenset({Intent.TALK_TO_HUMAN, Intent.CHANGE_LANGUAGE})
"""Done at once, so that *khỏi gặp cán bộ* must not be taken for it."""
_WELCOME_SAYS = frozenset({FROM_THE_MENU.line.name, name_of(greeting)})
_FIRST = "vi"
"""The language of who has chosen none, and shown none."""
_NOT_TAKEN = {Turn.EARLIER_QUESTION: TurnOutcome.LATE, Turn.TOO_LATE: TurnOutcome.LATE}

_Over: TypeAlias = tuple[tuple[Queued, ...], TurnSeen]
"""What a turn leaves to be sent, and what is seen of it."""

_HEARD_BEFORE: _Over = ((), TurnSeen("", TurnOutcome.REPEATED))


@dataclass(frozen=True, slots=True)
class House:
    """What a turn needs beside its message. ``holder`` names this process in leases.

    ``entrance`` makes the link behind a scanned code, ``poster`` that to a payday's page by its
    number, ``chart`` a picture of numbers; ``page`` is the address of the web page,
    ``application_desk`` where the allowance is asked for. ``totp``: staff
    are asked for codes of their own device; None asks outside a demo only.
    ``observe`` is told of each turn when it is over, and must not raise.
    """

    database: Database
    holder: int
    carries: Mapping[str, Level] = field(default_factory=lambda: CARRIES)
    entrance: Callable[[str], str] = lambda code: code
    poster: Callable[[int], str] = str
    chart: Callable[[Bars], Awaitable[bytes]] | None = None
    page: str = ""
    application_desk: str = ""
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
        seen = replace(talk.seen, dialogue=dialogue or "", outcome=TurnOutcome.FAILED)
        return await _commit(house, talk, records), seen


def trace(error: BaseException) -> str:
    """What failed and where, without the words of the exception: they may be a person's words."""
    frames = traceback.extract_tb(error.__traceback__)
    path = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames[-6:]))
    return f"{type(error).__name__} at {path}"


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
        chart=house.chart,
        page=house.page,
        application_desk=house.application_desk,
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
    replied_to = await talk_replied_to(talk, records, incoming)
    if replied_to is not None:
        await write_to(talk, records, incoming, replied_to)
        return
    gazetteer = records.reference.gazetteer
    understood = _understood(talk, incoming, gazetteer)
    step = route(talk.session, incoming, talk.now, gazetteer, understood, talk.actor)
    if gives_up(step):
        talk.session.held = None
    if isinstance(step, Begin):
        talk.session.missed = 0
    if talk.first_contact and incoming.tap is None:
        await _meet(talk, records, step)
        return
    match step:
        case Begin() if talk.session.talk is not None:
            await within(talk, records, run(talk, records, step))
        case Answer(heard) if talk.session.talk is not None:
            await within(talk, records, go_on(talk, records, heard))
        case Turn.PASS_ON:
            await pass_on(talk, records, incoming)
            await urgent_beside(talk, records, incoming.text)
        case Turn.SILENT:
            talk.say(handoff.SILENT.signed(Sign.OFFICER))
        case Turn.NOT_CHANGED | Turn.TOO_LONG | Turn.TOO_LATE if talks(talk):
            talk.outcome = _NOT_TAKEN.get(step, TurnOutcome.NOT_UNDERSTOOD)
            talk.say(why_not_taken(step, incoming))
        case Begin():
            await _begin(talk, records, step)
        case Answer():
            await answer(talk, records, step)
        case Unsure():
            await unsure(talk, records, step)
        case Turn.BACK:
            await go_back(talk, records)
        case Turn.CANCEL:
            talk.session.left = None
            await run(talk, records, FROM_THE_MENU)
            talk.replies.insert(0, Reply((Text("Stopped. Nothing was kept."),)))
        case Turn.IDLE:
            talk.replies.append(_IDLE)
        case Turn.NOTHING:
            talk.outcome = TurnOutcome.IGNORED
        case _:
            talk.outcome = _NOT_TAKEN.get(step, TurnOutcome.NOT_UNDERSTOOD)
            await explain(talk, records, why_not_taken(step, incoming))
    if isinstance(step, Begin | Answer) and step.warns is not None:
        await warned(talk, records, step.warns)


def _understood(talk: Talk, incoming: Incoming, gazetteer: Gazetteer) -> Understood:
    """What the words mean, should nothing else take them; the language in which they are written,
    where none was chosen yet. Numbers and signs alone are only looked at for secrets."""
    session, words = talk.session, incoming.text
    chosen = (session.language or guess_language(words) or _FIRST).partition("+")[0]
    preferred = chosen if chosen in LANGUAGES else _FIRST
    nothing = Understood(Intent.NONE, preferred, 0.0, Outcome.NONE)
    if len(words) > LONGEST_TEXT or words.startswith("/") or not words.strip():
        return nothing
    staff = talk.actor is not None
    understood = understand(words, preferred, talk.today, gazetteer, staff=staff)
    if not any(map(str.isalpha, words)):
        secret = understood.flags & {Flag.SECRET_DISCLOSED}
        understood = replace(nothing, flags=secret, slots=understood.slots)
    if understood.intent in _WISHES and is_unwanted(words):
        understood = replace(understood, outcome=Outcome.NONE)
    talk.understood = understood
    sure = understood.outcome is Outcome.SURE or understood.flags or understood.aside
    if talk.language != BOTH and session.language is None and sure:
        talk.language = understood.language
    return understood


async def _begin(talk: Talk, records: Records, step: Begin) -> None:
    if step.leaves:
        leave(talk)
    await (run_aside if step.line.aside else run)(talk, records, step)
    kept = bool(step.words) and await handoff.kept_until_answered(talk, records, step.words)
    if kept and step.line.name != name_of(emergency):  # nothing more stands beneath the number
        talk.say(handoff.WRITTEN_DOWN.signed(Sign.OFFICER), offers=talk.menu)


async def _meet(talk: Talk, records: Records, step: Step) -> None:
    """First contact: who speaks, in both languages; and an answer at once if one was asked for.

    Not where it begins with a tap: then there was a first screen, which said who speaks. The number
    to ring in an emergency stands before it.
    """
    if isinstance(step, Begin) and step.line.name not in _WELCOME_SAYS:
        await _begin(talk, records, step)
        if step.warns is not None:
            await warned(talk, records, step.warns)
    elif isinstance(step, Unsure):
        await unsure_at_first(talk, records, step)
    urgent = isinstance(step, Begin) and step.line.name == "emergency"
    talk.replies.insert(len(talk.replies) if urgent else 0, welcome(talk))


async def _take_up(house: House, talk: Talk, records: Records) -> None:
    """What was refused until they had signed in, now that they have."""
    session = talk.session
    if session.signed_in_at != talk.now or (step := taken_up(session, talk.now)) is None:
        return
    opened = await talk_with(house, records, session, None, talk.now)
    talk.carries, talk.menu, talk.whole_menu = opened.carries, opened.menu, opened.whole_menu
    await run(talk, records, step)


async def _commit(house: House, talk: Talk, records: Records) -> tuple[Queued, ...]:
    """All that the turn decided, and its replies, ready for the one commit."""
    session = talk.session
    if session.language is None and talk.language != BOTH:
        session.language = talk.language
    offer_to_go_on(talk)
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
    await write_down(Looker(session.id, session.run, actor, talk.name), records, talk.now)


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
        talk.replies = [Reply((refusal_of(talk.session, talk.carries),))]
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
