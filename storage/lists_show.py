"""Cases that end by what a list says: the money was had, or went through to the account as it was
corrected."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from domain.account import AccountState
from domain.case import CaseKind, CaseState
from domain.case_flow import CaseEvent
from domain.payout import Stage, Way
from domain.permissions import Field
from storage.case_rows import standing
from storage.cases import Cases
from storage.connection import Store
from storage.tables import account, case_event, case_file, payment, payment_list

_USABLE = (AccountState.USABLE.value, AccountState.CARD_ISSUED.value)
_WENT_THROUGH = (Stage.CREDITED.value, Stage.COLLECTED.value)
_SHOWN_BY_MONEY = (Field.NAME.value, Field.ACCOUNT_NUMBER.value, "holder")
"""What is wrong there stops the money; a phone or a card number does not."""


async def end_what_lists_show(store: Store, now: datetime) -> int:
    """How many cases ended; whoever is to hear of it is told."""
    count = 0
    for event, shown in (
        (CaseEvent.LISTED, _money_was_had()),
        (CaseEvent.BANK_FOLLOWED, _money_went_through()),
    ):
        found = await store.connection.execute(
            select(case_file.c.id).where(standing, shown).order_by(case_file.c.id)
        )
        for case_id in found.scalars().all():
            ended = await Cases(store).happen(case_id, event, None, now)
            count += ended is not None
    return count


def _money_was_had() -> ColumnElement[bool]:
    """Of the account itself, or of a payment into it that was collected since."""
    filed = _day(case_file.c.filed_at)
    usable = exists().where(
        account.c.person_id == case_file.c.person_id,
        account.c.state.in_(_USABLE),
        account.c.state_on > filed,
    )
    collected = _paid(payment.c.stage == Stage.COLLECTED.value, payment.c.stage_on > filed)
    undecided = case_file.c.state.in_((CaseState.OPEN.value, CaseState.IN_HAND.value))
    return and_(case_file.c.kind == CaseKind.OTP.value, undecided, or_(usable, collected))


def _money_went_through() -> ColumnElement[bool]:
    """A payment arrived since it was approved here, by the name and number that were wrong."""
    approved = (
        select(func.max(_day(case_event.c.at)))
        .where(
            case_event.c.case_id == case_file.c.id,
            case_event.c.event == CaseEvent.APPROVED_HERE.value,
        )
        .correlate(case_file)
        .scalar_subquery()
    )
    return and_(
        case_file.c.kind == CaseKind.CORRECTION.value,
        case_file.c.state == CaseState.WAITS_FOR_BANK.value,
        case_file.c.reason.in_(_SHOWN_BY_MONEY),
        _paid(payment.c.stage.in_(_WENT_THROUGH), payment.c.stage_on > approved),
    )


def _paid(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            payment.c.person_id == case_file.c.person_id,
            payment.c.way == Way.ACCOUNT.value,
            payment.c.list_id == payment_list.c.id,
            payment_list.c.active,
            *where,
        )
        .correlate(case_file)
    )


def _day(moment: ColumnElement[datetime]) -> ColumnElement[date]:
    """The day of a moment; in UTC, which from seven in the morning on is the same day here."""
    return func.date(moment)
