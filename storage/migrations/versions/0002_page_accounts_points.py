"""A mailbox for the web page, more about payment points, and the first cases."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _outbox_and_session()
    _payment_point()
    _case()


def _outbox_and_session() -> None:
    number = sa.Column("number", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("outbox", number)
    op.create_index("ix_outbox_number", "outbox", ["session_id", "number"], unique=False)
    op.add_column("session", sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))


def _payment_point() -> None:
    for column in (
        sa.Column("pause_from", sa.Time(), nullable=True),
        sa.Column("pause_to", sa.Time(), nullable=True),
        sa.Column("weekdays", sa.Integer(), nullable=False, server_default="63"),
        sa.Column("bank", sa.String(length=8), nullable=True),
        sa.Column("seats", sa.Boolean(), nullable=True),
        sa.Column("shade", sa.Boolean(), nullable=True),
        sa.Column("steps", sa.Boolean(), nullable=True),
    ):
        op.add_column("payment_point", column)
    # Written out: Alembic adds a key on SQLite only by copying the table, which others refer to.
    op.execute(
        "ALTER TABLE payment_point ADD COLUMN replaced_by BIGINT "
        "CONSTRAINT fk_payment_point_replaced_by REFERENCES payment_point (id)"
    )


def _case() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=False),
        sa.Column("unit_from", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_file_person_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_case_file_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_case_file_unit_code_unit_from"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("number", name=op.f("uq_case_file_number")),
        sa.UniqueConstraint(
            "person_id",
            "kind",
            "reason",
            "month",
            name=op.f("uq_case_file_person_id_kind_reason_month"),
        ),
    )
    op.create_index(
        "ix_case_file_unit", "case_file", ["unit_code", "unit_from", "state"], unique=False
    )
