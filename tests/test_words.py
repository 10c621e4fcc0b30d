"""Folding makes equal what people mean as equal, and nothing more."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.words import (
    clean,
    folded,
    has_khmer,
    has_vietnamese_marks,
    marked,
    marked_words,
    words,
)

TONE_PLACEMENTS = """
hòe hoè|hủy huỷ|lủy luỷ|khõa khoã|khõe khoẽ|khũy khuỹ|thọa thoạ|thóe thoé|đòe đoè|xùy xuỳ|sọa soạ
nòa noà|nòe noè|nọe noẹ|nụy nuỵ|nhùy nhuỳ|tróe troé|dỏa doả|dõe doẽ|dụy duỵ|òe oè|Khỏe Khoẻ
khỏan khoản|Hùynh Huỳnh|họăc hoặc|chúyên chuyến|qúy quý
"""
UNMOVED = "giá hoàn của mía mùa toán khuỷu quỳnh quý thuế quả ngoéo khuya người nghĩa"
KHMER_ORDERS = """
សីុ ស៊ី|កណ្ដាល កណ្តាល|ស្ត្រី ស្ត្រី|ស្រី្ដ ស្ត្រី|ស្រី្ត ស្ត្រី|កំុ កុំ|ធ្វេី ធ្វើ|ធ្វីេ ធ្វើ|ម៉្យាង ម្យ៉ាង
ស្រ៊ី ស្រ៊ី|ស្រុី ស្រ៊ី|ស៊ីេប ស៊ើប|ប្ញ ប្ញ|ឭ ឭ|ឰ ឰ|ញុាំ ញ៉ាំ
"""
KHMER_SPELLINGS = """
ទូរស័ព្ទ ទូរសព្ទ|បង់ប្រាក់ បើកប្រាក់|ប៉ុន្មាណ ប៉ុន្មាន|ន៎ ណា|ឲ្យ ឱ្យ|អោយ ឱ្យ|យូរៗៗ យូរៗ
"""
ANY_TEXT = st.text() | st.text(
    "aoueiyơưâăêđðÐòhqgnt_-. \u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u200b\u00a0"
    "កខបរតដសញអឱឲ្៉៊ាិីុូេើោំះ៌៍័ៗ។០៩\u17dd\ufeff"
)


def pairs(table: str) -> list[tuple[str, str]]:
    rows = [pair.split() for line in table.strip().splitlines() for pair in line.split("|")]
    return [(typed, meant) for typed, meant in rows]


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(("old", "new"), pairs(TONE_PLACEMENTS))
def test_both_tone_placements_are_one_word(old: str, new: str) -> None:
    assert marked(old) == marked(new) == nfc(new.lower())


@pytest.mark.parametrize("word", UNMOVED.split())
def test_a_tone_in_its_only_place_stays(word: str) -> None:
    assert marked(word) == nfc(word)


@pytest.mark.parametrize(("typed", "meant"), pairs(KHMER_ORDERS))
def test_khmer_that_looks_the_same_is_the_same(typed: str, meant: str) -> None:
    assert marked(typed) == marked(meant) == meant


@pytest.mark.parametrize(("typed", "meant"), pairs(KHMER_SPELLINGS))
def test_khmer_spellings_in_use_are_one(typed: str, meant: str) -> None:
    assert marked(typed) == marked(meant) == meant


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nhà\u00a0Bàng \n", "Nhà Bàng"),
        ("ថ្ងៃ\u200bទី ០៥", "ថ្ងៃទី 05"),
        ("Ðặng Văn Ðậm", "Đặng Văn Đậm"),
        ("ð", "đ"),
        (nfd("Tịnh Biên"), "Tịnh Biên"),
        ("\ufeffA\u2060n\u200d Cư", "An Cư"),
        ("", ""),
    ],
)
def test_clean_keeps_case_and_marks_and_drops_what_nobody_sees(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("Đường số 5, P. Núi Sam!", "duong so 5 p nui sam"),
        ("hỏi/ngã...chừng_nào", "hoi nga chung nao"),
        ("Ưu đãi NGHĨA vụ", "uu dai nghia vu"),
        ("លុយបានហើយឬនៅ? ២០ ។", "លុយបានហើយឬនៅ 20"),
        ("ភូមិAn Cư", "ភូមិan cu"),
        ("?!…", ""),
    ],
)
def test_folded_keeps_letters_digits_and_khmer_signs_only(typed: str, bare: str) -> None:
    assert folded(typed) == bare


def test_words_come_with_and_without_their_marks() -> None:
    assert words("Dạ, Nhà Bàng?") == ("da", "nha", "bang")
    assert marked_words("Dạ, Nhà Bàng?") == ("dạ", "nhà", "bàng")


@pytest.mark.parametrize(
    ("text", "khmer", "marks"),
    [
        ("chung nao co tien", False, False),
        ("chừng nào", False, True),
        ("di dau", False, False),
        ("đi", False, True),
        (nfd("Cư"), False, True),
        ("ថ្ងៃណា", True, False),
        ("ឃុំ An Cư", True, True),
        ("។", False, False),
        ("", False, False),
    ],
)
def test_scripts_and_marks_are_recognised(text: str, khmer: bool, marks: bool) -> None:
    assert (has_khmer(text), has_vietnamese_marks(text)) == (khmer, marks)


@given(ANY_TEXT)
@example("\u17d2\u17d2ក\u17ddx\u17dd\u0323")
@example("ΑΣ İ ß ǅ")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert marked(marked(text)) == marked(text)
    assert folded(folded(text)) == folded(text)


@given(ANY_TEXT)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    for fold in (clean, marked, folded):
        assert fold(nfc(text)) == fold(nfd(text))


@given(st.lists(st.sampled_from(pairs(TONE_PLACEMENTS))), st.booleans())
def test_sentences_fold_alike_whatever_the_tone_placement(
    rows: list[tuple[str, str]], upper: bool
) -> None:
    old, new = (" ".join(row[index] for row in rows) for index in (0, 1))
    assert marked(old.upper() if upper else old) == marked(new)


@given(ANY_TEXT)
def test_each_word_has_its_marked_word(text: str) -> None:
    assert len(words(text)) == len(marked_words(text))
    assert all(words(text))
