"""The check of who may hear what notices when the rules themselves are wrong.

Each mutation is one thoughtless edit of the table of permissions, of the menu, or of the wall
behind every dialogue; the oracle must complain of each.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import pytest

from domain import permissions, privacy
from domain.gazetteer import Gazetteer
from domain.permissions import FIELDS, MAY, MAY_INVITE, Act, Field, Role
from domain.privacy import CARRIES, Level
from domain.text import Text
from handlers import turn
from handlers.menu import BY_NAME, Line
from handlers.talk import Talk, name_of
from storage.corrections import Corrections
from storage.files import Files
from storage.records import Records
from tests import oracle
from tests.canaries import Village
from tests.test_who_may_hear import complaints, disagreements, filled, gazetteer, village

__all__ = ["filled", "gazetteer", "village"]

Patch = pytest.MonkeyPatch


async def glance(talk: Talk, records: Records) -> None:
    """A dialogue of somebody who forgot to ask whether they may: only the wall stands behind it."""
    person = talk.maybe_given("person", lambda known: known)
    known = await records.people.known(person) if person else None
    talk.say(Text("{name}", name=known.name if known else ""))


GLANCE = Line(glance, Act.ASK, Level.PUBLIC, takes=frozenset({"person"}))
GLANCE_RULE = oracle.Rule(own=oracle.NAMED, consent=True, act="look", staff=oracle.FILE)


def allow(act: Act, role: Role) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(MAY, act, MAY[act] | {role})


def let_invite(role: Role, other: Role) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(
        MAY_INVITE,
        role,
        MAY_INVITE.get(role, frozenset()) | {other},
    )


def act_of(name: str, act: Act) -> Callable[[Patch], None]:
    """The line of the menu asks for less than the dialogue needs."""
    return lambda patch: patch.setitem(BY_NAME, name, replace(BY_NAME[name], act=act))


def _every_unit(patch: Patch) -> None:
    patch.setattr(permissions, "covers", lambda *_: True)


def _no_scope_of_invitations(patch: Patch) -> None:
    def anywhere(grants: Any, role: Role, unit: Any) -> bool:
        return any(role in MAY_INVITE.get(one.role, frozenset()) for one in grants)

    patch.setattr(permissions, "may_invite", anywhere)
    patch.setattr("tests.test_who_may_hear.may_invite", anywhere)


def _no_divided_unit(patch: Patch) -> None:
    patch.setattr(
        permissions,
        "reach",
        lambda scope, _: frozenset({scope}),
    )


def _no_wall(patch: Patch) -> None:
    async def nothing(*_: Any) -> None:
        """As if nobody had to account for what they opened."""

    patch.setattr(turn, "account_for", nothing)


def _telegram_carries_all(patch: Patch) -> None:
    patch.setitem(CARRIES, "telegram", Level.OWN)


def _nobody_signs_in(patch: Patch) -> None:
    patch.setattr(privacy, "SIGN_IN_AT", frozenset())


def let_submit(field: Field, role: Role) -> Callable[[Patch], None]:
    more = replace(FIELDS[field], submit=FIELDS[field].submit | {role})
    return lambda patch: patch.setitem(FIELDS, field, more)


def let_decide(field: Field, role: Role) -> Callable[[Patch], None]:
    more = replace(FIELDS[field], decide=FIELDS[field].decide | {role})
    return lambda patch: patch.setitem(FIELDS, field, more)


def _one_decides_alone(patch: Patch) -> None:
    """Neither the list nor the program asks who submitted it: the store alone still does."""
    waiting, decide = Corrections.waiting, Corrections.decide

    async def all_of_them(self: Corrections, units: Any, _by: int, but: Any) -> Any:
        return await waiting(self, units, 0, but)

    async def whoever(self: Corrections, change: Any, *rest: Any, **more: Any) -> Any:
        return await decide(self, replace(change, submitted_by=0), *rest, **more)

    patch.setattr(Corrections, "waiting", all_of_them)
    patch.setattr(Corrections, "decide", whoever)


def _photos_for_all(patch: Patch) -> None:
    """Neither the dialogue asks whose case it is, nor does opening one count as looking."""

    async def yes(*_: Any) -> bool:
        return True

    async def nothing(*_: Any) -> None:
        """As if a photo were about nobody."""

    patch.setattr("handlers.staff.show_photo._may_see", yes)
    patch.setattr(Files, "_saw_whom", nothing)


@dataclass(frozen=True, slots=True)
class Mutation:
    """``who`` walks through ``dialogues`` to show it; where there are none, the table does.
    ``broken``: that the store refuses it shows it too."""

    told: str
    plant: Callable[[Patch], None]
    who: str = ""
    dialogues: tuple[str, ...] = ()
    broken: bool = False


_G = (name_of(glance),)
MUTATIONS = (
    Mutation("a helper looks", allow(Act.LOOK, Role.HELPER), "helper.chau_doc", _G),
    Mutation("an administrator looks", allow(Act.LOOK, Role.ADMIN), "admin", _G),
    Mutation("an official looks", allow(Act.LOOK, Role.PROVINCE_OFFICIAL), "province_official", _G),
    Mutation("every unit is one's own", _every_unit, "commune_officer.chau_doc", _G),
    Mutation("no wall for strangers", _no_wall, "nobody", _G),
    Mutation("no wall for staff", _no_wall, "commune_leader.chau_doc", _G),
    Mutation(
        "telegram carries what is one's own",
        _telegram_carries_all,
        "self_telegram",
        ("own_payout_more",),
    ),
    Mutation("divided units are forgotten", _no_divided_unit),
    Mutation(
        "an officer invites leaders",
        let_invite(Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER),
        "commune_officer.an_cu",
        ("invite_staff",),
    ),
    Mutation("one invites for any unit", _no_scope_of_invitations),
    Mutation(
        "a bank clerk gives codes",
        allow(Act.GIVE_CODE, Role.BANK_CLERK),
        "bank_clerk.an_cu",
        ("give_code",),
    ),
    Mutation(
        "a helper answers for who stands in front",
        allow(Act.LOOK, Role.HELPER),
        "helper.an_cu",
        ("answer_for",),
    ),
    Mutation(
        "a post clerk vouches",
        allow(Act.VOUCH_FOR_CARER, Role.POST_CLERK),
        "post_clerk.an_cu",
        ("carer_links",),
    ),
    Mutation(
        "a post clerk reads the call list",
        allow(Act.CALL, Role.POST_CLERK),
        "post_clerk.an_cu",
        ("call_list",),
    ),
    Mutation(
        "a bank clerk links a phone",
        allow(Act.LINK_IN_FRONT, Role.BANK_CLERK),
        "bank_clerk.an_cu",
        ("link_in_front",),
    ),
    Mutation(
        "an officer takes from a helper",
        allow(Act.REVOKE, Role.COMMUNE_OFFICER),
        "commune_officer.an_cu",
        ("revoke_staff",),
    ),
    Mutation(
        "an officer hands over",
        allow(Act.HAND_OVER, Role.COMMUNE_OFFICER),
        "commune_officer.an_cu",
        ("hand_over",),
    ),
    Mutation(
        "an officer sets paydays",
        allow(Act.SET_DAYS, Role.COMMUNE_OFFICER),
        "commune_officer.an_cu",
        ("calendar",),
    ),
    Mutation(
        "an officer closes points",
        allow(Act.SET_POINTS, Role.COMMUNE_OFFICER),
        "commune_officer.an_cu",
        ("points",),
    ),
    Mutation(
        "a post clerk talks with citizens",
        allow(Act.ANSWER_CASES, Role.POST_CLERK),
        "post_clerk.an_cu",
        ("take_talk",),
    ),
    Mutation(
        "an officer decides on names",
        let_decide(Field.NAME, Role.COMMUNE_OFFICER),
        "commune_officer.chau_doc",
        ("queue",),
    ),
    Mutation(
        "a post clerk moves people",
        let_submit(Field.UNIT, Role.POST_CLERK),
        "post_clerk.an_cu",
        ("fix",),
    ),
    Mutation("anybody opens a photo", _photos_for_all, "commune_leader.chau_doc", ("show_photo",)),
    Mutation(
        "a submitter decides own",
        _one_decides_alone,
        "commune_officer.an_cu",
        ("queue",),
        broken=True,
    ),
    # Even then the wall keeps every record shut, so that only the table shows it.
    Mutation("a helper is briefed", allow(Act.BE_BRIEFED, Role.HELPER)),
    Mutation("a helper asks who looked", allow(Act.ASK_WHO_LOOKED, Role.HELPER)),
    Mutation("a post clerk decides", allow(Act.DECIDE_CHANGE, Role.POST_CLERK)),
    Mutation("a bank clerk exports", allow(Act.EXPORT, Role.BANK_CLERK)),
)


_MOST = 40


@pytest.fixture(autouse=True)
def _glancing(monkeypatch: Patch) -> None:
    monkeypatch.setitem(BY_NAME, GLANCE.name, GLANCE)
    monkeypatch.setitem(oracle.RULES, GLANCE.name, GLANCE_RULE)


async def _first_complaint(store: tuple[str, Village], mutation: Mutation) -> str | None:
    url, made = store
    lines = [BY_NAME[name] for name in mutation.dialogues]
    against = complaints(url, made, mutation.who, _MOST, lines, broken=mutation.broken)
    async with aclosing(against):
        return await anext(against, None)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.told)
async def test_a_wrong_rule_is_noticed(
    village: tuple[str, Village], gazetteer: Gazetteer, mutation: Mutation, monkeypatch: Patch
) -> None:
    """Of the dialogues of the menu nobody complains without it: `test_who_may_hear`."""
    if mutation.dialogues == _G:
        assert await _first_complaint(village, mutation) is None
    assert disagreements(gazetteer) == []
    mutation.plant(monkeypatch)
    if mutation.dialogues:
        assert await _first_complaint(village, mutation) is not None
    else:
        assert disagreements(gazetteer) != []
