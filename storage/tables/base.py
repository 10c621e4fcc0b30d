"""What every table is made with."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


SEALED_AS = "sealed_as"
"""In a column's ``info``: the ``table.column`` as whose cell it is sealed, to be moved there."""


class Instant(TypeDecorator[datetime]):
    """A moment. SQLite keeps no time zone, so what goes in and comes out is UTC on both."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC))


def own_id() -> Column[int]:
    """Made by the program before the insert, growing with time (`storage.ids`)."""
    return Column("id", BigInteger, primary_key=True, autoincrement=False)


def from_list() -> Column[int]:
    """Which file made the row (`list_in.id`), so that undoing it finds the row."""
    return Column("from_list", BigInteger, index=True)


def unit_columns(nullable: bool = False) -> tuple[Column[str], Column[object]]:
    return (
        Column("unit_code", String(8), nullable=nullable),
        Column("unit_from", Date, nullable=nullable),
    )


def unit_key() -> ForeignKeyConstraint:
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
