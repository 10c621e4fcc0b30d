"""An invitation is accepted on any channel; one human stays one, however many there are."""

from __future__ import annotations

from dataclasses import dataclass

from domain.privacy import SIGN_IN_AT
from domain.staff import ROLE_NAMES, Invite
from domain.text import Sign, Text
from handlers.asks import OneOf, named, read_id
from handlers.staff.sign_in import sign_in
from handlers.talk import Asked, Heard, NotUnderstood, Stale, Talk, offer
from storage.records import Records

_NO_LONGER_GOOD = Text("That invitation is no longer good. Please ask for a new one.")
_ANOTHERS = Text("The mobile number of this invitation belongs to a colleague by now.")
_YES = "yes"
_NO = "no"


async def accept_invite(talk: Talk, records: Records) -> None:
    """Who, what and where; then it is theirs, and used up."""
    invite = await talk.if_given("invite", _Invited(records, talk))
    if invite is None:
        talk.say(_NO_LONGER_GOOD, offers=talk.menu)
        return
    question = OneOf(
        Text("Is that you?").signed(Sign.HELP),
        {
            _YES: (Text("Yes, it is me").signed(Sign.GO), True),
            _NO: (Text("No, it is not me").signed(Sign.STOP), False),
        },
        before=(
            Text("{name}, {role}.", name=invite.name, role=ROLE_NAMES[invite.grant.role]).signed(
                Sign.PERSON
            ),
            where_line(invite, records),
        ),
    )
    if not await talk.ask("is_me", question):
        talk.say(Text("Then please give the code to the right person."), offers=talk.menu)
        return
    here = talk.actor.id if talk.actor and not talk.actor.locked else None
    if await records.staff.is_anothers(invite, here):
        talk.say(_ANOTHERS.signed(Sign.STOP), _NO_LONGER_GOOD, offers=talk.menu)
        return
    actor_id = await records.staff.accept(invite, talk.session.id, here, talk.now)
    talk.note("accepted_invite", actor_id)
    talk.session.staff = True
    talk.session.signed_in_at = None
    signs_in = talk.session.address.channel in SIGN_IN_AT
    talk.say(
        Text("Welcome, {name}. This address is yours now.", name=invite.name).signed(Sign.GO),
        Text("On this channel, sign in first. It holds for 12 hours.").signed(Sign.SECRET)
        if signs_in
        else Text("Write /menu to see what can be done.").signed(Sign.MENU),
        offers=(offer(sign_in, Text("Sign in").signed(Sign.SECRET)),) if signs_in else (),
    )


def where_line(invite: Invite, records: Records) -> Text:
    """For which unit, or the whole province."""
    key = invite.grant.unit
    unit = records.reference.gazetteer.unit(key) if key else None
    if unit is None:
        return Text("For the whole province.").signed(Sign.PLACE)
    return Text("For {unit}.", unit=named(unit)).signed(Sign.PLACE)


@dataclass(frozen=True, slots=True)
class _Invited:
    """Given by the dialogue that heard the code, and never asked for."""

    records: Records
    talk: Talk

    def asked(self) -> Asked:
        return Asked((_NO_LONGER_GOOD,))

    async def hear(self, heard: Heard) -> str:  # noqa: ARG002
        raise NotUnderstood(_NO_LONGER_GOOD)

    async def read(self, value: str) -> Invite:
        invite = await self.records.staff.invited(read_id(value))
        if invite is None or not invite.opens(self.talk.today, self.talk.demo):
            raise Stale
        return invite
