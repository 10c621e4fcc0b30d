"""What a browser shows where there is no page: what to do, in both languages; a program hears a
code."""

from __future__ import annotations

import html

from aiohttp import web

from domain.text import Text
from handlers.language import BOTH, label

_NOT_HERE = Text("This page is not there, or not any more.")
_NOT_NOW = Text("It cannot be opened just now.")
_AGAIN = Text("Please try again in a few minutes.")
_TOO_OFTEN = 429
_HOME = Text("To the main page")


def problem(request: web.Request, code: str, status: int, *more: Text) -> web.Response:
    """``{"problem": code}``, or a page that says it, and ``more`` of what to do."""
    if not _is_browser(request):
        return web.json_response({"problem": code}, status=status)
    said = (_NOT_NOW, _AGAIN) if status >= 500 or status == _TOO_OFTEN else (_NOT_HERE,)
    page = plain_page(*said, *more)
    return web.Response(text=page, status=status, content_type="text/html", charset="utf-8")


def plain_page(title: Text, *lines: Text) -> str:
    """Without style: nothing else of ours need be there for it to be read."""
    return "\n".join(
        (
            '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">',
            f"<title>{_escaped(title, 'vi')}</title>",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "</head>\n<body>\n<main>",
            *(_section(title, lines, language) for language in BOTH.split("+")),
            "</main>\n</body>\n</html>\n",
        )
    )


def _section(title: Text, lines: tuple[Text, ...], language: str) -> str:
    told = "".join(f"<p>{_escaped(line, language)}</p>" for line in lines)
    home = f'<p><a href="/">{_escaped(_HOME, language)}</a></p>'
    return f'<section lang="{language}"><h1>{_escaped(title, language)}</h1>{told}{home}</section>'


def _is_browser(request: web.Request) -> bool:
    """Somebody opened it: a script of a page asks for what it can read, a program for anything."""
    return "text/html" in request.headers.get("Accept", "")


def _escaped(text: Text, language: str) -> str:
    return html.escape(label(text, language))
