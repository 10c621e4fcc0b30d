"""What people are told without asking: in whose words, of whom, how often, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import NoResultFound

from bot import planning
from bot.app import build
from domain.arrival import Came
from domain.case import CaseKind, CaseState, HowPaidMissing, PaidHow
from domain.message import Rendered, start_token
from domain.notice import NoticeKind, Outcome, Topic
from domain.text import Month
from handlers.beneficiary.notice_words import TOPICS, why, why_answered
from handlers.language import Listener, say
from handlers.notices import NOTICES
from storage.cases import Report
from storage.tables import (
    actor,
    arrival,
    bulletin,
    case_file,
    consent,
    link,
    notice,
    outbox,
    payment,
    payment_point,
    payout_day,
    person,
    session,
    subscription,
)
from tests.house import HANOI, NOW, Phone, settings
from tests.place import TODAY, Place, place, unasked, words

EVENING = NOW.replace(hour=16, minute=5)
MORNING = (NOW + timedelta(days=1)).replace(hour=6, minute=5)
ASKED = (NOW + timedelta(days=3)).replace(hour=9, minute=5)
SOON = NOW + timedelta(minutes=20)

_LABELS = {"vi": "Báo trước cho tôi", "km": "ប្រាប់ខ្ញុំជាមុន"}
_ALL = {"vi": "Tất cả", "km": "ទាំងអស់"}


async def asks(phone: Phone, language: str = "vi", topics: str | None = None) -> None:
    """The phone, which is linked, asks for everything, or one kind of it."""
    await phone.says({"vi": "tiếng Việt", "km": "ភាសាខ្មែរ"}[language])
    await phone.says("/payout")
    await phone.says(_LABELS[language])
    await phone.says(topics or _ALL[language])


async def counted(there: Place, table: object, *where: object) -> int:
    async with there.app.database.engine.connect() as connection:
        found = await connection.execute(select(func.count()).select_from(table).where(*where))  # type: ignore[arg-type]
        return found.scalar_one()


async def moves(there: Place, **values: object) -> None:
    """The payday of the person's own point and unit changes."""
    mine = payout_day.c.day == TODAY + timedelta(days=1)
    await there.runs(
        update(payout_day)
        .where(mine, payout_day.c.unit_code == there.person.unit.code)
        .values(values | {"said_on": TODAY})
    )


async def _eve(there: Place) -> datetime:
    return EVENING


async def _morning(there: Place) -> datetime:
    return MORNING


async def _confirmed(there: Place) -> datetime:
    await unasked(there.phone.url, NOW)
    return SOON


async def _postponed(there: Place) -> datetime:
    day = payout_day.c.day
    later = TODAY + timedelta(days=4)
    await moves(there, state="postponed", reason="flood", day_before=day, day=later)
    await unasked(there.phone.url, NOW)
    return SOON


async def _no_new_day(there: Place) -> datetime:
    day = payout_day.c.day
    await moves(there, state="postponed", reason="no_cash", day_before=day, day=None)
    await unasked(there.phone.url, NOW)
    return SOON


async def _closed(there: Place) -> datetime:
    point = await _own_point(there)
    async with there.records() as records:
        other = next(one for one in records.reference.points if one != point)
    return await _point_is(there, point, status="closed", replaced_by=other)


async def _moved_point(there: Place) -> datetime:
    point = await _own_point(there)
    return await _point_is(there, point, address="chợ mới", here_since=TODAY)


async def _own_point(there: Place) -> int | None:
    """Where the person is paid."""
    async with there.records() as records:
        return (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point


async def _point_is(there: Place, point: int | None, **values: object) -> datetime:
    """Changed so while the day itself is only planned."""
    await moves(there, state="planned")
    await there.runs(update(payment_point).where(payment_point.c.id == point).values(values))
    await unasked(there.phone.url, NOW)
    return SOON


async def _arrived(there: Place) -> datetime:
    return ASKED


async def _credited(there: Place) -> datetime:
    await stands(there, "credited")
    return SOON


async def _failed(there: Place) -> datetime:
    await stands(there, "failed", reason="account_inactive")
    return SOON


async def stands(there: Place, stage: str, **values: object) -> None:
    """The newest payment of the person stands so since today."""
    async with there.records() as records:
        newest = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].id
    changed = {"stage": stage, "stage_on": TODAY, **values}
    await there.runs(update(payment).where(payment.c.id == newest).values(changed))


async def _answered(there: Place) -> datetime:
    await closes(there, await files(there, CaseKind.NOT_RECEIVED), PaidHow.POINT)
    return SOON


