"""Changes in words: what happened, and what follows of it by the lists and the law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.amount import standard_of
from domain.change import ChangeReason, ChangeReport, StopCause, funeral_support, stops_from
from domain.payout import Stage, Way
from domain.person import Person
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
    talk: Talk, records: Records, unit: UnitKey, report: ChangeReport, person: Person | None = None
) -> tuple[Text, ...]:
    """From which list on it can hold; of a death also from when the law stops the money, and what
    stands on a list by then is not handed out any more."""
    counts = await records.corrections.counts_from(unit, talk.now)
    if report.day is None or person is None:
        return (counts_line(counts),)
    stops = stops_from(report.day)
    by_law = Text("By law the money stops from {month} on.", month=stops).signed(Sign.STOP)
    paid = await _paid_since(records, person, stops)
    listed = counts.plus(-1)
    is_due = stops < counts and listed not in paid
    pays = (await records.payouts.enrolment(person.id, listed)).way if is_due else None
    return (by_law, *map(_looked_into, paid), *([_not_to_pay(pays, listed)] if pays else []))


async def _paid_since(records: Records, person: Person, stops: Month) -> tuple[Month, ...]:
    payments = await records.payouts.of(person.id, stops)
    return tuple(sorted({one.month for one in payments if one.stage in _PAID}))


_PAID = frozenset({Stage.CREDITED, Stage.COLLECTED})


def _looked_into(month: Month) -> Text:
    said = Text("The money of {month} is paid already: the commune looks into it.", month=month)
    return said.signed(Sign.MONEY)


def _not_to_pay(way: Way, month: Month) -> Text:
    said = (
        Text("The list of {month} is made already: tell the bank not to pay.")
        if way is Way.ACCOUNT
        else Text("The list of {month} is made already: tell the post not to pay.")
    )
    return said.filled(month=month).signed(Sign.LIST)


async def open_lines(
    talk: Talk, records: Records, person: Person, reason: ChangeReason
) -> tuple[Text, ...]:
    """What else was reported of somebody and is open: both may not hold."""
    others = [one for one in ChangeReason if one.of_somebody_known and one is not reason]
    cases = [
        (one, await records.cases.open_about(person.id, one.kind, talk.now, one.value))
        for one in others
    ]
    lines = [
        Text("Open already: {what}, request {number}.", what=REASONS[one], number=case.number)
        for one, case in cases
        if case
    ]
    both = [Text("Please look whether both can be right.").signed(Sign.HELP)] if lines else []
    return (*(one.signed(Sign.WAIT) for one in lines), *both)


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
