"""A request of one's own: whose it is now, since when, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.case import Case, CaseKind, CaseState
from domain.case_clock import ABOVE, HIGHEST, owner
from domain.permissions import Role
from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Sign, Text
from handlers.beneficiary.request_words import paid_meanwhile
from handlers.talk import Talk
from storage.case_reporters import Own
from storage.records import Records

HOLDERS: Mapping[Role, Text] = {
    Role.COMMUNE_OFFICER: Text("the commune officer"),
    Role.COMMUNE_LEADER: Text("the leader of the commune"),
    Role.PROVINCE_OFFICIAL: Text("the office of the province"),
}
"""By what they are: who asks wants to know at which door to knock, and people change."""


async def people_of(talk: Talk, records: Records) -> frozenset[int]:
    """Whom this address hears about; nobody where the channel does not carry it."""
    if talk.carries < Level.OWN:
        return frozenset()
    return await records.links.heard_of(talk.session.id)


async def own_case(talk: Talk, records: Records, number: str) -> Own | None:
    """By its number; to anybody else it is as unknown as one that was never given."""
    people = await people_of(talk, records)
    return await records.case_reporters.one(number, talk.session.id, people, talk.now)


async def holder(records: Records, case: Case, unit: UnitKey) -> Role:
    """Who has it; where nobody of the commune does, the first above who is there."""
    for above in range(case.above, HIGHEST):
        role = owner(case.kind, above)
        if await records.staff.colleagues((role,), unit):
            return role
    return ABOVE[-1]


async def where_lines(own: Own, records: Records, today: date) -> tuple[Text, ...]:
    """Of one that stands: who has it since when, what comes next and by which day, and how the
    money is had until then."""
    case = own.case
    who = HOLDERS[await holder(records, case, own.unit)]
    return (
        _with_whom(case, who, own.since),
        *_next(case, today),
        *await meanwhile_lines(case, records, today),
    )


def _with_whom(case: Case, who: Text, since: date) -> Text:
    said = Text("It is with {who} since {day}.", who=who, day=since)
    if case.state is CaseState.IN_HAND:
        said = Text("It is worked on by {who} since {day}.", who=who, day=since)
    if case.state is CaseState.SENT_BACK:
        said = Text("Since {day} it waits for the officer who wrote it down.", day=since)
    return said.signed(Sign.OFFICER)


def _next(case: Case, today: date) -> tuple[Text, ...]:
    """By when; of one that is late no day that has gone by, but who knows of it."""
    if case.is_overdue(today):
        late = Text("It is late. {Me} report it to who stands above.")
        if case.level:
            late = Text("It is late. {Me} have told {who}.", who=HOLDERS[ABOVE[case.level - 1]])
        return (late.signed(Sign.CLOCK),)
    if case.due_on is None:
        return ()
    if case.look_by is not None and case.look_by < case.due_on:
        seen = Text("Looked at by {look}, answered by {done}.", look=case.look_by, done=case.due_on)
        return (seen.signed(Sign.DAY),)
    return (Text("Answered by {day} at the latest.", day=case.due_on).signed(Sign.DAY),)


async def meanwhile_lines(case: Case, records: Records, today: date) -> tuple[Text, ...]:
    """How the person comes to money until the code arrives."""
    if case.kind is not CaseKind.OTP:
        return ()
    failure = await records.cases.otp(case)
    return paid_meanwhile(failure, records.reference, today) if failure else ()
