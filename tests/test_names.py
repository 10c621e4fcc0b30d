"""People are found by name however it is typed, and nobody is found by what is no name."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import AsyncIterator, Callable
from random import Random

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.app import build
from domain.name_query import read_name
from domain.name_sounds import romanised, skeleton, southern
from domain.names import Match, Names
from domain.names import find as find_asked
from domain.person import Sex
from domain.place import REFORM, UnitKey
from domain.privacy import Level
from domain.words import folded, marked_words
from storage.database import Database
from storage.demo.names import invent_name
from storage.demo.supply import Supply
from storage.name_memory import NameMemory
from storage.sealed import Vault, new_key
from storage.tables import person
from tests.house import settings

LANH, VAN_LANH, RIM, KHONE, PHUONE = (
    "Nguyễn Thị Lành",
    "Trần Văn Lành",
    "Néang Sa Rim",
    "Chau Sóc Khone",
    "Néang Kim Phượne",
)
HOA, DAT, SINH, NAM = "Lê Thị Hòa", "Phạm Văn Ðạt", "Huỳnh Văn Sinh", "Nguyễn Văn Năm"
MOM, CHEURN, VICHETR, DARA = "Néang Srây Mom", "Chau Cheurn", "Chau Vichetr", "Chau Dara"
QUYEN, DIEP, NRI = "Nguyễn Thị Thu Quyên", "Võ Thị Diệp", "Néang N'Ri"
IN_KHMER, SOKHA = "នាង ចន្ធូ", "ចៅ សុខា"
PEOPLE = (
    *(LANH, VAN_LANH, RIM, KHONE, PHUONE, HOA, DAT, SINH, NAM, MOM, CHEURN, VICHETR, DARA),
    *(QUYEN, DIEP, NRI, IN_KHMER, SOKHA),
)
YEARS = {LANH: 1944, VAN_LANH: 1944, RIM: 1948, SINH: 1950, NAM: 1951}
UNIT = Names(enumerate(PEOPLE))
UNIT.learn_years({at: YEARS.get(name, 1960) for at, name in enumerate(PEOPLE)})


def find(query: str, units: list[Names], limit: int = 8) -> tuple[Match, ...]:
    return find_asked(read_name(query), units, limit)


def found(query: str, limit: int = 8) -> list[str]:
    return [PEOPLE[match.person_id] for match in find(query, [UNIT], limit)]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Nguyễn Thị Lành", LANH),
        ("NGUYEN THI LANH", LANH),
        (unicodedata.normalize("NFD", "nguyễn thị lành"), LANH),
        ("  nguyễn   thị  lành. ", LANH),
        ("hòa", HOA),
        ("Hoà", HOA),
        ("Đạt", DAT),  # U+0110; the record has U+00D0
        ("Ðạt", DAT),
        ("dat", DAT),
        ("nri", NRI),
        ("N'Ri", NRI),
        ("N’Ri", NRI),
    ],
)
def test_marks_look_alikes_and_signs_do_not_matter(query: str, name: str) -> None:
    assert found(query, 1) == [name]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Rim", RIM),
        ("Sa Rim", RIM),
        ("Rim Sa", RIM),
        ("cô Rim", RIM),
        ("bà Néang Rim", RIM),
        ("neang sarim", RIM),
        ("SaRim", RIM),
        ("Nguyen Lanh", LANH),
        ("chị Thị Lành", LANH),
        ("Lành Nguyễn Thị", LANH),
        ("nguyenthilanh", LANH),
        ("Nguyễn Văn Thị Lành", LANH),  # one of the words is wrong
        ("ông Trần Văn Lành", VAN_LANH),
        ("sóc khone", KHONE),
        ("phuone", PHUONE),
    ],
)
def test_a_part_a_title_and_another_order_will_do(query: str, name: str) -> None:
    assert found(query, 1) == [name]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Nguyen Thi Lahn", LANH),
        ("Ngyễn thị lành", LANH),
        ("Nguyễn Thị La nh", LANH),
        ("Trần vanlanh", VAN_LANH),
        ("lanhh tran", VAN_LANH),
        ("Vichetrr", VICHETR),
    ],
)
def test_slips_of_the_finger_are_forgiven(query: str, name: str) -> None:
    assert found(query, 1) == [name]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Wuyên", QUYEN),
        ("Thu Uyên", QUYEN),
        ("Dõ Thị Dịp", DIEP),
        ("giệp", DIEP),
        ("Phượn", PHUONE),
        ("soc khong", KHONE),
        ("Quỳnh Văng Xinh", SINH),
        ("Chần Văn Lằn", VAN_LANH),
    ],
)
def test_southern_spelling_finds_the_standard_one(query: str, name: str) -> None:
    assert found(query, 1) == [name]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ve", "de"),
        ("va", "gia"),
        ("lan", "lang"),
        ("lan", "lanh"),
        ("khuyet", "khuyec"),
        ("ly", "li"),
        ("tri", "chi"),
        ("sang", "xang"),
        ("que", "hue"),
        ("hoang", "quang"),
        ("tum", "tom"),
        ("diep", "dip"),
        ("khone", "khon"),
    ],
)
def test_what_southern_ears_do_not_tell_apart_sounds_equal(one: str, other: str) -> None:
    assert southern(one) == southern(other)


@pytest.mark.parametrize(("one", "other"), [("lan", "lam"), ("le", "la"), ("thu", "tu")])
def test_what_they_tell_apart_does_not(one: str, other: str) -> None:
    assert southern(one) != southern(other)


@pytest.mark.parametrize("query", ["N.T.L", "ntl", "NTL", "n t l", "NTLành", "Ng Th Lành"])
def test_initials_find_who_bears_them(query: str) -> None:
    assert found(query)[0] == LANH
    assert RIM not in found(query)


def test_initials_with_a_vowel_do_too() -> None:
    people = Names([(1, "Nguyễn Văn An"), (2, "Lê Thị Hoa")])
    assert [match.person_id for match in find("nva", [people])] == [1]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("នាង សារឹម", RIM),
        ("សារឹម", RIM),
        ("លោកយាយ សារឹម", RIM),
        ("ចៅ សុខខុន", KHONE),
        ("ចៅសុខខុន", KHONE),
        ("នាងគឹមភួន", PHUONE),
        ("នាង ស្រីម៉ុម", MOM),
        ("ជឿន", CHEURN),
        ("វិចិត្រ", VICHETR),
        ("ដារា", DARA),
        ("នាង ចន្ធូ", IN_KHMER),
        ("Néang Chanthu", IN_KHMER),
        ("chan thou", IN_KHMER),
        ("Chau Sokha", SOKHA),
        ("Sóc Kha", SOKHA),
    ],
)
def test_khmer_and_latin_script_find_each_other(query: str, name: str) -> None:
    assert found(query, 1) == [name]


@pytest.mark.parametrize(
    ("khmer", "latin"),
    [
        ("សុភា", "Sophea"),
        ("បុប្ផា", "Bopha"),
        ("ស្រីណា", "Sreyna"),
        ("លក្ខិណា", "Lakhena"),
        ("មេត្តា", "Metta"),
        ("ចាន់ណារី", "Channary"),
        ("ចន្ទ្រា", "Chantrea"),
        ("ចក្រា", "Chakra"),
        ("រិទ្ធ", "Rith"),
        ("បូរី", "Borey"),
        ("សិទ្ធិ", "Sith"),
        ("វិបុល", "Vibol"),
        ("សំបាត់", "Som Bát"),
        ("ចាន់ថា", "Chanh Tha"),
        ("សាហួន", "Sa Huône"),
        ("វណ្ណា", "Vanh Na"),
        ("ថាច់", "Thạch"),
        ("អូន", "Ươne"),
    ],
)
def test_common_names_have_the_same_consonants_in_both_scripts(khmer: str, latin: str) -> None:
    both = [skeleton(tuple(map(romanised, marked_words(name)))) for name in (khmer, latin)]
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("Lành 1944", {LANH, VAN_LANH}),
        ("Lành sn 44", {LANH, VAN_LANH}),
        ("sn44 lành", {LANH, VAN_LANH}),
        ("lành sinh năm 1944", {LANH, VAN_LANH}),
        ("lành, năm sinh 44", {LANH, VAN_LANH}),
        ("bà Lành (01/01/1944)", {LANH, VAN_LANH}),
        ("lành 1945", set()),
        ("Rim 48", {RIM}),
        ("សារឹម ឆ្នាំ១៩៤៨", {RIM}),
        ("Huỳnh Văn Sinh 1950", {SINH}),
        ("Nguyễn Văn Năm 1951", {NAM}),
        ("năm sn 51", {NAM}),
        ("Lành 80 tuổi", {LANH, VAN_LANH}),  # an age is no year
    ],
)
def test_a_year_of_birth_narrows(query: str, names: set[str]) -> None:
    assert set(found(query)) == names


@pytest.mark.parametrize(
    "query",
    [
        *("", " ", ".", "n", "1944", "sn 44", "xyz", "qwrt", "asdkjh", "khong biet gi"),
        *("chừng nào phát tiền", "tôi muốn hỏi về tiền trợ cấp của bà ngoại tôi năm nay"),
        *("ខ្ញុំចង់សួរអំពីប្រាក់", "សុខភាព", "😀😀", "\0", "hjkl" * 400),
    ],
)
def test_nonsense_finds_nobody(query: str) -> None:
    assert found(query) == []


def test_marks_decide_between_names_of_the_same_letters() -> None:
    people = Names(enumerate(["Lê Lanh", "Lê Lành", "Lê Lãnh"]))
    assert [find(query, [people])[0].person_id for query in ("Lê Lành", "lê lãnh")] == [1, 2]


def test_equally_near_ones_come_in_the_order_of_their_ids() -> None:
    halves = [Names((at, "Lê Thị Ba") for at in ids) for ids in ((9, 3), (7, 1))]
    expected = tuple(Match(at, 100.0) for at in (1, 3, 7))
    assert find("Lê Thị Ba", halves, 3) == expected


def test_of_those_of_one_sound_who_is_known_comes_first_and_nobody_else() -> None:
    halves = [
        Names(enumerate([*["Chau Lan"] * 8, "Chau Lang"])),
        Names([(20, "Chau Lan"), (21, "Chau Len"), (22, "Néang Sa Rim")]),
    ]
    asked = read_name("Chau Lan")

    def first(*known: int) -> list[int]:
        return [match.person_id for match in find_asked(asked, halves, 8, known)]

    assert first() == [*range(8)]
    assert first(22, 21, 20, 5)[:3] == [20, 5, 0], "not who is called otherwise, however lately"
    assert first(8)[0] == 8, "southerners write one for the other"


@given(st.text(max_size=200))
def test_any_text_may_be_asked_for(text: str) -> None:
    find(text, [UNIT])


@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=30))
def test_any_text_may_be_a_name(names: list[str], query: str) -> None:
    Names(enumerate(names)).find(read_name(query), 8)


_WORDS = marked_words("nguyễn thị văn lành hòa néang sa rim ðạt phượne khone y ba sinh quyên")


@given(st.lists(st.sampled_from(_WORDS), min_size=2, max_size=5))
def test_a_name_finds_itself(words: list[str]) -> None:
    people = Names([(1, "Trần Văn Bình"), (2, " ".join(words))])
    assert Match(2, 100.0) in find(" ".join(words), [people])


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


# In a list as long as a commune's


def _list() -> list[str]:
    """3,000 people of a commune where half bear Khmer names."""
    supply = Supply(11)
    return [
        invent_name(supply, supply.rng.choice(tuple(Sex)), supply.rng.randint(1925, 2015), 50)
        for _ in range(3_000)
    ]


def _bare(name: str, _rng: Random) -> str:
    return folded(name)


def _shouted(name: str, _rng: Random) -> str:
    return name.upper()


def _a_slip(name: str, rng: Random) -> str:
    """One letter left out, doubled, wrong, or in the place of the next."""
    at = rng.randrange(len(name) - 1)
    slips = (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + rng.choice("aeiounthgm") + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    return rng.choice(slips)


def _a_bare_slip(name: str, rng: Random) -> str:
    return _a_slip(folded(name), rng)


def _initials(name: str, _rng: Random) -> str:
    return ".".join(word[0] for word in name.split())


def _initials_and_given(name: str, _rng: Random) -> str:
    *before, given_name = name.split()
    return "".join(word[0] for word in before) + given_name


def _southern(name: str, _rng: Random) -> str:
    swaps = (("v", "d"), ("tr", "ch"), ("s", "x"), ("y", "i"), ("qu", "w"))
    bare = folded(name)
    for standard, spoken in swaps:
        bare = bare.replace(standard, spoken)
    return bare


def _with_title(name: str, rng: Random) -> str:
    return f"{rng.choice(['ông', 'bà', 'chị', 'anh', 'cô', 'chú'])} {name}"


def _run_together(name: str, _rng: Random) -> str:
    return folded(name).replace(" ", "")


def _backwards(name: str, _rng: Random) -> str:
    return " ".join(reversed(name.split()))


LIST = _list()
LIST_YEARS = [Random(at).randint(1925, 2015) for at in range(len(LIST))]
COMMUNE = Names(enumerate(LIST))
COMMUNE.learn_years(dict(enumerate(LIST_YEARS)))
_INITIALS = (_initials, _initials_and_given)
_BY_NAME = (
    _bare,
    _shouted,
    _a_slip,
    _a_bare_slip,
    _southern,
    _with_title,
    _run_together,
    _backwards,
)


@pytest.mark.parametrize("vary", _BY_NAME, ids=lambda vary: vary.__name__.strip("_"))
def test_of_3000_the_name_is_among_the_first(vary: Callable[[str, Random], str]) -> None:
    """The name, not the person: equal names cannot be told apart by name."""
    assert _recall(vary, by_year=False) >= 0.95


@pytest.mark.parametrize("vary", [*_BY_NAME, *_INITIALS], ids=lambda vary: vary.__name__.strip("_"))
def test_of_3000_the_person_is_among_the_first_by_year(vary: Callable[[str, Random], str]) -> None:
    assert _recall(vary, by_year=True) >= 0.95


def _recall(vary: Callable[[str, Random], str], *, by_year: bool) -> float:
    rng = Random(5)
    asked = rng.sample(range(len(LIST)), 300)
    return sum(_is_found(at, vary(LIST[at], rng), by_year) for at in asked) / len(asked)


def _is_found(at: int, query: str, by_year: bool) -> bool:
    if by_year:
        first = find(f"{query} {LIST_YEARS[at]}", [COMMUNE], 8)
        return at in {match.person_id for match in first}
    first = find(query, [COMMUNE], 8)
    return folded(LIST[at]) in {folded(LIST[match.person_id]) for match in first}


# In a store


@pytest_asyncio.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = build(settings(url)).database
    yield opened
    await opened.close()


async def _units(database: Database) -> list[UnitKey]:
    async with database.engine.connect() as connection:
        result = await connection.execute(select(person.c.unit_code, person.c.unit_from).distinct())
        return sorted(UnitKey(*row) for row in result)


async def _one(database: Database) -> tuple[int, str, UnitKey]:
    """Somebody of the store: id, name and unit."""
    async with database.engine.connect() as connection:
        row = (await connection.execute(select(person).order_by(person.c.id).limit(1))).one()
    name = database.vault.open(row.sealed_name, person.c.sealed_name, row.id)
    return row.id, name, UnitKey(row.unit_code, row.unit_from)


async def _search(
    database: Database, query: str, units: list[UnitKey], version: int = 1
) -> list[int]:
    async with database.transaction() as records:
        found = await records.names.find(query, units, version, limit=10_000)
        return [match.person_id for match in found]


async def test_only_the_units_asked_for_are_searched(database: Database) -> None:
    person_id, name, unit = await _one(database)
    others = [other for other in await _units(database) if other != unit]
    assert person_id in await _search(database, name, [unit])
    assert person_id not in await _search(database, name, others)
    assert person_id in await _search(database, name, [*others, unit, unit])
    assert await _search(database, name, []) == []


async def test_everybody_is_found_by_the_own_name(database: Database) -> None:
    units = await _units(database)
    async with database.engine.connect() as connection:
        rows = (await connection.execute(select(person.c.id, person.c.sealed_name))).all()
    for row in rows[:: len(rows) // 40]:
        name = database.vault.open(row.sealed_name, person.c.sealed_name, row.id)
        assert row.id in await _search(database, name, units)


async def test_a_changed_name_is_found_under_the_next_version(database: Database) -> None:
    person_id, name, unit = await _one(database)
    await _search(database, name, [unit])
    sealed = database.vault.seal("Quách Thị Xoàn", person.c.sealed_name, person_id)
    await _write(database, person_id, sealed)
    assert person_id not in await _search(database, "Quách Thị Xoàn", [unit])
    assert person_id in await _search(database, "Quách Thị Xoàn", [unit], version=2)


async def test_a_name_that_does_not_open_hides_no_other(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    person_id, name, unit = await _one(database)
    await _write(database, person_id, b"damaged")
    with caplog.at_level(logging.ERROR):
        found = await _search(database, "Thị", [unit])
    assert found
    assert person_id not in found
    assert "1 names of unit" in caplog.text
    assert name not in caplog.text


async def test_a_search_makes_the_turn_one_for_staff(database: Database) -> None:
    units = await _units(database)
    async with database.transaction() as records:
        await records.names.find("xyz", units, 1)
        assert records.level is Level.STAFF


async def test_more_names_than_are_kept_are_searched_all_the_same(database: Database) -> None:
    units = await _units(database)
    everybody = await _search(database, "Thị", units)
    database.names = NameMemory(at_most=50)
    assert await _search(database, "Thị", units) == everybody
    assert len(database.names) <= 50


async def _write(database: Database, person_id: int, sealed: bytes) -> None:
    async with database.engine.begin() as connection:
        changed = update(person).where(person.c.id == person_id).values(sealed_name=sealed)
        await connection.execute(changed)


def test_the_unit_not_asked_for_the_longest_is_forgotten_first() -> None:
    one, other, third = (UnitKey(str(number), REFORM) for number in range(3))
    memory, two_names = NameMemory(at_most=4), Names([(1, "A B"), (2, "C D")])
    memory.keep(one, 1, two_names)
    memory.keep(other, 1, two_names)
    assert memory.recall(one, 1) is two_names
    memory.keep(third, 1, two_names)
    assert memory.recall(other, 1) is None
    assert memory.recall(one, 1) is two_names
    assert memory.recall(one, 2) is None
    memory.keep(one, 2, two_names)
    assert len(memory) == 4


def test_opening_many_is_opening_each() -> None:
    old, new = f"a:{new_key()}", f"b:{new_key()}"
    index_key = new_key()
    both = Vault.from_settings(f"{new},{old}", index_key)
    before = Vault.from_settings(old, index_key)
    cells = [
        (1, both.seal("Rim", person.c.sealed_name, 1)),
        (2, before.seal("Lành", person.c.sealed_name, 2)),
        (3, both.seal("Rim", person.c.sealed_name, 4)),
        (4, b""),
        (5, both.seal("Rim", person.c.sealed_name, 5)[:9]),
    ]
    assert [*both.open_all(cells, person.c.sealed_name)] == ["Rim", "Lành", None, None, None]


async def test_a_year_asked_for_later_is_learnt_then(database: Database) -> None:
    person_id, name, unit = await _one(database)
    async with database.engine.connect() as connection:
        row = (await connection.execute(select(person).where(person.c.id == person_id))).one()
    year = int(database.vault.open(row.sealed_birth, person.c.sealed_birth, person_id)[:4])
    assert person_id in await _search(database, name, [unit])
    assert person_id in await _search(database, f"{name} {year}", [unit])
    assert person_id not in await _search(database, f"{name} {year - 1}", [unit])
