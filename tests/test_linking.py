"""Linked by what a person knows, or by an officer; nobody learns anything by trying."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from bot.app import App, build
from bot.schedule import run_due
from domain.message import Contact, start_token
from domain.tries import REMEMBERED_FOR
from handlers.beneficiary import link_by_phone
from storage.tables import actor, audit, consent, entitlement, link, pairing, person
from tests.house import NOW, Phone, Screen, settings
from tests.test_links import linked, told

PHONE = "0912345678"
CARD = "089148001234"
YEAR = "1948"
CLOSED = "tạm khóa"
ASKED = ("tiếng Việt", "/link", "1")


@dataclass
class Grandmother(Phone):
    """Whose phone writes down what the store is asked to do, turn by turn."""

    statements: list[tuple[str, int]] = field(default_factory=list)

    def app(self, screen: Screen) -> App:
        app = super().app(screen)
        self.statements = []
        event.listen(app.database.engine.sync_engine, "before_cursor_execute", self._note)
        return app

    def _note(self, _c: Any, _cursor: Any, said: str, given: Any, _x: Any, many: bool) -> None:
        self.statements.append((said, len(given) if many else 1))

    async def shares(self, phone: str, *, vouched: bool = True) -> None:
        await self.sends(self.message(contact=Contact(phone, vouched)))

    async def tries(
        self, phone: str = PHONE, year: str = YEAR, digits: str = CARD[-4:], *, mine: str = "1"
    ) -> str:
        """The whole dialogue; ``mine`` answers whose money it is."""
        for said in ASKED:
            await self.says(said)
        if CLOSED in self.heard():
            return self.heard()
        await self.shares(phone)
        for said in (year, mine, *(("Néang Sóc Kha",) if mine == "2" else ()), digits):
            await self.says(said)
        return self.heard()


async def register(url: str, code: str, phone: str, card: str) -> int:
    """Have the record of a demo code's person name this phone and card; the person's id."""
    app = build(settings(url))
    await app.database.reference()
    async with app.database.transaction() as records:
        opened = await records.link_codes.opened_by(
            await records.link_codes.id_of(code) or 0, NOW.date()
        )
        assert opened is not None
        whose, vault = opened[0].id, app.database.vault
        await records.store.connection.execute(
            update(person)
            .where(person.c.id == whose)
            .values(
                sealed_phone=vault.seal(phone, person.c.sealed_phone, whose),
                phone_index=vault.index("phone", phone),
                sealed_citizen_id=vault.seal(card, person.c.sealed_citizen_id, whose),
            )
        )
    await app.close()
    return whose


async def rows(url: str, table: Any) -> list[Any]:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        found = list((await connection.execute(select(table))).all())
    await app.close()
    return found


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test but one need wait the two seconds."""
    monkeypatch.setattr(link_by_phone, "ANSWERED_AFTER", timedelta(0))


@pytest.mark.usefixtures("at_once")
async def test_number_year_and_digits_link_and_leave_consent_and_audit(url: str) -> None:
    whose = await register(url, "DAWN3467", PHONE, CARD)
    phone = Grandmother(url)
    assert "đã nối với sổ" in await phone.tries("+84 912 345 678")
    assert "Sa Rim" not in phone.heard(), "the record is opened in a turn of its own"
    await phone.says("1")
    assert "Ngày lãnh" in phone.heard()
    (made,) = await rows(url, link)
    assert (made.person_id, made.relation, made.how) == (whose, "self", "phone")
    assert [(row.person_id, row.given) for row in await rows(url, consent)] == [(whose, True)]
    kinds = [(row.kind, row.subject) for row in await rows(url, audit)]
    assert ("linked", whose) in kinds


WRONG: dict[str, dict[str, str]] = {
    "year": {"year": "1949"},
    "digits": {"digits": "0000"},
    "unknown number": {"phone": "0987654321"},
    "two records": {"phone": "0911111111"},
    "staff": {"phone": "0922222222"},
    "nobody is paid": {"phone": "0933333333"},
}


