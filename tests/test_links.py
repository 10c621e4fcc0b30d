"""Who is told of a new link, what opens only when agreed to, and a wall behind every dialogue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App, build
from bot.telling import tell_due
from domain.link_code import WRONG_YEARS_BURN
from domain.message import start_token
from domain.notice import NoticeKind
from domain.permissions import Act
from domain.person import How, Person, Relation
from domain.privacy import Level
from domain.text import Text
from handlers.menu import BY_NAME, Line
from handlers.notices import NOTICES
from handlers.talk import Dialogue, Talk, name_of
from storage.records import Records
from storage.tables import audit, consent, failure, link
from tests.house import NOW, Phone, Screen, settings


async def linked(phone: Phone, code: str, year: str, *more: str) -> Phone:
    for said in ("tiếng Việt", "/link", code, year, *(more or ("đồng ý",))):
        await phone.says(said)
    return phone


async def told(url: str, phone: Phone) -> str:
    """What an address hears without having asked."""
    screen = Screen()
    app = build(settings(url), [screen], lambda: phone.at)
    await tell_due(app)
    await app.close()
    phone.last = [reply for to, reply in screen.shown if to == phone.name]
    return phone.heard()


async def code_for(url: str, demo_code: str, relation: Relation) -> tuple[App, str]:
    """A real one-time code, as staff give it, for the person of a demo code."""
    app = build(settings(url))
    await app.database.reference()
    async with app.database.transaction() as records:
        known = await records.link_codes.id_of(demo_code)
        assert known is not None
        opened = await records.link_codes.opened_by(known, NOW.date())
        assert opened is not None
        code, _ = await records.link_codes.make(opened[0].id, relation, None, NOW)
    return app, code


async def test_the_other_addresses_of_a_person_hear_of_a_new_link_and_can_stop_it(
    url: str,
) -> None:
    own = await linked(Phone(url, "grandmother"), "DAWN3467", "1948")
    await linked(Phone(url, "stranger"), "DAWN3467", "1948")
    assert "Có máy khác vừa coi được sổ" in await told(url, own)
    assert await told(url, own) == ""


async def test_a_code_opens_once_and_only_for_45_days(url: str) -> None:
    app, code = await code_for(url, "DAWN3467", Relation.SELF)
    await app.close()
    first = await linked(Phone(url, "first"), code, "1948")
    assert "máy này giờ hỏi được tin của Néang Sa Rim" in first.heard() + str(first.last)
    again = Phone(url, "again")
    await linked(again, code, "1948", "x")
    assert "Néang" not in again.heard()
    app, code = await code_for(url, "DAWN3467", Relation.SELF)
    await app.close()
    late = Phone(url, "late", at=NOW + timedelta(days=46))
    await linked(late, code, "1948", "x")
    assert "Néang" not in late.heard()


async def test_three_wrong_years_burn_a_code_for_everybody(url: str) -> None:
    app, code = await code_for(url, "DAWN3467", Relation.SELF)
    await app.close()
    for wrong in range(WRONG_YEARS_BURN):
        guesser = Phone(url, f"guesser {wrong}")
        for said in ("tiếng Việt", "/link", code, str(1950 + wrong)):
            await guesser.says(said)
        assert "không khớp" in guesser.heard()
    right = Phone(url, "right")
    for said in ("tiếng Việt", "/link", code, "1948"):
        await right.says(said)
    assert "không khớp" in right.heard()


async def test_wrong_code_and_wrong_year_are_answered_alike(url: str) -> None:
    answers = set()
    for name, code, year in (("a", "DAWN3467", "1949"), ("b", "NNNN3333", "1948")):
        phone = Phone(url, name)
        for said in ("tiếng Việt", "/link", code, year):
            await phone.says(said)
        answers.add(phone.heard())
    assert len(answers) == 1


async def test_who_holds_the_persons_code_and_collects_waits_for_an_officer(url: str) -> None:
    carer = Phone(url, "granddaughter")
    for said in ("tiếng Việt", "/link", "DAWN3467", "1948", "2", "Néang Sóc Kha"):
        await carer.says(said)
    assert "chờ cán bộ xã đồng ý" in carer.heard()
    assert "Trần Thị Ngọc Mai" in carer.heard(), "whom to ask, by name"
    await carer.says("/account")
    assert "Néang Sa Rim" not in carer.heard()
    own = await linked(Phone(url, "grandmother"), "DAWN3467", "1948")
    assert "Néang Sa Rim" in own.heard() or own.last


async def test_refusing_leaves_the_record_closed_the_code_good_and_the_answer_kept(
    url: str,
) -> None:
    app, code = await code_for(url, "DAWN3467", Relation.SELF)
    phone = await linked(Phone(url), code, "1948", "không")
    assert "Sổ vẫn đóng" in phone.heard()
    await phone.says("/payout")
    assert "lãnh tiền ở đâu" in phone.heard()
    async with app.database.engine.connect() as connection:
        kept = (await connection.execute(select(consent))).one()
    await app.close()
    assert (kept.given, kept.purpose, kept.language, kept.channel) == (
        False,
        "answers",
        "vi",
        "console",
    )
    await linked(phone, code, "1948")
    await phone.says("/account")
    assert "tài khoản" in phone.heard().lower()


async def test_what_an_officer_links_in_front_opens_only_when_agreed_to(url: str) -> None:
    phone = Phone(url)
    await phone.says("tiếng Việt")
    app = build(settings(url))
    await app.database.reference()
    async with app.database.transaction() as records:
        session = await records.conversations.wake(phone.message().sender, NOW)
        known = await records.link_codes.id_of("DAWN3467")
        opened = await records.link_codes.opened_by(known or 0, NOW.date())
        assert session is not None
        assert opened is not None
        await records.links.make(
            session.id, opened[0].id, Relation.SELF, How.IN_FRONT, NOW, confirmed=True, agreed=False
        )
    await app.close()
    await phone.says("/account")
    assert "đồng ý không" in phone.heard()
    await phone.says("đồng ý")
    assert "Ngày lãnh" in phone.heard()


async def test_an_expired_link_is_silent_on_its_first_day_without_any_job(url: str) -> None:
    phone = await linked(Phone(url), "HAND9374", "1985")
    await phone.says("/payout")
    assert "Nơi lãnh" in phone.heard()
    phone.at = NOW + timedelta(days=366)
    await phone.says("/payout")
    await phone.says("/payout")
    assert "Nguyễn Hữu Phước" not in phone.heard()
    assert "lãnh tiền ở đâu" in phone.heard()


async def _known_by(app: App, code: str) -> Person:
    await app.database.reference()
    async with app.database.transaction() as records:
        found = await records.link_codes.id_of(code)
        opened = await records.link_codes.opened_by(found or 0, NOW.date())
    assert opened is not None
    return opened[0]


@pytest.fixture
def deploy(monkeypatch: pytest.MonkeyPatch) -> Callable[[Dialogue], str]:
    def add(dialogue: Dialogue) -> str:
        monkeypatch.setitem(BY_NAME, name_of(dialogue), Line(dialogue, Act.ASK, Level.PUBLIC))
        return start_token(name_of(dialogue))

    return add


async def test_a_dialogue_that_forgets_to_ask_tells_nobody_anything(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    """The wall stands behind it: nothing is said, and nothing it filed is kept."""
    app = build(settings(url))
    person = await _known_by(app, "DAWN3467")

    async def careless(talk: Talk, records: Records) -> None:
        known = await records.people.known(person.id)
        assert known is not None
        await records.links.make(
            talk.session.id,
            known.id,
            Relation.SELF,
            How.CODE,
            talk.now,
            confirmed=False,
            agreed=False,
        )
        talk.say(Text("{name}", name=known.name))

    phone = Phone(url)
    await phone.says("tiếng Việt")
    await phone.taps(deploy(careless))
    assert "Néang" not in phone.heard()
    assert "bị lỗi" in phone.heard()
    async with app.database.engine.connect() as connection:
        assert (await connection.execute(select(link))).all() == []
        assert [row.error for row in await connection.execute(select(failure))] == ["Trespass"]
    await app.close()


async def test_an_officer_sees_their_unit_and_every_look_is_written_down(
    url: str, deploy: Callable[[Dialogue], str]
) -> None:
    app = build(settings(url))
    person = await _known_by(app, "DAWN3467")

    async def look(talk: Talk, records: Records) -> None:
        known = await records.people.known(person.id)
        talk.say(Text("{name}", name=known.name if known else ""))

    token = deploy(look)
    for invite, sees in (("WARD4793", True), ("CHAU9436", False), ("ADMN7649", False)):
        phone = Phone(url, invite)
        for said in ("tiếng Việt", "/link", invite, "1"):
            await phone.says(said)
        await phone.taps(token)
        assert ("Néang Sa Rim" in phone.heard()) is sees, invite
    async with app.database.engine.connect() as connection:
        rows = await connection.execute(select(audit).where(audit.c.kind == "looked"))
        looks = [(row.subject, row.why, row.actor_id is not None) for row in rows]
    await app.close()
    assert looks == [(person.id, "look", True)]


async def test_a_notice_that_cannot_be_said_holds_up_no_other(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await linked(Phone(url, "first"), "DAWN3467", "1948")
    second = await linked(Phone(url, "second"), "DAWN3467", "1948")
    await linked(Phone(url, "third"), "DAWN3467", "1948")

    say = NOTICES[NoticeKind.LINKED_ELSEWHERE]
    said = 0

    async def breaks_once(talk: Talk, records: Records, subject: int) -> None:
        nonlocal said
        said += 1
        if said == 1:
            raise RuntimeError("a word of somebody")
        await say(talk, records, subject)

    monkeypatch.setattr(
        "handlers.tell.NOTICES", {**NOTICES, NoticeKind.LINKED_ELSEWHERE: breaks_once}
    )
    screen = Screen()
    app = build(settings(url), [screen], lambda: NOW)
    await tell_due(app)
    assert {to for to, _ in screen.shown} <= {first.name, second.name}
    assert len(screen.shown) == said - 1 == 2
    assert await tell_due(app) == []
    async with app.database.engine.connect() as connection:
        assert [row.error for row in await connection.execute(select(failure))] == ["RuntimeError"]
    await app.close()


async def test_who_is_past_its_last_day_hears_of_no_new_link(url: str) -> None:
    carer = await linked(Phone(url, "carer"), "HAND9374", "1985")
    later = NOW + timedelta(days=400)
    carer.at = later
    await linked(Phone(url, "new", at=later), "HAND9374", "1985")
    assert await told(url, carer) == ""


async def test_agreeing_to_one_of_two_asks_for_the_other_in_its_own_turn(url: str) -> None:
    phone = Phone(url)
    await phone.says("tiếng Việt")
    app = build(settings(url))
    await app.database.reference()
    async with app.database.transaction() as records:
        session = await records.conversations.wake(phone.message().sender, NOW)
        assert session is not None
        for demo_code in ("DAWN3467", "GRAN4673"):
            known = await records.link_codes.id_of(demo_code)
            opened = await records.link_codes.opened_by(known or 0, NOW.date())
            assert opened is not None
            await records.links.make(
                session.id,
                opened[0].id,
                Relation.AUTHORISED,
                How.IN_FRONT,
                NOW,
                confirmed=True,
                agreed=False,
            )
    await phone.says("/account")
    await phone.says("đồng ý")
    assert "Còn một người nữa" in phone.heard()
    await phone.says("1")
    assert "Nguyễn Thị Lành" in phone.heard()
    await phone.says("đồng ý")
    assert "Ngày lãnh" in phone.heard() or "Nơi lãnh" in phone.heard()
    async with app.database.engine.connect() as connection:
        assert (await connection.execute(select(failure))).all() == []
    await app.close()


@pytest.mark.parametrize("leaves", ["/menu", "/link", "Ngày lãnh tiền"])
async def test_after_agreeing_for_a_second_person_nothing_is_left_to_lose(
    url: str, leaves: str
) -> None:
    """What they are called is asked first: who has agreed goes on to something else."""
    phone = await linked(Phone(url), "DARA7934", "2016")
    for said in ("/link", "NARY4793", "2019"):
        await phone.says(said)
    assert "gọi Néang Channary là gì" in phone.heard()
    for said in ("cháu", "đồng ý", leaves):
        await phone.says(said)
    await phone.says("/me")
    assert "coi sổ của cháu" in phone.heard()


@pytest.mark.parametrize("said", ["An Cư", "đồng ý", "Văn Giáo", "Dạ"])
async def test_nobody_is_called_by_a_place_or_by_a_yes(url: str, said: str) -> None:
    phone = await linked(Phone(url), "DARA7934", "2016")
    for one in ("/link", "NARY4793", "2019", said):
        await phone.says(one)
    assert "gọi Néang Channary là gì" in phone.heard(), "asked again"
    await phone.says("cháu")
    assert "đồng ý không" in phone.heard()
