"""Lists that came in as files: where they wait, and which rows they made.

Older replicas work on while this runs and after it: they neither stage nor activate a list, and
what is staged they do not read.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_INSTANT = sa.DateTime(timezone=True)
_MADE_BY_LISTS = ("person", "entitlement", "account", "payment_list")


def upgrade() -> None:
    for table in _MADE_BY_LISTS:
        op.add_column(table, sa.Column("from_list", sa.BigInteger(), nullable=True))
        op.create_index(op.f(f"ix_{table}_from_list"), table, ["from_list"], unique=False)
    op.add_column("payment_list", sa.Column("replaced_by", sa.BigInteger(), nullable=True))
    op.create_index(
        op.f("ix_payment_list_replaced_by"), "payment_list", ["replaced_by"], unique=False
    )
    op.create_index("ix_account_number_index", "account", ["number_index"], unique=False)
    op.create_table(
        "list_in",
        _id(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("adds", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("read_as", sa.BigInteger(), nullable=False),
        sa.Column("active_as", sa.BigInteger(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("staged_by", sa.BigInteger(), nullable=True),
        sa.Column("staged_at", _INSTANT, nullable=False),
        sa.Column("active_by", sa.BigInteger(), nullable=True),
        sa.Column("active_at", _INSTANT, nullable=True),
        sa.Column("undone_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "state IN ('staged', 'active', 'undone', 'dropped')",
            name=op.f("ck_list_in_known_state"),
        ),
        sa.ForeignKeyConstraint(["staged_by"], ["actor.id"], name="fk_list_in_staged_by_actor"),
        sa.ForeignKeyConstraint(["active_by"], ["actor.id"], name="fk_list_in_active_by_actor"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_in")),
    )
    op.create_index("ix_list_in_digest", "list_in", ["digest"], unique=False)
    op.create_index("ix_list_in_state", "list_in", ["state", "staged_at"], unique=False)
    _waiting(
        "list_person",
        sa.Column("unit_code", sa.String(8), nullable=False),
        sa.Column("unit_from", sa.Date(), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_birth", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_sex", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_citizen_id", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_phone", sa.LargeBinary(), nullable=True),
        sa.Column("citizen_id_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["point_id"], ["payment_point.id"], name=op.f("fk_list_person_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_list_person_unit_code_unit_from"),
        ),
    )
    _waiting(
        "list_entitlement",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("programme", sa.String(24), nullable=False),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("to_month", sa.Date(), nullable=True),
        sa.Column("coefficient_halves", sa.Integer(), nullable=False),
        sa.Column("sealed_category", sa.LargeBinary(), nullable=False),
    )
    _waiting(
        "list_account",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("bank", sa.String(8), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("sealed_number", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_holder", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=True),
    )
    _waiting(
        "list_payment",
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("programme", sa.String(24), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("arrears", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("stage_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(24), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["payment_list.id"], name=op.f("fk_list_payment_list_id")
        ),
    )
    _waiting(
        "list_change",
        sa.Column("what", sa.String(24), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("sealed_old", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_new", sa.LargeBinary(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=False),
    )
    _waiting("list_line", sa.Column("sealed_row", sa.LargeBinary(), nullable=False))
    _waiting(
        "list_problem",
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("sealed_problem", sa.LargeBinary(), nullable=False),
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False)


def _waiting(table: str, *columns: sa.schema.SchemaItem) -> None:
    """A table of what belongs to one list."""
    op.create_table(
        table,
        _id(),
        sa.Column("in_list", sa.BigInteger(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["in_list"], ["list_in.id"], name=op.f(f"fk_{table}_in_list")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_in_list"), table, ["in_list"], unique=False)
