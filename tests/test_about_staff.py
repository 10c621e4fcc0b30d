"""A complaint goes above whom it is about, who never sees it, nor who made it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.app import build
from domain.case import CaseKind, read_number
from domain.case_flow import CaseEvent
from domain.complaint import Above, goes_to, may_be_meant
from domain.permissions import Role
from domain.text import Month
from storage.tables import audit, case_event, case_file
from tests.house import NOW, Phone, settings
from tests.place import TODAY, Place, place, unasked, words
from tests.test_cases import officer

_WORDS = "Người đó nói nặng lời với tôi trước mặt bà con"
_NEVER_GIVEN = "AS-000001"
_STAFF = {
    "officer": "WARD4793",
    "leader": "LEAD6943",
    "post": "PSTA7364",
    "helper": "HAML6379",
    "town": "CHAU9436",
    "province": "TNHA4796",
    "admin": "ADMN7649",
}


async def complains(phone: Phone, whom: str, command: str = "/complain") -> str:
    """The number of a complaint."""
    for said in (command, whom, _WORDS):
        await phone.says(said)
    number = read_number(phone.heard())
    assert number is not None, phone.heard()
    return number


async def case_id(there: Place, number: str) -> int:
    async with there.app.database.engine.connect() as connection:
        found = await connection.scalar(select(case_file.c.id).where(case_file.c.number == number))
    assert found is not None
    return int(found)


async def all_ways(phone: Phone, number: str, case: int) -> str:
    """What somebody hears who tries to get at it in every way there is."""
    said = []
    for way in ("/cases", number, f"/request {number}"):
        await phone.says(way)
        said.append(_seen(phone))
    for tap in (f"d:cases:case={case}", f"d:case_above:number={number}", f"d:together:case={case}"):
        await phone.taps(tap)
        said.append(_seen(phone))
    return "\n".join(said).replace(number, "#")


def _seen(phone: Phone) -> str:
    labels = [one.label for reply in phone.last for one in reply.choices]
    return "\n".join([phone.heard(), *labels])


@pytest.mark.parametrize(
    ("whom", "reads", "others"),
    [
        ("Cán bộ xã, phường", "leader", ("officer", "post", "province", "town")),
        ("Lãnh đạo xã, phường", "province", ("officer", "leader", "helper", "admin")),
        ("Người khác, hoặc không rõ", "province", ("officer", "leader", "helper", "admin")),
    ],
)
async def test_to_everybody_but_who_reads_it_it_is_as_unknown_as_none(
    url: str, whom: str, reads: str, others: tuple[str, ...]
) -> None:
    """The accused, their colleagues, those of other units: no list, number or button leads to it,
    and no message tells of it."""
    async with place(url) as there:
        staff = {one: await officer(url, one, _STAFF[one]) for one in (reads, *others)}
        number = await complains(there.phone, whom)
        case = await case_id(there, number)
        assert await _told_of(url, number) == {reads}
        for name in others:
            heard = await all_ways(staff[name], number, case)
            assert _WORDS not in heard
            assert heard == await all_ways(staff[name], _NEVER_GIVEN, 1), name


async def test_who_leads_the_commune_reads_and_answers_it(url: str) -> None:
    async with place(url) as there:
        desk, leader = await officer(url), await officer(url, "leader", _STAFF["leader"])
        number = await complains(there.phone, "Nhân viên bưu điện")
        assert await _told_of(url, number) == {"leader"}
        for said in ("/cases", number):
            await leader.says(said)
            await desk.says(said)
        assert _WORDS not in _seen(desk)
        assert f"{number}: phản ánh về cán bộ." in leader.heard()
        assert _WORDS in leader.heard()
        await leader.says("Đã giải quyết")
        assert f"Đã đóng phiếu {number}." in leader.heard()
        await there.phone.says(number)
        assert "hỏi cán bộ" not in there.phone.heard(), "it may be about them"


async def _told_of(url: str, number: str) -> set[str]:
    told = await unasked(url, NOW + timedelta(minutes=10))
    return {who for who, replies in told.items() if number in words(replies)}


async def test_what_nobody_looks_at_goes_up_past_whom_it_may_be_about(url: str) -> None:
    """The province hears of it by the clock, and may then answer what the leader did not."""
    async with place(url) as there:
        for name in ("officer", "leader"):
            await officer(url, name, _STAFF[name])
        province = await officer(url, "province", _STAFF["province"])
        of_officer = await complains(there.phone, "Cán bộ xã, phường")
        of_leader = await complains(there.phone, "Lãnh đạo xã, phường")
        hearing: dict[str, set[str]] = {of_officer: set(), of_leader: set()}
        for days in (3, 8, 9, 20):
            told = await unasked(url, NOW + timedelta(days=days))
            for number, who in hearing.items():
                who |= {one for one, replies in told.items() if number in words(replies)}
        assert hearing == {of_officer: {"leader", "province"}, of_leader: {"province"}}
        for said in ("/cases", of_officer, "Đã giải quyết"):
            await province.says(said)
        assert f"Đã đóng phiếu {of_officer}." in province.heard()


async def test_a_colleague_complains_and_nothing_says_who_it_was(url: str) -> None:
    """Not the case, nor its history, nor the audit that their leader may ask about."""
    async with place(url) as there:
        wanted = ("post", "leader", "province")
        staff = {name: await officer(url, name, _STAFF[name]) for name in wanted}
        number = await complains(staff["post"], "Lãnh đạo xã, phường", "/colleague")
        case = await case_id(there, number)
        async with there.app.database.engine.connect() as connection:
            row = (await connection.execute(select(case_file).where(case_file.c.id == case))).one()
            actors = await connection.execute(
                select(case_event.c.actor_id).where(case_event.c.case_id == case)
            )
            noted = await connection.execute(select(audit.c.kind, audit.c.why, audit.c.subject))
        assert (row.filed_by, row.person_id, row.above) == (None, None, Above.PROVINCE)
        assert set(actors.scalars()) == {None}
        assert not [one for one in noted if case == one.subject or "staff" in (one.why or "")]
        for said in ("/who", "Một đồng nghiệp", "Phan Thị Kiều", "1", "1"):
            await staff["leader"].says(said)
        assert "phản ánh" not in staff["leader"].heard().lower()
        for said in ("/cases", number):
            await staff["province"].says(said)
        assert "Phan Thị Kiều" not in staff["province"].heard()
        await staff["post"].says(f"/request {number}")
        assert "cơ quan tỉnh" in staff["post"].heard(), "who made it may ask"


async def test_citizens_hear_no_name_of_staff_and_who_will_read_it_before_they_write(
    url: str,
) -> None:
    async with place(url) as there:
        await officer(url, "leader", _STAFF["leader"])
        heard = ""
        for said in ("/complain", "Lãnh đạo xã, phường", _WORDS):
            await there.phone.says(said)
            heard += _seen(there.phone)
        assert heard.index("Chỉ cán bộ tỉnh đọc được.") < heard.index("đã ghi nhận")
        assert heard.count("Người bị phản ánh không biết ai nói.") == 2
        async with there.records() as records:
            names = [one.name for one in await records.staff.colleagues()]
        assert names
        assert [one for one in names if one in heard] == []


async def test_who_is_linked_to_nobody_says_where_it_was(url: str) -> None:
    phone = Phone(url, "stranger")
    for said in ("tiếng Việt", "/complain", "xã An Cư"):
        await phone.says(said)
    assert "muốn phản ánh ai" in phone.heard()


async def test_from_one_phone_come_no_more_than_three_a_day(url: str) -> None:
    async with place(url) as there:
        for _ in range(3):
            await complains(there.phone, "Nhân viên bưu điện")
        await there.phone.says("/complain")
        assert "Mai bà gửi tiếp." in there.phone.heard()
        there.phone.later(hours=25)
        await complains(there.phone, "Nhân viên bưu điện")


async def test_what_was_handed_over_is_not_handed_to_whom_it_is_about(url: str) -> None:
    async with place(url) as there:
        for name in ("officer", "leader"):
            await officer(url, name, _STAFF[name])
        number = await complains(there.phone, "Cán bộ xã, phường")
        case = await case_id(there, number)
        async with there.records() as records:
            row = (
                await records.store.connection.execute(
                    select(case_file).where(case_file.c.id == case)
                )
            ).one()
            [leader] = await records.complaints.answerers(
                there.person.unit, row.reason, row.against, row.above
            )
            await records.cases.happen(case, CaseEvent.TAKEN, leader.id, NOW)
            await records.cases.hand_over(leader.id, row.against, None, leader.id, NOW)
            after = await records.cases.one(case, NOW)
        assert row.against is not None, "the commune has but one officer"
        assert after is not None
        assert after.handled_by is None


async def test_where_who_leads_may_be_meant_it_goes_to_the_province_at_once(url: str) -> None:
    """One human with two roles: what is said of the one must not come to the other."""
    async with place(url) as there:
        await officer(url, "leader", _STAFF["leader"])
        async with there.records() as records:
            unit, officers = there.person.unit, Role.COMMUNE_OFFICER.value
            first = await records.complaints.goes_to(unit, officers, None)
            [leader] = await records.staff.colleagues((Role.COMMUNE_LEADER,), unit)
            own = await records.complaints.goes_to(unit, officers, leader.id)
        assert (first, own) == (Above.LEADER, Above.PROVINCE)


async def test_the_officers_briefing_does_not_count_complaints(url: str) -> None:
    async with place(url) as there:
        await complains(there.phone, "Cán bộ xã, phường")
        async with there.records() as records:
            assert await records.briefings.cases([there.person.unit]) == {}


async def test_the_province_reads_what_is_long_overdue_by_number_and_reminds(url: str) -> None:
    """By number, kind and unit; nobody's record."""
    async with place(url) as there:
        mine = await there.session()
        async with there.records() as records:
            case = await records.cases.file(
                CaseKind.NOT_RECEIVED, "x", there.person, Month.of(TODAY), mine, NOW
            )
        async with there.app.database.engine.begin() as connection:
            await connection.execute(update(case_file).values(level=2, look_by=NOW.date()))
        province = await officer(url, "province", "TNHA4796")
        await province.says("/cases")
        assert f"{case.number}: Chưa lãnh được tiền, xã An Cư".lower() in _seen(province).lower()
        assert there.person.name not in _seen(province)
        await province.says("1")
        assert f"{case.number}: chưa lãnh được tiền." in province.heard()
        assert there.person.name not in province.heard()
        assert "Nhắc" in _seen(province)


