"""Money brought home to who cannot come for it: asked for, planned, paid, or put off to another
day; it ends with the money alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case import Case, CaseKind
from domain.home_payment import CannotCome, Comes, Visit
from domain.permissions import Act
from domain.person import Person
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.carer import went_to_owner
from handlers.home_words import NO_FEE, plan_lines, reason_line
from handlers.staff.asks import yes_or_no
from handlers.staff.beneficiary_of import beneficiary, told
from handlers.staff.case_words import due_lines
from handlers.staff.home_asks import DayToCome, likely_days, who_comes, why_failed, why_not
from handlers.staff.home_or_cash import cash_lines, home_instead
from handlers.staff.otp_meanwhile import credited_of, twice
from handlers.staff.scope import leave_it, own_people
from handlers.talk import Talk
from storage.cases import Report
from storage.records import Records

_PAID, _FAILED, _PLAN, _LEAVE = "paid", "failed", "plan", "leave"
_STAYS = Text("It stays open.").signed(Sign.WAIT)
_NOTHING_KEPT = Text("Stopped. Nothing was kept.")
_NOT_TO_BE_DONE = Text("A colleague has answered it already.").signed(Sign.GO)


@dataclass(frozen=True, slots=True)
class _Plan:
    day: date
    comes: Comes


async def home(talk: Talk, records: Records) -> None:
    """One case a person and month: asked for here, or gone on with."""
    person = await beneficiary(talk, records, Act.PAY_HOME)
    if person.id in await own_people(talk, records):
        leave_it(talk)
        return
    case = await records.cases.open_about(person.id, CaseKind.HOME, talk.now)
    if case is None:
        await _ask_for_it(talk, records, person)
    else:
        await _go_on(talk, records, person, case)


async def _ask_for_it(talk: Talk, records: Records, person: Person) -> None:
    why = await talk.ask("why", why_not(told(person, records)))
    plan = await _plan(talk, records, person)
    if not await talk.ask("sure", yes_or_no(_RIGHT, *_card(records, person, why, plan))):
        talk.say(_NOTHING_KEPT, offers=talk.next_about(person))
        return
    case = await records.cases.file(
        CaseKind.HOME,
        CaseKind.HOME.value,
        person,
        Month.of(talk.today),
        talk.session.id,
        talk.now,
        said=Report(by=talk.staff.id, cause=why.value),
    )
    await _planned(talk, records, case.id, plan)
    talk.note("home_asked", person.id)
    noted = Text("Noted as request {number}.", number=case.number).signed(Sign.GO)
    await _say(talk, records, person, case.id, noted)


_RIGHT = Text("Is this right?").signed(Sign.HELP)


def _card(
    records: Records, person: Person, why: CannotCome, plan: _Plan | None
) -> tuple[Text, ...]:
    return (told(person, records), *reason_line(why.value), *plan_lines(_as_planned(plan)))


def _as_planned(plan: _Plan | None) -> Visit | None:
    return Visit(0, 0, plan.day, plan.comes, 0, over=False) if plan else None


async def _go_on(talk: Talk, records: Records, person: Person, case: Case) -> None:
    """What is planned is paid, fails, or has another day."""
    visit = await records.home_visits.standing(case.id)
    again = await _paid_again(talk, records, person, visit)
    match await talk.ask("what", _what(records, person, case, visit, again)):
        case "paid":
            await _was_paid(talk, records, person, case)
        case "failed":
            await _has_failed(talk, records, person, case)
        case "plan":
            await _another_day(talk, records, person, case)
        case _:
            talk.say(_STAYS, offers=talk.next_about(person))


async def _paid_again(
    talk: Talk, records: Records, person: Person, visit: Visit | None
) -> tuple[Text, ...]:
    """That the money of that day has come to the account since it was planned."""
    credited = await credited_of(talk, records, person)
    if visit is None or credited is None or credited.month < Month.of(visit.day):
        return ()
    return twice(credited, await records.accounts.of(person.id))


def _what(
    records: Records, person: Person, case: Case, visit: Visit | None, again: tuple[Text, ...]
) -> OneOf[str]:
    """What can be done, by whether a day is planned."""
    another = Text("Another day") if visit else Text("Plan a day")
    choices = {_PLAN: (another.signed(Sign.DAY), _PLAN)}
    if visit is not None:
        choices = {
            _PAID: (Text("They have been paid at home").signed(Sign.GO), _PAID),
            _FAILED: (Text("It could not be done").signed(Sign.STOP), _FAILED),
            **choices,
        }
    choices[_LEAVE] = (Text("Leave it so").signed(Sign.WAIT), _LEAVE)
    number = Text("Request {number} about this is open since {day}.", number=case.number,
                  day=case.filed_on).signed(Sign.PAPERS)  # fmt: skip
    before = (told(person, records), number, *reason_line(case.cause), *plan_lines(visit), *again)
    return OneOf(Text("What is to be done?").signed(Sign.HELP), choices, before=before)


async def _was_paid(talk: Talk, records: Records, person: Person, case: Case) -> None:
    really = Text("Was the money really put into their hands?").signed(Sign.MONEY)
    if not await talk.ask("sure", yes_or_no(really)):
        talk.say(_STAYS, offers=talk.next_about(person))
        return
    if not await records.home_visits.paid(case.id, talk.staff.id, talk.now):
        talk.say(_NOT_TO_BE_DONE, offers=talk.next_about(person))
        return
    talk.note("home_paid", person.id)
    closed = Text("Request {number} is closed.", number=case.number).signed(Sign.GO)
    talk.answer(closed, offers=talk.next_about(person))


async def _has_failed(talk: Talk, records: Records, person: Person, case: Case) -> None:
    """Why; and the new day at once, where it is known."""
    why = await talk.ask("failed", why_failed())
    plan = await _plan(talk, records, person)
    done = await records.home_visits.failed(
        case.id, why, talk.staff.id, talk.now, another_day=plan is not None
    )
    if not done:
        talk.say(_NOT_TO_BE_DONE, offers=talk.next_about(person))
        return
    await _planned(talk, records, case.id, plan)
    talk.note("home_failed", person.id)
    noted = Text("Noted with request {number}.", number=case.number).signed(Sign.GO)
    await _say(talk, records, person, case.id, noted)


async def _another_day(talk: Talk, records: Records, person: Person, case: Case) -> None:
    plan = await _plan(talk, records, person)
    if plan is None:
        talk.say(_STAYS, offers=talk.next_about(person))
        return
    if not await _planned(talk, records, case.id, plan):
        talk.say(_NOT_TO_BE_DONE, offers=talk.next_about(person))
        return
    talk.note("home_planned", person.id)
    noted = Text("Noted with request {number}.", number=case.number).signed(Sign.GO)
    await _say(talk, records, person, case.id, noted)


async def _plan(talk: Talk, records: Records, person: Person) -> _Plan | None:
    """None where the day is not known yet."""
    likely = likely_days(person, records.reference, talk.today)
    credited = await credited_of(talk, records, person)
    before = (
        *twice(credited, await records.accounts.of(person.id)),
        *await cash_lines(talk, records, person),
    )
    month = credited.month if credited else None
    day = await talk.ask("day", DayToCome(talk.today, likely, month, before))
    return _Plan(day, await talk.ask("comes", who_comes())) if day else None


async def _planned(talk: Talk, records: Records, case_id: int, plan: _Plan | None) -> bool:
    if plan is None:
        return False
    return await records.home_visits.plan(case_id, plan.day, plan.comes, talk.staff.id, talk.now)


async def _say(talk: Talk, records: Records, person: Person, case_id: int, first: Text) -> None:
    """As it stands now, and who hears it."""
    instead = await home_instead(talk, records, person)
    case = await records.cases.one(case_id, talk.now)
    visit = await records.home_visits.standing(case_id)
    phones = await records.links.phones_told(person.id)
    hears = Text("Phones that hear of it: {count}.", count=phones).signed(Sign.PHONE)
    talk.answer(
        first,
        *plan_lines(visit),
        *instead,
        *(await went_to_owner(records, case, person.unit, talk.staff.id) if case else ()),
        *(due_lines(case, talk.today) if case else ()),
        *([hears] if visit else ()),
        _TELL if visit else _TELL_LATER,
        NO_FEE,
        offers=talk.next_about(person),
    )


_TELL = Text("Please tell the person the day, and to ask for the badge.").signed(Sign.PERSON)
_TELL_LATER = Text("Please tell the person that the day is told later.").signed(Sign.PERSON)
