"""An officer's conversations: one is taken, one is chosen to write into, one is ended."""

from __future__ import annotations

from domain.case_flow import CaseEvent
from domain.human_talk import AT_MOST, Correspondent, Ended, HumanTalk
from domain.session import Chosen
from domain.text import Sign, Text
from handlers.asks import Brought, OneOf, read_id
from handlers.staff.scope import cases_of
from handlers.staff.talk_lines import show_line
from handlers.staff.talk_words import IS_OVER, NOBODY, STOPPED, called
from handlers.talk import Stale, Talk
from storage.records import Records

_OF_TALKS = frozenset(
    {"", "cases", "conversations", "take_talk", "talk_with", "close_talk", "pass_photo"}
)
_NOBODY, _SETTLED, _LEAVE, _GO_ON = "nobody", "settled", "leave", "go_on"


async def conversations(talk: Talk, records: Records) -> None:
    """Those that are theirs; what they write goes to the one they choose, and to no other."""
    found = await records.human_talks.of_officer(talk.staff.id, AT_MOST)
    if not found:
        talk.say(Text("Nobody talks with you now.").signed(Sign.GO), offers=talk.menu)
        return
    choices = {
        str(one.id): (called(await records.human_talks.who(one)).signed(Sign.PERSON), str(one.id))
        for one in found
    }
    choices[_NOBODY] = Text("Nobody").signed(Sign.STOP), _NOBODY
    question = Text("To whom do you write?").signed(Sign.OFFICER)
    chosen = await talk.ask("talk", OneOf(question, choices))
    if chosen != _NOBODY:
        talk.then(talk_with, talk=chosen)
    talk.say(NOBODY, offers=talk.menu)


async def take_talk(talk: Talk, records: Records) -> None:
    """The first of two who tap has it; the other hears who that is."""
    case_id = await talk.if_given("case", Brought(_id_of))
    if case_id is None:
        talk.then(conversations)
    sought = await cases_of(talk, records)
    waits = await records.case_queue.waits(case_id, sought, talk.now)
    found = await records.talk_cases.take(case_id, talk.staff.id, talk.now) if waits else None
    if found is None:
        talk.say(Text("That is no longer there."), offers=talk.menu)
        return
    if found.officer != talk.staff.id:
        names = await records.staff.names([found.officer or 0])
        name = names.get(found.officer or 0, "")
        talk.say(
            Text("{name} answers {number} already.", name=name, number=found.number).signed(
                Sign.OFFICER
            ),
            offers=talk.menu,
        )
        return
    talk.note("talk_taken", found.person or found.case)
    talk.then(talk_with, talk=str(found.id))


async def talk_with(talk: Talk, records: Records) -> None:
    """From here on what they write goes there. No question stays open beside it: an answer meant
    for the one would be sent to the other."""
    found = await _mine(talk, records)
    if found is None:
        talk.say(IS_OVER, NOBODY, offers=talk.menu)
        return
    stopped = talk.was_in not in _OF_TALKS
    if not await records.human_talks.sit_at(found, talk.session.id):
        talk.say(IS_OVER, NOBODY, offers=talk.menu)
        return
    talk.session.chosen = Chosen(found.id, talk.session.heard_order)
    await _show_unread(talk, found, records)
    talk.say(
        *([STOPPED] if stopped else []),
        Text("What you write now goes to them.").signed(Sign.GO),
        Text("To end it, write /done. For others, /talk.").signed(Sign.HELP),
    )


async def close_talk(talk: Talk, records: Records) -> None:
    """Ended by the officer, with its request or without."""
    found = await _mine(talk, records)
    if found is None:
        talk.say(IS_OVER, NOBODY, offers=talk.menu)
        return
    who = await records.human_talks.who(found)
    wish = await talk.ask("wish", _how_it_ends(who))
    if wish == _GO_ON:
        talk.then(talk_with, talk=str(found.id))
    if wish == _SETTLED:
        await records.cases.happen(found.case, CaseEvent.SETTLED, talk.staff.id, talk.now)
        talk.note("case_answered", found.person or found.case)
    else:
        await records.human_talks.end(found, Ended.BY_OFFICER, talk.now, talk.staff.id)
    closed = Text("Request {number} is closed.", number=who.number).signed(Sign.GO)
    open_still = Text("Request {number} stays open.", number=who.number).signed(Sign.WAIT)
    talk.say(
        Text("The conversation is over, and the person is told.").signed(Sign.STOP),
        closed if wish == _SETTLED else open_still,
        NOBODY,
        offers=talk.menu,
    )


def _how_it_ends(who: Correspondent) -> OneOf[str]:
    question = Text("The conversation with {who} ends. Is the request settled?", who=called(who))
    labels = {
        _SETTLED: Text("Yes, close the request").signed(Sign.GO),
        _LEAVE: Text("No, the request stays open").signed(Sign.WAIT),
        _GO_ON: Text("Go on talking").signed(Sign.OFFICER),
    }
    return OneOf(question.signed(Sign.HELP), {key: (one, key) for key, one in labels.items()})


async def _mine(talk: Talk, records: Records) -> HumanTalk | None:
    """The one that was brought along, as it stands now, where who speaks answers in it."""
    talk_id = await talk.if_given("talk", Brought(_id_of))
    found = await records.human_talks.one(talk_id) if talk_id else None
    found = await records.talk_upkeep.now(found, talk.now) if found else None
    return found if found is not None and found.officer == talk.staff.id else None


async def _show_unread(talk: Talk, found: HumanTalk, records: Records) -> None:
    """What was said before anybody of the staff could read it."""
    lines = await records.human_talks.unread(found.id)
    who = await records.human_talks.who(found)
    for one in lines:
        if not await records.human_talks.awaits_file(one.id):
            await show_line(talk, records, one, who)
            await records.human_talks.was_shown([one.id], talk.now)


def _id_of(value: str) -> int | None:
    """Of a case or a conversation, brought by a button."""
    try:
        return read_id(value)
    except Stale:
        return None
