"""What belongs to a request of its kind, for who has made it or is concerned by it."""

from __future__ import annotations

from domain.case import Case, CaseKind
from domain.person import Person
from domain.text import Sign, Text
from handlers.beneficiary.nearest_words import moved_line
from handlers.beneficiary.payout_words import point_line
from handlers.beneficiary.request_words import TELL_THE_OFFICER
from handlers.home_words import told_at_home, when_line
from handlers.pay_way_words import AS_BEFORE, asked_line, counts_line, ended_line, next_lines
from handlers.talk import Talk
from storage.records import Records


async def is_open_already(
    talk: Talk, records: Records, kind: CaseKind, person: Person, before: tuple[Text, ...]
) -> bool:
    """Whether it was asked for before and waits; then that is the answer."""
    known = await records.cases.open_about(person.id, kind, talk.now)
    if known is None:
        return False
    waits = Text("Request {number} about this is open.", number=known.number).signed(Sign.WAIT)
    talk.say(*before, waits, *await more_about(known, talk, records), offers=talk.menu)
    return True


async def more_about(case: Case, talk: Talk, records: Records) -> tuple[Text, ...]:
    """Said beneath its number, while it stands and when it is over."""
    match case.kind:
        case CaseKind.POINT:
            return _of_a_point(case, records)
        case CaseKind.HOME:
            return await _of_a_visit(case, talk, records)
        case CaseKind.PAY_WAY:
            return await _of_a_way(case, talk, records)
    return ()


async def _of_a_visit(case: Case, talk: Talk, records: Records) -> tuple[Text, ...]:
    """Which day, and who comes; nobody is told of a day that has gone by."""
    visit = await records.home_visits.standing(case.id)
    if case.state.is_over:
        return ()
    if visit is None or visit.day < talk.today:
        return (Text("The day is not planned yet.").signed(Sign.WAIT),)
    return (when_line(visit.day), *told_at_home(visit))


async def _of_a_way(case: Case, talk: Talk, records: Records) -> tuple[Text, ...]:
    """What is asked for; while it stands, what to do and from when on it would count."""
    asked = await records.cases.way_asked(case)
    unit = await records.cases.unit_of(case.id)
    if asked is None or unit is None:
        return ()
    if case.state.is_over:
        return (ended_line(case, asked.wish), TELL_THE_OFFICER)
    month = await records.corrections.counts_from(unit, talk.now)
    return (asked_line(asked.wish), *next_lines(asked), counts_line(month), AS_BEFORE)


def _of_a_point(case: Case, records: Records) -> tuple[Text, ...]:
    """How the point stands once somebody has looked; before, nobody knows."""
    point = records.reference.points.get(case.point or 0)
    if point is None or not case.state.is_over:
        return ()
    if point.is_open:
        return (point_line(point),)
    return (moved_line(point, records.reference.points.get(point.replaced_by or 0)),)
