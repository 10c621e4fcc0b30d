"""What staff are told of lists that contradict each other: of a unit how many cases, in one go."""

from __future__ import annotations

from domain.message import Choice
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.asks import named
from handlers.talk import Talk, offer
from storage.case_queue import FoundByLists
from storage.records import Records


async def lists_differ(talk: Talk, records: Records, case_id: int) -> None:
    """A list has come in, and does not agree with the others."""
    found = await records.case_queue.found(case_id)
    if found is None or not _concerns(talk, records, found):
        return
    talk.say(
        Text("The lists of {month} contradict each other.", month=found.month).signed(Sign.LIST),
        *_where(found, records),
        Text("Requests opened because of it: {count}.", count=found.count).signed(Sign.PAPERS),
        offers=_opened(talk),
    )


async def lists_late(talk: Talk, records: Records, case_id: int) -> None:
    """Nobody has looked at them in time."""
    found = await records.case_queue.found_late(case_id, talk.today)
    if found is None or not _concerns(talk, records, found):
        return
    talk.say(
        Text("Lists contradict each other, and nobody has settled it in time.").signed(Sign.STOP),
        *_where(found, records),
        Text("Overdue requests because of it: {count}.", count=found.count).signed(Sign.PAPERS),
        offers=_opened(talk),
    )


def _concerns(talk: Talk, records: Records, found: FoundByLists) -> bool:
    gazetteer = records.reference.gazetteer
    return talk.actor is not None and any(
        talk.actor.may(act, found.unit, gazetteer) for act in (Act.ANSWER_CASES, Act.HEAR_SUMMARY)
    )


def _where(found: FoundByLists, records: Records) -> tuple[Text, ...]:
    return (named(records.reference.gazetteer.known(found.unit)).signed(Sign.PLACE),)


def _opened(talk: Talk) -> tuple[Choice, ...]:
    """Who only stands above hears how many there are."""
    if talk.actor is None or not talk.actor.may_somewhere(Act.ANSWER_CASES):
        return ()
    return (offer("cases", Text("Open them").signed(Sign.MORE)),)
