"""What is told without being asked: when, to whom not, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.app import App, build
from bot.telling import tell_due
from domain.case import CaseKind
from domain.notice import NoticeKind, Outcome
from domain.text import Month
from storage.tables import failure, link, notice, session
from tests.house import NOW, Phone, Screen, settings

NIGHT = NOW.replace(hour=22)
MORNING = NIGHT.replace(hour=6) + timedelta(days=1)


async def two_phones(url: str) -> tuple[Phone, Phone]:
    """Both hear about the same person, so the first is to be told of the second."""
    phones = Phone(url, "first"), Phone(url, "second")
    for phone in phones:
        for said in ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý"):
            await phone.says(said)
    return phones


async def told(url: str, at: datetime) -> list[tuple[str, str]]:
    """Who was told what at that time."""
    screen = Screen()
    app = build(settings(url), [screen], lambda: at)
    await tell_due(app)
    await app.close()
    return [(to, "\n".join(line.text for line in reply.lines)) for to, reply in screen.shown]


async def changes(url: str, *statements: object) -> None:
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        for statement in statements:
            await connection.execute(statement)  # type: ignore[call-overload]
    await app.close()


async def outcomes(url: str) -> list[Outcome | None]:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        found = await connection.execute(select(notice.c.outcome).order_by(notice.c.id))
        read = [one and Outcome(one) for one in found.scalars()]
    await app.close()
    return read


async def test_nobody_is_woken_by_what_they_have_not_asked_for(url: str) -> None:
    await two_phones(url)
    assert await told(url, NIGHT) == []
    assert await outcomes(url) == [None]
    morning = await told(url, MORNING)
    assert [to for to, _ in morning] == ["first"]
    assert await outcomes(url) == [Outcome.TOLD]


async def test_what_was_asked_for_comes_at_night_too(url: str) -> None:
    await two_phones(url)
    await changes(url, update(notice).values(kind=NoticeKind.NOT_CONFIRMED.value))
    assert [to for to, _ in await told(url, NIGHT)] == ["first"]


@pytest.mark.parametrize(
    ("statement", "outcome"),
    [
        (update(notice).values(expires_at=NOW), Outcome.STALE),
        (update(link).values(ended=NOW), Outcome.STALE),
        (update(session).values(stopped_at=NOW), Outcome.STOPPED),
        (update(session).values(gone_at=NOW), Outcome.GONE),
        (update(session).values(sealed_address=b"damaged"), Outcome.FAILED),
        (update(notice).values(kind="of_a_later_program"), Outcome.FAILED),
    ],
)
async def test_who_is_not_told_and_why(url: str, statement: object, outcome: Outcome) -> None:
    await two_phones(url)
    await changes(url, statement)
    assert await told(url, NOW) == []
    assert await outcomes(url) == [outcome]
    assert await told(url, NOW) == []


async def test_a_damaged_notice_holds_up_no_other(url: str) -> None:
    await two_phones(url)
    third = Phone(url, "third")
    for said in ("tiếng Việt", "/link", "DAWN3467", "1948", "đồng ý"):
        await third.says(said)
    first = select(session.c.id).order_by(session.c.id).limit(1).scalar_subquery()
    await changes(url, update(session).where(session.c.id == first).values(sealed_address=b"x"))
    assert [to for to, _ in await told(url, NOW)] == ["second"]
    assert sorted(map(str, await outcomes(url))) == ["failed", "failed", "told"]


async def case_of(app: App, phone: Phone) -> tuple[int, str]:
    """An open case about the person of a demo code; its id and number."""
    await app.database.reference()
    async with app.database.transaction() as records:
        code = await records.link_codes.id_of("DAWN3467")
        opened = await records.link_codes.opened_by(code or 0, NOW.date())
        holder = await records.conversations.wake(phone.message().sender, NOW)
        assert opened is not None
        assert holder is not None
        kind, month = CaseKind.NOT_ON_LIST, Month.of(NOW.date())
        case = await records.cases.file(kind, "x", opened[0], month, holder.id, NOW)
    return case.id, case.number


async def test_an_officer_hears_that_who_reported_something_cannot_be_reached(url: str) -> None:
    reporter, officer = Phone(url, "reporter"), Phone(url, "officer")
    await reporter.says("tiếng Việt")
    for said in ("tiếng Việt", "/link", "WARD4793", "1"):
        await officer.says(said)
    app = build(settings(url), clock=lambda: NOW)
    _, number = await case_of(app, reporter)
    await app.gone(reporter.message().sender, gone=True)
    await app.close()
    assert await told(url, NIGHT) == []
    told_of_it, (to, words) = await told(url, MORNING)
    assert number in told_of_it[1], "first that it was reported at all"
    assert to == "officer"
    assert words == (
        f"Phiếu {number}: không còn nhắn được tới máy đã gửi.\n"
        "Anh/chị gọi điện hoặc ghé nhà báo kết quả giúp."
    )


async def test_who_works_on_no_cases_hears_of_none(url: str) -> None:
    reporter = Phone(url, "reporter")
    await reporter.says("tiếng Việt")
    app = build(settings(url))
    case, _ = await case_of(app, reporter)
    async with app.database.transaction() as records:
        holder = await records.conversations.wake(reporter.message().sender, NOW)
        assert holder is not None
        await records.notices.tell([holder.id], NoticeKind.UNREACHABLE, case, NOW)
    await app.close()
    assert await told(url, NOW) == []
    assert await outcomes(url) == [Outcome.STALE]
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        assert (await connection.execute(select(failure))).all() == []
    await app.close()
