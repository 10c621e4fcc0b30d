"""What was reported already is not reported twice: it is said, and opened by who answers it."""

from __future__ import annotations

from domain.case import Case
from domain.permissions import Act
from domain.person import Person
from domain.text import Sign, Text
from handlers.beneficiary.carer import went_to_owner
from handlers.staff.case_words import STATES, due_lines
from handlers.talk import Talk, offer
from storage.records import Records


async def say_known(talk: Talk, records: Records, person: Person, known: Case) -> None:
    """Its number, and how it stands."""
    of = Text("Request {number} about this is open since {day}.", number=known.number,
              day=known.filed_on)  # fmt: skip
    opened = offer("cases", Text("Look at the open one").signed(Sign.PAPERS), case=str(known.id))
    answers = talk.staff.may(Act.ANSWER_CASES, person.unit, records.reference.gazetteer)
    talk.answer(
        of.signed(Sign.WAIT),
        STATES[known.state],
        *due_lines(known, talk.today),
        *await went_to_owner(records, known, person.unit),
        offers=(*([opened] if answers else []), *talk.next_about(person)),
    )
