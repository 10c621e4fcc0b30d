"""The statements behind the numbers of a day. Each row of each names a unit.

What had happened by the end of a day is told of by what the rows say now: a case that was opened
again since then stands, and a payment has the stage that it reached last.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Label,
    Select,
    Subquery,
    and_,
    case,
    cast,
    distinct,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    text,
    tuple_,
)

from domain.account import AccountState
from domain.asked import Asked
from domain.case import CaseKind, CaseState, PaidHow
from domain.correction import Decision
from domain.otp import Meanwhile
from domain.payout import DayState, FailedBecause, Stage, Way
from domain.place import UnitKey
from domain.reconcile import FILED_AS
from domain.summary import TOO_LONG
from domain.text import Month
from storage.connection import Store
from storage.tables import (
    account,
    asked,
    case_file,
    entitlement,
    field_change,
    payment,
    payment_list,
    payout_day,
    person,
    question_count,
)

SHOWN_BY_LISTS = frozenset(kind.value for kind, _ in FILED_AS)

_CAME = (Stage.CREDITED.value, Stage.COLLECTED.value)
_DID_NOT = (Stage.FAILED.value, Stage.RETURNED.value)
_AGES = (3, 7, 30)
_ARRANGED = (Meanwhile.POINT.value, Meanwhile.HOME.value)
_SETTLED = tuple(
    one.value for one in (PaidHow.PAID, PaidHow.POINT, PaidHow.HOME, PaidHow.NEXT_MONTH)
)
_OF_MONEY = (CaseKind.OTP.value, CaseKind.NOT_RECEIVED.value, CaseKind.HOME.value)
_FIXED_DAY = (DayState.CONFIRMED.value, DayState.MONEY_IN_ACCOUNT.value, DayState.CLOSED.value)


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of a day, with the end of the day before, which is when it begins."""

    day: date
    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, day: date, zone: tzinfo) -> Moment:
        after = day + timedelta(days=1)
        return cls(
            day, datetime.combine(day, time.min, zone), datetime.combine(after, time.min, zone)
        )

    @property
    def day_before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def month(self) -> Month:
        return Month.of(self.day)


