"""A terminal as a channel: one line is one message.

What it prints when nobody watches is a transcript (DESIGN.md §9)::

    > otp
    < Người hưởng nào?
      Gửi tên, mã hoặc 4 số cuối căn cước.
      [1 Quay lại]
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from mimetypes import guess_type
from pathlib import Path

from aiohttp import web

from bot.channels.channel import Limits, Missing, Program, TooBig
from domain.message import Address, Contact, FileRef, Incoming, Place, Rendered

NAME = "console"


class BadLine(ValueError):
    """A ``/place``, ``/phone`` or ``/file`` that cannot be sent."""


class Console:
    """Prints replies; its messages are read by `bot.cli`, which knows when the input ends."""

    name = NAME
    fetched = False
    limits: Limits | None = None

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def routes(self, program: Program) -> Iterable[web.RouteDef]:  # noqa: ARG002
        return ()

    async def listen(self, program: Program) -> None:
        """A terminal is listened to by the command that runs in it."""

    async def send(self, to: str, reply: Rendered) -> str:  # noqa: ARG002
        self._write("\n".join(transcript_of(reply)) + "\n")
        return secrets.token_hex(4)

    async def fetch(self, reference: str, most: int) -> bytes:
        """The file of that path, on the operator's own machine. Raises TooBig or Missing."""
        try:
            content = await asyncio.to_thread(_read, Path(reference), most + 1)
        except OSError as error:
            raise Missing("no such file") from error
        if len(content) > most:
            raise TooBig("too big")
        return content

    async def close(self) -> None:
        """Nothing is held open."""


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def transcript_of(reply: Rendered) -> Iterator[str]:
    """The lines of one reply as a transcript shows them."""
    first, *others = [line.text for line in reply.lines] or [""]
    yield f"< {first}".rstrip()
    yield from (f"  {line}".rstrip() for line in others)
    if reply.picture is not None:
        yield f"  [picture: {reply.picture.name}] {reply.picture.told}"
    yield from (f"  (file {one.kind}) {one.told}" for one in reply.attachments)
    if reply.choices:
        shown = (f"[{n} {one.label}]" for n, one in enumerate(reply.choices, start=1))
        yield "  " + " ".join(shown)
    if reply.wants is not None:
        yield f"  ({reply.wants.value}?)"


class Lines:
    """Makes messages of lines. Their order is the clock's, so that it grows over restarts."""

    def __init__(self, name: str, clock: Callable[[], datetime], files: Path | None) -> None:
        self._sender = Address(NAME, name)
        self._clock = clock
        self._files = files
        self._order = itertools.count(time.time_ns())

    def message(self, line: str) -> Incoming:
        """One line as a phone would send it. Raises BadLine."""
        word, _, rest = line.strip().partition(" ")
        text, place, contact = line.strip(), None, None
        files: tuple[FileRef, ...] = ()
        match word:
            case "/place":
                text, place = "", _place(rest)
            case "/phone":
                text, contact = "", Contact(_phone(rest), vouched=True)
            case "/file":
                text, files = "", (self._file(rest),)
        return Incoming(
            id=secrets.token_hex(8),
            order=next(self._order),
            sender=self._sender,
            at=self._clock(),
            text=text,
            place=place,
            contact=contact,
            files=files,
        )

    def _file(self, rest: str) -> FileRef:
        path = (self._files or Path()) / rest.strip()
        if not path.is_file():
            raise BadLine(f"there is no file {rest.strip()}")
        return FileRef(str(path), path.name, path.stat().st_size, guess_type(path.name)[0] or "")


def _place(rest: str) -> Place:
    try:
        latitude, longitude = (float(part) for part in rest.split(","))
    except ValueError as error:
        raise BadLine("write /place LATITUDE,LONGITUDE, for example /place 10.62,105.00") from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadLine("latitude is -90 to 90, longitude -180 to 180")
    return Place(latitude, longitude)


def _phone(rest: str) -> str:
    if not any(char.isdigit() for char in rest):
        raise BadLine("write /phone NUMBER")
    return rest.strip()
