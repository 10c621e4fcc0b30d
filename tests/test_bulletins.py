"""Which bulletins a calendar calls for, and when; and that nothing goes out at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bulletin import Draft, News, called_for, lines_of
from domain.notice import NoticeKind
from domain.payout import DayState, PayoutDay, PostponedBecause, Way
from domain.person import Programme
from domain.place import PaymentPoint, PointKind, PointStatus, UnitKey
from domain.quiet import QuietHours
from domain.text import Month
from tests.house import HANOI, NOW

UNIT = UnitKey("30526", date(2025, 7, 1))
TODAY = NOW.date()
POINT = PaymentPoint(
    id=17,
    name="Bưu điện",
    kind=PointKind.COMMUNE_POST,
    unit=UNIT,
    former=None,
    address="",
    hours=None,
    status=PointStatus.OPEN,
    confirmed_on=None,
    invented=True,
)
LINE = PayoutDay(
    id=1,
    month=Month.of(TODAY),
    unit=UNIT,
    programme=Programme.SOCIAL_ASSISTANCE,
    way=Way.CASH,
    point=POINT.id,
    day=TODAY + timedelta(days=3),
    opens=time(7, 30),
    closes=time(11),
    state=DayState.CONFIRMED,
    reason=None,
    day_before=None,
    said_on=TODAY,
)
QUIET = QuietHours()


def drafts(*lines: PayoutDay, now: datetime = NOW, point: PaymentPoint = POINT) -> list[Draft]:
    return list(called_for(lines, {point.id: point}, now, QUIET))


def kinds(*lines: PayoutDay, now: datetime = NOW, point: PaymentPoint = POINT) -> set[NoticeKind]:
    return {draft.kind for draft in drafts(*lines, now=now, point=point)}


def on(days: int, **changed: object) -> PayoutDay:
    return replace(LINE, day=TODAY + timedelta(days=days), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "called"),
    [
        (on(3), {NoticeKind.DAY_CONFIRMED}),
        (on(1), {NoticeKind.DAY_CONFIRMED, NoticeKind.PAYDAY_EVE}),
        (on(0), {NoticeKind.DAY_CONFIRMED, NoticeKind.PAYDAY_MORNING}),
        (on(0, said_on=TODAY - timedelta(days=1)), {NoticeKind.PAYDAY_MORNING}),
        (on(-1), set()),
        (on(-2), {NoticeKind.DID_IT_ARRIVE}),
        (on(-2, state=DayState.CLOSED), {NoticeKind.DID_IT_ARRIVE}),
        (on(-2, state=DayState.POSTPONED), set()),
        (on(-3), set()),
        (on(3, state=DayState.PLANNED), set()),
        (on(1, state=DayState.PLANNED), set()),
        (on(0, state=DayState.PLANNED), set()),
        (on(1, way=Way.ACCOUNT, point=None), {NoticeKind.DAY_CONFIRMED}),
        (on(0, way=Way.ACCOUNT, point=None), {NoticeKind.DAY_CONFIRMED}),
        (on(0, way=Way.ACCOUNT, point=None, said_on=TODAY - timedelta(days=1)), set()),
        (
            on(-2, way=Way.ACCOUNT, point=None, state=DayState.MONEY_IN_ACCOUNT),
            {NoticeKind.DID_IT_ARRIVE},
        ),
        (on(5, state=DayState.POSTPONED), {NoticeKind.DAY_POSTPONED}),
        (on(-5, state=DayState.POSTPONED), set()),
        (replace(LINE, day=None, state=DayState.POSTPONED), {NoticeKind.DAY_POSTPONED}),
        (
            replace(
                LINE,
                day=None,
                state=DayState.POSTPONED,
                reason=PostponedBecause.FLOOD,
                said_on=TODAY - timedelta(days=9),
            ),
            set(),
        ),
    ],
)
def test_what_a_line_of_the_calendar_calls_for(line: PayoutDay, called: set[NoticeKind]) -> None:
    assert kinds(line) == called


@pytest.mark.parametrize(
    ("line", "called"),
    [
        (on(3), True),
        (on(3, state=DayState.PLANNED), True),
        (on(-1), False),
        (on(3, state=DayState.CLOSED), False),
    ],
)
def test_a_closed_point_is_told_of_while_there_is_a_payday_to_come(
    line: PayoutDay, called: bool
) -> None:
    closed = replace(POINT, status=PointStatus.CLOSED)
    assert (NoticeKind.POINT_CLOSED in kinds(line, point=closed)) is called
    assert NoticeKind.POINT_CLOSED not in kinds(line)


def test_a_point_that_moved_lately_or_opened_again_is_told_of_for_its_next_payday() -> None:
    def called(days_ago: int, *lines: PayoutDay) -> list[Draft]:
        since = TODAY - timedelta(days=days_ago)
        found = drafts(*lines, point=replace(POINT, here_since=since))
        return [draft for draft in found if draft.kind is NoticeKind.POINT_NOW]

    [one] = called(1, on(3, state=DayState.PLANNED), on(9), on(-1))
    assert one.day == TODAY + timedelta(days=3)
    assert one.key != called(0, on(3))[0].key, "it has moved once more"
    assert called(4, on(3)) == []
    assert called(0, on(-1), on(2, state=DayState.CLOSED)) == []


def test_programmes_paid_alike_are_one_bulletin() -> None:
    other = replace(LINE, id=2, programme=Programme.SOCIAL_PENSION)
    assert len(drafts(LINE, other)) == 1
    assert len(drafts(LINE, replace(other, day=TODAY + timedelta(days=4)))) == 2


def test_the_key_is_the_same_all_day_and_another_for_another_day() -> None:
    def keys(line: PayoutDay, now: datetime) -> set[str]:
        return {draft.key for draft in drafts(line, now=now)}

    assert keys(on(1), NOW) == keys(on(1), NOW + timedelta(hours=5))
    assert not keys(on(1), NOW) & keys(on(2), NOW)
    assert max(len(key) for key in keys(on(1, day_before=TODAY), NOW)) <= 96


def test_when_each_is_due_and_until_when_it_helps() -> None:
    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(TODAY + timedelta(days=day), time(hour, minute), HANOI)

    def due(line: PayoutDay, kind: NoticeKind, now: datetime = NOW) -> tuple[datetime, datetime]:
        found = next(draft for draft in drafts(line, now=now) if draft.kind is kind)
        return found.due_at, found.expires_at

    assert due(on(3), NoticeKind.DAY_CONFIRMED) == (NOW + timedelta(minutes=10), at(3, 0))
    assert due(on(1), NoticeKind.PAYDAY_EVE) == (at(0, 16), at(0, 23, 59))
    assert due(on(0), NoticeKind.PAYDAY_MORNING, at(0, 0)) == (at(0, 6), at(0, 11))
    assert due(on(-2), NoticeKind.DID_IT_ARRIVE) == (at(0, 9), at(3, 23, 59))


def test_a_day_confirmed_at_the_last_moment_can_be_taken_back_too() -> None:
    late = NOW.replace(hour=15, minute=55)
    revocable = late + timedelta(minutes=10)
    for line in (on(1, said_on=TODAY), on(0, said_on=TODAY, closes=time(17))):
        assert min(draft.due_at for draft in drafts(line, now=late)) == revocable


def test_a_bulletin_is_stale_as_soon_as_the_calendar_says_something_else() -> None:
    def still(kind: NoticeKind, *lines: PayoutDay) -> bool:
        news = News(kind, POINT.unit, Way.CASH, POINT.id, TODAY + timedelta(days=1), None)
        return bool(lines_of(news, lines))

    moved = on(4, state=DayState.POSTPONED, day_before=TODAY + timedelta(days=1))
    for kind in (NoticeKind.PAYDAY_EVE, NoticeKind.DAY_CONFIRMED):
        assert still(kind, on(1))
        assert not still(kind, moved)
        assert not still(kind, on(1, state=DayState.PLANNED))
        assert not still(kind, on(1, point=18))
    assert not still(NoticeKind.DAY_POSTPONED, on(1))


_lines = st.builds(
    on,
    st.integers(-4, 4),
    state=st.sampled_from(DayState),
    way=st.sampled_from(Way),
)


@given(st.lists(_lines, max_size=6), st.integers(0, 24 * 60 - 1))
def test_nothing_is_due_at_night_and_no_day_is_both_fixed_and_moved(
    lines: list[PayoutDay], minute: int
) -> None:
    now = datetime.combine(TODAY, time(minute // 60, minute % 60), HANOI)
    for one in lines:
        called = drafts(one, now=now)
        assert not any(QUIET.at(draft.due_at) for draft in called)
        assert not {NoticeKind.DAY_CONFIRMED, NoticeKind.DAY_POSTPONED} <= {
            draft.kind for draft in called
        }
        for draft in called:
            assert lines_of(draft, [one])


@pytest.mark.parametrize(
    ("hours", "moment", "over"),
    [
        ("20-6", "2026-11-24T19:59", "2026-11-24T19:59"),
        ("20-6", "2026-11-24T20:00", "2026-11-25T06:00"),
        ("20-6", "2026-11-25T05:59", "2026-11-25T06:00"),
        ("20-6", "2026-11-25T06:00", "2026-11-25T06:00"),
        ("12-14", "2026-11-24T13:00", "2026-11-24T14:00"),
        ("12-14", "2026-11-24T20:00", "2026-11-24T20:00"),
        ("0-0", "2026-11-24T03:00", "2026-11-24T03:00"),
        ("0-6", "2026-11-24T03:00", "2026-11-24T06:00"),
        ("22-0", "2026-11-24T23:00", "2026-11-25T00:00"),
    ],
)
def test_quiet_hours(hours: str, moment: str, over: str) -> None:
    quiet = QuietHours.parse(hours)
    assert quiet.over(datetime.fromisoformat(moment)) == datetime.fromisoformat(over)


@pytest.mark.parametrize("text", ["", "20", "20-24", "a-b", "-1-6", "20-6-7"])
def test_hours_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="not hours"):
        QuietHours.parse(text)


def test_two_programmes_of_one_certain_day_are_one_bulletin_wherever_they_come_from() -> None:
    moved = replace(on(3), day_before=TODAY, programme=Programme.SOCIAL_PENSION)
    assert len(drafts(on(3), moved)) == 1
