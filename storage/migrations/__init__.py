"""Alembic's scripts: each says what changed in the store, in order."""
