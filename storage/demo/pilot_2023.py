"""The months of the report (July to September 2023), made so that its tables come out of them.

Every figure is the report's own; where its tables disagree, the one that adds up is taken
(DOMAIN.md §10). Which people stand behind the figures is invented, and so is this part of it:

* A payment has arrived when it was credited or collected; only such payments are paid through an
  account (Biểu 02 and 03). Of the 485 whose account brought them nothing in September, most stand
  on that month's account list with a failed payment, the rest on no list at all.
* Châu Đốc gets four halves less in August than in July for the same 182 people because two
  orphans turn 4. Tịnh Biên gets six more for the same 355 because three people turn 80 and three
  with a disability turn 60.
* Tịnh Biên's 370 payments of July go to 355 accounts: 11 are for relatives and 4 for people who had
  died. Their own accounts were opened in August all the same, from details collected before, and
  never used: these are the 4 that the report leaves unexplained. As their commune had not yet
  reported the deaths (report V.2), they still count among the 5,605.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, repeat

from domain.account import AccountState
from domain.banks import NAM_A_BANK
from domain.payout import FailedBecause, Stage, Way
from domain.text import Month
from storage.demo.categories import Band, Birth, draw_band
from storage.demo.invented import Account, Beneficiary, Invented, Outcome
from storage.demo.ledger import Ledger, Standards
from storage.demo.names import as_at_bank
from storage.demo.people import Paid, Register, Span
from storage.demo.points import Points
from storage.demo.supply import Supply
from storage.demo.wards import CHAU_DOC, TINH_BIEN, Ward, apportion, of_area

JULY, AUGUST, SEPTEMBER = MONTHS = (Month(2023, 7), Month(2023, 8), Month(2023, 9))
PEOPLE = {CHAU_DOC: 4065, TINH_BIEN: 5605}

_NOT_IN_2023 = ("HTXH",)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A person to be made: by coefficient, and where ``born`` is given, born in that month."""

    halves: int
    category: str | None = None
    born: Month | None = None


@dataclass(frozen=True, slots=True)
class _Wave:
    """Accounts opened in one month that fared alike.

    ``halves`` is the sum over its people in the first month in which they are paid through them.
    """

    area: str
    people: int
    opened: Month
    paid_since: Month | None = None
    halves: int | None = None
    among_them: tuple[_Wanted, ...] = ()
    died: bool = False


_TURNS_4 = _Wanted(5, "K1", Month(2019, 8))
_TURNS_80 = _Wanted(3, "K5a", Month(1943, 8))
_TURNS_60 = _Wanted(3, "K6b", Month(1963, 8))
_DIED = _Wanted(2, "K5c")

_WAVES = (
    _Wave(CHAU_DOC, 182, JULY, JULY, 479, (_TURNS_4,) * 2),
    _Wave(CHAU_DOC, 227, SEPTEMBER, SEPTEMBER, 1111 - 475),
    _Wave(CHAU_DOC, 169, SEPTEMBER),
    _Wave(TINH_BIEN, 355, JULY, JULY, 1022 - 30, (_TURNS_80,) * 3 + (_TURNS_60,) * 3),
    _Wave(TINH_BIEN, 349, AUGUST, SEPTEMBER, 1992 - 998),
    _Wave(TINH_BIEN, 4, AUGUST, among_them=(_DIED,) * 4, died=True),
    _Wave(TINH_BIEN, 312, SEPTEMBER),
)
_FOR_RELATIVES = (2, 2, 2, 1, 1, 1, 1, 1)
"""How many relatives' payments an account received in July beside its holder's own."""

# The report counts up to 10 September, so whatever it counts has happened by then.
_OPENED = {
    JULY: (date(2023, 7, 3), 9),
    AUGUST: (date(2023, 8, 14), 12),
    SEPTEMBER: (date(2023, 9, 5), 2),
}
_LISTED = {
    (JULY, Way.CASH): date(2023, 7, 3),
    (JULY, Way.ACCOUNT): date(2023, 7, 14),  # post and bank were connected only then
    (AUGUST, Way.CASH): date(2023, 8, 1),
    (AUGUST, Way.ACCOUNT): date(2023, 8, 7),
    (SEPTEMBER, Way.CASH): date(2023, 9, 1),
    (SEPTEMBER, Way.ACCOUNT): date(2023, 9, 7),
}
_COLLECTED = {JULY: date(2023, 7, 5), AUGUST: date(2023, 8, 3), SEPTEMBER: date(2023, 9, 5)}
_CREDITED = {JULY: date(2023, 7, 18), AUGUST: date(2023, 8, 10), SEPTEMBER: date(2023, 9, 8)}

