"""Three lists against each other: the commune's of people, the post's of payments, the bank's of
accounts. What contradicts in them is named person by person (report 3010, V.3).

Nothing is a finding while the list that would say so is not there yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.account import way_problem
from domain.case import CaseKind, PaidHow
from domain.identity import Birth, same_name
from domain.list_error import ListError
from domain.lists.row import ListKind
from domain.payout import FailedBecause, Stage, Way
from domain.person import Programme
from domain.place import UnitKey
from domain.text import Month, Text

USUAL_ON_ONE_ACCOUNT = 3
"""People whose money goes into one account: usual where one collects for relatives (report 3010,
Biểu 02: "một tài khoản nhận 02 hoặc 03 xuất cho người thân")."""

USUAL_ON_ONE_PHONE = 4
"""People of one household who share a phone; more, and it is a neighbour's or an officer's. A
default of this service."""

_ARREARS_STEP = 10_000
"""Đồng. What is paid back for a raise is a multiple of this alone (DOMAIN.md §1.1, §10.6 C7)."""


@dataclass(frozen=True, slots=True)
class Receiving:
    """The account that a payment names. ``people``: how many are paid into it this month.
    ``holder`` as the bank has it, ``owners`` under which names it may be held; both empty where
    they are not to be compared: of a child the representative holds it."""

    exists: bool
    people: int = 1
    holder: str = ""
    owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment of the month, as it stands on a list that holds; in đồng."""

    programme: Programme
    way: Way
    amount: int
    arrears: int
    stage: Stage
    reason: FailedBecause | None = None
    into: Receiving | None = None

    @property
    def is_payee_missing(self) -> bool:
        return self.reason is FailedBecause.PAYEE_NOT_LISTED


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """``exists``: at the bank. ``used``: somebody else's money goes into it."""

    exists: bool
    usable: bool
    used: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands on the three lists of a month.

    ``way``: how they are to be paid. ``halves``: the coefficients due in the month, in halves, by
    programme; empty where they are not entitled. ``ever``: entitled in some month at all. ``own``:
    their account. ``birth`` is None of who is grown up, and where it cannot be read.
    ``dead_since``: the month in which a death was reported. ``paid_before``: on a list of an
    earlier month; ``made_up``: a later list pays arrears. ``same_id`` and ``same_phone``: how many
    on the lists have the same, themselves among them; ``one_household``: those all live in one
    unit.
    """

    person: int
    unit: UnitKey
    way: Way
    halves: Mapping[Programme, int]
    ever: bool
    paid: tuple[Paid, ...] = ()
    own: OwnAccount | None = None
    birth: Birth | None = None
    dead_since: Month | None = None
    paid_before: bool = False
    made_up: bool = False
    same_id: int = 1
    same_phone: int = 1
    one_household: bool = True

    @property
    def lists(self) -> tuple[ListKind, ...]:
        """Those on which they stand."""
        has_account = self.own is not None and self.own.exists
        stands = (
            (ListKind.PEOPLE, bool(self.halves)),
            (ListKind.PAYMENTS, bool(self.paid)),
            (ListKind.ACCOUNTS, has_account),
        )
        return tuple(kind for kind, there in stands if there)


@dataclass(frozen=True, slots=True)
class There:
    """Which lists of a month there are where a person lives, and its standard amount in đồng; None
    before the first that is known."""

    month: Month
    standard: int | None
    people: bool
    accounts: bool
    payments: frozenset[tuple[Programme, Way]]

    def would_name(self, one: Standing, programme: Programme) -> bool:
        """Whether there is the payment list that they belong on."""
        return (programme, one.way) in self.payments


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``people``: how many share it. A note is usual, explained, and nobody's work."""

    error: ListError
    people: int = 1
    note: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction about one person. ``case``: the number under which it is looked into; None
    of a note."""

    error: ListError
    person: int
    unit: UnitKey
    lists: tuple[ListKind, ...]
    people: int = 1
    note: bool = False
    case: str | None = None

    @property
    def sentence(self) -> Text:
        """What is wrong and what would be right; nobody is named, no amount told."""
        about = NOTES if self.note else SENTENCES
        return about[self.error].filled(count=self.people)


SENTENCES: Mapping[ListError, Text] = {
    ListError.ACCOUNT_BUT_CASH_LIST: Text(
        "The account can be used, and the payment is on the cash list. It belongs on the account "
        "list."
    ),
    ListError.NO_ACCOUNT_BUT_ACCOUNT_LIST: Text(
        "On the account list, and the bank has no open account. Pay in cash until it is open."
    ),
    ListError.ON_NO_LIST: Text(
        "On the commune's list, and not on the payment list. Add a payment, or end the entitlement."
    ),
    ListError.MONTH_MISSING: Text(
        "Paid in earlier months, and not on this month's list, nor later as arrears. Add the "
        "payment, or end the entitlement."
    ),
    ListError.PAID_NOT_ENTITLED: Text(
        "On the payment list, and not entitled by the commune's list. Enter the decision, or take "
        "the payment off."
    ),
    ListError.ACCOUNT_ALONE: Text(
        "Only the bank's list has this person. Enter the decision, or have the bank take the "
        "account off its list."
    ),
    ListError.PAYEE_NOT_LISTED: Text(
        "Who collects is not on the payment list. Add them there, with their paper."
    ),
    ListError.TWO_ON_ONE_ACCOUNT: Text(
        "The money of {count} people goes into one account. Up to three relatives are usual; look "
        "at whose it is."
    ),
    ListError.PAID_AFTER_DEATH: Text(
        "Paid for a month after the death. Take the payment off; what was paid goes back."
    ),
    ListError.PAID_BEFORE_BIRTH: Text(
        "Paid for a month before the birth. Correct the birth date, or take the payment off."
    ),
    ListError.WRONG_HOLDER: Text(
        "The bank has the account under another name. Compare both with the identity card, and "
        "correct the one that differs."
    ),
    ListError.WRONG_AMOUNT: Text(
        "The amount is not the coefficient times the month's standard amount. Correct the list, or "
        "the coefficient."
    ),
    ListError.ODD_AMOUNT: Text(
        "The amount is no multiple of half the standard amount, or arrears are none of 10.000 "
        "đồng. Correct the list."
    ),
    ListError.ID_SHARED: Text(
        "{count} people have the same identity number. Compare with the cards, and correct the "
        "wrong one."
    ),
    ListError.PHONE_SHARED: Text(
        "{count} people who are not of one household have the same phone. Ask each for their own "
        "number."
    ),
}

NOTES: Mapping[ListError, Text] = {
    ListError.TWO_ON_ONE_ACCOUNT: Text(
        "The money of {count} people goes into one account, as is usual for relatives."
    ),
    ListError.PHONE_SHARED: Text(
        "{count} people of one commune share a phone, as is usual in a household."
    ),
}


def contradictions(one: Standing, there: There) -> Iterator[Contradiction]:
    """The gravest first. What follows from another is not named beside it."""
    yield from _paid(one, there) if one.paid else _unpaid(one, there)
    if one.halves or one.paid:
        yield from _shared(one)


def findings(one: Standing, there: There) -> Iterator[Finding]:
    for found in contradictions(one, there):
        yield Finding(found.error, one.person, one.unit, one.lists, found.people, found.note)


def _unpaid(one: Standing, there: There) -> Iterator[Contradiction]:
    if _is_missed(one, there):
        yield Contradiction(ListError.MONTH_MISSING if one.paid_before else ListError.ON_NO_LIST)
    elif _account_alone(one, there):
        yield Contradiction(ListError.ACCOUNT_ALONE)


def _is_missed(one: Standing, there: There) -> bool:
    """Of who has died no payment is missed; nor one that a later list makes up for."""
    named = any(there.would_name(one, programme) for programme in one.halves)
    return named and not one.made_up and not _dead(one, there.month)


def _account_alone(one: Standing, there: There) -> bool:
    """Who was entitled once keeps the account; a relative's receives for somebody else."""
    own = one.own
    return there.people and not one.ever and own is not None and own.exists and not own.used


