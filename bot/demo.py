"""The command `demo`: an empty database becomes one to try everything with."""

from __future__ import annotations

import json
import sys

from bot.app import App, NotReady
from storage import demo
from storage.upgrade import upgrade

_WHAT_TO_TRY = """
Everything here is invented. Try, on the page or in a terminal (make chat):
  An Cư                 when and where An Cư is paid (any ward or commune, old or new name)
  Tịnh Biên             a name that means several places
  ភាសាខ្មែរ               Khmer; /language offers both together
  /nearest, /account    the nearest place to get money; how an account works
  /link                 then a code and its birth year from the list below
"""


async def fill_if_empty(app: App) -> None:
    """Upgrade, and fill once. Raises NotReady where real data are already there."""
    state = await app.database.state()
    if not state.up_to_date:
        if state.filled and not state.demo:
            raise NotReady("This database holds real data; the demo needs an empty one.")
        print("Making the database …", file=sys.stderr)
        await upgrade(app.database)
        state = await app.database.state()
    if state.demo:
        return
    if state.filled:
        raise NotReady("This database holds real data; the demo needs an empty one.")
    print("Inventing people and payments …", file=sys.stderr)
    async with app.database.engine.begin() as connection:
        await demo.fill(connection, app.database.vault, app.clock().date())


def print_codes(as_json: bool) -> None:
    """The codes of every role, to read or, with ``--json``, as one document on stdout."""
    if as_json:
        codes = [
            {"role": one.role, "name": one.name, "code": one.code, "birth_year": one.birth_year}
            for one in demo.CODES
        ] + [
            {"role": one.role.value, "name": one.name, "code": one.code, "birth_year": None}
            for one in demo.INVITES
        ]
        print(json.dumps({"codes": codes}, ensure_ascii=False))
        return
    print(_WHAT_TO_TRY)
    for one in demo.CODES:
        print(f"  {one.code}  {one.birth_year}  {one.role:11}  {one.name}: {one.situation}")
    print("\nFor the work of the staff, /link and one of these, which need no birth year:")
    for invited in demo.INVITES:
        print(f"  {invited.code}  {invited.role:17}  {invited.name}: {invited.situation}")
    print(flush=True)


def print_where(address: str) -> None:
    """Said last, so that it stands above the prompt. Not on stdout: that may be a document."""
    print(f"Open {address} in a browser. Ctrl-C stops it.", file=sys.stderr, flush=True)
