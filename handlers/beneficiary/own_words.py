"""What is not right, in somebody's own words; who cannot write goes on with one tap."""

from __future__ import annotations

from dataclasses import dataclass

from domain.message import Choice
from domain.text import Sign, Text
from handlers.staff.asks import Words
from handlers.talk import Asked, Heard

_LONGEST = 400
_WITHOUT, _LEAVE = "without", "leave"


@dataclass(frozen=True, slots=True)
class OwnWords:
    """None where it is rather left so; empty where nothing is written."""

    question: Text
    before: tuple[Text, ...] = ()

    def asked(self) -> Asked:
        choices = (
            Choice(_WITHOUT, Text("Go on without words").signed(Sign.GO)),
            Choice(_LEAVE, Text("Leave it so").signed(Sign.STOP)),
        )
        return Asked((*self.before, self.question), choices)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        return "=" + await Words(self.question, _LONGEST).hear(heard)

    async def read(self, value: str) -> str | None:
        if value == _LEAVE:
            return None
        return value.removeprefix("=") if value.startswith("=") else ""
