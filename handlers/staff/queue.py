"""Corrections that wait for a decision: one card after the other, one tap each, by a second pair
of eyes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from domain.correction import WHOLE_NUMBERS, Because, Change, Decision, Outcome
from domain.file import FileUse, StoredFile
from domain.message import Choice
from domain.permissions import Act, Field, may_decide
from domain.person import Person
from domain.text import Sign, Text
from handlers.asks import CANNOT_SEE, CHOOSE_ONE, Brought, OneOf, begun, read_id
from handlers.staff.asks import InWords
from handlers.staff.beneficiary_of import told
from handlers.staff.fix_asks import SAME, TheNumber
from handlers.staff.fix_words import (
    BECAUSE,
    FIELD_NAMES,
    changed_line,
    conflict_lines,
    counts_line,
    decided_line,
    flag_lines,
    old_and_new,
    question_and_answer,
)
from handlers.staff.scope import own_people, units_for
from handlers.staff.sign_in import step_up
from handlers.talk import Asked, Ended, Heard, NotUnderstood, Stale, Talk, offer
from storage.corrections import Waiting
from storage.records import Records

_LONGEST_QUESTION = 200
_LOOKED_THROUGH = 20
"""Of what happened to a case, to find the question that was answered last."""

_LATER, _PHOTO = "later", "photo"
_VERDICTS: Mapping[str, Text] = {
    _PHOTO: Text("Open the photo").signed(Sign.CARD),
    Decision.APPROVED.value: Text("Approve").signed(Sign.GO),
    Decision.SENT_BACK.value: Text("Send back with a question").signed(Sign.WAIT),
    Decision.REJECTED.value: Text("Reject").signed(Sign.STOP),
    _LATER: Text("Decide later, show the next one").signed(Sign.MORE),
}


async def queue(talk: Talk, records: Records) -> None:
    """Nobody decides on what they submitted, nor on a person of whom their own phone hears."""
    await step_up(talk, records)
    card, verdict = await _next_decision(talk, records)
    change = card.change
    if verdict == Decision.APPROVED and change.field in WHOLE_NUMBERS:
        verdict = await _number_is_the_same(talk, card)
        if verdict == _LATER:
            talk.say(_WAITS_ON, offers=_on(talk))
            return
    decision = Decision(verdict)
    because = await talk.ask("because", _because()) if decision is Decision.REJECTED else None
    words = await _words(talk, decision, because)
    outcome = await records.corrections.decide(
        change, decision, talk.staff.id, talk.now, because=because, words=words
    )
    await _say(talk, records, card, decision, outcome)


async def _next_decision(talk: Talk, records: Records) -> tuple[Card, str]:
    """The first that is not left for later; a notice may have brought one, which comes first."""
    brought = await talk.if_given("case", Brought(read_id))
    left: set[int] = set()
    attempt = 0
    while True:
        waiting = [one for one in await _waiting(talk, records) if one.id not in left]
        attempt += 1
        name = f"decision{attempt}"
        if not waiting:
            await _none_waits(talk, records, name, brought)
        first = min(waiting, key=lambda one: one.case != brought)
        card = await _card(talk, records, first.id, len(waiting))
        decided = partial(_decided, talk, records)
        change_id, verdict = await talk.ask(name, _Decision(card, waiting, decided))
        if verdict == _PHOTO:
            talk.then("show_photo", change=str(change_id))
        if verdict != _LATER:
            same = change_id == card.change.id
            return (card if same else await _card(talk, records, change_id, 1)), verdict
        left.add(change_id)


async def _none_waits(talk: Talk, records: Records, name: str, case: int | None) -> NoReturn:
    """Where a card was being decided on, what a colleague has made of it meanwhile."""
    chosen = await talk.if_given(name, Brought(_change_of))
    if chosen is None and talk.heard is not None and talk.heard.choice is not None:
        chosen = _change_of(talk.heard.choice)
    told_of = await records.corrections.last_of(case) if case is not None else None
    change = chosen or (told_of.id if told_of else None)
    decided = await _decided(talk, records, change) if change else None
    none = Text("No correction waits for your decision.").signed(Sign.GO)
    talk.say(decided or none, offers=talk.menu)
    raise Ended


async def _decided(talk: Talk, records: Records, change_id: int) -> Text | None:
    """For who might have decided it themselves."""
    told_of = await records.corrections.told(change_id)
    gazetteer = records.reference.gazetteer
    if told_of is None or not may_decide(talk.staff.grants, told_of.field, told_of.unit, gazetteer):
        return None
    return decided_line(told_of)


def _change_of(value: str) -> int | None:
    """Of the answer to a card, which one it names."""
    verdict, _, number = value.partition("-")
    return read_id(number) if verdict in _VERDICTS and number.isdigit() else None


async def _waiting(talk: Talk, records: Records) -> tuple[Waiting, ...]:
    gazetteer = records.reference.gazetteer
    units = units_for(talk.staff, Act.DECIDE_CHANGE, gazetteer)
    own = await own_people(talk, records)
    found = await records.corrections.waiting(units, talk.staff.id, own)
    grants = talk.staff.grants
    return tuple(one for one in found if may_decide(grants, one.field, one.unit, gazetteer))


@dataclass(frozen=True, slots=True)
class Card:
    """One correction as its approver sees it. ``changed``: the record is not what it was.
    ``photo``: there is one to open."""

    change: Change
    person: Person
    lines: tuple[Text, ...]
    changed: bool
    photo: bool


async def _card(talk: Talk, records: Records, change_id: int, count: int) -> Card:
    change = await records.corrections.one(change_id)
    person = await records.people.known(change.person) if change else None
    if change is None or person is None:
        raise Stale
    field = change.field
    now = await records.corrections.fields.value(person.id, field)
    changed = now != change.old
    names = await records.staff.names([change.submitted_by])
    photos = (await records.files.of_case(change.case))[:1] if _may_show(talk) else ()
    lines = (
        Text("{number}: {field}.", number=change.number, field=FIELD_NAMES[field]).signed(
            Sign.PAPERS
        ),
        told(person, records),
        *question_and_answer(await records.cases.history.of(change.case, _LOOKED_THROUGH)),
        *old_and_new(field, change.old, change.new, person, records),
        *((changed_line(field, now, person, records),) if changed else ()),
        *await flag_lines(records, field, change.new, person),
        *await conflict_lines(talk, records, field, change.new, person),
        *(_by(name, change) for name in names.values()),
        *map(_about_photo, photos),
    )
    more = (Text("{count} wait, the most urgent first.", count=count).signed(Sign.LIST),)
    shown = (*(more if count > 1 else ()), *lines)
    return Card(change, person, shown, changed, any(one.is_here for one in photos))


def _may_show(talk: Talk) -> bool:
    return FileUse.DOCUMENT in talk.brings


def _about_photo(photo: StoredFile) -> Text:
    came = Text("A photo of the paper came with it.")
    return (came if photo.is_here else Text("A photo of the paper is on its way.")).signed(
        Sign.CARD
    )


def _by(name: str, change: Change) -> Text:
    text = Text("Submitted by {name} on {day}.", name=name, day=change.submitted_at.date())
    return text.signed(Sign.OFFICER)


@dataclass(frozen=True, slots=True)
class _Decision:
    """What becomes of this one; the answer names it, so that a card shown earlier decides no
    other."""

    card: Card
    waiting: list[Waiting]
    decided: Callable[[int], Awaitable[Text | None]]

    def asked(self) -> Asked:
        change = self.card.change
        offered = [one for one in _VERDICTS if not self._missing(one)]
        shown = tuple(Choice(f"{one}-{change.id}", _VERDICTS[one]) for one in offered)
        return Asked((*self.card.lines, Text("How do you decide?").signed(Sign.HELP)), shown)

    def _missing(self, verdict: str) -> bool:
        if verdict == _PHOTO:
            return not self.card.photo
        if verdict == _LATER:
            return len(self.waiting) == 1
        return verdict == Decision.APPROVED and self.card.changed

    async def hear(self, heard: Heard) -> str:
        if chosen := heard.choice or begun(heard):
            return chosen
        raise NotUnderstood(CANNOT_SEE if heard.files else CHOOSE_ONE)

    async def read(self, value: str) -> tuple[int, str]:
        verdict, _, number = value.partition("-")
        change = read_id(number)
        if verdict not in _VERDICTS:
            raise Stale
        if change not in {one.id for one in self.waiting}:
            raise Stale(await self.decided(change))
        return change, verdict


async def _number_is_the_same(talk: Talk, card: Card) -> str:
    """What the document says decides: only who has typed it may approve. To leave it comes first,
    since a number typed twice must decide nothing."""
    otherwise = {
        _LATER: _NOT_NOW,
        **{one: _VERDICTS[one] for one in (Decision.SENT_BACK.value, Decision.REJECTED.value)},
    }
    question = TheNumber(card.change.field, card.change.new, otherwise)
    heard = await talk.ask_secret("number", question)
    return Decision.APPROVED.value if heard == SAME else heard


async def _words(talk: Talk, decision: Decision, because: Because | None) -> str:
    """The question with which it goes back, or why it is rejected where no button says it."""
    if decision is Decision.SENT_BACK:
        asked = Text("What do you ask who submitted it?").signed(Sign.HELP)
        return await talk.ask("question", InWords(asked, _LONGEST_QUESTION))
    if because is Because.OWN_WORDS:
        why = Text("Why, in a few words? The person does not read them.").signed(Sign.HELP)
        return await talk.ask("why", InWords(why, _LONGEST_QUESTION))
    return ""


def _because() -> OneOf[Because]:
    choices = {one.value: (label, one) for one, label in BECAUSE.items()}
    return OneOf(Text("Why is it rejected?").signed(Sign.STOP), choices, by_beginning=True)


async def _say(
    talk: Talk, records: Records, card: Card, decision: Decision, outcome: Outcome
) -> None:
    if outcome is not Outcome.DECIDED:
        already = outcome is Outcome.ALREADY
        decided = await _decided(talk, records, card.change.id) if already else None
        talk.say(decided or _NOT_DECIDED[outcome].signed(Sign.STOP), offers=_on(talk))
        return
    talk.note(f"change_{decision.value}", card.person.id)
    renamed = decision is Decision.APPROVED and card.change.field is Field.NAME
    name = card.change.new if renamed else card.person.name
    done = _DONE[decision].filled(field=FIELD_NAMES[card.change.field], name=name)
    talk.answer(
        done.signed(_SIGNS[decision]),
        *(await _follows(records, card.change.id) if decision is Decision.APPROVED else ()),
        await _who_is_told(records, card.person, decision),
        offers=_on(talk),
    )


def _on(talk: Talk) -> tuple[Choice, ...]:
    """The next card is shown to who asks for it: a number typed twice must not bring it up."""
    return (*talk.menu[-1:], offer(queue, Text("The next one").signed(Sign.MORE)))


_NOT_NOW = Text("Decide later").signed(Sign.WAIT)
_WAITS_ON = Text("Nothing was decided. It waits on.").signed(Sign.WAIT)


async def _who_is_told(records: Records, person: Person, decision: Decision) -> Text:
    """Where no phone hears about the person, they are told by nobody but the officer."""
    if decision is Decision.SENT_BACK:
        return _SUBMITTER_ANSWERS
    return _BOTH if await records.links.sessions_hearing(person.id) else _SUBMITTER_ALONE


async def _follows(records: Records, change_id: int) -> tuple[Text, ...]:
    """From when it counts, and what the bank has still to be told."""
    told_of = await records.corrections.told(change_id)
    if told_of is None or told_of.counts_from is None:
        return ()
    bank = (_BANK,) if told_of.waits_for_bank else ()
    return (counts_line(told_of.counts_from), *bank)


_BANK = Text("The bank still has the old one. The person takes the citizen card there.").signed(
    Sign.BANK
)
_NOT_DECIDED: Mapping[Outcome, Text] = {
    Outcome.ALREADY: Text("A colleague has decided on it already."),
    Outcome.CHANGED: Text("Meanwhile the record was changed otherwise. Nothing was overwritten."),
    Outcome.OWN: Text("You submitted it yourself. Please leave it to a colleague."),
}
_DONE: Mapping[Decision, Text] = {
    Decision.APPROVED: Text("Approved, and the record is corrected: {field}, {name}."),
    Decision.SENT_BACK: Text("Sent back: {field}, {name}."),
    Decision.REJECTED: Text("Rejected: {field}, {name}."),
}
_BOTH = Text("Who submitted it and the person are told.").signed(Sign.PHONE)
_SUBMITTER_ALONE = Text(
    "Who submitted it is told. No phone hears about the person: please have them told."
).signed(Sign.PHONE)
_SUBMITTER_ANSWERS = Text("Who submitted it is told, and can answer with one tap.").signed(
    Sign.PHONE
)
_SIGNS: Mapping[Decision, Sign] = {
    Decision.APPROVED: Sign.GO,
    Decision.SENT_BACK: Sign.WAIT,
    Decision.REJECTED: Sign.STOP,
}
