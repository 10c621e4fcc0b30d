"""Everything that ends: one link, all links of a phone, messages, or what a phone remembers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.consent import VERSION, Consent, Purpose
from domain.human_talk import Ended
from domain.notice import NoticeKind
from domain.person import Carer, Link, Relation
from domain.text import Sign, Text, verbatim
from handlers.asks import Brought, OneOf, read_id
from handlers.language import BOTH
from handlers.talk import Talk, offer
from storage.records import Records

NOT_MINE = (
    "không phải của tôi", "không phải của tui", "hông phải của tui", "không phải tiền của tôi",
    "không phải số của tôi", "tôi không phải người này", "tui không phải người này",
    "nhầm số", "nhầm số rồi", "nhầm người", "nhầm máy", "lộn số", "lộn số rồi", "lộn người",
    "sai số", "sai số rồi", "sai người", "not mine", "this is not mine", "wrong number",
    "មិនមែនរបស់ខ្ញុំទេ", "មិនមែនរបស់ខ្ញុំ", "អត់មែនរបស់ខ្ញុំទេ", "មិនមែនលុយរបស់ខ្ញុំទេ",
    "មិនមែនលេខរបស់ខ្ញុំទេ", "ច្រឡំលេខ", "ច្រឡំលេខហើយ", "ខុសលេខ", "ខុសលេខហើយ", "ច្រឡំមនុស្ស",
)  # fmt: skip
"""How people say it, at any time: somebody else had this number before."""

_YES, _NO = "yes", "no"
_UNCHANGED = Text("Nothing was changed.").signed(Sign.GO)
_WAITS = Text("what waits for the officer")


@dataclass(frozen=True, slots=True)
class _Ending:
    """A link that who speaks may end. ``held_by``: the session whose it is, if somebody else's."""

    link: int
    person: int
    name: Text
    held_by: int | None = None


def holder_of(other: Carer) -> Text:
    """By the name they gave; a code made for a carer asks for none."""
    return verbatim(other.name) if other.name else Text("another phone")


def may_stop(own: Link, other: Carer) -> bool:
    """A person stops who collects for them; of two own phones the one that was there first."""
    return other.relation is not Relation.SELF or other.link > own.id


async def stop_hearing(talk: Talk, records: Records) -> None:
    """By who holds the phone, or by the person who is heard about; asked once whether sure."""
    link_id = await talk.if_given("link", Brought(read_id))
    if link_id is None:
        talk.then("me")
    ending = await _may_end(talk, records, link_id)
    if ending is None:
        talk.say(
            Text("That is over already, or not for this phone to stop.").signed(Sign.STOP),
            Text("Please ask the commune officer.").signed(Sign.OFFICER),
            offers=talk.menu,
        )
        return
    if not await talk.ask("sure", _sure(_what_stops(ending))):
        talk.say(_UNCHANGED, offers=talk.menu)
        return
    await records.links.end(ending.link, talk.now)
    talk.note("unlinked", ending.person)
    if ending.held_by is not None:
        await records.notices.tell([ending.held_by], NoticeKind.STOPPED, ending.link, talk.now)
        talk.say(Text("Stopped. That phone hears nothing any more.").signed(Sign.STOP),
                 offers=talk.menu)  # fmt: skip
        return
    await _left(talk, records, {ending.link: ending.person})
    talk.say(Text("Stopped. This phone hears nothing more of it.").signed(Sign.STOP),
             offers=talk.menu)  # fmt: skip


async def not_mine(talk: Talk, records: Records) -> None:
    """A number that has gone to somebody else: everything ends at once, without a question."""
    await _end_all(talk, records)
    talk.session.stopped_at = talk.now
    talk.note("not_mine", talk.session.id)
    talk.say(
        Text("Thank {you} for saying so. {Me} am sorry.").signed(Sign.GO),
        Text("This phone hears about nobody any more.").signed(Sign.STOP),
        Text("No message comes unasked any more.").signed(Sign.PHONE),
        offers=(
            offer("link", Text("I have a code").signed(Sign.PAPERS)),
            offer("payout_at_place", Text("Payout date").signed(Sign.DAY)),
        ),
    )


async def stop_messages(talk: Talk, records: Records) -> None:
    """Nothing comes unasked; what is asked is answered as before."""
    talk.session.stopped_at = talk.now
    await _record(talk, records, Purpose.NOTICES, given=False)
    talk.say(
        Text("No message comes unasked any more.").signed(Sign.STOP),
        Text("Whatever {you} ask, {me} answer as before.").signed(Sign.GO),
        offers=(offer(start_messages, Text("Messages may come again").signed(Sign.GO)),),
    )


