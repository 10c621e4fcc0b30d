"""What is reported, what became of it, and what was written to it."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
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
# Named so because CASE is a word of SQL itself. ``session_id`` is NULL of what lists held against
# each other have shown, and nobody has reported yet; ``shown_at``: since when they show it, NULL
# while they do not.
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
    Column("session_id", ForeignKey("session.id"), index=True),
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
    Column("point_id", ForeignKey("payment_point.id", name="fk_case_file_point_id_payment_point")),
    Column("against", ForeignKey("actor.id", name="fk_case_file_against_actor")),
    Column("above", Integer, nullable=False, server_default="0"),
    Column("shown_at", Instant),
    Column("meanwhile", String(16)),
    unit_key(),
    UniqueConstraint("person_id", "kind", "reason", "month"),
    Index("ix_case_file_point", "point_id", "kind", "reason", "month", unique=True),
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

# From where it was reported: everybody who did is to hear of its end.
case_reporter = Table(
    "case_reporter",
    metadata,
    Column("case_id", ForeignKey("case_file.id"), primary_key=True),
    Column("session_id", ForeignKey("session.id"), primary_key=True, index=True),
    Column("at", Instant, nullable=False),
    Column("rating", Integer),
    Column("rated_at", Instant),
)

# Two cases of one household; the lower id stands first.
case_together = Table(
    "case_together",
    metadata,
    Column("case_id", ForeignKey("case_file.id"), primary_key=True),
    Column("other_id", ForeignKey("case_file.id"), primary_key=True, index=True),
    Column("put_by", ForeignKey("actor.id"), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("case_id < other_id", name="in_order"),
)

# A day on which money is brought home. ``failed``: why it could not be; a plan that was changed
# before its day is over without having failed.
home_visit = Table(
    "home_visit",
    metadata,
    own_id(),
    Column("case_id", ForeignKey("case_file.id"), nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("comes", String(24), nullable=False),
    Column("planned_by", ForeignKey("actor.id"), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("over_at", Instant),
    Column("failed", String(24)),
)
