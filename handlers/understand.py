"""Free text in Vietnamese and Khmer: what it asks for, or that we do not know."""

from __future__ import annotations

from datetime import date

from domain.gazetteer import Gazetteer
from domain.intent import Intent, Outcome, Understood


def understand(text: str, preferred: str, today: date, gazetteer: Gazetteer) -> Understood:
    """What a message means that no open question takes. ``preferred``: the person's language."""
    return Understood(Intent.NONE, preferred, 0.0, Outcome.NONE)
