"""Who may hear what, and which channel may carry it (DESIGN.md §7)."""

from enum import IntEnum


class Level(IntEnum):
    """How far something may travel: each level carries all below it."""

    PUBLIC = 0  # payout calendar and payment points by unit
    OWN = 1  # about a person, to an address linked to that person
    STAFF = 2  # about people of a unit, to those who work for it
