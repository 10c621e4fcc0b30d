"""What the numbers of a day take longest to count is counted ahead, unit by unit.

Older replicas work on while this runs and after it: they say of no change where it was, and what
was counted ahead is counted anew after each of theirs.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "people_change",
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=False),
        sa.Column("unit_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("version", "unit_code", "unit_from", name=op.f("pk_people_change")),
    )
    op.create_table(
        "counted_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_counted_day")),
    )
    op.create_table(
        "counted_ahead",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=False),
        sa.Column("unit_from", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", "unit_code", "unit_from", name=op.f("pk_counted_ahead")),
    )
