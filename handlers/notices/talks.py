"""What each side of a human conversation is told of the other."""

from __future__ import annotations

from collections.abc import Mapping

from domain.human_talk import SPOKEN, HumanTalk, Said
from domain.privacy import Level
from domain.text import Sign, Text
from handlers.asks import named
from handlers.staff.talk_lines import attached, show_line
from handlers.staff.talk_words import answer_this, called
from handlers.talk import Talk, offer
from storage.human_talks import Line
from storage.records import Records

_ANSWERS_AGAIN = Text("{Me} answer {you} again.").signed(Sign.GO)
_TALK_AGAIN = Text("Talk to a person").signed(Sign.OFFICER)

_TO_CITIZEN: Mapping[Said, tuple[Text, ...]] = {
    Said.OPENED: (
        Text("Please write here, the officer reads it and answers.").signed(Sign.PHONE),
        Text("{Me} am silent meanwhile. To end it, write /done.").signed(Sign.WAIT),
        Text("Tell nobody a code, not even the officer.").signed(Sign.SECRET),
    ),
    Said.MOVED: (Text("Another officer answers {you} from now on.").signed(Sign.OFFICER),),
    Said.WAITS: (
        Text("The officer cannot go on. A colleague will answer {you}.").signed(Sign.OFFICER),
        _ANSWERS_AGAIN,
    ),
    Said.ENDED: (
        Text("The officer has ended the conversation.").signed(Sign.STOP),
        _ANSWERS_AGAIN,
    ),
    Said.QUIET: (
        Text("Nobody has written for a while, so the conversation is over.").signed(Sign.STOP),
        _ANSWERS_AGAIN,
    ),
    Said.NOT_PASSED: (
        Text("That was a picture, and was not passed on. Please send it as a photo.").signed(
            Sign.STOP
        ),
    ),
    Said.UNLINKED: (
        Text("This phone hears about that person no more. The conversation is over.").signed(
            Sign.STOP
        ),
        _ANSWERS_AGAIN,
    ),
}
_TO_OFFICER: Mapping[Said, Text] = {
    Said.ENDED: Text("{who}: the conversation is over."),
    Said.QUIET: Text("{who}: nobody has written for a while, so the conversation is over."),
    Said.UNLINKED: Text("{who}: the phone is linked no more, so the conversation is over."),
}


async def to_citizen(talk: Talk, records: Records, line_id: int) -> None:
    """The officer speaks under the name of the service and of the unit, not by their own."""
    found = await _found(records, line_id)
    if found is None:
        return
    line, conversation = found
    talk.level = Level.OWN
    unit = named(records.reference.gazetteer.known(conversation.unit))
    if line.said in SPOKEN:
        await _say_to_citizen(talk, records, line, unit)
        return
    first = Text("An officer of {unit} is here now.", unit=unit).signed(Sign.OFFICER)
    opened = line.said is Said.OPENED
    again = (offer("talk_to_person", _TALK_AGAIN),) if line.said is Said.QUIET else ()
    talk.say(*([first] if opened else []), *_TO_CITIZEN[line.said], offers=again)


async def _say_to_citizen(talk: Talk, records: Records, line: Line, unit: Text) -> None:
    if line.words:
        said = Text("An Sinh, officer of {unit}: {words}", unit=unit, words=line.words)
        talk.say(said.signed(Sign.OFFICER))
    attachment = await attached(records, line, Level.OWN)
    if attachment is not None:
        by = Text("An Sinh, officer of {unit}: {words}", unit=unit, words=attachment.told)
        talk.hand_out(attachment, by.signed(Sign.OFFICER))
    await records.human_talks.was_shown([line.id], talk.now)


async def to_officer(talk: Talk, records: Records, line_id: int) -> None:
    """With a button that chooses the conversation. Where the address may not hear it now, only that
    there is something; the words wait until it is opened."""
    found = await _found(records, line_id)
    if found is None or talk.actor is None or talk.actor.id != found[1].officer:
        return
    line, conversation = found
    if talk.carries < Level.STAFF or talk.actor.locked:
        talk.say(
            Text("{number}: somebody writes to you.", number=conversation.number).signed(
                Sign.OFFICER
            ),
            Text("Sign in, then write /talk.").signed(Sign.SECRET),
        )
        return
    if line.shown:
        return  # it was read where the conversation was opened
    talk.level = Level.STAFF
    who = await records.human_talks.who(conversation)
    if line.said in SPOKEN:
        over = conversation.over
        offers = () if over else (answer_this(conversation.id, who),)
        await show_line(talk, records, line, who, offers)
    else:
        opened = offer("cases", Text("Open it").signed(Sign.MORE), case=str(conversation.case))
        news = _TO_OFFICER[line.said].filled(who=called(who))
        talk.say(news.signed(Sign.STOP), offers=(opened,))
    await records.human_talks.was_shown([line_id], talk.now)


async def _found(records: Records, line_id: int) -> tuple[Line, HumanTalk] | None:
    line = await records.human_talks.line(line_id)
    conversation = await records.human_talks.known(line.talk) if line else None
    return (line, conversation) if line and conversation else None
