"""What an address is told without having asked: one function a kind, in files by what it is about.

One that finds that its day has passed, or that it is true no more, says nothing; it is then stale.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from domain.notice import NoticeKind
from handlers.notices import (
    cash,
    corrections,
    files,
    home,
    links,
    list_news,
    lists,
    operator,
    own,
    paydays,
    point_reports,
    summaries,
    talks,
    work,
)
from handlers.talk import Talk
from storage.records import Records

Notice = Callable[[Talk, Records, int], Awaitable[None]]

NOTICES: Mapping[NoticeKind, Notice] = {
    NoticeKind.LINKED_ELSEWHERE: links.linked_elsewhere,
    NoticeKind.PLEASE_AGREE: links.please_agree,
    NoticeKind.CONFIRMED: links.confirmed,
    NoticeKind.NOT_CONFIRMED: links.not_confirmed,
    NoticeKind.STOPPED: links.stopped,
    NoticeKind.LEFT: links.left,
    NoticeKind.ENDS_SOON: links.ends_soon,
    NoticeKind.ENDS_IN_A_WEEK: links.ends_soon,
    NoticeKind.ANSWERED_FOR: own.answered_for,
    NoticeKind.HANDED_OVER: work.handed_over,
    NoticeKind.CALL_LIST: work.call_list,
    NoticeKind.CASE_FILED: work.case_filed,
    NoticeKind.CASE_OVERDUE: work.case_overdue,
    NoticeKind.CASE_YOURS: work.case_yours,
    NoticeKind.CASE_CHANGED: work.case_changed,
    NoticeKind.CASE_SENT_BACK: work.case_sent_back,
    NoticeKind.CASE_ENDED: work.case_ended,
    NoticeKind.LISTS_DIFFER: lists.lists_differ,
    NoticeKind.LISTS_LATE: lists.lists_late,
    NoticeKind.CASH_PROMISED: cash.cash_promised,
    NoticeKind.POINT_REPORTED: point_reports.point_reported,
    NoticeKind.HOME_TO_DO: home.home_to_do,
    NoticeKind.HOME_TODAY: home.home_today,
    NoticeKind.HOME_PLANNED: home.home_planned,
    NoticeKind.HOME_EVE: home.home_eve,
    NoticeKind.HOME_NOT_DONE: home.home_not_done,
    NoticeKind.UNREACHABLE: work.unreachable,
    NoticeKind.PAYDAY_EVE: paydays.payday,
    NoticeKind.PAYDAY_MORNING: paydays.payday,
    NoticeKind.DAY_CONFIRMED: paydays.confirmed,
    NoticeKind.DAY_POSTPONED: paydays.postponed,
    NoticeKind.POINT_CLOSED: paydays.point_closed,
    NoticeKind.POINT_NOW: paydays.point_now,
    NoticeKind.DID_IT_ARRIVE: paydays.did_it_arrive,
    NoticeKind.MONEY_CREDITED: own.money_credited,
    NoticeKind.MONEY_FAILED: own.money_failed,
    NoticeKind.CASE_REPORTED: own.case_reported,
    NoticeKind.CASE_ANSWERED: own.case_answered,
    NoticeKind.RECORD_DECIDED: corrections.record_decided,
    NoticeKind.TALK_TO_CITIZEN: talks.to_citizen,
    NoticeKind.TALK_TO_OFFICER: talks.to_officer,
    NoticeKind.FILE_REFUSED: files.file_refused,
    NoticeKind.LIST_NEWS: list_news.list_news,
    NoticeKind.DAY_SUMMARY: summaries.day_summary,
    NoticeKind.ALERT: operator.alert,
    NoticeKind.ALERT_OVER: operator.alert_over,
    NoticeKind.MORNING_LINE: operator.morning_line,
}
