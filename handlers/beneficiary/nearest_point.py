"""Where to get the money: by day, by what one has to get it with, then by what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.advice import concerning_now
from domain.banks import bank_name
from domain.message import Choice, Place
from domain.nearest import (
    Asker,
    Means,
    Near,
    Open,
    Opening,
    Origin,
    card_matters,
    near_points,
    opening_of,
    pays_on,
)
from domain.payout import DayState, Payment, PayoutDay, Stage, Way
from domain.person import Link
from domain.place import PaymentPoint, PointKind, UnitKey, paid_at
from domain.privacy import Level
from domain.text import Month, Sign, Text, verbatim
from handlers.asks import DayOf, OneOf, PlaceOf, Where
from handlers.beneficiary.account_status import account_status
from handlers.beneficiary.nearest_words import (
    cash_lines_of,
    details,
    first_line,
    moved_line,
    next_opening_lines,
    not_arrived_line,
    not_paying_lines,
    opening_line,
    other_line,
    pin_of,
    place_line,
    to_know,
)
from handlers.beneficiary.own_payout import own_payout
from handlers.beneficiary.payout_at_place import payout_at_place
from handlers.beneficiary.which_unit import which_unit
from handlers.beneficiary.whose import whose
from handlers.point_trouble_words import WRONG_THERE, reported_lines
from handlers.talk import Talk, name_of, offer
from storage.records import Records
from storage.reference import Reference

_SHOWN = 3
_AT_MOST = 6
_LIKELY_DAYS = 3
_WHERE = Text("Where are you?")


@dataclass(frozen=True, slots=True)
class _Search:
    """What was asked, and what is of use. ``awaited`` is money that is not in the account yet."""

    on: date
    origin: Origin
    asker: Asker
    found: Sequence[Near]
    awaited: Payment | None = None


async def nearest_point(talk: Talk, records: Records) -> None:
    """The best in three lines, two more in one line each."""
    search = await _search(talk, records)
    if search is None:
        return
    moved = _moved(search.origin, records.reference)
    if not search.found:
        _nothing_open(talk, records.reference, search, moved)
        return
    best, *others = search.found[:_SHOWN]
    verdict = first_line(search.found, search.asker.means, search.on, talk.today)
    lines = (
        not_arrived_line(search.awaited.month) if search.awaited else verdict,
        *(cash_lines_of(best) if search.asker.means is None else ()),
        opening_line(best.opening, talk.today),
        place_line(best),
    )
    offers = _offers(talk, search)
    reported = await _reported(search, talk, records)
    lines = (*lines, *reported)
    if others:
        talk.say(*moved, *lines, pin=pin_of(best.point))
        talk.answer(*(other_line(one, talk.today) for one in others), offers=offers)
    else:
        talk.answer(*moved, *lines, offers=offers, pin=pin_of(best.point))


async def nearest_details(talk: Talk, records: Records) -> None:
    """The same search, with address, hours, seats and shade; then the rest, a line each."""
    search = await _search(talk, records)
    if search is None:
        return
    for near in search.found[:_SHOWN]:
        talk.say(*details(near, talk.today), pin=pin_of(near.point))
    rest = search.found[_SHOWN:_AT_MOST]
    talk.answer(
        *_moved(search.origin, records.reference, whole_unit=True),
        *(other_line(near, talk.today) for near in rest),
        *await _reported(search, talk, records),
        *to_know(search.found[:_AT_MOST]),
        offers=(*_day_offers(talk, search.on), _report(search)),
    )


async def _reported(search: _Search, talk: Talk, records: Records) -> tuple[Text, ...]:
    """What people have said today of what is shown; it says nothing of another day."""
    if search.on != talk.today:
        return ()
    shown = [near.point for near in search.found[:_SHOWN]]
    return await reported_lines(records, shown, talk.now)


def _report(search: _Search) -> Choice:
    return offer("report_point", WRONG_THERE, place=str(search.origin.unit))


async def nearest_more(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """From the answer on the screen to its details."""
    talk.then(nearest_details, **_asked_before(talk))


async def nearest_on(talk: Talk, records: Records) -> None:
    """The same question for another day."""
    before = _asked_before(talk)
    day = await talk.ask("on", DayOf(talk.today, _likely_days(talk, before, records.reference)))
    talk.then(nearest_point, **(before | {"on": day.isoformat()}))


async def nearest_elsewhere(talk: Talk, records: Records) -> None:
    """The same question from another place, or from where the phone is."""
    await talk.ask("place", PlaceOf(records.reference.gazetteer, _WHERE))
    kept = {name: value for name, value in _asked_before(talk).items() if name in {"on", "person"}}
    talk.then(nearest_point, **kept, **dict(talk.taken))


def _asked_before(talk: Talk) -> dict[str, str]:
    """The answers of the search on the screen; nothing where that is another answer."""
    done = talk.session.done
    names = {name_of(nearest_point), name_of(nearest_details)}
    return dict(done.answers) if done is not None and done.dialogue in names else {}


def _likely_days(talk: Talk, before: dict[str, str], reference: Reference) -> tuple[date, ...]:
    """The next days on which the unit that was asked about pays cash."""
    unit = before.get("place", "").partition("|")[0]
    try:
        key = UnitKey.parse(before.get("unit") or unit)
    except ValueError:
        return ()
    days = {
        one.day
        for one in reference.calendar.get(key, ())
        if one.way is Way.CASH and one.state is DayState.CONFIRMED and one.day is not None
    }
    return tuple(sorted(day for day in days if day > talk.today))[:_LIKELY_DAYS]


# --- The search ---------------------------------------------------------------------------------


async def _search(talk: Talk, records: Records) -> _Search | None:
    """Who asks, for when, from where, with what; None where another answer was given instead."""
    link = await _link(talk, records)
    payment = await _payment(talk, records, link) if link else None
    if link is not None:
        _cash_has_one_place(talk, link, payment)
    origin = await _origin(talk, records, link)
    if origin is None:
        return None
    on = await talk.if_given("on", DayOf(talk.today)) or talk.today
    days = records.reference.calendar.get(origin.unit, ())
    paying = pays_on(days, on)
    asker = await _asker(talk, records, link, payment, not paying, _not_paying(days, on, talk))
    if asker.means is Means.CASH:
        talk.then(payout_at_place, **_place_again(talk, origin))
    found = near_points(
        records.reference.points.values(),
        paying,
        asker,
        origin,
        lambda key: _centre(key, records.reference),
        on,
        talk.now,
    )
    return _Search(on, origin, asker, found, _awaited(payment))


def _place_again(talk: Talk, origin: Origin) -> dict[str, str]:
    """The place as it was said, for the calendar: an old commune's name means its own point."""
    said = {name: value for name, value in talk.taken if name in {"place", "unit"}}
    return said if "place" in said else {"place": str(origin.unit)}


