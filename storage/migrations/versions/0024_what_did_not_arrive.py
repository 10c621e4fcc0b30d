"""What did not arrive is found by an index, and not by going through all that was ever paid.

Older replicas work on while this runs and after it: they neither know of it nor need it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_FAILED = sa.text("reason IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_payment_reason",
        "payment",
        ["reason", "month", "person_id", "list_id", "stage", "stage_on"],
        unique=False,
        sqlite_where=_FAILED,
        postgresql_where=_FAILED,
    )
