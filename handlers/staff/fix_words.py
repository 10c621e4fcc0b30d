"""A correction in words: the field, the old beside the new, what to look at, and what follows.

Of a number no more than its end is said, and whose name the bank has not at all: only whether it is
the person's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from domain.case_flow import CaseEvent
from domain.correction import WHOLE_NUMBERS, Because, Change, Decision, Told
from domain.identity import (
    IdFlag,
    IdState,
    Precision,
    ending,
    flags_of,
    kept_birth,
    read_citizen_id,
    same_name,
)
from domain.payout import Way
from domain.permissions import Act, Field
from domain.person import Person, Sex
from domain.phone import PhoneState, read_phone
from domain.place import UnitKey
from domain.text import Month, Sign, Text, verbatim
from handlers.asks import named
from handlers.staff.field_words import FIELDS
from handlers.talk import Talk
from storage.case_history import Happened
from storage.records import Records

FIELD_SIGN: Mapping[Field, Sign] = {
    Field.NAME: Sign.PERSON,
    Field.BIRTH: Sign.DAY,
    Field.SEX: Sign.PERSON,
    Field.CITIZEN_ID: Sign.CARD,
    Field.PHONE: Sign.PHONE,
    Field.UNIT: Sign.PLACE,
    Field.ACCOUNT_NUMBER: Sign.ACCOUNT,
    Field.HOLDER: Sign.BANK,
    Field.PAYEE: Sign.PAPERS,
    Field.WAY: Sign.MONEY,
}
FIELD_NAMES: Mapping[Field, Text] = {
    field: FIELDS[field].signed(sign) for field, sign in FIELD_SIGN.items()
}
SEXES: Mapping[Sex, Text] = {
    Sex.FEMALE: Text("female").signed(Sign.PERSON),
    Sex.MALE: Text("male").signed(Sign.PERSON),
}
WAYS: Mapping[Way, Text] = {
    Way.CASH: Text("in cash").signed(Sign.MONEY),
    Way.ACCOUNT: Text("into the account").signed(Sign.ACCOUNT),
}
BECAUSE: Mapping[Because, Text] = {
    Because.PAPER_SAYS_OTHERWISE: Text("the paper says something else").signed(Sign.PAPERS),
    Because.PAPER_NOT_VALID: Text("the paper is not valid any more").signed(Sign.CLOCK),
    Because.OTHER_PERSON: Text("it is about another person").signed(Sign.PERSON),
    Because.NOT_NEEDED: Text("there is nothing to correct").signed(Sign.GO),
    Because.NO_PAPER: Text("no paper for it was shown").signed(Sign.PAPERS),
    Because.OWN_WORDS: Text("something else, in your own words").signed(Sign.MORE),
}
_FLAGS: Mapping[IdFlag, Text] = {
    IdFlag.OTHER_YEAR: Text("The number says another birth year than the record."),
    IdFlag.OTHER_SEX: Text("The number says another sex than the record."),
    IdFlag.UNKNOWN_PROVINCE: Text("No province has the first 3 digits of the number."),
}
WITHDRAW = Text("Withdraw it").signed(Sign.STOP)
CONVERTED = Text("It had 11 digits. It is kept as the 10 digits of today.").signed(Sign.HELP)
_FIXED_LINE = Text("That is a fixed line. No message of the bank reaches it.").signed(Sign.HELP)
_MONTH_OF_BIRTH = Text("month {month} of {year}")


def shown(field: Field, value: str | None, person: Person, records: Records) -> Text:
    """A value as staff may see it."""
    if value is None:
        return Text("nothing")
    if field in WHOLE_NUMBERS:
        return Text("ends in {digits}", digits=ending(value))
    match field:
        case Field.BIRTH:
            return _birth(value)
        case Field.SEX:
            return SEXES[Sex(value)]
        case Field.WAY:
            return WAYS[Way(value)]
        case Field.UNIT:
            unit = records.reference.gazetteer.unit(UnitKey.parse(value))
            return named(unit) if unit else verbatim(value)
        case Field.HOLDER:
            return _OWN_NAME if same_name(value, person.name) else _OTHER_NAME
    return verbatim(value)


_OWN_NAME = Text("the person's own name")
_OTHER_NAME = Text("another name than the person's")


def _birth(value: str) -> Text:
    birth = kept_birth(value)
    if birth.on is not None:
        return Text("{day}", day=birth.on)
    if birth.precision is Precision.MONTH:
        return _MONTH_OF_BIRTH.filled(month=str(birth.month), year=str(birth.year))
    return Text("year {year}, no day", year=str(birth.year))


def old_and_new(
    field: Field, old: str | None, new: str, person: Person, records: Records
) -> tuple[Text, ...]:
    """Beside each other; the new name of an account holder is what somebody has just written."""
    now = Text("Now: {value}.", value=shown(field, old, person, records))
    written = verbatim(new) if field is Field.HOLDER else shown(field, new, person, records)
    return (now.signed(Sign.WAS), Text("New: {value}.", value=written).signed(FIELD_SIGN[field]))


async def flag_lines(records: Records, field: Field, new: str, person: Person) -> tuple[Text, ...]:
    """What does not fit, to be looked at and never refused for: the record may be what is wrong."""
    if field in {Field.CITIZEN_ID, Field.BIRTH, Field.SEX}:
        number = new
        if field is not Field.CITIZEN_ID:
            number = await records.corrections.fields.value(person.id, Field.CITIZEN_ID) or ""
        return tuple(_FLAGS[flag].signed(Sign.HELP) for flag in _flags(number, field, new, person))
    if field is Field.PHONE and read_phone(new).state is PhoneState.FIXED_LINE:
        return (_FIXED_LINE,)
    if field is Field.HOLDER and not same_name(new, person.name):
        return (Text("It is not the person's own name.").signed(Sign.HELP),)
    return ()


def _flags(number: str, field: Field, new: str, person: Person) -> tuple[IdFlag, ...]:
    """Between the number and the record as it would be."""
    if read_citizen_id(number).state is not IdState.WHOLE:
        return ()
    year = kept_birth(new).year if field is Field.BIRTH else person.birth_year
    sex = Sex(new) if field is Field.SEX else person.sex
    return flags_of(number, year, sex)


async def conflict_lines(
    talk: Talk, records: Records, field: Field, new: str, person: Person
) -> tuple[Text, ...]:
    """Who else has this number: by name for who may see them, else only that there is somebody."""
    others = await records.corrections.fields.others_with(field, new, person.id)
    if not others:
        return ()
    if field is not Field.CITIZEN_ID:
        return (Text("So many others have this number: {count}.", count=len(others)).signed(_EYES),)
    seen = await _those_seen(talk, records, others)
    hidden = len(others) - len(seen)
    lines = [Text("{name} has this number too.", name=one.name) for one in seen]
    if hidden:
        lines.append(Text("Somebody outside your units has this number too."))
    return tuple(line.signed(_EYES) for line in lines)


_EYES = Sign.STOP


async def _those_seen(talk: Talk, records: Records, people: Sequence[int]) -> Sequence[Person]:
    units = await records.people.units_of(people)
    gazetteer = records.reference.gazetteer
    mine = [one for one in people if talk.staff.may(Act.LOOK, units[one], gazetteer)]
    return await records.people.all_known(mine)


def changed_line(field: Field, now: str | None, person: Person, records: Records) -> Text:
    """Both sides see that the record is not what it was when the correction was submitted."""
    value = shown(field, now, person, records)
    text = Text("Meanwhile the record was changed otherwise. Now it says: {value}.", value=value)
    return text.signed(Sign.STOP)


def counts_line(counts_from: Month) -> Text:
    """From which list on it holds: what has been made already is not made anew."""
    text = Text(
        "It counts from the list of {month}. The list of {closed} is closed.",
        month=counts_from,
        closed=counts_from.plus(-1),
    )
    return text.signed(Sign.LIST)


def waits_lines(change: Change, who: Collection[str]) -> tuple[Text, ...]:
    """One that waits already is offered instead of a second."""
    lines = [
        Text(
            "A correction of this waits already: {number}, of {day}.",
            number=change.number,
            day=change.submitted_at.date(),
        ).signed(Sign.WAIT)
    ]
    if who:
        by = Text("Submitted by {name}.", name=", ".join(who))
        lines.append(by.signed(Sign.OFFICER))
    return tuple(lines)


_DECIDED: Mapping[Decision, Text] = {
    Decision.APPROVED: Text("approved"),
    Decision.SENT_BACK: Text("sent back with a question"),
    Decision.REJECTED: Text("rejected"),
}


def decided_line(told: Told) -> Text | None:
    """What a colleague has made of it; None where nobody has decided."""
    if told.decision is None:
        return None
    return Text(
        "A colleague has decided on {number} already: {decision}.",
        number=told.number,
        decision=_DECIDED[told.decision],
    ).signed(Sign.GO)


def question_and_answer(happened: Sequence[Happened]) -> tuple[Text, ...]:
    """With which question it came back, and what was answered in words; oldest first."""
    turns = [one for one in happened if one.event in _TURNS]
    if len(turns) < _BOTH or turns[-1].event is not CaseEvent.ANSWERED:
        return ()
    question, answer = turns[-2].words, turns[-1].words
    asked = Text("It was sent back with this question:").signed(Sign.WAIT)
    replied = Text("The answer to it:").signed(Sign.PERSON)
    return (
        *((asked, verbatim(question).signed(Sign.HELP)) if question else ()),
        *((replied, verbatim(answer).signed(Sign.PAPERS)) if answer else ()),
    )


_TURNS = frozenset({CaseEvent.SENT_BACK, CaseEvent.ANSWERED, CaseEvent.REOPENED})
_BOTH = 2


def because_lines(because: Because | None, words: str = "") -> tuple[Text, ...]:
    """Why it was rejected; ``words``: the approver's own, for who may read them."""
    if because is None or (because is Because.OWN_WORDS and not words):
        return ()
    why = verbatim(words) if words else BECAUSE[because]
    return (Text("Why: {because}.", because=why).signed(Sign.HELP),)


def at_bank_lines(change: Change, name: Text) -> tuple[Text, ...]:
    """It was corrected already, and the bank has yet to be shown."""
    approved = Text("{field}: corrected already, request {number}.", field=name,
                    number=change.number)  # fmt: skip
    day = change.decided_at
    since = Text("Approved on {day}; the bank is to follow.", day=day.date()) if day else None
    return (approved.signed(Sign.PAPERS), *([since.signed(Sign.BANK)] if since else []))
