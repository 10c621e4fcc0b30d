"""Every dialogue: who may start it, what starts it, and what it may say to whom."""

from __future__ import annotations

from dataclasses import dataclass

from domain.gazetteer import Gazetteer
from domain.message import Choice
from domain.permissions import Act
from domain.person import Person
from domain.privacy import Level
from domain.staff import Actor
from domain.text import Sign, Text
from handlers.beneficiary.account_explained import (
    account_explained,
    account_opening,
    account_secrets,
    account_using,
)
from handlers.beneficiary.account_status import (
    account_more,
    account_status,
    report_list_problem,
)
from handlers.beneficiary.agree import agree
from handlers.beneficiary.amount import amount
from handlers.beneficiary.appeal import appeal
from handlers.beneficiary.arrived import arrived
from handlers.beneficiary.ask_home import SAID as HOME_SAID
from handlers.beneficiary.ask_home import ask_home
from handlers.beneficiary.change_way import change_way
from handlers.beneficiary.complain import complain
from handlers.beneficiary.help import help_me
from handlers.beneficiary.language import change_language, set_language
from handlers.beneficiary.link import link
from handlers.beneficiary.link_by_phone import link_by_phone
from handlers.beneficiary.main_menu import main_menu
from handlers.beneficiary.me import me
from handlers.beneficiary.my_data import my_data
from handlers.beneficiary.nearest_point import (
    nearest_details,
    nearest_elsewhere,
    nearest_more,
    nearest_on,
    nearest_point,
)
from handlers.beneficiary.not_listed import report_not_listed
from handlers.beneficiary.notice_words import STOP_ONE, TELL_ME
from handlers.beneficiary.notices import notices
from handlers.beneficiary.now_right import now_right
from handlers.beneficiary.own_payout import own_payout, own_payout_more
from handlers.beneficiary.payout_at_place import payout_at_place, payout_more
from handlers.beneficiary.payout_date import payout_date
from handlers.beneficiary.rate import rate
from handlers.beneficiary.remember import forget, remember
from handlers.beneficiary.reopen import reopen
from handlers.beneficiary.report import report
from handlers.beneficiary.report_code import code_not_come
from handlers.beneficiary.report_money import money_not_come
from handlers.beneficiary.report_point import report_point
from handlers.beneficiary.resume import resume
from handlers.beneficiary.say_more import say_more
from handlers.beneficiary.stand_by import stand_by
from handlers.beneficiary.stopping import (
    NOT_MINE,
    forget_me,
    not_mine,
    start_messages,
    stop_hearing,
    stop_messages,
)
from handlers.beneficiary.subscribe import subscribe, subscribe_elsewhere
from handlers.beneficiary.talk_to_person import WORDS as TALK_WORDS
from handlers.beneficiary.talk_to_person import talk_to_person
from handlers.beneficiary.unsubscribe import STOP_WORDS, stop_topic, tell_again, unsubscribe
from handlers.end_talk import end_talk
from handlers.pass_photo import pass_photo
from handlers.request import request
from handlers.send_again import send_again
from handlers.staff.about_staff import about_staff
from handlers.staff.accept_invite import accept_invite
from handlers.staff.answer_for import answer_for, send_answer, show_answer
from handlers.staff.briefing import briefing
from handlers.staff.calendar import calendar
from handlers.staff.calendar_done import calendar_back
from handlers.staff.call_list import call_list
from handlers.staff.carer_links import carer_links
from handlers.staff.case_above import case_above
from handlers.staff.cases import cases
from handlers.staff.change import change
from handlers.staff.fix import fix
from handlers.staff.give_code import give_code
from handlers.staff.hand_over import hand_over
from handlers.staff.home import home
from handlers.staff.invite_staff import invite_staff
from handlers.staff.link_in_front import link_in_front
from handlers.staff.list_problem import list_problem
from handlers.staff.loudspeaker import loudspeaker
from handlers.staff.not_found import not_found
from handlers.staff.otp import otp
from handlers.staff.pass_on import pass_on
from handlers.staff.pay_way import pay_way
from handlers.staff.payday_work import payday_work
from handlers.staff.point_done import point_back
from handlers.staff.point_report import point_report
from handlers.staff.points import points
from handlers.staff.queue import queue
from handlers.staff.revoke_staff import revoke_staff
from handlers.staff.sent_back import sent_back
from handlers.staff.show_photo import show_photo
from handlers.staff.show_sent import show_sent
from handlers.staff.sign_in import sign_in
from handlers.staff.talk_lines import look_at
from handlers.staff.talk_with import close_talk, conversations, take_talk, talk_with
from handlers.staff.talk_words import MINE
from handlers.staff.together import together
from handlers.staff.told import told
from handlers.staff.who_looked import who_looked
from handlers.talk import Dialogue, name_of, offer


