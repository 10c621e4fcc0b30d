"""Agreeing to have a person's record opened on this address: in plain words, kept for good."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.consent import VERSION, Consent, Purpose
from domain.message import Choice
from domain.person import Person, Relation
from domain.text import Sign, Text
from domain.words import folded
from handlers.asks import CANNOT_SEE, CHOOSE_ONE
from handlers.talk import Asked, Heard, NotUnderstood, Talk
from storage.records import Records


class Agreed(StrEnum):
    """Who agrees: the person, or who collects for them; or nobody."""

    MYSELF = "myself"
    CARER = "carer"
    NO = "no"


_AGREE = Text("I agree").signed(Sign.GO)
_MINE = Text("It is my money, I agree").signed(Sign.GO)
_THEIRS = Text("I collect for this person, and agree").signed(Sign.PERSON)
_DISAGREE = Text("I do not agree").signed(Sign.STOP)

_YES = frozenset(
    map(folded, ("đồng ý", "dạ", "dạ được", "được", "ừ", "có", "ok", "yes", "agree", "i agree",
                 "យល់ព្រម", "បាទ", "ចាស", "ចាស៎", "បាន"))
)  # fmt: skip
_NO = frozenset(
    map(folded, ("không", "hông", "không đồng ý", "thôi", "no", "ទេ", "អត់ទេ", "មិនយល់ព្រម"))
)
YES_OR_NO = _YES | _NO
"""However it is typed, folded."""


@dataclass(frozen=True, slots=True)
class Agreeing:
    """One question for one person; ``person`` is None where it is not proved yet who it is.

    ``own_code``: it is open who holds the phone, the person or who collects for them.
    """

    person: Person | None
    relation: Relation
    own_code: bool = False

    def asked(self) -> Asked:
        opens = Text("This opens that person's record on this phone.")
        if self.person is not None:
            opens = Text("This opens the record of {name} on this phone.", name=self.person.name)
        lines = (
            opens.signed(Sign.PERSON),
            Text("{Me} then answer about payday, account and amount.").signed(Sign.MONEY),
            Text("It can be stopped at any time.").signed(Sign.CLOCK),
            Text("Do {you} agree?").signed(Sign.HELP),
        )
        return Asked(lines, self._choices())

    async def hear(self, heard: Heard) -> str:
        if heard.choice is not None and heard.choice in {one.id for one in self._choices()}:
            return heard.choice
        said = folded(heard.text)
        if said in _NO:
            return Agreed.NO.value
        if said in _YES:
            return (Agreed.MYSELF if self.relation is Relation.SELF else Agreed.CARER).value
        raise NotUnderstood(CANNOT_SEE if heard.files else CHOOSE_ONE)

    async def read(self, value: str) -> Agreed:
        return Agreed(value)

    def _choices(self) -> tuple[Choice, ...]:
        """Whose own code it is may be in either's hands; a carer's code is in the carer's."""
        no = Choice(Agreed.NO, _DISAGREE)
        if self.own_code:
            return (Choice(Agreed.MYSELF, _MINE), Choice(Agreed.CARER, _THEIRS), no)
        mine = self.relation is Relation.SELF
        return (Choice(Agreed.MYSELF if mine else Agreed.CARER, _AGREE), no)


async def record_consent(talk: Talk, records: Records, person: Person, given: bool) -> None:
    """What was answered, in which words, where and when."""
    await records.consents.record(
        talk.session.id,
        Consent(
            Purpose.ANSWERS,
            person.id,
            given,
            VERSION,
            talk.language,
            talk.session.address.channel,
            talk.now,
        ),
    )


def refused(talk: Talk) -> None:
    """Who does not agree still hears what is public, and may talk to a person."""
    talk.say(
        Text("That is all right. The record stays closed.").signed(Sign.SECRET),
        Text("{You} can still ask about days and places.").signed(Sign.PLACE),
        Text("The commune officer helps in person.").signed(Sign.OFFICER),
        offers=talk.menu,
    )
