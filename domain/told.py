"""What people tell the staff in passing, in a few kinds, so that it can be counted."""

from __future__ import annotations

from enum import StrEnum


class ToldAbout(StrEnum):
    NO_MONEY = "no_money"
    CODE = "code"
    ACCOUNT = "account"
    DAY_OR_PLACE = "day_or_place"
    PAPERS = "papers"
    OTHER = "other"
