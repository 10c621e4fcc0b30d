"""People are found where they are and by the names they use, and nowhere else."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.gazetteer import Found, Gazetteer
from domain.message import Place
from domain.place import REFORM, Unit, UnitKey, UnitKind, distance_km
from domain.words import folded

SEED = Path(__file__).parent.parent / "storage" / "seed"
OLD = date(2023, 4, 10)
KINDS = {
    UnitKind.WARD: "phường",
    UnitKind.COMMUNE: "xã",
    UnitKind.TOWNSHIP: "thị trấn",
    UnitKind.CITY: "thành phố",
    UnitKind.TOWN: "thị xã",
    UnitKind.DISTRICT: "huyện",
}
SHORT = {
    UnitKind.WARD: "p.",
    UnitKind.COMMUNE: "X.",
    UnitKind.TOWNSHIP: "TT.",
    UnitKind.CITY: "tp",
    UnitKind.TOWN: "TX ",
    UnitKind.DISTRICT: "h.",
}


def _seed(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((SEED / name).read_text(encoding="utf-8"))
    return read


def _unit(row: dict[str, Any]) -> Unit:
    known = row["latitude"] is not None
    return Unit(
        key=UnitKey(row["code"], date.fromisoformat(row["valid_from"])),
        name=row["name"],
        kind=UnitKind(row["kind"]),
        area=row["area"],
        served=row["served"],
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        centre=Place(row["latitude"], row["longitude"]) if known else None,
    )


def _key(code: str, valid_from: str) -> UnitKey:
    return UnitKey(code, date.fromisoformat(valid_from))


READ = _seed("units.json")
UNITS = [_unit(row) for row in READ["units"]]
SERVED = [unit for unit in UNITS if unit.served]
SUCCESSORS = [(_key(*row[:2]), _key(*row[2:])) for row in READ["successors"]]
ALIASES = [(alias, _key(code, since)) for alias, code, since in READ["aliases"]]
BOUNDARIES = {
    UnitKey.parse(key): polygons for key, polygons in _seed("boundaries.json")["boundaries"].items()
}
GAZETTEER = Gazetteer(UNITS, SUCCESSORS, ALIASES, BOUNDARIES)


def old(code: str) -> UnitKey:
    return UnitKey(code, OLD)


def new(code: str) -> UnitKey:
    return UnitKey(code, REFORM)


def names(units: Iterable[Unit]) -> str:
    return ", ".join(unit.name for unit in units)


def full_names(units: Iterable[Unit]) -> str:
    return ", ".join(f"{KINDS[unit.kind]} {unit.name}" for unit in units)


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


CITY = "Châu Đốc, Vĩnh Tế"
TOWN = "Tịnh Biên, Thới Sơn, Chi Lăng, An Cư, Núi Cấm"

# What is typed | today's units | old communes meant | elsewhere
CERTAIN = f"""
An Cư                                 | An Cư               |             |
an cu                                 | An Cư               |             |
AN CƯ                                 | An Cư               |             |
ancu                                  | An Cư               |             |
ancư                                  | An Cư               |             |
xã An Cư                              | An Cư               |             |
x. an cu                              | An Cư               |             |
XAANCU                                | An Cư               |             |
phường An Cư                          | An Cư               |             |
an cư mới                             | An Cư               |             |
an cư cũ                              | An Cư               | An Cư       |
xã ancu                               | An Cư               |             |
chừng nào An Cư phát tiền             | An Cư               |             |
chung nao an cu phat tien             | An Cư               |             |
van giao                              | An Cư               | Văn Giáo    |
dạ tui ở xã An Cư nè                  | An Cư               |             |
da toi o an cu a                      | An Cư               |             |
Xã An Cư, thị xã Tịnh Biên, tỉnh An Giang | An Cư           |             |
xa an cu huyen tinh bien              | An Cư               |             |
Nhà Bàng                              | Thới Sơn            | Nhà Bàng    |
nhà bàng                              | Thới Sơn            | Nhà Bàng    |
p.nha bang                            | Thới Sơn            | Nhà Bàng    |
f nhà bàng                            | Thới Sơn            | Nhà Bàng    |
tt. Nhà Bàng                          | Thới Sơn            | Nhà Bàng    |
nhabang                               | Thới Sơn            | Nhà Bàng    |
Nhà Bàn                               | Thới Sơn            | Nhà Bàng    |
nhà bằng                              | Thới Sơn            | Nhà Bàng    |
thị trấn nhà bàng                     | Thới Sơn            | Nhà Bàng    |
tt nha bang                           | Thới Sơn            | Nhà Bàng    |
nha bang bua nao lanh                 | Thới Sơn            | Nhà Bàng    |
chừng nào nhà bàng phát tiền          | Thới Sơn            | Nhà Bàng    |
chung nao nha bang phat tien          | Thới Sơn            | Nhà Bàng    |
Nhà Bàng tiền về chưa                 | Thới Sơn            | Nhà Bàng    |
bưu điện nhà bàng mấy giờ mở cửa      | Thới Sơn            | Nhà Bàng    |
Thới Sơn                              | Thới Sơn            |             |
xã Thới Sơn                           | Thới Sơn            | Thới Sơn    |
nhon hung                             | Thới Sơn            | Nhơn Hưng   |
Tịnh Biên                             | {TOWN}              |             |
tinh bien                             | {TOWN}              |             |
thị xã Tịnh Biên                      | {TOWN}              |             |
TX.Tịnh Biên                          | {TOWN}              |             |
thixatinhbien                         | {TOWN}              |             |
huyện tịnh biên                       | {TOWN}              |             |
Tịnh Biên cũ                          | {TOWN}              |             |
Tịnh Biên mới                         | Tịnh Biên           |             |
Tịnh Biên mới phát tiền hả            | {TOWN}              |             |
phat tien cho tinh bien chua          | {TOWN}              |             |
phường Tịnh Biên                      | Tịnh Biên           |             |
thị trấn Tịnh Biên                    | Tịnh Biên           | Tịnh Biên   |
chợ Tịnh Biên                         | Tịnh Biên           | Tịnh Biên   |
tui ở chợ tịnh biên                   | Tịnh Biên           | Tịnh Biên   |
Xuân Tô                               | Tịnh Biên           | Tịnh Biên   |
p. tịnh biên cũ                       | Tịnh Biên           | Tịnh Biên   |
An Nông                               | Tịnh Biên           | An Nông     |
ទិញបៀន                                | {TOWN}              |             |
ខ្ញុំនៅស្រុកទិញបៀន                       | {TOWN}              |             |
លុយនៅ​ទិញបៀន​បានហើយឬនៅ                 | {TOWN}              |             |
Châu Đốc                              | {CITY}              |             |
chau doc                              | {CITY}              |             |
chaudoc                               | {CITY}              |             |
thành phố Châu Đốc                    | {CITY}              |             |
tp chau doc                           | {CITY}              |             |
TP.CHÂU ĐỐC                           | {CITY}              |             |
thị xã châu đốc                       | {CITY}              |             |
phường Châu Đốc                       | Châu Đốc            |             |
ចូវដុក                                 | {CITY}              |             |
ក្រុងចូវដុក                              | {CITY}              |             |
ឃុំAn Cư                               | An Cư               |             |
ខ្ញុំនៅឃុំ An Cư                           | An Cư               |             |
សង្កាត់ Núi Sam                         | Vĩnh Tế             | Núi Sam     |
Châu Phú A                            | Châu Đốc            | Châu Phú A  |
p chau phu b                          | Châu Đốc            | Châu Phú B  |
phường Châu Phú                       | Châu Đốc            | Châu Phú B, Châu Phú A |
Vĩnh Mỹ                               | Châu Đốc            | Vĩnh Mỹ     |
Vĩnh Ngươn                            | Châu Đốc            | Vĩnh Ngươn  |
Vĩnh Nguơn                            | Châu Đốc            | Vĩnh Ngươn  |
vinh nguon                            | Châu Đốc            | Vĩnh Ngươn  |
Núi Sam                               | Vĩnh Tế             | Núi Sam     |
P. Núi Sam, TP. Châu Đốc              | Vĩnh Tế             | Núi Sam     |
khi nao phat tien o nui sam           | Vĩnh Tế             | Núi Sam     |
Vĩnh Tế                               | Vĩnh Tế             |             |
phường vĩnh tế                        | Vĩnh Tế             |             |
xã Vĩnh Tế                            | Vĩnh Tế             | Vĩnh Tế     |
vĩnh tế cũ                            | Vĩnh Tế             | Vĩnh Tế     |
Vỉnh Tế                               | Vĩnh Tế             |             |
vinh te moi                           | Vĩnh Tế             |             |
Vĩnh Châu                             | {CITY}              | Vĩnh Châu   |
Chi Lăng                              | Chi Lăng            |             |
thị trấn Chi Lăng                     | Chi Lăng            | Chi Lăng    |
p.chi lang                            | Chi Lăng            |             |
tân lợi                               | Chi Lăng            | Tân Lợi     |
xã Núi Voi                            | Chi Lăng            | Núi Voi     |
Núi Cấm                               | Núi Cấm             |             |
nui cam                               | Núi Cấm             |             |
tan lap                               | Núi Cấm             | Tân Lập     |
an hão                                | Núi Cấm             | An Hảo      |
Vĩnh Trung                            | An Cư               | Vĩnh Trung  |
nhà bàng hay an cư                    | An Cư, Thới Sơn     | Nhà Bàng    |
An Phú | Tịnh Biên | An Phú | huyện An Phú, xã An Phú, thị trấn An Phú
p.anphu                               | Tịnh Biên           | An Phú      |
xã An Phú                             | Tịnh Biên           | An Phú      | xã An Phú
An Phú, Tịnh Biên                     | Tịnh Biên           | An Phú      |
huyện An Phú                          |                     |             | huyện An Phú
thị trấn An Phú, huyện An Phú         |                     |             | thị trấn An Phú
Châu Phú | Châu Đốc | Châu Phú B, Châu Phú A | huyện Châu Phú, xã Châu Phú
huyện Châu Phú                        |                     |             | huyện Châu Phú
Tri Tôn               |  |  | huyện Tri Tôn, xã Tri Tôn, thị trấn Tri Tôn
tui o tri ton         |  |  | huyện Tri Tôn, xã Tri Tôn, thị trấn Tri Tôn
ស្រុកទ្រីតុន                              |                     |             | huyện Tri Tôn
huyện Tri Tôn                         |                     |             | huyện Tri Tôn
Xvayton                               |                     |             | huyện Tri Tôn
ទ្រីតុន                                 |                     |             | huyện Tri Tôn
Long Xuyên                            |      |      | thành phố Long Xuyên, phường Long Xuyên
tp.long xuyen                         |                     |             | thành phố Long Xuyên
Vĩnh Thạnh Trung      |  |  | xã Vĩnh Thạnh Trung, thị trấn Vĩnh Thạnh Trung
chợ mới                               |  |  | huyện Chợ Mới, xã Chợ Mới, thị trấn Chợ Mới
Phú Quốc                              |                     |             | xã Phú Quốc
"""

UNCERTAIN = f"""
nui                    | Núi Cấm, Vĩnh Tế, Chi Lăng | Núi Sam, Núi Voi        |
nhon                   | Thới Sơn                   | Nhơn Hưng               |
dạ nhơn                | Thới Sơn                   | Nhơn Hưng               |
phường núi             | Vĩnh Tế, Chi Lăng          | Núi Sam, Núi Voi        |
vinh                   | Vĩnh Tế, Châu Đốc, An Cư   | Vĩnh Mỹ, Vĩnh Ngươn, Vĩnh Trung |
tịnh                   | {TOWN}                     |                         |
an kư                  | An Cư                      |                         |
xã an kư               | An Cư                      |                         |
ở an ku chừng nào có tiền | An Cư                   |                         |
tinh bin               | {TOWN}                     |                         |
tinhbin                | {TOWN}                     |                         |
chau dok               | {CITY}                     |                         |
nha bag                | Thới Sơn                   | Nhà Bàng                |
nhon hun               | Thới Sơn                   | Nhơn Hưng               |
thoi xon               | Thới Sơn                   |                         |
zinh te                | Vĩnh Tế                    |                         |
chầu độc               | {CITY}                     |                         |
long xuyn              |        |          | thành phố Long Xuyên, phường Long Xuyên
"""

NOT_A_PLACE = """
chừng nào có tiền|chung nao co tien|cảm ơn|cam on|cho tui coi lại|tan|my|má tui|an|chau|cháu|nha
nhà|thôi|thoi|van|vẫn|chi|tinh|châu ơi cho hỏi|ok|alo|1|12/5/1945|sn 1945|?|👍|បាទ|អរគុណ
tính tiền|tinh tien|nhà bà|nha ba|cháu đợi|chau doi|chau do|ăn cơm|an com chua|chi lan|chị Lan
về nhà bằng xe ôm|ve nha bang xe om|chi trả tại nhà bằng tiền mặt|tra tai nha bang tien mat
cháu đọc|cháu đọc không được|chau doc khong duoc|nhờ cháu đọc giùm|vẫn giao
bưu điện vẫn giao tiền|buu dien van giao tien tan nha|cho tui hỏi an sinh|tui muon hoi an sinh
trợ cấp xã hội an giang|tro cap xa hoi an giang|bảo hiểm xã hội An Giang|tỉnh An Giang
ba chuc ngan|tren ba chuc nguoi|phat tien cho moi nguoi|cho mới được|chúc bình an|chuc binh an
co to giay nao khong|tui o lam muon|xa qua|o xa|phuong tien|ở nhà|o dau|thanh pho
Nguyễn Thị Vĩnh Mỹ|tui tên Tân Lợi|tui ten tan loi|Trần Khánh An|đường Chi Lăng|duong chi lang
an cu khoai|bánh ăn củ khoai ngon|mới|cu|xã|phường nào|p|tt|huyen|ấp Vĩnh Tế
ទិញបៀរ|ទិញបៀនៅណា|លុយបានហើយឬនៅ|ថ្ងៃណាបើកលុយ|ខ្ញុំនៅផ្ទះ|ស្រុក|ឃុំណា|អ្នកចូលចិត្ត ក្រុងកាវ៉ាហ្គឺឈី។
bà ngoại tui bịnh|hello|hong biet|lãnh tiền ở đâu|mai|tài khoản của tui sao rồi|thành phố|xin chào
không|សួស្តី|បើកលុយថ្ងៃណា
quen mat khau|mã OTP không tới|tui bị mất thẻ|người cao tuổi|khuyết tật nặng|mồ côi|menu|huỷ
Bao quanh bở biển, Nhật Bản có khí hậu ôn hoà.|Nhà của bạn có xa công ty (của bạn) không?
Anh ta đổi chiếc xe cũ của mình với một chiếc mới.|Căn nhà đó trông đẹp.|Một cơn bão sắp đến.
"""


def _check(found: Found, units: str, former: str, elsewhere: str) -> None:
    assert names(found.units) == units
    assert names(found.former) == former
    assert full_names(found.elsewhere) == elsewhere


@pytest.mark.parametrize("typing", [str, nfd], ids=["composed", "decomposed"])
@pytest.mark.parametrize(("text", "units", "former", "elsewhere"), rows(CERTAIN))
def test_a_name_is_found_as_people_type_it(
    text: str, units: str, former: str, elsewhere: str, typing: Callable[[str], str]
) -> None:
    found = GAZETTEER.find(typing(text))
    _check(found, units, former, elsewhere)
    assert found.certain


@pytest.mark.parametrize(("text", "units", "former", "elsewhere"), rows(UNCERTAIN))
def test_a_part_of_a_name_or_a_slip_is_to_be_confirmed(
    text: str, units: str, former: str, elsewhere: str
) -> None:
    found = GAZETTEER.find(text)
    _check(found, units, former, elsewhere)
    assert not found.certain


@pytest.mark.parametrize(
    "text", [text for line in NOT_A_PLACE.strip().splitlines() for text in line.split("|")]
)
def test_ordinary_words_are_no_place(text: str) -> None:
    assert GAZETTEER.find(text).nothing


def test_only_the_person_can_say_which_part_of_a_divided_commune() -> None:
    assert GAZETTEER.find("xã Vĩnh Châu").divided
    assert not GAZETTEER.find("Nhà Bàng").divided
    assert not GAZETTEER.find("Châu Đốc").divided


def spellings(unit: Unit) -> Iterable[str]:
    changes: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, folded, nfd)
    before = ("", KINDS[unit.kind] + " ", SHORT[unit.kind], KINDS[unit.kind] + "  ")
    for start, glued, change in product(before, (False, True), changes):
        name = unit.name.replace(" ", "") if glued else unit.name
        yield change(start + name)
    yield (KINDS[unit.kind] + unit.name).replace(" ", "")


@pytest.mark.parametrize("unit", SERVED, ids=lambda unit: str(unit.key))
def test_every_served_unit_is_found_by_its_official_name_however_spelt(unit: Unit) -> None:
    for text in spellings(unit):
        found = GAZETTEER.find(text)
        assert found.certain, text
        assert set(GAZETTEER.today_of(unit.key)) <= set(found.units), text


@pytest.mark.parametrize("unit", SERVED, ids=lambda unit: str(unit.key))
def test_the_kind_of_unit_leaves_only_units_of_that_name(unit: Unit) -> None:
    found = GAZETTEER.find(f"{KINDS[unit.kind]} {unit.name}")
    same_name = {one for one in SERVED if one.name == unit.name and one.kind == unit.kind}
    assert set(found.units) == {today for one in same_name for today in GAZETTEER.today_of(one.key)}


@given(st.text())
def test_whatever_is_typed_only_present_served_units_are_offered(text: str) -> None:
    found = GAZETTEER.find(text)
    assert all(unit.served and unit.key.valid_from == REFORM for unit in found.units)
    assert not any(unit.served for unit in found.elsewhere)
    assert len(set(found.units)) == len(found.units)


@given(
    st.lists(st.sampled_from(["dạ", "an", "cu", "xã", "p.", "núi", "ở", "ឃុំ", "mới", "tịnh", "thị"]))
)
def test_any_heap_of_name_words_is_answered(heap: list[str]) -> None:
    found = GAZETTEER.find(" ".join(heap))
    assert set(found.former).isdisjoint(found.units)


def test_nothing_is_found_before_the_first_units_are_known() -> None:
    empty = Gazetteer((), (), (), {})
    assert empty.find("An Cư").nothing
    assert empty.at(Place(10.559, 105.012)) is None
    assert empty.areas() == ()


# Old code | old unit | kind | latitude | longitude | present codes (DOMAIN.md §3.1)
PILOT = """
30316 | Châu Phú B | phường | 10.690 | 105.113 | 30316
30319 | Châu Phú A | phường | 10.705 | 105.102 | 30316
30322 | Vĩnh Mỹ    | phường | 10.691 | 105.141 | 30316
30325 | Núi Sam    | phường | 10.675 | 105.084 | 30325
30328 | Vĩnh Ngươn | phường | 10.728 | 105.098 | 30316
30331 | Vĩnh Tế    | xã     | 10.665 | 105.055 | 30325
30334 | Vĩnh Châu  | xã     | 10.645 | 105.097 | 30316 30325
30502 | Nhà Bàng   | phường | 10.626 | 105.006 | 30502
30505 | Chi Lăng   | phường | 10.530 | 105.023 | 30505
30508 | Núi Voi    | phường | 10.535 | 105.064 | 30505
30511 | Nhơn Hưng  | phường | 10.651 | 105.007 | 30502
30514 | An Phú     | phường | 10.618 | 104.976 | 30520
30517 | Thới Sơn   | phường | 10.616 | 105.028 | 30502
30520 | Tịnh Biên  | phường | 10.596 | 104.950 | 30520
30523 | Văn Giáo   | xã     | 10.586 | 105.037 | 30526
30526 | An Cư      | xã     | 10.542 | 104.980 | 30526
30529 | An Nông    | xã     | 10.553 | 104.934 | 30520
30532 | Vĩnh Trung | xã     | 10.556 | 105.040 | 30526
30535 | Tân Lợi    | xã     | 10.507 | 105.051 | 30505
30538 | An Hảo     | xã     | 10.477 | 105.013 | 30538
30541 | Tân Lập    | xã     | 10.463 | 105.084 | 30538
"""

PRESENT = """
30316 | Châu Đốc  | phường | 10.69673 | 105.11525 | 884
30325 | Vĩnh Tế   | phường | 10.65989 | 105.06952 | 884
30502 | Thới Sơn  | phường | 10.63022 | 105.01761 | 890
30505 | Chi Lăng  | phường | 10.51809 | 105.05076 | 890
30520 | Tịnh Biên | phường | 10.58410 | 104.95054 | 890
30526 | An Cư     | xã     | 10.55901 | 105.01208 | 890
30538 | Núi Cấm   | xã     | 10.47243 | 105.03865 | 890
"""


@pytest.mark.parametrize(("code", "name", "kind", "latitude", "longitude", "today"), rows(PILOT))
def test_the_old_communes_went_where_the_resolution_says(
    code: str, name: str, kind: str, latitude: str, longitude: str, today: str
) -> None:
    unit = GAZETTEER.unit(old(code))
    assert unit is not None
    assert (unit.name, KINDS[unit.kind], unit.served) == (name, kind, True)
    assert unit.valid_to == date(2025, 6, 30)
    assert unit.centre == Place(float(latitude), float(longitude))
    assert [one.key for one in GAZETTEER.today_of(unit.key)] == [new(one) for one in today.split()]


@pytest.mark.parametrize(("code", "name", "kind", "latitude", "longitude", "area"), rows(PRESENT))
def test_the_present_units_are_known_with_their_old_communes(
    code: str, name: str, kind: str, latitude: str, longitude: str, area: str
) -> None:
    unit = GAZETTEER.unit(new(code))
    assert unit is not None
    assert (unit.name, KINDS[unit.kind], unit.area, unit.served) == (name, kind, area, True)
    assert unit.centre == Place(float(latitude), float(longitude))
    made_from = [row[0] for row in rows(PILOT) if code in row[5].split()]
    assert [one.key for one in GAZETTEER.made_from(unit.key)] == [old(one) for one in made_from]


def test_exactly_the_pilot_is_served() -> None:
    assert [area.key for area in GAZETTEER.areas()] == [old("884"), old("890")]
    assert names(GAZETTEER.today("884")) == "Châu Đốc, Vĩnh Tế"
    assert names(GAZETTEER.today("890")) == "Thới Sơn, Chi Lăng, Tịnh Biên, An Cư, Núi Cấm"
    assert GAZETTEER.today("891") == ()
    assert len(SERVED) == 2 + 21 + 7


def test_the_whole_province_is_known_to_be_elsewhere() -> None:
    districts = [unit for unit in UNITS if len(unit.key.code) == 3]
    present = [unit for unit in UNITS if unit.key.valid_from == REFORM]
    assert (len(districts), len(present), len(UNITS)) == (11, 102, 11 + 156 + 102)


def test_a_reused_code_is_two_units() -> None:
    before, after = GAZETTEER.unit(old("30316")), GAZETTEER.unit(new("30316"))
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("Châu Phú B", "Châu Đốc")


def test_an_unknown_unit_has_become_nothing() -> None:
    assert GAZETTEER.unit(new("99999")) is None
    assert GAZETTEER.today_of(new("99999")) == ()
    assert GAZETTEER.made_from(new("99999")) == ()


@pytest.mark.parametrize("row", rows(PRESENT), ids=lambda row: row[1])
def test_a_position_in_a_unit_finds_it(row: tuple[str, ...]) -> None:
    unit = GAZETTEER.at(Place(float(row[3]), float(row[4])))
    assert unit is not None
    assert unit.key == new(row[0])


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (10.42, 105.00),
        (10.386, 105.435),
        (11.556, 104.928),
        (9.5, 104.0),
        (0.0, 0.0),
        (91.0, 181.0),
    ],
    ids=["Tri Tôn", "Long Xuyên", "Phnom Penh", "the sea", "nowhere", "no place on earth"],
)
def test_a_position_outside_is_in_no_unit(latitude: float, longitude: float) -> None:
    assert GAZETTEER.at(Place(latitude, longitude)) is None


def test_a_hole_is_outside_and_an_island_inside() -> None:
    unit = next(unit for unit in SERVED if unit.key.valid_from == REFORM)
    ring = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]
    hole = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0], [1.0, 1.0]]
    island = [[6.0, 6.0], [7.0, 6.0], [7.0, 7.0], [6.0, 7.0], [6.0, 6.0]]
    gazetteer = Gazetteer([unit], (), (), {unit.key: [[ring, hole], [island]]})
    assert gazetteer.at(Place(3.0, 3.0)) == unit
    assert gazetteer.at(Place(6.5, 6.5)) == unit
    assert gazetteer.at(Place(1.5, 1.5)) is None
    assert gazetteer.at(Place(5.0, 5.0)) is None


# Two places and the metres between them on WGS84 (GeographicLib)
GEODESICS = """
10.308661 105.328711 10.306571 105.300312 3119.253
10.361157 104.958483 10.361094 104.958978 54.657
10.249002 105.424976 10.248955 105.425028 7.712
10.877293 105.381382 10.876915 105.381358 41.894
10.387250 105.445638 10.389431 105.450566 591.116
10.439255 105.387100 10.413832 105.353969 4589.914
10.929915 105.248320 10.929006 105.235876 1364.008
10.381222 105.004798 10.230379 104.941513 18067.418
10.833846 105.414127 10.843982 105.406735 1382.163
10.198331 105.250886 10.201848 105.251729 399.828
10.272877 104.997885 10.276743 104.980313 1971.867
10.761538 104.815904 10.761426 104.816268 41.695
10.952577 105.432258 11.221507 105.191396 39716.912
10.941941 105.057733 10.957737 105.049760 1952.547
10.493181 104.952644 10.493343 104.952186 53.243
10.690381 104.800319 10.690300 104.802491 237.786
10.863017 105.350298 10.863070 105.349878 46.295
10.327273 104.836416 10.327095 104.836170 33.371
10.661332 104.997308 10.663009 104.998525 228.339
10.490558 105.127401 10.334694 104.831962 36657.185
"""


@pytest.mark.parametrize("row", GEODESICS.strip().splitlines())
def test_distances_are_right_to_a_thousandth(row: str) -> None:
    one, two, three, four, metres = map(float, row.split())
    assert distance_km(Place(one, two), Place(three, four)) == pytest.approx(
        metres / 1000, rel=0.001
    )


def test_a_place_is_no_way_from_itself_and_the_way_back_is_as_long() -> None:
    here, there = Place(10.69, 105.113), Place(10.463, 105.084)
    assert distance_km(here, here) == 0
    assert distance_km(here, there) == distance_km(there, here)
