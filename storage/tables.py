"""Every table. Columns named ``sealed_…`` are ciphertext; ``…_index`` are keyed hashes.

What may stand in the clear: ids, units, months, days, states, reason codes, coefficients, amounts
(DESIGN.md §5). A migration accompanies each change here; `tests/test_migrations.py` compares them.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    TypeDecorator,
    UniqueConstraint,
)

HEAD = "0005"
"""The newest migration, so that a start can see without Alembic whether the store is up to date."""

MONDAY_TO_SATURDAY = 0b0111111
"""A bit for each day of the week on which a point opens, Monday the lowest."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment. SQLite keeps no time zone, so what goes in and comes out is UTC on both."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC))


def _id() -> Column[int]:
    """Made by the program before the insert, growing with time (`storage.ids`)."""
    return Column("id", BigInteger, primary_key=True, autoincrement=False)


def _unit_columns(nullable: bool = False) -> tuple[Column[str], Column[object]]:
    return (
        Column("unit_code", String(8), nullable=nullable),
        Column("unit_from", Date, nullable=nullable),
    )


def _unit_key() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["unit_code", "unit_from"], ["unit.code", "unit.valid_from"])


# One row: what kind of store this is, and how often units, points or calendar have changed.
store = Table(
    "store",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    Column("demo_made_on", Date),
    Column("reference_version", BigInteger, nullable=False),
    Column("people_version", BigInteger, nullable=False, server_default="0"),
)

# --- Places ---------------------------------------------------------------------------------

