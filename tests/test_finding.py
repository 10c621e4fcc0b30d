"""Finding a person: by a name and a year, by the end of a number, among the last few; or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from domain.name_query import read_year_alone
from domain.permissions import Act
from domain.place import UnitKey
from storage.purge import Retention, purge
from storage.tables import actor, audit, case_file, looked_at, person, staff_grant
from tests.house import NOW, Phone
from tests.test_staff import AN_CU, CHAU_DOC, House, at_work, label_of, says


def labels(phone: Phone) -> list[str]:
    return [choice.label for reply in phone.last for choice in reply.choices]


async def change(url: str, statement: Any) -> None:
    async with House(url) as house, house.app.database.engine.begin() as connection:
        await connection.execute(statement)


async def numbers_of(url: str, name: str = "Néang Sa Rim", year: int = 1948) -> tuple[str, str]:
    """(citizen ID, phone) of somebody of An Cư, who is given a phone where they have none."""
    async with House(url) as house:
        database = house.app.database
        async with database.transaction() as records:
            units = records.reference.gazetteer.served()
            found = await records.names.find(f"{name} {year}", [one.key for one in units], 0, 1)
        who = found[0].person_id
        sealed = database.vault.seal("0912345678", person.c.sealed_phone, who)
        async with database.engine.begin() as connection:
            await connection.execute(
                update(person).where(person.c.id == who).values(sealed_phone=sealed)
            )
        [row] = await house.rows(select(person.c.sealed_citizen_id).where(person.c.id == who))
        citizen_id = database.vault.open(row.sealed_citizen_id, person.c.sealed_citizen_id, who)
    return citizen_id, "0912345678"


# --- What is written ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("1945", ("1945",)),
        ("45", ("45",)),
        ("sn 45", ("45",)),
        ("sn45", ("45",)),
        ("sinh năm 1945", ("1945",)),
        ("năm sinh: 45", ("45",)),
        ("កើតឆ្នាំ ១៩៤៥", ("1945",)),
        ("chau kim 45", ()),
        ("45 48", ()),
        ("1845", ()),
        ("204817", ()),
        ("", ()),
        ("🙏", ()),
    ],
)
def test_a_year_of_birth_without_a_name_is_read_as_one(said: str, years: tuple[str, ...]) -> None:
    assert read_year_alone(said).years == years


async def test_a_name_with_two_digits_is_a_name_and_a_year(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    await officer.says("/for sa rim 48")
    assert [one for one in labels(officer) if "An Cư" in one] == ["Néang Sa Rim, 1948, xã An Cư"]


@pytest.mark.parametrize("said", ["1948", "48", "sn 48"])
async def test_by_a_year_alone_all_who_were_born_in_it_are_shown_and_eight_at_most(
    sqlite_url: str, said: str
) -> None:
    officer = await at_work(sqlite_url, "WARD4793")
    await officer.says(f"/for {said}")
    found = [one for one in labels(officer) if "xã" in one]
    assert len(found) == 8
    assert {one.split(", ")[1] for one in found if "1948" in one} == {"1948"}
    assert "gõ tên kèm năm sinh" in officer.heard()


@pytest.mark.parametrize("so_many", [3, 4, 10])
async def test_the_end_of_the_phone_finds_and_so_does_the_whole_number(
    url: str, so_many: int
) -> None:
    _, phone = await numbers_of(url)
    officer = await at_work(url, "WARD4793")
    await officer.says(f"/for {phone[-so_many:]}")
    assert label_of(officer, "Néang Sa Rim, 1948")


@pytest.mark.parametrize("so_many", [3, 4, 12])
async def test_so_does_the_end_of_the_citizen_id(sqlite_url: str, so_many: int) -> None:
    citizen_id, _ = await numbers_of(sqlite_url)
    officer = await at_work(sqlite_url, "WARD4793")
    await officer.says(f"/for {citizen_id[-so_many:]}")
    assert label_of(officer, "Néang Sa Rim, 1948")


async def test_no_number_of_another_commune_finds_anybody(sqlite_url: str) -> None:
    citizen_id, phone = await numbers_of(sqlite_url)
    other = await at_work(sqlite_url, "CHAU9436")
    for said in (phone, citizen_id):
        await other.says(f"/for {said}")
        assert "Không tìm thấy ai trong địa bàn" in other.heard()


async def test_two_who_read_alike_are_told_apart_by_the_end_of_the_id_and_no_more(
    sqlite_url: str,
) -> None:
    async with House(sqlite_url) as house:
        vault = house.app.database.vault
        [row] = await house.rows(
            select(person).where(person.c.unit_code == AN_CU.code).order_by(person.c.id).limit(1)
        )
    twin = dict(row._mapping) | {"id": 5, "sealed_phone": None, "phone_index": None}
    for column in ("sealed_name", "sealed_birth", "sealed_sex"):
        opened = vault.open(getattr(row, column), person.c[column], row.id)
        twin[column] = vault.seal(opened, person.c[column], 5)
    twin["sealed_citizen_id"] = vault.seal("089148000777", person.c.sealed_citizen_id, 5)
    name = vault.open(row.sealed_name, person.c.sealed_name, row.id)
    birth = vault.open(row.sealed_birth, person.c.sealed_birth, row.id)
    await change(sqlite_url, insert(person).values(twin))
    officer = await at_work(sqlite_url, "WARD4793")
    await officer.says(f"/for {name} {birth[:4]}")
    alike = [one for one in labels(officer) if one.startswith(f"{name}, {birth[:4]}")]
    assert len(alike) == len(set(alike)) == 2
    assert any(one.endswith("căn cước …777") for one in alike)
    assert not [one for one in labels(officer) if "0777" in one]


# --- The last few ---------------------------------------------------------------------------


async def look_at(officer: Phone, *names: str) -> None:
    for name in names:
        await officer.says(f"/for {name}")
        await officer.says("1")
        officer.later(minutes=1)


async def test_the_last_five_are_offered_the_newest_first_and_one_tap_opens_them(
    url: str,
) -> None:
    officer = await at_work(url, "WARD4793")
    await look_at(officer, "sa rim 1948", "sa rim 1938", "sa rim 1959", "sa rim 1948")
    await officer.says("/for")
    assert [one.split(", ")[1] for one in labels(officer)[:3]] == ["1948", "1959", "1938"]
    await officer.says("2")
    assert "Néang Sa Rim, 1959" in officer.heard()
    await look_at(officer, "sa rim 1996", "sa rim 1934", "sa rim 1973")
    await officer.says("/code")
    assert len([one for one in labels(officer) if "Sa Rim" in one]) == 5
    assert "1938" not in " ".join(labels(officer)), "the sixth is sought again"


async def test_of_many_who_sound_alike_whom_one_had_before_one_comes_first(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    await officer.says("/for néang")
    shown = labels(officer)
    assert len([one for one in shown if "xã" in one]) == 8
    await officer.says("/for néang sa rim 1996")
    meant = labels(officer)[0]
    assert meant not in shown, "more than eight are called so"
    await officer.says("1")
    for said in ("néang", "neang", "1996"):
        await officer.says(f"/for {said}")
        assert labels(officer)[0] == meant
    await officer.says("/for chau kim")
    assert meant not in labels(officer), "and nowhere else"


async def test_they_are_ones_own_and_no_colleagues(sqlite_url: str) -> None:
    officer = await at_work(sqlite_url, "WARD4793")
    await look_at(officer, "sa rim 1948")
    leader = await at_work(sqlite_url, "LEAD6943")
    await leader.says("/for")
    assert labels(leader) == ["Tìm không thấy người này"]


async def test_whoever_has_left_for_another_commune_is_offered_nobody_of_the_old_one(
    sqlite_url: str,
) -> None:
    officer = await at_work(sqlite_url, "WARD4793")
    await look_at(officer, "sa rim 1948")
    await officer.says("/for")
    tap = officer.token("Sa Rim")
    async with House(sqlite_url) as house:
        [mine] = await house.rows(select(looked_at.c.actor_id))
    moved = {"unit_code": CHAU_DOC.code, "unit_from": CHAU_DOC.valid_from}
    where = staff_grant.c.actor_id == mine.actor_id
    await change(sqlite_url, update(staff_grant).where(where).values(moved))
    await officer.taps(tap)
    assert "Sa Rim" not in officer.heard()
    assert labels(officer) == ["Tìm không thấy người này"]


async def test_they_are_looked_at_only_where_they_are_shown(sqlite_url: str) -> None:
    """Or a record would seem to be opened whenever its officer did something else."""
    officer = await at_work(sqlite_url, "WARD4793")
    await look_at(officer, "sa rim 1948")
    await officer.says("/code sa rim 1938")
    await says(officer, "1", "1")
    async with House(sqlite_url) as house:
        rows = await house.rows(
            select(func.count(audit.c.subject.distinct())).where(
                audit.c.kind == "looked", audit.c.why == "give_code"
            )
        )
    assert rows[0][0] == 1


async def test_they_are_forgotten_after_thirty_days(url: str) -> None:
    officer = await at_work(url, "WARD4793")
    await look_at(officer, "sa rim 1948")
    async with House(url) as house:
        kept = await purge(house.app.database, NOW + timedelta(days=30), Retention())
        gone = await purge(house.app.database, NOW + timedelta(days=31), Retention())
    assert (kept["looked_at"], gone["looked_at"]) == (0, 1)


async def test_many_looks_at_once_leave_one_row_each(url: str) -> None:
    async with House(url) as house:
        [who] = await house.rows(select(actor.c.id).limit(1))
        people = [one.id for one in await house.rows(select(person.c.id).limit(3))]
        for minute in range(6):
            at = NOW + timedelta(minutes=minute)
            async with house.app.database.transaction() as records:
                await records.last_looked.note(who.id, people[minute % 3], at)
        async with house.app.database.transaction() as records:
            assert await records.last_looked.of(who.id) == (people[2], people[1], people[0])


# --- Not there ------------------------------------------------------------------------------


async def test_who_is_not_found_is_passed_on_as_a_case_and_gets_a_number(url: str) -> None:
    clerk = await at_work(url, "PSTA7364")
    await says(clerk, "/for Nguyễn Zzyzx 1931")
    assert "Không tìm thấy ai" in clerk.heard()
    await clerk.taps(clerk.token("Tìm không thấy"))
    assert "Người đó là ai" in clerk.heard()
    await clerk.says("bà cụ ở ấp Phước Lợi, thẻ 4539578763621486, hỏi ngày lãnh tiền")
    assert "Số phiếu: AS-" in clerk.heard()
    assert "Trần Thị Ngọc Mai" in clerk.heard(), "to whom it went"
    async with House(url) as house:
        [row] = await house.rows(select(case_file))
        kept = house.app.database.vault.open(row.sealed_details, case_file.c.sealed_details, row.id)
    assert (row.person_id, row.unit_code) == (None, AN_CU.code)
    assert "ấp Phước Lợi" in kept
    assert "4539578763621486" not in kept
    officer = await at_work(url, "WARD4793")
    await officer.says("/cases")
    assert label_of(officer, row.number)


async def test_who_works_for_several_communes_says_in_which_they_stand(sqlite_url: str) -> None:
    officer = await at_work(sqlite_url, "WARD4793")
    async with House(sqlite_url) as house, house.app.database.transaction() as records:
        [mine] = [
            one.id
            for one in await records.staff.responsible(Act.ANSWER_CASES, AN_CU)
            if one.name == "Trần Thị Ngọc Mai"
        ]
    grant = {"id": 9_000_001, "actor_id": mine, "role": "commune_officer", "given_at": NOW}
    unit = {"unit_code": CHAU_DOC.code, "unit_from": CHAU_DOC.valid_from}
    await change(sqlite_url, insert(staff_grant).values(grant | unit))
    await officer.taps("d:not_found")
    assert len(labels(officer)) == 2
    await officer.says(label_of(officer, "Châu Đốc"))
    await officer.says("ông cụ bán vé số, không có giấy tờ")
    async with House(sqlite_url) as house:
        [row] = await house.rows(select(case_file.c.unit_code, case_file.c.unit_from))
    assert UnitKey(row.unit_code, row.unit_from) == CHAU_DOC
