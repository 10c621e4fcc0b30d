"""Something is wrong at a payment point: anybody may say so, and who asks for it next hears it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.case import Case, CaseKind
from domain.message import Choice
from domain.place import PaymentPoint, PointKind, Unit, UnitKey
from domain.point_report import IN_VAIN, PointTrouble
from domain.privacy import Level
from domain.text import Month, Sign, Text, verbatim
from domain.words import folded
from handlers.asks import CANNOT_SEE, CHOOSE_ONE, Brought, OneOf, PlaceOf, read_id
from handlers.beneficiary.first_answer import asks_later, first_answer
from handlers.beneficiary.payment_now import payment_now
from handlers.beneficiary.payout_words import POINT_SIGNS, point_line
from handlers.beneficiary.which_unit import which_unit
from handlers.point_trouble_words import TROUBLES
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk, offer
from storage.cases import Filing, Report
from storage.records import Records
from storage.reference import Reference

_A_SCREEN = 8
_ELSEWHERE = "elsewhere"
_TRIES = "point_report"
_WHERE = Text("In which ward or commune is it?")
_NONE_KNOWN = Text("{Me} know no payment point there yet.").signed(Sign.STOP)


async def report_point(talk: Talk, records: Records) -> None:
    """Which one, what is wrong. One address is believed a few times a day, no more."""
    point = await _brought(talk, records) or await _chosen(talk, records)
    if point is None:
        return
    trouble = await talk.ask("trouble", trouble_of(point))
    if await records.tries.note(_TRIES, str(talk.session.id), talk.now):
        talk.say(*_TOO_MANY, offers=talk.menu)
        return
    case = await file_report(talk, records, point, trouble)
    checked = [OTHERS_HEAR] if trouble in IN_VAIN else []
    talk.say(
        *await first_answer(talk, records, case, point.unit, *checked),
        offers=(_ELSE, *asks_later(talk, case), *talk.menu),
    )


def trouble_of(point: PaymentPoint) -> OneOf[PointTrouble]:
    choices = {one.value: (label, one) for one, label in TROUBLES.items()}
    return OneOf(
        Text("What is wrong there?").signed(Sign.HELP), choices, before=(point_line(point),)
    )


async def file_report(
    talk: Talk, records: Records, point: PaymentPoint, trouble: PointTrouble, by: int | None = None
) -> Case:
    """One case for a point, what is wrong there, and a month, whoever says it. ``by``: the member
    of staff who does."""
    filing = Filing(
        kind=CaseKind.POINT,
        reason=trouble.value,
        unit=point.unit,
        month=Month.of(talk.today),
        point=point.id,
        said=Report(by=by),
    )
    case = await records.cases.put(filing, talk.session.id, talk.now)
    talk.note("point_reported", case.id)
    return case


_TOO_MANY = (
    Text("{You} have reported many times already.").signed(Sign.STOP),
    Text("Please try again later, or tell the commune officer.").signed(Sign.OFFICER),
)
_ELSE = offer("nearest_point", Text("Where else is money paid?").signed(Sign.PLACE))
OTHERS_HEAR = Text("Who asks for this place today hears that it is being checked.").signed(
    Sign.PERSON
)


# --- Which one -----------------------------------------------------------------------------------


async def _brought(talk: Talk, records: Records) -> PaymentPoint | None:
    """By a button beneath an answer that named it."""
    points = records.reference.points
    return await talk.if_given("point", Brought(lambda said: points.get(read_id(said))))


async def _chosen(talk: Talk, records: Records) -> PaymentPoint | None:
    """Their own, or one of their unit, in one tap; of any other place when it has been named."""
    places = PlaceOf(records.reference.gazetteer, _WHERE)
    where = await talk.if_given("place", places)
    if where is None:
        known = await _near(talk, records)
        near = WhichPoint(known, elsewhere=True)
        chosen = await talk.ask("which", near) if known else None
        if chosen is not None:
            return chosen
        where = await talk.ask("place", places)
    unit = await which_unit(talk, where, records.reference, report_point)
    return await which_of(talk, unit, records.reference) if unit else None


async def _near(talk: Talk, records: Records) -> tuple[PaymentPoint, ...]:
    """Their own, then those of the same units and of the place that was remembered."""
    own, home = await _own_points(talk, records), talk.session.home
    units = [*([home.unit] if home else []), *(one.unit for one in own)]
    return _once([*own, *points_of(units, records.reference)])


async def which_of(talk: Talk, unit: Unit, reference: Reference) -> PaymentPoint | None:
    """One of a unit; None where none is known there, and that was said."""
    points = points_of([unit.key], reference)
    if not points:
        talk.say(_NONE_KNOWN, offers=talk.menu)
        return None
    return await talk.ask("there", WhichPoint(points))


async def _own_points(talk: Talk, records: Records) -> list[PaymentPoint]:
    """Where those are paid about whom this phone hears; nobody is named by it."""
    if not talk.session.linked or talk.carries < Level.OWN:
        return []
    found: list[PaymentPoint] = []
    for link in await records.links.of(talk.session.id):
        own = await payment_now(talk, records, link.person, link.relation)
        found += own.places.points if own else ()
    return found


def points_of(units: Iterable[UnitKey], reference: Reference) -> tuple[PaymentPoint, ...]:
    """What is not closed for good; the post's own come first in the order of the list."""
    wanted = set(units)
    return tuple(
        one
        for one in reference.points.values()
        if one.unit in wanted and one.is_open and one.kind is not PointKind.HOME
    )


def _once(points: Iterable[PaymentPoint]) -> tuple[PaymentPoint, ...]:
    return tuple({one.id: one for one in points}.values())


@dataclass(frozen=True, slots=True)
class WhichPoint:
    """One of these, by button or by name; None for one of another place."""

    points: Sequence[PaymentPoint]
    elsewhere: bool = False

    def asked(self) -> Asked:
        shown = tuple(Choice(str(one.id), _label(one)) for one in self.points[:_A_SCREEN])
        other = Choice(_ELSEWHERE, Text("Another place").signed(Sign.PLACE))
        question = Text("Which place is it?").signed(Sign.PLACE)
        return Asked((question,), (*shown, *([other] if self.elsewhere else [])))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        said = folded(heard.text)
        found = [one for one in self.points if said and said in folded(one.name)]
        if len(found) != 1:
            raise NotUnderstood(CANNOT_SEE if heard.files else CHOOSE_ONE)
        return str(found[0].id)

    async def read(self, value: str) -> PaymentPoint | None:
        if value == _ELSEWHERE and self.elsewhere:
            return None
        found = next((one for one in self.points if one.id == read_id(value)), None)
        if found is None:
            raise Stale
        return found


def _label(point: PaymentPoint) -> Text:
    return verbatim(point.name).signed(POINT_SIGNS[point.kind])
