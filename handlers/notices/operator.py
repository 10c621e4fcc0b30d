"""What whoever runs the service is told: what stands wrong, that it is over, how yesterday was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from domain.alert import AlertKind
from domain.banks import bank_name
from domain.permissions import Role
from domain.text import Sign, Text
from handlers.talk import Talk
from storage.alerts import Alert
from storage.daybook import Day
from storage.records import Records

_NO_COPY = Text("There is no copy of the data yet.")
_LOOK_AT_SERVE = Text("Look at the log of “ansinh serve”, and start it again.")
_CHECK = Text("Run “ansinh check”: it says more.")


def _backup(one: Alert) -> Text:
    if one.value < 0:
        return _NO_COPY
    return Text("The newest copy of the data is {days} days old.", days=one.value)


def _certificate(one: Alert) -> Text:
    if one.value < 0:
        return Text("The certificate of {host} has run out, so phones refuse the page.",
                    host=one.about)  # fmt: skip
    return Text("The certificate of {host} ends in {days} days.", host=one.about, days=one.value)


def _job(one: Alert) -> Text:
    if one.value < 0:
        return Text("The job {job} broke off with an error.", job=one.about)
    return Text("The job {job} has not run for {hours} hours.", job=one.about, hours=one.value)


_WRONG: Mapping[AlertKind, Callable[[Alert], Text]] = {
    AlertKind.UNSENT: lambda one: Text(
        "Messages by {channel} have waited for {minutes} minutes.",
        channel=one.about,
        minutes=one.value,
    ),
    AlertKind.LISTS: lambda one: Text(
        "On {day} {count} units are paid without a list, or by an old one.",
        day=date.fromisoformat(one.about),
        count=one.value,
    ),
    AlertKind.DISK: lambda one: Text("Only {percent}% of the disk is free.", percent=one.value),
    AlertKind.BACKUP: _backup,
    AlertKind.CERTIFICATE: _certificate,
    AlertKind.NOT_TRUSTED: lambda one: Text(
        "Phones refuse the certificate of {host}.", host=one.about
    ),
    AlertKind.JOB: _job,
    AlertKind.SEALS: lambda one: Text(
        "The audit has not been sealed for {hours} hours.", hours=one.value
    ),
    AlertKind.AUDIT: lambda _: Text("In the database the protection of the audit is missing."),
    AlertKind.ALTERED: lambda _: Text("The audit is not as it was left."),
    AlertKind.KEYS: lambda _: Text("The keys do not open the store."),
    AlertKind.CODES: lambda one: Text(
        "In an hour {count} people got no code of the bank {bank}.",
        count=one.value,
        bank=bank_name(one.about) or one.about,
    ),
    AlertKind.CLOCK: lambda one: Text(
        "The clocks of program and database are {seconds} seconds apart.", seconds=one.value
    ),
    AlertKind.TOKEN: lambda one: Text(
        "{channel} refuses the token, so nobody is heard there.", channel=one.about
    ),
}

_TODO: Mapping[AlertKind, Text] = {
    AlertKind.UNSENT: Text("Run “ansinh outbox list”: it says why, and what to do."),
    AlertKind.LISTS: Text("Ask who makes the lists. “ansinh check” names the units."),
    AlertKind.DISK: Text("Please make room: once it is full, nobody is answered."),
    AlertKind.BACKUP: Text("Run “ansinh backup FILE”, and have it run every night."),
    AlertKind.CERTIFICATE: Text("Look at the log of the proxy: why does it not renew it?"),
    AlertKind.NOT_TRUSTED: _CHECK,
    AlertKind.JOB: _LOOK_AT_SERVE,
    AlertKind.SEALS: _LOOK_AT_SERVE,
    AlertKind.AUDIT: Text("Run “ansinh check”, and find out who altered the database."),
    AlertKind.ALTERED: Text("Copy the store as it is, and find out who altered the database."),
    AlertKind.KEYS: Text("Set ANSINH_KEY and ANSINH_INDEX_KEY as they were, and start it again."),
    AlertKind.CODES: Text("Please call the bank: its line may be down."),
    AlertKind.CLOCK: Text("Have both take their time from the network (NTP)."),
    AlertKind.TOKEN: Text("Make a new one, set it, and start “ansinh serve” again."),
}

_OVER: Mapping[AlertKind, Text] = {
    AlertKind.UNSENT: Text("Messages go out again."),
    AlertKind.LISTS: Text("The payday has its lists now, or is past."),
    AlertKind.DISK: Text("There is room on the disk again."),
    AlertKind.BACKUP: Text("The data have been copied."),
    AlertKind.CERTIFICATE: Text("The certificate is renewed."),
    AlertKind.NOT_TRUSTED: Text("Phones accept the certificate again."),
    AlertKind.JOB: Text("The job {job} runs again."),
    AlertKind.SEALS: Text("The audit is sealed again."),
    AlertKind.AUDIT: Text("The protection of the audit stands again."),
    AlertKind.ALTERED: Text("The audit is whole again."),
    AlertKind.KEYS: Text("The keys open the store again."),
    AlertKind.CODES: Text("Few codes are missing again."),
    AlertKind.CLOCK: Text("The clocks agree again."),
    AlertKind.TOKEN: Text("The token is known again."),
}


async def alert(talk: Talk, records: Records, alert_id: int) -> None:
    """What is wrong, and what to do; nothing where it was over before it could be said."""
    found = await _found(talk, records, alert_id)
    if found is None or found[1].ended_at is not None:
        return
    kind, one = found
    talk.say(_WRONG[kind](one).signed(Sign.STOP), _TODO[kind].signed(Sign.HELP))


async def alert_over(talk: Talk, records: Records, alert_id: int) -> None:
    found = await _found(talk, records, alert_id)
    if found is None or found[1].ended_at is None:
        return
    kind, one = found
    talk.say(
        (_OVER[kind].filled(job=one.about) if kind is AlertKind.JOB else _OVER[kind]).signed(
            Sign.GO
        ),
        Text("It stood wrong from {clock} on {day}.", clock=_clock(one, talk), day=_day(one, talk)),
    )


async def morning_line(talk: Talk, records: Records, today: int) -> None:
    """How yesterday was; nothing on another day than the one it is for."""
    if not _is_administrator(talk) or talk.today.toordinal() != today:
        return
    ends = datetime.combine(talk.today, time(), talk.now.tzinfo)
    yesterday = talk.today - timedelta(days=1)
    begins = datetime.combine(yesterday, time(), talk.now.tzinfo)
    talk.say(*_lines(yesterday, await records.daybook.of(begins, ends, talk.now)))


def _lines(yesterday: date, was: Day) -> list[Text]:
    lines = [
        Text("Yesterday, {day}: {heard} messages from {phones} phones.", day=yesterday,
             heard=was.heard, phones=was.phones).signed(Sign.PHONE),
        Text("{sent} replies went out, {refused} could not, {waiting} wait.", sent=was.sent,
             refused=was.refused, waiting=was.waiting).signed(Sign.MORE),
        Text("{told} notices were told. {cases} cases are open.", told=was.told,
             cases=was.cases).signed(Sign.LIST),
        _order(was.wrong),
    ]  # fmt: skip
    return [*lines, _copy(was).signed(Sign.KEEP)] if was.copied_here else lines


def _order(wrong: int | None) -> Text:
    if wrong is None:
        return Text("Nobody has looked lately whether everything is in order. Run “ansinh check”."
                    ).signed(Sign.HELP)  # fmt: skip
    if wrong == 0:
        return Text("Everything is in order.").signed(Sign.GO)
    return Text("{count} things are not in order. Run “ansinh check”.",
                count=wrong).signed(Sign.STOP)  # fmt: skip


def _copy(was: Day) -> Text:
    if was.copied_at is None:
        return _NO_COPY
    return Text("The newest copy of the data is of {day}.", day=was.copied_at.date())


async def _found(talk: Talk, records: Records, alert_id: int) -> tuple[AlertKind, Alert] | None:
    """None for who is no administrator any more, and for what only a later program knows."""
    one = await records.alerts.one(alert_id)
    if one is None or one.code not in set(AlertKind) or not _is_administrator(talk):
        return None
    return AlertKind(one.code), one


def _is_administrator(talk: Talk) -> bool:
    """Also one whose address is locked because nothing was wrong for long: it holds no record."""
    return talk.actor is not None and any(grant.role is Role.ADMIN for grant in talk.actor.grants)


def _clock(one: Alert, talk: Talk) -> time:
    return one.since.astimezone(talk.now.tzinfo).time()


def _day(one: Alert, talk: Talk) -> date:
    return one.since.astimezone(talk.now.tzinfo).date()
