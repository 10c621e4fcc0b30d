"""What the people who work with it have to bring: staff, lists, days, points."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from bot.findings.finding import Finding, Grade
from domain.alert import AlertKind, Trouble
from domain.banks import bank_name
from domain.payday_lists import without_list
from domain.permissions import Role
from domain.place import PaymentPoint, PointKind, UnitKey
from storage.condition import Condition
from storage.reference import Reference

_CONFIRMED = timedelta(days=180)
"""Points move and change their hours; who is sent to a closed door has walked in vain."""

_NAMED = 5


def of_staff(condition: Condition, totp: bool) -> Iterator[Finding]:
    """``totp``: staff are asked for codes of a device of theirs."""
    wanted = {
        Role.ADMIN: "There is no administrator.",
        Role.PROVINCE_OFFICIAL: "There is no official of the province.",
        Role.COMMUNE_OFFICER: "There is no officer of a commune.",
    }
    missing = {role: message for role, message in wanted.items() if role not in condition.roles}
    if not missing:
        yield Finding("staff", Grade.OK, "Administrator, officials and officers are there.")
    for role, message in missing.items():
        yield Finding("staff", Grade.WARN, message, f"ansinh staff invite --role {role} …")
    if totp and condition.unproved:
        yield Finding(
            "totp",
            Grade.WARN,
            f"{condition.unproved} of the staff have no device that makes codes.",
            "They write /signin and follow it; without it they can decide nothing.",
        )


def of_lists(condition: Condition, reference: Reference) -> Iterator[Finding]:
    for code, units, what in (
        ("lists", condition.no_list, "payment list of this month"),
        ("calendar", condition.no_calendar, "payout day of this month or later"),
    ):
        if not units:
            yield Finding(code, Grade.OK, f"Every unit has a {what}.")
            continue
        yield Finding(code, Grade.WARN, f"No {what}: {_names(units, reference)}.",
                      "People there hear that nothing is known yet.")  # fmt: skip


def of_paydays(condition: Condition, reference: Reference, today: date) -> Iterator[Finding]:
    calendar = [line for lines in reference.calendar.values() for line in lines]
    found = without_list(calendar, condition.listed, today)
    if not found:
        yield Finding("paydays", Grade.OK, "Every payday of the next days has its lists.")
    for day, units in found.items():
        yield Finding(
            "paydays",
            Grade.WARN,
            f"On {day} is payday without a list, or with an old one: {_names(units, reference)}.",
            "Ask who makes the lists, and import them; or have the day postponed.",
            Trouble(AlertKind.LISTS, day.isoformat(), len(units)),
        )


def of_codes(condition: Condition, most: int) -> Iterator[Finding]:
    """Many people at one bank within an hour: then it is the bank's line, and nobody's phone."""
    many = {bank: count for bank, count in condition.codes.items() if count >= most}
    if not many:
        yield Finding("codes", Grade.OK, "No bank has many codes missing in this hour.")
    for bank, count in sorted(many.items()):
        yield Finding(
            "codes",
            Grade.WARN,
            f"In an hour {count} people reported no code of {bank_name(bank) or bank}.",
            "Call the bank: its line may be down. People are paid in cash meanwhile.",
            Trouble(AlertKind.CODES, bank, count),
        )


def of_points(reference: Reference, today: date) -> Iterator[Finding]:
    served = [one for one in reference.points.values() if _is_ours(one, reference)]
    unplaced = [one for one in served if one.place is None]
    unasked = [
        one for one in served if one.confirmed_on is None or today - one.confirmed_on > _CONFIRMED
    ]
    if not served:
        yield Finding("points", Grade.WARN, "No payment point is known.",
                      "Nobody can be told where the money is.")  # fmt: skip
    elif not (unplaced or unasked):
        yield Finding("points", Grade.OK, f"All {len(served)} payment points are known well.")
    if unplaced:
        yield Finding(
            "points",
            Grade.WARN,
            f"Points without coordinates: {_some(unplaced)}.",
            "People see no map there. Somebody there reads them from a phone.",
        )
    if unasked:
        yield Finding(
            "points",
            Grade.WARN,
            f"Points not confirmed for half a year: {_some(unasked)}.",
            "Ask there whether place and hours are still so.",
        )


def of_demo(reference: Reference) -> Iterator[Finding]:
    if reference.demo_made_on is not None:
        yield Finding("demo", Grade.WARN, "Everything in this store is invented.",
                      "For people: keys of your own and an empty store (README).")  # fmt: skip


def _is_ours(point: PaymentPoint, reference: Reference) -> bool:
    """A home is no place on the map; old units are history."""
    unit = reference.gazetteer.known(point.unit)
    fixed = point.is_open and point.kind not in {PointKind.HOME, PointKind.MOBILE_POINT}
    return fixed and unit.served and unit.is_present


def _names(units: Iterable[UnitKey], reference: Reference) -> str:
    return ", ".join(reference.gazetteer.known(one).name for one in sorted(units))


def _some(points: Collection[PaymentPoint]) -> str:
    names = ", ".join(sorted(one.name for one in points)[:_NAMED])
    more = f" and {len(points) - _NAMED} more" if len(points) > _NAMED else ""
    return f"{names}{more}"
