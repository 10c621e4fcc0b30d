"""A one-time code for somebody, to be said, written down, or scanned from the screen."""

from __future__ import annotations

from collections.abc import Mapping

from domain.link_code import LENGTH, in_halves
from domain.message import Picture
from domain.permissions import Act
from domain.person import Relation
from domain.qr import qr_png
from domain.text import Sign, Text, verbatim
from handlers.asks import OneOf
from handlers.staff.beneficiary_of import beneficiary
from handlers.staff.scope import leave_it, own_people
from handlers.talk import Talk, offer
from storage.records import Records

FOR_WHOM: Mapping[Relation, Text] = {
    Relation.SELF: Text("The person who receives the money").signed(Sign.PERSON),
    Relation.GUARDIAN: Text("The guardian").signed(Sign.PAPERS),
    Relation.AUTHORISED: Text("Who collects with an authorisation").signed(Sign.PAPERS),
}
SCANNED = Text("A square to scan with the camera of the phone")
LOOK_AT_THE_PAPER = Text(
    "First look at the paper of the guardian or the authorisation."
).signed(Sign.PAPERS)  # fmt: skip


async def give_code(talk: Talk, records: Records) -> None:
    """For whom, and then the code; it is shown once, since only its hash is kept."""
    person = await beneficiary(talk, records, Act.GIVE_CODE)
    if person.id in await own_people(talk, records):
        leave_it(talk)
        return
    relation = await talk.ask("relation", whose_phone(Text("Whom is the code for?")))
    code, until = await records.link_codes.make(person.id, relation, talk.staff.id, talk.now)
    talk.note("gave_code", person.id)
    talk.say(
        Text("The code for {name}:", name=person.name).signed(Sign.PERSON),
        verbatim(in_halves(code)).signed(Sign.CODE),
        Text("Say it slowly: {letters}.", letters=spoken(code)).signed(Sign.HELP),
        Text("It opens once, until {day}.", day=until).signed(Sign.DAY),
        picture=Picture("code.png", qr_png(talk.entrance(code)), SCANNED),
    )
    another = offer(give_code, Text("Another code").signed(Sign.CODE))
    talk.answer(*_tell(relation), offers=(another, *talk.next_about(person)))


def whose_phone(question: Text) -> OneOf[Relation]:
    """Who will hear: the person, or somebody who collects for them."""
    choices = {one.value: (label, one) for one, label in FOR_WHOM.items()}
    return OneOf(question.signed(Sign.PERSON), choices)


def spoken(code: str) -> str:
    """One by one, with a pause between the halves: ``D, A, W, N … 3, 4, 6, 7``."""
    half = LENGTH // 2
    return " … ".join(", ".join(part) for part in (code[:half], code[half:]))


def _tell(relation: Relation) -> tuple[Text, ...]:
    """What to say to whoever gets it."""
    return (
        *([] if relation is Relation.SELF else [LOOK_AT_THE_PAPER]),
        Text("Tell them: scan this, or open the page and write the code.").signed(Sign.PHONE),
        Text("The page then asks the birth year of who receives the money.").signed(Sign.HELP),
        Text("Three wrong years, and the code is burnt.").signed(Sign.STOP),
        Text("Give it to nobody else.").signed(Sign.SECRET),
    )
