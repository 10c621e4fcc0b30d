"""The numbers of the day are told: at which hour, and to whom of which day.

Older replicas work on while this runs and after it: they tell nobody of a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "summary_hour",
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("since", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_summary_hour_actor_id")),
        sa.PrimaryKeyConstraint("actor_id", name=op.f("pk_summary_hour")),
    )
    op.create_table(
        "summary_told",
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_summary_told_actor_id")),
        sa.PrimaryKeyConstraint("actor_id", "day", name=op.f("pk_summary_told")),
    )
