"""Whom an answer is about, where an address may hear about several."""

from __future__ import annotations

from domain.person import Link, Person
from domain.text import Sign, Text, verbatim
from handlers.asks import OneOf
from handlers.talk import Talk
from storage.records import Records


async def whose(talk: Talk, records: Records) -> Link | None:
    """Asked only of who collects for several. None where nobody is linked."""
    links = await records.people.linked_to(talk.session.id)
    if len(links) <= 1:
        return links[0] if links else None
    choices = {
        str(link.person.id): (verbatim(link.person.name).signed(Sign.PERSON), link)
        for link in links
    }
    return await talk.ask("person", OneOf(Text("Who is it about?").signed(Sign.PERSON), choices))


async def name_among_several(talk: Talk, records: Records, person: Person) -> list[Text]:
    """Who collects for several must not take one answer for the other."""
    several = len(await records.people.linked_to(talk.session.id)) > 1
    return [Text("About {name}:", name=person.name).signed(Sign.PERSON)] if several else []
