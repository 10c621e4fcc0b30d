"""Who works here, and the audit of what they look at and do."""

from sqlalchemy import (
    BigInteger,
    Boolean,
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

# One human, whatever the addresses and invites.
actor = Table(
    "actor",
    metadata,
    own_id(),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, index=True),
    Column("made_at", Instant, nullable=False),
    Column("sealed_totp", LargeBinary),
    Column("totp_step", BigInteger),
)

staff_grant = Table(
    "staff_grant",
    metadata,
    own_id(),
    Column("actor_id", ForeignKey("actor.id"), nullable=False, index=True),
    Column("role", String(24), nullable=False),
    *unit_columns(nullable=True),
    Column("given_by", ForeignKey("actor.id")),
    Column("given_at", Instant, nullable=False),
    Column("ended_at", Instant),
    unit_key(),
    Index("ix_staff_grant_unit", "unit_code", "unit_from"),
)

staff_address = Table(
    "staff_address",
    metadata,
    Column("session_id", ForeignKey("session.id"), primary_key=True),
    Column("actor_id", ForeignKey("actor.id"), nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("used_on", Date, nullable=False),
    Column("stepped_up_at", Instant),
    Column("ended_at", Instant),
)

# Whose record somebody of the staff had before them last, so that they need not be sought again.
looked_at = Table(
    "looked_at",
    metadata,
    Column("actor_id", ForeignKey("actor.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

# One sign-in to the officials' page: the link that was given in chat, then what came of it.
# ``session_id`` is the address that asked for it: whoever is no more of the staff there, or is
# locked, is out of the page too. Of link and cookie only keyed hashes are kept. ``until``: of the
# link, once it is used of the page.
page_session = Table(
    "page_session",
    metadata,
    own_id(),
    Column("actor_id", ForeignKey("actor.id"), nullable=False, index=True),
    Column("session_id", ForeignKey("session.id"), nullable=False, index=True),
    Column("link_index", LargeBinary, nullable=False, unique=True),
    Column("cookie_index", LargeBinary, unique=True),
    Column("asked_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("until", Instant, nullable=False, index=True),
    Column("ended_at", Instant),
)

invite = Table(
    "invite",
    metadata,
    own_id(),
    Column("code_index", LargeBinary, nullable=False, unique=True),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary),
    Column("role", String(24), nullable=False),
    *unit_columns(nullable=True),
    Column("actor_id", ForeignKey("actor.id")),
    Column("invited_by", ForeignKey("actor.id")),
    Column("valid_until", Date, nullable=False),
    Column("used_at", Instant),
    Column("demo", Boolean, nullable=False),
    unit_key(),
)

# Append-only: triggers made by the migrations refuse UPDATE, DELETE and TRUNCATE. ``signature`` is
# a keyed hash over the row, so that a row written by hand is known at once (storage/seals.py).
audit = Table(
    "audit",
    metadata,
    own_id(),
    Column("at", Instant, nullable=False),
    Column("session_id", BigInteger),
    Column("run", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("actor_id", BigInteger),
    Column("why", String(40)),
    Column("signature", LargeBinary),
    UniqueConstraint("run", "kind", "subject"),
)

# Append-only too. A seal holds the ids of the rows it is over; one with ``purged_through`` instead
# says which seals, and with them which rows, have been removed since they were past their time.
audit_seal = Table(
    "audit_seal",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("count", Integer, nullable=False),
    Column("first_id", BigInteger),
    Column("last_id", BigInteger, index=True),
    Column("purged_through", BigInteger, index=True),
    Column("purged_last_id", BigInteger, index=True),
    Column("digest", LargeBinary, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("ids", LargeBinary, nullable=False),
)

# One row: the newest seal, signed, so that seals cut off at the end are missed.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
