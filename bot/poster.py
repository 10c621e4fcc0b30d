"""A payday as one page in both languages, to print on A4 and hang at hamlet and pagoda.

``GET /poster/{number of the payday}``. It names nobody, and anyone may see it; what is not fixed or
moved, or is past, is not there.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import date

from aiohttp import web

from bot.app import App
from bot.channels.webpage import Page
from bot.plain_page import problem
from domain.payday import Payday, is_announced, payday_of
from domain.payout import Way
from domain.text import Month, Sign, Text
from handlers.asks import named
from handlers.language import BOTH, label
from handlers.payday_words import warnings, what_to_do, when_and_where
from handlers.talk import INVENTED
from storage.database import Unavailable
from storage.reference import Reference

_LANGUAGES = BOTH.split("+")
_HIGHEST = 2**63
_DIGITS = len(str(_HIGHEST))
_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), payment=(), usb=()",
}

_TITLES = {
    Way.CASH: Text("Payday of the allowance"),
    Way.ACCOUNT: Text("Allowance to the accounts"),
}
_POSTPONED = Text("Payday postponed")
_MONTH = Text("Month {month}")
_OPEN_IT_ANEW = Text(
    "Officers: sign in on the main page, write /announce, and open the link there."
)
_LARGE = frozenset(
    {Sign.CLOCK, Sign.POST, Sign.MOBILE, Sign.BANK, Sign.STOP, Sign.DAY, Sign.PERHAPS}
)
"""What is read from farther off: the hours, the place, that one should not go."""


def routes(app: App) -> Iterable[web.RouteDef]:
    """The page, for whoever has its address."""
    version = Page(demo=False).version

    async def poster(request: web.Request) -> web.Response:
        try:
            reference = await app.database.current_reference()
        except Unavailable:
            return problem(request, "unavailable", 503)
        payday = announced(_number(request), reference, app.clock().date())
        if payday is None:
            return problem(request, "refused", 404, _OPEN_IT_ANEW)
        page = Poster(payday, reference, f"/page/{version}").html()
        return web.Response(text=page, content_type="text/html", charset="utf-8", headers=_HEADERS)

    return (web.get("/poster/{number}", poster),)


def _number(request: web.Request) -> int:
    """0 where it is none: nothing has that number."""
    said = request.match_info["number"]
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _DIGITS else 0


def announced(number: int, reference: Reference, today: date) -> Payday | None:
    """The payday that a line of the calendar belongs to, while there is something to announce."""
    line = reference.day(number) if number < _HIGHEST else None
    if line is None or not is_announced(line, today):
        return None
    return payday_of(line, reference.calendar[line.unit])


class Poster:
    """``static`` is where the page's style and font lie."""

    def __init__(self, payday: Payday, reference: Reference, static: str) -> None:
        self._payday = payday
        self._unit = reference.gazetteer.known(payday.unit)
        self._place = reference.paid_at(payday.lines[0])
        self._demo = reference.demo_made_on is not None
        self._static = static

    def html(self) -> str:
        title = _POSTPONED if self._payday.postponed else _TITLES[self._payday.way]
        return "\n".join(
            (
                '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">',
                f"<title>{_escaped(title, 'vi')}</title>",
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                '<meta name="format-detection" content="telephone=no, date=no, address=no">',
                f'<link rel="stylesheet" href="{self._static}/poster.css">',
                f"</head>\n<body{self._full()}>\n<main>",
                f"<h1>{_both(title)}</h1>",
                f'<p class="unit">{_escaped(named(self._unit), "km")}</p>',
                self._leaf(),
                '<div class="columns">',
                *(self._column(one) for one in _LANGUAGES),
                "</div>",
                self._foot(),
                "</main>\n</body>\n</html>\n",
            )
        )

    def _full(self) -> str:
        """A closed point takes a line or two more."""
        return ' class="full"' if self._place is not None and self._place.moved else ""

    def _leaf(self) -> str:
        """The day to come, or the one that does not hold, crossed out; none where there is none."""
        moved = self._payday.postponed
        day = self._payday.day_before if moved else self._payday.day
        if day is None:
            return ""
        crossed = ' class="crossed"' if moved else ""
        return (
            f'<div class="leaf"><p class="name">{_both(Text("{day:name}", day=day))}</p>'
            f'<p class="day"><span{crossed}>{day.day}</span></p>'
            f'<p class="month">{_both(_MONTH.filled(month=Month.of(day)))}</p></div>'
        )

    def _column(self, language: str) -> str:
        told = (*when_and_where(self._payday, self._place), *what_to_do(self._payday))
        warned = _lines(warnings(self._payday), language)
        return (
            f'<section lang="{language}">{_lines(told, language)}'
            f'<div class="warning">{warned}</div></section>'
        )

    def _foot(self) -> str:
        """According to what; and in a demo that it is none."""
        said = Text("According to the calendar of {day}.", day=self._payday.said_on)
        lines = (said, *([INVENTED] if self._demo else []))
        return f"<footer>{''.join(f'<p>{_both(one)}</p>' for one in lines)}</footer>"


def _lines(lines: Sequence[Text], language: str) -> str:
    return "".join(
        f'<p class="{"large" if line.sign in _LARGE else "plain"}">{_escaped(line, language)}</p>'
        for line in lines
    )


def _both(text: Text) -> str:
    return " ".join(
        f'<span lang="{language}">{_escaped(text, language)}</span>' for language in _LANGUAGES
    )


def _escaped(text: Text, language: str) -> str:
    return html.escape(label(text, language))
