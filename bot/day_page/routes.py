"""The officials' page as it is asked for: who is signed in, of which units, and what they open.

``GET /day?unit=30526&day=2026-11-24`` shows a day; ``POST /day/case/{id}`` opens a case, which is
written down. ``GET /day/in/{token}`` is the link that was given in chat: it shows a button, and
``POST`` to the same address signs in, once. A unit that is not one's own is not there.
``GET /day/words`` shows what was not understood; ``POST /day/words/{id}`` says what it means.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from aiohttp import web

from bot.app import App
from bot.channels.rate import Rate
from bot.channels.visitors import Origins, network_of
from bot.channels.webpage import Page
from bot.day_page.page import BOOK, CASE, HOME, MOST_CASES, OUT, TABLES, WORDS, Day, Frame
from bot.day_page.words_page import DISCARD, MOST_WORDS, words_page
from bot.plain_page import problem
from bot.private_file import private_folder
from domain.examples import SECTIONS
from domain.file import FileKind
from domain.gazetteer import Gazetteer
from domain.period import Period
from domain.permissions import Act, may_decide
from domain.place import Unit, UnitKey
from domain.staff import PAGE_OPEN_FOR, Actor
from domain.tables.counting import MOST_MONTHS, months_from, usual_by
from domain.tables.layout import Form, forms
from domain.text import Month, Text
from handlers.looks import Looker, write_down
from handlers.official.summary_book import book_of
from handlers.official.summary_told import grants_to_hear
from handlers.official.summary_words import Told
from handlers.staff.case_words import SHOWN_EVENTS, details
from handlers.staff.day_page import PATH as DOOR
from handlers.staff.scope import cases_for, people_of, units_for, units_of, with_old
from storage.case_queue import Alone, Sought, View
from storage.database import Unavailable
from storage.page_sessions import PageSession
from storage.records import Records
from storage.table_counts import count_tables
from storage.tables_book import write_tables

_TOKEN = "[A-Za-z0-9_-]{43}"  # noqa: S105 - what one looks like
_COOKIE, _TLS_COOKIE = "ansinh-day", "__Host-ansinh-day"
_WHY = "day_page"
"""In the audit."""

_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), payment=(), usb=()",
    # Without it a form says of itself that it comes from nowhere, and would be refused.
    "Referrer-Policy": "same-origin",
}
_EARLIEST = date(2000, 1, 1)
_LONGEST_BODY = 4096

_Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is signed in, with what is granted to them at this moment."""

    page: PageSession
    actor: Actor


class _TooOften(Exception):
    def __init__(self, after: float) -> None:
        super().__init__()
        self.after = after


def routes(app: App, clock: Callable[[], float] | None = None) -> Iterable[web.RouteDef]:
    """The page and what is sent from it. ``clock``: seconds, for how often somebody may ask."""
    desk = _Desk(app, clock or (lambda: asyncio.get_running_loop().time()))
    link = f"{DOOR}/{{token:{_TOKEN}}}"
    return (
        web.get(HOME, desk.kindly(desk.day)),
        web.get(link, desk.kindly(desk.door)),
        web.post(link, desk.kindly(desk.enter)),
        web.post(OUT, desk.kindly(desk.leave)),
        web.post(rf"{CASE}/{{case:\d{{1,19}}}}", desk.kindly(desk.case)),
        web.post(BOOK, desk.kindly(desk.book)),
        web.post(TABLES, desk.kindly(desk.tables)),
        web.get(WORDS, desk.kindly(desk.words)),
        web.post(rf"{WORDS}/{{row:\d{{1,19}}}}", desk.kindly(desk.sort)),
        web.post(rf"{WORDS}/{{row:\d{{1,19}}}}/{DISCARD}", desk.kindly(desk.discard)),
    )


