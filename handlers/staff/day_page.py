"""A link to the officials' page for who is told the numbers of the day, and its end from here."""

from __future__ import annotations

from domain.staff import PAGE_LINK_FOR, PAGE_OPEN_FOR
from domain.text import Sign, Text
from handlers.asks import OneOf
from handlers.staff.sign_in import step_up
from handlers.talk import Talk
from storage.records import Records

PATH = "/day/in"
"""Where on the page a link leads; the token follows it (`bot/day_page/routes.py`)."""

LABEL = Text("The day's numbers on the page").signed(Sign.LIST)
_NEW, _END = "new", "end"
_SIGNED_OUT = (
    Text("Signed out of the page everywhere.").signed(Sign.SECRET),
    Text("A link that was not used opens nothing any more.").signed(Sign.STOP),
)


async def day_page(talk: Talk, records: Records) -> None:
    """Numbers of whole units, so a code of the device is asked for; to sign out, nothing is."""
    signed_in = await records.page_sessions.count(talk.staff.id, talk.now)
    if signed_in and await talk.ask("what", _what(signed_in)) == _END:
        await records.page_sessions.end_all(talk.staff.id, talk.now)
        talk.note("page_signed_out", talk.staff.id)
        talk.say(*_SIGNED_OUT, offers=talk.menu)
        return
    await step_up(talk, records)
    token = await records.page_sessions.offer(talk.staff.id, talk.session.id, talk.now)
    talk.note("page_link", talk.staff.id)
    minutes = int(PAGE_LINK_FOR.total_seconds() // 60)
    hours = int(PAGE_OPEN_FOR.total_seconds() // 3600)
    talk.say(
        Text("Open the page here: {link}", link=f"{talk.page}{PATH}/{token}").signed(Sign.LIST),
        Text("It can be opened once, in the next {minutes} minutes.", minutes=minutes).signed(
            Sign.CLOCK
        ),
        Text("Give this link to nobody.").signed(Sign.SECRET),
        Text("It stays open for {hours} hours; /page ends it earlier.", hours=hours).signed(
            Sign.HELP
        ),
        offers=talk.menu,
    )


def _what(signed_in: int) -> OneOf[str]:
    question = Text("You are signed in to the page in {count} browsers.", count=signed_in)
    return OneOf(
        question.signed(Sign.HELP),
        {
            _NEW: (Text("A link for one more browser").signed(Sign.LIST), _NEW),
            _END: (Text("Sign out everywhere").signed(Sign.STOP), _END),
        },
    )
