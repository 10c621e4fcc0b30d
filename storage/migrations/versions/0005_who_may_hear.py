"""Who may hear what: staff, links that are confirmed and agreed to, tries, consent, notices."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _staff()
    _linking()
    _altered()
    # A link made before stands as confirmed; the person is still to be asked to agree.
    op.execute("UPDATE link SET confirmed_at = since")


def _staff() -> None:
    op.create_table(
        "actor",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor")),
    )
    op.create_index(op.f("ix_actor_phone_index"), "actor", ["phone_index"], unique=False)
    op.create_table(
        "staff_grant",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=True),
        sa.Column("unit_from", sa.Date(), nullable=True),
        sa.Column("given_by", sa.BigInteger(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_staff_grant_actor_id")),
        sa.ForeignKeyConstraint(["given_by"], ["actor.id"], name=op.f("fk_staff_grant_given_by")),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_staff_grant_unit_code_unit_from"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_grant")),
    )
    op.create_index(op.f("ix_staff_grant_actor_id"), "staff_grant", ["actor_id"], unique=False)
    op.create_index("ix_staff_grant_unit", "staff_grant", ["unit_code", "unit_from"], unique=False)
    op.create_table(
        "staff_address",
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("stepped_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_staff_address_actor_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_staff_address_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_staff_address")),
    )
    op.create_index(op.f("ix_staff_address_actor_id"), "staff_address", ["actor_id"], unique=False)
    op.create_table(
        "invite",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=True),
        sa.Column("unit_from", sa.Date(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("invited_by", sa.BigInteger(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_invite_actor_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["actor.id"], name=op.f("fk_invite_invited_by")),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"],
            ["unit.code", "unit.valid_from"],
            name=op.f("fk_invite_unit_code_unit_from"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite")),
        sa.UniqueConstraint("code_index", name=op.f("uq_invite_code_index")),
    )


def _linking() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("whose_index", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_at"), "attempt", ["at"], unique=False)
    op.create_index("ix_attempt_whose", "attempt", ["whose_index", "at"], unique=False)
    op.create_table(
        "pairing",
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_pairing_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_pairing")),
        sa.UniqueConstraint("number_index", name=op.f("uq_pairing_number_index")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_consent_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(
        "ix_consent_newest", "consent", ["session_id", "person_id", "purpose", "at"], unique=False
    )
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_notice_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "session_id", "kind", "subject", name=op.f("uq_notice_session_id_kind_subject")
        ),
    )
    op.create_index(op.f("ix_notice_due_at"), "notice", ["due_at"], unique=False)


def _altered() -> None:
    with op.batch_alter_table("link") as batch_op:
        batch_op.add_column(
            sa.Column("how", sa.String(length=16), server_default="code", nullable=False)
        )
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("vouched_by", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("sealed_label", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("sealed_carer", sa.LargeBinary(), nullable=True))
        batch_op.create_foreign_key("fk_link_vouched_by_actor", "actor", ["vouched_by"], ["id"])
    with op.batch_alter_table("link_code") as batch_op:
        batch_op.add_column(
            sa.Column("wrong_years", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("made_by", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key("fk_link_code_made_by_actor", "actor", ["made_by"], ["id"])
    with op.batch_alter_table("case_file") as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("sealed_details", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("handled_by", sa.BigInteger(), nullable=True))
        batch_op.alter_column("person_id", existing_type=sa.BIGINT(), nullable=True)
        batch_op.create_foreign_key(
            "fk_case_file_handled_by_actor", "actor", ["handled_by"], ["id"]
        )
    op.add_column("session", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "store", sa.Column("people_version", sa.BigInteger(), server_default="0", nullable=False)
    )
    for table in ("case_file", "failure"):
        op.create_index(op.f(f"ix_{table}_session_id"), table, ["session_id"], unique=False)
