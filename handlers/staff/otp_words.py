"""Why a code does not arrive, in the words of a counter, and what to do on the spot."""

from __future__ import annotations

from collections.abc import Mapping

from domain.otp import AtBank, Cause, Group, Meanwhile, OtpFailure, Tried
from domain.payout import DayState
from domain.place import PaymentPoint, paid_at
from domain.text import Month, Sign, Text
from handlers.beneficiary.payout_words import place_of
from storage.reference import Reference

GROUPS: Mapping[Group, Text] = {
    Group.NUMBER: Text("The phone number").signed(Sign.PHONE),
    Group.SIM: Text("The SIM").signed(Sign.CARD),
    Group.DEVICE: Text("The phone, or no signal").signed(Sign.MOBILE),
    Group.BANK: Text("The bank or the code").signed(Sign.BANK),
    Group.READING: Text("It came, and was not read").signed(Sign.HELP),
    Group.NO_PHONE: Text("They have no phone").signed(Sign.PERSON),
}
CAUSES: Mapping[Cause, Text] = {
    Cause.WRONG_NUMBER_ON_RECORD: Text("The number on record is wrong"),
    Cause.NUMBER_CHANGED: Text("The number has changed"),
    Cause.NUMBER_OF_OTHER_PERSON: Text("The number is somebody else's"),
    Cause.SHARED_NUMBER: Text("One number for several people"),
    Cause.SIM_NOT_VERIFIED: Text("The SIM is not in their name"),
    Cause.SIM_MOVED_TO_NEW_PHONE: Text("The SIM is in another phone now"),
    Cause.ONE_WAY_LOCK: Text("Locked: can only receive"),
    Cause.TWO_WAY_LOCK: Text("Locked: neither calls nor messages"),
    Cause.PREPAID_EXPIRED: Text("No credit for a long time"),
    Cause.PHONE_2G: Text("An old 2G phone"),
    Cause.NO_COVERAGE: Text("No signal, or a network across the border"),
    Cause.INBOX_FULL: Text("The inbox is full"),
    Cause.BLOCKED_SENDER: Text("The bank's messages are blocked"),
    Cause.DUAL_SIM: Text("The right SIM is not in the phone"),
    Cause.PHONE_OFF_OR_BROKEN: Text("The phone is off or broken"),
    Cause.OTP_EXPIRED: Text("The code came too late"),
    Cause.TOO_MANY_REQUESTS: Text("Asked too often, the bank waits"),
    Cause.SMART_OTP: Text("The code is in the bank's app"),
    Cause.BANK_NOT_BIOMETRIC: Text("The bank has no face or fingerprint yet"),
    Cause.ACCOUNT_INACTIVE: Text("The account is not activated"),
    Cause.BANK_OR_AGGREGATOR_DOWN: Text("The bank sends to nobody now"),
    Cause.CANNOT_READ: Text("They cannot read the message"),
    Cause.DELETED_OR_IGNORED: Text("Deleted, taken for a fraud"),
    Cause.HELPER_HAS_PHONE: Text("A relative has the phone"),
    Cause.NO_PHONE: Text("They have no phone"),
    Cause.UNKNOWN: Text("The cause is not known"),
}
_AT_THE_COUNTER = Text("Only the bank's counter changes the number: take the citizen card along.")
_WITH_FACE = Text("Verify the SIM in VNeID, in the carrier's app, or at its shop.")
HELP: Mapping[Cause, Text] = {
    Cause.WRONG_NUMBER_ON_RECORD: _AT_THE_COUNTER,
    Cause.NUMBER_CHANGED: _AT_THE_COUNTER,
    Cause.NUMBER_OF_OTHER_PERSON: Text(
        "Ask whose phone it is; then change the number, or authorise."
    ),
    Cause.SHARED_NUMBER: Text("Each account needs a number of its own: write down whose it is."),
    Cause.SIM_NOT_VERIFIED: Text("Send TTTB to 1414, free: it says in whose name the SIM is."),
    Cause.SIM_MOVED_TO_NEW_PHONE: _WITH_FACE,
    Cause.ONE_WAY_LOCK: Text("Codes still come: ask for a new one, and top up or verify soon."),
    Cause.TWO_WAY_LOCK: Text("Go to the carrier's shop at once, or the number is lost."),
    Cause.PREPAID_EXPIRED: Text("Top up the phone, then ask for a new code."),
    Cause.PHONE_2G: Text("2G is off since 15/09/2026: a 4G phone is needed, a simple one will do."),
    Cause.NO_COVERAGE: Text("Choose the Vietnamese network by hand, or go where there is signal."),
    Cause.INBOX_FULL: Text("Delete old messages on the phone, then ask for a new code."),
    Cause.BLOCKED_SENDER: Text("Look into the spam folder, and unblock the bank."),
    Cause.DUAL_SIM: Text("Put in the SIM that the bank knows, then ask for a new code."),
    Cause.PHONE_OFF_OR_BROKEN: Text("Put the SIM into a phone that works, verify the face."),
    Cause.OTP_EXPIRED: Text(
        "Ask for one new code: it is good for 5 minutes, only the last counts."
    ),
    Cause.TOO_MANY_REQUESTS: Text("Ask for no more codes today, and try once tomorrow."),
    Cause.SMART_OTP: Text("Open the bank's app: the code stands there, no message comes."),
    Cause.BANK_NOT_BIOMETRIC: Text(
        "The bank's counter takes face or fingerprint, with the chip card."
    ),
    Cause.ACCOUNT_INACTIVE: Text("Activate it at the post office, with the citizen card."),
    Cause.BANK_OR_AGGREGATOR_DOWN: Text(
        "Wait an hour: the bank's line has trouble, not the phone."
    ),
    Cause.CANNOT_READ: Text("Show which message is the bank's; the person types the code."),
    Cause.DELETED_OR_IGNORED: Text("Ask for a new code, and show that it is the bank's."),
    Cause.HELPER_HAS_PHONE: Text("Come again with who has the phone, or authorise that person."),
    Cause.NO_PHONE: Text("Ask the bank for another way, or have them put on the cash list."),
    Cause.UNKNOWN: Text("Restart the phone, free the inbox, then ask for one new code."),
}
"""Nobody on the staff ever asks for the code itself."""

