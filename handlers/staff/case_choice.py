"""Which of the cases that wait: a few to choose from, or any by its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.case import Case, CaseState
from domain.message import Choice
from domain.place import UnitKey
from domain.text import Sign, Text
from handlers.asks import named, read_id
from handlers.case_number import number_in
from handlers.staff.case_words import kind_of
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk
from storage.case_queue import Open, Sought, View
from storage.records import Records

_VIEWS: Mapping[View, Text] = {
    View.UNITS: Text("All of my units ({count})").signed(Sign.LIST),
    View.MINE: Text("In my hands ({count})").signed(Sign.PERSON),
    View.OVERDUE: Text("Overdue ({count})").signed(Sign.STOP),
    View.BANK: Text("Waiting for the bank ({count})").signed(Sign.BANK),
}
_WAITING: Mapping[CaseState, Text] = {
    CaseState.SENT_BACK: Text("sent back"),
    CaseState.WAITS_FOR_BANK: Text("waits for the bank"),
}
_VIEW = "view:"
_ABOVE = "above:"


@dataclass(frozen=True, slots=True)
class Which:
    """A few to choose from; any other by the number that somebody reads out; or another view.
    ``escalated``: what was reported to who stands above, and is read there by number alone."""

    talk: Talk
    records: Records
    sought: Sought
    shown: Sequence[Open]
    counts: Mapping[View, int]
    escalated: Sequence[tuple[Case, UnitKey]] = ()

    def asked(self) -> Asked:
        count = self.counts[self.sought.view]
        waiting = Text("{waiting} requests wait, the most urgent first.", waiting=count).signed(
            Sign.LIST
        )
        how = Text("Choose, or write the number of a request.").signed(Sign.HELP)
        choices = (*map(self._above, self.escalated), *map(self._choice, self.shown))
        late = Text("Overdue in the communes: {count}.", count=len(self.escalated))
        first = (late.signed(Sign.STOP),) if self.escalated else ()
        own = (waiting,) if count or not first else ()
        return Asked((*first, *own, how), (*choices, *self._views()))

    def _above(self, one: tuple[Case, UnitKey]) -> Choice:
        """Its number, kind and unit, and nobody's record."""
        case, unit = one
        where = named(self.records.reference.gazetteer.known(unit))
        label = Text("{number}: {kind}, {unit}", number=case.number, kind=kind_of(case), unit=where)
        return Choice(_ABOVE + case.number, label.signed(Sign.STOP))

    def _views(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(_VIEW + view.value, label.filled(count=self.counts[view]))
            for view, label in _VIEWS.items()
            if view is not self.sought.view and self.counts[view]
        )

    def _choice(self, one: Open) -> Choice:
        kind, late = kind_of(one.case), one.case.is_overdue(self.talk.today)
        whom = one.person.name if one.person else one.case.number
        label = Text("{kind}: {name}", kind=kind, name=whom)
        if late:
            label = Text("{kind}: {name}, overdue", kind=kind, name=whom)
        elif one.case.state in _WAITING:
            label = Text("{kind}: {name}, {waits}", kind=kind, name=whom,
                         waits=_WAITING[one.case.state])  # fmt: skip
        return Choice(str(one.case.id), label.signed(Sign.STOP if late else Sign.PAPERS))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return heard.choice
        number = number_in(heard)
        found = await self.records.case_queue.id_of(number, self.sought)
        if found is None and number in {case.number for case, _ in self.escalated}:
            return _ABOVE + number
        if found is None:
            raise NotUnderstood(Text("No request of your units has that number."))
        return str(found)

    async def read(self, value: str) -> Open | View | str:
        """A number where it is read from above."""
        if value.startswith(_ABOVE):
            return value.removeprefix(_ABOVE)
        if value.startswith(_VIEW):
            return View(value.removeprefix(_VIEW))
        found = await self.records.case_queue.one(read_id(value), self.sought, self.talk.now)
        if found is None:
            raise Stale
        return found