def _paid(one: Standing, there: There) -> Iterator[Contradiction]:
    impossible = _impossible(one, there)
    if impossible is not None:
        yield Contradiction(impossible)
    elif (wrong := _amount_problem(one, there)) is not None:
        yield Contradiction(wrong)
    if any(paid.is_payee_missing for paid in one.paid):
        yield Contradiction(ListError.PAYEE_NOT_LISTED)
    yield from map(Contradiction, sorted(_way_problems(one, there)))
    if any(other_holder(paid.into) for paid in one.paid):
        yield Contradiction(ListError.WRONG_HOLDER)
    people = max((paid.into.people for paid in one.paid if paid.into), default=1)
    if people > 1:
        usual = people <= USUAL_ON_ONE_ACCOUNT
        yield Contradiction(ListError.TWO_ON_ONE_ACCOUNT, people, note=usual)


def _impossible(one: Standing, there: There) -> ListError | None:
    """Paid, where nothing can be due; arrears alone may be, for months before."""
    if _dead(one, there.month):
        return ListError.PAID_AFTER_DEATH
    if one.birth is not None and _born_after(one.birth, there.month):
        return ListError.PAID_BEFORE_BIRTH
    for_this_month = any(paid.amount for paid in one.paid)
    if there.people and not one.halves and for_this_month:
        return ListError.PAID_NOT_ENTITLED
    return None


