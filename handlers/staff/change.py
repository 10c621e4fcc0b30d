"""Something changed in somebody's life: it is reported, and decided by who answers it."""

from __future__ import annotations

from datetime import timedelta

from domain.case import Case, CaseKind
from domain.change import ChangeReason, ChangeReport, StopCause
from domain.permissions import Act
from domain.person import Person
from domain.place import UnitKey
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.carer import went_to_owner
from handlers.staff.asks import PastDay, Words, yes_or_no
from handlers.staff.beneficiary_of import beneficiary, brought, told
from handlers.staff.case_words import due_lines
from handlers.staff.change_words import (
    REASONS,
    WHY,
    counts_lines,
    family_lines,
    open_lines,
    report_lines,
)
from handlers.staff.known_case import say_known
from handlers.staff.own_unit import own_unit
from handlers.staff.scope import leave_it, own_people
from handlers.talk import Talk
from storage.cases import Filing, Report
from storage.records import Records

_LONGEST = 200


async def change(talk: Talk, records: Records) -> None:
    """What happened and to whom; of whom nobody knows yet, who it is in words. Whoever was named
    with the command is sought first."""
    person = await brought(talk, records, Act.REPORT_FOR)
    if person is None and (talk.opened_with or talk.began_with("sought1")):
        person = await beneficiary(talk, records, Act.REPORT_FOR)
    reason = await talk.ask("reason", _reasons(person, records))
    if not reason.of_somebody_known:
        await _of_somebody_new(talk, records, reason)
        return
    person = person or await beneficiary(talk, records, Act.REPORT_FOR)
    if person.id in await own_people(talk, records):
        leave_it(talk)
        return
    known = await records.cases.open_about(person.id, reason.kind, talk.now, reason.value)
    if known is not None:
        await say_known(talk, records, person, known)
        return
    report = await _report(talk, reason)
    counts = await counts_lines(talk, records, person.unit, report, person)
    others = await open_lines(talk, records, person, reason)
    what = (*others, REASONS[reason], *report_lines(report), *counts)
    if not await talk.ask("sure", yes_or_no(_SURE, told(person, records), *what)):
        talk.say(_NOTHING_KEPT, offers=talk.next_about(person))
        return
    month = Month.of(talk.today)
    said = Report(by=talk.staff.id, details=report.written())
    case = await records.cases.file(
        reason.kind, reason.value, person, month, talk.session.id, talk.now, said=said
    )
    talk.note("reported_change", person.id)
    family = await family_lines(records, report.day) if report.day else ()
    lines = await _filed_lines(talk, records, case, person.unit)
    talk.answer(*lines, *counts, *family, offers=talk.next_about(person))


_SURE = Text("Is this right?").signed(Sign.HELP)
_NOTHING_KEPT = Text("Stopped. Nothing was kept.")


def _reasons(person: Person | None, records: Records) -> OneOf[ChangeReason]:
    """Of somebody who was brought along, only what can happen to who is known."""
    choices = {
        one.value: (REASONS[one], one)
        for one in ChangeReason
        if person is None or one.of_somebody_known
    }
    question = Text("What has changed?").signed(Sign.HELP)
    before = (told(person, records),) if person else ()
    return OneOf(question, choices, before=before, by_beginning=True)


async def _report(talk: Talk, reason: ChangeReason) -> ChangeReport:
    match reason:
        case ChangeReason.DEATH:
            likely = tuple(talk.today - timedelta(days=ago) for ago in range(4))
            question = Text("On which day did they die?")
            return ChangeReport(day=await talk.ask("day", PastDay(question, talk.today, likely)))
        case ChangeReason.MOVED_AWAY:
            return ChangeReport(words=await talk.ask("where", Words(_WHERE_TO, _LONGEST)))
        case ChangeReason.STOPPED:
            return ChangeReport(why=await talk.ask("why", _why()))
    return ChangeReport()


_WHERE_TO = Text("Where to? The commune and the province.").signed(Sign.PLACE)


def _why() -> OneOf[StopCause]:
    choices = {one.value: (label, one) for one, label in WHY.items()}
    question = Text("Why is it to stop?").signed(Sign.HELP)
    return OneOf(question, choices, by_beginning=True)


async def _of_somebody_new(talk: Talk, records: Records, reason: ChangeReason) -> None:
    """No record is made of it: who answers looks at the papers first."""
    unit = (await own_unit(talk, records, Act.REPORT_FOR)).key
    words = await talk.ask("who", Words(_WHO, _LONGEST, _LIKE))
    report = ChangeReport(words=words)
    counts = await counts_lines(talk, records, unit, report)
    if not await talk.ask(
        "sure", yes_or_no(_SURE, REASONS[reason], *report_lines(report), *counts)
    ):
        talk.say(_NOTHING_KEPT, offers=talk.menu)
        return
    filing = Filing(
        CaseKind.CHANGE,
        reason.value,
        unit,
        Month.of(talk.today),
        said=Report(by=talk.staff.id, details=report.written()),
    )
    case = await records.cases.put(filing, talk.session.id, talk.now)
    talk.note("reported_change", case.id)
    lines = await _filed_lines(talk, records, case, unit)
    talk.answer(*lines, *counts, _NOT_YET_DECIDED, offers=talk.menu)


_WHO = Text("Who is it? Name, birth year, hamlet.").signed(Sign.PERSON)
_LIKE = Text("Who moved in: also where from.").signed(Sign.HELP)
_NOT_YET_DECIDED = Text("Nothing is decided yet: please promise no money.").signed(Sign.WAIT)


async def _filed_lines(talk: Talk, records: Records, case: Case, unit: UnitKey) -> tuple[Text, ...]:
    return (
        Text("Noted as request {number}.", number=case.number).signed(Sign.GO),
        *await went_to_owner(records, case, unit, talk.staff.id),
        *due_lines(case, talk.today),
    )
