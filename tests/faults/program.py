"""``ansinh serve``, to be killed where a test wants it, by a clock that a test sets.

It is the very same program: what is added here stands around its functions, never in them.
"""

from __future__ import annotations

import contextvars
import ctypes
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial, wraps
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

import bot.app
import bot.cli
import bot.delivery
import handlers.turn
import storage.outbox
from bot.channels.channel import Limits
from bot.channels.telegram import Telegram
from bot.sending import Sender
from domain.message import Incoming
from storage.conversations import Conversations
from storage.mailbox import LIVE
from storage.outbox import Outbox
from tests.house import NOW

_PR_SET_PDEATHSIG = 1
_speaker: contextvars.ContextVar[str] = contextvars.ContextVar("speaker", default="")


@dataclass(frozen=True, slots=True)
class Plan:
    """How one process shall be: its settings, what o'clock it is, and where it falls.

    ``falls``: the phase in which it kills itself, once it is busy with ``victim``. ``shift`` is a
    file with the seconds by which its clock is wrong just now. ``poison``: what makes a turn fail.
    ``lease``: seconds, where a test cannot wait for half a minute.
    """

    environment: dict[str, str]
    at: datetime = NOW
    falls: str = ""
    victim: str = ""
    shift: Path | None = None
    poison: str = ""
    lease: float = 0
    log: Path | None = None


