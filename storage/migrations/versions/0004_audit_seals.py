"""The audit says who and why, signs each row, and is sealed and purged span by span."""

import sqlalchemy as sa
from alembic import op

from storage import triggers

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # Plain ADD COLUMN: a batch rebuild on SQLite would drop the triggers of the audit.
    op.add_column("audit", sa.Column("actor_id", sa.BigInteger(), nullable=True))
    op.add_column("audit", sa.Column("why", sa.String(length=40), nullable=True))
    op.add_column("audit", sa.Column("signature", sa.LargeBinary(), nullable=True))
    _seals()
    for statement in triggers.purgeable(op.get_bind().dialect.name):
        op.execute(statement)


def _seals() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=True),
        sa.Column("last_id", sa.BigInteger(), nullable=True),
        sa.Column("purged_through", sa.BigInteger(), nullable=True),
        sa.Column("purged_last_id", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("ids", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seal")),
    )
    for column in ("last_id", "purged_through", "purged_last_id"):
        op.create_index(op.f(f"ix_audit_seal_{column}"), "audit_seal", [column], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
