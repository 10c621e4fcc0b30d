"""`ansinh notice`: what many are told, how long it takes, and to hold it back."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from bot.app import App, served_channels
from bot.commands import Refused, ready_app, refused
from bot.settings import Settings
from domain.bulletin import Bulletin, BulletinState, seconds_for
from storage.bulletins import NotNow, Progress
from storage.records import Records
from storage.reference import Reference

if TYPE_CHECKING:
    from bot.commands import Commands

_WAITING = frozenset({BulletinState.PLANNED, BulletinState.OPEN, BulletinState.PAUSED})


@dataclass(frozen=True, slots=True)
class _Listed:
    """``to_come``: how many are still to be told; ``waiting``: by channel, where that is known, and
    ``seconds``: how long that takes. ``kept_back``: by outcome how many were not told."""

    progress: Progress
    to_come: int
    waiting: dict[str, int]
    seconds: int
    kept_back: dict[str, int]
    due_at: datetime


def register(commands: Commands) -> None:
    notice = commands.add_parser("notice", help="what many are told: see it, hold it back, stop it")
    actions = notice.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="the newest, how far they are, and how long they take")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=_list)
    for name, told in (
        ("pause", "nothing more of it goes out for now"),
        ("resume", "go on where it was"),
        ("stop", "nobody more is told, for good"),
    ):
        action = actions.add_parser(name, help=told)
        action.add_argument("id", type=int, metavar="ID", help="as `notice list` shows it")
        action.set_defaults(run=refused(_change))


async def _list(settings: Settings, given: argparse.Namespace) -> int:
    speeds = {
        one.name: one.limits.bulk_per_second for one in served_channels(settings) if one.limits
    }
    async with ready_app(settings) as app:
        reference = await app.database.reference()
        async with app.database.transaction() as records:
            records.store.today = app.clock().date()
            found = await records.bulletins.progress()
            kept_back = await records.notices.kept_back([one.bulletin.id for one in found])
            listed = [
                await _looked_up(
                    one, records, speeds, kept_back.get(one.bulletin.id, {}), settings.timezone
                )
                for one in found
            ]
    if given.json:
        print(json.dumps({"notices": [_document(one) for one in listed]}))
    else:
        print("\n".join(_line(one, reference) for one in listed) or "Nothing is planned.")
    return 0


async def _looked_up(
    one: Progress,
    records: Records,
    speeds: dict[str, float],
    kept_back: dict[str, int],
    timezone: tzinfo,
) -> _Listed:
    waiting: dict[str, int] = {}
    if one.bulletin.state in _WAITING:
        waiting = await records.bulletins.ahead(one.bulletin.id)
    to_come = sum(waiting.values())
    if _was_paused_early(one):
        to_come = await records.bulletins.count(one.bulletin.id)
    return _Listed(
        one, to_come, waiting, _seconds(waiting, speeds), kept_back, one.due_at.astimezone(timezone)
    )


def _was_paused_early(one: Progress) -> bool:
    """Before anybody was queued: who is to hear it is asked anew when it goes on."""
    return one.bulletin.state is BulletinState.PAUSED and one.total == 0


def _seconds(waiting: dict[str, int], speeds: dict[str, float]) -> int:
    times = [
        seconds_for(count, speeds[channel])
        for channel, count in waiting.items()
        if channel in speeds
    ]
    return max(times, default=0)


async def _change(settings: Settings, given: argparse.Namespace) -> int:
    async with ready_app(settings) as app:
        try:
            async with app.database.transaction() as records:
                said = await _changed(records, given.action, given.id, app.clock())
                await _note(app, records, given.action, given.id)
        except NotNow as why:
            raise Refused(f"It is {why}, so it cannot be told to {given.action}.") from why
    print(said)
    return 0


async def _changed(records: Records, action: str, bulletin: int, now: datetime) -> str:
    match action:
        case "pause":
            await records.bulletins.pause(bulletin)
            return "Paused. What is already on its way arrives."
        case "resume":
            await records.bulletins.resume(bulletin)
            return "It goes on."
    kept = await records.bulletins.stop(bulletin, now)
    return f"Stopped. {kept:,} are not told."


async def _note(app: App, records: Records, action: str, bulletin: int) -> None:
    await records.audit.note(
        0, records.new_id(), f"notice_{action}", bulletin, app.clock(), why="command"
    )


def _document(one: _Listed) -> dict[str, object]:
    progress, bulletin = one.progress, one.progress.bulletin
    return {
        "id": bulletin.id,
        "kind": bulletin.kind,
        "unit": str(bulletin.unit),
        "way": bulletin.way,
        "point": bulletin.point,
        "day": bulletin.day and bulletin.day.isoformat(),
        "state": bulletin.state,
        "due_at": one.due_at.isoformat(),
        "total": progress.total,
        "told": progress.told,
        "dropped": progress.dropped,
        "kept_back": one.kept_back,
        "to_come": one.to_come,
        "waiting": one.waiting,
        "seconds": one.seconds,
    }


def _line(one: _Listed, reference: Reference) -> str:
    progress, bulletin = one.progress, one.progress.bulletin
    unit = reference.gazetteer.known(bulletin.unit).name
    day = f" {bulletin.day:%d/%m/%Y}" if bulletin.day else ""
    return (
        f"{bulletin.id} {bulletin.kind} {unit}, {bulletin.way}{day}{_point(bulletin, reference)}, "
        f"due {one.due_at:%d/%m/%Y %H:%M}: {bulletin.state}, "
        f"{progress.told:,} told, {progress.dropped:,} not{_why(one)}{_rest(one)}"
    )


def _point(bulletin: Bulletin, reference: Reference) -> str:
    """Several points of a unit pay on one day."""
    point = reference.points.get(bulletin.point or 0)
    return f" at {point.name}" if point else ""


def _why(one: _Listed) -> str:
    """In the words that docs/operating.md explains."""
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in one.kept_back.items())
    return f" ({counts})" if counts else ""


def _rest(one: _Listed) -> str:
    if one.to_come == 0:
        return ""
    by = ", ".join(f"{count:,} by {channel}" for channel, count in sorted(one.waiting.items()))
    takes = f"{by}, about {one.seconds:,} s" if by else f"{one.to_come:,}"
    resumed = " once it is resumed" if one.progress.bulletin.state is BulletinState.PAUSED else ""
    return f"; to come{resumed}: {takes}"
