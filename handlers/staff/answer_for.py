"""Answering for the person who stands in front: all that concerns their money at one look; then to
hold up in large letters, to send to their own phone, or to print."""

from __future__ import annotations

from datetime import timedelta

from domain.message import Choice
from domain.notice import NoticeKind
from domain.permissions import Act
from domain.person import Person
from domain.text import Sign, Text
from handlers.asks import Brought
from handlers.language import BOTH
from handlers.staff.answer_lines import answer_about, on_paper, shown_to
from handlers.staff.beneficiary_of import beneficiary
from handlers.talk import INVENTED, Talk, offer
from storage.records import Records

_SHOWN = {
    "vi": Text("In large letters: Vietnamese").signed(Sign.LANGUAGE),
    "km": Text("In large letters: Khmer").signed(Sign.LANGUAGE),
    BOTH: Text("Print: both languages").signed(Sign.PAPERS),
}
_LANGUAGE = Brought(lambda said: said if said in _SHOWN else None)
_READ_WITHIN = timedelta(days=1)
"""Whoever opens it later asks anew, and hears what is so by then."""


async def answer_for(talk: Talk, records: Records) -> None:
    """Go or not yet, when and where; then the lists of the month, and the account."""
    person = await beneficiary(talk, records, Act.LOOK)
    talk.note("answered_for", person.id)
    answer = await answer_about(talk, records, person)
    talk.say_for_other(answer.who, _TELL_THEM, *answer.now, *answer.source)
    if answer.lists:
        talk.say(*answer.lists)
    mark = (INVENTED,) if talk.demo else ()
    talk.say_for_other(*answer.account, *mark, offers=_next(talk, person))


async def show_answer(talk: Talk, records: Records) -> None:
    """In large letters and in the language of who reads it, whichever the staff have."""
    person = await beneficiary(talk, records, Act.LOOK)
    language = await talk.if_given("language", _LANGUAGE) or BOTH
    talk.note("showed_answer", person.id)
    lines = await (on_paper if language == BOTH else shown_to)(talk, records, person)
    talk.show(*lines, *((INVENTED,) if talk.demo else ()), language=language)
    talk.say(_HOLD_UP, offers=_next(talk, person, but=language))


async def send_answer(talk: Talk, records: Records) -> None:
    """To each phone that hears about them, in its own language; said how many there are."""
    person = await beneficiary(talk, records, Act.LOOK)
    phones = await records.links.sessions_hearing(person.id)
    if not phones:
        talk.answer(*_NO_PHONE, offers=_next(talk, person, phones=False))
        return
    talk.note("sent_answer", person.id)
    until = talk.now + _READ_WITHIN
    await records.notices.tell_anew(phones, NoticeKind.ANSWERED_FOR, person.id, talk.now, until)
    talk.answer(
        Text("Sent. Phones that hear about this person: {count}.", count=len(phones)).signed(
            Sign.PHONE
        ),
        Text("Who uses the web page sees it on opening it.").signed(Sign.HELP),
        offers=_next(talk, person),
    )


def _next(talk: Talk, person: Person, but: str = "", *, phones: bool = True) -> tuple[Choice, ...]:
    """Other ways to say it; then what else there is to do about the same person."""
    who = str(person.id)
    shown = (
        offer(show_answer, label, person=who, language=language)
        for language, label in _SHOWN.items()
        if language != but
    )
    send = offer(send_answer, Text("Send to their phone").signed(Sign.PHONE), person=who)
    another = offer(answer_for, Text("The next person").signed(Sign.PERSON))
    return (*shown, *([send] if phones else []), *talk.same_person(person), another)


_TELL_THEM = Text("Tell the person:").signed(Sign.OFFICER)
_HOLD_UP = Text("Hold the screen up to the person, or print it.").signed(Sign.OFFICER)
_NO_PHONE = (
    Text("No phone hears about this person yet.").signed(Sign.STOP),
    Text("Link the phone in front, hold up the screen, or print it.").signed(Sign.HELP),
)