@pytest.mark.parametrize(
    ("roles", "above"),
    [
        ({"commune_officer"}, Above.LEADER),
        ({"post_clerk"}, Above.LEADER),
        ({"not_known"}, Above.PROVINCE),
        ({"commune_leader"}, Above.PROVINCE),
        ({"commune_officer", "commune_leader"}, Above.PROVINCE),
    ],
)
def test_it_goes_above_whom_it_is_about(roles: set[str], above: Above) -> None:
    assert goes_to(roles) is above


@pytest.mark.parametrize(
    ("actor", "roles", "against", "meant"),
    [
        (1, {"commune_officer"}, 1, True),
        (2, {"commune_officer"}, 1, False),
        (2, {"commune_officer", "commune_leader"}, None, True),
        (2, {"commune_leader"}, None, False),
    ],
)
def test_who_may_be_meant(actor: int, roles: set[str], against: int | None, meant: bool) -> None:
    assert may_be_meant(actor, roles, against, "commune_officer") is meant


async def test_a_colleague_hears_its_end_and_asks_again_and_the_audit_is_silent(url: str) -> None:
    """Their leader reads in the audit what each colleague did, and must not read this."""
    post = await officer(url, "post", _STAFF["post"])
    leader = await officer(url, "leader", _STAFF["leader"])
    number = await complains(post, "Cán bộ xã, phường", "/colleague")
    for said in ("/cases", number, "Đã giải quyết"):
        await leader.says(said)
    assert number in words((await unasked(url, NOW + timedelta(minutes=10)))["post"])
    for said in (number, "Chưa xong"):
        await post.says(said)
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        rows = (await connection.execute(select(audit.c.actor_id, audit.c.kind))).all()
        actors = set((await connection.execute(select(case_event.c.actor_id))).scalars())
    await app.close()
    assert len(actors - {None}) == 1, "the leader alone"
    assert {one.kind for one in rows if one.actor_id not in actors} <= {"used", "proved"}


@pytest.mark.parametrize("said", ["1", "a", "..", "12 3", "?"])
async def test_what_says_nothing_is_no_complaint(url: str, said: str) -> None:
    async with place(url) as there:
        await there.phone.says("tiếng Việt")
        for answer in ("/complain", "Lãnh đạo xã, phường", said):
            await there.phone.says(answer)
        assert "kể con nghe vài câu" in there.phone.heard()
        assert read_number(there.phone.heard()) is None
        await there.phone.says(_WORDS)
        assert read_number(there.phone.heard()) is not None
