"""The columns of the empty forms, in the words of the lists themselves (LAYOUTS.md), which are the
ones that `domain.lists` reads; so they are Vietnamese here and in no catalogue.

Dates are text: an Excel set to American English makes 8 May of 05/08, and of many people only the
year is known. So are coefficients, of which it would make 15 out of 1,5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from domain.lists.row import ListKind


class Kind(Enum):
    TEXT = auto()
    NUMBER = auto()
    MONEY = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """``header`` is a word the reader knows; ``width`` in characters. ``wanted`` tells a clerk what
    to write, ``example`` is invented. ``choices`` are offered in a list, and with ``only`` Excel
    takes nothing else."""

    header: str
    width: int
    wanted: str
    example: str | int = ""
    kind: Kind = Kind.TEXT
    needed: bool = False
    choices: tuple[str, ...] = ()
    only: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """``one_line``: what a line is for."""

    title: str
    one_line: str
    columns: tuple[Column, ...]
    of_month: bool = True


_ASSISTANCE, _PENSION = "Trợ cấp xã hội", "Hưu trí xã hội"
_BY_DAY = "Ghi ngày/tháng/năm."

_NUMBER = Column("STT", 6, "Số thứ tự.", 1, Kind.NUMBER)
_NAME = Column(
    "Họ và tên",
    26,
    "Đủ họ, chữ đệm và tên, có dấu, như trên căn cước.",
    "Néang Sa Mẫu",
    needed=True,
)
_SEX = Column("Giới tính", 10, "Chọn trong danh sách.", "Nữ", choices=("Nam", "Nữ"))
_BIRTH = Column(
    "Ngày sinh",
    13,
    "Ghi ngày/tháng/năm; chỉ biết năm thì ghi năm.",
    "17/03/1940",
    needed=True,
)
_CITIZEN_ID = Column(
    "Số CCCD", 16, "Đủ 12 số, cả số 0 ở đầu. Chưa có thì để trống.", "089140000001"
)
_PHONE = Column("Điện thoại", 13, "Đủ 10 số, cả số 0 ở đầu. Không có thì để trống.", "0900000001")
_ADDRESS = Column("Địa chỉ", 24, "Khóm hoặc ấp, số nhà nếu có.", "Ấp Mẫu")
_UNIT = Column(
    "Xã/Phường", 20, "Tên xã, phường, có chữ “Xã” hoặc “Phường”.", "Xã An Cư", needed=True
)
_PROGRAMME = Column(
    "Chương trình", 18, "Chọn trong danh sách.", _ASSISTANCE, choices=(_ASSISTANCE, _PENSION)
)
_CATEGORY = Column("Mã đối tượng", 14, "Điểm, khoản của Điều 5 Nghị định 20/2021.", "Đ5K5")
_COEFFICIENT = Column(
    "Hệ số",
    8,
    "Ghi dấu phẩy, ví dụ 1,5.",
    "1,0",
    choices=("1,0", "1,5", "2,0", "2,5", "3,0"),
    only=False,
)
_AMOUNT = Column(
    "Mức trợ cấp", 14, "Số tiền một tháng, bằng đồng, gõ liền không dấu.", 540_000, Kind.MONEY
)
_WAY = Column(
    "Hình thức", 12, "Chọn trong danh sách.", "Tài khoản", choices=("Tiền mặt", "Tài khoản")
)
_ACCOUNT_NUMBER = Column(
    "Số tài khoản", 19, "Đủ các số, cả số 0 ở đầu. Lãnh tiền mặt thì để trống.", "00990000000001"
)
_BANK = Column("Ngân hàng", 16, "Tên ngân hàng của tài khoản đó.", "Nam A Bank")
_PAYEE = Column("Người nhận thay", 24, "Họ và tên người lãnh giùm. Tự lãnh thì để trống.")
_NOTE = Column("Ghi chú", 24, "Điều cần nói thêm.")

FORMS: Mapping[ListKind, Form] = {
    ListKind.PEOPLE: Form(
        "DANH SÁCH NGƯỜI HƯỞNG TRỢ CẤP HẰNG THÁNG",
        "Mỗi người hưởng một dòng.",
        (
            _NUMBER,
            _NAME,
            _SEX,
            _BIRTH,
            _CITIZEN_ID,
            _PHONE,
            _ADDRESS,
            _UNIT,
            _PROGRAMME,
            _CATEGORY,
            _COEFFICIENT,
            _AMOUNT,
            _WAY,
            _ACCOUNT_NUMBER,
            _BANK,
            _PAYEE,
            Column(
                "Quan hệ",
                18,
                "Người lãnh giùm là gì của người hưởng.",
                choices=("Người giám hộ", "Người được ủy quyền"),
            ),
            Column("Hưởng từ tháng", 15, "Ghi tháng/năm.", "07/2025"),
            Column("Hưởng đến tháng", 16, "Ghi tháng/năm. Còn hưởng thì để trống."),
            _NOTE,
        ),
    ),
    ListKind.ACCOUNTS: Form(
        "DANH SÁCH TÀI KHOẢN NHẬN TRỢ CẤP",
        "Mỗi tài khoản một dòng.",
        (
            _NUMBER,
            _NAME,
            _BIRTH,
            _CITIZEN_ID,
            _PHONE,
            _UNIT,
            replace(_ACCOUNT_NUMBER, wanted="Đủ các số, cả số 0 ở đầu.", needed=True),
            replace(_BANK, wanted="Tên ngân hàng.", needed=True),
            Column("Chủ tài khoản", 24, "Như tên ở ngân hàng.", "NEANG SA MAU"),
            Column(
                "Trạng thái",
                22,
                "Chọn trong danh sách.",
                "Đang hoạt động",
                choices=(
                    "Đã thu hồ sơ",
                    "Đã mở",
                    "Chờ kích hoạt",
                    "Không nhận được OTP",
                    "Đang hoạt động",
                    "Đã có thẻ",
                    "Đã đóng",
                ),
            ),
            Column("Ngày mở", 13, _BY_DAY, "05/09/2026"),
            _NOTE,
        ),
    ),
    ListKind.PAYMENTS: Form(
        "DANH SÁCH CHI TRẢ TRỢ CẤP HẰNG THÁNG",
        "Mỗi khoản chi trả một dòng.",
        (
            _NUMBER,
            _NAME,
            _SEX,
            _BIRTH,
            _CITIZEN_ID,
            _ADDRESS,
            _UNIT,
            _PROGRAMME,
            _COEFFICIENT,
            replace(_AMOUNT, needed=True),
            Column(
                "Truy lĩnh",
                14,
                "Tiền của các tháng trước, gõ liền. Không có thì để trống.",
                80_000,
                Kind.MONEY,
            ),
            Column("Tổng cộng", 14, "Mức trợ cấp cộng truy lĩnh.", 620_000, Kind.MONEY),
            _WAY,
            _ACCOUNT_NUMBER,
            _BANK,
            _PAYEE,
            Column(
                "Trạng thái",
                28,
                "Chọn trong danh sách. Chưa chi thì để trống.",
                "Đã vào tài khoản",
                choices=(
                    "Trong danh sách",
                    "Đã chuyển",
                    "Đã vào tài khoản",
                    "Đã nhận",
                    "Quá hạn nhận",
                    "Sai số tài khoản",
                    "Sai tên chủ tài khoản",
                    "Tài khoản chưa kích hoạt",
                    "Không nhận được OTP",
                    "Người nhận thay không có trong danh sách",
                    "Bị trả về",
                ),
            ),
            Column("Ngày chi trả", 13, _BY_DAY, "05/11/2026"),
            _NOTE,
        ),
    ),
    ListKind.CALENDAR: Form(
        "LỊCH CHI TRẢ",
        "Mỗi ngày chi trả ở mỗi điểm một dòng.",
        (
            _NUMBER,
            _UNIT,
            _PROGRAMME,
            replace(_WAY, example="Tiền mặt", needed=True),
            Column(
                "Điểm chi trả",
                32,
                "Tên điểm, như trong danh sách điểm. Chuyển khoản thì để trống.",
                "Bưu điện Mẫu",
            ),
            Column("Ngày chi trả", 13, _BY_DAY, "05/11/2026", needed=True),
            Column("Từ giờ", 10, "Ghi giờ:phút.", "07:30"),
            Column("Đến giờ", 10, "Ghi giờ:phút.", "11:00"),
            Column(
                "Trạng thái",
                22,
                "Chọn trong danh sách. Chưa chắc thì chọn “Dự kiến”.",
                "Dự kiến",
                choices=(
                    "Dự kiến",
                    "Đã xác nhận",
                    "Tiền đã vào tài khoản",
                    "Hoãn",
                    "Đã kết thúc",
                ),
            ),
            _NOTE,
        ),
    ),
    ListKind.POINTS: Form(
        "DANH SÁCH ĐIỂM CHI TRẢ",
        "Mỗi điểm một dòng.",
        (
            _NUMBER,
            Column("Tên điểm", 32, "Tên trên bảng hiệu.", "Bưu điện Mẫu", needed=True),
            Column(
                "Loại điểm",
                26,
                "Chọn trong danh sách.",
                "Bưu cục",
                needed=True,
                choices=(
                    "Bưu cục",
                    "Bưu điện văn hóa xã",
                    "Điểm lưu động",
                    "Phòng giao dịch ngân hàng",
                    "ATM",
                ),
            ),
            _UNIT,
            Column("Địa chỉ", 32, "Số nhà, đường, khóm hoặc ấp.", "Khóm Mẫu"),
            Column("Vĩ độ", 12, "Của chính điểm đó, dấu chấm. Không biết thì để trống.", "10.600"),
            Column(
                "Kinh độ", 12, "Của chính điểm đó, dấu chấm. Không biết thì để trống.", "105.000"
            ),
            Column(
                "Giờ làm việc",
                26,
                "Ghi giờ:phút, sáng rồi chiều. Mở suốt thì để trống.",
                "07:30-11:30, 13:30-17:00",
            ),
            Column("Ngày làm việc", 18, "T2 đến T7, CN là Chủ nhật.", "T2-T6"),
            Column("Ngân hàng", 16, "Của ngân hàng nào, nếu là ngân hàng hoặc ATM."),
            _NOTE,
        ),
        of_month=False,
    ),
}
