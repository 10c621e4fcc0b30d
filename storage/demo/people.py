"""Invented beneficiaries: an age that fits the category, a name that fits the age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.payout import Way
from domain.person import Programme, Sex
from domain.place import UnitKey
from domain.text import Month
from storage.demo.categories import (
    Band,
    Birth,
    Entitlement,
    entitled,
    last_day,
    programme_of,
    rate,
)
from storage.demo.invented import Beneficiary
from storage.demo.names import invent_name
from storage.demo.supply import Supply
from storage.demo.wards import Ward

_IN_FORCE = {
    Programme.SOCIAL_ASSISTANCE: Month(2021, 7),  # NĐ 20/2021/NĐ-CP
    Programme.SOCIAL_PENSION: Month(2025, 7),  # NĐ 176/2025/NĐ-CP
}
_AT_ANY_AGE = "K6b"
_WITHOUT_CARD_PERCENT = 2
_SHARED_PHONE_PERCENT = 9


@dataclass(frozen=True, slots=True)
class Span:
    """The months for which a layer pays; ``ends`` is None where entitlements go on."""

    first: Month
    last: Month
    ends: Month | None

    @property
    def months(self) -> tuple[Month, ...]:
        listed = [self.first]
        while listed[-1] < self.last:
            listed.append(listed[-1].plus(1))
        return tuple(listed)


@dataclass(frozen=True, slots=True)
class Who:
    """``since`` is None where any past month will do."""

    name: str
    sex: Sex
    birth: Birth
    category: str
    since: Month | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """Where somebody lives, and how the money reaches them."""

    ward: Ward
    unit: UnitKey
    way: Way
    point: int | None = None


class Register:
    """Makes people of one layer, and remembers phones that a later person may share."""

    def __init__(self, supply: Supply, span: Span) -> None:
        self.people: list[Beneficiary] = []
        self._supply = supply
        self._span = span
        self._months = span.months
        self._phones: dict[str, str] = {}

    def anybody(self, band: Band, paid: Paid, *, steady: bool = False) -> Beneficiary:
        """Of a band. ``steady``: with the same coefficient in all months of the layer."""
        return self.born(self._birth(band, steady), band.category, paid)

    def born(self, birth: Birth, category: str, paid: Paid) -> Beneficiary:
        """Anybody of that age."""
        sex = self._sex(category, birth)
        name = invent_name(self._supply, sex, birth.year, paid.ward.khmer_percent)
        return self.enter(Who(name, sex, birth, category), paid)

    def enter(self, who: Who, paid: Paid) -> Beneficiary:
        """Somebody in particular, with numbers and the history of what was due to them."""
        carded = paid.way is Way.ACCOUNT or not self._supply.chance(_WITHOUT_CARD_PERCENT)
        person = Beneficiary(
            id=self._supply.new_id(),
            unit=paid.unit,
            ward=paid.ward,
            name=who.name,
            sex=who.sex,
            birth=who.birth,
            citizen_id=self._supply.citizen_id(who.sex, who.birth.year) if carded else None,
            phone=self._phone(who.birth, paid),
            way=paid.way,
            point=paid.point,
            entitlements=self._entitlements(who),
        )
        self.people.append(person)
        return person

    def _birth(self, band: Band, steady: bool) -> Birth:
        while True:
            birth = self._try_birth(band)
            rates = [rate(band.category, birth, month) for month in self._months]
            if rates[0] == band.halves and None not in rates and not (steady and len({*rates}) > 1):
                return birth

    def _try_birth(self, band: Band) -> Birth:
        rng = self._supply.rng
        years = band.age_below - band.age_from
        if band.age_from >= 75:  # fewer with every year
            age = band.age_from + min(int(rng.expovariate(1 / 5)), years - 1)
        else:
            age = band.age_from + rng.randrange(years)
        day = last_day(self._span.first) - timedelta(days=rng.randrange(365) + int(age * 365.25))
        return Birth(day.year, None if self._supply.chance(_year_only_percent(age)) else day)

    def _sex(self, category: str, birth: Birth) -> Sex:
        women = 90 if category == "K4" else 62 if birth.year < 1950 else 48
        return Sex.FEMALE if self._supply.chance(women) else Sex.MALE

    def _phone(self, birth: Birth, paid: Paid) -> str | None:
        """Old people often have none; some are reached through a neighbour's."""
        age = birth.age_by(self._span.first.first_day)
        if paid.way is Way.CASH and not self._supply.chance(_phone_percent(age)):
            return None
        ward = paid.ward.code
        if ward not in self._phones or not self._supply.chance(_SHARED_PHONE_PERCENT):
            self._phones[ward] = self._supply.phone()
        return self._phones[ward]

    def _entitlements(self, who: Who) -> tuple[Entitlement, ...]:
        """Of the category, or of one without an age limit for who is not of its age (any more)."""
        first, last = self._span.first, self._span.last
        fits = all(rate(who.category, who.birth, month) for month in (first, last))
        category = who.category if fits else _AT_ANY_AGE
        since = who.since or first.plus(-self._supply.rng.randrange(24))
        since = min(max(since, _IN_FORCE[programme_of(category)]), first)
        while since < first and rate(category, who.birth, since) is None:
            since = since.plus(1)
        return entitled(category, who.birth, since, last, self._span.ends)


def _year_only_percent(age: int) -> int:
    """Whose birth day nobody wrote down: a guess."""
    if age < 60:
        return 0 if age < 30 else 6
    return 45 if age < 80 else 65


def _phone_percent(age: int) -> int:
    """Who can be called, if only through a relative's number: a guess."""
    if age < 60:
        return 75
    return 45 if age < 80 else 25
