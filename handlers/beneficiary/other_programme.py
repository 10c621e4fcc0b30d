"""Another programme than ours: which it is, and whom to ask; of gifts no day and no amount."""

from __future__ import annotations

from collections.abc import Mapping

from domain.programme import Programme
from domain.session import Pairs
from domain.text import Money, Sign, Text
from handlers.asks import Brought
from handlers.talk import Talk
from storage.records import Records

_SEPTEMBER_2025 = Money(100_000)
"""For each inhabitant, for 2 September 2025 (Công điện 149/CĐ-TTg)."""

_NAMES: Mapping[Programme, Text] = {
    Programme.LOAN: Text("A loan of the policy bank"),
    Programme.HEALTH_CARD: Text("The health insurance card"),
    Programme.UNEMPLOYMENT: Text("Unemployment money"),
    Programme.PENSION: Text("What social insurance pays"),
    Programme.MERIT: Text("The money for people with merit"),
    Programme.STUDENT: Text("Support for pupils and students"),
    Programme.ELECTRICITY: Text("The electricity money"),
    Programme.HOUSE: Text("Help with a house"),
    Programme.LAND: Text("A matter of land"),
    Programme.DISASTER: Text("Help after storm and flood"),
    Programme.VACCINE: Text("Vaccination"),
    Programme.POOR_HOUSEHOLD: Text("The paper of a poor household"),
}
_AT_COMMUNE = Text("Please ask at the commune's one-stop desk.").signed(Sign.OFFICER)
_AT_HAMLET = Text("Please ask the hamlet head or the commune.").signed(Sign.PERSON)
_AT_INSURANCE = Text("Please ask at the social insurance office.").signed(Sign.OFFICER)
_WHOM: Mapping[Programme, Text] = {
    Programme.LOAN: Text("Please ask at the policy bank's point in the commune.").signed(Sign.BANK),
    Programme.HEALTH_CARD: _AT_INSURANCE,
    Programme.UNEMPLOYMENT: Text("Please ask at the employment service centre.").signed(
        Sign.OFFICER
    ),
    Programme.PENSION: _AT_INSURANCE,
    Programme.STUDENT: Text("Please ask at the school, then at the commune.").signed(Sign.OFFICER),
    Programme.VACCINE: Text("Please ask at the health station of the commune.").signed(Sign.PERSON),
    Programme.DISASTER: _AT_HAMLET,
    Programme.HOUSE: _AT_HAMLET,
    Programme.ELECTRICITY: _AT_HAMLET,
    Programme.POOR_HOUSEHOLD: _AT_HAMLET,
}
"""Where none stands, at the commune's one-stop desk."""

_ONLY_OURS = Text("{Me} know only the social allowance and the social pension.").signed(Sign.LIST)
_PROMISES_NOTHING = Text("{Me} know no day and no amount of it, and promise nothing.").signed(
    Sign.WAIT
)


def other_programme_of(found: Programme | None) -> Pairs:
    """The answers with which the dialogue begins."""
    return (("programme", found.value),) if found else ()


async def other_programme(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Three lines; beneath them what can be asked here."""
    programme = await talk.if_given("programme", Brought(_programme))
    talk.say(*_lines(programme), offers=() if talk.in_between else talk.menu)


def _programme(value: str) -> Programme | None:
    return Programme(value) if value in set(Programme) else None


def _lines(programme: Programme | None) -> tuple[Text, ...]:
    match programme:
        case Programme.TET_GIFT:
            gift = Text("The gift for Tết is something else than the monthly allowance.")
            return (gift.signed(Sign.LIST), _PROMISES_NOTHING, _AT_HAMLET)
        case Programme.SEPTEMBER_GIFT:
            gift = Text("The gift for 2/9 (in 2025: {amount}) is not the monthly allowance.")
            return (
                gift.filled(amount=_SEPTEMBER_2025).signed(Sign.LIST),
                _PROMISES_NOTHING,
                _AT_HAMLET,
            )
        case None:
            other = Text("That seems to be another programme than ours.").signed(Sign.LIST)
            return (other, _AT_COMMUNE, _ONLY_OURS)
    named = Text("{programme} is something else than our allowance.", programme=_NAMES[programme])
    return (named.signed(Sign.LIST), _WHOM.get(programme, _AT_COMMUNE), _ONLY_OURS)
