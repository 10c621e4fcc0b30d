"""What the page says and is sent, as JSON: one message, letters, files."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from domain.file import FileKind
from domain.message import Address, FileRef, Incoming, Line, Place, ShownFile
from domain.privacy import Level
from storage.mailbox import Mail, Mailbox

NAME = "web"
_LONGEST_TEXT = 4000
_LONGEST_NAME = 200
_ID = re.compile(r"[A-Za-z0-9-]{8,40}")
_HIGHEST = 2**53 - 1
"""The largest whole number that a browser holds exactly."""


class Problem(Exception):
    """What is wrong with a request; the page says it in the person's own language."""

    def __init__(self, status: int, code: str, after: float = 0) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.after = after


def incoming_of(said: Mapping[str, Any], address: str) -> Incoming:
    """One message, of exactly one kind. Raises Problem."""
    kinds = [kind for kind in _KINDS if said.get(kind) is not None]
    message_id = said.get("id")
    if len(kinds) != 1 or not (isinstance(message_id, str) and _ID.fullmatch(message_id)):
        raise Problem(400, "bad")
    content = _KINDS[kinds[0]](said[kinds[0]], message_id)
    return Incoming(
        id=message_id,
        order=number_in(said, "order"),
        sender=Address(NAME, address),
        at=datetime.now(UTC),
        **content,
    )


def number_in(said: Mapping[str, Any], name: str) -> int:
    value = said.get(name)
    if type(value) is not int or not 0 <= value <= _HIGHEST:
        raise Problem(400, "bad")
    return value


def _text(value: Any, _id: str) -> dict[str, Any]:
    if not isinstance(value, str):
        raise Problem(400, "bad")
    if len(value) > _LONGEST_TEXT:
        raise Problem(413, "too_big")
    return {"text": value}


def _tap(value: Any, _id: str) -> dict[str, Any]:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise Problem(400, "bad")
    return {"tap": value}


def _place(value: Any, _id: str) -> dict[str, Any]:
    try:
        place = Place(float(value["latitude"]), float(value["longitude"]))
    except (TypeError, KeyError, ValueError) as error:
        raise Problem(400, "bad") from error
    if not (abs(place.latitude) <= 90 and abs(place.longitude) <= 180):
        raise Problem(400, "bad")
    return {"place": place}


def _file(value: Any, message_id: str) -> dict[str, Any]:
    """A reference: the page keeps the content until a question has taken it."""
    named = isinstance(value, dict) and isinstance(value.get("name"), str)
    if not named:
        raise Problem(400, "bad")
    name, seems = value["name"][-_LONGEST_NAME:], value.get("type")
    seems = seems[:_LONGEST_NAME] if isinstance(seems, str) else ""
    return {"files": (FileRef(message_id, name, number_in(value, "size"), seems),)}


_KINDS: Mapping[str, Callable[[Any, str], dict[str, Any]]] = {
    "text": _text,
    "tap": _tap,
    "place": _place,
    "file": _file,
}


def letters(box: Mailbox, wanted: Iterable[str] = ()) -> web.Response:
    return web.json_response(
        {
            "heard": box.heard,
            "language": box.language,
            "more": box.more,
            "mail": [_letter(one) for one in box.mail],
            "wanted": list(wanted),
        },
        dumps=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    )


def _letter(mail: Mail) -> dict[str, Any]:
    reply = mail.reply
    return {
        "n": mail.number,
        "lines": [_line(one) for one in reply.lines],
        "choices": [
            {"tap": one.token, "label": one.label, "sign": one.sign} for one in reply.choices
        ],
        "wants": reply.wants,
        "secret": reply.secret,
        "notice": mail.notice,
        "large": reply.large,
        "work": reply.level is Level.STAFF and not reply.large,
        "pin": reply.pin
        and {
            "name": reply.pin.name,
            "latitude": reply.pin.place.latitude,
            "longitude": reply.pin.place.longitude,
        },
        "picture": reply.picture
        and {
            "png": base64.b64encode(reply.picture.png).decode(),
            "told": reply.picture.told,
        },
        "files": [_attached(one) for one in reply.attachments],
    }


def _attached(file: ShownFile) -> dict[str, str]:
    """What the page shows it by, and asks for; the content comes apart."""
    return {"as": _shown_as(file.kind), "told": file.told}


def _shown_as(kind: FileKind) -> str:
    if kind.is_picture:
        return "picture"
    if kind.is_voice:
        return "voice"
    return "sheet" if kind.is_sheet else "paper"


def file_response(file: ShownFile) -> web.Response:
    """Nothing that is in it can run: a paper or a spreadsheet is only ever saved."""
    shown = "inline" if file.kind.is_picture or file.kind.is_voice else "attachment"
    headers = {
        "Content-Type": file.kind.media_type,
        "Content-Disposition": f'{shown}; filename="file.{file.kind}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return web.Response(body=file.content, headers=headers)


def _line(line: Line) -> dict[str, Any]:
    return {"text": line.text, "sign": line.sign, "day": line.day and line.day.isoformat()}
