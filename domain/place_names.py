"""Names of units in what people type: with or without marks, in a sentence, glued, misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache
from itertools import chain, islice, pairwise
from typing import TypeAlias

from domain.place import Unit, UnitKind
from domain.words import bare, has_khmer, marked, marked_words, split, words

Words: TypeAlias = tuple[str, ...]

_UNIT_WORDS: Mapping[str, frozenset[UnitKind]] = {
    "phường": frozenset({UnitKind.WARD}),
    "p": frozenset({UnitKind.WARD}),
    "f": frozenset({UnitKind.WARD}),
    "xã": frozenset({UnitKind.COMMUNE}),
    "x": frozenset({UnitKind.COMMUNE}),
    "thị trấn": frozenset({UnitKind.TOWNSHIP}),
    "tt": frozenset({UnitKind.TOWNSHIP}),
    "thị xã": frozenset({UnitKind.TOWN}),
    "tx": frozenset({UnitKind.TOWN}),
    "thành phố": frozenset({UnitKind.CITY}),
    "tp": frozenset({UnitKind.CITY}),
    "huyện": frozenset({UnitKind.DISTRICT}),
    "h": frozenset({UnitKind.DISTRICT}),
    "សង្កាត់": frozenset({UnitKind.WARD}),
    "ឃុំ": frozenset({UnitKind.COMMUNE}),
    "ស្រុក": frozenset({UnitKind.DISTRICT, UnitKind.TOWN}),
    "ក្រុង": frozenset({UnitKind.CITY, UnitKind.TOWN}),
    "ទីក្រុង": frozenset({UnitKind.CITY, UnitKind.TOWN}),
    "ភូមិ": frozenset(UnitKind),
    "ខេត្ត": frozenset(UnitKind),
}
"""What may stand before a name, and the kinds of unit that it leaves."""

_AT = frozenset({"ở", "tại", "bên", "o", "tai", "ben"})
"""After these, even a name without marks is a place."""

_NOT_AFTER = frozenset(
    {
        *("đường", "duong", "ấp", "khóm", "tên", "ten", "thị", "thi", "văn", "van", "néang"),
        *("nguyễn", "nguyen", "trần", "tran", "phạm", "pham", "huỳnh", "huynh", "lê", "phan"),
        *("võ", "đặng", "bùi", "ngô", "trương", "đinh", "hoàng", "vũ", "đỗ"),
    }
)
"""After these, the same words name a street, a person or a hamlet."""

_OLD_OR_NEW = {"cũ": False, "cu": False, "mới": True, "moi": True}

_POLITE = frozenset(
    words("a da vang thua toi tui em con o tai ben ne nhe nghe do day la thuoc khu vuc oi")
)
_AROUND = _POLITE | set(words("cu moi tinh an giang viet nam"))

_ORDINARY = {
    marked_words(name)
    for name in (
        *("bình an", "an bình", "hòa bình", "hòa thuận", "chợ mới", "nhà bàn"),
        *("long an", "hội an"),  # better known as places in other provinces
    )
}
"""Names that are also everyday words: only a unit word, *ở* or a whole message makes them these."""

_PHRASES = {
    words(phrase): marked_words(phrase)
    for said in (
        ("", "an giang", "an sinh", "an sinh xã hội", "vẫn giao", "cháu đọc", "ba chục"),
        ("", "xã hội an giang", "xã hội an sinh", "hỏi an sinh", "hội an giang"),
        ("nhà bằng ", "tiền", "thẻ", "xe", "ghe", "cách", "chuyển", "tài", "giấy"),
        ("vẫn giao ", "tiền", "cho", "hàng", "đủ", "thẻ", "tận", "tới"),
        ("cháu đọc ", "giúp", "giùm", "dùm", "tin", "chữ", "được", "lại"),
        ("cháu đọc không ", "được", "ra", "hiểu", "rõ"),
        ("", "để cháu đọc", "nhờ cháu đọc", "kêu cháu đọc", "biểu cháu đọc"),
        ("", "ăn củ khoai", "ăn củ mì", "thích ăn nóng", "muốn ăn nóng", "chị lăng ơi"),
    )
    for phrase in (said[0] + rest for rest in said[1:])
}
"""What people write that, without its marks, would hold the letters of a name."""

_EVERYDAY = frozenset(
    words(
        """
        ai an anh ba bac ban bang bao bat bay ben bi biet bo buu ca cach cai cam can cau cha chau
        chay chet chi chieu cho chu chua chung chuyen co coi con cong cu cua cung cuoc da dang dau
        day de den di dien dinh do doc doi don dong du dua duoc duong em gan ghe gi gia giao gio
        gui ha hai han hang het hieu hinh ho hoa hoi hom hon hu hua huyen in it khac khi kho khoan
        khoe khoi khom khong kia la lai lam lan lang lanh lau len lo loai loi lon lua luc luon luong
        ly ma mai mang mat may me mo moi mong mot mua muon my na nam nan nang nao nay nen nga ngan
        ngay nghe nghi ngoai nguoi nha nhan nhe nhieu nho noi nong nua nuoc o oi ong phai phat phep
        phi phieu pho phu qua quen quy ra rang rieng ro roi sai sang sao sinh so son sua ta tai tam
        tan tao tay te ten thai tham than thang thanh that the them theo thi thich thieu thoi thong
        thu thua thuoc ti tien tim tin tinh to toan toi ton tot tra trai tre tren trieu trong truoc
        trung truong tu tuan tui tuoi uong va vai van vay ve vi viec vo voi von vua xa xe xem xin
        xong xuan y yeu
        """
    )
)
"""Short common words. What is unlike in a near name is a slip only where it is none of these."""

_LOOSE_TONES = str.maketrans("ảẩẳẻểỉỏổởủửỷ", "ãẫẵẽễĩõỗỡũữỹ")

_SOUND_ALIKE = tuple(
    (re.compile(letters), alike)
    for letters, alike in (
        ("ph", "f"),
        ("[kq]", "c"),
        ("y", "i"),
        ("gi|[vz]", "d"),
        ("tr", "ch"),
        ("s", "x"),
        ("ng$", "n"),
        ("c$", "t"),
    )
)
_CLOSE = 0.85
_CLOSE_ELSEWHERE = 0.92
_AS_CLOSE = 0.03
_FEWEST_LETTERS = 3
_MOST_TRIES = 12
_LONGEST_WORD = 5  # of those that are common; only *nghiêng* and the like have more

_KHMER_EDGE = re.compile(
    r"(?<=[\u1780-\u17d3])(?=[^\W\u1780-\u17d3])|(?<=[^\W\u1780-\u17d3])(?=[\u1780-\u17b3])"
)


class Fit(IntEnum):
    """How the marks typed agree with a name's own."""

    EXACT = 0
    BARE = 1  # some left out, or hỏi and ngã exchanged
    SLIP = 2  # wrong in one word: *nhà bằng*
    WRONG = 3


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a unit's name. ``kind`` may be an earlier one: *thị trấn Nhà Bàng*."""

    words: Words
    marks: Words
    unit: Unit
    kind: UnitKind
    official: bool

    @property
    def sure_without_marks(self) -> bool:
        return (self.official and self.unit.served) or has_khmer(self.words[0])

    @property
    def is_ordinary(self) -> bool:
        return self.marks in _ORDINARY


