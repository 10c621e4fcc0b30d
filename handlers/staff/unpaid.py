"""An account was opened, and no payment is seen: the officer rings up one after the other, and one
tap says what they were told."""

from __future__ import annotations

from collections.abc import Mapping

from domain.advice import concerning_now
from domain.asked import Asked
from domain.case import CaseKind
from domain.change import ChangeReason
from domain.message import Choice
from domain.otp import AtBank, Cause, Meanwhile, OtpFailure, Tried, since_when
from domain.permissions import Act
from domain.person import Person
from domain.text import Month, Sign, Text
from handlers.asks import Brought, read_id
from handlers.staff.scope import leave_it, own_people, units_for
from handlers.talk import Talk, offer
from storage.cases import Report
from storage.records import Records
from storage.unpaid import Unpaid

ANSWERS: Mapping[Asked, Text] = {
    Asked.NO_CODE: Text("The bank's code does not come").signed(Sign.CODE),
    Asked.WRONG_DATA: Text("Something in the record is wrong").signed(Sign.PAPERS),
    Asked.PAID_CASH: Text("They were paid in cash").signed(Sign.MONEY),
    Asked.MOVED: Text("They moved away").signed(Sign.PLACE),
    Asked.DIED: Text("They have died").signed(Sign.STOP),
    Asked.NOT_REACHED: Text("Nobody was reached").signed(Sign.PHONE),
}
NOT_SEEN_PAID = Text("Account, and no payment seen").signed(Sign.PHONE)
_NEXT = Text("Show the next one").signed(Sign.MORE)


async def unpaid(talk: Talk, records: Records) -> None:
    """What was answered about the one before; then the next. Nothing is asked: each button names
    whom it is about, so that one of an earlier screen corrects what was said of nobody else."""
    answer = await talk.if_given("said", Brought(_said))
    after = await talk.if_given("after", Brought(read_id)) or 0
    noted: tuple[Text, ...] = ()
    if answer is not None:
        said, whom = answer
        person = await _theirs(talk, records, whom)
        if person is None:
            return
        noted, after = await _note(talk, records, person, said), whom
    await _show(talk, records, noted, after)


def _said(value: str) -> tuple[Asked, int]:
    """What a button says, and of whom: *no_code-17*. Raises ValueError or Stale."""
    said, _, whom = value.partition("-")
    return Asked(said), read_id(whom)


async def _theirs(talk: Talk, records: Records, whom: int) -> Person | None:
    """Of their own units, and no record that their own phone hears about; else that is said."""
    unit = (await records.people.units_of([whom])).get(whom)
    if unit is None or not talk.staff.may(Act.CALL, unit, records.reference.gazetteer):
        talk.say(Text("That is no longer there."), offers=talk.menu)
        return None
    if whom in await own_people(talk, records):
        leave_it(talk)
        return None
    return await records.people.known(whom)


async def _note(talk: Talk, records: Records, person: Person, said: Asked) -> tuple[Text, ...]:
    """Kept, and handed on to where something follows from it."""
    if not await records.unpaid.stands(person.id, talk.now):
        come = Text("The money of {name} has come meanwhile. Nothing was noted.", name=person.name)
        return (come.signed(Sign.GO),)
    await records.unpaid.answer(person.id, said, talk.staff.id, talk.now)
    talk.note("asked_why_unpaid", person.id)
    whose = str(person.id)
    match said:
        case Asked.WRONG_DATA:
            talk.then("fix", person=whose)
        case Asked.MOVED:
            talk.then("change", person=whose, reason=ChangeReason.MOVED_AWAY.value)
        case Asked.DIED:
            talk.then("change", person=whose, reason=ChangeReason.DEATH.value)
    what = ANSWERS[said]
    noted = Text("Noted, {name}: {what}.", name=person.name, what=what).signed(Sign.KEEP)
    return (noted, *(await _no_code(talk, records, person) if said is Asked.NO_CODE else ()))


async def _no_code(talk: Talk, records: Records, person: Person) -> tuple[Text, ...]:
    """One case, whoever reports it; why it does not come, and how they are paid meanwhile, is said
    with the case."""
    known = await records.cases.open_about(person.id, CaseKind.OTP, talk.now)
    if known is not None:
        await records.cases.also_reported(known.id, talk.session.id, talk.now)
        case = known
    else:
        month = Month.of(talk.today)
        payment = concerning_now(await records.payouts.of(person.id, month), talk.now)
        account = await records.accounts.of(person.id)
        failure = OtpFailure(
            cause=Cause.UNKNOWN,
            number=AtBank.NOT_KNOWN,
            since=since_when(payment, talk.today),
            tried=Tried.NOTHING,
            meanwhile=Meanwhile.NOT_SAID,
        )
        said = Report(
            by=talk.staff.id,
            cause=failure.cause.value,
            bank=account.bank if account else None,
            details=failure.written(),
        )
        about = (CaseKind.OTP, CaseKind.OTP.value, person, month)
        case = await records.cases.file(*about, talk.session.id, talk.now, said=said)
    number = Text("Request {number}: say there how they are paid meanwhile.", number=case.number)
    return (number.signed(Sign.PAPERS),)


async def _show(talk: Talk, records: Records, noted: tuple[Text, ...], after: int) -> None:
    gazetteer = records.reference.gazetteer
    units = units_for(talk.staff, Act.CALL, gazetteer)
    own = await own_people(talk, records)
    found = await records.unpaid.next(units, own, talk.now, after)
    if found.one is None:
        nobody = Text("Nobody has to be rung up for now.").signed(Sign.GO)
        talk.answer(*noted, nobody, offers=talk.menu)
        return
    count = Text("To ring up: {count}. No payment of {month} is seen.", count=found.left,
                 month=Month.of(talk.today)).signed(Sign.LIST)  # fmt: skip
    asked = Text("What do they say?").signed(Sign.HELP)
    talk.answer(*noted, count, *_lines(found.one), asked, offers=_offers(talk, found.one))


def _lines(one: Unpaid) -> tuple[Text, ...]:
    person = one.person
    who = Text("{name}, born {year}: no phone", name=person.name,
               year=person.birth_year).signed(Sign.PERSON)  # fmt: skip
    if one.digits:
        who = Text("{name}, born {year}: phone ends in {digits}", name=person.name,
                   year=person.birth_year, digits=one.digits).signed(Sign.PHONE)  # fmt: skip
    failed = Text("The list says that the transfer failed.").signed(Sign.STOP)
    rung = Text("On an earlier day nobody was reached.").signed(Sign.CLOCK)
    return (who, *([failed] if one.failed else []), *([rung] if one.rung else []))


def _offers(talk: Talk, one: Unpaid) -> tuple[Choice, ...]:
    whom = str(one.person.id)
    answers = (
        offer(unpaid, label, said=f"{answer.value}-{whom}") for answer, label in ANSWERS.items()
    )
    return (*answers, offer(unpaid, _NEXT, after=whom), *talk.menu[-1:])
