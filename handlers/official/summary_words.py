"""The numbers of a day in words: five and a sentence on the first screen, a short screen for each
group behind it. Counts alone; nobody is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.account import AccountState
from domain.case import CaseKind
from domain.lists.row import ListKind
from domain.payout import Way
from domain.period import Period
from domain.place import Unit, UnitKey
from domain.summary import ListMissing, OfUnit, Payments, Summary, needs_help_most
from domain.text import Sign, Text, verbatim
from handlers.asks import named
from handlers.staff.case_words import KINDS
from handlers.staff.change_words import REASONS
from handlers.staff.list_words import ERRORS
from handlers.staff.otp_words import CAUSES
from storage.reference import Reference

_LINES = 8
_NAMED = 6
"""So many units stand on a line of the first screen; all of them behind its button."""


@dataclass(frozen=True, slots=True)
class Told:
    """``unit``: the only one it is of; None for several. ``whole``: the province. ``late``: when it
    was to be told, where that is long ago."""

    summary: Summary
    period: Period
    reference: Reference
    unit: Unit | None = None
    whole: bool = False
    late: datetime | None = None

    @property
    def units(self) -> Text:
        if self.unit is not None:
            return named(self.unit)
        if self.whole:
            return Text("the whole province")
        return Text("{count} units", count=len(self.summary.units))

    def named(self, unit: UnitKey) -> Text:
        return named(self.reference.gazetteer.known(unit))


def head(told: Told) -> Text:
    """Of which units and which time."""
    if told.period.is_month:
        month = told.summary.month
        if told.summary.day < told.period.last:
            return Text("{units}, month {month} until {last}:", units=told.units, month=month,
                        last=told.summary.day).signed(Sign.DAY)  # fmt: skip
        return Text("{units}, month {month}:", units=told.units, month=month).signed(Sign.DAY)
    if told.period.is_week:
        first, last = told.period.first, told.summary.day
        return Text("{units}, {first} to {last}:", units=told.units, first=first,
                    last=last).signed(Sign.DAY)  # fmt: skip
    day = told.summary.day
    return Text("{units}, {day:weekday}:", units=told.units, day=day).signed(Sign.DAY)


def first_screen(told: Told) -> tuple[Text, ...]:
    """Five numbers and a sentence, and what they rest on; where nothing happened, that alone."""
    if told.summary.is_quiet and told.period.is_day:
        return (*_late(told), _nothing(told), *missing_line(told))
    return (
        *_late(told),
        head(told),
        *_people(told.summary),
        _otp(told.summary),
        _money(told.summary),
        _corrections(told.summary),
        _questions(told.summary),
        *warned_line(told.summary),
        _sentence(told),
        *missing_line(told),
    )


def _nothing(told: Told) -> Text:
    day = told.summary.day
    return Text("{units}, {day:weekday}: nothing happened.", units=told.units,
                day=day).signed(Sign.GO)  # fmt: skip


def _late(told: Told) -> tuple[Text, ...]:
    if told.late is None:
        return ()
    line = Text("This comes late: it was due on {day:weekday}, at {clock}.",
                day=told.late.date(), clock=told.late.time())  # fmt: skip
    return (line.signed(Sign.CLOCK),)


# --- The five numbers ---------------------------------------------------------------------------


def _people(summary: Summary) -> tuple[Text, ...]:
    """People, not complaints: what is opened is paid or not seen paid, and that is all of it."""
    accounts = summary.accounts
    opened = Text("Accounts opened: {opened} people, {paid} paid, {unseen} not seen paid.",
                  opened=accounts.opened, paid=accounts.paid,
                  unseen=accounts.not_seen_paid).signed(Sign.ACCOUNT)  # fmt: skip
    if not accounts.not_seen_paid:
        return (opened,)
    return (opened, _unseen(summary))


def _unseen(summary: Summary) -> Text:
    accounts = summary.accounts
    return Text(
        "Not seen paid: {no_code} without the code, {other} another reason, {unknown} not asked."
        " Another way is arranged for {arranged}.",
        no_code=accounts.no_code,
        other=accounts.other_reason,
        unknown=accounts.not_asked,
        arranged=accounts.with_alternative,
    ).signed(Sign.PERSON)


def _otp(summary: Summary) -> Text:
    count = summary.otp.count
    return Text("The code does not come: {open} open, {new} new, {resolved} settled.",
                open=count.open, new=count.new,
                resolved=count.resolved).signed(Sign.CODE)  # fmt: skip


def _money(summary: Summary) -> Text:
    count = summary.not_received
    return Text("The money did not come: {open} open, {new} new, {resolved} settled.",
                open=count.open, new=count.new,
                resolved=count.resolved).signed(Sign.STOP)  # fmt: skip


def _corrections(summary: Summary) -> Text:
    found = summary.corrections
    return Text("Corrections: {waiting} wait, {overdue} of them too long, {decided} decided.",
                waiting=found.waiting, overdue=found.overdue,
                decided=found.decided).signed(Sign.PAPERS)  # fmt: skip


def _questions(summary: Summary) -> Text:
    found = summary.questions
    return Text("Citizens asked {asked} times: {answered} answered, {missed} not understood.",
                asked=found.asked, answered=found.answered,
                missed=found.not_understood).signed(Sign.HELP)  # fmt: skip


def warned_line(summary: Summary) -> tuple[Text, ...]:
    """Only where it happened: each may be one of many who were tried."""
    count = summary.questions.warned
    return (Text("Warned of fraud: {count}.", count=count).signed(Sign.SECRET),) if count else ()


def _sentence(told: Told) -> Text:
    """What somebody has to see to first."""
    if told.unit is None:
        return _most(told)
    accounts = told.summary.accounts
    due = accounts.not_asked - accounts.not_due
    if due > 0:
        return Text("Please have {count} people asked why they are not seen paid.",
                    count=due).signed(Sign.PHONE)  # fmt: skip
    if told.summary.overdue:
        return Text("{count} requests are overdue: please have them answered.",
                    count=told.summary.overdue).signed(Sign.STOP)  # fmt: skip
    if told.summary.corrections.waiting:
        return Text("{count} corrections wait for a decision.",
                    count=told.summary.corrections.waiting).signed(Sign.PAPERS)  # fmt: skip
    return Text("Nothing waits to be done.").signed(Sign.GO)


def _most(told: Told) -> Text:
    worst = needs_help_most(told.summary.by_unit)
    if worst is None:
        return Text("No unit needs help now.").signed(Sign.GO)
    return Text("{unit} needs help most: {count} people and requests wait there.",
                unit=told.named(worst.unit), count=worst.waiting).signed(Sign.OFFICER)  # fmt: skip


# --- Lists that are missing or old --------------------------------------------------------------

_LISTS: Mapping[tuple[ListKind, Way | None], Text] = {
    (ListKind.PEOPLE, None): Text("the register"),
    (ListKind.ACCOUNTS, None): Text("the bank's accounts"),
    (ListKind.PAYMENTS, Way.CASH): Text("the cash list"),
    (ListKind.PAYMENTS, Way.ACCOUNT): Text("the account list"),
    (ListKind.CALENDAR, None): Text("the calendar"),
}


def missing_line(told: Told) -> tuple[Text, ...]:
    """Every list that is not there or too old to go by, in one line."""
    if not told.summary.lists:
        return ()
    each = [_missing_of(told, which, units) for which, units in _by_list(told).items()]
    return (Text("Lists missing or old: {lists}.", lists=joined(each)).signed(Sign.LIST),)


def missing_lines(told: Told) -> tuple[Text, ...]:
    """Each by itself, with all its units and the day of the newest."""
    return tuple(_missing_one(told, one) for one in told.summary.lists) or (
        Text("No list is missing, and none is old.").signed(Sign.GO),
    )


def _by_list(told: Told) -> Mapping[tuple[ListKind, Way | None], list[UnitKey]]:
    found: dict[tuple[ListKind, Way | None], list[UnitKey]] = {}
    for one in told.summary.lists:
        found.setdefault((one.kind, one.way), []).append(one.unit)
    return found


def _missing_of(told: Told, which: tuple[ListKind, Way | None], units: Sequence[UnitKey]) -> Text:
    what = _LISTS[which]
    if told.unit is not None:
        return what
    if len(units) == len(told.summary.units):
        return Text("{list} (everywhere)", list=what)
    names = [told.named(one) for one in units[:_NAMED]]
    if len(units) > _NAMED:
        names.append(Text("{count} more", count=len(units) - _NAMED))
    return Text("{list} ({units})", list=what, units=joined(names))


def _missing_one(told: Told, one: ListMissing) -> Text:
    what, unit = _LISTS[one.kind, one.way], told.named(one.unit)
    if one.newest is None:
        return Text("{unit}: {list} is missing.", unit=unit, list=what).signed(Sign.LIST)
    return Text("{unit}: {list}, the newest is of {newest}.", unit=unit, list=what,
                newest=one.newest).signed(Sign.CLOCK)  # fmt: skip


def list_named(one: ListMissing) -> Text:
    return _LISTS[one.kind, one.way]


def joined(parts: Sequence[Text]) -> Text:
    """One after the other, with commas."""
    found = parts[0]
    for part in parts[1:]:
        found = Text("{first}, {then}", first=found, then=part)
    return found


# --- Behind the buttons -------------------------------------------------------------------------

STAGE_NAMES: Mapping[AccountState, Text] = {
    AccountState.DETAILS_COLLECTED: Text("papers collected, no account yet"),
    AccountState.OPENED: Text("account opened, nothing heard since"),
    AccountState.WAITING_FOR_ACTIVATION: Text("account waits for activation"),
    AccountState.OTP_NOT_ARRIVING: Text("account held up by the code"),
}


def accounts_lines(told: Told) -> tuple[Text, ...]:
    accounts = told.summary.accounts
    return (
        *_people(told.summary),
        Text("Newly opened: {count}. Paid in cash alone: {cash}.", count=told.summary.opened_today,
             cash=accounts.in_cash).signed(Sign.MONEY),
        Text("Not asked: {missed} rung up in vain, {waits} wait for their payday.",
             missed=accounts.not_reached, waits=accounts.not_due).signed(Sign.PHONE),
        *(
            Text("{stage}: {people}, too long {long}.", stage=STAGE_NAMES[one.stage],
                 people=one.people, long=one.too_long).signed(Sign.WAIT)
            for one in told.summary.stages
        ),
    )  # fmt: skip


def otp_lines(told: Told) -> tuple[Text, ...]:
    """By cause, the most first; the age of all that stand."""
    causes = sorted(told.summary.otp.by_cause, key=lambda one: -one.count.open)
    ages = [one.ages for one in causes]
    return (
        _otp(told.summary),
        Text("Open up to 3 days: {short}, to 7: {week}, to 30: {month}, longer: {long}.",
             short=sum(one.to_3 for one in ages), week=sum(one.to_7 for one in ages),
             month=sum(one.to_30 for one in ages),
             long=sum(one.older for one in ages)).signed(Sign.CLOCK),
        *(
            Text("{cause}: {open} open, {new} new.",
                 cause=CAUSES[one.cause] if one.cause else Text("No cause was said"),
                 open=one.count.open, new=one.count.new).signed(Sign.CODE)
            for one in causes[: _LINES - 2]
        ),
    )  # fmt: skip


def payments_lines(told: Told) -> tuple[Text, ...]:
    ways = told.summary.by_method
    uncollected = told.summary.uncollected_twice
    home = [] if not ways.home else [
        Text("Brought home: {count}.", count=ways.home).signed(Sign.PERSON)
    ]  # fmt: skip
    question = [] if not uncollected else [
        Text("Not collected two months running: {count} people. Please have them asked why.",
             count=uncollected).signed(Sign.HELP)
    ]  # fmt: skip
    return (
        Text("Payments of {month}, each at its last stage:",
             month=told.summary.month).signed(Sign.LIST),
        _way(Text("To accounts: {listed} on the list, {sent} sent, {came} credited."),
             ways.account, ways.account.credited),
        _failed(ways.account).signed(Sign.BANK),
        *_days_between(told),
        _way(Text("In cash: {listed} on the list, {sent} sent, {came} collected."),
             ways.cash, ways.cash.collected),
        _failed(ways.cash).signed(Sign.MONEY),
        *home,
        *question,
        _money(told.summary),
    )  # fmt: skip


def _days_between(told: Told) -> tuple[Text, ...]:
    """Of one unit; of several each stands with its own numbers."""
    if told.unit is None or not told.summary.by_unit:
        return ()
    credited = _credited(told.summary.by_unit[0])
    return (Text("Accounts: {credited}.", credited=credited).signed(Sign.CLOCK),)


def _way(text: Text, found: Payments, came: int) -> Text:
    return text.filled(listed=found.on_list, sent=found.sent, came=came).signed(Sign.MONEY)


def _failed(found: Payments) -> Text:
    return Text("Of these {failed} failed, {returned} went back.", failed=found.failed,
                returned=found.returned)  # fmt: skip


def corrections_lines(told: Told) -> tuple[Text, ...]:
    """Corrections, changes in somebody's life, and what the lists show."""
    found = told.summary.corrections
    return (
        Text("Corrections: {submitted} submitted, {decided} decided.", submitted=found.submitted,
             decided=found.decided).signed(Sign.PAPERS),
        Text("{waiting} wait for a decision, {overdue} of them too long.", waiting=found.waiting,
             overdue=found.overdue).signed(Sign.WAIT),
        *(
            Text("Change, {reason}: {open} open, {new} new.", reason=REASONS[one.reason],
                 open=one.count.open, new=one.count.new).signed(REASONS[one.reason].sign)
            for one in told.summary.changes
        ),
        *(
            Text("On the lists, {error}: {count} people.", error=finding_named(one.reason),
                 count=one.open).signed(Sign.LIST)
            for one in told.summary.findings[: _LINES - 3]
        ),
    )  # fmt: skip