def run(plan: Plan) -> None:
    """In a process that does nothing else, until it is told to stop."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # no test run leaves it behind
    _speak_into(plan.log)
    for name in [one for one in os.environ if one.startswith("ANSINH_")]:
        del os.environ[name]
    os.environ.update(plan.environment)
    Telegram.limits = Limits(30, burst=1000)  # nobody reads as fast as a test
    bot.cli.build = partial(bot.app.build, clock=_clock(plan))  # type: ignore[attr-defined]
    bot.delivery._TEND_EVERY_SECONDS = 0.5
    if plan.lease:
        storage.outbox.LEASE = timedelta(seconds=plan.lease)
        storage.outbox.SPARE = timedelta(seconds=plan.lease / 3)
    _remember_the_speaker()
    if plan.falls:
        _arm(plan.falls, plan.victim)
    if plan.poison:
        _poison(plan.poison)
    raise SystemExit(bot.cli.main(["serve"]))


def _speak_into(log: Path | None) -> None:
    said = os.open(log or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)


def _clock(plan: Plan) -> Callable[[], datetime]:
    began = time.monotonic()

    def now() -> datetime:
        wrong = float(plan.shift.read_text() or 0) if plan.shift else 0.0
        return plan.at + timedelta(seconds=time.monotonic() - began + wrong)

    return now


# --- Where it falls -----------------------------------------------------------------------------

_BOTH_AT_ONCE = "WITH heard AS"
"""PostgreSQL notes the message and locks the session in one statement."""

BY_STATEMENT = {
    "noted in the inbox": ("after", ("INSERT INTO inbox", _BOTH_AT_ONCE)),
    "session locked": ("after", ("INSERT INTO session", _BOTH_AT_ONCE)),
    "linked": ("after", ("INSERT INTO link ",)),
    "case filed": ("after", ("INSERT INTO case_file",)),
    "before saving": ("before", ("UPDATE session SET language",)),
    "replies queued": ("after", ("INSERT INTO outbox",)),
}

TURN = (
    "before the inbox",
    "noted in the inbox",
    "session locked",
    "linked",
    "before saving",
    "replies queued",
    "before the commit",
    "committed",
    "before the channel hears so",
)
TAKEN_OVER = ("claimed", "claim committed")
DELIVERY = (*TAKEN_OVER, "before sending", "accepted", "marked")
TELLING = ("notice queued", "notice before the commit", "notice committed")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _remember_the_speaker() -> None:
    """Whose turn it is, for whatever the turn calls."""
    take_turn = bot.app.take_turn  # type: ignore[attr-defined]

    async def remembered(house: Any, incoming: Incoming, now: datetime) -> Any:
        _speaker.set(incoming.sender.id)
        return await take_turn(house, incoming, now)

    bot.app.take_turn = remembered  # type: ignore[attr-defined]


def _arm(phase: str, victim: str) -> None:
    if phase in BY_STATEMENT:
        _at_statement(*BY_STATEMENT[phase], victim)
    else:
        _BY_FUNCTION[phase](victim)


def _at_statement(when: str, begins: tuple[str, ...], victim: str) -> None:
    @event.listens_for(Engine, f"{when}_cursor_execute")
    def look(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if _speaker.get() == victim and statement.startswith(begins):
            die()


def _before_the_commit(victim: str) -> None:
    @event.listens_for(Engine, "commit")
    def look(_connection: Any) -> None:
        if _speaker.get() == victim:
            die()


def _around(
    owner: Any,
    name: str,
    before: Callable[..., bool] = lambda *_: False,
    after: Callable[..., bool] = lambda *_: False,
) -> None:
    """Dies before a function where ``before`` agrees to what it was given, and after it where
    ``after`` agrees to what came of it too."""
    whole: Callable[..., Awaitable[Any]] = getattr(owner, name)

    @wraps(whole)
    async def watched(*given: Any, **named: Any) -> Any:
        if before(*given):
            die()
        came = await whole(*given, **named)
        if after(came, *given):
            die()
        return came

    setattr(owner, name, watched)


def _is_heard(victim: str) -> None:
    _around(Conversations, "hear", before=lambda _self, said, *_: said.sender.id == victim)


def _has_committed(victim: str) -> None:
    _around(bot.app, "take_turn", after=lambda *_: _speaker.get() == victim)


def _is_to_confirm(victim: str) -> None:
    _around(Telegram, "_hear", after=lambda *_: _speaker.get() == victim)


def _has_claimed(victim: str) -> None:
    _around(Outbox, "claim", after=lambda rows, *_: any(row.to.id == victim for row in rows))


def _is_to_send_what_it_claimed(victim: str) -> None:
    _around(Sender, "send", before=lambda _self, rows, *_: any(row.to.id == victim for row in rows))


def _is_to_send(victim: str) -> None:
    _around(Telegram, "_call", before=lambda _self, _call, to: to == victim)


def _was_accepted(victim: str) -> None:
    _around(Telegram, "_call", after=lambda _came, _self, _call, to: to == victim)


def _has_marked(victim: str) -> None:
    accepted: list[str] = []

    def note(_came: object, _self: object, _call: object, to: str) -> bool:
        accepted.append(to)
        return False

    _around(Telegram, "_call", after=note)
    _around(Outbox, "sent", after=lambda *_: victim in accepted)


def _tells(died_then: Callable[[], bool]) -> list[bool]:
    """Notes when something is queued that nobody has asked for just now."""
    told: list[bool] = []

    def note(came: Any, *_given: object) -> bool:
        told.extend(True for one in came if one.lane != LIVE)
        return bool(told) and died_then()

    _around(Outbox, "put", after=note)
    return told


def _has_queued_a_notice(_victim: str) -> None:
    _tells(lambda: True)


def _is_to_commit_a_notice(_victim: str) -> None:
    told = _tells(lambda: False)

    @event.listens_for(Engine, "commit")
    def look(_connection: Any) -> None:
        if told:
            die()


def _has_committed_a_notice(_victim: str) -> None:
    told = _tells(lambda: False)
    _around(Outbox, "claim", before=lambda *_: bool(told))


_BY_FUNCTION: dict[str, Callable[[str], None]] = {
    "before the inbox": _is_heard,
    "before the commit": _before_the_commit,
    "committed": _has_committed,
    "before the channel hears so": _is_to_confirm,
    "claimed": _has_claimed,
    "claim committed": _is_to_send_what_it_claimed,
    "before sending": _is_to_send,
    "accepted": _was_accepted,
    "marked": _has_marked,
    "notice queued": _has_queued_a_notice,
    "notice before the commit": _is_to_commit_a_notice,
    "notice committed": _has_committed_a_notice,
}


def _poison(words: str) -> None:
    """A message that this program never gets through."""
    find = handlers.turn.route  # type: ignore[attr-defined]

    def stumble(session: Any, incoming: Incoming, *more: Any) -> Any:
        if incoming.text == words:
            raise ZeroDivisionError(words)
        return find(session, incoming, *more)

    handlers.turn.route = stumble  # type: ignore[attr-defined, assignment]