@dataclass(frozen=True, slots=True)
class Message:
    """A text, split once. ``kinds`` says which units may begin at a word: *phường* before it."""

    words: Words
    marks: Words
    kinds: Mapping[int, frozenset[UnitKind]]
    unit_words: frozenset[int]
    loud: tuple[int, ...]

    def is_all(self, start: int, end: int) -> bool:
        """Whether nothing but small words stands around."""
        return not self.loud or (start <= self.loud[0] and self.loud[-1] < end)

    def has_place_before(self, start: int) -> bool:
        return start in self.kinds or (start > 0 and self.marks[start - 1] in _AT)

    def has_person_before(self, start: int) -> bool:
        return start > 0 and start not in self.kinds and self.marks[start - 1] in _NOT_AFTER

    def wants_new(self, end: int) -> bool | None:
        """*cũ* after a name says which is meant; *mới* may begin a verb, so it must be the last."""
        after = self.marks[end : end + 1]
        if not after or after[0] not in _OLD_OR_NEW:
            return None
        is_last = all(word in _POLITE for word in self.words[end + 1 :])
        return _OLD_OR_NEW[after[0]] if is_last or after == ("cũ",) else None

    def without_small_words(self) -> tuple[int, ...]:
        return tuple(
            position
            for position, word in enumerate(self.words)
            if word not in _POLITE and position not in self.unit_words
        )

    def after_place_words(self) -> Iterator[Words]:
        """What stands where a name should: two words, or one that may be two written together."""
        for start in range(1, len(self.words)):
            if self.has_place_before(start):
                yield self.words[start : start + 2]
                yield self.words[start : start + 1]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text that is a name; no names where it is an everyday phrase."""

    start: int
    end: int
    fit: Fit
    names: tuple[Name, ...]

    def narrowed(self, message: Message) -> tuple[Unit, ...]:
        """What *phường* before and *cũ* after leave; people confuse them, so never nothing."""
        kinds = message.kinds.get(self.start, frozenset(UnitKind))
        of_kind = [name.unit for name in self.names if name.kind in kinds]
        units = of_kind or [name.unit for name in self.names]
        new = message.wants_new(self.end)
        of_time = [unit for unit in units if unit.is_present == new]
        return tuple(dict.fromkeys(of_time or units))


class Names:
    """Every name, ready to be looked up."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._by_words: dict[Words, list[Name]] = {}
        self._begun: dict[Words, list[Name]] = {}
        self._by_sound: dict[str, dict[str, list[Name]]] = {}
        for name in names:
            self._by_words.setdefault(name.words, []).append(name)
            if name.official:
                sound = _sound(name.words)
                self._by_sound.setdefault(sound[:1], {}).setdefault(sound, []).append(name)
            if name.official and name.unit.served:
                for size in range(1, len(name.words)):
                    self._begun.setdefault(name.words[:size], []).append(name)
        self._glued = {
            "".join(parts): parts for name in self._by_words for parts in _with_unit_words(name)
        } | {"".join(name): name for name in self._by_words}
        self._first_words = {name[0] for name in chain(self._by_words, _PHRASES)}
        self._begins = {name[:2] for name in self._by_words if len(name) > 1}
        self._longest = max(map(len, chain(self._by_words, _PHRASES)))
        self._khmer = _any_of(name[0] for name in self._by_words if has_khmer(name[0]))

    def read(self, said: str) -> Message:
        """``said`` is `marked`."""
        pairs = [pair for word in self._split(said) for pair in self._unglued(word)]
        return _message(tuple(plain for plain, _ in pairs), tuple(marks for _, marks in pairs))

    def may_stand_in(self, said: str) -> bool:
        """Whether two words of what is `marked` begin a name, or one is a name: a look that costs
        little, and never says no where `spans` finds one."""
        said_words = tuple(map(bare, self._split(said)))
        return any(word in self._glued for word in said_words) or not self._begins.isdisjoint(
            pairwise(said_words)
        )

    def _split(self, said: str) -> Words:
        if has_khmer(said):
            said = self._khmer.sub(r" \1 ", _KHMER_EDGE.sub(" ", said))
        return split(said)

    def _unglued(self, word: str) -> Iterator[tuple[str, str]]:
        """*ancư* is *an cư*, and *pnúisam* is *p núi sam*."""
        plain = bare(word)
        parts = self._glued.get(plain, (plain,))
        position = 0
        for part in parts:
            yield part, word[position : position + len(part)] if len(word) == len(plain) else part
            position += len(part)

    def spans(self, message: Message) -> Iterator[Span]:
        """Names and everyday phrases that stand in the text whole, also where they overlap."""
        count = len(message.words)
        starts = [at for at, word in enumerate(message.words) if word in self._first_words]
        for start in starts:
            for end in range(start + 1, min(start + self._longest, count) + 1):
                said = message.words[start:end]
                if said in _PHRASES:
                    fit = _fit(said, _PHRASES[said], message.marks[start:end])
                    if fit <= Fit.BARE:
                        yield Span(start, end, fit, ())
                if said in self._by_words:
                    yield from self._named(message, start, end, self._by_words[said])

    def _named(
        self, message: Message, start: int, end: int, names: Sequence[Name]
    ) -> Iterator[Span]:
        said = message.marks[start:end]
        fits = [_fit(name.words, name.marks, said) for name in names]
        fit = min(fits)
        best = tuple(name for name, its in zip(names, fits, strict=True) if its == fit)
        if any(_is_meant(name, fit, message, start, end) for name in best):
            yield Span(start, end, fit, best)

    def begun(self, message: Message) -> list[Unit]:
        """Units whose names begin with what is the whole message: *nui*, *nhơn*."""
        positions = message.without_small_words()
        said = tuple(message.words[position] for position in positions)
        marks = tuple(message.marks[position] for position in positions)
        if len("".join(said)) < _FEWEST_LETTERS:
            return []
        kinds = message.kinds.get(positions[0], frozenset(UnitKind))
        names = [name for name in self._begun.get(said, ()) if _is_begun(name, said, marks)]
        return [name.unit for name in names if name.kind in kinds] or [name.unit for name in names]

    def near(self, message: Message) -> list[Unit]:
        """Units with a name like the whole message, or like what follows *xã* or *ở*."""
        whole = tuple(message.words[position] for position in message.without_small_words())
        for said in chain([whole], islice(message.after_place_words(), _MOST_TRIES)):
            if units := self._like(said):
                return units
        return []

    def _like(self, said: Words) -> list[Unit]:
        sound = _sound(said)
        if len(said) > self._longest or said in self._by_words:  # a name that was not meant
            return []
        if not (len(sound) > _FEWEST_LETTERS and sound.isascii() and sound.isalpha()):
            return []
        likeness = {
            one: ratio
            for one, names in self._by_sound.get(sound[:1], {}).items()
            if _is_a_slip(said, names[0]) and (ratio := _likeness(said, names[0])) >= _close(names)
        }
        closest = max(likeness.values(), default=0.0) - _AS_CLOSE
        return [
            name.unit
            for one, ratio in likeness.items()
            if ratio >= closest
            for name in self._by_sound[one[:1]][one]
        ]


