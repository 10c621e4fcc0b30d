"""When is the money paid: one's own, where the address is linked; else of a place."""

from __future__ import annotations

from domain.place import UnitKey
from domain.privacy import Level
from domain.text import Month
from handlers.asks import Brought
from handlers.beneficiary.own_payout import own_payout
from handlers.beneficiary.payout_at_place import payout_at_place
from handlers.talk import Talk
from storage.records import Records


async def payout_date(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Goes where the answer is. ``of``: the month that was asked about, where one was named;
    ``unit``: that of whose staff asks."""
    month = await talk.if_given("of", Brought(Month.parse))
    of = {"of": str(month)} if month else {}
    if talk.session.linked and talk.carries >= Level.OWN:
        talk.then(own_payout, **of)
    home = talk.session.home
    unit = await talk.if_given("unit", Brought(UnitKey.parse))
    if home is None and unit is not None:
        talk.then(payout_at_place, place=str(unit), **of)
    if home is None:
        talk.then(payout_at_place, **of)
    point = {"point": str(home.point)} if home.point else {}
    talk.then(payout_at_place, place=str(home.unit), **point, **of)
