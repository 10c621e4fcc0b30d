"""Which role may do what, and who submits and who decides each field: one table each.

Scope is units: a grant covers the unit it names and the old units that went into it, or, where it
names none, the whole province (DESIGN.md §5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.gazetteer import Gazetteer
from domain.lists.row import ListKind
from domain.place import UnitKey


class Role(StrEnum):
    COMMUNE_OFFICER = "commune_officer"
    COMMUNE_LEADER = "commune_leader"
    POST_CLERK = "post_clerk"
    BANK_CLERK = "bank_clerk"
    PROVINCE_OFFICIAL = "province_official"
    ADMIN = "admin"
    HELPER = "helper"  # hamlet head, achar: passes on what was said, sees no record


class Act(StrEnum):
    """What needs a role."""

    ASK = "ask"  # what anyone may
    WORK = "work"  # what everyone on the staff may: who am I, sign in
    LOOK = "look"  # find a person, and see what their officer must see
    GIVE_CODE = "give_code"
    LINK_IN_FRONT = "link_in_front"
    VOUCH_FOR_CARER = "vouch_for_carer"
    INVITE = "invite"
    REVOKE = "revoke"
    HAND_OVER = "hand_over"
    BE_BRIEFED = "be_briefed"
    ASK_WHO_LOOKED = "ask_who_looked"
    ANSWER_CASES = "answer_cases"
    WATCH_CASES = "watch_cases"  # see how cases stand: who answers them, and who stands above
    REPORT_FOR = "report_for"  # a change in somebody's life, or what is wrong on a list
    TELL = "tell"  # what was said in passing, about nobody named
    COMPLAIN = "complain"  # about a colleague
    REPORT_OTP = "report_otp"  # the code of the bank does not reach somebody
    SUBMIT_CHANGE = "submit_change"
    DECIDE_CHANGE = "decide_change"
    EXPORT = "export"
    HEAR_SUMMARY = "hear_summary"
    PASS_ON = "pass_on"  # noqa: S105 - an act
    CALL = "call"  # know whom no message reaches, to ring them up
    ANNOUNCE = "announce"  # read a payday out, and hang it up
    SET_DAYS = "set_days"  # enter and change days of the payout calendar
    SET_POINTS = "set_points"  # open, close and move payment points
    PAY_HOME = "pay_home"  # plan who brings money home, and write down that it was
    ASK_PAY_WAY = "ask_pay_way"  # that somebody be paid another way
    REPORT_POINT = "report_point"  # something is wrong at a payment point
    BRING_LIST = "bring_list"  # have a list taken in, or undone; which ones, stands in `MAY_BRING`
    TEACH = "teach"  # say what words mean that were not understood: of no unit, and for all of them


_COMMUNE = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER})
_COUNTERS = frozenset({Role.POST_CLERK, Role.BANK_CLERK})

MAY: Mapping[Act, frozenset[Role]] = {
    Act.WORK: frozenset(Role),
    Act.LOOK: _COMMUNE | _COUNTERS,
    Act.GIVE_CODE: _COMMUNE | {Role.POST_CLERK},
    Act.LINK_IN_FRONT: frozenset({Role.COMMUNE_OFFICER, Role.POST_CLERK}),
    Act.VOUCH_FOR_CARER: _COMMUNE,
    Act.INVITE: _COMMUNE | {Role.ADMIN},
    Act.REVOKE: frozenset({Role.COMMUNE_LEADER, Role.ADMIN}),
    Act.HAND_OVER: frozenset({Role.COMMUNE_LEADER, Role.ADMIN}),
    Act.BE_BRIEFED: _COMMUNE | _COUNTERS,
    Act.ASK_WHO_LOOKED: frozenset({Role.COMMUNE_LEADER, Role.ADMIN}),
    Act.ANSWER_CASES: _COMMUNE,
    Act.WATCH_CASES: _COMMUNE | {Role.PROVINCE_OFFICIAL},
    Act.REPORT_FOR: _COMMUNE | _COUNTERS,
    Act.TELL: _COMMUNE | _COUNTERS | {Role.HELPER},
    Act.COMPLAIN: _COMMUNE | _COUNTERS | {Role.HELPER},
    Act.REPORT_OTP: _COMMUNE | _COUNTERS,
    Act.SUBMIT_CHANGE: _COMMUNE | _COUNTERS,
    Act.DECIDE_CHANGE: _COMMUNE,
    Act.EXPORT: frozenset({Role.COMMUNE_LEADER, Role.PROVINCE_OFFICIAL}),
    Act.HEAR_SUMMARY: frozenset({Role.COMMUNE_LEADER, Role.PROVINCE_OFFICIAL}),
    Act.PASS_ON: frozenset({Role.HELPER}),
    Act.CALL: _COMMUNE,
    Act.ANNOUNCE: _COMMUNE | {Role.HELPER},
    Act.SET_DAYS: frozenset({Role.POST_CLERK}),
    Act.SET_POINTS: frozenset({Role.POST_CLERK}),
    Act.PAY_HOME: _COMMUNE | {Role.POST_CLERK},
    Act.ASK_PAY_WAY: _COMMUNE | _COUNTERS,
    Act.REPORT_POINT: _COMMUNE | _COUNTERS | {Role.HELPER},
    Act.BRING_LIST: _COMMUNE | _COUNTERS,
    Act.TEACH: frozenset({Role.PROVINCE_OFFICIAL, Role.ADMIN}),
}
"""``ASK`` does not stand here: it needs no role."""

MAY_INVITE: Mapping[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset(Role),
    Role.COMMUNE_LEADER: frozenset({Role.COMMUNE_OFFICER, Role.HELPER}),
    Role.COMMUNE_OFFICER: frozenset({Role.HELPER}),
}
"""Whom each may invite, within their own units; also whom they may revoke."""

MAY_BRING: Mapping[ListKind, frozenset[Role]] = {
    ListKind.PEOPLE: _COMMUNE,
    ListKind.ACCOUNTS: frozenset({Role.BANK_CLERK}),
    ListKind.PAYMENTS: _COMMUNE | {Role.POST_CLERK},
    ListKind.CALENDAR: frozenset({Role.POST_CLERK}),
    ListKind.POINTS: frozenset({Role.POST_CLERK}),
}
"""Whose list each is: of the register the commune's, of accounts the bank's, of days and points the
post's. Commune and post both make payment lists."""

