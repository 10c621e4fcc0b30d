"""What was made ready to be told is true still when it is read, however much later that is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.app import build
from bot.schedule import run_due
from bot.telling import tell_due
from domain.case import CaseKind, CaseState
from domain.message import Rendered
from domain.notice import NoticeKind, Outcome
from domain.text import Month
from storage.tables import case_file, link, notice, outbox, payment_point, payout_day
from tests.house import NOW, Phone, Screen, settings
from tests.place import TODAY, place, unasked
from tests.place import words as said_in
from tests.site import Site, Visitor, site, words

EVENING = NOW.replace(hour=16, minute=5)
_EVE = "Ngày mai bà con đi được"
_STRUCK_OUT = "Không phải thứ Tư, 25/11/2026 nữa."


class Page:
    """A page whose reader is to be told of the payday tomorrow, and the clock on its wall."""

    def __init__(self) -> None:
        self.now = NOW
        self.site: Site
        self.visitor: Visitor

    async def at(self, now: datetime) -> None:
        """What was due by then has been planned and told."""
        self.now = now
        await run_due(self.site.app, now)
        await tell_due(self.site.app)

    async def runs(self, statement: object) -> None:
        async with self.site.app.database.engine.begin() as connection:
            await connection.execute(statement)  # type: ignore[call-overload]

    async def waiting(self) -> int:
        async with self.site.app.database.engine.connect() as connection:
            found = await connection.execute(
                select(func.count()).where(outbox.c.state == "waiting", outbox.c.lane != "live")
            )
            return found.scalar_one()

    async def outcome(self, kind: NoticeKind = NoticeKind.PAYDAY_EVE) -> Outcome | None:
        async with self.site.app.database.engine.connect() as connection:
            found = await connection.execute(
                select(notice.c.outcome).where(notice.c.kind == kind.value)
            )
            outcome = found.scalar_one()
            return outcome and Outcome(outcome)

    async def moves(self) -> None:
        """The post says so ten minutes and more before anybody is told of it."""
        await self.runs(postponed())
        for minutes in (30, 50):
            await self.at(EVENING + timedelta(minutes=minutes))


def postponed() -> object:
    mine = payout_day.c.day == TODAY + timedelta(days=1)
    later = {"state": "postponed", "reason": "flood", "day_before": payout_day.c.day}
    return (
        update(payout_day)
        .where(mine)
        .values(later | {"day": TODAY + timedelta(days=4), "said_on": TODAY})
    )


@asynccontextmanager
async def page(url: str) -> AsyncIterator[Page]:
    there = Page()
    async with (
        site(url, clock=lambda: there.now) as there.site,
        there.site.visitor() as there.visitor,
    ):
        for said in ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý", "/payout"):
            await there.visitor.says(said)
        await there.visitor.taps("Báo trước cho tôi")
        await there.visitor.taps("Tất cả")
        await there.visitor.mail()
        yield there


async def test_unread_when_the_day_moves(url: str) -> None:
    async with page(url) as there:
        await there.at(EVENING)
        assert await there.waiting() == 1
        await there.moves()
        told = words(await there.visitor.mail())
        assert _STRUCK_OUT in told
        assert _EVE not in told
        assert await there.outcome() is Outcome.STALE


async def test_unread_when_the_page_is_opened_before_the_new_day_may_be_told(url: str) -> None:
    """Within the ten minutes in which the move may be taken back nothing is said; least of all
    the day of before."""
    async with page(url) as there:
        await there.at(EVENING)
        await there.runs(postponed())
        await there.site.app.database.reference()
        assert await there.visitor.mail() == []


async def test_read_before_the_day_moved_and_loaded_anew(url: str) -> None:
    async with page(url) as there:
        await there.at(EVENING)
        assert _EVE in words(await there.visitor.mail())
        await there.visitor.mail()
        assert await there.waiting() == 0
        await there.moves()
        there.visitor.seen = 0
        again = words(await there.visitor.mail(fresh=True))
        assert _STRUCK_OUT in again
        assert _EVE not in again


async def test_unread_when_the_link_ends(url: str) -> None:
    async with page(url) as there:
        await there.at(EVENING)
        await there.runs(update(link).values(ended=EVENING))
        assert await there.visitor.mail() == []


async def test_unread_when_a_death_is_reported_and_told_when_it_is_refused(url: str) -> None:
    async with page(url) as there:
        await there.at(EVENING)
        async with there.site.app.database.transaction() as records:
            linked = await records.store.connection.execute(select(link.c.session_id))
            session_id = linked.scalar_one()
            [mine] = await records.links.of(session_id)
            await records.cases.file(
                CaseKind.DEATH, "", mine.person, Month.of(TODAY), session_id, EVENING
            )
        assert await there.visitor.mail() == []
        assert await there.outcome() is None, "it waits for what becomes of the report"
        await there.runs(update(case_file).values(state=CaseState.REFUSED.value))
        await there.at(EVENING + timedelta(hours=1, minutes=1))
        assert _EVE in words(await there.visitor.mail())


async def made_ready(url: str) -> None:
    """By a program that serves no channel: what is due this evening waits for one that does."""
    app = build(settings(url), [], lambda: EVENING)
    await run_due(app, EVENING)
    await tell_due(app, send=False)
    await app.close()


async def served(url: str, at: datetime) -> list[tuple[str, Rendered]]:
    """What goes out once the channel is served."""
    screen = Screen()
    app = build(settings(url), [screen], lambda: at)
    await app.delivery.send_due()
    await app.close()
    return screen.shown


async def test_what_a_provider_could_not_take_in_time_goes_out_no_more(url: str) -> None:
    """It was ready for a channel that pushes, which nobody served until the day had moved."""
    async with place(url) as there:
        await there.asks_for()
        await made_ready(url)
        await there.runs(postponed())
        assert await served(url, EVENING + timedelta(minutes=1)) == []
        told = await unasked(url, EVENING + timedelta(minutes=30))
        assert told == {}
        told = await unasked(url, EVENING + timedelta(minutes=50))
        assert _STRUCK_OUT in said_in(told["me"])


@pytest.mark.parametrize("stopped", [True, False])
async def test_who_wants_no_more_messages_gets_none_that_were_ready(
    url: str, stopped: bool
) -> None:
    async with place(url) as there:
        await there.asks_for()
        await made_ready(url)
        if stopped:
            await Phone(url, at=EVENING).says("/stop")
        assert bool(await served(url, EVENING)) is not stopped


async def test_unread_when_the_point_closes(url: str) -> None:
    """It says the other place when it is read; and where there is none, nobody is told to go."""
    async with page(url) as there:
        await there.at(EVENING)
        async with there.site.app.database.transaction() as records:
            notices = select(notice.c.bulletin_id).where(
                notice.c.kind == NoticeKind.PAYDAY_EVE.value
            )
            told = await records.bulletins.one(
                (await records.store.connection.execute(notices)).scalar_one()
            )
            assert told is not None
            points = records.reference.points
            other = next(one for one in points.values() if one.is_open and one.id != told.point)
        await there.runs(
            update(payment_point)
            .where(payment_point.c.id == told.point)
            .values(status="closed", replaced_by=other.id)
        )
        for minutes in (30, 50):
            await there.at(EVENING + timedelta(minutes=minutes))
        assert f"Nơi lãnh: {points[told.point or 0].name}." not in words(await there.visitor.mail())
        await there.at(EVENING + timedelta(minutes=56))
        assert f"Nơi lãnh: {other.name}." in words(await there.visitor.mail())
        await there.at(EVENING + timedelta(minutes=62))
        assert await there.visitor.mail() == [], "it is said anew once"
