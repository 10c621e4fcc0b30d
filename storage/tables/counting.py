"""What is kept only to be counted: what officers were told on the telephone, and what citizens
asked; and what was counted ahead."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from storage.tables.base import Instant, metadata, own_id

# Of somebody with an account who is not seen paid in a month. Each call is a row, and the newest of
# a person and month counts: how a past day stood is known still, and who was rung up in vain.
asked = Table(
    "asked",
    metadata,
    own_id(),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("month", Date, nullable=False),
    Column("answer", String(16), nullable=False),
    Column("asked_by", ForeignKey("actor.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_asked_person_id", "person_id", "month", "id"),
    Index("ix_asked_month", "month"),
)

# How many messages of a day ended so; where it is known, in the unit that the phone calls its own,
# else with an empty code. Nobody stands behind a count.
question_count = Table(
    "question_count",
    metadata,
    Column("day", Date, primary_key=True),
    Column("unit_code", String(8), primary_key=True),
    Column("unit_from", Date, primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
)

# Where people, accounts or payments have changed, by the version of the people (`store`) that this
# made. A version of which nothing stands here may have changed anything.
people_change = Table(
    "people_change",
    metadata,
    Column("version", BigInteger, primary_key=True),
    Column("unit_code", String(8), primary_key=True),
    Column("unit_from", Date, primary_key=True),
)

# The days of which everything was counted, as of a version of the people; then by unit, also as of
# a later one. What was counted: `storage.counted_ahead`.
counted_day = Table(
    "counted_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
counted_ahead = Table(
    "counted_ahead",
    metadata,
    Column("day", Date, primary_key=True),
    Column("unit_code", String(8), primary_key=True),
    Column("unit_from", Date, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("counts", Text, nullable=False),
)