def finding_named(reason: str) -> Text:
    if reason in ERRORS:
        return ERRORS[reason]
    return KINDS[CaseKind(reason)] if reason in set(CaseKind) else verbatim(reason)


def points_lines(told: Told) -> tuple[Text, ...]:
    gaps = told.summary.point_gaps
    return (
        Text("Payment points reported closed: {count}.",
             count=told.summary.points_closed).signed(Sign.STOP),
        Text("Points that hand out cash: {count}.", count=gaps.points).signed(Sign.POST),
        Text("Their place is not known: {count}.", count=gaps.without_place).signed(Sign.PLACE),
        Text("Without seats: {seats}. Without shade: {shade}.", seats=gaps.without_seats,
             shade=gaps.without_shade).signed(Sign.SEAT),
    )  # fmt: skip


def questions_lines(told: Told) -> tuple[Text, ...]:
    found = told.summary.questions
    left = found.asked - found.answered - found.not_understood
    return (
        Text("Citizens asked {count} times.", count=found.asked).signed(Sign.PHONE),
        Text("Answered: {count}.", count=found.answered).signed(Sign.GO),
        Text("Not understood: {count}.", count=found.not_understood).signed(Sign.HELP),
        *warned_line(told.summary),
        Text("Neither, as it failed or may not be said there: {count}.",
             count=max(left, 0)).signed(Sign.STOP),
    )  # fmt: skip


