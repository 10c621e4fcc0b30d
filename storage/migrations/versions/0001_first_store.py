"""The first store: places, people and their money, conversations, links, audit."""

import sqlalchemy as sa
from alembic import op

from storage import seed, triggers

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_tables()
    for statement in triggers.statements(op.get_bind().dialect.name):
        op.execute(statement)
    for table, rows in seed.rows().items():
        columns = sa.inspect(op.get_bind()).get_columns(table)
        op.bulk_insert(
            sa.table(table, *[sa.column(one["name"], one["type"]) for one in columns]), rows
        )


def create_tables() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("run", "kind", "subject", name=op.f("uq_audit_run_kind_subject")),
    )
    op.create_table(
        "inbox",
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_index", "message_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_heard_at"), "inbox", ["heard_at"], unique=False)
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "slot", name=op.f("pk_job_run")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_address", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("home_code", sa.String(length=8), nullable=True),
        sa.Column("home_from", sa.Date(), nullable=True),
        sa.Column("home_point_id", sa.BigInteger(), nullable=True),
        sa.Column("dialogue", sa.String(length=40), nullable=True),
        sa.Column("run", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("heard_order", sa.BigInteger(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_state", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("address_index", name=op.f("uq_session_address_index")),
    )
    op.create_table(
        "standard_amount",
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("dong", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("from_month", name=op.f("pk_standard_amount")),
    )
    op.create_table(
        "store",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demo_made_on", sa.Date(), nullable=True),
        sa.Column("reference_version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("area", sa.String(length=8), nullable=False),
        sa.Column("served", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_unit")),
    )
    op.create_table(
        "failure",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("dialogue", sa.String(length=40), nullable=True),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_failure_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failure")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_by", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=40), nullable=True),
        sa.Column("sent_as", sa.String(length=80), nullable=True),
        sa.Column("sealed_reply", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_outbox_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_session", "outbox", ["session_id", "state"], unique=False)
    op.create_index("ix_outbox_waiting", "outbox", ["state", "channel", "due_at"], unique=False)
    op.create_table(
        "payment_list",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=False),
        sa.Column("unit_from", sa.Date(), nullable=False),
        sa.Column("programme", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_payment_list_unit_code_unit_from"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_list")),
    )
    op.create_index(
        "ix_payment_list_month", "payment_list", ["month", "unit_code", "unit_from"], unique=False
    )
    op.create_table(
        "payment_point",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=False),
        sa.Column("unit_from", sa.Date(), nullable=False),
        sa.Column("former_code", sa.String(length=8), nullable=True),
        sa.Column("former_from", sa.Date(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["former_code", "former_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_payment_point_former_code_former_from"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_payment_point_unit_code_unit_from"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_point")),
    )
    op.create_table(
        "unit_alias",
        sa.Column("alias", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code", "valid_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_unit_alias_code_valid_from"),
        ),
        sa.PrimaryKeyConstraint("alias", "code", "valid_from", name=op.f("pk_unit_alias")),
    )
    op.create_table(
        "unit_successor",
        sa.Column("old_code", sa.String(length=8), nullable=False),
        sa.Column("old_from", sa.Date(), nullable=False),
        sa.Column("new_code", sa.String(length=8), nullable=False),
        sa.Column("new_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["new_code", "new_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_unit_successor_new_code_new_from"),
        ),
        sa.ForeignKeyConstraint(
            ["old_code", "old_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_unit_successor_old_code_old_from"),
        ),
        sa.PrimaryKeyConstraint(
            "old_code", "old_from", "new_code", "new_from", name=op.f("pk_unit_successor")
        ),
    )
    op.create_table(
        "payout_day",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=False),
        sa.Column("unit_from", sa.Date(), nullable=False),
        sa.Column("programme", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("day_before", sa.Date(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "day IS NOT NULL OR state = 'postponed'", name=op.f("ck_payout_day_has_a_day")
        ),
        sa.CheckConstraint(
            "state <> 'postponed' OR reason IS NOT NULL",
            name=op.f("ck_payout_day_postponed_because"),
        ),
        sa.CheckConstraint(
            "way <> 'cash' OR point_id IS NOT NULL", name=op.f("ck_payout_day_cash_has_a_point")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["payment_point.id"], name=op.f("fk_payout_day_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_payout_day_unit_code_unit_from"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_day")),
        sa.UniqueConstraint(
            "unit_code",
            "unit_from",
            "month",
            "programme",
            "way",
            "point_id",
            name=op.f("uq_payout_day_unit_code_unit_from_month_programme_way_point_id"),
        ),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=False),
        sa.Column("unit_from", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_birth", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_sex", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_citizen_id", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_phone", sa.LargeBinary(), nullable=True),
        sa.Column("citizen_id_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["point_id"], ["payment_point.id"], name=op.f("fk_person_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_person_unit_code_unit_from"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_citizen_id_index", "person", ["citizen_id_index"], unique=False)
    op.create_index("ix_person_phone_index", "person", ["phone_index"], unique=False)
    op.create_index("ix_person_unit", "person", ["unit_code", "unit_from"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("bank", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("sealed_number", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_holder", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_index(op.f("ix_account_person_id"), "account", ["person_id"], unique=False)
    op.create_table(
        "entitlement",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("programme", sa.String(length=24), nullable=False),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("to_month", sa.Date(), nullable=True),
        sa.Column("coefficient_halves", sa.Integer(), nullable=False),
        sa.Column("sealed_category", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("coefficient_halves > 0", name=op.f("ck_entitlement_positive")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_entitlement_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlement")),
    )
    op.create_index(op.f("ix_entitlement_person_id"), "entitlement", ["person_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_link_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_link_session_id_person_id")),
    )
    op.create_index(op.f("ix_link_person_id"), "link", ["person_id"], unique=False)
    op.create_table(
        "link_code",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_code")),
        sa.UniqueConstraint("code_index", name=op.f("uq_link_code_code_index")),
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("programme", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("arrears", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("stage_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "stage <> 'failed' OR reason IS NOT NULL", name=op.f("ck_payment_failed_because")
        ),
        sa.CheckConstraint(
            "way <> 'account' OR account_id IS NOT NULL", name=op.f("ck_payment_account_named")
        ),
        sa.CheckConstraint("amount >= 0 AND arrears >= 0", name=op.f("ck_payment_not_negative")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_payment_account_id")),
        sa.ForeignKeyConstraint(["list_id"], ["payment_list.id"], name=op.f("fk_payment_list_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_payment_person_id")),
        sa.ForeignKeyConstraint(
            ["point_id"], ["payment_point.id"], name=op.f("fk_payment_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_list_id"), "payment", ["list_id"], unique=False)
    op.create_index("ix_payment_person_month", "payment", ["person_id", "month"], unique=False)
