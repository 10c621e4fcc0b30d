"""Money brought home, in words: why, who comes and how to recognise them, why it failed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.home_payment import CannotCome, Comes, NotDone, Visit
from domain.text import Sign, Text

WHY: Mapping[CannotCome, Text] = {
    CannotCome.WEAK: Text("Old and weak").signed(Sign.PERSON),
    CannotCome.CANNOT_WALK: Text("Disabled, cannot walk").signed(Sign.STEPS),
    CannotCome.NO_PHONE: Text("Cannot use a phone").signed(Sign.PHONE),
    CannotCome.OUT_OF_REACH: Text("Cannot get to a payment point").signed(Sign.PLACE),
    CannotCome.NOBODY: Text("Nobody can collect for them").signed(Sign.PAPERS),
    CannotCome.OTHER: Text("Another reason").signed(Sign.HELP),
}
COMES: Mapping[Comes, Text] = {
    Comes.POST: Text("An employee of the post").signed(Sign.POST),
    Comes.POST_AND_OFFICER: Text("An employee of the post, with a commune officer").signed(
        Sign.OFFICER
    ),
    Comes.POST_AND_HAMLET: Text("An employee of the post, with the hamlet head").signed(
        Sign.PERSON
    ),
}
FAILED: Mapping[NotDone, Text] = {
    NotDone.NOBODY_HOME: Text("Nobody was at home").signed(Sign.PERSON),
    NotDone.NO_CASH: Text("There was no cash").signed(Sign.MONEY),
    NotDone.NO_PAPER: Text("They could not show who they are").signed(Sign.PAPERS),
    NotDone.NO_WAY: Text("Rain, flood, or no way through").signed(Sign.PLACE),
    NotDone.OTHER: Text("Another reason").signed(Sign.HELP),
}


def reason_line(cause: str | None) -> tuple[Text, ...]:
    """Why they cannot come; nothing of what a later program wrote."""
    if cause not in set(CannotCome):
        return ()
    why = WHY[CannotCome(cause)]
    return (Text("Reason: {why}.", why=why).signed(why.sign),)


def plan_lines(visit: Visit | None) -> tuple[Text, ...]:
    """For staff."""
    if visit is None:
        return (Text("No day is planned yet.").signed(Sign.WAIT),)
    who = COMES[visit.comes]
    return (
        Text("To be brought on {day:weekday}.", day=visit.day).signed(Sign.DAY),
        Text("Who comes: {who}.", who=who).signed(who.sign),
    )


def told_at_home(visit: Visit) -> tuple[Text, ...]:
    """For the person: who comes, and what nobody who is sent ever asks for."""
    who = COMES[visit.comes]
    return (
        Text("Who comes: {who}.", who=who).signed(who.sign),
        Text("They wear the badge of the post. Ask to see it.").signed(Sign.CARD),
        NO_FEE,
        Text("Please have the citizen card ready.").signed(Sign.PAPERS),
    )


NO_FEE = Text("They take no fee, and ask for no OTP code and no PIN.").signed(Sign.SECRET)


def when_line(day: date) -> Text:
    return Text("The money is brought home on {day:weekday}.", day=day).signed(Sign.DAY)
