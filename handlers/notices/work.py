"""What staff are told of their work."""

from __future__ import annotations

from domain.case import Case, CaseKind, CaseState
from domain.complaint import Above
from domain.message import Choice
from domain.notice import NoticeKind
from domain.payday import Payday
from domain.permissions import Act
from domain.place import UnitKey
from domain.text import Sign, Text
from handlers.asks import named
from handlers.beneficiary.nearest_words import now_at
from handlers.notices.corrections import decided_lines, decided_offers
from handlers.payday_words import closed_line
from handlers.staff.case_words import KINDS, STATES, due_lines, kind_of
from handlers.staff.payday_work import work_of
from handlers.staff.scope import answered_in, cases_of
from handlers.talk import Talk, offer
from storage.records import Records
from storage.reference import Reference

_READ_OUT = Text("Many have no phone: please have it read out and hung up.").signed(Sign.OFFICER)


NEW = Text("A new request waits for an answer.").signed(Sign.PAPERS)


async def handed_over(talk: Talk, records: Records, number: int) -> None:  # noqa: ARG001
    """A colleague's work is theirs from now on; the briefing is one tap away."""
    if talk.actor is None or talk.actor.locked:
        return
    talk.say(
        Text("A colleague has handed over to you, with all open cases.").signed(Sign.OFFICER),
        Text("The briefing says whom to pay, how, and what to do.").signed(Sign.HELP),
        offers=(offer("briefing", Text("Briefing").signed(Sign.HELP)),),
    )


async def case_filed(talk: Talk, records: Records, case_id: int) -> None:
    """Something was reported that is theirs to answer, and by when; whom it is about is read by who
    opens it. Who may not answer it has it because the commune has nobody who may."""
    if talk.actor is None:
        return
    case = await _theirs(talk, records, case_id)
    if case is not None and case.handled_by == talk.actor.id:
        return
    unit = await records.cases.unit_of(case_id)
    if case is not None and (unit is None or not await _by_number(case, unit, records)):
        _say(talk, NEW, case)
    elif case is not None or not talk.actor.may_somewhere(Act.ANSWER_CASES):
        await _nobody_answers(talk, records, case_id)


async def case_yours(talk: Talk, records: Records, case_id: int) -> None:
    """A colleague has given it to them."""
    case = await _theirs(talk, records, case_id)
    if case is not None:
        _say(talk, Text("A colleague has given you a request.").signed(Sign.OFFICER), case)


async def case_changed(talk: Talk, records: Records, case_id: int) -> None:
    """The day on which somebody was to be paid meanwhile has moved, or has gone by: they know, and
    need another."""
    case = await records.cases.one(case_id, talk.now)
    failure = await records.cases.otp(case) if case else None
    news = _GONE_BY if failure is not None and failure.was is not None else _MOVED
    case = await _theirs(talk, records, case_id)
    if case is not None:
        _say(talk, news, case)
        return
    case = await records.cases.one(case_id, talk.now)
    unit = await records.cases.unit_of(case_id)
    if case is None or unit is None or talk.actor is None or case.state.is_over:
        return
    if talk.actor.may(Act.REPORT_OTP, unit, records.reference.gazetteer):
        talk.say(
            news,
            *_what(case, talk),
            Text("Please report it anew, with another day.").signed(Sign.OFFICER),
        )


_MOVED = Text("The day of cash promised meanwhile has moved.").signed(Sign.STOP)
_GONE_BY = Text("The day of cash promised meanwhile has gone by: a new one is needed.").signed(
    Sign.STOP
)


async def case_overdue(talk: Talk, records: Records, case_id: int) -> None:
    """It is late: who may answer it opens it, who only stands above hears of it by number."""
    if talk.actor is None:
        return
    late = Text("A request is overdue.").signed(Sign.STOP)
    case = await _theirs(talk, records, case_id)
    if case is not None:
        _say(talk, late, case)
        return
    case = await records.cases.one(case_id, talk.now)
    unit = await records.cases.unit_of(case_id)
    if case is None or unit is None or not case.is_overdue(talk.today):
        return
    if case.kind is CaseKind.ABOUT_STAFF:
        return  # for who answers it alone
    if talk.actor.may(Act.HEAR_SUMMARY, unit, records.reference.gazetteer):
        where = named(records.reference.gazetteer.known(unit)).signed(Sign.PLACE)
        looked = offer(
            "case_above", Text("How does it stand?").signed(Sign.MORE), number=case.number
        )
        talk.say(late, where, *_what(case, talk), offers=(looked,))


async def case_sent_back(talk: Talk, records: Records, case_id: int) -> None:
    """Whoever submitted it is asked something; the question is read by who opens it."""
    case = await records.cases.one(case_id, talk.now)
    if case is None or talk.actor is None or case.state is not CaseState.SENT_BACK:
        return
    talk.say(
        Text("Request {number} was sent back with a question.", number=case.number).signed(
            Sign.HELP
        ),
        *due_lines(case, talk.today),
        offers=(offer("sent_back", Text("Open it").signed(Sign.MORE), case=str(case_id)),),
    )


