"""What somebody reports who writes of a death, a move, an age reached."""

from __future__ import annotations

import pytest

from domain.change_said import SaidChange, read_change

C = SaidChange
SAID = (
    (C.DEATH, ("má tui mất rồi con ơi", "ông nội qua đời hôm qua", "ba ngoai mat hom ram",
               "xin báo tử bà Tư", "យាយស្លាប់ហើយ", "ta knhom slab hay", "ឪពុកលាចាកលោក")),
    (C.MOVED_AWAY, ("dọn lên Bình Dương ở luôn", "cat khau di tinh khac",
                    "រើផ្ទះទៅចូវដុក")),
    (C.MOVED_IN, ("bà dì mới dọn về ở chung", "ត្រឡប់មកភូមិវិញហើយ")),
    (C.STOPPED, ("xin ngưng trợ cấp", "ổng có lương hưu rồi, cắt dùm", "អត់យកលុយទៀតទេ សុំឈប់")),
    (C.ENTITLED, ("má tui vừa tròn 75 tuổi", "mới sanh em bé", "តាគ្រប់ ៨០ ឆ្នាំ")),
    (None, ("", "báo cho xã biết", "hết nghèo rồi")),
)  # fmt: skip
LOST = (
    "mất sim rồi",
    "mất thẻ ATM",
    "tui bị mất căn cước",
    "mat tien trong tai khoan",
    "mất điện thoại",
    "mất tích cả năm nay",
    "cúp điện mất mạng",
    "mat khau quen roi",
)


@pytest.mark.parametrize(
    ("said", "change"), [(one, change) for change, said in SAID for one in said]
)
def test_what_has_changed_is_known_by_its_words(said: str, change: SaidChange | None) -> None:
    assert read_change(said) is change


@pytest.mark.parametrize("said", LOST)
def test_what_is_lost_is_no_death(said: str) -> None:
    assert read_change(said) is not SaidChange.DEATH
