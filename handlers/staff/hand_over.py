"""Handing over: scope and open cases go from one colleague to another in one step."""

from __future__ import annotations

from datetime import datetime

from domain.notice import NoticeKind
from domain.permissions import Act, Grant, Role
from domain.place import UnitKey
from domain.text import Sign, Text
from handlers.staff.asks import ColleagueOf, Human, granted, humans, yes_or_no
from handlers.staff.revoke_staff import who_stand_below
from handlers.staff.scope import own_units, units_of
from handlers.staff.sign_in import step_up
from handlers.talk import Talk
from storage.records import Records

_SHOWN = 5


async def hand_over(talk: Talk, records: Records) -> None:
    """From a colleague or oneself to another colleague of the same units, who is told at once."""
    await step_up(talk, records)
    leavers = await _leavers(talk, records)
    leaver = await talk.ask("leaver", ColleagueOf(_FROM, leavers, records))
    heirs = [one for one in await _heirs(talk, records) if _may_follow(one, leaver)]
    if not heirs:
        talk.say(
            Text("There is no colleague yet who could take over.").signed(Sign.STOP),
            Text("Please invite one first.").signed(Sign.OFFICER),
            offers=talk.menu,
        )
        return
    heir = await talk.ask("heir", ColleagueOf(_TO, heirs, records))
    lines = [granted(one, records).signed(Sign.OFFICER) for one in leaver.grants[:_SHOWN]]
    question = Text("{leaver} to {heir}: hand over now?", leaver=leaver.name, heir=heir.name)
    if not await talk.ask("sure", yes_or_no(question.signed(Sign.HELP), *lines)):
        talk.say(Text("Stopped. Nothing was kept."), offers=talk.menu)
        return
    moved = await move(records, leaver.id, heir.id, leaver.grants, talk.now, by=talk.staff.id)
    talk.note("handed_over", heir.id)
    talk.say(
        Text("{heir} has taken over.", heir=heir.name).signed(Sign.GO),
        Text("Open cases handed over: {count}.", count=moved).signed(Sign.LIST),
        Text("{heir} is told now, and sent the briefing.", heir=heir.name).signed(Sign.PHONE),
        offers=talk.menu,
    )


async def move(
    records: Records,
    leaver: int,
    heir: int,
    grants: tuple[Grant, ...],
    now: datetime,
    *,
    by: int | None = None,
) -> int:
    """All of it in the turn's one transaction; how many open cases went along."""
    units = units_of(grants, records.reference.gazetteer)
    moved = await records.cases.hand_over(leaver, heir, units, by, now)
    await records.staff.hand_over(leaver, heir, grants, now)
    await records.staff.cancel_invites(leaver, now)
    told = await records.staff.sessions_of(heir)
    await records.notices.tell(told, NoticeKind.HANDED_OVER, records.new_id(), now)
    return moved


_FROM = Text("Who hands over?").signed(Sign.OFFICER)
_TO = Text("Who takes over?").signed(Sign.OFFICER)


_KINDS = {Role.COMMUNE_LEADER: Role.COMMUNE_OFFICER}


def _may_follow(heir: Human, leaver: Human) -> bool:
    """Only who does such work already: a handover makes no bank clerk an officer, and lets no
    helper see a record."""
    theirs, wanted = _kinds(heir), _kinds(leaver)
    return heir.id != leaver.id and wanted <= theirs


def _kinds(one: Human) -> set[Role]:
    """Leader and officer are one kind of work, in the commune's house."""
    return {_KINDS.get(grant.role, grant.role) for grant in one.grants}


async def _leavers(talk: Talk, records: Records) -> list[Human]:
    myself = Human(talk.staff.id, talk.staff.name, talk.staff.grants)
    return [myself, *await who_stand_below(talk, records)]


async def _heirs(talk: Talk, records: Records) -> tuple[Human, ...]:
    """Who works in the units of who hands over, or anywhere where that is the whole province."""
    units: set[UnitKey | None] = set(own_units(talk.staff, Act.HAND_OVER))
    everywhere = any(grant.unit is None for grant in talk.staff.grants)
    return humans([
        one for one in await records.staff.colleagues() if everywhere or one.grant.unit in units
    ])  # fmt: skip
