"""The bank's code does not come, as the person says it: whether its number is theirs, and no more;
which bank and which month the records know."""

from __future__ import annotations

from collections.abc import Mapping

from domain.advice import concerning_now
from domain.case import CaseKind
from domain.otp import AtBank, Cause, Meanwhile, OtpFailure, Tried, since_when
from domain.person import Person
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.account_words import CANNOT_WALK
from handlers.beneficiary.first_answer import asks_later, first_answer
from handlers.beneficiary.payout_words import NEVER_TELL
from handlers.beneficiary.report_money import already_open, linked
from handlers.beneficiary.request_words import WHEN_PAID_IS_SAID
from handlers.beneficiary.whose import name_among_several
from handlers.talk import Talk
from storage.cases import Report
from storage.records import Records

_NUMBER: Mapping[AtBank, Text] = {
    AtBank.RIGHT: Text("Yes, I still use it").signed(Sign.GO),
    AtBank.WRONG: Text("No, I have another number").signed(Sign.STOP),
    AtBank.NONE: Text("I have no phone").signed(Sign.PHONE),
    AtBank.NOT_KNOWN: Text("I do not know").signed(Sign.HELP),
}
_CAUSE: Mapping[AtBank, Cause] = {
    AtBank.RIGHT: Cause.UNKNOWN,
    AtBank.WRONG: Cause.NUMBER_CHANGED,
    AtBank.NONE: Cause.NO_PHONE,
    AtBank.NOT_KNOWN: Cause.UNKNOWN,
}
_TODAY: Mapping[AtBank, tuple[Text, ...]] = {
    AtBank.RIGHT: (
        Text("Turn the phone off and on, then have a new code sent.").signed(Sign.PHONE),
    ),
    AtBank.WRONG: (
        Text("Only the bank can change the number: please take the citizen card there.").signed(
            Sign.BANK
        ),
        CANNOT_WALK,
    ),
    AtBank.NONE: (),
    AtBank.NOT_KNOWN: (
        Text("Please take the citizen card and the phone to the post office.").signed(Sign.POST),
        CANNOT_WALK,
    ),
}
"""What can be done at once."""


async def code_not_come(talk: Talk, records: Records) -> None:
    """For who hears about the person; how they are paid meanwhile the officer has yet to say."""
    link = await linked(talk, records)
    known = await records.cases.open_about(link.person.id, CaseKind.OTP, talk.now)
    if known is not None:
        await records.cases.also_reported(known.id, talk.session.id, talk.now)
        lines = await already_open(talk, records, known)
        talk.say(*lines, offers=(*asks_later(talk, known), *talk.menu))
        return
    number = await talk.ask("number", await _is_it_theirs(talk, records, link.person))
    await _file(talk, records, link.person, number)


async def _is_it_theirs(talk: Talk, records: Records, person: Person) -> OneOf[AtBank]:
    """No digit of it is read out: only staff see whose phone they hold."""
    before = await name_among_several(talk, records, person)
    choices = {one.value: (label, one) for one, label in _NUMBER.items()}
    question = Text("Do {you} still use the number that {you} gave the bank?")
    return OneOf(question.signed(Sign.PHONE), choices, before=tuple(before), by_beginning=True)


async def _file(talk: Talk, records: Records, person: Person, number: AtBank) -> None:
    month = Month.of(talk.today)
    payment = concerning_now(await records.payouts.of(person.id, month.plus(-1)), talk.now)
    account = await records.accounts.of(person.id)
    failure = OtpFailure(
        cause=_CAUSE[number],
        number=number,
        since=since_when(payment, talk.today),
        tried=Tried.NOTHING,
        meanwhile=Meanwhile.NOT_SAID,
    )
    said = Report(
        cause=failure.cause.value,
        bank=account.bank if account else None,
        details=failure.written(),
    )
    about = (CaseKind.OTP, CaseKind.OTP.value, person, payment.month if payment else month)
    case = await records.cases.file(*about, talk.session.id, talk.now, said=said)
    talk.note("reported_otp", person.id)
    talk.say(
        *await name_among_several(talk, records, person),
        *await first_answer(talk, records, case, person.unit),
    )
    steps = (*_TODAY[number], WHEN_PAID_IS_SAID, NEVER_TELL)
    talk.say(*steps, offers=(*asks_later(talk, case), *talk.menu))
