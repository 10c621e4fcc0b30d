"""What is reported."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from storage.tables.base import Instant, metadata, own_id, unit_columns, unit_key

# The same thing about the same person and month is one case, however often it is reported.
# Named so because CASE is a word of SQL itself.
case_file = Table(
    "case_file",
    metadata,
    own_id(),
    Column("number", String(16), nullable=False, unique=True),
    Column("kind", String(24), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("person_id", ForeignKey("person.id")),
    *unit_columns(),
    Column("month", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("session_id", ForeignKey("session.id"), nullable=False, index=True),
    Column("filed_at", Instant, nullable=False),
    Column("due_on", Date),
    Column("closed_at", Instant),
    Column("paid_how", String(16)),
    Column("sealed_details", LargeBinary),
    Column("handled_by", ForeignKey("actor.id", name="fk_case_file_handled_by_actor")),
    unit_key(),
    UniqueConstraint("person_id", "kind", "reason", "month"),
    Index("ix_case_file_unit", "unit_code", "unit_from", "state"),
)
