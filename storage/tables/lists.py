"""Lists that came in as files: staged where nothing else reads, then made the ones that hold.

What is new waits in tables of its own, its cells sealed as those of the table it goes to, under the
id it will have there; what changes something waits in ``list_change`` with what was there before.
Nothing refers to what waits, nor it to anything that waits with it.
"""

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

from storage.tables.base import SEALED_AS, Instant, metadata, own_id, unit_columns, unit_key
from storage.tables.money import account, entitlement, person

# One file. ``digest`` is a keyed hash of its content; ``made_on`` the day above its signatures.
# ``read_as`` and ``active_as``: the version of the people (`store`) against which it was read, and
# that it made.
# What it is called tells of people, and is not kept: ``sealed_name`` seals nothing.
list_in = Table(
    "list_in",
    metadata,
    own_id(),
    Column("kind", String(16), nullable=False),
    Column("month", Date, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("adds", Boolean, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("state", String(8), nullable=False),
    Column("read_as", BigInteger, nullable=False),
    Column("active_as", BigInteger),
    Column("rows", Integer, nullable=False),
    Column("bad", Integer, nullable=False),
    Column("staged_by", ForeignKey("actor.id", name="fk_list_in_staged_by_actor")),
    Column("staged_at", Instant, nullable=False),
    Column("active_by", ForeignKey("actor.id", name="fk_list_in_active_by_actor")),
    Column("active_at", Instant),
    Column("undone_at", Instant),
    CheckConstraint("state IN ('staged', 'active', 'undone', 'dropped')", name="known_state"),
    Index("ix_list_in_digest", "digest"),
    Index("ix_list_in_state", "state", "staged_at"),
)


def _of_list() -> Column[int]:
    return Column("in_list", ForeignKey("list_in.id"), nullable=False, index=True)


def _as(column: Column[bytes]) -> Column[bytes]:
    place = f"{column.table.name}.{column.name}"
    return Column(column.name, LargeBinary, nullable=column.nullable, info={SEALED_AS: place})


list_person = Table(
    "list_person",
    metadata,
    own_id(),
    _of_list(),
    *unit_columns(),
    Column("way", String(8), nullable=False),
    Column("point_id", ForeignKey("payment_point.id")),
    *(
        _as(column)
        for column in (
            person.c.sealed_name,
            person.c.sealed_birth,
            person.c.sealed_sex,
            person.c.sealed_citizen_id,
            person.c.sealed_phone,
        )
    ),
    Column("citizen_id_index", LargeBinary),
    Column("phone_index", LargeBinary),
    unit_key(),
)

# ``person_id`` names a person of the register, or one who waits in ``list_person``.
list_entitlement = Table(
    "list_entitlement",
    metadata,
    own_id(),
    _of_list(),
    Column("person_id", BigInteger, nullable=False),
    Column("programme", String(24), nullable=False),
    Column("from_month", Date, nullable=False),
    Column("to_month", Date),
    Column("coefficient_halves", Integer, nullable=False),
    _as(entitlement.c.sealed_category),
)

list_account = Table(
    "list_account",
    metadata,
    own_id(),
    _of_list(),
    Column("person_id", BigInteger, nullable=False),
    Column("bank", String(8), nullable=False),
    Column("state", String(32), nullable=False),
    Column("state_on", Date, nullable=False),
    Column("opened_on", Date),
    _as(account.c.sealed_number),
    _as(account.c.sealed_holder),
    Column("number_index", LargeBinary),
)

list_payment = Table(
    "list_payment",
    metadata,
    own_id(),
    _of_list(),
    Column("list_id", ForeignKey("payment_list.id"), nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("month", Date, nullable=False),
    Column("programme", String(24), nullable=False),
    Column("way", String(8), nullable=False),
    Column("account_id", BigInteger),
    Column("point_id", BigInteger),
    Column("amount", BigInteger, nullable=False),
    Column("arrears", BigInteger, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("stage_on", Date, nullable=False),
    Column("reason", String(24)),
)

# One cell that becomes another: ``what`` names it, ``subject`` is the row it is in.
list_change = Table(
    "list_change",
    metadata,
    own_id(),
    _of_list(),
    Column("what", String(24), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("sealed_old", LargeBinary),
    Column("sealed_new", LargeBinary),
    Column("done", Boolean, nullable=False),
)

# A line of a calendar or of a list of points, as it was understood.
list_line = Table(
    "list_line",
    metadata,
    own_id(),
    _of_list(),
    Column("sealed_row", LargeBinary, nullable=False),
)

# What is wrong with it, for who decides whether it is to hold.
list_problem = Table(
    "list_problem",
    metadata,
    own_id(),
    _of_list(),
    Column("level", String(8), nullable=False),
    Column("sealed_problem", LargeBinary, nullable=False),
)

# What a clerk has asked for that no turn waits for: to have a file read, a long list taken or
# undone, a form written. ``file_id`` names a stored file, which is gone long before this; the unit
# is theirs, where they have one.
list_errand = Table(
    "list_errand",
    metadata,
    own_id(),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("actor_id", ForeignKey("actor.id"), nullable=False),
    Column("what", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("month", Date),
    Column("whole", Boolean, nullable=False),
    *unit_columns(nullable=True),
    Column("file_id", BigInteger),
    Column("list_id", ForeignKey("list_in.id"), index=True),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("leased_by", BigInteger),
    Column("tries", Integer, nullable=False),
    Column("done_at", Instant),
    Column("sealed_result", LargeBinary),
    Index(
        "ix_list_errand_waiting",
        "due_at",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)