def _with_unit_words(name: Words) -> Iterator[Words]:
    """As written together: *xaancu*, *xancu*, and *tpchau* of *tpchau doc*."""
    for unit_word in _UNIT_WORDS_BARE:
        yield unit_word + name
        if len("".join(unit_word)) > 1:
            yield unit_word + name[:1]


def _any_of(khmer_names: Iterable[str]) -> re.Pattern[str]:
    """Khmer has no spaces between words; but a name does not end within a syllable."""
    known = chain(khmer_names, map(marked, filter(has_khmer, _UNIT_WORDS)))
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile(rf"({'|'.join(longest_first)})(?![\u17b4-\u17d3])")


def official(unit: Unit) -> Name:
    return Name(words(unit.name), marked_words(unit.name), unit, unit.kind, official=True)


def alias_of(text: str, unit: Unit) -> Name:
    """Another name, or with a unit word before it the same name with an earlier kind."""
    for unit_word, kinds in _UNIT_WORDS.items():
        before, name = marked_words(unit_word), marked_words(text)
        if name[: len(before)] == before and len(kinds) == 1:
            rest = name[len(before) :]
            return Name(words(" ".join(rest)), rest, unit, next(iter(kinds)), official=False)
    return Name(words(text), marked_words(text), unit, unit.kind, official=False)