async def _link(talk: Talk, records: Records) -> Link | None:
    linked = talk.session.linked and talk.carries >= Level.OWN
    return await whose(talk, records) if linked else None


async def _payment(talk: Talk, records: Records, link: Link) -> Payment | None:
    talk.note("looked_at_payment", link.person.id)
    since = Month.of(talk.today).plus(-1)
    return concerning_now(await records.payouts.of(link.person.id, since), talk.now)


def _cash_has_one_place(talk: Talk, link: Link, payment: Payment | None) -> None:
    """Who is on a cash list has that one point; who is on no list has none to go to."""
    if payment is None or payment.way is Way.CASH or payment.stage in _DID_NOT_ARRIVE:
        talk.then(own_payout, person=str(link.person.id))


_DID_NOT_ARRIVE = frozenset({Stage.FAILED, Stage.RETURNED})


def _awaited(payment: Payment | None) -> Payment | None:
    """Who goes to withdraw what has not arrived goes in vain."""
    on_its_way = payment is not None and payment.stage in {Stage.ON_LIST, Stage.SENT}
    return payment if on_its_way else None


async def _origin(talk: Talk, records: Records, link: Link | None) -> Origin | None:
    """Where they said, else the remembered place, else where the linked person lives."""
    gazetteer = records.reference.gazetteer
    place = PlaceOf(gazetteer, _WHERE)
    where = await talk.if_given("place", place)
    home = talk.session.home
    if where is None and not talk.opened_with and (home or link):
        unit = home.unit if home else _present(link, records.reference)
        where = Where(gazetteer.today_of(unit) if unit else ())
    if where is None or not where.units:
        where = await talk.ask("place", place)
    chosen = await which_unit(talk, where, records.reference, nearest_point)
    if chosen is None:
        return None
    return Origin(
        unit=chosen.key,
        centre=chosen.centre,
        former=frozenset(one.key for one in where.former),
        neighbours=gazetteer.neighbours(chosen.key),
        exact=where.exact,
    )


def _present(link: Link | None, reference: Reference) -> UnitKey | None:
    units = reference.gazetteer.today_of(link.person.unit) if link else ()
    return units[0].key if len(units) == 1 else None


