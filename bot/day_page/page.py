"""The pages as they are written out: the day, one case, the door, and what is said where it is
closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from bot.day_page.chart import chart
from bot.day_page.markup import (
    Markup,
    button,
    folded,
    joined,
    listed,
    single,
    tag,
    verbatim,
    words,
)
from bot.day_page.numbers import (
    by_unit,
    first_numbers,
    in_a_sentence,
    missing_lists,
    more_numbers,
)
from domain.case import Case
from domain.place import Unit, UnitKey
from domain.summary import Summary
from domain.tables.numbers import count
from domain.text import Month, Text
from handlers.asks import named
from handlers.staff.case_words import kind_of
from handlers.staff.day_page import PATH as DOOR
from handlers.talk import INVENTED
from storage.case_queue import Alone
from storage.reference import Reference

HOME = "/day"
OUT = f"{HOME}/out"
CASE = f"{HOME}/case"
WORDS = f"{HOME}/words"
BOOK = f"{HOME}/book"
TABLES = f"{HOME}/tables"
MOST_CASES = 50
_MONTHS_BACK = 12
_MONTHS_OF_A_REPORT = 3

_TITLE = Text("The numbers of the day")
_ALL = Text("All units")
_SIGN_OUT = Text("Sign out")
_BACK = Text("Back to the day")
NOT_UNDERSTOOD = Text("Not understood")


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page stands in. ``static`` is where its style lies; ``demo``: all is invented."""

    static: str
    demo: bool

    def page(self, title: Text, *main: Markup, top: Sequence[Markup] = ()) -> str:
        invented = [tag("p", words(INVENTED), class_="invented")] if self.demo else []
        head = tag(
            "head",
            single("meta", charset="utf-8"),
            tag("title", words(title)),
            single("meta", name="viewport", content="width=device-width, initial-scale=1"),
            single("meta", name="format-detection", content="telephone=no, date=no, address=no"),
            single("meta", name="robots", content="noindex, nofollow"),
            single("link", rel="icon", href=f"{self.static}/icon.svg"),
            single("link", rel="stylesheet", href=f"{self.static}/day.css"),
        )
        named_so = tag("p", Markup("An Sinh"), class_="brand")
        body = tag(
            "body", tag("header", named_so, *top), tag("main", *main), tag("footer", *invented)
        )
        return f'<!doctype html>\n<html lang="vi">{head}{body}</html>\n'

    def inside(self, title: Text, who: str, *main: Markup) -> str:
        """For who is signed in, with the way back to the day."""
        back = tag("p", tag("a", words(_BACK), href=HOME))
        return self.page(title, tag("h1", words(title)), *main, back, top=_signed_in(who))

    def door(self, token: str) -> str:
        """A link opens nothing by being looked at, as some messengers do with every link; and it
        says nobody's name."""
        return self.page(
            _TITLE,
            tag("h1", words(_TITLE)),
            tag("p", words(Text("This link opens the page once, in this browser alone."))),
            button(f"{DOOR}/{token}", words(Text("Open the page")), class_="main"),
        )

    def closed(self, used: bool = False) -> str:
        """``used``: it was a link that led here."""
        why = Text("This link is past, or was used already.") if used else _NOT_SIGNED_IN
        return self.page(
            _TITLE,
            tag("h1", words(why)),
            tag("p", words(Text("Write /page to An Sinh in chat: you get a new link there."))),
            tag("p", tag("a", words(Text("Open the chat")), href="/")),
        )

    def case(self, lines: Sequence[Text], who: str, address: str) -> str:
        return self.page(
            Text("Request"),
            tag("h1", words(lines[0])),
            listed((words(line) for line in lines[1:]), class_="lines"),
            tag("p", words(Text("That you opened it is written down.")), class_="more"),
            tag("p", words(Text("Answer it in chat: /cases")), class_="more"),
            tag("p", tag("a", words(_BACK), href=address)),
            top=_signed_in(who),
        )


