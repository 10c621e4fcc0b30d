"""What citizens report by themselves: what the records know of it is not asked."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.app import build
from domain.otp import OtpFailure
from domain.trouble import Trouble
from handlers.beneficiary.report import LOOKED_AT_BY
from handlers.menu import BY_NAME
from storage.tables import case_file, case_reporter
from tests.house import NOW, Phone, settings


async def linked(url: str, code: str, year: str, name: str = "me") -> Phone:
    phone = Phone(url, name)
    for said in ("tiếng Việt", "/link", code, year, "đồng ý"):
        await phone.says(said)
    return phone


async def cases(url: str) -> list[tuple[str, str, str | None]]:
    """Kind, reason and cause of all there are, oldest first."""
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        rows = await connection.execute(
            select(case_file.c.kind, case_file.c.reason, case_file.c.cause).order_by(case_file.c.id)
        )
        found = [(row.kind, row.reason, row.cause) for row in rows]
    await app.close()
    return found


def test_every_trouble_leads_to_a_dialogue_that_takes_what_is_brought() -> None:
    assert set(LOOKED_AT_BY) == set(Trouble)
    for _, dialogue, answers in LOOKED_AT_BY.values():
        assert {name for name, _ in answers} <= BY_NAME[dialogue].takes


@pytest.mark.parametrize(
    ("code", "year", "then", "kind", "reason", "cause"),
    [
        ("RTRN3764", "1946", (), "not_received", "no", "returned"),
        ("NAME7346", "1951", (), "not_received", "no", "failed"),
        ("EMPT7639", "1953", (), "not_on_list", "not_on_list", None),
        ("PHNE4637", "1947", ("Còn",), "otp", "otp", "unknown"),
        ("CARD6734", "1959", ("Báo là lãnh thiếu",), "wrong_amount", "less", "credited"),
        ("CARD6734", "1959", ("Mã ngân hàng không tới", "Tôi không có điện thoại"), "otp", "otp",
         "no_phone"),
        ("HAVE6947", "1940", ("Báo là chưa lãnh được",), "not_received", "no", "collected"),
        ("DAWN3467", "1948", ("Báo là chưa lãnh được",), "not_received", "no", "on_list"),
    ],
)  # fmt: skip
async def test_money_that_did_not_come_is_filed_as_what_the_list_says_of_it(
    url: str, code: str, year: str, then: tuple[str, ...], kind: str, reason: str,
    cause: str | None,
) -> None:  # fmt: skip
    """At most one question, and none where the list bears it out."""
    phone = await linked(url, code, year)
    for said in ("/report", "Tiền chưa về", *then):
        assert await cases(url) == []
        await phone.says(said)
    assert await cases(url) == [(kind, reason, cause)]
    assert "số phiếu AS-" in words_of(phone)
    assert "Phiếu tới đâu rồi?" in {one.label for reply in phone.last for one in reply.choices}


def words_of(phone: Phone) -> str:
    return phone.heard()


async def test_what_is_not_late_is_reported_only_where_it_is_wished(url: str) -> None:
    phone = await linked(url, "DAWN3467", "1948")
    for said in ("tiền chưa về", "Vậy được rồi"):
        await phone.says(said)
    assert "chưa gửi phiếu nào hết" in phone.heard()
    assert await cases(url) == []


async def test_the_same_from_a_second_phone_is_the_same_request_and_both_are_its_reporters(
    url: str,
) -> None:
    for name in ("me", "daughter"):
        phone = await linked(url, "PHNE4637", "1947", name)
        await phone.says("mã ngân hàng không tới")
        if name == "me":
            await phone.says("Còn")
    assert len(await cases(url)) == 1
    assert "đã có phiếu AS-" in phone.last[0].lines[0].text
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        found = (await connection.execute(select(case_reporter.c.session_id))).scalars().all()
    await app.close()
    assert len(found) == 2


async def test_how_they_are_paid_meanwhile_is_not_made_up(url: str) -> None:
    phone = await linked(url, "PHNE4637", "1947")
    for said in ("mã ngân hàng không tới", "Không, tôi đổi số rồi"):
        await phone.says(said)
    assert "lãnh tiền cách nào thì cán bộ sẽ báo" in phone.heard()
    assert "đem căn cước ra đó" in phone.heard()
    app = build(settings(url))
    async with app.database.transaction() as records:
        row = (await records.store.connection.execute(select(case_file))).one()
        case = await records.cases.one(row.id, NOW)
        failure = await records.cases.otp(case) if case else None
    await app.close()
    assert isinstance(failure, OtpFailure)
    assert (failure.meanwhile.value, failure.number.value) == ("not_said", "wrong")
    assert row.bank, "which bank, the records know"


async def test_who_collects_for_two_says_for_whom_and_each_is_a_request_of_its_own(
    url: str,
) -> None:
    phone = await linked(url, "DARA7934", "2016")
    for said in ("/link", "NARY4793", "2019", "cháu", "đồng ý"):
        await phone.says(said)
    for whom in ("1", "2"):
        for said in ("/report", "Tiền chưa về", whom, "Báo là chưa lãnh được"):
            await phone.says(said)
    assert len(await cases(url)) == 2


async def test_who_is_linked_to_nobody_is_led_there_and_may_report_what_is_about_nobody(
    url: str,
) -> None:
    phone = Phone(url)
    await phone.says("tiếng Việt")
    for said in ("tiền chưa về", "mã ngân hàng không tới"):
        await phone.says(said)
        assert "cần biết đây là tiền của ai" in phone.heard()
        await phone.says("/cancel")
    await phone.says("/report")
    await phone.says("Điểm phát tiền")
    assert await cases(url) == []


async def test_staff_whose_button_says_the_same_still_do_their_work(url: str) -> None:
    desk = Phone(url, "officer")
    for said in ("tiếng Việt", "/link", "WARD4793", "1", "Mã ngân hàng không tới"):
        await desk.says(said)
    assert "Việc này của người hưởng nào?" in desk.heard()


async def test_a_public_channel_carries_nothing_about_a_person_and_leads_elsewhere(
    url: str,
) -> None:
    """What is about nobody can be reported, and asked about, there too."""
    phone = Phone(url, "me", "zalo")
    await phone.says("tiếng Việt")
    await phone.says("tiền chưa về")
    assert "AS-" not in phone.heard()
    await phone.says("/case")
    assert "AS-204817" in phone.heard(), "the number is asked for"
