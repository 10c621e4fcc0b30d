"""A citizen talks to an officer: what each writes reaches the other, and nobody else."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from sqlalchemy import select, update

from domain.case_flow import CaseEvent
from domain.message import Address, Contact, Place
from domain.secret_asked import asks_for_secret
from storage.tables import actor, case_file, human_talk, staff_grant, talk_line
from tests.office import NUMBER, Office, Shown, asks, button, linked, opened, staff, takes
from tests.postgres import Cluster

OFFICER, RIM, TAM, BA = "officer", "rim", "tam", "ba"


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with opened(url) as made:
        yield made


async def _talking(office: Office) -> str:
    """Rim and an officer talk to each other; the number of it."""
    await staff(office, OFFICER, "WARD4793")
    await linked(office, RIM, "DAWN3467", "1948")
    number = await asks(office, RIM)
    await takes(office, OFFICER, number)
    return number


async def test_words_reach_the_other_side_and_the_assistant_is_silent(office: Office) -> None:
    number = await _talking(office)
    first = await office.hears(RIM, "tiền tháng này sao chưa có con")
    assert len(first) == 1, "once it is said that the officer has it"
    assert await office.hears(RIM, "Tài khoản") == [], "a label is words as well"
    assert await office.hears(RIM, "1") == [], "and so is a number"
    told = await office.delivers()
    assert [one.to for one in told] == [OFFICER] * 3
    assert all(number in one.text and "Rim" in one.text for one in told)
    assert "“1”" in told[-1].text
    sent = await office.hears(OFFICER, "Dạ để con coi lại")
    assert sent[0].chosen == number
    (heard,) = await office.delivers()
    assert heard.to == RIM
    assert heard.text == "An Sinh – cán bộ xã An Cư: Dạ để con coi lại"


async def test_nothing_of_the_words_stays_once_they_are_on_their_way(office: Office) -> None:
    await _talking(office)
    await office.hears(RIM, "tiền tháng này sao chưa có")
    await office.hears(OFFICER, "để con coi")
    assert await _words_kept(office) == 2
    await office.delivers()
    assert await _words_kept(office) == 0


async def _words_kept(office: Office) -> int:
    async with office.app.database.engine.connect() as connection:
        kept = select(talk_line.c.id).where(talk_line.c.sealed_words.is_not(None))
        return len((await connection.execute(kept)).all())


async def test_what_is_written_while_waiting_is_read_on_answering(office: Office) -> None:
    await staff(office, OFFICER, "WARD4793")
    await linked(office, RIM, "DAWN3467", "1948")
    number = await asks(office, RIM)
    said = await office.hears(RIM, "bữa hổm tui làm rớt cái giấy, mã OTP là 482913")
    assert "Xin đừng gửi mã" in said[0].text
    assert "ghi" in said[-1].text
    assert said[-1].reply.choices, "the assistant answers as before"
    menu = await office.hears(RIM, "/menu")
    assert "ghi" not in menu[0].text
    await takes(office, OFFICER, number)
    read = "\n".join(one.text for one in office.to(OFFICER))
    assert "làm rớt cái giấy" in read
    assert "482913" not in read
    assert await _words_kept(office) == 0


async def test_who_has_taken_it_already_hears_of_no_new_request(office: Office) -> None:
    await staff(office, OFFICER, "WARD4793")
    await linked(office, RIM, "DAWN3467", "1948")
    number = await asks(office, RIM)
    shown = await office.says_all(OFFICER, ("/cases", number))
    await office.hears(OFFICER, tap=button(shown, "Viết cho"))
    told = await office.delivers()
    assert not any("phiếu mới" in one.text for one in told if one.to == OFFICER)


async def test_a_code_is_blotted_and_who_wrote_it_hears_so(office: Office) -> None:
    await _talking(office)
    (said,) = await office.hears(RIM, "mã OTP là 482913")
    assert "không chuyển" in said.text
    (told,) = await office.delivers()
    assert "482913" not in told.text
    (sent,) = await office.hears(OFFICER, "mật khẩu 73519284 nha")
    assert "không chuyển" in sent.text
    (heard,) = await office.delivers()
    assert "73519284" not in heard.text


async def test_an_officer_who_asks_for_a_code_is_held_back_and_hears_why(office: Office) -> None:
    await _talking(office)
    (said,) = await office.hears(OFFICER, "Bà cho xin mã OTP để con làm giùm")
    assert "không ai" in said.text.lower()
    assert said.chosen is not None, "they write on"
    assert await office.delivers() == []
    await office.hears(OFFICER, "Bà đừng đọc mã OTP cho ai")
    (heard,) = await office.delivers()
    assert heard.to == RIM


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("cho xin mã OTP", True),
        ("Bà đọc mã OTP giùm con", True),
        ("cho con hỏi mật khẩu", True),
        ("bà gửi mã OTP qua đây", True),
        ("Bà nhắn mã xác nhận cho con nha", True),
        ("mã PIN của bà là số mấy", True),
        ("សូមប្រាប់លេខសម្ងាត់មកខ្ញុំ", True),
        ("Bà đừng cho ai mã OTP", False),
        ("Mã OTP về máy bà chưa?", False),
        ("Ngân hàng gửi mã OTP qua số này cho bà", False),
        ("Không ai được xin mã OTP", False),
        ("Con xin lỗi bà, mai con coi", False),
        ("Điện thoại bà hết pin hả", False),
        ("Bà nhập mã OTP vô máy của bà", False),
        ("កុំប្រាប់លេខសម្ងាត់ដល់អ្នកណា", False),
    ],
)
def test_what_asks_for_a_secret(words: str, asks: bool) -> None:
    assert asks_for_secret(words) is asks


async def test_with_nobody_chosen_nothing_is_passed_on(office: Office) -> None:
    await _talking(office)
    await office.hears(OFFICER, "/menu")
    await office.hears(OFFICER, "câu này của ai")
    assert await office.delivers() == []
    assert all("câu này" not in one.text for one in office.to(RIM))


async def test_other_work_lets_the_conversation_go_and_says_so(office: Office) -> None:
    number = await _talking(office)
    asked = await office.hears(OFFICER, "/for")
    assert "không viết cho ai" in asked[0].text
    assert all(one.chosen is None for one in asked)
    await office.hears(OFFICER, "Néang Sa Rim")
    assert await office.delivers() == [], "it was an answer to the question"
    listed = await office.hears(OFFICER, "/talk")
    (again, *_) = await office.hears(OFFICER, tap=button(listed, number))
    assert again.chosen == number


async def test_choosing_in_the_midst_of_other_work_stops_that_and_says_so(office: Office) -> None:
    number = await _talking(office)
    await office.hears(OFFICER, "/otp")
    await office.hears(RIM, "con ơi")
    told = await office.delivers()
    (chosen,) = await office.hears(OFFICER, tap=button(told, number))
    assert "đã dừng" in chosen.text
    await office.hears(OFFICER, "dạ con nghe")
    (heard,) = await office.delivers()
    assert heard.to == RIM


async def test_two_who_tap_at_once_one_has_it_and_the_other_hears_who(office: Office) -> None:
    await staff(office, OFFICER, "WARD4793")
    await staff(office, "leader", "LEAD6943")
    await linked(office, RIM, "DAWN3467", "1948")
    number = await asks(office, RIM)
    await office.delivers()
    notices = [one for one in office.to(OFFICER) if number in one.text]
    token = button(notices, "Tôi trả lời")
    first, second = await asyncio.gather(
        office.hears(OFFICER, tap=token), office.hears("leader", tap=token)
    )
    told = {one.to: one.text for one in (*first, *second)}
    other = next(text for text in told.values() if "đã nhận trả lời" in text)
    assert "Rim" not in other
    async with office.app.database.engine.connect() as connection:
        talks = (await connection.execute(select(human_talk.c.actor_id))).scalars().all()
    assert len(talks) == 1
    assert talks[0] is not None


async def test_done_by_the_citizen_is_asked_where_it_may_be_an_answer(office: Office) -> None:
    await _talking(office)
    await office.hears(RIM, "con ơi")
    (asked,) = await office.hears(RIM, "xong rồi")
    assert [one.label for one in asked.reply.choices] == ["Có", "Không"]
    await office.hears(RIM, "mà còn chuyện này")
    told = await office.delivers()
    assert ["“xong rồi”" in told[-2].text, "“mà còn chuyện này”" in told[-1].text] == [True, True]
    await office.hears(RIM, "hết rồi")
    ended = await office.hears(RIM, "1")
    assert "đã xong" in ended[0].text
    assert ended[-1].reply.choices, "the menu is there again"
    told = await office.delivers()
    assert "cuộc nói chuyện đã xong" in told[-1].text
    await office.hears(OFFICER, "còn đó không bà")
    assert await office.delivers() == []


@pytest.mark.parametrize("words", ["xong", "ចប់", "រួចហើយ"])
async def test_whose_first_word_is_that_it_is_over_hears_the_question_alone(
    office: Office, words: str
) -> None:
    await _talking(office)
    (asked,) = await office.hears(RIM, words)
    assert "nói chuyện với cán bộ xong rồi phải không" in asked.text
    assert "nhận được rồi" not in asked.text


async def test_done_by_the_officer_asks_what_becomes_of_the_request(office: Office) -> None:
    number = await _talking(office)
    await office.hears(OFFICER, "/done")
    (closed, *_) = await office.hears(OFFICER, "Xong, đóng phiếu")
    assert number in closed.text
    (heard, *_) = await office.delivers()
    assert heard.to == RIM
    assert "giải quyết xong" in heard.text
    (asked,) = await office.hears(RIM, number)
    assert "giải quyết" in asked.text


async def test_quiet_ends_it_for_both_and_it_can_be_had_again(office: Office) -> None:
    number = await _talking(office)
    assert await office.waits(minutes=29) == []
    told = await office.waits(minutes=6)
    assert {one.to for one in told} == {RIM, OFFICER}
    assert await office.hears(RIM, "Tài khoản"), "the assistant answers"
    again = await asks(office, RIM)
    assert again == number, "the same request, which waits anew"
    await takes(office, OFFICER, number)
    await office.hears(OFFICER, "con đây bà")
    (heard,) = await office.delivers()
    assert "con đây bà" in heard.text


async def test_outside_its_hours_somebody_hears_when_it_is_answered(office: Office) -> None:
    await linked(office, RIM, "DAWN3467", "1948")
    office.at = office.at.replace(day=28, hour=18)
    said = await office.hears(RIM, "gặp cán bộ")
    assert "7 giờ 30 sáng, thứ Hai, 30/11/2026" in said[-1].text


async def test_who_is_revoked_leaves_it_to_the_unit_and_the_citizen_hears_it(
    office: Office,
) -> None:
    number = await _talking(office)
    await staff(office, "leader", "LEAD6943")
    await office.hears(RIM, "con ơi, còn đó không")
    await _revoke(office, OFFICER)
    (refused, *_) = await office.hears(OFFICER, "dạ con đây")
    assert "dạ con đây" not in refused.text
    (not_passed, *_) = await office.hears(RIM, "sao im vậy con")
    assert "chưa chuyển được" in not_passed.text
    told = await office.delivers()
    assert any("Sẽ có cán bộ khác" in one.text for one in told if one.to == RIM)
    assert "dạ con đây" not in "".join(one.text for one in office.to(RIM))
    await takes(office, "leader", number)
    assert "còn đó không" in "".join(one.text for one in office.to("leader"))


async def _revoke(office: Office, who: str) -> None:
    """The one who answers may do nothing any more, by whatever way that came about."""
    async with office.app.database.engine.begin() as connection:
        talk = (await connection.execute(select(human_talk.c.actor_id))).scalar_one()
        await connection.execute(
            update(staff_grant).where(staff_grant.c.actor_id == talk).values(ended_at=office.at)
        )


async def test_a_link_that_ends_takes_the_conversation_with_it(office: Office) -> None:
    await _talking(office)
    await office.hears(OFFICER, "tiền của bà là")
    session = await _session(office)
    async with office.app.database.transaction() as records:
        await records.links.end_all(session, office.at)
    told = await office.delivers()
    assert all("tiền của bà" not in one.text for one in told), "who hears of nobody reads nothing"
    (said, *_) = await office.hears(OFFICER, "bà ơi")
    assert "Chưa gửi gì" in said.text
    told = await office.delivers()
    assert any("thôi nghe tin" in one.text for one in told if one.to == RIM)


async def _session(office: Office) -> int:
    async with office.app.database.engine.connect() as connection:
        found: int = (await connection.execute(select(human_talk.c.session_id))).scalar_one()
    return found


async def test_a_restart_in_the_middle_changes_nothing(office: Office) -> None:
    number = await _talking(office)
    await office.restarts()
    await office.hears(RIM, "con ơi")
    await office.restarts()
    (told,) = await office.delivers()
    assert number in told.text
    await office.restarts()
    (sent,) = await office.hears(OFFICER, "dạ")
    assert sent.chosen == number


async def test_stop_and_language_work_inside_and_no_other_command(office: Office) -> None:
    await _talking(office)
    (silent,) = await office.hears(RIM, "/payout")
    assert "im lặng" in silent.text
    await office.hears(RIM, "/language")
    await office.hears(RIM, "2")
    (stopped,) = await office.hears(RIM, "/stop")
    assert stopped.reply.choices
    assert await office.delivers() == [], "none of it went to the officer"
    await office.hears(OFFICER, "bà còn đó không")
    assert [one.to for one in await office.delivers()] == [RIM], "it was asked for"


async def test_a_phone_that_is_gone_ends_it(office: Office) -> None:
    await _talking(office)
    await office.app.gone(Address(office.screen.name, RIM), gone=True)
    (said, *_) = await office.hears(OFFICER, "bà ơi")
    assert "Chưa gửi gì" in said.text
    told = await office.delivers()
    assert [one.to for one in told] == [OFFICER], "whoever works on it is to call, or to go there"


async def test_an_officer_who_is_gone_leaves_it_to_the_unit(office: Office) -> None:
    number = await _talking(office)
    await staff(office, "leader", "LEAD6943")
    await office.app.gone(Address(office.screen.name, OFFICER), gone=True)
    told = await office.delivers()
    assert any("Sẽ có cán bộ khác" in one.text for one in told if one.to == RIM)
    assert await office.hears(RIM, "Tài khoản"), "the assistant answers meanwhile"
    await takes(office, "leader", number)
    assert await office.hears(RIM, "con ơi"), "the first words are said to have arrived"


async def test_what_is_changed_later_or_too_long_is_not_passed_on(office: Office) -> None:
    await _talking(office)
    for side in (RIM, OFFICER):
        for more in ({"edited": True}, {"text": "dài " * 400}):
            (said,) = await office.hears(side, **{"text": "sửa lại", **more})  # type: ignore[arg-type]
            assert said.reply.choices == ()
    assert await office.delivers() == []


async def test_a_place_or_a_number_of_the_phone_is_no_word(office: Office) -> None:
    await _talking(office)
    (said,) = await office.hears(RIM, place=Place(10.6, 105.0))
    assert "chỉ chuyển" in said.text
    (said,) = await office.hears(OFFICER, contact=Contact("0912345678", vouched=True))
    assert "Chưa gửi gì" in said.text
    assert await office.delivers() == []


async def test_who_is_linked_to_nobody_says_of_which_place_the_officer_shall_be(
    office: Office,
) -> None:
    await staff(office, OFFICER, "WARD4793")
    number = await asks(office, TAM, "An Cư")
    await takes(office, OFFICER, number)
    (said,) = await office.hears(TAM, "tui muốn hỏi thăm")
    assert said.to == TAM
    (told,) = await office.delivers()
    assert "Người chưa rõ tên" in told.text


async def test_two_phones_of_one_person_are_two_conversations(office: Office) -> None:
    first = await _talking(office)
    await linked(office, TAM, "DAWN3467", "1948")
    second = await asks(office, TAM)
    assert first != second
    await takes(office, OFFICER, second)
    await office.hears(OFFICER, "máy thứ hai")
    told = await office.delivers()
    assert [one.to for one in told] == [TAM]


async def test_one_phone_with_two_people_has_one_conversation_at_a_time(office: Office) -> None:
    number = await _talking(office)
    await office.hears(RIM, "/done")
    await office.hears(RIM, "/link")
    again = await asks(office, RIM)
    assert again == number
    said = await office.hears(RIM, "gặp cán bộ")
    assert number in "".join(one.text for one in said)


async def test_where_nothing_of_a_person_may_be_said_it_leads_to_the_page(
    sqlite_url: str,
) -> None:
    async with opened(sqlite_url, "elsewhere") as office:
        (said,) = (await office.says_all("somebody", ("tiếng Việt", "/talk")))[-1:]
        assert "trang" in said.text.lower() or "web" in said.text.lower()


# --- Three conversations, in any order of what happens ------------------------------------------


@dataclass
class Checked:
    """Who may have read which words, by what stood on the screen when they were written."""

    office: Office
    numbers: dict[str, str]
    allowed: dict[str, str | None] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    sent: int = 0

    async def officer_writes(self, what: int) -> None:
        """Plainly: for whoever stands over the last screen, if anybody does."""
        word = f"lời{len(self.allowed)}{'ax'[what % 2]}"
        screens = self.office.to(OFFICER)
        self.allowed[word] = screens[-1].chosen if screens else None
        await self._count(await self.office.hears(OFFICER, word))

    async def officer_replies(self, what: int) -> None:
        """To any message that was ever shown to them: only one of a conversation is answered."""
        screens = self.office.to(OFFICER)
        to = screens[-1 - what % min(len(screens), 12)]
        said = [line.text for line in to.reply.lines if "“" in line.text]
        about = NUMBER.search(said[-1]) if said else None
        word = f"đáp{len(self.allowed)}"
        self.allowed[word] = about[0] if about else None
        await self._count(await self.office.hears(OFFICER, word, replied_to=to.sent_as))

    async def _count(self, said: list[Shown]) -> None:
        self.sent += any("Đã gửi cho" in one.text for one in said)

    async def officer_taps(self, what: int) -> None:
        """Any button that was ever shown to them, new or old."""
        tokens = [one.token for each in self.office.to(OFFICER) for one in each.reply.choices]
        useful = [one for one in tokens if "talk" in one or one.startswith("a:")]
        if useful:
            await self.office.hears(OFFICER, tap=useful[-1 - what % min(len(useful), 14)])

    async def officer_commands(self, what: int) -> None:
        said = ("/talk", "/done", "1", "2", "/for", "/menu", "/language", "/cases", "Menu", "/back")
        await self.office.hears(OFFICER, said[what % len(said)])

    async def officer_writes_late(self, what: int) -> None:
        """A message that was on its way while another conversation was chosen."""
        word = f"muộn{len(self.allowed)}"
        self.allowed[word] = None
        await self.office.hears(OFFICER, word, order=what % 3)

    async def citizen_writes(self, what: int) -> None:
        who = (RIM, TAM, BA)[what % 3]
        word = f"câu{len(self.written)}"
        self.written[word] = who
        await self.office.hears(who, word)

    async def citizen_ends_or_asks(self, what: int) -> None:
        who, said = (RIM, TAM, BA)[what % 3], ("/done", "gặp cán bộ", "xong", "1")[what % 4]
        await self.office.hears(who, said)

    async def colleague_is_given_it(self, what: int) -> None:
        await self._assign(what, "leader")

    async def given_back(self, what: int) -> None:
        await self._assign(what, OFFICER)

    async def _assign(self, what: int, to: str) -> None:
        number = list(self.numbers.values())[what % 3]
        name = {"leader": "Nguyễn", OFFICER: "Trần"}[to]
        async with self.office.app.database.engine.connect() as connection:
            case = (
                await connection.execute(select(case_file.c.id).where(case_file.c.number == number))
            ).scalar_one()
            rows = (await connection.execute(select(actor.c.id, actor.c.sealed_name))).all()
        opened_name = self.office.app.database.vault.open
        ids = [
            row.id
            for row in rows
            if opened_name(row.sealed_name, actor.c.sealed_name, row.id).startswith(name)
        ]
        await self.office.app.database.reference()
        async with self.office.app.database.transaction() as records:
            await records.cases.happen(
                case, CaseEvent.ASSIGNED, None, self.office.at, to=ids[what % len(ids)]
            )

    async def delivered(self, what: int) -> None:
        await self.office.delivers()

    async def time_passes(self, what: int) -> None:
        await self.office.waits(minutes=(1, 20, 40)[what % 3])

    async def started_anew(self, what: int) -> None:
        await self.office.restarts()

    def complaints(self) -> list[str]:
        """Words on a screen of somebody for whom they were not meant."""
        found = []
        for one in self.office.shown:
            for word, number in self.allowed.items():
                meant = number is not None and self.numbers.get(one.to) == number
                if one.to != OFFICER and word in one.text.split() and not meant:
                    found.append(f"{one.to} read {word}, which was written to {number}")
            for word, who in self.written.items():
                if f"“{word}”" in one.text and self.numbers[who] not in one.text:
                    found.append(f"{one.to} read {word} of {who} as another's: {one.text}")
        return found


_STEPS = (
    *[Checked.officer_writes] * 4,
    *[Checked.officer_replies] * 2,
    *[Checked.officer_taps] * 3,
    *[Checked.delivered] * 3,
    *[Checked.citizen_writes] * 3,
    Checked.officer_commands,
    Checked.officer_writes_late,
    Checked.citizen_ends_or_asks,
    Checked.colleague_is_given_it,
    Checked.given_back,
    Checked.time_passes,
    Checked.started_anew,
)


async def _three(url: str) -> dict[str, str]:
    """An officer with three conversations, and a leader beside them; their numbers."""
    async with opened(url) as office:
        await staff(office, OFFICER, "WARD4793")
        await staff(office, "leader", "LEAD6943")
        await linked(office, RIM, "DAWN3467", "1948")
        numbers = {
            RIM: await asks(office, RIM),
            TAM: await asks(office, TAM, "An Cư"),
            BA: await asks(office, BA, "An Cư"),
        }
        for number in numbers.values():
            await takes(office, OFFICER, number)
        return numbers


@pytest.fixture(scope="module")
def three(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    path = tmp_path_factory.mktemp("three") / "ansinh.db"
    shutil.copy(sqlite_template, path)
    return path, asyncio.run(_three(f"sqlite+aiosqlite:///{path}"))


async def _goes(url: str, numbers: dict[str, str], steps: list[tuple[int, int]]) -> Checked:
    async with opened(url) as office:
        checked = Checked(office, numbers)
        await office.says_all(OFFICER, ("/talk", "1"))
        for which, what in steps:
            await _STEPS[which % len(_STEPS)](checked, what)
        await office.waits(minutes=1)
        return checked


_TRIES = 16
_LONG = st.lists(
    st.tuples(st.integers(0, len(_STEPS) - 1), st.integers(0, 60)), min_size=14, max_size=26
)


@pytest.mark.timeout(400)
def test_words_never_reach_another_than_who_stands_over_the_screen_or_was_replied_to(
    three: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    path, numbers = three
    tries, sent = 0, 0

    @tried(
        max_examples=_TRIES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(steps=_LONG)
    def any_order(steps: list[tuple[int, int]]) -> None:
        nonlocal tries, sent
        tries += 1
        mine = tmp_path / f"{tries}.db"
        shutil.copy(path, mine)
        checked = asyncio.run(_goes(f"sqlite+aiosqlite:///{mine}", numbers, steps))
        mine.unlink()
        sent += checked.sent
        assert checked.complaints() == []

    any_order()
    assert sent > tries, "words did go their way"


@pytest.mark.postgres
async def test_nor_on_postgresql(cluster: Cluster, postgres_template: str) -> None:
    cluster.create_database("three", template=postgres_template)
    numbers = await _three(cluster.url("three"))
    steps = [(number * 7 % len(_STEPS), number * 13 % 61) for number in range(60)]
    checked = await _goes(cluster.url("three"), numbers, steps)
    assert checked.complaints() == []
    assert checked.sent > 0
