"""At which addresses those are reached who have to do something about a unit."""

from __future__ import annotations

from domain.permissions import Act
from domain.place import UnitKey
from storage.connection import Store
from storage.staff import Staff


async def addresses_of(store: Store, act: Act, unit: UnitKey) -> set[int]:
    """Every session of those who may; where nobody of the unit may, of who stands above."""
    staff = Staff(store)
    found: set[int] = set()
    for one in await staff.responsible(act, unit):
        found.update(await staff.sessions_of(one.id))
    return found
