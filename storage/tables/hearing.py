"""Who may hear what: links, codes, consent."""

from sqlalchemy import (
    Boolean,
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

from storage.tables.base import Instant, metadata, own_id

# A link opens nothing before it is confirmed, where it needs that, and agreed to.
link = Table(
    "link",
    metadata,
    own_id(),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("relation", String(16), nullable=False),
    Column("since", Instant, nullable=False),
    Column("ended", Instant),
    Column("how", String(16), nullable=False, server_default="code"),
    Column("confirmed_at", Instant),
    Column("vouched_by", ForeignKey("actor.id", name="fk_link_vouched_by_actor")),
    Column("agreed_at", Instant),
    Column("until", Date),
    Column("sealed_label", LargeBinary),
    Column("sealed_carer", LargeBinary),
    UniqueConstraint("session_id", "person_id"),
)

link_code = Table(
    "link_code",
    metadata,
    own_id(),
    Column("code_index", LargeBinary, nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("relation", String(16), nullable=False),
    Column("valid_until", Date),
    Column("used_at", Instant),
    Column("demo", Boolean, nullable=False),
    Column("wrong_years", Integer, nullable=False, server_default="0"),
    Column("made_by", ForeignKey("actor.id", name="fk_link_code_made_by_actor")),
    Column("made_at", Instant),
)

# A number that one phone shows, to be read to the officer in front of it.
pairing = Table(
    "pairing",
    metadata,
    Column("session_id", ForeignKey("session.id"), primary_key=True),
    Column("number_index", LargeBinary, nullable=False, unique=True),
    Column("until", Instant, nullable=False),
)

# One row a try at a path that closes after too many; whose is a keyed hash.
attempt = Table(
    "attempt",
    metadata,
    own_id(),
    Column("whose_index", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Index("ix_attempt_whose", "whose_index", "at"),
)

# What was asked and answered, each time anew; the newest of a purpose counts.
consent = Table(
    "consent",
    metadata,
    own_id(),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("purpose", String(16), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_consent_newest", "session_id", "person_id", "purpose", "at"),
)
