"""Whether the matter is settled, as its reporter says: one tap, beneath the end or later."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import CaseState, read_number
from domain.case_again import RATED_FOR, Rating
from domain.case_clock import HIGHEST
from domain.case_flow import CaseEvent
from domain.message import Choice
from domain.text import Sign, Text
from handlers.asks import Brought, OneOf
from handlers.beneficiary.own_case import own_case
from handlers.complaint import note_by_reporter
from handlers.talk import Talk, offer
from storage.case_reporters import Own
from storage.records import Records

_RATINGS: Mapping[Rating, Text] = {
    Rating.WELL: Text("Good").signed(Sign.GO),
    Rating.FAIRLY: Text("So-so").signed(Sign.WAIT),
    Rating.NOT_YET: Text("Not settled yet").signed(Sign.STOP),
}
_IS_IT_SETTLED = Text("Is this matter settled?").signed(Sign.HELP)
_AGAIN: Mapping[CaseEvent, tuple[str, Text]] = {
    CaseEvent.REOPENED: ("reopen", Text("Open it again").signed(Sign.WAIT)),
    CaseEvent.APPEALED: ("appeal", Text("Have it looked at from above").signed(Sign.OFFICER)),
}
"""The dialogue for it, by name: they lead to each other."""


async def rate(talk: Talk, records: Records) -> None:
    """For whoever reported it, of an ending; what is not settled can be opened again at once."""
    number = await talk.if_given("number", Brought(read_number))
    own = await own_case(talk, records, number) if number else None
    if own is None or not own.rates:
        talk.say(
            Text("That can no longer be answered.").signed(Sign.CLOCK),
            offers=(*(again_offer(own) if own else ()), *talk.menu),
        )
        return
    rating = await talk.ask("rating", _ratings())
    await records.case_reporters.rate(own.case.id, talk.session.id, rating, talk.now)
    note_by_reporter(talk, "case_rated", own.case)
    noted = Text("Thank {you}, it is noted.").signed(Sign.GO)
    if rating is Rating.NOT_YET:
        talk.say(noted, _what_next(own), offers=(*again_offer(own), *talk.menu))
        return
    changed = Text("Within {days} days it can be changed.", days=RATED_FOR.days)
    talk.say(noted, changed.signed(Sign.CLOCK), offers=(*_others(own, rating), *talk.menu))


def _ratings() -> OneOf[Rating]:
    choices = {str(one.value): (label, one) for one, label in _RATINGS.items()}
    return OneOf(_IS_IT_SETTLED, choices, by_beginning=True)


def _what_next(own: Own) -> Text:
    match own.again:
        case CaseEvent.REOPENED:
            return Text("It can be opened again, with the same number.").signed(Sign.WAIT)
        case CaseEvent.APPEALED:
            return Text("Who stands above can look at it, with the same number.").signed(
                Sign.OFFICER
            )
    if own.case.above == HIGHEST:
        return Text("Nobody stands above here. A letter can go to the commune office.").signed(
            Sign.PAPERS
        )
    return Text("Please ask the commune officer.").signed(Sign.OFFICER)


def again_offer(own: Own) -> tuple[Choice, ...]:
    """The button for what may be asked for now."""
    if own.again is None:
        return ()
    dialogue, label = _AGAIN[own.again]
    return (offer(dialogue, label, number=own.case.number),)


def after_its_end(own: Own) -> tuple[tuple[Text, ...], tuple[Choice, ...]]:
    """What is asked beneath how it ended, and the buttons: to who reported it how content they
    are; to who only hears of it, what they may do about it."""
    if not own.rates:
        return (), again_offer(own)
    refused = again_offer(own) if own.case.state is CaseState.REFUSED else ()
    return (_IS_IT_SETTLED,), (*(_rated(own, one) for one in _RATINGS), *refused)


def _others(own: Own, rating: Rating) -> tuple[Choice, ...]:
    """To say otherwise."""
    return tuple(_rated(own, one) for one in _RATINGS if one is not rating)


def _rated(own: Own, rating: Rating) -> Choice:
    return offer(rate, _RATINGS[rating], number=own.case.number, rating=str(rating.value))
