"""Free text: read the same however it is typed, and told as what it is or not at all."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.understanding.examples import (
    STRANGE,
    Example,
    NotExamples,
    digest,
    read_examples,
    read_file,
)
from bot.understood_lines import tell
from domain.clues import BUCKETS, clues, sound
from domain.examples import LANGUAGES
from domain.intent import Aside, Flag, Intent, Outcome, Understood
from domain.reader import ZERO, Reader, pack
from domain.short_forms import CITIZENS, STAFF
from domain.spelling import Speller
from domain.words import folded, marked
from handlers.understand import reader, understand
from storage.reference import seeded_gazetteer

TODAY = date(2026, 11, 24)
EXAMPLES = read_examples()
ASKED_FOR = {"vi": 60, "km": 40}
"""Examples of each intent, at least; there shall be several hundred that are none of ours."""

_TONES_ON_THE_FIRST = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "uý": "úy", "uỷ": "ủy", "uỳ": "ùy", "uỵ": "ụy", "oè": "òe", "oẻ": "ỏe",
}  # fmt: skip


def told(text: str, preferred: str = "vi", *, staff: bool = False) -> Understood:
    return understand(text, preferred, TODAY, seeded_gazetteer(), staff=staff)


def _tones_moved(text: str, to: Mapping[str, str]) -> str:
    for one, other in to.items():
        text = text.replace(one, other)
    return text


WAYS_OF_TYPING: Mapping[str, Callable[[str], str]] = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "tones on the first vowel": lambda text: _tones_moved(text, _TONES_ON_THE_FIRST),
    "look-alikes": lambda text: text.replace("Đ", "Ð").replace("đ", "ð"),
    "capitals": str.upper,
    "invisible": lambda text: text.replace(" ", " \u200b"),
    "wide spaces": lambda text: text.replace(" ", "\u00a0 "),
}


@pytest.mark.parametrize("way", WAYS_OF_TYPING)
@settings(deadline=None)
@given(example=st.sampled_from(EXAMPLES))
def test_one_message_typed_in_many_ways_is_one(way: str, example: Example) -> None:
    text = unicodedata.normalize("NFC", example.text)
    assert told(WAYS_OF_TYPING[way](text)) == told(text)


@settings(deadline=None)
@given(example=st.sampled_from([one for one in EXAMPLES if one.language == "km"]))
def test_khmer_digits_and_the_order_of_signs_change_nothing(example: Example) -> None:
    other = example.text.translate({ord(str(one)): chr(0x17E0 + one) for one in range(10)})
    other = other.replace("ើ", "េី").replace("ោ", "េា")
    assert told(other, "km") == told(example.text, "km")


ASKED = (
    ("Chừng nào xã An Cư phát tiền", Intent.PAYOUT_DATE),
    ("chung nao phat tien gia vay con", Intent.PAYOUT_DATE),
    ("bua nao lanh tien zay em", Intent.PAYOUT_DATE),
    ("tien thang nay chua thay ve", Intent.MONEY_NOT_RECEIVED),
    ("ma otp k ve dien thoai", Intent.OTP_PROBLEM),
    ("Tôi quên mật khẩu thẻ rồi, phải làm sao?", Intent.ACCOUNT_HELP),
    ("tai khoan cua tui mo xong chua", Intent.ACCOUNT_STATUS),
    ("lanh tien o dau gan nhat vay", Intent.NEAREST_POINT),
    ("moi thang dc bn tien", Intent.HOW_MUCH),
    ("giấy ghi sai năm sinh của má tui", Intent.CORRECT_INFO),
    ("ông nội con mất hôm kia rồi", Intent.REPORT_CHANGE),
    ("cho tôi gặp cán bộ", Intent.TALK_TO_HUMAN),
    ("nói tiếng Khmer được không", Intent.CHANGE_LANGUAGE),
    ("cái này xài làm sao", Intent.HELP),
    ("លុយចាស់បើកថ្ងៃណា", Intent.PAYOUT_DATE),
    ("ខែនេះខ្ញុំមិនទាន់បានលុយទេ", Intent.MONEY_NOT_RECEIVED),
    ("កូដ OTP អត់មកសោះ", Intent.OTP_PROBLEM),
    ("ទៅយកលុយនៅកន្លែងណាជិតជាងគេ", Intent.NEAREST_POINT),
    ("មួយខែបានប៉ុន្មាន", Intent.HOW_MUCH),
    ("ចង់និយាយជាមួយមន្ត្រី", Intent.TALK_TO_HUMAN),
    ("ឆ្នាំកំណើតយាយសរសេរខុស", Intent.CORRECT_INFO),
    ("khe nis khom ot ton ban luy te", Intent.MONEY_NOT_RECEIVED),
)


@pytest.mark.parametrize(("text", "intent"), ASKED)
def test_what_is_plainly_asked_is_answered(text: str, intent: Intent) -> None:
    found = told(text)
    assert (found.intent, found.outcome) == (intent, Outcome.SURE)


FLAGGED = (
    ("cứu với nhà tui cháy rồi", Flag.EMERGENCY),
    ("ma toi te xiu goi khong tinh", Flag.EMERGENCY),
    ("có người gọi điện kêu tui đọc mã otp cho họ", Flag.SCAM),
    ("mã OTP của tôi là 482915", Flag.SECRET_DISCLOSED),
    ("quà tết năm nay chừng nào có", Flag.OTHER_PROGRAMME),
    ("vay vốn ngân hàng chính sách được không", Flag.OTHER_PROGRAMME),
    ("TK 1234xxx89 +540,000 VND luc 09:12 05/11. SD 612,000 VND. ND: tro cap", Flag.BANK_SMS),
    ("ជួយផង យាយសន្លប់ហើយ", Flag.EMERGENCY),
    ("មានគេខលមកសុំលេខកូដ OTP", Flag.SCAM),
)


@pytest.mark.parametrize(("text", "flag"), FLAGGED)
def test_what_needs_another_answer_is_flagged(text: str, flag: Flag) -> None:
    assert flag in told(text).flags


NOT_OURS = (
    "hôm nay trời mưa to quá",
    "Út ơi chiều về mua giùm má ký cá linh",
    "asdfgh",
    "123",
    "?",
    "",
    "👍",
    "ភ្លៀងខ្លាំងណាស់ថ្ងៃនេះ",
    "gui buu kien ra ha noi het bao nhieu",
)


@pytest.mark.parametrize("text", NOT_OURS)
def test_what_is_not_ours_is_not_taken(text: str) -> None:
    found = told(text)
    assert (found.intent, found.second) == (Intent.NONE, None) or found.outcome is Outcome.TWO


@pytest.mark.parametrize("text", ["cảm ơn con nghen", "dạ chào cô", "អរគុណច្រើន", "ជម្រាបសួរ"])
def test_greetings_and_thanks_are_none_and_yet_known(text: str) -> None:
    found = told(text)
    assert (found.intent, found.outcome, found.aside) == (
        Intent.NONE,
        Outcome.NONE,
        Aside.GREETING,
    )


@pytest.mark.parametrize(
    "text", ["lương hưu trí xã hội", "bảo hiểm hưu trí xã hội", "trợ cấp người khuyết tật bảo hiểm"]
)
def test_what_names_ours_alone_is_no_other_programme(text: str) -> None:
    assert Flag.OTHER_PROGRAMME not in told(text).flags


def test_a_number_alone_is_no_secret_but_a_code() -> None:
    assert told("0912345678").flags == frozenset()
    assert told("482915").flags == {Flag.SECRET_DISCLOSED}


@pytest.mark.parametrize(
    ("text", "preferred", "language"),
    [
        ("លុយមកនៅ", "vi", "km"),
        ("tiền tháng này có chưa con", "km", "vi"),
        ("knhom ot ton ban luy khe nis", "vi", "km"),
        ("otp", "km", "km"),
        ("otp", "vi", "vi"),
        ("otp", "both", "vi"),
    ],
)
def test_the_language_is_that_of_the_message(text: str, preferred: str, language: str) -> None:
    assert told(text, preferred).language == language


def test_two_are_offered_of_what_may_be_either() -> None:
    single = {word for text, _ in ASKED for word in text.split()}
    offered = [found for found in map(told, single) if found.outcome is Outcome.TWO]
    assert offered
    for found in offered:
        assert found.second not in {None, found.intent, Intent.NONE}


# --- What is learnt from, and what was learnt -----------------------------------------------------


def test_the_learnt_file_was_learnt_from_the_examples_that_are_there() -> None:
    assert reader().examples == digest(EXAMPLES), "examples were changed: make train"


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_as_many_examples_as_a_speaker_was_asked_for(language: str) -> None:
    of = [one for one in EXAMPLES if one.language == language]
    counted = Counter(one.section for one in of)
    assert all(counted[one] >= ASKED_FOR[language] for one in Intent if one is not Intent.NONE)
    assert all(counted[one] >= 300 for one in STRANGE)
    assert len({one.voice for one in of}) >= 5


def test_no_voice_says_the_same_twice() -> None:
    counted = Counter((one.language, one.voice, one.section, one.text) for one in EXAMPLES)
    assert [said for said, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("lines", ["[no_such_thing]\nalo\n", "alo\n", "# who\nwithout a section\n"])
def test_a_file_that_is_none_of_examples_is_refused_by_name(tmp_path: Path, lines: str) -> None:
    path = tmp_path / "voice.txt"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(NotExamples, match=r"voice\.txt"):
        list(read_file(path, "vi"))


@pytest.mark.parametrize("damaged", [b"", b"nothing", pack({"classes": []}, b"")[:-1]])
def test_a_damaged_file_is_not_read(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="learnt"):
        Reader(damaged)


def test_half_of_the_weights_are_not_read() -> None:
    told_of = {
        "classes": ["none"], "sure": {}, "examples": "", "scale": 1.0, "bias": [0.0, 0.0],
        "certain": [0.0], "certain_of_class": {"none": 0.0}, "rarity": {},
    }  # fmt: skip
    with pytest.raises(ValueError, match="not whole"):
        Reader(pack(told_of, bytes([ZERO]) * BUCKETS))


# --- Words as they were meant ---------------------------------------------------------------------

SPELLER = Speller({"tien": 2.0, "phat": 3.0, "chua": 2.5, "ve": 2.0, "ngay": 3.0, "toi": 2.0})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("phattienn", "phat tien"),
        ("tieefn chuaw vee", "tien chua ve"),
        ("tiennnn", "tien"),
        ("tien dc ch", "tien duoc chua"),
        ("xyzt", "xyzt"),
        ("ngayphattien", "ngay phat tien"),
        ("12345", "12345"),
    ],
)
def test_words_are_read_as_they_were_meant(typed: str, meant: str) -> None:
    assert " ".join(SPELLER.read(typed).meant) == meant


def test_what_staff_shorten_means_their_work() -> None:
    assert SPELLER.read("bd").meant == ("buu", "dien")
    assert SPELLER.read("bd", staff=True).meant == ("bien", "dong")


def test_short_forms_are_folded_and_say_something_else() -> None:
    for short, meant in {**CITIZENS, **STAFF}.items():
        assert meant
        assert all(word == folded(word) for word in meant)
        assert (short,) != meant


@pytest.mark.parametrize(
    "alike", [("luy", "loi", "lui", "luoy"), ("knhom", "khnhom"), ("tngai", "thngay")]
)
def test_khmer_in_latin_letters_is_read_by_ear(alike: tuple[str, ...]) -> None:
    assert len({sound(word) for word in alike}) == 1


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    found = told(text)
    assert 0 <= found.score <= 1
    assert (found.outcome is Outcome.TWO) == (found.second is not None)
    assert (found.intent is Intent.NONE) == (found.outcome is Outcome.NONE)
    assert all(0 <= number < BUCKETS for number in clues(SPELLER.read(marked(text))))


# --- ansinh understand ----------------------------------------------------------------------------


def test_the_command_tells_one_line_for_each() -> None:
    said = "chừng nào xã An Cư phát tiền\n\nmã OTP của tôi là 482915\n\x00\tcó\ttiền chưa\n"
    done = run(
        [sys.executable, "-m", "bot", "understand"],
        input=said.encode() + b"\xff\xfe\n",
        capture_output=True,
        check=True,
    )
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert [len(row) for row in rows] == [8] * 5
    intent, language, score, text, outcome, second, flags, slots = rows[0]
    assert (intent, language, outcome, second, flags) == ("payout_date", "vi", "sure", "", "")
    assert 0 <= float(score) <= 1
    assert text == "chừng nào xã An Cư phát tiền"
    assert json.loads(slots) == {"unit": "30526"}
    assert rows[2][6] == "secret_disclosed"
    assert rows[1][0] == "none"


@pytest.mark.parametrize("line", ["1" + ".000" * 2000, " ".join(map(str, range(90_000)))])
def test_a_line_that_is_too_long_for_a_message_is_told_as_nothing(line: str) -> None:
    out = io.StringIO()
    tell([line.encode(), "mấy giờ phát tiền".encode()], out, "vi", TODAY, seeded_gazetteer())
    first, second = out.getvalue().splitlines()
    assert first.startswith("none\tvi\t0.000\t")
    assert not second.startswith("none")


def test_no_word_that_fills_the_memory_is_remembered() -> None:
    speller = Speller({"phat": 1.0, "tien": 1.0})
    glued = "phattien" * 20
    assert speller.read(glued).meant == ("phat", "tien") * 20
    speller.read("phattien")
    assert speller._meant.cache_info().currsize == 1
