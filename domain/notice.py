"""What is said without being asked: which kinds there are, who asked for which, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from domain.case import CaseKind

KNOCKS = frozenset({"telegram"})
"""Channels that wake a phone. A web page and a terminal wait to be opened."""

PAUSING = frozenset({CaseKind.DEATH})
"""While such a report about a person stands, and is not refused, nothing is said about them."""


class Topic(StrEnum):
    """What a person may ask to be written to about, each apart."""

    PAYDAY = "payday"  # the day before, and that morning
    CHANGES = "changes"  # a day is fixed or moved, a point closed or moved
    MONEY = "money"  # it is in the account, or did not arrive
    CASES = "cases"  # what was reported is answered
    ARRIVED = "arrived"  # two days after payday: did it come?


class NoticeKind(StrEnum):
    """The subject of each stands beside it."""

    # about a link
    LINKED_ELSEWHERE = "linked_elsewhere"
    PLEASE_AGREE = "please_agree"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    STOPPED = "stopped"
    LEFT = "left"
    ENDS_SOON = "ends_soon"
    ENDS_IN_A_WEEK = "ends_in_a_week"
    # about a person
    ANSWERED_FOR = "answered_for"
    # to staff: a number of its own; a bulletin; a case; an alert; the ordinal of a day; of two that
    # tell of all cases of a unit that lists have shown, any of them
    HANDED_OVER = "handed_over"
    CALL_LIST = "call_list"
    CASE_FILED = "case_filed"
    CASE_OVERDUE = "case_overdue"
    CASE_YOURS = "case_yours"
    CASE_CHANGED = "case_changed"
    CASE_SENT_BACK = "case_sent_back"
    CASE_ENDED = "case_ended"
    LISTS_DIFFER = "lists_differ"
    LISTS_LATE = "lists_late"
    CASH_PROMISED = "cash_promised"
    POINT_REPORTED = "point_reported"
    HOME_TO_DO = "home_to_do"
    HOME_TODAY = "home_today"
    UNREACHABLE = "unreachable"
    ALERT = "alert"
    ALERT_OVER = "alert_over"
    MORNING_LINE = "morning_line"
    # about a bulletin
    PAYDAY_EVE = "payday_eve"
    PAYDAY_MORNING = "payday_morning"
    DAY_CONFIRMED = "day_confirmed"
    DAY_POSTPONED = "day_postponed"
    POINT_CLOSED = "point_closed"
    POINT_NOW = "point_now"
    DID_IT_ARRIVE = "did_it_arrive"
    # about a payment
    MONEY_CREDITED = "money_credited"
    MONEY_FAILED = "money_failed"
    # about a case
    CASE_REPORTED = "case_reported"
    CASE_ANSWERED = "case_answered"
    # about a day on which money is brought home; the two to staff as well
    HOME_PLANNED = "home_planned"
    HOME_EVE = "home_eve"
    HOME_NOT_DONE = "home_not_done"
    # about a correction
    RECORD_DECIDED = "record_decided"
    # about a line of a human conversation
    TALK_TO_CITIZEN = "talk_to_citizen"
    TALK_TO_OFFICER = "talk_to_officer"
    # about a day, by its ordinal
    DAY_SUMMARY = "day_summary"
    # about a file
    FILE_REFUSED = "file_refused"
    # about what was asked for with a list
    LIST_NEWS = "list_news"

    @property
    def asked_for(self) -> bool:
        """It answers what was asked, or is somebody's work, so who wants no messages gets it all
        the same."""
        return self in _ASKED_FOR

    @property
    def at_night(self) -> bool:
        """It is told at any hour: who asked waits for it, or the work cannot wait."""
        return self.asked_for and self not in _BY_DAY

    @property
    def topic(self) -> Topic | None:
        """What must have been subscribed to; None for what comes with a link, or with work."""
        return _TOPICS.get(self)


ABOUT_CASES = frozenset(
    {
        NoticeKind.CASE_FILED,
        NoticeKind.CASE_OVERDUE,
        NoticeKind.CASE_YOURS,
        NoticeKind.CASE_CHANGED,
        NoticeKind.CASE_SENT_BACK,
        NoticeKind.CASE_ENDED,
        NoticeKind.LISTS_DIFFER,
        NoticeKind.LISTS_LATE,
        NoticeKind.CASH_PROMISED,
        NoticeKind.POINT_REPORTED,
        NoticeKind.HOME_TO_DO,
        NoticeKind.HOME_TODAY,
    }
)
"""To staff: what their work is, or what became of it."""

_ASKED_FOR = frozenset(
    {
        NoticeKind.ANSWERED_FOR,
        NoticeKind.PLEASE_AGREE,
        NoticeKind.CONFIRMED,
        NoticeKind.NOT_CONFIRMED,
        NoticeKind.HANDED_OVER,
        NoticeKind.CALL_LIST,
        *ABOUT_CASES,
        NoticeKind.UNREACHABLE,
        NoticeKind.ALERT,
        NoticeKind.ALERT_OVER,
        NoticeKind.MORNING_LINE,
        NoticeKind.TALK_TO_CITIZEN,
        NoticeKind.TALK_TO_OFFICER,
        NoticeKind.FILE_REFUSED,
        NoticeKind.LIST_NEWS,
        NoticeKind.DAY_SUMMARY,
    }
)

OF_TALKS = frozenset({NoticeKind.TALK_TO_CITIZEN, NoticeKind.TALK_TO_OFFICER})
"""Between a citizen and an officer."""

_BY_DAY = frozenset({NoticeKind.CALL_LIST, NoticeKind.UNREACHABLE, *ABOUT_CASES})
"""Work that the law gives days for: no officer is woken by it."""

_TOPICS: Mapping[NoticeKind, Topic] = {
    NoticeKind.PAYDAY_EVE: Topic.PAYDAY,
    NoticeKind.PAYDAY_MORNING: Topic.PAYDAY,
    NoticeKind.DAY_CONFIRMED: Topic.CHANGES,
    NoticeKind.DAY_POSTPONED: Topic.CHANGES,
    NoticeKind.POINT_CLOSED: Topic.CHANGES,
    NoticeKind.POINT_NOW: Topic.CHANGES,
    NoticeKind.DID_IT_ARRIVE: Topic.ARRIVED,
    NoticeKind.MONEY_CREDITED: Topic.MONEY,
    NoticeKind.MONEY_FAILED: Topic.MONEY,
    NoticeKind.CASE_REPORTED: Topic.CASES,
    NoticeKind.CASE_ANSWERED: Topic.CASES,
}


ABOUT_HOME = frozenset({NoticeKind.HOME_PLANNED, NoticeKind.HOME_EVE, NoticeKind.HOME_NOT_DONE})
"""To every phone that hears about somebody: who opens the door must know who comes."""

ABOUT_LINKS = frozenset(
    {
        NoticeKind.LINKED_ELSEWHERE,
        NoticeKind.PLEASE_AGREE,
        NoticeKind.CONFIRMED,
        NoticeKind.ENDS_SOON,
        NoticeKind.ENDS_IN_A_WEEK,
    }
)
"""What tells that somebody hears, or is to hear, about a person. That hearing has ended is about
the phone alone, and is said whatever was reported."""


class Outcome(StrEnum):
    """What became of a notice."""

    TOLD = "told"
    STALE = "stale"  # its day has passed, or what it says is true no more
    STOPPED = "stopped"  # who hears it wants no messages, or not this kind
    PAUSED = "paused"  # a report stands that silences what is said about the person
    GONE = "gone"  # the address cannot be reached
    FAILED = "failed"  # it could not be said, which is recorded
