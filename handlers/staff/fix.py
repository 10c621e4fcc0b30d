"""Correcting a record: whose, which field, what is right; somebody else then decides."""

from __future__ import annotations

from dataclasses import replace

from domain.correction import FIXABLE, OF_THE_ACCOUNT, ON_PAPER, Change
from domain.file import FileUse, StoredFile
from domain.message import Choice
from domain.permissions import Act, Field, may_submit
from domain.person import Person
from domain.text import Sign, Text
from handlers.asks import OneOf, says_no
from handlers.asks_files import Taking
from handlers.staff.asks import yes_or_no
from handlers.staff.beneficiary_of import beneficiary, told
from handlers.staff.fix_asks import ALREADY_SO, Read, Sure, new_value
from handlers.staff.fix_hands import (
    INVITE_ONE,
    NOBODY_YET,
    only_they_decide,
    somebody_else_decides,
    who_submits_instead,
)
from handlers.staff.fix_words import (
    CONVERTED,
    FIELD_NAMES,
    WITHDRAW,
    at_bank_lines,
    conflict_lines,
    flag_lines,
    old_and_new,
    waits_lines,
)
from handlers.talk import Talk, offer
from storage.corrections import Submitted
from storage.records import Records


async def fix(talk: Talk, records: Records) -> None:
    """The old beside the new is shown before it is sent; what does not fit is said, not refused.

    Another dialogue may bring the person and the field along.
    """
    person = await beneficiary(talk, records, Act.SUBMIT_CHANGE)
    field = await talk.ask("field", await _fields(talk, records, person))
    if await _waits_already(talk, records, person, field):
        return
    if not await _goes_on(talk, records, person, field):
        return
    others = await somebody_else_decides(talk, records, field, person)
    if not others and only_they_decide(talk, records, field, person):
        await _leave_to_another(talk, records, person, field)
        return
    old = await records.corrections.fields.value(person.id, field)
    new = await new_value(talk, records, field, old)
    if new is None or new.value == old:
        if new is not None:
            talk.asides.append(ALREADY_SO)
        talk.then(fix, **_so_far(talk, person, field))
    card = await _card(talk, records, person, field, old, new)
    sure, photo = await _sure(talk, records, field, old, card)
    if isinstance(sure, str):
        talk.then(fix, **_so_far(talk, person, field), new=sure)
    if not sure:
        talk.say(
            Text("Stopped. Nothing was kept."), offers=(_another(person), *talk.next_about(person))
        )
        return
    done = await records.corrections.submit(
        person, field, new.value, talk.staff.id, talk.session.id, talk.now
    )
    talk.note("change_submitted", person.id)
    if photo is not None and done.is_new:
        await records.files.file_under(done.case, photo.id)
    say_submitted(talk, person, field, done, others)


async def _sure(
    talk: Talk, records: Records, field: Field, old: str | None, card: OneOf[bool]
) -> tuple[bool | str, StoredFile | None]:
    """The answer, and the photo that came before it; a second one takes the place of the first."""
    photo: StoredFile | None = None
    taking = Taking(talk, records, FileUse.DOCUMENT) if field in ON_PAPER else None
    attempt = 0
    while True:
        attempt += 1
        before = (*card.before, *_about_photo(taking, photo))
        question = Sure(replace(card, before=before), field, old, talk.today, taking)
        answer = await talk.ask(f"sure{attempt}" if attempt > 1 else "sure", question)
        if not isinstance(answer, StoredFile):
            return answer, photo
        photo = answer


def _about_photo(taking: Taking | None, photo: StoredFile | None) -> tuple[Text, ...]:
    if photo is not None:
        return (Text("A photo of the paper goes with it.").signed(Sign.CARD),)
    if taking is None or not taking.may:
        return ()
    return (Text("A photo of the paper can go with it: send it first.").signed(Sign.CARD),)


def _so_far(talk: Talk, person: Person, field: Field) -> dict[str, str]:
    """All but the value, which is to be another."""
    again = {name: answer for name, answer in talk.taken if name == "again"}
    return {"person": str(person.id), "field": field.value, **again}