class _Desk:
    def __init__(self, app: App, now: Callable[[], float]) -> None:
        self._app = app
        self._origins = Origins(app.settings.public_url)
        self._cookie = _TLS_COOKIE if self._origins.tls else _COOKIE
        self._static = f"/page/{Page(demo=False).version}"
        # Each browser; then all of a network, where a whole office may come by one address.
        self._each = Rate(30, 0.5, now)
        self._network = Rate(120, 4, now)

    def kindly(self, handler: _Handler) -> _Handler:
        """Not too often, what changes something from our own pages alone; problems as a page."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                self._limit(request)
                if request.method == "POST" and not self._origins.certainly_ours(request):
                    return problem(request, "elsewhere", 403)
                if (request.content_length or 0) > _LONGEST_BODY:
                    return problem(request, "too_big", 413)
                answer = await handler(request)
            except _TooOften as busy:
                answer = problem(request, "busy", 429)
                answer.headers["Retry-After"] = str(math.ceil(busy.after))
            except Unavailable:
                answer = problem(request, "unavailable", 503)
            answer.headers.update(_HEADERS)
            return answer

        return handle

    def _limit(self, request: web.Request) -> None:
        forwarded = request.headers.get("X-Forwarded-For")
        network = network_of(request.remote, forwarded, self._origins.tls)
        wait = self._network.wait(network) if network else 0.0
        wait = wait or self._each.wait(request.cookies.get(self._cookie, ""))
        if wait:
            raise _TooOften(wait)

    # --- In and out -----------------------------------------------------------------------------

    async def door(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        async with self._app.database.statement() as records:
            opens = await records.page_sessions.opens(token, self._app.clock())
        frame = await self._frame()
        return _shown(frame.door(token)) if opens else _shown(frame.closed(used=True), 410)

    async def enter(self, request: web.Request) -> web.Response:
        """Signed in, where the link still opens and who asked for it still may."""
        now = self._app.clock()
        async with self._app.database.transaction() as records:
            cookie = await records.page_sessions.enter(request.match_info["token"], now)
            visit = await self._visit(records, cookie, now) if cookie else None
            if visit is not None:
                await _note(records, visit, "page_signed_in", visit.actor.id, now)
        if cookie is None or visit is None:
            return _shown((await self._frame()).closed(used=True), 410)
        answer = web.Response(status=303, headers={"Location": HOME})
        answer.set_cookie(
            self._cookie,
            cookie,
            max_age=int(PAGE_OPEN_FOR.total_seconds()),
            httponly=True,
            secure=self._origins.tls,
            samesite="Strict",
        )
        return answer

    async def leave(self, request: web.Request) -> web.Response:
        now = self._app.clock()
        async with self._app.database.transaction() as records:
            visit = await self._visit(records, self._cookie_of(request), now)
            if visit is not None:
                await records.page_sessions.end(visit.page.id, now)
                await _note(records, visit, "page_signed_out", visit.actor.id, now)
        answer = web.Response(status=303, headers={"Location": HOME})
        answer.del_cookie(self._cookie, httponly=True, secure=self._origins.tls, samesite="Strict")
        return answer

    def _cookie_of(self, request: web.Request) -> str:
        said = request.cookies.get(self._cookie, "")
        return said if re.fullmatch(_TOKEN, said) else ""

    async def _visit(self, records: Records, cookie: str, now: datetime) -> Visit | None:
        """Only while the address that asked for the link is theirs, is not locked, and they still
        have a role that is told the numbers."""
        page = await records.page_sessions.of(cookie, now) if cookie else None
        if page is None:
            return None
        unused_for = self._app.house.unused_for
        actor = await records.staff.at(page.session, now.date(), unused_for, writes=False)
        if actor is None or actor.id != page.actor or not actor.may_somewhere(Act.HEAR_SUMMARY):
            return None
        return Visit(page, actor)

    async def _closed(self) -> web.Response:
        return _shown((await self._frame()).closed(), 401)

    async def _frame(self) -> Frame:
        return Frame(self._static, await self._app.is_demo())

    # --- The day --------------------------------------------------------------------------------

    async def day(self, request: web.Request) -> web.Response:
        now, database = self._app.clock(), self._app.database
        await database.current_reference()
        async with database.snapshot() as records:
            visit = await self._visit(records, self._cookie_of(request), now)
            if visit is not None:
                shown = await self._day(records, visit, request.query, now)
        if visit is None:
            return await self._closed()
        return _shown(shown.html(await self._frame()))

    async def _day(
        self, records: Records, visit: Visit, asked: Mapping[str, str], now: datetime
    ) -> Day:
        actor, gazetteer = visit.actor, records.reference.gazetteer
        units = units_seen(actor, gazetteer)
        unit = _unit(asked.get("unit", ""), units)
        within = _scope(actor, unit, gazetteer)
        sought = await cases_for(actor, now.date(), records)
        queue = records.case_queue
        if within is not None:
            sought = _within(sought, within)
        cases = await queue.alone(sought, now, MOST_CASES)
        overdue = await queue.numbered(sought.province, None, now, MOST_CASES)
        theirs = {one.case.id for one in cases}
        return Day(
            who=actor.name,
            today=now.date(),
            summary=await records.summaries.of(
                _day_of(asked.get("day", ""), now.date()), self._app.settings.timezone, within
            ),
            reference=records.reference,
            units=units,
            unit=unit,
            cases=cases,
            openable=frozenset(
                one.case.id
                for one in cases
                if actor.may(Act.LOOK, one.unit, gazetteer) and one.unit in sought.records
            ),
            more_cases=(await queue.count(sought))[View.UNITS] - len(cases),
            overdue=[Alone(*one) for one in overdue.cases if one[0].id not in theirs],
            decides=actor.may_somewhere(Act.DECIDE_CHANGE),
            waiting=await _waiting(records, actor, sought, now),
            whole=_is_whole(actor),
            not_understood=(
                await records.not_understood.count_waiting()
                if actor.may_somewhere(Act.TEACH)
                else None
            ),
        )

    # --- One case -------------------------------------------------------------------------------

    async def case(self, request: web.Request) -> web.Response:
        """As in chat, and written down as there: who, whom, why."""
        now = self._app.clock()
        async with self._app.database.transaction() as records:
            visit = await self._visit(records, self._cookie_of(request), now)
            if visit is not None:
                lines = await _case(records, visit, int(request.match_info["case"]), now)
        if visit is None:
            return await self._closed()
        return _shown((await self._frame()).case(lines, visit.actor.name, HOME))

    # --- What was not understood ----------------------------------------------------------------

    async def words(self, request: web.Request) -> web.Response:
        async with self._app.database.snapshot() as records:
            visit = await self._visit(records, self._cookie_of(request), self._app.clock())
            if visit is not None:
                _must_teach(visit)
                shown = await records.not_understood.waiting(MOST_WORDS)
                more = await records.not_understood.count_waiting() - len(shown)
        if visit is None:
            return await self._closed()
        return _shown(words_page(await self._frame(), shown, more, visit.actor.name))

    async def sort(self, request: web.Request) -> web.Response:
        """What it is an example of. What a colleague has sorted meanwhile stays as it is."""
        section = str((await request.post()).get("means", ""))
        if section not in SECTIONS:
            raise web.HTTPNotFound
        return await self._teach(request, section)

    async def discard(self, request: web.Request) -> web.Response:
        return await self._teach(request, None)

    async def _teach(self, request: web.Request, section: str | None) -> web.Response:
        now, row = self._app.clock(), int(request.match_info["row"])
        async with self._app.database.transaction() as records:
            visit = await self._visit(records, self._cookie_of(request), now)
            if visit is not None:
                _must_teach(visit)
                await _teach(records, visit, row, section, now)
        if visit is None:
            return await self._closed()
        return web.Response(status=303, headers={"Location": WORDS})

    # --- Files ----------------------------------------------------------------------------------

    async def book(self, request: web.Request) -> web.Response:
        """All numbers of a day, of one unit or of all that are theirs."""
        now, said, database = self._app.clock(), await request.post(), self._app.database
        day = _day_of(str(said.get("day", "")), now.date())
        await database.current_reference()
        async with database.transaction() as records:
            visit = await self._visit(records, self._cookie_of(request), now)
            if visit is not None:
                told = await self._told(records, visit, str(said.get("unit", "")), day)
                await _note(records, visit, "numbers_downloaded", visit.actor.id, now)
        if visit is None:
            return await self._closed()
        content = await book_of(told, demo=await self._app.is_demo())
        return _attached(content, f"an-sinh-{day}.xlsx")

    async def _told(self, records: Records, visit: Visit, code: str, day: date) -> Told:
        units = units_seen(visit.actor, records.reference.gazetteer)
        unit = _unit(code, units)
        within = _scope(visit.actor, unit, records.reference.gazetteer)
        return Told(
            await records.summaries.of(day, self._app.settings.timezone, within),
            Period.day(day),
            records.reference,
            unit or (units[0] if len(units) == 1 else None),
            whole=within is None,
        )

    async def tables(self, request: web.Request) -> web.Response:
        """Biểu 01, 02, 03 as of the day, for who has them for the whole province."""
        now, said = self._app.clock(), await request.post()
        async with self._app.database.transaction() as records:
            visit = await self._visit(records, self._cookie_of(request), now)
            if visit is not None:
                if not _is_whole(visit.actor):
                    raise web.HTTPNotFound
                await _note(records, visit, "tables_downloaded", visit.actor.id, now)
        if visit is None:
            return await self._closed()
        day = _day_of(str(said.get("day", "")), now.date())
        months = _months(str(said.get("from", "")), str(said.get("to", "")), day)
        counted = await count_tables(self._app.database, months, day, usual_by(day))
        content = await asyncio.to_thread(_workbook, forms(counted.tables))
        return _attached(content, f"bieu-01-02-03-{day}.xlsx")


def units_seen(actor: Actor, gazetteer: Gazetteer) -> tuple[Unit, ...]:
    """Today's units whose numbers they are told."""
    scopes = dict.fromkeys(one.unit for one in grants_to_hear(actor.grants))
    if None in scopes:
        return gazetteer.served()
    found = (gazetteer.unit(one) for one in scopes if one is not None)
    return tuple(one for one in found if one is not None)


