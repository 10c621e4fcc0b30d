"""Who looked at whom, when and why: for who asks, and for the notice after an incident."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.permissions import Act
from domain.text import Sign, Text
from domain.words import clean
from handlers.asks import CANNOT_SEE, OneOf
from handlers.staff.asks import ColleagueOf, Human, PastDay, humans
from handlers.staff.beneficiary_of import beneficiary
from handlers.staff.scope import own_units, units_for
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk
from storage.audit import Look
from storage.records import Records

_LINES = 6
_MESSAGES = 4
_RECORD = re.compile(r"\d{1,19}")
_BIGGEST = 2**63
_PERSON, _COLLEAGUE = "person", "colleague"


async def who_looked(talk: Talk, records: Records) -> None:
    """A person or a colleague, and the days; the whole list is printed by the command line."""
    about = await talk.ask("about", _ABOUT)
    if about == _PERSON:
        subject = await _person(talk, records)
    else:
        colleague = await talk.ask(
            "colleague", ColleagueOf(_WHO, await _staff(talk, records), records)
        )
        subject = colleague.id
    since, until = await _days(talk)
    read = records.audit.about if about == _PERSON else records.audit.by
    looks = await _within(talk, records, await read(subject, *span(since, until, talk.now)))
    talk.note("asked_who_looked", subject)
    await _say(talk, records, looks, since, until)


async def _within(talk: Talk, records: Records, looks: Sequence[Look]) -> Sequence[Look]:
    """Without the records of other units, which are for their leaders to ask about."""
    units = units_for(talk.staff, Act.ASK_WHO_LOOKED, records.reference.gazetteer)
    of = await records.people.units_of({one.subject for one in looks})
    return [one for one in looks if one.subject not in of or of[one.subject] in units]


def span(since: date, until: date, now: datetime) -> tuple[datetime, datetime]:
    """Both days whole, in the time zone of the turn."""
    first = datetime.combine(since, time(), now.tzinfo)
    return first, datetime.combine(until + timedelta(days=1), time(), now.tzinfo)


async def _say(
    talk: Talk, records: Records, looks: Sequence[Look], since: date, until: date
) -> None:
    names = await records.staff.names({one.actor for one in looks if one.actor})
    people = {one.subject for one in looks if one.kind == "looked"}
    lines = tuple(dict.fromkeys(line(one, names, talk.now) for one in looks))
    talk.say(
        Text("From {since} to {until}:", since=since, until=until).signed(Sign.CLOCK),
        Text("Entries: {count}. Records: {people}.", count=len(lines), people=len(people)).signed(
            Sign.LIST
        ),
    )
    shown = lines[: _LINES * _MESSAGES]
    for start in range(0, len(shown), _LINES):
        talk.say(*shown[start : start + _LINES])
    left = len(lines) - len(shown)
    more = Text("{count} more: the command “ansinh audit who” prints all.", count=left)
    talk.say(
        *([more.signed(Sign.MORE)] if left else []),
        Text("After an incident: tell the police for data within 72 hours.").signed(Sign.CLOCK),
        Text("Say whose records, what was seen, when, by whom, and what was done.").signed(
            Sign.PAPERS
        ),
        Text("Keep the papers of it for 5 years.").signed(Sign.KEEP),
        offers=talk.menu,
    )


def line(look: Look, names: Mapping[int, str], now: datetime) -> Text:
    """One entry; a record goes by its number, so that asking opens no further record."""
    at = look.at.astimezone(now.tzinfo)
    who = names.get(look.actor or 0)
    return Text(
        "{day} {time}: {who}, record {record}, {why}.",
        day=at.date(),
        time=f"{at:%H:%M}",
        who=Text("{words}", words=who) if who else Text("a linked phone"),
        record=str(look.subject),
        why=why_of(look),
    ).signed(Sign.PERSON)


def why_of(look: Look) -> Text:
    """What the dialogue was for, in words."""
    return _WHY.get(look.why) or Text("{words}", words=look.why or look.kind)


async def _days(talk: Talk) -> tuple[date, date]:
    today = talk.today
    back = (today, today - timedelta(days=7), today - timedelta(days=30))
    since = await talk.ask("since", PastDay(Text("From which day?"), today, back))
    last = PastDay(Text("Until which day?"), today, (today,), not_before=since)
    return since, await talk.ask("until", last)


async def _person(talk: Talk, records: Records) -> int:
    """Whoever may look finds them by name; whoever may not, only by the number of the record."""
    if talk.staff.may_somewhere(Act.LOOK):
        return (await beneficiary(talk, records, Act.ASK_WHO_LOOKED)).id
    return await talk.ask("record", _RecordNumber(talk, records))


async def _staff(talk: Talk, records: Records) -> tuple[Human, ...]:
    """Those who have left too: an incident is often theirs."""
    units = set(own_units(talk.staff, Act.ASK_WHO_LOOKED))
    everywhere = any(grant.unit is None for grant in talk.staff.grants)
    return humans([
        one for one in await records.staff.ever() if everywhere or one.grant.unit in units
    ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class _RecordNumber:
    """A record of the units of who asks, without opening it."""

    talk: Talk
    records: Records

    def asked(self) -> Asked:
        return Asked((Text("Please write the record number.").signed(Sign.PERSON),))

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        said = clean(heard.text)
        if _RECORD.fullmatch(said) is None or not await self._is_mine(said):
            raise NotUnderstood(Text("There is no such record in these units."))
        return said

    async def read(self, value: str) -> int:
        if not await self._is_mine(value):
            raise Stale
        return int(value)

    async def _is_mine(self, said: str) -> bool:
        if int(said) >= _BIGGEST:
            return False
        found = await self.records.people.units_of([int(said)])
        units = units_for(self.talk.staff, Act.ASK_WHO_LOOKED, self.records.reference.gazetteer)
        return found.get(int(said)) in units


_WHO = Text("Which colleague?").signed(Sign.OFFICER)
_ABOUT = OneOf(
    Text("Who looked at a person, or what did a colleague look at?").signed(Sign.HELP),
    {
        _PERSON: (Text("At a person").signed(Sign.PERSON), _PERSON),
        _COLLEAGUE: (Text("A colleague").signed(Sign.OFFICER), _COLLEAGUE),
    },
)
_WHY: Mapping[str, Text] = {
    "give_code": Text("gave a code"),
    "link_in_front": Text("linked a phone in front"),
    "answer_for": Text("answered for who was in front"),
    "show_answer": Text("showed the answer"),
    "send_answer": Text("sent the answer to the phone"),
    "carer_links": Text("decided on a carer"),
    "briefing": Text("read the briefing"),
    "call_list": Text("read the call list"),
    "who_looked": Text("asked who looked"),
    "invite_staff": Text("invited a colleague"),
    "revoke_staff": Text("stopped a colleague"),
    "hand_over": Text("handed over"),
    "sign_in": Text("signed in"),
    "accept_invite": Text("accepted an invitation"),
    "own_payout": Text("asked about the payday"),
    "account_status": Text("asked about the account"),
    "link": Text("linked a phone with a code"),
    "agree": Text("agreed on the own phone"),
}