async def _asker(
    talk: Talk,
    records: Records,
    link: Link | None,
    payment: Payment | None,
    asks_card: bool,
    before: tuple[Text, ...],
) -> Asker:
    """What a linked person has is known; others are asked, and only where it matters."""
    if link is not None and payment is not None and payment.account is not None:
        account = await records.accounts.known(payment.account)
        if account is None or not account.usable:
            talk.then(account_status, person=str(link.person.id))
        return Asker(Means.CARD if account.has_card else Means.NO_CARD, account.bank)
    if asks_card and card_matters(records.reference.points.values(), None):
        means = await talk.ask("means", OneOf(_CARD_QUESTION, _MEANS, before=before))
        return Asker(means, await _bank(talk, records) if means is Means.NO_CARD else None)
    return Asker(await talk.if_given("means", OneOf(_CARD_QUESTION, _MEANS)))


async def _bank(talk: Talk, records: Records) -> str | None:
    """Asked where offices of several banks are known: one does not serve another's account."""
    banks = {
        point.bank
        for point in records.reference.points.values()
        if point.kind is PointKind.BANK_OFFICE and point.is_open and point.bank
    }
    if len(banks) < 2:
        return None
    names = {bank: bank_name(bank) or bank for bank in sorted(banks)}
    choices: dict[str, tuple[Text, str | None]] = {
        bank: (verbatim(name).signed(Sign.BANK), bank) for bank, name in names.items()
    }
    choices[_NOT_SURE] = Text("I do not know").signed(Sign.HELP), None
    question = Text("At which bank is the account?").signed(Sign.BANK)
    return await talk.ask("bank", OneOf(question, choices))


_NOT_SURE = "not_sure"
_CARD_QUESTION = Text("Do you have a bank card (ATM)?").signed(Sign.CARD)
_MEANS: dict[str, tuple[Text, Means]] = {
    Means.CARD.value: (Text("I have a card").signed(Sign.CARD), Means.CARD),
    Means.NO_CARD.value: (Text("An account, but no card").signed(Sign.ACCOUNT), Means.NO_CARD),
    Means.CASH.value: (Text("I am paid in cash").signed(Sign.MONEY), Means.CASH),
}


def _not_paying(days: Sequence[PayoutDay], on: date, talk: Talk) -> tuple[Text, ...]:
    planned = any(
        one.way is Way.CASH
        and one.day == on
        and one.state in {DayState.PLANNED, DayState.POSTPONED}
        for one in days
    )
    return not_paying_lines(planned, on, talk.today)


def _centre(key: UnitKey, reference: Reference) -> Place | None:
    unit = reference.gazetteer.unit(key)
    return unit.centre if unit else None


# --- What is said -------------------------------------------------------------------------------


def _moved(origin: Origin, reference: Reference, *, whole_unit: bool = False) -> tuple[Text, ...]:
    """Closed points of the very commune that was named, or of all its unit."""
    closed = [
        point
        for point in reference.points.values()
        if not point.is_open
        and point.unit == origin.unit
        and (whole_unit or point.former in origin.former)
    ]
    return tuple(moved_line(point, paid_at(point, reference.points).now) for point in closed)


def _nothing_open(
    talk: Talk, reference: Reference, search: _Search, moved: tuple[Text, ...]
) -> None:
    """Not in vain: when and where the first of use opens again."""
    point, opening = _next_open(reference, search, talk)
    talk.answer(
        *moved,
        first_line((), search.asker.means, search.on, talk.today),
        *next_opening_lines(point, opening),
        offers=_day_offers(talk, search.on),
    )


def _next_open(
    reference: Reference, search: _Search, talk: Talk
) -> tuple[PaymentPoint | None, Opening | None]:
    banks = [
        (opening_of(point, search.on, talk.now), point)
        for point in reference.points.values()
        if point.kind is PointKind.BANK_OFFICE
        and point.is_open
        and search.asker.bank in {None, point.bank}
    ]
    again = [one for one in banks if one[0].open is Open.LATER and one[0].day is not None]
    if not again:
        return None, None
    opening, point = min(again, key=lambda one: (one[0].day or date.max, one[1].id))
    return point, opening


def _offers(talk: Talk, search: _Search) -> tuple[Choice, ...]:
    return (offer(nearest_more, Text("More").signed(Sign.MORE)), *_day_offers(talk, search.on))


def _day_offers(talk: Talk, on: date) -> tuple[Choice, ...]:
    tomorrow = talk.today + timedelta(days=1)
    other = Text("Tomorrow") if on == talk.today else Text("Today")
    day = tomorrow if on == talk.today else talk.today
    return (
        offer(nearest_on, other.signed(Sign.DAY), on=day.isoformat()),
        offer(nearest_on, Text("Another day").signed(Sign.DAY)),
        offer(nearest_elsewhere, Text("Another place").signed(Sign.PLACE)),
    )
