"""Cases that nobody has reported: lists held against each other show them.

Older replicas work on while this runs and after it: none of them asks where such a case came from.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    with op.batch_alter_table("case_file") as batch_op:
        batch_op.alter_column("session_id", existing_type=sa.BigInteger(), nullable=True)
        batch_op.add_column(sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
