"""What staff are told of their work."""

from __future__ import annotations

from domain.case import CaseState
from domain.notice import NoticeKind
from domain.payday import Payday
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.payday_words import closed_line
from handlers.staff.cases import KINDS
from handlers.staff.payday_work import work_of
from handlers.staff.scope import own_people, units_for
from handlers.talk import Talk, offer
from storage.records import Records
from storage.reference import Reference

_READ_OUT = Text("Many have no phone: please have it read out and hung up.").signed(Sign.OFFICER)


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
    if not talk.actor.may_somewhere(Act.ANSWER_CASES):
        await _nobody_answers(talk, records, case_id)
        return
    units = units_for(talk.actor, Act.ANSWER_CASES, records.reference.gazetteer)
    own = await own_people(talk, records)
    case = await records.case_queue.waits(case_id, units, own, talk.now)
    if case is None:
        return
    due = Text("To be done by {day}.", day=case.due_on) if case.due_on else None
    talk.say(
        Text("A new request waits for an answer.").signed(Sign.PAPERS),
        Text("{number}: {kind}.", number=case.number, kind=KINDS[case.kind]).signed(Sign.LIST),
        *([due.signed(Sign.CLOCK)] if due else []),
        offers=(offer("cases", Text("Open it").signed(Sign.MORE), case=str(case_id)),),
    )


async def _nobody_answers(talk: Talk, records: Records, case_id: int) -> None:
    case = await records.cases.one(case_id, talk.now)
    if case is None or case.state is not CaseState.OPEN:
        return
    talk.say(
        Text("Request {number} waits, and nobody in the commune may answer it.",
             number=case.number).signed(Sign.STOP),
        Text("Please have somebody invited there who may.").signed(Sign.OFFICER),
    )  # fmt: skip


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


def _news(kind: NoticeKind, payday: Payday, reference: Reference) -> Text:
    place = reference.paid_at(payday.lines[0])
    if kind is NoticeKind.POINT_CLOSED and place is not None:
        return closed_line(place)
    if payday.postponed:
        return Text("A payday is moved.").signed(Sign.STOP)
    return Text("A payday is fixed.").signed(Sign.GO)
