"""Corrections of records, decided by a second pair of eyes.

Older replicas work on while this runs and after it: they know of no correction.
"""

import sqlalchemy as sa
from alembic import op

from storage.triggers import decided_once

revision = "0011"
down_revision = "0010"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "field_change",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_by", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(length=24), nullable=False),
        sa.Column("submitted_at", _INSTANT, nullable=False),
        sa.Column("sealed_old", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_new", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=True),
        sa.Column("because", sa.String(length=24), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.Column("counts_from", sa.Date(), nullable=True),
        *_constraints(),
    )
    op.create_index("ix_field_change_case_id", "field_change", ["case_id", "id"], unique=False)
    op.create_index(
        op.f("ix_field_change_submitted_by"), "field_change", ["submitted_by"], unique=False
    )
    for statement in decided_once(op.get_bind().dialect.name):
        op.execute(statement)


def _constraints() -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_field_change_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["actor.id"], name=op.f("fk_field_change_submitted_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["actor.id"], name=op.f("fk_field_change_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "case_id", "submitted_by"],
            ["case_event.id", "case_event.case_id", "case_event.actor_id"],
            name=op.f("fk_field_change_event_id_case_id_submitted_by"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> submitted_by",
            name=op.f("ck_field_change_four_eyes"),
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL) "
            "AND (decided_by IS NULL) = (decision IS NULL)",
            name=op.f("ck_field_change_decided_as_a_whole"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_change")),
        sa.UniqueConstraint("event_id", name=op.f("uq_field_change_event_id")),
    )
