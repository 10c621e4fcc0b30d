"""How a request stands: one's own at once, any by the number that somebody was given for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.case import Case, read_number
from domain.message import Choice
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.beneficiary.now_right import offers_of
from handlers.beneficiary.own_case import own_case, people_of, where_lines
from handlers.beneficiary.rate import after_its_end
from handlers.beneficiary.request_more import more_about
from handlers.beneficiary.request_words import (
    ASK_THE_OFFICER,
    TOLD_HOW,
    ending_lines,
    how_it_ended,
)
from handlers.case_number import LIKE_THIS, number_in
from handlers.staff.case_above import above
from handlers.staff.case_words import KINDS
from handlers.staff.scope import cases_of
from handlers.talk import Asked, Heard, Talk
from storage.case_reporters import Own
from storage.records import Records

_SHOWN = 5


async def request(talk: Talk, records: Records) -> None:
    """For where it was reported from, and who hears about the person; who has to answer it is led
    to it. To anybody else it is as unknown as one that was never given."""
    number = await _number(talk, records)
    if (mine := await _to_answer(talk, records, number)) is not None:
        talk.then("cases", case=str(mine))
    if await above(talk, records, number) is not None:
        talk.then("case_above", number=number)
    own = await own_case(talk, records, number)
    if own is None:
        talk.say(*_unknown(number), offers=() if talk.in_between else talk.menu)
        return
    lines, offers = await _stands(own, talk, records)
    talk.say(*lines, offers=offers if talk.in_between else (*offers, *talk.menu))


async def _number(talk: Talk, records: Records) -> str:
    """Who has one open request alone is not asked for its number, nor who has none and one that
    ended lately; who has several chooses."""
    brought = await talk.if_given("number", _Which(()))
    if brought is not None:
        return brought
    shown = () if talk.opened_with else await _own(talk, records)
    if len(shown) == 1:
        return shown[0].number
    return await talk.ask("number", _Which(shown))


async def _own(talk: Talk, records: Records) -> tuple[Case, ...]:
    """What stands; where nothing does, what ended lately."""
    people, session = await people_of(talk, records), talk.session.id
    reporters = records.case_reporters
    return await reporters.of(session, people, _SHOWN, talk.now) or await reporters.ended(
        session, people, _SHOWN, talk.now
    )


async def _to_answer(talk: Talk, records: Records, number: str) -> int | None:
    if talk.actor is None or not talk.actor.may_somewhere(Act.WATCH_CASES):
        return None
    return await records.case_queue.id_of(number, await cases_of(talk, records))


async def _stands(
    own: Own, talk: Talk, records: Records
) -> tuple[tuple[Text, ...], tuple[Choice, ...]]:
    case = own.case
    more = await more_about(case, talk, records)
    if case.state in TOLD_HOW:
        asked, offers = after_its_end(own)
        lines = (*ending_lines(case), *more, *asked) if asked else (*how_it_ended(case), *more)
        return lines, (*offers_of(case), *offers)
    said = Text("Request {number} is being looked at: {kind}.", number=case.number,
                kind=KINDS[case.kind])  # fmt: skip
    stands = await where_lines(own, records, talk.today)
    return (said.signed(Sign.WAIT), *more, *stands), offers_of(case)


def _unknown(number: str) -> tuple[Text, ...]:
    return (
        Text("{Me} find no request {number} of {you}.", number=number).signed(Sign.STOP),
        ASK_THE_OFFICER,
    )


@dataclass(frozen=True, slots=True)
class _Which:
    """One of one's own, by a tap; any by its number, as people write it."""

    shown: Sequence[Case]

    def asked(self) -> Asked:
        asked = Text("Which number does the request have?").signed(Sign.PAPERS)
        if self.shown:
            asked = Text("Which request?").signed(Sign.PAPERS)
        return Asked((asked, LIKE_THIS), tuple(map(_choice, self.shown)))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        return number_in(heard)

    async def read(self, value: str) -> str:
        number = read_number(value)
        if number is None:
            raise ValueError(value)
        return number


def _choice(case: Case) -> Choice:
    label = Text("{number}: {kind}", number=case.number, kind=KINDS[case.kind])
    return Choice(case.number, label.signed(Sign.PAPERS))
