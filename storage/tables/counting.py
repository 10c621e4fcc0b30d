"""What is kept only to be counted: what officers were told on the telephone, and what citizens
asked."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

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
