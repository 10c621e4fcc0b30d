"""What is to be corrected in a record, field by field, with a second pair of eyes."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Table,
)

from storage.tables.base import Instant, metadata, own_id

# The submitter is tied to the event by which the case got this change, so that no row can name
# somebody else. Triggers keep what was submitted, and what was decided, as it is
# (`storage.triggers`); the keys of sealed cells may be renewed.
field_change = Table(
    "field_change",
    metadata,
    own_id(),
    Column("case_id", ForeignKey("case_file.id"), nullable=False),
    Column("event_id", BigInteger, nullable=False, unique=True),
    Column("submitted_by", ForeignKey("actor.id"), nullable=False, index=True),
    Column("field", String(24), nullable=False),
    Column("submitted_at", Instant, nullable=False),
    Column("sealed_old", LargeBinary),
    Column("sealed_new", LargeBinary, nullable=False),
    Column("decided_by", ForeignKey("actor.id")),
    Column("decided_at", Instant),
    Column("decision", String(16)),
    Column("because", String(24)),
    Column("sealed_answer", LargeBinary),
    Column("counts_from", Date),
    ForeignKeyConstraint(
        ["event_id", "case_id", "submitted_by"],
        ["case_event.id", "case_event.case_id", "case_event.actor_id"],
    ),
    CheckConstraint("decided_by IS NULL OR decided_by <> submitted_by", name="four_eyes"),
    CheckConstraint(
        "(decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (decision IS NULL)",
        name="decided_as_a_whole",
    ),
    Index("ix_field_change_case_id", "case_id", "id"),
)
