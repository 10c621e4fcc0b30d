"""A store that grows from a few communes to a country: people on their lists of three months, the
calendar, phones that are linked, staff, and what has come in lately.

A store holds the units of An Giang alone; the others are invented, so that a commune has as many
people however large the store is: 3.5 million over the 3,321 communes of the country are 1,054 in
each. In a commune one in ten has a phone that is linked and has asked this morning, one in a
hundred a case, half of them over, and one in two hundred was rung up. Every point has been reported
closed once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from multiprocessing import get_context
from typing import Any

from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.people import MONTH, TABLES, Commune, copy, maintain
from domain.account import AccountState
from domain.asked import Asked
from domain.case import CaseKind, CaseState
from domain.case_flow import CaseEvent
from domain.otp import AtBank, Cause, Meanwhile, OtpFailure, Tried
from domain.payout import DayState, FailedBecause, Stage, Way
from domain.permissions import Role
from domain.person import Programme, Relation
from domain.place import REFORM, PointKind, PointStatus, UnitKey, UnitKind
from domain.point_report import PointTrouble
from domain.text import Month
from storage import seed
from storage.database import Database
from storage.demo.supply import FIRST_ID, Supply
from storage.sealed import Vault
from storage.tables import (
    actor,
    asked,
    audit,
    case_event,
    case_file,
    case_reporter,
    consent,
    inbox,
    link,
    outbox,
    payment_point,
    payout_day,
    question_count,
    session,
    staff_address,
    staff_grant,
    store,
    unit,
)
from tests.house import INDEX_KEY, KEY, NOW

PEOPLE_OF_COMMUNE = 1_054
COMMUNES = 3_321
"""Of the country since July 2025; An Giang's 102 are the first."""

LINKED_EACH = 10
CHANNEL = "console"
HEAD = "head"
"""Who hears the numbers of everything. An officer and a leader are called after their commune."""

_PROCESSES = 2
_CASE_EACH, _ASKED_EACH, _WAITING_EACH = 100, 200, 20
_CLOSED_EACH = 100
_OF_CASE = ("number", "kind", "reason", "person_id", "session_id", "due_on", "sealed_details",
            "cause", "look_by", "meanwhile", "point_id")  # fmt: skip
_IDS_OF_COMMUNE = 100_000
_TODAY = NOW.date()
_MONTHS = (MONTH.plus(-2), MONTH.plus(-1), MONTH)
_PAYDAY = 10
_OPENS, _CLOSES = time(7, 30), time(11)
_REPLY_BYTES = 400
_FIRST_WORDS = ("An", "Bình", "Châu", "Đại", "Đông", "Gia", "Hòa", "Hưng", "Kim", "Lạc", "Liên",
                "Long", "Minh", "Mỹ", "Nam", "Nghĩa", "Ngọc", "Phú", "Phước", "Quang", "Sơn",
                "Tam", "Tân", "Tây", "Thái", "Thanh", "Thạnh", "Thuận", "Tiên", "Trung", "Trường",
                "Văn", "Vạn", "Việt", "Vĩnh", "Xuân", "Yên")  # fmt: skip
_LAST_WORDS = ("An", "Ân", "Bắc", "Bảo", "Cát", "Chánh", "Cường", "Điền", "Đình", "Đức", "Giang",
               "Hà", "Hải", "Hậu", "Hiệp", "Hội", "Khánh", "Khê", "Lâm", "Lập", "Lễ", "Lộc",
               "Lợi", "Lương", "Ninh", "Phong", "Phụng", "Quý", "Tâm", "Thành", "Thịnh", "Thọ",
               "Thượng", "Tiến", "Tín", "Trạch", "Trị", "Tường", "Vinh", "Xá")  # fmt: skip


def _outcomes(month: Month, way: Way) -> list[dict[str, Any]]:
    """One in fifty has not come."""
    cash = way is Way.CASH
    reason = FailedBecause.NOT_COLLECTED if cash else FailedBecause.NAME_DIFFERS
    came = {"stage": (Stage.COLLECTED if cash else Stage.CREDITED).value, "reason": None}
    failed = {"stage": Stage.FAILED.value, "reason": reason.value}
    days = [month.first_day.replace(day=_PAYDAY + nth) for nth in range(5)]
    return [
        {"stage_on": day, **(failed if nth == 0 else came)} for day in days for nth in range(50)
    ]


_OUTCOMES = {(month, way): _outcomes(month, way) for month in _MONTHS for way in Way}


def communes_for(people: int) -> int:
    return min(COMMUNES, max(1, round(people / PEOPLE_OF_COMMUNE)))


def people_in(communes: int) -> int:
    return communes * PEOPLE_OF_COMMUNE


