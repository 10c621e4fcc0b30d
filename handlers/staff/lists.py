"""Lists that come in: a clerk sends one, and looks at those sent lately. What is in it, they hear
from `bring_shown` as soon as it is read."""

from __future__ import annotations

from collections.abc import Mapping

from domain.file import FileUse
from domain.lists.row import ListKind
from domain.message import Choice
from domain.permissions import MAY_BRING
from domain.place import UnitKey
from domain.text import Sign, Text, verbatim
from handlers.asks import OneOf
from handlers.asks_files import Taking
from handlers.staff.bring_asks import ListMonth, SheetOf
from handlers.staff.bring_words import KINDS, SEND_A_LIST, called, lately_line, to_lists
from handlers.staff.scope import units_of_roles
from handlers.staff.sheet_words import IS_READ
from handlers.staff.sign_in import step_up
from handlers.talk import Talk, offer
from storage.imports.lists_in import ListState
from storage.list_errands import SentLately, What
from storage.records import Records

_SHOWN = 10
_SEND, _LATELY = "send", "lately"
_DO = {
    _SEND: (SEND_A_LIST, _SEND),
    _LATELY: (Text("Lists sent lately").signed(Sign.CLOCK), _LATELY),
}
_WITH_MONTH = frozenset(ListKind) - {ListKind.POINTS}


async def lists(talk: Talk, records: Records) -> None:
    """Which list, of which month, whole or not, and the file: five messages."""
    question = Text("What is it about lists?").signed(Sign.LIST)
    if await talk.ask("do", OneOf(question, _DO)) == _LATELY:
        await _lately(talk, records)
        return
    if FileUse.LIST not in talk.brings:
        talk.say(
            Text("A list holds many people, so it may not go by this channel.").signed(Sign.STOP),
            Text("Please send it on the web page: {page}", page=verbatim(talk.page)).signed(
                Sign.HELP
            ),
            offers=talk.menu,
        )
        return
    await step_up(talk, records)
    kind = await _kind(talk)
    month = await talk.ask("month", ListMonth(talk.today)) if kind in _WITH_MONTH else None
    whole = kind is ListKind.PEOPLE and await talk.ask("whole", OneOf(_IS_WHOLE, _WHOLE))
    which = KINDS[kind]
    file = await talk.ask("file", SheetOf(Taking(talk, records, FileUse.LIST), which))
    units = _own_units(talk, kind)
    await records.list_errands.ask(
        What.FORM if file is None else What.READ,
        kind,
        talk.session.id,
        talk.staff.id,
        talk.now,
        month=month,
        whole=whole,
        unit=units[0] if len(units) == 1 else None,
        file=file.id if file else None,
    )
    talk.say(*(_FORM_COMES if file is None else (IS_READ,)), offers=talk.menu[-1:])


_IS_WHOLE = Text("Is everybody on it who receives there?").signed(Sign.PERSON)
_WHOLE: Mapping[str, tuple[Text, bool]] = {
    "part": (Text("No, only some").signed(Sign.LIST), False),
    "whole": (Text("Yes: who is not on it receives no longer").signed(Sign.STOP), True),
}
_IS_READ = (Text("The file is being read. You hear in a moment what is in it.").signed(Sign.WAIT),)
_FORM_COMES = (
    Text("The form comes in a moment.").signed(Sign.WAIT),
    Text("Fill it in, and send it with /lists.").signed(Sign.HELP),
)


async def _kind(talk: Talk) -> ListKind:
    kinds = kinds_of(talk)
    if len(kinds) == 1:
        return kinds[0]
    choices = {kind.value: (KINDS[kind], kind) for kind in kinds}
    return await talk.ask("kind", OneOf(Text("Which list is it?").signed(Sign.LIST), choices))


def kinds_of(talk: Talk) -> tuple[ListKind, ...]:
    """Those that they may bring."""
    roles = {grant.role for grant in talk.staff.grants}
    return tuple(kind for kind in ListKind if roles & MAY_BRING[kind])


def _own_units(talk: Talk, kind: ListKind) -> tuple[UnitKey, ...]:
    named = (one.unit for one in talk.staff.grants if one.role in MAY_BRING[kind])
    return tuple(dict.fromkeys(unit for unit in named if unit is not None))


# --- Those sent lately --------------------------------------------------------------------------


async def found_lists(
    talk: Talk, records: Records, limit: int = _SHOWN, list_id: int | None = None
) -> tuple[SentLately, ...]:
    """What they or others of their units brought; ``list_id``: that one, where it is theirs."""
    gazetteer = records.reference.gazetteer
    units = {
        kind: units_of_roles(talk.staff, MAY_BRING[kind], gazetteer) for kind in kinds_of(talk)
    }
    return await records.list_errands.lately(talk.staff.id, units, limit, list_id)


async def _lately(talk: Talk, records: Records) -> None:
    found = await found_lists(talk, records)
    if not found:
        talk.say(Text("No list was sent lately.").signed(Sign.LIST), offers=to_lists(talk))
        return
    offers = [choice for one in found if (choice := _offer(one)) is not None]
    talk.say(
        *(lately_line(one.list, talk) for one in found),
        offers=(*offers, *to_lists(talk)),
    )


def _offer(one: SentLately) -> Choice | None:
    """What can be done with it."""
    if one.list.state is ListState.ACTIVE:
        label = Text("Undo: {list}", list=called(one.list)).signed(Sign.STOP)
        return offer("undo_list", label, list=str(one.list.id))
    if one.list.state is ListState.STAGED and one.errand is not None:
        label = Text("Open: {list}", list=called(one.list)).signed(Sign.LIST)
        return offer("show_list", label, errand=str(one.errand))
    return None
