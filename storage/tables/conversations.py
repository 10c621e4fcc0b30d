"""Sessions, what is heard and what is said; and the work done without a message."""

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
    text,
)

from storage.tables.base import Instant, metadata, own_id

# What the program knows of one address, and the dialogue open with it.
session = Table(
    "session",
    metadata,
    own_id(),
    Column("channel", String(16), nullable=False),
    Column("address_index", LargeBinary, nullable=False, unique=True),
    Column("sealed_address", LargeBinary, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("language", String(8)),
    Column("home_code", String(8)),
    Column("home_from", Date),
    Column("home_point_id", BigInteger),
    Column("dialogue", String(40)),
    Column("run", BigInteger),
    Column("failures", Integer, nullable=False),
    Column("heard_order", BigInteger, nullable=False),
    Column("heard_at", Instant),
    Column("sealed_state", LargeBinary),
    Column("signed_in_at", Instant),
    Column("gone_at", Instant),
    Column("stopped_at", Instant),
)

inbox = Table(
    "inbox",
    metadata,
    Column("address_index", LargeBinary, primary_key=True),
    Column("message_id", String(80), primary_key=True),
    Column("heard_at", Instant, nullable=False, index=True),
)

outbox = Table(
    "outbox",
    metadata,
    own_id(),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("lane", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("leased_by", BigInteger),
    Column("tries", Integer, nullable=False),
    Column("error", String(40)),
    Column("sent_as", String(80)),
    Column("sealed_reply", LargeBinary, nullable=False),
    Column("number", BigInteger, nullable=False, server_default="0"),
    Column("expires_at", Instant),
    Column("notice_id", BigInteger),
    Index("ix_outbox_number", "session_id", "number"),
    Index("ix_outbox_waiting", "state", "channel", "due_at"),
    Index(
        "ix_outbox_due",
        "channel",
        "lane",
        "due_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_outbox_session", "session_id", "state"),
)

failure = Table(
    "failure",
    metadata,
    own_id(),
    Column("session_id", ForeignKey("session.id"), nullable=False, index=True),
    Column("dialogue", String(40)),
    Column("error", String(80), nullable=False),
    Column("at", Instant, nullable=False),
)

# Something came that could not be read; what it was is not kept.
unreadable = Table(
    "unreadable",
    metadata,
    own_id(),
    Column("channel", String(16), nullable=False),
    Column("error", String(80), nullable=False),
    Column("at", Instant, nullable=False),
)

# Who may do what only one process may do, until when.
lease = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", BigInteger, nullable=False),
    Column("until", Instant, nullable=False),
)

job_run = Table(
    "job_run",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("slot", String(32), primary_key=True),
    Column("ran_at", Instant, nullable=False),
)
