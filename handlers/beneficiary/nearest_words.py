"""How a payment point is told: whether one can go, where, until when; and what awaits one there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.banks import bank_name
from domain.message import Pin
from domain.nearest import Means, Near, Open, Opening
from domain.person import Programme
from domain.place import PaymentPoint, PointKind
from domain.text import Month, Sign, Text
from handlers.beneficiary.payout_words import (
    DO_NOT_GO,
    NEVER_TELL,
    POINT_SIGNS,
    TO_BRING,
    point_line,
    programmes_of,
)

CASH_ONLY_THERE = Text("Cash waits only at the point whose list holds your name.").signed(Sign.LIST)

_PAYS_TODAY = Text("The post pays here today, you can go.").signed(Sign.GO)
_PAYS_ON = Text("The post pays here on {day:weekday}.").signed(Sign.DAY)
_USABLE: Mapping[Means, tuple[Text, Text]] = {
    Means.CARD: (
        Text("With a card you can withdraw today.").signed(Sign.GO),
        Text("With a card you can withdraw on {day:weekday}.").signed(Sign.DAY),
    ),
    Means.NO_CARD: (
        Text("Without a card, withdraw at the bank today.").signed(Sign.GO),
        Text("Without a card, withdraw at the bank on {day:weekday}.").signed(Sign.DAY),
    ),
}
_OPENS_LATER = Text("It is not open yet.").signed(Sign.WAIT)
_NOTHING_TODAY = Text("Nothing is open any more today, do not go now.").signed(Sign.STOP)
_NOTHING_ON = Text("Nothing is open on {day:weekday}, do not go.").signed(Sign.STOP)
_NO_PLACE = Text("{Me} know no place where you could withdraw.").signed(Sign.STOP)


def first_line(found: Sequence[Near], means: Means | None, on: date, today: date) -> Text:
    """Go or not, and why here."""
    if not found:
        return _NOTHING_TODAY if on == today else _NOTHING_ON.filled(day=on)
    best = found[0]
    if on == today and best.opening.open is Open.LATER:
        return _OPENS_LATER
    if best.payout is not None:
        return _PAYS_TODAY if on == today else _PAYS_ON.filled(day=on)
    now, later = _USABLE[means or Means.NO_CARD]
    return now if on == today else later.filled(day=on)


def not_arrived_line(month: Month) -> Text:
    """Said instead of *go*, to who is paid into an account."""
    said = Text("The money of {month} is not in the account yet, do not go.", month=month)
    return said.signed(Sign.WAIT)


def cash_lines_of(near: Near) -> tuple[Text, ...]:
    """For who is paid in cash there: which money it is, and that the list must hold the name."""
    if near.payout is None:
        return ()
    both = len(near.programmes) == len(Programme)
    which = Text("For {programmes}.", programmes=programmes_of(near.programmes)).signed(Sign.MONEY)
    return (*([] if both else [which]), CASH_ONLY_THERE)


def place_line(near: Near) -> Text:
    """Where one collects or withdraws, and how far where that tells anything."""
    withdraws = near.point.kind in {PointKind.BANK_OFFICE, PointKind.ATM}
    plain, with_distance = _WITHDRAW_AT if withdraws else _COLLECT_AT
    sign = POINT_SIGNS[near.point.kind]
    if near.distance is None:
        return plain.filled(place=near.point.name).signed(sign)
    return with_distance.filled(place=near.point.name, distance=near.distance).signed(sign)


_COLLECT_AT = (Text("Where: {place}."), Text("Where: {place}, {distance} away."))
_WITHDRAW_AT = (Text("Withdraw at: {place}."), Text("Withdraw at: {place}, {distance} away."))


def opening_line(opening: Opening, today: date) -> Text:
    """Open now, opens at, or that nobody has told us. The day itself is in the first line."""
    return _opening(opening, today).signed(Sign.CLOCK)


def other_line(near: Near, today: date) -> Text:
    """A further point in one line."""
    opening = _opening(near.opening, today)
    sign = POINT_SIGNS[near.point.kind]
    if near.distance is None:
        return Text("{place}. {opening}", place=near.point.name, opening=opening).signed(sign)
    return Text(
        "{place}, {distance} away. {opening}",
        place=near.point.name,
        distance=near.distance,
        opening=opening,
    ).signed(sign)


def pin_of(point: PaymentPoint) -> Pin | None:
    """Only for a point's own coordinates, never for the middle of a unit (DESIGN.md §8)."""
    return Pin(point.name, point.address, point.place) if point.place else None


