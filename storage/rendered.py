"""A rendered reply as it lies sealed in the outbox."""

from __future__ import annotations

import base64
import json
from datetime import date

from domain.file import FileKind
from domain.message import Button, Line, Pin, Place, Rendered, ShownFile, ShownPicture, Wants
from domain.privacy import Level
from domain.text import Sign


def to_json(reply: Rendered) -> str:
    state: dict[str, object] = {
        "lines": [[one.text, one.sign, one.day and one.day.isoformat()] for one in reply.lines],
        "choices": [[one.token, one.label, one.sign] for one in reply.choices],
        "wants": reply.wants,
    }
    if reply.pin is not None:
        place = reply.pin.place
        state["pin"] = [reply.pin.name, reply.pin.address, place.latitude, place.longitude]
    if reply.menu:
        state["menu"] = True
    if reply.secret:
        state["secret"] = True
    if reply.large:
        state["large"] = True
    if reply.level:
        state["level"] = reply.level
    if reply.picture is not None:
        shown = reply.picture
        state["picture"] = [shown.name, base64.b64encode(shown.png).decode(), shown.told]
    if reply.attachments:
        state["files"] = [[one.file, one.kind, one.told] for one in reply.attachments]
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Rendered:
    """Raises ValueError or KeyError where it is damaged."""
    state = json.loads(text)
    pin = state.get("pin")
    picture = state.get("picture")
    return Rendered(
        lines=tuple(
            Line(said, _sign(sign), date.fromisoformat(day) if day else None)
            for said, sign, day in state["lines"]
        ),
        choices=tuple(Button(token, label, _sign(sign)) for token, label, sign in state["choices"]),
        wants=Wants(state["wants"]) if state["wants"] else None,
        pin=Pin(pin[0], pin[1], Place(pin[2], pin[3])) if pin else None,
        menu=state.get("menu", False),
        secret=state.get("secret", False),
        picture=ShownPicture(picture[0], base64.b64decode(picture[1]), picture[2])
        if picture
        else None,
        large=state.get("large", False),
        level=Level(state.get("level", Level.PUBLIC)),
        attachments=tuple(
            ShownFile(file, FileKind(kind), told) for file, kind, told in state.get("files", ())
        ),
    )


def _sign(name: str | None) -> Sign | None:
    return Sign(name) if name else None
