"""Who collects for somebody: what they are called, what they call the person, and who decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case import Case, CaseKind
from domain.case_clock import owner
from domain.gazetteer import Gazetteer
from domain.mask import mask
from domain.message import Choice
from domain.permissions import MAY, Act
from domain.person import OF_AGE, Person, Relation, Sex
from domain.place import UnitKey
from domain.text import Sign, Text, verbatim
from domain.words import clean, folded
from handlers.asks import CANNOT_SEE
from handlers.beneficiary.consent import YES_OR_NO
from handlers.complaint import who_reads
from handlers.talk import Asked, Heard, NotUnderstood, Talk
from storage.records import Records

_LONGEST_NAME = 60
_LONGEST_LABEL = 20
_LABELS = {
    Sex.FEMALE: ("bà ngoại", "bà nội", "má", "យាយ"),
    Sex.MALE: ("ông ngoại", "ông nội", "ba", "តា"),
}
_CHILD_LABELS = ("cháu", "con", "ចៅ", "កូន")


def carers_relation(person: Person, today: date) -> Relation:
    """What somebody is who looks after a person: for a child its guardian."""
    return Relation.GUARDIAN if person.age_by(today) < OF_AGE else Relation.AUTHORISED


@dataclass(frozen=True, slots=True)
class Label:
    """What the holder of the phone calls the person: *ngoại*, យាយ; as short as a button.

    ``person`` is None where it is not proved yet who it is. Who answers with a place, or agrees
    before that is asked, has not read the question: nobody is called so.
    """

    person: Person | None
    gazetteer: Gazetteer

    def asked(self) -> Asked:
        choices = tuple(Choice(one, verbatim(one).signed(Sign.PERSON)) for one in self._likely())
        question = Text("What do {you} call that person?")
        if self.person is not None:
            question = Text("What do {you} call {name}?", name=self.person.name)
        lines = (question.signed(Sign.PERSON), Text("Choose, or write it.").signed(Sign.HELP))
        return Asked(lines, choices)

    def _likely(self) -> tuple[str, ...]:
        if self.person is None:
            return (*_LABELS[Sex.FEMALE], *_LABELS[Sex.MALE])
        return _CHILD_LABELS if self.person.birth_year > 2006 else _LABELS[self.person.sex]

    async def hear(self, heard: Heard) -> str:
        said = _short(heard.choice or heard.text, _LONGEST_LABEL, heard)
        found = self.gazetteer.find(said)
        if folded(said) in YES_OR_NO or (found.certain and not found.nothing):
            raise NotUnderstood(Text("Nobody is called so. Please choose, or write it again."))
        return said

    async def read(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class OwnName:
    """Of who asks to hear about somebody else: an officer must know whom to vouch for."""

    def asked(self) -> Asked:
        question = Text("What is the name of who collects the money?").signed(Sign.PERSON)
        return Asked((question, Text("The officer will see it.").signed(Sign.OFFICER)))

    async def hear(self, heard: Heard) -> str:
        return _short(heard.text, _LONGEST_NAME, heard)

    async def read(self, value: str) -> str:
        return value


def _short(text: str, longest: int, heard: Heard) -> str:
    """Kept text, so what looks like a number of a bank or a card is not kept."""
    said = mask(clean(text))
    if heard.files:
        raise NotUnderstood(CANNOT_SEE)
    if not said or len(said) > longest:
        raise NotUnderstood(Text("Please write it in one or two words."))
    return said


async def say_who_decides(talk: Talk, records: Records, person: Person) -> None:
    """A carer waits for an officer's word; where the unit has none, for who stands above."""
    talk.say(
        Text("Now the officer must say yes. {Me} tell {you} then.").signed(Sign.WAIT),
        *await went_to(records, Act.VOUCH_FOR_CARER, person.unit),
        offers=talk.menu,
    )


async def went_to(records: Records, act: Act, unit: UnitKey) -> tuple[Text, ...]:
    """Who has it now; where nobody of the unit may decide, that it went to who stands above."""
    responsible = await records.staff.responsible(act, unit)
    line = decider_line(list(dict.fromkeys(one.name for one in responsible))[:2])
    if any(one.grant.role in MAY[act] for one in responsible):
        return (line,)
    return (Text("The commune has no officer for this now.").signed(Sign.WAIT), line)


async def went_to_owner(
    records: Records, case: Case, unit: UnitKey, but: int | None = None
) -> tuple[Text, ...]:
    """Who has a case in hand; else those whose kind it is, ``but`` for who reports it themselves;
    else whoever may answer it. Of a complaint only from where it is read."""
    if case.kind is CaseKind.ABOUT_STAFF:
        return (who_reads(case.above),)
    if case.handled_by is not None and case.handled_by == but:
        return (_YOURS,)
    if case.handled_by is not None:
        names = await records.staff.names([case.handled_by])
        return (decider_line(list(names.values())),)
    owners = await records.staff.colleagues((owner(case.kind),), unit)
    if any(one.id == but for one in owners):
        return (_YOURS,)
    if owners:
        return (decider_line(list(dict.fromkeys(one.name for one in owners))[:2]),)
    return await went_to(records, Act.ANSWER_CASES, unit)


_YOURS = Text("It is yours to work on.").signed(Sign.OFFICER)


def decider_line(names: list[str]) -> Text:
    """Whom it went to, by name, so that one can go and ask."""
    if not names:
        return Text("Please ask at the commune office.").signed(Sign.OFFICER)
    return Text("It went to {officer}.", officer=", ".join(names)).signed(Sign.OFFICER)
