"""People who are entitled, their accounts, and what is known of their money."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
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
)

from domain.account import AccountState
from domain.asked import Asked
from domain.case import CaseKind, PaidHow
from domain.otp import Meanwhile
from domain.payout import Way
from domain.place import UnitKey
from domain.summary import TOO_LONG
from storage.summary_counting import CAME, DID_NOT, Counts, among, count, entitled, holds, stood
from storage.tables import account, asked, case_file, payment, payment_list, person

_ARRANGED = (Meanwhile.POINT.value, Meanwhile.HOME.value)
_SETTLED = tuple(
    one.value for one in (PaidHow.PAID, PaidHow.POINT, PaidHow.HOME, PaidHow.NEXT_MONTH)
)
_OF_MONEY = (CaseKind.OTP.value, CaseKind.NOT_RECEIVED.value, CaseKind.HOME.value)


class PeopleCounts(Counts):
    async def people(self) -> Sequence[Any]:
        """Entitled in the month, by unit and way; how many have an account at the bank, and what is
        known of their money. These are far fewer than all: of the others nothing is looked up."""
        of = (person.c.unit_code, person.c.unit_from, person.c.way)
        everybody = (
            select(*of, func.count().label("people"))
            .where(entitled(self._at.month), *self._in(person.c.unit_code, person.c.unit_from))
            .group_by(*of)
            .subquery("everybody")
        )
        known = self._known_of_holders().subquery("known")
        same = [everybody.c[one.name] == known.c[one.name] for one in of]
        told = [column for column in known.c if column.name not in everybody.c]
        return await self._rows(
            select(
                *everybody.c, *(func.coalesce(column, 0).label(column.name) for column in told)
            ).outerjoin(known, and_(*same))
        )

    def _known_of_holders(self) -> Select[Any]:
        """The same of who has an account, without the others."""
        day, one = self._at.day, self._holders()
        last, before = self._asked(self._at.ends), self._asked(self._at.begins)
        otp, otp_before = self._without_code(self._at.ends), self._without_code(self._at.begins)
        arranged = self._arranged()
        paid = one.c.first_on.is_not(None)
        unseen = not_(paid)
        known, known_before = _known(last, otp), _known(before, otp_before)
        had = one.c.opened < day
        paid_before = func.coalesce(one.c.first_on < day, false())
        of = (one.c.unit_code, one.c.unit_from, one.c.way)
        return (
            select(
                *of,
                count("opened_today", one.c.opened == day),
                count("opened_before", had),
                count("paid", paid),
                count("paid_before", had, paid_before),
                count("in_cash", paid, one.c.by_account == 0),
                count("no_code", unseen, known == _NO_CODE),
                count("other_reason", unseen, known == _OTHER),
                count("not_asked", unseen, known == _UNKNOWN),
                count("not_asked_before", had, not_(paid_before), known_before == _UNKNOWN),
                count(
                    "not_reached",
                    unseen,
                    known == _UNKNOWN,
                    last.c.answer == Asked.NOT_REACHED.value,
                ),
                count("awaited", unseen, known == _UNKNOWN, one.c.failed == 0),
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

    def _holders(self) -> Subquery:
        """Who is entitled and has an account at the bank, since when; since when their money of the
        month has come, on lists that hold, whether to the account, and whether any has not.

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

    async def waiting(self) -> Sequence[Any]:
        """People with an account that is on its way, by unit and stage."""
        longer = [
            and_(
                account.c.state == stage.value,
                account.c.state_on < self._at.day - timedelta(days=days),
            )
            for stage, days in TOO_LONG.items()
        ]
        return await self._rows(
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

    async def banks(self) -> Sequence[Any]:
        """The day of the newest thing that the bank has said of a unit."""
        return await self._rows(
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