_CHANGES: Mapping[str, Text] = {
    "opened": Text("Accounts opened: {change}."),
    "paid": Text("Paid: {change}."),
    "not_seen_paid": Text("Not seen paid: {change}."),
    "not_asked": Text("Not asked: {change}."),
    "otp_open": Text("Without the code: {change}."),
    "not_received": Text("The money did not come: {change}."),
    "corrections_waiting": Text("Corrections that wait: {change}."),
    "overdue": Text("Overdue requests: {change}."),
    "points_closed": Text("Points reported closed: {change}."),
}


def help_lines(told: Told) -> tuple[Text, ...]:
    """Which unit needs help most, and what is otherwise than the day before."""
    changed = told.summary.changed
    since = [Text("Since the day before:").signed(Sign.DAY)] if changed else [
        Text("Nothing changed since the day before.").signed(Sign.GO)
    ]  # fmt: skip
    return (
        _sentence(told),
        *since,
        *(
            _CHANGES[name].filled(change=f"{change:+}").signed(Sign.MORE)
            for name, change in changed.items()
        ),
    )


def units_lines(told: Told) -> tuple[Text, ...]:
    """Where most waits comes first."""
    return tuple(_of_unit(told, one) for one in by_need(told.summary.by_unit)[:_LINES])


def by_need(units: Iterable[OfUnit]) -> list[OfUnit]:
    """The order in which `domain.summary.needs_help_most` has them."""
    return sorted(units, key=lambda one: (-one.waiting, one.people))


def _of_unit(told: Told, one: OfUnit) -> Text:
    accounts = one.accounts
    return Text(
        "{unit}: {rate}% have an account, {paid} of {opened} paid, {waiting} wait; {credited}.",
        unit=told.named(one.unit),
        rate=round(100 * accounts.opened / one.people) if one.people else 0,
        paid=accounts.paid,
        opened=accounts.opened,
        waiting=one.waiting,
        credited=_credited(one),
    ).signed(Sign.PLACE)


def _credited(one: OfUnit) -> Text:
    """From the first cash payday until the last account had its money."""
    days = one.credit.days
    if days is None:
        return Text("nothing credited yet") if one.credit.credited_to is None else Text("credited")
    if days == 0:
        return Text("credited on the day of the cash")
    if days < 0:
        return Text("credited {days} days before the cash", days=-days)
    return Text("credited {days} days after the cash", days=days)
