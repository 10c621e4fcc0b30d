"""When officials hear the numbers of the day, and of which days they have."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from storage.tables.base import Instant, metadata

# Without an hour nothing is told. What was due before ``since`` was promised for another hour.
summary_hour = Table(
    "summary_hour",
    metadata,
    Column("actor_id", ForeignKey("actor.id"), primary_key=True),
    Column("hour", Integer),
    Column("since", Instant, nullable=False),
)

# One row for each official and day: whoever writes it has it told, and nobody else.
summary_told = Table(
    "summary_told",
    metadata,
    Column("actor_id", ForeignKey("actor.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("due_at", Instant, nullable=False),
)
