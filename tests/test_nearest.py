"""Where to get money on a day: what is of use, what is open, what is near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest

from domain.days import Lunar, read_day
from domain.message import Place
from domain.nearest import (
    Asker,
    Means,
    Near,
    Open,
    Origin,
    card_matters,
    near_points,
    opening_of,
    pays_on,
)
from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.person import Programme
from domain.place import REFORM, Hours, PaymentPoint, PointKind, PointStatus, UnitKey
from domain.text import Distance, Month, Text
from handlers.language import say
from tests.house import NOW

HERE, NEXT_DOOR, FAR = (UnitKey(code, REFORM) for code in ("30526", "30505", "30316"))
OLD = UnitKey("30523", date(2023, 4, 10))
CENTRES = {HERE: Place(10.559, 105.012), NEXT_DOOR: Place(10.518, 105.051), FAR: None}
OURS, OTHER = "970428", "970405"
TODAY = NOW.date()
BANK = Hours(((time(7, 30), time(11, 30)), (time(13), time(16, 30))), frozenset(range(5)))
K = PointKind


def point(
    number: int,
    kind: PointKind,
    unit: UnitKey = HERE,
    *,
    place: Place | None = None,
    hours: Hours | None = None,
    bank: str | None = None,
    closed: bool = False,
    former: UnitKey | None = None,
) -> PaymentPoint:
    return PaymentPoint(
        id=number,
        name=f"P{number}",
        kind=kind,
        unit=unit,
        former=former,
        address="",
        hours=hours,
        status=PointStatus.CLOSED if closed else PointStatus.OPEN,
        confirmed_on=None,
        invented=True,
        place=place,
        bank=bank,
    )


def payout(at: int, days: int, state: DayState = DayState.CONFIRMED) -> PayoutDay:
    return PayoutDay(
        id=at,
        month=Month.of(TODAY),
        unit=HERE,
        programme=Programme.SOCIAL_ASSISTANCE,
        way=Way.CASH,
        point=at,
        day=TODAY + timedelta(days=days),
        opens=time(7, 30),
        closes=time(11),
        state=state,
        reason=PostponedBecause.FLOOD if state is DayState.POSTPONED else None,
        day_before=None,
        said_on=TODAY,
    )


POST = point(1, K.POST_OFFICE, place=Place(10.56, 105.02))
OTHER_POST = point(2, K.COMMUNE_POST, former=OLD)
OUR_BANK = point(3, K.BANK_OFFICE, FAR, hours=BANK, bank=OURS, place=Place(10.69, 105.113))
THEIR_BANK = point(4, K.BANK_OFFICE, NEXT_DOOR, hours=BANK, bank=OTHER, place=Place(10.5, 105.0))
MACHINE = point(5, K.ATM, NEXT_DOOR, bank=OTHER, place=Place(10.529, 105.024))
FAR_MACHINE = point(6, K.ATM, FAR, bank=OURS, place=Place(10.69, 105.11))
GONE = point(7, K.ATM, closed=True, place=Place(10.559, 105.012))
ALL = (FAR_MACHINE, MACHINE, THEIR_BANK, OUR_BANK, OTHER_POST, POST, GONE)


def search(
    asker: Asker,
    days: Sequence[PayoutDay] = (),
    ahead: int = 0,
    now: datetime = NOW,
    origin: Origin | None = None,
) -> list[Near]:
    on = TODAY + timedelta(days=ahead)
    where = origin or Origin(HERE, CENTRES[HERE], neighbours=frozenset({NEXT_DOOR}))
    return near_points(ALL, pays_on(days, on), asker, where, CENTRES.get, on, now)


def ids(found: Sequence[Near]) -> list[int]:
    return [near.point.id for near in found]


CARD, NO_CARD = Asker(Means.CARD, OURS), Asker(Means.NO_CARD, OURS)


@pytest.mark.parametrize(
    ("asker", "days", "wanted"),
    [
        (CARD, [], [5, 6, 3]),
        (NO_CARD, [], [3]),
        (Asker(Means.NO_CARD, OTHER), [], [4]),
        (Asker(Means.NO_CARD), [], [4, 3]),
        (Asker(Means.CARD), [], [5, 6]),
        (Asker(Means.CASH), [], []),
        (Asker(None), [], []),
        (Asker(None), [payout(1, 0)], [1]),
        (Asker(None), [payout(1, 0), payout(2, 0)], [1, 2]),
        (CARD, [payout(2, 0)], [2, 5, 6, 3]),
        (NO_CARD, [payout(1, 1)], [3]),
        (NO_CARD, [payout(1, 0, DayState.PLANNED)], [3]),
        (NO_CARD, [payout(1, 0, DayState.POSTPONED)], [3]),
        (NO_CARD, [payout(1, 0, DayState.CLOSED)], [3]),
    ],
)
def test_first_what_is_of_use_then_what_is_near(
    asker: Asker, days: list[PayoutDay], wanted: list[int]
) -> None:
    """The post on its confirmed days; else a machine for who has a card, else one's own bank."""
    assert ids(search(asker, days)) == wanted


