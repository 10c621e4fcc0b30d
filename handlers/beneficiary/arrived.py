"""Two days after payday: did the money come, and how many times did somebody have to go?"""

from __future__ import annotations

from dataclasses import dataclass

from domain.arrival import MOST_TRIPS, Came
from domain.bulletin import Bulletin
from domain.case import Case, CaseKind
from domain.message import Choice
from domain.permissions import Act
from domain.person import Link
from domain.text import Month, Sign, Text, verbatim
from handlers.asks import CHOOSE_ONE, OneOf, read_id
from handlers.beneficiary.carer import went_to
from handlers.beneficiary.subscribe import tell_answer
from handlers.talk import Asked, Heard, NotUnderstood, Talk, offer
from storage.records import Records

CAME = {
    Came.YES: Text("Yes, all of it").signed(Sign.GO),
    Came.NO: Text("No, not yet").signed(Sign.STOP),
    Came.LESS: Text("Yes, but less").signed(Sign.MONEY),
}


async def arrived(talk: Talk, records: Records) -> None:
    """From the buttons of the message that asks; for who collects for several, of each apart."""
    told = await talk.if_given("about", _Told(records))
    waiting = await _unanswered(talk, records, told) if told else ()
    if told is None or not waiting:
        talk.say(Text("Nothing is asked here any more.").signed(Sign.GO), offers=talk.menu)
        return
    link = waiting[0]
    if len(waiting) > 1:
        each = {
            str(one.person.id): (verbatim(one.called).signed(Sign.PERSON), one) for one in waiting
        }
        link = await talk.ask("person", OneOf(Text("Who is it about?").signed(Sign.PERSON), each))
    came = await talk.ask("came", _came())
    trips = await talk.ask("trips", _trips())
    month = records.bulletins.lines(told)[0].month
    await records.arrivals.record(talk.session.id, link.person.id, month, came, trips, talk.now)
    case = await _file(talk, records, link, came, month)
    others = [one for one in waiting if one != link]
    again = offer(arrived, Text("Answer for the next one").signed(Sign.PERSON), about=str(told.id))
    talk.say(
        *(await _filed_lines(case, link, records) if case else _THANKS),
        offers=(
            *([again] if others else []),
            *(await _more(talk, records, link) if case else ()),
            *talk.menu,
        ),
    )


async def _unanswered(talk: Talk, records: Records, told: Bulletin) -> tuple[Link, ...]:
    """Whom it concerns here and nobody has answered for; all of them where everyone has, because
    what was said last counts."""
    lines = records.bulletins.lines(told)
    if not lines:
        return ()
    concerned = await records.bulletins.concerned(told, talk.session.id)
    answered = await records.arrivals.answered(talk.session.id, lines[0].month)
    links = [one for one in await records.links.of(talk.session.id) if one.person.id in concerned]
    return tuple(one for one in links if one.person.id not in answered) or tuple(links)


async def _file(talk: Talk, records: Records, link: Link, came: Came, month: Month) -> Case | None:
    if came.case is None:
        return None
    talk.note("said_not_arrived", link.person.id)
    return await records.cases.file(
        came.case, came.value, link.person, month, talk.session.id, talk.now
    )


_THANKS = (
    Text("Thank {you}, it is noted.").signed(Sign.GO),
    Text("It helps to send nobody in vain.").signed(Sign.POST),
)


async def _filed_lines(case: Case, link: Link, records: Records) -> tuple[Text, ...]:
    until = Text("It stays open until it is settled how it is paid.").signed(Sign.WAIT)
    return (
        Text("Recorded, request number {number}.", number=case.number).signed(Sign.GO),
        *await went_to(records, Act.ANSWER_CASES, link.person.unit),
        *([until] if case.kind is CaseKind.NOT_RECEIVED else []),
        Text("Please keep this number, to ask about it.").signed(Sign.PAPERS),
    )


async def _more(talk: Talk, records: Records, link: Link) -> tuple[Choice, ...]:
    """What the records say of it, for who is still without their money; and the answer told."""
    known = offer("own_payout", Text("More").signed(Sign.MORE), person=str(link.person.id))
    return (known, *await tell_answer(talk, records, link.person))


def _came() -> OneOf[Came]:
    choices = {came.value: (label, came) for came, label in CAME.items()}
    return OneOf(Text("Did the money come?").signed(Sign.MONEY), choices)


def _trips() -> OneOf[int]:
    """A number written is the place of its choice, so the places are the numbers."""
    times = {
        1: Text("Once"),
        2: Text("Twice"),
        3: Text("Three times"),
        MOST_TRIPS: Text("Four times or more"),
        0: Text("Did not go"),
    }
    choices = {str(count): (words, count) for count, words in times.items()}
    return OneOf(Text("How many times did {you} go for it?").signed(Sign.STEPS), choices)


@dataclass(frozen=True, slots=True)
class _Told:
    """The bulletin that asked, brought along by a button."""

    records: Records

    def asked(self) -> Asked:
        return Asked(())

    async def hear(self, heard: Heard) -> str:  # noqa: ARG002
        raise NotUnderstood(CHOOSE_ONE)

    async def read(self, value: str) -> Bulletin | None:
        return await self.records.bulletins.one(read_id(value))
