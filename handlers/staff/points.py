"""Payment points, kept by the post in the chat: still right, closed, open again, at a new address,
new. For ten minutes each can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.permissions import Act
from domain.place import POST_POINTS, PaymentPoint, PointKind, PointStatus, Unit
from domain.point_work import (
    POINT_ACTS,
    PointAct,
    PointWish,
    point_after,
)
from domain.text import Sign, Text
from handlers.asks import OneOf, named
from handlers.beneficiary.nearest_words import moved_line
from handlers.beneficiary.payout_words import point_line
from handlers.staff.asks import yes_or_no
from handlers.staff.calendar_words import LEFT, NOBODY_TOLD
from handlers.staff.point_asks import (
    LEAVE,
    NOTHING,
    AddressNow,
    Called,
    Instead,
    StandsThere,
    WhichPoint,
    leaves_no_doubt,
)
from handlers.staff.point_done import point_done, point_meanwhile, said_by, to_points
from handlers.staff.point_words import point_heard
from handlers.staff.scope import own_units
from handlers.talk import Talk
from storage.records import Records

_ACTS: Mapping[PointAct, Text] = {
    PointAct.STILL_RIGHT: Text("Still right today").signed(Sign.GO),
    PointAct.CLOSE: Text("It is closed for good").signed(Sign.STOP),
    PointAct.MOVE: Text("A new address").signed(Sign.PLACE),
    PointAct.PLACE: Text("Send where it stands").signed(Sign.PLACE),
    PointAct.OPEN: Text("It is open again").signed(Sign.GO),
}
_KINDS: Mapping[PointKind, Text] = {
    PointKind.COMMUNE_POST: Text("Yes, a commune post office").signed(Sign.POST),
    PointKind.MOBILE_POINT: Text("Yes, a mobile point").signed(Sign.MOBILE),
    PointKind.POST_OFFICE: Text("Yes, a post office").signed(Sign.POST),
}


_IS_ADDRESS_RIGHT = Text("Is the new address right?").signed(Sign.HELP)
_IS_NEWS = frozenset({PointAct.CLOSE, PointAct.MOVE, PointAct.OPEN})


async def points(talk: Talk, records: Records) -> None:
    """Which one, what, and what belongs to it: with the command four messages; a fifth where an
    address is so short that it may be a slip."""
    gazetteer = records.reference.gazetteer
    units = [gazetteer.known(key) for key in own_units(talk.staff, Act.SET_POINTS)]
    if not units:
        talk.say(Text("There is no unit whose points you keep."), offers=talk.menu)
        return
    found = _post_points(units, records)
    chosen = await talk.ask("point", WhichPoint(found))
    if chosen is None:
        await _add(talk, records, units)
        return
    if chosen.changed:
        await point_meanwhile(talk, records, chosen.point)
        return
    act = await talk.ask("what", await _what(talk, records, chosen.point))
    wish = await _wish(talk, records, chosen.point, act)
    if wish is None:
        talk.say(LEFT, offers=to_points(talk))
        return
    after = point_after(chosen.point, wish, talk.today)
    await _make(talk, records, chosen.point, after, act)


async def _make(
    talk: Talk, records: Records, before: PaymentPoint | None, after: PaymentPoint, act: PointAct
) -> None:
    told = await point_heard(after, talk.now, records) if act in _IS_NEWS else None
    step = await records.point_changes.make(before, after, act, talk.staff.id, talk.now)
    if step is None:
        await point_meanwhile(talk, records, after)
        return
    await point_done(talk, records, step, after, told)


def _post_points(units: Sequence[Unit], records: Records) -> tuple[PaymentPoint, ...]:
    """The post's own, those that are open first."""
    keys = {unit.key for unit in units}
    found = [
        one
        for one in records.reference.points.values()
        if one.unit in keys and one.kind in POST_POINTS
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_open, one.name)))


