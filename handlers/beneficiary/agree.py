"""What an officer linked in front of somebody opens only once they agree on their own phone."""

from __future__ import annotations

from domain.person import Link
from handlers.beneficiary.consent import Agreed, Agreeing, record_consent, refused
from handlers.beneficiary.link import answer_at_once, tell_the_others
from handlers.beneficiary.own_payout import own_payout
from handlers.talk import Talk
from storage.records import Records


async def agree(talk: Talk, records: Records) -> None:
    """One person after the other, oldest first."""
    waiting = await records.links.to_agree(talk.session.id)
    if not waiting:
        talk.then(own_payout)
    first = waiting[0]
    agreed = await talk.ask(f"agreed-{first.id}", Agreeing(first.person, first.relation))
    if agreed is Agreed.NO:
        await records.links.end(first.id, talk.now)
        await record_consent(talk, records, first.person, given=False)
        refused(talk)
        return
    await _agreed(talk, records, first)
    await answer_at_once(talk, records, first.person)


async def _agreed(talk: Talk, records: Records, first: Link) -> None:
    await records.links.agree(first.id, talk.now)
    await record_consent(talk, records, first.person, given=True)
    await tell_the_others(talk, records, first.person, first.id)
    talk.note("linked", first.person.id)
