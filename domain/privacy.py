"""Who may hear what, and which channel may carry it (DESIGN.md §7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum

from domain.file import FileUse


class Level(IntEnum):
    """How far something may travel: each level carries all below it."""

    PUBLIC = 0  # payout calendar and payment points by unit
    OWN = 1  # about a person, to an address linked to that person
    STAFF = 2  # about people of a unit, to those who work for it


CARRIES: Mapping[str, Level] = {
    "console": Level.STAFF,  # the operator's own machine
    "web": Level.STAFF,  # the operator's own server, over TLS
    "telegram": Level.PUBLIC,  # its data lie abroad: Law 91/2025/QH15 (DOMAIN.md §7)
}
"""By channel; one that does not stand here carries what is public."""

CARRIES_INVENTED: Mapping[str, Level] = {"telegram": Level.STAFF}
"""The same where everything is invented, so that it can be tried."""

FILES: Mapping[FileUse, frozenset[str]] = {
    FileUse.DOCUMENT: frozenset({"console", "web"}),  # a paper shows more than anybody asks for
    FileUse.WORDS: frozenset({"console", "web", "telegram"}),  # it lies where it was said already
    FileUse.LIST: frozenset({"console", "web"}),  # it holds a whole commune
    FileUse.COUNTS: frozenset({"console", "web"}),  # it names nobody, and says how a commune stands
}
"""Which channels a file may come by and be shown on; elsewhere nothing of it is fetched."""

FILES_INVENTED: Mapping[FileUse, frozenset[str]] = {
    FileUse.DOCUMENT: frozenset({"telegram"}),
    FileUse.COUNTS: frozenset({"telegram"}),
}
"""Further ones where everything is invented."""

SIGN_IN_AT = frozenset({"web"})
"""Channels on which staff prove anew who they are: a browser may be anybody's next."""

VOUCHES = frozenset({"console", "telegram"})
"""Channels that say whose phone number a shared contact is."""

SIGNED_IN_FOR = timedelta(hours=12)


def carried(
    channel: str, carries: Mapping[str, Level], signed_in_at: datetime | None, now: datetime
) -> Level:
    """How far this channel carries at this moment."""
    level = carries.get(channel, Level.PUBLIC)
    if level < Level.STAFF or channel not in SIGN_IN_AT:
        return level
    signed_in = signed_in_at is not None and now - signed_in_at < SIGNED_IN_FOR
    return Level.STAFF if signed_in else Level.OWN


def brings(channel: str, demo: bool) -> frozenset[FileUse]:
    """The uses for which this channel may carry a file."""
    invented = FILES_INVENTED if demo else {}
    return frozenset(
        use for use in FileUse if channel in FILES[use] or channel in invented.get(use, frozenset())
    )