def not_paying_lines(planned: bool, on: date, today: date) -> tuple[Text, ...]:
    """Cash is not handed out that day, or not for certain; and where it waits."""
    if planned:
        said = Text("Planned: {day:weekday}. Not confirmed.", day=on).signed(Sign.PERHAPS)
        return (DO_NOT_GO, said, CASH_ONLY_THERE)
    if on == today:
        said = Text("The post does not pay cash here today.").signed(Sign.STOP)
    else:
        said = Text("The post does not pay cash here on {day:weekday}.", day=on).signed(Sign.STOP)
    return (said, CASH_ONLY_THERE)


def next_opening_lines(point: PaymentPoint | None, opening: Opening | None) -> tuple[Text, ...]:
    """Where nothing is open: when the first of use opens again."""
    if point is None:
        return (_NO_PLACE,)
    opens = Text("Withdraw at: {place}.", place=point.name).signed(POINT_SIGNS[point.kind])
    if opening is None or opening.day is None or opening.opens is None or opening.closes is None:
        return (opens,)
    again = Text(
        "Open again on {day:weekday}, {opens} to {closes}.",
        day=opening.day,
        opens=opening.opens,
        closes=opening.closes,
    )
    return (again.signed(Sign.DAY), opens)


def details(near: Near, today: date) -> tuple[Text, ...]:
    """One point with its address, hours, comfort, and for whom it is."""
    name = bank_name(near.point.bank or "")
    only = near.point.kind is PointKind.BANK_OFFICE and bool(name)
    own = Text("Only for accounts at {bank}.", bank=name or "").signed(Sign.ACCOUNT)
    return (
        point_line(near.point),
        _hours_line(near, today),
        *([own] if only else []),
        *comfort_lines(near.point),
    )


def to_know(found: Sequence[Near]) -> tuple[Text, ...]:
    """What to bring, what to keep to oneself, and why this order."""
    machine = any(near.point.kind is PointKind.ATM for near in found)
    card = Text("At the machine: bring the card.").signed(Sign.CARD)
    order = Text("First comes where you can get the money, then what is near.").signed(Sign.HELP)
    return (TO_BRING, *([card, NEVER_TELL] if machine else []), order)


def moved_line(closed: PaymentPoint, instead: PaymentPoint | None) -> Text:
    """A closed point names its replacement, where there is one."""
    if instead is None:
        said = Text("{place} has closed. Please ask the commune officer.", place=closed.name)
    else:
        said = Text("{place} has closed. Now it is {new}.", place=closed.name, new=instead.name)
    return said.signed(Sign.STOP)


def now_at(point: PaymentPoint) -> Text:
    """Where money is handed out since a point has moved, or opened again."""
    said = Text("Now the money is at {place}, {address}.", place=point.name, address=point.address)
    return said.signed(POINT_SIGNS[point.kind])


def _hours_line(near: Near, today: date) -> Text:
    if near.payout is not None:
        return _payout_hours(near)
    return opening_line(near.opening, today)


def _payout_hours(near: Near) -> Text:
    day, opening = near.payout, near.opening
    if day is None or day.day is None or opening.opens is None or opening.closes is None:
        return Text("{Me} do not know the hours.").signed(Sign.CLOCK)
    return Text(
        "When: {day:weekday}, {opens} to {closes}.",
        day=day.day,
        opens=opening.opens,
        closes=opening.closes,
    ).signed(Sign.DAY)


def _opening(opening: Opening, today: date) -> Text:
    match opening.open:
        case Open.ALWAYS:
            return Text("Open day and night.")
        case Open.NOW if opening.closes:
            return Text("Open now, until {closes}.", closes=opening.closes)
        case Open.LATER if opening.day and opening.opens and opening.closes:
            if opening.day == today:
                return Text("Opens today at {opens}.", opens=opening.opens)
            return Text("Open {opens} to {closes}.", opens=opening.opens, closes=opening.closes)
    return Text("{Me} do not know the hours.")


_SEATS = {
    True: Text("There are seats.").signed(Sign.SEAT),
    False: Text("There are no seats.").signed(Sign.SEAT),
}
_SHADE = {
    True: Text("There is shade.").signed(Sign.SEAT),
    False: Text("There is no shade.").signed(Sign.SEAT),
}
_STEPS = {
    True: Text("There are steps, hard for who walks badly.").signed(Sign.STEPS),
    False: Text("There are no steps.").signed(Sign.STEPS),
}


def comfort_lines(point: PaymentPoint) -> tuple[Text, ...]:
    """Seats and shade in one line, steps in another, as somebody has said; nothing is guessed."""
    comfort = point.comfort
    waiting = [
        words[is_so]
        for words, is_so in ((_SEATS, comfort.seats), (_SHADE, comfort.shade))
        if is_so is not None
    ]
    if len(waiting) == 2:
        waiting = [Text("{first} {second}", first=waiting[0], second=waiting[1]).signed(Sign.SEAT)]
    return (*waiting, *([_STEPS[comfort.steps]] if comfort.steps is not None else []))
