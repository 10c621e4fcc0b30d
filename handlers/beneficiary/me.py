"""What is known about who asks, who else hears of it, and a button beside each to end it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.consent import Consent, Purpose
from domain.message import Choice
from domain.person import Carer, Link, Relation
from domain.privacy import Level
from domain.staff import ROLE_NAMES
from domain.text import Sign, Text, verbatim
from handlers.asks import named
from handlers.beneficiary.language import NAMES
from handlers.beneficiary.notice_words import TELL_ME
from handlers.beneficiary.stopping import holder_of, may_stop
from handlers.beneficiary.told import told_of
from handlers.language import BOTH
from handlers.talk import Talk, offer
from storage.records import Records

_HEARS_ABOUT: Mapping[Relation, Text] = {
    Relation.SELF: Text("This phone hears about {name}: for oneself."),
    Relation.GUARDIAN: Text("This phone hears about {name}: as guardian."),
    Relation.AUTHORISED: Text("This phone hears about {name}: to collect the money."),
}
_ALSO_HEARS: Mapping[Relation, Text] = {
    Relation.SELF: Text("{who} hears about {name} too, as their own, since {day}."),
    Relation.GUARDIAN: Text("{who} hears about {name} too, as guardian, since {day}."),
    Relation.AUTHORISED: Text("{who} hears about {name} too, to collect, since {day}."),
}


SAID = (
    "xóa thông tin của tôi",
    "xóa thông tin của tui",
    "xóa thông tin",
    "muốn xóa thông tin của tôi",
    "xóa dữ liệu của tôi",
    "xóa dữ liệu của tui",
    "xóa dữ liệu",
    "លុបព័ត៌មានរបស់ខ្ញុំ",
)
"""In whose own words it begins: there stands what can be ended and forgotten."""


@dataclass(slots=True)
class _Told:
    """What is said, and what can be done about it."""

    lines: list[Text] = field(default_factory=list)
    offers: list[Choice] = field(default_factory=list)


async def me(talk: Talk, records: Records) -> None:
    """Staff first as such; then everything that an address has of its own."""
    told = _Told()
    if talk.carries >= Level.OWN:
        told.lines += staff_lines(talk, records)
        await _add_links(told, talk, records)
    told.lines += _settings_lines(talk, records)
    for about in await told_of(talk, records):
        told.lines.append(about.line)
        told.offers.append(about.stop)
    told.offers += _ways_out(talk)
    talk.say(*told.lines, offers=tuple(told.offers))


def staff_lines(talk: Talk, records: Records) -> tuple[Text, ...]:
    """Name, roles and units of who works for the payments; nothing for anybody else."""
    if talk.actor is None:
        return ()
    name = Text("Member of staff: {name}.", name=talk.actor.name).signed(Sign.PERSON)
    gazetteer = records.reference.gazetteer
    units = [(grant, gazetteer.unit(grant.unit) if grant.unit else None)
             for grant in talk.actor.grants]  # fmt: skip
    roles = (
        Text("{role}, {place}.", role=ROLE_NAMES[grant.role],
             place=named(unit) if unit else Text("the whole province"))
        for grant, unit in units
    )  # fmt: skip
    return (name, *(one.signed(Sign.OFFICER) for one in roles))


async def _add_links(told: _Told, talk: Talk, records: Records) -> None:
    links = await records.links.of(talk.session.id)
    agreed = _agreed_on(await records.consents.of(talk.session.id), talk)
    for one in links:
        _add_link(told, one, agreed.get(one.person.id))
    for own in (one for one in links if one.relation is Relation.SELF):
        for carer in await records.links.hearing_about(own.person.id):
            if carer.session != talk.session.id:
                _add_carer(told, own, carer)
    for _ in await records.links.to_agree(talk.session.id):
        told.lines.append(Text("One more person is to be agreed to.").signed(Sign.PERSON))
        told.offers.append(offer("agree", Text("Go on")))
    for link_id in await records.links.waiting(talk.session.id):
        told.lines.append(Text("One person waits for the officer's word.").signed(Sign.WAIT))
        told.offers.append(_stop(link_id, Text("Do not wait any more")))
    if not told.lines:
        told.lines.append(Text("This phone hears about nobody.").signed(Sign.PERSON))
        told.offers.append(offer("link", Text("I have a code").signed(Sign.PAPERS)))


def _add_link(told: _Told, one: Link, agreed_on: date | None) -> None:
    name = one.person.name if one.called == one.person.name else f"{one.called} ({one.person.name})"
    told.lines.append(_HEARS_ABOUT[one.relation].filled(name=name).signed(Sign.PERSON))
    if one.until is not None:
        told.lines.append(Text("Until {day}.", day=one.until).signed(Sign.DAY))
    if agreed_on is not None:
        told.lines.append(Text("Agreed to on {day}.", day=agreed_on).signed(Sign.GO))
    told.offers.append(_stop(one.id, Text("Stop: {name}", name=one.called)))


def _add_carer(told: _Told, own: Link, carer: Carer) -> None:
    """Also who has asked to and waits: nobody knows better than the person who that is."""
    who = holder_of(carer)
    line = _ALSO_HEARS[carer.relation]
    if not carer.confirmed:
        line = Text("{who} wants to hear about {name}, asked on {day}.")
    told.lines.append(
        line.filled(who=who, name=own.person.name, day=carer.since).signed(Sign.PHONE)
    )
    if may_stop(own, carer):
        told.offers.append(_stop(carer.link, Text("Stop: {name}", name=who)))


def _stop(link_id: int, label: Text) -> Choice:
    return offer("stop_hearing", label.signed(Sign.STOP), link=str(link_id))


def _agreed_on(consents: tuple[Consent, ...], talk: Talk) -> dict[int, date]:
    return {
        one.person: one.at.astimezone(talk.now.tzinfo).date()
        for one in consents
        if one.given and one.purpose is Purpose.ANSWERS
    }


def _settings_lines(talk: Talk, records: Records) -> tuple[Text, ...]:
    session = talk.session
    language = verbatim(NAMES[session.language or BOTH])
    home = records.reference.gazetteer.unit(session.home.unit) if session.home else None
    place = Text("No place is remembered.")
    if home is not None:
        place = Text("Place remembered: {place}.", place=named(home))
    messages = Text("Messages may come unasked.").signed(Sign.PHONE)
    if session.stopped_at is not None:
        messages = Text("No message comes unasked.").signed(Sign.STOP)
    return (
        Text("Language: {language}.", language=language).signed(Sign.LANGUAGE),
        place.signed(Sign.PLACE),
        messages,
    )


def _ways_out(talk: Talk) -> tuple[Choice, ...]:
    stopped = talk.session.stopped_at is not None
    rights = (
        offer("my_data", Text("Correct something").signed(Sign.PAPERS), right="correct"),
        offer("my_data", Text("Restrict or delete my data").signed(Sign.SECRET)),
    )
    return (
        offer("notices", TELL_ME),
        offer("start_messages", Text("Messages may come again").signed(Sign.GO))
        if stopped
        else offer("stop_messages", Text("Stop messages").signed(Sign.STOP)),
        *(rights if talk.session.linked and talk.carries >= Level.OWN else ()),
        offer("forget_me", Text("Forget me on this phone").signed(Sign.STOP)),
    )
