"""What is said without being asked: subscriptions, bulletins, arrivals, alerts, and the pace.

Older replicas work on while this runs and after it: whatever is added may be missing in a row.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _subscription()
    _bulletin()
    _arrival()
    _alert_and_pace()
    _altered()


def _unit() -> tuple[sa.Column[str], sa.Column[object]]:
    return (
        sa.Column("unit_code", sa.String(length=8), nullable=True),
        sa.Column("unit_from", sa.Date(), nullable=True),
    )


def _of_unit(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["unit_code", "unit_from"],
        ["unit.code", "unit.valid_from"],
        name=op.f(f"fk_{table}_unit_code_unit_from"),
    )


def _of(table: str, column: str, whose: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{whose}.id"], name=op.f(f"fk_{table}_{column}"))


def _id(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    return (
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _subscription() -> None:
    op.create_table(
        "subscription",
        *_id("subscription"),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        *_unit(),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR unit_code IS NOT NULL",
            name=op.f("ck_subscription_about_something"),
        ),
        _of("subscription", "session_id", "session"),
        _of("subscription", "person_id", "person"),
        _of("subscription", "point_id", "payment_point"),
        _of_unit("subscription"),
    )
    op.create_index(op.f("ix_subscription_session_id"), "subscription", ["session_id"])
    op.create_index("ix_subscription_person", "subscription", ["person_id", "topic"])
    op.create_index("ix_subscription_unit", "subscription", ["unit_code", "unit_from", "topic"])


def _bulletin() -> None:
    op.create_table(
        "bulletin",
        *_id("bulletin"),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        *_unit(),
        sa.Column("way", sa.String(length=8), nullable=True),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("day_before", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=True),
        _of("bulletin", "point_id", "payment_point"),
        _of_unit("bulletin"),
        sa.UniqueConstraint("key", name=op.f("uq_bulletin_key")),
    )
    op.create_index("ix_bulletin_state", "bulletin", ["state"])


def _arrival() -> None:
    op.create_table(
        "arrival",
        *_id("arrival"),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("trips", sa.Integer(), nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        _of("arrival", "session_id", "session"),
        _of("arrival", "person_id", "person"),
        sa.UniqueConstraint(
            "session_id", "person_id", "month", name=op.f("uq_arrival_session_id_person_id_month")
        ),
    )
    op.create_index(op.f("ix_arrival_person_id"), "arrival", ["person_id"])


def _alert_and_pace() -> None:
    op.create_table(
        "alert",
        *_id("alert"),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
    )
    op.create_index("ix_alert_code", "alert", ["code", "about"])
    op.create_table(
        "pace",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("next_at", _INSTANT, nullable=False),
        sa.Column("paused_until", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_pace")),
    )


def _altered() -> None:
    op.add_column("outbox", sa.Column("expires_at", _INSTANT, nullable=True))
    op.add_column("outbox", sa.Column("notice_id", sa.BigInteger(), nullable=True))
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["channel", "lane", "due_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    with op.batch_alter_table("notice") as batch_op:
        batch_op.add_column(
            sa.Column("lane", sa.String(length=8), server_default="notice", nullable=False)
        )
        batch_op.add_column(sa.Column("bulletin_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("expires_at", _INSTANT, nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.String(length=16), nullable=True))
        batch_op.create_foreign_key("fk_notice_bulletin_id", "bulletin", ["bulletin_id"], ["id"])
    op.create_index(op.f("ix_notice_bulletin_id"), "notice", ["bulletin_id"])
    untold = sa.text("told_at IS NULL")
    op.create_index(
        "ix_notice_untold",
        "notice",
        ["lane", "due_at", "id"],
        sqlite_where=untold,
        postgresql_where=untold,
    )
    op.add_column("case_file", sa.Column("closed_at", _INSTANT, nullable=True))
    op.create_index("ix_payment_stage_on", "payment", ["stage_on"])
