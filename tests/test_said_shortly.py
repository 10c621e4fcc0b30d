"""A courtesy, a language that is named, and whether an application is asked after."""

from __future__ import annotations

import pytest

from domain.application import asks_how_far
from domain.greeting import Courtesy, read_courtesy
from domain.language_named import read_language

COURTESIES = (
    (Courtesy.HELLO, ("alo", "dạ chào con", "có ai ở đó hông", "ជម្រាបសួរ", "suosdey bong")),
    (Courtesy.THANKS, ("cám ơn nghen", "chào, cảm ơn con nhiều", "orkun", "អរគុណ 🙏")),
    (Courtesy.GOODBYE, ("bye em", "thôi chào, tui đi bán", "លាហើយ")),
    (Courtesy.YES, ("dạ", "ok", "👍", "", "test")),
)
LANGUAGES = (
    ("vi", ("cho tiếng Việt đi con", "chuyen qua tieng viet",
        "bấm lộn tiếng Khmer, quay về tiếng Việt",
            "ប្តូរទៅភាសាវៀតណាម", "tiếng Kinh")),
    ("km", ("nói tiếng khmer đi con", "tieng kho me", "សុំភាសាខ្មែរ",
        "đổi từ tiếng Việt qua tiếng Khmer",
            "តើមានភាសាខ្មែរទេ")),
    ("vi+km", ("hai thứ tiếng luôn", "song ngữ", "ទាំងពីរភាសា")),
    (None, ("", "đổi ngôn ngữ", "tui không biết đọc tiếng Việt", "lỡ bấm qua tiếng Khmer",
            "tắt tiếng Khmer", "អានអត់ដាច់អក្សរ")),
)  # fmt: skip
HOW_FAR = ("hồ sơ tới đâu rồi", "duyet chua em", "nộp hồ sơ ba tháng rồi", "ពាក្យសុំដល់ណាហើយ")
HOW = ("nộp hồ sơ ở đâu, cần giấy gì", "xin mẫu đơn", "bà 76 tuổi chưa có tiền già", "ដាក់ពាក្យនៅឯណា")


@pytest.mark.parametrize(
    ("said", "kind"), [(one, kind) for kind, said in COURTESIES for one in said]
)
def test_a_courtesy(said: str, kind: Courtesy) -> None:
    assert read_courtesy(said) is kind


@pytest.mark.parametrize(
    ("said", "mode"), [(one, mode) for mode, said in LANGUAGES for one in said]
)
def test_a_language_that_is_wished_not_one_that_is_not(said: str, mode: str | None) -> None:
    assert read_language(said) == mode


def test_how_far_an_application_is_or_how_it_is_made() -> None:
    assert [one for one in HOW_FAR if not asks_how_far(one)] == []
    assert [one for one in HOW if asks_how_far(one)] == []