def _message(plain: Words, marks: Words) -> Message:
    kinds: dict[int, frozenset[UnitKind]] = {}
    unit_words: set[int] = set()
    starts = [at for at, word in enumerate(plain) if word in _UNIT_WORDS_BEGIN]
    for start, size in ((start, size) for start in starts for size in (2, 1)):
        said = slice(start, start + size)
        own, allowed = _UNIT_WORDS_BARE.get(plain[said], ((), frozenset()))
        if start not in unit_words and own and _fit(plain[said], own, marks[said]) <= Fit.BARE:
            kinds[start + size] = allowed
            unit_words.update(range(start, start + size))
    loud = (
        position
        for position, word in enumerate(plain)
        if word not in _AROUND and position not in unit_words
    )
    return Message(plain, marks, kinds, frozenset(unit_words), tuple(loud))


def _fit(name: Words, marks: Words, said: Words) -> Fit:
    if said == marks:
        return Fit.EXACT if marks != name else Fit.BARE
    agree = [
        word in (own, plain) or word.translate(_LOOSE_TONES) == own.translate(_LOOSE_TONES)
        for word, own, plain in zip(said, marks, name, strict=True)
    ]
    return Fit(min(Fit.BARE + agree.count(False), Fit.WRONG))


def _is_meant(name: Name, fit: Fit, message: Message, start: int, end: int) -> bool:
    """Whether these words are really the name, and not ordinary words with its letters."""
    if message.is_all(start, end) or start in message.kinds:
        return True
    if fit > Fit.BARE or message.has_person_before(start):
        return False
    if message.has_place_before(start):
        return True
    return not name.is_ordinary if fit is Fit.EXACT else name.sure_without_marks