unit = Table(
    "unit",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    Column("name", String(80), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("area", String(8), nullable=False),
    Column("served", Boolean, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
)

unit_successor = Table(
    "unit_successor",
    metadata,
    Column("old_code", String(8), primary_key=True),
    Column("old_from", Date, primary_key=True),
    Column("new_code", String(8), primary_key=True),
    Column("new_from", Date, primary_key=True),
    ForeignKeyConstraint(["old_code", "old_from"], ["unit.code", "unit.valid_from"]),
    ForeignKeyConstraint(["new_code", "new_from"], ["unit.code", "unit.valid_from"]),
)

unit_alias = Table(
    "unit_alias",
    metadata,
    Column("alias", String(80), primary_key=True),
    Column("code", String(8), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    ForeignKeyConstraint(["code", "valid_from"], ["unit.code", "unit.valid_from"]),
)

payment_point = Table(
    "payment_point",
    metadata,
    _id(),
    Column("name", String(120), nullable=False),
    Column("kind", String(16), nullable=False),
    *_unit_columns(),
    Column("former_code", String(8)),
    Column("former_from", Date),
    Column("address", String(200), nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("opens", Time),
    Column("closes", Time),
    Column("status", String(16), nullable=False),
    Column("confirmed_on", Date),
    Column("invented", Boolean, nullable=False),
    Column("pause_from", Time),
    Column("pause_to", Time),
    Column("weekdays", Integer, nullable=False, server_default=str(MONDAY_TO_SATURDAY)),
    Column("bank", String(8)),
    Column("seats", Boolean),
    Column("shade", Boolean),
    Column("steps", Boolean),
    Column("replaced_by", ForeignKey("payment_point.id")),
    _unit_key(),
    ForeignKeyConstraint(["former_code", "former_from"], ["unit.code", "unit.valid_from"]),
)

payout_day = Table(
    "payout_day",
    metadata,
    _id(),
    Column("month", Date, nullable=False),
    *_unit_columns(),
    Column("programme", String(24), nullable=False),
    Column("way", String(8), nullable=False),
    Column("point_id", ForeignKey("payment_point.id")),
    Column("day", Date),
    Column("opens", Time),
    Column("closes", Time),
    Column("state", String(24), nullable=False),
    Column("reason", String(24)),
    Column("day_before", Date),
    Column("said_on", Date, nullable=False),
    _unit_key(),
    UniqueConstraint("unit_code", "unit_from", "month", "programme", "way", "point_id"),
    CheckConstraint("way <> 'cash' OR point_id IS NOT NULL", name="cash_has_a_point"),
    CheckConstraint("day IS NOT NULL OR state = 'postponed'", name="has_a_day"),
    CheckConstraint("state <> 'postponed' OR reason IS NOT NULL", name="postponed_because"),
)

standard_amount = Table(
    "standard_amount",
    metadata,
    Column("from_month", Date, primary_key=True),
    Column("dong", BigInteger, nullable=False),
    Column("basis", String(120), nullable=False),
)

# --- People and their money -----------------------------------------------------------------

person = Table(
    "person",
    metadata,
    _id(),
    *_unit_columns(),
    Column("way", String(8), nullable=False),
    Column("point_id", ForeignKey("payment_point.id")),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("sealed_birth", LargeBinary, nullable=False),
    Column("sealed_sex", LargeBinary, nullable=False),
    Column("sealed_citizen_id", LargeBinary),
    Column("sealed_phone", LargeBinary),
    Column("citizen_id_index", LargeBinary),
    Column("phone_index", LargeBinary),
    _unit_key(),
    Index("ix_person_unit", "unit_code", "unit_from"),
    Index("ix_person_citizen_id_index", "citizen_id_index"),
    Index("ix_person_phone_index", "phone_index"),
)

# A person may have more than one (DOMAIN.md §1.2); the coefficient is counted in halves.
entitlement = Table(
    "entitlement",
    metadata,
    _id(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("programme", String(24), nullable=False),
    Column("from_month", Date, nullable=False),
    Column("to_month", Date),
    Column("coefficient_halves", Integer, nullable=False),
    Column("sealed_category", LargeBinary, nullable=False),
    CheckConstraint("coefficient_halves > 0", name="positive"),
)

account = Table(
    "account",
    metadata,
    _id(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("bank", String(8), nullable=False),
    Column("state", String(32), nullable=False),
    Column("state_on", Date, nullable=False),
    Column("opened_on", Date),
    Column("sealed_number", LargeBinary, nullable=False),
    Column("sealed_holder", LargeBinary, nullable=False),
    Column("number_index", LargeBinary),
)

payment_list = Table(
    "payment_list",
    metadata,
    _id(),
    Column("month", Date, nullable=False),
    *_unit_columns(),
    Column("programme", String(24), nullable=False),
    Column("way", String(8), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("active", Boolean, nullable=False),
    _unit_key(),
    Index("ix_payment_list_month", "month", "unit_code", "unit_from"),
)

# ``account_id`` may be another person's: one account receives for several (DOMAIN.md §1.2).
payment = Table(
    "payment",
    metadata,
    _id(),
    Column("list_id", ForeignKey("payment_list.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("month", Date, nullable=False),
    Column("programme", String(24), nullable=False),
    Column("way", String(8), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("point_id", ForeignKey("payment_point.id")),
    Column("amount", BigInteger, nullable=False),
    Column("arrears", BigInteger, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("stage_on", Date, nullable=False),
    Column("reason", String(24)),
    CheckConstraint("amount >= 0 AND arrears >= 0", name="not_negative"),
    CheckConstraint("way <> 'account' OR account_id IS NOT NULL", name="account_named"),
    CheckConstraint("stage <> 'failed' OR reason IS NOT NULL", name="failed_because"),
    Index("ix_payment_person_month", "person_id", "month"),
)

# --- Conversations --------------------------------------------------------------------------

# What the program knows of one address, and the dialogue open with it.
session = Table(
    "session",
    metadata,
    _id(),
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
    _id(),
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
    Index("ix_outbox_number", "session_id", "number"),
    Index("ix_outbox_waiting", "state", "channel", "due_at"),
    Index("ix_outbox_session", "session_id", "state"),
)

failure = Table(
    "failure",
    metadata,
    _id(),
    Column("session_id", ForeignKey("session.id"), nullable=False, index=True),
    Column("dialogue", String(40)),
    Column("error", String(80), nullable=False),
    Column("at", Instant, nullable=False),
)

# Something came that could not be read; what it was is not kept.
unreadable = Table(
    "unreadable",
    metadata,
    _id(),
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

# --- What is reported -----------------------------------------------------------------------

# The same thing about the same person and month is one case, however often it is reported.
# Named so because CASE is a word of SQL itself.
case_file = Table(
    "case_file",
    metadata,
    _id(),
    Column("number", String(16), nullable=False, unique=True),
    Column("kind", String(24), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("person_id", ForeignKey("person.id")),
    *_unit_columns(),
    Column("month", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("session_id", ForeignKey("session.id"), nullable=False, index=True),
    Column("filed_at", Instant, nullable=False),
    Column("due_on", Date),
    Column("sealed_details", LargeBinary),
    Column("handled_by", ForeignKey("actor.id", name="fk_case_file_handled_by_actor")),
    _unit_key(),
    UniqueConstraint("person_id", "kind", "reason", "month"),
    Index("ix_case_file_unit", "unit_code", "unit_from", "state"),
)

# --- Who may hear what ----------------------------------------------------------------------

# A link opens nothing before it is confirmed, where it needs that, and agreed to.
link = Table(
    "link",
    metadata,
    _id(),
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
    _id(),
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
    _id(),
    Column("whose_index", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Index("ix_attempt_whose", "whose_index", "at"),
)

# What was asked and answered, each time anew; the newest of a purpose counts.
consent = Table(
    "consent",
    metadata,
    _id(),
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

# What one address is to be told because of another's turn; written as a reply of its own soon.
notice = Table(
    "notice",
    metadata,
    _id(),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    Column("told_at", Instant),
    UniqueConstraint("session_id", "kind", "subject"),
)

# --- Staff ----------------------------------------------------------------------------------

# One human, whatever the addresses and invites.
actor = Table(
    "actor",
    metadata,
    _id(),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, index=True),
    Column("made_at", Instant, nullable=False),
    Column("sealed_totp", LargeBinary),
    Column("totp_step", BigInteger),
)

staff_grant = Table(
    "staff_grant",
    metadata,
    _id(),
    Column("actor_id", ForeignKey("actor.id"), nullable=False, index=True),
    Column("role", String(24), nullable=False),
    *_unit_columns(nullable=True),
    Column("given_by", ForeignKey("actor.id")),
    Column("given_at", Instant, nullable=False),
    Column("ended_at", Instant),
    _unit_key(),
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

invite = Table(
    "invite",
    metadata,
    _id(),
    Column("code_index", LargeBinary, nullable=False, unique=True),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary),
    Column("role", String(24), nullable=False),
    *_unit_columns(nullable=True),
    Column("actor_id", ForeignKey("actor.id")),
    Column("invited_by", ForeignKey("actor.id")),
    Column("valid_until", Date, nullable=False),
    Column("used_at", Instant),
    Column("demo", Boolean, nullable=False),
    _unit_key(),
)

# Append-only: triggers made by the migrations refuse UPDATE, DELETE and TRUNCATE. ``signature`` is
# a keyed hash over the row, so that a row written by hand is known at once (storage/seals.py).
audit = Table(
    "audit",
    metadata,
    _id(),
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
