"""Who may hear and change what, written apart from the program, from the sentences of the promise.

It imports neither rules nor store: it is told what rows there are, and says what follows from them.
Where program and oracle differ, one of both has misunderstood the sentence quoted beside the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = Mapping[str, Any]
Rows = Mapping[str, Iterable[Row]]

TODAY = date(2026, 11, 24)

# --- "Scope is units. A scope covers old units wholly inside it; Vĩnh Châu's people have no 2025
#     unit until the hamlet is known, and until then both units' officers see them." -------------

COVERS: Mapping[str, frozenset[str]] = {
    "30526@2025": frozenset({"30526@2025", "30526@2023", "30523@2023", "30532@2023"}),
    "30316@2025": frozenset(
        {"30316@2025", "30316@2023", "30319@2023", "30322@2023", "30328@2023", "30334@2023"}
    ),
    "30325@2025": frozenset({"30325@2025", "30325@2023", "30331@2023", "30334@2023"}),
}

# --- Which role does what -----------------------------------------------------------------------

OFFICER, LEADER = "commune_officer", "commune_leader"
POST, BANK = "post_clerk", "bank_clerk"
PROVINCE, ADMIN, HELPER = "province_official", "admin", "helper"
ROLES = frozenset({OFFICER, LEADER, POST, BANK, PROVINCE, ADMIN, HELPER})

DOES: Mapping[str, frozenset[str]] = {
    # "A helper sees no record"; who administers or counts needs none.
    "look": frozenset({OFFICER, LEADER, POST, BANK}),
    # "Staff give a one-time code … to hand out on payday."
    "give_code": frozenset({OFFICER, LEADER, POST}),
    # "By an officer in front of them"; a post clerk stands there too on payday.
    "link_in_front": frozenset({OFFICER, POST}),
    # "A carer's link waits for a commune officer's word."
    "vouch_for_carer": frozenset({OFFICER, LEADER}),
    "invite": frozenset({OFFICER, LEADER, ADMIN}),
    "revoke": frozenset({LEADER, ADMIN}),
    "hand_over": frozenset({LEADER, ADMIN}),
    "be_briefed": frozenset({OFFICER, LEADER, POST, BANK}),
    # "In chat for who may": who answers for the unit, or for the service.
    "ask_who_looked": frozenset({LEADER, ADMIN}),
    "answer_cases": frozenset({OFFICER, LEADER}),
    # "Officials see escalated ones first": by number, kind and unit; who answers sees all of them.
    "watch_cases": frozenset({OFFICER, LEADER, PROVINCE}),
    # "Change … a report, never a decision", "list problem": by whoever stands at a counter.
    "report_for": frozenset({OFFICER, LEADER, POST, BANK}),
    # "Village heads and achars bring most complaints."
    "tell": frozenset({OFFICER, LEADER, POST, BANK, HELPER}),
    "complain": frozenset({OFFICER, LEADER, POST, BANK, HELPER}),
    # "A commune officer … reports in under a minute"; so does who stands at a counter.
    "report_otp": frozenset({OFFICER, LEADER, POST, BANK}),
    "submit_change": frozenset({OFFICER, LEADER, POST, BANK}),
    "decide_change": frozenset({OFFICER, LEADER}),
    "export": frozenset({LEADER, PROVINCE}),
    "hear_summary": frozenset({LEADER, PROVINCE}),
    # "Can only pass on what was said."
    "pass_on": frozenset({HELPER}),
    # "The officer gets a call list": who answers for the commune, and nobody at a counter.
    "call": frozenset({OFFICER, LEADER}),
    # "One bilingual page, naming nobody": whoever reads it out at hamlet and pagoda.
    "announce": frozenset({OFFICER, LEADER, HELPER}),
    # "Calendar and points (post clerk, own units)": entered by the post, by nobody else.
    "set_days": frozenset({POST}),
    "set_points": frozenset({POST}),
    # "A clerk uploads on the web page": the commune its people, the bank its accounts, the post its
    # days and points; commune and post both pay.
    "bring_list": frozenset({OFFICER, LEADER, POST, BANK}),
    # "By citizens (also not linked) and staff": whoever stands there.
    "report_point": frozenset({OFFICER, LEADER, POST, BANK, HELPER}),
    # "Asked by officer … done / not done recorded by officer / post clerk."
    "pay_home": frozenset({OFFICER, LEADER, POST}),
    # "8,072 of the report's people had none, and nobody could ask for one."
    "ask_pay_way": frozenset({OFFICER, LEADER, POST, BANK}),
    # "Let an authorised person add it as an example": of nobody's unit, learned for everybody.
    "teach": frozenset({PROVINCE, ADMIN}),
    "work": ROLES,
}

INVITES: Mapping[str, frozenset[str]] = {
    ADMIN: ROLES,
    LEADER: frozenset({OFFICER, HELPER}),
    OFFICER: frozenset({HELPER}),
}

# --- What an answer may hold of whom it is about ------------------------------------------------

NAMED = frozenset({"name", "label"})
WITH_AMOUNT = NAMED | {"amount"}
FOUND = frozenset({"name", "birth"})
FILE = NAMED | {"birth", "amount", "carer", "staff"}
"""All that may be told of a record at all. Never whole ID, phone or account numbers, nor whose name
the bank has, nor a category: "some reveal HIV status"."""

CASE = FILE | {"case"}
"""What was said about them, too: for who answers it alone."""

CORRECTION = FOUND | {"change"}
"""What a record is to say: for who decides on it, and who is asked about it. Of a number its end
alone, so that no whole one stands here."""

# --- Two pairs of eyes --------------------------------------------------------------------------

_COUNTERS = frozenset({OFFICER, LEADER, POST, BANK})
SUBMITS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("name", "birth", "sex", "citizen_id", "phone", "account_number", "holder"), _COUNTERS
    ),
    "unit": frozenset({OFFICER, LEADER}),
    "payee": frozenset({OFFICER, LEADER, POST}),
    "way": frozenset({OFFICER, LEADER, POST}),
}
DECIDES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(SUBMITS, frozenset({LEADER})),
    "phone": frozenset({OFFICER, LEADER}),
}
"""The chair of the commune decides; of a phone number, any other officer too."""

_WRITES: Mapping[str, frozenset[str]] = {
    "name": frozenset({"sealed_name"}),
    "birth": frozenset({"sealed_birth"}),
    "sex": frozenset({"sealed_sex"}),
    "citizen_id": frozenset({"sealed_citizen_id", "citizen_id_index"}),
    "phone": frozenset({"sealed_phone", "phone_index"}),
    "unit": frozenset({"unit_code", "unit_from"}),
    "account_number": frozenset({"sealed_number", "number_index"}),
    "holder": frozenset({"sealed_holder"}),
    "payee": frozenset(),
    "way": frozenset({"way"}),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What one dialogue may tell and do.

    ``own``: of people to whom the address is linked. ``consent``: the name of whom it is yet to
    agree to. ``proof``: the name of whom a code, or what they know, has just opened. ``act`` and
    ``staff``: which staff hear which fields of people of their units. ``colleagues``: names of
    staff. ``leads_to``: what it may hand over to in the same message. ``does``: what it may change.
    """

    own: frozenset[str] = frozenset()
    consent: bool = False
    proof: bool = False
    act: str = ""
    staff: frozenset[str] = frozenset()
    colleagues: bool = False
    leads_to: tuple[str, ...] = ()
    does: frozenset[str] = frozenset()


