"""What people may ask of their own data where staff are needed, with the days the law gives."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import Case, CaseKind
from domain.permissions import Act, Field
from domain.person import Person, Relation
from domain.rights import Right, acknowledged_by, due_on
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.carer import went_to
from handlers.beneficiary.first_answer import asks_later, told_of_it
from handlers.beneficiary.whose import name_among_several, whose
from handlers.talk import Talk
from storage.records import Records

_KINDS: Mapping[Right, CaseKind] = {
    Right.CORRECT: CaseKind.CORRECT_DATA,
    Right.RESTRICT: CaseKind.RESTRICT_DATA,
    Right.DELETE: CaseKind.DELETE_DATA,
}
_RIGHTS: Mapping[Right, Text] = {
    Right.CORRECT: Text("Correct something").signed(Sign.PAPERS),
    Right.RESTRICT: Text("Restrict what is done with it").signed(Sign.SECRET),
    Right.DELETE: Text("Delete my data").signed(Sign.STOP),
}
_OTHER = "other"
WRONG: Mapping[str, Text] = {
    Field.NAME: Text("The name").signed(Sign.PERSON),
    Field.BIRTH: Text("The birth year or day").signed(Sign.DAY),
    Field.CITIZEN_ID: Text("The citizen card").signed(Sign.CARD),
    Field.PHONE: Text("The phone number").signed(Sign.PHONE),
    Field.ACCOUNT_NUMBER: Text("The account").signed(Sign.ACCOUNT),
    Field.UNIT: Text("Where I live").signed(Sign.PLACE),
    Field.POINT: Text("Where I collect").signed(Sign.POST),
    _OTHER: Text("Something else").signed(Sign.HELP),
}
"""What can be wrong; what would be right, the officer reads from the papers."""


async def my_data(talk: Talk, records: Records) -> None:
    """Which right, of whom; what it means is said before it is filed."""
    link = await whose(talk, records)
    if link is None:
        talk.then("me")
    right = await talk.ask("right", _which_right(link.relation))
    what = await talk.ask("wrong", _what_is_wrong()) if right is Right.CORRECT else right.value
    if right is not Right.CORRECT and not await talk.ask("sure", _sure(right)):
        talk.say(Text("Nothing was changed.").signed(Sign.GO), offers=talk.menu)
        return
    case = await records.cases.file(
        _KINDS[right], what, link.person, Month.of(talk.today), talk.session.id, talk.now,
        due_on(right, talk.today),
    )  # fmt: skip
    talk.note(f"asked_to_{right.value}", link.person.id)
    talk.say(
        *await name_among_several(talk, records, link.person),
        *await _filed_lines(talk, case, link.person, records),
        offers=(*asks_later(talk, case), *talk.menu),
    )


async def _filed_lines(
    talk: Talk, case: Case, person: Person, records: Records
) -> tuple[Text, ...]:
    received = Text("It is looked at by {day}.", day=acknowledged_by(case.filed_on))
    done = [Text("Done by {day} at the latest.", day=case.due_on)] if case.due_on else []
    return (
        Text("Recorded, request number {number}.", number=case.number).signed(Sign.GO),
        *await went_to(records, Act.ANSWER_CASES, person.unit),
        received.signed(Sign.DAY),
        *(one.signed(Sign.DAY) for one in done),
        *told_of_it(talk),
    )


def _which_right(relation: Relation) -> OneOf[Right]:
    """Who only collects may say what is wrong; the rest is the person's, or the guardian's."""
    theirs = [Right.CORRECT] if relation is Relation.AUTHORISED else list(Right)
    choices = {one.value: (_RIGHTS[one], one) for one in theirs}
    return OneOf(Text("What shall be done with the data?").signed(Sign.HELP), choices)


def _what_is_wrong() -> OneOf[str]:
    choices = {str(one): (label, str(one)) for one, label in WRONG.items()}
    return OneOf(Text("What is wrong?").signed(Sign.HELP), choices)


def _sure(right: Right) -> OneOf[bool]:
    """Nobody shall lose the allowance by a word they did not weigh."""
    means = {
        Right.RESTRICT: Text("The office then uses only what the payment needs."),
        Right.DELETE: Text("The office deletes what the law does not make it keep."),
    }[right]
    return OneOf(
        Text("Shall {me} send it?").signed(Sign.HELP),
        {
            "yes": (Text("Yes, send it").signed(Sign.GO), True),
            "no": (Text("No, leave it").signed(Sign.STOP), False),
        },
        before=(
            means.signed(Sign.SECRET),
            Text("What the payment needs must stay while it is paid.").signed(Sign.MONEY),
        ),
    )
