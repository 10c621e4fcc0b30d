"""Every request reaches an end that everybody hears about who made it, once; what they may say of
it, and ask for then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.case import ENDS_WITH_PAYMENT, OVER, CaseKind, CaseState, PaidHow
from domain.case_again import Rating
from domain.case_clock import HIGHEST
from domain.case_flow import CaseEvent, after, possible
from domain.message import Rendered, start_token
from domain.text import Month
from storage.cases import DecidedBefore, Filing, Report
from storage.tables import case_file, case_reporter, link, session
from tests.house import NOW, Phone
from tests.place import TODAY, Place, place, unasked, words
from tests.test_cases import officer

SOON = NOW + timedelta(minutes=20)
LATER = NOW + timedelta(minutes=40)
ABOUT_NOBODY = frozenset(
    {CaseKind.PASSED_ON, CaseKind.TOLD, CaseKind.POINT, CaseKind.ABOUT_STAFF, CaseKind.TALK}
)
BEGINS_ANEW = {CaseEvent.REOPENED, CaseEvent.APPEALED}
NEWS_OF_A_RECORD = {CaseEvent.APPROVED, CaseEvent.REJECTED}
"""Told as a decision on the record, to who hears about the person."""

_REASONS = iter(range(10_000))


def endings(kind: CaseKind) -> Iterator[tuple[CaseEvent, ...]]:
    """To every end that the table allows, from every state, on a shortest way."""
    ways: dict[CaseState, tuple[CaseEvent, ...]] = {CaseState.OPEN: ()}
    new = [CaseState.OPEN]
    while new:
        state = new.pop(0)
        for event in sorted(possible(kind, state) - BEGINS_ANEW):
            then = after(kind, state, event)
            if then in OVER:
                yield (*ways[state], event)
            elif then not in ways:
                ways[then] = (*ways[state], event)
                new.append(then)


async def actor_at(there: Place, desk: Phone) -> int:
    at = await there.session(desk)
    async with there.records() as records:
        actor = await records.staff.at(at, TODAY, timedelta(days=45))
    assert actor is not None
    return actor.id


async def files(
    there: Place, kind: CaseKind, phone: Phone | None = None, by: int | None = None
) -> tuple[int, str]:
    """From this phone, about the person or, of kinds that are so, about nobody; id and number."""
    at = await there.session(phone)
    about = None if kind in ABOUT_NOBODY else there.person.id
    filing = Filing(
        kind, str(next(_REASONS)), there.person.unit, Month.of(TODAY), about, said=Report(by=by)
    )
    async with there.records() as records:
        case = await records.cases.put(filing, at, NOW)
    return case.id, case.number


async def happens(there: Place, case: int, by: int | None, *events: CaseEvent) -> None:
    async with there.records() as records:
        kind = (await records.cases.one(case, NOW)).kind  # type: ignore[union-attr]
        paid = PaidHow.POINT if kind in ENDS_WITH_PAYMENT else None
        for event in events:
            assert await records.cases.happen(case, event, by, NOW, paid=paid) is not None


def said_of(numbers: set[str], replies: list[Rendered]) -> Counter[str]:
    """In how many messages each of them stands."""
    return Counter(one for reply in replies for one in numbers if one in words([reply]))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", ["citizen", "staff"])
async def test_every_case_reaches_an_end_that_its_reporter_hears_about(url: str, who: str) -> None:
    """Of every kind, on every way that the table allows, and nobody twice."""
    async with place(url) as there:
        desk, boss = await officer(url), await officer(url, "leader", "LEAD6943")
        by, decides = await actor_at(there, desk), await actor_at(there, boss)
        reporter = there.phone if who == "citizen" else desk
        filed_by = None if who == "citizen" else by
        numbers: set[str] = set()
        kinds = [kind for kind in CaseKind if kind is not CaseKind.DEATH]  # which silences the rest
        for kind in [*kinds, CaseKind.DEATH]:
            if kind is CaseKind.DEATH:
                await hears_once(url, reporter, numbers)
                numbers.clear()
            for way in endings(kind):
                if who == "citizen" and kind is CaseKind.CORRECTION:
                    continue  # staff alone submit one
                case, number = await files(there, kind, reporter, filed_by)
                await happens(there, case, decides, *way)
                numbers.add(number)
        await hears_once(url, reporter, numbers)


async def hears_once(url: str, reporter: Phone, numbers: set[str]) -> None:
    told = (await unasked(url, SOON)).get(reporter.name, [])
    assert said_of(numbers, told) == Counter(numbers)


async def test_who_reports_the_same_hears_it_too_each_in_their_own_words(url: str) -> None:
    async with place(url) as there:
        desk, boss = await officer(url), await officer(url, "leader", "LEAD6943")
        by, decides = await actor_at(there, desk), await actor_at(there, boss)
        case, number = await files(there, CaseKind.NOT_RECEIVED)
        at = await there.session(desk)
        async with there.records() as records:
            await records.cases.also_reported(case, at, NOW)
        await happens(there, case, decides, CaseEvent.SETTLED)
        told = await unasked(url, SOON)
        assert by != decides
        assert f"Dạ phiếu {number} đã giải quyết xong." in words(told["me"])
        assert f"{number}: chưa lãnh được tiền." in words(told["officer"])
        assert said_of({number}, told["me"]) == said_of({number}, told["officer"]) == {number: 1}


async def test_what_the_person_ends_themselves_is_no_news_to_them(url: str) -> None:
    async with place(url) as there:
        case, number = await files(there, CaseKind.OTP)
        mine = await there.session()
        async with there.records() as records:
            await records.cases.happen(case, CaseEvent.MONEY_USABLE, None, NOW, but=mine)
        assert number not in words((await unasked(url, SOON)).get("me", []))


@pytest.mark.parametrize("kind", [CaseKind.NOT_RECEIVED, CaseKind.POINT])
async def test_who_stopped_messages_is_not_told(url: str, kind: CaseKind) -> None:
    async with place(url) as there:
        boss = await actor_at(there, await officer(url, "leader", "LEAD6943"))
        case, _ = await files(there, kind)
        await happens(there, case, boss, CaseEvent.SETTLED)
        await there.runs(update(session).values(stopped_at=NOW).where(
            session.c.id == await there.session()))  # fmt: skip
        assert "me" not in await unasked(url, SOON)


async def test_who_hears_about_the_person_no_more_is_not_told_of_their_request(url: str) -> None:
    async with place(url) as there:
        boss = await actor_at(there, await officer(url, "leader", "LEAD6943"))
        case, _ = await files(there, CaseKind.NOT_RECEIVED)
        await happens(there, case, boss, CaseEvent.SETTLED)
        await there.runs(update(link).values(ended=NOW))
        assert "me" not in await unasked(url, SOON)


async def test_who_is_forgotten_hears_of_no_request_any_more(url: str) -> None:
    async with place(url) as there:
        boss = await actor_at(there, await officer(url, "leader", "LEAD6943"))
        case, _ = await files(there, CaseKind.POINT)
        for said in ("/me", "Quên tôi trên máy này", "1"):
            await there.phone.says(said)
        await happens(there, case, boss, CaseEvent.SETTLED)
        assert "me" not in await unasked(url, SOON)


# --- How content they are, opened again, appealed ------------------------------------------------


async def closed(
    there: Place, boss: int, kind: CaseKind = CaseKind.NOT_RECEIVED,
    event: CaseEvent = CaseEvent.SETTLED,
) -> tuple[int, str]:  # fmt: skip
    case, number = await files(there, kind)
    await happens(there, case, boss, event)
    return case, number


async def rating_of(there: Place, case: int) -> int | None:
    async with there.app.database.engine.connect() as connection:
        rows = await connection.execute(
            select(case_reporter.c.rating).where(case_reporter.c.case_id == case)
        )
        return rows.scalars().one()  # type: ignore[no-any-return]


async def test_how_content_they_are_takes_one_tap_and_is_changed_within_a_week(url: str) -> None:
    async with place(url) as there:
        boss = await actor_at(there, await officer(url, "leader", "LEAD6943"))
        case, _ = await closed(there, boss)
        [told] = (await unasked(url, SOON))["me"]
        phone = there.phone
        phone.last = [told]
        tokens = {label: phone.token(label) for label in ("tốt", "tạm được", "Chưa xong")}
        for label, rating in (("tốt", Rating.WELL), ("Chưa xong", Rating.NOT_YET)):
            await phone.taps(tokens[label])
            assert await rating_of(there, case) == rating
        assert "Mở lại phiếu" in {one.label for reply in phone.last for one in reply.choices}
        phone.later(days=8)
        await phone.taps(tokens["tốt"])
        assert await rating_of(there, case) == Rating.NOT_YET
        assert "không trả lời được nữa" in phone.heard()


async def test_nobody_rates_or_opens_the_request_of_somebody_else(url: str) -> None:
    async with place(url) as there:
        boss = await actor_at(there, await officer(url, "leader", "LEAD6943"))
        stranger = Phone(url, "stranger")
        for said in ("tiếng Việt", "/link", "HAND9374", "1985", "đồng ý"):
            await stranger.says(said)
        for kind in (CaseKind.NOT_RECEIVED, CaseKind.POINT):
            case, number = await closed(there, boss, kind)
            for token in (
                start_token("rate", number=number, rating="2"),
                start_token("reopen", number=number),
                start_token("appeal", number=number),
                start_token("say_more", number=number),
            ):
                await stranger.taps(token)
                await stranger.says("xin chào")
            assert await rating_of(there, case) is None
            assert await state_of(there, case) is CaseState.DONE


async def state_of(there: Place, case: int) -> CaseState:
    async with there.app.database.engine.connect() as connection:
        return CaseState(
            (await connection.execute(select(case_file.c.state).where(case_file.c.id == case)))
            .scalars()
            .one()
        )


async def asks_again(there: Place, dialogue: str, number: str, said: str = "vẫn chưa có") -> str:
    """What is heard of the button, and of the words after it."""
    await there.phone.taps(start_token(dialogue, number=number))
    first = there.phone.heard()
    await there.phone.says(said)
    return f"{first}\n{there.phone.heard()}"


async def test_it_is_opened_again_once_and_then_goes_up_to_who_has_not_decided_it(
    url: str,
) -> None:
    """Officer, leader, province: the number stays the same, and nobody decides twice."""
    async with place(url) as there:
        desks = [
            await actor_at(there, await officer(url, name, code))
            for name, code in (
                ("officer", "WARD4793"), ("leader", "LEAD6943"), ("province", "TNHA4796"),
            )
        ]  # fmt: skip
        case, number = await closed(there, desks[0])
        assert f"Đã mở lại phiếu {number}." in await asks_again(there, "reopen", number)
        await happens(there, case, desks[0], CaseEvent.SETTLED)
        assert "giờ không làm được nữa" in await asks_again(there, "reopen", number)
        for level, decides in enumerate(desks[1:], 1):
            assert f"phiếu {number} lên cấp trên" in await asks_again(there, "appeal", number)
            assert await above_of(there, case) == level
            for before in desks[:level]:
                with pytest.raises(DecidedBefore):
                    await happens(there, case, before, CaseEvent.REFUSED)
            await happens(there, case, decides, CaseEvent.REFUSED)
        assert "giờ không làm được nữa" in await asks_again(there, "appeal", number)
        assert await above_of(there, case) == HIGHEST
        assert said_of({number}, (await unasked(url, SOON))["me"]) == {number: 1}


async def above_of(there: Place, case: int) -> int:
    async with there.app.database.engine.connect() as connection:
        found = await connection.scalar(select(case_file.c.above).where(case_file.c.id == case))
    assert found is not None
    return int(found)


async def test_where_the_leader_decided_it_the_province_decides_the_appeal(url: str) -> None:
    async with place(url) as there:
        boss = await officer(url, "leader", "LEAD6943")
        await officer(url, "province", "TNHA4796")
        case, number = await closed(there, await actor_at(there, boss), event=CaseEvent.REFUSED)
        await unasked(url, SOON)
        await asks_again(there, "appeal", number)
        assert await above_of(there, case) == HIGHEST
        told = await unasked(url, LATER)
        assert number in words(told["province"])
        assert number not in words(told.get("leader", []))
        await boss.says("/cases")
        assert number not in boss.heard()


async def test_what_is_said_more_is_read_by_who_answers_and_counts_for_no_look(url: str) -> None:
    async with place(url) as there:
        desk = await officer(url)
        _, number = await files(there, CaseKind.NOT_RECEIVED)
        await asks_again(there, "say_more", number, "bà nội đau chân, đi không được")
        assert f"ghi thêm vào phiếu {number}" in there.phone.heard()
        await desk.says("/cases")
        await desk.says(number)
        assert "“bà nội đau chân, đi không được”" in desk.heard()
        assert "Phải xem trước hoặc trong ngày" in desk.heard(), "nobody has looked at it yet"


# --- How it stands -------------------------------------------------------------------------------


async def test_who_has_several_chooses_one_with_a_tap_and_hears_of_no_other(url: str) -> None:
    """The newest five of their own; a death that somebody reported stands in no list of others."""
    async with place(url) as there:
        numbers = [(await files(there, CaseKind.NOT_RECEIVED))[1] for _ in range(6)]
        stranger = Phone(url, "stranger")
        await stranger.says("tiếng Việt")
        _, theirs = await files(there, CaseKind.DEATH, stranger)
        _, nobodys = await files(there, CaseKind.POINT, stranger)
        await there.phone.says("khi nào xong")
        [reply] = there.phone.last
        shown = [one.label for one in reply.choices]
        assert [label.partition(":")[0] for label in shown] == numbers[:0:-1]
        await there.phone.says("5")
        assert f"phiếu {numbers[1]} đang được xem xét: chưa lãnh được tiền" in there.phone.heard()
        for other in (theirs, nobodys):
            assert other not in "\n".join(shown)
        await there.phone.says(nobodys)
        assert f"không thấy phiếu {nobodys}" in there.phone.heard()
        await stranger.says("/case")
        assert f"phiếu {nobodys} đang được xem xét" in stranger.heard(), "their own, about nobody"


async def test_where_it_is_now_says_who_since_when_and_by_which_day(url: str) -> None:
    """By what they are, not by name; and of what is late, who has been told."""
    async with place(url) as there:
        desk = await officer(url)
        case, number = await files(there, CaseKind.NOT_RECEIVED)
        phone = there.phone
        await phone.says(number)
        assert "ở chỗ cán bộ xã, phường, từ ngày 24/11/2026" in phone.heard()
        assert "Chậm nhất 25/11/2026 có người xem. Chậm nhất 01/12/2026" in phone.heard()
        await happens(there, case, await actor_at(there, desk), CaseEvent.TAKEN)
        await phone.says("khi nào xong")
        assert "Cán bộ xã, phường đang làm, từ ngày 24/11/2026." in phone.heard()
        assert "Ngọc Mai" not in phone.heard()
        late = NOW + timedelta(days=8)
        phone.at = late
        await phone.says(number)
        assert "đang báo lên cấp trên" in phone.heard(), "nobody has been told yet"
        await unasked(url, late)
        await phone.says(number)
        assert "đã báo lên lãnh đạo xã, phường rồi" in phone.heard()
        assert "01/12/2026" not in phone.heard(), "no day that has gone by"


async def test_what_ended_lately_is_the_answer_where_nothing_is_open(url: str) -> None:
    async with place(url) as there:
        boss = await actor_at(there, await officer(url, "leader", "LEAD6943"))
        await there.phone.says("/case")
        assert "AS-204817" in there.phone.heard(), "the number is asked for, as it looks"
        await there.phone.says("/cancel")
        _, number = await closed(there, boss)
        await there.phone.says("phiếu của tui sao rồi")
        assert f"Dạ phiếu {number} đã giải quyết xong." in there.phone.heard()
        assert "vậy là xong chưa" in there.phone.heard(), "it can be said later too"
