"""Which other programme somebody asks about: of these this service knows nothing but whom to ask.

The social pension is ours, and so no other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from domain.words import folded, has_khmer


class Programme(StrEnum):
    SEPTEMBER_GIFT = "september_gift"  # for the second of September
    TET_GIFT = "tet_gift"
    LOAN = "loan"  # of the policy bank
    HEALTH_CARD = "health_card"
    UNEMPLOYMENT = "unemployment"
    PENSION = "pension"  # of social insurance, with what else it pays
    MERIT = "merit"  # people with merit, and families of fallen soldiers
    STUDENT = "student"
    ELECTRICITY = "electricity"
    HOUSE = "house"
    LAND = "land"
    DISASTER = "disaster"
    VACCINE = "vaccine"
    POOR_HOUSEHOLD = "poor_household"


_FOLDED: Mapping[Programme, re.Pattern[str]] = {
    Programme.SEPTEMBER_GIFT: re.compile(
        r"\b2 (?:thang )?9\b|\b2thang9\b|\bhai thang chin\b|\bmung 2 9\b|\bquoc khanh\b|\b(?:qua"
        r"|tang)\b.*\b100 ?(?:k|ngan|nghin)\b"
    ),
    Programme.TET_GIFT: re.compile(
        r"\b(?:qua|tien|gao|mung|li xi|ho tro|cho|an) (?:an )?tet\b|\btet\b.*\b(?:qua|gao|cho"
        r"|400)\b|\b400 ?(?:k|ngan)\b"
        r"|\bqua tang nguoi cao tuoi\b|\bmung tho\b|\bnguyen dan\b|\bamnoy tet\b"
    ),
    Programme.LOAN: re.compile(
        r"\b(?:vay (?:von|tien|ngan hang|nhcs\w*|duoc|bao nhieu|ho ngheo|nuoi)|nhcs\w*"
        r"|ngan hang chinh sach|csxh"
        r"|cho vay|muon vay|(?:khchey|khchol|khchei|kchey) (?:luy|nhcs))\b"
        r"|\bvay\b.*\b(?:sinh vien|hoc|bo|trieu|lai)\b"
    ),
    Programme.HEALTH_CARD: re.compile(
        r"\b(?:bhyt|bao hi?em y te|the (?:y te|kham benh)|kham benh|vien phi)\b"
    ),
    Programme.UNEMPLOYMENT: re.compile(r"\b(?:that ?nghiep|mat viec|bhtn)\b"),
    Programme.PENSION: re.compile(
        r"\b(?:luong ?huu|huu tri(?! xa hoi| xh)|bhxh|bao hi?em xa hoi|thai ?san|om dau|tu tuat)\b"
    ),
    Programme.MERIT: re.compile(
        r"\b(?:nguoi co cong|co cong(?: cach mang)?|liet si|liet sy|thuong binh|benh binh"
        r"|me viet nam anh hung"
        r"|chat doc da cam|cuu chien binh|gia dinh chinh sach)\b"
    ),
    Programme.STUDENT: re.compile(
        r"\b(?:hoc phi|tien hoc|hoc bong|sinh vien|hoc sinh|tien truong|di hoc)\b"
    ),
    Programme.ELECTRICITY: re.compile(r"\b(?:tien dien|gia dien|ho tro dien|cup dien)\b"),
    Programme.HOUSE: re.compile(
        r"\b(?:nha tinh thuong|nha tinh nghia|nha dai doan ket|xoa nha tam|nha o xa hoi|(?:xay"
        r"|cat|sua|lam|xin) (?:cai )?"
        r"nha|nha (?:dot|sap|tam))\b"
    ),
    Programme.LAND: re.compile(
        r"\b(?:so do|giay do|dat (?:dai|san xuat|o|ruong|nha|tui|cua|cho|den bu)|tach thua|den bu"
        r"|boi thuong|quy hoach"
        r"|thu hoi dat|(?:cap|chia|dei|mieng|cat) dat|so do dei)\b"
    ),
    Programme.DISASTER: re.compile(
        r"\b(?:thien tai|thien ?tai|bao lut|lu lut|(?:bi )?(?:bao|lu|ngap|sat lo|han|giong"
        r"|loc)\b.*\b(?:ho tro|den|cuu"
        r"|tro cap)|cuu doi|cuu tro|giap hat|dich benh)\b|\bkhchol bok\b"
    ),
    Programme.VACCINE: re.compile(
        r"\b(?:(?:chich|tiem) (?:ngua|cum|vac ?xin|thuoc)|tiem chung|chung ngua|vac ?xin"
        r"|jak thnam)\b"
    ),
    Programme.POOR_HOUSEHOLD: re.compile(
        r"\b(?:(?:so|giay|the|xet|danh sach|dien|chuan|thoat) (?:ho )?(?:can )?ngheo"
        r"|ho (?:can )?ngheo|can ngheo)\b"
    ),
}  # fmt: skip

_KHMER: Mapping[Programme, re.Pattern[str]] = {
    Programme.SEPTEMBER_GIFT: re.compile("2កញ្ញា|2ខែ9|ពីរខែប្រាំបួន|បុណ្យជាតិ"),
    Programme.TET_GIFT: re.compile("តេត|អំណោយ"),
    Programme.LOAN: re.compile("ខ្ចី(?:លុយ|ប្រាក់)?|កម្ចី|ធនាគារគោលនយោបាយ"),
    Programme.HEALTH_CARD: re.compile(
        "ធានារ៉ាប់រងសុខភាព|កាតពេទ្យ|ប័ណ្ណពេទ្យ|បេហាអ៊ីតេ|ហូងែវ|បា(?:វ|ហ)ៀម?ពេទ្យ|កាតបា"
    ),
    Programme.UNEMPLOYMENT: re.compile("គ្មានការងារ|អត់ការងារ|ថាត់ងៀប|ឈប់ធ្វើការ"),
    Programme.PENSION: re.compile("សោធន(?!និវត្តន៍សង្គម)|ធានារ៉ាប់រងសង្គម|លឿងហឺវ|បាហ៊ីមសាហុយ"),
    Programme.MERIT: re.compile("មានគុណ|យុទ្ធជន|ពលី"),
    Programme.STUDENT: re.compile("សិស្ស|និស្សិត|ថ្លៃរៀន|អាហារូបករណ៍|រៀនថ្នាក់"),
    Programme.ELECTRICITY: re.compile("ថ្លៃភ្លើង|អគ្គិសនី|លុយភ្លើង"),
    Programme.HOUSE: re.compile("ផ្ទះ(?:មេត្តា|សប្បុរស|ដួល)|(?:សាង|ធ្វើ|សង់|សុំ)ផ្ទះ"),
    Programme.LAND: re.compile("ដី(?:ធ្លី|ស្រែ)?|ប្លង់"),
    Programme.DISASTER: re.compile("ទឹកជំនន់|គ្រោះធម្មជាតិ|ខ្យល់ព្យុះ"),
    Programme.VACCINE: re.compile("ចាក់ថ្នាំ|វ៉ាក់សាំង"),
    Programme.POOR_HOUSEHOLD: re.compile("គ្រួសារ(?:ជិត)?ក្រីក្រ|ប័ណ្ណក្រីក្រ|ក្រីក្រ"),
}  # fmt: skip

_OURS = re.compile(
    r"\b(?:(?:tro cap )?huu tri (?:xa hoi|xh)|htxh|tien gia|luong gia|tien nguoi (?:gia|cao tuoi)"
    r"|tro cap (?:xa hoi|xh|bao tro|nguoi (?:cao tuoi|khuyet tat)|khuyet tat|hang thang)|btxh"
    r"|bao tro xa hoi"
    r"|tien (?:tat|khuyet tat|bao tro|mo coi))\b"
)
_OURS_KHMER = re.compile("សោធននិវត្តន៍សង្គម|លុយចាស់|លុយពិការ|ប្រាក់ឧបត្ថម្ភសង្គម")


def read_programme(text: str) -> Programme | None:
    """The first that is named, the gifts before all; None where none is, or it is ours."""
    said = folded(text)
    joined = said.replace(" ", "")
    if _FOLDED[Programme.SEPTEMBER_GIFT].search(said):
        return Programme.SEPTEMBER_GIFT
    found = _first(_KHMER, joined) if has_khmer(text) else None
    return found or _first(_FOLDED, said)


def is_ours(text: str) -> bool:
    """The social allowance or the social pension is named, and no other programme beside it."""
    said = folded(text)
    ours = _OURS.search(said) or _OURS_KHMER.search(said.replace(" ", ""))
    return ours is not None and read_programme(_OURS.sub(" ", said)) is None


def _first(patterns: Mapping[Programme, re.Pattern[str]], said: str) -> Programme | None:
    return next((one for one, pattern in patterns.items() if pattern.search(said)), None)
