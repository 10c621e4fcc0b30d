"""Who looked at whom is written down, and nobody hears of whom they may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.permissions import Act
from domain.staff import Actor
from storage.records import Records


class Trespass(RuntimeError):
    """Somebody opened a record that they may not hear of. Nothing of it may be committed, or
    shown."""


@dataclass(frozen=True, slots=True)
class Looker:
    """``session``: the address. ``run``: within which one is looked at once. ``why``: a code."""

    session: int
    run: int
    actor: Actor | None
    why: str


async def write_down(looker: Looker, records: Records, now: datetime) -> None:
    """Everybody whose record was opened since the transaction began, but those whom the address
    itself hears about. Raises Trespass."""
    if not records.seen:
        return
    actor, gazetteer = looker.actor, records.reference.gazetteer
    own = {one.person.id for one in await records.links.all_of(looker.session)}
    if not (strangers := records.seen - own):
        return
    units = await records.people.units_of(strangers)
    if any(actor is None or not actor.may(Act.LOOK, one, gazetteer) for one in units.values()):
        raise Trespass(looker.why)
    await records.audit.note_each(
        *(looker.session, looker.run, "looked", units, now),
        actor=actor.id if actor else None,
        why=looker.why,
    )
