"""Proving anew who one is: a code of one's own device, each good for one use."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from domain.message import Picture
from domain.qr import qr_png
from domain.text import Sign, Text, verbatim
from domain.totp import device_link, new_secret, step_of
from domain.words import clean
from handlers.asks import CANNOT_SEE
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk, offer
from storage.records import Records

_GIVEN = "given"
_CODE = re.compile(r"\d{6}")
_TRIES = "totp"


async def sign_in(talk: Talk, records: Records) -> None:
    """Open the work of the staff on this channel for a while."""
    await prove(talk, records)
    talk.session.signed_in_at = talk.now
    talk.note("signed_in", talk.staff.id)
    menu = offer("main_menu", Text("Menu").signed(Sign.MENU))  # theirs, from now on
    talk.say(
        Text("Signed in for 12 hours, {name}.", name=talk.staff.name).signed(Sign.GO),
        offers=()
        if talk.session.holds(talk.now)
        else (menu,),  # what they asked before follows at once
    )


async def prove(talk: Talk, records: Records) -> None:
    """A code of the device, always."""
    if not talk.totp:
        return
    if not talk.staff.has_totp:
        await set_up(talk, records)
        return
    await talk.ask_secret("proof", _DeviceCode(talk, records))


async def step_up(talk: Talk, records: Records) -> None:
    """The same, where none was given in the last minutes: before what cannot be undone."""
    if not talk.staff.stepped_up(talk.now):
        await prove(talk, records)


async def set_up(talk: Talk, records: Records) -> None:
    """A first device, or a new one after an invitation: shown once, proved at once.

    The secret is kept sealed with the staff record before it is proved; until then it opens
    nothing, because `has_totp` asks for a used step.
    """
    secret = await records.staff.totp_secret(talk.staff.id)
    if secret is None:
        secret = new_secret()
        await records.staff.keep_totp(talk.staff.id, secret)
    await talk.ask_secret("proof", _NewDevice(talk, records, secret))


@dataclass(frozen=True, slots=True)
class _DeviceCode:
    """Checked in the turn that hears it; saved is only that it was right."""

    talk: Talk
    records: Records

    def asked(self) -> Asked:
        return Asked(
            (Text("Please write the 6 digits that your authenticator shows.").signed(Sign.SECRET),)
        )

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        await self._count()
        code = _CODE.fullmatch(clean(heard.text).replace(" ", ""))
        if code is None or not await self._fits(code[0]):
            raise NotUnderstood(Text("That code is not right, or was used. Wait for the next one."))
        return _GIVEN

    async def read(self, value: str) -> bool:
        """It opens for some minutes; after that it is asked for again."""
        if value != _GIVEN or not self.talk.staff.stepped_up(self.talk.now):
            raise Stale
        return True

    async def _count(self) -> None:
        whose = str(self.talk.staff.id)
        if await self.records.tries.note(_TRIES, whose, self.talk.now):
            raise NotUnderstood(Text("Too many wrong codes. Please try again in an hour."))

    async def _fits(self, code: str) -> bool:
        secret = await self.records.staff.totp_secret(self.talk.staff.id)
        step = step_of(secret, code, self.talk.now) if secret else None
        if step is None:
            return False
        talk = self.talk
        if not await self.records.staff.use_step(talk.staff.id, step, talk.session.id, talk.now):
            return False
        await self.records.tries.clear(_TRIES, str(talk.staff.id))
        talk.actor = replace(talk.staff, stepped_up_at=talk.now, has_totp=True)
        return True


@dataclass(frozen=True, slots=True)
class _NewDevice:
    """The same, where the device is yet to be told the secret."""

    talk: Talk
    records: Records
    secret: str

    def asked(self) -> Asked:
        link = device_link(self.secret, self.talk.staff.name)
        told = Text("A square to scan with an authenticator app")
        return Asked(
            (
                Text("Scan this with an authenticator app, or write it in there:").signed(
                    Sign.SECRET
                ),
                verbatim(self.secret).signed(Sign.CODE),
                Text("Then write the 6 digits that it shows.").signed(Sign.HELP),
            ),
            picture=Picture("authenticator.png", qr_png(link), told),
        )

    async def hear(self, heard: Heard) -> str:
        return await _DeviceCode(self.talk, self.records).hear(heard)

    async def read(self, value: str) -> bool:
        return await _DeviceCode(self.talk, self.records).read(value)
