"""Cases about payment points and staff, who reported each, and which belong together.

Older replicas work on while this runs and after it: what they file names no reporter but the
address in the case itself.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_INSTANT = sa.DateTime(timezone=True)
_REPORTED = """
INSERT INTO case_reporter (case_id, session_id, at) SELECT id, session_id, filed_at FROM case_file
"""


def upgrade() -> None:
    with op.batch_alter_table("case_file") as batch_op:
        batch_op.add_column(sa.Column("point_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("against", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("above", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_foreign_key(
            "fk_case_file_point_id_payment_point", "payment_point", ["point_id"], ["id"]
        )
        batch_op.create_foreign_key("fk_case_file_against_actor", "actor", ["against"], ["id"])
    op.create_index(
        "ix_case_file_point", "case_file", ["point_id", "kind", "reason", "month"], unique=True
    )
    op.create_table(
        "case_reporter",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rated_at", _INSTANT, nullable=True),
        _key("case_reporter", "case_id", "case_file"),
        _key("case_reporter", "session_id", "session"),
        sa.PrimaryKeyConstraint("case_id", "session_id", name=op.f("pk_case_reporter")),
    )
    op.create_index(
        op.f("ix_case_reporter_session_id"), "case_reporter", ["session_id"], unique=False
    )
    op.create_table(
        "case_together",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("put_by", sa.BigInteger(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _key("case_together", "case_id", "case_file"),
        _key("case_together", "other_id", "case_file"),
        _key("case_together", "put_by", "actor"),
        sa.CheckConstraint("case_id < other_id", name=op.f("ck_case_together_in_order")),
        sa.PrimaryKeyConstraint("case_id", "other_id", name=op.f("pk_case_together")),
    )
    op.create_index(op.f("ix_case_together_other_id"), "case_together", ["other_id"], unique=False)
    op.execute(_REPORTED)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