_UNPAID_STATES = (
    *repeat(AccountState.OTP_NOT_ARRIVING, 6),
    *repeat(AccountState.WAITING_FOR_ACTIVATION, 3),
    AccountState.OPENED,
)
_FAILED = (
    *repeat(FailedBecause.ACCOUNT_INACTIVE, 7),
    FailedBecause.NAME_DIFFERS,
    FailedBecause.WRONG_NUMBER,
    FailedBecause.PAYEE_NOT_LISTED,
)


def make(supply: Supply, standards: Standards, points: Points) -> Invented:
    """9,670 people, their accounts, and three months of payments."""
    pilot = _Pilot(supply, standards, points)
    for area in (CHAU_DOC, TINH_BIEN):
        pilot.settle(area)
    return pilot.made()


class _Pilot:
    def __init__(self, supply: Supply, standards: Standards, points: Points) -> None:
        self._supply = supply
        self._points = points
        self._register = Register(supply, Span(JULY, SEPTEMBER, ends=SEPTEMBER))
        self._ledger = Ledger(supply, standards, lambda month, way: _LISTED[month, way])
        self._accounts: list[Account] = []

    def made(self) -> Invented:
        return Invented(
            people=self._register.people,
            accounts=self._accounts,
            lists=self._ledger.lists,
            payments=self._ledger.payments,
        )

    def settle(self, area: str) -> None:
        """Everybody of an old district: with an account, wave by wave, and without."""
        waves = [wave for wave in _WAVES if wave.area == area]
        accounts = [(wave, self._open(person, wave)) for wave in waves for person in self._in(wave)]
        others = self._without_account(area)
        guests = self._pay_guests(accounts, others) if any(wave.died for wave in waves) else set()
        for wave, account in accounts:
            self._pay_holder(wave, account)
        for person in others:
            for month in MONTHS:
                if month != JULY or person not in guests:
                    self._pay_in_cash(person, month)

    # --- Who there is ---------------------------------------------------------------------

    def _in(self, wave: _Wave) -> list[Beneficiary]:
        wards = of_area(wave.area)
        shares = apportion(wave.people, [ward.population for ward in wards])
        dealt = chain.from_iterable(map(repeat, wards, shares))
        return [self._person(*both) for both in zip(self._wanted(wave), dealt, strict=True)]

    def _wanted(self, wave: _Wave) -> list[_Wanted]:
        rest = wave.people - len(wave.among_them)
        halves = [self._any_band(difficult=False).halves for _ in range(rest)]
        if wave.halves is not None:
            self._nudge(halves, wave.halves - sum(one.halves for one in wave.among_them))
        wanted = [*wave.among_them, *map(_Wanted, halves)]
        self._supply.rng.shuffle(wanted)
        return wanted

    def _nudge(self, halves: list[int], total: int) -> None:
        """Move coefficients by one half, within 1,0 and 2,5, until their sum is the report's."""
        while missing := total - sum(halves):
            step = 1 if missing > 0 else -1
            i = self._supply.rng.randrange(len(halves))
            if 2 <= halves[i] + step <= 5:
                halves[i] += step

    def _person(self, wanted: _Wanted, ward: Ward) -> Beneficiary:
        paid = Paid(ward, ward.unit_2023, Way.ACCOUNT)
        if wanted.born and wanted.category:
            day = wanted.born.first_day + timedelta(days=self._supply.rng.randrange(28))
            return self._register.born(Birth(day.year, day), wanted.category, paid)
        band = self._any_band(ward.difficult, wanted.halves, wanted.category)
        return self._register.anybody(band, paid, steady=True)

    def _without_account(self, area: str) -> list[Beneficiary]:
        wards = of_area(area)
        people = PEOPLE[area] - sum(wave.people for wave in _WAVES if wave.area == area)
        shares = apportion(people, [ward.population for ward in wards])
        return [
            self._register.anybody(self._any_band(ward.difficult), self._paid_in_cash(ward))
            for ward, share in zip(wards, shares, strict=True)
            for _ in range(share)
        ]

    def _paid_in_cash(self, ward: Ward) -> Paid:
        return Paid(ward, ward.unit_2023, Way.CASH, self._points.of_pilot(ward))

    def _any_band(
        self, difficult: bool, halves: int | None = None, category: str | None = None
    ) -> Band:
        return draw_band(
            self._supply,
            difficult,
            lambda band: (
                band.category not in _NOT_IN_2023
                and halves in (None, band.halves)
                and category in (None, band.category)
            ),
        )

    def _open(self, person: Beneficiary, wave: _Wave) -> Account:
        first, days = _OPENED[wave.opened]
        opened = first + timedelta(days=self._supply.rng.randrange(days))
        account = Account(
            id=self._supply.new_id(),
            person=person,
            bank=NAM_A_BANK,
            number=self._supply.account_number(),
            holder=as_at_bank(person.name),
            state=self._state(wave),
            state_on=opened + timedelta(days=1),
            opened_on=opened,
        )
        self._accounts.append(account)
        return account

    def _state(self, wave: _Wave) -> AccountState:
        if wave.died:
            return AccountState.WAITING_FOR_ACTIVATION
        if wave.paid_since is None:
            return self._supply.rng.choice(_UNPAID_STATES)
        # In Châu Đốc nobody had a card yet (report V.3.1).
        carded = wave.area == TINH_BIEN and self._supply.chance(12)
        return AccountState.CARD_ISSUED if carded else AccountState.USABLE

    # --- What became of the money ---------------------------------------------------------

    def _pay_holder(self, wave: _Wave, account: Account) -> None:
        for month in () if wave.died else MONTHS:
            if wave.paid_since and wave.paid_since <= month:
                self._credit(account.person, month, account)
            elif month == SEPTEMBER:
                self._leave_unpaid(account)
            else:
                self._pay_in_cash(account.person, month)

    def _credit(self, person: Beneficiary, month: Month, account: Account) -> None:
        self._ledger.pay(person, month, account, Outcome(Stage.CREDITED, _CREDITED[month]))

    def _leave_unpaid(self, account: Account) -> None:
        """An account merely opened came too late for the list."""
        if account.state is not AccountState.OPENED:
            reason = self._supply.rng.choice(_FAILED)
            outcome = Outcome(Stage.FAILED, _CREDITED[SEPTEMBER], reason)
            self._ledger.pay(account.person, SEPTEMBER, account, outcome)

    def _pay_in_cash(self, person: Beneficiary, month: Month) -> None:
        day = _COLLECTED[month] + timedelta(days=int(person.ward.code) % 4)
        point = self._points.of_pilot(person.ward)
        self._ledger.pay(person, month, point, Outcome(Stage.COLLECTED, day))

    def _pay_guests(
        self, accounts: Sequence[tuple[_Wave, Account]], others: Sequence[Beneficiary]
    ) -> set[Beneficiary]:
        """In July some accounts received for others of their ward too; returns the relatives."""
        hosts = [account for wave, account in accounts if wave.paid_since == JULY]
        self._supply.rng.shuffle(hosts)
        for dead in (account.person for wave, account in accounts if wave.died):
            host = next(one for one in hosts if one.person.ward == dead.ward)
            hosts.remove(host)
            self._credit(dead, JULY, host)
        relatives: set[Beneficiary] = set()
        for host, number in zip(hosts, _FOR_RELATIVES, strict=False):
            for person in _relatives(host, others, relatives)[:number]:
                relatives.add(person)
                self._credit(person, JULY, host)
        return relatives


def _relatives(
    host: Account, others: Sequence[Beneficiary], taken: set[Beneficiary]
) -> list[Beneficiary]:
    """Who may be one: of the same ward, and with the coefficient 1,0 that the sum leaves them."""
    ward = host.person.ward
    return [
        one for one in others if one.ward == ward and one.halves(JULY) == 2 and one not in taken
    ]
