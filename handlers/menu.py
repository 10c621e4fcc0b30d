"""Every dialogue: who may start it, what starts it, and what it may say to whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.message import Choice
from domain.privacy import Level
from domain.text import Sign, Text
from handlers.beneficiary.account_explained import (
    account_explained,
    account_opening,
    account_secrets,
    account_using,
)
from handlers.beneficiary.account_status import (
    account_more,
    account_status,
    report_list_problem,
)
from handlers.beneficiary.help import help_me
from handlers.beneficiary.language import change_language, set_language
from handlers.beneficiary.link import link
from handlers.beneficiary.main_menu import main_menu
from handlers.beneficiary.nearest_point import (
    nearest_details,
    nearest_elsewhere,
    nearest_more,
    nearest_on,
    nearest_point,
)
from handlers.beneficiary.own_payout import own_payout, own_payout_more
from handlers.beneficiary.payout_at_place import payout_at_place, payout_more
from handlers.beneficiary.payout_date import payout_date
from handlers.beneficiary.remember import forget, remember
from handlers.beneficiary.resume import resume
from handlers.talk import Dialogue, name_of, offer


class Role(StrEnum):
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True)
class Line:
    """One dialogue. ``label`` is None where only a button leads to it.

    ``aside``: it asks nothing, and the question that stands open stays open. ``only_looks``: it
    files nothing, so its answer can be said again, and gone back into. ``takes``: the answers a tap
    may bring along; taps come back from outside, so nothing that must be proved stands here.
    ``earlier``: labels it had before, still on the keyboards of some phones.
    """

    dialogue: Dialogue
    role: Role
    level: Level
    label: Text | None = None
    commands: tuple[str, ...] = ()
    aside: bool = False
    only_looks: bool = False
    takes: frozenset[str] = frozenset()
    in_menu: bool = False
    earlier: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return name_of(self.dialogue)


MENU = (
    Line(
        payout_date,
        Role.ANYONE,
        Level.PUBLIC,
        Text("Payout date").signed(Sign.DAY),
        ("/payout",),
        in_menu=True,
    ),
    Line(
        account_status,
        Role.ANYONE,
        Level.PUBLIC,
        Text("Account").signed(Sign.ACCOUNT),
        ("/account",),
        only_looks=True,
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(
        nearest_point,
        Role.ANYONE,
        Level.PUBLIC,
        Text("Nearest payment point").signed(Sign.PLACE),
        ("/nearest",),
        only_looks=True,
        takes=frozenset({"place"}),
        in_menu=True,
    ),
    Line(
        payout_at_place,
        Role.ANYONE,
        Level.PUBLIC,
        only_looks=True,
        takes=frozenset({"place"}),
    ),
    Line(payout_more, Role.ANYONE, Level.PUBLIC, aside=True, takes=frozenset({"day"})),
    Line(
        own_payout,
        Role.ANYONE,
        Level.OWN,
        only_looks=True,
        takes=frozenset({"person"}),
    ),
    Line(own_payout_more, Role.ANYONE, Level.OWN, aside=True, takes=frozenset({"person"})),
    Line(account_more, Role.ANYONE, Level.OWN, aside=True, takes=frozenset({"person"})),
    Line(report_list_problem, Role.ANYONE, Level.OWN, takes=frozenset({"person"})),
    Line(account_explained, Role.ANYONE, Level.PUBLIC, only_looks=True),
    Line(account_opening, Role.ANYONE, Level.PUBLIC, aside=True),
    Line(account_using, Role.ANYONE, Level.PUBLIC, aside=True),
    Line(account_secrets, Role.ANYONE, Level.PUBLIC, aside=True),
    Line(nearest_details, Role.ANYONE, Level.PUBLIC, only_looks=True),
    Line(nearest_more, Role.ANYONE, Level.PUBLIC),
    Line(nearest_on, Role.ANYONE, Level.PUBLIC, takes=frozenset({"on"})),
    Line(nearest_elsewhere, Role.ANYONE, Level.PUBLIC),
    Line(
        remember,
        Role.ANYONE,
        Level.PUBLIC,
        aside=True,
        takes=frozenset({"place", "point"}),
    ),
    Line(forget, Role.ANYONE, Level.PUBLIC, aside=True),
    Line(
        link,
        Role.ANYONE,
        Level.OWN,
        Text("I have a code").signed(Sign.PAPERS),
        ("/link",),
        in_menu=True,
    ),
    Line(
        change_language,
        Role.ANYONE,
        Level.PUBLIC,
        Text("Change language").signed(Sign.LANGUAGE),
        ("/language",),
        aside=True,
        in_menu=True,
    ),
    Line(set_language, Role.ANYONE, Level.PUBLIC, aside=True, takes=frozenset({"mode"})),
    Line(
        help_me,
        Role.ANYONE,
        Level.PUBLIC,
        Text("Help").signed(Sign.HELP),
        ("/help",),
        aside=True,
        in_menu=True,
    ),
    Line(main_menu, Role.ANYONE, Level.PUBLIC, Text("Menu").signed(Sign.MENU), ("/menu", "/start")),
    Line(resume, Role.ANYONE, Level.PUBLIC, aside=True),
)

BY_NAME = {line.name: line for line in MENU}
BY_COMMAND = {command: line for line in MENU for command in line.commands}


def menu_offers(carries: Level) -> tuple[Choice, ...]:
    """What may be started on a channel that carries so much."""
    return tuple(
        offer(line.dialogue, line.label)
        for line in MENU
        if line.in_menu and line.label and line.level <= carries
    )
