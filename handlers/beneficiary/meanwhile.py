"""How somebody is paid until the code of their bank arrives, as it was arranged with them."""

from __future__ import annotations

from domain.case import CaseKind
from domain.payout import Payment, Way
from domain.person import Person
from domain.text import Text
from handlers.beneficiary.request_words import paid_meanwhile
from handlers.talk import Talk
from storage.records import Records


async def arranged(
    talk: Talk, records: Records, person: Person, payment: Payment | None
) -> tuple[Text, ...]:
    """Nothing for who is on the cash list anyhow: they would hear of two days."""
    if payment is not None and payment.way is not Way.ACCOUNT:
        return ()
    case = await records.cases.open_about(person.id, CaseKind.OTP, talk.now)
    failure = await records.cases.otp(case) if case else None
    return paid_meanwhile(failure, records.reference, talk.today) if failure else ()
