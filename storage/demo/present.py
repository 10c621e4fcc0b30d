"""The present: about 1,400 people of the 7 units, with this month and next month around today.

Who lives where follows the census; how many are Khmer, have an account or a phone is a guess.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import cycle

from domain.account import AccountState, ListProblem
from domain.banks import NAM_A_BANK
from domain.payout import DayState, FailedBecause, PayoutDay, Stage, Way
from domain.person import Programme, Sex
from domain.place import UnitKey
from domain.text import Month
from storage.demo.categories import Band, draw_band, programme_of
from storage.demo.codes import CAST, Fate, Part
from storage.demo.invented import Account, Beneficiary, Invented, LinkCode, Outcome
from storage.demo.ledger import Ledger, Standards
from storage.demo.names import as_at_bank, invent_name
from storage.demo.payout_days import Calendar, When, on
from storage.demo.people import Paid, Register, Span
from storage.demo.points import Points
from storage.demo.supply import Supply
from storage.demo.wards import BY_CODE, WARDS, Ward, apportion

PEOPLE = 1400

_ACCOUNT_PERCENT = 38
_DETAILS_COLLECTED_PERCENT = 3
_ONE_IN_SO_MANY_SHARES_AN_ACCOUNT = 8
_MOVED_TO_PENSION = ("K5b", "K5c")
_LISTED_NEXT_MONTH = ("30316", "30505", "30526")
_ON_THE_WRONG_LIST = ("30511", "30517", "30529", "30538")
"""Nhơn Hưng, Thới Sơn, An Nông, An Hảo: account holders stand on the cash list, and people without
an account on the account list (report V.3.2)."""
_WRONG_ON_EACH = 2

_BACK_PAID = (date(2026, 10, 1), date(2027, 1, 31))
_RAISED_SINCE = Month(2026, 7)
_BACK_PAY_FOR_A_HALF = 3 * 40_000 // 2
"""500.000 became 540.000 from July 2026, and October was the first month paid so
(NĐ 335/2026/NĐ-CP): three months are owed."""
_ONE_IN_SO_MANY_IS_OWED = 40

_BANKS = (*(NAM_A_BANK,) * 4, "970405", "970436", "970415")
_STATES = (
    *(AccountState.USABLE,) * 14,
    *(AccountState.CARD_ISSUED,) * 3,
    AccountState.OTP_NOT_ARRIVING,
    AccountState.WAITING_FOR_ACTIVATION,
    AccountState.OPENED,
)
_REACHABLE = (AccountState.USABLE, AccountState.CARD_ISSUED)


def make(supply: Supply, standards: Standards, points: Points, today: date) -> Invented:
    """The present as of a day."""
    present = _Present(supply, standards, points, today)
    present.settle()
    present.cast()
    present.mix_up_lists()
    present.pay()
    return present.made()


class _Present:
    def __init__(self, supply: Supply, standards: Standards, points: Points, today: date) -> None:
        self._supply = supply
        self._points = points
        self._today = today
        self._month = Month.of(today)
        self._calendar = Calendar(supply, points, today)
        next_month = self._month.plus(1)
        self._register = Register(supply, Span(self._month, next_month, ends=None))
        self._ledger = Ledger(supply, standards, lambda month, _way: self._listed(month))
        self._accounts: list[Account] = []
        self._through: dict[Beneficiary, Account | int] = {}
        self._fates: dict[Beneficiary, Fate] = {}
        self._codes: list[LinkCode] = []
        self._count: Counter[DayState | Way] = Counter()
        self._failures = cycle(
            (
                FailedBecause.NAME_DIFFERS,
                FailedBecause.WRONG_NUMBER,
                FailedBecause.ACCOUNT_INACTIVE,
                FailedBecause.PAYEE_NOT_LISTED,
            )
        )

    def made(self) -> Invented:
        return Invented(
            days=self._calendar.days,
            people=self._register.people,
            accounts=self._accounts,
            lists=self._ledger.lists,
            payments=self._ledger.payments,
            codes=self._codes,
        )

    # --- Who there is ---------------------------------------------------------------------

    def settle(self) -> None:
        for ward, share in zip(
            WARDS, apportion(PEOPLE, [ward.population for ward in WARDS]), strict=True
        ):
            self._settle_ward(ward, share)

    def _settle_ward(self, ward: Ward, people: int) -> None:
        """Where a ward was divided, every other person goes to the other unit."""
        for nth in range(people):
            band = self._band(ward)
            unit = ward.units_now[nth % len(ward.units_now)]
            way = Way.ACCOUNT if self._supply.chance(_ACCOUNT_PERCENT) else Way.CASH
            self._arrange(self._register.anybody(band, self._paid(ward, unit, way, band.category)))

    def _band(self, ward: Ward) -> Band:
        return draw_band(
            self._supply, ward.difficult, lambda band: band.category not in _MOVED_TO_PENSION
        )

    def _paid(self, ward: Ward, unit: UnitKey, way: Way, category: str) -> Paid:
        point = self._point(ward, unit, programme_of(category)) if way is Way.CASH else None
        return Paid(ward, unit, way, point)

    def _point(self, ward: Ward, unit: UnitKey, programme: Programme) -> int:
        return self._points.now[self._points.in_cash(ward, unit, programme)].id

    def cast(self) -> None:
        """The people behind the demo codes."""
        for part in CAST:
            ward = BY_CODE[part.ward]
            paid = self._paid(ward, ward.units_now[0], part.way, part.who.category)
            person = self._register.enter(part.who, paid)
            self._play(person, part)

    def _play(self, person: Beneficiary, part: Part) -> None:
        self._fates[person] = part.fate
        self._codes.append(LinkCode(self._supply.new_id(), part.code, person, part.relation))
        if person.way is Way.ACCOUNT:
            self._through[person] = self._open(person, part.account, NAM_A_BANK)
        elif person.point is not None:
            self._through[person] = person.point
        if part.listed_wrong is ListProblem.ACCOUNT_BUT_CASH_LIST:
            self._through[person] = self._point(person.ward, person.unit, person.programme)
        elif part.listed_wrong is ListProblem.NO_ACCOUNT_BUT_ACCOUNT_LIST:
            self._through[person] = self._open(person, AccountState.DETAILS_COLLECTED, NAM_A_BANK)

    # --- How they are paid ------------------------------------------------------------------

    def _arrange(self, person: Beneficiary) -> None:
        if person.point is not None:
            self._through[person] = person.point
            if self._supply.chance(_DETAILS_COLLECTED_PERCENT):
                self._open(person, AccountState.DETAILS_COLLECTED)
            return
        self._count[Way.ACCOUNT] += 1
        relative = self._relative_of(person)
        shares = self._count[Way.ACCOUNT] % _ONE_IN_SO_MANY_SHARES_AN_ACCOUNT == 0
        if relative and shares:
            self._through[person] = relative
        else:
            self._through[person] = self._open(person, self._supply.rng.choice(_STATES))

    def _relative_of(self, person: Beneficiary) -> Account | None:
        """The last account opened, where it could be a relative's and works."""
        if not self._accounts or self._accounts[-1].person.ward != person.ward:
            return None
        last = self._accounts[-1]
        alike = (last.person.unit, last.person.programme) == (person.unit, person.programme)
        return last if alike and last.state in _REACHABLE else None

    def _open(self, person: Beneficiary, state: AccountState, bank: str | None = None) -> Account:
        opened = state is not AccountState.DETAILS_COLLECTED
        days_ago = self._supply.rng.randrange(60, 500)
        account = Account(
            id=self._supply.new_id(),
            person=person,
            bank=bank or self._supply.rng.choice(_BANKS),
            number=self._supply.account_number() if opened else "",
            holder=as_at_bank(self._holder(person)),
            state=state,
            state_on=self._today - timedelta(days=days_ago - 20),
            opened_on=self._today - timedelta(days=days_ago) if opened else None,
        )
        self._accounts.append(account)
        return account

    def _holder(self, person: Beneficiary) -> str:
        """For a child under 15 the account is its guardian's (Circular 17/2024/TT-NHNN)."""
        if person.birth.age_by(self._today) >= 15:
            return person.name
        khmer = 100 if person.name.startswith(("Chau ", "Ne", "Né")) else 0
        return invent_name(self._supply, Sex.FEMALE, self._today.year - 45, khmer)

    def mix_up_lists(self) -> None:
        for code in _ON_THE_WRONG_LIST:
            there = [person for person in self._through if self._may_be_mixed_up(person, code)]
            holders = [person for person in there if person.way is Way.ACCOUNT]
            others = [person for person in there if person.way is Way.CASH]
            for person in holders[:_WRONG_ON_EACH]:
                self._through[person] = self._point(person.ward, person.unit, person.programme)
            for person in others[:_WRONG_ON_EACH]:
                self._through[person] = self._collected_details(person)

    def _may_be_mixed_up(self, person: Beneficiary, ward: str) -> bool:
        if person.ward.code != ward or person in self._fates:
            return False
        through = self._through[person]
        return isinstance(through, int) or (
            through.person is person and through.state in _REACHABLE
        )

    def _collected_details(self, person: Beneficiary) -> Account:
        known = (account for account in self._accounts if account.person is person)
        return next(known, None) or self._open(person, AccountState.DETAILS_COLLECTED)

    # --- What becomes of the money ------------------------------------------------------------

    def pay(self) -> None:
        for nth, (person, through) in enumerate(self._through.items()):
            if self._fates.get(person) is not Fate.ON_NO_LIST:
                outcome = self._outcome(person, through)
                owed = self._owed(person, nth % _ONE_IN_SO_MANY_IS_OWED == 0)
                self._ledger.pay(person, self._month, through, outcome, owed)
            if person.unit.code in _LISTED_NEXT_MONTH:
                next_month = self._month.plus(1)
                outcome = Outcome(Stage.ON_LIST, self._listed(next_month))
                self._ledger.pay(person, next_month, through, outcome)

    def _listed(self, month: Month) -> date:
        if month != self._month:
            return on(When.YESTERDAY, self._today)
        return on(When.PAST, self._today) - timedelta(days=3)

    def _owed(self, person: Beneficiary, chosen: bool) -> int:
        if not _BACK_PAID[0] <= self._today <= _BACK_PAID[1]:
            return 0
        chosen = chosen and person.entitlements[0].from_month <= _RAISED_SINCE
        if person in self._fates:  # whose situation is told with their code
            chosen = self._fates[person] is Fate.ARREARS
        if not chosen:
            return 0
        return person.halves(self._month) * _BACK_PAY_FOR_A_HALF

    def _outcome(self, person: Beneficiary, through: Account | int) -> Outcome:
        account = through if isinstance(through, Account) else None
        point = through if isinstance(through, int) else None
        line = self._calendar.line(person.unit, person.programme, point)
        fate = self._fates.get(person)
        if fate not in (None, Fate.AS_CALENDAR, Fate.ARREARS):
            return self._settled(fate, line)
        return self._transferred(line, account) if account else self._handed_out(line, person)

    def _settled(self, fate: Fate | None, line: PayoutDay) -> Outcome:
        """Some days are long over, so what happened there happened on that day."""
        day = line.day or self._today
        match fate:
            case Fate.CREDITED:
                return Outcome(Stage.CREDITED, day)
            case Fate.NAME_DIFFERS:
                return Outcome(Stage.FAILED, day, FailedBecause.NAME_DIFFERS)
            case Fate.NO_CODE:
                return Outcome(Stage.FAILED, day, FailedBecause.NO_CODE)
            case Fate.INACTIVE:
                return Outcome(Stage.FAILED, day, FailedBecause.ACCOUNT_INACTIVE)
            case Fate.RETURNED:
                return self._sent_back(day)
            case _:
                return Outcome(Stage.COLLECTED, day)

    def _sent_back(self, day: date) -> Outcome:
        later = min(day + timedelta(days=2), self._today)
        return Outcome(Stage.RETURNED, later, FailedBecause.NOT_COLLECTED)

    def _waits(self) -> Outcome:
        return Outcome(Stage.ON_LIST, self._listed(self._month))

    def _handed_out(self, line: PayoutDay, person: Beneficiary) -> Outcome:
        """A person whose fate is open waits as the calendar says, others may have come."""
        if line.day is None or person in self._fates:
            return self._waits()
        self._count[line.state] += 1
        nth = self._count[line.state]
        if line.state is DayState.CONFIRMED and line.day == self._today and nth % 5 == 0:
            return Outcome(Stage.COLLECTED, line.day)
        return (
            self._after_closing(line.day, nth) if line.state is DayState.CLOSED else self._waits()
        )

    def _after_closing(self, day: date, nth: int) -> Outcome:
        if nth % 12 == 0:
            return self._sent_back(day)
        if nth % 17 == 0:
            return Outcome(Stage.FAILED, day, FailedBecause.NOT_COLLECTED)
        if nth % 19 == 0:
            return Outcome(Stage.FAILED, day, FailedBecause.PAYEE_NOT_LISTED)
        return Outcome(Stage.COLLECTED, day)

    def _transferred(self, line: PayoutDay, account: Account) -> Outcome:
        if account.state is AccountState.DETAILS_COLLECTED:
            return self._waits()
        if line.state is DayState.CONFIRMED:
            return Outcome(Stage.SENT, on(When.YESTERDAY, self._today))
        if line.state is not DayState.MONEY_IN_ACCOUNT or line.day is None:
            return self._waits()
        self._count[line.state] += 1
        if account.state not in _REACHABLE:
            return Outcome(Stage.FAILED, line.day, FailedBecause.ACCOUNT_INACTIVE)
        if self._count[line.state] % 15 == 0:
            return Outcome(Stage.FAILED, line.day, next(self._failures))
        return Outcome(Stage.CREDITED, line.day)
