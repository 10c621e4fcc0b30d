"""The hours in which nobody is written to who has not asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one full hour to another, perhaps over midnight; never quiet where they are equal."""

    begins: int = 20
    ends: int = 6

    @classmethod
    def parse(cls, text: str) -> QuietHours:
        """Read ``20-6``. Raises ValueError where it is not that."""
        found = re.fullmatch("([0-9]{1,2})-([0-9]{1,2})", text)
        if found is None or not all(int(hour) < 24 for hour in found.groups()):
            raise ValueError(f"not hours as 20-6: {text!r}")
        return cls(int(found[1]), int(found[2]))

    def at(self, moment: datetime) -> bool:
        """Whether it is quiet then."""
        if self.begins < self.ends:
            return self.begins <= moment.hour < self.ends
        return self.begins != self.ends and not self.ends <= moment.hour < self.begins

    def over(self, moment: datetime) -> datetime:
        """That moment, or where it is quiet then, when the quiet ends."""
        if not self.at(moment):
            return moment
        later = moment.hour >= self.ends
        day = moment.date() + timedelta(days=1) if later else moment.date()
        return datetime.combine(day, time(self.ends), moment.tzinfo)
