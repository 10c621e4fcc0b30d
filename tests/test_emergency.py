"""Which number is rung for what people write in need."""

from __future__ import annotations

import pytest

from domain.emergency import Danger, read_emergency

TOLD = (
    (Danger.ILL, False, ("Bà ngoại té xỉu ngoài sân rồi", "tia tui kho tho, moi tim ngat",
                         "yeay duol sonlob hay", "តាដួលសន្លប់ ហៅអត់ដឹងខ្លួន", "rắn cắn chân tui")),
    (Danger.DESPAIR, False, ("tui hông muốn sống nữa", "ba Nam uong thuoc sau roi",
                             "ខ្ញុំចង់ស្លាប់", "song chi nua, chet cho roi")),
    (Danger.FIRE, False, ("cháy nhà", "NHA BA SAU DANG CHAY", "chaynha roi", "ផ្ទះឆេះហើយ")),
    (Danger.VIOLENCE, False, ("chồng say rượu đánh tui chảy máu", "no cam dao doi giet ca nha",
                              "ប្តីវាយខ្ញុំ", "pdey vay khom")),
    (Danger.RESCUE, False, ("nuoc lu len toi noc nha", "chị Tư rớt xuống kinh chưa vớt được",
                            "ទឹកឡើងដល់ដំបូល", "nhà sập đè ông già")),
    (Danger.RESCUE, True, ("đứa nhỏ rớt xuống sông", "ក្មេងលង់ទឹក")),
    (Danger.HUNGER, False, ("hết gạo ba bữa nay", "2 ngày nay không có gì ăn",
                            "អត់បាយបីថ្ងៃហើយ", "đói quá con ơi")),
    (Danger.HUNGER, True, ("hai đứa nhỏ mồ côi nhịn đói", "nha het gao, con khoc")),
    (Danger.UNKNOWN, False, ("cứu với", "giúp tui gấp", "")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "danger", "child"),
    [(one, danger, child) for danger, child, all_said in TOLD for one in all_said],
)
def test_what_people_write_in_need(said: str, danger: Danger, child: bool) -> None:
    found = read_emergency(said)
    assert (found.danger, found.child) == (danger, child)


@pytest.mark.parametrize(
    ("said", "not_this"),
    [
        ("bà ngoại chảy máu đầu", Danger.FIRE),
        ("nước ngập, bà chạy không được", Danger.FIRE),
        ("chạy nhanh qua đây cứu với", Danger.FIRE),
        ("danh sách không có tên, cứu với", Danger.VIOLENCE),
        ("đánh răng xong bị té cầu thang", Danger.VIOLENCE),
        ("đòi tiền không được", Danger.HUNGER),
        ("đổi điện thoại", Danger.HUNGER),
        ("chồng đánh chảy máu", Danger.ILL),
        ("té xuống sông vớt lên xỉu", Danger.ILL),
        ("nó vậy đó, cứu với", Danger.VIOLENCE),
    ],
)
def test_a_likeness_is_no_other_danger(said: str, not_this: Danger) -> None:
    assert read_emergency(said).danger is not not_this


def test_who_is_to_be_rung() -> None:
    assert read_emergency("cứu với").ring == ("115", "113")
    assert read_emergency("bị đánh").ring == ("113",)
    assert read_emergency("em bé bị đánh").ring == ("113", "111")
    assert read_emergency("đứa nhỏ rớt xuống sông").ring == ("114", "115")
