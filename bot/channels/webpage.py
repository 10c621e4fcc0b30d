"""The page of the web chat as it is served: filled with its words once, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from domain.message import Choice
from domain.text import Text
from handlers.beneficiary.language import language_offers
from handlers.beneficiary.payout_words import NEVER_TELL
from handlers.beneficiary.welcome import GREETING
from handlers.language import BOTH, MODES, SEPARATOR, label, say
from handlers.menu import MENU
from handlers.talk import INVENTED, offer

_FOLDER = Path(__file__).parent / "page"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_PACKED_ALREADY = {".png", ".woff2"}
_ON_FIRST_SCREEN = ("payout_date", "account_status", "nearest_point", "link")

_WORDS: Mapping[str, Text] = {
    "greeting": GREETING,
    "never_otp": NEVER_TELL,
    "say_label": Text("Write here"),
    "send": Text("Send"),
    "attach": Text("Send a picture"),
    "speak": Text("Send a voice note"),
    "choose_sheet": Text("Choose the file"),
    "save_sheet": Text("Save the spreadsheet"),
    "save_paper": Text("Save the paper to read it"),
    "not_shown": Text("That is not shown any more. Please open it again."),
    "share_place": Text("Send where I am"),
    "place_failed": Text("This phone does not say where it is. Please write the ward or commune."),
    "sending": Text("Sending …"),
    "offline": Text("No connection. It is kept, and sent as soon as there is one."),
    "busy": Text("That was a lot at once. It is sent in a moment."),
    "too_big": Text("That is too long. Please say it in a few words."),
    "not_sent": Text("That could not be sent. Please try once more."),
    "cookies": Text(
        "Opened here, this phone cannot remember. Please open the page in Chrome or Safari."
    ),
    "forget": Text("Forget what was said here"),
    "forget_sure": Text("Everything said here goes away, and this phone knows nobody any more."),
    "yes_forget": Text("Yes, forget"),
    "no_keep": Text("No, keep it"),
    "forgotten": Text("Forgotten. Nothing of it is left on this phone."),
    "forget_failed": Text("Not forgotten yet, there is no connection. Please try again."),
    "menu": Text("Menu"),
    "map": Text("Open the map"),
    "print": Text("Print"),
    "language": Text("Language"),
    "you_said": Text("You:"),
    "it_said": Text("An Sinh:"),
    "chosen": Text("Chosen"),
    "no_script": Text(
        "This page does not work here (JavaScript). Please open it in Chrome or Safari."
    ),
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out."""

    body: bytes
    packed: bytes | None
    type: str

    @property
    def tag(self) -> str:
        return f'"{_hash(self.body)}"'


class Page:
    """Everything a browser loads. ``demo``: the first screen says that all is invented."""

    def __init__(self, demo: bool) -> None:
        self._demo = demo

    @cached_property
    def version(self) -> str:
        """Changes with any file, so that a browser may keep each for ever."""
        return _hash(b"".join(path.read_bytes() for path in _files()))

    @cached_property
    def files(self) -> Mapping[str, Asset]:
        """By name, but for the page itself and its worker."""
        served = (path for path in _files() if path.suffix in _TYPES and path.name != "sw.js")
        return {path.name: _asset(path.read_bytes(), path.suffix) for path in served}

    @cached_property
    def worker(self) -> Asset:
        """Served from the root, or it could not keep the page itself."""
        return _asset((_FOLDER / "sw.js").read_bytes(), ".js")

    @cached_property
    def index(self) -> Asset:
        """The page with both languages in it, readable before any script has run."""
        text = (_FOLDER / "index.html").read_text(encoding="utf-8")
        for key, value in self._parts().items():
            text = text.replace("{{" + key + "}}", value)
        return _packed(text.encode(), "text/html; charset=utf-8")

    def _parts(self) -> dict[str, str]:
        words = self._words()
        return {
            **{key: _both(text) for key, text in words.items()},
            **{f"{key}!": html.escape(_plain(text, BOTH)) for key, text in words.items()},
            # After the word "menu", which the header shows by its plain form.
            "menu": "".join(map(_button, _first_choices())),
            "static": f"/page/{self.version}",
            "languages": "".join(map(_language_button, language_offers())),
            "config": _config(words, f"/page/{self.version}"),
        }

    def _words(self) -> dict[str, Text | None]:
        return {**_WORDS, "invented": INVENTED if self._demo else None}


def _files() -> list[Path]:
    return sorted(path for path in _FOLDER.iterdir() if path.suffix in {*_TYPES, ".html"})


def _first_choices() -> Iterable[Choice]:
    lines = {line.name: line for line in MENU}
    for name in _ON_FIRST_SCREEN:
        line = lines[name]
        if line.label is not None:
            yield offer(line.dialogue, line.label)


def _button(choice: Choice) -> str:
    sign = choice.label.sign or ""
    words = "".join(_span(choice.label, language) for language in BOTH.split("+"))
    return (
        f'<button type="button" class="big" data-tap="{html.escape(choice.id)}">'
        f'<svg class="sign" aria-hidden="true"><use href="#s-{sign}"></use></svg>{words}</button>'
    )


def _language_button(choice: Choice) -> str:
    name = html.escape(say(choice.label, "vi"))
    return (
        f'<button type="button" class="language" data-tap="{html.escape(choice.id)}">'
        f"<span>{name}</span></button>"
    )


def _both(text: Text | None) -> str:
    return " ".join(_span(text, language) for language in BOTH.split("+")) if text else ""


def _span(text: Text, language: str) -> str:
    return f'<span lang="{language}">{html.escape(label(text, language))}</span>'


def _plain(text: Text | None, mode: str) -> str:
    return label(text, mode) if text else ""


def _config(words: Mapping[str, Text | None], static: str) -> str:
    """JSON inside a script element: ``<`` must not end it."""
    strings = {mode: {key: _plain(text, mode) for key, text in words.items()} for mode in MODES}
    told = {"strings": strings, "static": static, "separator": SEPARATOR}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _asset(body: bytes, suffix: str) -> Asset:
    if suffix in _PACKED_ALREADY:
        return Asset(body, None, _TYPES[suffix])
    return _packed(body, _TYPES[suffix])


def _packed(body: bytes, kind: str) -> Asset:
    return Asset(body, gzip.compress(body, 9, mtime=0), kind)


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]
