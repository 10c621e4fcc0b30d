"""What is counted of a day, as it stands on the page: five numbers first, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.day_page.markup import Markup, folded, listed, number, table, tag, words
from domain.payout import Stage
from domain.place import UnitKey
from domain.summary import Accounts, Ages, Flow, ListMissing, Summary, needs_help_most
from domain.tables.numbers import count, percent, rate
from domain.text import Text
from handlers.asks import named
from handlers.official.summary_words import STAGE_NAMES, finding_named, list_named
from handlers.staff.change_words import REASONS
from handlers.staff.otp_words import CAUSES
from storage.reference import Reference

PAID: Mapping[Stage, Text] = {
    Stage.ON_LIST: Text("on the list"),
    Stage.SENT: Text("sent"),
    Stage.CREDITED: Text("in the account"),
    Stage.COLLECTED: Text("collected"),
    Stage.FAILED: Text("failed"),
    Stage.RETURNED: Text("gone back"),
}
_NONE = Markup("–")
_AGES = ("to_3", "to_7", "to_30", "older")


@dataclass(frozen=True, slots=True)
class _Number:
    """``changed``: by how much since the day before. ``more``: what it is made of."""

    value: int
    of: Text
    changed: int
    more: tuple[Text, ...] = ()


def first_numbers(summary: Summary) -> Markup:
    """People first, then what waits."""
    return tag("ul", *map(_first, _numbers(summary)), class_="numbers")


def _numbers(summary: Summary) -> Iterator[_Number]:
    changed, accounts = summary.changed, summary.accounts
    yield _Number(
        accounts.opened,
        Text("people have an account"),
        changed.get("opened", 0),
        _of_accounts(accounts),
    )
    yield _Number(
        summary.otp.count.open,
        Text("wait for the bank's code"),
        changed.get("otp_open", 0),
        _of_flow(summary.otp.count),
    )
    yield _Number(
        summary.not_received.open,
        Text("report that no money came"),
        changed.get("not_received", 0),
        _of_flow(summary.not_received),
    )
    corrections = summary.corrections
    yield _Number(
        corrections.waiting,
        Text("corrections wait for a decision"),
        changed.get("corrections_waiting", 0),
        (
            Text(
                "{submitted} submitted that day, {decided} decided, {overdue} overdue",
                submitted=count(corrections.submitted),
                decided=count(corrections.decided),
                overdue=count(corrections.overdue),
            ),
        ),
    )
    yield _Number(summary.overdue, Text("requests are overdue"), changed.get("overdue", 0))


def _of_accounts(one: Accounts) -> tuple[Text, ...]:
    due = Text("Payday still to come: {count}", count=count(one.not_due))
    reached = Text("Rung up in vain: {count}", count=count(one.not_reached))
    return (
        Text(
            "{paid} seen paid, {unseen} not", paid=count(one.paid), unseen=count(one.not_seen_paid)
        ),
        Text(
            "Of these: {code} get no code, {other} another reason, {asked} not asked",
            code=count(one.no_code),
            other=count(one.other_reason),
            asked=count(one.not_asked - one.not_due),
        ),
        *([due] if one.not_due else []),
        *([reached] if one.not_reached else []),
        Text("Paid another way meanwhile: {count}", count=count(one.with_alternative)),
    )


def _of_flow(flow: Flow) -> tuple[Text, ...]:
    return (
        Text(
            "{new} new that day, {resolved} settled",
            new=count(flow.new),
            resolved=count(flow.resolved),
        ),
    )


def _first(one: _Number) -> Markup:
    lines = (tag("p", words(line), class_="more") for line in one.more)
    changed = [tag("p", _change(one.changed), class_="change")] if one.changed else []
    return tag("li", tag("b", number(one.value)), tag("span", words(one.of)), *changed, *lines)


def _change(by: int) -> Markup:
    sign = Markup("▲ ") if by > 0 else Markup("▼ ")
    more = Text("{count} more than the day before", count=count(abs(by)))
    less = Text("{count} less than the day before", count=count(abs(by)))
    return Markup(sign + words(more if by > 0 else less))


def in_a_sentence(summary: Summary, reference: Reference) -> Markup:
    """Where help is needed most, or that nothing happened."""
    worst = needs_help_most(summary.by_unit) if len(summary.by_unit) > 1 else None
    said: list[Text] = [Text("Nothing happened that day.")] if summary.is_quiet else []
    if worst is not None:
        said.append(
            Text(
                "Most help is needed in {unit}: {count} wait.",
                unit=_unit(worst.unit, reference),
                count=count(worst.waiting),
            )
        )
    return Markup("".join(tag("p", words(one), class_="said") for one in said))


def missing_lists(summary: Summary, reference: Reference) -> Markup:
    """Without which the numbers say less than there is."""
    if not summary.lists:
        return Markup("")
    title = words(Text("{count} lists are missing or too old", count=count(len(summary.lists))))
    lines = listed(words(_missing(one, reference)) for one in summary.lists)
    return tag("div", folded(title, lines), class_="warning")


def _missing(one: ListMissing, reference: Reference) -> Text:
    what = list_named(one)
    unit = _unit(one.unit, reference)
    if one.newest is None:
        return Text("{unit}: {list}, none yet", unit=unit, list=what)
    return Text("{unit}: {list}, newest of {day}", unit=unit, list=what, day=one.newest)


def by_unit(summary: Summary, reference: Reference, address: Mapping[UnitKey, str]) -> Markup:
    """``address``: of the pages of units that may be opened."""
    head = (
        Text("Unit"),
        Text("People"),
        Text("Accounts"),
        Text("Seen paid"),
        Text("Rate, %"),
        Text("No code"),
        Text("No money"),
        Text("Overdue"),
        Text("Days to credit"),
    )
    rows = (
        (
            _linked(one.unit, reference, address),
            number(one.people),
            number(one.accounts.opened),
            number(one.accounts.paid),
            Markup(rate(percent(one.accounts.paid, one.accounts.opened))),
            number(one.otp_open),
            number(one.not_received),
            number(one.overdue),
            _NONE if one.credit.days is None else number(one.credit.days),
        )
        for one in summary.by_unit
    )
    return table([words(one) for one in head], rows)


def _linked(unit: UnitKey, reference: Reference, address: Mapping[UnitKey, str]) -> Markup:
    name = words(_unit(unit, reference))
    return tag("a", name, href=address[unit]) if unit in address else name


def more_numbers(summary: Summary) -> Markup:
    """What is looked at less often, one beneath the other."""
    shown = (
        (Text("No code arrives: why, and since when"), _otp(summary)),
        (Text("Accounts that wait, by step"), _waiting(summary)),
        (Text("Payments of {month}", month=summary.month), _payments(summary)),
        (Text("Changes reported"), _changes(summary)),
        (Text("What the lists show"), _findings(summary)),
        (Text("Payment points"), _points(summary)),
        (Text("Questions of citizens"), _questions(summary)),
    )
    return Markup("".join(folded(words(title), body) for title, body in shown if body))


def _otp(summary: Summary) -> Markup:
    if not summary.otp.by_cause:
        return Markup("")
    head = (
        Text("Cause"),
        Text("To 3 days"),
        Text("4–7 days"),
        Text("8–30 days"),
        Text("Over 30"),
        Text("Together"),
    )
    rows = (
        (words(CAUSES[one.cause] if one.cause else Text("Not said yet")), *_by_age(one.ages))
        for one in summary.otp.by_cause
    )
    return table([words(one) for one in head], rows)


def _by_age(ages: Ages) -> Iterable[Markup]:
    return (*(number(getattr(ages, name)) for name in _AGES), number(ages.all))


def _waiting(summary: Summary) -> Markup:
    head = (Text("Step"), Text("People"), Text("Too long"))
    rows = (
        (words(STAGE_NAMES[one.stage]), number(one.people), number(one.too_long))
        for one in summary.stages
    )
    opened = Text("Accounts opened that day: {count}", count=count(summary.opened_today))
    twice = Text("Cash not collected two months running: {count}",
                 count=count(summary.uncollected_twice))  # fmt: skip
    lines = listed(map(words, (opened, twice)))
    return Markup(table([words(one) for one in head], rows) + lines)


def _payments(summary: Summary) -> Markup:
    head = (Text("Stage"), Text("Cash"), Text("Account"), Text("Together"))
    method = summary.by_method
    rows = (
        (
            words(name),
            number(method.cash.at(stage)),
            number(method.account.at(stage)),
            number(summary.payments.at(stage)),
        )
        for stage, name in PAID.items()
    )
    shown = table([words(one) for one in head], rows)
    if method.home is None:
        return shown
    home = Text("Of the cash, brought home: {count}", count=count(method.home))
    return Markup(shown + tag("p", words(home)))


def _changes(summary: Summary) -> Markup:
    if not summary.changes:
        return Markup("")
    head = (Text("What happened"), *_FLOW.values())
    rows = (
        (words(REASONS[one.reason]), *(number(getattr(one.count, name)) for name in _FLOW))
        for one in summary.changes
    )
    return table([words(one) for one in head], rows)


_FLOW: Mapping[str, Text] = {
    "new": Text("New that day"),
    "open": Text("Still open"),
    "resolved": Text("Settled that day"),
}
"""By field of `Flow`."""


def _findings(summary: Summary) -> Markup:
    if not summary.findings:
        return Markup("")
    head = (Text("What is wrong"), Text("People"))
    rows = ((words(finding_named(one.reason)), number(one.open)) for one in summary.findings)
    return table([words(one) for one in head], rows)


def _points(summary: Summary) -> Markup:
    gaps = summary.point_gaps
    shown = (
        (Text("Reported closed"), summary.points_closed),
        (Text("Open points that hand out cash"), gaps.points),
        (Text("Without a place on the map"), gaps.without_place),
        (Text("Without seats"), gaps.without_seats),
        (Text("Without shade"), gaps.without_shade),
    )
    head = (words(Text("Payment points")), words(Text("Count")))
    return table(head, ((words(name), number(value)) for name, value in shown))


def _questions(summary: Summary) -> Markup:
    asked = summary.questions
    shown = (
        (Text("Asked"), asked.asked),
        (Text("Answered"), asked.answered),
        (Text("Not understood"), asked.not_understood),
        *(((Text("Warned of fraud"), asked.warned),) if asked.warned else ()),
    )
    head = (words(Text("Questions")), words(Text("Count")))
    return table(head, ((words(name), number(value)) for name, value in shown))


def _unit(unit: UnitKey, reference: Reference) -> Text:
    return named(reference.gazetteer.known(unit))
