"""What was not understood, for who may say what it means: each message with what it may be an
example of. Whoever wrote it is not known here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.day_page.markup import Markup, button, joined, listed, tag, verbatim, words
from bot.day_page.page import NOT_UNDERSTOOD, WORDS, Frame
from domain.intent import Intent
from domain.tables.numbers import count
from domain.text import Text
from handlers.official.example_words import ASKED, BESIDE, OTHER, SORTED_AS
from storage.not_understood import NotUnderstood

DISCARD = "discard"
MOST_WORDS = 50

_LANGUAGES: Mapping[str, Text] = {"vi": Text("Vietnamese"), "km": Text("Khmer")}
_GROUPS: Mapping[Text, Mapping[str, Text]] = {
    Text("What is asked of An Sinh"): ASKED,
    Text("What has an answer of its own"): BESIDE,
    Text("What is not for An Sinh"): OTHER,
}


def words_page(frame: Frame, waiting: Sequence[NotUnderstood], more: int, who: str) -> str:
    """``more``: how many wait beyond these."""
    left = Text("{count} more wait; they come up when these are done.", count=count(more))
    return frame.inside(
        NOT_UNDERSTOOD,
        who,
        tag("p", words(Text("What each message means is learned from it at the next training."))),
        tag("p", words(Text("Discard what names somebody. After 30 days all of it is gone."))),
        tag("section", _list(waiting)),
        *([tag("p", words(left))] if more > 0 else []),
    )


def _list(waiting: Sequence[NotUnderstood]) -> Markup:
    if not waiting:
        return tag("p", words(Text("None waits.")))
    return listed(map(_one, waiting), class_="words")


def _one(one: NotUnderstood) -> Markup:
    said = tag("q", verbatim(one.words), lang=one.language)
    times = Text("{count} times", count=count(one.times))
    known = [_LANGUAGES[one.language], Text("since {day}", day=one.day), times]
    return joined(
        (
            said,
            tag("p", Markup(" · ".join(map(words, known))), class_="more"),
            tag("p", words(_thought(one)), class_="more"),
            button(f"{WORDS}/{one.id}", words(Text("Save")), _choice()),
            button(f"{WORDS}/{one.id}/{DISCARD}", words(Text("Discard")), class_="away"),
        )
    )


def _thought(one: NotUnderstood) -> Text:
    if one.intent is Intent.NONE:
        return Text("The program had no guess.")
    if one.second is None or one.second is Intent.NONE:
        return Text("The program's guess: {what}", what=SORTED_AS[one.intent])
    first, second = SORTED_AS[one.intent], SORTED_AS[one.second]
    return Text("The program's guess: {what}, or {other}", what=first, other=second)


def _choice() -> Markup:
    """Nothing is chosen beforehand: a guess that is saved unread would be learned."""
    nothing = tag("option", words(Text("Choose what it means")), value="")
    groups = (
        tag("optgroup", *(_option(name, said) for name, said in one.items()), label=words(title))
        for title, one in _GROUPS.items()
    )
    what = words(Text("What the message means"))
    return tag("select", nothing, *groups, name="means", required="", aria_label=what)


def _option(name: str, said: Text) -> Markup:
    return tag("option", words(said), value=str(name))
