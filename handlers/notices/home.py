"""Who hears that money is brought home: the person, on every phone, and who brings it."""

from __future__ import annotations

from datetime import timedelta

from domain.home_payment import Visit
from domain.message import Choice
from domain.permissions import Act
from domain.text import Sign, Text
from handlers.home_words import FAILED, plan_lines, told_at_home, when_line
from handlers.talk import Talk, offer
from storage.records import Records


async def home_planned(talk: Talk, records: Records, visit_id: int) -> None:
    """When, who comes, how to recognise them."""
    visit = await _stands(talk, records, visit_id)
    if visit is None or visit.day < talk.today:
        return
    lines = (when_line(visit.day), *told_at_home(visit))
    talk.say(*lines, *await _number(talk, records, visit), offers=talk.menu)


async def home_eve(talk: Talk, records: Records, visit_id: int) -> None:
    """The day before, and not a day later."""
    visit = await _stands(talk, records, visit_id)
    if visit is None or visit.day != talk.today + timedelta(days=1):
        return
    tomorrow = Text("Tomorrow the money is brought home: {day:weekday}.", day=visit.day)
    talk.say(tomorrow.signed(Sign.DAY), *told_at_home(visit), offers=talk.menu)


async def home_not_done(talk: Talk, records: Records, visit_id: int) -> None:
    """It could not be done, and no day is planned yet; where one is by now, that was told."""
    visit = await records.home_visits.one(visit_id)
    if visit is None or await records.home_visits.standing(visit.case) is not None:
        return
    case = await records.cases.one(visit.case, talk.now)
    if case is None or case.state.is_over:
        return
    talk.say(
        Text("The money could not be brought home.").signed(Sign.STOP),
        Text("{Me} tell {you} the new day.").signed(Sign.WAIT),
        *await _number(talk, records, visit),
        offers=talk.menu,
    )


async def home_to_do(talk: Talk, records: Records, visit_id: int) -> None:
    """Somebody has planned what the post is to do, or could not do it; whom it is for is read by
    who opens it."""
    if await _put_off(talk, records, visit_id):
        return
    visit = await _theirs(talk, records, visit_id)
    if visit is None:
        return
    talk.say(
        Text("Money is to be brought home.").signed(Sign.PERSON),
        *plan_lines(visit),
        *await _number(talk, records, visit),
        offers=await _open(records, visit),
    )


async def _put_off(talk: Talk, records: Records, visit_id: int) -> bool:
    """Whether nothing came of that day; where another is planned by now, that was told."""
    visit = await records.home_visits.one(visit_id)
    if visit is None or visit.failed is None:
        return False
    case = await records.cases.one(visit.case, talk.now)
    another = await records.home_visits.standing(visit.case)
    if case is None or case.state.is_over or another or not await _may_pay(talk, records, visit):
        return True
    why = FAILED[visit.failed]
    talk.say(
        Text("The money was not brought home: {why}.", why=why).signed(Sign.STOP),
        *await _number(talk, records, visit),
        Text("A new day is needed.").signed(Sign.DAY),
        offers=await _open(records, visit),
    )
    return True


async def home_today(talk: Talk, records: Records, visit_id: int) -> None:
    """The day has come; afterwards somebody must write down what became of it."""
    visit = await _theirs(talk, records, visit_id)
    if visit is None or visit.day != talk.today:
        return
    talk.say(
        Text("Today money is to be brought home.").signed(Sign.DAY),
        *await _number(talk, records, visit),
        Text("Then please write down: paid, or not.").signed(Sign.PAPERS),
        offers=await _open(records, visit),
    )


async def _stands(talk: Talk, records: Records, visit_id: int) -> Visit | None:
    """What is over, or ended with its case, is told to nobody."""
    visit = await records.home_visits.one(visit_id)
    case = await records.cases.one(visit.case, talk.now) if visit else None
    if visit is None or case is None or visit.over or case.state.is_over:
        return None
    return visit


async def _theirs(talk: Talk, records: Records, visit_id: int) -> Visit | None:
    visit = await _stands(talk, records, visit_id)
    return visit if visit and await _may_pay(talk, records, visit) else None


async def _may_pay(talk: Talk, records: Records, visit: Visit) -> bool:
    unit = await records.cases.unit_of(visit.case)
    if unit is None or talk.actor is None:
        return False
    return talk.actor.may(Act.PAY_HOME, unit, records.reference.gazetteer)


async def _number(talk: Talk, records: Records, visit: Visit) -> tuple[Text, ...]:
    case = await records.cases.one(visit.case, talk.now)
    if case is None:
        return ()
    return (Text("Its number is {number}.", number=case.number).signed(Sign.PAPERS),)


async def _open(records: Records, visit: Visit) -> tuple[Choice, ...]:
    person = await records.home_visits.whom(visit.id)
    label = Text("Open it").signed(Sign.MORE)
    return (offer("home", label, person=str(person)),) if person else ()
