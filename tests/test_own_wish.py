"""What is asked for in one's own words is the same, whoever says that they want it."""

from __future__ import annotations

import pytest

from domain.own_wish import own_wish
from tests.place import place

ASKED = {
    "cho tôi gặp cán bộ": "gap can bo",
    "cho em gặp cán bộ nha": "gap can bo",
    "Tôi muốn nói chuyện với cán bộ": "noi chuyen voi can bo",
    "cho toi gap nguoi that": "gap nguoi that",
    "gặp cán bộ giùm con": "gap can bo",
    "xin lãnh tại nhà": "lanh tai nha",
    "ខ្ញុំចង់និយាយជាមួយមនុស្ស": "និយាយជាមួយមនុស្ស",
    "ខ្ញុំចង់ បើកគណនី": "បើកគណនី",
}
NOT_ASKED = (
    "tôi gặp cán bộ rồi", "gặp cán bộ", "tôi nhận tiền mặt", "còn gặp cán bộ", "chờ gặp cán bộ",
    "tối gặp cán bộ", "không muốn gặp cán bộ", "con", "tôi", "xin", "", "?", "ខ្ញុំ", "1",
)  # fmt: skip
LEADS = {
    "cho em gặp cán bộ": "mời cán bộ",
    "tôi muốn nói chuyện với cán bộ": "mời cán bộ",
    "cho tôi gặp người thật": "mời cán bộ",
    "xin lãnh tại nhà": "Vì sao",
    "đổi ngân hàng": "muốn nhận tiền cách nào",
    "ខ្ញុំចង់បើកគណនី": "gửi yêu cầu này",
    "ខ្ញុំចង់និយាយជាមួយមនុស្ស": "mời cán bộ",
}
NOT_LED = ("tôi nhận tiền mặt", "không muốn gặp cán bộ", "tôi gặp cán bộ rồi", "cho con", "xin")


@pytest.mark.parametrize("said", ASKED)
def test_who_asks_and_how_politely_is_left_out(said: str) -> None:
    assert own_wish(said) == ASKED[said]


@pytest.mark.parametrize("said", NOT_ASKED)
def test_what_asks_for_nothing_is_no_wish(said: str) -> None:
    assert own_wish(said) not in ASKED.values()


@pytest.mark.parametrize("said", LEADS)
async def test_it_leads_where_the_bare_words_lead(url: str, said: str) -> None:
    async with place(url) as there:
        await there.phone.says("tiếng Việt")
        await there.phone.says(said)
        assert LEADS[said] in there.phone.heard()
        assert "chưa hiểu" not in there.phone.heard()


async def test_what_only_resembles_it_leads_nowhere(url: str) -> None:
    async with place(url) as there:
        await there.phone.says("tiếng Việt")
        for said in NOT_LED:
            await there.phone.says(said)
            assert "chưa hiểu" in there.phone.heard(), said
