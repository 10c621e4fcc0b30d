"""What is reported, what became of it, and what was written to it."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
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
    Column("filed_by", ForeignKey("actor.id", name="fk_case_file_filed_by_actor")),
    Column("cause", String(32)),
    Column("bank", String(8)),
    Column("look_by", Date),
    Column("looked_at", Instant),
    Column("level", Integer, nullable=False, server_default="0"),
    unit_key(),
    UniqueConstraint("person_id", "kind", "reason", "month"),
    Index("ix_case_file_unit", "unit_code", "unit_from", "state"),
    Index("ix_case_file_bank", "bank", "filed_at"),
    Index("ix_case_file_handled_by", "handled_by", "state"),
)

# What happened to a case, append-only by trigger. It holds ids and codes alone, and like the audit
# refers to nothing, so that what it tells of can be forgotten. A submission that somebody else must
# decide on names its event, the case and who submitted it together.
case_event = Table(
    "case_event",
    metadata,
    own_id(),
    Column("case_id", BigInteger, nullable=False),
    Column("event", String(16), nullable=False),
    Column("before", String(16)),
    Column("after", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor_id", BigInteger),
    Column("to_actor_id", BigInteger),
    Column("level", Integer),
    UniqueConstraint("id", "case_id", "actor_id"),
    Index("ix_case_event_case_id", "case_id", "id"),
)

# The words written with an event; they can be forgotten, the event cannot.
case_note = Table(
    "case_note",
    metadata,
    own_id(),
    Column("case_id", ForeignKey("case_file.id"), nullable=False, index=True),
    Column("sealed_words", LargeBinary, nullable=False),
)
