"""A correction that came back: with a question, to be answered in words, with a new value, or
withdrawn; or rejected, to be read and perhaps submitted anew. One that waits can be withdrawn."""

from __future__ import annotations

from domain.correction import Change, Decision, Told
from domain.message import Choice
from domain.permissions import may_submit
from domain.person import Person
from domain.text import Sign, Text, verbatim
from handlers.asks import Brought, OneOf, read_id
from handlers.staff.asks import InWords
from handlers.staff.beneficiary_of import told
from handlers.staff.fix import fix, say_submitted
from handlers.staff.fix_hands import somebody_else_decides
from handlers.staff.fix_words import FIELD_NAMES, WITHDRAW, because_lines, changed_line, old_and_new
from handlers.talk import Talk, offer
from storage.records import Records

_ANEW, _WITHDRAW, _LEAVE, _WORDS = "anew", "withdraw", "leave", "words"
_LONGEST_ANSWER = 200


async def sent_back(talk: Talk, records: Records) -> None:
    """The question stands beside what was submitted; only who submitted it may withdraw it."""
    case_id = await talk.if_given("case", Brought(read_id))
    found = await _open(talk, records, case_id) if case_id else None
    if found is None:
        talk.say(Text("No question waits for your answer any more.").signed(Sign.GO),
                 offers=talk.menu)  # fmt: skip
        return
    change, person = found
    if change.decision is Decision.REJECTED:
        lines = await _rejected(records, change, person)
        talk.answer(*lines, offers=(_anew(change), *talk.next_about(person)))
        return
    if change.decision is None:
        answer = await talk.ask("waiting", await _whether(records, change, person))
    else:
        answer = await talk.ask("answer", await _how(talk, records, change, person))
    if answer == _ANEW:
        talk.then(fix, person=str(person.id), field=change.field.value)
    if answer == _WORDS:
        await _in_words(talk, records, change, person)
        return
    withdrawn = answer == _WITHDRAW and await records.corrections.withdraw(
        change, talk.staff.id, talk.now
    )
    if withdrawn:
        talk.note("change_withdrawn", person.id)
    said = _WITHDRAWN if withdrawn else _WAITS if change.decision is None else _STAYS
    talk.answer(said.filled(number=change.number), offers=talk.menu)


async def _in_words(talk: Talk, records: Records, change: Change, person: Person) -> None:
    """The same value is submitted again, and the words go along."""
    asked = Text("What do you answer?").signed(Sign.HELP)
    words = await talk.ask("words", InWords(asked, _LONGEST_ANSWER))
    field = change.field
    others = await somebody_else_decides(talk, records, field, person)
    done = await records.corrections.submit(
        person, field, change.new, talk.staff.id, talk.session.id, talk.now, words=words
    )
    talk.note("change_submitted", person.id)
    say_submitted(talk, person, field, done, others)


async def _whether(records: Records, change: Change, person: Person) -> OneOf[str]:
    """To leave it comes first, since a number typed twice must withdraw nothing."""
    choices = {
        _LEAVE: (Text("Let it wait").signed(Sign.WAIT), _LEAVE),
        _WITHDRAW: (WITHDRAW, _WITHDRAW),
    }
    question = Text("It waits for a decision. Withdraw it?").signed(Sign.HELP)
    return OneOf(question, choices, before=await _what(records, change, person))


_WITHDRAWN = Text("Request {number} is withdrawn. Nothing was changed.").signed(Sign.STOP)
_WAITS = Text("Request {number} goes on waiting for a decision.").signed(Sign.WAIT)
_STAYS = Text("Request {number} still waits for your answer.").signed(Sign.WAIT)


async def _open(talk: Talk, records: Records, case_id: int) -> tuple[Change, Person] | None:
    """Where it still waits for an answer or was rejected, and this member of staff may submit; or
    where it waits for a decision, and is their own."""
    sent = await records.corrections.last_of(case_id)
    gazetteer = records.reference.gazetteer
    if sent is None or not _can_go_on(sent, talk.staff.id):
        return None
    if not may_submit(talk.staff.grants, sent.field, sent.unit, gazetteer):
        return None
    change = await records.corrections.one(sent.id)
    person = await records.people.known(sent.person)
    return (change, person) if change and person else None


def _can_go_on(sent: Told, actor: int) -> bool:
    if sent.waits_for_decision:
        return sent.submitted_by == actor
    return sent.waits_for_answer or sent.decision is Decision.REJECTED


async def _how(talk: Talk, records: Records, change: Change, person: Person) -> OneOf[str]:
    choices = {
        _ANEW: (_ANOTHER_VALUE, _ANEW),
        _WORDS: (Text("Answer in words").signed(Sign.HELP), _WORDS),
    }
    if change.submitted_by == talk.staff.id:
        choices[_WITHDRAW] = (WITHDRAW, _WITHDRAW)
    choices[_LEAVE] = (Text("Answer later").signed(Sign.WAIT), _LEAVE)
    question = Text("How do you answer?").signed(Sign.HELP)
    return OneOf(question, choices, before=await _lines(records, change, person), by_beginning=True)


def _anew(change: Change) -> Choice:
    about = {"person": str(change.person), "field": change.field.value}
    return offer(fix, _ANOTHER_VALUE, **about)


_ANOTHER_VALUE = Text("Submit another value").signed(Sign.PAPERS)


async def _lines(records: Records, change: Change, person: Person) -> tuple[Text, ...]:
    return (
        *await _what(records, change, person),
        Text("It came back with this question:").signed(Sign.WAIT),
        verbatim(change.answer).signed(Sign.HELP),
    )


async def _rejected(records: Records, change: Change, person: Person) -> tuple[Text, ...]:
    return (
        *await _what(records, change, person),
        Text("It was rejected.").signed(Sign.STOP),
        *because_lines(change.because, change.answer),
    )


async def _what(records: Records, change: Change, person: Person) -> tuple[Text, ...]:
    field = change.field
    now = await records.corrections.fields.value(person.id, field)
    return (
        Text("{number}: {field}.", number=change.number, field=FIELD_NAMES[field]).signed(
            Sign.PAPERS
        ),
        told(person, records),
        *old_and_new(field, change.old, change.new, person, records),
        *((changed_line(field, now, person, records),) if now != change.old else ()),
    )