NEEDS_STEP_UP = frozenset(
    {Act.INVITE, Act.HAND_OVER, Act.DECIDE_CHANGE, Act.EXPORT, Act.BRING_LIST}
)
"""What asks for a fresh one-time code of the staff member's own device."""

KNOWN_BY_NUMBER = MAY[Act.SUBMIT_CHANGE] | MAY[Act.DECIDE_CHANGE]
"""Who asks for a correction, or decides on one: a mobile number tells that two invitations are for
one human, who else would be both pairs of eyes."""

ROLES_OF_PROVINCE = frozenset({Role.PROVINCE_OFFICIAL, Role.ADMIN})
"""Whose grant may name no unit."""


class Field(StrEnum):
    """What a record holds that can be wrong."""

    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"
    CITIZEN_ID = "citizen_id"
    PHONE = "phone"
    BANK = "bank"
    ACCOUNT_NUMBER = "account_number"
    HOLDER = "holder"
    UNIT = "unit"
    WAY = "way"
    POINT = "point"
    PAYEE = "payee"


@dataclass(frozen=True, slots=True)
class Hands:
    """Two pairs of hands for one field; nobody is both in one change."""

    submit: frozenset[Role]
    decide: frozenset[Role]


_ANY_COUNTER = _COMMUNE | _COUNTERS
_LEADER = frozenset({Role.COMMUNE_LEADER})

FIELDS: Mapping[Field, Hands] = {
    Field.NAME: Hands(_ANY_COUNTER, _LEADER),
    Field.BIRTH: Hands(_ANY_COUNTER, _LEADER),
    Field.SEX: Hands(_ANY_COUNTER, _LEADER),
    Field.CITIZEN_ID: Hands(_ANY_COUNTER, _LEADER),
    Field.PHONE: Hands(_ANY_COUNTER, _COMMUNE),
    Field.BANK: Hands(_ANY_COUNTER, _LEADER),
    Field.ACCOUNT_NUMBER: Hands(_ANY_COUNTER, _LEADER),
    Field.HOLDER: Hands(_ANY_COUNTER, _LEADER),
    Field.UNIT: Hands(_COMMUNE, _LEADER),
    Field.WAY: Hands(_COMMUNE | {Role.POST_CLERK}, _LEADER),
    Field.POINT: Hands(_COMMUNE | {Role.POST_CLERK}, _COMMUNE),
    Field.PAYEE: Hands(_COMMUNE | {Role.POST_CLERK}, _LEADER),
}
"""The chair of the commune's committee decides on a benefit (NĐ 147/2025/NĐ-CP)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role over one unit; ``unit`` is None for the whole province."""

    role: Role
    unit: UnitKey | None


def may(grants: Iterable[Grant], act: Act, unit: UnitKey, gazetteer: Gazetteer) -> bool:
    """Whether one of the grants allows this, for somebody or something of that unit."""
    if act is Act.ASK:
        return True
    return any(grant.role in MAY[act] and covers(grant.unit, unit, gazetteer) for grant in grants)


def may_somewhere(grants: Iterable[Grant], act: Act) -> bool:
    """The same, in any unit: whether to offer it."""
    return act is Act.ASK or any(grant.role in MAY[act] for grant in grants)


def covers(scope: UnitKey | None, unit: UnitKey, gazetteer: Gazetteer) -> bool:
    """A scope covers its unit, and what went into it; what was divided, its heirs share."""
    return scope is None or unit == scope or unit in reach(scope, gazetteer)


def may_submit(grants: Iterable[Grant], field: Field, unit: UnitKey, gazetteer: Gazetteer) -> bool:
    """Whether one of the grants lets them ask for a correction of this field."""
    return _has(grants, FIELDS[field].submit, unit, gazetteer)


def may_decide(grants: Iterable[Grant], field: Field, unit: UnitKey, gazetteer: Gazetteer) -> bool:
    """Whether one of the grants lets them decide on it, where somebody else has asked."""
    return _has(grants, FIELDS[field].decide, unit, gazetteer)


def _has(
    grants: Iterable[Grant], roles: frozenset[Role], unit: UnitKey, gazetteer: Gazetteer
) -> bool:
    return any(grant.role in roles and covers(grant.unit, unit, gazetteer) for grant in grants)


def is_shared(unit: UnitKey, gazetteer: Gazetteer) -> bool:
    """An old unit that was divided: officers of all its heirs see its people, marked as such."""
    return len(gazetteer.today_of(unit)) > 1


def reach(scope: UnitKey, gazetteer: Gazetteer) -> frozenset[UnitKey]:
    """The unit and the old ones that went into it, wholly or in part."""
    return frozenset({scope, *(one.key for one in gazetteer.made_from(scope))})


def may_invite(grants: Iterable[Grant], role: Role, unit: UnitKey | None) -> bool:
    """Only within one's own units, and only roles that stand below."""
    return any(
        role in MAY_INVITE.get(grant.role, frozenset())
        and (grant.unit is None or grant.unit == unit)
        for grant in grants
    )
