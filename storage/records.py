"""What a dialogue may read and file, within its turn's transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from domain.privacy import Level
from storage.accounts import Accounts
from storage.alerts import Alerts
from storage.arrivals import Arrivals
from storage.audit import Audit
from storage.briefings import Briefings
from storage.bulletins import Bulletins
from storage.calendar_changes import CalendarChanges
from storage.call_lists import CallLists
from storage.case_queue import CaseQueue
from storage.case_reporters import CaseReporters
from storage.cases import Cases
from storage.cash_promised import CashPromised
from storage.complaints import Complaints
from storage.condition import Conditions
from storage.connection import Store
from storage.consents import Consents, Tries
from storage.conversations import Conversations
from storage.corrections import Corrections
from storage.daybook import Daybook
from storage.fetching import Fetching
from storage.files import Files
from storage.home_visits import HomeVisits
from storage.human_talks import HumanTalks
from storage.imports.lists_in import ListsIn
from storage.jobs import Jobs
from storage.last_looked import LastLooked
from storage.link_codes import LinkCodes
from storage.links import Links
from storage.list_checks import ListChecks
from storage.list_errands import ListErrands
from storage.mailbox import Mailboxes
from storage.name_search import NameSearch
from storage.not_understood import NotUnderstoods
from storage.notices import Notices
from storage.outbox import Outbox
from storage.own_news import OwnNews
from storage.pace import Pace
from storage.page_sessions import PageSessions
from storage.payouts import Payouts
from storage.people import People
from storage.point_changes import PointChanges
from storage.point_reports import PointReports
from storage.questions import QuestionCounts
from storage.reference import Reference
from storage.staff import Staff
from storage.subscriptions import Subscriptions
from storage.summary import Summaries
from storage.summary_hours import SummaryHours
from storage.summary_span import Spans
from storage.talk_cases import TalkCases
from storage.talk_upkeep import TalkUpkeep
from storage.unpaid import UnpaidCalls

T = TypeVar("T")


def _part(kind: Callable[[Store], T]) -> cached_property[T]:
    """Made when it is first asked for: a turn needs few of them."""

    def make(records: Records) -> T:
        return kind(records.store)

    return cached_property(make)


class Records:
    """One attribute per kind of record. ``filed`` names what this turn has decided."""

    conversations = _part(Conversations)
    outbox = _part(Outbox)
    pace = _part(Pace)
    mailboxes = _part(Mailboxes)
    people = _part(People)
    names = _part(NameSearch)
    last_looked = _part(LastLooked)
    links = _part(Links)
    link_codes = _part(LinkCodes)
    consents = _part(Consents)
    tries = _part(Tries)
    notices = _part(Notices)
    subscriptions = _part(Subscriptions)
    bulletins = _part(Bulletins)
    own_news = _part(OwnNews)
    arrivals = _part(Arrivals)
    call_lists = _part(CallLists)
    unpaid = _part(UnpaidCalls)
    summaries = _part(Summaries)
    spans = _part(Spans)
    summary_hours = _part(SummaryHours)
    questions = _part(QuestionCounts)
    not_understood = _part(NotUnderstoods)
    calendar = _part(CalendarChanges)
    point_changes = _part(PointChanges)
    point_reports = _part(PointReports)
    staff = _part(Staff)
    page_sessions = _part(PageSessions)
    briefings = _part(Briefings)
    payouts = _part(Payouts)
    accounts = _part(Accounts)
    cases = _part(Cases)
    case_queue = _part(CaseQueue)
    case_reporters = _part(CaseReporters)
    complaints = _part(Complaints)
    list_checks = _part(ListChecks)
    lists_in = _part(ListsIn)
    list_errands = _part(ListErrands)
    cash_promised = _part(CashPromised)
    home_visits = _part(HomeVisits)
    corrections = _part(Corrections)
    human_talks = _part(HumanTalks)
    talk_cases = _part(TalkCases)
    talk_upkeep = _part(TalkUpkeep)
    files = _part(Files)
    fetching = _part(Fetching)
    audit = _part(Audit)
    jobs = _part(Jobs)
    conditions = _part(Conditions)
    alerts = _part(Alerts)
    daybook = _part(Daybook)

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def reference(self) -> Reference:
        """Units, points and calendar, as of this turn."""
        return self._store.reference

    @property
    def store(self) -> Store:
        """For the store's own upkeep (seals, purge, keys); no dialogue touches it."""
        return self._store

    def new_id(self) -> int:
        return self._store.ids()

    @property
    def level(self) -> Level:
        """How private the most private thing is that this turn has read."""
        return self._store.level

    @property
    def seen(self) -> frozenset[int]:
        """Whose records this turn has opened to tell of them."""
        return frozenset(self._store.seen)

    @property
    def filed(self) -> tuple[str, ...]:
        return tuple(self._store.filed)
