"""The store's upkeep: clocks, what waits, copies, jobs, seals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy.engine import make_url

from bot.findings.finding import Finding, Grade
from bot.send_errors import advice
from bot.settings import Settings
from domain.alert import COPY_HOLDS, AlertKind, Trouble
from domain.notice import KNOCKS
from storage.condition import Condition
from storage.jobs import Run
from storage.outbox import Standing

_UNSENT = timedelta(minutes=15)
_CLOCKS_APART = timedelta(seconds=5)
_UNSEALED = timedelta(hours=1)
_LATE = timedelta(hours=1)
"""A job may be so late: what was missed while nobody was running runs at the next start."""

_SERVE = "Is `ansinh serve` running? Its log says more."


def of_keys(condition: Condition) -> Iterator[Finding]:
    if condition.opens is None:
        yield Finding("keys", Grade.OK, "The keys open the store.")
    else:
        yield Finding(
            "keys",
            Grade.BAD,
            f"The keys do not open the store: {condition.opens}.",
            "Set the ANSINH_KEY and ANSINH_INDEX_KEY that it was made with.",
            Trouble(AlertKind.KEYS),
        )


def of_clocks(condition: Condition, now: datetime) -> Iterator[Finding]:
    if condition.clock is None:
        return
    apart = abs(condition.clock - now)
    message = f"This clock and the database's are {apart.total_seconds():.1f} seconds apart."
    if apart < _CLOCKS_APART:
        yield Finding("clock", Grade.OK, message)
    else:
        yield Finding(
            "clock",
            Grade.BAD,
            message,
            "Have both machines take their time from the network (NTP).",
            Trouble(AlertKind.CLOCK, value=int(apart.total_seconds())),
        )


def of_unsent(standing: Iterable[Standing], now: datetime) -> Iterator[Finding]:
    """By channel; in one that people come to themselves, replies may wait for ever."""
    late: dict[str, list[Standing]] = defaultdict(list)
    for one in standing:
        waits = one.state == "waiting" and one.channel in KNOCKS
        if waits and now - one.oldest > _UNSENT:
            late[one.channel].append(one)
    if not late:
        yield Finding("unsent", Grade.OK, "Nothing has waited long to be sent.")
    for channel, those in late.items():
        oldest = min(those, key=lambda one: one.oldest)
        minutes = _whole(now - oldest.oldest, timedelta(minutes=1))
        count = sum(one.count for one in those)
        yield Finding(
            "unsent",
            Grade.WARN,
            f"{channel}: {count:,} wait, the oldest for {minutes:,} minutes.",
            advice(oldest.error) if oldest.error else _SERVE,
            Trouble(AlertKind.UNSENT, channel, minutes),
        )


def of_copies(
    settings: Settings, condition: Condition, now: datetime, demo: bool
) -> Iterator[Finding]:
    """What is invented need not be copied."""
    if make_url(settings.database_url).get_backend_name() != "sqlite":
        yield Finding("backup", Grade.WARN, "Whether PostgreSQL is copied is not known here.",
                      "See docs/operating.md.")  # fmt: skip
        return
    newest = condition.backed_up_at
    message = "There is no copy yet." if newest is None else f"The newest copy is of {newest:%F}."
    if newest is not None and now - newest < COPY_HOLDS:
        yield Finding("backup", Grade.OK, message)
        return
    days = -1 if newest is None else (now - newest).days
    trouble = None if demo else Trouble(AlertKind.BACKUP, value=days)
    yield Finding("backup", Grade.WARN, message, "Once a day: ansinh backup FILE", trouble)


def of_jobs(
    runs: Mapping[str, Run], jobs: Mapping[str, timedelta], now: datetime
) -> Iterator[Finding]:
    """``jobs``: how often each is to run."""
    if all(name not in runs for name in jobs):
        yield Finding("jobs", Grade.WARN, "Nothing has been done on schedule yet.", _SERVE)
        return
    wrong = [one for name in jobs for one in _job(name, runs.get(name), jobs[name], now)]
    yield from wrong
    if not wrong:
        yield Finding("jobs", Grade.OK, "What is to be done on schedule was done.")


def _job(name: str, last: Run | None, every: timedelta, now: datetime) -> Iterator[Finding]:
    if last is None:
        return  # new in this version: its time comes
    if last.broke_off:
        message = f"The job {name} broke off with an error on {last.at:%F}."
        todo = "The log of `ansinh serve` says where: report it."
        yield Finding("jobs", Grade.BAD, message, todo, Trouble(AlertKind.JOB, name, -1))
    elif now - last.at > every + _LATE:
        hours = _whole(now - last.at, timedelta(hours=1))
        message = f"The job {name} has not run for {hours:,} hours."
        yield Finding("jobs", Grade.BAD, message, _SERVE, Trouble(AlertKind.JOB, name, hours))


def of_seals(condition: Condition, now: datetime) -> Iterator[Finding]:
    since = condition.unsealed_since
    if since is None or now - since < _UNSEALED:
        yield Finding("seals", Grade.OK, "The audit is sealed.")
        return
    hours = _whole(now - since, timedelta(hours=1))
    message = f"The audit has not been sealed for {hours:,} hours."
    yield Finding("seals", Grade.BAD, message, _SERVE, Trouble(AlertKind.SEALS, value=hours))


def _whole(span: timedelta, unit: timedelta) -> int:
    return span // unit