def _does(*names: str) -> frozenset[str]:
    return frozenset(names)


PUBLIC = Rule()
SOUGHT = ("not_found",)
"""Where a person is sought, ""not on the list" is a path"."""
_ASKED_FIRST = ("agree", "own_payout")
_OWN_PAYOUT = ("agree", "own_payout", "payout_at_place")

RULES: Mapping[str, Rule] = {
    # "Payout calendar and payment points by unit are public."
    "payout_at_place": PUBLIC,
    "payout_more": PUBLIC,
    "account_explained": PUBLIC,
    "account_opening": PUBLIC,
    "account_using": PUBLIC,
    "account_secrets": PUBLIC,
    "change_language": PUBLIC,
    "set_language": PUBLIC,
    "help_me": PUBLIC,
    "main_menu": PUBLIC,
    "resume": PUBLIC,
    "remember": PUBLIC,
    "forget": PUBLIC,
    # Whose money lies in an account is asked which place is theirs, so these ask whose it is.
    "nearest_point": Rule(own=NAMED, leads_to=_ASKED_FIRST),
    "nearest_details": Rule(own=NAMED, leads_to=_ASKED_FIRST),
    "nearest_more": Rule(own=NAMED, leads_to=_ASKED_FIRST),
    "nearest_on": Rule(own=NAMED, leads_to=_ASKED_FIRST),
    "nearest_elsewhere": Rule(own=NAMED, leads_to=_ASKED_FIRST),
    # "Anything about a person needs a link between an address and a person."
    "payout_date": Rule(leads_to=_OWN_PAYOUT),
    "own_payout": Rule(own=NAMED, leads_to=_OWN_PAYOUT),
    "own_payout_more": Rule(own=WITH_AMOUNT, leads_to=_OWN_PAYOUT),
    "account_status": Rule(own=NAMED, leads_to=("agree", "own_payout", "account_explained")),
    "account_more": Rule(own=NAMED, leads_to=("agree", "own_payout", "account_explained")),
    "report_list_problem": Rule(
        own=NAMED, leads_to=("agree", "own_payout", "account_status"), does=_does("report")
    ),
    "link": Rule(
        own=NAMED,
        proof=True,
        colleagues=True,
        leads_to=("accept_invite", "own_payout", "link_by_phone"),
        does=_does("link", "consent"),
    ),
    "agree": Rule(own=NAMED, consent=True, leads_to=_OWN_PAYOUT, does=_does("agree", "consent")),
    # "All must fit one active person": then, and only then, it is linked; nothing is told of it.
    "link_by_phone": Rule(leads_to=("stand_by",), does=_does("link", "consent")),
    "stand_by": Rule(does=_does("pair")),
    # "The linked person hears the monthly amount … no category, code or coefficient."
    "amount": Rule(own=WITH_AMOUNT, leads_to=_ASKED_FIRST),
    # "A payee not on the payment list is told so and can file it."
    "report_not_listed": Rule(
        own=NAMED, colleagues=True, leads_to=("payout_date",), does=_does("report")
    ),
    # "Who cannot travel": asked for by them, or by who looks after them.
    "ask_home": Rule(own=NAMED, colleagues=True, leads_to=("agree", "link"), does=_does("report")),
    "change_way": Rule(
        own=NAMED, colleagues=True, leads_to=("agree", "link"), does=_does("report")
    ),
    # "Closed, moved, no seats or shade, no cash, wrong hours, not there": about nobody.
    "report_point": Rule(does=_does("report", "report_point")),
    # "What do you know about me", "correct it", "forget me", "stop messages" work in chat.
    "me": Rule(own=FILE, colleagues=True, leads_to=_ASKED_FIRST),
    "my_data": Rule(own=NAMED, colleagues=True, leads_to=("me",), does=_does("report")),
    "stop_hearing": Rule(own=NAMED | {"carer"}, consent=True, does=_does("stop", "consent")),
    # "Notices, opt-in by kind … saying why they get it and how to stop."
    "subscribe": Rule(own=NAMED, leads_to=("agree",), does=_does("subscribe", "consent")),
    "subscribe_elsewhere": Rule(leads_to=("subscribe",)),
    "notices": Rule(own=NAMED, leads_to=("subscribe", "agree")),
    "unsubscribe": Rule(own=NAMED, does=_does("subscribe")),
    # What was stopped is named in the answer to the tap that stopped it, as elsewhere.
    "stop_topic": Rule(own=NAMED, leads_to=("unsubscribe",), does=_does("subscribe")),
    "tell_again": Rule(own=NAMED, does=_does("subscribe", "consent")),
    # "Yes / no / less … "no" opens a case."
    "arrived": Rule(own=NAMED, colleagues=True, does=_does("arrive", "report")),
    # What was reported from here, or about whom this phone hears; who has to answer it opens it.
    "request": Rule(colleagues=True, leads_to=("cases", "case_above")),
    # "Escalation to the next level": who stands above reads how it stands, and no record.
    "case_above": Rule(act="hear_summary", colleagues=True, does=_does("remind")),
    # "The case closes only when the money is usable": the beneficiary confirms it.
    "now_right": Rule(does=_does("confirm")),
    # "From beneficiaries, without staff": each leads to where it is asked about.
    "report": Rule(
        leads_to=(
            "money_not_come",
            "code_not_come",
            "my_data",
            "report_point",
            "ask_home",
            "change_way",
            "complain",
            "talk_to_person",
            "request",
        )
    ),
    "money_not_come": Rule(
        own=NAMED,
        leads_to=("agree", "link", "report_not_listed", "own_payout", "code_not_come"),
        does=_does("report"),
    ),
    "code_not_come": Rule(own=NAMED, leads_to=("agree", "link"), does=_does("report")),
    # "Voice note or photo for who cannot write."
    "say_more": Rule(does=_does("say_more")),
    # "A rating when closed, reopen and appeal": of one's own.
    "rate": Rule(does=_does("rate")),
    "reopen": Rule(does=_does("ask_again")),
    "appeal": Rule(does=_does("ask_again")),
    # "Talk to a person": of whom the phone hears about, or of a place; who answers has their own.
    "talk_to_person": Rule(
        own=NAMED, leads_to=("agree", "own_payout", "conversations"), does=_does("ask_officer")
    ),
    # "Voice notes and photos from people who cannot write … go to the unit's officer as a case":
    # they may come in the midst of any question.
    "for_officer": Rule(own=NAMED, leads_to=("agree",), does=_does("ask_officer")),
    # "Emergency: a human at once": of whom the phone hears, or of the place it calls its own.
    "emergency": Rule(does=_does("ask_officer", "urge")),
    # "Explained and routed", "warned", "masked, warned": the same to everybody.
    **dict.fromkeys(
        (
            "bank_message",
            "other_programme",
            "greeting",
            "application",
            "scam_warning",
            "scam_told",
            "secret_told",
        ),
        PUBLIC,
    ),
    # "Lunar words are asked back": then it is said of the money what is said without them.
    "lunar_named": Rule(leads_to=("payout_date", *_OWN_PAYOUT)),
    "account_help": Rule(leads_to=("account_using",)),
    # A report of a citizen, which changes no record: of whom the phone hears, or of a place.
    "report_change": Rule(
        own=NAMED,
        leads_to=("agree", "talk_to_person", "application"),
        does=_does("report", "pass_on", "say_more"),
    ),
    # "The half-finished dialogue can be taken up again": by whoever left it, and then it speaks.
    "take_up": PUBLIC,
    "pass_photo": Rule(leads_to=("talk_with",), does=_does("talk")),
    "look_at": Rule(act="answer_cases", staff=NAMED),
    "end_talk": Rule(leads_to=("close_talk", "conversations"), does=_does("end_talk")),
    # "An officer writes to one *chosen* conversation, whose first name and case number head every
    # screen"; "two officers tapping at once: one has it, the other hears who".
    "conversations": Rule(
        act="answer_cases", staff=NAMED, leads_to=("talk_with",), does=_does("talk")
    ),
    "take_talk": Rule(
        act="answer_cases",
        staff=NAMED | {"case"},
        colleagues=True,
        leads_to=("talk_with", "conversations"),
        does=_does("cases", "talk"),
    ),
    "talk_with": Rule(act="answer_cases", staff=NAMED | {"case"}, does=_does("talk")),
    "close_talk": Rule(
        act="answer_cases", staff=NAMED, leads_to=("talk_with",), does=_does("cases", "talk")
    ),
    "stop_messages": Rule(does=_does("consent")),
    "start_messages": Rule(does=_does("consent")),
    "not_mine": Rule(does=_does("stop", "consent", "pair")),
    "forget_me": Rule(does=_does("stop", "consent", "pair", "leave")),
    # "The person's other addresses are told of every new link"; whose link it is hears of its fate.
    # A new colleague is "given a briefing".
    "notice": Rule(own=NAMED, colleagues=True, act="be_briefed", staff=FILE),
    "accept_invite": Rule(colleagues=True, leads_to=("sign_in",), does=_does("accept")),
    "sign_in": Rule(act="work", colleagues=True, does=_does("prove")),
    # "Approving, exporting and inviting"; "revoke takes effect at once".
    "invite_staff": Rule(act="invite", colleagues=True, does=_does("invite")),
    "revoke_staff": Rule(act="revoke", colleagues=True, does=_does("revoke")),
    # "Handover moves open cases and scope in one step."
    "hand_over": Rule(act="hand_over", colleagues=True, does=_does("hand_over")),
    # "The officer ticks who stands there"; to find a person is to see who it is.
    "give_code": Rule(
        act="give_code",
        staff=FOUND,
        colleagues=True,
        leads_to=SOUGHT,
        does=_does("give_code", "look"),
    ),
    "link_in_front": Rule(
        act="link_in_front",
        staff=FOUND,
        colleagues=True,
        leads_to=SOUGHT,
        does=_does("link_in_front", "look"),
    ),
    # "Answering for the person in front of me": state, stage, lists, date, point; no amount.
    "answer_for": Rule(act="look", staff=FOUND, leads_to=SOUGHT, does=_does("look")),
    "show_answer": Rule(act="look", staff=FOUND, leads_to=SOUGHT, does=_does("look")),
    "send_answer": Rule(act="look", staff=FOUND, leads_to=SOUGHT, does=_does("look")),
    "not_found": Rule(colleagues=True, does=_does("report")),
    # "A carer's link waits for a commune officer's word … who vouched, since, until."
    # "Owner by type and unit": who answers sees whom it is about, and what was passed on.
    "cases": Rule(
        act="answer_cases",
        staff=CASE,
        leads_to=(
            "fix",
            "queue",
            "sent_back",
            "take_talk",
            "together",
            "case_above",
            "show_sent",
            "home",
            "otp",
        ),
        does=_does("cases"),
    ),
    # "Each opening is logged": by who answers the request with which it was sent.
    "show_sent": Rule(act="answer_cases", staff=CASE, leads_to=("cases",)),
    # "Cases of one household can be linked."
    "together": Rule(act="answer_cases", staff=CASE, does=_does("put_together", "look")),
    # "It is safe to say": citizens hear no name of staff, and nobody hears who has complained.
    "complain": Rule(does=_does("report")),
    "about_staff": Rule(act="complain", colleagues=True, does=_does("report")),
    "change": Rule(
        act="report_for",
        staff=FOUND,
        colleagues=True,
        leads_to=("cases", *SOUGHT),
        does=_does("report_for", "report", "look"),
    ),
    # "What the tables already show is proposed": no amount, no number, nobody else of an account.
    "list_problem": Rule(
        act="report_for",
        staff=FOUND,
        colleagues=True,
        leads_to=("cases", *SOUGHT),
        does=_does("report_for", "look"),
    ),
    # "She told me": no person needed, and no record seen.
    "told": Rule(act="tell", colleagues=True, does=_does("report")),
    # "Which number the bank has (last 3 digits read back)": to see who it is, and no more.
    "otp": Rule(
        act="report_otp",
        staff=FOUND,
        colleagues=True,
        leads_to=("cases", *SOUGHT),
        does=_does("report_for", "look"),
    ),
    # "Day, who comes and how to recognise them, done / not done": to see who it is, and no more.
    "home": Rule(
        act="pay_home",
        staff=FOUND,
        colleagues=True,
        leads_to=SOUGHT,
        does=_does("pay_home", "look"),
    ),
    "pay_way": Rule(
        act="ask_pay_way",
        staff=FOUND,
        colleagues=True,
        leads_to=SOUGHT,
        does=_does("ask_pay_way", "look"),
    ),
    "point_report": Rule(act="report_point", colleagues=True, does=_does("report_point")),
    # "Old beside new, masked … by someone else with the right role."
    "fix": Rule(
        act="submit_change",
        staff=FOUND,
        colleagues=True,
        leads_to=SOUGHT,
        does=_does("correct", "look"),
    ),
    "sent_back": Rule(
        act="submit_change",
        staff=CORRECTION,
        colleagues=True,
        leads_to=("fix",),
        does=_does("correct"),
    ),
    "queue": Rule(
        act="decide_change",
        staff=CORRECTION,
        colleagues=True,
        leads_to=("show_photo",),
        does=_does("decide"),
    ),
    # "The approver sees that there is a photo, opens it": who decides, and then decides.
    "show_photo": Rule(
        act="decide_change",
        staff=CORRECTION,
        colleagues=True,
        leads_to=("queue",),
        does=_does("decide"),
    ),
    # What was sent from here and did not arrive; it tells nothing of anybody.
    "send_again": PUBLIC,
    "carer_links": Rule(act="vouch_for_carer", staff=FILE, colleagues=True, does=_does("vouch")),
    # "This month's payday and list, special cases, authorised people, what to do when."
    "briefing": Rule(act="be_briefed", staff=FILE, colleagues=True),
    # "Who, whom, why … the list that a 72-hour notice needs."
    "who_looked": Rule(
        act="ask_who_looked",
        staff=FOUND,
        colleagues=True,
        leads_to=SOUGHT,
        does=_does("look"),
    ),
    # "Those without a channel that knocks": a name and a year, to find them on the paper list.
    "call_list": Rule(act="call", staff=FOUND),
    # "The officers' daily call list, one tap each": whom to ring up, and what they said; a wrong
    # record, who moved and who died lead on to where that is reported.
    "unpaid": Rule(
        act="call",
        staff=FOUND,
        leads_to=("fix", "change"),
        does=_does("ask_unpaid", "report_for"),
    ),
    # "Entered by a one-time sign-in asked for in chat": by who is told the numbers, of nobody else.
    "day_page": Rule(act="hear_summary", does=_does("page")),
    # "Counts only, no names": of the units over which they stand, and of nobody.
    "summary": Rule(act="hear_summary"),
    "summary_of": Rule(act="hear_summary", leads_to=("summary",)),
    "summary_book": Rule(act="hear_summary", does=_does("hand_out_counts")),
    "summary_hour": Rule(act="hear_summary", colleagues=True, does=_does("summary_hour")),
    # "Buttons open the cases behind each number": as their own queue shows them, or by number.
    "cases_behind": Rule(act="hear_summary", leads_to=("cases",)),
    "loudspeaker": Rule(act="announce"),
    "payday_work": Rule(act="announce", leads_to=("loudspeaker",)),
    # "Who and when stand in every answer": colleagues of the post, and no record of anybody.
    "calendar": Rule(
        act="set_days", colleagues=True, leads_to=("calendar_back",), does=_does("set_days")
    ),
    "calendar_back": Rule(act="set_days", colleagues=True, does=_does("set_days")),
    "points": Rule(act="set_points", colleagues=True, does=_does("set_points")),
    "point_back": Rule(act="set_points", colleagues=True, does=_does("set_points")),
    "lists": Rule(act="bring_list", colleagues=True, does=_does("bring_list")),
    "show_list": Rule(act="bring_list", colleagues=True),
    "take_list": Rule(act="bring_list", colleagues=True, does=_does("bring_list")),
    "leave_list": Rule(act="bring_list", colleagues=True, does=_does("bring_list")),
    "undo_list": Rule(act="bring_list", colleagues=True, does=_does("bring_list")),
    # "A helper can only pass on what was said and sees no record."
    "pass_on": Rule(act="pass_on", colleagues=True, does=_does("report")),
}


