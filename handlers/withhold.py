"""Replies for the staff are read again only while they have just proved who they are."""

from __future__ import annotations

from dataclasses import replace

from domain.message import Reply
from domain.privacy import Level
from domain.text import Text
from handlers.language import BOTH, render
from handlers.running import SIGN_IN_AGAIN
from handlers.talk import offer
from storage.mailbox import Mail, Mailbox

_AGAIN = Reply((SIGN_IN_AGAIN,), (offer("sign_in", Text("Sign in")),))


def withhold(box: Mailbox, level: Level) -> Mailbox:
    """A browser may be anybody's next: what is too private by now is not shown, only that it is.

    The newest of it keeps its number, so that whoever reads gets past it.
    """
    private = [one for one in box.mail if one.reply.level > level]
    if not private:
        return box
    kept = [one for one in box.mail if one.reply.level <= level or one is private[-1]]
    return replace(box, mail=tuple(_shown(one, level, box.language or BOTH) for one in kept))


def _shown(one: Mail, level: Level, language: str) -> Mail:
    if one.reply.level <= level:
        return one
    return replace(one, reply=replace(render(_AGAIN, language), secret=one.reply.secret))
