"""Conversations between citizens and officers.

Older replicas work on while this runs and after it: they carry no conversation, so what is written
to them meanwhile is answered by the assistant.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _human_talk()
    _talk_line()


def _human_talk() -> None:
    op.create_table(
        "human_talk",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("desk_id", sa.BigInteger(), nullable=True),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("heard_at", _INSTANT, nullable=True),
        sa.Column("last_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_human_talk_case_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_human_talk_session_id")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_human_talk_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_human_talk")),
    )
    op.create_index(op.f("ix_human_talk_case_id"), "human_talk", ["case_id"], unique=False)
    op.create_index("ix_human_talk_actor_id", "human_talk", ["actor_id", "ended_at"], unique=False)
    op.create_index(
        "uq_human_talk_open",
        "human_talk",
        ["session_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _talk_line() -> None:
    op.create_table(
        "talk_line",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("talk_id", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.String(length=16), nullable=False),
        sa.Column("to_staff", sa.Boolean(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("shown_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["talk_id"], ["human_talk.id"], name=op.f("fk_talk_line_talk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_line")),
    )
    op.create_index(op.f("ix_talk_line_talk_id"), "talk_line", ["talk_id"], unique=False)
    op.create_index(op.f("ix_talk_line_at"), "talk_line", ["at"], unique=False)
