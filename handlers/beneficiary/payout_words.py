"""How a payout day is told: go or not yet, when, where; and the rest behind "more"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from domain.advice import Advice, advise
from domain.payout import DayState, FailedBecause, PayoutDay, PostponedBecause, Way
from domain.person import Programme, Relation
from domain.place import PaymentPoint, PointKind
from domain.text import Month, Sign, Text, verbatim

_FIRST: Mapping[Advice, Text] = {
    Advice.GO_TODAY: Text("You can go today.").signed(Sign.GO),
    Advice.GO_TOMORROW: Text("Not today. You can go tomorrow.").signed(Sign.WAIT),
    Advice.NOT_YET: Text("It is not the day yet, please wait.").signed(Sign.WAIT),
    Advice.TOO_LATE_TODAY: Text("It has closed for today, do not go now.").signed(Sign.STOP),
    Advice.UNSURE: Text("It is not certain yet, do not go.").signed(Sign.STOP),
    Advice.POSTPONED: Text("It is not certain yet, do not go.").signed(Sign.STOP),
    Advice.IN_ACCOUNT: Text("The money is in the account.").signed(Sign.GO),
}

PROGRAMMES: Mapping[Programme, Text] = {
    Programme.SOCIAL_ASSISTANCE: Text("social allowance"),
    Programme.SOCIAL_PENSION: Text("social pension (from 75 years)"),
}

POSTPONED: Mapping[PostponedBecause, Text] = {
    PostponedBecause.NO_CASH: Text("It was postponed because the cash has not come yet.").signed(
        Sign.WAIT
    ),
    PostponedBecause.LIST_LATE: Text("It was postponed because the list is late.").signed(
        Sign.WAIT
    ),
    PostponedBecause.HOLIDAY: Text("It was postponed because of the holiday.").signed(Sign.WAIT),
    PostponedBecause.FLOOD: Text("It was postponed because of the flood.").signed(Sign.WAIT),
    PostponedBecause.POINT_CLOSED: Text(
        "It was postponed because the payment point is closed."
    ).signed(Sign.WAIT),
    PostponedBecause.TRANSFER_LATE: Text("It was postponed because the transfer is late.").signed(
        Sign.WAIT
    ),
}

# What happened, and the one thing to do next; nobody is sent to a counter without a paper to bring.
FAILED: Mapping[FailedBecause, tuple[Text, Text]] = {
    FailedBecause.NAME_DIFFERS: (
        Text("The name at the bank differs from the name on the list.").signed(Sign.PAPERS),
        Text("Please show the citizen card to the commune officer.").signed(Sign.OFFICER),
    ),
    FailedBecause.WRONG_NUMBER: (
        Text("The account number on the list is wrong.").signed(Sign.ACCOUNT),
        Text("Please show the account number to the commune officer.").signed(Sign.OFFICER),
    ),
    FailedBecause.ACCOUNT_INACTIVE: (
        Text("The account is not activated yet, so it cannot be used.").signed(Sign.ACCOUNT),
        Text("Please take the citizen card to the post office, to activate it.").signed(Sign.POST),
    ),
    FailedBecause.NOT_COLLECTED: (
        Text("Nobody collected it in time.").signed(Sign.CLOCK),
        Text("Please ask the commune officer when it is paid again.").signed(Sign.OFFICER),
    ),
    FailedBecause.NO_CODE: (
        Text("The code of the bank (OTP) does not reach the phone.").signed(Sign.CODE),
        Text("Please take the citizen card and the phone to the post office.").signed(Sign.POST),
    ),
    FailedBecause.PAYEE_NOT_LISTED: (
        Text("Who collects the money is not on the payment list.").signed(Sign.LIST),
        Text("Please take the letter of authorisation to the commune officer.").signed(
            Sign.OFFICER
        ),
    ),
}

_TO_BRING: Mapping[Relation, Text] = {
    Relation.SELF: Text("Bring the citizen card.").signed(Sign.PAPERS),
    Relation.GUARDIAN: Text("Bring your citizen card and the guardianship paper.").signed(
        Sign.PAPERS
    ),
    Relation.AUTHORISED: Text("Bring your citizen card and the letter of authorisation.").signed(
        Sign.PAPERS
    ),
}
TO_BRING = Text(
    "Bring the citizen card. Who collects for another also brings the authorisation."
).signed(Sign.PAPERS)
ASK_AGAIN = Text("Please ask again in a few days.").signed(Sign.CLOCK)
DO_NOT_GO = Text("It is not certain yet, do not go.").signed(Sign.STOP)
NEVER_TELL = Text("Never give an OTP code or a password to anyone, not even an officer.").signed(
    Sign.SECRET
)
WITHDRAW = Text("Where: the bank, or the post office on payout days.").signed(Sign.BANK)

POINT_SIGNS: Mapping[PointKind, Sign] = {
    PointKind.POST_OFFICE: Sign.POST,
    PointKind.COMMUNE_POST: Sign.POST,
    PointKind.MOBILE_POINT: Sign.MOBILE,
    PointKind.BANK_OFFICE: Sign.BANK,
    PointKind.ATM: Sign.ATM,
    PointKind.HOME: Sign.PERSON,
}


def no_calendar(month: Month) -> tuple[Text, ...]:
    """Never a guess: there is none, and what to do."""
    return (
        DO_NOT_GO,
        Text("There is no official calendar for {month} yet.", month=month).signed(Sign.DAY),
        ASK_AGAIN,
    )


def cash_lines(day: PayoutDay, points: Sequence[PaymentPoint], now: datetime) -> tuple[Text, ...]:
    """Go or not yet, when, where."""
    advice = advise(day, now)
    if advice is Advice.OVER:
        over = Text("The payout of {month} is over.", month=day.month).signed(Sign.STOP)
        was = Text("It was on {day:weekday}.", day=_known(day)).signed(Sign.WAS)
        return (over, was, _missed(points))
    if advice is Advice.TOO_LATE_TODAY:
        return (_FIRST[advice], when_line(day, advice, now.date()), _missed(points))
    return (_FIRST[advice], when_line(day, advice, now.date()), where_line(points))


def over_lines(
    over: PayoutDay, following: PayoutDay, points: Sequence[PaymentPoint]
) -> tuple[Text, ...]:
    """This month is over, and the next payout is some way off."""
    return (
        Text("The payout of {month} is over, do not go.", month=over.month).signed(Sign.STOP),
        next_line(following, following.month),
        _missed(points),
    )


def _missed(points: Sequence[PaymentPoint]) -> Text:
    """Whom to ask after the day; nobody stands at a mobile point any more."""
    fixed = [point for point in points if point.kind is not PointKind.MOBILE_POINT]
    if not fixed:
        return Text("If you have not collected, ask the commune officer.").signed(Sign.OFFICER)
    asked = Text("If you have not collected, ask at {place}.", place=place_of(fixed))
    return asked.signed(sign_of(fixed))


def account_lines(day: PayoutDay, now: datetime) -> tuple[Text, ...]:
    """The same for money that goes to an account."""
    advice = advise(day, now)
    if advice is Advice.IN_ACCOUNT:
        since = Text("Since {day:weekday}.", day=_known(day)).signed(Sign.DAY)
        return (_FIRST[advice], since, WITHDRAW)
    if advice in {Advice.UNSURE, Advice.POSTPONED}:
        return (_FIRST[advice], when_line(day, advice, now.date()), WITHDRAW)
    if advice is Advice.OVER:
        # A confirmed day has passed and the post has not said that the money arrived.
        return (
            DO_NOT_GO,
            Text("The transfer was due on {day:weekday}.", day=_known(day)).signed(Sign.DAY),
            Text("{Me} have no word yet that it arrived.").signed(Sign.ACCOUNT),
        )
    return (
        _FIRST[Advice.NOT_YET],
        Text("The money comes to the account on {day:weekday}.", day=_known(day)).signed(Sign.DAY),
        WITHDRAW,
    )


def to_bring(relation: Relation) -> Text:
    """Which papers, by who stands at the counter (DOMAIN.md §1.5)."""
    return _TO_BRING[relation]


def transfer_line(day: PayoutDay | None) -> Text:
    """One line about accounts, for the public answer."""
    if day is None or day.day is None:
        said = Text("For accounts: there is no transfer date yet.")
    elif day.state is DayState.MONEY_IN_ACCOUNT:
        said = Text("For accounts: the money is there since {day:weekday}.", day=day.day)
    elif day.state is DayState.CONFIRMED:
        said = Text("For accounts: the money comes on {day:weekday}.", day=day.day)
    else:
        said = Text("For accounts: perhaps {day:weekday}, not certain yet.", day=day.day)
    return said.signed(Sign.ACCOUNT)


def next_line(day: PayoutDay | None, month: Month) -> Text:
    """When the money of the following month comes, as far as the calendar knows."""
    if day is None or day.day is None:
        said = Text("There is no official calendar for {month} yet.", month=month)
    elif day.state is DayState.CONFIRMED:
        said = Text("Next: {day:weekday}.", day=day.day)
    else:
        said = Text("Next: perhaps {day:weekday}, not certain yet.", day=day.day)
        return said.signed(Sign.PERHAPS)
    return said.signed(Sign.DAY)


def more_lines(
    day: PayoutDay, points: Sequence[PaymentPoint], transfer: PayoutDay | None
) -> tuple[Text, ...]:
    """What the first three lines left out."""
    return (
        *state_lines(day),
        *(point_line(point) for point in points),
        *([transfer_line(transfer)] if day.way is Way.CASH else []),
        TO_BRING,
        calendar_of(day),
    )


def state_lines(day: PayoutDay) -> tuple[Text, ...]:
    """Whether it is confirmed; where postponed, why and from when."""
    match day.state:
        case DayState.PLANNED:
            planned = Text("The day is planned, the post has not confirmed it.")
            return (planned.signed(Sign.WAIT), ASK_AGAIN)
        case DayState.CONFIRMED:
            return (Text("The post has confirmed the day.").signed(Sign.GO),)
        case DayState.POSTPONED if day.reason is not None:
            before = day.day_before
            said = Text("Before, it was {day:weekday}.", day=before) if before else None
            return (POSTPONED[day.reason], *([said.signed(Sign.WAS)] if said else []), ASK_AGAIN)
        case DayState.CLOSED:
            return (Text("The post has finished this payout.").signed(Sign.POST),)
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


def where_line(points: Sequence[PaymentPoint]) -> Text:
    """Where, with the picture of what stands there."""
    return Text("Where: {place}.", place=place_of(points)).signed(sign_of(points))


def no_list_yet(month: Month) -> Text:
    return Text("There is no payment list of {month} yet.", month=month).signed(Sign.LIST)


def not_on_list(month: Month) -> Text:
    return Text("The name is not on a payment list of {month}.", month=month).signed(Sign.LIST)


def list_of(day: date) -> Text:
    """According to what (DESIGN.md §8)."""
    return Text("According to the list of {day}.", day=day).signed(Sign.LIST)


def calendar_of(day: PayoutDay) -> Text:
    """The same for what the calendar says."""
    return Text("According to the calendar of {day}.", day=day.said_on).signed(Sign.LIST)


def sign_of(points: Sequence[PaymentPoint]) -> Sign:
    """The picture of what stands at the first of them."""
    return POINT_SIGNS[points[0].kind] if points else Sign.POST


def point_line(point: PaymentPoint) -> Text:
    """Name, address, and when somebody last confirmed them."""
    said = Text("{name}: {address}.", name=point.name, address=point.address)
    if point.confirmed_on is not None:
        said = Text(
            "{name}: {address}. Last confirmed on {day}.",
            name=point.name,
            address=point.address,
            day=point.confirmed_on,
        )
    return said.signed(POINT_SIGNS[point.kind])


def when_line(day: PayoutDay, advice: Advice, today: date) -> Text:
    """The day and its hours, as far as they are known."""
    if day.day is None:
        return Text("There is no new day yet.").signed(Sign.DAY)
    if advice in {Advice.UNSURE, Advice.POSTPONED}:
        return _perhaps(day.day, advice, today)
    if day.opens is None or day.closes is None:
        said = Text("When: {day:weekday}.", day=day.day)
    else:
        said = Text(
            "When: {day:weekday}, {opens} to {closes}.",
            day=day.day,
            opens=day.opens,
            closes=day.closes,
        )
    return said.signed(Sign.DAY)


def _perhaps(day: date, advice: Advice, today: date) -> Text:
    if day < today:
        said = Text("It was planned for {day:weekday}, and never confirmed.", day=day)
    elif advice is Advice.POSTPONED:
        said = Text("Postponed, perhaps to {day:weekday}.", day=day)
    else:
        said = Text("Planned: {day:weekday}. Not confirmed.", day=day)
    return said.signed(Sign.PERHAPS)


def _known(day: PayoutDay) -> date:
    return day.day or day.month.first_day
