"""Accounts by unit as bars: who is seen paid, and what is known of the others.

The words stand beside the bars and not in them, so that they are as large as all else on a phone,
and are read out; a bar says nothing that its words do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.day_page.markup import Markup, number, tag, words
from domain.summary import Accounts
from domain.text import Text

_PARTS: Mapping[str, tuple[Text, Callable[[Accounts], int]]] = {
    "paid": (Text("paid"), lambda one: one.paid),
    "code": (Text("no code comes"), lambda one: one.no_code),
    "other": (Text("another reason"), lambda one: one.other_reason),
    "unasked": (Text("not asked yet"), lambda one: one.not_asked - one.not_due),
    "due": (Text("payday still to come"), lambda one: one.not_due),
}
"""By the class that colours it."""

_LENGTH = 1000
"""Of the longest bar, in units of its own: it is drawn as wide as there is room."""

_HEIGHT = 20


def chart(units: Sequence[tuple[Markup, Accounts]]) -> Markup:
    """Each unit by its name; the longest bar is that of the most accounts."""
    most = max((one.opened for _, one in units), default=0)
    rows = (
        tag(
            "li",
            tag("span", name, class_="unit"),
            tag("span", number(one.paid), Markup(" / "), number(one.opened), class_="of"),
            _bar(one, most),
        )
        for name, one in units
    )
    return tag("figure", tag("ul", *rows, class_="bars"), _legend(), class_="chart")


def _bar(accounts: Accounts, most: int) -> Markup:
    parts: list[Markup] = []
    at = 0.0
    for kind, (_, of) in _PARTS.items():
        wide = _LENGTH * of(accounts) / most if most else 0
        if wide:
            parts.append(
                tag("rect", class_=kind, x=f"{at:.1f}", width=f"{wide:.1f}", height=_HEIGHT)
            )
        at += wide
    return tag(
        "svg",
        *parts,
        viewBox=f"0 0 {_LENGTH} {_HEIGHT}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _legend() -> Markup:
    square = f"0 0 {_HEIGHT} {_HEIGHT}"
    shown = (
        tag(
            "li",
            tag(
                "svg",
                tag("rect", class_=kind, width=_HEIGHT, height=_HEIGHT),
                viewBox=square,
                aria_hidden="true",
            ),
            tag("span", words(name)),
        )
        for kind, (name, _) in _PARTS.items()
    )
    return tag("figcaption", tag("ul", *shown, class_="legend"))
