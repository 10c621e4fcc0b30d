"""What may be asked for once a request is over: the rule as a table, and what people say of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.case import (
    ENDS_WITH_PAYMENT,
    OVER,
    CaseKind,
    CaseState,
    HowPaidMissing,
    PaidHow,
    check_ending,
    may_be_none,
)
from domain.case_again import APPEAL_FOR, RATED_FOR, REOPEN_FOR, Ended, again, may_rate
from domain.case_clock import ABOVE, HIGHEST, owner
from domain.case_flow import CaseEvent, possible
from domain.trouble import Trouble, read_trouble
from tests.house import NOW

TODAY = date(2026, 11, 24)
DONE, REFUSED, WITHDRAWN = CaseState.DONE, CaseState.REFUSED, CaseState.WITHDRAWN
REOPENED, APPEALED = CaseEvent.REOPENED, CaseEvent.APPEALED


@pytest.mark.parametrize(
    ("state", "above", "asked_again", "days", "then"),
    [
        (DONE, 0, False, 0, REOPENED),
        (DONE, 0, False, 30, REOPENED),
        (DONE, 0, False, 31, None),
        (WITHDRAWN, 0, False, 1, REOPENED),
        (DONE, 0, True, 1, APPEALED),  # closed once more
        (REFUSED, 0, False, 1, APPEALED),
        (REFUSED, 0, False, 90, APPEALED),
        (REFUSED, 0, False, 91, None),
        (REFUSED, 1, True, 1, APPEALED),
        (DONE, 1, True, 1, APPEALED),
        (REFUSED, 2, True, 1, None),  # nobody stands above
        (DONE, 2, True, 1, None),
        (DONE, 1, False, 1, REOPENED),  # a complaint, which begins above
        (CaseState.OPEN, 0, False, 0, None),
        (CaseState.WAITS_FOR_BANK, 0, False, 0, None),
    ],
)
def test_opened_again_once_and_then_up(
    state: CaseState, above: int, asked_again: bool, days: int, then: CaseEvent | None
) -> None:
    ended = Ended(CaseKind.NOT_RECEIVED, state, above, TODAY - timedelta(days=days), asked_again)
    assert again(ended, TODAY) is then
    assert again(Ended(CaseKind.CORRECTION, state, above, TODAY, asked_again), TODAY) is None


@pytest.mark.parametrize("kind", sorted(set(CaseKind) - {CaseKind.CORRECTION}))
def test_from_every_end_there_is_a_way_on_until_the_highest_has_spoken(kind: CaseKind) -> None:
    for state in OVER:
        for above in range(HIGHEST + 1):
            for asked in (False, True):
                event = again(Ended(kind, state, above, TODAY, asked), TODAY)
                last = above == HIGHEST and (asked or state is REFUSED)
                assert (event is None) is last
                assert event is None or event in possible(kind, state)


def test_each_level_has_its_own_role_and_none_is_answered_below() -> None:
    for kind in CaseKind:
        assert [owner(kind, above) for above in range(1, HIGHEST + 1)] == list(ABOVE)
    assert REOPEN_FOR < APPEAL_FOR


def test_what_was_said_may_be_changed_for_a_week_and_said_anew_of_another_end() -> None:
    ended, week = NOW - timedelta(days=60), RATED_FOR
    assert may_rate(None, ended, NOW)
    assert may_rate(NOW - week, ended, NOW)
    assert not may_rate(NOW - week - timedelta(seconds=1), ended, NOW)
    assert may_rate(ended - timedelta(seconds=1), ended, NOW)


@pytest.mark.parametrize("kind", sorted(CaseKind))
@pytest.mark.parametrize("state", sorted(OVER))
def test_whatever_kept_the_money_ends_with_how_it_is_paid(kind: CaseKind, state: CaseState) -> None:
    """Nobody is told of a way to money that is not due; and what is settled has one."""
    if kind not in ENDS_WITH_PAYMENT:
        check_ending(kind, state, None)
        return
    with pytest.raises(HowPaidMissing):
        check_ending(kind, state, None)
    for paid in set(PaidHow) - {PaidHow.NONE_DUE}:
        check_ending(kind, state, paid)
    if may_be_none(kind, state):
        check_ending(kind, state, PaidHow.NONE_DUE)
    else:
        with pytest.raises(HowPaidMissing):
            check_ending(kind, state, PaidHow.NONE_DUE)
    assert may_be_none(kind, REFUSED)
    assert not may_be_none(CaseKind.NOT_RECEIVED, DONE)


SAID: dict[Trouble | None, tuple[str, ...]] = {
    Trouble.MONEY: (
        "tiền chưa về", "chưa nhận được tiền", "Chưa lãnh được tiền", "sao tui chưa có tiền",
        "tiền già của ngoại chưa về", "tháng này chưa có tiền", "tien chua ve",
        "hổng thấy tiền đâu", "tiền chưa vô tài khoản", "chưa có tiền tháng này",
        "លុយមិនទាន់មកទេ", "ខ្ញុំមិនទាន់បានទទួលលុយទេ", "ប្រាក់មិនទាន់មកដល់", "អត់ទាន់បានលុយ",
    ),
    Trouble.CODE: (
        "mã ngân hàng không tới", "mã OTP chưa tới", "không nhận được mã otp",
        "otp không về điện thoại", "លេខកូដមិនមកដល់", "លេខកូដ OTP អត់មក",
    ),
    Trouble.RECORD: ("tên ghi sai", "sai năm sinh", "số điện thoại sai rồi",
        "tên tôi ghi sai rồi", "ឈ្មោះខ្ញុំខុស"),
    Trouble.POINT: (
        "điểm phát tiền đóng cửa", "bưu điện không có ai", "bưu điện hôm nay đóng cửa rồi",
        "កន្លែងបើកប្រាក់បិទ", "ប្រៃសណីយ៍គ្មានអ្នកណាទេ",
    ),
    Trouble.HOME: (
        "tôi đi không nổi, đem tiền tới nhà giùm", "ខ្ញុំដើរមិនរួច យកលុយមកផ្ទះ",
    ),
    Trouble.STAFF: (
        "phản ánh cán bộ", "tôi muốn khiếu nại cán bộ xã", "xin phản ánh về nhân viên bưu điện",
        "cán bộ đòi tiền tôi", "nhân viên bưu điện chửi tui", "can bo lam kho ba con",
        "ខ្ញុំចង់តវ៉ាអំពីមន្ត្រីឃុំ", "រាយការណ៍ពីបុគ្គលិកប្រៃសណីយ៍",
        "ខ្ញុំចង់ប្តឹងមន្ត្រី", "មន្ត្រីសុំលុយ",
    ),
    Trouble.WHERE: (
        "hồ sơ của tôi tới đâu rồi", "hồ sơ tới đâu rồi?", "khi nào xong", "chừng nào xong",
        "phiếu của tui sao rồi", "giải quyết xong chưa", "ពាក្យស្នើរបស់ខ្ញុំដល់ណាហើយ",
        "សំណើរបស់ខ្ញុំដល់ណាហើយ?", "ពេលណារួច",
    ),
    None: (
        "tiền về chưa", "tiền về chưa?", "khi nào có tiền", "xin chào", "tiền", "An Cư", "chưa",
        "không", "mai đi", "ngày mai lãnh tiền", "má không tới", "mất tiền", "tôi đến", "",
        "cán bộ là ai", "cán bộ mang tiền tới nhà", "gặp cán bộ", "cán bộ đòi tiền hả?",
        "Châu Đốc", "không nhận tin nữa", "bưu điện", "bưu điện mở cửa", "điểm phát tiền ở đâu",
        "điểm phát tiền đóng cửa chưa?", "đem tiền tới nhà rồi", "tên tôi", "មន្ត្រី", "ឈ្មោះខ្ញុំ",
        "ប្រៃសណីយ៍", "លុយមកហើយឬនៅ", "អានយ៉ាង",
    ),
}  # fmt: skip


@pytest.mark.parametrize("meant", SAID, ids=str)
def test_what_people_say_of_it(meant: Trouble | None) -> None:
    assert {said: read_trouble(said) for said in SAID[meant]} == dict.fromkeys(SAID[meant], meant)
