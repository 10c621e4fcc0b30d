"""Which addresses may hear about whom: asked for, confirmed, agreed to, ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    delete,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    update,
)

from domain.person import Carer, How, Link, Person, Relation
from domain.place import UnitKey
from domain.privacy import Level
from storage.connection import Store
from storage.people import PERSON, in_units, read_person
from storage.silence import is_silenced
from storage.tables import link, notice, person, session

_LINK = (
    link.c.id.label("link_id"),
    link.c.relation,
    link.c.until,
    link.c.sealed_label,
)


class Links:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[int, Mapping[bool, tuple[Link, ...]]] = {}

    async def of(self, session_id: int) -> tuple[Link, ...]:
        """Whom this address may hear about, in the order in which they were linked."""
        return await self._read(session_id, agreed=True)

    async def to_agree(self, session_id: int) -> tuple[Link, ...]:
        """What is confirmed, but that nobody has agreed to on this address yet."""
        return await self._read(session_id, agreed=False)

    async def all_of(self, session_id: int) -> tuple[Link, ...]:
        """Whom it may hear about, or has yet to agree to."""
        return (*await self.of(session_id), *await self.to_agree(session_id))

    async def make(
        self,
        session_id: int,
        person_id: int,
        relation: Relation,
        how: How,
        now: datetime,
        *,
        confirmed: bool,
        agreed: bool,
        vouched_by: int | None = None,
        until: date | None = None,
        label: str = "",
        carer: str = "",
        fits: bool = True,
    ) -> int:
        """Let an address hear about a person, once it is confirmed and agreed to; the link's id.

        Where it does not ``fit``, the very same statements leave nothing behind, so that nobody can
        tell the one from the other by what the store does.
        """
        self._decided("link")
        new_id = await self._id_of(session_id, person_id) or self._store.ids()
        seal = self._store.vault.seal
        values = {
            "relation": relation.value,
            "since": now,
            "ended": None,
            "how": how.value,
            "confirmed_at": now if confirmed else None,
            "vouched_by": vouched_by,
            "agreed_at": now if agreed else None,
            "until": until,
            "sealed_label": seal(label, link.c.sealed_label, new_id) if label else None,
            "sealed_carer": seal(carer, link.c.sealed_carer, new_id) if carer else None,
        }
        row = {"id": new_id, "session_id": session_id, "person_id": person_id, **values}
        wanted = select(*(literal(value, link.c[name].type) for name, value in row.items()))
        statement = self._store.insert(link).from_select(list(row), wanted.where(literal(fits)))
        await self._store.connection.execute(
            statement.on_conflict_do_update(
                index_elements=[link.c.session_id, link.c.person_id], set_=values
            )
        )
        await self._forget_notices(new_id)
        return new_id

    async def agree(self, link_id: int, now: datetime) -> None:
        self._decided("agree")
        await self._set(link.c.id == link_id, agreed_at=now)

    async def confirm(self, link_id: int, by: int, until: date | None, now: datetime) -> None:
        """An officer's word for a carer."""
        self._decided("confirm")
        await self._set(link.c.id == link_id, confirmed_at=now, vouched_by=by, until=until)

    async def rename(self, link_id: int, label: str) -> None:
        """What the holder of the address calls the person from now on."""
        self._decided("rename")
        sealed = self._store.vault.seal(label, link.c.sealed_label, link_id)
        await self._set(link.c.id == link_id, sealed_label=sealed)

    async def end(self, link_id: int, now: datetime) -> None:
        self._decided("unlink")
        await self._set(link.c.id == link_id, ended=now)

    async def end_all(self, session_id: int, now: datetime) -> None:
        """This address hears about nobody any more."""
        self._decided("unlink")
        await self._set((link.c.session_id == session_id) & link.c.ended.is_(None), ended=now)

    async def end_past(self, today: date, now: datetime) -> int:
        """End what was until a day before this one; how many."""
        over = link.c.ended.is_(None) & (link.c.until < today)
        result = await self._store.connection.execute(update(link).where(over).values(ended=now))
        return result.rowcount

    async def ending_by(self, today: date, by: date) -> tuple[tuple[int, int], ...]:
        """(session, link) of what ends from today to that day."""
        result = await self._store.connection.execute(
            select(link.c.session_id, link.c.id).where(
                link.c.ended.is_(None),
                link.c.confirmed_at.is_not(None),
                link.c.until >= today,
                link.c.until <= by,
            )
        )
        return tuple((row.session_id, row.id) for row in result)

    async def one(self, link_id: int) -> tuple[int, Link] | None:
        """(session, link) while it stands, confirmed or not."""
        result = await self._store.connection.execute(
            select(link.c.session_id, *_LINK, *PERSON)
            .join(person, person.c.id == link.c.person_id)
            .where(link.c.id == link_id, link.c.ended.is_(None))
        )
        row = result.one_or_none()
        if row is None:
            return None
        self._store.opened(Level.OWN)
        self._store.saw(row.id)
        return row.session_id, self._link(row)

    async def awaiting(self, units: Sequence[UnitKey]) -> tuple[tuple[Carer, Person], ...]:
        """Carers of people of these units who wait for an officer's word, oldest first."""
        self._store.opened(Level.STAFF)
        result = await self._store.connection.execute(
            select(*_CARER, *PERSON)
            .join(person, person.c.id == link.c.person_id)
            .where(in_units(units), link.c.ended.is_(None), link.c.confirmed_at.is_(None))
            .order_by(link.c.id)
            .limit(20)
        )
        rows = result.all()
        self._store.saw(*(row.id for row in rows))
        return tuple((self._carer(row), read_person(row, self._store.vault)) for row in rows)

    async def hearing_about(self, person_id: int) -> tuple[Carer, ...]:
        """Every address that hears about a person or asks to, oldest first."""
        self._store.opened(Level.OWN)
        self._store.saw(person_id)
        result = await self._store.connection.execute(
            select(*_CARER)
            .where(link.c.person_id == person_id, link.c.ended.is_(None))
            .order_by(link.c.id)
        )
        return tuple(self._carer(row) for row in result)

    async def sessions_hearing(self, person_id: int, *, own: bool = False) -> tuple[int, ...]:
        """The addresses that hear about a person now; nothing of them or of the person is read.

        ``own``: only the person's own.
        """
        result = await self._store.connection.execute(
            select(link.c.session_id).where(
                link.c.person_id == person_id,
                link.c.ended.is_(None),
                link.c.confirmed_at.is_not(None),
                link.c.agreed_at.is_not(None),
                not_over(self._store.today),
                *([link.c.relation == Relation.SELF.value] if own else []),
            )
        )
        return tuple(result.scalars())

    async def phones_told(self, person_id: int) -> int:
        """How many of them are written to unasked: none while nothing is said about the person."""
        hearing = await self.sessions_hearing(person_id)
        result = await self._store.connection.execute(
            select(func.count())
            .select_from(session)
            .where(
                session.c.id.in_(hearing),
                session.c.stopped_at.is_(None),
                session.c.gone_at.is_(None),
                not_(is_silenced(literal(person_id, link.c.person_id.type))),
            )
        )
        return int(result.scalar_one())

    async def whom(self, session_id: int) -> dict[int, int]:
        """By link, the people this address hears about or has asked to; nothing of them is read."""
        result = await self._store.connection.execute(
            select(link.c.id, link.c.person_id)
            .where(link.c.session_id == session_id, link.c.ended.is_(None))
            .order_by(link.c.id)
        )
        return {row.id: row.person_id for row in result}

    async def heard_of(self, session_id: int) -> frozenset[int]:
        """Whom this address hears about, as people alone: confirmed, agreed to, not over."""
        result = await self._store.connection.execute(
            select(link.c.person_id).where(
                link.c.session_id == session_id,
                link.c.ended.is_(None),
                link.c.confirmed_at.is_not(None),
                link.c.agreed_at.is_not(None),
                not_over(self._store.today),
            )
        )
        return frozenset(result.scalars())

    async def whom_at_all(self, sessions: Collection[int]) -> frozenset[int]:
        """The same over several addresses, as people alone."""
        result = await self._store.connection.execute(
            select(link.c.person_id).where(
                link.c.session_id.in_(tuple(sessions)), link.c.ended.is_(None)
            )
        )
        return frozenset(result.scalars())

    async def waiting(self, session_id: int) -> tuple[int, ...]:
        """What of this address still waits for an officer's word; whom it is about is not read."""
        result = await self._store.connection.execute(
            select(link.c.id)
            .where(
                link.c.session_id == session_id,
                link.c.ended.is_(None),
                link.c.confirmed_at.is_(None),
            )
            .order_by(link.c.id)
        )
        return tuple(result.scalars())

    async def count(self, session_id: int) -> int:
        """How many people this address hears about or has asked to."""
        result = await self._store.connection.execute(
            select(func.count()).where(link.c.session_id == session_id, link.c.ended.is_(None))
        )
        return result.scalar_one()

    async def _read(self, session_id: int, agreed: bool) -> tuple[Link, ...]:
        if session_id not in self._known:
            self._known[session_id] = await self._confirmed(session_id)
        found = self._known[session_id][agreed]
        if found:
            self._store.opened(Level.OWN)
        return found

    async def _confirmed(self, session_id: int) -> Mapping[bool, tuple[Link, ...]]:
        """By whether it is agreed to."""
        today = self._store.today
        result = await self._store.connection.execute(
            _confirmed(of_a_day=today is not None), {"from_session": session_id, "on_day": today}
        )
        found: dict[bool, list[Link]] = {True: [], False: []}
        for row in result:
            found[row.agreed_at is not None].append(self._link(row))
        return {agreed: tuple(links) for agreed, links in found.items()}

    async def _id_of(self, session_id: int, person_id: int) -> int | None:
        result = await self._store.connection.execute(
            select(link.c.id).where(link.c.session_id == session_id, link.c.person_id == person_id)
        )
        found: int | None = result.scalar_one_or_none()
        return found

    async def _forget_notices(self, link_id: int) -> None:
        """A link made anew keeps its id; what was told of its earlier life is to be told again."""
        await self._store.connection.execute(delete(notice).where(notice.c.subject == link_id))

    async def _set(self, where: ColumnElement[bool], **values: object) -> None:
        await self._store.connection.execute(update(link).where(where).values(**values))

    def _decided(self, what: str) -> None:
        self._store.filed.append(what)
        self._known.clear()

    def _link(self, row: Any) -> Link:
        return Link(
            id=row.link_id,
            person=read_person(row, self._store.vault),
            relation=Relation(row.relation),
            label=self._store.vault.open_or_empty(
                row.sealed_label, link.c.sealed_label, row.link_id
            ),
            until=row.until,
        )

    def _carer(self, row: Any) -> Carer:
        return Carer(
            link=row.link_id,
            session=row.session_id,
            name=self._store.vault.open_or_empty(
                row.sealed_carer, link.c.sealed_carer, row.link_id
            ),
            relation=Relation(row.relation),
            since=row.since.date(),
            until=row.until,
            confirmed=row.confirmed_at is not None,
        )


_CARER = (
    link.c.id.label("link_id"),
    link.c.session_id,
    link.c.relation,
    link.c.since,
    link.c.until,
    link.c.confirmed_at,
    link.c.sealed_carer,
)


@cache
def _confirmed(of_a_day: bool) -> Select[Any]:
    """Links of a session, agreed to or not; of a day those that are not over by then."""
    return (
        select(*_LINK, link.c.agreed_at, *PERSON)
        .join(person, person.c.id == link.c.person_id)
        .where(
            link.c.session_id == bindparam("from_session"),
            link.c.ended.is_(None),
            link.c.confirmed_at.is_not(None),
            _lasting(bindparam("on_day", type_=link.c.until.type)) if of_a_day else true(),
        )
        .order_by(link.c.id)
    )


def not_over(today: date | None) -> ColumnElement[bool]:
    """Links whose last day has not passed; all of them where no day is known."""
    if today is None:
        return true()
    return _lasting(literal(today))


def _lasting(day: ColumnElement[date]) -> ColumnElement[bool]:
    return or_(link.c.until.is_(None), link.c.until >= day)
