"""What was read of a list, and what its clerk says to that: take it, leave it, undo it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.file import FileKind
from domain.lists.row import ListKind, Problem
from domain.message import Attachment, Choice
from domain.permissions import MAY_BRING
from domain.privacy import Level
from domain.text import Sign, Text
from handlers.asks import Brought, read_id
from handlers.staff.asks import yes_or_no
from handlers.staff.bring_words import (
    PROBLEMS_SHOWN,
    TAKEN_AT_ONCE,
    called,
    problem_line,
    read_lines,
    refused_line,
    to_lists,
)
from handlers.staff.calendar_words import LEFT, by
from handlers.staff.lists import found_lists
from handlers.staff.sheet_words import NOT_TAKEN
from handlers.staff.sign_in import step_up
from handlers.talk import Ended, Talk, offer
from storage.imports.lists_in import ListIn, ListState
from storage.list_errands import Came, Errand, SentLately, What
from storage.records import Records

_GONE = Text("That is no longer there.")


async def show_list(talk: Talk, records: Records) -> None:
    """The dry run once more, or the next of what is wrong with it."""
    errand, one = await _read_one(talk, records)
    after = await talk.if_given("after", Brought(read_id))
    if after is None:
        await say_read(talk, records, errand)
        return
    problems = await records.lists_in.problems(one.id, PROBLEMS_SHOWN + 1, after=after)
    if not problems:
        talk.say(Text("There is nothing more.").signed(Sign.GO), offers=_decide(errand, one))
        return
    talk.say(
        *map(problem_line, problems[:PROBLEMS_SHOWN]),
        offers=(*_more(errand, problems, after), *_decide(errand, one)),
    )


async def say_read(talk: Talk, records: Records, errand: Errand) -> None:
    """What became of a file: refused, known already, or what it would do."""
    came = errand.came
    if came is None:
        return
    if came.broke:
        talk.say(_BROKE.signed(Sign.STOP), offers=to_lists(talk))
    elif came.refused:
        talk.say(refused_line(came), offers=to_lists(talk))
    elif came.already is not None:
        await _say_already(talk, records, came.already)
    elif errand.list is not None and (one := await records.lists_in.get(errand.list)) is not None:
        await _say_dry_run(talk, records, errand, one, came)


_BROKE = Text("That could not be done. It is our mistake, and we know of it.")


async def _say_already(talk: Talk, records: Records, list_id: int) -> None:
    one = await records.lists_in.get(list_id)
    talk.say(
        Text("This very file holds already. Nothing was changed.").signed(Sign.GO),
        *(await _since(talk, records, one) if one else ()),
        offers=to_lists(talk),
    )


async def _say_dry_run(
    talk: Talk, records: Records, errand: Errand, one: ListIn, came: Came
) -> None:
    if one.state is not ListState.STAGED:
        await _say_over(talk, records, one)
        return
    problems = await records.lists_in.problems(one.id, PROBLEMS_SHOWN + 1)
    why = _cannot_be_taken(errand, one)
    summary = (*read_lines(one, came, errand.whole), *((why,) if why else ()))
    if not problems:
        talk.say(*summary, offers=_decide(errand, one))
        return
    talk.say(*summary)
    await _hand_out(talk, records, came.file, _ALL_PROBLEMS)
    talk.say(
        _WHAT_IS_WRONG,
        *map(problem_line, problems[:PROBLEMS_SHOWN]),
        offers=(*_decide(errand, one), *_more(errand, problems, 0)),
    )


_ALL_PROBLEMS = Text("All that is to be looked at, as a spreadsheet").signed(Sign.LIST)
_WHAT_IS_WRONG = Text("Please look at this:").signed(Sign.HELP)


def _more(errand: Errand, problems: Sequence[Problem], after: int) -> tuple[Choice, ...]:
    if len(problems) <= PROBLEMS_SHOWN:
        return ()
    so_far = after + PROBLEMS_SHOWN
    label = Text("More to look at").signed(Sign.MORE)
    return (offer(show_list, label, errand=str(errand.id), after=str(so_far)),)


def _decide(errand: Errand, one: ListIn) -> tuple[Choice, ...]:
    """Yes stands first; there is none where nothing can be taken, or too much would end."""
    leave = offer(leave_list, Text("Do not take it").signed(Sign.STOP), errand=str(errand.id))
    if _cannot_be_taken(errand, one):
        return (leave,)
    take = Text("Take it").signed(Sign.GO)
    if one.bad:
        take = Text("Take it without the {count} bad rows", count=one.bad).signed(Sign.GO)
    return (offer(take_list, take, errand=str(errand.id)), leave)


def _cannot_be_taken(errand: Errand, one: ListIn) -> Text | None:
    """Who stands in a bad row of a whole list would receive no longer."""
    if not one.rows:
        return Text("There is no row in it that can be taken.").signed(Sign.STOP)
    if errand.whole and one.bad:
        return Text("A whole list is taken without bad rows only. Please correct them.").signed(
            Sign.STOP
        )
    return None


# --- Take it, leave it --------------------------------------------------------------------------


async def take_list(talk: Talk, records: Records) -> None:
    """It holds from now on; a long one as soon as it has been worked in."""
    errand, one = await _read_one(talk, records)
    await step_up(talk, records)
    if one.state is not ListState.STAGED:
        await _say_over(talk, records, one)
    elif (why := _cannot_be_taken(errand, one)) is not None:
        talk.say(why, offers=_decide(errand, one))
    elif one.rows > TAKEN_AT_ONCE:
        await _ask(talk, records, What.TAKE, one)
        talk.say(_WORKED_IN, offers=talk.menu[-1:])
    elif await records.lists_in.activate(one.id, talk.staff.id, talk.now):
        talk.note("activated_list", one.id)
        await _ask(talk, records, What.FOLLOW, one)
        say_taken(talk, one)
    else:
        await say_not_taken(talk, records, one.id)


_WORKED_IN = Text("It is being worked in. You hear when it holds.").signed(Sign.WAIT)


def say_taken(talk: Talk, one: ListIn) -> None:
    talk.answer(
        Text("{list} holds now: {rows} rows.", list=called(one), rows=one.rows).signed(Sign.GO),
        Text("It can be undone with /lists.").signed(Sign.HELP),
        offers=(*to_lists(talk), _undo(one)),
    )


async def say_not_taken(talk: Talk, records: Records, list_id: int) -> None:
    """Somebody was first: with this list, or with another one that it would double."""
    one = await records.lists_in.get(list_id)
    if one is not None and one.state is not ListState.STAGED:
        await _say_over(talk, records, one)
        return
    await records.lists_in.drop(list_id)
    talk.say(
        Text("Meanwhile something has changed that this list is about.").signed(Sign.STOP),
        Text("This one was not taken. Please send the file again.").signed(Sign.HELP),
        offers=to_lists(talk),
    )


async def leave_list(talk: Talk, records: Records) -> None:
    """Nothing of it is kept."""
    _, one = await _read_one(talk, records)
    if not await records.lists_in.drop(one.id):
        await _say_over(talk, records, one)
        return
    talk.note("dropped_list", one.id)
    talk.say(NOT_TAKEN, offers=to_lists(talk))


async def _say_over(talk: Talk, records: Records, one: ListIn) -> None:
    """It was decided on already."""
    said = {
        ListState.ACTIVE: Text("This list holds already.").signed(Sign.GO),
        ListState.UNDONE: Text("This list was undone.").signed(Sign.STOP),
        ListState.DROPPED: Text("This list was left. Please send the file again.").signed(
            Sign.STOP
        ),
        ListState.STAGED: Text("It still waits for a word.").signed(Sign.WAIT),
    }
    since = await _since(talk, records, one) if one.state is ListState.ACTIVE else ()
    talk.say(said[one.state], *since, offers=to_lists(talk))


async def _since(talk: Talk, records: Records, one: ListIn) -> tuple[Text, ...]:
    """Who took it, and when."""
    if one.active_by is None or one.active_at is None:
        return ()
    names = await records.staff.names([one.active_by])
    return (by(names.get(one.active_by, ""), one.active_at, talk.now),)


# --- Undo it ------------------------------------------------------------------------------------


async def undo_list(talk: Talk, records: Records) -> None:
    """Asked once more: what came by it goes with it."""
    number = await talk.if_given("list", Brought(read_id))
    found = await found_lists(talk, records, 1, number) if number else ()
    if not found:
        talk.say(_GONE, offers=to_lists(talk))
        return
    one = found[0].list
    if one.state is not ListState.ACTIVE:
        await _say_over(talk, records, one)
        return
    await step_up(talk, records)
    goes = Text("Whom and what it brought goes again, and what it changed is as before.")
    sure = yes_or_no(
        Text("Undo it?").signed(Sign.HELP),
        Text("{list}: {rows} rows.", list=called(one), rows=one.rows).signed(Sign.LIST),
        goes.signed(Sign.STOP),
    )
    if not await talk.ask("sure", sure):
        talk.say(LEFT, offers=to_lists(talk))
    elif one.rows > TAKEN_AT_ONCE:
        await _ask(talk, records, What.UNDO, one)
        talk.say(_TAKEN_OUT, offers=talk.menu[-1:])
    else:
        await _undo_now(talk, records, one)


async def _undo_now(talk: Talk, records: Records, one: ListIn) -> None:
    undone = await records.lists_in.undo(one.id, talk.now, talk.staff.id)
    if undone is None:
        await say_not_taken(talk, records, one.id)
        return
    talk.note("undid_list", one.id)
    await _ask(talk, records, What.FOLLOW, one)
    say_undone(talk, one, undone.kept)


_TAKEN_OUT = Text("It is being undone. You hear when it is.").signed(Sign.WAIT)


def say_undone(talk: Talk, one: ListIn, kept: int) -> None:
    stays = Text("{count} values had changed since, and stay.", count=kept).signed(Sign.HELP)
    talk.answer(
        Text("{list} is undone.", list=called(one)).signed(Sign.GO),
        *((stays,) if kept else ()),
        offers=to_lists(talk),
    )


def _undo(one: ListIn) -> Choice:
    return offer(undo_list, Text("Undo").signed(Sign.STOP), list=str(one.id))


# --- What was asked for, and has been done ------------------------------------------------------


async def say_came(talk: Talk, records: Records, errand: Errand) -> None:
    """Nothing to who may bring such a list no more."""
    came = errand.came
    if came is None or not _may(talk, errand.kind):
        return
    if errand.what is What.READ:
        await say_read(talk, records, errand)
    elif came.broke:
        talk.say(_BROKE.signed(Sign.STOP), offers=to_lists(talk))
    elif errand.what is What.FORM:
        await _hand_out(talk, records, came.file, _FORM)
    elif errand.list is not None and (one := await records.lists_in.get(errand.list)) is not None:
        if not came.done:
            await say_not_taken(talk, records, one.id)
        elif errand.what is What.TAKE:
            say_taken(talk, one)
        else:
            say_undone(talk, one, came.kept)


_FORM = Text("An empty form, with how to fill it in").signed(Sign.PAPERS)


async def _hand_out(talk: Talk, records: Records, file_id: int | None, told: Text) -> None:
    found = await records.files.open(file_id, Level.STAFF) if file_id is not None else None
    if found is not None:
        talk.hand_out(Attachment(found.id, found.kind or FileKind.XLSX, told), told)


async def _ask(talk: Talk, records: Records, what: What, one: ListIn) -> None:
    await records.list_errands.ask(
        what, one.kind, talk.session.id, talk.staff.id, talk.now, list_id=one.id
    )


async def _read_one(talk: Talk, records: Records) -> tuple[Errand, ListIn]:
    """What the button names, where it is theirs; says so and ends where it is not."""
    number = await talk.if_given("errand", Brought(read_id))
    errand = await records.list_errands.one(number) if number else None
    found: tuple[SentLately, ...] = ()
    if errand is not None and errand.list is not None:
        found = await found_lists(talk, records, 1, errand.list)
    if errand is None or not found:
        talk.say(_GONE, offers=to_lists(talk))
        raise Ended
    return errand, found[0].list


def _may(talk: Talk, kind: ListKind) -> bool:
    roles = {grant.role for grant in talk.actor.grants} if talk.actor else set()
    return bool(roles & MAY_BRING[kind])
