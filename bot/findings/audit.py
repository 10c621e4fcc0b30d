"""Whether the audit is as it was left, where looking does not take long."""

from __future__ import annotations

from bot.app import App
from bot.findings.finding import Finding, Grade
from domain.alert import AlertKind, Trouble
from storage.audit_check import AuditCheck

_SOON_READ = 20_000
"""Rows; read in about a second."""


async def of_audit(app: App) -> Finding:
    """Reads it all, so not every few minutes. Raises Unavailable."""
    async with app.database.snapshot() as records:
        look = AuditCheck(records.store)
        rows = await look.rows()
        broken = (await look.run()).broken if rows <= _SOON_READ else None
    if broken is not None:
        return Finding(
            "audit", Grade.BAD, f"The audit is not as it was left: {broken}.",
            "Keep the store as it is, copy it, and find out who had access to it.",
            Trouble(AlertKind.ALTERED),
        )  # fmt: skip
    if rows > _SOON_READ:
        return Finding(
            "audit", Grade.OK,
            f"{rows:,} rows of the audit were not read now: ansinh audit verify.",
            unseen=AlertKind.ALTERED,
        )  # fmt: skip
    return Finding("audit", Grade.OK, f"The audit is whole, {rows:,} rows.")
