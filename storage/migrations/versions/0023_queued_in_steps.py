"""A bulletin is queued for so many at a time; and what is told of one thing is found by it.

Older replicas work on while this runs and after it: what they open, they open in one step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


_UNTOLD = sa.text("told_at IS NULL")


def upgrade() -> None:
    op.add_column("bulletin", sa.Column("queued_to", sa.BigInteger(), nullable=True))
    op.drop_index("ix_subscription_unit", table_name="subscription")
    op.create_index(
        "ix_subscription_unit", "subscription", ["unit_code", "unit_from", "topic", "session_id"]
    )
    op.drop_index("ix_notice_due_at", table_name="notice")  # nothing was looked up by it
    op.create_index("ix_notice_subject", "notice", ["subject"])
    op.drop_index("ix_notice_untold", table_name="notice")
    op.create_index(
        "ix_notice_untold",
        "notice",
        ["lane", "id"],
        unique=False,
        sqlite_where=_UNTOLD,
        postgresql_where=_UNTOLD,
    )
