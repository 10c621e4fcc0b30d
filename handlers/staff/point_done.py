"""What the post hears when a payment point has been changed, and how it takes that back."""

from __future__ import annotations

from functools import partial

from domain.message import Choice
from domain.permissions import Act
from domain.place import PaymentPoint
from domain.point_work import PointAct
from domain.text import Sign, Text
from handlers.beneficiary.nearest_words import moved_line
from handlers.beneficiary.payout_words import point_line
from handlers.staff.back import back_offer, beneath, taken_back, to_take_back
from handlers.staff.calendar_words import NOBODY_TOLD, by, revocable_until
from handlers.staff.point_words import PointHeard
from handlers.talk import Talk, offer
from storage.point_changes import PointStep
from storage.records import Records

_MEANWHILE = Text("The point was changed meanwhile.").signed(Sign.WAIT)


def to_points(talk: Talk) -> tuple[Choice, ...]:
    return (offer("points", Text("To the payment points").signed(Sign.PLACE)), *talk.menu)


async def point_done(
    talk: Talk, records: Records, step: int, point: PaymentPoint, told: PointHeard | None
) -> None:
    """What is known of it now, who said so and when, who hears it from when on."""
    await records.bulletins.retire(talk.now)
    talk.note("point_changed", step)
    talk.answer(
        *_stands(point, records),
        by(talk.staff.name, talk.now, talk.now),
        *await _who_hears(talk, records, point, told),
        revocable_until(talk.now),
        offers=beneath(back_offer(point_back, step), to_points(talk)),
    )


async def _who_hears(
    talk: Talk, records: Records, point: PaymentPoint, told: PointHeard | None
) -> tuple[Text, ...]:
    """Who is paid there, where it is news; and who had reported it, where this settles it."""
    answered = await records.point_reports.answered(point.id, talk.now)
    reporters = (_REPORTERS_HEAR,) if answered else ()
    return (*(told.after(talk.now) if told else () if answered else (NOBODY_TOLD,)), *reporters)


_REPORTERS_HEAR = Text("Who had reported it hears that it was looked into.").signed(Sign.PHONE)


def _stands(point: PaymentPoint, records: Records) -> tuple[Text, ...]:
    if point.is_open:
        return (point_line(point),)
    instead = records.reference.points.get(point.replaced_by or 0)
    return (point_line(point), moved_line(point, instead))


async def said_by(point: PaymentPoint, talk: Talk, records: Records) -> tuple[Text, ...]:
    """Who of the post changed it last, and when."""
    step = await records.point_changes.last_of(point.id)
    if step is None:
        return ()
    names = await records.staff.names([step.actor])
    return (by(names.get(step.actor, ""), step.at, talk.now),)


async def point_meanwhile(talk: Talk, records: Records, point: PaymentPoint) -> None:
    """Somebody else was first: who, when, and what is known of it now."""
    now = records.reference.points.get(point.id, point)
    talk.answer(
        _MEANWHILE,
        *_stands(now, records),
        *await said_by(now, talk, records),
        offers=to_points(talk),
    )


async def point_back(talk: Talk, records: Records) -> None:
    """As it was before one change; nobody has heard of it yet."""
    theirs = partial(_is_theirs, talk, records)
    step = await to_take_back(talk, records.point_changes.step, theirs, to_points(talk))
    back = step.turned()
    made = await records.point_changes.make(
        step.after, back, PointAct.TAKE_BACK, talk.staff.id, talk.now, undoes=step.id
    )
    if made is None:
        await point_meanwhile(talk, records, step.after)
        return
    await records.bulletins.retire(talk.now)
    talk.note("point_changed", made)
    taken_back(talk, _stands(back, records), to_points(talk))


def _is_theirs(talk: Talk, records: Records, step: PointStep) -> bool:
    return talk.staff.may(Act.SET_POINTS, step.after.unit, records.reference.gazetteer)
