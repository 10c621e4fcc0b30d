"""What belongs to a case of its kind, for who answers it."""

from __future__ import annotations

from domain.case import CaseKind
from domain.pay_way import WayAsked
from domain.point_report import PointTrouble
from domain.text import Sign, Text
from handlers.beneficiary.payout_words import point_line
from handlers.home_words import plan_lines, reason_line
from handlers.pay_way_words import HOLDERS, asked_line, counts_line
from handlers.point_trouble_words import trouble_line
from handlers.talk import Talk
from storage.case_queue import Open
from storage.records import Records


async def more_about(one: Open, talk: Talk, records: Records) -> tuple[Text, ...]:
    """Nothing of a kind that says no more than its name."""
    match one.case.kind:
        case CaseKind.POINT:
            return await _of_a_point(one, records)
        case CaseKind.HOME:
            visit = await records.home_visits.standing(one.case.id)
            return (
                *reason_line(one.case.cause),
                *([] if one.case.state.is_over else plan_lines(visit)),
            )
        case CaseKind.PAY_WAY:
            return await _of_a_way(one, talk, records)
    return ()


async def _of_a_point(one: Open, records: Records) -> tuple[Text, ...]:
    """Which one, what is wrong, and from how many phones it was said: one may be mistaken."""
    point = records.reference.points.get(one.case.point or 0)
    if point is None:
        return ()
    phones = await records.point_reports.reporters(one.case.id)
    return (
        trouble_line(PointTrouble(one.reason), point),
        point_line(point),
        Text("Reported from {count} phones.", count=phones).signed(Sign.PHONE),
    )


async def _of_a_way(one: Open, talk: Talk, records: Records) -> tuple[Text, ...]:
    """What is asked for, who may hold the account, and from when on it would count."""
    asked = WayAsked.read(one.case.cause, one.details)
    if asked is None:
        return ()
    month = await records.corrections.counts_from(one.unit, talk.now)
    return (
        asked_line(asked.wish),
        *([HOLDERS[asked.holder]] if asked.holder else []),
        *([] if one.case.state.is_over else [counts_line(month)]),
    )