async def case_ended(talk: Talk, records: Records, case_id: int) -> None:
    """What became of what they submitted."""
    case = await records.cases.one(case_id, talk.now)
    if case is None or talk.actor is None:
        return
    talk.say(
        Text("{number}: {kind}.", number=case.number, kind=KINDS[case.kind]).signed(Sign.PAPERS),
        STATES[case.state],
        *_why_withdrawn(case),
        *(await decided_lines(records, case_id) if case.kind is CaseKind.CORRECTION else ()),
        offers=await decided_offers(records, case_id),
    )


def _why_withdrawn(case: Case) -> tuple[Text, ...]:
    """Who withdraws a correction themselves is not told: it ended because the person moved."""
    if case.kind is not CaseKind.CORRECTION or case.state is not CaseState.WITHDRAWN:
        return ()
    return (
        Text("The person belongs to another commune now.").signed(Sign.PLACE),
        Text("What is still wrong is corrected there.").signed(Sign.OFFICER),
    )


async def _theirs(talk: Talk, records: Records, case_id: int) -> Case | None:
    if talk.actor is None or not talk.actor.may_somewhere(Act.WATCH_CASES):
        return None
    return await records.case_queue.waits(case_id, await cases_of(talk, records), talk.now)


def _say(talk: Talk, news: Text, case: Case) -> None:
    if case.kind is CaseKind.TALK and talk.actor and talk.actor.may_somewhere(Act.ANSWER_CASES):
        talk.say(news, *_what(case, talk), offers=(_answer(case),))
        return
    where = "queue" if case.kind is CaseKind.CORRECTION else "cases"
    opened = offer(where, Text("Open it").signed(Sign.MORE), case=str(case.id))
    decides = case.kind is CaseKind.CORRECTION and case.state is CaseState.OPEN
    waits = Text("A correction waits for a decision.").signed(Sign.PAPERS)
    talk.say(waits if decides and news == NEW else news, *_what(case, talk), offers=(opened,))


def _open(case: Case) -> Choice:
    return offer("cases", Text("Open it").signed(Sign.MORE), case=str(case.id))


def _answer(case: Case) -> Choice:
    """The first who taps has it."""
    return offer("take_talk", Text("I answer them").signed(Sign.OFFICER), case=str(case.id))


def _what(case: Case, talk: Talk) -> tuple[Text, ...]:
    return (
        Text("{number}: {kind}.", number=case.number, kind=kind_of(case)).signed(Sign.LIST),
        *due_lines(case, talk.today),
    )


async def _nobody_answers(talk: Talk, records: Records, case_id: int) -> None:
    case = await records.cases.one(case_id, talk.now)
    if case is None or case.state.is_over:
        return
    talk.say(
        Text("Request {number} waits, and nobody in the commune may answer it.",
             number=case.number).signed(Sign.STOP),
        Text("Please have somebody invited there who may.").signed(Sign.OFFICER),
        offers=(_open(case),) if await _theirs(talk, records, case_id) else (),
    )  # fmt: skip


async def _by_number(case: Case, unit: UnitKey, records: Records) -> bool:
    """It is answered above because the commune has nobody who may."""
    return case.above == Above.UNIT and not await answered_in(unit, records)


async def unreachable(talk: Talk, records: Records, case_id: int) -> None:
    """Whoever reported something hears no answer any more: somebody has to go there, or call."""
    number = await records.cases.number_of(case_id)
    if number is None or talk.actor is None or not talk.actor.may_somewhere(Act.ANSWER_CASES):
        return
    talk.say(
        Text("Request {number}: the phone it came from cannot be reached any more.",
             number=number).signed(Sign.PHONE),
        Text("Please call, or go there, to say how it stands.").signed(Sign.OFFICER),
    )  # fmt: skip


async def call_list(talk: Talk, records: Records, bulletin_id: int) -> None:
    """A payday is fixed or moved, or its point has closed: whom no message reaches, and what to
    read out and hang up."""
    told_of = await records.bulletins.one(bulletin_id)
    for payday in await records.call_lists.paydays(bulletin_id, talk.now):
        if told_of is not None and _may_call(talk, records, payday):
            lines, offers = await work_of(payday, records)
            news = _news(told_of.kind, payday, records.reference)
            talk.say(news, *lines, _READ_OUT, offers=offers)


def _may_call(talk: Talk, records: Records, payday: Payday) -> bool:
    gazetteer = records.reference.gazetteer
    return talk.actor is not None and talk.actor.may(Act.CALL, payday.unit, gazetteer)


_POINT_CLOSED = Text("A payment point has closed.").signed(Sign.STOP)
"""Which one, and where people go now, stands in the line of its payday."""


def _news(kind: NoticeKind, payday: Payday, reference: Reference) -> Text:
    place = reference.paid_at(payday.lines[0])
    if kind is NoticeKind.POINT_CLOSED and place is not None:
        return closed_line(place) if place.now is None else _POINT_CLOSED
    if kind is NoticeKind.POINT_NOW and place is not None and place.now is not None:
        return now_at(place.now)
    if payday.postponed:
        return Text("A payday is moved.").signed(Sign.STOP)
    return Text("A payday is fixed.").signed(Sign.GO)
