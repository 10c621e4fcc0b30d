"""The officer rings up who has an account and is not seen paid: one tap each, and what follows."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from bot.app import App, build
from domain.asked import Asked
from domain.case import CaseKind
from domain.message import start_token
from domain.otp import Meanwhile
from domain.payout import Stage
from domain.summary import Accounts
from domain.text import Month
from storage.tables import account, asked, audit, case_file, payment, person
from tests.house import HANOI, NOW, Phone, settings
from tests.place import records_of
from tests.test_staff import AN_CU, CHAU_DOC, at_work, says

OFFICER = "WARD4793"
MONTH = Month.of(NOW.date())


@contextlib.asynccontextmanager
async def program(url: str) -> AsyncIterator[App]:
    app = build(settings(url), clock=lambda: NOW)
    await app.database.reference()
    try:
        yield app
    finally:
        await app.close()


async def rows(url: str, query: Any) -> list[Any]:
    async with program(url) as app, app.database.engine.begin() as connection:
        result = await connection.execute(query)
        return list(result.all()) if result.returns_rows else []


async def accounts(url: str, *, days: int = 0) -> Accounts:
    """Of An Cư, by the numbers of the day."""
    async with program(url) as app, records_of(app) as records:
        day = NOW.date() + timedelta(days=days)
        return (await records.summaries.of(day, HANOI, [AN_CU])).accounts


async def ring_list(url: str) -> list[int]:
    """Everybody whom An Cư has to ring up, in order, put together from the tables themselves: who
    has an account and a transfer that failed, for the unit's payday is over."""
    came = select(payment.c.person_id).where(
        payment.c.month == MONTH.first_day, payment.c.stage.in_(("credited", "collected"))
    )
    found = await rows(
        url,
        select(person.c.id)
        .join(account, account.c.person_id == person.c.id)
        .where(
            person.c.unit_code == AN_CU.code,
            person.c.unit_from == AN_CU.valid_from,
            account.c.state.not_in(("details_collected", "closed")),
            person.c.id.not_in(came),
        )
        .order_by(person.c.id),
    )
    return [row.id for row in found]


def on_screen(phone: Phone) -> int:
    """Whom the buttons are about."""
    token = phone.token("Nobody was reached")
    return int(token.rpartition("-")[2])


async def begin(url: str) -> Phone:
    phone = await at_work(url, OFFICER)
    await says(phone, "English", "/unpaid")
    return phone


async def test_everybody_not_seen_paid_is_shown_once_and_one_tap_brings_the_next(url: str) -> None:
    expected = await ring_list(url)
    assert len(expected) == (await accounts(url)).not_asked > 3
    phone = await begin(url)
    assert f"To ring up: {len(expected)}. No payment of 11/2026 is seen." in phone.heard()
    shown = []
    for _ in expected:
        shown.append(on_screen(phone))
        await phone.taps(phone.token("They were paid in cash"))
    assert shown == expected
    assert "Nobody has to be rung up for now." in phone.heard()
    left = await accounts(url)
    assert (left.not_asked, left.other_reason) == (0, len(expected))
    [(looked,)] = await rows(
        url,
        select(func.count()).where(
            audit.c.kind == "asked_why_unpaid", audit.c.actor_id.isnot(None)
        ),
    )
    assert looked == len(expected)


async def test_a_code_that_does_not_come_becomes_one_case_and_is_no_other_reason(
    sqlite_url: str,
) -> None:
    phone = await begin(sqlite_url)
    whom, before = on_screen(phone), await accounts(sqlite_url)
    token = phone.token("The bank's code does not come")
    await phone.taps(token)
    assert "say there how they are paid meanwhile" in phone.heard()
    assert on_screen(phone) != whom
    await phone.taps(token)  # from the screen before
    [case] = await rows(sqlite_url, select(case_file).where(case_file.c.person_id == whom))
    assert (case.kind, case.meanwhile) == (CaseKind.OTP.value, Meanwhile.NOT_SAID.value)
    [(said,)] = await rows(sqlite_url, select(func.count()).select_from(asked))
    assert said == 1, "the same said twice is said once"
    then = await accounts(sqlite_url)
    assert (then.no_code, then.other_reason) == (before.no_code + 1, 0)
    assert (then.not_asked, then.with_alternative) == (before.not_asked - 1, 0)
    change = update(case_file).values(meanwhile=Meanwhile.POINT.value)
    await rows(sqlite_url, change.where(case_file.c.id == case.id))
    assert (await accounts(sqlite_url)).with_alternative == 1


