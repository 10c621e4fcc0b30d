"""Units and payment points, and when each pays."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Time,
    UniqueConstraint,
)

from storage.tables.base import metadata, own_id, unit_columns, unit_key

MONDAY_TO_SATURDAY = 0b0111111
"""A bit for each day of the week on which a point opens, Monday the lowest."""

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
    own_id(),
    Column("name", String(120), nullable=False),
    Column("kind", String(16), nullable=False),
    *unit_columns(),
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
    Column("here_since", Date),
    unit_key(),
    ForeignKeyConstraint(["former_code", "former_from"], ["unit.code", "unit.valid_from"]),
)

payout_day = Table(
    "payout_day",
    metadata,
    own_id(),
    Column("month", Date, nullable=False),
    *unit_columns(),
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
    unit_key(),
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
