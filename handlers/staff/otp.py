"""The code of the bank does not reach somebody: why, whose number it is, how they are paid
meanwhile; what can be supposed is supposed, and changed by one tap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeAlias

from domain.advice import concerning_now
from domain.case import Case, CaseKind, CaseState
from domain.message import Choice
from domain.otp import (
    CAUSES,
    AtBank,
    Cause,
    Group,
    Meanwhile,
    OtpFailure,
    Tried,
    number_by,
    since_when,
)
from domain.permissions import Act, Field
from domain.person import Person
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.carer import went_to_owner
from handlers.staff import otp_words
from handlers.staff.asks import PastDay
from handlers.staff.beneficiary_of import beneficiary, told
from handlers.staff.case_words import STATES, due_lines
from handlers.staff.home_or_cash import home_lines
from handlers.staff.otp_meanwhile import (
    Promised,
    come_already,
    credited_of,
    how_meanwhile,
)
from handlers.staff.scope import leave_it, own_people
from handlers.talk import Talk, offer
from storage.cases import Report
from storage.records import Records

_MONTHS_BACK = 2
PLAN_AT_HOME = Text("Plan who brings the money home").signed(Sign.PERSON)
_UNKNOWN = "unknown"
_SEND, _STOP = "send", "stop"
_CAUSE, _NUMBER, _MEANWHILE = "cause", "number", "meanwhile"
_SINCE, _MONTH, _TRIED = "since", "month", "tried"

Card: TypeAlias = tuple[OtpFailure, Month]


async def otp(talk: Talk, records: Records) -> None:
    """Who, why, is the number right, how are they paid meanwhile; then the card, and it is sent."""
    person = await beneficiary(talk, records, Act.REPORT_OTP)
    if person.id in await own_people(talk, records):
        leave_it(talk)
        return
    known = await records.cases.open_about(person.id, CaseKind.OTP, talk.now)
    if known is not None and await _only_looks(talk, records, person, known):
        return
    if known is None and not await _has_account(talk, records, person):
        talk.answer(told(person, records), _NO_ACCOUNT, *_NO_CODE, offers=talk.next_about(person))
        return
    digits = await bank_number(records, person, talk.now)
    card = await _filled(talk, records, person, digits)
    changed = 1
    while True:
        came = (
            *await come_already(talk, records, person, card[1]),
            *await home_lines(talk, records, person, card[0]),
        )
        wish = await talk.ask(f"card{changed}", _card(card, digits, came, person, records))
        if wish == _SEND:
            break
        if wish == _STOP:
            talk.say(_NOTHING_KEPT, offers=talk.next_about(person))
            return
        card = await _Asking(talk, records, person, digits, str(changed)).change(wish, card)
        changed += 1
    await _file(talk, records, person, card, known)


_NOTHING_KEPT = Text("Stopped. Nothing was kept.")


_NO_ACCOUNT = Text("In our list this person has no account.").signed(Sign.ACCOUNT)
_NO_CODE = (
    Text("So no code of a bank comes to them, and nothing was filed.").signed(Sign.STOP),
    Text("Please look at how they are paid, and report what is wrong there.").signed(Sign.HELP),
)


async def _has_account(talk: Talk, records: Records, person: Person) -> bool:
    """Of their own, or a relative's to which their money goes."""
    if await records.accounts.of(person.id) is not None:
        return True
    payments = await records.payouts.of(person.id, Month.of(talk.today).plus(-1))
    return any(one.account is not None for one in payments)


async def _only_looks(talk: Talk, records: Records, person: Person, known: Case) -> bool:
    """The same is not reported twice: what is open is looked at, or said otherwise now."""
    question = Text("What shall be done with it?").signed(Sign.HELP)
    choices = {
        "open": (Text("Look at the open one").signed(Sign.PAPERS), True),
        "anew": (Text("Say it otherwise").signed(Sign.CODE), False),
    }
    of = Text("Request {number} about this is open since {day}.", number=known.number,
              day=known.filed_on).signed(Sign.WAIT)  # fmt: skip
    looks = OneOf(question, choices, before=(told(person, records), of))
    if not await talk.ask("known", looks):
        return False
    if talk.staff.may(Act.ANSWER_CASES, person.unit, records.reference.gazetteer):
        talk.then("cases", case=str(known.id))
    talk.answer(
        of,
        STATES[known.state],
        *due_lines(known, talk.today),
        *await went_to_owner(records, known, person.unit, talk.staff.id),
        offers=talk.next_about(person),
    )
    return True


