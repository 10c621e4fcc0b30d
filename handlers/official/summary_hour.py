"""At which hour an official wants to hear the numbers of the day, or that they want none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from domain.message import Choice
from domain.summary_hour import read_hour, tells_of_today
from domain.text import Sign, Text
from handlers.asks import CANNOT_SEE, says_no
from handlers.talk import Asked, Heard, NotUnderstood, Talk
from storage.records import Records

_LIKELY = (7, 11, 16, 17, 18)
_NONE = "off"
_HOURS = frozenset(map(str, range(24)))
_WRITE_IT = Text("Choose, or write a full hour, for example 17.").signed(Sign.HELP)


async def summary_hour(talk: Talk, records: Records) -> None:
    """From the next time on; what was due before stays as it was."""
    now = await records.summary_hours.of(talk.staff.id)
    hour = await talk.ask("hour", _Hour(now))
    chosen = None if hour == _NONE else int(hour)
    await records.summary_hours.choose(talk.staff.id, chosen, talk.now)
    talk.note("summary_hour_chosen", talk.staff.id)
    talk.say(_stands(chosen), _ALWAYS, offers=talk.menu)


_ALWAYS = Text("To ask for them at any time, write /summary.").signed(Sign.HELP)


def _stands(hour: int | None) -> Text:
    if hour is None:
        return Text("The numbers of the day are not sent.").signed(Sign.STOP)
    if not tells_of_today(hour):
        return Text("The numbers of the day before come at {clock}, on working days and paydays.",
                    clock=time(hour)).signed(Sign.CLOCK)  # fmt: skip
    return Text("The numbers of the day come at {clock}, on working days and paydays.",
                clock=time(hour)).signed(Sign.CLOCK)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Hour:
    """``now``: as it stands; None where they want none."""

    now: int | None

    def asked(self) -> Asked:
        hours = sorted({*_LIKELY, *([self.now] if self.now is not None else [])})
        shown = (
            *(
                Choice(str(hour), Text("At {clock}", clock=time(hour)).signed(Sign.CLOCK))
                for hour in hours
            ),
            Choice(_NONE, Text("Do not send them").signed(Sign.STOP)),
        )
        when = Text("When shall the numbers of the day come?").signed(Sign.CLOCK)
        return Asked((_stands(self.now), when, _WRITE_IT), shown)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        if says_no(heard.text):
            return _NONE
        hour = read_hour(heard.text)
        if hour is None:
            raise NotUnderstood(_WRITE_IT)
        return str(hour)

    async def read(self, value: str) -> str:
        """Raises ValueError."""
        if value != _NONE and value not in _HOURS:
            raise ValueError(value)
        return value
