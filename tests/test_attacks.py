"""Ways in that were tried, each by what an outsider or a curious colleague can really send.

The list of all attacks and how each ended is in docs/security.md.
"""

from __future__ import annotations

import asyncio

import pyotp
import pytest
from sqlalchemy import Table, func, select, update
from sqlalchemy.exc import DBAPIError

from bot.app import build
from bot.telling import tell_due
from domain.message import Contact, start_token
from domain.permissions import Act
from handlers.menu import MENU
from storage.tables import (
    actor,
    audit,
    calendar_change,
    failure,
    invite,
    link,
    link_code,
    person,
    point_change,
    session,
    staff_address,
    staff_grant,
)
from tests.canaries import INVITE_CODE, SELF_CODE, USED_CODE, Village
from tests.house import NOW, Phone, Screen, settings
from tests.test_who_may_hear import filled, village

__all__ = ["filled", "village"]

Store = tuple[str, Village]

DECIDED = (link, link_code, invite, staff_grant, calendar_change, point_change)
WORK = [one.name for one in MENU if one.act is not Act.ASK]


def phone_of(store: Store, key: str) -> Phone:
    url, made = store
    at = made.addresses[key]
    return Phone(url, at.name, at.channel)


async def rows(store: Store, table: Table) -> int:
    app = build(settings(store[0]))
    async with app.database.engine.connect() as connection:
        found = await connection.execute(select(func.count()).select_from(table))
        count: int = found.scalar_one()
    await app.close()
    return count


async def alter(store: Store, table: Table, row_id: int, **values: object) -> None:
    """As somebody with the file in hand would."""
    app = build(settings(store[0]))
    async with app.database.engine.begin() as connection:
        key = next(iter(table.primary_key.columns))
        await connection.execute(update(table).where(key == row_id).values(**values))
    await app.close()


def records_in(store: Store, phone: Phone) -> set[str]:
    """Whose records the last answer gives something away of."""
    found = store[1].found_in(phone.heard())
    return {one.owner for one in found if one.kind in {"person", "link"}}


FORGED = (
    "d:link:code={code}:birth_year=fits:agreed=myself",
    "d:link:code={code}:birth_year=fits",
    "d:link_by_phone:phone={phone}:birth_year={person}:last_four=fits",
    "d:accept_invite:invite={invite}:is_me=yes",
    "d:agree:agreed-{link}=myself",
    "d:give_code:person={person}",
    "d:link_in_front:person={person}",
    "d:carer_links:link={link}:word=yes",
    "d:invite_staff:proof=given:role=admin",
    "d:sign_in:proof=given",
    "d:own_payout:person={person}",
    "d:amount:person={person}",
    "d:my_data:person={person}:right=delete:sure=yes",
    "d:stop_hearing:link={link}:sure=yes",
    "d:who_looked:person={person}",
    "d:calendar:line={day}-00000000:what=confirm",
    "d:calendar_back:change=1",
    "d:points",
    "d:_commit",
    "d:talk.session",
)


@pytest.mark.parametrize("forged", FORGED)
async def test_a_forged_tap_brings_no_proof_with_it(village: Store, forged: str) -> None:
    """From a stranger, a helper, and an officer of another unit."""
    made = village[1]
    before = [await rows(village, one) for one in DECIDED]
    token = forged.format(
        code=made.codes[SELF_CODE],
        phone=made.people["own"].phone,
        person=made.people["own"].id,
        invite=made.codes[INVITE_CODE],
        link=made.links["waiting:own"],
        day=made.paydays["an_cu_cash"],
    )
    for key in ("nobody", "helper.chau_doc", "commune_officer.chau_doc"):
        phone = phone_of(village, key)
        await phone.taps(token)
        for said in ("1941", "yes", "1"):
            assert records_in(village, phone) == set()
            await phone.says(said)
    after = [await rows(village, one) for one in DECIDED]
    assert after == before


async def test_a_button_of_one_phone_does_nothing_on_another(village: Store) -> None:
    one, other = phone_of(village, "self"), phone_of(village, "nobody")
    await one.taps(start_token("forget_me"))
    await other.taps(next(token.token for reply in one.last for token in reply.choices))
    assert await rows(village, failure) == 0
    await one.says("/account")
    assert "account_more" in str(one.last), "the owner is as linked as before"


async def test_every_code_that_opens_nothing_is_answered_alike(village: Store) -> None:
    """Unknown, used, an expired one, and a good one with a wrong year: no word tells them apart."""
    made, answers = village[1], set()
    for number, (code, year) in enumerate(
        ((USED_CODE, "1952"), ("NNNN3333", "1941"), (SELF_CODE, "1942"), (SELF_CODE, "1899"))
    ):
        phone = Phone(village[0], f"guesser {number}")
        for said in ("tiếng Việt", "/link", code, year):
            await phone.says(said)
        assert not made.found_in(phone.heard())
        answers.add(phone.heard())
    assert len(answers) == 1


async def test_somebody_elses_number_forwarded_as_a_contact_proves_nothing(village: Store) -> None:
    made = village[1]
    phone = phone_of(village, "nobody")
    await phone.taps(start_token("link_by_phone"))
    for contact in (Contact(made.people["own"].phone, vouched=False), None):
        said = phone.message(made.people["own"].phone if contact is None else "")
        await phone.sends(said if contact is None else phone.message(contact=contact))
        assert any(reply.wants for reply in phone.last), "it is asked for again"