def _dead(one: Standing, month: Month) -> bool:
    """The month of a death is still paid (NĐ 20/2021/NĐ-CP, Article 8)."""
    return one.dead_since is not None and one.dead_since < month


def _born_after(birth: Birth, month: Month) -> bool:
    """By the year alone where no month is known."""
    if birth.month is None:
        return birth.year > month.year
    return (birth.year, birth.month) > (month.year, month.month)


def _amount_problem(one: Standing, there: There) -> ListError | None:
    if there.standard is None:
        return None
    due = _due(one, there, there.standard)
    if due and sum(paid.amount for paid in one.paid) != due:
        return ListError.WRONG_AMOUNT
    odd = any(_is_odd(paid, there.standard) for paid in one.paid)
    return ListError.ODD_AMOUNT if odd else None


def _due(one: Standing, there: There, standard: int) -> int:
    """Of the programmes whose list is there, in đồng."""
    on = {paid.programme for paid in one.paid}
    halves = sum(
        count
        for programme, count in one.halves.items()
        if programme in on or there.would_name(one, programme)
    )
    return halves * standard // 2


def _is_odd(paid: Paid, standard: int) -> bool:
    """In a month with arrears both may stand in one sum."""
    if paid.arrears:
        return (paid.amount + paid.arrears) % _ARREARS_STEP != 0
    return paid.amount * 2 % standard != 0


def _way_problems(one: Standing, there: There) -> set[ListError]:
    """An account that no list of the bank can name yet is no finding."""
    usable = one.own is not None and one.own.usable
    found = {
        way_problem(
            paid.way,
            usable=usable,
            exists=(paid.into is not None and paid.into.exists) or not there.accounts,
        )
        for paid in one.paid
    }
    return {ListError(problem.value) for problem in found if problem is not None}


def other_holder(into: Receiving | None) -> bool:
    """Whether the bank has an account under a name that is none of its owner's."""
    if into is None or not into.exists or not into.holder or not into.owners:
        return False
    return not any(same_name(into.holder, owner) for owner in into.owners)


def _shared(one: Standing) -> Iterator[Contradiction]:
    if one.same_id > 1:
        yield Contradiction(ListError.ID_SHARED, one.same_id)
    if one.same_phone > 1:
        usual = one.one_household and one.same_phone <= USUAL_ON_ONE_PHONE
        yield Contradiction(ListError.PHONE_SHARED, one.same_phone, note=usual)


LASTING = frozenset({ListError.WRONG_HOLDER, ListError.ID_SHARED, ListError.PHONE_SHARED})
"""What is wrong in a record is one case until it is put right, whatever month it is."""

FILED_AS = frozenset((error.kind, error.reason) for error in ListError)
"""Kinds and reasons of the cases that lists can end."""

_BY_LISTS_ALONE = frozenset(
    {
        CaseKind.NOT_ON_LIST.value,
        ListError.ACCOUNT_BUT_CASH_LIST.value,
        ListError.NO_ACCOUNT_BUT_ACCOUNT_LIST.value,
    }
)
"""What is reported so is what the lists say, and nothing that they cannot know."""


def settles(reason: str, one: Standing, there: There, *, shown: bool) -> PaidHow | None:
    """How a person comes to their money by the lists as they are now, where these no longer show
    what a case is about; None where somebody must say so.

    ``reason``: of the case. ``shown``: the lists did show it; otherwise it was only said, and lists
    made since then answer it only where they can.
    """
    if not there.payments:
        return None
    if one.paid:
        return _paid_how(one) if shown or reason in _BY_LISTS_ALONE else None
    if reason == ListError.PAID_AFTER_DEATH or (shown and _is_about_no_money(reason, one)):
        return PaidHow.NONE_DUE
    return PaidHow.NEXT_MONTH if reason == CaseKind.NOT_ON_LIST.value and one.made_up else None


def _is_about_no_money(reason: str, one: Standing) -> bool:
    """Nothing is due to who is not entitled; that alone does not answer who misses money."""
    return not one.halves and reason not in _MONEY_MISSING


_MONEY_MISSING = frozenset(
    error.reason for error in ListError if error.kind is not CaseKind.LIST_PROBLEM
)


def _paid_how(one: Standing) -> PaidHow | None:
    """None where a payment has failed, or has come back: then it is not settled."""
    if any(paid.reason is not None or paid.stage is Stage.RETURNED for paid in one.paid):
        return None
    if all(paid.stage in {Stage.CREDITED, Stage.COLLECTED} for paid in one.paid):
        return PaidHow.PAID
    by_account = all(paid.way is Way.ACCOUNT for paid in one.paid)
    return PaidHow.ACCOUNT if by_account else PaidHow.POINT