class NoRule(LookupError):
    """A dialogue of which nobody has said what it may tell."""


def rule_of(dialogue: str) -> Rule:
    """Raises NoRule."""
    if dialogue not in RULES:
        raise NoRule(
            f"tests/oracle.py has no rule for {dialogue!r}: say there who may hear what of it"
        )
    return RULES[dialogue]


# --- What there is ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hearing:
    """A link as it stands: an address may hear about a person."""

    id: int
    person: str
    relation: str
    confirmed: bool
    agreed: bool
    ended: bool
    until: date | None

    @property
    def stands(self) -> bool:
        """Ended is ended, on the first day after its last one, without any job."""
        return not self.ended and (self.until is None or self.until >= TODAY)

    @property
    def opens(self) -> bool:
        return self.stands and self.confirmed and self.agreed

    @property
    def waits_for_consent(self) -> bool:
        return self.stands and self.confirmed and not self.agreed


@dataclass(frozen=True, slots=True)
class Speaker:
    """An address, with whom it is linked to, and who of the staff is there."""

    key: str
    session: int
    channel: str
    links: tuple[Hearing, ...] = ()
    actor: int | None = None
    locked: bool = False
    signed_in: bool = False
    grants: tuple[tuple[str, str | None], ...] = ()

    @property
    def hears_own(self) -> bool:
        """ "What a channel may carry": Telegram nothing about a person, outside the demo."""
        return self.channel in {"console", "web"}

    @property
    def works(self) -> bool:
        """Locked after 45 days; in a browser only for who has signed in."""
        return (
            self.actor is not None
            and not self.locked
            and (self.channel == "console" or self.signed_in)
        )

    def does(self, act: str, unit: str) -> bool:
        return self.works and any(
            role in DOES[act] and (scope is None or unit in COVERS.get(scope, {scope}))
            for role, scope in self.grants
        )


