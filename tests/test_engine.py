"""The engine: what may come between a question and its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from bot.app import build
from domain.message import Rendered, start_token
from domain.permissions import Act
from domain.privacy import Level
from domain.text import Month, Text
from handlers.asks import OneOf
from handlers.menu import BY_NAME, Line
from handlers.talk import Dialogue, Talk, name_of
from storage.database import Unavailable
from storage.records import Records
from storage.tables import audit, failure, inbox, link, link_code, outbox, person, session
from tests.house import Phone, Screen, settings

YES_NO = {"yes": (Text("Yea"), True), "no": (Text("Nay"), False)}


def question(source: str) -> OneOf[bool]:
    return OneOf(Text("{words}", words=source), YES_NO)


@pytest.fixture
def deploy(monkeypatch: pytest.MonkeyPatch) -> Callable[[Dialogue], str]:
    """Puts a dialogue on the menu under the name *toy*; the tap that starts it."""

    def put(dialogue: Dialogue) -> str:
        monkeypatch.setattr(dialogue, "__name__", "toy")
        monkeypatch.setitem(BY_NAME, name_of(dialogue), Line(dialogue, Act.ASK, Level.PUBLIC))
        return start_token("toy")

    return put


async def a_then_b(talk: Talk, _records: Records) -> None:
    a = await talk.ask("a", question("A?"))
    b = await talk.ask("b", question("B?"))
    talk.say(Text("{words}", words=f"Got a={a} b={b}"))


async def b_only(talk: Talk, _records: Records) -> None:
    b = await talk.ask("b", question("B?"))
    talk.say(Text("{words}", words=f"Got b={b}"))


async def a_c_b(talk: Talk, _records: Records) -> None:
    a = await talk.ask("a", question("A?"))
    c = await talk.ask("c", question("C?"))
    b = await talk.ask("b", question("B?"))
    talk.say(Text("{words}", words=f"Got a={a} c={c} b={b}"))


async def b_then_a(talk: Talk, _records: Records) -> None:
    b = await talk.ask("b", question("B?"))
    a = await talk.ask("a", question("A?"))
    talk.say(Text("{words}", words=f"Got b={b} a={a}"))


async def at_b(phone: Phone, start: str) -> list[Rendered]:
    """A conversation that has answered A and is asked B."""
    await phone.says("xin chào")
    await phone.taps(start)
    await phone.says("1")
    assert phone.heard() == "B?"
    return phone.last


async def test_a_question_removed_by_a_deploy_in_mid_conversation_is_not_missed(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    phone = Phone(url)
    await at_b(phone, deploy(a_then_b))
    deploy(b_only)
    await phone.says("2")
    assert phone.heard() == "Got b=False"


async def test_a_question_added_by_a_deploy_is_asked_and_no_answer_is_taken_for_it(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    phone = Phone(url)
    await at_b(phone, deploy(a_then_b))
    deploy(a_c_b)
    await phone.says("2")
    assert phone.heard() == "C?"
    await phone.says("1")
    await phone.says("2")
    assert phone.heard() == "Got a=True c=True b=False"


async def test_questions_reordered_by_a_deploy_keep_their_answers(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    phone = Phone(url)
    await at_b(phone, deploy(a_then_b))
    deploy(b_then_a)
    await phone.says("2")
    assert phone.heard() == "Got b=False a=True"


async def test_a_dialogue_taken_away_by_a_deploy_leads_to_the_menu(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    phone = Phone(url)
    await at_b(phone, deploy(a_then_b))
    del BY_NAME["toy"]
    await phone.says("1")
    assert "Cô bác muốn hỏi gì?" in phone.heard()


async def test_back_drops_the_last_answer_and_then_leads_to_the_menu(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    phone = Phone(url)
    await at_b(phone, deploy(a_then_b))
    await phone.says("quay lại")
    assert phone.heard() == "A?"
    await phone.says("2")
    await phone.says("1")
    assert phone.heard() == "Got a=False b=True"


async def test_a_message_delivered_again_is_heard_once(url: str) -> None:
    phone = Phone(url)
    message = phone.message("An Cư")
    first = await phone.sends(message)
    assert first
    for _ in range(3):
        assert await phone.sends(message) == []
    assert await count(url, inbox) == 1
    assert await count(url, outbox) == len(first)


async def test_an_old_button_says_so_and_changes_nothing(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    phone = Phone(url)
    start = deploy(a_then_b)
    await phone.says("xin chào")
    await phone.taps(start)
    old = phone.token("Nay")
    await phone.says("1")
    await phone.taps(old)
    assert phone.heard() == "Đó là câu hỏi trước rồi. Không có gì thay đổi.\nB?"
    await phone.says("1")
    assert phone.heard() == "Got a=True b=True"


async def test_a_button_of_another_run_of_the_same_dialogue_is_an_old_one(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    """Same question, same choices, other answers before it: yes to one is not yes to the other."""
    phone = Phone(url)
    start = deploy(a_then_b)
    await at_b(phone, start)
    confirm_first = phone.token("Yea")
    await phone.taps(start)
    await phone.says("2")
    await phone.taps(confirm_first)
    assert "Đó là câu hỏi trước rồi" in phone.heard()


async def test_a_button_stays_good_while_its_question_is_only_asked_again(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    phone = Phone(url)
    await at_b(phone, deploy(a_then_b))
    button = phone.token("Yea")
    await phone.says("hả?")
    await phone.taps(button)
    assert phone.heard() == "Got a=True b=True"


@pytest.mark.parametrize(
    "token", ["a:999:yes", "d:nothing", "d:payout_more:day=7", "x", "a::", "d:"]
)
async def test_a_tap_we_never_sent_changes_nothing(url: str, token: str) -> None:
    phone = Phone(url)
    await phone.says("xin chào")
    replies = await phone.taps(token)
    assert replies
    assert await count(url, failure) == 0


async def test_a_forged_tap_cannot_bring_what_a_person_must_prove(url: str) -> None:
    """Taps come back from outside: this one claims that code and birth year were found to fit."""
    phone = Phone(url)
    await phone.says("xin chào")
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        code_id = (await connection.execute(select(link_code.c.id))).scalars().first()
    await app.close()
    await phone.taps(f"d:link:code={code_id}:birth_year=fits")
    assert "gõ mã" in phone.heard()
    await phone.says("AAAA3333")
    assert "sinh năm nào" in phone.heard()
    await phone.taps(f"d:own_payout:person={code_id}")
    assert await count(url, link) == 0


async def test_a_message_older_than_the_question_never_answers_it(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    phone = Phone(url)
    late = phone.message("1")
    await at_b(phone, deploy(a_then_b))
    await phone.sends(late)
    assert phone.heard() == "Tin đó tới trễ. Cô bác trả lời lại giùm em.\nB?"


async def test_after_a_day_it_asks_whether_to_go_on(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    phone = Phone(url)
    await at_b(phone, deploy(a_then_b))
    phone.later(hours=25)
    await phone.says("1")
    assert "Cô bác muốn làm tiếp hay bắt đầu lại?" in phone.heard()
    await phone.says("làm tiếp")
    assert phone.heard() == "B?"
    await phone.says("1")
    assert phone.heard() == "Got a=True b=True"


async def test_the_language_changes_in_mid_question_and_the_question_stays(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    phone = Phone(url)
    await at_b(phone, deploy(a_then_b))
    await phone.says("ភាសាខ្មែរ")
    assert phone.heard().endswith("B?")
    await phone.says("/language")
    await phone.says("3")
    assert "បានហើយ" in phone.heard()
    assert "Dạ được ạ" in phone.heard()
    await phone.says("១")
    assert "a=True b=True" in phone.heard()


async def test_a_poison_message_is_confirmed_apologised_for_and_comes_never_again(
    url: str, deploy: Callable[[Dialogue], str], caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(talk: Talk, _records: Records) -> None:
        await talk.ask("a", question("A?"))
        raise ValueError("Nguyễn Văn Bí Mật 089145012345")

    phone = Phone(url)
    await phone.says("xin chào")
    await phone.taps(deploy(breaks))
    poison = phone.message("1")
    await phone.sends(poison)
    assert phone.heard() == "Dạ bên em bị lỗi, em đã ghi nhận. Cô bác thử lại sau ít phút."
    assert await phone.sends(poison) == []
    assert "Bí Mật" not in caplog.text
    assert "089145012345" not in str([record.__dict__ for record in caplog.records])
    await phone.says("1")
    assert "Ngày lãnh tiền" in str(phone.last), "a second failure closes the dialogue"
    assert await count(url, failure) == 2
    await phone.says("An Cư")
    assert "điểm nào" in phone.heard()


async def test_a_poisoned_session_starts_afresh(url: str) -> None:
    phone = Phone(url)
    await phone.says("Tịnh Biên")
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        await connection.execute(update(session).values(sealed_state=b"\x01\x04testgarbage"))
    await app.close()
    await phone.says("1")
    assert phone.last
    await phone.says("Nhà Bàng")
    assert "Nhà Bàng" in phone.heard()


async def test_a_damaged_record_is_apologised_for_and_silences_nothing_else(url: str) -> None:
    phone = Phone(url)
    await phone.says("/link")
    await phone.says("DAWN3467")
    await phone.says("1948")
    await phone.says("đồng ý")
    app = build(settings(url))
    async with app.database.engine.begin() as connection:
        await connection.execute(update(person).values(sealed_name=b"\x01\x04testgarbage"))
    await app.close()
    await phone.says("/payout")
    assert "bị lỗi" in phone.heard()
    await phone.says("Nhà Bàng")
    assert "Nhà Bàng" in phone.heard()


async def test_a_dialogue_that_files_and_then_asks_is_refused(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    async def files_then_asks(talk: Talk, records: Records) -> None:
        await records.links.end_all(talk.session.id, talk.now)
        await talk.ask("a", question("A?"))

    phone = Phone(url)
    await phone.says("xin chào")
    await phone.taps(deploy(files_then_asks))
    assert "bị lỗi" in phone.heard()
    assert await count(url, failure) == 1


async def test_a_note_is_written_once_however_often_the_dialogue_runs(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    async def notes(talk: Talk, _records: Records) -> None:
        talk.note("looked", 7)
        await talk.ask("a", question("A?"))
        await talk.ask("b", question("B?"))
        talk.say(Text("{words}", words="Done"))

    phone = Phone(url)
    start = deploy(notes)
    await phone.says("xin chào")
    await phone.taps(start)
    await phone.says("hả")
    await phone.says("1")
    await phone.says("1")
    assert await count(url, audit) == 1
    await phone.taps(start)
    assert await count(url, audit) == 2, "another run looks again"


async def test_a_channel_never_carries_more_than_it_may(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    """Even a careless dialogue: what was read decides, not what it remembered to check."""

    async def careless(talk: Talk, records: Records) -> None:
        await records.payouts.of(1, Month(2026, 11))
        talk.say(Text("{words}", words="SECRET"))

    start = deploy(careless)
    outside = Phone(url, channel="abroad")
    await outside.says("xin chào")
    await outside.taps(start)
    assert "SECRET" not in outside.heard()
    assert "trang web" in outside.heard()
    await outside.says("/link")
    assert "trang web" in outside.heard()


async def test_while_the_database_is_away_nothing_is_confirmed() -> None:
    with pytest.raises(Unavailable):
        await Phone("postgresql+asyncpg://nobody@127.0.0.1:1/nothing").says("An Cư")


async def test_two_programs_answer_one_person_in_turn_also_for_a_first_message(url: str) -> None:
    phone = Phone(url)
    messages = [phone.message("Nhà Bàng") for _ in range(12)]
    apps = [phone.app(Screen()) for _ in range(2)]
    twice = [app.receive(message) for message in messages for app in apps]
    await asyncio.gather(*twice)
    for app in apps:
        await app.close()
    assert await count(url, session) == 1
    assert await count(url, inbox) == 12
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        version = (await connection.execute(select(session.c.version))).scalar()
        unsent = await connection.execute(
            select(func.count()).select_from(outbox).where(outbox.c.state != "sent")
        )
        assert unsent.scalar() == 0
    await app.close()
    assert version == 12


async def test_a_public_payout_question_takes_at_most_eight_round_trips(url: str) -> None:
    phone = Phone(url)
    await phone.says("Nhà Bàng")
    app = phone.app(Screen())
    await app.database.reference()
    trips: list[str] = []
    engine = app.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *call: trips.append(call[2][:40]))
    event.listen(engine, "commit", lambda _: trips.append("COMMIT"))
    if url.startswith("postgresql"):
        event.listen(engine, "begin", lambda _: trips.append("BEGIN"))
    await app.receive(phone.message("Nhà Bàng"))
    await app.close()
    assert len(trips) <= 8, trips
    assert trips.count("COMMIT") <= 2


async def count(url: str, table: Any) -> int:
    app = build(settings(url))
    async with app.database.engine.connect() as connection:
        found = (await connection.execute(select(func.count()).select_from(table))).scalar()
    await app.close()
    return int(found or 0)
