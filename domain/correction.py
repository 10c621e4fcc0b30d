"""A correction of a record: what it changes, how it is decided, and from when it counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case import CaseState
from domain.permissions import Field
from domain.place import UnitKey
from domain.text import Month


class Decision(StrEnum):
    APPROVED = "approved"
    SENT_BACK = "sent_back"  # with a question to who submitted it
    REJECTED = "rejected"


class Because(StrEnum):
    """Why a correction is rejected."""

    PAPER_SAYS_OTHERWISE = "paper_otherwise"
    PAPER_NOT_VALID = "paper_not_valid"
    OTHER_PERSON = "other_person"
    NOT_NEEDED = "not_needed"
    NO_PAPER = "no_paper"  # none was shown
    OWN_WORDS = "own_words"  # what is written with it


class Outcome(StrEnum):
    """What became of an attempt to decide."""

    DECIDED = "decided"
    ALREADY = "already"  # a colleague was faster, or the button was pressed twice
    CHANGED = "changed"  # the record is not what it was when this was submitted
    OWN = "own"  # nobody decides on what they submitted


WHOLE_NUMBERS = frozenset({Field.CITIZEN_ID, Field.PHONE, Field.ACCOUNT_NUMBER})
"""Never displayed: the approver types them from the document, and hears same or different."""

OF_THE_ACCOUNT = frozenset({Field.ACCOUNT_NUMBER, Field.HOLDER, Field.WAY})
"""What only somebody with an account can have wrong; without one they are paid in cash."""

TWO_ENDS = frozenset(
    {Field.NAME, Field.PHONE, Field.CITIZEN_ID, Field.ACCOUNT_NUMBER, Field.HOLDER}
)
"""What the bank keeps too: our list is right then, and the bank's is still the old one."""

FIXABLE = (
    Field.NAME,
    Field.BIRTH,
    Field.SEX,
    Field.CITIZEN_ID,
    Field.PHONE,
    Field.UNIT,
    Field.ACCOUNT_NUMBER,
    Field.HOLDER,
    Field.PAYEE,
    Field.WAY,
)
"""What is corrected in a conversation, in the order in which it is offered."""

ON_PAPER = frozenset(FIXABLE) - {Field.PHONE}
"""What stands on a card or a paper, so that a photo of it helps who decides."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the person concerned may be told of a correction: its values are not opened."""

    id: int
    case: int
    number: str
    state: CaseState
    field: Field
    person: int
    unit: UnitKey
    submitted_by: int
    decision: Decision | None
    because: Because | None
    counts_from: Month | None

    @property
    def waits_for_bank(self) -> bool:
        return self.state is CaseState.WAITS_FOR_BANK

    @property
    def waits_for_decision(self) -> bool:
        return self.decision is None and self.state in {CaseState.OPEN, CaseState.IN_HAND}

    @property
    def waits_for_answer(self) -> bool:
        return self.state is CaseState.SENT_BACK and self.decision is Decision.SENT_BACK


@dataclass(frozen=True, slots=True)
class Change(Told):
    """One field of one record, as it was submitted and perhaps decided, opened.

    ``old`` is what the record held then, None where it held nothing. ``answer``: the approver's
    question, or what they add to a rejection.
    """

    submitted_at: datetime
    old: str | None
    new: str
    answer: str = ""
    decided_at: datetime | None = None


def first_open(closed: Collection[Month], this_month: Month) -> Month:
    """The month from which a correction counts: the first for which no list has been made."""
    later = [month for month in closed if month >= this_month]
    return max(later).plus(1) if later else this_month
