"""What becomes of a correction, for who submitted it, and for the person whose record it is. No
value is said: a locked screen is read by whoever passes."""

from __future__ import annotations

from domain.banks import bank_name
from domain.correction import Decision, Told
from domain.message import Choice
from domain.text import Sign, Text
from handlers.beneficiary.account_words import CANNOT_WALK
from handlers.beneficiary.now_right import offers_of
from handlers.staff.fix_words import FIELD_NAMES, because_lines, counts_line
from handlers.talk import Talk, offer
from storage.records import Records

_NOT_ASKED_FOR = Text("If {you} did not ask for that, please tell the commune officer.").signed(
    Sign.OFFICER
)
_WHICH_PAPER = Text("Please ask the commune officer which paper is needed.").signed(Sign.OFFICER)


async def record_decided(talk: Talk, records: Records, change_id: int) -> None:
    """Only for who hears about the person; what was sent back is no news to them yet."""
    told = await records.corrections.told(change_id)
    case = await records.cases.one(told.case, talk.now) if told else None
    if told is None or case is None or not await _hears_about(talk, records, told.person):
        return
    if told.decision is Decision.APPROVED:
        lines = await _approved(told, records)
        talk.say(*lines, _NOT_ASKED_FOR, offers=(*offers_of(case), *talk.menu))
    elif told.decision is Decision.REJECTED:
        bank = await _bank(told, records) if told.waits_for_bank else ()
        talk.say(*_rejected(told), *bank, offers=(*offers_of(case), *talk.menu))


async def _hears_about(talk: Talk, records: Records, person: int) -> bool:
    """By a link that was confirmed and agreed to, and stands."""
    return any(link.person.id == person for link in await records.links.of(talk.session.id))


async def decided_lines(records: Records, case_id: int) -> tuple[Text, ...]:
    """For who submitted it: which field, why not, or from when it counts."""
    told = await records.corrections.last_of(case_id)
    if told is None:
        return ()
    return (
        FIELD_NAMES[told.field],
        *because_lines(told.because),
        *((counts_line(told.counts_from),) if told.counts_from else ()),
    )


async def decided_offers(records: Records, case_id: int) -> tuple[Choice, ...]:
    """What was rejected is read whole by who opens it, and can be submitted anew from there."""
    told = await records.corrections.last_of(case_id)
    if told is None or told.decision is not Decision.REJECTED:
        return ()
    return (offer("sent_back", Text("Open it").signed(Sign.MORE), case=str(case_id)),)


async def _approved(told: Told, records: Records) -> tuple[Text, ...]:
    done = Text("The record was corrected: {field}.", field=FIELD_NAMES[told.field])
    counts = (counts_line(told.counts_from),) if told.counts_from else ()
    bank = await _bank(told, records) if told.waits_for_bank else ()
    return (done.signed(Sign.GO), *counts, *bank)


async def _bank(told: Told, records: Records) -> tuple[Text, ...]:
    """The other end: what our list says now, the bank has yet to be shown."""
    account = await records.accounts.of(told.person)
    name = bank_name(account.bank) if account else None
    there = Text("Please take the citizen card to the bank.")
    if name:
        there = Text("Please take the citizen card to {bank}.", bank=name)
    old = Text("The bank still has the old one.").signed(Sign.BANK)
    return (old, there.signed(Sign.CARD), CANNOT_WALK)


def _rejected(told: Told) -> tuple[Text, ...]:
    text = Text("The correction was not accepted: {field}.", field=FIELD_NAMES[told.field])
    return (
        text.signed(Sign.STOP),
        *because_lines(told.because),
        _WHICH_PAPER,
    )
