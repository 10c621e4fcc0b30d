"""What the post and the bank send back: results, accounts, calendars, points."""

from __future__ import annotations

import unicodedata
from datetime import date, time
from pathlib import Path

from domain.lists.row import ListKind
from tests.messy.expected import ANY, Expected, Within, messy, one_of
from tests.messy.paper import SIGNERS, Paper, xlsx
from tests.messy.people import who


def without_marks(name: str) -> str:
    """As a bank's system prints a holder."""
    apart = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).upper()


@messy("ketqua.xlsx")
def results_of_the_post(path: Path) -> Expected:
    """Paid, not paid, sent back, and why."""
    paper, expected = Paper("Kết quả"), Expected()
    paper.line("BƯU ĐIỆN THÀNH PHỐ CHÂU ĐỐC")
    paper.line("KẾT QUẢ CHI TRẢ TRỢ CẤP XÃ HỘI THÁNG 11 NĂM 2026 - PHƯỜNG NÚI SAM")
    paper.line(
        "STT", "Họ và tên", "Số CCCD", "Số tiền", "Tình trạng", "Ngày chi", "Lý do", "Người ký nhận"
    )
    results = (
        ("Đã chi", date(2026, 11, 5), None, "collected", None),
        ("đã chi trả", "06/11/2026", None, "collected", None),
        ("ĐÃ NHẬN", date(2026, 11, 6), None, "collected", None),
        ("Chưa chi", None, "Không đến nhận", one_of("on_list", "sent", "failed", None), ANY),
        ("Trả lại", date(2026, 11, 20), "Không đến nhận", "returned", "not_collected"),
        ("Hoàn trả", date(2026, 11, 20), "Người nhận thay không có trong danh sách", "returned",
         "payee_not_listed"),
    )  # fmt: skip
    for stt, (state, day, why, stage, reason) in enumerate(results, 1):
        person = who(1100 + stt)
        signed = "Phùng Thị Ký Thay" if stt == 2 else None
        row = paper.line(stt, person.name, person.citizen_id, 540_000, state, day, why, signed)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, amount=540_000,
            status=stage, reason=reason, payee=ANY, unit=Within("nui sam"),
            status_on=None if day is None else one_of(
                date(2026, 11, 6) if isinstance(day, str) else day
            ),
        )  # fmt: skip
    row = paper.line(7, who(1110).name, who(1110).citizen_id, 540_000, "xem lại", None, None)
    expected.hold(
        paper.name, row, who(1110).name, citizen_id=who(1110).citizen_id, amount=540_000,
        or_problem=True,
    )  # fmt: skip
    expected.note(paper.name, row, "E", "unknown_word")
    paper.line(None, "Đã chi: 3 người", None, 1_620_000)
    paper.line(None, "Chưa chi: 3 người", None, 1_620_000)
    paper.line(None, "Trưởng bưu cục")
    paper.line(None, SIGNERS[0])
    expected.nobody += [*SIGNERS, "Phùng Thị Ký Thay", "Đã chi: 3 người"]
    expected.about["unit"] = ANY
    xlsx(path, paper)
    return expected


