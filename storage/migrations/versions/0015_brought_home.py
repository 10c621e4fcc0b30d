"""The days on which money is brought home to who cannot come for it.

Older replicas work on while this runs and after it: they neither write nor read it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "home_visit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("comes", sa.String(24), nullable=False),
        sa.Column("planned_by", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", _INSTANT, nullable=False),
        sa.Column("over_at", _INSTANT, nullable=True),
        sa.Column("failed", sa.String(24), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_home_visit_case_id")),
        sa.ForeignKeyConstraint(
            ["planned_by"], ["actor.id"], name=op.f("fk_home_visit_planned_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_visit")),
    )
    op.create_index(op.f("ix_home_visit_case_id"), "home_visit", ["case_id"], unique=False)
