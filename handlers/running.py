"""A dialogue is run until it asks or ends; what was said in between, and one step back."""

from __future__ import annotations

from domain.message import Choice, Incoming, StartTap, read_tap
from domain.permissions import Act
from domain.privacy import SIGN_IN_AT, Level
from domain.session import Done, Session
from domain.text import Text, verbatim
from handlers import handoff
from handlers.asks import CANNOT_SEE
from handlers.beneficiary.main_menu import main_menu
from handlers.held import held
from handlers.menu import BY_NAME, Line
from handlers.steps import Begin, Step, Turn
from handlers.talk import Ended, Heard, Pause, Talk, Then, name_of, offer
from handlers.turn_seen import TurnOutcome
from storage.records import Records

_NOT_HERE = Text("This channel may not carry that. Please ask on the web page.")
SIGN_IN_AGAIN = Text("That is for staff who have signed in within 12 hours. Please sign in again.")
NOT_UNDERSTOOD = Text("{Me} did not understand. Please choose one of these.")
_FOR_STAFF = Text("That is only for those whose work it is.")
_LOCKED = Text(
    "This address was not used for long, so it is locked. Please ask for a new invitation."
)
FROM_THE_MENU = Begin(BY_NAME[name_of(main_menu)])


class FiledThenAsked(RuntimeError):
    """A dialogue decided something and then asked: the answer could undo what was committed."""


async def go_on(talk: Talk, records: Records, heard: Heard | None) -> None:
    """Run the open dialogue from its first line, perhaps with one more thing heard."""
    was_open = talk.session.open
    if was_open is None or was_open.dialogue not in BY_NAME:
        await run(talk, records, FROM_THE_MENU)  # a deploy has taken the dialogue away
        return
    step = Begin(BY_NAME[was_open.dialogue], was_open.answers)
    await run(talk, records, step, heard)


def is_work(dialogue: str) -> bool:
    return dialogue in BY_NAME and BY_NAME[dialogue].act is not Act.ASK


async def go_back(talk: Talk, records: Records) -> None:
    """Drop the last answer, so that its question is asked again; also after the last one."""
    session = talk.session
    back_into = session.open or session.done
    if back_into is None or not back_into.answers or back_into.dialogue not in BY_NAME:
        await run(talk, records, FROM_THE_MENU)
        return
    session.open = None
    await run(talk, records, Begin(BY_NAME[back_into.dialogue], back_into.answers[:-1]))


async def run(talk: Talk, records: Records, step: Begin, heard: Heard | None = None) -> None:
    """Run a dialogue, and those it hands over to, until one asks or ends."""
    session, was_open = talk.session, talk.session.open
    talk.heard_by = talk.heard_by or step.line.name
    handoff.let_go(talk, step.line.name)
    if was_open is None or was_open.dialogue != step.line.name:
        session.run = session.version
    if session.left is not None and session.left.dialogue == step.line.name:
        session.left = None  # it is begun again, and is not to be taken up beside itself
    if (refusal := not_permitted(talk, step.line)) is not None:
        session.open, talk.outcome = None, TurnOutcome.REFUSED
        if refusal is SIGN_IN_AGAIN and talk.actor:
            session.held = held(step, talk.now)
        talk.say(refusal, offers=sign_in_offer(talk, refusal))
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
        line = BY_NAME.get(name_of(then.dialogue), FROM_THE_MENU.line)
        await run(talk, records, Begin(line, then.answers))
    else:
        session.open = None
        if not step.line.aside:
            session.done = Done(step.line.name, talk.taken) if step.line.only_looks else None


async def ask_again(talk: Talk, records: Records) -> None:
    """The question that stands open, beneath what was said."""
    said, talk.replies = talk.replies, []
    await go_on(talk, records, None)
    talk.replies = [*said, *talk.replies]


async def run_aside(talk: Talk, records: Records, step: Begin) -> None:
    """Something said in between; then the open question, or the last answer, once more.

    Not where it offers choices of its own: those are now on the screen, and the question stays
    open all the same. Where it hands over to what asks, that is open now.
    """
    was_open = talk.session.open
    await run(talk, records, step)
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
    await run(
        talk,
        records,
        Begin(BY_NAME[done.dialogue], done.answers) if done and known else FROM_THE_MENU,
    )


async def explain(talk: Talk, records: Records, why: Text) -> None:
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
    return NOT_UNDERSTOOD


def not_permitted(talk: Talk, line: Line) -> Text | None:
    """Why who speaks may not start this here and now. Asked again on every turn, so that what was
    revoked ends in the middle of a dialogue."""
    if line.act is not Act.ASK:
        if talk.actor is None:
            return _FOR_STAFF
        if talk.actor.locked:
            return _LOCKED
        if not talk.actor.may_somewhere(line.act):
            return _FOR_STAFF
    return refusal_of(talk.session, talk.carries) if line.level > talk.carries else None


def refusal_of(session: Session, carries: Level) -> Text:
    """Why a channel does not carry something: for good, or until somebody signs in again."""
    signs_in = session.address.channel in SIGN_IN_AT and carries is Level.OWN
    return SIGN_IN_AGAIN if signs_in else _NOT_HERE


def sign_in_offer(talk: Talk, refusal: Text) -> tuple[Choice, ...]:
    """A button beside the refusal that asks for it."""
    return (offer("sign_in", Text("Sign in")),) if refusal is SIGN_IN_AGAIN and talk.actor else ()
