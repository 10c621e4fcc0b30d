"""At which addresses those are reached who have to do something about a unit."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case import CaseKind
from domain.case_clock import HIGHEST, owner
from domain.permissions import FIELDS, Act, Field, Role
from domain.place import UnitKey
from domain.staff import Colleague
from storage.connection import Store
from storage.staff import Staff


async def addresses_of(store: Store, act: Act, unit: UnitKey) -> set[int]:
    """Every session of those who may; where nobody of the unit may, of who stands above."""
    return await _reached(store, await Staff(store).responsible(act, unit))


async def owners_of(
    store: Store, kind: CaseKind, reason: str, unit: UnitKey, above: int = 0
) -> set[int]:
    """Of those whose case it is, and of a correction those who may decide it; where the unit has
    none of them, of whoever else may answer. What has gone up is nobody's below."""
    if above:
        return await _reached_above(store, kind, unit, above)
    roles = {owner(kind)}
    if kind is CaseKind.CORRECTION and reason in set(Field):
        roles |= FIELDS[Field(reason)].decide
    return await _reached(store, await Staff(store).colleagues(roles, unit)) or await addresses_of(
        store, Act.ANSWER_CASES, unit
    )


async def _reached_above(store: Store, kind: CaseKind, unit: UnitKey, above: int) -> set[int]:
    """Where nobody stands there, of who stands higher."""
    for level in range(above, HIGHEST + 1):
        found = await with_role(store, owner(kind, level), unit)
        if found:
            return found
    return set()


async def with_role(store: Store, role: Role, unit: UnitKey) -> set[int]:
    """Of everybody who has this role over the unit."""
    return await _reached(store, await Staff(store).colleagues((role,), unit))


async def _reached(store: Store, colleagues: Iterable[Colleague]) -> set[int]:
    staff = Staff(store)
    found: set[int] = set()
    for actor in {one.id for one in colleagues}:
        found.update(await staff.sessions_of(actor))
    return found