def test_without_a_position_the_named_commune_comes_first_then_the_unit_and_its_neighbours() -> (
    None
):
    days = [payout(1, 0), payout(2, 0)]
    named = Origin(HERE, CENTRES[HERE], frozenset({OLD}), frozenset({NEXT_DOOR}))
    assert ids(search(CARD, days, origin=named))[:3] == [2, 1, 5]
    plain = Origin(HERE, CENTRES[HERE], neighbours=frozenset({NEXT_DOOR}))
    assert ids(search(CARD, days, origin=plain))[:3] == [1, 2, 5]


def test_with_a_position_only_the_way_counts() -> None:
    there = Origin(HERE, CENTRES[HERE], exact=Place(10.69, 105.1105))
    assert ids(search(CARD, origin=there)) == [6, 3, 5]


@pytest.mark.parametrize(
    ("clock", "ahead", "wanted"),
    [
        ("07:00", 0, (Open.LATER, time(7, 30))),
        ("07:30", 0, (Open.NOW, time(7, 30))),
        ("11:29", 0, (Open.NOW, time(7, 30))),
        ("11:30", 0, (Open.LATER, time(13))),
        ("16:29", 0, (Open.NOW, time(13))),
        ("16:30", 0, None),
        ("09:00", 1, (Open.LATER, time(7, 30))),
        ("09:00", 4, None),
    ],
)
def test_a_bank_is_offered_only_while_it_opens_on_that_day(
    clock: str, ahead: int, wanted: tuple[Open, time] | None
) -> None:
    """24 November 2026 is a Tuesday; four days later is a Saturday."""
    now = NOW.replace(hour=int(clock[:2]), minute=int(clock[3:]))
    found = search(NO_CARD, ahead=ahead, now=now)
    got = [(near.opening.open, near.opening.opens) for near in found]
    assert got == ([wanted] if wanted else [])


def test_on_a_fixed_day_the_calendars_hours_count_and_a_finished_payout_is_over() -> None:
    [morning] = search(Asker(None), [payout(1, 0)])
    assert (morning.opening.open, morning.opening.closes) == (Open.NOW, time(11))
    assert search(Asker(None), [payout(1, 0)], now=NOW.replace(hour=11)) == []
    assert search(Asker(None), [payout(1, 0, DayState.CLOSED)]) == []


def test_when_nothing_is_open_the_next_opening_is_known() -> None:
    friday_evening = datetime(2026, 11, 27, 18, tzinfo=NOW.tzinfo)
    opening = opening_of(OUR_BANK, friday_evening.date(), friday_evening)
    assert (opening.day, opening.opens) == (date(2026, 11, 30), time(7, 30))


