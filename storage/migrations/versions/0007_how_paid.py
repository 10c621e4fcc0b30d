"""How somebody comes to money that did not come as planned.

Older replicas work on while this runs and after it: they leave the column empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("case_file", sa.Column("paid_how", sa.String(length=16), nullable=True))