async def test_who_was_not_reached_is_asked_for_again_tomorrow_and_last(sqlite_url: str) -> None:
    phone = await begin(sqlite_url)
    whom, people = on_screen(phone), len(await ring_list(sqlite_url))
    await phone.taps(phone.token("Nobody was reached"))
    assert f"To ring up: {people - 1}." in phone.heard()
    today = await accounts(sqlite_url)
    assert (today.not_reached, today.not_asked) == (1, people)
    phone.later(days=1)
    await says(phone, "/unpaid")
    assert f"To ring up: {people}." in phone.heard()
    shown = [on_screen(phone)]
    for _ in range(people - 1):
        await phone.taps(phone.token("Show the next one"))
        shown.append(on_screen(phone))
    assert shown[-1] == whom
    assert "On an earlier day nobody was reached." in phone.heard()
    assert set(shown) == set(await ring_list(sqlite_url))


async def test_what_follows_is_begun_at_once(sqlite_url: str) -> None:
    """A wrong record leads into its correction, who moved or died into that report."""
    phone = await begin(sqlite_url)
    for label, question in (
        ("Something in the record is wrong", "What is wrong in the record?"),
        ("They moved away", "Where to? The commune and the province."),
        ("They have died", "On which day did they die?"),
    ):
        await phone.taps(phone.token(label))
        assert question in phone.heard(), label
        await says(phone, "/unpaid")
    kinds = await rows(sqlite_url, select(asked.c.answer).order_by(asked.c.id))
    assert [row.answer for row in kinds] == ["wrong_data", "moved", "died"]
    assert (await accounts(sqlite_url)).other_reason == 3


async def test_nobody_answers_for_people_of_other_units_nor_for_who_was_paid_meanwhile(
    sqlite_url: str,
) -> None:
    phone = await begin(sqlite_url)
    [stranger, *_] = await rows(
        sqlite_url, select(person.c.id).where(person.c.unit_code == CHAU_DOC.code)
    )
    await phone.taps(start_token("unpaid", said=f"died-{stranger.id}"))
    assert "no longer there" in phone.heard()
    await says(phone, "/unpaid")
    whom, token = on_screen(phone), phone.token("They were paid in cash")
    came = update(payment).values(stage=Stage.CREDITED.value, stage_on=NOW.date(), reason=None)
    await rows(sqlite_url, came.where(payment.c.person_id == whom))
    await phone.taps(token)
    assert "has come meanwhile. Nothing was noted." in phone.heard()
    await phone.taps(start_token("unpaid", said="forged-1"))
    await phone.taps(start_token("unpaid", said=f"{Asked.MOVED}-x"))
    assert await rows(sqlite_url, select(asked)) == []


async def test_a_past_day_stands_as_it_was(sqlite_url: str) -> None:
    """The newest answer counts, and that of today is none of yesterday."""
    phone = await begin(sqlite_url)
    paid, people = phone.token("They were paid in cash"), len(await ring_list(sqlite_url))
    no_code = phone.token("The bank's code does not come")
    await phone.taps(paid)
    phone.later(days=1)
    await phone.taps(no_code)
    today, tomorrow = await accounts(sqlite_url), await accounts(sqlite_url, days=1)
    assert (today.other_reason, today.no_code, today.not_asked) == (1, 0, people - 1)
    assert (tomorrow.other_reason, tomorrow.no_code, tomorrow.not_asked) == (0, 1, people - 1)