async def _reported(there: Place) -> datetime:
    """By an officer, for the person in front of them."""
    by, desk = await an_officer(there), await there.session(Phone(there.phone.url, "officer"))
    async with there.records() as records:
        about = (CaseKind.OTP, "otp", there.person, Month.of(TODAY))
        await records.cases.file(*about, desk, NOW, said=Report(by))
    return SOON


async def files(there: Place, kind: CaseKind) -> int:
    mine = await there.session()
    async with there.records() as records:
        month = Month.of(TODAY)
        case = await records.cases.file(kind, kind.value, there.person, month, mine, NOW)
    return case.id


async def closes(
    there: Place, case: int, paid: PaidHow | None, state: CaseState = CaseState.DONE
) -> bool:
    by = await an_officer(there)
    async with there.records() as records:
        return await records.cases.close(case, state, paid, by, NOW)


async def an_officer(there: Place) -> int:
    """Somebody of the staff, who answers."""
    phone = Phone(there.phone.url, "officer")
    for said in ("tiếng Việt", "/link", "WARD4793", "1"):
        await phone.says(said)
    async with there.app.database.engine.connect() as connection:
        return int((await connection.execute(select(func.min(actor.c.id)))).scalar_one())


HAPPENED: dict[NoticeKind, Callable[[Place], Awaitable[datetime]]] = {
    NoticeKind.PAYDAY_EVE: _eve,
    NoticeKind.PAYDAY_MORNING: _morning,
    NoticeKind.DAY_CONFIRMED: _confirmed,
    NoticeKind.DAY_POSTPONED: _postponed,
    NoticeKind.POINT_CLOSED: _closed,
    NoticeKind.POINT_NOW: _moved_point,
    NoticeKind.DID_IT_ARRIVE: _arrived,
    NoticeKind.MONEY_CREDITED: _credited,
    NoticeKind.MONEY_FAILED: _failed,
    NoticeKind.CASE_REPORTED: _reported,
    NoticeKind.CASE_ANSWERED: _answered,
}


def test_every_kind_that_can_be_asked_for_is_told_and_tried_here() -> None:
    of_a_topic = {kind for kind in NoticeKind if kind.topic is not None}
    assert of_a_topic == set(HAPPENED)
    assert of_a_topic <= set(NOTICES)
    assert {kind.topic for kind in of_a_topic} == set(Topic) == set(TOPICS)


@pytest.mark.parametrize("language", ["vi", "km"])
@pytest.mark.parametrize("kind", HAPPENED, ids=str)
async def test_a_notice_says_why_it_comes_and_how_to_stop_and_names_nobody(
    url: str, kind: NoticeKind, language: str
) -> None:
    async with place(url) as there:
        await asks(there.phone, language)
        told = await unasked(url, await HAPPENED[kind](there))
        [reply] = told["me"]
        assert kind.topic is not None
        reason, stop = why(kind.topic, "")
        if kind is NoticeKind.CASE_ANSWERED:  # it comes to whoever reported it
            reason, stop = why_answered()
        assert reply.lines[-1].text == say(reason, language, Listener.MANY)
        assert reply.choices[-1].token.startswith(stop.id)
        assert 3 <= len(reply.lines) <= 5
        assert all(line.sign is not None for line in reply.lines)
        assert await secrets_in(there, reply) == []
        found = await outcomes_of(there, kind)
        assert found == [Outcome.TOLD]


async def secrets_in(there: Place, reply: Rendered) -> list[str]:
    """Names, amounts and numbers of the person that stand in what a locked screen shows."""
    shown = "\n".join([*(line.text for line in reply.lines), *(one.label for one in reply.choices)])
    async with there.records() as records:
        payments = await records.payouts.of(there.person.id, Month.of(TODAY).plus(-3))
    amounts = {f"{one.total.dong:,}".replace(",", ".") for one in payments}
    addressed = {"bà ", "Bà ", "លោកយាយ"}
    secret = {
        there.person.name,
        there.person.name.split()[-1],
        *amounts,
        str(there.person.birth_year),
    }
    shown = shown.replace("bà con", "").replace("Bà con", "")
    found = [one for one in secret | addressed if one in shown]
    return found + re.findall(r"(?<!AS-)\b\d{5,}", shown)


async def outcomes_of(there: Place, kind: NoticeKind) -> list[Outcome | None]:
    async with there.app.database.engine.connect() as connection:
        found = await connection.execute(
            select(notice.c.outcome).where(notice.c.kind == kind.value).order_by(notice.c.id)
        )
        return [one and Outcome(one) for one in found.scalars()]