@dataclass(frozen=True, slots=True)
class Place:
    """The ``number``th commune."""

    number: int
    key: UnitKey
    latitude: float
    longitude: float

    @property
    def officer(self) -> str:
        return f"officer {self.number}"

    @property
    def leader(self) -> str:
        return f"leader {self.number}"

    def citizen(self, number: int) -> str:
        return f"citizen {self.number} {number}"


def places() -> list[Place]:
    """All that there will be: those that are served first, so that the smallest store has them."""
    present = [one for one in seed.rows()["unit"] if one["valid_from"] == REFORM]
    present.sort(key=lambda one: (not one["served"], one["code"]))
    found = [
        Place(number, UnitKey(one["code"], REFORM), one["latitude"], one["longitude"])
        for number, one in enumerate(present)
    ]
    rng = Supply(3).rng
    for number in range(len(found), COMMUNES):
        key = UnitKey(f"X{number:04}", REFORM)
        found.append(Place(number, key, rng.uniform(11.5, 23), rng.uniform(104, 108)))
    return found


async def grow(database: Database, url: str, all_places: list[Place], begins: int) -> None:
    """By these communes: in as many processes as there are processors, then as a database that has
    had the time to keep itself in order."""
    fresh = all_places[begins:]
    async with database.engine.begin() as connection:
        await _found(connection, fresh)
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as processes:
        parts = [fresh[nth::_PROCESSES] for nth in range(_PROCESSES)]
        for done in [processes.submit(_fill, url, part) for part in parts if part]:
            done.result()
    if begins == 0:
        async with database.engine.begin() as connection:
            await _appoint(connection, database.vault)
    await maintain(database, "VACUUM ANALYZE")


# --- Units and who leads them -----------------------------------------------------------------


async def _found(connection: AsyncConnection, fresh: list[Place]) -> None:
    """Invented units, and every program reads places and calendar again."""
    rng = Supply(5).rng
    rows = [
        {
            "code": one.key.code,
            "valid_from": REFORM,
            "name": f"{rng.choice(_FIRST_WORDS)} {rng.choice(_LAST_WORDS)}",
            "kind": UnitKind.COMMUNE.value,
            "area": "",
            "served": True,
            "latitude": one.latitude,
            "longitude": one.longitude,
        }
        for one in fresh
        if one.key.code.startswith("X")
    ]
    if rows:
        await connection.execute(insert(unit), rows)
    codes = [one.key.code for one in fresh]
    await connection.execute(
        update(unit).where(unit.c.valid_from == REFORM, unit.c.code.in_(codes)).values(served=True)
    )
    changed = {name: store.c[name] + 1 for name in ("reference_version", "people_version")}
    done = await connection.execute(update(store).values(changed))
    if done.rowcount == 0:
        first = {"id": 1, "reference_version": 1, "people_version": 1}
        await connection.execute(insert(store), first)


async def _appoint(connection: AsyncConnection, vault: Vault) -> None:
    rows: dict[str, list[dict[str, Any]]] = {}
    _work(rows, vault, count(FIRST_ID - 100), HEAD, Role.PROVINCE_OFFICIAL, None)
    for each in (actor, session, staff_grant, staff_address):
        await connection.execute(insert(each), rows[each.name])


def _work(
    rows: dict[str, list[dict[str, Any]]],
    vault: Vault,
    ids: Iterator[int],
    who: str,
    role: Role,
    key: UnitKey | None,
) -> None:
    """Somebody who works there, at a phone of theirs."""
    human, session_id = next(ids), next(ids)
    rows.setdefault("actor", []).append(
        {
            "id": human,
            "sealed_name": vault.seal("Nguyễn Văn Mẫu", actor.c.sealed_name, human),
            "made_at": NOW,
        }
    )
    rows.setdefault("session", []).append(_session(vault, session_id, who))
    rows.setdefault("staff_grant", []).append(
        {
            "id": next(ids),
            "actor_id": human,
            "role": role.value,
            "unit_code": key and key.code,
            "unit_from": key and key.valid_from,
            "given_at": NOW,
        }
    )
    rows.setdefault("staff_address", []).append(
        {"session_id": session_id, "actor_id": human, "since": NOW, "used_on": _TODAY}
    )


def _session(vault: Vault, new_id: int, who: str) -> dict[str, Any]:
    return {
        "id": new_id,
        "channel": CHANNEL,
        "address_index": _index(vault, who),
        "sealed_address": vault.seal(who, session.c.sealed_address, new_id),
        "version": 1,
        "language": "vi",
        "failures": 0,
        "heard_order": 0,
    }


def _index(vault: Vault, who: str) -> bytes:
    return vault.index("address", CHANNEL, who)


# --- A commune --------------------------------------------------------------------------------


def _fill(url: str, part: list[Place]) -> None:
    asyncio.run(_settle(Database.open(url, Vault.from_settings(KEY, INDEX_KEY)), part))


