"""Clocks, owners and an append-only history for cases.

Older replicas work on while this runs and after it: what they file has no clock of ours, and no
event.
"""

import sqlalchemy as sa
from alembic import op

from storage.triggers import kept

revision = "0008"
down_revision = "0007"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("case_file") as batch_op:
        batch_op.add_column(sa.Column("filed_by", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("cause", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("bank", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("look_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("looked_at", _INSTANT, nullable=True))
        batch_op.add_column(sa.Column("level", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_foreign_key("fk_case_file_filed_by_actor", "actor", ["filed_by"], ["id"])
    op.create_index("ix_case_file_bank", "case_file", ["bank", "filed_at"], unique=False)
    op.create_index("ix_case_file_handled_by", "case_file", ["handled_by", "state"], unique=False)
    op.create_table(
        "case_event",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=True),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("to_actor_id", sa.BigInteger(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        sa.UniqueConstraint(
            "id", "case_id", "actor_id", name=op.f("uq_case_event_id_case_id_actor_id")
        ),
    )
    op.create_index("ix_case_event_case_id", "case_event", ["case_id", "id"], unique=False)
    op.create_table(
        "case_note",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_note_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    op.create_index(op.f("ix_case_note_case_id"), "case_note", ["case_id"], unique=False)
    for statement in kept(op.get_bind().dialect.name, "case_event"):
        op.execute(statement)