def _scope(actor: Actor, unit: Unit | None, gazetteer: Gazetteer) -> tuple[UnitKey, ...] | None:
    """The unit with the old ones that went into it, or all that are theirs; None for the
    province."""
    if unit is not None:
        return with_old(unit.key, gazetteer)
    return units_of(grants_to_hear(actor.grants), gazetteer)


def _is_whole(actor: Actor) -> bool:
    return any(one.unit is None for one in grants_to_hear(actor.grants))


def _unit(code: str, units: Iterable[Unit]) -> Unit | None:
    """None where none is asked for. Raises HTTPNotFound for one that is not theirs, or is none."""
    if not code:
        return None
    for one in units:
        if one.key.code == code:
            return one
    raise web.HTTPNotFound


def _day_of(said: str, today: date) -> date:
    """Today where nothing is said. Raises HTTPNotFound for a day that is none, or is to come."""
    if not said:
        return today
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise web.HTTPNotFound from error
    if not _EARLIEST <= day <= today:
        raise web.HTTPNotFound
    return day


def _months(first: str, last: str, day: date) -> tuple[Month, ...]:
    """Raises HTTPNotFound for months that are none, or are to come."""
    try:
        months = months_from(Month.parse(first), Month.parse(last))
    except ValueError as error:
        raise web.HTTPNotFound from error
    if not 0 < len(months) <= MOST_MONTHS or Month.of(day) < months[-1]:
        raise web.HTTPNotFound
    return months


