"""Who reports: the names that stand in an official report and that no table knows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agency:
    """``superior``: the body above it. ``signer``: the title of who signs, never a name.
    ``number_sign``: what follows the number, *BC-SYT*. ``plan``: on whose ground it reports."""

    superior: str
    name: str
    signer: str
    place: str
    number_sign: str
    plan: str
    recipients: tuple[str, ...]
