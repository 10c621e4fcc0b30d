"""The dialogues of people who are paid, and of those who collect for them; open to all."""

from __future__ import annotations

from domain.permissions import Act
from domain.privacy import Level
from domain.text import Sign, Text
from handlers.beneficiary.account_explained import (
    account_explained,
    account_opening,
    account_secrets,
    account_using,
)
from handlers.beneficiary.account_help import account_help
from handlers.beneficiary.account_status import account_more, account_status, report_list_problem
from handlers.beneficiary.agree import agree
from handlers.beneficiary.amount import amount
from handlers.beneficiary.appeal import appeal
from handlers.beneficiary.application import application
from handlers.beneficiary.arrived import arrived
from handlers.beneficiary.ask_home import SAID as HOME_SAID
from handlers.beneficiary.ask_home import ask_home
from handlers.beneficiary.bank_message import bank_message
from handlers.beneficiary.change_way import change_way
from handlers.beneficiary.complain import complain
from handlers.beneficiary.courtesy import greeting
from handlers.beneficiary.emergency import emergency
from handlers.beneficiary.for_officer import for_officer
from handlers.beneficiary.help import help_me
from handlers.beneficiary.language import change_language, set_language
from handlers.beneficiary.link import link
from handlers.beneficiary.link_by_phone import link_by_phone
from handlers.beneficiary.lunar import lunar_named
from handlers.beneficiary.main_menu import main_menu
from handlers.beneficiary.me import SAID as ME_SAID
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
from handlers.beneficiary.other_programme import other_programme
from handlers.beneficiary.own_payout import own_payout, own_payout_more
from handlers.beneficiary.payout_at_place import payout_at_place, payout_more
from handlers.beneficiary.payout_date import payout_date
from handlers.beneficiary.rate import rate
from handlers.beneficiary.remember import forget, remember
from handlers.beneficiary.reopen import reopen
from handlers.beneficiary.report import report
from handlers.beneficiary.report_change import report_change
from handlers.beneficiary.report_code import code_not_come
from handlers.beneficiary.report_money import money_not_come
from handlers.beneficiary.report_point import report_point
from handlers.beneficiary.resume import resume, take_up
from handlers.beneficiary.say_more import say_more
from handlers.beneficiary.scam import scam_told, scam_warning
from handlers.beneficiary.secret_told import secret_told
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
from handlers.menu_line import Line
from handlers.pass_photo import pass_photo
from handlers.request import request
from handlers.send_again import send_again

CITIZENS = (
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
        earlier=ME_SAID,
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
    Line(emergency, Act.ASK, Level.PUBLIC, aside=True, takes=frozenset({"danger", "child"})),
    Line(
        bank_message,
        Act.ASK,
        Level.PUBLIC,
        aside=True,
        takes=frozenset({"tells", "amount", "allowance"}),
    ),
    Line(
        other_programme,
        Act.ASK,
        Level.PUBLIC,
        aside=True,
        takes=frozenset({"programme"}),
    ),
    Line(lunar_named, Act.ASK, Level.PUBLIC, only_looks=True),
    Line(greeting, Act.ASK, Level.PUBLIC, aside=True, takes=frozenset({"kind"})),
    Line(application, Act.ASK, Level.PUBLIC, aside=True, takes=frozenset({"asks"})),
    Line(account_help, Act.ASK, Level.PUBLIC, aside=True, takes=frozenset({"trouble"})),
    Line(report_change, Act.ASK, Level.OWN, takes=frozenset({"what", "place"})),
    Line(scam_warning, Act.ASK, Level.PUBLIC, aside=True),
    Line(scam_told, Act.ASK, Level.PUBLIC, aside=True),
    Line(secret_told, Act.ASK, Level.PUBLIC, aside=True),
    Line(for_officer, Act.ASK, Level.PUBLIC, takes=frozenset({"place"})),
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
    Line(take_up, Act.ASK, Level.PUBLIC),
    Line(send_again, Act.ASK, Level.PUBLIC, takes=frozenset({"file"})),
)
