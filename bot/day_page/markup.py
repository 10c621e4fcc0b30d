"""Words and elements of a page that is written out whole: all that comes in is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NewType

from domain.tables.numbers import count
from domain.text import Text
from handlers.language import Listener, label

OFFICIALS = "vi"
"""The language in which officials work."""

Markup = NewType("Markup", str)


def words(text: Text) -> Markup:
    """With its first letter large."""
    return Markup(html.escape(label(text, OFFICIALS, Listener.STAFF)))


def number(value: int) -> Markup:
    return Markup(count(value))


def verbatim(value: str) -> Markup:
    return Markup(html.escape(value))


def joined(parts: Iterable[Markup]) -> Markup:
    return Markup("".join(parts))


def tag(name: str, /, *inside: Markup, **attributes: str | int | None) -> Markup:
    """``class_`` is *class*; what is None is left out, what is empty stands without a value."""
    return Markup(f"<{name}{_written(attributes)}>{joined(inside)}</{name}>")


def single(name: str, /, **attributes: str | int | None) -> Markup:
    """What holds nothing, like a field to fill in."""
    return Markup(f"<{name}{_written(attributes)}>")


def _written(attributes: dict[str, str | int | None]) -> str:
    shown = ((key.strip("_").replace("_", "-"), one) for key, one in attributes.items())
    return "".join(
        f" {key}" if one == "" else f' {key}="{html.escape(str(one))}"'
        for key, one in shown
        if one is not None
    )


def table(head: Sequence[Markup], rows: Iterable[Sequence[Markup]]) -> Markup:
    """The first cell of a row names it, the others are numbers."""
    first = tag("tr", *(tag("th", one, scope="col") for one in head))
    body = (
        tag("tr", tag("th", named, scope="row"), *(tag("td", one) for one in cells))
        for named, *cells in rows
    )
    shown = tag("table", tag("thead", first), tag("tbody", *body))
    return tag("div", shown, class_="wide")


def listed(items: Iterable[Markup], **attributes: str) -> Markup:
    return tag("ul", *(tag("li", one) for one in items), **attributes)


def folded(title: Markup, *inside: Markup) -> Markup:
    """Opened by who wants to see it; no script is needed for that."""
    return tag("details", tag("summary", title), *inside)


def button(action: str, said: Markup, *fields: Markup, **attributes: str) -> Markup:
    """What changes something is sent, and never just asked for."""
    press = tag("button", said, type="submit", **attributes)
    return tag("form", *chain(fields, [press]), method="post", action=action)
