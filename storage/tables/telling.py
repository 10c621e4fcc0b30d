"""What is said without being asked: who wants it, what there is to tell, and who was told."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.tables.base import Instant, metadata, own_id, unit_columns, unit_key

# Who asked to be written to, about what: a person they hear about, or what is public of a place.
subscription = Table(
    "subscription",
    metadata,
    own_id(),
    Column("session_id", ForeignKey("session.id"), nullable=False, index=True),
    Column("topic", String(16), nullable=False),
    Column("person_id", ForeignKey("person.id")),
    *unit_columns(nullable=True),
    Column("point_id", ForeignKey("payment_point.id")),
    Column("since", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("version", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    unit_key(),
    CheckConstraint("person_id IS NOT NULL OR unit_code IS NOT NULL", name="about_something"),
    Index("ix_subscription_person", "person_id", "topic"),
    Index("ix_subscription_unit", "unit_code", "unit_from", "topic", "session_id"),
)

# One thing that many are to be told. ``key`` names it, so that it is made once whatever restarts:
# kind, what it is about, and the day. ``queued_to``: up to that session everybody is queued who is
# to hear it; nothing before the first of them, and once all are.
bulletin = Table(
    "bulletin",
    metadata,
    own_id(),
    Column("key", String(96), nullable=False, unique=True),
    Column("kind", String(24), nullable=False),
    *unit_columns(nullable=True),
    Column("way", String(8)),
    Column("point_id", ForeignKey("payment_point.id")),
    Column("day", Date),
    Column("day_before", Date),
    Column("state", String(8), nullable=False),
    Column("total", Integer, nullable=False),
    Column("queued_to", BigInteger),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),
    unit_key(),
    Index("ix_bulletin_state", "state"),
)

# What one address is to be told, once; rendered only when it is about to be sent. ``subject`` is
# what the kind is about. ``outcome`` says what became of it.
notice = Table(
    "notice",
    metadata,
    own_id(),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("subject", BigInteger, nullable=False, index=True),
    Column("due_at", Instant, nullable=False),
    Column("told_at", Instant),
    Column("lane", String(8), nullable=False, server_default="notice"),
    Column("bulletin_id", ForeignKey("bulletin.id", name="fk_notice_bulletin_id"), index=True),
    Column("expires_at", Instant),
    Column("outcome", String(16)),
    UniqueConstraint("session_id", "kind", "subject"),
    Index(
        "ix_notice_untold",
        "lane",
        "id",
        sqlite_where=text("told_at IS NULL"),
        postgresql_where=text("told_at IS NULL"),
    ),
)

# What people said two days after payday.
arrival = Table(
    "arrival",
    metadata,
    own_id(),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("month", Date, nullable=False),
    Column("answer", String(8), nullable=False),
    Column("trips", Integer),
    Column("at", Instant, nullable=False),
    UniqueConstraint("session_id", "person_id", "month"),
)

# What the administrator is told of; one row from when it began to when it was over.
alert = Table(
    "alert",
    metadata,
    own_id(),
    Column("code", String(24), nullable=False),
    Column("about", String(80), nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("since", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_alert_code", "code", "about"),
)

# How fast a provider may be written to, over all replicas; what is live is not held back.
pace = Table(
    "pace",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("next_at", Instant, nullable=False),
    Column("paused_until", Instant),
)
