"""Somebody wants to talk to a person: an officer of their commune is asked for."""

from __future__ import annotations

from domain.office_hours import closes, opens
from domain.permissions import Act
from domain.person import Person
from domain.place import UnitKey
from domain.text import Sign, Text
from handlers.asks import PlaceOf, named
from handlers.beneficiary.which_unit import which_unit
from handlers.beneficiary.whose import whose
from handlers.staff.scope import answered_in
from handlers.talk import Dialogue, Talk
from storage.case_changes import DAYS_OFF
from storage.records import Records

WORDS = (
    "nói chuyện với người", "nói chuyện với người thật", "nói chuyện với cán bộ", "gặp người",
    "gặp người thật", "gặp cán bộ", "gặp cán bộ xã", "gặp nhân viên", "cho gặp cán bộ",
    "cho tui gặp cán bộ", "tôi muốn gặp cán bộ", "tui muốn gặp cán bộ", "muốn gặp cán bộ",
    "gọi cán bộ", "hỏi cán bộ", "talk to a person", "talk to an officer",
    "និយាយជាមួយមន្ត្រី", "និយាយជាមួយមនុស្ស", "ជួបមន្ត្រី", "ជួបកម្មាភិបាល", "ចង់ជួបមន្ត្រី",
    "ចង់និយាយជាមួយមន្ត្រី", "និយាយជាមួយបុគ្គលិក", "និយាយជាមួយកម្មាភិបាល", "ជួប cán bộ",
)  # fmt: skip
"""How people ask for it."""


async def talk_to_person(talk: Talk, records: Records) -> None:
    """Of whom, or of which place; then a case with a number, and when somebody answers. Whoever
    answers such requests is led to their own conversations."""
    if talk.actor is not None and talk.actor.may_somewhere(Act.ANSWER_CASES):
        talk.then("conversations")
    asked = await records.human_talks.at(talk.session.id)
    if asked is not None:
        await say_asked(talk, records, asked.number, asked.unit, Text("It was asked for already."))
        return
    about, unit = await of_whom(talk, records, talk_to_person)
    if unit is None:
        return
    case = await records.talk_cases.ask_for_officer(about, unit, talk.session.id, talk.now)
    talk.note("asked_for_officer", about.id if about else case.id)
    await say_asked(talk, records, case.number, unit, Text("{Me} have asked for an officer."))


async def of_whom(
    talk: Talk, records: Records, asks: Dialogue, home: UnitKey | None = None
) -> tuple[Person | None, UnitKey | None]:
    """Whom the phone is linked to, with their unit; else the unit alone, None where it is not
    ours, and that was said. ``asks``: the dialogue; ``home``: the unit where it need not be
    asked."""
    link = await whose(talk, records)
    if link is not None:
        return link.person, link.person.unit
    if home is not None:
        return None, home
    place = await talk.ask("place", PlaceOf(records.reference.gazetteer, _WHERE))
    unit = await which_unit(talk, place, records.reference, asks)
    return None, unit.key if unit else None


_WHERE = Text("Of which place shall the officer be?")


async def say_asked(talk: Talk, records: Records, number: str, unit: UnitKey, what: Text) -> None:
    """The number, who answers and when, and what to do meanwhile."""
    where = named(records.reference.gazetteer.known(unit))
    talk.say(
        what.signed(Sign.OFFICER),
        Text("Its number is {number}.", number=number).signed(Sign.PAPERS),
        *(_answered(talk, where) if await answered_in(unit, records) else _nobody_yet(where)),
        *([] if talk.knocks else [_LOOK_AGAIN]),
        Text("Until then {me} answer as before.").signed(Sign.WAIT),
        offers=() if talk.in_between else talk.menu,
    )


def _answered(talk: Talk, where: Text) -> tuple[Text, ...]:
    answers = Text("An officer of {unit} answers {you} here.", unit=where).signed(Sign.PLACE)
    return answers, when_answered(talk)


def _nobody_yet(where: Text) -> tuple[Text, ...]:
    """The province hears of it, and can have somebody invited; by when is not promised."""
    return (
        Text("{unit} has no officer here yet. The province is told.", unit=where).signed(
            Sign.PLACE
        ),
        Text("{Me} do not know yet when somebody answers.").signed(Sign.CLOCK),
    )


_LOOK_AGAIN = Text("Please look here again later.").signed(Sign.PHONE)


def when_answered(talk: Talk) -> Text:
    """Said as of now: until when today, or from when on."""
    until = closes(talk.now, DAYS_OFF)
    if until is not None:
        return Text("The office is open today until {until}.", until=until).signed(Sign.CLOCK)
    begins = opens(talk.now, DAYS_OFF)
    return Text(
        "The office is closed now. Somebody answers from {begins}, {day:weekday}.",
        begins=begins.time(),
        day=begins.date(),
    ).signed(Sign.CLOCK)
