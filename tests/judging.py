"""Holds what left the program, and what it changed, against the oracle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from storage.tables import audit, calendar_change, point_change
from tests.canaries import CARER_CODE, INVITE_CODE, SELF_CODE, Secret, Village
from tests.oracle import Changed, Moment, World, may_change, may_hear
from tests.walker import Step, Walker

_PROOFS = (
    ("own", {SELF_CODE, "1941"}),
    ("child", {CARER_CODE, "2013"}),
    ("own", {"contact vouched=True", "1941", "four of own"}),
)
"""What opens whom, when all of it was said."""


def world_of(village: Village) -> World:
    return World(
        people={one.id: key for key, one in village.people.items()},
        units={
            key: f"{one.unit.code}@{one.unit.valid_from.year}"
            for key, one in village.people.items()
        },
        actors={actor: key for key, actor in village.actors.items()},
        links={link: key for key, link in village.links.items()},
        addresses={one.id: (one.key, one.channel) for one in village.addresses.values()},
    )


@dataclass(slots=True)
class Judge:
    """Every complaint is one sentence: who, on which way, heard or changed what."""

    village: Village
    world: World
    broken: bool = True
    looked_at: set[tuple[int, int]] = field(default_factory=set)

    def complaints(self, step: Step) -> Iterator[str]:
        moment = self._moment(step, step.at.id, step.dialogues)
        for secret in sorted(self._heard(step), key=str):
            if not may_hear(moment, secret.kind, secret.owner, secret.field):
                yield f"{step}: heard {_named(secret)}"
            self._remember_look(moment, secret)
        for secret in sorted(self.village.found_in(step.logged), key=str):
            yield f"{step}: the log holds {_named(secret)}"
        for change in step.changes:
            if not may_change(moment, Changed(change.table, change.before, change.after)):
                yield f"{step}: changed {sorted(change.columns)} of {change.table}"
        yield from self._told(step)
        if step.broke and self.broken:
            yield f"{step}: nobody can be told anything any more: {step.broke}"
        if step.failed and self.broken:
            yield f"{step}: {step.after['failure'][-1]['error']}"

    async def by_others(self, walker: Walker) -> list[str]:
        """Steps of the calendar or of a point that nobody of the post has made."""
        post = {made for key, made in self.village.actors.items() if key.startswith("post_clerk.")}
        async with walker.app.database.engine.connect() as connection:
            actors = [
                row.actor_id
                for table in (calendar_change, point_change)
                for row in await connection.execute(select(table.c.actor_id))
            ]
        return [self.world.actors[one] for one in actors if one not in post]

    def _heard(self, step: Step) -> set[Secret]:
        """A year that somebody has just typed as another's name may be said back to them."""
        found = self.village.found_in(step.said)
        typed = {self.village.secrets[one] for one in step.path if one in self.village.secrets}
        written = {Secret("person", one, "name") for one in _written_as_new(step)}
        return found - {one for one in typed if one.field == "birth"} - written

    def _told(self, step: Step) -> Iterator[str]:
        """What others hear of it without having asked."""
        by_name = {one.name: one for one in self.village.addresses.values()}
        for name, said in step.told.items():
            moment = self._moment(step, by_name[name].id, frozenset({"notice"}))
            for secret in sorted(self.village.found_in(said), key=str):
                if not may_hear(moment, secret.kind, secret.owner, secret.field):
                    yield f"{step}: {by_name[name].key} was told {_named(secret)}"

    def _moment(self, step: Step, session: int, dialogues: frozenset[str]) -> Moment:
        said = set(step.path)
        if step.path[-1] == "photo":
            dialogues |= {"for_officer"}
        return Moment(
            world=self.world,
            before=self.world.speaker(session, step.before),
            after=self.world.speaker(session, step.after),
            dialogues=dialogues,
            rows=step.before,
            proved=frozenset(person for person, proof in _PROOFS if proof <= said),
            invited=INVITE_CODE in said,
        )

    def _remember_look(self, moment: Moment, secret: Secret) -> None:
        """What staff heard of a person to whom their address is not linked."""
        linked = {one.person for one in moment.links} | moment.proved
        if secret.kind == "person" and moment.before.works and secret.owner not in linked:
            actor, person = moment.before.actor or 0, self.village.people[secret.owner].id
            self.looked_at.add((actor, person))

    async def unaudited(self, walker: Walker) -> set[tuple[int, int]]:
        """Looks that stand nowhere: (actor, person)."""
        async with walker.app.database.engine.connect() as connection:
            rows = await connection.execute(select(audit).where(audit.c.kind == "looked"))
            return self.looked_at - {(row.actor_id, row.subject) for row in rows}


def _written_as_new(step: Step) -> Iterator[str]:
    """Whose names somebody has written as what a record should say, or as a colleague's whom they
    invite: said back to them."""
    if "invite_staff" in step.dialogues:
        yield from (one.removeprefix("name of ") for one in step.path if one.startswith("name of "))
    chosen = [n for n, said in enumerate(step.path) if _CHOSEN.fullmatch(said)]
    if chosen and {"choice name", "tap field=name"} & set(step.path):
        after = step.path[chosen[-1] + 1 :]
        yield from (one.removeprefix("name of ") for one in after if one.startswith("name of "))


_CHOSEN = re.compile(r"choice \d{6,}|choice name|tap person=.*")
"""From here on a person has been found, and is not sought by name any more."""


def _named(secret: Secret) -> str:
    return f"the {secret.field} of {secret.kind} {secret.owner}"
