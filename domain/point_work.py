"""What the post may do to a payment point, and what is then known of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.message import Place
from domain.place import PaymentPoint, PointStatus


class PointAct(StrEnum):
    ADD = "add"
    STILL_RIGHT = "still_right"
    MOVE = "move"
    PLACE = "place"
    CLOSE = "close"
    OPEN = "open"
    TAKE_BACK = "take_back"


POINT_ACTS: Mapping[PointStatus, tuple[PointAct, ...]] = {
    PointStatus.OPEN: (PointAct.STILL_RIGHT, PointAct.CLOSE, PointAct.MOVE, PointAct.PLACE),
    PointStatus.CLOSED: (PointAct.OPEN,),
}
"""What may be done to one that is there, by how it stands."""


class NotSo(ValueError):
    """An act that a point does not allow as it stands."""


@dataclass(frozen=True, slots=True)
class PointWish:
    """What somebody wants done. ``replaced_by``: where people go for it, where known."""

    act: PointAct
    address: str = ""
    place: Place | None = None
    replaced_by: int | None = None


def point_after(point: PaymentPoint, wish: PointWish, today: date) -> PaymentPoint:
    """The point as it then is; who touches it has looked, so it is confirmed. Raises NotSo."""
    if wish.act not in POINT_ACTS[point.status]:
        raise NotSo(f"{wish.act} of a point that is {point.status}")
    seen = replace(point, confirmed_on=today)
    match wish.act:
        case PointAct.CLOSE if wish.replaced_by != point.id:
            return replace(seen, status=PointStatus.CLOSED, replaced_by=wish.replaced_by)
        case PointAct.OPEN:
            return replace(seen, status=PointStatus.OPEN, replaced_by=None, here_since=today)
        case PointAct.MOVE if wish.address:
            # The pin of the old house would send people to the wrong door.
            return replace(seen, address=wish.address, place=None, here_since=today)
        case PointAct.PLACE if wish.place is not None:
            return replace(seen, place=wish.place)
        case PointAct.STILL_RIGHT:
            return seen
    raise NotSo(f"{wish.act} says too little")


def point_fingerprint(point: PaymentPoint) -> str:
    """Changes with anything known of it, so that who saw an older state is told."""
    said = (point.status, point.address, point.replaced_by, point.place, point.confirmed_on)
    return hashlib.blake2b(repr(said).encode(), digest_size=4).hexdigest()
