"""A day of the moon was named: it is said what is not reckoned, and what the days told here are."""

from __future__ import annotations

from domain.text import Sign, Text
from handlers.talk import Talk
from storage.records import Records

_NOT_RECKONED = Text("{Me} cannot reckon days of the lunar calendar.").signed(Sign.HELP)
_SOLAR = Text("Payout days go by the solar calendar:").signed(Sign.DAY)


async def lunar_named(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Stands above the payout days themselves, which are told with their dates."""
    talk.say(_NOT_RECKONED, _SOLAR)
