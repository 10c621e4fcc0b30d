"""People, what they are entitled to, and what is paid."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from storage.tables.base import from_list, metadata, own_id, unit_columns, unit_key

person = Table(
    "person",
    metadata,
    own_id(),
    *unit_columns(),
    Column("way", String(8), nullable=False),
    Column("point_id", ForeignKey("payment_point.id")),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("sealed_birth", LargeBinary, nullable=False),
    Column("sealed_sex", LargeBinary, nullable=False),
    Column("sealed_citizen_id", LargeBinary),
    Column("sealed_phone", LargeBinary),
    Column("citizen_id_index", LargeBinary),
    Column("phone_index", LargeBinary),
    from_list(),
    unit_key(),
    Index("ix_person_unit", "unit_code", "unit_from"),
    Index("ix_person_citizen_id_index", "citizen_id_index"),
    Index("ix_person_phone_index", "phone_index"),
)

# A person may have more than one (DOMAIN.md §1.2); the coefficient is counted in halves.
entitlement = Table(
    "entitlement",
    metadata,
    own_id(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("programme", String(24), nullable=False),
    Column("from_month", Date, nullable=False),
    Column("to_month", Date),
    Column("coefficient_halves", Integer, nullable=False),
    Column("sealed_category", LargeBinary, nullable=False),
    from_list(),
    CheckConstraint("coefficient_halves > 0", name="positive"),
)

account = Table(
    "account",
    metadata,
    own_id(),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("bank", String(8), nullable=False),
    Column("state", String(32), nullable=False),
    Column("state_on", Date, nullable=False),
    Column("opened_on", Date),
    Column("sealed_number", LargeBinary, nullable=False),
    Column("sealed_holder", LargeBinary, nullable=False),
    Column("number_index", LargeBinary),
    from_list(),
    Index("ix_account_number_index", "number_index"),
)

# ``replaced_by``: the file (`list_in.id`) whose list holds in its stead.
payment_list = Table(
    "payment_list",
    metadata,
    own_id(),
    Column("month", Date, nullable=False),
    *unit_columns(),
    Column("programme", String(24), nullable=False),
    Column("way", String(8), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("active", Boolean, nullable=False),
    from_list(),
    Column("replaced_by", BigInteger, index=True),
    unit_key(),
    Index("ix_payment_list_month", "month", "unit_code", "unit_from"),
)

# ``account_id`` may be another person's: one account receives for several (DOMAIN.md §1.2).
payment = Table(
    "payment",
    metadata,
    own_id(),
    Column("list_id", ForeignKey("payment_list.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("month", Date, nullable=False),
    Column("programme", String(24), nullable=False),
    Column("way", String(8), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("point_id", ForeignKey("payment_point.id")),
    Column("amount", BigInteger, nullable=False),
    Column("arrears", BigInteger, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("stage_on", Date, nullable=False),
    Column("reason", String(24)),
    CheckConstraint("amount >= 0 AND arrears >= 0", name="not_negative"),
    CheckConstraint("way <> 'account' OR account_id IS NOT NULL", name="account_named"),
    CheckConstraint("stage <> 'failed' OR reason IS NOT NULL", name="failed_because"),
    Index("ix_payment_person_month", "person_id", "month"),
    Index("ix_payment_stage_on", "stage_on"),
    # All that is asked of what did not arrive, so that it is found beside the millions that did.
    Index(
        "ix_payment_reason",
        "reason",
        "month",
        "person_id",
        "list_id",
        "stage",
        "stage_on",
        sqlite_where=text("reason IS NOT NULL"),
        postgresql_where=text("reason IS NOT NULL"),
    ),
)
