"""How a payday is told to a whole hamlet at once, by loudspeaker or on paper: it names nobody.

It is read out as it stands, so it speaks to everybody in short sentences, the date in words.
"""

from __future__ import annotations

from domain.payday import Payday
from domain.payout import Way
from domain.person import Programme
from domain.place import PaidAt, PaymentPoint, Unit
from domain.text import Sign, Text
from handlers.asks import named
from handlers.beneficiary.nearest_words import moved_line
from handlers.beneficiary.payout_words import (
    POINT_SIGNS,
    POSTPONED,
    TO_BRING,
    WITHDRAW,
    programmes_of,
)

_TO_ALL = Text("To all of {unit}.").signed(Sign.PLACE)
_AGAIN = Text("Once more: {day:spoken}.").signed(Sign.DAY)
_CASH = Text("The allowance is handed out on {day:spoken}.").signed(Sign.DAY)
_TRANSFER = Text("The allowance comes to the accounts on {day:spoken}.").signed(Sign.DAY)
_OLD_DAY = Text("There is no money yet on {day:spoken}: it is postponed.").signed(Sign.STOP)
_NO_OLD_DAY = Text("The payout is postponed.").signed(Sign.STOP)
_PERHAPS = Text("Perhaps {day:spoken}, it is not certain yet.").signed(Sign.PERHAPS)
_NO_NEW_DAY = Text("There is no new day yet.").signed(Sign.DAY)
_STAY = Text("Please do not go before the day is certain.").signed(Sign.STOP)
_TOLD_AGAIN = Text("It is announced again when the day is certain.").signed(Sign.CLOCK)
_CARD = Text("At the machine: bring the card.").signed(Sign.CARD)
_CITIZEN_CARD = Text("Bring the citizen card.").signed(Sign.PAPERS)
_CANNOT_COME = Text("Who cannot come tells the commune officer.").signed(Sign.OFFICER)
_FREE = Text("Receiving the money costs nothing.").signed(Sign.MONEY)
_NOBODY_ASKS = Text("Nobody may ask for an OTP or a password.").signed(Sign.SECRET)
_CLOSED = Text("{place} has closed. There is no other place yet.").signed(Sign.STOP)
_ASK_BEFORE = Text("Please ask the commune officer before going.").signed(Sign.OFFICER)
_ABOUT_ACCOUNTS = Text("It is about the money that goes to accounts.").signed(Sign.ACCOUNT)


def read_out(payday: Payday, unit: Unit, place: PaidAt | None) -> tuple[Text, ...]:
    """All of it, to be read from the first line to the last."""
    return (
        _TO_ALL.filled(unit=named(unit)),
        *when_and_where(payday, place),
        *what_to_do(payday),
        *warnings(payday),
        _last_line(payday, place),
    )


def _last_line(payday: Payday, place: PaidAt | None) -> Text:
    """What is to stay in the ear: the day, unless nobody can go on it."""
    if payday.day is None or payday.postponed:
        return _STAY
    nowhere = place is not None and place.now is None
    return _ASK_BEFORE if nowhere else _AGAIN.filled(day=payday.day)


def when_and_where(payday: Payday, place: PaidAt | None) -> tuple[Text, ...]:
    """The day, whose money it is where not everybody's, the hours, the place."""
    return (
        _when(payday),
        *_whose(payday),
        *([] if payday.postponed else _hours(payday)),
        *_where(payday, place),
        *(_moved(payday) if payday.postponed else []),
    )


def what_to_do(payday: Payday) -> tuple[Text, ...]:
    """Wait, or what to bring; and whom to tell who cannot come."""
    if payday.postponed:
        return (_STAY, _TOLD_AGAIN)
    papers = (TO_BRING,) if payday.way is Way.CASH else (_CITIZEN_CARD, _CARD)
    return (*papers, _CANNOT_COME)


def warnings(payday: Payday) -> tuple[Text, ...]:
    """Against who takes a fee or asks for a code. Some cash machines do take one."""
    return (*([_FREE] if payday.way is Way.CASH else []), _NOBODY_ASKS)


def _when(payday: Payday) -> Text:
    if payday.postponed:
        before = payday.day_before
        return _OLD_DAY.filled(day=before) if before else _NO_OLD_DAY
    said = _CASH if payday.way is Way.CASH else _TRANSFER
    return said.filled(day=payday.day) if payday.day else _NO_NEW_DAY


def _whose(payday: Payday) -> list[Text]:
    if len(payday.programmes) == len(Programme):
        return []
    programmes = programmes_of(payday.programmes)
    return [Text("For {programmes}.", programmes=programmes).signed(Sign.MONEY)]


def _hours(payday: Payday) -> list[Text]:
    if payday.hours is None:
        return []
    opens, closes = payday.hours
    return [Text("From {opens} to {closes}.", opens=opens, closes=closes).signed(Sign.CLOCK)]


def closed_line(place: PaidAt) -> Text:
    """Of a point that has closed. It is told to all, so it addresses nobody."""
    if place.now is None:
        return _CLOSED.filled(place=place.said.name)
    return moved_line(place.said, place.now)


def _where(payday: Payday, place: PaidAt | None) -> list[Text]:
    if payday.way is Way.ACCOUNT:
        return [_ABOUT_ACCOUNTS if payday.postponed else WITHDRAW]
    if place is None:
        return []
    if not place.moved:
        return [_at(place.said)]
    if payday.postponed:
        return [closed_line(place)]  # nobody goes yet, and the page to print is full
    return [closed_line(place), _ASK_BEFORE if place.now is None else _at(place.now)]


def _at(point: PaymentPoint) -> Text:
    said = Text("At {place}, {address}.", place=point.name, address=point.address)
    return said.signed(POINT_SIGNS[point.kind])


def _moved(payday: Payday) -> list[Text]:
    """Why, and what is known of the new day."""
    reason = [POSTPONED[payday.reason]] if payday.reason else []
    return [*reason, _PERHAPS.filled(day=payday.day) if payday.day else _NO_NEW_DAY]
