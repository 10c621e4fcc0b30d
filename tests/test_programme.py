"""Which other programme is meant; the social pension is none."""

from __future__ import annotations

import pytest

from domain.programme import Programme, is_ours, read_programme

NAMED = (
    (Programme.POOR_HOUSEHOLD, ("xin giấy hộ nghèo ở đâu", "so ho ngheo nam nay xet chua",
                                "ធ្វើប័ណ្ណគ្រួសារក្រីក្រនៅណា")),
    (Programme.HEALTH_CARD, ("thẻ bảo hiểm y tế hết hạn", "bhyt cua ngoai", "កាត BHYT ផុតកំណត់")),
    (Programme.PENSION, ("lương hưu của ba tui", "rut bhxh mot lan", "luong huu ta berk tngai na")),
    (Programme.MERIT, ("tiền người có công", "thuong binh 2/4 tang chua", "អ្នកមានគុណបដិវត្តន៍")),
    (Programme.LOAN, ("vay vốn ngân hàng chính sách", "vay nhcsxh nuoi bo",
                      "ខ្ចីលុយធនាគារគោលនយោបាយ")),
    (Programme.STUDENT, ("miễn học phí cho cháu", "សិស្សក្រមានលុយជួយទេ")),
    (Programme.HOUSE, ("xin nhà tình thương", "pteah dol, xin nha tinh thuong")),
    (Programme.ELECTRICITY, ("tiền điện hộ nghèo", "លុយភ្លើងអ្នកក្រ")),
    (Programme.UNEMPLOYMENT, ("tiền trợ cấp thất nghiệp",)),
    (Programme.LAND, ("chừng nào có sổ đỏ",)),
    (Programme.VACCINE, ("bữa nào chích ngừa cúm",)),
    (Programme.DISASTER, ("bão sập, có hỗ trợ thiên tai không",)),
    (Programme.TET_GIFT, ("quà Tết năm nay có không", "qua tet 400k", "អំណោយតេតពេលណា")),
    (Programme.SEPTEMBER_GIFT, ("quà 2/9 100 ngàn chưa lãnh", "100k ngay 2 thang 9",
                                "អំណោយ ១០០.០០០ ថ្ងៃ ២/៩", "quà Quốc khánh 100 ngàn")),
)  # fmt: skip
OURS = (
    "trợ cấp hưu trí xã hội",
    "tien gia thang nay",
    "lương già của bà",
    "trợ cấp người khuyết tật",
    "HTXH T11",
    "tiền mồ côi",
    "លុយចាស់",
)


@pytest.mark.parametrize(
    ("said", "programme"), [(one, programme) for programme, said in NAMED for one in said]
)
def test_a_programme_is_known_by_its_words(said: str, programme: Programme) -> None:
    assert read_programme(said) is programme
    assert not is_ours(said)


@pytest.mark.parametrize("said", OURS)
def test_what_is_ours_is_no_other_programme(said: str) -> None:
    assert read_programme(said) is None
    assert is_ours(said)


@pytest.mark.parametrize("said", ["", "chừng nào phát tiền", "ngày 12/9 phát tiền", "tết này lạnh"])
def test_where_nothing_is_named_nothing_is_read(said: str) -> None:
    assert read_programme(said) is None
    assert not is_ours(said)