@messy("ketqua.xlsx")
def results_of_the_bank(path: Path) -> Expected:
    paper, expected = Paper("CK T11"), Expected()
    paper.line(
        "STT", "Tên đối tượng", "Số tài khoản", "Ngân hàng", "Số tiền", "Trạng thái", "Nguyên nhân"
    )
    results = (
        ("Thành công", None, "credited", None),
        ("Không thành công", "Sai tên chủ tài khoản", "failed", "name_differs"),
        ("Thất bại", "Sai số tài khoản", "failed", "wrong_number"),
        ("Không thành công", "Tài khoản chưa kích hoạt", "failed", "account_inactive"),
    )
    for stt, (state, why, stage, reason) in enumerate(results, 1):
        person = who(1120 + stt)
        row = paper.line(stt, person.name, person.account, "Nam A Bank", 540_000, state, why)
        expected.hold(
            paper.name, row, person.name, amount=540_000, account_number=person.account,
            bank="970428", status=stage, reason=reason, way=one_of(None, "account"),
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("taikhoan.xlsx", ListKind.ACCOUNTS)
def accounts_by_the_bank_without_marks(path: Path) -> Expected:
    """The bank knows holders only, in capitals without marks."""
    paper, expected = Paper("DS_TK"), Expected()
    paper.line("NGAN HANG TMCP NAM A - CN AN GIANG")
    paper.line("DANH SACH TAI KHOAN DA MO DEN NGAY 31/10/2026")
    paper.line(
        "STT", "CIF", "TEN CHU TAI KHOAN", "SO TAI KHOAN", "SO GTTT", "NGAY MO", "TRANG THAI"
    )
    states = (
        ("Hoạt động", one_of("usable", "opened")),
        ("Chưa kích hoạt", "waiting_for_activation"),
        ("DA DONG", "closed"),
    )
    for stt, (word, state) in enumerate(states, 1):
        person = who(1130 + stt)
        row = paper.line(
            stt, 7_000_000 + stt, without_marks(person.name), person.account, person.citizen_id,
            date(2026, 10, stt), word,
        )  # fmt: skip
        expected.hold(
            paper.name, row, without_marks(person.name), citizen_id=person.citizen_id,
            account_number=person.account, bank=one_of("970428", None),
            holder=one_of("", without_marks(person.name)), opened_on=date(2026, 10, stt),
            account_state=state,
        )  # fmt: skip
    xlsx(path, paper)
    return expected


@messy("taikhoan.xlsx", ListKind.ACCOUNTS)
def accounts_with_person_and_holder(path: Path) -> Expected:
    """A mother's account for her child; numbers that a spreadsheet has eaten."""
    paper, expected = Paper("DS_TK"), Expected()
    paper.line(
        "STT", "Họ tên đối tượng", "Số CCCD", "STK", "Chủ tài khoản", "Tại ngân hàng", "Ngày mở TK"
    )
    values: tuple[tuple[object, str | None], ...] = (
        ("0160000000105", "0160000000105"), (1600000000106, "1600000000106"),
        (1600000000107.0, "1600000000107"), ("1600 0000 0010 8", "1600000000108"),
        ("1.600.000.000.109", "1600000000109"), ("'0160000000110", "0160000000110"),
    )  # fmt: skip
    for stt, (written, number) in enumerate(values, 1):
        person = who(1140 + stt)
        holder = "" if stt % 2 else "TRAN THI ME"
        row = paper.line(
            stt, person.name, person.citizen_id, written, holder, "Agribank CN Châu Đốc", None
        )
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, account_number=number,
            holder=Within(holder) if holder else "", bank=one_of("970405"), or_problem=stt > 4,
        )  # fmt: skip
    for stt, written in enumerate(("1,6E+12", "chưa mở", "16000-ABC"), 10):
        person = who(1140 + stt)
        row = paper.line(stt, person.name, person.citizen_id, written, None, "NH Lạ Hoắc", None)
        expected.hold(
            paper.name, row, person.name, citizen_id=person.citizen_id, account_number=None,
            or_problem=True,
        )  # fmt: skip
        expected.note(paper.name, row, "D" if written != "chưa mở" else None, "account_number")
        expected.note(paper.name, row, "F", "unknown_bank")
    expected.nobody.append("Tran Thi Me")
    xlsx(path, paper)
    return expected


@messy("lich.xlsx", ListKind.CALENDAR)
def calendar_of_the_post(path: Path) -> Expected:
    paper, expected = Paper("Lịch"), Expected()
    paper.line("BƯU ĐIỆN TỈNH AN GIANG", None, None, "Châu Đốc, ngày 28 tháng 10 năm 2026")
    paper.line("LỊCH CHI TRẢ TRỢ CẤP XÃ HỘI THÁNG 11 NĂM 2026")
    paper.line("STT", "Xã/Phường", "Điểm chi trả", "Ngày chi trả", "Giờ", "Ghi chú")
    days: tuple[tuple[object, date], ...] = (
        (date(2026, 11, 5), date(2026, 11, 5)), ("06/11/2026", date(2026, 11, 6)),
        ("Thứ bảy, 07/11/2026", date(2026, 11, 7)), ("9/11", date(2026, 11, 9)),
        ("ngày 10 tháng 11", date(2026, 11, 10)),
    )  # fmt: skip
    hours = (
        ("7h30 - 11h00", time(7, 30), time(11)), ("07:30–10:45", time(7, 30), time(10, 45)),
        ("Từ 7g đến 11g", time(7), time(11)), ("7 giờ 30 - 16 giờ 30", time(7, 30), time(16, 30)),
        ("", None, None),
    )  # fmt: skip
    for stt, ((written, day), (hour, opens, closes)) in enumerate(zip(days, hours, strict=True), 1):
        row = paper.line(stt, "Phường Núi Sam", f"BĐ-VHX Núi Sam {stt}", written, hour)
        expected.hold(
            paper.name, row, f"BĐ-VHX Núi Sam {stt}", unit=Within("nui sam"), day=day,
            opens=opens, closes=closes, way=one_of(None, "cash"), programme=ANY,
            state=one_of("planned"), or_problem=stt > 3,
        )  # fmt: skip
    bad = ("31/11/2026", "sẽ báo sau", "05-07/11/2026", "05/11/2062")
    for stt, written in enumerate(bad, 10):
        row = paper.line(stt, "Phường Núi Sam", f"Nhà văn hóa khóm {stt}", written, "7h30 - 11h00")
        expected.hold(
            paper.name, row, f"Nhà văn hóa khóm {stt}", unit=ANY, day=None, opens=ANY, closes=ANY,
            way=ANY, programme=ANY, state=ANY, or_problem=True,
        )  # fmt: skip
        expected.note(paper.name, row, "D", "day")
    paper.line(None, "Người lập lịch")
    paper.line(None, SIGNERS[0])
    expected.nobody += SIGNERS
    xlsx(path, paper)
    return expected


