"""Who changed the payout calendar and the payment points, when, and from what to what.

Append-only: triggers refuse UPDATE, DELETE and TRUNCATE (storage/triggers.py). ``day_id`` and
``point_id`` are no foreign keys: what was planned and taken back is gone, and this stays.
``together`` is the first row of one step, ``undoes`` the step that it takes back.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Date, Float, ForeignKey, Index, String, Table, Time

from storage.tables.base import Instant, metadata, own_id, unit_columns

BEFORE, AFTER = "old_", "new_"


def _step(table: str) -> tuple[Column[Any], ...]:
    return (
        own_id(),
        Column("at", Instant, nullable=False),
        Column(
            "actor_id",
            ForeignKey("actor.id", name=f"fk_{table}_actor_id_actor"),
            nullable=False,
        ),
        Column("what", String(16), nullable=False),
        Column("together", BigInteger, nullable=False, index=True),
        Column("undoes", BigInteger, index=True),
    )


def _both(name: str, kind: Any) -> tuple[Column[Any], ...]:
    """A value as it was and as it is."""
    return Column(f"{BEFORE}{name}", kind), Column(f"{AFTER}{name}", kind)


calendar_change = Table(
    "calendar_change",
    metadata,
    *_step("calendar_change"),
    Column("day_id", BigInteger, nullable=False),
    Column("month", Date, nullable=False),
    *unit_columns(),
    Column("programme", String(24), nullable=False),
    Column("way", String(8), nullable=False),
    Column("point_id", BigInteger),
    *_both("state", String(24)),
    *_both("day", Date),
    *_both("opens", Time),
    *_both("closes", Time),
    *_both("reason", String(24)),
    *_both("day_before", Date),
    *_both("said_on", Date),
    Index("ix_calendar_change_day", "day_id", "id"),
)

point_change = Table(
    "point_change",
    metadata,
    *_step("point_change"),
    Column("point_id", BigInteger, nullable=False),
    *_both("status", String(16)),
    *_both("address", String(200)),
    *_both("replaced_by", BigInteger),
    *_both("latitude", Float),
    *_both("longitude", Float),
    *_both("confirmed_on", Date),
    *_both("here_since", Date),
    Index("ix_point_change_point", "point_id", "id"),
)