async def bank_number(records: Records, person: Person, now: datetime) -> str | None:
    """The end of the number that the bank has by our list; None where it was corrected here and
    the bank is still to follow."""
    reason = Field.PHONE.value
    corrected = await records.cases.open_about(person.id, CaseKind.CORRECTION, now, reason)
    if corrected is not None and corrected.state is CaseState.WAITS_FOR_BANK:
        return None
    return await records.people.phone_end(person.id)


async def _filled(talk: Talk, records: Records, person: Person, digits: str | None) -> Card:
    """What must be asked, and beside it what is supposed."""
    month = Month.of(talk.today)
    payments = await records.payouts.of(person.id, month.plus(-1))
    payment = concerning_now(payments, talk.now)
    asking = _Asking(talk, records, person, digits, "")
    cause = await asking.cause()
    number = number_by(cause) or await asking.number()
    how, day = await asking.meanwhile()
    credited = await credited_of(talk, records, person)
    failure = OtpFailure(
        cause=cause,
        number=number,
        since=since_when(payment, talk.today),
        tried=Tried.NOTHING,
        meanwhile=how,
        on=day.day if day else None,
        point=day.point if day else None,
        first=credited.month.plus(1) if credited else None,
    )
    return failure, payment.month if payment else month


@dataclass(frozen=True, slots=True)
class _Asking:
    """The questions; ``round_`` makes their answers' names fresh where one is asked again."""

    talk: Talk
    records: Records
    person: Person
    digits: str | None
    round_: str

    async def change(self, wish: str, card: Card) -> Card:
        """The card with one thing on it asked anew."""
        failure, month = card
        match wish:
            case "since":
                return replace(failure, since=await self._since(failure.since)), month
            case "month":
                return await self._of_month(failure, await self._month())
            case "tried":
                return replace(failure, tried=await self._tried()), month
            case "number":
                return replace(failure, number=await self.number()), month
            case "cause":
                cause = await self.cause()
                number = number_by(cause) or failure.number
                return replace(failure, cause=cause, number=number), month
        return await self._paid_anew(failure, month), month

    async def _of_month(self, failure: OtpFailure, month: Month) -> Card:
        """How they are paid is asked anew where the money of that month has come, and that of the
        other has not, or the other way round."""
        credited = await credited_of(self.talk, self.records, self.person, month)
        first = credited.month.plus(1) if credited else None
        if first != failure.first:
            failure = replace(await self._paid_anew(failure, month), first=first)
        return failure, month

    async def _paid_anew(self, failure: OtpFailure, month: Month) -> OtpFailure:
        name = f"meanwhile{self.round_}"
        how, day = await how_meanwhile(self.talk, self.records, self.person, name, month)
        on, point = (day.day, day.point) if day else (None, None)
        return replace(failure, meanwhile=how, on=on, point=point)

    async def cause(self) -> Cause:
        group = await self.talk.ask(f"group{self.round_}", _groups())
        if group is None:
            return Cause.UNKNOWN
        causes = CAUSES[group]
        if len(causes) == 1:
            return causes[0]
        choices = {one.value: (otp_words.CAUSES[one], one) for one in causes}
        question = Text("What exactly?").signed(Sign.HELP)
        return await self.talk.ask(f"cause{self.round_}", OneOf(question, choices))

    async def number(self) -> AtBank:
        asked = Text("The bank has no number in our list. Is the bank's own theirs?")
        if self.digits is None:
            asked = Text("The number was corrected here. Is the one at the bank theirs by now?")
        elif self.digits:
            asked = Text("The bank's number ends in {digits}. Is it theirs?", digits=self.digits)
        choices = {one.value: (label, one) for one, label in otp_words.AT_BANK.items()}
        return await self.talk.ask(f"number{self.round_}", OneOf(asked.signed(Sign.PHONE), choices))

    async def meanwhile(self) -> Promised:
        return await how_meanwhile(self.talk, self.records, self.person, f"meanwhile{self.round_}")

    async def _since(self, supposed: date) -> date:
        today = self.talk.today
        likely = (supposed, today, today - timedelta(days=1), today - timedelta(days=7))
        question = Text("Since when does no code arrive?")
        return await self.talk.ask(f"since{self.round_}", PastDay(question, today, likely))

    async def _month(self) -> Month:
        months = [Month.of(self.talk.today).plus(-back) for back in range(_MONTHS_BACK + 1)]
        choices = {str(one): (Text("{month}", month=one).signed(Sign.DAY), one) for one in months}
        question = Text("Which month's money?").signed(Sign.DAY)
        return await self.talk.ask(f"month{self.round_}", OneOf(question, choices))

    async def _tried(self) -> Tried:
        choices = {one.value: (label, one) for one, label in otp_words.TRIED.items()}
        question = Text("What was tried already?").signed(Sign.STEPS)
        return await self.talk.ask(f"tried{self.round_}", OneOf(question, choices))