async def _settle(database: Database, part: list[Place]) -> None:
    async with database.engine.connect() as connection:
        # Nothing that refers is looked up while it is copied: the rows are made to fit.
        await connection.execute(text("SET session_replication_role = replica"))
        await connection.commit()
        supply = Supply(0)
        for one in part:
            supply.rng.seed(one.number)
            begins = FIRST_ID + one.number * _IDS_OF_COMMUNE
            ids = iter(range(begins, begins + _IDS_OF_COMMUNE))
            commune = _Served(database.vault, supply, ids, one)
            commune.settle(PEOPLE_OF_COMMUNE)
            await copy(connection, commune)
            await connection.commit()
    await database.close()


class _Served(Commune):
    """Most were paid in these months; its phones, its staff and its cases."""

    tables = (
        *TABLES,
        payment_point,
        payout_day,
        actor,
        session,
        staff_grant,
        staff_address,
        link,
        consent,
        inbox,
        outbox,
        audit,
        case_file,
        case_event,
        case_reporter,
        asked,
        question_count,
    )
    months = _MONTHS

    def __init__(self, vault: Vault, supply: Supply, ids: Iterator[int], place: Place) -> None:
        super().__init__(vault, supply, ids, place.key)
        self._place = place
        self._people = 0
        for who, role in (
            (place.officer, Role.COMMUNE_OFFICER),
            (place.leader, Role.COMMUNE_LEADER),
        ):
            _work(self.rows, vault, ids, who, role, place.key)
        self._officer = self.rows["actor"][0]["id"]
        points = [self._point(kind) for kind in (PointKind.COMMUNE_POST, PointKind.MOBILE_POINT)]
        self._pays(points)
        for nth, point in enumerate(points):
            self._closed_once(point, nth)
        self._asked_in_all()

    def somebody(self) -> int:
        new_id = super().somebody()
        nth, self._people = self._people, self._people + 1
        reporter = self._linked(new_id, nth // LINKED_EACH) if nth % LINKED_EACH == 0 else None
        if nth % _CASE_EACH in (0, 1):
            self._case(new_id, nth, reporter)
        if nth % _ASKED_EACH == 2:
            self._rung_up(new_id)
        return new_id

    def how_far(self, month: Month, way: Way) -> Mapping[str, Any]:
        return self.rng.choice(_OUTCOMES[month, way])

    def account_stands(self) -> Mapping[str, Any]:
        opened = _TODAY - timedelta(days=self.rng.randrange(400))
        waits = self.rng.randrange(_WAITING_EACH) == 0
        state = AccountState.OTP_NOT_ARRIVING if waits else AccountState.USABLE
        return {"state": state.value, "state_on": opened, "opened_on": opened}

    # --- The calendar -------------------------------------------------------------------------

    def _point(self, kind: PointKind) -> int:
        new_id = next(self.ids)
        self.rows["payment_point"].append(
            {
                "id": new_id,
                "name": f"Điểm chi trả {self._place.number}",
                "kind": kind.value,
                **self.unit,
                "address": "gần chợ (minh họa)",
                "latitude": self._place.latitude + self.rng.uniform(-0.02, 0.02),
                "longitude": self._place.longitude + self.rng.uniform(-0.02, 0.02),
                "opens": _OPENS,
                "closes": _CLOSES,
                "status": PointStatus.OPEN.value,
                "confirmed_on": _TODAY,
                "invented": True,
                "weekdays": 0b11111,
                "seats": True,
                "shade": True,
                "steps": False,
            }
        )
        return new_id

    def _pays(self, points: list[int]) -> None:
        for month in (*_MONTHS, MONTH.plus(1)):
            for point, way in ((None, Way.ACCOUNT), *((one, Way.CASH) for one in points)):
                self.rows["payout_day"].append(
                    {
                        "id": next(self.ids),
                        "month": month.first_day,
                        **self.unit,
                        "programme": Programme.SOCIAL_ASSISTANCE.value,
                        "way": way.value,
                        "point_id": point,
                        "day": month.first_day.replace(day=_PAYDAY),
                        "opens": point and _OPENS,
                        "closes": point and _CLOSES,
                        "state": DayState.CONFIRMED.value,
                        "said_on": month.first_day,
                    }
                )

    # --- Phones -------------------------------------------------------------------------------

    def _linked(self, whom: int, number: int) -> int:
        """Their own phone, from which they have asked this morning; its session."""
        who, new_id = self._place.citizen(number), next(self.ids)
        self.rows["session"].append(_session(self.vault, new_id, who))
        self.rows["link"].append(
            {
                "id": next(self.ids),
                "session_id": new_id,
                "person_id": whom,
                "relation": Relation.SELF.value,
                "since": NOW,
                "how": "code",
                "confirmed_at": NOW,
                "agreed_at": NOW,
            }
        )
        self.rows["consent"].append(
            {
                "id": next(self.ids),
                "session_id": new_id,
                "person_id": whom,
                "purpose": "answers",
                "given": True,
                "version": 1,
                "language": "vi",
                "channel": CHANNEL,
                "at": NOW,
            }
        )
        self._has_asked(new_id, whom, who)
        return new_id

    def _has_asked(self, session_id: int, whom: int, who: str) -> None:
        row = next(self.ids)
        self.rows["inbox"].append(
            {"address_index": _index(self.vault, who), "message_id": str(row), "heard_at": NOW}
        )
        self.rows["outbox"].append(
            {
                "id": row,
                "session_id": session_id,
                "channel": CHANNEL,
                "lane": "live",
                "state": "sent",
                "due_at": NOW,
                "tries": 1,
                "sent_as": str(row),
                "sealed_reply": bytes(_REPLY_BYTES),
                "number": 1,
                "expires_at": NOW + timedelta(days=1),
            }
        )
        self.rows["audit"].append(
            {
                "id": row,
                "at": NOW,
                "session_id": session_id,
                "run": row,
                "kind": "looked_at_payment",
                "subject": whom,
                "why": "own_payout",
                "signature": self.vault.index("audit", str(row)),
            }
        )

    def _asked_in_all(self) -> None:
        for outcome, times in (("answered", 90), ("not_understood", 8), ("warned", 2)):
            self.rows["question_count"].append(
                {"day": _TODAY, **self.unit, "outcome": outcome, "count": times}
            )

    # --- Cases --------------------------------------------------------------------------------

    def _case(self, whom: int, nth: int, reporter: int | None) -> None:
        """Every second one is over; one in five came today."""
        otp, over = nth % 2 == 0, nth // _CASE_EACH % 2 == 0
        filed = NOW - timedelta(days=self.rng.randrange(5), hours=1)
        new_id = next(self.ids)
        row = {
            "number": f"AS-{self._place.number:04}{nth:04}",
            "kind": (CaseKind.OTP if otp else CaseKind.NOT_RECEIVED).value,
            "reason": "otp" if otp else Programme.SOCIAL_ASSISTANCE.value,
            "person_id": whom,
            "session_id": reporter,
            "due_on": (filed + timedelta(days=10)).date(),
            "sealed_details": self._details(filed, new_id) if otp else None,
            "cause": Cause.NUMBER_CHANGED.value if otp else Stage.COLLECTED.value,
            "look_by": (filed + timedelta(days=2)).date(),
            "meanwhile": Meanwhile.WAIT.value if otp else None,
        }
        self._filed(new_id, filed, over, row)

    def _closed_once(self, point: int, nth: int) -> None:
        """Somebody stood before it in vain; of a few nobody has said since that it is open."""
        row = {
            "number": f"AS-{self._place.number:04}P{nth:03}",
            "kind": CaseKind.POINT.value,
            "reason": PointTrouble.CLOSED.value,
            "point_id": point,
        }
        over = self._place.number % _CLOSED_EACH != _CLOSED_EACH // 2
        self._filed(next(self.ids), NOW - timedelta(days=9), over, row)

    def _filed(self, case_id: int, at: datetime, over: bool, row: Mapping[str, Any]) -> None:
        reporter = row.get("session_id")
        self.rows["case_file"].append(
            {
                "id": case_id,
                **self.unit,
                "month": MONTH.first_day,
                "state": (CaseState.DONE if over else CaseState.OPEN).value,
                "filed_at": at,
                "closed_at": NOW - timedelta(minutes=5) if over else None,
                "bank": "970428",
                **dict.fromkeys(_OF_CASE),
                **row,
            }
        )
        self.rows["case_event"].append(
            {
                "id": next(self.ids),
                "case_id": case_id,
                "event": CaseEvent.FILED.value,
                "after": CaseState.OPEN.value,
                "at": at,
                "actor_id": None if reporter else self._officer,
            }
        )
        if reporter is not None:
            self.rows["case_reporter"].append(
                {"case_id": case_id, "session_id": reporter, "at": at}
            )

    def _details(self, filed: datetime, case_id: int) -> bytes:
        said = OtpFailure(
            Cause.NUMBER_CHANGED, AtBank.WRONG, filed.date(), Tried.NOTHING, Meanwhile.WAIT
        )
        return self.seal(said.written(), case_file.c.sealed_details, case_id)

    def _rung_up(self, whom: int) -> None:
        self.rows["asked"].append(
            {
                "id": next(self.ids),
                "person_id": whom,
                "month": MONTH.first_day,
                "answer": self.rng.choice(list(Asked)).value,
                "asked_by": self._officer,
                "at": NOW - timedelta(days=1),
            }
        )
