"""The money did not come, as the person says it: what the records know of it is not asked."""

from __future__ import annotations

from enum import StrEnum

from domain.advice import Advice, advise
from domain.arrival import Came
from domain.case import Case, CaseKind
from domain.payout import FailedBecause, Stage, Way
from domain.person import Link
from domain.text import Sign, Text
from handlers.asks import OneOf
from handlers.beneficiary.first_answer import UNTIL_PAID, asks_later, first_answer
from handlers.beneficiary.not_listed import missing
from handlers.beneficiary.own_case import own_case, where_lines
from handlers.beneficiary.payment_now import PaymentNow, first_lines, payment_now
from handlers.beneficiary.payout_words import FAILED
from handlers.beneficiary.whose import name_among_several, whose
from handlers.talk import Talk, offer
from storage.cases import Report
from storage.records import Records

_FIRST_WHOSE = Text("First {me} must know whose money it is.").signed(Sign.PERSON)


class _Wish(StrEnum):
    NONE_CAME = "none_came"
    LESS_CAME = "less_came"
    NO_CODE = "no_code"
    LEAVE = "leave"


async def money_not_come(talk: Talk, records: Records) -> None:
    """At once where the records bear it out; else what they say, and whether to report it all the
    same."""
    link = await linked(talk, records)
    person = str(link.person.id)
    if await missing(talk, records, link.person) is not None:
        talk.then("report_not_listed", person=person)
    own = await payment_now(talk, records, link.person, link.relation)
    if own is None:
        talk.then("own_payout", person=person)
    if own.payment.reason is FailedBecause.NO_CODE:
        talk.then("code_not_come", person=person)
    wish = await _wish(talk, records, own)
    if wish is _Wish.NO_CODE:
        talk.then("code_not_come", person=person)
    if wish is _Wish.LEAVE:
        talk.say(Text("That is all right. Nothing was reported.").signed(Sign.GO),
                 offers=talk.menu)  # fmt: skip
        return
    await _file(talk, records, link, own, Came.LESS if wish is _Wish.LESS_CAME else Came.NO)


async def linked(talk: Talk, records: Records) -> Link:
    """Whom it is about; who is linked to nobody is led there."""
    link = await whose(talk, records)
    if link is None:
        talk.say(_FIRST_WHOSE)
        talk.then("link")
    return link


def _is_late(talk: Talk, own: PaymentNow) -> bool:
    """The list says that it failed, or its payday is over."""
    match own.payment.stage:
        case Stage.FAILED | Stage.RETURNED:
            return True
        case Stage.ON_LIST if own.day is not None:
            return advise(own.day, talk.now) in {Advice.OVER, Advice.IN_ACCOUNT}
    return False


async def _wish(talk: Talk, records: Records, own: PaymentNow) -> _Wish:
    if _is_late(talk, own):
        return _Wish.NONE_CAME
    labels = {
        _Wish.NONE_CAME: Text("Report that nothing came").signed(Sign.STOP),
        _Wish.LESS_CAME: Text("Report that less came").signed(Sign.MONEY),
        _Wish.NO_CODE: Text("The bank's code does not come").signed(Sign.CODE),
        _Wish.LEAVE: Text("That is all right").signed(Sign.GO),
    }
    choices = {one.value: (labels[one], one) for one in _wishes(own)}
    before = (
        *await name_among_several(talk, records, own.person),
        *first_lines(own, talk, records.reference),
    )
    return await talk.ask("wish", OneOf(_ALL_THE_SAME, choices, before=before, by_beginning=True))


_ALL_THE_SAME = Text("What shall {me} do?").signed(Sign.HELP)


def _wishes(own: PaymentNow) -> tuple[_Wish, ...]:
    """Less can have come only where something has; a code is needed only for an account."""
    came = own.payment.stage in {Stage.CREDITED, Stage.COLLECTED}
    by_code = own.payment.way is Way.ACCOUNT and own.payment.stage is Stage.CREDITED
    return (
        _Wish.LEAVE,
        _Wish.NONE_CAME,
        *([_Wish.LESS_CAME] if came else []),
        *([_Wish.NO_CODE] if by_code else []),
    )


async def _file(talk: Talk, records: Records, link: Link, own: PaymentNow, came: Came) -> None:
    kind = came.case or CaseKind.NOT_RECEIVED
    known = await records.cases.open_about(link.person.id, kind, talk.now, came.value)
    account = await records.accounts.of(link.person.id)
    said = Report(cause=own.payment.stage.value, bank=account.bank if account else None)
    about = (kind, came.value, link.person, own.payment.month)
    case = await records.cases.file(*about, talk.session.id, talk.now, said=said)
    talk.note("said_not_arrived", link.person.id)
    lines = await _first(talk, records, case, own)
    if known is not None and known.id == case.id:
        lines = await already_open(talk, records, case)
    talk.say(
        *await name_among_several(talk, records, link.person),
        *lines,
        offers=(
            *asks_later(talk, case),
            offer("own_payout", Text("More").signed(Sign.MORE), person=str(link.person.id)),
            *talk.menu,
        ),
    )


async def _first(talk: Talk, records: Records, case: Case, own: PaymentNow) -> tuple[Text, ...]:
    """What a counter needs to see is said; that it should be asked about is no news any more."""
    reason = own.payment.reason
    todo = FAILED[reason][1:] if reason and reason is not FailedBecause.NOT_COLLECTED else ()
    return await first_answer(talk, records, case, own.person.unit, *todo, UNTIL_PAID)


async def already_open(talk: Talk, records: Records, case: Case) -> tuple[Text, ...]:
    """The same was reported before: how it stands is the answer."""
    own = await own_case(talk, records, case.number)
    stands = await where_lines(own, records, talk.today) if own else ()
    said = Text("That is reported already, as request {number}.", number=case.number)
    return (said.signed(Sign.PAPERS), *stands)
