"""Photos, papers and voice notes: what is awaited from a channel, and what is here of it."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from storage.tables.base import Instant, metadata, own_id

# The reference is cleared as soon as the content is here or given up, the content when its time is
# over; what stays says that there was one. Until a dialogue has filed it, it belongs to no case.
stored_file = Table(
    "stored_file",
    metadata,
    own_id(),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("case_id", ForeignKey("case_file.id"), index=True),
    Column("channel", String(16), nullable=False),
    Column("use", String(16), nullable=False),
    Column("state", String(8), nullable=False),
    Column("why", String(16)),
    Column("kind", String(8)),
    Column("size", Integer),
    Column("sent_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("leased_by", BigInteger),
    Column("tries", Integer, nullable=False),
    Column("sealed_reference", LargeBinary),
    Column("sealed_content", LargeBinary),
    Index("ix_stored_file_session", "session_id", "sent_at"),
    Index(
        "ix_stored_file_awaited",
        "due_at",
        sqlite_where=text("state = 'awaited'"),
        postgresql_where=text("state = 'awaited'"),
    ),
)