def _is_begun(name: Name, said: Words, marks: Words) -> bool:
    fit = _fit(said, name.marks[: len(said)], marks)
    if fit is Fit.EXACT:
        return marks != ("nhà",)
    return fit is Fit.BARE and not _EVERYDAY.issuperset(said)


def _close(names: Iterable[Name]) -> float:
    return _CLOSE if any(name.unit.served for name in names) else _CLOSE_ELSEWHERE


def _is_a_slip(said: Words, name: Name) -> bool:
    """Word for word, beginning alike, and not ordinary words; or written together."""
    if len(said) == 1:
        return len(said[0]) > _LONGEST_WORD
    alike = [_word_sound(word)[0] for word in said] == [_word_sound(one)[0] for one in name.words]
    return alike and not any(word in _EVERYDAY and word not in name.words for word in said)


def apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Of those that overlap the longest, then the best marked; and then without the phrases."""
    taken: set[int] = set()
    for span in sorted(spans, key=_precedence):
        positions = range(span.start, span.end)
        if taken.isdisjoint(positions):
            taken.update(positions)
            if span.names:
                yield span


def _precedence(span: Span) -> tuple[bool, int, Fit, bool, int]:
    is_amiss = span.fit > Fit.BARE
    return is_amiss, span.start - span.end, span.fit, not span.names, span.start


def within_their_district(named: Iterable[tuple[Unit, ...]]) -> Iterator[Unit]:
    """In an address, *xã An Cư, Tịnh Biên*, the district only says which commune."""
    places = list(dict.fromkeys(named))
    for place in places:
        areas = {unit.area for unit in place if unit.is_old_district}
        inside = {
            other: [unit for unit in other if unit.area in areas and not unit.is_old_district]
            for other in places
            if other != place
        }
        if any(inside.values()):
            return chain.from_iterable(inside[other] or other for other in inside)
    return chain.from_iterable(places)


def _sound(said: Words) -> str:
    """The letters, with those that people exchange because they sound alike made one."""
    return "".join(map(_word_sound, said))


@lru_cache(maxsize=1 << 12)
def _word_sound(word: str) -> str:
    for letters, alike in _SOUND_ALIKE:
        word = letters.sub(alike, word)
    return word


def _likeness(said: Words, name: Name) -> float:
    """From 0 to 1, by sound or by letters, whichever is closer."""
    spelt = _ratio("".join(said), "".join(name.words))
    return max(spelt, _ratio(_sound(said), _sound(name.words)))


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _CLOSE or matcher.quick_ratio() < _CLOSE:
        return 0.0
    return matcher.ratio()


_UNIT_WORDS_BARE = {
    words(unit_word): (marked_words(unit_word), kinds) for unit_word, kinds in _UNIT_WORDS.items()
}
_UNIT_WORDS_BEGIN = frozenset(unit_word[0] for unit_word in _UNIT_WORDS_BARE)
