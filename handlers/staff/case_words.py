"""A case as those read it who answer it: what it is, how it stands, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.case import URGENT, Case, CaseKind, CaseState
from domain.case_flow import CaseEvent
from domain.change import ChangeReport
from domain.complaint import NOT_KNOWN
from domain.text import Sign, Text, verbatim
from handlers.asks import named
from handlers.beneficiary.my_data import WRONG
from handlers.complaint import KINDS_OF_STAFF
from handlers.staff.beneficiary_of import told
from handlers.staff.change_words import REASONS, report_lines
from handlers.staff.field_words import FIELDS
from handlers.staff.list_words import ERRORS
from handlers.staff.show_sent import IN_WORDS
from handlers.staff.told_words import TOLD
from storage.case_history import Happened
from storage.case_queue import Open
from storage.records import Records

KINDS: Mapping[CaseKind, Text] = {
    CaseKind.LIST_PROBLEM: Text("account and list contradict each other"),
    CaseKind.NOT_ON_LIST: Text("not on the payment list"),
    CaseKind.PAYEE_NOT_LISTED: Text("who collects is not on the list"),
    CaseKind.CORRECT_DATA: Text("something in the record is wrong"),
    CaseKind.RESTRICT_DATA: Text("restrict what is done with the data"),
    CaseKind.DELETE_DATA: Text("delete the data"),
    CaseKind.PASSED_ON: Text("passed on by somebody"),
    CaseKind.NOT_RECEIVED: Text("the money did not come"),
    CaseKind.WRONG_AMOUNT: Text("less money came"),
    CaseKind.DEATH: Text("a death was reported"),
    CaseKind.OTP: Text("the code of the bank does not arrive"),
    CaseKind.CORRECTION: Text("a correction of the record"),
    CaseKind.CHANGE: Text("a change was reported"),
    CaseKind.POINT: Text("something is wrong at a payment point"),
    CaseKind.HOME: Text("to be paid at home"),
    CaseKind.PAY_WAY: Text("to be paid another way"),
    CaseKind.ABOUT_STAFF: Text("a complaint about staff"),
    CaseKind.TOLD: Text("told in passing"),
    CaseKind.TALK: Text("somebody wants to talk to a person"),
}
STATES: Mapping[CaseState, Text] = {
    CaseState.OPEN: Text("Nobody has it in hand yet.").signed(Sign.WAIT),
    CaseState.IN_HAND: Text("It is being worked on.").signed(Sign.WAIT),
    CaseState.SENT_BACK: Text("It was sent back, and waits for who submitted it.").signed(
        Sign.WAIT
    ),
    CaseState.WAITS_FOR_BANK: Text("Our list is right; it waits for the bank.").signed(Sign.BANK),
    CaseState.DONE: Text("It is settled.").signed(Sign.GO),
    CaseState.REFUSED: Text("It is refused.").signed(Sign.STOP),
    CaseState.WITHDRAWN: Text("It was withdrawn.").signed(Sign.STOP),
}
_EVENTS: Mapping[CaseEvent, Text] = {
    CaseEvent.FILED: Text("reported"),
    CaseEvent.TAKEN: Text("taken in hand"),
    CaseEvent.NOTED: Text("note"),
    CaseEvent.CHANGED: Text("reported anew, otherwise"),
    CaseEvent.PLANNED: Text("a day was planned"),
    CaseEvent.NOT_DONE: Text("it could not be done"),
    CaseEvent.REMINDED: Text("reminded by who stands above"),
    CaseEvent.ASSIGNED: Text("given to a colleague"),
    CaseEvent.ESCALATED: Text("overdue, reported to who stands above"),
    CaseEvent.SETTLED: Text("settled"),
    CaseEvent.REFUSED: Text("refused"),
    CaseEvent.SENT_BACK: Text("sent back with a question"),
    CaseEvent.ANSWERED: Text("answered, submitted again"),
    CaseEvent.APPROVED: Text("approved"),
    CaseEvent.APPROVED_HERE: Text("approved, the bank is to follow"),
    CaseEvent.REJECTED: Text("rejected"),
    CaseEvent.REJECTED_ANEW: Text("rejected, the bank is to follow what was approved before"),
    CaseEvent.BANK_FOLLOWED: Text("the bank has it right"),
    CaseEvent.MONEY_USABLE: Text("the money can be had"),
    CaseEvent.LISTED: Text("the lists show that it is settled"),
    CaseEvent.WITHDRAWN: Text("withdrawn"),
    CaseEvent.WITHDRAWN_ANEW: Text("withdrawn, the bank is to follow what was approved before"),
    CaseEvent.REOPENED: Text("opened again"),
    CaseEvent.APPEALED: Text("appealed against, gone up"),
}


def kind_of(case: Case) -> Text:
    """What it is; of a correction, of what; of some kinds, which of them."""
    if case.kind is CaseKind.CORRECTION and case.reason in FIELDS:
        return Text("correct the {field}", field=FIELDS[case.reason])
    if (what := _REASONS.get(case.kind, {}).get(case.reason)) is not None:
        return Text("told: {what}", what=what) if case.kind is CaseKind.TOLD else what
    if case.kind is CaseKind.TALK and case.cause == URGENT:
        return Text("urgent: somebody has written of an emergency")
    return KINDS[case.kind]


_REASONS: Mapping[CaseKind, Mapping[str, Text]] = {
    CaseKind.CHANGE: REASONS,
    CaseKind.LIST_PROBLEM: ERRORS,
    CaseKind.TOLD: TOLD,
}
"""Of kinds that hold several things: which one it is."""


_OF_A_MONTH = frozenset(
    {
        CaseKind.LIST_PROBLEM,
        CaseKind.NOT_ON_LIST,
        CaseKind.PAYEE_NOT_LISTED,
        CaseKind.NOT_RECEIVED,
        CaseKind.WRONG_AMOUNT,
        CaseKind.OTP,
    }
)
_BY_THE_PERSON = frozenset({CaseEvent.MONEY_USABLE})
SHOWN_EVENTS = 5
"""The latest; all of it is in the store."""


def details(
    one: Open, happened: Sequence[Happened], names: Mapping[int, str], records: Records, today: date
) -> tuple[Text, ...]:
    """``names``: of the staff who stand in it."""
    case, unit = one.case, records.reference.gazetteer.unit(one.unit)
    whom = told(one.person, records) if one.person else None
    where = named(unit) if unit and not one.person else None
    return (
        Text("{number}: {kind}.", number=case.number, kind=kind_of(case)).signed(Sign.PAPERS),
        *([whom] if whom else []),
        *([where.signed(Sign.PLACE)] if where else []),
        *_of_whom(one, names),
        *_words(one),
        *_about(one),
        Text("Reported on {day}.", day=case.filed_on).signed(Sign.DAY),
        *how_it_stands(case, names, today),
        *(_line(event, names) for event in happened[1:]),
    )


def how_it_stands(case: Case, names: Mapping[int, str], today: date) -> tuple[Text, ...]:
    """In whose hands, and the clock that runs out next."""
    stands, holder = STATES[case.state], names.get(case.handled_by or 0)
    if case.state is CaseState.IN_HAND and holder is not None:
        stands = Text("In the hands of {name}.", name=holder).signed(Sign.OFFICER)
    return (stands, *due_lines(case, today))


def due_lines(case: Case, today: date) -> tuple[Text, ...]:
    """By when to look at it, and by when it must be done; nothing of one that is over."""
    if case.state.is_over:
        return ()
    look = Text("To be looked at by {day}.", day=case.look_by) if case.look_by else None
    due = Text("To be done by {day}.", day=case.due_on) if case.due_on else None
    late = Text("It is overdue.").signed(Sign.STOP)
    return (
        *([late] if case.is_overdue(today) else []),
        *([look.signed(Sign.CLOCK)] if look else []),
        *([due.signed(Sign.CLOCK)] if due else []),
    )


def _line(one: Happened, names: Mapping[int, str]) -> Text:
    """Who, when, what; with what was written."""
    event = _EVENTS[one.event]
    receiver = names.get(one.to or 0)
    if one.event is CaseEvent.ASSIGNED and receiver:
        event = Text("given to {name}", name=receiver)
    who = names.get(one.by or 0)
    said = Text("{day}: {event}.", day=one.at.date(), event=event)
    if who:
        said = Text("{day}, {name}: {event}.", day=one.at.date(), name=who, event=event)
    elif one.event in _BY_THE_PERSON:
        said = Text("{day}, by the person: {event}.", day=one.at.date(), event=event)
    if one.words:
        said = Text("{said} “{words}”", said=said, words=" ".join(one.words.split()))
    return said.signed(Sign.MORE)


def _words(one: Open) -> tuple[Text, ...]:
    if one.case.kind not in IN_WORDS:
        return ()
    return tuple(verbatim(line).signed(Sign.HELP) for line in one.details.splitlines())


def _of_whom(one: Open, names: Mapping[int, str]) -> tuple[Text, ...]:
    """Of whom it is complained; a name only as that of who holds the post, for it may be that
    nobody has named them."""
    if one.case.kind is not CaseKind.ABOUT_STAFF:
        return ()
    who = Text("About: {who}.", who=KINDS_OF_STAFF.get(one.reason, KINDS_OF_STAFF[NOT_KNOWN]))
    name = names.get(one.against or 0)
    holds = Text("Who holds that post: {name}.", name=name).signed(Sign.PERSON) if name else None
    return (who.signed(Sign.OFFICER), *([holds] if holds else []))


_BY_A_CITIZEN = Text("A citizen says so. Please look into it before anything is reported.").signed(
    Sign.HELP
)


def _about(one: Open) -> tuple[Text, ...]:
    """Which month's money, what has changed, or what is wrong in the record."""
    if one.case.kind in _OF_A_MONTH:
        return (Text("About the money of {month}.", month=one.month).signed(Sign.MONEY),)
    if one.case.kind in {CaseKind.CHANGE, CaseKind.DEATH}:
        report = ChangeReport.read(one.details)
        by_citizen = one.case.kind is CaseKind.CHANGE and one.case.filed_by is None
        said = (_BY_A_CITIZEN,) if by_citizen else ()
        return (*(report_lines(report) if report else ()), *said)
    wrong = WRONG.get(one.reason) if one.case.kind is CaseKind.CORRECT_DATA else None
    return (Text("What is wrong: {what}.", what=wrong).signed(Sign.HELP),) if wrong else ()
