"""A name or somebody's own words were asked for, and another question came: it is offered, and what
was written is taken where they say that it is the answer."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import storage.demo
from domain.asked_instead import Wanted, asks_instead
from domain.words import folded
from handlers.understand import understand
from storage.reference import seeded_gazetteer
from tests.house import Phone
from tests.test_report import cases

TODAY = date(2026, 11, 24)
QUESTION = "hay là câu trả lời"

CLEAR = """
chừng nào phát tiền|da chung nao phat tien vay con|bi nhieu tien 1 thang|tài khoản tui sao rồi
chỗ nào gần nhất|cho tui gặp cán bộ|doi qua tieng khmer dum|xài sao con|ថ្ងៃណាបើកលុយ
កន្លែងណាជិតជាងគេ|ខ្ញុំចង់ជួបមន្ត្រី
"""
ONLY_FOR_A_NAME = "លុយចេញថ្ងៃណា|tiền tháng này sao chưa có|bữa nào phát tiền cũng trễ"
COMPLAINTS = """
hỏi chừng nào phát tiền thì bị chửi|cán bộ nói không có tiền|chưa nhận được tiền
không biết ngày nào phát|bữa nào phát tiền cũng trễ|bi doi tien moi lan lanh
ngày nào phát tiền ổng cũng nhậu|phát tiền ở đâu mà chửi người ta|muốn gặp cán bộ mà ổng né
khi nào mới có người trả lời tôi|hỏi tài khoản mà làm thinh|người phát tiền không có mặt
cán bộ không cho tui biết ngày nào phát tiền|muon gap can bo ma khong ai tiep
tui hỏi cô ở bưu điện chừng nào phát tiền, cổ la tui trước mặt bà con
មន្ត្រីទារលុយខ្ញុំ|មន្ត្រីមិនប្រាប់ថ្ងៃណាបើកលុយ|ខ្ញុំមិនដឹងថ្ងៃណាបើកលុយ
"""
CALLED = """
bà ngoại|tía|vợ|ông Tư|bà Sáu bán vé số|con gái út|thằng Tí|cháu nội|chị Hai|má lớn|chú Mười
người nuôi|con tôi lãnh|vợ tui lãnh tiền|យាយ|ម្តាយ|កូនស្រី|yeay|ចៅ សុខខុន
"""


def each(lines: str) -> list[str]:
    return [one for line in lines.split("\n") for one in line.split("|") if one]


def doubted(text: str, wanted: Wanted) -> bool:
    return asks_instead(understand(text, "vi", TODAY, seeded_gazetteer()), text, wanted)


@pytest.mark.parametrize("text", each(CLEAR))
def test_a_clear_question_is_doubted_whatever_was_asked_for(text: str) -> None:
    assert all(doubted(text, wanted) for wanted in Wanted)


@pytest.mark.parametrize("text", each(ONLY_FOR_A_NAME))
def test_what_is_no_name_may_well_be_told(text: str) -> None:
    assert doubted(text, Wanted.NAME)
    assert not doubted(text, Wanted.WORDS)


@pytest.mark.parametrize("text", each(COMPLAINTS))
def test_what_tells_of_a_wrong_is_taken_as_it_stands(text: str) -> None:
    assert not doubted(text, Wanted.WORDS)


def test_no_name_is_taken_for_a_question() -> None:
    read = json.loads((Path(storage.demo.__file__).parent / "names.json").read_text("utf-8"))
    families = list(read.pop("family"))
    del read["source"]
    given = [(kind, word) for kind, some in read.items() for word in some]
    names = [
        f"{'Chau' if 'khmer' in kind else families[at % len(families)]} {word}"
        for at, (kind, word) in enumerate(given)
    ]
    longer = [f"{families[at % len(families)]} Sóc {word}" for at, (_, word) in enumerate(given)]
    said = [*names, *longer, *map(folded, (*names, *longer)), *each(CALLED), "Néang Sóc Kha"]
    assert [one for one in said if doubted(one, Wanted.NAME)] == []


async def asked_for_a_name(url: str) -> Phone:
    phone = Phone(url)
    for one in ("tiếng Việt", "/link", "DAWN3467", "1948", "Tôi lãnh giùm, tôi đồng ý"):
        await phone.says(one)
    assert "tên gì" in phone.heard()
    return phone


async def test_nothing_is_left_or_taken_before_they_say_which(sqlite_url: str) -> None:
    phone = await asked_for_a_name(sqlite_url)
    await phone.says("chừng nào phát tiền")
    assert QUESTION in phone.heard()
    await phone.says("Lê Thị Lan")
    assert "chờ cán bộ" in phone.heard(), "the question stood open beneath"


async def test_what_is_the_answer_is_taken_though_the_language_was_changed_meanwhile(
    url: str,
) -> None:
    phone = await asked_for_a_name(url)
    await phone.says("chừng nào phát tiền")
    its_answer = phone.token("Đó là câu trả lời")
    await phone.says("tiếng Khmer")
    await phone.says("tiếng Việt")
    assert "tên gì" in phone.heard()
    await phone.taps(its_answer)
    assert "chờ cán bộ" in phone.heard()


async def test_a_button_beneath_earlier_words_takes_none_of_the_later_ones(
    sqlite_url: str,
) -> None:
    phone = await asked_for_a_name(sqlite_url)
    await phone.says("chừng nào phát tiền")
    earlier = phone.token("Đó là câu trả lời")
    await phone.says("khi nào có tiền")
    await phone.taps(earlier)
    assert "chờ cán bộ" not in phone.heard()
    assert "tên gì" in phone.heard()


async def test_another_language_is_spoken_at_once_and_the_name_asked_again(
    sqlite_url: str,
) -> None:
    phone = await asked_for_a_name(sqlite_url)
    await phone.says("đổi qua tiếng Khmer giùm")
    assert QUESTION in phone.heard()
    await phone.says("1")
    assert "ឈ្មោះអ្វី" in phone.heard()


async def test_a_complaint_is_filed_in_the_words_that_they_say_are_theirs(sqlite_url: str) -> None:
    phone = Phone(sqlite_url)
    for one in ("tiếng Việt", "/complain", "An Cư", "3", "khi nào có tiền"):
        await phone.says(one)
    assert QUESTION in phone.heard()
    assert await cases(sqlite_url) == []
    await phone.taps(phone.token("Đó là câu trả lời"))
    assert [kind for kind, _, _ in await cases(sqlite_url)] == ["about_staff"]


async def test_staff_are_not_doubted(sqlite_url: str) -> None:
    desk = Phone(sqlite_url, "officer")
    for one in ("tiếng Việt", "/link", "WARD4793", "1", "/told", "chừng nào phát tiền"):
        await desk.says(one)
    assert QUESTION not in desk.heard()
