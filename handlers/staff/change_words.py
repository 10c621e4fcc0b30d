"""Changes in words: what happened, and what follows of it by the lists and the law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.amount import standard_of
from domain.change import ChangeReason, ChangeReport, StopCause, funeral_support, stops_from
from domain.place import UnitKey
from domain.text import Month, Sign, Text, verbatim
from handlers.staff.fix_words import counts_line
from handlers.talk import Talk
from storage.records import Records

REASONS: Mapping[str, Text] = {
    ChangeReason.DEATH: Text("has died").signed(Sign.PERSON),
    ChangeReason.MOVED_AWAY: Text("moved away").signed(Sign.PLACE),
    ChangeReason.MOVED_IN: Text("moved in").signed(Sign.PLACE),
    ChangeReason.NEW_PERSON: Text("a new person").signed(Sign.PERSON),
    ChangeReason.STOPPED: Text("is to be paid no more").signed(Sign.STOP),
    ChangeReason.BACK_AGAIN: Text("is to be paid again").signed(Sign.GO),
}
WHY: Mapping[StopCause, Text] = {
    StopCause.NOT_ENTITLED: Text("The conditions are met no more").signed(Sign.PAPERS),
    StopCause.OTHER_ALLOWANCE: Text("They have another allowance instead").signed(Sign.MONEY),
    StopCause.NOT_VERIFIED: Text("They were not verified in time").signed(Sign.CLOCK),
    StopCause.GIVEN_UP: Text("They gave it up in writing").signed(Sign.PAPERS),
    StopCause.DETAINED: Text("They are detained").signed(Sign.SECRET),
}


def report_lines(report: ChangeReport) -> tuple[Text, ...]:
    """What was said of it."""
    day = Text("On {day}.", day=report.day).signed(Sign.DAY) if report.day else None
    why = WHY[report.why] if report.why else None
    words = verbatim(report.words).signed(Sign.HELP) if report.words else None
    return tuple(one for one in (day, why, words) if one)


async def counts_lines(
    talk: Talk, records: Records, unit: UnitKey, report: ChangeReport
) -> tuple[Text, ...]:
    """From which list on it can hold; of a death also from when the law stops the money, and what
    stands on a list by then is not handed out any more."""
    counts = await records.corrections.counts_from(unit, talk.now)
    if report.day is None:
        return (counts_line(counts),)
    stops = stops_from(report.day)
    by_law = Text("By law the money stops from {month} on.", month=stops).signed(Sign.STOP)
    return (by_law, *_still_listed(stops, counts))


def _still_listed(stops: Month, counts: Month) -> tuple[Text, ...]:
    if not stops < counts:
        return ()
    last = counts.plus(-1)
    listed = Text("The list of {month} is made already: tell the post not to pay.", month=last)
    return (listed.signed(Sign.LIST),)


async def family_lines(records: Records, died_on: date) -> tuple[Text, ...]:
    """For who stands with the family; nobody promises them anything."""
    standards = await records.people.standard_amounts()
    standard = standard_of(standards, Month.of(died_on))
    amount = funeral_support(standard) if standard else None
    by_law = Text("By law it is {amount}; the commune decides.", amount=amount) if amount else None
    return (
        Text("Please give the family our condolences.").signed(Sign.PERSON),
        Text("Who sees to the funeral may ask for support.").signed(Sign.PAPERS),
        *([by_law.signed(Sign.MONEY)] if by_law else []),
        Text("No message is sent about this person meanwhile.").signed(Sign.PHONE),
    )