async def test_a_postponed_day_is_told_as_struck_out_and_the_new_one_as_uncertain(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        told = words((await unasked(url, await _postponed(there)))["me"])
        assert told.startswith("Chưa chắc, khoan đi bà con ơi.\nKhông phải thứ Tư, 25/11/2026 nữa.")
        assert "Đã hoãn, dự kiến thứ Bảy, 28/11/2026." in told


async def test_a_payday_without_a_new_day_is_told_so(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        told = words((await unasked(url, await _no_new_day(there)))["me"])
        assert "Đã hoãn, chưa có ngày mới." in told


async def test_never_both_days_of_one_payday(url: str) -> None:
    """Queued for the old day, told after it has moved: nothing of the old day goes out."""
    async with place(url) as there:
        await asks(there.phone)
        async with there.records() as records:
            await records.store.connection.execute(update(session).values(stopped_at=None))
        made = await there.plan()
        for one in made.values():
            await there.opens(one)
        told = words((await unasked(url, await _postponed(there))).get("me", []))
        assert told.count("Bà con có nhờ em báo tin này.") == 1
        assert await unasked(url, EVENING) == {}
        assert await unasked(url, MORNING) == {}


async def test_who_heard_in_the_morning_that_it_is_certain_is_reminded_on_the_eve(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        assert "chắc ngày lãnh" in words((await unasked(url, await _confirmed(there)))["me"])
        assert "Ngày mai bà con đi được" in words((await unasked(url, EVENING))["me"])
        assert "hôm nay bà con đi được" in words((await unasked(url, MORNING))["me"])


async def test_who_hears_that_it_is_tomorrow_need_not_hear_that_it_is_certain(url: str) -> None:
    """Both have become due while nobody was running: one message, and the one that helps more."""
    async with place(url) as there:
        await asks(there.phone)
        assert await unasked(url, NOW) == {}
        [reply] = (await unasked(url, EVENING))["me"]
        assert "Ngày mai bà con đi được" in words([reply])
        assert await outcomes_of(there, NoticeKind.DAY_CONFIRMED) == [Outcome.STALE]


async def test_each_is_told_once_however_often_it_is_planned(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        assert await unasked(url, EVENING)
        for minutes in (1, 5, 10, 60):
            assert await unasked(url, EVENING + timedelta(minutes=minutes)) == {}


async def test_what_stood_already_when_it_was_asked_for_is_no_news(url: str) -> None:
    async with place(url) as there:
        await stands(there, "credited")
        await asks(there.phone)
        assert await unasked(url, SOON) == {}
        await stands(there, "failed", reason="no_code")
        told = words((await unasked(url, SOON + timedelta(minutes=5)))["me"])
        assert "chưa tới" in told
        assert "đem căn cước và điện thoại ra bưu điện" in told


@pytest.mark.parametrize(
    ("month", "opened"), [("2026-12", "2026-12"), ("2026-01", "2026-11"), ("0000-00", "2026-11")]
)
async def test_a_button_beneath_the_money_of_a_month_opens_that_payment(
    url: str, month: str, opened: str
) -> None:
    async with place(url) as there:
        async with there.records() as records:
            now = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].id
            connection = records.store.connection
            row = (await connection.execute(select(payment).where(payment.c.id == now))).one()
            failed = {"stage": "failed", "reason": "no_code"}
            later = {"id": 9_000_000, "month": date(2026, 12, 1), **failed}
            await connection.execute(insert(payment).values(row._asdict() | later))
        about = {"person": str(there.person.id), "month": month}
        await there.phone.taps(start_token("own_payout", **about))
        assert ("tháng 12/2026 chưa tới" in there.phone.heard()) is (opened == "2026-12")
        await there.phone.taps(there.phone.token("Xem thêm"))
        assert f"tháng {opened[-2:]}/2026" in there.phone.heard()


async def test_who_collects_for_several_hears_that_it_is_one_of_them(url: str) -> None:
    async with place(url) as there:
        for said in ("/link", "HAND9374", "1985", "chú", "đồng ý"):
            await there.phone.says(said)
        await there.phone.says("/notices")
        await there.phone.says("Tất cả")
        await there.phone.says("Tất cả")
        await stands(there, "credited")
        [reply] = (await unasked(url, SOON))["me"]
        assert "một người mà máy này coi sổ" in words([reply])
        assert f"person={there.person.id}" in reply.choices[0].token


@pytest.mark.parametrize("kind", [NoticeKind.PAYDAY_EVE, NoticeKind.MONEY_CREDITED], ids=str)
async def test_nothing_about_somebody_whose_death_was_reported_until_it_is_refused(
    url: str, kind: NoticeKind
) -> None:
    async with place(url) as there:
        await asks(there.phone)
        at = await HAPPENED[kind](there)
        death = await files(there, CaseKind.DEATH)
        assert await unasked(url, at) == {}
        assert await outcomes_of(there, kind) == [None], "it waits, and is not lost"
        await closes(there, death, None, CaseState.REFUSED)
        later = await unasked(url, at + timedelta(hours=1, minutes=5))
        assert kind.topic is not None
        stop = start_token("stop_topic", topic=kind.topic)
        assert [one for one in later["me"] if one.choices[-1].token.startswith(stop)]


async def test_after_its_day_what_was_silenced_is_dropped(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await files(there, CaseKind.DEATH)
        assert await unasked(url, EVENING) == {}
        assert await unasked(url, MORNING + timedelta(hours=9)) == {}
        assert await outcomes_of(there, NoticeKind.PAYDAY_EVE) == [Outcome.STALE]


async def test_that_a_reported_death_was_recorded_is_answered_all_the_same(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await closes(there, await files(there, CaseKind.DEATH), None)
        assert "đã giải quyết xong" in words((await unasked(url, SOON))["me"])


async def test_one_tap_stops_one_kind_and_leaves_an_open_question_open(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        [reply] = (await unasked(url, EVENING))["me"]
        await there.phone.says("/link")
        await there.phone.taps(reply.choices[-1].token)
        assert "thôi báo bà" in there.phone.heard()
        await there.phone.says("dawn 3467")
        assert "sinh năm nào" in there.phone.heard(), "the question of before was answered"
        assert await unasked(url, MORNING) == {}
        assert "Bà con lãnh được tiền chưa?" in words((await unasked(url, ASKED))["me"])


async def test_stop_stops_all_of_it_and_asking_again_starts_it(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await there.phone.says("/stop")
        assert await unasked(url, EVENING) == {}
        await there.phone.says("/start")
        await there.phone.says("Nhắn tin lại")
        assert await unasked(url, MORNING)


@pytest.mark.parametrize("ends", ["/not_mine", "forget"])
async def test_who_gives_the_phone_up_is_told_nothing_more(url: str, ends: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        if ends == "forget":
            await there.phone.says("Quên tôi trên máy này")
            await there.phone.says("1")
        else:
            await there.phone.says("không phải của tôi")
        assert await counted(there, subscription, subscription.c.ended_at.is_(None)) == 0
        assert await unasked(url, EVENING) == {}


async def test_a_link_that_ended_and_came_back_does_not_bring_its_messages_back(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await there.runs(update(link).values(ended=NOW))
        assert await unasked(url, EVENING) == {}
        there.phone.later(hours=7)
        await there.runs(update(link).values(ended=None, agreed_at=there.phone.at))
        assert await unasked(url, MORNING) == {}
        await there.phone.says("/me")
        assert "Tin báo về" not in there.phone.heard()


async def test_that_it_was_agreed_to_is_kept_for_each_person_apart(url: str) -> None:
    async with place(url) as there:
        before = await counted(there, consent)
        await asks(there.phone)
        notices = (consent.c.purpose == "notices", consent.c.given)
        assert await counted(there, consent, *notices) == 1
        assert await counted(there, consent) == before + 1
        assert await counted(there, subscription) == len(Topic)


async def test_who_does_not_want_any_is_told_nothing(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone, topics="Thôi, không cần")
        assert await counted(there, subscription) == 0
        assert await unasked(url, EVENING) == {}


@pytest.mark.parametrize(("channel", "knocks"), [("telegram", True), ("web", False)])
async def test_where_nothing_wakes_the_phone_it_is_said_before_it_is_chosen(
    sqlite_url: str, channel: str, knocks: bool
) -> None:
    phone = Phone(sqlite_url, channel=channel)
    for said in ("tiếng Việt", "An Cư", "1", "Báo trước cho tôi", "2"):
        await phone.says(said)
    assert "Tin không ghi tên" in phone.heard()
    assert ("máy không reo" in phone.heard()) is not knocks


async def test_who_asked_about_a_point_that_moved_hears_of_the_new_one(url: str) -> None:
    async with place(url) as there:
        neighbour = Phone(url, "neighbour")
        for said in ("tiếng Việt", "An Cư", "1", "Báo trước cho tôi", "2", "1"):
            await neighbour.says(said)
        async with there.records() as records:
            mine = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point
            other = await records.store.connection.scalar(
                select(payout_day.c.point_id).where(
                    payout_day.c.unit_code == there.person.unit.code,
                    payout_day.c.day == TODAY + timedelta(days=1),
                    payout_day.c.point_id != mine,
                )
            )
        moved = update(payment_point).where(payment_point.c.id == mine)
        await there.runs(moved.values(status="closed", replaced_by=other))
        await there.runs(
            update(payout_day).where(payout_day.c.point_id == mine).values(state="closed")
        )
        told = await unasked(url, EVENING)
        assert "Ngày mai bà con đi được" in words(told["neighbour"])


async def test_many_are_told_only_while_little_waits_to_be_sent(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        other = Phone(url, "other")
        await other.says("tiếng Việt")
        theirs = await there.session(other)
        limit = settings(url).bulk_waiting
        waiting = [
            {"id": number, "session_id": theirs, "channel": "telegram", "lane": "bulk", "number": 0,
             "state": "waiting", "tries": 0, "due_at": NOW, "sealed_reply": b"x"}
            for number in range(1, limit + 1)
        ]  # fmt: skip
        await there.runs(insert(outbox).values(waiting))
        assert await unasked(url, EVENING) == {}
        await there.runs(update(outbox).where(outbox.c.id == 1).values(state="sent"))
        assert await unasked(url, EVENING + timedelta(minutes=5))


async def answers(there: Place, *said: str) -> None:
    await asks(there.phone)
    [reply] = (await unasked(there.phone.url, ASKED))["me"]
    there.phone.at, there.phone.last = ASKED, [reply]
    await there.phone.taps(there.phone.token(said[0]))
    for one in said[1:]:
        await there.phone.says(one)


@pytest.mark.parametrize(
    ("said", "came", "kind"),
    [
        ("Dạ rồi, lãnh đủ", Came.YES, None),
        ("Chưa lãnh được", Came.NO, CaseKind.NOT_RECEIVED),
        ("Có lãnh mà thiếu", Came.LESS, CaseKind.WRONG_AMOUNT),
    ],
)
async def test_whether_it_came_is_kept_and_what_is_wrong_becomes_a_case(
    url: str, said: str, came: Came, kind: CaseKind | None
) -> None:
    async with place(url) as there:
        await answers(there, said, "Ba lần")
        async with there.app.database.engine.connect() as connection:
            [row] = (await connection.execute(select(arrival))).all()
            cases = (await connection.execute(select(case_file.c.kind))).scalars().all()
        assert (row.answer, row.trips, row.person_id) == (came.value, 3, there.person.id)
        assert cases == ([kind.value] if kind else [])
        assert ("AS-" in there.phone.heard()) is (kind is not None)


async def test_what_was_said_last_counts_and_makes_no_second_case(url: str) -> None:
    async with place(url) as there:
        await answers(there, "Chưa lãnh được", "1")
        await answers_again(there, "Chưa lãnh được", "4")
        assert await counted(there, arrival) == await counted(there, case_file) == 1
        await answers_again(there, "Dạ rồi, lãnh đủ", "2")
        assert await counted(there, arrival, arrival.c.answer == "yes", arrival.c.trips == 2) == 1


async def answers_again(there: Place, *said: str) -> None:
    """The buttons of the message are still on the screen."""
    async with there.app.database.engine.connect() as connection:
        about = await connection.scalar(
            select(notice.c.subject).where(notice.c.kind == NoticeKind.DID_IT_ARRIVE.value)
        )
    came = {"Chưa lãnh được": "no", "Dạ rồi, lãnh đủ": "yes"}[said[0]]
    await there.phone.taps(start_token("arrived", about=str(about), came=came))
    await there.phone.says(said[1])


async def test_who_is_not_concerned_cannot_answer_for_somebody_else(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await unasked(url, ASKED)
        stranger = Phone(url, "stranger")
        for said in ("tiếng Việt", "/link", "HAND9374", "1985", "đồng ý"):
            await stranger.says(said)
        about = await counted_subject(there)
        for token in (about, 1, 10**18, 10**30):
            await stranger.taps(start_token("arrived", about=str(token), came="no"))
            assert "không còn hỏi nữa" in stranger.heard()
        assert await counted(there, case_file) == 0


async def counted_subject(there: Place) -> int:
    async with there.app.database.engine.connect() as connection:
        found = await connection.scalar(
            select(notice.c.subject).where(notice.c.kind == NoticeKind.DID_IT_ARRIVE.value)
        )
    assert found is not None
    return int(found)


async def test_money_that_did_not_come_ends_only_with_how_it_is_paid(url: str) -> None:
    async with place(url) as there:
        case = await files(there, CaseKind.NOT_RECEIVED)
        for state in (CaseState.DONE, CaseState.REFUSED):
            with pytest.raises(HowPaidMissing):
                await closes(there, case, None, state)
        assert await counted(there, case_file, case_file.c.state == "open") == 1
        assert await closes(there, case, PaidHow.HOME)
        assert not await closes(there, case, PaidHow.POINT), "it is closed already"
        assert await counted(there, case_file, case_file.c.paid_how == "home") == 1
        with pytest.raises(NoResultFound):
            await closes(there, 1, PaidHow.HOME)


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        (PaidHow.HOME, "Sẽ có người đem tiền tới nhà."),
        (PaidHow.NEXT_MONTH, "Tiền này sẽ phát chung với kỳ tới."),
    ],
)
async def test_the_answer_says_how_the_money_comes(url: str, paid: PaidHow, said: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await closes(there, await files(there, CaseKind.NOT_RECEIVED), paid)
        told = words((await unasked(url, SOON))["me"])
        assert said in told
        assert "AS-" in told


async def test_the_answer_to_ones_own_request_comes_without_having_been_asked_for(
    url: str,
) -> None:
    async with place(url) as there:
        await closes(there, await files(there, CaseKind.NOT_RECEIVED), PaidHow.PAID)
        assert set(await unasked(url, SOON)) == {"me"}


async def test_what_staff_reported_is_told_to_who_asked_for_that_alone(url: str) -> None:
    async with place(url) as there:
        by, desk = await an_officer(there), await there.session(Phone(url, "officer"))
        async with there.records() as records:
            about = (CaseKind.NOT_RECEIVED, "staff", there.person, Month.of(TODAY))
            case = await records.cases.file(*about, desk, NOW, said=Report(by))
        await closes(there, case.id, PaidHow.PAID)
        assert await unasked(url, SOON) == {}


def dates_in(replies: Sequence[Rendered]) -> set[str]:
    return set(re.findall(r"\d\d/\d\d/\d{4}", words(list(replies))))


async def test_every_notice_keeps_to_the_hours_in_which_people_are_awake(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        night = datetime(2026, 11, 24, 23, 0, tzinfo=HANOI)
        await stands(there, "credited")
        assert await unasked(url, night) == {}
        assert "đã về rồi" in words((await unasked(url, MORNING))["me"])


async def test_a_person_in_two_programmes_is_told_once(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        there_too = payout_day.c.unit_code == there.person.unit.code
        tomorrow = payout_day.c.day == TODAY + timedelta(days=1)
        lines = await counted(there, payout_day, there_too, tomorrow)
        assert lines > 2, "both programmes are paid there"
        told = await unasked(url, EVENING)
        assert len(told["me"]) == 1


async def test_nobody_else_is_told(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await Phone(url, "other").says("tiếng Việt")
        app = build(settings(url))
        async with app.database.engine.connect() as connection:
            people = await connection.scalar(select(func.count()).select_from(person))
        await app.close()
        assert people is not None
        assert people > 1000
        assert set(await unasked(url, EVENING)) == {"me"}


async def test_all_that_is_due_is_opened_in_one_go(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "_AT_ONCE", 2)
    async with place(url) as there:
        await unasked(url, NOW)
        await unasked(url, EVENING)
        due = bulletin.c.due_at <= EVENING
        assert await counted(there, bulletin, due) > 4
        assert await counted(there, bulletin, due, bulletin.c.state == "planned") == 0


async def was_asked(there: Place, language: str = "vi") -> None:
    """The phone has just been asked whether the money came."""
    await asks(there.phone, language)
    [reply] = (await unasked(there.phone.url, ASKED))["me"]
    there.phone.at, there.phone.last = ASKED, [reply]


@pytest.mark.parametrize(
    ("language", "said", "times"),
    [("vi", "tui chưa lãnh được", "hai lần"), ("km", "មិនទាន់បានទេ", "ពីរដង")],
)
async def test_whether_it_came_is_answered_in_words_of_ones_own(
    url: str, language: str, said: str, times: str
) -> None:
    async with place(url) as there:
        await was_asked(there, language)
        await there.phone.says(said)
        await there.phone.says(times)
        assert "AS-" in there.phone.heard()
        assert await counted(there, arrival, arrival.c.answer == "no", arrival.c.trips == 2) == 1


async def test_what_answers_nothing_leads_back_to_the_question(url: str) -> None:
    async with place(url) as there:
        await was_asked(there)
        await there.phone.says("sao kỳ vậy")
        assert "lãnh được tiền chưa?" in there.phone.heard()
        assert "Ngày lãnh tiền là thứ Tư, 25/11/2026." in there.phone.heard()
        await there.phone.says("chưa")
        await there.phone.says("không nhớ")
        assert "AS-" in there.phone.heard()
        assert await counted(there, arrival, arrival.c.trips.is_(None)) == 1


async def test_it_is_understood_after_something_else_was_asked(url: str) -> None:
    async with place(url) as there:
        await was_asked(there)
        await there.phone.says("/menu")
        await there.phone.says("Chưa lãnh được")
        assert "mấy lần" in there.phone.heard()
        await there.phone.says("/menu")
        there.phone.later(days=9)
        await there.phone.says("Chưa lãnh được")
        assert "không còn hỏi nữa" in there.phone.heard()


async def test_a_place_is_still_a_place_when_it_was_asked_whether_it_came(url: str) -> None:
    async with place(url) as there:
        await was_asked(there)
        await there.phone.says("Châu Đốc")
        assert "nơi nào trong mấy nơi này" in there.phone.heard()
        assert await counted(there, arrival) == 0


async def collects_for_another(there: Place) -> None:
    """For somebody who is paid on the same day at the same point."""
    for said in ("/link", "HAND9374", "1985", "chú", "đồng ý"):
        await there.phone.says(said)
    mine = select(person).where(person.c.id == there.person.id)
    async with there.app.database.engine.connect() as connection:
        one = (await connection.execute(mine)).one()
        other = await connection.scalar(
            select(link.c.person_id).where(link.c.person_id != there.person.id)
        )
    same = {"unit_code": one.unit_code, "unit_from": one.unit_from, "point_id": one.point_id}
    await there.runs(update(person).where(person.c.id == other).values(same | {"way": one.way}))
    theirs = payment.c.person_id == other
    await there.runs(
        update(payment).where(theirs).values(way=one.way, point_id=one.point_id, stage="on_list")
    )


async def test_who_collects_for_several_answers_for_all_at_once_or_goes_back(url: str) -> None:
    async with place(url) as there:
        await collects_for_another(there)
        await there.phone.says("/notices")
        await there.phone.says("Tất cả")
        await there.phone.says("Tất cả")
        [reply] = (await unasked(url, ASKED))["me"]
        there.phone.at, there.phone.last = ASKED, [reply]
        await there.phone.says("rồi")
        assert "trả lời cho ai" in there.phone.heard()
        await there.phone.says("Quay lại")
        assert "lãnh được tiền chưa?" in there.phone.heard()
        await there.phone.says("chưa")
        await there.phone.says("Tất cả")
        await there.phone.says("2")
        assert there.phone.heard().count(": số phiếu AS-") == 2
        assert await counted(there, arrival, arrival.c.answer == "no") == 2


async def test_the_next_one_can_be_answered_for_after_something_else(url: str) -> None:
    async with place(url) as there:
        await collects_for_another(there)
        await there.phone.says("/notices")
        await there.phone.says("Tất cả")
        await there.phone.says("Tất cả")
        [reply] = (await unasked(url, ASKED))["me"]
        there.phone.at, there.phone.last = ASKED, [reply]
        for said in ("rồi", "chú", "1", "/menu", "Trả lời cho người kế"):
            await there.phone.says(said)
        assert "lãnh được tiền chưa?" in there.phone.heard()
        assert f"Về {there.person.name}:" in there.phone.heard(), "nobody is asked for whom"
        await there.phone.says("rồi")
        assert f"Về {there.person.name}:" in there.phone.heard()
        await there.phone.says("1")
        assert await counted(there, arrival, arrival.c.answer == "yes") == 2


async def test_who_has_the_money_after_all_hears_that_the_request_is_still_open(url: str) -> None:
    async with place(url) as there:
        await was_asked(there)
        for said in ("chưa", "2"):
            await there.phone.says(said)
        number = re.search(r"AS-[0-9]{6}", there.phone.heard())
        assert number is not None
        for said in ("Dạ rồi, lãnh đủ", "2"):
            await there.phone.says(said)
        assert f"Phiếu {number[0]} vẫn còn mở" in there.phone.heard()
        assert await counted(there, case_file, case_file.c.state == "open") == 1


async def test_a_number_under_a_notice_is_one_of_its_choices(url: str) -> None:
    """Whatever stands open beneath it; whose choices are understood by what they say."""
    async with place(url) as there:
        await asks(there.phone)
        await there.phone.says("/notices")
        await there.phone.says("/lang")
        [reply] = (await unasked(url, EVENING))["me"]
        there.phone.at = EVENING
        last = len(reply.choices)
        await there.phone.says(str(last))
        assert "con thôi báo bà" in there.phone.heard()
        assert await counted(there, subscription, subscription.c.ended_at.is_not(None)) > 0


async def test_what_stands_open_beneath_a_notice_is_answered_by_its_label(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await there.phone.says("/lang")
        label = there.phone.last[-1].choices[0].label
        assert await unasked(url, EVENING)
        there.phone.at = EVENING
        await there.phone.says(label)
        assert "không hiểu" not in there.phone.heard()
        assert "Chọn tiếng" not in there.phone.heard()


async def test_nobody_is_sent_to_a_point_that_has_closed(url: str) -> None:
    """What stands for it is named, whatever came between; without that nobody is told to go."""
    async with place(url) as there:
        await asks(there.phone)
        async with there.records() as records:
            mine = (await records.payouts.of(there.person.id, Month.of(TODAY)))[0].point
            points = records.reference.points
            other, last = [one for one in points if one != mine and points[one].is_open][:2]
            name = points[last].name
        closes_it = update(payment_point).where(payment_point.c.id == mine)
        await there.runs(closes_it.values(status="closed", replaced_by=None))
        told = words((await unasked(url, EVENING))["me"])
        assert "đi được" not in told
        assert "đóng cửa" in told
        await there.runs(closes_it.values(replaced_by=other))
        moved_on = update(payment_point).where(payment_point.c.id == other)
        await there.runs(moved_on.values(status="closed", replaced_by=last))
        told = words((await unasked(url, MORNING))["me"])
        assert f"Nơi lãnh: {name}." in told


async def test_a_closing_that_is_taken_back_is_told_to_nobody(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        assert await _closed(there)
        await there.runs(update(payment_point).values(status="open", replaced_by=None))
        told = await unasked(url, SOON)
        assert "đóng cửa" not in words(told.get("me", []))


async def test_a_day_that_moves_away_and_back_is_told_again(url: str) -> None:
    """Whoever heard the other day would go on that one."""
    async with place(url) as there:
        await asks(there.phone)
        away = TODAY + timedelta(days=4)
        assert "Ngày mai bà con đi được" in words((await unasked(url, EVENING))["me"])
        await moves(there, state="postponed", reason="flood", day_before=payout_day.c.day, day=away)
        at = EVENING + timedelta(minutes=6)
        assert await unasked(url, at) == {}
        assert "khoan đi" in words((await unasked(url, at + timedelta(minutes=11)))["me"])
        back = update(payout_day).where(payout_day.c.day == away)
        tomorrow = TODAY + timedelta(days=1)
        await there.runs(back.values(state="confirmed", reason=None, day_before=away, day=tomorrow))
        at += timedelta(minutes=60)
        assert await unasked(url, at) == {}
        told = words((await unasked(url, at + timedelta(minutes=11)))["me"])
        assert "Ngày mai bà con đi được" in told


async def test_a_certain_day_that_becomes_another_one_strikes_the_first_out(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        before = TODAY + timedelta(days=1)
        await unasked(url, SOON)
        await moves(there, day_before=payout_day.c.day, day=TODAY + timedelta(days=5))
        at = SOON + timedelta(minutes=10)
        assert await unasked(url, at) == {}
        told = words((await unasked(url, at + timedelta(minutes=11)))["me"])
        assert f"Không phải thứ Tư, {before:%d/%m/%Y} nữa." in told


async def test_money_that_changes_twice_is_told_each_time(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        at = SOON
        for stage, reason, said in (
            ("failed", "name_differs", "chưa tới"),
            ("sent", None, None),
            ("failed", "no_code", "đem căn cước và điện thoại"),
            ("credited", None, "đã về rồi"),
            ("failed", "account_inactive", "chưa tới"),
            ("credited", None, "đã về rồi"),
        ):
            await stands(there, stage, reason=reason)
            at += timedelta(minutes=10)
            told = words((await unasked(url, at)).get("me", []))
            money = "chưa tới" in told or "đã về rồi" in told
            assert money is (said is not None), (stage, reason)
            assert said is None or said in told, (stage, reason)
            again = words((await unasked(url, at + timedelta(minutes=5))).get("me", []))
            assert "chưa tới" not in again
            assert "đã về rồi" not in again


async def test_money_that_failed_anew_on_another_day_is_told_again(url: str) -> None:
    async with place(url) as there:
        await asks(there.phone)
        await stands(there, "failed", reason="name_differs")
        assert "chưa tới" in words((await unasked(url, SOON))["me"])
        newest = update(payment).where(payment.c.person_id == there.person.id)
        await there.runs(
            newest.where(payment.c.stage == "failed").values(
                stage_on=TODAY + timedelta(days=1), reason="wrong_number"
            )
        )
        assert "chưa tới" in words((await unasked(url, MORNING))["me"])
