"""A code from the officer and the birth year open a person's answers on this address."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import read_number
from domain.message import Choice
from domain.notice import NoticeKind
from domain.person import MOST_PEOPLE, How, Person, Relation, ends_on
from domain.text import Sign, Text
from handlers.asks import CANNOT_SEE, read_code, read_year
from handlers.beneficiary.carer import Label, OwnName, carers_relation, say_who_decides
from handlers.beneficiary.consent import Agreed, Agreeing, record_consent, refused
from handlers.beneficiary.own_payout import own_payout
from handlers.talk import Asked, Heard, NotUnderstood, Talk, offer
from storage.records import Records

AUTHORISED_FOR_DAYS = 365
"""How long an authorisation is taken to hold; no rule for allowances is known (DOMAIN.md §1.5)."""

_CODE_QUESTION = Text("Please write the code on the slip, 8 letters and digits.").signed(
    Sign.PAPERS
)
_YEAR_QUESTION = Text("In which year was the person born who receives the money?").signed(
    Sign.PERSON
)
_NO_SUCH_CODE = "0"
_INVITE = "invite:"
_WITHOUT = "without"
_FITS, _DOES_NOT_FIT = "fits", "does_not_fit"


async def link(talk: Talk, records: Records) -> None:
    """Both must fit, and the answer never says which did not.

    What the person is called is asked before whether one agrees: who has agreed thinks it done, and
    may well write something else next.
    """
    code = await talk.ask_secret("code", _Code(records))
    if code == _WITHOUT:
        talk.then("link_by_phone" if talk.vouches else "stand_by")
    if code.startswith(_INVITE):
        talk.then("accept_invite", invite=code.removeprefix(_INVITE))
    opened = await talk.ask_secret("birth_year", _BirthYear(int(code), talk, records))
    if opened is None:
        talk.say(
            Text("The code and the birth year do not fit together."),
            Text("Please ask the officer who gave the code."),
            offers=(offer(link, Text("Try again").signed(Sign.PAPERS)), *talk.menu),
        )
        return
    person, code_for = opened
    own_code = code_for is Relation.SELF
    label = ""
    if await _several(talk, records):
        label = await talk.ask("label", Label(person, records.reference.gazetteer))
    agreed = await talk.ask("agreed", Agreeing(person, code_for, own_code))
    if agreed is Agreed.NO:
        await record_consent(talk, records, person, given=False)
        refused(talk)
        return
    if await records.links.count(talk.session.id) >= MOST_PEOPLE:
        talk.say(Text("This phone hears about {most} people, no more.", most=MOST_PEOPLE))
        return
    relation = carers_relation(person, talk.today) if agreed is Agreed.CARER else Relation.SELF
    relation = relation if own_code else code_for
    waits = own_code and agreed is Agreed.CARER
    carer = await talk.ask("own_name", OwnName()) if waits else ""
    await _make(talk, records, person, relation, waits=waits, label=label, carer=carer)
    await records.link_codes.use(int(code), talk.now)
    if waits:
        await say_who_decides(talk, records, person)
        return
    talk.say(Text("This phone now hears about {name}.", name=label or person.name))
    await answer_at_once(talk, records, person)


async def answer_at_once(talk: Talk, records: Records, person: Person) -> None:
    """Their payday; where somebody else waits to be agreed to, that is offered first, because a
    turn that has filed something asks nothing more."""
    if not await records.links.to_agree(talk.session.id):
        talk.then(own_payout, person=str(person.id))
    talk.say(
        Text("One more person is to be agreed to.").signed(Sign.PERSON),
        offers=(offer("agree", Text("Go on")),),
    )


async def _several(talk: Talk, records: Records) -> bool:
    """Who hears about somebody already must tell them apart."""
    return bool(await records.links.of(talk.session.id))


async def _make(
    talk: Talk,
    records: Records,
    person: Person,
    relation: Relation,
    *,
    waits: bool,
    label: str,
    carer: str,
) -> None:
    new = await records.links.make(
        talk.session.id,
        person.id,
        relation,
        How.CODE,
        talk.now,
        confirmed=not waits,
        agreed=True,
        until=ends_on(person, relation, talk.today, AUTHORISED_FOR_DAYS),
        label=label,
        carer=carer,
    )
    await record_consent(talk, records, person, given=True)
    await tell_the_others(talk, records, person, new)
    talk.note("linked", person.id)
    talk.session.linked = talk.session.linked or not waits


async def tell_the_others(talk: Talk, records: Records, person: Person, new: int) -> None:
    """The person's other addresses hear of every new link."""
    others = set(await records.links.sessions_hearing(person.id)) - {talk.session.id}
    await records.notices.tell(others, NoticeKind.LINKED_ELSEWHERE, new, talk.now)


@dataclass(frozen=True, slots=True)
class _Code:
    """Saved as the id of the code or of an invite, or 0: the code itself is nowhere kept."""

    records: Records

    def asked(self) -> Asked:
        without = Choice(_WITHOUT, Text("I have no code").signed(Sign.HELP))
        return Asked((_CODE_QUESTION,), (without,))

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return _WITHOUT
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        if read_number(heard.text) is not None:
            raise NotUnderstood(Text("That is the number of a request, not the code on the slip."))
        code = read_code(heard.text)
        if code is None:
            raise NotUnderstood(Text("The code on the slip has 8 letters and digits."))
        found = await self.records.link_codes.id_of(code)
        invite = await self.records.staff.invite_id(code)
        return f"{_INVITE}{invite}" if invite else str(found or _NO_SUCH_CODE)

    async def read(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class _BirthYear:
    """Checked in the turn that hears it; saved is only whether it fits. A wrong one is counted."""

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
        if opened is not None and opened[0].birth_year == year:
            return _FITS
        await self.records.link_codes.wrong_year(self.code_id)
        return _DOES_NOT_FIT

    async def read(self, value: str) -> tuple[Person, Relation] | None:
        return await self._opened() if value == _FITS else None

    async def _opened(self) -> tuple[Person, Relation] | None:
        return await self.records.link_codes.opened_by(self.code_id, self.talk.today)
