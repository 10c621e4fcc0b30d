"""A request of a commune where nobody may answer: nothing is promised, and it can be ended."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.office import Office, asks, button, opened, staff

PROVINCE, SOMEBODY, OFFICER = "province", "somebody", "officer"


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with opened(url) as made:
        await staff(made, PROVINCE, "TNHA4796")
        await staff(made, OFFICER, "WARD4793")
        yield made


async def test_no_answer_is_promised_where_nobody_can_give_it(office: Office) -> None:
    await asks(office, SOMEBODY, "Chi Lăng")
    said = "\n".join(one.text for one in office.to(SOMEBODY))
    assert "chưa có cán bộ" in said
    assert "sẽ trả lời" not in said
    assert "Giờ" not in said.split("chưa có cán bộ")[1].split("\n")[0]


async def test_the_province_ends_it_by_number_and_reads_no_record(office: Office) -> None:
    number = await asks(office, SOMEBODY, "Chi Lăng")
    await office.hears(SOMEBODY, "bữa hổm tui làm rớt cái giấy")
    told = [one for one in await office.delivers() if number in one.text]
    assert {one.to for one in told} == {PROVINCE}
    shown = await office.hears(PROVINCE, tap=button(told, "Mở"))
    labels = [one.label for one in shown[-1].reply.choices]
    assert "rớt cái giấy" not in shown[-1].text
    assert not any("Nhắc" in one or "Viết cho" in one for one in labels), labels
    await office.hears(PROVINCE, tap=button(shown, "Đã giải quyết"))
    assert f"Đã đóng phiếu {number}" in office.to(PROVINCE)[-1].text
    assert number in "\n".join(one.text for one in await office.delivers() if one.to == SOMEBODY)


async def test_where_somebody_may_answer_the_province_may_not(office: Office) -> None:
    number = await asks(office, SOMEBODY, "An Cư")
    assert "sẽ trả lời" in "\n".join(one.text for one in office.to(SOMEBODY))
    await office.hears(PROVINCE, number)
    assert "Đã giải quyết" not in str(office.to(PROVINCE)[-1].reply.choices)
