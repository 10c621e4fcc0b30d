"""What a payment is for, how it goes, and how far it has come, in the words of who writes lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from domain.account import AccountState
from domain.lists.cells import Cell
from domain.lists.values.plain import (
    Notes,
    Trouble,
    line_of,
    number_line,
    says_nothing,
    shown,
    text,
)
from domain.payout import FailedBecause, Stage, Way
from domain.person import Programme, Relation
from domain.words import folded

_Value = TypeVar("_Value")


def _table(rows: Mapping[_Value, str]) -> dict[str, _Value]:
    """From *a; b; c* per value to the value per folded phrase."""
    return {
        folded(phrase): value for value, phrases in rows.items() for phrase in phrases.split(";")
    }


def _named(said: str, table: Mapping[str, _Value]) -> _Value | None:
    """What one of the phrases says, the longest first; ``said`` is folded."""
    if said in table:
        return table[said]
    padded = f" {said} "
    for phrase in sorted(table, key=len, reverse=True):
        if f" {phrase} " in padded:
            return table[phrase]
    return None


# --- How it goes --------------------------------------------------------------------------------

_WAYS = _table(
    {
        Way.CASH: "tiền mặt; TM; cash; chi tiền mặt; nhận tiền mặt; trực tiếp; nhận trực tiếp; "
        "chi trực tiếp; tại nhà; chi trả tại nhà; bưu điện; tại bưu điện; លុយសុទ្ធ; សាច់ប្រាក់; លុយ",
        Way.ACCOUNT: "tài khoản; TK; CK; chuyển khoản; ATM; thẻ; thẻ ATM; qua thẻ; ngân hàng; "
        "qua ngân hàng; bank; banking; account; transfer; TKNH; TKCN; VNeID; គណនី; "
        "គណនីធនាគារ; តាមគណនី; ផ្ទេរប្រាក់; ផ្ទេរ",
    }
)
_CASH_WORDS = frozenset({"tien mat", "tm", "cash", "truc tiep", "លុយសុទ្ធ", "សាច់ប្រាក់"})
_ACCOUNT_WORDS = frozenset({"tai khoan", "tk", "ck", "chuyen khoan", "atm", "tknh", "គណនី"})
_NOT = re.compile(r"\b(?:khong|ko|chua)\b")
_AN_ACCOUNT_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){5,19}")


def way(cell: Cell) -> Way | None:
    """*TM*, *Chuyển khoản*; the number of an account says the same. Raises Trouble."""
    line = number_line(cell)
    return _way(line) if line else None


@lru_cache(maxsize=1 << 10)
def _way(line: str) -> Way:
    said = folded(line)
    if said in _WAYS:
        return _WAYS[said]
    if _AN_ACCOUNT_NUMBER.fullmatch(line):
        return Way.ACCOUNT
    cash, account = _holds(said, _CASH_WORDS), _holds(said, _ACCOUNT_WORDS)
    if cash == account or _NOT.search(said):
        raise Trouble("way_unknown", said=shown(line))
    return Way.CASH if cash else Way.ACCOUNT


def _holds(said: str, phrases: frozenset[str]) -> bool:
    return any(f" {phrase} " in f" {said} " for phrase in phrases)


# --- What it is for -----------------------------------------------------------------------------

_CODE = re.compile(
    r"(?:Đ|D|Điều|Dieu)?\s*5?\s*[.,\-/]?\s*K\s*([1-8])\s*[.,\-/]?\s*([a-dđ]?)", re.IGNORECASE
)
_ARTICLE = re.compile(
    r"(?:điểm\s+([a-dđ])[\s,;]+)?khoản\s+([1-8])[\s,;]+điều\s+5\b.*", re.IGNORECASE
)


def category(cell: Cell) -> str:
    """Đ5K6b for *K6b*, *D5K6b* and *điểm b khoản 6 Điều 5*; what is no code as it stands."""
    line = text(cell)
    return _category(line) if line else ""


@lru_cache(maxsize=1 << 10)
def _category(line: str) -> str:
    if code := _CODE.fullmatch(line):
        return f"Đ5K{code[1]}{code[2].lower()}"
    if article := _ARTICLE.fullmatch(line):
        return f"Đ5K{article[2]}{(article[1] or '').lower()}"
    return line


_PENSION = frozenset({"huu tri xa hoi", "tro cap huu tri", "htxh", "tchtxh", "social pension"})
_ASSISTANCE = frozenset(
    {"tro giup xa hoi", "bao tro xa hoi", "tro cap xa hoi", "btxh", "tgxh", "tcxh", "dtbtxh",
     "social assistance", "កម្មវិធីគាំពារសង្គម", "គាំពារសង្គម"}
)  # fmt: skip
_PENSION_KHMER = "សោធន"


@lru_cache(maxsize=1 << 10)
def programme(said: str) -> Programme | None:
    """The one that is named anywhere in a title, a heading or a cell; None where none or both."""
    words = folded(said)
    pension = _holds(words, _PENSION) or _PENSION_KHMER in said
    if pension == _holds(words, _ASSISTANCE):
        return None
    return Programme.SOCIAL_PENSION if pension else Programme.SOCIAL_ASSISTANCE


# --- How far it has come ------------------------------------------------------------------------

_Status = tuple[Stage, FailedBecause | None]

_STATUSES: dict[str, _Status] = _table(
    {
        (Stage.COLLECTED, None): "đã nhận; đã nhận tiền; đã chi; đã chi trả; đã lãnh; đã lĩnh; "
        "đã phát; đã ký nhận; đã trả; đã rút; nhận rồi; đã giao tiền; collected; paid; បានទទួល; "
        "បានទទួលប្រាក់; បានបើកប្រាក់; ទទួលហើយ",
        (Stage.CREDITED, None): "thành công; đã vào tài khoản; đã vào TK; đã ghi có; ghi có; "
        "đã báo có; báo có; credited; success; successful; hoàn thành; giao dịch thành công; "
        "ចូលគណនីហើយ; ជោគជ័យ",
        (Stage.SENT, None): "đã chuyển; đã chuyển khoản; đã chuyển tiền; đang xử lý; "
        "đang chuyển; chờ xử lý; chờ ghi có; sent; pending; processing; បានផ្ទេរ; បានផ្ទេរប្រាក់",
        (Stage.ON_LIST, None): "chưa nhận; chưa chi; chưa lãnh; chưa lĩnh; chưa chi trả; "
        "chưa nhận tiền; chờ chi; chờ chi trả; chưa chuyển; trong danh sách; មិនទាន់ទទួល; "
        "មិនទាន់បើកប្រាក់",
        (Stage.RETURNED, None): "chuyển trả; hoàn trả; trả lại; đã hoàn trả; nộp trả; nộp lại; "
        "trả về; bị trả về; hoàn tiền; hoàn lại; đã trả lại; trả lại ngân sách; returned; "
        "refunded; នៅសល់ប្រគល់វិញ",
        (Stage.RETURNED, FailedBecause.NOT_COLLECTED): "không đến nhận; không nhận; vắng; "
        "vắng mặt; không lãnh; quá hạn; quá hạn nhận; hết hạn nhận; không ai nhận; not collected; "
        "មិនមកទទួល",
        (Stage.FAILED, FailedBecause.NAME_DIFFERS): "sai tên; sai họ tên; sai tên chủ tài khoản; "
        "sai tên chủ TK; không khớp tên; tên không khớp; sai tên người hưởng; lệch tên; "
        "name mismatch; ឈ្មោះខុស; ខុសឈ្មោះ",
        (Stage.FAILED, FailedBecause.WRONG_NUMBER): "sai số tài khoản; sai số TK; sai STK; "
        "sai tài khoản; sai TK; tài khoản không tồn tại; TK không tồn tại; STK không tồn tại; "
        "không tồn tại; không có tài khoản này; invalid account; ខុសលេខគណនី; លេខគណនីខុស",
        (Stage.FAILED, FailedBecause.ACCOUNT_INACTIVE): "TK đóng; tài khoản đóng; đóng; "
        "tài khoản đã đóng; TK đã đóng; đã đóng tài khoản; đã đóng TK; tài khoản bị khóa; TK khóa; "
        "TK bị khóa; tài khoản khóa; khóa tài khoản; khóa TK; phong tỏa; tài khoản bị phong tỏa; "
        "chưa kích hoạt; tài khoản chưa kích hoạt; TK chưa kích hoạt; TK không hoạt động; "
        "tài khoản không hoạt động; không hoạt động; tạm khóa; TK tạm khóa; ngủ đông; TK ngủ đông; "
        "inactive; closed; account closed; dormant; គណនីបិទ",
        (Stage.FAILED, FailedBecause.PAYEE_NOT_LISTED): "người nhận không có trong danh sách; "
        "không có trong danh sách; không có tên trong danh sách; không có tên; "
        "người nhận thay không có trong danh sách; payee not listed",
        (Stage.FAILED, FailedBecause.NO_CODE): "không nhận được OTP; chưa nhận OTP; "
        "không nhận OTP; không có OTP; lỗi OTP; không nhận được mã; không nhận được mã OTP",
        (Stage.FAILED, None): "lỗi; thất bại; không thành công; giao dịch lỗi; bị lỗi; từ chối; "
        "bị từ chối; giao dịch thất bại; chuyển tiền không thành công; failed; error; rejected; "
        "unsuccessful; បរាជ័យ; មិនជោគជ័យ",
    }
)  # fmt: skip
_ON_A_DAY = re.compile(r"[\s,:(]*(?:ngày|lúc)?[\s\d/.:\-]*\d\)?$", re.IGNORECASE)
_WORD_OF_A_FAILURE = re.compile(r"^(?:loi|that bai|khong thanh cong|tra ve|tu choi)\s+")


def status(cell: Cell) -> _Status | None:
    """*Đã chi*, *Chưa nhận*, *Lỗi: sai tên*. Raises Trouble for what may be several things."""
    line = line_of(cell)
    return _status(line)


@lru_cache(maxsize=1 << 10)
def _status(line: str) -> _Status | None:
    said = folded(_ON_A_DAY.sub("", line))
    if said in _STATUSES:
        return _STATUSES[said]
    because = _STATUSES.get(_WORD_OF_A_FAILURE.sub("", said))
    if because is not None and because[1] is not None:
        return because
    if says_nothing(line):
        return None
    raise Trouble("status_unknown", said=shown(line))


# --- How far an account has come ----------------------------------------------------------------

_ACCOUNT_STATES = _table(
    {
        AccountState.DETAILS_COLLECTED: "đã thu thập; đã thu hồ sơ; đã thu thập thông tin; "
        "đã lập hồ sơ; đã nộp hồ sơ; hồ sơ; chờ mở; đang mở; chờ mở tài khoản; chờ mở TK; "
        "chưa mở; chưa mở tài khoản; chưa mở TK; đang làm hồ sơ; đăng ký mở; đã đăng ký",
        AccountState.OPENED: "đã mở; mở; đã mở tài khoản; đã mở TK; mới mở; mở mới; opened; "
        "mở thành công; បានបើកគណនី; បានបើក",
        AccountState.WAITING_FOR_ACTIVATION: "chưa kích hoạt; chờ kích hoạt; chưa active; "
        "đang chờ kích hoạt; chưa hoạt động; không hoạt động; inactive; ngủ đông; dormant; "
        "đã mở chưa kích hoạt; មិនទាន់ដំណើរការ; រង់ចាំដំណើរការ",
        AccountState.OTP_NOT_ARRIVING: "không nhận OTP; không nhận được OTP; chưa nhận OTP; "
        "chưa nhận được OTP; lỗi OTP; không nhận được mã OTP; không có OTP",
        AccountState.USABLE: "hoạt động; đang hoạt động; active; đã kích hoạt; kích hoạt; "
        "sử dụng được; đang sử dụng; đã sử dụng; bình thường; normal; đã active; កំពុងដំណើរការ; "
        "ដំណើរការ",
        AccountState.CARD_ISSUED: "đã cấp thẻ; đã phát hành thẻ; đã giao thẻ; đã nhận thẻ; "
        "có thẻ; đã có thẻ; card issued; បានចេញកាត; មានកាត",
        AccountState.CLOSED: "đóng; đã đóng; đóng tài khoản; đã đóng tài khoản; đã đóng TK; "
        "tất toán; đã tất toán; closed; hủy; đã hủy; គណនីបិទ; បិទ",
    }
)


def account_state(cell: Cell) -> AccountState | None:
    """*Đã mở*, *Chờ kích hoạt*, *Active*. Raises Trouble; *khóa* does not say for how long."""
    line = text(cell)
    return _account_state(line) if line else None


@lru_cache(maxsize=1 << 10)
def _account_state(line: str) -> AccountState:
    found = _ACCOUNT_STATES.get(folded(line))
    if found is None:
        raise Trouble("account_state_unknown", said=shown(line))
    return found


# --- Who collects -------------------------------------------------------------------------------

_RELATIONS = _table(
    {
        Relation.SELF: "bản thân; chính chủ; tự nhận; chủ hộ nhận; đối tượng; người hưởng; "
        "chính đối tượng; trực tiếp; self; ខ្លួនឯង; សាមីខ្លួន",
        Relation.GUARDIAN: "giám hộ; người giám hộ; GH; đại diện; người đại diện; "
        "đại diện hợp pháp; người đại diện hợp pháp; đại diện theo pháp luật; guardian; "
        "អាណាព្យាបាល; អ្នកតំណាងស្របច្បាប់",
        Relation.AUTHORISED: "ủy quyền; uỷ quyền; UQ; được ủy quyền; người được ủy quyền; "
        "giấy ủy quyền; nhận thay; người nhận thay; authorised; authorized; "
        "អ្នកទទួលការប្រគល់សិទ្ធិ; ប្រគល់សិទ្ធិ",
    }
)
_KIN = frozenset(
    _table(
        {
            None: "con; con ruột; con trai; con gái; con dâu; con rể; cha; cha ruột; ba; bố; mẹ; "
            "mẹ ruột; má; vợ; chồng; ông; bà; ông nội; bà nội; ông ngoại; bà ngoại; cháu; "
            "cháu nội; cháu ngoại; cháu ruột; anh; chị; em; anh ruột; chị ruột; em ruột; anh trai; "
            "chị gái; em trai; em gái; cô; dì; chú; bác; cậu; mợ; thím; người thân; người nhà; "
            "hàng xóm; ម្តាយ; ឪពុក; កូន; ប្តី; ប្រពន្ធ; ចៅ; បងប្អូន"
        }
    )
)


def relation(cell: Cell, notes: Notes) -> Relation | None:
    """By what right they collect. Kinship is none, and is noted. Raises Trouble."""
    line = text(cell)
    if not line:
        return None
    said = folded(line)
    found = _named(said, _RELATIONS)
    if found is not None:
        return found
    if said in _KIN:
        notes.append(Trouble("relation_kin", said=shown(line)))
        return None
    raise Trouble("relation_unknown", said=shown(line))
