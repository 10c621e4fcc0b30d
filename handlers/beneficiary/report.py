"""Something is not as it should be: one question says what, and each has its own few."""

from __future__ import annotations

from collections.abc import Mapping

from domain.text import Sign, Text
from domain.trouble import Trouble, read_trouble
from handlers.asks import OneOf
from handlers.talk import Talk
from storage.records import Records

LOOKED_AT_BY: Mapping[Trouble, tuple[Text, str, tuple[tuple[str, str], ...]]] = {
    Trouble.MONEY: (Text("The money has not come").signed(Sign.MONEY), "money_not_come", ()),
    Trouble.CODE: (Text("The bank's code does not come").signed(Sign.CODE), "code_not_come", ()),
    Trouble.RECORD: (
        Text("Something in the record is wrong").signed(Sign.PERSON),
        "my_data",
        (("right", "correct"),),
    ),
    Trouble.POINT: (
        Text("Something is wrong at a payment point").signed(Sign.PLACE),
        "report_point",
        (),
    ),
    Trouble.HOME: (Text("Have the money brought home").signed(Sign.PERSON), "ask_home", ()),
    Trouble.WAY: (Text("Be paid another way").signed(Sign.MONEY), "change_way", ()),
    Trouble.STAFF: (Text("Complain of staff").signed(Sign.OFFICER), "complain", ()),
    Trouble.PERSON: (Text("Talk to a person").signed(Sign.OFFICER), "talk_to_person", ()),
    Trouble.WHERE: (Text("How does my request stand?").signed(Sign.PAPERS), "request", ()),
}
"""In this order: what most come for stands first. By name, because some lead back here."""


async def report(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Who is linked to nobody is led there by what needs to know whom it is about."""
    trouble = await talk.ask("trouble", _which())
    _, dialogue, answers = LOOKED_AT_BY[trouble]
    talk.then(dialogue, **dict(answers))


def _which() -> OneOf[Trouble]:
    choices = {one.value: (label, one) for one, (label, _, _) in LOOKED_AT_BY.items()}
    return OneOf(
        Text("What shall be looked at?").signed(Sign.HELP),
        choices,
        reads=_said,
        by_beginning=True,
    )


def _said(text: str) -> str | None:
    trouble = read_trouble(text)
    return trouble.value if trouble else None
