"""What was not understood, to be learned from."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
)

from storage.tables.base import Instant, metadata, own_id

# Nobody can be found by it: no address, no session, no person, and of the time the day alone, in
# the id as well. ``words_index`` is of the folded words, so that what many say is one row;
# ``times`` says how often. ``intent``, ``second``, ``score`` and ``outcome`` are what the program
# thought, ``chosen`` is what somebody said it is an example of.
not_understood = Table(
    "not_understood",
    metadata,
    own_id(),
    Column("day", Date, nullable=False, index=True),
    Column("language", String(8), nullable=False),
    Column("sealed_words", LargeBinary, nullable=False),
    Column("words_index", LargeBinary, nullable=False, unique=True),
    Column("times", Integer, nullable=False),
    Column("intent", String(32), nullable=False),
    Column("second", String(32)),
    Column("score", Float, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("chosen", String(32)),
    Column("chosen_by", BigInteger, ForeignKey("actor.id")),
    Column("chosen_at", Instant),
)
