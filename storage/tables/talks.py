"""Conversations between a citizen and an officer, and what is on its way in them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    text,
)

from storage.tables.base import Instant, metadata, own_id

# Of one phone one at a time. ``actor_id`` answers, at the address ``desk_id``; nobody while it is
# NULL. ``heard_at``: when the citizen wrote last; ``last_at``: when anybody did.
human_talk = Table(
    "human_talk",
    metadata,
    own_id(),
    Column("case_id", ForeignKey("case_file.id"), nullable=False, index=True),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("actor_id", ForeignKey("actor.id")),
    Column("desk_id", BigInteger),
    Column("begun_at", Instant, nullable=False),
    Column("heard_at", Instant),
    Column("last_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", String(16)),
    Index(
        "uq_human_talk_open",
        "session_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_human_talk_actor_id", "actor_id", "ended_at"),
)

# What is told in a conversation. Words lie here until they are made ready to be sent, and no
# longer; what stays says to which conversation the message belongs that somebody answers.
talk_line = Table(
    "talk_line",
    metadata,
    own_id(),
    Column("talk_id", ForeignKey("human_talk.id"), nullable=False, index=True),
    Column("said", String(16), nullable=False),
    Column("to_staff", Boolean, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("sealed_words", LargeBinary),
    Column("file_id", BigInteger),
    Column("shown_at", Instant),
)
