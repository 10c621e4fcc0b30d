"""What the post is told when somebody has found something wrong at one of its points."""

from __future__ import annotations

from domain.permissions import Act
from domain.place import PaymentPoint
from domain.point_report import PointTrouble, answered_by
from domain.point_work import PointAct, point_fingerprint
from domain.text import Sign, Text
from handlers.point_trouble_words import trouble_line
from handlers.talk import Talk, offer
from storage.records import Records


async def point_reported(talk: Talk, records: Records, case_id: int) -> None:
    """Before others go in vain: it is still right, which one tap says, or it is to be changed."""
    case = await records.cases.one(case_id, talk.now)
    point = records.reference.points.get(case.point or 0) if case else None
    if case is None or point is None or case.state.is_over or not _keeps(talk, records, point):
        return
    trouble = PointTrouble(case.reason)
    seen = f"{point.id}-{point_fingerprint(point)}"
    right = offer("points", _STILL_RIGHT, point=seen, what=PointAct.STILL_RIGHT.value)
    talk.say(
        Text("Somebody reports that something is wrong at a payment point.").signed(Sign.HELP),
        trouble_line(trouble, point),
        Text("Request {number}. Please look into it today.", number=case.number).signed(
            Sign.PAPERS
        ),
        offers=(
            *([right] if trouble in answered_by(PointAct.STILL_RIGHT) else []),
            offer("points", Text("Change the payment point").signed(Sign.PLACE), point=seen),
        ),
    )


_STILL_RIGHT = Text("Still right today").signed(Sign.GO)


def _keeps(talk: Talk, records: Records, point: PaymentPoint) -> bool:
    gazetteer = records.reference.gazetteer
    return talk.actor is not None and talk.actor.may(Act.SET_POINTS, point.unit, gazetteer)
