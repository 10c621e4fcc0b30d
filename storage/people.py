"""Beneficiaries, and which addresses may hear about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.person import Link, Person, Relation, Sex
from domain.place import UnitKey
from domain.privacy import Level
from storage.connection import Store
from storage.tables import link, link_code, person

_PERSON = (
    person.c.id,
    person.c.unit_code,
    person.c.unit_from,
    person.c.sealed_name,
    person.c.sealed_birth,
    person.c.sealed_sex,
)
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class People:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._links: dict[int, tuple[Link, ...]] = {}

    async def linked_to(self, session_id: int) -> tuple[Link, ...]:
        """Whom this address may hear about, in the order in which they were linked."""
        if (known := self._links.get(session_id)) is not None:
            return known
        result = await self._store.connection.execute(
            select(link.c.id.label("link_id"), link.c.relation, *_PERSON)
            .join(person, person.c.id == link.c.person_id)
            .where(link.c.session_id == session_id, link.c.ended.is_(None))
            .order_by(link.c.id)
        )
        self._links[session_id] = tuple(
            Link(row.link_id, self._read(row), Relation(row.relation)) for row in result
        )
        return self._links[session_id]

    async def code_id(self, code: str) -> int | None:
        """The link code as said by a person; None if there is no such one."""
        result = await self._store.connection.execute(
            select(link_code.c.id).where(
                link_code.c.code_index == self._store.vault.index("link_code", code)
            )
        )
        return result.scalar_one_or_none()

    async def opened_by(self, code_id: int, today: date) -> tuple[Person, Relation] | None:
        """Whom a code is for, while it still opens anything; the birth year is yet to be asked.

        A demo code opens nothing outside a demo store, and is the only kind that opens twice.
        """
        result = await self._store.connection.execute(
            select(
                link_code.c.relation,
                link_code.c.valid_until,
                link_code.c.used_at,
                link_code.c.demo,
                *_PERSON,
            )
            .join(person, person.c.id == link_code.c.person_id)
            .where(link_code.c.id == code_id)
        )
        row = result.one_or_none()
        if row is None or not self._still_opens(row, today):
            return None
        return self._read(row), Relation(row.relation)

    async def link(
        self, session_id: int, code_id: int, whom: Person, relation: Relation, now: datetime
    ) -> None:
        """Let this address hear about a person from now on, and use up the code."""
        self._store.filed.append("link")
        self._links.clear()
        row = {
            "id": self._store.ids(),
            "session_id": session_id,
            "person_id": whom.id,
            "relation": relation.value,
            "since": now,
        }
        statement = _INSERT[self._store.dialect](link).values(row)
        await self._store.connection.execute(
            statement.on_conflict_do_update(
                index_elements=[link.c.session_id, link.c.person_id],
                set_={"relation": relation.value, "since": now, "ended": None},
            )
        )
        await self._store.connection.execute(
            update(link_code).where(link_code.c.id == code_id).values(used_at=now)
        )

    async def unlink(self, session_id: int, now: datetime) -> None:
        """This address hears about nobody any more."""
        self._store.filed.append("unlink")
        self._links.clear()
        await self._store.connection.execute(
            update(link)
            .where(link.c.session_id == session_id, link.c.ended.is_(None))
            .values(ended=now)
        )

    def _still_opens(self, row: Any, today: date) -> bool:
        if row.demo:
            return self._store.reference.demo_made_on is not None
        return row.used_at is None and row.valid_until is not None and today <= row.valid_until

    def _read(self, row: Any) -> Person:
        self._store.opened(Level.OWN)
        opened = self._store.vault.open
        birth = opened(row.sealed_birth, person.c.sealed_birth, row.id)
        return Person(
            id=row.id,
            name=opened(row.sealed_name, person.c.sealed_name, row.id),
            sex=Sex(opened(row.sealed_sex, person.c.sealed_sex, row.id)),
            birth_year=int(birth[:4]),
            birth_day=date.fromisoformat(birth) if len(birth) > 4 else None,
            unit=UnitKey(row.unit_code, row.unit_from),
        )