@dataclass(frozen=True, slots=True)
class Line:
    """One dialogue. ``label`` is None where only a button leads to it.

    ``aside``: the question that stands open stays open, unless it asks one itself, or hands over
    to what does. ``only_looks``: it files nothing, so its answer can be said again, and gone back
    into. ``takes``: the answers a tap may bring along; taps come back from outside, so nothing that
    must be proved stands here. ``earlier``: labels it had before, still on the keyboards of some
    phones, or what people say instead.
    """

    dialogue: Dialogue
    act: Act
    level: Level
    label: Text | None = None
    commands: tuple[str, ...] = ()
    aside: bool = False
    only_looks: bool = False
    takes: frozenset[str] = frozenset()
    in_menu: bool = False
    earlier: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return name_of(self.dialogue)


MENU = (
    Line(
        payout_date,
        Act.ASK,
        Level.PUBLIC,
        Text("Payout date").signed(Sign.DAY),
        ("/payout",),
        in_menu=True,
    ),
    Line(
        account_status,
        Act.ASK,
        Level.PUBLIC,
        Text("Account").signed(Sign.ACCOUNT),
        ("/account",),
        only_looks=True,
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(
        amount,
        Act.ASK,
        Level.OWN,
        Text("How much").signed(Sign.MONEY),
        ("/amount",),
        only_looks=True,
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(
        nearest_point,
        Act.ASK,
        Level.PUBLIC,
        Text("Nearest payment point").signed(Sign.PLACE),
        ("/nearest",),
        only_looks=True,
        takes=frozenset({"place"}),
        in_menu=True,
    ),
    Line(
        payout_at_place,
        Act.ASK,
        Level.PUBLIC,
        only_looks=True,
        takes=frozenset({"place"}),
    ),
    Line(payout_more, Act.ASK, Level.PUBLIC, aside=True, takes=frozenset({"day"})),
    Line(
        own_payout,
        Act.ASK,
        Level.OWN,
        only_looks=True,
        takes=frozenset({"person", "month"}),
    ),
    Line(own_payout_more, Act.ASK, Level.OWN, aside=True, takes=frozenset({"person", "month"})),
    Line(account_more, Act.ASK, Level.OWN, aside=True, takes=frozenset({"person"})),
    Line(report_list_problem, Act.ASK, Level.OWN, takes=frozenset({"person"})),
    Line(account_explained, Act.ASK, Level.PUBLIC, only_looks=True),
    Line(account_opening, Act.ASK, Level.PUBLIC, aside=True),
    Line(account_using, Act.ASK, Level.PUBLIC, aside=True),
    Line(account_secrets, Act.ASK, Level.PUBLIC, aside=True),
    Line(nearest_details, Act.ASK, Level.PUBLIC, only_looks=True),
    Line(nearest_more, Act.ASK, Level.PUBLIC),
    Line(nearest_on, Act.ASK, Level.PUBLIC, takes=frozenset({"on"})),
    Line(nearest_elsewhere, Act.ASK, Level.PUBLIC),
    Line(
        remember,
        Act.ASK,
        Level.PUBLIC,
        aside=True,
        takes=frozenset({"place", "point"}),
    ),
    Line(forget, Act.ASK, Level.PUBLIC, aside=True),
    Line(
        report,
        Act.ASK,
        Level.PUBLIC,
        Text("Report something, ask about it").signed(Sign.OFFICER),
        ("/report",),
        in_menu=True,
    ),
    Line(money_not_come, Act.ASK, Level.OWN, takes=frozenset({"person"})),
    Line(code_not_come, Act.ASK, Level.OWN, takes=frozenset({"person"})),
    Line(
        link,
        Act.ASK,
        Level.OWN,
        Text("I have a code").signed(Sign.PAPERS),
        ("/link",),
        in_menu=True,
    ),
    Line(agree, Act.ASK, Level.OWN),
    Line(link_by_phone, Act.ASK, Level.OWN),
    Line(
        stand_by,
        Act.ASK,
        Level.OWN,
        Text("An officer stands here").signed(Sign.OFFICER),
    ),
    Line(
        report_point,
        Act.ASK,
        Level.PUBLIC,
        Text("Something is wrong at a payment point").signed(Sign.PLACE),
        takes=frozenset({"point", "place"}),
    ),
    Line(report_not_listed, Act.ASK, Level.OWN, takes=frozenset({"person"})),
    Line(
        ask_home,
        Act.ASK,
        Level.OWN,
        Text("Have the money brought home").signed(Sign.PERSON),
        takes=frozenset({"person"}),
        earlier=HOME_SAID,
    ),
    Line(
        change_way,
        Act.ASK,
        Level.OWN,
        Text("Be paid another way").signed(Sign.MONEY),
        takes=frozenset({"person", "towards"}),
    ),
    Line(my_data, Act.ASK, Level.OWN, takes=frozenset({"person", "right"})),
    Line(
        me,
        Act.ASK,
        Level.PUBLIC,
        Text("What is known about me").signed(Sign.PERSON),
        ("/me",),
        only_looks=True,
        in_menu=True,
    ),
    Line(
        subscribe,
        Act.ASK,
        Level.PUBLIC,
        takes=frozenset({"person", "place", "point", "day", "topic"}),
    ),
    Line(subscribe_elsewhere, Act.ASK, Level.PUBLIC),
    Line(notices, Act.ASK, Level.PUBLIC, TELL_ME, ("/notices",), aside=True),
    Line(
        unsubscribe,
        Act.ASK,
        Level.PUBLIC,
        STOP_ONE,
        aside=True,
        takes=frozenset({"about"}),
        earlier=STOP_WORDS,
    ),
    Line(stop_topic, Act.ASK, Level.PUBLIC, aside=True, takes=frozenset({"topic", "about"})),
    Line(tell_again, Act.ASK, Level.PUBLIC, aside=True, takes=frozenset({"at"})),
    Line(
        request,
        Act.ASK,
        Level.PUBLIC,
        commands=("/request", "/case"),
        takes=frozenset({"number"}),
    ),
    Line(say_more, Act.ASK, Level.PUBLIC, takes=frozenset({"number"})),
    Line(rate, Act.ASK, Level.PUBLIC, takes=frozenset({"number", "rating"})),
    Line(reopen, Act.ASK, Level.PUBLIC, takes=frozenset({"number"})),
    Line(appeal, Act.ASK, Level.PUBLIC, takes=frozenset({"number"})),
    Line(
        complain,
        Act.ASK,
        Level.OWN,
        Text("Complain of staff").signed(Sign.OFFICER),
        ("/complain",),
        takes=frozenset({"place"}),
    ),
    Line(now_right, Act.ASK, Level.OWN, takes=frozenset({"number"})),
    Line(arrived, Act.ASK, Level.OWN, takes=frozenset({"about", "came"})),
    Line(stop_hearing, Act.ASK, Level.OWN, takes=frozenset({"link"})),
    Line(
        stop_messages,
        Act.ASK,
        Level.PUBLIC,
        Text("Stop messages").signed(Sign.STOP),
        ("/stop",),
        aside=True,
    ),
    Line(
        start_messages,
        Act.ASK,
        Level.PUBLIC,
        Text("Messages may come again").signed(Sign.GO),
        aside=True,
    ),
    Line(
        not_mine,
        Act.ASK,
        Level.PUBLIC,
        Text("Not mine").signed(Sign.STOP),
        earlier=NOT_MINE,
    ),
    Line(
        forget_me,
        Act.ASK,
        Level.PUBLIC,
        Text("Forget me on this phone").signed(Sign.STOP),
    ),
    Line(accept_invite, Act.ASK, Level.OWN),
    Line(
        sign_in,
        Act.WORK,
        Level.PUBLIC,
        Text("Sign in").signed(Sign.SECRET),
        ("/signin",),
        in_menu=True,
    ),
    Line(
        change_language,
        Act.ASK,
        Level.PUBLIC,
        Text("Change language").signed(Sign.LANGUAGE),
        ("/language",),
        aside=True,
        in_menu=True,
    ),
    Line(set_language, Act.ASK, Level.PUBLIC, aside=True, takes=frozenset({"mode"})),
    Line(
        help_me,
        Act.ASK,
        Level.PUBLIC,
        Text("How this is used").signed(Sign.HELP),
        ("/help",),
        aside=True,
        in_menu=True,
        earlier=("Trợ giúp", "ជំនួយ", "Trợ giúp · ជំនួយ", "Help"),
    ),
    Line(
        talk_to_person,
        Act.ASK,
        Level.OWN,
        Text("Talk to a person").signed(Sign.OFFICER),
        ("/talk",),
        takes=frozenset({"place"}),
        in_menu=True,
        earlier=TALK_WORDS,
    ),
    Line(pass_photo, Act.ASK, Level.OWN),
    Line(
        end_talk,
        Act.ASK,
        Level.PUBLIC,
        Text("End the conversation with the officer").signed(Sign.STOP),
        ("/done",),
    ),
    Line(main_menu, Act.ASK, Level.PUBLIC, Text("Menu").signed(Sign.MENU), ("/menu", "/start")),
    Line(resume, Act.ASK, Level.PUBLIC, aside=True),
    Line(
        answer_for,
        Act.LOOK,
        Level.STAFF,
        Text("Answer for who is in front").signed(Sign.PERSON),
        ("/for",),
        only_looks=True,
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(
        show_answer,
        Act.LOOK,
        Level.STAFF,
        only_looks=True,
        takes=frozenset({"person", "language"}),
    ),
    Line(send_answer, Act.LOOK, Level.STAFF, takes=frozenset({"person"})),
    Line(not_found, Act.LOOK, Level.STAFF),
    Line(
        give_code,
        Act.GIVE_CODE,
        Level.STAFF,
        Text("Give a code").signed(Sign.CODE),
        ("/code",),
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(
        link_in_front,
        Act.LINK_IN_FRONT,
        Level.STAFF,
        Text("Link the phone in front").signed(Sign.PHONE),
        ("/front",),
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(
        cases,
        Act.WATCH_CASES,
        Level.STAFF,
        Text("Requests that wait").signed(Sign.PAPERS),
        ("/cases",),
        takes=frozenset({"case"}),
        in_menu=True,
    ),
    Line(show_sent, Act.WATCH_CASES, Level.STAFF, takes=frozenset({"case"})),
    Line(together, Act.ANSWER_CASES, Level.STAFF, takes=frozenset({"case"})),
    Line(case_above, Act.HEAR_SUMMARY, Level.STAFF, takes=frozenset({"number"})),
    Line(
        otp,
        Act.REPORT_OTP,
        Level.STAFF,
        Text("The bank's code does not arrive").signed(Sign.CODE),
        ("/otp",),
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(
        fix,
        Act.SUBMIT_CHANGE,
        Level.STAFF,
        Text("Correct a record").signed(Sign.PERSON),
        ("/fix",),
        takes=frozenset({"person", "field"}),
        in_menu=True,
    ),
    Line(send_again, Act.ASK, Level.PUBLIC, takes=frozenset({"file"})),
    Line(
        change,
        Act.REPORT_FOR,
        Level.STAFF,
        Text("Report a change").signed(Sign.PERSON),
        ("/change",),
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(
        home,
        Act.PAY_HOME,
        Level.STAFF,
        Text("Pay somebody at home").signed(Sign.PERSON),
        ("/home",),
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(
        list_problem,
        Act.REPORT_FOR,
        Level.STAFF,
        Text("Something is wrong on a list").signed(Sign.LIST),
        ("/list",),
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(
        pay_way,
        Act.ASK_PAY_WAY,
        Level.STAFF,
        Text("Pay somebody another way").signed(Sign.MONEY),
        ("/payway",),
        takes=frozenset({"person"}),
        in_menu=True,
    ),
    Line(sent_back, Act.SUBMIT_CHANGE, Level.STAFF, takes=frozenset({"case"})),
    Line(
        queue,
        Act.DECIDE_CHANGE,
        Level.STAFF,
        Text("Corrections to decide on").signed(Sign.LIST),
        ("/queue",),
        takes=frozenset({"case"}),
        in_menu=True,
    ),
    Line(show_photo, Act.DECIDE_CHANGE, Level.STAFF, takes=frozenset({"change"})),
    Line(
        carer_links,
        Act.VOUCH_FOR_CARER,
        Level.STAFF,
        Text("Carers who wait").signed(Sign.WAIT),
        ("/carers",),
        in_menu=True,
    ),
    Line(
        briefing,
        Act.BE_BRIEFED,
        Level.STAFF,
        Text("Briefing").signed(Sign.HELP),
        ("/briefing",),
        only_looks=True,
        takes=frozenset({"unit", "part"}),
        in_menu=True,
    ),
    Line(
        payday_work,
        Act.ANNOUNCE,
        Level.PUBLIC,
        Text("Payday work").signed(Sign.DAY),
        ("/paydays",),
        only_looks=True,
        takes=frozenset({"day"}),
        in_menu=True,
    ),
    Line(
        loudspeaker,
        Act.ANNOUNCE,
        Level.PUBLIC,
        Text("Announce a payday").signed(Sign.DAY),
        ("/announce",),
        only_looks=True,
        takes=frozenset({"day"}),
    ),
    Line(
        call_list,
        Act.CALL,
        Level.STAFF,
        only_looks=True,
        takes=frozenset({"day", "after"}),
    ),
    Line(
        calendar,
        Act.SET_DAYS,
        Level.STAFF,
        Text("Payout calendar").signed(Sign.DAY),
        ("/calendar",),
        takes=frozenset({"line", "what"}),
        in_menu=True,
    ),
    Line(calendar_back, Act.SET_DAYS, Level.STAFF, takes=frozenset({"change"})),
    Line(
        points,
        Act.SET_POINTS,
        Level.STAFF,
        Text("Payment points").signed(Sign.PLACE),
        ("/point",),
        takes=frozenset({"point", "what"}),
        in_menu=True,
    ),
    Line(
        point_report,
        Act.REPORT_POINT,
        Level.STAFF,
        Text("Report a payment point").signed(Sign.PLACE),
        ("/report_point",),
        in_menu=True,
    ),
    Line(point_back, Act.SET_POINTS, Level.STAFF, takes=frozenset({"change"})),
    Line(
        pass_on,
        Act.PASS_ON,
        Level.STAFF,
        Text("Pass something on").signed(Sign.MORE),
        ("/passon",),
    ),
    Line(
        told,
        Act.TELL,
        Level.STAFF,
        Text("Told in passing").signed(Sign.MORE),
        ("/told",),
        in_menu=True,
    ),
    Line(
        about_staff,
        Act.COMPLAIN,
        Level.STAFF,
        Text("Complain of a colleague").signed(Sign.OFFICER),
        ("/colleague",),
        in_menu=True,
    ),
    Line(
        invite_staff,
        Act.INVITE,
        Level.STAFF,
        Text("Invite a colleague").signed(Sign.OFFICER),
        ("/invite",),
        in_menu=True,
    ),
    Line(
        revoke_staff,
        Act.REVOKE,
        Level.STAFF,
        Text("Stop a colleague").signed(Sign.STOP),
        ("/revoke",),
        in_menu=True,
    ),
    Line(
        hand_over,
        Act.HAND_OVER,
        Level.STAFF,
        Text("Hand over").signed(Sign.LIST),
        ("/handover",),
        in_menu=True,
    ),
    Line(
        who_looked,
        Act.ASK_WHO_LOOKED,
        Level.STAFF,
        Text("Who looked?").signed(Sign.CLOCK),
        ("/who",),
        in_menu=True,
    ),
    Line(conversations, Act.ANSWER_CASES, Level.STAFF, MINE, in_menu=True),
    Line(take_talk, Act.ANSWER_CASES, Level.STAFF, takes=frozenset({"case"})),
    Line(talk_with, Act.ANSWER_CASES, Level.STAFF, takes=frozenset({"talk"})),
    Line(look_at, Act.ANSWER_CASES, Level.STAFF, aside=True, takes=frozenset({"line"})),
    Line(close_talk, Act.ANSWER_CASES, Level.STAFF, takes=frozenset({"talk"})),
)

BY_NAME = {line.name: line for line in MENU}
BY_COMMAND = {command: line for line in MENU for command in line.commands}


def offers_about(actor: Actor | None, gazetteer: Gazetteer, person: Person) -> tuple[Choice, ...]:
    """What staff may do about a person of their units; whoever is brought need not be sought. They
    are named, as the same may stand in the menu beneath, for anybody."""
    return tuple(
        offer(line.dialogue, _about(person, line.label), person=str(person.id))
        for line in MENU
        if line.in_menu and line.label and line.act is not Act.ASK and "person" in line.takes
        if actor is not None and actor.may(line.act, person.unit, gazetteer)
    )


def _about(person: Person, label: Text) -> Text:
    return Text("{name}: {what}", name=person.name, what=label).signed(label.sign)


def menu_offers(carries: Level, actor: Actor | None = None) -> tuple[Choice, ...]:
    """What may be started here by who speaks: for staff their own work first."""
    return _offers(*_work_and_other(carries, actor))


def short_offers(carries: Level, actor: Actor | None = None) -> tuple[Choice, ...]:
    """What stands beneath an answer: for who works here their work, and the menu behind one
    button."""
    mine, others = _work_and_other(carries, actor)
    return _offers(
        mine, [BY_NAME[name_of(main_menu)]] if carries is Level.STAFF and mine else others
    )


def _work_and_other(carries: Level, actor: Actor | None) -> tuple[list[Line], list[Line]]:
    offered = [
        line
        for line in MENU
        if line.in_menu
        and line.label
        and line.level <= carries
        and not (line.dialogue is sign_in and carries is Level.STAFF)
    ]
    work = [line for line in offered if line.act is not Act.ASK]
    mine = [line for line in work if actor is not None and actor.may_somewhere(line.act)]
    return mine, [line for line in offered if line.act is Act.ASK]


def _offers(*groups: list[Line]) -> tuple[Choice, ...]:
    lines = [line for group in groups for line in group]
    return tuple(offer(line.dialogue, line.label) for line in lines if line.label)
