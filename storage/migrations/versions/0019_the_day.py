"""The numbers of a day: what officers were told on the telephone, what citizens asked, and how
who waits for a code is paid meanwhile.

Older replicas work on while this runs and after it: of what they file in that time it is not known
how it is paid meanwhile, until it is said again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("case_file", sa.Column("meanwhile", sa.String(16), nullable=True))
    op.create_table(
        "asked",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_asked_person_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["actor.id"], name=op.f("fk_asked_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked")),
    )
    op.create_index("ix_asked_person_id", "asked", ["person_id", "month", "id"], unique=False)
    op.create_index("ix_asked_month", "asked", ["month"], unique=False)
    op.create_table(
        "question_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit_code", sa.String(8), nullable=False),
        sa.Column("unit_from", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day", "unit_code", "unit_from", "outcome", name=op.f("pk_question_count")
        ),
    )
