"""Which help is needed at once by who writes of an emergency, and the number to ring for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.words import clean, either_way, folded, has_khmer, marked, split

AMBULANCE, POLICE, FIRE_AND_RESCUE, CHILDREN = "115", "113", "114", "111"
"""The numbers of the whole country; 114 also comes for who is in the water or under a house."""


class Danger(StrEnum):
    DESPAIR = "despair"  # somebody wants to die, or has taken something
    FIRE = "fire"
    VIOLENCE = "violence"
    RESCUE = "rescue"  # in the water, on a roof, under what fell
    ILL = "ill"
    HUNGER = "hunger"
    UNKNOWN = "unknown"


_RING: Mapping[Danger, tuple[str, ...]] = {
    Danger.DESPAIR: (AMBULANCE,),
    Danger.FIRE: (FIRE_AND_RESCUE,),
    Danger.VIOLENCE: (POLICE,),
    Danger.RESCUE: (FIRE_AND_RESCUE, AMBULANCE),
    Danger.ILL: (AMBULANCE,),
    Danger.HUNGER: (AMBULANCE,),
    Danger.UNKNOWN: (AMBULANCE, POLICE),
}
_FOR_CHILDREN = frozenset({Danger.DESPAIR, Danger.VIOLENCE, Danger.HUNGER, Danger.UNKNOWN})
"""In these the line for children sends somebody."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """``child``: it is about a child, as far as the words say."""

    danger: Danger
    child: bool = False

    @property
    def ring(self) -> tuple[str, ...]:
        """The numbers, the likeliest first."""
        more = (CHILDREN,) if self.child and self.danger in _FOR_CHILDREN else ()
        return (*_RING[self.danger], *more)


_NOT = "(?:khong|hong|hok|hk|hg|ko|kg|kh|k|chang|chua|het|dau)"
_WHOM = (
    "(?:toi|tui|minh|con|em|e|chau|chu|co|ba|ong|ma|me|tia|cha|vo|chong|ck|vk|chi|anh|bac|ngoai"
    "|noi|"
    "bon|no|nguoi|cu|thim|duong|hang|yeay|yey|ta)"
)
_FOLDED: Mapping[Danger, re.Pattern[str]] = {
    Danger.DESPAIR: re.compile(
        rf"\b(?:muon chet|tu tu|tu sat|tu van|quyen sinh|treo co|that co|song chi|song het noi"
        rf"|{_NOT} (?:con )?(?:muon|mun|thiet) (?:\w+ )?song|muon di luon|muon nhay|chet cho roi"
        r"|nhay (?:cau|song|xuong)|(?:dam|lao) (?:xe )?xuong|loi cuoi|cau chot"
        r"|(?:uong|nuot|cam) (?:\w+ ){0,3}thuoc (?:sau|ray|tru sau|co|chuot|diet|doc|ngu|roi)"
        r"|thuoc ngu de san"
        r"|(?:chong|jong|jg|jang) (?:tae )?(?:slab|ngob|ngoab)|somlab kluon|(?:ot|mun|min|lg) "
        r"(?:\w+ )?(?:chong|jong) (?:ros|rus)|mun chong ros|tov lot tu?ek|lo?t tu?ek"
        r"|(?:leb|phek|pek|leap) (?:th|t)na?m)\b"
    ),
    Danger.FIRE: re.compile(
        r"\bchay (?:nha|bep|rung|ruong|cho|phum|xom|chua|tiem|kho|xe)\b(?! mau)"
        r"|\b(?:nha|bep|phum|cho|xom|kho|chua)\b(?: \w+){0,4} (?:bi |dang )?chay\b(?! (?:mau|duoc"
        r"|xe|toi|ra))"
        r"|\b(?:khoi day|phat hoa|lua (?:lon|chay|no)|khet qua|cuu hoa|hoa hoan|goi 114)\b"
        r"|\b(?:pleung|plerng|phleung|chheh|chheas)\b|\b(?:pteah|pteas|ptes|phteah) (?:ches|cheh"
        r"|chhes)\b"
    ),
    Danger.VIOLENCE: re.compile(
        rf"\bdanh (?:dap|vo|chong|{_WHOM}|chau|be|dua|nhau|gan chet|suot|du|chet|gay|chay)\b"
        rf"|\bbi (?:\w+ ){{0,5}}(?:danh|chem|hiep|cuop|nhot|bo doi|trom)\b"
        r"|\b(?:cam dao|lay dao|vac dao|dao di|doa giet|giet|chem|cuong hiep|hiep dam|cuop"
        r"|lam bay|an trom|nhot (?:\w+ ){0,4}(?:phong|buong|nha)|bao hanh|bop co|keu cong an"
        r"|goi cong an"
        r"|phong (?:con|em|chau) ban dem|bi nguoi ta keo|ruot (?:chem|ba|vo|ong))\b"
        r"|\b(?:ke|pdey|phdey|bdey|pa|kon|vea) (?:khom |kan kambet )?(?:vay|vey)\b"
        r"|\bvay (?:ta|yey|yay|yeay|mak|kon|prapun|knhom|khom|oun|bong)\b|\b(?:kambet|somlab"
        r"|bonlon)\b"
    ),
    Danger.RESCUE: re.compile(
        r"\b(?:te|rot|roi|nga|lot|lat|truot)(?: \w+){0,2} (?:kinh|kenh|song|muong|ao|ho|gieng"
        r"|rach)\b"
        r"|\b(?:sap nha|sap de|nha sap|ket (?:o |ben )?(?:trong|duoi|tren)|sat lo|nuoc (?:lu|lut)"
        r"|chet duoi|duoi nuoc|lu (?:cuon|quet|dang|len|vo|ngap|lut)|chim|tren noc|mai nha"
        r"|(?:xuong|duoi) kinh|noc nha|nuoc (?:\w+ ){0,4}(?:len|vo|ngap|toi)|ngap (?:\w+ ){0,3}"
        r"(?:noc|giuong|nguc|co|len|nha)|chua vot|lat (?:xuong|ghe))\b"
        r"|\b(?:long|lung|lorng) (?:tuk|teuk|tek)|(?:tuk|teuk|tek) (?:\w+ )?(?:joul|chol|jol|leng"
        r"|laeng|lech"
        r"|len|leuon|mok)\b"
    ),
    Danger.ILL: re.compile(
        r"\b(?:xiu|ngat xiu|ngat|bat tinh|battinh|hon me|me man|kho tho|ngop tho|co giat|len con"
        r"|dot quy"
        r"|tai bien|(?:dau|tuc|nang|nhoi) (?:nguc|tim|lung du)|chay mau|ho ra mau|oi ra mau|mau me"
        r"|ran (?:\w+ ){0,2}can|dien g[ij]+[au]?t|dien giut|gay (?:tay|chan|xuong|co)|cap cuu"
        r"|cuu thuong"
        r"|cogiat|(?:sot|uong nham|an nham) (?:\w+ ){0,2}(?:\d{2} do|thuoc)|tim (?:tai|ngat)"
        r"|meo mieng|mieng meo|trung gio|ngo doc|sot cao|tai nan"
        r"|xe (?:\w+ ){0,2}(?:dung|tong|lat|can)|(?:te|nga) (?:\w+ ){0,2}(?:cau|giuong|gieng|lau"
        r"|xuong)"
        r"|nam (?:im|liet giuong keu)|nhuc nhich|sui bot|bong nuoc soi|de roi|mau nhieu"
        r"|keu xe|goi xe|di vien gap|sanh rot)\b"
        rf"|\btho (?:\w+ )?{_NOT}\b|\b{_NOT} tho\b|\bkeu {_NOT} (?:\w+ )?(?:tra loi|day|dc|duoc)\b"
        r"|\b(?:sonlob|sonlop|sanlob|sanlop|pos|puos|donghaem|dongherm|dangherm|khos chheam|chheam"
        r"|peth|pet ronhek)\b"
    ),
    Danger.HUNGER: re.compile(
        rf"\b(?:het (?:gao|com|do an)|nhin doi|nhin an|bo doi|doi bung|doi (?:la|qua|xiu|meo"
        rf"|kho[cn]|lam)"
        rf"|doi (?:\w+ ){{0,2}}(?:ngay|bua|hom)|rong (?:bung)?|an chao (?:muoi|cam)"
        rf"|uong nuoc cam hoi"
        rf"|{_NOT} (?:con )?(?:\w+ )?(?:co )?(?:hot|hat|lon) (?:com|gao)"
        rf"|{_NOT} (?:con )?(?:co )?(?:gi|j) (?:de )?an"
        rf"|{_NOT} (?:\w+ )?an (?:gi|j|com)|(?:\w+) (?:ngay|bua"
        rf"|hom) (?:\w+ ){{0,4}}{_NOT} (?:\w+ ){{0,2}}(?:an|com|gao)"
        rf"|hot com nao|chang co hot)\b"
        r"|\b(?:khlean|klean|khlien)\b|\b(?:ot|min|mun|at) (?:mean |ban )?(?:bay|ba?y hop|angkor"
        r"|angko)"
        r"|\bos angkor\b|\bot (?:si|hop) bay\b|\bot hop\b"
    ),
}  # fmt: skip

_KHMER: Mapping[Danger, re.Pattern[str]] = {
    Danger.DESPAIR: re.compile(
        "ចង់(?:ស្លាប់|ងាប់|សម្លាប់ខ្លួន)|សម្លាប់ខ្លួន|(?:មិន|លែង|អត់)ចង់រស់|ចងក|លោតទឹក|"
        "(?:ផឹក|លេប|ញ៉ាំ|កាន់)(?:ថ្នាំ)(?:ពុល|ស្មៅ|សម្លាប់|កណ្តុរ|ចោល)?|ថ្នាំពុល"
    ),
    Danger.FIRE: re.compile("ឆេះ|អគ្គិភ័យ"),
    Danger.VIOLENCE: re.compile("វាយ|ចាប់បង្ខំ|កាប់|ចាក់នឹង|កាំបិត|គំរាម|រំលោភ|ប្លន់|ចោរ|ឃុំឃាំង|បិទទ្វារទុក"),
    Danger.RESCUE: re.compile(
        "លង់ទឹក|ទឹកជ្រោះ|ធ្លាក់(?:ក្នុង|ចុះ|ទៅ)*(?:ទឹក|ព្រែក|ស្រះ|អូរ|ប្រឡាយ|បឹង|អណ្តូង)|ទឹកជំនន់"
        "|ទឹក(?:ឡើង|លិច|ចូល)"
    ),
    Danger.ILL: re.compile(
        "សន្លប់|ដកដង្ហើម|ប្រកាច់|ពស់|ឈាម|ឆក់|ដួល|ខ្លួនខ្មៅ|ឈឺទ្រូង|ណែនទ្រូង|ដាច់សរសៃ|រន្ទះ|បាក់"
        "|គ្រោះថ្នាក់|ពេទ្យ|"
        "អត់ដឹងខ្លួន|មិនដឹងខ្លួន|ក្តៅខ្លាំង|ក្អួត|សម្រាល"
    ),
    Danger.HUNGER: re.compile(
        "ឃ្លាន|អស់អង្ករ|អត់អង្ករ|អត់បាយ|គ្មាន(?:អ្វី|អី|បាយ|អង្ករ)|អត់មាន(?:បាយ|អង្ករ)"
        "|អត់(?:មាន)?(?:អាហារ|អី(?:ហូប|ស៊ី|ញ៉ាំ))|"
        "មិនបាន(?:បាយ|ញ៉ាំ|ហូប)|អត់បាន(?:ញ៉ាំ|ហូប|ស៊ី)"
    ),
}  # fmt: skip

_CHILD = re.compile(
    r"\b(?:dua (?:nho|be|con|tre|chau)|em be|be (?:gai|trai|so sinh)|tre (?:em|con|nho|mo coi)"
    r"|mo coi|hoc sinh|hoc tro"
    r"|con nit|con nho|thang (?:nho|be|chau)|sap nho|may dua|hai dua|tui nho|(?:con|em|chau) khoc"
    r"|phong (?:con|em|chau) ban dem|tre|kmeng|kon (?:khlean|khom|yom|touch))\b"
)
_CHILD_KHMER = re.compile("កុមារ|ក្មេង|កូនសិស្ស|កូនតូច|កូនៗ|ចៅតូច|កំព្រា")

_FIRE_IN_MARKS = re.compile(r"\bcháy\b")
_HUNGRY_IN_MARKS = re.compile(r"\bđói\b")
_BEATEN_IN_MARKS = re.compile(r"\bđánh (?!răng|bài|số|máy|cá|giá|vần|thức)")

_ROBBED = re.compile(
    either_way(
        r"(?<!\S)(?:bị (?:(?:nó|thằng|tụi|người ta|kẻ|đứa|lạ|vừa|mới) ){0,3}(?:cướp|trộm"
        r"|giật (?:tiền|giỏ|bóp|ví|túi|dây|điện thoại|hết))"
        r"|cướp giật|(?:cướp|giật) (?:hết )?(?:tiền|giỏ|bóp) (?:của )?(?:tui|tôi|má|bà|ông)"
        r"|(?:trộm|ăn trộm|ăn cướp|cướp) (?:đang )?(?:vô|vào) nhà)(?!\S)"
    )
)
"""Where it is marked, *giật* is no *giặt*."""

_ROBBERY = re.compile("c[ưu][ớơo]p|tr[ộôo]m|gi[ậâa]t")
_OF_OTHERS_OR_LONG_AGO = re.compile(
    r"\b(?:ti ?vi|phim|ke|nghe|hoi (?:do|xua|truoc)|hom xua|(?:hom|bua|dem|tuan|thang|nam) (?:kia"
    r"|qua|hom|truoc|roi|ngoai)|khoa|the|sim|ngan hang|ngoi|ghe)\b"
)

_RUN_TOGETHER: Mapping[Danger, re.Pattern[str]] = {
    Danger.DESPAIR: re.compile("muonchet|treoco|kh?o(?:ng)?muonsong|uongthuoc(?:sau|ray|co)"),
    Danger.FIRE: re.compile("chaynha(?!nh|ng)|nhachay"),
    Danger.VIOLENCE: re.compile("danhvo|danhma|camdao|doagiet|bidanh|nhottrong"),
    Danger.RESCUE: re.compile("ngaxuongkinh|tekinh|rotkinh|lodat|lucuon|nuocngap|chetduoi"),
    Danger.ILL: re.compile("capcuu|xiuroi|battinh|khotho|diengiat|dotquy|chaymau"),
    Danger.HUNGER: re.compile("hetgao|nhindoi|koangi|khongangi|bodoi"),
}  # fmt: skip


def read_emergency(text: str) -> Emergency:
    """Of a message that tells of one: who beats comes before the wound, and the water before who
    lies in it. Where the words do not say which, `Danger.UNKNOWN`."""
    said = folded(text)
    child = _CHILD.search(said) is not None or _CHILD_KHMER.search(said) is not None
    return Emergency(_by_marks(text) or _by_words(said, text) or Danger.UNKNOWN, child)


def names_danger(text: str) -> bool:
    """Whether words stand in it that say which."""
    return read_emergency(text).danger is not Danger.UNKNOWN


def is_robbed(text: str) -> bool:
    """*Bị giật tiền*, *trộm vào nhà*: it happens, or has just happened, to who writes. Not what was
    on television, nor who asks how a stolen card is locked."""
    if _ROBBERY.search(clean(text).lower()) is None:
        return False  # most messages: folding them costs more
    return _robbed(text) and _OF_OTHERS_OR_LONG_AGO.search(folded(text)) is None


def _robbed(text: str) -> bool:
    return _ROBBED.search(" ".join(split(marked(text)))) is not None


def _by_marks(text: str) -> Danger | None:
    """*Cháy* is no *chạy* or *chảy*, *đói* no *đòi* or *đổi*: where it is marked, that decides;
    not against who wants to die, or beats somebody."""
    said, bare = marked(text), folded(text)
    if _FOLDED[Danger.DESPAIR].search(bare):
        return Danger.DESPAIR
    if _FIRE_IN_MARKS.search(said):
        return Danger.FIRE
    if _BEATEN_IN_MARKS.search(said) or _robbed(text):
        return Danger.VIOLENCE
    ill = _FOLDED[Danger.ILL].search(bare) is not None
    return Danger.HUNGER if _HUNGRY_IN_MARKS.search(said) and not ill else None


def _by_words(said: str, text: str) -> Danger | None:
    if has_khmer(text):
        found = _first(_KHMER, said.replace(" ", ""))
        if found is not None:
            return found
    return _first(_FOLDED, said) or _first(_RUN_TOGETHER, said.replace(" ", ""))


def _first(patterns: Mapping[Danger, re.Pattern[str]], said: str) -> Danger | None:
    return next((one for one, pattern in patterns.items() if pattern.search(said)), None)
