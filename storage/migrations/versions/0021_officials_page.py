"""The officials' page: who was given a link to it, and who is signed in.

Older replicas work on while this runs and after it: they neither write nor read it, so of whom they
take something, that is ended at the next request.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "page_session",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("link_index", sa.LargeBinary(), nullable=False),
        sa.Column("cookie_index", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT, nullable=True),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_page_session_actor_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_page_session_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_session")),
        sa.UniqueConstraint("link_index", name=op.f("uq_page_session_link_index")),
        sa.UniqueConstraint("cookie_index", name=op.f("uq_page_session_cookie_index")),
    )
    for column in ("actor_id", "session_id", "until"):
        op.create_index(op.f(f"ix_page_session_{column}"), "page_session", [column], unique=False)
