"""The numbers of one day, for the units of whoever is told them: counts alone, no names.

A day stands for its end, as the lists known today tell of it; a month is that of the payment list.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TypeVar

from domain.account import AccountState
from domain.change import ChangeReason
from domain.lists.row import ListKind
from domain.otp import Cause
from domain.payout import Stage, Way
from domain.place import UnitKey
from domain.text import Month

Kind = TypeVar("Kind", bound=Hashable)

TOO_FEW = 3
"""People in a cell below which it points at one of them."""

TOO_LONG: Mapping[AccountState, int] = {
    AccountState.DETAILS_COLLECTED: 14,
    AccountState.OPENED: 14,
    AccountState.WAITING_FOR_ACTIVATION: 7,
    AccountState.OTP_NOT_ARRIVING: 7,
}
"""Days after which somebody waits too long at a stage on the way to money in the hand. A default of
this service; what does not stand here is no waiting."""

_STALE: Mapping[ListKind, int] = {ListKind.ACCOUNTS: 60}
"""Days since the newest thing that a list has said. A default of this service."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What came that day, what stands at its end, and what ended that day."""

    new: int = 0
    open: int = 0
    resolved: int = 0


@dataclass(frozen=True, slots=True)
class Accounts:
    """People entitled in the month who have an account at the bank: how many are seen paid, and
    what is known of the others.

    ``in_cash``: of those paid, who collected cash and got nothing through an account. ``no_code``:
    an officer was told so, or a case of it stands. ``not_reached``: of those not asked, whom an
    officer rang up in vain. ``not_due``: of those not asked, whose payday is still to come.
    ``with_alternative``: of those not seen paid, for whom it is settled how they are paid
    meanwhile.
    """

    month: Month
    paid: int = 0
    in_cash: int = 0
    no_code: int = 0
    other_reason: int = 0
    not_asked: int = 0
    not_reached: int = 0
    not_due: int = 0
    with_alternative: int = 0

    @property
    def opened(self) -> int:
        return self.paid + self.not_seen_paid

    @property
    def not_seen_paid(self) -> int:
        return self.no_code + self.other_reason + self.not_asked


@dataclass(frozen=True, slots=True)
class Ages:
    """Cases that stand, by the days since they were reported."""

    to_3: int = 0
    to_7: int = 0
    to_30: int = 0
    older: int = 0

    @property
    def all(self) -> int:
        return self.to_3 + self.to_7 + self.to_30 + self.older


@dataclass(frozen=True, slots=True)
class OtpCause:
    """``cause`` is None where nobody has said it yet."""

    cause: Cause | None
    count: Flow
    ages: Ages


@dataclass(frozen=True, slots=True)
class Otp:
    """Whom the code of the bank does not reach."""

    count: Flow
    by_cause: tuple[OtpCause, ...]


@dataclass(frozen=True, slots=True)
class Corrections:
    """``submitted`` and ``decided`` that day; ``waiting`` for a decision at its end, and of these
    ``overdue``."""

    submitted: int = 0
    decided: int = 0
    waiting: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Payments:
    """Payments of the month, each at the stage it has reached; not people: one may have two."""

    on_list: int = 0
    sent: int = 0
    credited: int = 0
    collected: int = 0
    failed: int = 0
    returned: int = 0

    def at(self, stage: Stage) -> int:
        return int(getattr(self, stage.value))


@dataclass(frozen=True, slots=True)
class PaymentsByMethod:
    """``home``: of those in cash, brought to whom asked for it, by visits written down; None where
    so few are that it would tell who cannot travel."""

    account: Payments
    cash: Payments
    home: int | None


@dataclass(frozen=True, slots=True)
class Questions:
    """What citizens asked that day. Neither answered nor not understood is what failed, or what a
    channel may not carry. It counts for a unit where the phone has named its own. ``warned``: how
    often somebody was warned of fraud."""

    asked: int = 0
    answered: int = 0
    not_understood: int = 0
    warned: int = 0


@dataclass(frozen=True, slots=True)
class AtStage:
    """Accounts that have come so far; ``too_long``: longer than `domain.summary.TOO_LONG`."""

    stage: AccountState
    people: int
    too_long: int


@dataclass(frozen=True, slots=True)
class OfChange:
    reason: ChangeReason
    count: Flow


@dataclass(frozen=True, slots=True)
class OfFinding:
    """``reason`` as a case of it is filed (`ListError.reason`); how many people it stands for."""

    reason: str
    open: int


