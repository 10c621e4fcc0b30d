"""What can be wrong at a payment point, in the words of a button, of a case, and for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from domain.place import PaymentPoint
from domain.point_report import PointReported, PointTrouble
from domain.text import Sign, Text
from storage.records import Records

TROUBLES: Mapping[PointTrouble, Text] = {
    PointTrouble.CLOSED: Text("It is closed").signed(Sign.STOP),
    PointTrouble.NOT_THERE: Text("Nobody is there to pay").signed(Sign.PERSON),
    PointTrouble.MOVED: Text("It is somewhere else now").signed(Sign.PLACE),
    PointTrouble.NO_CASH: Text("There is no cash").signed(Sign.MONEY),
    PointTrouble.WRONG_HOURS: Text("The hours are wrong").signed(Sign.CLOCK),
    PointTrouble.NO_SEATS: Text("No seats, or no shade").signed(Sign.SEAT),
}
WRONG_THERE = Text("Something is wrong there").signed(Sign.HELP)
"""The button beneath an answer that names points."""

_FOR_OTHERS: Mapping[PointTrouble, Text] = {
    PointTrouble.CLOSED: Text("{place}: people report it closed today, it is being checked."),
    PointTrouble.NOT_THERE: Text("{place}: people report that nobody pays, it is being checked."),
    PointTrouble.MOVED: Text("{place}: people report that it has moved, it is being checked."),
    PointTrouble.NO_CASH: Text("{place}: people report no cash today, it is being checked."),
}
"""Nobody has looked yet, and a lie must not close a point."""

_LATER: Mapping[PointTrouble, Text] = {
    PointTrouble.CLOSED: Text(
        "{place}: people reported it closed, {day:weekday}, it is being checked."
    ),
    PointTrouble.NOT_THERE: Text(
        "{place}: people reported that nobody pays, {day:weekday}, it is being checked."
    ),
    PointTrouble.MOVED: Text(
        "{place}: people reported that it has moved, {day:weekday}, it is being checked."
    ),
    PointTrouble.NO_CASH: Text(
        "{place}: people reported no cash, {day:weekday}, it is being checked."
    ),
}
"""The same on a later day."""


def trouble_line(trouble: PointTrouble, point: PaymentPoint) -> Text:
    """For staff: which point, and what is said of it."""
    what = TROUBLES[trouble]
    return Text("{place}: {what}.", place=point.name, what=what).signed(what.sign)


async def reported_lines(
    records: Records, points: Iterable[PaymentPoint], now: datetime
) -> tuple[Text, ...]:
    """For who asks for these points: what was reported of them, until somebody has looked."""
    shown = tuple(points)
    reported = (
        await records.point_reports.unanswered([one.id for one in shown], now) if shown else {}
    )
    return tuple(
        _for_others(reported[one.id], now.date()).filled(place=one.name).signed(Sign.WAIT)
        for one in shown
        if one.id in reported
    )


def _for_others(reported: PointReported, today: date) -> Text:
    if reported.on == today:
        return _FOR_OTHERS[reported.trouble]
    return _LATER[reported.trouble].filled(day=reported.on)
