"""A citizen tells that somebody has died, moved, or is to be paid no more.

It is what they say, and no more: a case for the officer of the unit, who looks into it. No record
is changed by it, and nobody is silenced: a death is reported as such only by the staff.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.case import CaseKind
from domain.change import ChangeReason, ChangeReport
from domain.change_said import SaidChange
from domain.person import Link, Person
from domain.place import UnitKey
from domain.session import Pairs
from domain.text import Month, Sign, Text, verbatim
from handlers.asks import OneOf, PlaceOf
from handlers.beneficiary.first_answer import asks_later, first_answer
from handlers.beneficiary.which_unit import which_unit
from handlers.own_words import in_own_words, keep_with
from handlers.staff.asks import FEWEST_LETTERS, Words
from handlers.talk import Talk
from storage.cases import Filing, Report
from storage.records import Records

_LONGEST = 400
_MOST_A_DAY = 5
"""From one address: nobody keeps an officer busy with people who are not there."""

_ELSE, _SOMEBODY_ELSE = "else", "somebody_else"
_CHANGES: Mapping[SaidChange, Text] = {
    SaidChange.DEATH: Text("Somebody has died").signed(Sign.PERSON),
    SaidChange.MOVED_AWAY: Text("Somebody has moved away").signed(Sign.PLACE),
    SaidChange.MOVED_IN: Text("Somebody has moved here").signed(Sign.PLACE),
    SaidChange.STOPPED: Text("Somebody is not to be paid any more").signed(Sign.STOP),
    SaidChange.ENTITLED: Text("Somebody is newly to be paid").signed(Sign.PAPERS),
}
CONDOLENCES = Text("{Me} am sorry for the family's loss.").signed(Sign.PERSON)


def report_change_of(found: SaidChange | None) -> Pairs:
    """The answers with which the dialogue begins."""
    return (("what", found.value),) if found else ()


@dataclass(frozen=True, slots=True)
class _About:
    """``person`` is None of whom the phone does not hear."""

    unit: UnitKey
    person: Person | None = None


async def report_change(talk: Talk, records: Records) -> None:
    """What has changed, for whom or where, and in a few words; three questions at most."""
    change = await talk.ask("what", _what())
    if change is None:
        talk.then("talk_to_person")
    reason = change.reason
    if reason is None:
        talk.then("application")
    if await records.cases.filed_within_a_day(CaseKind.CHANGE, talk.session.id, talk.now) >= (
        _MOST_A_DAY
    ):
        talk.say(*_TOO_MANY, offers=talk.menu)
        return
    talk.say(CONDOLENCES if change is SaidChange.DEATH else _CHANGES[change])
    about = await _about(talk, records, change)
    if about is None:
        return
    question = _WHEN_AND_WHERE if about.person else _WHO
    words = await in_own_words(talk, records, Words(question, _LONGEST, fewest=FEWEST_LETTERS))
    if words is None:
        return
    filing = _filing(talk, about, reason, words.words)
    case = await records.cases.put(filing, talk.session.id, talk.now)
    await keep_with(records, case.id, words)
    talk.note("told_change", about.person.id if about.person else case.id)
    talk.say(
        *await first_answer(talk, records, case, about.unit, *_next_step(change)),
        offers=(*asks_later(talk, case), *talk.menu),
    )


_TOO_MANY = (
    Text("{You} have reported many times already.").signed(Sign.STOP),
    Text("Please try again later, or tell the commune officer.").signed(Sign.OFFICER),
)
_WHO = Text("Who is it, of which hamlet, and since when? In a few words.").signed(Sign.HELP)
_WHEN_AND_WHERE = Text("Since when, and what else is to be known? In a few words.").signed(
    Sign.HELP
)
_WHERE = Text("In which ward or commune do they live?")
_WHERE_BEFORE = Text("In which ward or commune did they collect until now?")
_NOTHING_CHANGED = Text("Nothing is changed until an officer has looked into it.").signed(Sign.WAIT)


def _filing(talk: Talk, about: _About, reason: ChangeReason, words: str) -> Filing:
    return Filing(
        CaseKind.CHANGE,
        reason.value,
        about.unit,
        Month.of(talk.today),
        about.person.id if about.person else None,
        said=Report(details=ChangeReport(words=words).written()),
    )


def _next_step(change: SaidChange) -> tuple[Text, ...]:
    if change is not SaidChange.DEATH:
        return (_NOTHING_CHANGED,)
    funeral = Text("Who sees to the funeral may ask the commune about support.")
    return (funeral.signed(Sign.PAPERS), _NOTHING_CHANGED)


def _what() -> OneOf[SaidChange | None]:
    choices: dict[str, tuple[Text, SaidChange | None]] = {
        one.value: (label, one) for one, label in _CHANGES.items()
    }
    choices[_ELSE] = Text("Something else").signed(Sign.HELP), None
    return OneOf(Text("What has changed?").signed(Sign.HELP), choices, by_beginning=True)


async def _about(talk: Talk, records: Records, change: SaidChange) -> _About | None:
    """One of those of whom the phone hears, or somebody else of their unit; else it is asked where
    they live. None where that is not ours, and was said."""
    if await records.links.to_agree(talk.session.id):
        talk.then("agree")
    links = await records.links.of(talk.session.id)
    link = await talk.ask("whom", _whom(links, change)) if links else None
    if link is not None:
        return _About(link.person.unit, link.person)
    units = {one.person.unit for one in links}
    if len(units) == 1:
        return _About(units.pop())
    where = _WHERE_BEFORE if change is SaidChange.MOVED_AWAY else _WHERE
    place = await talk.ask("place", PlaceOf(records.reference.gazetteer, where))
    unit = await which_unit(talk, place, records.reference, report_change)
    return _About(unit.key) if unit else None


def _whom(links: tuple[Link, ...], change: SaidChange) -> OneOf[Link | None]:
    """Nobody tells of their own death: who has died is somebody else first."""
    each: dict[str, tuple[Text, Link | None]] = {
        str(one.person.id): (verbatim(one.called).signed(Sign.PERSON), one) for one in links
    }
    other: dict[str, tuple[Text, Link | None]] = {
        _SOMEBODY_ELSE: (Text("Somebody else").signed(Sign.PERSON), None)
    }
    choices = {**other, **each} if change is SaidChange.DEATH else {**each, **other}
    return OneOf(Text("Of whom do {you} tell?").signed(Sign.PERSON), choices)
