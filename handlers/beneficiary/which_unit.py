"""Which of today's units a person means, where a name stands for several or was divided."""

from __future__ import annotations

from domain.message import Choice
from domain.place import Unit
from domain.text import Sign, Text
from handlers.asks import OneOf, Where, unit_choice
from handlers.talk import Dialogue, Talk, offer
from storage.reference import Reference

_ELSEWHERE = "elsewhere"
_NOT_SURE = "not_sure"


async def which_unit(
    talk: Talk, where: Where, reference: Reference, goes_on: Dialogue
) -> Unit | None:
    """The unit meant; None where it is not ours or cannot be known, and that was said.

    ``goes_on`` is the dialogue that asks, for who finds out and comes back.
    """
    if len(where.units) == 1 and where.certain and not where.elsewhere:
        return where.units[0]
    chosen = await talk.ask("unit", _unit_question(where, reference))
    if isinstance(chosen, Unit):
        return chosen
    if chosen == _NOT_SURE:
        talk.say(
            Text("Please ask the hamlet head which ward your hamlet belongs to today."),
            Text("Then choose it here, so that you do not go in vain."),
            offers=tuple(_again(unit, reference, goes_on) for unit in where.units),
        )
    else:
        talk.say(
            Text("{Me} know only the old Châu Đốc and Tịnh Biên."),
            Text("Please ask the commune office of your place."),
            offers=talk.menu,
        )
    return None


def _unit_question(where: Where, reference: Reference) -> OneOf[Unit | str]:
    gazetteer = reference.gazetteer
    choices: dict[str, tuple[Text, Unit | str]] = {
        str(unit.key): unit_choice(unit, gazetteer) for unit in where.units
    }
    if not where.divided:
        if where.elsewhere or not where.certain:
            choices[_ELSEWHERE] = Text("Another place").signed(Sign.PLACE), _ELSEWHERE
        asked = Text("Which one do you mean?").signed(Sign.PLACE)
        return OneOf(asked, choices, by_beginning=True)
    choices[_NOT_SURE] = Text("I do not know").signed(Sign.HELP), _NOT_SURE
    divided = (unit for unit in where.former if len(gazetteer.today_of(unit.key)) > 1)
    names = ", ".join(dict.fromkeys(unit.name for unit in divided))
    return OneOf(
        Text("{name} was divided in 2025. Where is your hamlet today?", name=names),
        choices,
        by_beginning=True,
    )


def _again(unit: Unit, reference: Reference, goes_on: Dialogue) -> Choice:
    label, _ = unit_choice(unit, reference.gazetteer)
    return offer(goes_on, label, place=str(unit.key))