@dataclass(frozen=True, slots=True)
class CreditAfterCash:
    """The first cash payday of the month in a unit, and when money came into accounts; None while
    it has not."""

    cash_on: date | None
    credited_from: date | None
    credited_to: date | None

    @property
    def days(self) -> int | None:
        """From the cash payday until the last account had its money; below 0: it came before."""
        if self.cash_on is None or self.credited_to is None:
            return None
        return (self.credited_to - self.cash_on).days


def is_stale(kind: ListKind, newest: date | None, day: date) -> bool:
    """Whether a list is too old to go by, or not there. One of a month is never too old in it."""
    if newest is None:
        return True
    return kind in _STALE and newest < day - timedelta(days=_STALE[kind])


@dataclass(frozen=True, slots=True)
class ListMissing:
    """A list that a unit lacks, or whose newest is too old. ``newest``: its day; None: there is
    none. ``way``: of a payment list."""

    unit: UnitKey
    kind: ListKind
    newest: date | None
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class OfUnit:
    """One unit. ``people``: entitled in the month. ``overdue``: cases past their day."""

    unit: UnitKey
    people: int
    accounts: Accounts
    opened_today: int
    otp_open: int
    not_received: int
    overdue: int
    credit: CreditAfterCash

    @property
    def waiting(self) -> int:
        """What somebody in the unit has to see to: whose money is due, not seen and without
        another way, and what is overdue."""
        accounts = self.accounts
        due = accounts.not_seen_paid - accounts.not_due - accounts.with_alternative
        return max(due, 0) + self.overdue


def needs_help_most(units: Iterable[OfUnit]) -> OfUnit | None:
    """Where most is to be seen to, of two the smaller unit; None where nothing is."""
    worst = max(units, key=lambda one: (one.waiting, -one.people), default=None)
    return worst if worst is not None and worst.waiting else None


@dataclass(frozen=True, slots=True)
class PointGaps:
    """Open points that hand out cash, and what is not known or not there."""

    points: int
    without_place: int
    without_seats: int
    without_shade: int


@dataclass(frozen=True, slots=True)
class Headline:
    """What is set beside the day before."""

    opened: int
    paid: int
    not_seen_paid: int
    not_asked: int
    otp_open: int
    not_received: int
    corrections_waiting: int
    overdue: int
    points_closed: int

    def since(self, before: Headline) -> Mapping[str, int]:
        """By field, by how much it is more than before; what has not changed is left out."""
        changes = {
            one.name: getattr(self, one.name) - getattr(before, one.name) for one in fields(self)
        }
        return {name: change for name, change in changes.items() if change}


@dataclass(frozen=True, slots=True)
class Summary:
    """All of it. ``before``: the same at the end of the day before. ``uncollected_twice``: people
    whose cash was not collected in two months running. ``overdue``: cases past their day.
    ``points_closed``: points of which it stands reported that they are closed."""

    day: date
    units: tuple[UnitKey, ...]
    accounts: Accounts
    opened_today: int
    otp: Otp
    not_received: Flow
    corrections: Corrections
    payments: Payments
    by_method: PaymentsByMethod
    uncollected_twice: int
    overdue: int
    points_closed: int
    questions: Questions
    stages: tuple[AtStage, ...]
    changes: tuple[OfChange, ...]
    findings: tuple[OfFinding, ...]
    lists: tuple[ListMissing, ...]
    by_unit: tuple[OfUnit, ...]
    point_gaps: PointGaps
    before: Headline

    @property
    def month(self) -> Month:
        return self.accounts.month

    @property
    def headline(self) -> Headline:
        return Headline(
            opened=self.accounts.opened,
            paid=self.accounts.paid,
            not_seen_paid=self.accounts.not_seen_paid,
            not_asked=self.accounts.not_asked,
            otp_open=self.otp.count.open,
            not_received=self.not_received.open,
            corrections_waiting=self.corrections.waiting,
            overdue=self.overdue,
            points_closed=self.points_closed,
        )

    @property
    def changed(self) -> Mapping[str, int]:
        """Since the day before, by field of `Headline`."""
        return self.headline.since(self.before)

    @property
    def is_quiet(self) -> bool:
        """Nothing came in, nothing ended and nothing changed that day."""
        flows = (self.otp.count, self.not_received, *(one.count for one in self.changes))
        happened = (
            self.opened_today,
            self.corrections.submitted,
            self.corrections.decided,
            self.questions.asked,
            self.questions.warned,
            *(one.new + one.resolved for one in flows),
        )
        return not any(happened) and not self.changed


def broken_down(cells: Mapping[Kind, int]) -> Mapping[Kind, int] | None:
    """A count by something that tells of a person's category; None where a cell would point at
    somebody. All of it then: what is left out could be found from the total."""
    if any(0 < count < TOO_FEW for count in cells.values()):
        return None
    return cells
