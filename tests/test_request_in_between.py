"""How a request stands can be asked while a question with choices stands open."""

from __future__ import annotations

import re

import pytest

from domain.case import is_number
from tests.place import place


@pytest.mark.parametrize("said", ["AS-204817", "as 204 817", " As–២០៤៨១៧ "])
def test_a_number_alone_is_one(said: str) -> None:
    assert is_number(said)


@pytest.mark.parametrize("said", ["204817", "phiếu AS-204817", "AS-204817 sai", "AS-20481", ""])
def test_what_says_more_or_less_is_none(said: str) -> None:
    assert not is_number(said)


@pytest.mark.parametrize("asked", ["", "hồ sơ của tôi tới đâu rồi", "AS-000000"])
async def test_it_is_told_and_the_question_still_takes_its_answer(url: str, asked: str) -> None:
    async with place(url) as there:
        for said in ("tiếng Việt", "đi không nổi, đem tiền tới nhà giùm", "1"):
            await there.phone.says(said)
        number = re.search(r"AS-\d{6}", there.phone.heard())
        assert number
        await there.phone.says("/complain")
        question = there.phone.heard()
        await there.phone.says(asked or number[0])
        heard = there.phone.heard()
        assert "chưa hiểu" not in heard
        assert ("AS-000000" if asked.startswith("AS") else number[0]) in heard
        if asked.startswith("AS"):
            assert question.splitlines()[-1] in heard
        await there.phone.says("1")
        assert "chưa hiểu" not in there.phone.heard()