@dataclass(slots=True)
class World:
    """Ids to the names the tests use, and what is whose."""

    people: dict[int, str]
    units: dict[str, str]
    actors: dict[int, str]
    links: dict[int, str]
    addresses: dict[int, tuple[str, str]]
    signed_in: set[int] = field(default_factory=set)

    def speaker(self, session: int, rows: Rows) -> Speaker:
        key, channel = self.addresses[session]
        at = next(
            (
                one
                for one in rows["staff_address"]
                if one["session_id"] == session and one["ended_at"] is None
            ),
            None,
        )
        proved = next(one for one in rows["session"] if one["id"] == session)["signed_in_at"]
        return Speaker(
            key,
            session,
            channel,
            tuple(self._hearing(one) for one in rows["link"] if one["session_id"] == session),
            at["actor_id"] if at else None,
            at is not None and (TODAY - at["used_on"]).days > 45,
            proved is not None,
            tuple(
                (one["role"], _unit(one))
                for one in rows["staff_grant"]
                if at and one["actor_id"] == at["actor_id"] and one["ended_at"] is None
            ),
        )

    def grants_of(self, actor: str, rows: Rows) -> tuple[tuple[str, str | None], ...]:
        return tuple(
            (one["role"], _unit(one))
            for one in rows["staff_grant"]
            if self.actors.get(one["actor_id"]) == actor
        )

    def _hearing(self, row: Row) -> Hearing:
        return Hearing(
            row["id"],
            self.people[row["person_id"]],
            row["relation"],
            row["confirmed_at"] is not None,
            row["agreed_at"] is not None,
            row["ended"] is not None,
            row["until"],
        )


def _unit(row: Row) -> str | None:
    return f"{row['unit_code']}@{row['unit_from'].year}" if row["unit_code"] else None


@dataclass(frozen=True, slots=True)
class Moment:
    """One message and its answer: who, in which dialogues, and what they have just proved.

    ``proved``: people opened by a code with the right year, or by phone, year and four digits.
    ``invited``: a code of an invitation was said.
    """

    world: World
    before: Speaker
    after: Speaker
    dialogues: frozenset[str]
    rows: Rows
    proved: frozenset[str] = frozenset()
    invited: bool = False

    @property
    def rules(self) -> Iterable[Rule]:
        """Of all dialogues that may have spoken, also those they hand over to."""
        return [rule_of(one) for one in _reached(self.dialogues)]

    @property
    def links(self) -> tuple[Hearing, ...]:
        return (*self.before.links, *self.after.links)


