"""What is named in a message is read, and nothing that only looks like it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.days import WEEKDAYS
from domain.slots import as_json, read_slots
from domain.words import bare, has_khmer, marked
from tests.test_places import CERTAIN, GAZETTEER, NOT_A_PLACE, UNCERTAIN, rows

FRIDAY = date(2026, 11, 27)


def read(text: str, today: date = FRIDAY) -> dict[str, Any]:
    return as_json(read_slots(text, today, GAZETTEER))


def table(lines: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in rows(lines)]


def nothing(lines: str) -> list[str]:
    return [text.strip() for line in lines.strip().splitlines() for text in line.split("|")]


DAYS = """
ngày 5 lãnh được không            | 2026-12-05
ngay 5 co tien chua               | 2026-12-05
ngày 30 tới có phát không         | 2026-11-30
ngày 5 rồi tui ra mà không có     | 2026-11-05
hồi ngày 5 tui có ra              | 2026-11-05
ngày 5 tới giờ chưa thấy tiền     | 2026-11-05
ngày 5 tháng sau lãnh phải không  | 2026-12-05
ngày 5 tháng rồi tui đi vắng      | 2026-10-05
ngày 5 tháng 12 có tiền chưa      | 2026-12-05
ngay 5 thang 12 nam 2026          | 2026-12-05
lịch tháng 12 ngày 5 phải hông    | 2026-12-05
5 tháng 12                        | 2026-12-05
bữa 5/12 tui ra bưu điện          | 2026-12-05
5/12/2026                         | 2026-12-05
phat tien 05.12.2026 ha           | 2026-12-05
2026-12-05                        | 2026-12-05
24/11 tui chưa có                 | 2026-11-24
3/1 có phát không                 | 2027-01-03
ngày mười lăm phát tiền           | 2026-12-15
thứ 2 tới lãnh hả con             | 2026-11-30
thứ hai tuần sau                  | 2026-11-30
thu hai tuan sau lanh ha          | 2026-11-30
thứ 6 bưu điện có mở cửa không    | 2026-11-27
thứ 6 tới                         | 2026-12-04
thứ sáu tuần sau                  | 2026-12-04
thứ 2 tuần rồi tui có ra          | 2026-11-16
thứ sáu tới giờ chưa thấy tiền    | 2026-11-20
t7 có làm việc không              | 2026-11-28
chủ nhật này có phát không        | 2026-11-29
mai có tiền chưa con              | 2026-11-28
sáng mai tui ra                   | 2026-11-28
mơi tui đi                        | 2026-11-28
mốt lãnh được không               | 2026-11-29
hôm qua tui đi mà không có        | 2026-11-26
hom qua tui di ma khong co        | 2026-11-26
bữa qua chưa nhận được            | 2026-11-26
hôm kia                           | 2026-11-25
bữa nay có phát không             | 2026-11-27
còn 3 ngày nữa phải không         | 2026-11-30
ថ្ងៃទី ៥ បើកលុយមែនទេ               | 2026-12-05
ថ្ងៃទី៥ខែ១២                        | 2026-12-05
ថ្ងៃទី ៥ ខែក្រោយ                    | 2026-12-05
ថ្ងៃទីប្រាំ                          | 2026-12-05
ថ្ងៃស្អែកបើកលុយទេ                   | 2026-11-28
ខានស្អែក                           | 2026-11-29
ថ្ងៃនេះមានលុយទេ                    | 2026-11-27
ម្សិលមិញខ្ញុំទៅអត់មាន                 | 2026-11-26
ថ្ងៃចន្ទបើកលុយ                      | 2026-11-30
ថ្ងៃសុក្រក្រោយ                      | 2026-12-04
៣ ថ្ងៃទៀត                          | 2026-11-30
០ ថ្ងៃទៀត                          | 2026-11-27
tngai ti 5 bork luy               | 2026-12-05
tngai saek ban luy te             | 2026-11-28
"""


@pytest.mark.parametrize(("text", "day"), table(DAYS))
def test_a_day_is_found_anywhere_in_a_sentence(text: str, day: str) -> None:
    assert read(text).get("day") == day


MONTHS = """
tháng 11 có tiền chưa             | 2026-11
tháng 10 tui chưa nhận            | 2026-10
tháng 2 có phát trước Tết không   | 2027-02
tháng 11/2026                     | 2026-11
t11 chua co tien                  | 2026-11
tháng sau ngày mấy lãnh           | 2026-12
thang sau ngay may lanh           | 2026-12
tháng tới lãnh ngày nào           | 2026-12
tháng rồi tui chưa lãnh           | 2026-10
thang roi tui chua lanh           | 2026-10
tháng trước thiếu 50 ngàn         | 2026-10
tháng này phát chưa               | 2026-11
tháng nầy phát chưa               | 2026-11
tháng mười hai                    | 2026-12
tháng sáu chưa trả                | 2026-06
tháng 12 năm ngoái                | 2025-12
ខែក្រោយបើកលុយថ្ងៃណា                | 2026-12
ខែ ១២                             | 2026-12
ខែធ្នូបើកលុយនៅឯណា                  | 2026-12
ខែនេះបានលុយហើយឬនៅ                 | 2026-11
ខែមុនខ្ញុំមិនបានលុយ                   | 2026-10
khe kroy tngai na bork luy        | 2026-12
khe nis ban luy hay nov           | 2026-11
khae mun ot ban luy               | 2026-10
"""


@pytest.mark.parametrize(("text", "month"), table(MONTHS))
def test_a_month_is_found_anywhere_in_a_sentence(text: str, month: str) -> None:
    said = read(text)
    assert (said.get("month"), "day" in said) == (month, False)


def test_a_month_without_a_year_is_the_nearest() -> None:
    january = date(2027, 1, 8)
    assert read("tháng 12 chưa nhận", january)["month"] == "2026-12"
    assert read("31/12 chưa nhận", january)["day"] == "2026-12-31"


NO_TIME = """
tiền mai táng lãnh ở đâu|chị Mai cán bộ xã|mai mốt có tiền không|đợi mãi chưa thấy|doi mai chua thay
mấy tháng nay chưa có tiền|hai tháng rồi chưa lãnh|3 tháng nay không có|mỗi tháng 2 lần phải không
mỗi tháng năm trăm ngàn|lần thứ ba tui hỏi rồi|con thứ hai của tui|sinh 12/5/1945|sn 1945
sinh ngày 12/5/1945|mở cửa 24/7 không|nhà số 12/5|ngày mấy lãnh|tháng mấy có
bữa nào phát|thứ mấy lãnh
ngày 31/2|uống thuốc ngày 2 lần|một ngày 3 bữa|mấy bữa nay|3 ngày rồi chưa có|thu 500k tiền gì vậy
điện thoại 0912.345.678|0912 345 678|căn cước 079045001234|mã 11/22|chuc mung nam moi|ba thang roi
រាល់ខែបានប៉ុន្មាន|២ ខែហើយអត់មាន|ថ្ងៃណាបើកលុយ|កើតឆ្នាំ ១៩៤៥|អាទិត្យក្រោយ|ដើរមិនកើត
mong cho tien ve|ta chua co tien|khe khẽ thôi|tien vo the chua|mới có tiền|moi co tien|2 triệu rưỡi
"""


@pytest.mark.parametrize("text", nothing(NO_TIME))
def test_words_that_only_look_like_a_time_are_none(text: str) -> None:
    assert not read(text).keys() & {"day", "month", "lunar"}


@pytest.mark.parametrize(
    "text",
    nothing("""
    mùng 5 lãnh được không|mung 5 co tien chua|mồng một tháng sau|rằm này có phát không|rằm tháng 7
    ngay ram lanh duoc khong|10 âm lịch|ngày 10 âm|tháng giêng|tháng chạp phát sớm không|lich ta
    ១៥កើតបើកលុយទេ|៥ រោច|ប្រាំកើត|5 kaet
    """),
)
def test_a_day_of_the_moon_is_told_and_never_made_one_of_the_sun(text: str) -> None:
    said = read(text)
    assert said["lunar"] is True
    assert not said.keys() & {"day", "month"}


KIN = """
má tui chưa lãnh tiền             | mother
Má em năm nay 80                  | mother
tiền của mẹ sao chưa có           | mother
ma tui chua lanh tien             | mother
cho ma tui hoi                    | mother
me tui bi benh                    | mother
ba tui mất rồi                    | father
ba toi mat roi                    | father
tía tui đi không nổi              | father
ông già tui                       | father
ngoại chưa nhận được              | grandmother
bà ngoại tui 85 tuổi              | grandmother
ba ngoai tui 85 tuoi              | grandmother
bà nội con                        | grandmother
ngoai tui chua co tien            | grandmother
ông nội lãnh ở đâu                | grandfather
ong noi chua co the               | grandfather
chồng tui mất thẻ                 | spouse
vợ tôi chưa có tên                | spouse
ông xã tui nằm một chỗ            | spouse
chong tui mat the                 | spouse
con tui bị khuyết tật             | child
con trai tôi mồ côi mẹ            | child
tiền của con gái                  | child
chị tui chưa được                 | other_kin
em trai tui                       | other_kin
cháu nội tui lãnh tiền gì         | other_kin
ba má tui đều lãnh                | other_kin
má chồng tui                      | other_kin
cô cho con hỏi má con lãnh ở đâu  | mother
con ơi má tui chưa có tiền        | mother
លោកយាយមិនទាន់បានលុយ               | grandmother
យាយខ្ញុំចាស់ណាស់                    | grandmother
ម្ដាយខ្ញុំមិនទាន់បានលុយ               | mother
ម៉ែខ្ញុំ                             | mother
ឪពុកខ្ញុំ                            | father
ប្តីខ្ញុំស្លាប់ហើយ                     | spouse
កូនខ្ញុំពិការ                        | child
ប្អូនប្រុសខ្ញុំ                       | other_kin
yey ot ban luy                    | grandmother
mak knhom ot ban luy              | mother
lok ta ot ban luy                 | grandfather
"""


@pytest.mark.parametrize(("text", "whom"), table(KIN))
def test_whom_it_is_about_is_known_by_a_word_of_kin(text: str, whom: str) -> None:
    assert read(text).get("whom") == whom


NO_KIN = """
con ơi|cô cho hỏi|chị ơi cho em hỏi|con ơi cho hỏi chừng nào có tiền|má ơi cho con hỏi|vậy hả con
ngoại chưa lãnh tiền con ơi|khi nào có vậy con|con muốn hỏi|tiền của con đâu|thưa chị tui muốn hỏi
dạ cô tui chưa có tiền|mã của tui bị khoá|ma cua tui bi khoa|thang nay co tien ma tui chua lanh
mất mã rồi|tien vo tui chua|con tui thi khong biet sao ma noi tui o xa|Hà Nội|nội dung tin nhắn
bên ngoại|bà con cô bác|ba con minh co tien chua|trẻ mồ côi cha mẹ
tiền mẹ đơn thân|tháng ba tui lãnh rồi
lần thứ ba tui ra|anh cán bộ xã|em hỏi chút|ta di dau|បង ខ្ញុំចង់សួរ|បងប្អូន|តាមដាន|តារាង|យាយអើយ|ខ្ញុំនិយាយ
khủng bố|công bố|tía tô
"""


@pytest.mark.parametrize("text", nothing(NO_KIN))
def test_how_somebody_is_spoken_to_is_nobody_it_is_about(text: str) -> None:
    assert "whom" not in read(text)


AMOUNTS = """
tui lãnh có 600k                  | 600000
600.000                           | 600000
được 540.000đ                     | 540000
540,000 VND                       | 540000
tiền 600000 đồng                  | 600000
lãnh có 540000 thôi               | 540000
1tr2                              | 1200000
1tr250 mỗi tháng                  | 1250000
1,5tr                             | 1500000
1,5 triệu                         | 1500000
1 triệu 2                         | 1200000
một triệu hai trăm ngàn           | 1200000
một triệu rưỡi                    | 1500000
năm trăm ngàn                     | 500000
nam tram ngan                     | 500000
thiếu hai trăm năm chục ngàn      | 250000
6 trăm ngàn                       | 600000
mỗi tháng năm trăm ngàn           | 500000
600 ngàn                          | 600000
500 nghìn, 2 người                | 500000
tháng 11 600 ngàn                 | 600000
ប្រាំរយពាន់                         | 500000
៦០ ម៉ឺន                            | 600000
ប្រាំសែនបួនម៉ឺន ដុង                   | 540000
៥០០ ពាន់ដុង                         | 500000
"""


@pytest.mark.parametrize(("text", "dong"), table(AMOUNTS))
def test_an_amount_is_read_in_dong(text: str, dong: str) -> None:
    assert read(text).get("amount") == int(dong)


@pytest.mark.parametrize(
    "text",
    nothing("""
    sinh năm 1945|năm 2026|0912.345.678|0912 345 678|079.045.001.234|079045001234|12/5/1945|85 tuổi
    mã otp 482913|mã 600000|123.456.789|vài trăm ngàn|mấy triệu|5 ngân hàng|500 ngan hang
    ngày 20|600 k có|AS-204817|xã 30526|năm trăm người|1.093,860|bà trăm|2 lần|ពាន់|២០២៦
    """),
)
def test_other_numbers_are_no_amount(text: str) -> None:
    assert "amount" not in read(text)


POINTS = """
bưu điện gần nhất ở đâu           | post
buu dien mo cua may gio           | post
ra bđ hỏi ai                      | post
ngân hàng nào gần                 | bank
phòng giao dịch                   | bank
ở đâu có atm                      | atm
cây ATM gần nhất                  | atm
máy rút tiền                      | atm
lên ủy ban hỏi ai                 | commune
len xa hoi ai                     | commune
UBND xã                           | commune
ប្រៃសណីយ៍នៅឯណា                     | post
ធនាគារនៅឯណា                       | bank
ម៉ាស៊ីនដកប្រាក់                      | atm
សាលាឃុំ                            | commune
"""


@pytest.mark.parametrize(("text", "point"), table(POINTS))
def test_the_kind_of_point_is_named(text: str, point: str) -> None:
    assert read(text).get("point") == point


@pytest.mark.parametrize(
    "text",
    nothing("mất thẻ atm|mã ngân hàng không tới|the atm bi khoa|xã An Cư|tài khoản ngân hàng"),
)
def test_a_card_or_a_code_of_the_bank_is_no_point(text: str) -> None:
    assert "point" not in read(text)


@pytest.mark.parametrize("text", ["AS-204817 tới đâu rồi", "as 204817", "yêu cầu AS–២០៤ ៨១៧"])
def test_the_number_of_a_case_is_found(text: str) -> None:
    assert read(text) == {"case": "AS-204817"}


def test_all_of_it_is_read_at_once() -> None:
    text = "Dạ má tui ở Nhà Bàng tháng rồi lãnh ở bưu điện có 500k, AS-204817"
    assert read(text) == {
        "unit": "30502",
        "month": "2026-10",
        "whom": "mother",
        "point": "post",
        "amount": 500_000,
        "case": "AS-204817",
    }


@pytest.mark.parametrize(
    "text", ["", "?", "👍", "chau moi ra cho mua ca", "xin chào", "អរគុណ", "ok"]
)
def test_what_names_nothing_has_no_slot(text: str) -> None:
    assert read(text) == {}


def test_several_units_and_those_that_are_not_ours_have_their_own_names() -> None:
    assert read("chừng nào xã An Cư phát tiền") == {"unit": "30526"}
    assert read("nhà bàng hay an cư phát trước") == {"units": ["30526", "30502"]}
    assert list(read("huyện Tri Tôn")) == ["elsewhere"]


@pytest.mark.parametrize("text", [row[0] for row in rows(CERTAIN)])
def test_a_certain_place_is_the_one_that_the_gazetteer_finds(text: str) -> None:
    assert GAZETTEER.mentioned(marked(text)) == GAZETTEER.find(text)


@pytest.mark.parametrize("text", nothing(NOT_A_PLACE))
def test_ordinary_words_are_no_place_in_a_sentence_either(text: str) -> None:
    assert GAZETTEER.mentioned(marked(text)).nothing


@pytest.mark.parametrize("text", [row[0] for row in rows(UNCERTAIN)])
def test_a_slip_in_a_name_counts_only_where_hardly_more_was_written(text: str) -> None:
    alone = GAZETTEER.mentioned(marked(text))
    assert alone.nothing or alone == GAZETTEER.find(text)
    assert GAZETTEER.mentioned(marked(f"cho hỏi tiền trợ cấp {text} khi nào phát")).nothing


HEAP = st.lists(
    st.sampled_from(
        ["dạ", "an", "cư", "cu", "nhà", "bàng", "bang", "xã", "p.nui", "sam", "ancu", "chau doc",
         "tpchau", "doc", "ở", "ឃុំ", "ទិញបៀន", "phát", "tiền", "chừng nào"]
    )
)  # fmt: skip


@settings(deadline=None)
@given(HEAP)
def test_the_cheap_look_passes_over_no_certain_place(heap: list[str]) -> None:
    text = " ".join(heap)
    found = GAZETTEER.find(text)
    if found.certain:
        assert GAZETTEER.mentioned(marked(text)) == found


def early_tones(text: str) -> str:
    """*hoà* as *hòa*, *uỷ* as *ủy*."""
    tone = "[\u0300\u0301\u0303\u0309\u0323]"
    apart = unicodedata.normalize("NFD", text)
    return re.sub(f"(o)([ae])({tone})|(u)(y)({tone})", r"\1\3\2\4\6\5", apart, flags=re.IGNORECASE)


SAID = [
    *(text for lines in (DAYS, MONTHS, KIN, AMOUNTS, POINTS) for text, _ in table(lines)),
    *nothing(NO_TIME),
    *nothing(NO_KIN),
    "uỷ ban xã Hoà An ngoài đó",
    "tài khoản của má tui ở An Cư, tháng 12, 1tr2, thứ hai tuần sau, toà nhà bưu điện",
]


@pytest.mark.parametrize("text", SAID)
def test_the_same_words_give_the_same_however_a_phone_writes_them(text: str) -> None:
    slots = read_slots(text, FRIDAY, GAZETTEER)
    for form in (
        unicodedata.normalize("NFC", text),
        unicodedata.normalize("NFD", text),
        early_tones(text),
        text.upper(),
        f"\u200b{text}\u200b ",
        text.replace(" ", "\u00a0"),
    ):
        assert read_slots(form, FRIDAY, GAZETTEER) == slots, form


@settings(deadline=None)
@given(st.text() | st.lists(st.sampled_from(SAID)).map(" ".join))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    read(text)
    assert read(bare(marked(text))) is not None


@pytest.mark.parametrize("named", [one for one in WEEKDAYS if has_khmer(one)])
@pytest.mark.parametrize("after", ["", "ក្រោយ", "អាទិត្យក្រោយ", "មុន"])
def test_every_name_of_a_weekday_in_khmer_is_read_in_a_sentence(named: str, after: str) -> None:
    said = named if named.startswith("ថ្ងៃ") else f"ថ្ងៃ{named}"
    assert "day" in read(f"បើកលុយ{said}{after}មែនទេ")
