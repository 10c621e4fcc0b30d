"""People who are entitled, their accounts, and what is known of their money."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    case,
    distinct,
    false,
    func,
    not_,
    or_,
    select,
    union,
)

from domain.account import AccountState
from domain.asked import Asked
from domain.case import CaseKind, PaidHow
from domain.otp import Meanwhile
from domain.payout import Way
from domain.place import UnitKey
from domain.summary import TOO_LONG
from storage.summary_counting import CAME, DID_NOT, Counts, among, count, entitled, holds, stood
from storage.summary_rows import BankRow, KnownRow, PeopleRow, WaitingRow
from storage.tables import account, asked, case_file, payment, payment_list, person

_ARRANGED = (Meanwhile.POINT.value, Meanwhile.HOME.value)
_SETTLED = tuple(
    one.value for one in (PaidHow.PAID, PaidHow.POINT, PaidHow.HOME, PaidHow.NEXT_MONTH)
)
_OF_MONEY = (CaseKind.OTP.value, CaseKind.NOT_RECEIVED.value, CaseKind.HOME.value)


class PeopleCounts(Counts):
    async def people(self) -> Sequence[PeopleRow]:
        """Of those with an account it is counted what the lists say of their money; these are far
        fewer than all."""
        of = (person.c.unit_code, person.c.unit_from, person.c.way)
        everybody = (
            select(*of, func.count().label("people"))
            .where(entitled(self._at.month), *self._in(person.c.unit_code, person.c.unit_from))
            .group_by(*of)
            .subquery("everybody")
        )
        seen = self._seen_of_holders().subquery("seen")
        same = [everybody.c[one.name] == seen.c[one.name] for one in of]
        told = [column for column in seen.c if column.name not in everybody.c]
        rows = await self._rows(
            select(
                *everybody.c, *(func.coalesce(column, 0).label(column.name) for column in told)
            ).outerjoin(seen, and_(*same))
        )
        return [PeopleRow(**row._mapping) for row in rows]

    def _seen_of_holders(self) -> Select[Any]:
        one = self._holders()
        paid = one.c.first_on.is_not(None)
        had, paid_before = self._before(one)
        of = (one.c.unit_code, one.c.unit_from, one.c.way)
        return select(
            *of,
            count("opened_today", one.c.opened == self._at.day),
            count("opened_before", had),
            count("paid", paid),
            count("paid_before", had, paid_before),
            count("in_cash", paid, one.c.by_account == 0),
            count("unseen", not_(paid)),
            count("unfailed", not_(paid), one.c.failed == 0),
            count("unseen_before", had, not_(paid_before)),
        ).group_by(*of)

    async def known(self) -> Sequence[KnownRow]:
        """Only of whom anything was said: nobody else is looked at."""
        last, before = self._asked(self._at.ends), self._asked(self._at.begins)
        otp, otp_before = self._without_code(self._at.ends), self._without_code(self._at.begins)
        arranged = self._arranged()
        said = union(*(select(each.c.person_id) for each in (last, otp, otp_before, arranged)))
        one = self._holders(said)
        unseen = one.c.first_on.is_(None)
        known, known_before = _known(last, otp), _known(before, otp_before)
        unknown = known == _UNKNOWN
        had, paid_before = self._before(one)
        of = (one.c.unit_code, one.c.unit_from, one.c.way)
        rows = await self._rows(
            select(
                *of,
                count("no_code", unseen, known == _NO_CODE),
                count("other_reason", unseen, known == _OTHER),
                count("unfailed", unseen, not_(unknown), one.c.failed == 0),
                count("before", had, not_(paid_before), known_before != _UNKNOWN),
                count("not_reached", unseen, unknown, last.c.answer == Asked.NOT_REACHED.value),
                count("with_alternative", unseen, arranged.c.person_id.is_not(None)),
            )
            .select_from(one)
            .outerjoin(last, last.c.person_id == one.c.id)
            .outerjoin(before, before.c.person_id == one.c.id)
            .outerjoin(otp, otp.c.person_id == one.c.id)
            .outerjoin(otp_before, otp_before.c.person_id == one.c.id)
            .outerjoin(arranged, arranged.c.person_id == one.c.id)
            .group_by(*of)
        )
        return [KnownRow(**row._mapping) for row in rows]

    def _before(self, one: Subquery) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """Who had an account, and whose money had come, as the day before ended."""
        day = self._at.day
        return one.c.opened < day, func.coalesce(one.c.first_on < day, false())

    def unseen(self, due: Collection[UnitKey]) -> Select[Any]:
        """Who is entitled, has an account and is not seen paid, and of whom nobody knows why: whom
        an officer is to ring up. ``failed``: the list says that it failed; the others only in units
        where money is ``due``."""
        one, last = self._holders(), self._asked(self._at.ends)
        otp = self._without_code(self._at.ends)
        return (
            select(person.c.id, one.c.failed)
            .join(one, one.c.id == person.c.id)
            .outerjoin(last, last.c.person_id == one.c.id)
            .outerjoin(otp, otp.c.person_id == one.c.id)
            .where(
                one.c.first_on.is_(None),
                _known(last, otp) == _UNKNOWN,
                or_(one.c.failed == 1, among(one.c.unit_code, one.c.unit_from, due)),
            )
        )

    async def is_unpaid(self) -> bool:
        """Whether there is anybody not seen paid, whatever is known of why."""
        one = self._holders()
        return bool(await self._rows(select(one.c.id).where(one.c.first_on.is_(None)).limit(1)))

    def _holders(self, among: CompoundSelect[Any] | None = None) -> Subquery:
        """Who is entitled and has an account at the bank, since when; since when their money of the
        month has come, on lists that hold, whether to the account, and whether any has not.
        ``among``: nobody but these.

        Grouped once, after all of it is joined: only so PostgreSQL lets several processes share it.
        What is compared is a column each, of which PostgreSQL knows how many there will be.
        """
        since = func.coalesce(account.c.opened_on, account.c.state_on)
        closed = and_(
            account.c.state == AccountState.CLOSED.value, account.c.state_on <= self._at.day
        )
        opened = or_(
            account.c.opened_on <= self._at.day,
            and_(account.c.opened_on.is_(None), account.c.state_on <= self._at.day),
        )
        paid = self._told_of_money()
        came = paid.c.stage.in_(CAME)
        into_account = and_(came, paid.c.way == Way.ACCOUNT.value)
        of = (person.c.id, person.c.unit_code, person.c.unit_from, person.c.way)
        return (
            select(
                *of,
                func.min(since).label("opened"),
                func.min(case((came, paid.c.stage_on))).label("first_on"),
                func.max(case((into_account, 1), else_=0)).label("by_account"),
                func.max(case((paid.c.stage.in_(DID_NOT), 1), else_=0)).label("failed"),
            )
            .join(account, account.c.person_id == person.c.id)
            .outerjoin(paid, paid.c.person_id == person.c.id)
            .where(
                account.c.state != AccountState.DETAILS_COLLECTED.value,
                not_(closed),
                opened,
                entitled(self._at.month),
                *self._in(person.c.unit_code, person.c.unit_from),
                *([] if self._only is None else [person.c.id == self._only]),
                *([] if among is None else [person.c.id.in_(among)]),
            )
            .group_by(*of)
            .subquery("holders")
        )

    def _told_of_money(self) -> Subquery:
        """What the lists of the month that hold say has come, or has not."""
        return (
            select(payment.c.person_id, payment.c.way, payment.c.stage, payment.c.stage_on)
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .where(
                *holds(self._at.month),
                payment.c.stage.in_((*CAME, *DID_NOT)),
                payment.c.stage_on <= self._at.day,
            )
            .subquery("told")
        )

    def _asked(self, until: datetime) -> Subquery:
        """What was answered last in the month, by then."""
        newest = (
            select(func.max(asked.c.id))
            .where(asked.c.month == self._first, asked.c.at < until)
            .group_by(asked.c.person_id)
        )
        return select(asked.c.person_id, asked.c.answer).where(asked.c.id.in_(newest)).subquery()

    def _without_code(self, until: datetime) -> Subquery:
        """Of whom it stood reported by then that the code does not arrive."""
        return (
            select(case_file.c.person_id)
            .where(
                case_file.c.kind == CaseKind.OTP.value,
                case_file.c.person_id.is_not(None),
                stood(until),
            )
            .distinct()
            .subquery()
        )

    def _arranged(self) -> Subquery:
        """For whom it is settled how they come to their money otherwise."""
        stands = stood(self._at.ends)
        meanwhile = or_(
            case_file.c.meanwhile.in_(_ARRANGED), case_file.c.kind == CaseKind.HOME.value
        )
        settled = and_(
            case_file.c.month == self._first,
            case_file.c.closed_at < self._at.ends,
            case_file.c.paid_how.in_(_SETTLED),
        )
        return (
            select(case_file.c.person_id)
            .where(
                case_file.c.kind.in_(_OF_MONEY),
                case_file.c.person_id.is_not(None),
                or_(and_(stands, meanwhile), settled),
            )
            .distinct()
            .subquery()
        )

    async def waiting(self) -> Sequence[WaitingRow]:
        longer = [
            and_(
                account.c.state == stage.value,
                account.c.state_on < self._at.day - timedelta(days=days),
            )
            for stage, days in TOO_LONG.items()
        ]
        rows = await self._rows(
            select(
                person.c.unit_code,
                person.c.unit_from,
                account.c.state,
                func.count(distinct(account.c.person_id)).label("people"),
                func.count(distinct(case((or_(*longer), account.c.person_id)))).label("too_long"),
            )
            .join(person, person.c.id == account.c.person_id)
            .where(
                account.c.state.in_([one.value for one in TOO_LONG]),
                account.c.state_on <= self._at.day,
                entitled(self._at.month),
                *self._in(person.c.unit_code, person.c.unit_from),
            )
            .group_by(person.c.unit_code, person.c.unit_from, account.c.state)
        )
        return [WaitingRow(**row._mapping) for row in rows]

    async def banks(self) -> Sequence[BankRow]:
        rows = await self._rows(
            select(
                person.c.unit_code, person.c.unit_from, func.max(account.c.state_on).label("newest")
            )
            .join(person, person.c.id == account.c.person_id)
            .where(
                account.c.state_on <= self._at.day,
                *self._in(person.c.unit_code, person.c.unit_from),
            )
            .group_by(person.c.unit_code, person.c.unit_from)
        )
        return [BankRow(**row._mapping) for row in rows]


_UNKNOWN, _NO_CODE, _OTHER = 0, 1, 2


def _known(last: Subquery, otp: Subquery) -> ColumnElement[int]:
    """What is known of why somebody is not seen paid: what an officer was told comes before what
    stands reported."""
    return case(
        (last.c.answer == Asked.NO_CODE.value, _NO_CODE),
        (last.c.answer != Asked.NOT_REACHED.value, _OTHER),
        (otp.c.person_id.is_not(None), _NO_CODE),
        else_=_UNKNOWN,
    )