async def _fill(url: str) -> None:
    await register(url, "DAWN3467", PHONE, CARD)
    await register(url, "GRAN4673", "0911111111", CARD)
    await register(url, "WTNG3746", "0911111111", CARD)
    await register(url, "MADE3479", "0922222222", CARD)
    unpaid = await register(url, "EMPT7639", "0933333333", CARD)
    await Phone(url, "officer").says("tiếng Việt")
    officer = Phone(url, "officer")
    for said in ("/link", "WARD4793", "1"):
        await officer.says(said)
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        index = app.database.vault.index("phone", "0922222222")
        await connection.execute(update(actor).values(phone_index=index))
        await connection.execute(_end_what_is_due(unpaid))
    await app.close()


def _end_what_is_due(whose: int) -> Any:
    return (
        update(entitlement)
        .where(entitlement.c.person_id == whose)
        .values(to_month=(NOW - timedelta(days=90)).date().replace(day=1))
    )


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("mine", ["1", "2"])
async def test_whatever_is_wrong_the_answer_and_the_statements_are_those_of_any_try(
    url: str, mine: str
) -> None:
    """Success and failure ask the same of the store, in the same order, as often."""
    await _fill(url)
    right = Grandmother(url, "right")
    await right.tries(mine=mine)
    heard = set()
    for name, wrong in WRONG.items():
        phone = Grandmother(url, name)
        heard.add(await phone.tries(**wrong, mine=mine))
        assert phone.statements == right.statements, name
    assert len(heard) == 1
    assert right.heard() not in heard
    assert len(await rows(url, link)) == 1, "a failure leaves no link behind"
    assert len(await rows(url, consent)) == 1


@pytest.mark.usefixtures("at_once")
async def test_the_year_alone_tells_nothing_and_asks_the_same_of_the_store(url: str) -> None:
    await register(url, "DAWN3467", PHONE, CARD)
    asked = []
    for name, year in (("right", YEAR), ("wrong", "1949")):
        phone = Grandmother(url, name)
        for said in ASKED:
            await phone.says(said)
        await phone.shares(PHONE)
        await phone.says(year)
        assert "Sa Rim" not in phone.heard()
        asked.append((phone.heard(), phone.statements))
    assert asked[0] == asked[1]