def _reached(names: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    left = list(names)
    while left:
        if (name := left.pop()) not in found:
            found.add(name)
            left += rule_of(name).leads_to
    return frozenset(found)


# --- Hearing ------------------------------------------------------------------------------------


def may_hear(moment: Moment, kind: str, owner: str, what: str) -> bool:
    """Whether who speaks may hear this secret now."""
    match kind:
        case "person":
            return _of_person(moment, owner, what)
        case "link":
            return _of_link(moment, owner, what)
        case "actor":
            return what == "name" and _of_staff(moment, owner)
        case "invite":
            return what == "name" and moment.invited and moment.before.hears_own
    return False  # an address of somebody is nobody else's business


def _of_person(moment: Moment, person: str, what: str) -> bool:
    if what not in CASE | CORRECTION or not moment.before.hears_own:
        return False
    unit = moment.world.units[person]
    return any(
        _linked(moment, rule, person, what)
        or (rule.consent and what == "name" and _asked_to_agree(moment, person))
        or (rule.proof and what == "name" and person in moment.proved)
        or (what in rule.staff and moment.before.does(rule.act, unit))
        for rule in moment.rules
    )


def _linked(moment: Moment, rule: Rule, person: str, what: str) -> bool:
    return what in rule.own and any(one.opens and one.person == person for one in moment.links)


def _asked_to_agree(moment: Moment, person: str) -> bool:
    return any(one.waits_for_consent and one.person == person for one in moment.links)


def _of_link(moment: Moment, link: str, what: str) -> bool:
    """What its holder calls the person is theirs; what a carer is called, the person may know, and
    the officer whose word it waits for."""
    address, _, person = link.partition(":")
    if not moment.before.hears_own:
        return False
    mine = address == moment.before.key
    if what == "label":
        stands = any(one.stands and one.person == person for one in moment.links)
        return mine and stands and any("label" in rule.own for rule in moment.rules)
    return any(
        ("carer" in rule.own and (mine or _opens(moment, person)))
        or ("carer" in rule.staff and moment.before.does(rule.act, moment.world.units[person]))
        for rule in moment.rules
    )


def _opens(moment: Moment, person: str) -> bool:
    return any(one.opens and one.person == person for one in moment.links)


def _of_staff(moment: Moment, actor: str) -> bool:
    """One's own; one's colleagues; and for a citizen who decides on them, by name."""
    speaker = moment.before
    mine = {moment.world.actors.get(one or 0) for one in (speaker.actor, moment.after.actor)}
    named = any(rule.colleagues or "staff" in rule.own | rule.staff for rule in moment.rules)
    if not speaker.hears_own:
        return False
    if actor in mine:
        return True
    if not named:
        return False
    theirs = [scope for _, scope in moment.world.grants_of(actor, moment.rows)]
    if speaker.works:
        return any(_share(scope, other) for _, scope in speaker.grants for other in theirs)
    people = {one.person for one in moment.links if one.stands} | moment.proved
    units = {moment.world.units[one] for one in people}
    return any(scope is None or units & COVERS.get(scope, frozenset()) for scope in theirs)


def _share(one: str | None, other: str | None) -> bool:
    """Also the people of a unit that was divided between theirs."""
    if one is None or other is None or one == other:
        return True
    return bool(COVERS.get(one, frozenset()) & COVERS.get(other, frozenset()))


# --- Changing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changed:
    """One row, before and after; None where it was not or is no more."""

    table: str
    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        return self.after or self.before or {}

    @property
    def columns(self) -> frozenset[str]:
        old, new = self.before or {}, self.after or {}
        return frozenset(name for name in {**old, **new} if old.get(name) != new.get(name))


def may_change(moment: Moment, changed: Changed) -> bool:
    """Whether who speaks may have brought this about. What stands in no line here, nobody may:
    people, accounts, entitlements, payments change by two pairs of hands or an import alone."""
    judge = _JUDGES.get(changed.table)
    return judge is not None and judge(moment, changed)


def _does_here(moment: Moment, what: str) -> bool:
    return any(what in rule.does for rule in moment.rules)


def _always(moment: Moment, changed: Changed) -> bool:
    return changed.before is None


def _own_session(moment: Moment, changed: Changed) -> bool:
    return bool(changed.row["session_id"] == moment.before.session)


def _consent(moment: Moment, changed: Changed) -> bool:
    """Appended, never altered, and only in one's own name."""
    return (
        changed.before is None
        and _own_session(moment, changed)
        and (_does_here(moment, "consent") or _does_here(moment, "stop"))
    )


def _subscription(moment: Moment, changed: Changed) -> bool:
    """In one's own name; of a person only who hears about them, of a place what is public of it."""
    if not _own_session(moment, changed):
        return False
    if changed.before is not None:
        ends = changed.columns == {"ended_at"}
        return ends and (_does_here(moment, "subscribe") or _does_here(moment, "stop"))
    if not _does_here(moment, "subscribe"):
        return False
    if changed.row["person_id"] is None:
        return changed.row["topic"] in {"payday", "changes"}
    person, _ = _person_unit(moment, changed.row)
    return moment.before.hears_own and _opens(moment, person)


def _arrival(moment: Moment, changed: Changed) -> bool:
    person, _ = _person_unit(moment, changed.row)
    mine = _own_session(moment, changed) and _opens(moment, person)
    return mine and moment.before.hears_own and _does_here(moment, "arrive")


def _asked(moment: Moment, changed: Changed) -> bool:
    """Appended, in one's own name, of whom one may ring up."""
    _, unit = _person_unit(moment, changed.row)
    own = changed.before is None and changed.row["asked_by"] == moment.before.actor
    return own and _staff_may(moment, "ask_unpaid", "call", unit)


def _page_session(moment: Moment, changed: Changed) -> bool:
    """Asked for by who is told the numbers, and ended, both for themselves; what somebody loses of
    their work, or a phone forgets, is ended with it."""
    taken = any(_does_here(moment, what) for what in ("revoke", "hand_over", "leave"))
    if changed.before is not None and changed.columns == {"ended_at"} and taken:
        return True
    row = changed.row
    own = row["actor_id"] == moment.before.actor and _does_here(moment, "page")
    told = any(role in DOES["hear_summary"] for role, _ in moment.before.grants)
    if changed.before is None:
        unused = row["used_at"] is None and row["cookie_index"] is None
        return own and told and moment.before.works and _own_session(moment, changed) and unused
    return own and changed.columns == {"ended_at"}


def _looked_at(moment: Moment, changed: Changed) -> bool:
    """ "The last five looked at": one's own, and only of whom one may look at."""
    own = changed.row["actor_id"] == moment.before.actor and changed.after is not None
    _, unit = _person_unit(moment, changed.row)
    return own and _staff_may(moment, "look", "look", unit)


def _staff_may(moment: Moment, does: str, act: str, unit: str | None) -> bool:
    return _does_here(moment, does) and unit is not None and moment.before.does(act, unit)


def _person_unit(moment: Moment, row: Row) -> tuple[str, str]:
    person = moment.world.people[row["person_id"]]
    return person, moment.world.units[person]


def _link(moment: Moment, changed: Changed) -> bool:
    person, unit = _person_unit(moment, changed.row)
    mine = _own_session(moment, changed)
    own_address_hears = any(one.opens and one.person == person for one in moment.before.links)
    if changed.before is None or _made_anew(changed):
        proved = mine and person in moment.proved and moment.before.hears_own
        in_front = not mine and _staff_may(moment, "link_in_front", "link_in_front", unit)
        return (proved and _does_here(moment, "link")) or in_front
    columns = changed.columns
    if columns == {"agreed_at"}:
        agreed = any(one.waits_for_consent and one.person == person for one in moment.before.links)
        return mine and agreed and _does_here(moment, "agree")
    if columns == {"ended"} and changed.row["ended"] is not None:
        return _may_end(moment, changed, person, unit, mine=mine)
    if columns <= {"confirmed_at", "vouched_by", "until"}:
        # "Nobody decides on a person linked to their own address."
        return not own_address_hears and _staff_may(moment, "vouch", "vouch_for_carer", unit)
    return columns == {"sealed_label"} and mine and _does_here(moment, "rename")


def _made_anew(changed: Changed) -> bool:
    return "since" in changed.columns


def _may_end(moment: Moment, changed: Changed, person: str, unit: str, *, mine: bool) -> bool:
    """ "A stop button on both sides": who hears, and the person, or who stands for a child. An
    officer may refuse who waits for a word."""
    if mine:
        return _does_here(moment, "agree") or _does_here(moment, "stop")
    stands_for = any(
        one.opens and one.person == person and one.relation in {"self", "guardian"}
        for one in moment.before.links
    )
    if stands_for and _does_here(moment, "stop"):
        return True
    return _staff_may(moment, "vouch", "vouch_for_carer", unit)


def _link_code(moment: Moment, changed: Changed) -> bool:
    if changed.before is None:
        _, unit = _person_unit(moment, changed.row)
        return _staff_may(moment, "give_code", "give_code", unit)
    person = moment.world.people[changed.row["person_id"]]
    wrong = changed.columns == {"wrong_years"}
    used = changed.columns == {"used_at"} and person in moment.proved
    return _does_here(moment, "link") and (wrong or used)


def _pairing(moment: Moment, changed: Changed) -> bool:
    mine = _own_session(moment, changed) and _does_here(moment, "pair")
    return mine or (changed.after is None and _does_here(moment, "link_in_front"))


def _case(moment: Moment, changed: Changed) -> bool:
    if _asks_again(moment, changed):
        return True
    if changed.row["kind"] == "point":
        return _case_of_a_point(moment, changed)
    urgent = changed.columns <= {"cause", "due_on", "look_by"} and changed.row["cause"] == "urgent"
    if changed.before is not None and urgent and _does_here(moment, "urge"):
        return _own_session(moment, changed)
    if changed.row["person_id"] is None:
        if changed.before is None and changed.row["kind"] == "talk":
            return _own_session(moment, changed) and _does_here(moment, "ask_officer")
        if changed.before is None:
            return _does_here(moment, "report")
        moved = changed.columns <= _MOVES
        return moved and _answers_about_nobody(moment, changed.row)
    person, unit = _person_unit(moment, changed.row)
    if changed.row["kind"] in _OF_STAFF and _case_of_staff(moment, changed, unit):
        return True
    if changed.row["kind"] == "correction" and _case_of_two_hands(moment, changed, unit):
        return True
    if changed.before is None:
        linked = any(one.opens and one.person == person for one in moment.before.links)
        for_them = _staff_may(moment, "report_for", "report_otp", unit)
        asks = changed.row["kind"] == "talk" and _does_here(moment, "ask_officer")
        return (linked and (asks or _does_here(moment, "report"))) or for_them
    if changed.columns == {"handled_by"} and _moves_cases(moment, unit):
        return True
    moved = changed.columns <= _MOVES
    otherwise = changed.row["kind"] == "otp" and _staff_may(
        moment, "report_for", "report_otp", unit
    )
    if moved and otherwise:
        return True  # what is open is said otherwise
    linked = any(one.opens and one.person == person for one in moment.before.links)
    if moved and linked and changed.row["state"] == "done" and _does_here(moment, "confirm"):
        return changed.row["kind"] in {"otp", "correction"}
    opened = "state" in changed.columns and changed.row["state"] == "open"
    again = _does_here(moment, "report") or _does_here(moment, "ask_officer")
    if moved and linked and opened and again:
        return True  # reported again, it is open again
    return moved and _staff_may(moment, "cases", "answer_cases", unit)


def _asks_again(moment: Moment, changed: Changed) -> bool:
    """Opened again or gone up, by whose request it is, and with the same number: its clocks begin
    anew, and nothing else of it moves."""
    old, new = changed.before, changed.row
    over = old is not None and old["state"] in {"done", "refused", "withdrawn"}
    up = "above" not in changed.columns or (old is not None and new["above"] > old["above"])
    return (
        over
        and up
        and new["state"] == "open"
        and changed.columns <= _MOVES | {"above"}
        and _does_here(moment, "ask_again")
        and _is_own(moment, new)
    )


def _is_own(moment: Moment, case: Row) -> bool:
    """About whom the phone hears; of what is about nobody, what was reported from it."""
    if case["person_id"] is None:
        here = (case["id"], moment.before.session)
        reported = {(one["case_id"], one["session_id"]) for one in moment.rows["case_reporter"]}
        return here in reported
    person, _ = _person_unit(moment, case)
    return moment.before.hears_own and _opens(moment, person)


def _human_talk(moment: Moment, changed: Changed) -> bool:
    """Begun by who asks, at their own phone, or by the officer whose case it is; whoever writes in
    it stands in no other's place."""
    if changed.before is None and changed.row["actor_id"] is None:
        return _own_session(moment, changed) and _does_here(moment, "ask_officer")
    about = next(
        (one for one in moment.rows["case_file"] if one["id"] == changed.row["case_id"]), None
    )
    mine = changed.before is not None and _own_session(moment, changed)
    if mine:
        ends = changed.columns <= {"ended_at", "ended_by"}
        return ends or changed.columns <= {"heard_at", "last_at"}
    if about is None or changed.after is None:
        return False
    return moment.before.does("answer_cases", str(_unit(about)))


def _talk_line(moment: Moment, changed: Changed) -> bool:
    """Told in one's own conversation, or in one that one answers; its words are gone once read."""
    if changed.before is not None:
        return changed.columns <= {"sealed_words", "shown_at"} and not changed.row["sealed_words"]
    return (
        moment.before.works
        or _does_here(moment, "end_talk")
        or _does_here(moment, "ask_officer")
        or any(
            one["id"] == changed.row["talk_id"] and one["session_id"] == moment.before.session
            for one in moment.rows["human_talk"]
        )
    )


def _answers_about_nobody(moment: Moment, row: Row) -> bool:
    """ "A complaint goes above the person it is about": to who leads the unit, else to the
    province; never to whom it names, nor to who may be meant."""
    unit, mine = _unit(row), moment.before.actor
    if row["kind"] != "about_staff":
        return _staff_may(moment, "cases", "answer_cases", unit)
    may = _does_here(moment, "cases") and moment.before.works and row["against"] != mine
    roles = {
        role
        for role, scope in moment.before.grants
        if scope is None or unit in COVERS.get(scope, {scope})
    }
    meant = row["against"] is None and row["reason"] in roles
    return may and not meant and (LEADER if row["above"] == 1 else PROVINCE) in roles


_OF_STAFF: Mapping[str, str] = {"home": "pay_home", "pay_way": "ask_pay_way"}
"""What staff report for a person, and go on with, by the act that it needs."""


def _case_of_staff(moment: Moment, changed: Changed, unit: str) -> bool:
    """Filed in one's own name, or going on under its number; ended by a dialogue that ends it."""
    act = _OF_STAFF[changed.row["kind"]]
    if not _staff_may(moment, act, act, unit):
        return False
    if changed.before is None:
        return bool(changed.row["filed_by"] == moment.before.actor)
    ends = changed.row["state"] in {"done", "refused", "withdrawn"}
    paid = changed.row["kind"] == "home" and changed.row["paid_how"] == "home"
    return changed.columns <= _MOVES and (not ends or paid)


def _case_of_a_point(moment: Moment, changed: Changed) -> bool:
    """Anybody may say so, also again; the post answers what it has found, and who answers cases."""
    unit = _unit(changed.row)
    says_so = _does_here(moment, "report_point")
    if changed.before is None:
        return says_so
    if not changed.columns <= _MOVES:
        return False
    stands = changed.row["state"] == "open"
    found = changed.row["state"] in {"open", "done"}
    return (
        (says_so and stands)
        or (found and _staff_may(moment, "set_points", "set_points", unit))
        or _staff_may(moment, "cases", "answer_cases", unit)
    )


def _home_visit(moment: Moment, changed: Changed) -> bool:
    """Planned in one's own name; afterwards only what became of it is written down."""
    about = next(
        (one for one in moment.rows["case_file"] if one["id"] == changed.row["case_id"]), None
    )
    if not _does_here(moment, "pay_home") or (about is None and changed.before is not None):
        return False
    if about is not None and not _staff_may(moment, "pay_home", "pay_home", _unit(about)):
        return False
    if changed.before is None:
        return bool(changed.row["planned_by"] == moment.before.actor)
    return changed.columns <= {"over_at", "failed"} and changed.before["over_at"] is None


_MOVES = {
    "handled_by", "state", "closed_at", "paid_how", "looked_at", "look_by", "due_on", "level",
    "filed_by", "cause", "bank", "sealed_details", "meanwhile",
}  # fmt: skip


def _case_together(moment: Moment, changed: Changed) -> bool:
    """By who answers both, in their own name, once; a complaint stands alone."""
    cases = {one["id"]: one for one in moment.rows["case_file"]}
    both = [cases.get(changed.row[name]) for name in ("case_id", "other_id")]
    return (
        changed.before is None
        and changed.row["put_by"] == moment.before.actor
        and all(
            one is not None
            and one["kind"] != "about_staff"
            and _staff_may(moment, "put_together", "answer_cases", _unit(one))
            for one in both
        )
    )


def _case_note(moment: Moment, changed: Changed) -> bool:
    """Written by who answers, or whose request it is, and never altered."""
    about = next(
        (one for one in moment.rows["case_file"] if one["id"] == changed.row["case_id"]), None
    )
    if changed.before is not None or about is None:
        return False
    says = _does_here(moment, "say_more") or _does_here(moment, "ask_again")
    if says and _is_own(moment, about):
        return True
    unit = _unit(about)
    decided = _staff_may(moment, "decide", "decide_change", unit)
    submits = about["kind"] == "correction" and _staff_may(moment, "correct", "submit_change", unit)
    return decided or submits or _staff_may(moment, "cases", "answer_cases", unit)


def _case_reporter(moment: Moment, changed: Changed) -> bool:
    """Where it is reported from, along with the case; and how content they are there, by nobody
    else, and nothing but that."""
    if changed.after is None:
        return _own_session(moment, changed) and _does_here(moment, "leave")
    if changed.before is not None:
        rated = changed.columns <= {"rating", "rated_at"}
        return rated and _own_session(moment, changed) and _does_here(moment, "rate")
    case = next(
        (one for one in moment.rows["case_file"] if one["id"] == changed.row["case_id"]), None
    )
    unit = _unit(case) if case else None
    files = case is not None and (
        _staff_may(moment, "report_for", "report_otp", unit)
        or any(_staff_may(moment, act, act, unit) for act in _OF_STAFF.values())
        or (case["kind"] == "point" and _does_here(moment, "report_point"))
    )
    return _own_session(moment, changed) and (
        files or case is None or _does_here(moment, "report") or _does_here(moment, "correct")
    )


def _case_of_two_hands(moment: Moment, changed: Changed, unit: str) -> bool:
    """It is submitted, or goes on, by the one; and ends by the other."""
    submits = _staff_may(moment, "correct", "submit_change", unit)
    if changed.before is None:
        return submits and changed.row["filed_by"] == moment.before.actor
    if not changed.columns <= _MOVES:
        return False
    if changed.row["state"] in {"open", "withdrawn"}:
        return submits
    return _staff_may(moment, "decide", "decide_change", unit)


_DECISION = frozenset(
    {"decided_by", "decided_at", "decision", "because", "sealed_answer", "counts_from"}
)


def _field_change(moment: Moment, changed: Changed) -> bool:
    """ "Decision, field by field, by someone else with the right role"; nothing else moves."""
    row, mine = changed.row, moment.before.actor
    about = next((one for one in moment.rows["case_file"] if one["id"] == row["case_id"]), None)
    if changed.before is None:
        asks = row["submitted_by"] == mine and row["decided_by"] is None
        return asks and _may_submit(moment, row, about) and _does_here(moment, "correct")
    if changed.columns == {"sealed_old", "sealed_new"}:
        own = row["submitted_by"] == mine and row["decided_by"] is None
        return own and _does_here(moment, "correct")  # withdrawn, and so emptied
    if changed.after is None or about is None or not changed.columns <= _DECISION:
        return False
    once = changed.before["decided_by"] is None and row["decided_by"] == mine
    return once and _may_decide(moment, row, about) and _does_here(moment, "decide")


def _stored_file(moment: Moment, changed: Changed) -> bool:
    """Sent from here, and filed under what is submitted in the same message or later."""
    mine, columns = _own_session(moment, changed), changed.columns
    if changed.before is None and changed.row["state"] == "here":
        made = changed.row["channel"] == "made" and changed.row["case_id"] is None
        return mine and made and moment.before.works and _does_here(moment, "hand_out_counts")
    if changed.before is None:
        return mine and changed.row["state"] == "awaited" and changed.row["case_id"] is None
    if columns == {"case_id"}:
        files = any(
            _does_here(moment, one) for one in ("correct", "say_more", "ask_again", "ask_officer")
        )
        return mine and changed.before["case_id"] is None and files
    dropped = {"state", "sealed_reference", "sealed_content", "leased_by"}
    if changed.row["state"] == "removed" and columns <= dropped:
        return mine  # a code stands in it, so that its sender wants nothing of it kept
    again = changed.before["state"] == "refused" and changed.row["state"] == "awaited"
    return mine and (again or (changed.after is None and changed.before["case_id"] is None))


_LISTS: Mapping[str, frozenset[str]] = {
    "people": frozenset({OFFICER, LEADER}),
    "accounts": frozenset({BANK}),
    "payments": frozenset({OFFICER, LEADER, POST}),
    "calendar": frozenset({POST}),
    "points": frozenset({POST}),
}


def _summary_hour(moment: Moment, changed: Changed) -> bool:
    """ "Settable in chat": one's own, by who hears the numbers."""
    hears = any(role in DOES["hear_summary"] for role, _ in moment.before.grants)
    own = changed.row["actor_id"] == moment.before.actor and changed.after is not None
    return own and hears and moment.before.works and _does_here(moment, "summary_hour")


def _list_errand(moment: Moment, changed: Changed) -> bool:
    """Asked for in one's own name, of a kind that is theirs, and for a unit that is."""
    row, roles = changed.row, _LISTS[changed.row["kind"]]
    theirs = moment.before.works and any(
        role in roles and (row["unit_code"] is None or scope == _unit(row))
        for role, scope in moment.before.grants
    )
    own = _own_session(moment, changed) and row["actor_id"] == moment.before.actor
    return changed.before is None and own and theirs and _does_here(moment, "bring_list")


def _may_submit(moment: Moment, row: Row, about: Row | None) -> bool:
    """Of which unit a new case is, is judged with the case."""
    roles = SUBMITS[row["field"]]
    if about is None:
        return any(role in roles for role, _ in moment.before.grants)
    return _has_role(moment, roles, _unit(about))


def _may_decide(moment: Moment, row: Row, about: Row) -> bool:
    """Not on what one submitted, nor on a person of whom one's own phone hears."""
    person, _ = _person_unit(moment, about)
    own = any(one.opens and one.person == person for one in moment.before.links)
    others = row["submitted_by"] != moment.before.actor
    return others and not own and _has_role(moment, DECIDES[row["field"]], _unit(about))


def _has_role(moment: Moment, roles: frozenset[str], unit: str | None) -> bool:
    return moment.before.works and any(
        role in roles and unit is not None and (scope is None or unit in COVERS.get(scope, {scope}))
        for role, scope in moment.before.grants
    )


def _record(column: str) -> Callable[[Moment, Changed], bool]:
    """People and accounts change by a decision on a correction of just that, and not otherwise."""

    def judge(moment: Moment, changed: Changed) -> bool:
        if changed.before is None or changed.after is None or not _does_here(moment, "decide"):
            return False
        about = {one["id"]: one for one in moment.rows["case_file"]}
        waiting = [
            one
            for one in moment.rows["field_change"]
            if one["decided_by"] is None
            and about[one["case_id"]]["person_id"] == changed.row[column]
            and _may_decide(moment, one, about[one["case_id"]])
        ]
        return any(changed.columns <= _WRITES[one["field"]] for one in waiting)

    return judge


def _version(moment: Moment, changed: Changed) -> bool:
    """What others keep in memory is read anew: the people, or the calendar and the points."""
    if changed.columns == {"people_version"}:
        return _does_here(moment, "decide")
    posts = any(role == POST for role, _ in moment.before.grants) and moment.before.works
    days = _does_here(moment, "set_days") or _does_here(moment, "set_points")
    return changed.columns == {"reference_version"} and posts and days


def _people_change(moment: Moment, changed: Changed) -> bool:
    """Said once, by who may correct a record; who is let go is counted elsewhere from then on."""
    return changed.before is None and _does_here(moment, "decide")


def _moves_cases(moment: Moment, unit: str) -> bool:
    """With what is taken from a colleague, or handed over, go their open cases."""
    return _staff_may(moment, "revoke", "revoke", unit) or _staff_may(
        moment, "hand_over", "hand_over", unit
    )


def _actor(moment: Moment, changed: Changed) -> bool:
    if changed.before is None:
        return moment.invited and _does_here(moment, "accept")
    if changed.columns == {"phone_index"}:  # that of the invitation, where none was known
        unknown = changed.before["phone_index"] is None
        return unknown and moment.invited and _does_here(moment, "accept")
    own = changed.row["id"] == moment.before.actor
    return own and changed.columns <= {"totp_step", "sealed_totp"}


def _grant(moment: Moment, changed: Changed) -> bool:
    unit, role = _unit(changed.row), changed.row["role"]
    if changed.before is None:
        accepted = moment.invited and _does_here(moment, "accept")
        return accepted or _hands_over(moment, role, unit)
    ended = changed.columns == {"ended_at"}
    return ended and (
        _above(moment, "revoke", "revoke", role, unit) or _hands_over(moment, role, unit)
    )


def _hands_over(moment: Moment, role: str, unit: str | None) -> bool:
    """What is one's own, or what stands below."""
    own = (role, unit) in moment.before.grants and any(
        mine in DOES["hand_over"] for mine, _ in moment.before.grants
    )
    return (own and moment.before.works and _does_here(moment, "hand_over")) or _above(
        moment, "hand_over", "hand_over", role, unit
    )


def _above(moment: Moment, does: str, act: str, role: str, unit: str | None) -> bool:
    """Within one's own units, and only roles that stand below."""
    return (
        _does_here(moment, does)
        and moment.before.works
        and any(
            mine in DOES[act]
            and role in INVITES.get(mine, frozenset())
            and (scope is None or scope == unit)
            for mine, scope in moment.before.grants
        )
    )


def _staff_address(moment: Moment, changed: Changed) -> bool:
    if _own_session(moment, changed):
        used = changed.columns <= {"used_on", "stepped_up_at"} and moment.before.actor is not None
        moved_in = moment.invited and _does_here(moment, "accept")
        left = _does_here(moment, "leave") or _does_here(moment, "hand_over")
        return used or moved_in or left
    ended = changed.columns == {"ended_at"}
    return ended and (_does_here(moment, "revoke") or _does_here(moment, "hand_over"))


def _invite(moment: Moment, changed: Changed) -> bool:
    if changed.before is None:
        return _above(moment, "invite", "invite", changed.row["role"], _unit(changed.row))
    if moment.invited and changed.columns <= {"used_at", "actor_id"}:
        return True
    # What a colleague has invited and nobody has used ends with what is taken from them.
    taken = _does_here(moment, "revoke") or _does_here(moment, "hand_over")
    return taken and moment.before.works and changed.columns <= {"used_at", "valid_until"}


_DAY_STEPS: frozenset[tuple[str | None, str | None]] = frozenset(
    {
        (None, "planned"),
        ("planned", "planned"),
        ("planned", "confirmed"),
        ("planned", "postponed"),
        ("planned", "money_in_account"),
        ("confirmed", "confirmed"),
        ("confirmed", "postponed"),
        ("confirmed", "money_in_account"),
        ("confirmed", "closed"),
        ("postponed", "confirmed"),
        ("postponed", "postponed"),
        ("postponed", "money_in_account"),
        ("money_in_account", "closed"),
    }
)
"""What is confirmed is never merely planned again, and what is closed stays so."""

_OF_A_DAY = {"state", "day", "opens", "closes", "reason", "day_before", "said_on"}
_OF_A_POINT = {
    "status",
    "address",
    "latitude",
    "longitude",
    "confirmed_on",
    "replaced_by",
    "here_since",
}
_OF_THE_POST = {"post_office", "commune_post", "mobile_point"}


def _payout_day(moment: Moment, changed: Changed) -> bool:
    """By the post of its own unit, in the steps that there are, or back within ten minutes."""
    old, new = (one and one["state"] for one in (changed.before, changed.after))
    back = "calendar_back" in _reached(moment.dialogues)
    step = (old, new) in _DAY_STEPS or (back and (new, old) in _DAY_STEPS)
    whole = changed.before is None or changed.after is None
    return (
        step
        and (whole or changed.columns <= _OF_A_DAY)
        and _staff_may(moment, "set_days", "set_days", _unit(changed.row))
    )


def _payment_point(moment: Moment, changed: Changed) -> bool:
    """Never taken away, and what it is stays: a payday or a record may name it."""
    return (
        changed.after is not None
        and changed.after["kind"] in _OF_THE_POST
        and (changed.before is None or changed.columns <= _OF_A_POINT)
        and _staff_may(moment, "set_points", "set_points", _unit(changed.row))
    )


_JUDGES: Mapping[str, Callable[[Moment, Changed], bool]] = {
    "attempt": lambda *_: True,
    "notice": lambda _, changed: changed.columns == {"told_at"} or changed.before is None,
    "failure": _always,
    "consent": _consent,
    "subscription": _subscription,
    "arrival": _arrival,
    "asked": _asked,
    "link": _link,
    "link_code": _link_code,
    "pairing": _pairing,
    "looked_at": _looked_at,
    "case_file": _case,
    "case_note": _case_note,
    "case_reporter": _case_reporter,
    "human_talk": _human_talk,
    "talk_line": _talk_line,
    "case_together": _case_together,
    "home_visit": _home_visit,
    "field_change": _field_change,
    "stored_file": _stored_file,
    "list_errand": _list_errand,
    "page_session": _page_session,
    "not_understood": lambda _, changed: changed.before is None or changed.columns == {"times"},
    "summary_hour": _summary_hour,
    "person": _record("id"),
    "account": _record("person_id"),
    "store": _version,
    "people_change": _people_change,
    "actor": _actor,
    "staff_grant": _grant,
    "staff_address": _staff_address,
    "invite": _invite,
    "payout_day": _payout_day,
    "payment_point": _payment_point,
}
