"""What was reported and waits for an answer: one after the other, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.case import ENDS_WITH_PAYMENT, Case, CaseKind, CaseState, PaidHow, may_be_none
from domain.case_clock import owner
from domain.case_flow import CaseEvent, after, possible
from domain.list_error import ListError
from domain.message import Choice
from domain.otp import Meanwhile
from domain.pay_way import PayWish
from domain.permissions import Act, Field, may_decide
from domain.staff import Colleague
from domain.text import Sign, Text
from handlers.asks import Brought, OneOf
from handlers.staff.asks import ColleagueOf, Words, humans, yes_or_no
from handlers.staff.beneficiary_of import AT_MOST
from handlers.staff.case_choice import Which
from handlers.staff.case_more import more_about
from handlers.staff.case_words import SHOWN_EVENTS, details
from handlers.staff.fix_words import WITHDRAW
from handlers.staff.otp import PLAN_AT_HOME, bank_number
from handlers.staff.otp_words import failure_lines, help_line
from handlers.staff.scope import NOBODY_ANSWERS_THERE, answered_in, cases_of
from handlers.staff.show_sent import sent_with
from handlers.staff.together import together_lines
from handlers.talk import Talk, offer
from storage.case_queue import Open, View
from storage.records import Records

_PAID: Mapping[PaidHow, Text] = {
    PaidHow.PAID: Text("They have it by now").signed(Sign.GO),
    PaidHow.POINT: Text("In cash at the payment point").signed(Sign.POST),
    PaidHow.HOME: Text("In cash, brought home").signed(Sign.PERSON),
    PaidHow.ACCOUNT: Text("Into the account").signed(Sign.ACCOUNT),
    PaidHow.NEXT_MONTH: Text("With the next payday").signed(Sign.DAY),
    PaidHow.NONE_DUE: Text("No money is due for that month").signed(Sign.STOP),
}
_DO: Mapping[CaseEvent, Text] = {
    CaseEvent.SETTLED: Text("It is settled").signed(Sign.GO),
    CaseEvent.MONEY_USABLE: Text("They can have the money now").signed(Sign.GO),
    CaseEvent.BANK_FOLLOWED: Text("The bank has it right now").signed(Sign.BANK),
    CaseEvent.REFUSED: Text("It is refused").signed(Sign.STOP),
    CaseEvent.TAKEN: Text("I take it in hand").signed(Sign.PERSON),
    CaseEvent.NOTED: Text("Write a note").signed(Sign.PAPERS),
    CaseEvent.ASSIGNED: Text("Give it to a colleague").signed(Sign.OFFICER),
    CaseEvent.WITHDRAWN: Text("It was reported by mistake").signed(Sign.STOP),
    CaseEvent.REOPENED: Text("Open it again").signed(Sign.WAIT),
}
"""What who answers may do, in this order; what needs a second pair of eyes is decided elsewhere."""

_SURE: Mapping[CaseEvent, Text] = {
    CaseEvent.MONEY_USABLE: Text("Do they really have the money now?").signed(Sign.MONEY),
    CaseEvent.BANK_FOLLOWED: Text("Does the bank really have it right now?").signed(Sign.BANK),
    CaseEvent.WITHDRAWN: Text("Take the request back?").signed(Sign.STOP),
}
"""What ends a case by a word for somebody else is asked once more."""

_DONE: Mapping[CaseEvent, Text] = {
    CaseEvent.TAKEN: Text("Request {number} is in your hands now.").signed(Sign.GO),
    CaseEvent.NOTED: Text("The note stands with request {number}.").signed(Sign.GO),
    CaseEvent.REOPENED: Text("Request {number} is open again.").signed(Sign.WAIT),
    CaseEvent.WITHDRAWN: Text("Request {number} is withdrawn.").signed(Sign.GO),
}
_TOLD = Text("Who reported it is told.").signed(Sign.PHONE)
_NOBODY_TOLD = Text("No phone is told of it.").signed(Sign.PHONE)
_LEAVE = "leave"
_LONGEST_NOTE = 400


async def cases(talk: Talk, records: Records) -> None:
    """Nobody answers a case about a person whom they hear about themselves."""
    chosen = await _chosen(talk, records)
    if chosen is None:
        talk.say(Text("No request waits for an answer.").signed(Sign.GO), offers=talk.menu)
        return
    event = await talk.ask("ends", await _what_to_do(chosen, talk, records))
    if isinstance(event, _Elsewhere):
        talk.then(event.dialogue, **dict(event.answers))
    if event is None:
        talk.say(Text("It stays open.").signed(Sign.WAIT), offers=(_next(), *talk.menu))
    elif event is CaseEvent.ASSIGNED:
        await _give(chosen, talk, records)
    else:
        await _do(chosen, event, talk, records)


async def _chosen(talk: Talk, records: Records) -> Open | None:
    """One of a view, or of another view; None where nothing waits and none was named."""
    kind = await talk.if_given("kind", Brought(CaseKind))
    sought = replace(await cases_of(talk, records), kind=kind)
    counts = await records.case_queue.count(sought)
    brought = await talk.if_given("case", Which(talk, records, sought, (), counts))
    if isinstance(brought, Open):
        return brought
    escalated = await records.case_queue.escalated(sought, talk.now, AT_MOST)
    if not any(counts.values()) and not escalated:
        return None
    view = await talk.if_given("view", Brought(View)) or View.UNITS
    for attempt in range(1, len(View) ** 2):
        seen = replace(sought, view=view)
        shown = await records.case_queue.first(seen, talk.now, AT_MOST)
        which = Which(talk, records, seen, shown, counts, escalated)
        found = await talk.ask(f"chosen{attempt}", which)
        if isinstance(found, Open):
            return found
        if not isinstance(found, View):
            talk.then("case_above", number=found)
        view = found
    return None


async def _do(chosen: Open, event: CaseEvent, talk: Talk, records: Records) -> None:
    case = chosen.case
    if event in _SURE and not await talk.ask("sure", yes_or_no(_SURE[event])):
        talk.say(Text("It stays open.").signed(Sign.WAIT), offers=_after(chosen, talk))
        return
    paid = await _paid(case, event, talk)
    words = await talk.ask("note", _NOTE) if event is CaseEvent.NOTED else ""
    happened = await records.cases.happen(
        case.id, event, talk.staff.id, talk.now, paid=paid, words=words
    )
    if happened is None:
        talk.say(Text("A colleague has answered it already.").signed(Sign.GO), offers=talk.menu)
        return
    talk.note(f"case_{_AUDITED.get(event, event.value)}", _subject(chosen))
    if (done := _DONE.get(event)) is not None:
        talk.answer(done.filled(number=case.number), offers=_after(chosen, talk))
        return
    talk.answer(
        Text("Request {number} is closed.", number=case.number).signed(Sign.GO),
        _TOLD if await records.own_news.will_be_told(case.id, talk.session.id) else _NOBODY_TOLD,
        offers=_after(chosen, talk),
    )


async def _paid(case: Case, event: CaseEvent, talk: Talk) -> PaidHow | None:
    """How they come to their money, where it must be said; whoever has died comes to none."""
    if event not in _ASKS_HOW_PAID or case.kind not in ENDS_WITH_PAYMENT:
        return None
    if event is CaseEvent.SETTLED and case.reason == ListError.PAID_AFTER_DEATH:
        return PaidHow.NONE_DUE
    return await talk.ask("paid", _how_paid(case, event))


async def _give(chosen: Open, talk: Talk, records: Records) -> None:
    """To a colleague who may answer it as well."""
    colleagues = [
        one
        for one in humans(await _answerers(chosen, records))
        if one.id not in {talk.staff.id, chosen.case.handled_by}
    ]
    if not colleagues:
        talk.say(
            Text("Nobody else here may answer it.").signed(Sign.STOP),
            offers=(_next(), *talk.menu),
        )
        return
    to = await talk.ask("to", ColleagueOf(_TO_WHOM, colleagues, records))
    await records.cases.happen(
        chosen.case.id, CaseEvent.ASSIGNED, talk.staff.id, talk.now, to=to.id
    )
    talk.note("case_assigned", _subject(chosen))
    talk.answer(
        Text("{name} has request {number} now, and is told.", name=to.name,
             number=chosen.case.number).signed(Sign.GO),
        offers=(_next(), *talk.menu),
    )  # fmt: skip


async def _answerers(chosen: Open, records: Records) -> Sequence[Colleague]:
    case = chosen.case
    if case.kind is not CaseKind.ABOUT_STAFF and case.above:
        return await records.staff.colleagues((owner(case.kind, case.above),), chosen.unit)
    if case.kind is not CaseKind.ABOUT_STAFF:
        return await records.staff.responsible(Act.ANSWER_CASES, chosen.unit)
    return await records.complaints.answerers(
        chosen.unit, chosen.reason, chosen.against, chosen.case.above
    )


_TO_WHOM = Text("To whom?").signed(Sign.OFFICER)
_NOTE = Words(Text("What shall stand with it?").signed(Sign.PAPERS), _LONGEST_NOTE)
_ASKS_HOW_PAID = frozenset({CaseEvent.SETTLED, CaseEvent.REFUSED, CaseEvent.WITHDRAWN})
"""What else ends a case says itself how the money is had."""

_AUDITED = {CaseEvent.SETTLED: "answered", CaseEvent.REFUSED: "answered"}


def _subject(chosen: Open) -> int:
    return chosen.person.id if chosen.person else chosen.case.id


def _after(chosen: Open, talk: Talk) -> tuple[Choice, ...]:
    """The next case, or something else for the same person."""
    return (_next(), *(talk.next_about(chosen.person) if chosen.person else talk.menu))


def _next() -> Choice:
    return offer(cases, Text("The next one").signed(Sign.MORE))


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """Another dialogue does it, about the same."""

    label: Text
    dialogue: str
    answers: tuple[tuple[str, str], ...]


_SENT = _Elsewhere(Text("Open what was sent with it").signed(Sign.MORE), "show_sent", ())


def _beside(one: Open) -> dict[str, _Elsewhere]:
    """What waits is put beside another of the household; a complaint stands alone."""
    if one.case.kind is CaseKind.ABOUT_STAFF or one.case.state.is_over or not one.whole:
        return {}
    label = Text("It belongs together with another").signed(Sign.LIST)
    return {"beside": _Elsewhere(label, "together", (("case", str(one.case.id)),))}


_IN_THE_RECORD = frozenset({PayWish.CASH, PayWish.USE_ACCOUNT})
"""What only the record has to say otherwise."""


def _elsewhere(one: Open, talk: Talk, records: Records) -> dict[str, _Elsewhere]:
    """A correction is decided by who may; what a citizen says is wrong is corrected like all else,
    and the case is settled when that is done."""
    gazetteer = records.reference.gazetteer
    undecided = one.case.state in {CaseState.OPEN, CaseState.IN_HAND}
    mine = one.case.filed_by == talk.staff.id
    if one.case.state is CaseState.SENT_BACK and mine:
        label = Text("Answer the question").signed(Sign.PAPERS)
        return {"answer": _Elsewhere(label, "sent_back", (("case", str(one.case.id)),))}
    if one.case.kind is CaseKind.CORRECTION and undecided and mine:
        return {"back": _Elsewhere(WITHDRAW, "sent_back", (("case", str(one.case.id)),))}
    if one.case.kind is CaseKind.TALK and undecided and one.whole:
        label = Text("Write to them").signed(Sign.OFFICER)
        return {"talk": _Elsewhere(label, "take_talk", (("case", str(one.case.id)),))}
    if one.person is None or not undecided:
        return {}
    unit = one.person.unit
    if one.case.kind is CaseKind.CORRECTION:
        if not may_decide(talk.staff.grants, Field(one.case.reason), unit, gazetteer):
            return {}
        label = Text("Decide on it").signed(Sign.GO)
        return {"decide": _Elsewhere(label, "queue", (("case", str(one.case.id)),))}
    if one.case.kind is CaseKind.HOME:
        label = Text("Plan it, or write down that it was paid").signed(Sign.DAY)
        return {"home": _Elsewhere(label, "home", (("person", str(one.person.id)),))}
    if one.case.kind is CaseKind.PAY_WAY and one.case.cause in _IN_THE_RECORD:
        label = Text("Correct it in the record").signed(Sign.PAPERS)
        about = (("person", str(one.person.id)), ("field", Field.WAY.value))
        return {"correct": _Elsewhere(label, "fix", about)}
    if one.case.kind is CaseKind.CORRECT_DATA and one.reason in set(Field):
        label = Text("Correct it in the record").signed(Sign.PAPERS)
        about = (("person", str(one.person.id)), ("field", one.reason))
        return {"correct": _Elsewhere(label, "fix", about)}
    return {}


def _otherwise(one: Open, talk: Talk, records: Records) -> dict[str, _Elsewhere]:
    """What was said of a code that does not arrive: another cause, or another day of cash."""
    if one.person is None or one.case.kind is not CaseKind.OTP or one.case.state.is_over:
        return {}
    if not talk.staff.may(Act.REPORT_OTP, one.person.unit, records.reference.gazetteer):
        return {}
    about = (("person", str(one.person.id)), ("known", "anew"))
    return {"anew": _Elsewhere(Text("Say it otherwise").signed(Sign.CODE), "otp", about)}


async def _what_to_do(
    one: Open, talk: Talk, records: Records
) -> OneOf[CaseEvent | _Elsewhere | None]:
    can = possible(one.case.kind, one.case.state)
    if one.case.kind is CaseKind.CORRECTION:
        can -= {CaseEvent.WITHDRAWN, CaseEvent.REOPENED}  # by who submits it, with a value
    if one.case.kind is CaseKind.CORRECTION and one.case.filed_by == talk.staff.id:
        can -= {CaseEvent.TAKEN}  # nobody decides on what they submitted
    if one.case.kind is CaseKind.TALK:
        can -= {CaseEvent.TAKEN}  # who takes it writes to them: somebody waits there
    if one.case.handled_by == talk.staff.id and one.case.state is CaseState.IN_HAND:
        can -= {CaseEvent.TAKEN}
    left = await _left_to_others(one, talk, records)
    if left:
        can = frozenset({CaseEvent.NOTED}) & can
    choices: dict[str, tuple[Text, CaseEvent | _Elsewhere | None]] = {
        key: (other.label, other) for key, other in _elsewhere(one, talk, records).items()
    }
    if await sent_with(records, one):
        choices["sent"] = (_SENT.label, replace(_SENT, answers=(("case", str(one.case.id)),)))
    if await _at_home(one, records) and one.person is not None:
        about = (("person", str(one.person.id)),)
        choices["home"] = (PLAN_AT_HOME, _Elsewhere(PLAN_AT_HOME, "home", about))
    choices |= {event.value: (label, event) for event, label in _DO.items() if event in can}
    choices |= {key: (other.label, other) for key, other in _beside(one).items()}
    choices |= {key: (other.label, other) for key, other in _otherwise(one, talk, records).items()}
    leave = Text("Leave it so") if one.case.state.is_over else Text("Leave it open")
    choices[_LEAVE] = (leave.signed(Sign.WAIT), None)
    happened = await records.cases.history.of(one.case.id, SHOWN_EVENTS)
    staff = {each for event in happened for each in (event.by, event.to) if each}
    names = await records.staff.names(staff | {one.case.handled_by or 0, one.against or 0})
    before = (
        *details(one, happened, names, records, talk.today),
        *await together_lines(one, talk, records),
        *await _failure(one, records, talk.now),
        *await more_about(one, talk, records),
        *await _nobody_there(one, records),
        *left,
    )
    return OneOf(Text("What is to be done?").signed(Sign.HELP), choices, before=before)


async def _nobody_there(one: Open, records: Records) -> tuple[Text, ...]:
    """Why the province has it, and what would bring it to where it belongs."""
    if one.whole or one.case.state.is_over or await answered_in(one.unit, records):
        return ()
    return NOBODY_ANSWERS_THERE


async def _left_to_others(one: Open, talk: Talk, records: Records) -> tuple[Text, ...]:
    """Nobody decides on an appeal who has decided it before."""
    decided = await records.cases.history.decided_before(one.case.id)
    if talk.staff.id not in decided or one.case.state.is_over:
        return ()
    return (Text("You decided it before: somebody else decides on it now.").signed(Sign.STOP),)


async def _at_home(one: Open, records: Records) -> bool:
    """While no code arrives, the money is to be brought home."""
    failure = None if one.case.state.is_over else await records.cases.otp(one.case)
    return failure is not None and failure.meanwhile is Meanwhile.HOME


async def _failure(one: Open, records: Records, now: datetime) -> tuple[Text, ...]:
    """Why the code does not arrive, and what to do about it."""
    failure = await records.cases.otp(one.case)
    if failure is None or one.person is None:
        return ()
    digits = await bank_number(records, one.person, now)
    lines = failure_lines(failure, digits, records.reference)
    return lines if one.case.state.is_over else (*lines, help_line(failure.cause))


def _how_paid(case: Case, event: CaseEvent) -> OneOf[PaidHow]:
    none_due = may_be_none(case.kind, after(case.kind, case.state, event))
    choices = {
        how.value: (label, how)
        for how, label in _PAID.items()
        if (how is not PaidHow.NONE_DUE or none_due)
        and (how is not PaidHow.HOME or case.kind is not CaseKind.HOME)  # done there: by `home`
    }
    return OneOf(Text("How do they come to their money?").signed(Sign.MONEY), choices)