def _groups() -> OneOf[Group | None]:
    choices: dict[str, tuple[Text, Group | None]] = {
        one.value: (label, one) for one, label in otp_words.GROUPS.items()
    }
    choices[_UNKNOWN] = (Text("Not known").signed(Sign.HELP), None)
    question = Text("Why does the code not arrive?").signed(Sign.CODE)
    return OneOf(question, choices)


_WISHES: Mapping[str, Text] = {
    _SEND: Text("Right, send it").signed(Sign.GO),
    _SINCE: Text("Another day since when").signed(Sign.CLOCK),
    _MONTH: Text("Another month").signed(Sign.DAY),
    _TRIED: Text("Something was tried").signed(Sign.STEPS),
    _NUMBER: Text("The number is otherwise").signed(Sign.PHONE),
    _CAUSE: Text("Another cause").signed(Sign.HELP),
    _MEANWHILE: Text("Paid another way meanwhile").signed(Sign.MONEY),
    _STOP: Text("Do not send it").signed(Sign.STOP),
}


def _card(
    card: Card, digits: str | None, came: tuple[Text, ...], person: Person, records: Records
) -> OneOf[str]:
    failure, month = card
    before = (
        told(person, records),
        Text("About the money of {month}.", month=month).signed(Sign.MONEY),
        *came,
        *otp_words.failure_lines(failure, digits, records.reference),
        otp_words.help_line(failure.cause),
    )
    choices = {key: (label, key) for key, label in _WISHES.items()}
    return OneOf(Text("Is this right?").signed(Sign.HELP), choices, before=before)


async def _file(
    talk: Talk, records: Records, person: Person, card: Card, known: Case | None
) -> None:
    failure, month = card
    account = await records.accounts.of(person.id)
    said = Report(
        by=talk.staff.id,
        cause=failure.cause.value,
        bank=account.bank if account else None,
        details=failure.written(),
    )
    about = (CaseKind.OTP, CaseKind.OTP.value, person, month)
    if known is not None and await records.cases.change(known.id, said, talk.staff.id, talk.now):
        case, noted = known, Text("Request {number} says it so now.", number=known.number)
    else:
        case = await records.cases.file(*about, talk.session.id, talk.now, said=said)
        noted = Text("Noted as request {number}.", number=case.number)
    talk.note("reported_otp", person.id)
    talk.answer(
        noted.signed(Sign.GO),
        *await went_to_owner(records, case, person.unit, talk.staff.id),
        *due_lines(case, talk.today),
        otp_words.meanwhile_line(failure, records.reference),
        Text("It stays open until the money can be had.").signed(Sign.WAIT),
        Text("Please tell the person the number.").signed(Sign.PERSON),
        offers=(*_correct_too(failure, person), *_plan_first(talk, failure, person)),
    )


def _plan_first(talk: Talk, failure: OtpFailure, person: Person) -> tuple[Choice, ...]:
    """What else may be done for them; where the money of now is to be brought home, first of all
    the day and who comes, by who may plan it."""
    plan, other = offer("home", PLAN_AT_HOME, person=str(person.id)), talk.next_about(person)
    at_once = failure.meanwhile is Meanwhile.HOME and failure.first is None
    if not at_once or plan.id not in {one.id for one in other}:
        return other
    return (plan, *(one for one in other if one.id != plan.id))


def _correct_too(failure: OtpFailure, person: Person) -> tuple[Choice, ...]:
    """A wrong number goes on into its correction, about the same person."""
    if failure.number is not AtBank.WRONG:
        return ()
    label = Text("Correct the phone number too").signed(Sign.PHONE)
    return (offer("fix", label, person=str(person.id), field="phone"),)