async def test_right_or_wrong_is_said_two_seconds_after_it_was_heard(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    sleep: Callable[[float], Any] = asyncio.sleep

    async def note(seconds: float) -> None:
        waited.append(seconds)
        await sleep(0)

    await register(sqlite_url, "DAWN3467", PHONE, CARD)
    monkeypatch.setattr("bot.delivery.asyncio.sleep", note)
    for name, digits in (("right", CARD[-4:]), ("wrong", "0000")):
        waited.clear()
        await Grandmother(sqlite_url, name).tries(digits=digits)
        assert waited == [2.0, 2.0], "after the year, and after the digits"


@pytest.mark.usefixtures("at_once")
async def test_five_tries_close_this_way_for_an_hour_ten_for_a_day_and_codes_never(
    sqlite_url: str,
) -> None:
    await register(sqlite_url, "DAWN3467", PHONE, CARD)
    phone = Grandmother(sqlite_url)
    for _ in range(5):
        assert "chưa nối" in await phone.tries(digits="0000")
    assert CLOSED in await phone.tries()
    phone.later(hours=1, minutes=1)
    for _ in range(5):
        assert "chưa nối" in await phone.tries(digits="0000")
    phone.later(hours=2)
    assert CLOSED in await phone.tries()
    await linked(phone, "DAWN3467", YEAR)
    assert "Ngày lãnh" in phone.heard(), "a code still opens"
    await phone.says("nhầm số")
    phone.at += REMEMBERED_FOR
    assert "đã nối" in await phone.tries()


@pytest.mark.usefixtures("at_once")
async def test_tries_are_counted_by_number_whatever_the_address(sqlite_url: str) -> None:
    await register(sqlite_url, "DAWN3467", PHONE, CARD)
    for n in range(5):
        await Grandmother(sqlite_url, f"guesser {n}").tries(digits=f"000{n}")
    other = Grandmother(sqlite_url, "other")
    for said in ASKED:
        await other.says(said)
    await other.shares(PHONE)
    assert CLOSED in other.heard()


@pytest.mark.usefixtures("at_once")
async def test_a_number_that_is_typed_or_that_nobody_vouches_for_is_asked_for_again(
    url: str,
) -> None:
    await register(url, "DAWN3467", PHONE, CARD)
    phone = Grandmother(url)
    for said in ASKED:
        await phone.says(said)
    await phone.says(PHONE)
    assert "đừng gõ số" in phone.heard()
    await phone.shares(PHONE, vouched=False)
    assert "đừng gõ số" in phone.heard()
    await phone.shares("+1 202 555 0100")
    assert "số di động Việt Nam" in phone.heard()


async def test_a_channel_that_vouches_for_no_number_shows_one_to_the_officer(url: str) -> None:
    phone = Phone(url, channel="web")
    for said in ("tiếng Việt", "/link", "1"):
        await phone.says(said)
    assert "đưa cán bộ coi số này" in phone.heard()
    await phone.taps(start_token("link_by_phone"))
    assert "đưa cán bộ coi số này" in phone.heard()


@pytest.mark.usefixtures("at_once")
async def test_who_collects_waits_for_the_officer_and_the_person_hears_of_it(url: str) -> None:
    own = await linked(Phone(url, "grandmother"), "DAWN3467", YEAR)
    await register(url, "DAWN3467", PHONE, CARD)
    carer = Grandmother(url, "granddaughter")
    assert "chờ cán bộ xã đồng ý" in await carer.tries(mine="2")
    await carer.says("/payout")
    assert "lãnh tiền ở đâu" in carer.heard(), "nothing is open yet"
    assert "máy khác" in await told(url, own)


@pytest.mark.usefixtures("at_once")
async def test_refusing_leaves_nothing_behind(url: str) -> None:
    await register(url, "DAWN3467", PHONE, CARD)
    phone = Grandmother(url)
    for said in ASKED:
        await phone.says(said)
    await phone.shares(PHONE)
    await phone.says(YEAR)
    await phone.says("không")
    assert "Sổ vẫn đóng" in phone.heard()
    assert await rows(url, link) == []


async def test_a_number_for_the_officer_holds_ten_minutes_and_a_new_one_ends_the_old(
    url: str,
) -> None:
    phone = Phone(url)
    await phone.says("tiếng Việt")
    numbers = []
    for _ in range(2):
        await phone.taps(start_token("stand_by"))
        numbers.append(phone.last[0].lines[1].text.replace(" ", ""))
    assert all(len(one) == 6 and one.isdigit() for one in numbers)
    app = build(settings(url))
    async with app.database.transaction() as records:
        shown = [await records.link_codes.paired(one, NOW) for one in numbers]
        late = await records.link_codes.paired(numbers[1], NOW + timedelta(minutes=11))
    await app.close()
    assert shown[1] is not None
    assert late is None
    assert numbers[0] == numbers[1] or shown[0] is None
    assert len(await rows(url, pairing)) == 1


async def test_a_carer_is_reminded_a_month_and_a_week_before_and_then_it_ends(url: str) -> None:
    phone = await linked(Phone(url), "HAND9374", "1985")
    for days, hears in ((300, ""), (336, "Sau ngày"), (340, ""), (359, "Sau ngày"), (361, "")):
        phone.at = NOW + timedelta(days=days)
        app = build(settings(url), [], lambda: phone.at)
        await run_due(app, phone.at)
        await app.close()
        heard = await told(url, phone)
        assert (hears in heard) if hears else heard == "", days
    phone.at = NOW + timedelta(days=367)
    app = build(settings(url))
    await run_due(app, phone.at)
    await app.close()
    assert all(row.ended is not None for row in await rows(url, link))


async def test_a_link_made_anew_is_told_of_anew(url: str) -> None:
    own = await linked(Phone(url, "grandmother"), "DAWN3467", YEAR)
    stranger = await linked(Phone(url, "stranger"), "DAWN3467", YEAR)
    assert "máy khác" in await told(url, own)
    await own.says("1")
    await own.says("1")
    assert "máy đó không còn coi được" in own.heard().lower()
    assert "không còn coi được" in await told(url, stranger)
    await linked(stranger, "DAWN3467", YEAR)
    assert "máy khác" in await told(url, own)
