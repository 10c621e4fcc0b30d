"""Who changed the payout calendar and the payment points; nothing of it is ever removed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import triggers

revision = "0009"
down_revision = "0008"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("payment_point", sa.Column("here_since", sa.Date(), nullable=True))
    _calendar_change()
    _point_change()
    for statement in triggers.kept(op.get_bind().dialect.name, "calendar_change", "point_change"):
        op.execute(statement)


def _step(table: str) -> tuple[Any, ...]:
    return (
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("together", sa.BigInteger(), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=f"fk_{table}_actor_id_actor"),
    )


def _both(name: str, kind: Any) -> tuple[sa.Column[Any], ...]:
    return sa.Column(f"old_{name}", kind, nullable=True), sa.Column(
        f"new_{name}", kind, nullable=True
    )


def _indexes(table: str, what: str) -> None:
    op.create_index(op.f(f"ix_{table}_together"), table, ["together"])
    op.create_index(op.f(f"ix_{table}_undoes"), table, ["undoes"])
    op.create_index(f"ix_{table}_{what}", table, [f"{what}_id", "id"])


def _calendar_change() -> None:
    op.create_table(
        "calendar_change",
        *_step("calendar_change"),
        sa.Column("day_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=False),
        sa.Column("unit_from", sa.Date(), nullable=False),
        sa.Column("programme", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        *_both("state", sa.String(length=24)),
        *_both("day", sa.Date()),
        *_both("opens", sa.Time()),
        *_both("closes", sa.Time()),
        *_both("reason", sa.String(length=24)),
        *_both("day_before", sa.Date()),
        *_both("said_on", sa.Date()),
    )
    _indexes("calendar_change", "day")


def _point_change() -> None:
    op.create_table(
        "point_change",
        *_step("point_change"),
        sa.Column("point_id", sa.BigInteger(), nullable=False),
        *_both("status", sa.String(length=16)),
        *_both("address", sa.String(length=200)),
        *_both("replaced_by", sa.BigInteger()),
        *_both("latitude", sa.Float()),
        *_both("longitude", sa.Float()),
        *_both("confirmed_on", sa.Date()),
        *_both("here_since", sa.Date()),
    )
    _indexes("point_change", "point")
