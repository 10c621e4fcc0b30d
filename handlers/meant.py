"""What is said to words of one's own: which of two was meant, that none was, or that another
question may go first and the half-finished one be taken up again."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.intent import Flag, Outcome
from domain.message import Choice, FileRef, leave_token
from domain.privacy import Level
from domain.session import IDLE, Left, Open
from domain.text import Sign, Text
from handlers import handoff
from handlers.asked_instead import ask_which, is_doubtful
from handlers.asks import read_code
from handlers.beneficiary.for_officer import AT_THE_COMMUNE, HAS_IT_TOO, keep_also
from handlers.beneficiary.main_menu import main_menu
from handlers.beneficiary.resume import resume, take_up
from handlers.beneficiary.talk_to_person import talk_to_person
from handlers.menu import BY_NAME, Line
from handlers.running import NOT_UNDERSTOOD, explain, go_on, is_work, run, run_aside
from handlers.said_freely import asks_of_request, note_for_officer
from handlers.steps import Answer, Begin, Unsure
from handlers.talk import Heard, Talk, offer
from handlers.turn_seen import TurnOutcome
from handlers.understood import ANSWERED_BY, begun_by, beside, flagged, offered
from storage.records import Records

_WHICH = Text("Is it one of these?").signed(Sign.HELP)
_STILL_NOT = Text("{Me} still did not understand.")
_A_PERSON = Text("An officer can talk with {you} here.").signed(Sign.OFFICER)
_OF_CITIZENS = frozenset({"link", "link_by_phone"})
"""Where what is asked for is a secret, and is asked of anybody."""

_FOUR_DIGITS = re.compile(r"\d(?:[ .\-–]?\d){3}")
_OFFERED_AFTER = 2
"""Who was not understood twice in a row is not to try a third time."""


async def unsure(talk: Talk, records: Records, step: Unsure) -> None:
    """Words that nobody may guess at: kept to be learned from, and asked about."""
    talk.outcome = TurnOutcome.NOT_UNDERSTOOD
    if step.understood.outcome is Outcome.TWO:
        await _keep(talk, records, step)
        talk.say(_WHICH, offers=_either(talk, step))
        return
    if await handoff.kept_until_answered(talk, records, step.words):
        talk.say(handoff.WRITTEN_DOWN.signed(Sign.OFFICER), offers=talk.menu)
        return
    await _keep(talk, records, step)
    talk.session.missed += 1
    if talk.session.missed < _OFFERED_AFTER or talk.actor is not None:
        await explain(talk, records, NOT_UNDERSTOOD)
        return
    if talk.carries < Level.OWN:
        talk.say(_STILL_NOT, AT_THE_COMMUNE, offers=talk.menu)
        return
    person = offer(talk_to_person, BY_NAME["talk_to_person"].label or _A_PERSON)
    others = (one for one in talk.menu if one.id != person.id)
    talk.say(_STILL_NOT, _A_PERSON, offers=(person, *others))


async def _keep(talk: Talk, records: Records, step: Unsure) -> None:
    """To be learned from; not of staff, whose words are mostly names of others."""
    if talk.actor is None:
        await records.not_understood.keep(step.words, step.understood, talk.now)


async def unsure_at_first(talk: Talk, records: Records, step: Unsure) -> None:
    """Who writes for the first time hears who speaks; and which of two was meant."""
    if step.understood.outcome is Outcome.TWO:
        await unsure(talk, records, step)
    else:
        await _keep(talk, records, step)


def _either(talk: Talk, step: Unsure) -> tuple[Choice, ...]:
    either = (step.understood.intent, step.understood.second)
    told = (step.understood, step.words, talk.actor)
    choices = [offered(one, *told) for one in either if one]
    return (*choices, offer(main_menu, Text("Something else").signed(Sign.MENU)))


async def answer(talk: Talk, records: Records, step: Answer) -> None:
    """The open question may have it; what does not answer it may be another question."""
    was_open = talk.session.open
    if was_open is not None and not step.told and _is_doubtful(talk, was_open, step.heard):
        may_leave = _may_leave(talk, was_open)
        ask_which(talk, was_open, step.heard.text, may_leave=may_leave)
        return
    await go_on(talk, records, step.heard)
    if was_open is None:
        return
    if talk.outcome is not TurnOutcome.NOT_UNDERSTOOD:
        talk.session.missed = 0
        await _urgent_too(talk, records, step.heard.text)
        return
    asked = asks_of_request(step.heard.text)
    if asked is not None and was_open.dialogue not in {asked.line.name, "link"}:
        # who is asked for a code is told that this is none
        if not is_work(was_open.dialogue):
            talk.replies, talk.asides, talk.outcome = [], [], None
            await run_aside(talk, records, asked)
        return
    note = note_for_officer(step.heard.text, step.heard.files)
    if note is None:
        await _another_question(talk, records, was_open, step.heard.text)
    elif was_open.dialogue == note.line.name:
        await _one_more(talk, records, step.heard.files[0])
    elif _may_leave(talk, was_open) and not _keeps_photos_out(was_open.dialogue):
        leave(talk)
        talk.replies, talk.asides, talk.outcome = [], [], None
        await run(talk, records, note)


def _is_doubtful(talk: Talk, waiting: Open, heard: Heard) -> bool:
    """Of citizens; staff write of others, and have their menu."""
    if talk.actor is not None or is_work(waiting.dialogue):
        return False
    return is_doubtful(waiting, heard, talk.understood)


async def _urgent_too(talk: Talk, records: Records, text: str) -> None:
    """Words that were asked for may tell of an emergency, as those of a death do: then whom to ring
    stands above what follows. Staff write so of others."""
    first = flagged(talk.understood, text) if text and talk.understood else None
    if talk.actor is None and first is not None and first[0] is Flag.EMERGENCY:
        await warned(talk, records, first[1])


async def _one_more(talk: Talk, records: Records, sent: FileRef) -> None:
    """Sent before it was said where: it goes with the first one, and where is asked again."""
    waiting = talk.session.open
    kept = await keep_also(talk, records, waiting, sent) if waiting else None
    if kept is None:
        return
    talk.session.open, talk.replies, talk.asides, talk.outcome = kept, [], [HAS_IT_TOO], None
    await go_on(talk, records, None)


def _keeps_photos_out(dialogue: str) -> bool:
    """Work, and where a code or a paper may be in it, which an officer need not see."""
    return is_work(dialogue) or dialogue in {"link", "agree", "link_by_phone"}


# --- Another question first -----------------------------------------------------------------


async def _another_question(talk: Talk, records: Records, waiting: Open, text: str) -> None:
    """What was clearly asked instead of answering is offered, and nothing is left before they say
    so; the question stays open beneath. What is soon said in between is said at once."""
    understood = talk.understood
    other = _clearly(talk, text) if not waiting.secret or _asks_instead(waiting, text) else None
    if understood is None or other is None:
        _offer_ways_out(talk, waiting)
        return
    talk.session.missed = 0
    if other.line.aside:
        talk.replies, talk.asides, talk.outcome = [], [], None
        await run_aside(talk, records, other)
        return
    if not _may_leave(talk, waiting):
        return
    if is_work(waiting.dialogue) and understood.slots.place is not None:
        return  # staff name places and points all day, and hear why one was not taken
    if waiting.dialogue in {other.line.name, *_LEADS_ON.get(other.line.name, ())}:
        return
    goes = offered(understood.intent, understood, text, talk.actor)
    if waiting.secret:  # nothing of what was typed there is kept, nor lies behind a button
        label, dialogue = ANSWERED_BY[understood.intent]
        goes = offer(dialogue, label)
    talk.replies, talk.asides = [], []
    talk.say(
        Text("That is something else.").signed(Sign.HELP),
        Text("Leave this for now? {You} can go on with it afterwards."),
        offers=(
            Choice(leave_token(goes.id), goes.label),
            offer(resume, Text("No, go on here").signed(Sign.GO)),
        ),
    )


def _asks_instead(waiting: Open, text: str) -> bool:
    """What was typed where a code or a year of birth is asked for can be neither."""
    answers = _FOUR_DIGITS.search(text) is not None or read_code(text) is not None
    return waiting.dialogue in _OF_CITIZENS and not answers


def _offer_ways_out(talk: Talk, waiting: Open) -> None:
    """Who has twice not answered what is asked shall not be stuck there. Staff have their menu."""
    if talk.actor is not None or is_work(waiting.dialogue) or not talk.replies:
        return
    talk.session.missed += 1
    if talk.session.missed < _OFFERED_AFTER:
        return
    person = offer(talk_to_person, BY_NAME["talk_to_person"].label or _A_PERSON)
    ways = (person,) if talk.carries >= Level.OWN else ()
    last = talk.replies[-1]
    menu = offer(main_menu, Text("Menu").signed(Sign.MENU))
    talk.replies[-1] = replace(last, choices=(*last.choices, *ways, menu))


def _clearly(talk: Talk, text: str) -> Begin | None:
    """What was meant, where nobody need guess."""
    understood = talk.understood
    if understood is None:
        return None
    first = flagged(understood, text)
    if first is not None and first[0] is not Flag.SECRET_DISCLOSED:
        return first[1]
    if understood.outcome is Outcome.SURE:
        return begun_by(understood, text, talk.actor)
    return beside(understood, text)


_OF_PAYDAYS = ("payout_at_place", "own_payout")
_LEADS_ON = {"payout_date": _OF_PAYDAYS, "lunar_named": _OF_PAYDAYS}
"""What leads to others is asked there already."""


def _may_leave(talk: Talk, waiting: Open) -> bool:
    """Not a secret of the staff; and where something is left already, only what loses nothing."""
    if waiting.dialogue not in BY_NAME or (waiting.secret and waiting.dialogue not in _OF_CITIZENS):
        return False
    return not _is_left(talk) or BY_NAME[waiting.dialogue].only_looks


def leave(talk: Talk) -> None:
    """The half-finished dialogue is kept as it is, for a day; what loses nothing, not instead of
    another."""
    waiting, talk.session.open = talk.session.open, None
    if waiting is not None and not _is_left(talk) and _may_leave(talk, waiting):
        talk.session.left = Left(waiting.dialogue, waiting.answers, talk.now + IDLE)


def _is_left(talk: Talk) -> bool:
    left = talk.session.left
    return left is not None and talk.now < left.until and left.dialogue in BY_NAME


def offer_to_go_on(talk: Talk) -> None:
    """A button beneath whatever is said while no question is open, until it is taken up."""
    session = talk.session
    if not _is_left(talk):
        session.left = None
        return
    quiet = session.open is not None or session.talk is not None or session.chosen is not None
    if quiet or session.left is None or not talk.replies:
        return
    last = talk.replies[-1]
    go_on_with = offer(take_up, _go_on_with(BY_NAME[session.left.dialogue]))
    talk.replies[-1] = replace(last, choices=(go_on_with, *last.choices))


def _go_on_with(line: Line) -> Text:
    labels = {dialogue: label for label, dialogue in ANSWERED_BY.values()}
    what = line.label or labels.get(line.name)
    if what is None:
        return Text("Go on where we were").signed(Sign.GO)
    return Text("Go on with: {what}", what=what).signed(what.sign or Sign.GO)


# --- A warning ------------------------------------------------------------------------------


async def warned(talk: Talk, records: Records, warning: Begin) -> None:
    """Say a warning above what was just said, and change nothing of that."""
    session, said, name = talk.session, talk.replies, talk.name
    before = (session.open, session.done, session.run, talk.heard_by, talk.outcome)
    talk.replies = []
    await run(talk, records, warning)
    session.open, session.done, session.run, talk.heard_by, talk.outcome = before
    talk.start(name, ())  # as which the audit knows what was looked at
    above = [replace(one, choices=()) if said else one for one in talk.replies]
    talk.replies = [*above, *said]
