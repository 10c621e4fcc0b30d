"""How a payout day is told: go or not yet, when, where; and the rest behind "more"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from domain.advice import Advice, advise
from domain.payout import DayState, FailedBecause, PayoutDay, PostponedBecause, Way
from domain.person import Programme, Relation
from domain.place import PaymentPoint, PointKind
from domain.text import Month, Text, verbatim

_FIRST: Mapping[Advice, Text] = {
    Advice.GO_TODAY: Text("You can go today."),
    Advice.GO_TOMORROW: Text("Not today. You can go tomorrow."),
    Advice.NOT_YET: Text("It is not the day yet, please wait."),
    Advice.TOO_LATE_TODAY: Text("It has closed for today, do not go now."),
    Advice.UNSURE: Text("It is not certain yet, do not go."),
    Advice.POSTPONED: Text("It is not certain yet, do not go."),
    Advice.IN_ACCOUNT: Text("The money is in the account."),
}

PROGRAMMES: Mapping[Programme, Text] = {
    Programme.SOCIAL_ASSISTANCE: Text("social allowance"),
    Programme.SOCIAL_PENSION: Text("social pension (from 75 years)"),
}

POSTPONED: Mapping[PostponedBecause, Text] = {
    PostponedBecause.NO_CASH: Text("It was postponed because the cash has not come yet."),
    PostponedBecause.LIST_LATE: Text("It was postponed because the list is late."),
    PostponedBecause.HOLIDAY: Text("It was postponed because of the holiday."),
    PostponedBecause.FLOOD: Text("It was postponed because of the flood."),
    PostponedBecause.POINT_CLOSED: Text("It was postponed because the payment point is closed."),
    PostponedBecause.TRANSFER_LATE: Text("It was postponed because the transfer is late."),
}

# What happened, and the one thing to do next; nobody is sent to a counter without a paper to bring.
FAILED: Mapping[FailedBecause, tuple[Text, Text]] = {
    FailedBecause.NAME_DIFFERS: (
        Text("The name at the bank differs from the name on the list."),
        Text("Please show the citizen card to the commune officer."),
    ),
    FailedBecause.WRONG_NUMBER: (
        Text("The account number on the list is wrong."),
        Text("Please show the account number to the commune officer."),
    ),
    FailedBecause.ACCOUNT_INACTIVE: (
        Text("The account is not activated yet."),
        Text("Please take the citizen card to the post office, to activate it."),
    ),
    FailedBecause.NOT_COLLECTED: (
        Text("Nobody collected it in time."),
        Text("Please ask the commune officer when it is paid again."),
    ),
    FailedBecause.PAYEE_NOT_LISTED: (
        Text("Who collects the money is not on the payment list."),
        Text("Please take the letter of authorisation to the commune officer."),
    ),
}

_TO_BRING: Mapping[Relation, Text] = {
    Relation.SELF: Text("Bring the citizen card."),
    Relation.GUARDIAN: Text("Bring your citizen card and the guardianship paper."),
    Relation.AUTHORISED: Text("Bring your citizen card and the letter of authorisation."),
}
TO_BRING = Text("Bring the citizen card. Who collects for another also brings the authorisation.")
ASK_AGAIN = Text("Please ask again in a few days.")
_WITHDRAW = Text("Where: the bank, or the post office on payout days.")
_DO_NOT_GO = Text("It is not certain yet, do not go.")


def no_calendar(month: Month) -> tuple[Text, ...]:
    """Never a guess: there is none, and what to do."""
    return (
        _DO_NOT_GO,
        Text("There is no official calendar for {month} yet.", month=month),
        ASK_AGAIN,
    )


def cash_lines(day: PayoutDay, points: Sequence[PaymentPoint], now: datetime) -> tuple[Text, ...]:
    """Go or not yet, when, where."""
    advice = advise(day, now)
    place = place_of(points)
    if advice is Advice.OVER:
        was = Text("It was on {day:weekday}.", day=_known(day))
        return (Text("The payout of {month} is over.", month=day.month), was, _missed(points))
    if advice is Advice.TOO_LATE_TODAY:
        return (_FIRST[advice], _when(day, advice, now.date()), _missed(points))
    return (_FIRST[advice], _when(day, advice, now.date()), Text("Where: {place}.", place=place))


def over_lines(
    over: PayoutDay, following: PayoutDay, points: Sequence[PaymentPoint]
) -> tuple[Text, ...]:
    """This month is over, and the next payout is some way off."""
    return (
        Text("The payout of {month} is over, do not go.", month=over.month),
        next_line(following, following.month),
        _missed(points),
    )


def _missed(points: Sequence[PaymentPoint]) -> Text:
    """Whom to ask after the day; nobody stands at a mobile point any more."""
    fixed = [point for point in points if point.kind is not PointKind.MOBILE_POINT]
    if not fixed:
        return Text("If you have not collected, ask the commune officer.")
    return Text("If you have not collected, ask at {place}.", place=place_of(fixed))


def account_lines(day: PayoutDay, now: datetime) -> tuple[Text, ...]:
    """The same for money that goes to an account."""
    advice = advise(day, now)
    if advice is Advice.IN_ACCOUNT:
        return (_FIRST[advice], Text("Since {day:weekday}.", day=_known(day)), _WITHDRAW)
    if advice in {Advice.UNSURE, Advice.POSTPONED}:
        return (_FIRST[advice], _when(day, advice, now.date()), _WITHDRAW)
    if advice is Advice.OVER:
        # A confirmed day has passed and the post has not said that the money arrived.
        return (
            _DO_NOT_GO,
            Text("The transfer was due on {day:weekday}.", day=_known(day)),
            Text("{Me} have no word yet that it arrived."),
        )
    return (
        _FIRST[Advice.NOT_YET],
        Text("The money comes to the account on {day:weekday}.", day=_known(day)),
        _WITHDRAW,
    )


def to_bring(relation: Relation) -> Text:
    """Which papers, by who stands at the counter (DOMAIN.md §1.5)."""
    return _TO_BRING[relation]


def withdraw_line() -> Text:
    """Where money in an account is to be had (the report: no card is needed at the bank)."""
    return _WITHDRAW


def transfer_line(day: PayoutDay | None) -> Text:
    """One line about accounts, for the public answer."""
    if day is None or day.day is None:
        return Text("For accounts: there is no transfer date yet.")
    if day.state is DayState.MONEY_IN_ACCOUNT:
        return Text("For accounts: the money is there since {day:weekday}.", day=day.day)
    if day.state is DayState.CONFIRMED:
        return Text("For accounts: the money comes on {day:weekday}.", day=day.day)
    return Text("For accounts: perhaps {day:weekday}, not certain yet.", day=day.day)


def next_line(day: PayoutDay | None, month: Month) -> Text:
    """When the money of the following month comes, as far as the calendar knows."""
    if day is None or day.day is None:
        return Text("There is no official calendar for {month} yet.", month=month)
    if day.state is DayState.CONFIRMED:
        return Text("Next: {day:weekday}.", day=day.day)
    return Text("Next: perhaps {day:weekday}, not certain yet.", day=day.day)


def more_lines(
    day: PayoutDay, points: Sequence[PaymentPoint], transfer: PayoutDay | None
) -> tuple[Text, ...]:
    """What the first three lines left out."""
    return (
        *state_lines(day),
        *(_point_line(point) for point in points),
        *([transfer_line(transfer)] if day.way is Way.CASH else []),
        TO_BRING,
        Text("According to the calendar of {day}.", day=day.said_on),
    )


def state_lines(day: PayoutDay) -> tuple[Text, ...]:
    """Whether it is confirmed; where postponed, why and from when."""
    match day.state:
        case DayState.PLANNED:
            return (
                Text("The day is planned, the post has not confirmed it."),
                ASK_AGAIN,
            )
        case DayState.CONFIRMED:
            return (Text("The post has confirmed the day."),)
        case DayState.POSTPONED if day.reason is not None:
            before = day.day_before
            said = [] if before is None else [Text("Before, it was {day:weekday}.", day=before)]
            return (POSTPONED[day.reason], *said, ASK_AGAIN)
        case DayState.CLOSED:
            return (Text("The post has finished this payout."),)
    return ()


def programmes_of(programmes: Sequence[Programme]) -> Text:
    """Which money an answer is about; both where both are paid alike."""
    if len(programmes) == 1:
        return PROGRAMMES[programmes[0]]
    first, second = (PROGRAMMES[one] for one in programmes)
    return Text("{first} and {second}", first=first, second=second)


def place_of(points: Sequence[PaymentPoint]) -> Text:
    """The points by name, three at most."""
    *others, last = [point.name for point in points[:3]] or [""]
    if others:
        return Text("{others} or {last}", others=", ".join(others), last=last)
    return verbatim(last) if last else Text("the post office")


def _point_line(point: PaymentPoint) -> Text:
    if point.confirmed_on is None:
        return Text("{name}: {address}.", name=point.name, address=point.address)
    return Text(
        "{name}: {address}. Last confirmed on {day}.",
        name=point.name,
        address=point.address,
        day=point.confirmed_on,
    )


def _when(day: PayoutDay, advice: Advice, today: date) -> Text:
    if day.day is None:
        return Text("There is no new day yet.")
    if advice in {Advice.UNSURE, Advice.POSTPONED} and day.day < today:
        return Text("It was planned for {day:weekday}, and never confirmed.", day=day.day)
    if advice is Advice.POSTPONED:
        return Text("Postponed, perhaps to {day:weekday}.", day=day.day)
    if advice is Advice.UNSURE:
        return Text("Planned: {day:weekday}. Not confirmed.", day=day.day)
    if day.opens is None or day.closes is None:
        return Text("When: {day:weekday}.", day=day.day)
    return Text(
        "When: {day:weekday}, {opens} to {closes}.",
        day=day.day,
        opens=day.opens,
        closes=day.closes,
    )


def _known(day: PayoutDay) -> date:
    return day.day or day.month.first_day
