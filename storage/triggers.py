"""The audit, its seals and other histories are append-only by trigger, on both databases; so is
what was submitted and decided of a correction.

What is past its time may be deleted only where a seal already says so: the purge writes that seal
first, and the trigger asks for it. So no deletion needs a trigger taken down, or goes unrecorded.

Apart from the migrations that make them, because `db check` asks after every later migration
whether they still stand: an Alembic batch rebuild drops them silently.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""

_PURGED_UP_TO = {
    "audit": "purged_last_id >= OLD.id",
    "audit_seal": "purged_through >= OLD.number",
}
"""Which seal a deleted row must find in the table of seals."""

_SQLITE_DELETE = """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
WHEN NOT EXISTS (SELECT 1 FROM audit_seal WHERE {purged})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_DELETE_FUNCTION = """
CREATE FUNCTION refuse_delete_from_{table}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF EXISTS (SELECT 1 FROM audit_seal WHERE {purged}) THEN RETURN OLD; END IF;
RAISE EXCEPTION '{table} is append-only';
END $$
"""
_POSTGRES_DELETE = """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_delete_from_{table}()
"""

_KEPT = ("case_event", "calendar_change", "point_change")
"""Tables of which nothing is ever removed."""

_STAYS = ("id", "case_id", "event_id", "submitted_by", "field", "submitted_at")
_DECIDED = ("decided_by", "decided_at", "decision", "because", "counts_from")
"""Of a correction: what stays from the first, and what stays once it is decided."""

_KEPT_FOR_DAYS = 700
"""Less than the purge waits, so that two clocks that differ a little do not make it fail."""

_SQLITE_CHANGE = """
CREATE TRIGGER field_change_no_update BEFORE UPDATE ON field_change WHEN {altered}
BEGIN SELECT RAISE(ABORT, 'field_change is decided once'); END
"""
_SQLITE_CHANGE_DELETE = """
CREATE TRIGGER field_change_no_delete BEFORE DELETE ON field_change
WHEN OLD.decided_at IS NULL OR OLD.decided_at > datetime('now', '-{days} days')
BEGIN SELECT RAISE(ABORT, 'field_change is decided once'); END
"""
_POSTGRES_CHANGE_FUNCTION = """
CREATE FUNCTION refuse_change_of_field_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF TG_OP = 'UPDATE' THEN
IF NOT ({altered}) THEN RETURN NEW; END IF;
ELSIF OLD.decided_at <= now() - interval '{days} days' THEN RETURN OLD;
END IF;
RAISE EXCEPTION 'field_change is decided once';
END $$
"""
_POSTGRES_CHANGE = """
CREATE TRIGGER field_change_no_{verb} BEFORE {VERB} ON field_change
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_field_change()
"""

_VERBS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}
_STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def statements(dialect: str) -> list[str]:
    """What made the audit's triggers in the first migration: nothing is ever deleted."""
    made = [_POSTGRES_FUNCTION] if dialect == "postgresql" else []
    return made + [_refusal(dialect, "audit", verb) for verb in _VERBS[dialect]]


def purgeable(dialect: str) -> list[str]:
    """What makes the triggers of the seals, and lets go of audit rows that a seal calls purged."""
    on_table = " ON audit" if dialect == "postgresql" else ""
    others = [verb for verb in _VERBS[dialect] if verb != "delete"]
    return [
        f"DROP TRIGGER audit_no_delete{on_table}",
        *(_refusal(dialect, "audit_seal", verb) for verb in others),
        *(one for table in _PURGED_UP_TO for one in _delete_refusal(dialect, table)),
    ]


def kept(dialect: str, *tables: str) -> list[str]:
    """What makes the triggers of tables of which nothing is ever removed."""
    return [_refusal(dialect, table, verb) for table in tables for verb in _VERBS[dialect]]


def decided_once(dialect: str) -> list[str]:
    """What makes the triggers of corrections: submitter and decision are never altered."""
    other = "{}.{} IS NOT {}.{}" if dialect == "sqlite" else "{}.{} IS DISTINCT FROM {}.{}"
    differs = {one: other.format("NEW", one, "OLD", one) for one in (*_STAYS, *_DECIDED)}
    decided = " OR ".join(differs[one] for one in _DECIDED)
    altered = " OR ".join(differs[one] for one in _STAYS)
    altered += f" OR (OLD.decided_at IS NOT NULL AND ({decided}))"
    values = {"altered": altered, "days": _KEPT_FOR_DAYS}
    if dialect == "sqlite":
        return [one.format(**values) for one in (_SQLITE_CHANGE, _SQLITE_CHANGE_DELETE)]
    return [
        _POSTGRES_CHANGE_FUNCTION.format(**values),
        *(_POSTGRES_CHANGE.format(verb=one, VERB=one.upper()) for one in ("update", "delete")),
        _refusal(dialect, "field_change", "truncate"),
    ]


def missing(connection: Connection) -> set[str]:
    """Names of triggers that should stand and do not."""
    dialect = connection.dialect.name
    tables = (*_PURGED_UP_TO, *_KEPT, "field_change")
    wanted = {f"{table}_no_{verb}" for table in tables for verb in _VERBS[dialect]}
    return wanted - set(connection.execute(text(_STANDING[dialect])).scalars())


def _refusal(dialect: str, table: str, verb: str) -> str:
    template = _POSTGRES if dialect == "postgresql" else _SQLITE
    return template.format(table=table, verb=verb, VERB=verb.upper())


def _delete_refusal(dialect: str, table: str) -> list[str]:
    templates = (
        (_POSTGRES_DELETE_FUNCTION, _POSTGRES_DELETE)
        if dialect == "postgresql"
        else (_SQLITE_DELETE,)
    )
    return [one.format(table=table, purged=_PURGED_UP_TO[table]) for one in templates]
