"""Carers who wait for an officer's word, one after the other: yes, no, or later."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from domain.notice import NoticeKind
from domain.permissions import Act
from domain.person import OF_AGE, Carer, Person, Relation, of_age_on
from domain.text import Sign, Text
from handlers.asks import OneOf
from handlers.staff.asks import UntilDay
from handlers.staff.beneficiary_of import told
from handlers.staff.give_code import FOR_WHOM
from handlers.staff.link_in_front import until
from handlers.staff.scope import own_people, units_for
from handlers.talk import Talk, offer
from storage.records import Records

_LONGEST_DAYS = 5 * 365
"""No rule for allowances is known (DOMAIN.md §1.5); a slip of the year must not last for ever."""


class Word(StrEnum):
    YES = "yes"
    NO = "no"
    LATER = "later"


async def carer_links(talk: Talk, records: Records) -> None:
    """Nobody vouches for a link of their own, or about a person whom they hear about."""
    waiting = await _queue(talk, records)
    for carer, person in waiting:
        word = await talk.ask(f"word{carer.link}", _question(carer, person, records, len(waiting)))
        if word is Word.LATER:
            continue
        if word is Word.YES:
            last = await talk.ask(f"until{carer.link}", _until(person, carer.relation, talk.today))
            await records.links.confirm(carer.link, talk.staff.id, last, talk.now)
        else:
            await records.links.end(carer.link, talk.now)
        await _tell(talk, records, carer, person, word)
        return
    talk.say(Text("Nobody else waits for an officer's word.").signed(Sign.GO), offers=talk.menu)


async def _queue(talk: Talk, records: Records) -> list[tuple[Carer, Person]]:
    units = units_for(talk.staff, Act.VOUCH_FOR_CARER, records.reference.gazetteer)
    sessions = set(await records.staff.sessions_of(talk.staff.id))
    own = await own_people(talk, records)
    return [
        (carer, person)
        for carer, person in await records.links.awaiting(units)
        if carer.session not in sessions and person.id not in own
    ]


async def _tell(talk: Talk, records: Records, carer: Carer, person: Person, word: Word) -> None:
    yes = word is Word.YES
    kind = NoticeKind.CONFIRMED if yes else NoticeKind.NOT_CONFIRMED
    await records.notices.tell([carer.session], kind, carer.link, talk.now)
    talk.note("vouched" if yes else "not_vouched", person.id)
    talk.answer(
        Text("{carer} now hears about {name}.", carer=carer.name, name=person.name).signed(Sign.GO)
        if yes
        else Text("{carer} hears nothing.", carer=carer.name).signed(Sign.STOP),
        Text("They are told now.").signed(Sign.PHONE),
        offers=(offer(carer_links, Text("The next one").signed(Sign.MORE)), *talk.menu),
    )


def _question(carer: Carer, person: Person, records: Records, waiting: int) -> OneOf[Word]:
    return OneOf(
        Text("Is that right?").signed(Sign.HELP),
        {
            Word.YES: (Text("Yes, I have seen the paper").signed(Sign.GO), Word.YES),
            Word.NO: (Text("No").signed(Sign.STOP), Word.NO),
            Word.LATER: (Text("Later").signed(Sign.WAIT), Word.LATER),
        },
        before=(
            Text("{waiting} wait for an answer.", waiting=waiting).signed(Sign.LIST),
            told(person, records),
            Text("{carer} wants to hear about them.", carer=carer.name or "?").signed(Sign.PHONE),
            FOR_WHOM[carer.relation],
            Text("Asked on {day}.", day=carer.since).signed(Sign.DAY),
        ),
    )


def _until(person: Person, relation: Relation, today: date) -> UntilDay:
    """A child's guardian until it is of age; everybody else for a year."""
    child = relation is Relation.GUARDIAN and today < of_age_on(person)
    most = of_age_on(person) - timedelta(days=1) if child else today + timedelta(_LONGEST_DAYS)
    question = (
        Text("Until when? A child is of age at {years}.", years=OF_AGE)
        if child
        else Text("Until when is the paper good?")
    )
    return UntilDay(question, today, until(person, relation, today) or most, most)
