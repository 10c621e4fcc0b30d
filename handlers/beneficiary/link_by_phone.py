"""What a person knows opens their answers: the phone number, the birth year, the end of the card.

Nobody can tell from the answer, from its time or from the store what was wrong, or whether there is
such a person at all: success and failure run the same statements, and are said at the same moment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from domain.consent import VERSION, Consent, Purpose
from domain.message import Choice, Wants
from domain.notice import NoticeKind
from domain.person import MOST_PEOPLE, How, Relation, ends_on
from domain.phone import canonical
from domain.text import Month, Sign, Text
from domain.words import clean
from handlers.asks import CANNOT_SEE, read_year
from handlers.beneficiary.carer import Label, OwnName, carers_relation, decider_line
from handlers.beneficiary.consent import Agreed, Agreeing, refused
from handlers.beneficiary.link import AUTHORISED_FOR_DAYS
from handlers.talk import Asked, Heard, NotUnderstood, Talk, offer
from storage.people import Candidate
from storage.records import Records

ANSWERED_AFTER = timedelta(seconds=2)
"""From hearing a proof to saying anything; longer than any store takes to look it up."""

_BY_ADDRESS, _BY_PHONE = "link_address", "link_phone"
_OFFICER = "officer"
_NOBODY = "0"
_FITS, _DOES_NOT_FIT = "fits", "does_not_fit"
_FOUR_DIGITS = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class _Proof:
    """What was proved of whom; ``candidate`` is None where it does not fit together."""

    candidate: Candidate | None
    waits: bool
    label: str
    carer: str

    @property
    def fits(self) -> bool:
        return self.candidate is not None


async def link_by_phone(talk: Talk, records: Records) -> None:
    """Number, year, consent, digits; all must fit one person who is paid now."""
    if not talk.vouches:
        talk.then("stand_by")
    if await records.tries.closed(_BY_ADDRESS, str(talk.session.id), talk.now):
        _closed(talk)
        return
    phone = await talk.ask("phone", _OwnPhone())
    if phone == _OFFICER:
        talk.then("stand_by")
    if await records.tries.closed(_BY_PHONE, phone, talk.now):
        _closed(talk)
        return
    known = await talk.ask_secret("birth_year", _BirthYear(phone, talk, records))
    agreed = await talk.ask("agreed", Agreeing(None, Relation.SELF, own_code=True))
    if agreed is Agreed.NO:
        refused(talk)
        return
    if await records.links.count(talk.session.id) >= MOST_PEOPLE:
        talk.say(Text("This phone hears about {most} people, no more.", most=MOST_PEOPLE))
        return
    waits = agreed is Agreed.CARER
    carer = await talk.ask("own_name", OwnName()) if waits else ""
    several = bool(await records.links.of(talk.session.id))
    label = ""
    if several:
        label = await talk.ask("label", Label(None, records.reference.gazetteer))
    fits = await talk.ask_secret("last_four", _LastFour(phone, known, talk, records))
    candidate = await _only_one(phone, talk, records)
    proof = _Proof(candidate if fits else None, waits, label, carer)
    await _count(phone, talk, records)
    await _file(proof, talk, records)
    _tell(proof, talk)


async def _only_one(phone: str, talk: Talk, records: Records) -> Candidate | None:
    """Who alone has this number, and is paid now; not a number of the staff."""
    found = await records.people.with_phone(phone, Month.of(talk.today))
    of_staff = await records.staff.has_phone(phone)
    if of_staff or len(found) != 1 or not found[0].active:
        return None
    return found[0]


async def _count(phone: str, talk: Talk, records: Records) -> None:
    """Right or wrong, it was a try."""
    await records.tries.note(_BY_ADDRESS, str(talk.session.id), talk.now)
    await records.tries.note(_BY_PHONE, phone, talk.now)


async def _file(proof: _Proof, talk: Talk, records: Records) -> None:
    """Where it fits: link, consent, notices. Else the same statements, of which nothing is left."""
    person = proof.candidate.person if proof.candidate else None
    person_id = person.id if person else 0
    relation, until = Relation.SELF, None
    if person is not None and proof.waits:
        relation = carers_relation(person, talk.today)
        until = ends_on(person, relation, talk.today, AUTHORISED_FOR_DAYS)
    new = await records.links.make(
        talk.session.id,
        person_id,
        relation,
        How.PHONE,
        talk.now,
        confirmed=not proof.waits,
        agreed=True,
        until=until,
        label=proof.label,
        carer=proof.carer,
        fits=proof.fits,
    )
    await records.consents.record_if(proof.fits, talk.session.id, _consent(talk, person_id))
    await records.notices.tell_hearers(
        person_id, NoticeKind.LINKED_ELSEWHERE, new, talk.session.id, talk.now
    )
    talk.note(*(("linked", person_id) if proof.fits else ("not_linked", talk.session.id)))


def _consent(talk: Talk, person: int) -> Consent:
    channel = talk.session.address.channel
    return Consent(Purpose.ANSWERS, person, True, VERSION, talk.language, channel, talk.now)


def _tell(proof: _Proof, talk: Talk) -> None:
    """Nothing of the record yet: to open it would be a statement more."""
    if not proof.fits:
        talk.say(
            Text("That does not fit together, or the officer has to look at it.").signed(Sign.WAIT),
            Text("An officer can link this phone on the spot.").signed(Sign.OFFICER),
            offers=_other_ways(),
        )
    elif proof.waits:
        talk.say(
            Text("Now the officer must say yes. {Me} tell {you} then.").signed(Sign.WAIT),
            decider_line([]),
            offers=talk.menu,
        )
    else:
        talk.say(
            Text("It fits. This phone is linked now.").signed(Sign.GO),
            offers=(
                offer("payout_date", Text("Payout date").signed(Sign.DAY)),
                offer("me", Text("What is known about me").signed(Sign.PERSON)),
            ),
        )


def _closed(talk: Talk) -> None:
    """The other ways stay open."""
    talk.say(
        Text("There were too many tries. This way is closed for a while.").signed(Sign.STOP),
        Text("A code from the officer still works.").signed(Sign.PAPERS),
        offers=_other_ways(),
    )


def _other_ways() -> tuple[Choice, ...]:
    return (
        offer("stand_by", Text("An officer stands here").signed(Sign.OFFICER)),
        offer("link", Text("I have a code").signed(Sign.PAPERS)),
    )


@dataclass(frozen=True, slots=True)
class _OwnPhone:
    """Only as the channel itself vouches for it: a number that is typed proves nothing."""

    def asked(self) -> Asked:
        lines = (
            Text("Please send {me} the number of this phone, by the button.").signed(Sign.PHONE),
            Text("It must be the number that the commune has.").signed(Sign.LIST),
        )
        officer = Choice(_OFFICER, Text("An officer stands here").signed(Sign.OFFICER))
        return Asked(lines, (officer,), Wants.PHONE)

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None:
            return _OFFICER
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        if heard.contact is None or not heard.contact.vouched:
            raise NotUnderstood(_OWN_NUMBER)
        phone = canonical(heard.contact.phone)
        if phone is None:
            raise NotUnderstood(Text("{Me} know only mobile numbers of Vietnam."))
        return phone

    async def read(self, value: str) -> str:
        return value


_OWN_NUMBER = Text("Please press the button that sends this phone's own number.")


@dataclass(frozen=True, slots=True)
class _BirthYear:
    """Saved is only whom it fits, or nobody; what was said is forgotten."""

    phone: str
    talk: Talk
    records: Records

    def asked(self) -> Asked:
        question = Text("In which year was the person born who receives the money?")
        return Asked((question.signed(Sign.PERSON),))

    async def hear(self, heard: Heard) -> str:
        year = read_year(heard.text)
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        if year is None:
            raise NotUnderstood(Text("Please write the year in four digits, for example 1950."))
        found = await _only_one(self.phone, self.talk, self.records)
        self.talk.due_at = self.talk.now + ANSWERED_AFTER
        fits = found is not None and found.person.birth_year == year
        return str(found.person.id) if found and fits else _NOBODY

    async def read(self, value: str) -> int:
        return int(value)


@dataclass(frozen=True, slots=True)
class _LastFour:
    """The last question: whether the digits are those of who had number and year."""

    phone: str
    known: int
    talk: Talk
    records: Records

    def asked(self) -> Asked:
        lines = (
            Text("What are the last 4 digits of the citizen card?").signed(Sign.CARD),
            Text("The card of the person who receives the money.").signed(Sign.PERSON),
        )
        return Asked(lines)

    async def hear(self, heard: Heard) -> str:
        said = clean(heard.text).replace(" ", "")
        if heard.files:
            raise NotUnderstood(CANNOT_SEE)
        if _FOUR_DIGITS.fullmatch(said) is None or not said.isascii():
            raise NotUnderstood(Text("Please write only the last 4 digits."))
        found = await _only_one(self.phone, self.talk, self.records)
        self.talk.due_at = self.talk.now + ANSWERED_AFTER
        fits = found is not None and found.person.id == self.known and found.last_four == said
        return _FITS if fits else _DOES_NOT_FIT

    async def read(self, value: str) -> bool:
        return value == _FITS
