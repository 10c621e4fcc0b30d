"""A link that was made, agreed to, refused or ended, as another address hears of it.

Nobody is named: a locked screen is read by whoever passes.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.person import Relation
from domain.text import Sign, Text
from handlers.talk import Talk, offer
from storage.records import Records

_RELATIONS: Mapping[Relation, Text] = {
    Relation.SELF: Text("it is the person's own phone"),
    Relation.GUARDIAN: Text("the guardian"),
    Relation.AUTHORISED: Text("who collects the money"),
}


async def linked_elsewhere(talk: Talk, records: Records, link_id: int) -> None:
    """Somebody else hears about the person from now on; it can be stopped with one tap."""
    found = await records.links.one(link_id)
    if found is None:
        return
    _, link = found
    relation = _RELATIONS[link.relation]
    talk.say(
        Text("Another phone now hears what is told here.").signed(Sign.PHONE),
        Text("It says: {relation}.", relation=relation).signed(Sign.PERSON),
        Text("If that is not right, stop it here.").signed(Sign.STOP),
        offers=(
            offer(
                "stop_hearing",
                Text("Stop that phone").signed(Sign.STOP),
                link=str(link_id),
            ),
            offer("me", Text("Who hears about me?").signed(Sign.PERSON)),
        ),
    )


async def please_agree(talk: Talk, records: Records, link_id: int) -> None:  # noqa: ARG001
    """An officer has linked this phone in front of its holder."""
    talk.say(
        Text("The officer has linked this phone.").signed(Sign.OFFICER),
        Text("Now {you} only have to agree.").signed(Sign.GO),
        offers=(offer("agree", Text("Go on")),),
    )


async def confirmed(talk: Talk, records: Records, link_id: int) -> None:
    """The officer has vouched for the carer."""
    found = await records.links.one(link_id)
    if found is None:
        return
    _, link = found
    until = Text("Until {day}.", day=link.until).signed(Sign.DAY) if link.until else None
    talk.say(
        Text("The officer said yes.").signed(Sign.GO),
        Text("This phone now hears about that person.").signed(Sign.PERSON),
        *([until] if until else []),
        offers=(
            offer("own_payout", Text("Payout date").signed(Sign.DAY), person=str(link.person.id)),
        ),
    )


async def not_confirmed(talk: Talk, records: Records, link_id: int) -> None:  # noqa: ARG001
    talk.say(
        Text("The officer did not agree to it.").signed(Sign.STOP),
        Text("Please ask the commune officer.").signed(Sign.OFFICER),
        offers=talk.menu,
    )


async def stopped(talk: Talk, records: Records, link_id: int) -> None:  # noqa: ARG001
    """Somebody has ended what this phone heard; it is not said who, or about whom."""
    talk.say(
        Text("One person was taken off this phone.").signed(Sign.STOP),
        Text("Please ask the commune officer.").signed(Sign.OFFICER),
        offers=talk.menu,
    )


async def left(talk: Talk, records: Records, link_id: int) -> None:  # noqa: ARG001
    """Another address no longer hears about the person; whose it was is not said."""
    talk.say(
        Text("One other phone no longer hears about {you}.").signed(Sign.PHONE),
        Text("{You} need not do anything.").signed(Sign.GO),
        offers=(offer("me", Text("Who hears about me?").signed(Sign.PERSON)),),
    )


async def ends_soon(talk: Talk, records: Records, link_id: int) -> None:
    """A reminder before a link ends by itself."""
    found = await records.links.one(link_id)
    until = found[1].until if found else None
    if found is None or until is None:
        return
    _, link = found
    child = link.relation is Relation.GUARDIAN
    talk.say(
        Text("After {day} this phone no longer hears about one person.", day=until).signed(
            Sign.DAY
        ),
        Text("The child is then of age.").signed(Sign.PERSON)
        if child
        else Text("The letter of authorisation must be new then.").signed(Sign.PAPERS),
        Text("Please see the commune officer before.").signed(Sign.OFFICER),
        offers=(offer("me", Text("About whom?").signed(Sign.PERSON)),),
    )
