"""A code from the officer and the birth year open one's own answers on this address."""

from __future__ import annotations

from dataclasses import dataclass

from domain.person import Person, Relation
from domain.text import Sign, Text
from handlers.asks import CANNOT_SEE, read_code, read_year
from handlers.beneficiary.own_payout import own_payout
from handlers.talk import Asked, Heard, NotUnderstood, Talk, offer
from storage.records import Records

_CODE_QUESTION = Text("Please write the code on the slip, 8 letters and digits.").signed(
    Sign.PAPERS
)
_YEAR_QUESTION = Text("In which year was the person born who receives the money?").signed(
    Sign.PERSON
)
_NO_SUCH_CODE = "0"
_FITS, _DOES_NOT_FIT = "fits", "does_not_fit"


async def link(talk: Talk, records: Records) -> None:
    """Both must fit, and the answer never says which did not."""
    code_id = await talk.ask_secret("code", _Code(records))
    opened = await talk.ask_secret("birth_year", _BirthYear(code_id, talk, records))
    if opened is None:
        talk.say(
            Text("The code and the birth year do not fit together."),
            Text("Please ask the officer who gave the code."),
            offers=(offer(link, Text("Try again").signed(Sign.PAPERS)), *talk.menu),
        )
        return
    person, relation = opened
    await records.people.link(talk.session.id, code_id, person, relation, talk.now)
    talk.note("linked", person.id)
    talk.session.linked = True
    talk.say(Text("This phone now hears about {name}.", name=person.name))
    talk.then(own_payout, person=str(person.id))


@dataclass(frozen=True, slots=True)
class _Code:
    """Saved as the id of the code, or 0: the code itself is nowhere kept."""

    records: Records

    def asked(self) -> Asked:
        return Asked((_CODE_QUESTION,))

    async def hear(self, heard: Heard) -> str:
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        code = read_code(heard.text)
        if code is None:
            raise NotUnderstood(Text("A code has 8 letters and digits."))
        return str(await self.records.people.code_id(code) or _NO_SUCH_CODE)

    async def read(self, value: str) -> int:
        return int(value)


@dataclass(frozen=True, slots=True)
class _BirthYear:
    """Checked in the turn that hears it; saved is only whether it fits."""

    code_id: int
    talk: Talk
    records: Records

    def asked(self) -> Asked:
        return Asked((_YEAR_QUESTION,))

    async def hear(self, heard: Heard) -> str:
        year = read_year(heard.text)
        if year is None:
            raise NotUnderstood(Text("Please write the year in four digits, for example 1950."))
        opened = await self._opened()
        return _FITS if opened is not None and opened[0].birth_year == year else _DOES_NOT_FIT

    async def read(self, value: str) -> tuple[Person, Relation] | None:
        return await self._opened() if value == _FITS else None

    async def _opened(self) -> tuple[Person, Relation] | None:
        return await self.records.people.opened_by(self.code_id, self.talk.today)
