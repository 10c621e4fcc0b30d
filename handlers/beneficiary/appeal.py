"""Who is not content with a refusal, or with what was closed once more, has it looked at by who
stands above, and not by whoever decided it."""

from __future__ import annotations

from domain.case_flow import CaseEvent
from handlers.beneficiary.reopen import ask_again
from handlers.talk import Talk
from storage.records import Records


async def appeal(talk: Talk, records: Records) -> None:
    """For who hears about the person, or reported what is about nobody."""
    await ask_again(talk, records, CaseEvent.APPEALED)
