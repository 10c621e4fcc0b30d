"""How people stand on the three lists of a month, read in parts of a unit: nothing of a list that
does not hold, and of names only those that are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from domain.account import ACCOUNT_HOLDER_FROM, AccountState
from domain.identity import Birth, kept_birth
from domain.payout import FailedBecause, Stage, Way
from domain.person import Programme
from domain.place import UnitKey
from domain.reconcile import OwnAccount, Paid, Receiving, Standing, There, other_holder
from domain.text import Month
from storage.connection import Store
from storage.list_checks import ListChecks
from storage.parts import in_parts
from storage.people import People
from storage.tables import account, entitlement, link, payment, payment_list, person

PART = 4_000
"""People read at once: few enough that no turn waits long for them."""

_WAYS = {one.value: one for one in Way}
_STAGES = {one.value: one for one in Stage}
_PROGRAMMES = {one.value: one for one in Programme}
"""Quicker than the enums themselves, a million times over."""

_owner = person.alias("owner")
_NOT_AT_BANK = (AccountState.DETAILS_COLLECTED.value, AccountState.CLOSED.value)
_CAN_BE_HAD = (AccountState.USABLE.value, AccountState.CARD_ISSUED.value)


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What only the whole store shows. ``standard``: of the month, in đồng. ``lists``: those that
    hold, by unit, each with its id. ``into``: accounts with somebody else's money, and how many
    people are paid into each. ``same_id``, ``same_phone``: by person how many have the same, and
    whether these are of one unit."""

    month: Month
    standard: int | None
    lists: Mapping[UnitKey, Mapping[tuple[Programme, Way], int]]
    into: Mapping[int, int]
    same_id: Mapping[int, tuple[int, bool]]
    same_phone: Mapping[int, tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Part:
    """People of a unit, those with ids from ``first`` to ``last``."""

    unit: UnitKey
    first: int
    last: int
    rows: Sequence[Any]

    @property
    def is_last(self) -> bool:
        return len(self.rows) < PART

    @property
    def within(self) -> ColumnElement[bool]:
        return and_(_in_unit(self.unit), person.c.id.between(self.first, self.last))


class Standings:
    """Of one month. Each call is a few statements, to be made in one snapshot."""

    def __init__(self, store: Store, month: Month) -> None:
        self._store = store
        self._month = month

    # --- Once for the whole store ---------------------------------------------------------------

    async def everywhere(self, standard: int | None) -> Everywhere:
        return Everywhere(
            self._month,
            standard,
            await self._lists(),
            await self._into(),
            await self._same(person.c.citizen_id_index),
            await self._same(person.c.phone_index),
        )

    async def standards(self) -> Mapping[Month, int]:
        return await People(self._store).standard_amounts()

    async def units(self) -> list[UnitKey]:
        """In which somebody lives."""
        unit = (person.c.unit_code, person.c.unit_from)
        rows = await self._rows(select(*unit).distinct().order_by(*unit))
        return [UnitKey(row.unit_code, row.unit_from) for row in rows]

    async def _lists(self) -> dict[UnitKey, dict[tuple[Programme, Way], int]]:
        found: dict[UnitKey, dict[tuple[Programme, Way], int]] = defaultdict(dict)
        for row in await self._rows(
            select(payment_list)
            .where(payment_list.c.month == self._month.first_day, payment_list.c.active)
            .order_by(payment_list.c.id)
        ):
            of = found[UnitKey(row.unit_code, row.unit_from)]
            of[Programme(row.programme), Way(row.way)] = row.id
        return found

    async def _into(self) -> dict[int, int]:
        people = func.count(payment.c.person_id.distinct())
        others = func.max(case((payment.c.person_id != account.c.person_id, 1), else_=0))
        rows = await self._rows(
            select(payment.c.account_id, people)
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .join(account, account.c.id == payment.c.account_id)
            .where(*self._holds(), payment_list.c.month == self._month.first_day)
            .group_by(payment.c.account_id)
            .having(or_(people > 1, others == 1))
        )
        return {row[0]: row[1] for row in rows}

    async def _same(self, index: ColumnElement[bytes]) -> dict[int, tuple[int, bool]]:
        """By keyed hash, among those who stand on a list of the month."""
        twice = select(index).where(index.is_not(None)).group_by(index).having(func.count() > 1)
        first, last = (
            pick(person.c.unit_code).over(partition_by=index) for pick in (func.min, func.max)
        )
        counted = (
            select(
                person.c.id,
                func.count().over(partition_by=index).label("people"),
                (first == last).label("together"),
            )
            .where(index.in_(twice), or_(self._entitled(), self._on_a_list()))
            .subquery()
        )
        rows = await self._rows(select(counted).where(counted.c.people > 1))
        return {row.id: (row.people, bool(row.together)) for row in rows}

    # --- Of a unit ------------------------------------------------------------------------------

    async def there(self, unit: UnitKey, of: Everywhere) -> There:
        """Which lists there are of a unit; of one that was not divided also those of today's."""
        people = exists().where(_in_unit(unit), self._holding())
        accounts = exists().where(
            _in_unit(unit),
            account.c.person_id == person.c.id,
            account.c.state.not_in(_NOT_AT_BANK),
        )
        both = select(people.label("people"), accounts.label("accounts"))
        row = (await self._store.connection.execute(both)).one()
        return There(
            of.month,
            of.standard,
            bool(row.people),
            bool(row.accounts),
            frozenset(key for one in self._same_place(unit) for key in of.lists.get(one, ())),
        )

    def newest_list(self, unit: UnitKey, of: Everywhere) -> int:
        """The id of the one that came last; 0 while there is none."""
        ids = [of.lists.get(one, {}).values() for one in self._same_place(unit)]
        return max((one for some in ids for one in some), default=0)

    def _same_place(self, unit: UnitKey) -> set[UnitKey]:
        heirs = {one.key for one in self._store.reference.gazetteer.today_of(unit)}
        return {unit, *heirs} if len(heirs) == 1 else {unit}

    async def part(self, unit: UnitKey, after: int) -> Part | None:
        """The next people; None where there is nobody more."""
        rows = await self._rows(
            select(person.c.id, person.c.way, person.c.sealed_birth)
            .where(_in_unit(unit), person.c.id > after)
            .order_by(person.c.id)
            .limit(PART)
        )
        return Part(unit, rows[0].id, rows[-1].id, rows) if rows else None

    async def of(self, part: Part, there: There, everywhere: Everywhere) -> list[Standing]:
        dues, ever = await self._dues(part)
        paid = await self._paid(part, everywhere)
        own = await self._own(part, everywhere)
        dead = await ListChecks(self._store).dead_among(part.within)
        births = self._births(row for row in part.rows if row.id in paid)
        found = [
            Standing(
                person=row.id,
                unit=part.unit,
                way=_WAYS[row.way],
                halves=dues.get(row.id, {}),
                ever=row.id in ever,
                paid=tuple(paid.get(row.id, ())),
                own=own.get(row.id),
                birth=births.get(row.id),
                dead_since=dead.get(row.id),
                same_id=everywhere.same_id.get(row.id, (1, True))[0],
                same_phone=everywhere.same_phone.get(row.id, (1, True))[0],
                one_household=everywhere.same_phone.get(row.id, (1, True))[1],
            )
            for row in part.rows
        ]
        return await self._with_other_months(found, there)

    # --- The commune's list -----------------------------------------------------------------------

    async def _dues(self, part: Part) -> tuple[dict[int, dict[Programme, int]], set[int]]:
        """The coefficients of the month, in halves; and who was ever entitled."""
        found: dict[int, dict[Programme, int]] = defaultdict(dict)
        ever: set[int] = set()
        month = self._month.first_day
        for row in await self._rows(
            select(
                entitlement.c.person_id,
                entitlement.c.programme,
                entitlement.c.from_month,
                entitlement.c.to_month,
                entitlement.c.coefficient_halves,
            )
            .join(person, person.c.id == entitlement.c.person_id)
            .where(part.within)
        ):
            ever.add(row.person_id)
            if row.from_month <= month and (row.to_month is None or month <= row.to_month):
                programme, due = _PROGRAMMES[row.programme], found[row.person_id]
                due[programme] = due.get(programme, 0) + row.coefficient_halves
        return found, ever

    def _births(self, rows: Iterable[Any]) -> dict[int, Birth]:
        """Of children: nobody else can be paid before their birth."""
        chosen = list(rows)
        opened = self._store.vault.open_all(
            ((row.id, row.sealed_birth) for row in chosen), person.c.sealed_birth
        )
        read = ((row.id, self._child(said)) for row, said in zip(chosen, opened, strict=True))
        return {person_id: birth for person_id, birth in read if birth is not None}

    def _child(self, said: str | None) -> Birth | None:
        """When a child was born; None of who is grown up, and of what cannot be read."""
        try:
            if said is None or self._month.year - int(said[:4]) > ACCOUNT_HOLDER_FROM:
                return None
            return kept_birth(said)
        except ValueError:
            return None

    # --- The post's list --------------------------------------------------------------------------

    async def _paid(self, part: Part, everywhere: Everywhere) -> dict[int, list[Paid]]:
        rows = await self._rows(
            select(
                payment.c.person_id,
                payment.c.programme,
                payment.c.way,
                payment.c.amount,
                payment.c.arrears,
                payment.c.stage,
                payment.c.reason,
                payment.c.account_id,
                account.c.state,
                account.c.sealed_holder,
                _owner.c.id.label("owner_id"),
                _owner.c.sealed_name,
                _owner.c.sealed_birth,
            )
            .join(person, person.c.id == payment.c.person_id)
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .outerjoin(account, account.c.id == payment.c.account_id)
            .outerjoin(_owner, _owner.c.id == account.c.person_id)
            .where(part.within, *self._holds())
            .order_by(payment.c.id)
        )
        into = await self._receiving(rows, everywhere)
        found: dict[int, list[Paid]] = defaultdict(list)
        for row in rows:
            found[row.person_id].append(
                Paid(
                    _PROGRAMMES[row.programme],
                    _WAYS[row.way],
                    row.amount,
                    row.arrears,
                    _STAGES[row.stage],
                    FailedBecause(row.reason) if row.reason else None,
                    into.get(row.account_id),
                )
            )
        return found

    async def _receiving(self, rows: Sequence[Any], everywhere: Everywhere) -> dict[int, Receiving]:
        """The accounts that payments name, by id; holders may be carers too, who are asked for only
        where the name is another."""
        named = {row.account_id: row for row in rows if row.account_id is not None}
        at_bank = [row for row in named.values() if row.state not in _NOT_AT_BANK]
        children = self._children(at_bank)
        compared = [row for row in at_bank if row.owner_id not in children]
        open_all, names = self._store.vault.open_all, {}
        holders = open_all(
            ((row.account_id, row.sealed_holder) for row in compared), account.c.sealed_holder
        )
        owners = open_all(
            ((row.owner_id, row.sealed_name) for row in compared), person.c.sealed_name
        )
        for row, holder, owner in zip(compared, holders, owners, strict=True):
            names[row.account_id] = (holder or "", (owner,) if owner else ())
        found = {
            account_id: Receiving(
                row.state not in _NOT_AT_BANK,
                everywhere.into.get(account_id, 1),
                *names.get(account_id, ("", ())),
            )
            for account_id, row in named.items()
        }
        return await self._with_carers(found, named)

    def _children(self, rows: Sequence[Any]) -> Collection[int]:
        """Children, whose account is held by who represents them (Circular 17/2024/TT-NHNN)."""
        opened = self._store.vault.open_all(
            ((row.owner_id, row.sealed_birth) for row in rows), person.c.sealed_birth
        )
        return {
            row.owner_id
            for row, said in zip(rows, opened, strict=True)
            if self._child(said) is not None
        }

    async def _with_carers(
        self, found: Mapping[int, Receiving], named: Mapping[int, Any]
    ) -> dict[int, Receiving]:
        """Names that agree are let go at once; the others may be those of who collects."""
        differ = {one for one, into in found.items() if other_holder(into)}
        carers = await self._carers({named[one].owner_id for one in differ})
        return {
            one: replace(into, owners=into.owners + carers.get(named[one].owner_id, ()))
            if one in differ
            else Receiving(into.exists, into.people)
            for one, into in found.items()
        }

    async def _carers(self, people: Collection[int]) -> dict[int, tuple[str, ...]]:
        """Under which names those are known who collect for somebody."""
        found: dict[int, tuple[str, ...]] = {}
        for some in _in_parts(people):
            for row in await self._rows(
                select(link.c.id, link.c.person_id, link.c.sealed_carer).where(
                    link.c.person_id.in_(some),
                    link.c.ended.is_(None),
                    link.c.confirmed_at.is_not(None),
                    link.c.sealed_carer.is_not(None),
                )
            ):
                name = self._store.vault.open_or_empty(
                    row.sealed_carer, link.c.sealed_carer, row.id
                )
                found[row.person_id] = (*found.get(row.person_id, ()), *([name] if name else ()))
        return found

    async def _with_other_months(self, found: list[Standing], there: There) -> list[Standing]:
        """Only of who is missed on the lists of this month it is asked how others are."""
        missed = [
            one.person
            for one in found
            if not one.paid and any(there.would_name(one, programme) for programme in one.halves)
        ]
        if not missed:
            return found
        earlier, later = await self._other_months(missed)
        others = earlier | later
        return [
            replace(one, paid_before=one.person in earlier, made_up=one.person in later)
            if one.person in others
            else one
            for one in found
        ]

    async def _other_months(self, people: Sequence[int]) -> tuple[set[int], set[int]]:
        month = self._month.first_day
        earlier, later = set(), set()
        for some in _in_parts(people):
            for row in await self._rows(
                select(
                    payment.c.person_id,
                    func.max(case((payment.c.month < month, 1), else_=0)).label("earlier"),
                    func.max(
                        case(((payment.c.month > month) & (payment.c.arrears > 0), 1), else_=0)
                    ).label("later"),
                )
                .join(payment_list, payment_list.c.id == payment.c.list_id)
                .where(payment.c.person_id.in_(some), payment_list.c.active)
                .group_by(payment.c.person_id)
            ):
                if row.earlier:
                    earlier.add(row.person_id)
                if row.later:
                    later.add(row.person_id)
        return earlier, later

    # --- The bank's list --------------------------------------------------------------------------

    async def _own(self, part: Part, everywhere: Everywhere) -> dict[int, OwnAccount]:
        """The newest that is not closed, else the newest, as `Accounts.of` has it."""
        closed = account.c.state == AccountState.CLOSED.value
        found: dict[int, OwnAccount] = {}
        for row in await self._rows(
            select(account.c.id, account.c.person_id, account.c.state)
            .join(person, person.c.id == account.c.person_id)
            .where(part.within)
            .order_by(account.c.person_id, closed, account.c.id.desc())
        ):
            found.setdefault(
                row.person_id,
                OwnAccount(
                    row.state not in _NOT_AT_BANK,
                    row.state in _CAN_BE_HAD,
                    row.id in everywhere.into,
                ),
            )
        return found

    # --- Conditions -------------------------------------------------------------------------------

    def _holds(self) -> tuple[ColumnElement[bool], ...]:
        """A payment of the month on a list that holds."""
        return (payment.c.month == self._month.first_day, payment_list.c.active)

    def _holding(self) -> ColumnElement[bool]:
        """Of a person, an entitlement in the month."""
        month = self._month.first_day
        return and_(
            entitlement.c.person_id == person.c.id,
            entitlement.c.from_month <= month,
            or_(entitlement.c.to_month.is_(None), entitlement.c.to_month >= month),
        )

    def _entitled(self) -> ColumnElement[bool]:
        return exists().where(self._holding()).correlate(person)

    def _on_a_list(self) -> ColumnElement[bool]:
        return (
            exists()
            .where(
                payment.c.person_id == person.c.id,
                payment_list.c.id == payment.c.list_id,
                *self._holds(),
            )
            .correlate(person)
        )

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        rows: Sequence[Any] = (await self._store.connection.execute(query)).all()
        return rows


def _in_unit(unit: UnitKey) -> ColumnElement[bool]:
    return and_(person.c.unit_code == unit.code, person.c.unit_from == unit.valid_from)


_AT_ONCE = 5_000
"""Values in one statement; SQLite takes 32,766."""


def _in_parts(people: Collection[int]) -> Iterator[Sequence[int]]:
    return in_parts(sorted(people), _AT_ONCE)
