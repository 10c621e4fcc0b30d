"""Two days after payday: did the money come, and how many times did somebody have to go?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.arrival import MOST_TRIPS, UNKNOWN, Came, read_came, read_trips
from domain.bulletin import Bulletin
from domain.case import Case
from domain.message import Choice
from domain.permissions import Act
from domain.person import Link
from domain.session import Pairs
from domain.text import Month, Sign, Text
from handlers.asks import CHOOSE_ONE, OneOf, read_id
from handlers.beneficiary.carer import went_to
from handlers.beneficiary.first_answer import UNTIL_PAID, asks_later, first_answer, told_of_it
from handlers.beneficiary.whose import which_of
from handlers.talk import Asked, Heard, NotUnderstood, Talk, offer
from storage.records import Records

CAME = {
    Came.YES: Text("Yes, all of it").signed(Sign.GO),
    Came.NO: Text("No, not yet").signed(Sign.STOP),
    Came.LESS: Text("Yes, but less").signed(Sign.MONEY),
}
NEXT_ONE = Text("Answer for the next one").signed(Sign.PERSON)

ANSWERS: Mapping[Text, Pairs] = {
    **{label: (("came", came.value),) for came, label in CAME.items()},
    NEXT_ONE: (),
}
"""What answers also when it has left the screen; with what each brings along."""


async def arrived(talk: Talk, records: Records) -> None:
    """Of one of those whom it concerns, or of all at once."""
    told = await _asked_by(talk, records)
    concerned = await _concerned(talk, records, told) if told else ()
    waiting = await _unanswered(talk, records, told, concerned) if told else ()
    if told is None or not waiting:
        talk.say(Text("Nothing is asked here any more.").signed(Sign.GO), offers=talk.menu)
        return
    whom = _left_over(waiting, concerned)
    came = await talk.ask("came", _came(told, whom))
    links = await which_of(talk, waiting, _FOR_WHOM)
    trips = await talk.ask("trips", _trips(came, whom))
    month = records.bulletins.lines(told)[0].month
    for link in links:
        about = (talk.session.id, link.person.id, month)
        await records.arrivals.record(*about, came, trips, talk.now)
    cases = [case for link in links if (case := await _file(talk, records, link, came, month))]
    again = offer(arrived, NEXT_ONE, about=str(told.id))
    talk.say(
        *(
            await _filed_lines(talk, cases, links, records)
            if cases
            else (*_THANKS, *await _still_open(links, month, records))
        ),
        offers=(
            *([again] if len(links) < len(waiting) else []),
            *(_more(talk, cases, links) if cases else ()),
            *talk.menu,
        ),
    )


async def _asked_by(talk: Talk, records: Records) -> Bulletin | None:
    """The message that asks: the one whose button it was, or the last one."""
    told = await talk.if_given("about", _Told(records))
    if told is None:
        last = await records.arrivals.asked_last(talk.session.id, talk.now)
        told = await records.bulletins.one(last) if last is not None else None
    return told


async def _concerned(talk: Talk, records: Records, told: Bulletin) -> tuple[Link, ...]:
    """Whom it concerns here; nobody where the calendar no longer says so."""
    if not records.bulletins.lines(told):
        return ()
    concerned = await records.bulletins.concerned(told, talk.session.id)
    links = await records.links.of(talk.session.id)
    return tuple(one for one in links if one.person.id in concerned)


async def _unanswered(
    talk: Talk, records: Records, told: Bulletin, concerned: tuple[Link, ...]
) -> tuple[Link, ...]:
    """Of these, for whom nobody has answered; all of them where everyone has, because what was
    said last counts."""
    if not concerned:
        return ()
    month = records.bulletins.lines(told)[0].month
    answered = await records.arrivals.answered(talk.session.id, month)
    return tuple(one for one in concerned if one.person.id not in answered) or concerned


def _left_over(waiting: Sequence[Link], concerned: Sequence[Link]) -> tuple[Text, ...]:
    """The last of several is named, because nobody is asked any more whom the answer is about."""
    if len(waiting) > 1 or len(concerned) == 1:
        return ()
    return (Text("About {name}:", name=waiting[0].called).signed(Sign.PERSON),)


async def _file(talk: Talk, records: Records, link: Link, came: Came, month: Month) -> Case | None:
    if came.case is None:
        return None
    talk.note("said_not_arrived", link.person.id)
    return await records.cases.file(
        came.case, came.value, link.person, month, talk.session.id, talk.now
    )


_FOR_WHOM = Text("Whom is this answer about?").signed(Sign.PERSON)
_THANKS = (
    Text("Thank {you}, it is noted.").signed(Sign.GO),
    Text("It helps to send nobody in vain.").signed(Sign.POST),
)


async def _filed_lines(
    talk: Talk, cases: Sequence[Case], links: Sequence[Link], records: Records
) -> tuple[Text, ...]:
    """The number, and who has it now; of several the numbers, each with its name."""
    if len(cases) == 1:
        return await first_answer(talk, records, cases[0], links[0].person.unit, UNTIL_PAID)
    numbers = [
        Text("{name}: request number {number}.", name=link.called, number=case.number)
        for link, case in zip(links, cases, strict=True)
    ]
    units = dict.fromkeys(link.person.unit for link in links)
    went = [line for unit in units for line in await went_to(records, Act.ANSWER_CASES, unit)]
    return (
        *(one.signed(Sign.GO) for one in numbers),
        *went,
        UNTIL_PAID,
        Text("Please keep this number, to ask about it.").signed(Sign.PAPERS),
        *told_of_it(talk),
    )


async def _still_open(links: Sequence[Link], month: Month, records: Records) -> tuple[Text, ...]:
    """What was reported before is not closed by a tap: it ends with how the money is paid."""
    about = [link.person.id for link in links]
    kinds = [kind for came in Came if (kind := came.case) is not None]
    still = Text("Request {number} is still open, please tell the commune officer.").signed(
        Sign.OFFICER
    )
    numbers = await records.cases.still_open(about, month, kinds)
    return tuple(still.filled(number=number) for number in numbers)


def _more(talk: Talk, cases: Sequence[Case], links: Sequence[Link]) -> tuple[Choice, ...]:
    """What the records say of it, for who is still without their money; and how it stands later."""
    if len(links) > 1:
        return ()
    known = Text("More").signed(Sign.MORE)
    return (
        offer("own_payout", known, person=str(links[0].person.id)),
        *asks_later(talk, cases[0]),
    )


def _came(told: Bulletin, whom: tuple[Text, ...]) -> OneOf[Came]:
    was = [Text("Payday was on {day:weekday}.", day=told.day).signed(Sign.DAY)] if told.day else []
    return OneOf(
        Text("Did the money come?").signed(Sign.MONEY),
        {came.value: (label, came) for came, label in CAME.items()},
        before=(*whom, *was),
        reads=read_came,
    )


def _trips(came: Came, whom: tuple[Text, ...]) -> OneOf[int | None]:
    """What was understood is said back first: it may have been said in words of one's own. A number
    written is the place of its choice, so the places are the numbers."""
    understood = Text("Understood: {answer}.", answer=CAME[came]).signed(CAME[came].sign or Sign.GO)
    times: Mapping[str, tuple[Text, int | None]] = {
        "1": (Text("Once"), 1),
        "2": (Text("Twice"), 2),
        "3": (Text("Three times"), 3),
        str(MOST_TRIPS): (Text("Four times or more"), MOST_TRIPS),
        "0": (Text("Did not go"), 0),
        UNKNOWN: (Text("I do not remember"), None),
    }
    question = Text("How many times did {you} go for it?").signed(Sign.STEPS)
    return OneOf(question, times, before=(*whom, understood), reads=read_trips)


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
