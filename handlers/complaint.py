"""A complaint about staff: it goes above whom it is about, who does not learn who made it.

What stands here is the same for citizens and staff; who asks, and how, stands in their dialogues.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.case import Case, CaseKind
from domain.complaint import ABOUT, NOT_KNOWN, Above
from domain.permissions import Role
from domain.place import UnitKey
from domain.text import Month, Sign, Text
from handlers.asks import OneOf
from handlers.own_words import in_own_words, keep_with
from handlers.staff.asks import FEWEST_LETTERS, Words
from handlers.talk import Talk
from storage.cases import Filing, Report
from storage.records import Records

_LONGEST = 800
_MOST_A_DAY = 3
_TOO_FEW = Text("Please tell {me} in a few words what happened.").signed(Sign.HELP)

WHO_DOES_NOT_LEARN = Text("Whom it is about does not learn who told it.").signed(Sign.SECRET)
KINDS_OF_STAFF: Mapping[str, Text] = {
    Role.COMMUNE_OFFICER: Text("An officer of the commune").signed(Sign.OFFICER),
    Role.COMMUNE_LEADER: Text("Who leads the commune").signed(Sign.OFFICER),
    Role.POST_CLERK: Text("Somebody of the post").signed(Sign.POST),
    Role.BANK_CLERK: Text("Somebody of the bank").signed(Sign.BANK),
    Role.HELPER: Text("A helper of the hamlet").signed(Sign.PERSON),
    NOT_KNOWN: Text("Somebody else, or not known").signed(Sign.HELP),
}
_READERS: Mapping[Above, Text] = {
    Above.LEADER: Text("Only who leads the commune reads it.").signed(Sign.OFFICER),
    Above.PROVINCE: Text("Only the province reads it.").signed(Sign.OFFICER),
}


@dataclass(frozen=True, slots=True)
class Complained:
    """Of whom: ``against`` where that is one human, ``reason`` says of what kind they are."""

    unit: UnitKey
    reason: str
    against: int | None


def who_reads(above: int) -> Text:
    """Said before anything is written, and with the number."""
    return _READERS[Above(max(above, Above.LEADER))]


def whom() -> OneOf[str]:
    question = Text("Whom is it about?").signed(Sign.OFFICER)
    choices = {
        one: (label, str(one))
        for one, label in KINDS_OF_STAFF.items()
        if one in (*ABOUT, NOT_KNOWN)
    }
    return OneOf(question, choices, before=(WHO_DOES_NOT_LEARN,), by_beginning=True)


async def too_many(talk: Talk, records: Records) -> bool:
    """Nobody drowns out the others' complaints."""
    if await records.complaints.today(talk.session.id, talk.now) < _MOST_A_DAY:
        return False
    talk.say(
        Text("Today {me} have passed on enough from this phone.").signed(Sign.WAIT),
        Text("Please write again tomorrow.").signed(Sign.DAY),
        offers=talk.menu,
    )
    return True


async def tell(talk: Talk, records: Records, about: Complained) -> Case | None:
    """What happened, and it is filed; None where a code stood in what was sent. Nothing is noted in
    the audit: who may read that may be whom it is about."""
    above = await records.complaints.goes_to(about.unit, about.reason, about.against)
    asked = Words(_WHAT, _LONGEST, who_reads(above), FEWEST_LETTERS, _TOO_FEW)
    words = await in_own_words(talk, records, asked)
    if words is None:
        return None
    filing = Filing(
        CaseKind.ABOUT_STAFF,
        about.reason,
        about.unit,
        Month.of(talk.today),
        against=about.against,
        above=above,
        said=Report(details=words.words),
    )
    case = await records.cases.put(filing, talk.session.id, talk.now)
    await keep_with(records, case.id, words)
    return case


def note_by_reporter(talk: Talk, kind: str, case: Case) -> None:
    """What who reported it does with it later, for the audit; of a complaint nothing, as above."""
    if case.kind is not CaseKind.ABOUT_STAFF:
        talk.note(kind, case.id)


_WHAT = Text("What happened? In your own words.").signed(Sign.HELP)
