"""What the post is asked about its payment points: which one, what stands for it, where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.mask import mask
from domain.message import Choice, Place, Wants
from domain.place import PaymentPoint
from domain.point_work import point_fingerprint
from domain.text import Sign, Text
from domain.words import clean, folded
from handlers.asks import CANNOT_SEE, CHOOSE_ONE, named, read_id
from handlers.beneficiary.payout_words import POINT_SIGNS
from handlers.talk import Asked, Heard, NotUnderstood, Stale
from storage.records import Records

LONGEST = 120
"""Characters of a name or an address."""

LEAVE, NOTHING = "leave", "none"
_NEW = "new"
_A_SCREEN = 12
_LIKE_THIS = Text("Write the name, a comma, and the address.").signed(Sign.HELP)

_NOT_BOTH = Text("The name, the comma or the address is missing.").signed(Sign.HELP)


_TOO_SHORT = Text("That is too short to find it by. Please write the whole address.").signed(
    Sign.HELP
)
_SHORTEST = 6
_WORDS_OF_AN_ADDRESS = 3


def is_an_address(said: str) -> bool:
    """Long enough for somebody to find the door by it."""
    return len(said) >= _SHORTEST and any(one.isalpha() for one in said)


def leaves_no_doubt(address: str) -> bool:
    """Nobody writes so much by mistake; what is shorter is read back before it is public."""
    return len(address.split()) >= _WORDS_OF_AN_ADDRESS


@dataclass(frozen=True, slots=True)
class SeenPoint:
    """A point as it was chosen. ``changed``: something else is known of it by now."""

    point: PaymentPoint
    changed: bool


@dataclass(frozen=True, slots=True)
class WhichPoint:
    """One of the unit's points, by button or by name; None for a new one."""

    points: Sequence[PaymentPoint]

    def asked(self) -> Asked:
        shown = tuple(Choice(_key(one), _label(one)) for one in self.points[:_A_SCREEN])
        new = Choice(_NEW, Text("A new point").signed(Sign.MORE))
        return Asked((Text("Which payment point?").signed(Sign.PLACE),), (*shown, new))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        return _key(_named(heard.text, self.points))

    async def read(self, value: str) -> SeenPoint | None:
        if value == _NEW:
            return None
        number, _, said = value.partition("-")
        found = next((one for one in self.points if one.id == read_id(number)), None)
        if found is None:
            raise Stale
        return SeenPoint(found, point_fingerprint(found) != said)


def _key(point: PaymentPoint) -> str:
    return f"{point.id}-{point_fingerprint(point)}"


def _label(point: PaymentPoint) -> Text:
    if not point.is_open:
        return Text("{place} (closed)", place=point.name).signed(Sign.STOP)
    return Text("{words}", words=point.name).signed(POINT_SIGNS[point.kind])


def _named(text: str, points: Sequence[PaymentPoint]) -> PaymentPoint:
    """The one that is called so. Raises NotUnderstood where that is none, or several."""
    said = folded(text)
    found = [one for one in points if said and said in folded(one.name)]
    if len(found) != 1:
        raise NotUnderstood(CHOOSE_ONE)
    return found[0]


@dataclass(frozen=True, slots=True)
class Instead:
    """Where people go from now on: a point of the unit by button, any other by name."""

    point: PaymentPoint
    others: Sequence[PaymentPoint]
    before: tuple[Text, ...]

    def asked(self) -> Asked:
        near = [one for one in self.others if one.unit == self.point.unit]
        shown = [
            Choice(str(one.id), Text("Yes, now at {place}", place=one.name).signed(Sign.PLACE))
            for one in near
        ]
        nothing = Choice(NOTHING, Text("Yes, nothing stands for it yet").signed(Sign.STOP))
        left = Choice(LEAVE, Text("No, leave it").signed(Sign.WAIT))
        question = Text("Close it? Where do people go now?").signed(Sign.PLACE)
        return Asked((*self.before, question), (*shown, nothing, left))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        return str(_named(heard.text, self.others).id)

    async def read(self, value: str) -> str:
        known = {str(one.id) for one in self.others} | {NOTHING, LEAVE}
        if value not in known:
            raise Stale
        return value


@dataclass(frozen=True, slots=True)
class AddressNow:
    """In words, as people find it. ``before``: who is told of it."""

    before: tuple[Text, ...]

    def asked(self) -> Asked:
        question = Text("Which address does it have now?").signed(Sign.PLACE)
        hint = Text("Write it as people find it.").signed(Sign.HELP)
        return Asked((*self.before, question, hint))

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        said = mask(clean(heard.text))
        if not said:
            raise NotUnderstood(Text("Please write it in a few words."))
        if not is_an_address(said):
            raise NotUnderstood(_TOO_SHORT)
        if len(said) > LONGEST:
            raise NotUnderstood(Text("Please write it shorter."))
        return said

    async def read(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class StandsThere:
    """A position that was sent from there, inside the unit."""

    point: PaymentPoint
    records: Records

    def asked(self) -> Asked:
        question = Text("Stand at its door and send the place.").signed(Sign.PLACE)
        return Asked((question,), (), Wants.PLACE)

    async def hear(self, heard: Heard) -> str:
        if heard.place is None:
            raise NotUnderstood(Text("Please send the place, words are not exact enough."))
        gazetteer = self.records.reference.gazetteer
        unit = gazetteer.at(heard.place)
        if unit is None or unit.key != self.point.unit:
            own = named(gazetteer.known(self.point.unit))
            raise NotUnderstood(Text("That place is not in {unit}.", unit=own))
        return f"{heard.place.latitude:.5f},{heard.place.longitude:.5f}"

    async def read(self, value: str) -> Place:
        latitude, longitude = value.split(",")
        return Place(float(latitude), float(longitude))


@dataclass(frozen=True, slots=True)
class Called:
    """What a new point is called, a comma, and where it is."""

    points: Sequence[PaymentPoint]

    def asked(self) -> Asked:
        question = Text("What is it called, and where is it?").signed(Sign.PLACE)
        return Asked((question, _LIKE_THIS))

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        name, _, address = (part.strip() for part in mask(clean(heard.text)).partition(","))
        if not (name and address):
            raise NotUnderstood(_NOT_BOTH)
        if not is_an_address(address):
            raise NotUnderstood(_TOO_SHORT)
        if len(name) > LONGEST or len(address) > LONGEST:
            raise NotUnderstood(Text("Please write it shorter."))
        if any(folded(one.name) == folded(name) for one in self.points):
            raise NotUnderstood(Text("A point is called so already."))
        return f"{name},{address}"

    async def read(self, value: str) -> tuple[str, str]:
        name, _, address = value.partition(",")
        return name, address