class Counts:
    """``units``: where what is counted belongs; None for everywhere. ``only``: one person."""

    def __init__(
        self,
        store: Store,
        moment: Moment,
        units: Collection[UnitKey] | None = None,
        only: int | None = None,
    ) -> None:
        self._store = store
        self._at = moment
        self._units = units
        self._only = only
        self._first = moment.month.first_day

    async def prepare(self) -> None:
        """A few statements that go through millions of rows: on PostgreSQL it pays to give them
        room, and not to compile them, for the rest of the transaction."""
        if self._store.dialect == "postgresql":
            for setting in ("work_mem = '256MB'", "jit = off"):
                await self._store.connection.execute(text(f"SET LOCAL {setting}"))

    # --- People and their accounts ----------------------------------------------------------

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
                _count("opened_today", one.c.opened == day),
                _count("opened_before", had),
                _count("paid", paid),
                _count("paid_before", had, paid_before),
                _count("in_cash", paid, one.c.by_account == 0),
                _count("no_code", unseen, known == _NO_CODE),
                _count("other_reason", unseen, known == _OTHER),
                _count("not_asked", unseen, known == _UNKNOWN),
                _count("not_asked_before", had, not_(paid_before), known_before == _UNKNOWN),
                _count(
                    "not_reached",
                    unseen,
                    known == _UNKNOWN,
                    last.c.answer == Asked.NOT_REACHED.value,
                ),
                _count("awaited", unseen, known == _UNKNOWN, one.c.failed == 0),
                _count("with_alternative", unseen, arranged.c.person_id.is_not(None)),
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
                or_(one.c.failed == 1, _among(one.c.unit_code, one.c.unit_from, due)),
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
        came = paid.c.stage.in_(_CAME)
        into_account = and_(came, paid.c.way == Way.ACCOUNT.value)
        of = (person.c.id, person.c.unit_code, person.c.unit_from, person.c.way)
        return (
            select(
                *of,
                func.min(since).label("opened"),
                func.min(case((came, paid.c.stage_on))).label("first_on"),
                func.max(case((into_account, 1), else_=0)).label("by_account"),
                func.max(case((paid.c.stage.in_(_DID_NOT), 1), else_=0)).label("failed"),
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
                *_holds(self._at.month),
                payment.c.stage.in_((*_CAME, *_DID_NOT)),
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
                _stood(until),
            )
            .distinct()
            .subquery()
        )

    def _arranged(self) -> Subquery:
        """For whom it is settled how they come to their money otherwise."""
        stands = _stood(self._at.ends)
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

    # --- Payments ---------------------------------------------------------------------------

    async def payments(self) -> Sequence[Any]:
        """Of the month, by the unit of their list, by way and stage. Of each list first: a number
        is compared sooner than the names of a unit."""
        of = (payment_list.c.unit_code, payment_list.c.unit_from)
        of_list = (payment.c.list_id, payment.c.way, payment.c.stage)
        each = (
            select(
                *of_list,
                func.count().label("payments"),
                func.min(payment.c.stage_on).label("first"),
                func.max(payment.c.stage_on).label("last"),
            )
            .where(payment.c.month == self._first, payment.c.stage_on <= self._at.day)
            .where(*self._on_lists())
            .group_by(*of_list)
            .subquery("each")
        )
        return await self._rows(
            select(
                *of,
                each.c.way,
                each.c.stage,
                cast(func.sum(each.c.payments), BigInteger).label("payments"),
                func.min(each.c.first).label("first"),
                func.max(each.c.last).label("last"),
            )
            .join(payment_list, payment_list.c.id == each.c.list_id)
            .where(payment_list.c.month == self._first, payment_list.c.active, *self._in(*of))
            .group_by(*of, each.c.way, each.c.stage)
        )

    def _on_lists(self) -> list[Any]:
        """Of fewer units, other lists are not gone through."""
        if self._units is None:
            return []
        theirs = select(payment_list.c.id).where(
            payment_list.c.month == self._first,
            *self._in(payment_list.c.unit_code, payment_list.c.unit_from),
        )
        return [payment.c.list_id.in_(theirs)]

    async def uncollected(self) -> Sequence[Any]:
        """People whose cash was not collected last month, nor in the month before or after it, and
        who have not had any since."""
        month = self._at.month
        last = month.plus(-1).first_day
        of = (person.c.unit_code, person.c.unit_from)
        months = [month.plus(-ago).first_day for ago in range(3)]
        again = (
            select(payment.c.person_id)
            .join(payment_list, payment_list.c.id == payment.c.list_id)
            .where(
                payment_list.c.month == payment.c.month,
                payment_list.c.active,
                payment.c.month.in_(months),
                payment.c.stage.in_(_DID_NOT),
                payment.c.reason == FailedBecause.NOT_COLLECTED.value,
                payment.c.stage_on <= self._at.day,
                *self._living(payment.c.person_id),
            )
            .group_by(payment.c.person_id)
            .having(
                func.count(distinct(payment.c.month)) > 1,
                func.max(case((payment.c.month == last, 1), else_=0)) == 1,
            )
            .subquery("again")
        )
        return await self._rows(
            select(*of, func.count().label("people"))
            .join(again, again.c.person_id == person.c.id)
            .where(
                ~exists().where(
                    payment.c.person_id == person.c.id,
                    payment_list.c.id == payment.c.list_id,
                    payment.c.stage.in_(_CAME),
                    payment.c.stage_on <= self._at.day,
                    *_holds(month),
                ),
                *self._in(*of),
            )
            .group_by(*of)
        )

    async def lists(self) -> Sequence[Any]:
        """The payment lists that hold, of this month and of those before it, by way."""
        of = (payment_list.c.unit_code, payment_list.c.unit_from)
        return await self._rows(
            select(
                *of,
                payment_list.c.way,
                payment_list.c.month,
                func.max(payment_list.c.made_on).label("made_on"),
            )
            .where(
                payment_list.c.active,
                payment_list.c.month <= self._first,
                payment_list.c.made_on <= self._at.day,
                *self._in(*of),
            )
            .group_by(*of, payment_list.c.way, payment_list.c.month)
        )

    async def paydays(self) -> Sequence[Any]:
        """The calendar of the month, by way. ``first``: the first day that is fixed; ``came``: the
        post says that the money is in the accounts."""
        of = (payout_day.c.unit_code, payout_day.c.unit_from)
        fixed = payout_day.c.state.in_(_FIXED_DAY)
        came = payout_day.c.state == DayState.MONEY_IN_ACCOUNT.value
        return await self._rows(
            select(
                *of,
                payout_day.c.way,
                func.min(case((fixed, payout_day.c.day))).label("first"),
                func.max(case((and_(came, payout_day.c.day <= self._at.day), 1), else_=0)).label(
                    "came"
                ),
            )
            .where(payout_day.c.month == self._first)
            .group_by(*of, payout_day.c.way)
        )

    # --- Cases ------------------------------------------------------------------------------

    async def cases(self) -> Sequence[Any]:
        """By kind, reason and cause: what came, stands, and ended, on the day."""
        begins, ends = self._at.begins, self._at.ends
        stood, stood_before = _stood(ends), _stood(begins)
        of = (case_file.c.unit_code, case_file.c.unit_from)
        what = (case_file.c.kind, case_file.c.reason, case_file.c.cause)
        home = and_(
            case_file.c.kind == CaseKind.HOME.value,
            case_file.c.month == self._first,
            case_file.c.paid_how == PaidHow.HOME.value,
            case_file.c.closed_at < ends,
        )
        return await self._rows(
            select(
                *of,
                *what,
                _count("new", case_file.c.filed_at >= begins, case_file.c.filed_at < ends),
                _count("open", stood),
                _count("open_before", stood_before),
                _count(
                    "resolved",
                    case_file.c.closed_at >= begins,
                    case_file.c.closed_at < ends,
                    case_file.c.state == CaseState.DONE.value,
                ),
                _count("overdue", stood, _late(self._at.day, ends)),
                _count("overdue_before", stood_before, _late(self._at.day_before, begins)),
                *self._ages(stood),
                func.count(distinct(case((stood, case_file.c.point_id)))).label("points"),
                func.count(distinct(case((stood_before, case_file.c.point_id)))).label(
                    "points_before"
                ),
                _count("shown", stood, case_file.c.shown_at.is_not(None)),
                _count("brought_home", home),
            )
            .where(
                case_file.c.filed_at < ends,
                or_(case_file.c.closed_at.is_(None), case_file.c.closed_at >= begins, home),
                *self._in(*of),
            )
            .group_by(*of, *what)
        )

    def _ages(self, stood: ColumnElement[bool]) -> Sequence[Label[int]]:
        """Of what stands, since how many days."""
        limits = [self._at.ends - timedelta(days=days) for days in _AGES]
        filed = case_file.c.filed_at
        return (
            _count("to_3", stood, filed >= limits[0]),
            _count("to_7", stood, filed >= limits[1], filed < limits[0]),
            _count("to_30", stood, filed >= limits[2], filed < limits[1]),
            _count("older", stood, filed < limits[2]),
        )

    async def corrections(self) -> Sequence[Any]:
        """Fields, not cases: one that was sent back and is submitted anew is submitted twice."""
        begins, ends = self._at.begins, self._at.ends
        of = (case_file.c.unit_code, case_file.c.unit_from)
        decided, at = field_change.c.decision, field_change.c.decided_at
        waits, waited = _waited(ends), _waited(begins)
        return await self._rows(
            select(
                *of,
                _count(
                    "submitted",
                    field_change.c.submitted_at >= begins,
                    field_change.c.submitted_at < ends,
                ),
                _count("decided", at >= begins, at < ends, decided != Decision.SENT_BACK.value),
                _count("waiting", waits),
                _count("waiting_before", waited),
                _count("overdue", waits, _late(self._at.day, ends)),
            )
            .join(case_file, case_file.c.id == field_change.c.case_id)
            .where(or_(at.is_(None), at >= begins), *self._in(*of))
            .group_by(*of)
        )

    async def questions(self) -> Sequence[Any]:
        of = (question_count.c.unit_code, question_count.c.unit_from)
        return await self._rows(
            select(*of, question_count.c.outcome, question_count.c.count).where(
                question_count.c.day == self._at.day, *self._in(*of)
            )
        )

    # --- Conditions -------------------------------------------------------------------------

    def _in(self, code: ColumnElement[str], since: ColumnElement[Any]) -> list[Any]:
        if self._units is None:
            return []
        return [_among(code, since, self._units)]

    def _living(self, column: ColumnElement[int]) -> list[Any]:
        """Of fewer, nobody else's rows are gone through."""
        if self._only is not None:
            return [column == self._only]
        if self._units is None:
            return []
        living = select(person.c.id).where(*self._in(person.c.unit_code, person.c.unit_from))
        return [column.in_(living)]

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        rows: Sequence[Any] = (await self._store.connection.execute(query)).all()
        return rows


