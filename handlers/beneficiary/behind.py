"""What made a message come: which of the things that an address asked to be told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.bulletin import Bulletin
from domain.payout import Payment, Way
from domain.privacy import Level
from domain.subscription import Subscription, about_person, brings
from domain.text import Month
from handlers.asks import read_id
from handlers.talk import Talk
from storage.records import Records

_BULLETIN = "b"


async def behind(
    about: str, kind: Sequence[Subscription], talk: Talk, records: Records
) -> list[Subscription] | None:
    """Of these, what made it come; None where that cannot be known any more."""
    if not about.startswith(_BULLETIN):
        return [one for one in kind if one.about == about]
    told = await records.bulletins.one(int(about.removeprefix(_BULLETIN)))
    if told is None:
        return None
    people = {about_person(one) for one in await _concerned(told, talk, records)}
    points = records.reference.points
    return [one for one in kind if one.about in people or brings(one, told, points)]


def what_made_it(value: str) -> str:
    """Raises Stale where it can name no bulletin."""
    if value.startswith(_BULLETIN):
        read_id(value.removeprefix(_BULLETIN))
    return value


async def _concerned(told: Bulletin, talk: Talk, records: Records) -> Collection[int]:
    """Who is told of it; once the day is over, also who was: it names them by where and how they
    were paid."""
    concerned = set(await records.bulletins.concerned(told, talk.session.id))
    if talk.carries < Level.OWN:
        return concerned
    for link in await records.links.of(talk.session.id):
        if link.person.unit == told.unit and await _paid_there(link.person.id, told, talk, records):
            concerned.add(link.person.id)
    return concerned


async def _paid_there(person: int, told: Bulletin, talk: Talk, records: Records) -> bool:
    """By their newest list; where they are on none, as a rule."""
    month = Month.of(told.day or talk.today)
    payments = await records.payouts.of(person, month.plus(-1))
    if not payments:
        usual = await records.payouts.enrolment(person, month)
        return (usual.way, usual.point if usual.way is Way.CASH else None) == (
            told.way, told.point
        )  # fmt: skip
    return any(_is_paid(one, told) for one in payments if one.month == payments[0].month)


def _is_paid(one: Payment, told: Bulletin) -> bool:
    return one.way is told.way and (told.way is not Way.CASH or one.point == told.point)
