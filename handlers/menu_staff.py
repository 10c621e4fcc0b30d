"""The dialogues of the staff, in the order in which their menu offers them."""

from __future__ import annotations

from domain.permissions import Act
from domain.privacy import Level
from domain.text import Sign, Text
from handlers.menu_line import Line
from handlers.official.cases_behind import cases_behind
from handlers.official.summary import summary, summary_book, summary_of
from handlers.official.summary_hour import summary_hour
from handlers.staff.about_staff import about_staff
from handlers.staff.accept_invite import accept_invite
from handlers.staff.answer_for import answer_for, send_answer, show_answer
from handlers.staff.briefing import briefing
from handlers.staff.bring_shown import leave_list, show_list, take_list, undo_list
from handlers.staff.bring_words import SEND_A_LIST
from handlers.staff.calendar import calendar
from handlers.staff.calendar_done import calendar_back
from handlers.staff.call_list import call_list
from handlers.staff.carer_links import carer_links
from handlers.staff.case_above import case_above
from handlers.staff.cases import cases
from handlers.staff.change import change
from handlers.staff.day_page import LABEL, day_page
from handlers.staff.fix import fix
from handlers.staff.give_code import give_code
from handlers.staff.hand_over import hand_over
from handlers.staff.home import home
from handlers.staff.invite_staff import invite_staff
from handlers.staff.link_in_front import link_in_front
from handlers.staff.list_problem import list_problem
from handlers.staff.lists import lists
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
from handlers.staff.unpaid import NOT_SEEN_PAID, unpaid
from handlers.staff.who_looked import who_looked

STAFF = (
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
        takes=frozenset({"case", "kind", "view"}),
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
        day_page,
        Act.HEAR_SUMMARY,
        Level.STAFF,
        LABEL,
        ("/page",),
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
        unpaid,
        Act.CALL,
        Level.STAFF,
        NOT_SEEN_PAID,
        ("/unpaid",),
        takes=frozenset({"said", "after"}),
        in_menu=True,
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
        lists,
        Act.BRING_LIST,
        Level.STAFF,
        SEND_A_LIST,
        ("/lists",),
        takes=frozenset({"do"}),
        in_menu=True,
    ),
    Line(show_list, Act.BRING_LIST, Level.STAFF, takes=frozenset({"errand", "after"})),
    Line(take_list, Act.BRING_LIST, Level.STAFF, takes=frozenset({"errand"})),
    Line(leave_list, Act.BRING_LIST, Level.STAFF, takes=frozenset({"errand"})),
    Line(undo_list, Act.BRING_LIST, Level.STAFF, takes=frozenset({"list"})),
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
        summary,
        Act.HEAR_SUMMARY,
        Level.STAFF,
        Text("The numbers of the day").signed(Sign.LIST),
        ("/summary",),
        only_looks=True,
        takes=frozenset({"of", "unit", "part"}),
        in_menu=True,
    ),
    Line(summary_of, Act.HEAR_SUMMARY, Level.STAFF),
    Line(summary_book, Act.HEAR_SUMMARY, Level.STAFF, takes=frozenset({"of", "unit"})),
    Line(summary_hour, Act.HEAR_SUMMARY, Level.STAFF),
    Line(cases_behind, Act.HEAR_SUMMARY, Level.STAFF, takes=frozenset({"kind", "unit"})),
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
