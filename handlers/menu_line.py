"""What a dialogue needs to be started: who may, what starts it, what it may say to whom."""

from __future__ import annotations

from dataclasses import dataclass

from domain.permissions import Act
from domain.privacy import Level
from domain.text import Text
from handlers.talk import Dialogue, name_of


@dataclass(frozen=True, slots=True)
class Line:
    """One dialogue. ``label`` is None where only a button leads to it.

    ``aside``: the question that stands open stays open, unless it asks one itself, or hands over
    to what does. ``only_looks``: it files nothing, so its answer can be said again, and gone back
    into. ``takes``: the answers a tap may bring along; taps come back from outside, so nothing that
    must be proved stands here. ``earlier``: labels it had before, still on the keyboards of some
    phones, or what people say instead.
    """

    dialogue: Dialogue
    act: Act
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
