"""What is named beside a question, or stands outright in the words, decides what is answered."""

from __future__ import annotations

import pytest

from domain.emergency import is_robbed, read_emergency
from domain.gazetteer import Gazetteer
from domain.intent import Aside, Flag, Intent, Outcome, Understood
from domain.trouble import Trouble, read_trouble
from handlers.understand import understand
from tests.house import NOW, Phone
from tests.test_report import linked


async def hears(url: str, *said: str) -> Phone:
    """Somebody of whom nothing is known yet, in Vietnamese."""
    phone = Phone(url)
    for one in ("tiếng Việt", *said):
        await phone.says(one)
    return phone


# --- The day and the month that are named -------------------------------------------------------


@pytest.mark.parametrize("said", ["mùng 5 có phát tiền không", "rằm tháng này phát tiền chưa"])
async def test_of_a_day_of_the_moon_the_day_of_the_sun_is_asked(sqlite_url: str, said: str) -> None:
    phone = await linked(sqlite_url, "PHNE4637", "1947")
    await phone.says(said)
    assert "Ngày âm lịch con chưa tính được.\nBà hỏi ngày dương lịch nào ạ?" in phone.heard()
    assert "Tiền" not in phone.heard(), "nothing is told on a guess"
    await phone.says("2")
    assert "Dự kiến: thứ Bảy, 19/12/2026. Chưa chốt." in phone.heard()
    await phone.says("chừng nào phát tiền")
    assert "âm lịch" not in phone.heard()


@pytest.mark.parametrize("day", ["19/12", "tháng sau", "ngày 14 tháng 12 dương lịch"])
async def test_a_day_of_the_sun_tells_which_months_money_was_meant(
    sqlite_url: str, day: str
) -> None:
    phone = await linked(sqlite_url, "PHNE4637", "1947")
    for said in ("mùng 5 có phát tiền không", "mùng 5 đó", day):
        await phone.says(said)
    assert "Dự kiến: thứ Bảy, 19/12/2026. Chưa chốt." in phone.heard()


async def test_the_place_is_kept_while_the_day_is_asked(sqlite_url: str) -> None:
    phone = await hears(sqlite_url, "rằm này xã An Cư có phát tiền không", "1")
    assert "Cô bác lãnh tiền ở đâu?" not in phone.heard()
    assert "Cô bác lãnh ở điểm nào?" in phone.heard()


async def test_the_month_that_is_asked_about_is_told_of_and_not_the_money_of_now(
    sqlite_url: str,
) -> None:
    phone = await linked(sqlite_url, "PHNE4637", "1947")
    await phone.says("chừng nào phát tiền tháng sau")
    assert "Dự kiến: thứ Bảy, 19/12/2026. Chưa chốt." in phone.heard()
    await phone.says("tháng 10 vừa rồi phát ngày nào")
    assert "11/2026" not in phone.heard()
    assert "tháng 10/2026" in phone.heard()
    await phone.says("chừng nào phát tiền tháng 2 sang năm")
    assert "Chưa có lịch chính thức của tháng 2/2027." in phone.heard()


async def test_the_month_is_kept_while_it_is_asked_where(sqlite_url: str) -> None:
    phone = await hears(sqlite_url, "chừng nào phát tiền tháng 2 sang năm", "phường Tịnh Biên")
    assert "Chưa có lịch chính thức của tháng 2/2027." in phone.heard()
    await phone.says("chừng nào phường Tịnh Biên phát tiền tháng 2 sang năm")
    assert "Chưa có lịch chính thức của tháng 2/2027." in phone.heard()


# --- What stands outright in the words ----------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "tui bi dau chan di khong noi ai lanh gium tui duoc hong",
        "tui bị đau chân đi không nổi ai lãnh giùm tui được hông",
        "má em nằm liệt giường ai lãnh tiền giùm",
        "đi không nổi nhờ ai lãnh dùm",
        "cho tui lãnh tại nhà được không",
    ],
)
async def test_who_cannot_come_is_led_to_have_the_money_brought(sqlite_url: str, said: str) -> None:
    phone = await linked(sqlite_url, "PHNE4637", "1947")
    await phone.says(said)
    assert "115" not in phone.heard()
    assert "Vì sao không ra lãnh được" in phone.heard()