async def start_messages(talk: Talk, records: Records) -> None:
    talk.session.stopped_at = None
    await _record(talk, records, Purpose.NOTICES, given=True)
    talk.say(
        Text("{Me} write again when something matters.").signed(Sign.GO),
        offers=(offer(stop_messages, Text("Stop messages").signed(Sign.STOP)),),
    )


async def forget_me(talk: Talk, records: Records) -> None:
    """As if this phone had never written; what was decided in its name stays with the office."""
    if not await talk.ask("sure", _sure(_what_is_forgotten())):
        talk.say(_UNCHANGED, offers=talk.menu)
        return
    await _end_all(talk, records)
    if talk.session.staff:
        await records.staff.leave(talk.session.id, talk.now)
    await records.mailboxes.empty(talk.session.id)
    await records.case_reporters.forget(talk.session.id)
    _clear(talk)
    talk.note("forgotten", talk.session.id)
    talk.say(
        Text("Forgotten. This phone is as new to {me}.").signed(Sign.STOP),
        Text("What still stands on the screen, please delete there.").signed(Sign.PHONE),
    )


def _clear(talk: Talk) -> None:
    """The goodbye is in both languages: which one was spoken here is forgotten, too."""
    session = talk.session
    session.home = session.done = session.open = session.held = session.left = None
    session.signed_in_at = session.stopped_at = session.language = None
    session.shown, session.linked, session.staff, session.forgotten = (), False, False, True
    talk.actor, talk.language = None, BOTH


async def _may_end(talk: Talk, records: Records, link_id: int) -> _Ending | None:
    """One's own, whatever it waits for; or somebody else's, where it is about who speaks."""
    whom = await records.links.whom(talk.session.id)
    links = await records.links.all_of(talk.session.id)
    if link_id in whom:
        called = [verbatim(one.called) for one in links if one.id == link_id]
        return _Ending(link_id, whom[link_id], called[0] if called else _WAITS)
    agreed = await records.links.of(talk.session.id)
    for own in (one for one in agreed if one.relation is Relation.SELF):
        for other in await records.links.hearing_about(own.person.id):
            if other.link == link_id and may_stop(own, other):
                return _Ending(link_id, own.person.id, holder_of(other), other.session)
    return None


def _what_stops(ending: _Ending) -> tuple[Text, ...]:
    if ending.held_by is not None:
        return (Text("{who} then hears nothing more.", who=ending.name).signed(Sign.PHONE),)
    return (
        Text("This phone then hears nothing more: {who}.", who=ending.name).signed(Sign.PERSON),
        Text("To hear again, a code from the officer is needed.").signed(Sign.PAPERS),
    )


def _what_is_forgotten() -> tuple[Text, ...]:
    return (
        Text("This phone then hears about nobody any more.").signed(Sign.PERSON),
        Text("Language, place and everything said here go away.").signed(Sign.SECRET),
        Text("The allowance itself stays as it is.").signed(Sign.MONEY),
    )


def _sure(before: tuple[Text, ...]) -> OneOf[bool]:
    return OneOf(
        Text("Are {you} sure?").signed(Sign.HELP),
        {
            _YES: (Text("Yes, stop").signed(Sign.STOP), True),
            _NO: (Text("No, leave it").signed(Sign.GO), False),
        },
        before=before,
    )


async def _end_all(talk: Talk, records: Records) -> None:
    ended = await records.links.whom(talk.session.id)
    await records.links.end_all(talk.session.id, talk.now)
    await records.human_talks.end_at([talk.session.id], Ended.FORGOTTEN, talk.now)
    await records.subscriptions.end(talk.session.id, talk.now)
    await records.link_codes.unpair(talk.session.id)
    await _left(talk, records, ended)
    talk.session.linked = False


async def _left(talk: Talk, records: Records, ended: Mapping[int, int]) -> None:
    """By link whom it was about: what was agreed to is withdrawn, and the person's own phones
    hear that one phone less hears of them."""
    await _record_for(talk, records, Purpose.ANSWERS, ended.values(), given=False)
    for link_id, person_id in ended.items():
        own = set(await records.links.sessions_hearing(person_id, own=True)) - {talk.session.id}
        await records.notices.tell(own, NoticeKind.LEFT, link_id, talk.now)


async def _record(talk: Talk, records: Records, purpose: Purpose, *, given: bool) -> None:
    whom = await records.links.whom(talk.session.id)
    await _record_for(talk, records, purpose, whom.values(), given=given)


async def _record_for(
    talk: Talk, records: Records, purpose: Purpose, people: Iterable[int], *, given: bool
) -> None:
    channel = talk.session.address.channel
    for one in dict.fromkeys(people):
        answered = Consent(purpose, one, given, VERSION, talk.language, channel, talk.now)
        await records.consents.record(talk.session.id, answered)
