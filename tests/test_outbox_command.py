"""`ansinh outbox list`: an operator sees what waits, what was given up, and what to do."""

from __future__ import annotations

import json

import pytest

from bot.app import App, build
from bot.channels.channel import Refused, Retry, SendError
from bot.send_errors import advice
from domain.message import Rendered
from tests.house import NOW, Phone, Screen, settings
from tests.test_commands import ansinh


class _Broken(Screen):
    """A provider that takes nothing."""

    def __init__(self, error: SendError) -> None:
        super().__init__()
        self._error = error

    async def send(self, to: str, reply: Rendered, *more: object) -> str:
        raise self._error


async def says_through(url: str, error: SendError, sender: str) -> None:
    phone = Phone(url, sender)
    app: App = build(settings(url), [_Broken(error)], lambda: NOW)
    await app.receive(phone.message("An Cư"))
    await app.close()


def test_where_nothing_waits_it_says_so(url: str) -> None:
    listed = ansinh(url, "outbox", "list")
    assert (listed.returncode, listed.stdout) == (0, "Nothing waits.\n")
    assert json.loads(ansinh(url, "outbox", "list", "--json").stdout) == {"outbox": []}


async def test_what_waits_and_what_was_given_up_are_told_apart(url: str) -> None:
    await says_through(url, Retry("network"), "one")
    await says_through(url, Refused("bad request"), "two")
    found = json.loads(ansinh(url, "outbox", "list", "--json").stdout)["outbox"]
    by_error = {one["error"]: one for one in found}
    assert by_error["network"]["state"] == "waiting"
    assert by_error["bad request"]["state"] == "refused"
    assert {one["channel"] for one in found} == {"console"}
    assert all(one["count"] >= 1 for one in found)
    assert by_error["network"]["advice"] == advice("network")
    text = ansinh(url, "outbox", "list").stdout
    assert "console live: 1 waiting" in text
    assert advice("bad request") in text
    assert "An Cư" not in text


@pytest.mark.parametrize("wrong", [("outbox",), ("outbox", "empty")])
def test_what_it_does_not_do_is_wrong_usage(sqlite_url: str, wrong: tuple[str, ...]) -> None:
    assert ansinh(sqlite_url, *wrong).returncode == 2