@pytest.mark.parametrize("wrong", ["number on two records", "number of the staff"])
async def test_a_shared_or_recycled_number_links_nobody(village: Store, wrong: str) -> None:
    made = village[1]
    own = made.people["own"]
    app = build(settings(village[0]))
    index = app.database.vault.index("phone", own.phone)
    await app.close()
    if wrong == "number on two records":
        await alter(village, person, made.people["child"].id, phone_index=index)
    else:
        await alter(village, actor, made.actors["admin"], phone_index=index)
    before = await rows(village, link)
    phone = phone_of(village, "nobody")
    await phone.taps(start_token("link_by_phone"))
    await phone.sends(phone.message(contact=Contact(own.phone, vouched=True)))
    for said in ("1941", "1", own.citizen_id[-4:]):
        await phone.says(said)
    assert await rows(village, link) == before


@pytest.mark.parametrize("dialogue", WORK)
async def test_who_is_revoked_in_mid_dialogue_is_stopped_there(
    village: Store, dialogue: str
) -> None:
    for key in ("commune_leader.an_cu", "admin", "helper.an_cu", "post_clerk.an_cu"):
        phone = phone_of(village, key)
        await phone.taps(start_token(dialogue))
        await alter(village, staff_address, village[1].addresses[key].id, ended_at=NOW)
        decided = [await rows(village, one) for one in DECIDED]
        tokens = [one.token for reply in phone.last for one in reply.choices] or ["a:1:yes"]
        await phone.taps(tokens[0])
        await phone.says("lý")
        assert not village[1].found_in(phone.heard())
        assert decided == [await rows(village, one) for one in DECIDED]


async def test_a_code_of_a_device_is_good_once_and_guessing_closes(village: Store) -> None:
    phone = phone_of(village, "signed_out")
    device = pyotp.TOTP(village[1].addresses["signed_out"].totp or "")
    await phone.taps(start_token("sign_in"))
    await phone.says(device.at(NOW))
    assert "12" in phone.heard()
    await phone.taps(start_token("sign_in"))
    await phone.says(device.at(NOW))
    assert "12" not in phone.heard()
    for guess in range(6):
        await phone.says(f"{guess:06d}")
    phone.later(seconds=60)
    await phone.says(device.at(phone.at))
    assert "12" not in phone.heard(), "closed for an hour, also for the right one"


async def test_an_invitation_is_used_up_by_the_first(village: Store) -> None:
    first, second = phone_of(village, "nobody"), Phone(village[0], "thief")
    for said in ("/link", INVITE_CODE, "1"):
        await first.says(said)
    granted = await rows(village, staff_grant)
    for said in ("tiếng Việt", "/link", INVITE_CODE, "1"):
        await second.says(said)
    assert await rows(village, staff_grant) == granted
    assert await rows(village, staff_address) == len(village[1].actors) + 1


async def test_a_name_moved_to_another_row_of_the_file_does_not_open(village: Store) -> None:
    """An attacker who can write the file makes their own record say another's name."""
    made = village[1]
    app = build(settings(village[0]))
    async with app.database.engine.connect() as connection:
        victim = made.people["town"].id
        row = await connection.execute(select(person.c.sealed_name).where(person.c.id == victim))
        name = row.scalar_one()
    await app.close()
    await alter(village, person, made.people["own"].id, sealed_name=name)
    phone = phone_of(village, "self")
    await phone.says("/me")
    assert "town" not in records_in(village, phone)


async def test_an_answer_moved_to_another_address_is_not_said_there(village: Store) -> None:
    """What waits in the session of one phone, copied into that of another."""
    made = village[1]
    own, thief = made.addresses["self"], made.addresses["nobody"]
    await phone_of(village, "self").says("/account")
    app = build(settings(village[0]))
    async with app.database.engine.connect() as connection:
        found = await connection.execute(
            select(session.c.sealed_state).where(session.c.id == own.id)
        )
        state = found.scalar_one()
    await app.close()
    await alter(village, session, thief.id, sealed_state=state, dialogue="account_status")
    phone = phone_of(village, "nobody")
    await phone.says("1")
    assert records_in(village, phone) == set()


async def test_whoever_looks_leaves_a_trace_that_cannot_be_wiped(village: Store) -> None:
    phone = phone_of(village, "commune_officer.an_cu")
    await phone.taps(start_token("give_code"))
    await phone.says(village[1].people["own"].name)
    assert await rows(village, audit) > 0
    app = build(settings(village[0]))
    with pytest.raises(DBAPIError, match="append-only"):
        async with app.database.engine.begin() as connection:
            await connection.execute(audit.delete())
    await app.close()


async def test_a_slip_in_two_hands_opens_once(village: Store) -> None:
    """Confirmed by both in the same moment."""
    phones = [Phone(village[0], f"hand {one}") for one in range(2)]
    for phone in phones:
        for said in ("tiếng Việt", "/link", SELF_CODE, "1941"):
            await phone.says(said)
    before = await rows(village, link)
    await asyncio.gather(*(phone.says("1") for phone in phones))
    assert await rows(village, link) == before + 1


async def test_a_notice_that_may_not_be_told_any_more_stops_nobody_elses(village: Store) -> None:
    """Whose link has run out is not told of a new one, and everybody else still is."""
    phone = phone_of(village, "nobody")
    for said in ("/link", SELF_CODE, "1941", "1"):
        await phone.says(said)
    app = build(settings(village[0]), [Screen()], lambda: NOW)
    try:
        await tell_due(app, send=False)
        async with app.database.transaction() as records:
            assert await records.notices.due(NOW, 20) == ()
    finally:
        await app.close()