TRIED: Mapping[Tried, Text] = {
    Tried.NOTHING: Text("Nothing yet"),
    Tried.NEW_CODE: Text("A new code was asked for"),
    Tried.RESTARTED: Text("The phone was restarted"),
    Tried.SIM_CHECKED: Text("The SIM was checked by 1414"),
    Tried.BANK_ASKED: Text("The bank was asked"),
}
AT_BANK: Mapping[AtBank, Text] = {
    AtBank.RIGHT: Text("Yes, it is theirs").signed(Sign.GO),
    AtBank.WRONG: Text("No, it is not").signed(Sign.STOP),
    AtBank.NOT_KNOWN: Text("They do not know").signed(Sign.HELP),
}
_NUMBER: Mapping[AtBank, Text] = {
    AtBank.RIGHT: Text("The number ends in {digits}, and is right."),
    AtBank.WRONG: Text("The number ends in {digits}, and is not right."),
    AtBank.NOT_KNOWN: Text("The number ends in {digits}, right or not is not known."),
    AtBank.NONE: Text("There is no phone."),
}
_NONE_ON_RECORD: Mapping[AtBank, Text] = {
    AtBank.RIGHT: Text("No number is on record; the bank's is right."),
    AtBank.WRONG: Text("No number is on record; the bank's is not right."),
    AtBank.NOT_KNOWN: Text("No number is on record."),
    AtBank.NONE: Text("There is no phone."),
}


def number_line(number: AtBank, digits: str | None) -> Text:
    """Three digits at most: the rest is nobody's to read. None where it was corrected here and the
    bank is still to follow."""
    if digits is None:
        return Text("The number was corrected here; the bank may have the old one.").signed(
            Sign.PHONE
        )
    said = _NUMBER[number].filled(digits=digits) if digits else _NONE_ON_RECORD[number]
    return said.signed(Sign.PHONE)


def meanwhile_line(one: OtpFailure, reference: Reference) -> Text:
    """For staff."""
    point = _where(one, reference)
    match one.meanwhile:
        case Meanwhile.HOME if one.first is not None:
            return Text("From the payout of {month}: cash, brought home.", month=one.first).signed(
                Sign.PERSON
            )
        case Meanwhile.HOME:
            return Text("Meanwhile: cash, brought home.").signed(Sign.PERSON)
        case Meanwhile.WAIT:
            return Text("Meanwhile: they wait.").signed(Sign.WAIT)
        case Meanwhile.NOT_SAID:
            return Text("Meanwhile: not said yet how they are paid.").signed(Sign.STOP)
    if one.was is not None and one.on is None:
        return Text(
            "Meanwhile: cash was promised for {day:weekday}, which has gone by.", day=one.was
        ).signed(Sign.WAS)
    if one.first is not None:
        return _later(one.first, one, reference)
    if point is None or one.on is None:
        return Text("Meanwhile: cash at the payment point, the day is not known yet.").signed(
            Sign.POST
        )
    place = place_of([point])
    if not _is_confirmed(one, reference):
        return Text(
            "Meanwhile: cash at {place}, perhaps {day:weekday}.", place=place, day=one.on
        ).signed(Sign.POST)
    return Text("Meanwhile: cash at {place}, {day:weekday}.", place=place, day=one.on).signed(
        Sign.POST
    )


def _where(one: OtpFailure, reference: Reference) -> PaymentPoint | None:
    """What stands for the point now, where it has closed."""
    point = reference.points.get(one.point or 0)
    return paid_at(point, reference.points).now if point else None


def _later(first: Month, one: OtpFailure, reference: Reference) -> Text:
    """Cash of the first month that is not in the account yet."""
    point = _where(one, reference)
    said = Text("From the payout of {month}: cash at the payment point, day not known yet.")
    if point is not None and one.on is not None:
        said = Text("From the payout of {month}: cash at {place}, perhaps {day:weekday}.")
        if _is_confirmed(one, reference):
            said = Text("From the payout of {month}: cash at {place}, {day:weekday}.")
        said = said.filled(place=place_of([point]), day=one.on)
    return said.filled(month=first).signed(Sign.POST)


def _is_confirmed(one: OtpFailure, reference: Reference) -> bool:
    """As the calendar stands now."""
    return any(
        (day.day, day.point, day.state) == (one.on, one.point, DayState.CONFIRMED)
        for days in reference.calendar.values()
        for day in days
    )


def failure_lines(one: OtpFailure, digits: str | None, reference: Reference) -> tuple[Text, ...]:
    """As it stands on the card, and with the case."""
    number = () if one.number is AtBank.NONE else (number_line(one.number, digits),)
    return (
        Text("Cause: {cause}.", cause=CAUSES[one.cause]).signed(Sign.HELP),
        *number,
        meanwhile_line(one, reference),
        Text("Since {day}.", day=one.since).signed(Sign.CLOCK),
        Text("Tried: {tried}.", tried=TRIED[one.tried]).signed(Sign.STEPS),
    )


def help_line(cause: Cause) -> Text:
    return Text("To do now: {step}", step=HELP[cause]).signed(Sign.GO)
