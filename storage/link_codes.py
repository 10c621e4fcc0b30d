"""One-time codes for people: made, opened with the birth year, used up, burnt; and pairing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from domain.link_code import PAIRED_FOR, VALID_FOR, WRONG_YEARS_BURN, new_code, new_pair_number
from domain.person import Person, Relation
from domain.privacy import Level
from storage.connection import Store
from storage.people import PERSON, read_person
from storage.tables import link_code, pairing, person

_TRIES = 8


class LinkCodes:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def make(
        self, person_id: int, relation: Relation, by: int | None, now: datetime
    ) -> tuple[str, date]:
        """A new code and the last day on which it opens; only its hash is kept."""
        self._store.filed.append("link_code")
        code, until = new_code(), (now + VALID_FOR).date()
        await self._store.connection.execute(
            insert(link_code),
            {
                "id": self._store.ids(),
                "code_index": self._store.vault.index("link_code", code),
                "person_id": person_id,
                "relation": relation.value,
                "valid_until": until,
                "demo": False,
                "wrong_years": 0,
                "made_by": by,
                "made_at": now,
            },
        )
        return code, until

    async def id_of(self, code: str) -> int | None:
        """The code as said by a person; None if there is no such one."""
        result = await self._store.connection.execute(
            select(link_code.c.id).where(
                link_code.c.code_index == self._store.vault.index("link_code", code)
            )
        )
        found: int | None = result.scalar_one_or_none()
        return found

    async def opened_by(self, code_id: int, today: date) -> tuple[Person, Relation] | None:
        """Whom a code is for, while it still opens anything; the birth year is yet to be asked.

        A demo code opens nothing outside a demo store, and is the only kind that opens twice.
        """
        result = await self._store.connection.execute(
            select(*_CODE, *PERSON)
            .join(person, person.c.id == link_code.c.person_id)
            .where(link_code.c.id == code_id)
        )
        row = result.one_or_none()
        if row is None or not self._still_opens(row, today):
            return None
        self._store.opened(Level.OWN)
        return read_person(row, self._store.vault), Relation(row.relation)

    async def wrong_year(self, code_id: int) -> None:
        """One of three; after the third the code opens nothing. Demo codes do not burn."""
        await self._store.connection.execute(
            update(link_code)
            .where(link_code.c.id == code_id, link_code.c.demo.is_(False))
            .values(wrong_years=link_code.c.wrong_years + 1)
        )

    async def use(self, code_id: int, now: datetime) -> None:
        await self._store.connection.execute(
            update(link_code).where(link_code.c.id == code_id).values(used_at=now)
        )

    async def pair(self, session_id: int, now: datetime) -> str:
        """A number for this address to show to an officer in front of it, good for ten minutes."""
        await self._store.connection.execute(
            delete(pairing).where((pairing.c.until < now) | (pairing.c.session_id == session_id))
        )
        for _ in range(_TRIES):
            number = new_pair_number()
            statement = self._store.insert(pairing).values(
                session_id=session_id,
                number_index=self._store.vault.index("pairing", number),
                until=now + PAIRED_FOR,
            )
            made = await self._store.connection.execute(statement.on_conflict_do_nothing())
            if made.rowcount == 1:
                return number
        raise RuntimeError("no free number")

    async def paired(self, number: str, now: datetime) -> int | None:
        """The session of the address that shows this number; None where none does now."""
        result = await self._store.connection.execute(
            select(pairing.c.session_id).where(
                pairing.c.number_index == self._store.vault.index("pairing", number),
                pairing.c.until >= now,
            )
        )
        found: int | None = result.scalar_one_or_none()
        return found

    async def unpair(self, session_id: int) -> None:
        await self._store.connection.execute(
            delete(pairing).where(pairing.c.session_id == session_id)
        )

    def _still_opens(self, row: Any, today: date) -> bool:
        if row.demo:
            return self._store.reference.demo_made_on is not None
        return (
            row.used_at is None
            and row.wrong_years < WRONG_YEARS_BURN
            and row.valid_until is not None
            and today <= row.valid_until
        )


_CODE = (
    link_code.c.relation,
    link_code.c.valid_until,
    link_code.c.used_at,
    link_code.c.demo,
    link_code.c.wrong_years,
)