def _within(sought: Sought, units: Collection[UnitKey]) -> Sought:
    """Of these alone, whatever else is theirs."""
    return replace(
        sought,
        units=[one for one in sought.units if one in units],
        led={unit: roles for unit, roles in sought.led.items() if unit in units},
        province=[one for one in sought.province if one in units],
        unanswered=[one for one in sought.unanswered if one in units],
    )


async def _waiting(
    records: Records, actor: Actor, sought: Sought, now: datetime
) -> tuple[Alone, ...]:
    """What the queue in chat would show them, by number alone."""
    gazetteer = records.reference.gazetteer
    units = [one for one in units_for(actor, Act.DECIDE_CHANGE, gazetteer) if one in sought.units]
    own = await people_of(actor, records)
    found = await records.corrections.waiting(units, actor.id, own)
    theirs = {one.case for one in found if may_decide(actor.grants, one.field, one.unit, gazetteer)}
    return await records.case_queue.alone(sought, now, MOST_CASES, theirs)


async def _case(records: Records, visit: Visit, number: int, now: datetime) -> tuple[Text, ...]:
    """Raises HTTPNotFound where it is not theirs to open; nothing is committed then."""
    actor, gazetteer = visit.actor, records.reference.gazetteer
    sought = await cases_for(actor, now.date(), records)
    within = _scope(actor, None, gazetteer)
    if within is not None:
        sought = _within(sought, within)
    if number >= 2**63 or await records.case_queue.waits(number, sought, now) is None:
        raise web.HTTPNotFound
    one = await records.case_queue.one(number, sought, now)
    if one is None or not one.whole or not actor.may(Act.LOOK, one.unit, gazetteer):
        raise web.HTTPNotFound
    looker = Looker(visit.page.session, records.new_id(), actor, _WHY)
    await write_down(looker, records, now)
    await _note(records, visit, "case_opened", one.person.id if one.person else number, now)
    happened = await records.cases.history.of(number, SHOWN_EVENTS)
    staff = {each for event in happened for each in (event.by, event.to) if each}
    names = await records.staff.names(staff | {one.case.handled_by or 0, one.against or 0})
    return details(one, happened, names, records, now.date())


def _must_teach(visit: Visit) -> None:
    """Raises HTTPNotFound for who may not."""
    if not visit.actor.may_somewhere(Act.TEACH):
        raise web.HTTPNotFound


async def _teach(
    records: Records, visit: Visit, row: int, section: str | None, now: datetime
) -> None:
    """``section`` None: its words go."""
    kept = records.not_understood
    if row >= 2**63:
        raise web.HTTPNotFound
    if section is None:
        if await kept.discard(row):
            await _note(records, visit, "words_discarded", row, now)
    elif await kept.choose(row, section, visit.actor.id, now):
        await _note(records, visit, "words_sorted", row, now)


async def _note(records: Records, visit: Visit, kind: str, subject: int, now: datetime) -> None:
    run = records.new_id()
    await records.audit.note(
        visit.page.session, run, kind, subject, now, actor=visit.actor.id, why=_WHY
    )


def _workbook(shown: Sequence[Form]) -> bytes:
    with private_folder() as folder:
        path = folder / "tables.xlsx"
        write_tables(path, shown)
        return path.read_bytes()


def _attached(content: bytes, name: str) -> web.Response:
    headers = {
        "Content-Type": FileKind.XLSX.media_type,
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return web.Response(body=content, headers=headers)


def _shown(page: str, status: int = 200) -> web.Response:
    return web.Response(text=page, status=status, content_type="text/html", charset="utf-8")
