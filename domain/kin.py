"""Whom somebody writes about, by a word of kin: *má tui*, *bà ngoại*, *chồng*, លោកយាយ, *yey*."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.words import bare, either_form, either_way, has_khmer, marked


class Kin(StrEnum):
    MOTHER = "mother"
    FATHER = "father"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    SPOUSE = "spouse"
    CHILD = "child"
    OTHER = "other_kin"  # brothers, uncles, grandchildren, both parents at once


_BEGINS, _ENDS = r"(?<!\S)", r"(?!\S)"
_OWN = "(?: của)? (?:tui|tôi|toi|mình|tao|em|con|cháu)"
_ME = " (?:tui|tôi|toi|mình|em|con|cháu)"
_OWN_ONLY = "(?: của)? (?:tui|tôi|toi|mình|tao)"
_BROTHERS = "(?:anh|chị|em|cháu)"

# Words that say by themselves who is meant, and words that do so only with *tui* behind them.
_SAID = {
    Kin.OTHER: rf"(?:ba|cha|bố|tía) (?:má|mẹ)|ông bà{_OWN}"
    rf"|(?:ba|má|cha|mẹ|bố|tía) (?:chồng|vợ)(?:{_OWN})?|cháu (?:nội|ngoại)|con (?:dâu|rể)"
    rf"|{_BROTHERS}(?: (?:ruột|trai|gái|rể|dâu|vợ|chồng|họ){_ENDS}(?:{_OWN})?|{_OWN_ONLY})"
    rf"|{_BROTHERS} của (?:em|con|cháu)",
    Kin.GRANDMOTHER: rf"bà (?:ngoại|nội)|ngoại{_OWN}|bà của{_ME}",
    Kin.GRANDFATHER: rf"ông (?:ngoại|nội)|ông{_OWN}",
    Kin.SPOUSE: "(?:ông|bà) xã(?= tui| tôi| toi| mình| em|$)|(?:ông|bà) nhà"
    rf"|(?:vợ|chồng){_OWN}",
    Kin.MOTHER: rf"bà già{_OWN}|(?:má|mẹ){_OWN}",
    Kin.FATHER: rf"ông già{_OWN}|(?:ba|cha|tía|bố){_OWN}",
    Kin.CHILD: rf"con(?: (?:trai|gái|ruột|út|lớn|nhỏ){_ENDS}(?:{_OWN})?|{_OWN_ONLY})|con của em"
    "|(?:đứa|thằng|mấy) con",
}
_MARKED_ALONE = {
    Kin.GRANDMOTHER: "ngoại|nội|bà (?:tui|tôi|mình)",
    Kin.MOTHER: "má|mẹ",
    Kin.FATHER: "tía|bố",
    Kin.SPOUSE: "vợ|chồng",
    Kin.OTHER: "(?:cô|chú|bác|dì|cậu|mợ|thím|dượng) (?:ruột|họ|tui|tôi|mình)",
}
_ROMANISED = {
    Kin.GRANDMOTHER: "yey|yeay|yay|lok yey|lok yeay",
    Kin.GRANDFATHER: "lok ta|ta knhom",
    Kin.MOTHER: "mak|mae|mday|mdai|m day",
    Kin.FATHER: "puk|pok|ov puk|ovpuk|apuk",
    Kin.SPOUSE: "pdey|bdey|propon|prapun|prapon",
    Kin.CHILD: "(?:kaun|koun) (?:knhom|khnhom|pros|srey)",
    Kin.OTHER: "(?:bong|paoun|p oun|chao) (?:knhom|khnhom)",
}
_KHMER = {
    Kin.GRANDMOTHER: "លោកយាយ|ជីដូន|(?<!និ)យាយ",
    Kin.GRANDFATHER: "លោកតា|ជីតា|តា(?= ?(?:របស់ ?)?ខ្ញុំ)",
    Kin.MOTHER: "អ្នកម្តាយ|ម្តាយ|ម៉ាក់|ម៉ែ",
    Kin.FATHER: "ឪពុក|ប៉ា(?= ?(?:របស់ ?)?ខ្ញុំ)|ពុក(?= ?(?:របស់ ?)?ខ្ញុំ)",
    Kin.SPOUSE: "ប្តី|ប្រពន្ធ|ភរិយា|ស្វាមី",
    Kin.CHILD: "កូន(?:ប្រុស|ស្រី| ?(?:របស់ ?)?ខ្ញុំ)",
    Kin.OTHER: "(?:(?<!រ)បង|ប្អូន(?:ប្រុស|ស្រី)?|ពូ|មីង|អ៊ំ|ចៅ)(?:(?:របស់)?ខ្ញុំ)(?!ចង់|សូម|សួរ)",
}


def _pattern(*of: dict[Kin, str], latin: bool = True) -> re.Pattern[str]:
    groups = "|".join(
        f"(?P<{kin.name}_{at}>{said})"
        for at, patterns in enumerate(of)
        for kin, said in patterns.items()
    )
    return re.compile(either_way(f"{_BEGINS}(?:{groups}){_ENDS}" if latin else groups))


_ANY = _pattern(_SAID, _ROMANISED)
_ALONE = re.compile(
    "|".join(
        rf"{_BEGINS}(?P<{kin.name}_0>{marked(said)}){_ENDS}" for kin, said in _MARKED_ALONE.items()
    )
)
_ANY_KHMER = _pattern(_KHMER, latin=False)


_CALLED = either_form("ơi")
_CALLED_KHMER = re.compile(marked("៎|អើយ|ៗ"))
_NOT_AFTER = {
    **dict.fromkeys(("ngoại", "nội"), either_form("hà bên cháu khoa đối")),
    **dict.fromkeys(("mẹ", "má"), either_form("gò bà côi cha ba bố tía")),
    **dict.fromkeys(
        ("ba", "cha", "bố", "tía"), either_form("côi thứ tháng khủng phân công tuyên tán")
    ),
}
_NOT_BEFORE = {
    **dict.fromkeys(
        ("ngoại", "nội"), either_form("dung bộ thành ô trú tệ ngữ khoa trừ trợ quy tỉnh")
    ),
    **dict.fromkeys(("mẹ", "má"), either_form("đơn kế nuôi")),
    "chồng": either_form("chéo"),
    "tía": either_form("tô"),
}
_POLITE = either_form(
    "dạ thưa alo chào xin cho nhờ hỏi giùm dùm em con tui tôi chú anh chị bác vậy ơi"
)
_LINKING = either_form("của cho với và người giùm dùm nhờ tên")
"""Before a word without marks that may be another (*mà*, *vô*, *còn*), only these may stand."""

_MARKED_SO = frozenset({"ba", "con"})
_SPEAKERS = [[word] for word in either_form("tui tôi mình tao")]
_MANY_MEANINGS = frozenset({"ma", "vo", "con", "noi", "ngoai", "ba", "tia", "chong"})
_OTHER_WORDS = frozenset(
    {"ma cua tui", "ma cua toi", "ma cua em", "ma cua con", "ba con", "ba chau"}
)
"""*Mã của tui*, *bà con*."""

_CLEAR_BEHIND = re.compile(r"(?:con (?:trai|gai|ruot|ut|dau|re)|ba (?:ngoai|noi|xa|nha|ma|me))\b")
_ASKS = either_form("muốn xin hỏi cần nhờ cho")
_ADDRESSED = either_form("thưa chào ơi dạ")
_SPEAKS_TO_A_CHILD = re.compile(
    either_way(
        rf"{_BEGINS}(?:con|cháu|cưng) (?:ơi|à|hả|nè|coi|xem)|"
        rf"{_BEGINS}(?:nha|nghen|nghe|hả|vậy|ha|hen|không|hông|chưa|nhé|giùm|dùm|giúp|ơi|nè|đâu|sao)"
        r" (?:con|cháu)$"
    )
)
"""Then *má*, *ngoại* or *bà* without *tui* is who writes."""


def read_kin(line: str) -> Kin | None:
    """The first that is meant in the words of what is `marked`; None where it is only how somebody
    is spoken to: *má ơi*, *con ơi*, *cô cho hỏi*."""
    if has_khmer(line):
        for found in _ANY_KHMER.finditer(line):
            if not _CALLED_KHMER.match(line, found.end()):
                return _kin(found)
    has_marks = line != bare(line)
    said = [one for one in _ANY.finditer(line) if _fits(line, one, has_marks)]
    if has_marks:
        alone = [one for one in _ALONE.finditer(line) if _fits(line, one, has_marks)]
        who_writes = bool(alone) and _SPEAKS_TO_A_CHILD.search(line)
        said += [one for one in alone if not who_writes or " " in one[0]]
    first = min(said, key=lambda one: one.start(), default=None)
    return _kin(first) if first else None


def _kin(found: re.Match[str]) -> Kin:
    return Kin[(found.lastgroup or "").rpartition("_")[0]]


def _fits(line: str, found: re.Match[str], has_marks: bool) -> bool:
    before, after = line[: found.start()].split(), line[found.end() :].split()
    last, following = (before or [""])[-1], (after or [""])[0]
    word, _, own = found[0].partition(" ")
    behind = (own.split() or [following])[0]
    if following in _CALLED or last in _NOT_AFTER.get(word, ()):
        return False
    if behind in _NOT_BEFORE.get(word, ()) or _is_addressed(found, last, following):
        return False
    unsure = word in _MANY_MEANINGS and not (has_marks and word in _MARKED_SO)
    if not unsure or _CLEAR_BEHIND.match(found[0]):
        return True
    begins = last in _LINKING or set(before) <= _POLITE
    return begins and not (has_marks or found[0] in _OTHER_WORDS or following == "thi")


def _is_addressed(found: re.Match[str], last: str, following: str) -> bool:
    """*Thưa chị, tui muốn hỏi*: whom the writer speaks to, and then the writer."""
    brother = _kin(found) is Kin.OTHER and found[0].split()[1:2] in _SPEAKERS
    return brother and (following in _ASKS or last in _ADDRESSED)
