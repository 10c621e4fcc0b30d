"""Whose record somebody of the staff had before them last.

Older replicas work on while this runs and after it: they neither write nor read it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "looked_at",
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_looked_at_actor_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_looked_at_person_id")),
        sa.PrimaryKeyConstraint("actor_id", "person_id", name=op.f("pk_looked_at")),
    )
    op.create_index(op.f("ix_looked_at_at"), "looked_at", ["at"], unique=False)