def _understood(said: str, *, staff: bool = False) -> Understood:
    return understand(said, "vi", NOW.date(), Gazetteer((), (), (), {}), staff=staff)


def test_an_acute_danger_stays_one_whoever_collects() -> None:
    for said in (
        "má em nằm liệt giường, nay té xỉu rồi, ai lãnh tiền giùm",
        "ba xỉu rồi đi không nổi, ai lãnh giùm",
    ):
        assert Flag.EMERGENCY in _understood(said).flags


@pytest.mark.parametrize(
    "said",
    [
        "cướp giật tiền tui vừa lãnh ở bưu điện",
        "tôi bị giật tiền ở bưu điện",
        "bi trom vao nha lay het tien tro cap",
    ],
)
def test_who_is_robbed_is_to_ring_the_police(said: str) -> None:
    assert Flag.EMERGENCY in _understood(said).flags
    assert read_emergency(said).ring == ("113",)


def test_a_theft_of_others_or_of_long_ago_is_no_emergency() -> None:
    for said in (
        "ke chuyen ngan hang hoi xua ba cu di rut tien bi giat tui",
        "lam sao khoa the khan cap tui bi giat bop",
        "bà giặt tiền trong túi áo, tiền ướt hết",
    ):
        assert not is_robbed(said)


def test_a_death_comes_before_the_money_that_is_asked_about() -> None:
    found = _understood("má tui mất rồi mà tiền tháng này có lãnh được không")
    assert (found.intent, found.outcome) == (Intent.REPORT_CHANGE, Outcome.SURE)
    for said in ("má tui mất thẻ rồi, tiền tháng này có lãnh được không", "tiền dì mất luôn hả"):
        assert _understood(said).intent is not Intent.REPORT_CHANGE


@pytest.mark.parametrize(
    "said",
    ["bao nhiêu tuổi được lãnh tiền già", "tui 74 tuổi chừng nào mới được lãnh"],
)
def test_from_what_age_is_a_question_about_applying(said: str) -> None:
    found = _understood(said)
    assert (found.intent, found.outcome, found.aside) == (
        Intent.NONE,
        Outcome.NONE,
        Aside.APPLICATION,
    )


def test_a_fee_that_staff_want_is_a_complaint_and_a_stranger_s_is_fraud() -> None:
    said = "nhân viên bưu điện đòi 20 ngàn mới cho lãnh"
    assert read_trouble(said) is Trouble.STAFF
    assert Flag.SCAM not in _understood(said).flags
    assert read_trouble("Nó xưng nhân viên bưu điện, đòi 200 ngàn rồi mới cho lãnh") is None
    assert read_trouble("bưu điện đóng cửa hoài") is Trouble.POINT


async def test_who_wants_it_deleted_hears_what_is_known(sqlite_url: str) -> None:
    phone = await hears(sqlite_url, "tui muốn xóa thông tin của tui")
    told = phone.heard()
    await phone.says("/me")
    assert told == phone.heard()


async def test_the_number_to_ring_stands_before_the_welcome(sqlite_url: str) -> None:
    phone = Phone(sqlite_url)
    await phone.says("bị cướp giật tiền rồi")
    assert phone.heard().startswith("113")
    assert "trợ cấp" in phone.last[-1].lines[0].text


async def test_a_short_form_of_the_staff_and_the_days_of_their_unit(sqlite_url: str) -> None:
    for said in ("bd", "ds bđ t11"):
        assert _understood(said, staff=True).intent is Intent.REPORT_CHANGE
        assert _understood(said).intent is not Intent.REPORT_CHANGE
    desk = Phone(sqlite_url, "officer")
    for said in ("tiếng Việt", "/link", "WARD4793", "1", "chung nao phat tien"):
        await desk.says(said)
    assert "lãnh tiền ở đâu?" not in desk.heard()
