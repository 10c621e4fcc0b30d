"""Taking from a colleague what they may do: at once, also in the middle of what they do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.permissions import Grant, may_invite
from domain.text import Sign, Text
from handlers.staff.asks import ColleagueOf, Human, granted, humans, yes_or_no
from handlers.staff.scope import units_of
from handlers.talk import Talk
from storage.records import Records

_SHOWN = 5


async def revoke_staff(talk: Talk, records: Records) -> None:
    """Only of colleagues whom one might also invite (`domain.permissions.MAY_INVITE`)."""
    below = await who_stand_below(talk, records)
    if not below:
        talk.say(Text("There is no colleague whom you may stop."), offers=talk.menu)
        return
    whom = await talk.ask("colleague", ColleagueOf(_QUESTION, below, records))
    lines = [granted(one, records).signed(Sign.OFFICER) for one in whom.grants[:_SHOWN]]
    question = Text("Take this from {name} at once?", name=whom.name).signed(Sign.STOP)
    if not await talk.ask("sure", yes_or_no(question, *lines)):
        talk.say(Text("Stopped. Nothing was kept."), offers=talk.menu)
        return
    freed = await take_away(records, whom.id, whom.grants, talk.now, by=talk.staff.id)
    talk.note("revoked", whom.id)
    talk.say(
        Text("{name} may no longer do this.", name=whom.name).signed(Sign.STOP),
        Text("Open cases that wait for a colleague now: {count}.", count=freed).signed(Sign.LIST),
        offers=talk.menu,
    )


async def take_away(
    records: Records,
    actor_id: int,
    grants: Sequence[Grant],
    now: datetime,
    *,
    by: int | None = None,
) -> int:
    """At once; how many of their open cases are the unit's again, so that none is left behind."""
    units = units_of(grants, records.reference.gazetteer)
    freed = await records.cases.hand_over(actor_id, None, units, by, now)
    await records.staff.revoke(actor_id, grants, now)
    await records.staff.cancel_invites(actor_id, now)
    return freed


_QUESTION = Text("Which colleague?").signed(Sign.OFFICER)


async def who_stand_below(talk: Talk, records: Records) -> tuple[Human, ...]:
    """Colleagues with what of theirs one may give and take; never oneself."""
    return tuple(
        one
        for one in humans([
            each
            for each in await records.staff.colleagues()
            if may_invite(talk.staff.grants, each.grant.role, each.grant.unit)
        ])
        if one.id != talk.staff.id
    )  # fmt: skip