async def _goes_on(talk: Talk, records: Records, person: Person, field: Field) -> bool:
    """What waits for the bank alone is right in the record already, unless who stands here knows
    better."""
    earlier = await records.corrections.at_bank(person.id, field)
    if earlier is None:
        return True
    again = OneOf(
        Text("Is the record itself still wrong?").signed(Sign.HELP),
        {
            "wrong": (Text("Yes, correct it again").signed(Sign.PAPERS), True),
            "leave": (Text("No, leave it").signed(Sign.WAIT), False),
        },
        before=at_bank_lines(earlier, FIELD_NAMES[field]),
        reads=lambda said: "leave" if says_no(said) else None,
        by_beginning=True,
    )
    if await talk.ask("again", again):
        return True
    left = Text("Request {number} goes on waiting for the bank.", number=earlier.number)
    talk.answer(left.signed(Sign.WAIT), offers=(_another(person), *talk.next_about(person)))
    return False


async def _leave_to_another(talk: Talk, records: Records, person: Person, field: Field) -> None:
    """Submitted by them, it would wait for nobody."""
    lines = await who_submits_instead(talk, records, field, person, FIELD_NAMES[field])
    talk.answer(*lines, offers=(_another(person), *talk.next_about(person)))


def say_submitted(talk: Talk, person: Person, field: Field, done: Submitted, others: bool) -> None:
    if not done.is_new:
        talk.answer(_A_COLLEAGUE_WAS_FASTER, offers=talk.menu)
        return
    submitted = Text("Submitted: {field}, request {number}.", field=FIELD_NAMES[field],
                     number=done.number)  # fmt: skip
    talk.answer(
        submitted.signed(Sign.GO),
        *((_OTHERS_DECIDE,) if others else (NOBODY_YET, INVITE_ONE)),
        offers=(_another(person), *talk.next_about(person)),
    )


_OTHERS_DECIDE = Text("Somebody else in the commune decides. You will be told.").signed(
    Sign.OFFICER
)
_A_COLLEAGUE_WAS_FASTER = Text("A colleague has just submitted a correction of this.").signed(
    Sign.WAIT
)


def _another(person: Person) -> Choice:
    return offer(fix, Text("Correct something else").signed(Sign.PAPERS), person=str(person.id))


async def _fields(talk: Talk, records: Records, person: Person) -> OneOf[Field]:
    """Those that one of their roles may ask for, and of the account only where there is one."""
    gazetteer = records.reference.gazetteer
    has_account = await records.accounts.of(person.id) is not None
    choices = {
        field.value: (FIELD_NAMES[field], field)
        for field in FIXABLE
        if may_submit(talk.staff.grants, field, person.unit, gazetteer)
        and (has_account or field not in OF_THE_ACCOUNT)
    }
    question = Text("What is wrong in the record?").signed(Sign.PAPERS)
    return OneOf(question, choices, before=(told(person, records),), by_beginning=True)


async def _waits_already(talk: Talk, records: Records, person: Person, field: Field) -> bool:
    waiting = await records.corrections.open_on(person.id, field)
    if waiting is None:
        return False
    names = await records.staff.names([waiting.submitted_by])
    talk.answer(
        *waits_lines(waiting, list(names.values())),
        offers=(*_withdrawing(talk, waiting), _another(person), *talk.next_about(person)),
    )
    return True


def _withdrawing(talk: Talk, waiting: Change) -> tuple[Choice, ...]:
    """By who submitted it, while nobody has decided."""
    if waiting.submitted_by != talk.staff.id:
        return ()
    return (offer("sent_back", WITHDRAW, case=str(waiting.case)),)


async def _card(
    talk: Talk, records: Records, person: Person, field: Field, old: str | None, new: Read
) -> OneOf[bool]:
    question = Text("Submit it for a decision?").signed(Sign.HELP)
    about = Text("{field}: {name}", field=FIELD_NAMES[field], name=person.name)
    return yes_or_no(
        question,
        about.signed(Sign.PAPERS),
        *old_and_new(field, old, new.value, person, records),
        *((CONVERTED,) if new.converted else ()),
        *await flag_lines(records, field, new.value, person),
        *await conflict_lines(talk, records, field, new.value, person),
    )
