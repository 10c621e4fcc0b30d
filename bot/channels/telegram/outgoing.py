"""A reply becomes requests that are right by the Bot API's own rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)

from domain.file import FileKind
from domain.message import Button, Rendered, ShownFile, ShownPicture, Wants
from domain.sides import sides
from domain.text import Text
from handlers.language import BOTH, label

LONGEST_TEXT = 4096
"""UTF-16 code units, as the Bot API counts them."""

LONGEST_CAPTION = 1024
"""In the same units."""

PRESSED = "-"
"""The data of a button that was pressed and leads nowhere any more."""

_LONGEST_LABEL = 64
_TICK = "✓ "
_SHARE_PLACE = Text("Send where I am")
_SHARE_PHONE = Text("Send my phone number")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_SENTENCE_END = re.compile(r"(?<=[.!?។…])\s+|(?<=។)")

Keyboard: TypeAlias = "InlineKeyboardMarkup | ReplyKeyboardMarkup"


@dataclass(frozen=True, slots=True)
class Call:
    """One method of the bot with what it is given, apart from the chat."""

    method: str
    given: dict[str, Any]


def calls_for(reply: Rendered) -> list[Call]:
    """The files and the picture, the text in as many messages as it needs, the last with the
    keyboard; then the pin."""
    text = "\n".join(line.text for line in reply.lines)
    files = [_attached(one) for one in reply.attachments if one.content]
    calls = _with_picture(reply.picture, text) if reply.picture else _in_words(text)
    if keyboard := keyboard_for(reply):
        calls[-1].given["reply_markup"] = keyboard
    if reply.pin is not None:
        place = reply.pin.place
        venue = {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "title": reply.pin.name,
            "address": reply.pin.address or reply.pin.name,
        }
        # Before the question or the choices, which should stand last.
        calls.insert(len(calls) - 1 if keyboard else len(calls), Call("send_venue", venue))
    return [*files, *calls]


_METHODS = {
    FileKind.OGG: ("send_voice", "voice"),
    FileKind.MP3: ("send_audio", "audio"),
    FileKind.MP4: ("send_audio", "audio"),
}
"""What plays in the chat itself; everything else is a file to open."""

_SIDES, _RATIO = 10_000, 20
"""A photo's sides together, and one to the other: what the Bot API shows as such."""


def _attached(file: ShownFile) -> Call:
    """What must not be passed on cannot be, as far as Telegram keeps people from it."""
    method, field = _METHODS.get(file.kind, ("send_document", "document"))
    if _is_photo(file):
        method, field = "send_photo", "photo"
    given = {field: file.content, "filename": f"file.{file.kind}", "caption": file.told}
    return Call(method, given | {"protect_content": True})


def _is_photo(file: ShownFile) -> bool:
    found = sides(file.kind, file.content)
    if found is None or not all(found):
        return False
    return sum(found) <= _SIDES and max(found) <= _RATIO * min(found)


def _in_words(text: str) -> list[Call]:
    return [
        Call("send_message", {"text": part, "link_preview_options": _NO_PREVIEW})
        for part in split(text)
    ]


def _with_picture(picture: ShownPicture, text: str) -> list[Call]:
    """The text under it where it fits, or else after it."""
    shown = {"photo": picture.png, "filename": picture.name}
    if units(text) > LONGEST_CAPTION:
        return [Call("send_photo", shown), *_in_words(text)]
    return [Call("send_photo", shown | ({"caption": text} if text.strip() else {}))]


def keyboard_for(reply: Rendered) -> Keyboard | None:
    """Under the message; but what can be asked, and a question that wants a place or a phone, take
    the place of the phone's own keyboard, which sends its labels as text."""
    if reply.wants in _ASKED_FOR:
        return _wanting(reply.wants, reply.choices)
    if reply.menu:
        return ReplyKeyboardMarkup(
            _in_rows([one.label for one in reply.choices]), resize_keyboard=True, is_persistent=True
        )
    if not reply.choices:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(_short(one.label), callback_data=one.token)]
            for one in reply.choices
        ]
    )


_ASKED_FOR = frozenset({Wants.PLACE, Wants.PHONE})
"""What a button of a phone's own keyboard brings; a photo is sent as always."""


def marked(keyboard: InlineKeyboardMarkup, data: str) -> InlineKeyboardMarkup:
    """The pressed button with a tick, leading nowhere. The other answers to a question go; other
    things that can be begun stay."""
    rows = []
    for row in keyboard.inline_keyboard:
        for button in row:
            if button.callback_data == data:
                rows.append(
                    [InlineKeyboardButton(_short(_TICK + button.text), callback_data=PRESSED)]
                )
            elif not data.startswith("a:") or button.callback_data == PRESSED:
                rows.append([button])
    return InlineKeyboardMarkup(rows)


def units(text: str) -> int:
    """How long the Bot API takes it to be."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, longest: int = LONGEST_TEXT) -> Iterator[str]:
    """Parts of at most so many UTF-16 units: at lines, sentences, words, or else anywhere."""
    part = ""
    for piece in _pieces(text, longest):
        if units(part + piece) > longest:
            yield part.rstrip()
            part = piece.lstrip()
        else:
            part += piece
    yield part.rstrip() or "…"


def _pieces(text: str, longest: int) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        if units(line) <= longest:
            yield line
            continue
        for sentence in _cut(line, _SENTENCE_END):
            if units(sentence) <= longest:
                yield sentence
            else:
                yield from _chopped(sentence, longest)


def _cut(text: str, at: re.Pattern[str]) -> Iterator[str]:
    start = 0
    for end in at.finditer(text):
        yield text[start : end.end()]
        start = end.end()
    if start < len(text):
        yield text[start:]


def _chopped(text: str, longest: int) -> Iterator[str]:
    """By words, and a word that is longer than a message by characters."""
    for word in re.findall(r"\S+\s*|\s+", text):
        while units(word) > longest:
            head = word.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")
            yield head
            word = word[len(head) :]
        yield word


def _wanting(wants: Wants, choices: Sequence[Button]) -> ReplyKeyboardMarkup:
    button = (
        KeyboardButton(label(_SHARE_PLACE, BOTH), request_location=True)
        if wants is Wants.PLACE
        else KeyboardButton(label(_SHARE_PHONE, BOTH), request_contact=True)
    )
    rows: list[list[KeyboardButton | str]] = [[one.label] for one in choices]
    return ReplyKeyboardMarkup([*rows, [button]], resize_keyboard=True, one_time_keyboard=True)


def _in_rows(labels: Sequence[str]) -> list[list[str]]:
    """Two short ones side by side."""
    rows: list[list[str]] = []
    for one in labels:
        beside = bool(rows) and len(rows[-1]) == 1 and len(rows[-1][0]) + len(one) <= 32
        if beside:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1] + "…"