_NOT_SIGNED_IN = Text("Nobody is signed in here, or not any more.")


@dataclass(frozen=True, slots=True)
class Day:
    """What is shown of a day. ``units``: all that may be opened; ``unit``: the one that is.
    ``openable``: of the cases, those that may be opened; ``overdue``: what others have to answer,
    by number alone. ``waiting`` corrections are decided in chat. ``whole``: of the province, which
    has tables. ``not_understood``: how many messages wait to be sorted, for who may."""

    who: str
    today: date
    summary: Summary
    reference: Reference
    units: Sequence[Unit]
    unit: Unit | None
    cases: Sequence[Alone]
    openable: frozenset[int]
    more_cases: int
    overdue: Sequence[Alone]
    decides: bool
    waiting: Sequence[Alone]
    whole: bool
    not_understood: int | None

    @property
    def _on(self) -> date:
        return self.summary.day

    def html(self, frame: Frame) -> str:
        return frame.page(
            _TITLE,
            self._heading(),
            self._choose(),
            in_a_sentence(self.summary, self.reference),
            missing_lists(self.summary, self.reference),
            first_numbers(self.summary),
            self._accounts(),
            more_numbers(self.summary),
            self._cases(),
            self._corrections(),
            self._words(),
            self._files(),
            top=_signed_in(self.who),
        )

    # --- Which day, which unit ------------------------------------------------------------------

    def _heading(self) -> Markup:
        where = named(self.unit) if self.unit else _ALL
        if self.unit is None and len(self.units) == 1:
            where = named(self.units[0])
        day = tag("p", words(Text("{day:weekday}", day=self._on)), class_="day")
        return tag("div", tag("h1", words(where)), day, self._beside(), class_="heading")

    def _beside(self) -> Markup:
        """The days before and after; none that is still to come."""
        before, after = (self._on + timedelta(days=by) for by in (-1, 1))
        links = [tag("a", words(Text("← Day before")), href=self._address(self.unit, before))]
        if after <= self.today:
            links.append(tag("a", words(Text("Day after →")), href=self._address(self.unit, after)))
        return tag("nav", *links)

    def _choose(self) -> Markup:
        """A form that only asks: it works by a link too, and without any script."""
        units = [
            tag(
                "option",
                words(named(one)),
                value=one.key.code,
                selected="" if one is self.unit else None,
            )
            for one in sorted(self.units, key=lambda one: one.name)
        ]
        chosen = tag("select", tag("option", words(_ALL), value=""), *units, name="unit", id="unit")
        unit = [_label("unit", Text("Unit")), chosen] if len(units) > 1 else []
        day = single(
            "input", type="date", name="day", id="day", value=str(self._on), max=str(self.today)
        )
        shown = tag("button", words(Text("Show")), type="submit")
        asked = (*unit, _label("day", Text("Day")), day, shown)
        return tag("form", *asked, action=HOME, class_="choose")

    def _address(self, unit: Unit | None, day: date) -> str:
        asked = ({"unit": unit.key.code} if unit else {}) | {"day": str(day)}
        return f"{HOME}?{urlencode(asked)}"

    # --- Accounts by unit -----------------------------------------------------------------------

    def _accounts(self) -> Markup:
        shown = [one for one in self.summary.by_unit if one.accounts.opened]
        title = tag("h2", words(Text("Accounts of {month}", month=self.summary.month)))
        if not shown:
            return Markup("")
        names = self._names()
        bars = chart([(names[one.unit], one.accounts) for one in shown])
        if len(self.summary.by_unit) == 1:
            return tag("section", title, bars)
        addresses = {one.key: self._address(one, self._on) for one in self.units}
        table = by_unit(self.summary, self.reference, addresses)
        return tag("section", title, bars, folded(words(Text("By unit, in numbers")), table))

    def _names(self) -> dict[UnitKey, Markup]:
        known = self.reference.gazetteer.known
        return {one.unit: words(named(known(one.unit))) for one in self.summary.by_unit}

    # --- What waits -----------------------------------------------------------------------------

    def _cases(self) -> Markup:
        title = tag("h2", words(Text("Requests that wait")))
        if not self.cases and not self.overdue:
            return tag("section", title, tag("p", words(Text("None waits."))))
        more = Text("{count} more: in chat, by /cases", count=count(self.more_cases))
        return tag(
            "section",
            title,
            tag("p", words(Text("As of now. Names appear once opened, which is written down."))),
            listed((self._case(one) for one in (*self.overdue, *self.cases)), class_="cases"),
            *([tag("p", words(more))] if self.more_cases > 0 else []),
        )

    def _case(self, one: Alone) -> Markup:
        opens = one.case.id in self.openable
        whole = words(Text("Open {number}", number=one.case.number))
        press = button(f"{CASE}/{one.case.id}", words(Text("Open it")), aria_label=whole)
        opening = [press] if opens else []
        return joined((self._alone(one), *opening))

    def _alone(self, one: Alone) -> Markup:
        late = one.case.is_overdue(self.today)
        return tag(
            "div",
            tag("b", verbatim(one.case.number)),
            tag("span", words(kind_of(one.case))),
            tag("span", words(named(self.reference.gazetteer.known(one.unit))), class_="unit"),
            *_due(one.case, late=late),
            class_="late" if late else None,
        )

    def _corrections(self) -> Markup:
        if not self.decides:
            return Markup("")
        title = tag("h2", words(Text("Corrections that wait for your decision")))
        if not self.waiting:
            return tag("section", title, tag("p", words(Text("None waits."))))
        return tag(
            "section",
            title,
            tag("p", words(Text("Decide in chat, one after the other: /queue"))),
            listed(map(self._alone, self.waiting), class_="cases"),
        )

    def _words(self) -> Markup:
        if self.not_understood is None:
            return Markup("")
        title = tag("h2", words(NOT_UNDERSTOOD))
        if not self.not_understood:
            return tag("section", title, tag("p", words(Text("None waits."))))
        waits = Text("{count} messages wait to be sorted", count=count(self.not_understood))
        return tag("section", title, tag("p", tag("a", words(waits), href=WORDS)))

    # --- Files ----------------------------------------------------------------------------------

    def _files(self) -> Markup:
        day = single("input", type="hidden", name="day", value=str(self._on))
        code = self.unit.key.code if self.unit else ""
        unit = single("input", type="hidden", name="unit", value=code)
        book = button(BOOK, words(Text("Download the day's numbers (Excel)")), day, unit)
        tables = [self._tables(day)] if self.whole else []
        return tag("section", tag("h2", words(Text("Files"))), book, *tables, class_="files")

    def _tables(self, day: Markup) -> Markup:
        last = Month.of(self._on)
        months = [last.plus(-back) for back in range(_MONTHS_BACK)]
        return button(
            TABLES,
            words(Text("Download Biểu 01, 02, 03 (Excel)")),
            day,
            _label("from", Text("From month")),
            _months("from", months, last.plus(1 - _MONTHS_OF_A_REPORT)),
            _label("to", Text("To month")),
            _months("to", months, last),
        )


def _due(case: Case, *, late: bool) -> Sequence[Markup]:
    """The clock that runs out next."""
    day = case.next_due
    if day is None:
        return ()
    said = Text("Overdue, it was to be by {day}", day=day) if late else Text("By {day}", day=day)
    return (tag("span", words(said), class_="by"),)


def _months(name: str, months: Sequence[Month], chosen: Month) -> Markup:
    options = (
        tag(
            "option",
            words(Text("{month}", month=one)),
            value=str(one),
            selected="" if one == chosen else None,
        )
        for one in months
    )
    return tag("select", *options, name=name, id=name)


def _label(of: str, said: Text) -> Markup:
    return tag("label", words(said), for_=of)


def _signed_in(who: str) -> Sequence[Markup]:
    return (tag("span", verbatim(who), class_="who"), button(OUT, words(_SIGN_OUT)))