@messy("lich.xlsx", ListKind.CALENDAR)
def calendar_with_the_ward_over_its_points(path: Path) -> Expected:
    """The ward and the day stand once, in cells merged over their points."""
    paper, expected = Paper("T11"), Expected()
    paper.line("LỊCH CHI TRẢ THÁNG 11/2026")
    paper.line("Phường, xã", "Ngày", "Điểm chi", "Giờ bắt đầu", "Giờ kết thúc")
    at = 0
    for ward, day in (("Phường Núi Sam", date(2026, 11, 5)), ("Xã Vĩnh Châu", date(2026, 11, 6))):
        first = len(paper.lines) + 1
        for point in range(3):
            at += 1
            row = paper.line(
                None if point else ward, None if point else day, f"Điểm số {at}", "7h30", "11h"
            )
            expected.hold(
                paper.name, row, f"Điểm số {at}", unit=Within(ward.split(" ", 1)[1]), day=day,
                opens=time(7, 30), closes=time(11), way=one_of(None, "cash"), programme=ANY,
                state=one_of("planned"),
            )  # fmt: skip
        paper.merge(first, 1, first + 2, 1)
        paper.merge(first, 2, first + 2, 2)
    xlsx(path, paper)
    return expected


@messy("diem.xlsx", ListKind.POINTS)
def points_of_the_post(path: Path) -> Expected:
    paper, expected = Paper("Điểm"), Expected()
    paper.line("DANH SÁCH ĐIỂM CHI TRẢ TRÊN ĐỊA BÀN")
    paper.line(
        "STT",
        "Tên điểm",
        "Loại điểm",
        "Xã/Phường",
        "Địa chỉ",
        "Vĩ độ",
        "Kinh độ",
        "Giờ mở cửa",
        "Ngày làm việc",
    )
    row = paper.line(
        1, "Bưu cục Châu Đốc", "Bưu cục", "Phường Châu Phú B", "2 Lê Lợi", 10.7075, 105.1192,
        "7:00 - 11:30, 13:30 - 17:00", "Thứ 2 - Thứ 6",
    )  # fmt: skip
    expected.hold(
        paper.name, row, "Bưu cục Châu Đốc", kind="post_office", unit=Within("chau phu b"),
        address=Within("2 Lê Lợi"), place=(10.7075, 105.1192), opens=time(7),
        pause_from=time(11, 30),
        pause_to=time(13, 30), closes=time(17), weekdays=frozenset({0, 1, 2, 3, 4}),
    )  # fmt: skip
    row = paper.line(
        2, "BĐ-VHX An Cư", "Bưu điện văn hóa xã", "xã An Cư", "ấp Pô Thi", "10,5630", "104,9710",
        "7g30-11g", "T2, T4, T6",
    )  # fmt: skip
    expected.hold(
        paper.name, row, "BĐ-VHX An Cư", kind="commune_post", unit=Within("an cu"),
        address=Within("Pô Thi"), place=(10.5630, 104.9710), opens=time(7, 30), closes=time(11),
        weekdays=frozenset({0, 2, 4}),
    )  # fmt: skip
    row = paper.line(
        3, "ATM Nam Á", "ATM", "Phường Núi Sam", "chân núi Sam", None, None, "24/24", None
    )
    expected.hold(
        paper.name, row, "ATM Nam Á", kind="atm", unit=Within("nui sam"), opens=ANY, closes=ANY,
        address=Within("núi Sam"), weekdays=ANY, bank=one_of(None, "970428"), or_problem=True,
    )  # fmt: skip
    row = paper.line(4, "Điểm lạc", "Bưu cục", "Phường Núi Sam", "?", 105.1192, 10.7075, "", "")
    expected.hold(
        paper.name, row, "Điểm lạc", kind="post_office", unit=Within("nui sam"), address=ANY,
        place=None, or_problem=True,
    )  # fmt: skip
    expected.note(paper.name, row, None, "place_not_here")  # latitude and longitude exchanged
    row = paper.line(5, "", "Bưu cục", "Phường Núi Sam", "không tên", None, None, "", "")
    expected.error(paper.name, row, None, "no_name")
    xlsx(path, paper)
    return expected