def test_a_distance_is_told_only_where_it_tells_something() -> None:
    by_id = {near.point.id: near.distance for near in search(CARD, [payout(1, 0)])}
    assert by_id[1] is None, "from the middle of a unit to a point in it"
    assert by_id[5] is not None
    assert by_id[5].rough
    there = Origin(HERE, CENTRES[HERE], exact=Place(10.56, 105.01))
    exact = {near.point.id: near.distance for near in search(CARD, [payout(2, 0)], origin=there)}
    assert exact[5] is not None
    assert not exact[5].rough
    assert exact[2] is not None
    assert exact[2].rough, "a point without coordinates of its own stands for its unit's middle"


@pytest.mark.parametrize(
    ("distance", "vi", "km"),
    [
        (Distance(3.4, rough=True), "khoảng 3 km", "ប្រហែល 3 គីឡូម៉ែត្រ"),
        (Distance(0.2, rough=True), "khoảng 1 km", "ប្រហែល 1 គីឡូម៉ែត្រ"),
        (Distance(0.24, rough=False), "200 m", "200 ម៉ែត្រ"),
        (Distance(0.01, rough=False), "100 m", "100 ម៉ែត្រ"),
        (Distance(0.97, rough=False), "1 km", "1 គីឡូម៉ែត្រ"),
        (Distance(2.34, rough=False), "2,3 km", "2,3 គីឡូម៉ែត្រ"),
        (Distance(12.4, rough=False), "12 km", "12 គីឡូម៉ែត្រ"),
    ],
)
def test_distances_read_as_people_write_them(distance: Distance, vi: str, km: str) -> None:
    text = Text("{words}", words="").filled(words=distance)
    assert (say(text, "vi"), say(text, "km")) == (vi, km)


def test_a_card_is_asked_about_only_where_it_matters() -> None:
    assert card_matters(ALL, OURS)
    assert not card_matters((POST, OUR_BANK), OURS)
    assert not card_matters((GONE,), OURS)


# --- Days as people write them ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("hôm nay", "2026-11-24"),
        ("Mai", "2026-11-25"),
        ("ngày mai", "2026-11-25"),
        ("mốt", "2026-11-26"),
        ("26/11", "2026-11-26"),
        ("26-11-2026", "2026-11-26"),
        ("ngày 26 tháng 11", "2026-11-26"),
        ("26.11.2026", "2026-11-26"),
        ("2026-11-26", "2026-11-26"),
        ("ngày 26", "2026-11-26"),
        ("5", "2026-12-05"),
        ("31", "2026-12-31"),
        ("10/1", "2027-01-10"),
        ("20/11", "2026-11-20"),
        ("thứ 5", "2026-11-26"),
        ("thu nam", "2026-11-26"),
        ("thứ ba", "2026-11-24"),
        ("chủ nhật", "2026-11-29"),
        ("CN", "2026-11-29"),
        ("ថ្ងៃស្អែក", "2026-11-25"),
        ("ថ្ងៃនេះ", "2026-11-24"),
        ("ថ្ងៃទី ២៦", "2026-11-26"),
        ("២៦/១១", "2026-11-26"),
        ("ថ្ងៃទី 26 ខែ 11 ឆ្នាំ 2026", "2026-11-26"),
        ("ថ្ងៃព្រហស្បតិ៍", "2026-11-26"),
        ("31/11", None),
        ("32", None),
        ("0", None),
        ("Văn Giáo", None),
        ("", None),
        ("99/99/9999", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, wanted: str | None) -> None:
    day = read_day(text, TODAY)
    assert (day and day.isoformat()) == wanted


@pytest.mark.parametrize("text", ["mùng 5", "rằm tháng 10", "mồng 1", "5 âm lịch", "១០ កើត"])
def test_a_day_of_the_moon_is_never_converted_silently(text: str) -> None:
    with pytest.raises(Lunar):
        read_day(text, TODAY)
