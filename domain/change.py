"""What changes in somebody's life, and so on the lists: reported by staff, decided by others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.case import CaseKind
from domain.text import Money, Month


class ChangeReason(StrEnum):
    DEATH = "death"
    MOVED_AWAY = "moved_away"
    MOVED_IN = "moved_in"
    NEW_PERSON = "new_person"
    STOPPED = "stopped"
    BACK_AGAIN = "back_again"

    @property
    def kind(self) -> CaseKind:
        """While a death is reported nothing is said about the person, so it is a kind by itself."""
        return CaseKind.DEATH if self is ChangeReason.DEATH else CaseKind.CHANGE

    @property
    def of_somebody_known(self) -> bool:
        return self not in {ChangeReason.MOVED_IN, ChangeReason.NEW_PERSON}


class StopCause(StrEnum):
    """Why an allowance may stop otherwise (Circular 02/2021/TT-BLĐTBXH, Article 2)."""

    NOT_ENTITLED = "not_entitled"
    OTHER_ALLOWANCE = "other_allowance"
    NOT_VERIFIED = "not_verified"  # within three months of being suspended
    GIVEN_UP = "given_up"  # in writing
    DETAINED = "detained"


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """What is said of it. ``day``: of the death; ``words``: who is new and from where, or where to
    somebody moved; ``why``: it stops."""

    day: date | None = None
    words: str = ""
    why: StopCause | None = None

    def written(self) -> str:
        """As it is kept, sealed, with its case."""
        day, why = self.day and self.day.isoformat(), self.why and self.why.value
        return json.dumps({"day": day, "words": self.words, "why": why}, ensure_ascii=False)

    @classmethod
    def read(cls, written: str) -> ChangeReport | None:
        """None where it cannot be read; what a later program wrote must not break this one."""
        try:
            said = json.loads(written)
            return cls(
                date.fromisoformat(said["day"]) if said["day"] else None,
                str(said["words"]),
                StopCause(said["why"]) if said["why"] else None,
            )
        except (ValueError, KeyError, TypeError):
            return None


def stops_from(died_on: date) -> Month:
    """The month after it (NĐ 20/2021/NĐ-CP, Article 8)."""
    return Month.of(died_on).plus(1)


_FUNERAL = 20


def funeral_support(standard: int) -> Money:
    """What the law gives whoever sees to the funeral: 20 times the standard amount, in đồng (NĐ
    20/2021/NĐ-CP, Article 11; NĐ 176/2025/NĐ-CP)."""
    return Money(_FUNERAL * standard)