def _among(
    code: ColumnElement[str], since: ColumnElement[Any], units: Collection[UnitKey]
) -> ColumnElement[bool]:
    return tuple_(code, since).in_([(one.code, one.valid_from) for one in units])


def entitled(month: Month) -> ColumnElement[bool]:
    """Of a person, in that month."""
    return exists().where(
        entitlement.c.person_id == person.c.id,
        entitlement.c.from_month <= month.first_day,
        or_(entitlement.c.to_month.is_(None), entitlement.c.to_month >= month.first_day),
    )


def _holds(month: Month) -> tuple[ColumnElement[bool], ...]:
    """A payment of the month on a list of it that holds: the lists, which are few, are found
    first."""
    first = month.first_day
    return (payment.c.month == first, payment_list.c.month == first, payment_list.c.active)


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


def _stood(until: datetime) -> ColumnElement[bool]:
    """A case that had come by then, and was not over."""
    closed = case_file.c.closed_at
    return and_(case_file.c.filed_at < until, or_(closed.is_(None), closed >= until))


def _late(day: date, until: datetime) -> ColumnElement[bool]:
    """Its next clock had run out before the day, as `domain.case.Case.is_overdue` has it."""
    looked = case_file.c.looked_at
    not_looked = or_(looked.is_(None), looked >= until)
    return or_(case_file.c.due_on < day, and_(case_file.c.look_by < day, not_looked))


def _waited(until: datetime) -> ColumnElement[bool]:
    """A correction that waited for a decision then; with its case it is withdrawn."""
    at = field_change.c.decided_at
    return and_(field_change.c.submitted_at < until, or_(at.is_(None), at >= until), _stood(until))


def _count(name: str, *where: ColumnElement[bool]) -> Label[int]:
    return func.count().filter(*where).label(name)
