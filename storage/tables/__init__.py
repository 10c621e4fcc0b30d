"""Every table. Columns named ``sealed_…`` are ciphertext; ``…_index`` are keyed hashes.

What may stand in the clear: ids, units, months, days, states, reason codes, coefficients, amounts
(DESIGN.md §5). A migration accompanies each change here; `tests/test_migrations.py` compares them.
"""

from storage.tables.base import Instant, metadata, store
from storage.tables.cases import (
    case_event,
    case_file,
    case_note,
    case_reporter,
    case_together,
    home_visit,
)
from storage.tables.changes import calendar_change, point_change
from storage.tables.conversations import failure, inbox, job_run, lease, outbox, session, unreadable
from storage.tables.corrections import field_change
from storage.tables.counting import (
    asked,
    counted_ahead,
    counted_day,
    people_change,
    question_count,
)
from storage.tables.files import stored_file
from storage.tables.hearing import attempt, consent, link, link_code, pairing
from storage.tables.learning import not_understood
from storage.tables.lists import (
    list_account,
    list_change,
    list_entitlement,
    list_errand,
    list_in,
    list_line,
    list_payment,
    list_person,
    list_problem,
)
from storage.tables.money import account, entitlement, payment, payment_list, person
from storage.tables.officials import summary_hour, summary_told
from storage.tables.places import (
    MONDAY_TO_SATURDAY,
    payment_point,
    payout_day,
    standard_amount,
    unit,
    unit_alias,
    unit_successor,
)
from storage.tables.staff import (
    actor,
    audit,
    audit_head,
    audit_seal,
    invite,
    looked_at,
    page_session,
    staff_address,
    staff_grant,
)
from storage.tables.talks import human_talk, talk_line
from storage.tables.telling import alert, arrival, bulletin, notice, pace, subscription

HEAD = "0025"
"""The newest migration, so that a start can see without Alembic whether the store is up to date."""

__all__ = [
    "HEAD",
    "MONDAY_TO_SATURDAY",
    "Instant",
    "account",
    "actor",
    "alert",
    "arrival",
    "asked",
    "attempt",
    "audit",
    "audit_head",
    "audit_seal",
    "bulletin",
    "calendar_change",
    "case_event",
    "case_file",
    "case_note",
    "case_reporter",
    "case_together",
    "consent",
    "counted_ahead",
    "counted_day",
    "entitlement",
    "failure",
    "field_change",
    "home_visit",
    "human_talk",
    "inbox",
    "invite",
    "job_run",
    "lease",
    "link",
    "link_code",
    "list_account",
    "list_change",
    "list_entitlement",
    "list_errand",
    "list_in",
    "list_line",
    "list_payment",
    "list_person",
    "list_problem",
    "looked_at",
    "metadata",
    "not_understood",
    "notice",
    "outbox",
    "pace",
    "page_session",
    "pairing",
    "payment",
    "payment_list",
    "payment_point",
    "payout_day",
    "people_change",
    "person",
    "point_change",
    "question_count",
    "session",
    "staff_address",
    "staff_grant",
    "standard_amount",
    "store",
    "stored_file",
    "subscription",
    "summary_hour",
    "summary_told",
    "talk_line",
    "unit",
    "unit_alias",
    "unit_successor",
    "unreadable",
]