async def _what(talk: Talk, records: Records, point: PaymentPoint) -> OneOf[PointAct]:
    choices = {act.value: (_ACTS[act], act) for act in POINT_ACTS[point.status]}
    before = (point_line(point), *_closed(point, records), *await said_by(point, talk, records))
    return OneOf(Text("What is to be changed?").signed(Sign.HELP), choices, before=before)


def _closed(point: PaymentPoint, records: Records) -> list[Text]:
    if point.is_open:
        return []
    return [moved_line(point, records.reference.points.get(point.replaced_by or 0))]


async def _wish(
    talk: Talk, records: Records, point: PaymentPoint, act: PointAct
) -> PointWish | None:
    """None where it is left as it is."""
    match act:
        case PointAct.CLOSE:
            chosen = await talk.ask("instead", await _instead(talk, records, point))
            return None if chosen == LEAVE else PointWish(act, replaced_by=_id(chosen))
        case PointAct.MOVE:
            heard = await _heard(talk, records, point, PointWish(act, address="."))
            address = await talk.ask("address", AddressNow(heard))
            there = Text("{name}: {address}.", name=point.name, address=address).signed(Sign.PLACE)
            sure = yes_or_no(_IS_ADDRESS_RIGHT, there, *heard)
            right = leaves_no_doubt(address) or await talk.ask("right", sure)
            return PointWish(act, address=address) if right else None
        case PointAct.PLACE:
            return PointWish(act, place=await talk.ask("place", StandsThere(point, records)))
        case PointAct.OPEN:
            heard = await _heard(talk, records, point, PointWish(act))
            sure = yes_or_no(Text("Is it open again?").signed(Sign.HELP), *heard)
            return PointWish(act) if await talk.ask("sure", sure) else None
    return PointWish(act)


def _id(chosen: str) -> int | None:
    return None if chosen == NOTHING else int(chosen)


async def _heard(
    talk: Talk, records: Records, point: PaymentPoint, wish: PointWish
) -> tuple[Text, ...]:
    """How many are told, were it done."""
    after = point_after(point, wish, talk.today)
    return (await point_heard(after, talk.now, records)).before()


async def _instead(talk: Talk, records: Records, point: PaymentPoint) -> Instead:
    heard = await _heard(talk, records, point, PointWish(PointAct.CLOSE))
    near = [
        one
        for one in records.reference.points.values()
        if one.is_open and one.kind in POST_POINTS and one.id != point.id
    ]
    return Instead(point, near, heard)


# --- A new one -----------------------------------------------------------------------------------


async def _add(talk: Talk, records: Records, units: Sequence[Unit]) -> None:
    """Name and address in one message, then what it is."""
    unit = units[0]
    if len(units) > 1:
        choices = {str(one.key): (named(one).signed(Sign.PLACE), one) for one in units}
        unit = await talk.ask("unit", OneOf(Text("Which one?").signed(Sign.PLACE), choices))
    called = await talk.ask("called", Called(_post_points(units, records)))
    name, address = called
    kinds: dict[str, tuple[Text, PointKind | None]] = {
        **{kind.value: (label, kind) for kind, label in _KINDS.items()},
        LEAVE: (Text("No, leave it").signed(Sign.STOP), None),
    }
    said = Text("{name}: {address}.", name=name, address=address).signed(Sign.PLACE)
    question = Text("Is that right? What is it?").signed(Sign.HELP)
    kind = await talk.ask("kind", OneOf(question, kinds, before=(said, NOBODY_TOLD)))
    if kind is None:
        talk.say(LEFT, offers=to_points(talk))
        return
    new = PaymentPoint(
        id=records.new_id(),
        name=name,
        kind=kind,
        unit=unit.key,
        former=None,
        address=address,
        hours=None,
        status=PointStatus.OPEN,
        confirmed_on=talk.today,
        invented=talk.demo,
    )
    await _make(talk, records, None, new, PointAct.ADD)
