"""What a dialogue may read and file, within its turn's transaction."""

from __future__ import annotations

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


class Records:
    """One attribute per kind of record. ``filed`` names what this turn has decided."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.conversations = Conversations(store)
        self.outbox = Outbox(store)
        self.pace = Pace(store)
        self.mailboxes = Mailboxes(store)
        self.people = People(store)
        self.names = NameSearch(store)
        self.last_looked = LastLooked(store)
        self.links = Links(store)
        self.link_codes = LinkCodes(store)
        self.consents = Consents(store)
        self.tries = Tries(store)
        self.notices = Notices(store)
        self.subscriptions = Subscriptions(store)
        self.bulletins = Bulletins(store)
        self.own_news = OwnNews(store)
        self.arrivals = Arrivals(store)
        self.call_lists = CallLists(store)
        self.unpaid = UnpaidCalls(store)
        self.summaries = Summaries(store)
        self.spans = Spans(store)
        self.summary_hours = SummaryHours(store)
        self.questions = QuestionCounts(store)
        self.not_understood = NotUnderstoods(store)
        self.calendar = CalendarChanges(store)
        self.point_changes = PointChanges(store)
        self.point_reports = PointReports(store)
        self.staff = Staff(store)
        self.page_sessions = PageSessions(store)
        self.briefings = Briefings(store)
        self.payouts = Payouts(store)
        self.accounts = Accounts(store)
        self.cases = Cases(store)
        self.case_queue = CaseQueue(store)
        self.case_reporters = CaseReporters(store)
        self.complaints = Complaints(store)
        self.list_checks = ListChecks(store)
        self.lists_in = ListsIn(store)
        self.list_errands = ListErrands(store)
        self.cash_promised = CashPromised(store)
        self.home_visits = HomeVisits(store)
        self.corrections = Corrections(store)
        self.human_talks = HumanTalks(store)
        self.talk_cases = TalkCases(store)
        self.talk_upkeep = TalkUpkeep(store)
        self.files = Files(store)
        self.fetching = Fetching(store)
        self.audit = Audit(store)
        self.jobs = Jobs(store)
        self.conditions = Conditions(store)
        self.alerts = Alerts(store)
        self.daybook = Daybook(store)

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
