"""The audit is append-only by trigger, on both databases.

Apart from the migration that makes them, because `db check` asks after every later migration
whether they still stand: an Alembic batch rebuild drops them silently.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

APPEND_ONLY = ("audit",)

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
_VERBS = {"sqlite": ("update", "delete"), "postgresql": ("update", "delete", "truncate")}
_STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def statements(dialect: str) -> list[str]:
    """What makes the triggers."""
    made = [_POSTGRES_FUNCTION] if dialect == "postgresql" else []
    template = _POSTGRES if dialect == "postgresql" else _SQLITE
    return made + [
        template.format(table=table, verb=verb, VERB=verb.upper())
        for table in APPEND_ONLY
        for verb in _VERBS[dialect]
    ]


def missing(connection: Connection) -> set[str]:
    """Names of triggers that should stand and do not."""
    dialect = connection.dialect.name
    wanted = {f"{table}_no_{verb}" for table in APPEND_ONLY for verb in _VERBS[dialect]}
    return wanted - set(connection.execute(text(_STANDING[dialect])).scalars())
