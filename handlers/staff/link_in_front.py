"""Linking the phone of somebody who stands in front: they show a number, the officer types it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.notice import NoticeKind
from domain.permissions import Act
from domain.person import MOST_PEOPLE, How, Person, Relation, ends_on
from domain.text import Sign, Text
from domain.words import clean
from handlers.asks import CANNOT_SEE
from handlers.beneficiary.link import AUTHORISED_FOR_DAYS
from handlers.staff.beneficiary_of import beneficiary
from handlers.staff.give_code import LOOK_AT_THE_PAPER, whose_phone
from handlers.staff.name_asks import NameOf
from handlers.staff.scope import leave_it, own_people
from handlers.talk import Asked, Heard, NotUnderstood, Talk
from storage.records import Records

_NUMBER = re.compile(r"\d{6}")
_TRIES = "pairing"


async def link_in_front(talk: Talk, records: Records) -> None:
    """The officer vouches for who stands there; they still have to agree on their own phone."""
    person = await beneficiary(talk, records, Act.LINK_IN_FRONT)
    if person.id in await own_people(talk, records):
        leave_it(talk)
        return
    relation = await talk.ask("relation", whose_phone(Text("Who stands in front of {you}?")))
    carer = "" if relation is Relation.SELF else await talk.ask("carer", _carers_name())
    phone = await talk.ask_secret("number", _Shown(talk, records))
    if phone in await records.staff.sessions_of(talk.staff.id):
        leave_it(talk)
        return
    if (why_not := await _why_not(records, person, phone)) is not None:
        talk.say(why_not.signed(Sign.STOP), offers=talk.menu)
        return
    await _link(talk, records, person, relation, carer, phone)
    talk.answer(
        Text("{name} is linked to that phone.", name=person.name).signed(Sign.GO),
        Text("Now they agree on their own phone.").signed(Sign.PHONE),
        offers=talk.next_about(person),
    )


async def _why_not(records: Records, person: Person, phone: int) -> Text | None:
    if phone in await records.links.sessions_hearing(person.id):
        return Text("That phone hears about {name} already.", name=person.name)
    if await records.links.count(phone) >= MOST_PEOPLE:
        return Text("That phone hears about {most} people, no more.", most=MOST_PEOPLE)
    return None


async def _link(
    talk: Talk, records: Records, person: Person, relation: Relation, carer: str, phone: int
) -> None:
    made = await records.links.make(
        phone,
        person.id,
        relation,
        How.IN_FRONT,
        talk.now,
        confirmed=True,
        agreed=False,
        vouched_by=talk.staff.id,
        until=until(person, relation, talk.today),
        carer=carer,
    )
    await records.link_codes.unpair(phone)
    await records.notices.tell([phone], NoticeKind.PLEASE_AGREE, made, talk.now)
    talk.note("linked_in_front", person.id)


def until(person: Person, relation: Relation, today: date) -> date | None:
    """As the paper is taken to hold; also a guardian of an adult is asked for it every year."""
    last = ends_on(person, relation, today, AUTHORISED_FOR_DAYS)
    if last is None and relation is not Relation.SELF:
        return today + timedelta(days=AUTHORISED_FOR_DAYS)
    return last


def _carers_name() -> NameOf:
    question = Text("What is the name of who collects?").signed(Sign.PERSON)
    return NameOf(question, LOOK_AT_THE_PAPER)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The six digits on the phone in front; saved is whose they are. Wrong ones are counted, since
    a right guess would open a record on a stranger's phone."""

    talk: Talk
    records: Records

    def asked(self) -> Asked:
        question = Text("Please write the 6 digits that the phone in front shows.")
        where = Text(
            "On that phone: {first}, {second}, {third}.",
            first=Text("I have a code"),
            second=Text("I have no code"),
            third=Text("An officer stands here"),
        )
        return Asked((question.signed(Sign.CODE), where.signed(Sign.HELP)))

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        number = clean(heard.text).replace(" ", "")
        if _NUMBER.fullmatch(number) is None:
            raise NotUnderstood(Text("The number has 6 digits."))
        whose, now = str(self.talk.staff.id), self.talk.now
        if await self.records.tries.note(_TRIES, whose, now):
            raise NotUnderstood(Text("Too many wrong numbers. Please try again in an hour."))
        found = await self.records.link_codes.paired(number, now)
        if found is None:
            raise NotUnderstood(
                Text("No phone shows that number now. It is good for 10 minutes; show a new one.")
            )
        await self.records.tries.clear(_TRIES, whose)
        return str(found)

    async def read(self, value: str) -> int:
        return int(value)
