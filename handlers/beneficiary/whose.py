"""Whom an answer is about, where an address may hear about several."""

from __future__ import annotations

from domain.person import Link, Person
from domain.text import Sign, Text, verbatim
from handlers.asks import OneOf
from handlers.talk import Talk
from storage.records import Records

_ALL = "all"
_QUESTION = Text("Who is it about?").signed(Sign.PERSON)


async def whose(talk: Talk, records: Records) -> Link | None:
    """Asked only of who collects for several. None where nobody is linked.

    What an officer has linked in front of somebody is agreed to first.
    """
    if await records.links.to_agree(talk.session.id):
        talk.then("agree")
    links = await records.links.of(talk.session.id)
    if len(links) <= 1:
        return links[0] if links else None
    return await talk.ask("person", OneOf(_QUESTION, _each(links)))


async def whose_all(talk: Talk, records: Records) -> tuple[Link, ...]:
    """The same where all can be answered at once; empty where nobody is linked."""
    if await records.links.to_agree(talk.session.id):
        talk.then("agree")
    return await which_of(talk, await records.links.of(talk.session.id))


async def which_of(
    talk: Talk, links: tuple[Link, ...], question: Text = _QUESTION
) -> tuple[Link, ...]:
    """One of several, or all of them; not asked where there is no more than one."""
    if len(links) <= 1:
        return links
    one_each = {key: (label, (one,)) for key, (label, one) in _each(links).items()}
    every = {_ALL: (Text("All of them").signed(Sign.LIST), links)}
    return await talk.ask("person", OneOf(question, {**one_each, **every}))


def _each(links: tuple[Link, ...]) -> dict[str, tuple[Text, Link]]:
    return {str(one.person.id): (verbatim(one.called).signed(Sign.PERSON), one) for one in links}


async def name_among_several(talk: Talk, records: Records, person: Person) -> list[Text]:
    """Who collects for several must not take one answer for the other."""
    links = await records.links.of(talk.session.id)
    called = next((one.called for one in links if one.person.id == person.id), person.name)
    return [Text("About {name}:", name=called).signed(Sign.PERSON)] if len(links) > 1 else []
