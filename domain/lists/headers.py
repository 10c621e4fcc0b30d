"""What the columns of a list are called, in the many spellings that are in use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz.distance import OSA

from domain.lists.row import ListKind
from domain.words import folded


class Field(StrEnum):
    """What a column holds. Some are only parts of what a row says, or decided with the others."""

    NUMBER = "number"
    NAME = "name"
    FAMILY_NAME = "family_name"  # and the middle names, where the given name stands apart
    GIVEN_NAME = "given_name"
    RECIPIENT = "recipient"  # the beneficiary, or who collects where the beneficiary stands too
    SEX = "sex"
    MALE = "male"  # a cross, or the birth of a man
    FEMALE = "female"
    BIRTH = "birth"
    BIRTH_DAY = "birth_day"
    BIRTH_MONTH = "birth_month"
    BIRTH_YEAR = "birth_year"
    CITIZEN_ID = "citizen_id"
    OLD_ID = "old_id"
    PHONE = "phone"
    UNIT = "unit"
    ADDRESS = "address"
    PROGRAMME = "programme"
    CATEGORY = "category"
    CATEGORY_CODE = "category_code"
    COEFFICIENT = "coefficient"
    MONEY = "money"  # the amount, or the total where the amount stands too
    AMOUNT = "amount"
    ARREARS = "arrears"
    TOTAL = "total"
    WAY = "way"
    BY_CASH = "by_cash"
    BY_ACCOUNT = "by_account"  # a cross, or the account's number
    CASH_AMOUNT = "cash_amount"  # the amount stands in the column of its way
    ACCOUNT_AMOUNT = "account_amount"
    ACCOUNT_NUMBER = "account_number"
    BANK = "bank"
    HOLDER = "holder"
    PAYEE = "payee"
    RELATION = "relation"
    STATUS = "status"
    REASON = "reason"  # beside a status, or what alone says it
    STATUS_ON = "status_on"
    ACCOUNT_STATE = "account_state"
    OPENED_ON = "opened_on"
    SINCE = "since"
    UNTIL = "until"
    NOTE = "note"
    POINT = "point"
    DAY = "day"
    HOURS = "hours"
    OPENS = "opens"
    CLOSES = "closes"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    STATE = "state"
    KIND = "kind"
    PLACE = "place"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    WEEKDAYS = "weekdays"
    KNOWN = "known"  # seen in such lists, and not used
    FOREIGN = "foreign"  # of a list of something else


_EVERYWHERE: Mapping[Field, str] = {
    Field.NUMBER: "STT, Số TT, TT, Số thứ tự, Thứ tự, No, ល.រ, លរ, លេខរៀង",
    Field.NAME: """Họ và tên| Họ tên| Họ & tên| Họ, chữ đệm và tên| Họ, đệm và tên| Họ chữ đệm tên|
        Họ, chữ đệm, tên| Họ và chữ đệm, tên| Họ, tên đệm và tên| Họ, tên| Tên đối tượng|
        Họ tên đối tượng| Họ và tên đối tượng| Họ và tên đối tượng hưởng| Họ tên đối tượng hưởng|
        Họ tên đối tượng BTXH| Họ và tên đối tượng BTXH| Họ và tên đối tượng thụ hưởng|
        Họ và tên đối tượng hưởng trợ cấp| Họ tên người hưởng| Họ và tên người hưởng|
        Họ và tên người hưởng trợ cấp| Họ và tên người được hưởng| Họ tên người được hưởng|
        Tên người hưởng| Người hưởng| Người được hưởng| Người hưởng trợ cấp| Người thụ hưởng|
        Tên người thụ hưởng| Họ tên người thụ hưởng| Họ và tên người thụ hưởng|
        Họ và tên khách hàng| Họ tên khách hàng| Tên khách hàng| Khách hàng| Tên KH|
        Họ và tên người cao tuổi| Họ tên người cao tuổi| Họ và tên người khuyết tật|
        Họ và tên trẻ| Họ và tên trẻ em| Họ tên trẻ em| Họ và tên công dân| Full name|
        ឈ្មោះ| ឈ្មោះពេញ| គោត្តនាម និងនាម| គោត្តនាម-នាម| នាមត្រកូល និងនាម| ឈ្មោះអ្នកទទួល""",
    Field.FAMILY_NAME: """Họ| Họ đệm| Họ và đệm| Họ, đệm| Họ, chữ đệm| Họ và chữ đệm| Họ chữ đệm|
        Họ và tên đệm| Họ, tên đệm| Họ lót| Họ và chữ lót| Họ và tên lót| Họ, chữ lót|
        នាមត្រកូល| គោត្តនាម""",
    Field.GIVEN_NAME: "Tên| Tên gọi| នាម| នាមខ្លួន",
    Field.RECIPIENT: """Người nhận| Họ tên người nhận| Họ và tên người nhận| Người nhận tiền|
        Họ tên người nhận tiền| Họ và tên người nhận tiền| Tên người nhận| Người lĩnh|
        Người lĩnh tiền| Họ tên người lĩnh tiền| Họ và tên người lĩnh tiền| Người lãnh tiền""",
    Field.SEX: "Giới tính| Giới| Phái| Nam/Nữ| Nam, nữ| Nam (nữ)| GT| Sex| ភេទ",
    Field.MALE: "Nam| Năm sinh Nam| Ngày sinh Nam| ប្រុស",
    Field.FEMALE: "Nữ| Năm sinh Nữ| Ngày sinh Nữ| ស្រី",
    Field.BIRTH: """Ngày sinh| Ngày, tháng, năm sinh| Ngày tháng năm sinh| Năm sinh|
        Ngày/tháng/năm sinh| Ngày tháng sinh| Ngày, tháng sinh| Ngày năm sinh| Sinh ngày|
        Sinh năm| NS| Ngày sinh/Năm sinh| Ngày hoặc năm sinh| Ngày, tháng, năm sinh (Nam, nữ)|
        Date of birth| ថ្ងៃខែឆ្នាំកំណើត| ឆ្នាំកំណើត| ថ្ងៃកំណើត""",
    Field.CITIZEN_ID: """Số CCCD| CCCD| CCCD/CMND| CMND/CCCD| Số CCCD/CMND| Số CMND/CCCD|
        Số căn cước công dân| Căn cước công dân| Số căn cước| Căn cước| Thẻ căn cước|
        Số thẻ căn cước| Số CC| Số CCCD/Định danh| Số CCCD/ĐDCN| CCCD/Định danh| Số định danh|
        Số định danh cá nhân| Định danh cá nhân| Mã định danh| Mã định danh cá nhân| Số ĐDCN|
        Mã ĐDCN| ĐDCN| Số CCCD hoặc số định danh cá nhân| Số CCCD hoặc CMND|
        Số định danh cá nhân/CMND| Số định danh/CCCD| Số giấy tờ tùy thân| Giấy tờ tùy thân|
        Số giấy tờ| Số GTTT| GTTT| Số CCCD (mới)| Số CCCD (12 số)| CCCD gắn chíp| Citizen ID|
        អត្តសញ្ញាណប័ណ្ណ| លេខអត្តសញ្ញាណប័ណ្ណ| លេខអត្តសញ្ញាណ""",
    Field.OLD_ID: """CMND| Số CMND| Số chứng minh| Số chứng minh nhân dân| Chứng minh nhân dân|
        CMND cũ| Số CMND cũ| Số CMND (9 số)""",
    Field.PHONE: """Điện thoại| Số điện thoại| SĐT| ĐT| Số ĐT| Di động| ĐTDĐ| Số di động|
        Điện thoại liên hệ| Số điện thoại liên hệ| Số ĐT liên hệ| Điện thoại di động| Liên hệ|
        Phone| ទូរសព្ទ| លេខទូរសព្ទ""",
    Field.UNIT: """Xã/Phường| Xã, phường| Xã| Phường| Phường/Xã| Phường, xã| ĐVHC|
        Đơn vị hành chính| Xã/Phường/Thị trấn| Xã, phường, thị trấn| Xã (phường)| Tên xã|
        Tên phường| Tên xã/phường| Địa bàn| Đơn vị| Đơn vị cấp xã| Xã/phường (cũ)|
        Xã/Phường (mới)| ឃុំ| សង្កាត់| ឃុំ/សង្កាត់| ឃុំ សង្កាត់""",
    Field.ADDRESS: """Địa chỉ| Khóm/Ấp| Khóm, ấp| Ấp/Khóm| Ấp, khóm| Khóm| Ấp| Nơi ở|
        Nơi ở hiện nay| Nơi ở hiện tại| Chỗ ở| Chỗ ở hiện nay| Nơi thường trú| Nơi cư trú|
        Địa chỉ thường trú| Địa chỉ cư trú| Địa chỉ nơi ở| Địa chỉ hiện nay| Thường trú| Cư trú|
        Hộ khẩu| Hộ khẩu thường trú| HKTT| Nơi ĐKHKTT| Số nhà| Số nhà, đường| Tổ| Đường|
        Địa chỉ (khóm, ấp)| Địa chỉ (ấp, xã)| Thôn| Thôn/Ấp| អាសយដ្ឋាន| ភូមិ| ទីលំនៅ""",
    Field.PROGRAMME: "Chương trình| Chế độ| Loại trợ cấp| Loại chế độ| Chính sách| Chế độ hưởng",
    Field.CATEGORY: """Đối tượng| Loại đối tượng| Nhóm đối tượng| Đối tượng hưởng| Diện|
        Diện đối tượng| Diện hưởng| Loại hình đối tượng| Tên loại đối tượng| Diện trợ cấp|
        Dạng đối tượng| ប្រភេទ""",
    Field.CATEGORY_CODE: """Mã đối tượng| Mã loại đối tượng| Mã ĐT| Khoản/Điều| Khoản, Điều|
        Điều/Khoản| Điều, khoản| Mã nhóm| Khoản| Theo khoản, điều""",
    Field.COEFFICIENT: "Hệ số| HS| Hệ số trợ cấp| Hệ số hưởng| Hệ số TC| មេគុណ",
    Field.MONEY: """Số tiền| Số tiền được hưởng| Số tiền hưởng| Thành tiền| Số tiền chi trả|
        Số tiền nhận| Kinh phí| Số tiền trợ cấp| Tiền| ចំនួនទឹកប្រាក់| ចំនួនប្រាក់| ទឹកប្រាក់""",
    Field.AMOUNT: """Mức trợ cấp| Trợ cấp tháng| Trợ cấp hàng tháng| Trợ cấp hằng tháng| Mức hưởng|
        Mức TC| Trợ cấp| Tiền trợ cấp| Mức trợ cấp hàng tháng| Mức trợ cấp hằng tháng|
        Mức trợ cấp/tháng| Mức hưởng/tháng| Số tiền trợ cấp tháng| Số tiền hàng tháng|
        Mức trợ cấp tháng| Trợ cấp tháng này| Mức trợ cấp hiện hưởng| Mức hưởng hàng tháng|
        Mức chi trả| Trong tháng| Tháng này| ប្រាក់ឧបត្ថម្ភ| ប្រាក់ឧបត្ថម្ភប្រចាំខែ""",
    Field.ARREARS: """Truy lĩnh| Tiền truy lĩnh| Số tiền truy lĩnh| Truy lãnh| Truy trả|
        Truy lĩnh các tháng trước| Truy lĩnh tháng trước| Truy nhận| Bổ sung tháng trước""",
    Field.TOTAL: """Tổng cộng| Thực lĩnh| Thực nhận| Tổng số tiền| Tổng tiền| Cộng| Tổng|
        Thực lãnh| Số tiền thực nhận| Số tiền thực lĩnh| Tổng số| Tổng nhận| Tổng thực lĩnh|
        Tổng số tiền chi trả| Tổng số tiền nhận| Tổng cộng tiền| សរុប| ប្រាក់សរុប""",
    Field.WAY: """Hình thức| Hình thức nhận| Hình thức chi trả| Hình thức nhận tiền| TM/TK| TK/TM|
        Tiền mặt/Tài khoản| Phương thức| Phương thức chi trả| Hình thức chi| HT chi trả|
        Phương thức nhận| Cách nhận| Hình thức lĩnh| Hình thức thanh toán|
        របៀបបើកប្រាក់| របៀបទទួលប្រាក់""",
    Field.BY_CASH: "TM| Tiền mặt| Nhận tiền mặt| Bằng tiền mặt",
    Field.BY_ACCOUNT: "TK| Qua tài khoản| Chuyển khoản| CK| Qua TK| Nhận qua tài khoản| ATM",
    Field.ACCOUNT_NUMBER: """Số tài khoản| STK| Số TK| Tài khoản| Số tài khoản ngân hàng|
        Tài khoản ngân hàng| TK ngân hàng| Số TK ngân hàng| Số tài khoản nhận tiền|
        Số hiệu tài khoản| Tài khoản số| Số tài khoản ASXH| Account number| លេខគណនី| គណនី""",
    Field.BANK: """Ngân hàng| Tên ngân hàng| NH| Tại ngân hàng| Mở tại ngân hàng| Ngân hàng mở|
        Nơi mở tài khoản| Ngân hàng nhận| Tên NH| Bank| ធនាគារ""",
    Field.HOLDER: """Chủ tài khoản| Tên chủ tài khoản| Họ tên chủ tài khoản| Chủ TK| Tên chủ TK|
        Họ và tên chủ tài khoản| Tên tài khoản| Tên TK| Người đứng tên tài khoản| ម្ចាស់គណនី""",
    Field.PAYEE: """Người nhận thay| Họ tên người nhận thay| Họ và tên người nhận thay|
        Tên người nhận thay| Người được ủy quyền| Họ tên người được ủy quyền| Người ủy quyền|
        Họ và tên người được ủy quyền| Người giám hộ| Họ tên người giám hộ|
        Họ và tên người giám hộ| Người lĩnh thay| Người lãnh thay| Người nhận hộ| Nhận thay|
        Người đại diện| Họ và tên người đại diện| Người đại diện hợp pháp| អ្នកទទួលជំនួស""",
    Field.RELATION: """Quan hệ| Mối quan hệ| Quan hệ với đối tượng| Quan hệ với người hưởng|
        Quan hệ với người được hưởng| Mối quan hệ với đối tượng""",
    Field.STATUS: """Kết quả| Kết quả chi trả| Tình trạng chi trả| Trạng thái chi trả|
        Tình hình chi trả| Kết quả chuyển khoản| Kết quả chuyển tiền| Trạng thái chuyển tiền""",
    Field.REASON: """Lý do| Nguyên nhân| Lý do chưa chi| Lý do chưa nhận| Lý do không nhận|
        Lý do chưa chi trả| Lý do trả lại| Lý do hoàn trả| Lý do không thành công| Lý do lỗi""",
    Field.STATUS_ON: """Ngày nhận| Ngày nhận tiền| Ngày chi| Ngày chuyển| Ngày chuyển tiền|
        Ngày lĩnh| Ngày lãnh tiền| Ngày ghi có| Ngày giao dịch| Ngày chi tiền""",
    Field.ACCOUNT_STATE: """Trạng thái tài khoản| Tình trạng tài khoản| Trạng thái TK|
        Tình trạng TK| ស្ថានភាពគណនី""",
    Field.OPENED_ON: "Ngày mở| Ngày mở tài khoản| Ngày mở TK| Thời gian mở tài khoản",
    Field.SINCE: """Hưởng từ| Hưởng từ tháng| Từ tháng| Tháng hưởng| Thời điểm hưởng|
        Thời gian hưởng| Tháng bắt đầu hưởng| Ngày hưởng| Bắt đầu hưởng| Thời điểm bắt đầu hưởng""",
    Field.UNTIL: """Đến tháng| Thôi hưởng| Thôi hưởng từ| Thôi hưởng từ tháng| Hưởng đến|
        Hưởng đến tháng| Cắt từ tháng| Thời điểm thôi hưởng| Dừng hưởng| Tháng thôi hưởng""",
    Field.NOTE: "Ghi chú| Ghi chú khác| Chú thích| Lưu ý| កំណត់សម្គាល់| សម្គាល់| ផ្សេងៗ| Note",
    Field.POINT: """Điểm chi trả| Địa điểm chi trả| Điểm chi| Nơi chi trả| Địa điểm chi|
        Tên điểm chi trả| Nơi nhận tiền| Điểm nhận tiền| កន្លែងបើកប្រាក់""",
    Field.DAY: "Lịch chi trả| Ngày phát tiền| ថ្ងៃបើកប្រាក់",
    Field.KNOWN: """Ký nhận| Ký tên| Chữ ký| Người nhận ký tên| Ký, ghi rõ họ tên| Dân tộc|
        Ngày cấp| Nơi cấp| Ngày cấp CCCD| Nơi cấp CCCD| Số quyết định| Quyết định| Số QĐ|
        Ngày quyết định| Ngày QĐ| Chủ hộ| Họ và tên chủ hộ| Họ tên chủ hộ| Mã hộ| Mã hồ sơ|
        Quê quán| Nơi sinh| Tuổi| Mức chuẩn| Mức chuẩn trợ cấp| Mức chuẩn trợ giúp xã hội|
        Huyện| Quận/Huyện| Huyện/Thị xã| Huyện, thị xã, thành phố| Tỉnh| Tỉnh/Thành phố|
        Thành phố| Số tháng| Số tháng truy lĩnh| Mã số thuế| Email| Mã BHYT| Số thẻ BHYT|
        Ngày nhập| Thành viên| Số khẩu| Số nhân khẩu| Dạng tật| Mức độ|
        Mức độ khuyết tật| Dạng khuyết tật| Ngày chết| Ngày mất| Tôn giáo|
        Số điện thoại người nhận thay| CCCD người nhận thay| Số CCCD người nhận thay|
        CCCD người được ủy quyền| Số CCCD người được ủy quyền| Số CCCD người giám hộ|
        CCCD người giám hộ| Điện thoại người nhận thay| Số CCCD chủ tài khoản| ហត្ថលេខា""",
    Field.FOREIGN: """Lớp| Trường| Học lực| Hạnh kiểm| Điểm| Điểm TB| Điểm trung bình| Môn học|
        Mã học sinh| Mã HS| Mã sinh viên| MSSV| Họ và tên học sinh| Họ tên học sinh|
        Giáo viên| Giáo viên chủ nhiệm| Phụ huynh| Họ tên cha| Họ tên mẹ| Họ và tên cha|
        Họ và tên mẹ| Chức vụ| Chức danh| Phòng ban| Bộ phận| Ngày công| Số ngày công|
        Lương cơ bản| Hệ số lương| Phụ cấp| Lương| Số lượng| Đơn giá| Tên hàng| Tên tài sản|
        Tên vật tư| Mã hàng| Tồn kho| Đơn vị tính| ĐVT| Nhập| Xuất""",
}

_BY_KIND: Mapping[ListKind, Mapping[Field, str]] = {
    ListKind.PEOPLE: {Field.KNOWN: "Trạng thái| Tình trạng| Lý do| Nguyên nhân"},
    ListKind.ACCOUNTS: {Field.ACCOUNT_STATE: "Trạng thái| Tình trạng| Kết quả"},
    ListKind.PAYMENTS: {
        Field.STATUS: "Trạng thái| Tình trạng",
        Field.STATUS_ON: "Ngày chi trả| Ngày trả",
    },
    ListKind.CALENDAR: {
        Field.DAY: """Ngày chi trả| Ngày| Ngày chi| Thời gian chi trả| Ngày trả| Ngày, tháng|
            Ngày tháng| Ngày tháng năm| Ngày lĩnh tiền| Ngày lãnh tiền| Ngày nhận tiền|
            Ngày phát| Thời gian| Ngày chuyển tiền| Ngày chi trả dự kiến""",
        Field.POINT: """Địa điểm| Điểm| Tại| Nơi| Bưu cục| Bưu điện| Tên điểm| Địa chỉ| Điểm phát|
            Tên bưu cục""",
        Field.STATE: "Trạng thái| Tình trạng",
        Field.HOURS: "Giờ| Giờ chi trả| Thời gian trong ngày| Khung giờ| Buổi| Giờ làm việc",
        Field.OPENS: "Từ giờ| Giờ bắt đầu| Bắt đầu| Từ| Giờ mở",
        Field.CLOSES: "Đến giờ| Giờ kết thúc| Kết thúc| Đến| Giờ đóng",
        Field.MORNING: "Sáng| Buổi sáng",
        Field.AFTERNOON: "Chiều| Buổi chiều",
    },
    ListKind.POINTS: {
        Field.NAME: """Tên điểm| Tên điểm chi trả| Điểm chi trả| Tên bưu cục| Bưu cục| Bưu điện|
            Tên bưu điện| Tên| Tên điểm giao dịch| Điểm giao dịch| Điểm| Địa điểm chi trả|
            Tên địa điểm| Tên phòng giao dịch| កន្លែងបើកប្រាក់""",
        Field.KIND: "Loại| Loại điểm| Loại hình| Hình thức| Loại điểm chi trả| Loại hình điểm",
        Field.ADDRESS: "Địa điểm| Vị trí| Địa chỉ điểm",
        Field.PLACE: "Tọa độ| Toạ độ| Tọa độ GPS| GPS| Vĩ độ, kinh độ| Kinh độ, vĩ độ",
        Field.LATITUDE: "Vĩ độ| Lat| Latitude",
        Field.LONGITUDE: "Kinh độ| Lon| Lng| Long| Longitude",
        Field.HOURS: """Giờ| Giờ làm việc| Giờ mở cửa| Thời gian làm việc| Thời gian mở cửa|
            Giờ giao dịch| Giờ hoạt động| Thời gian hoạt động""",
        Field.OPENS: "Giờ mở| Mở| Từ| Từ giờ| Mở cửa lúc| Giờ bắt đầu",
        Field.CLOSES: "Giờ đóng| Đóng| Đến| Đến giờ| Đóng cửa| Đóng cửa lúc| Giờ kết thúc",
        Field.MORNING: "Sáng| Buổi sáng",
        Field.AFTERNOON: "Chiều| Buổi chiều",
        Field.WEEKDAYS: """Ngày làm việc| Thứ| Ngày mở cửa| Các ngày| Ngày trong tuần|
            Ngày hoạt động""",
    },
}


_SAID: Mapping[Field, str] = {
    Field.NAME: "họ và tên",
    Field.CITIZEN_ID: "ngày sinh hoặc số CCCD",
    Field.ACCOUNT_NUMBER: "số tài khoản",
    Field.AMOUNT: "số tiền",
    Field.CATEGORY: "loại trợ cấp hoặc mức trợ cấp",
    Field.POINT: "tên điểm chi trả",
    Field.ADDRESS: "xã, phường hoặc địa chỉ",
    Field.UNIT: "xã, phường",
    Field.DAY: "ngày chi trả",
}
"""How a column that is missing is named to who sent the list: as it is headed in such lists."""

_NAMES = frozenset({Field.NAME, Field.GIVEN_NAME})
_BIRTHS = frozenset({Field.BIRTH, Field.MALE, Field.FEMALE, Field.BIRTH_YEAR})
_IDS = frozenset({Field.CITIZEN_ID, Field.OLD_ID})
_AMOUNTS = frozenset({Field.AMOUNT, Field.TOTAL, Field.CASH_AMOUNT, Field.ACCOUNT_AMOUNT})
_ALLOWANCE = frozenset(
    {Field.CATEGORY, Field.CATEGORY_CODE, Field.COEFFICIENT, Field.AMOUNT, Field.ARREARS}
    | {Field.PROGRAMME, Field.WAY, Field.BY_CASH, Field.BY_ACCOUNT}
)

_REQUIRED: Mapping[ListKind, tuple[tuple[Field, frozenset[Field]], ...]] = {
    ListKind.PEOPLE: ((Field.NAME, _NAMES), (Field.CITIZEN_ID, _BIRTHS | _IDS)),
    ListKind.ACCOUNTS: (
        (Field.NAME, _NAMES),
        (Field.ACCOUNT_NUMBER, frozenset({Field.ACCOUNT_NUMBER, Field.BY_ACCOUNT})),
    ),
    ListKind.PAYMENTS: ((Field.NAME, _NAMES), (Field.AMOUNT, _AMOUNTS)),
    ListKind.CALENDAR: ((Field.DAY, frozenset({Field.DAY})),),
    ListKind.POINTS: (
        (Field.POINT, frozenset({Field.NAME})),
        (Field.ADDRESS, frozenset({Field.UNIT, Field.ADDRESS})),
    ),
}
"""Of each set at least one column has to be there. The unit of a calendar may be in its title."""

_OF_PEOPLE = frozenset({ListKind.PEOPLE, ListKind.ACCOUNTS, ListKind.PAYMENTS})


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column (from 0) holds what; ``units``: what one stands for in a column of money that
    says so, in đồng."""

    kind: ListKind
    at: Mapping[Field, tuple[int, ...]]
    units: Mapping[int, int] = field(default_factory=dict)

    def first(self, wanted: Field) -> int | None:
        found = self.at.get(wanted)
        return found[0] if found else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The Vietnamese names of the columns without which this is no list of its kind."""
        gone = [_SAID[said] for said, any_of in _REQUIRED[self.kind] if not any_of & set(self.at)]
        of_others = self.kind in _OF_PEOPLE and Field.FOREIGN in self.at
        if not gone and of_others and not _ALLOWANCE & set(self.at):
            gone = [_SAID[Field.CATEGORY]]
        if not gone and self.kind is ListKind.POINTS and (_BIRTHS | _IDS) & set(self.at):
            gone = [_SAID[Field.POINT]]  # these are people
        return tuple(gone)


def missing_unit() -> str:
    return _SAID[Field.UNIT]


def nothing_found(kind: ListKind) -> tuple[str, ...]:
    """What is missing where there is no heading at all."""
    return Columns(kind, {}).missing


# --- One heading --------------------------------------------------------------------------------

_LONGEST = 90
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_PARTS = re.compile(r"[/\n|;\-–]| - ")
_MONTH_BEHIND = re.compile(r"(?: (?:thang|t)(?: \d+)+|(?: \d{1,2})? 20\d\d)$")
_NEAR_FROM, _TWO_SLIPS_FROM = 7, 12


def field_of(kind: ListKind, said: str) -> Field | None:
    """What a heading means, or None for one that nobody knows."""
    return _field_of(kind, said) if len(said) <= _LONGEST else None


def plain_field_of(kind: ListKind, said: str) -> Field | None:
    """The same, without guessing at slips."""
    return _plain_field_of(kind, said) if len(said) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _field_of(kind: ListKind, said: str) -> Field | None:
    heading = folded(_IN_BRACKETS.sub(" ", said)).rstrip(" 0123456789")
    return _plain_field_of(kind, said) or _near(_words_of(kind), heading)


@lru_cache(maxsize=4096)
def _plain_field_of(kind: ListKind, said: str) -> Field | None:
    known = _words_of(kind)
    bare = _IN_BRACKETS.sub(" ", said)
    for heading in (folded(said), folded(bare)):
        if found := known.get(heading) or known.get(_MONTH_BEHIND.sub("", heading)):
            return found
    return _of_parts(known, bare)


def _of_parts(known: Mapping[str, Field], said: str) -> Field | None:
    """*Họ và tên / ឈ្មោះ*: the parts that are known agree."""
    found = {known.get(folded(part)) for part in _PARTS.split(said)} - {None}
    return found.pop() if len(found) == 1 else None


def _near(known: Mapping[str, Field], heading: str) -> Field | None:
    """With a slip of the finger, and never where two fields are as near."""
    if len(heading) < _NEAR_FROM:
        return None
    slips = 2 if len(heading) >= _TWO_SLIPS_FROM else 1
    near: dict[int, set[Field]] = {}
    for phrase, meant in known.items():
        if len(phrase) >= _NEAR_FROM and abs(len(phrase) - len(heading)) <= slips:
            near.setdefault(OSA.distance(heading, phrase, score_cutoff=slips), set()).add(meant)
    best = near.get(min(near, default=0), set())
    return next(iter(best)) if len(best) == 1 and min(near) <= slips else None


_THOUSANDS = re.compile(r"(?:1000|1 000|nghin|ngan) ?(?:dong|d|vnd)\b")
_MILLIONS = re.compile(r"(?:1000000|1 000 000|trieu|tr) ?(?:dong|d|vnd)\b")
_DONG = re.compile(r"\b(?:dong|vnd)\b")
_UNIT_OF_MONEY = re.compile(r"\b(?:don vi tinh|dvt|don vi|dv tinh)\b")


def unit_of_money(said: str) -> int | None:
    """*(nghìn đồng)*, *1.000đ*: how many đồng one is. None where nothing is said of it."""
    line = folded(said)
    if _THOUSANDS.search(line):
        return 1_000
    if _MILLIONS.search(line):
        return 1_000_000
    return 1 if _DONG.search(line) else None


def title_unit_of_money(said: str) -> int | None:
    """*Đơn vị tính: triệu đồng*."""
    return unit_of_money(said) if _UNIT_OF_MONEY.search(folded(said)) else None


# --- All headings -------------------------------------------------------------------------------

Path: TypeAlias = tuple[str, ...]
"""The headings above one column, the widest first."""

_OF_PAYEE = {Field.NAME: Field.PAYEE, Field.GIVEN_NAME: Field.PAYEE, Field.PAYEE: Field.PAYEE} | {
    Field.RELATION: Field.RELATION
}
_OF_HOLDER = {Field.NAME: Field.HOLDER, Field.GIVEN_NAME: Field.HOLDER, Field.HOLDER: Field.HOLDER}
_NUMBERS = frozenset({"so", "ma so", "ma", "so the"})
_BENEATH: Mapping[Field, Mapping[str, Field]] = {
    Field.CITIZEN_ID: dict.fromkeys(_NUMBERS | {"moi", "cccd"}, Field.CITIZEN_ID)
    | {"cu": Field.OLD_ID, "cmnd": Field.OLD_ID},
    Field.ACCOUNT_NUMBER: dict.fromkeys(_NUMBERS, Field.ACCOUNT_NUMBER)
    | dict.fromkeys(("ten", "ho ten", "ho va ten", "chu tk"), Field.HOLDER),
    Field.BANK: dict.fromkeys(_NUMBERS, Field.ACCOUNT_NUMBER) | {"ten": Field.BANK},
    Field.BIRTH: {"ngay": Field.BIRTH_DAY, "thang": Field.BIRTH_MONTH, "nam": Field.BIRTH_YEAR},
    Field.WAY: {"tai khoan": Field.BY_ACCOUNT},
    Field.ADDRESS: {"xa": Field.UNIT, "phuong": Field.UNIT},
    Field.UNIT: {"moi": Field.UNIT, "cu": Field.ADDRESS},
}
_MONEY = frozenset({Field.MONEY, Field.AMOUNT, Field.TOTAL})
_BY_WAY = dict.fromkeys(("tm", "tien mat", "bang tien mat"), Field.CASH_AMOUNT) | dict.fromkeys(
    ("tk", "tai khoan", "qua tai khoan", "chuyen khoan", "ck", "qua tk"), Field.ACCOUNT_AMOUNT
)
_OF_PAPERS = frozenset(map(folded, ("Quyết định", "QĐ", "Theo quyết định", "Quyết định hưởng")))


def columns_of(kind: ListKind, paths: Mapping[int, Path]) -> Columns:
    """From the headings above each column."""
    leaves = {folded(path[-1]) for path in paths.values()}
    found: dict[Field, list[int]] = {}
    for column, path in sorted(paths.items()):
        meant = _meant(kind, path, "nu" in leaves)
        if meant is Field.NAME and paths.get(column + 1) == path:
            meant = Field.FAMILY_NAME
        elif meant is Field.NAME and paths.get(column - 1) == path:
            meant = Field.GIVEN_NAME
        if meant is not None:
            found.setdefault(meant, []).append(column)
    units = {
        column: unit for column, path in paths.items() if (unit := _unit_above(path)) is not None
    }
    return Columns(kind, _settled(kind, found), units)


def _unit_above(path: Path) -> int | None:
    return next((one for said in reversed(path) if (one := unit_of_money(said)) is not None), None)


def _meant(kind: ListKind, path: Path, by_sex: bool) -> Field | None:
    leaf = field_of(kind, path[-1])
    if leaf is Field.MALE and not by_sex:
        leaf = Field.BIRTH_YEAR
    for parent in reversed(path[:-1]):
        if (meant := _beneath(kind, parent, path[-1], leaf, by_sex)) is not None:
            return meant
    return leaf or field_of(kind, " ".join(path))


def _beneath(
    kind: ListKind, parent: str, said: str, leaf: Field | None, by_sex: bool
) -> Field | None:
    """What a heading means beneath a wider one; None where the wider one changes nothing."""
    if folded(parent) in _OF_PAPERS:
        return Field.KNOWN
    above = field_of(kind, parent)
    if above in {Field.PAYEE, Field.RECIPIENT} and leaf is not above:
        return _OF_PAYEE.get(leaf or Field.KNOWN, Field.KNOWN)
    if above is Field.HOLDER:
        return _OF_HOLDER.get(leaf or Field.KNOWN, Field.KNOWN)
    if above is Field.BIRTH and leaf is Field.MALE and by_sex:
        return Field.MALE
    if above in _MONEY and (meant := _BY_WAY.get(folded(said))) is not None:
        return meant
    if (
        above is not None
        and above in _BENEATH
        and (meant := _BENEATH[above].get(folded(said))) is not None
    ):
        return meant
    return Field.ADDRESS if above is Field.ADDRESS and leaf is None else None


def _settled(kind: ListKind, found: dict[Field, list[int]]) -> Mapping[Field, tuple[int, ...]]:
    """What some headings mean depends on what others there are."""
    named = Field.NAME in found or Field.GIVEN_NAME in found
    if Field.FAMILY_NAME in found and Field.GIVEN_NAME not in found:
        _rename(found, Field.FAMILY_NAME, Field.KNOWN if named else Field.NAME)
    if Field.GIVEN_NAME in found and Field.FAMILY_NAME not in found:
        _rename(found, Field.GIVEN_NAME, Field.KNOWN if Field.NAME in found else Field.NAME)
    _rename(found, Field.RECIPIENT, Field.PAYEE if named else Field.NAME)
    if kind is ListKind.ACCOUNTS and not named and Field.HOLDER in found:
        found[Field.NAME] = found[Field.HOLDER]
    _rename(found, Field.MONEY, _which_money(found))
    if Field.CITIZEN_ID not in found:
        _rename(found, Field.OLD_ID, Field.CITIZEN_ID)
    return {meant: tuple(at) for meant, at in found.items()}


def _which_money(found: Mapping[Field, list[int]]) -> Field:
    if Field.AMOUNT not in found:
        return Field.AMOUNT
    return Field.KNOWN if Field.TOTAL in found else Field.TOTAL


def _rename(found: dict[Field, list[int]], old: Field, new: Field) -> None:
    if old in found:
        found[new] = sorted(found.get(new, []) + found.pop(old))


# --- The tables ---------------------------------------------------------------------------------


def _phrases(listed: str) -> Iterable[str]:
    separator = "|" if "|" in listed else ","
    return (folded(phrase) for phrase in listed.split(separator))


@lru_cache(maxsize=len(ListKind))
def _words_of(kind: ListKind) -> Mapping[str, Field]:
    return {
        phrase: meant
        for table in (_EVERYWHERE, _BY_KIND[kind])
        for meant, listed in table.items()
        for phrase in _phrases(listed)
    }
