"""A small invented store in which every secret is a word or number that stands nowhere else.

So whatever leaves the program can be searched for what was in it, and whose it was.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.place import UnitKey
from storage.sealed import Vault
from storage.tables import (
    account,
    actor,
    case_event,
    case_file,
    case_reporter,
    entitlement,
    field_change,
    human_talk,
    invite,
    link,
    link_code,
    pairing,
    payment,
    payment_list,
    payment_point,
    payout_day,
    person,
    session,
    staff_address,
    staff_grant,
    stored_file,
    talk_line,
)
from tests.house import NOW

OLD, NEW = date(2023, 4, 10), date(2025, 7, 1)
AN_CU, CHAU_DOC, VINH_TE = (UnitKey(code, NEW) for code in ("30526", "30316", "30325"))
VAN_GIAO = UnitKey("30523", OLD)
"""Went wholly into An Cư."""

VINH_CHAU = UnitKey("30334", OLD)
"""Was divided between Châu Đốc and Vĩnh Tế."""

SELF_CODE, CARER_CODE, USED_CODE = "ZEAL3467", "CARE4673", "GONE7364"
INVITE_CODE = "JOIN6734"
PAIR_NUMBER = "482913"
TODAY = NOW.date()
LONG_AGO = NOW - timedelta(days=90)
_LETTERS = "bcdfghjklmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class Secret:
    """What a canary is: ``field`` of ``owner``, who is a person, a link, an actor or an address."""

    kind: str
    owner: str
    field: str


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    id: int
    unit: UnitKey
    name: str
    born: date
    citizen_id: str
    phone: str


@dataclass(frozen=True, slots=True)
class Address:
    """``key`` is what the tests call it; ``name`` its end of the channel."""

    key: str
    id: int
    channel: str
    name: str
    actor: str | None = None
    totp: str | None = None
    language: str = "vi"


@dataclass(slots=True)
class Village:
    """Everything that was made, by the names the tests use. ``papers``: the phone number that a
    correction of it says is right."""

    people: dict[str, Person] = field(default_factory=dict)
    addresses: dict[str, Address] = field(default_factory=dict)
    actors: dict[str, int] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    talks: dict[str, int] = field(default_factory=dict)
    paydays: dict[str, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, Secret] = field(default_factory=dict)

    def found_in(self, text: str) -> set[Secret]:
        """Every secret of which this text gives something away."""
        found = {self.secrets[word] for word in _WORD.findall(text) if word in self.secrets}
        alone = set(_NUMBER.findall(text))
        joined = _GAPS.sub("", _DRAWN.sub("#", text))
        for canary, secret in self.secrets.items():
            if canary.startswith("Zyq"):
                continue
            whole = canary in alone if len(canary) < _LONG else canary[-_LONG:] in joined
            if whole if canary[0].isdigit() else canary in text:
                found.add(secret)
        return found


_WORD = re.compile(r"Zyq[a-z]{3}")
"""As it is written in the store: what somebody types in small letters may be said back to them."""

_NUMBER = re.compile(r"\d+(?:\.\d{3})*")
_LONG = 8
"""Digits. The end of a longer number gives it away; a shorter one must stand alone."""

_DRAWN = re.compile(r"\d{16,}")
"""A number drawn for a row, by chance with eight digits of a secret in it once in many thousand
walks; nobody's number is so long."""

_GAPS = re.compile(r"(?<=\d)[ .\-\u00a0]+(?=\d)")


class Builder:
    """Writes a `Village` into a store that holds units and no people."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        self._ids = itertools.count(7_000_000_000_001)
        self._words = map("".join, itertools.product(_LETTERS, repeat=3))
        self._phones = itertools.count(900_471_301)
        self.village = Village()

    async def build(self) -> Village:
        await self._people()
        await self._paydays()
        await self._staff()
        await self._citizens()
        await self._codes()
        await self._corrections()
        await self._ended()
        await self._talks()
        return self.village

    # --- People ------------------------------------------------------------------------------

    async def _people(self) -> None:
        for key, unit, born in (
            ("own", AN_CU, date(1941, 3, 17)),
            ("old", VAN_GIAO, date(1943, 5, 19)),
            ("split", VINH_CHAU, date(1947, 8, 21)),
            ("town", CHAU_DOC, date(1952, 10, 23)),
            ("far", VINH_TE, date(1956, 2, 13)),
            ("child", AN_CU, date(2013, 6, 29)),
        ):
            await self._person(key, unit, born)

    async def _person(self, key: str, unit: UnitKey, born: date) -> None:
        new, word = next(self._ids), self._canary(key, "name")
        phone = f"0{next(self._phones)}"
        citizen_id = f"0891{born.year % 100:02d}{new % 1000 + 471_300:06d}"
        made = Person(key, new, unit, f"Lý {word}", born, citizen_id, phone)
        self.village.people[key] = made
        self._number(str(born.year), Secret("person", key, "birth"))
        self._number(citizen_id, Secret("person", key, "citizen_id"))
        self._number(phone, Secret("person", key, "phone"))
        await self._row(
            person,
            id=new,
            **_unit(unit),
            way="account",
            sealed_name=made.name,
            sealed_birth=born.isoformat(),
            sealed_sex="female",
            sealed_citizen_id=citizen_id,
            sealed_phone=phone,
            citizen_id_index=self._vault.index("citizen_id", citizen_id),
            phone_index=self._vault.index("phone", phone),
        )
        await self._money(made)

    async def _money(self, of: Person) -> None:
        number = f"99000{of.id % 1000 + 71_000_300:08d}7"
        self._number(number, Secret("person", of.key, "account_number"))
        amount = 700_000 + (of.id % 1000) * 1_037
        self._number(f"{amount:,}".replace(",", "."), Secret("person", of.key, "amount"))
        account_id, list_id = next(self._ids), next(self._ids)
        month = NOW.date().replace(day=1)
        await self._row(
            entitlement,
            id=next(self._ids),
            person_id=of.id,
            programme="social_assistance",
            from_month=NEW,
            coefficient_halves=3,
            sealed_category=self._canary(of.key, "category"),
        )
        await self._row(
            account,
            id=account_id,
            person_id=of.id,
            bank="970405",
            state="usable",
            state_on=date(2026, 10, 1),
            opened_on=date(2026, 9, 1),
            sealed_number=number,
            sealed_holder=f"LY {self._canary(of.key, 'holder')}",
            number_index=self._vault.index("account_number", number),
        )
        await self._row(
            payment_list,
            id=list_id,
            month=month,
            **_unit(of.unit),
            programme="social_assistance",
            way="account",
            made_on=date(2026, 11, 3),
            active=True,
        )
        await self._row(
            payment,
            id=next(self._ids),
            list_id=list_id,
            person_id=of.id,
            month=month,
            programme="social_assistance",
            way="account",
            account_id=account_id,
            amount=amount,
            arrears=0,
            stage="credited",
            stage_on=date(2026, 11, 20),
        )

    async def _paydays(self) -> None:
        """Next month's, for which there is no list yet, so that everybody is still to be told."""
        for key, unit in (("an_cu", AN_CU), ("chau_doc", CHAU_DOC)):
            await self._payday(key, unit, "social_assistance", state="confirmed")
            await self._payday(
                f"{key}_moved", unit, "social_pension", state="postponed", reason="no_cash"
            )
            await self._point(key, unit)
            cash = {"way": "cash", "point_id": self.village.points[key]}
            await self._payday(f"{key}_cash", unit, "social_pension", state="planned", **cash)

    async def _point(self, key: str, unit: UnitKey) -> None:
        self.village.points[key] = next(self._ids)
        await self._row(
            payment_point,
            id=self.village.points[key],
            name=f"Bưu điện {key}",
            kind="commune_post",
            **_unit(unit),
            address="gần chợ",
            status="open",
            invented=True,
        )

    async def _payday(self, key: str, unit: UnitKey, programme: str, **more: Any) -> None:
        self.village.paydays[key] = next(self._ids)
        await self._row(
            payout_day,
            id=self.village.paydays[key],
            month=date(2026, 12, 1),
            **_unit(unit),
            programme=programme,
            day=date(2026, 12, 4),
            said_on=date(2026, 11, 20),
            **{"way": "account", **more},
        )

    # --- Staff -------------------------------------------------------------------------------

    async def _staff(self) -> None:
        for unit_name, unit in (("an_cu", AN_CU), ("chau_doc", CHAU_DOC)):
            for role in (
                "commune_officer",
                "commune_leader",
                "post_clerk",
                "bank_clerk",
                "helper",
            ):
                await self._at_work(f"{role}.{unit_name}", role, unit)
        await self._at_work("commune_officer.vinh_te", "commune_officer", VINH_TE)
        await self._at_work("province_official", "province_official", None)
        await self._at_work("admin", "admin", None)
        await self._at_work("locked", "commune_officer", AN_CU, used_on=LONG_AGO.date())
        await self._at_work("revoked", "commune_officer", AN_CU, ended_at=LONG_AGO)
        await self._at_work("signed_out", "commune_officer", AN_CU, channel="web")

    async def _at_work(
        self,
        key: str,
        role: str,
        unit: UnitKey | None,
        *,
        used_on: date = TODAY,
        ended_at: datetime | None = None,
        channel: str = "console",
    ) -> None:
        actor_id, totp = next(self._ids), self._totp(key)
        self.village.actors[key] = actor_id
        word = self._word(Secret("actor", key, "name"))
        await self._row(
            actor,
            id=actor_id,
            sealed_name=f"Cán Bộ {word}",
            made_at=LONG_AGO,
            sealed_totp=totp,
            totp_step=1,
        )
        await self._row(
            staff_grant,
            id=next(self._ids),
            actor_id=actor_id,
            role=role,
            **_unit(unit),
            given_at=LONG_AGO,
            ended_at=ended_at,
        )
        at = await self._address(key, channel, actor=key, totp=totp)
        await self._row(
            staff_address,
            session_id=at.id,
            actor_id=actor_id,
            since=LONG_AGO,
            used_on=used_on,
            stepped_up_at=NOW - timedelta(minutes=1) if channel == "console" else None,
            ended_at=ended_at,
        )

    def _totp(self, key: str) -> str:
        """A device's secret in base32, which is a canary too."""
        made = f"QZ{key.upper().translate(_BASE32):A<30}"[:32]
        self.village.secrets[made] = Secret("actor", key, "totp")
        return made

    # --- Citizens ----------------------------------------------------------------------------

    async def _citizens(self) -> None:
        await self._address("nobody", "console")
        for key, who, more in (
            ("self", "own", {}),
            ("self_split", "split", {}),
            ("guardian", "child", {"relation": "guardian", "until": date(2031, 6, 28)}),
            ("waiting", "own", {"relation": "authorised", "confirmed_at": None}),
            ("not_agreed", "town", {"agreed_at": None, "how": "in_front"}),
            ("ended", "own", {"ended": LONG_AGO}),
            ("expired", "own", {"relation": "authorised", "until": date(2026, 11, 23)}),
        ):
            await self._link(await self._address(key, "console"), who, **more)
        await self._link(await self._address("self_telegram", "telegram"), "own")
        await self._link(await self._address("self_web", "web"), "town")
        several = await self._address("carer_of_two", "console")
        await self._link(several, "own", relation="authorised", until=date(2026, 12, 15))
        await self._link(several, "old", relation="authorised", until=date(2027, 1, 1))
        await self._link(self.village.addresses["helper.an_cu"], "old", relation="authorised")
        await self._cases()

    async def _link(self, at: Address, who: str, **more: Any) -> None:
        new, key = next(self._ids), f"{at.key}:{who}"
        self.village.links[key] = new
        values = {
            "relation": "self",
            "since": LONG_AGO,
            "how": "code",
            "confirmed_at": LONG_AGO,
            "vouched_by": self.village.actors["commune_officer.an_cu"],
            "agreed_at": LONG_AGO,
        }
        await self._row(
            link,
            id=new,
            session_id=at.id,
            person_id=self.village.people[who].id,
            sealed_label=self._word(Secret("link", key, "label")),
            sealed_carer=f"Ông {self._word(Secret('link', key, 'carer'))}",
            **(values | more),
        )

    async def _address(
        self, key: str, channel: str, actor: str | None = None, totp: str | None = None
    ) -> Address:
        new, word = next(self._ids), self._word(Secret("address", key, "address"))
        language = ("vi", "km")[len(self.village.addresses) % 2]
        made = Address(key, new, channel, word, actor, totp, language)
        self.village.addresses[key] = made
        await self._row(
            session,
            id=new,
            channel=channel,
            address_index=self._vault.index("address", channel, word),
            sealed_address=word,
            version=1,
            language=language,
            failures=0,
            heard_order=-1,
            heard_at=NOW - timedelta(hours=1),
        )
        return made

    async def _cases(self) -> None:
        at = self.village.addresses["nobody"].id
        for number, one in enumerate(self.village.people.values()):
            new = next(self._ids)
            self.village.cases[one.key] = new
            await self._row(
                case_file,
                id=new,
                number=f"AS-70{number:04d}",
                kind="list_problem",
                reason="account_but_cash_list",
                person_id=one.id,
                **_unit(one.unit),
                month=date(2026, 10, 1),
                state="open",
                session_id=at,
                filed_at=LONG_AGO,
                sealed_details=self._canary(one.key, "case"),
            )

    async def _ended(self) -> None:
        """What was settled lately for two of them, and is theirs to rate and to open again; and one
        about nobody, reported from the first of them."""
        for number, (key, at) in enumerate((("own", "self"), ("town", "self_web"), ("", "self"))):
            case, reported_from = next(self._ids), self.village.addresses[at].id
            about = self.village.people[key or "own"]
            self.village.cases[f"{key} ended"] = case
            await self._row(
                case_file,
                id=case,
                number=f"AS-73{number:04d}",
                kind="wrong_amount" if key else "told",
                reason="ended",
                person_id=about.id if key else None,
                **_unit(about.unit),
                month=date(2026, 11, 1),
                state="done",
                session_id=reported_from,
                filed_at=NOW - timedelta(days=3),
                closed_at=NOW - timedelta(days=1),
                paid_how="point" if key else None,
                sealed_details=self._canary(about.key, "case"),
            )
            await self._row(
                case_reporter, case_id=case, session_id=reported_from, at=NOW - timedelta(days=3)
            )

    async def _talks(self) -> None:
        """Two who wait for an officer, and have written what nobody of the staff has read yet."""
        for number, (key, at) in enumerate((("own", "self"), ("town", "self_web"))):
            case, talk, line = (next(self._ids) for _ in range(3))
            session_id = self.village.addresses[at].id
            self.village.cases[f"{key} talk"], self.village.talks[key] = case, talk
            await self._row(
                case_file,
                id=case,
                number=f"AS-72{number:04d}",
                kind="talk",
                reason=f"talk:{session_id}",
                person_id=self.village.people[key].id,
                **_unit(self.village.people[key].unit),
                month=date(2026, 11, 1),
                state="open",
                session_id=session_id,
                filed_at=NOW - timedelta(hours=2),
            )
            await self._row(
                human_talk,
                id=talk,
                case_id=case,
                session_id=session_id,
                begun_at=NOW - timedelta(hours=2),
                last_at=NOW - timedelta(hours=2),
            )
            await self._row(
                talk_line,
                id=line,
                talk_id=talk,
                said="words",
                to_staff=True,
                at=NOW - timedelta(hours=1),
                sealed_words=self._canary(key, "case"),
            )

    async def _codes(self) -> None:
        for code, who, relation, used in (
            (SELF_CODE, "own", "self", None),
            (CARER_CODE, "child", "guardian", None),
            (USED_CODE, "town", "self", LONG_AGO),
        ):
            self.village.codes[code] = next(self._ids)
            await self._row(
                link_code,
                id=self.village.codes[code],
                code_index=self._vault.index("link_code", code),
                person_id=self.village.people[who].id,
                relation=relation,
                valid_until=NOW.date() + timedelta(days=30),
                used_at=used,
                demo=False,
                made_at=NOW - timedelta(days=1),
            )
        self.village.codes[INVITE_CODE] = next(self._ids)
        await self._row(
            invite,
            id=self.village.codes[INVITE_CODE],
            code_index=self._vault.index("invite", INVITE_CODE),
            sealed_name=f"Cán Bộ {self._word(Secret('invite', 'helper', 'name'))}",
            role="helper",
            **_unit(AN_CU),
            invited_by=self.village.actors["commune_leader.an_cu"],
            valid_until=NOW.date() + timedelta(days=7),
            demo=False,
        )
        await self._row(
            pairing,
            session_id=self.village.addresses["nobody"].id,
            number_index=self._vault.index("pairing", PAIR_NUMBER),
            until=NOW + timedelta(minutes=9),
        )

    # --- Corrections -------------------------------------------------------------------------

    async def _corrections(self) -> None:
        """What officers have submitted, and a leader too; one came back with a question."""
        officer, leader = "commune_officer.an_cu", "commune_leader.an_cu"
        for number, (key, of, by) in enumerate(
            (
                ("own", "name", officer),
                ("own", "phone", officer),
                ("own", "sex", officer),
                ("old", "phone", leader),
                ("town", "name", "post_clerk.chau_doc"),
            )
        ):
            back = of == "sex"
            new = await self._submitted(key, of, by, f"AS-71{number:04d}", back)
            decided = self._sent_back(key, leader) if back else {}
            await self._change(key, of, by, new, **decided)

    def _sent_back(self, key: str, by: str) -> dict[str, Any]:
        return {
            "decided_by": self.village.actors[by],
            "decided_at": NOW - timedelta(hours=1),
            "decision": "sent_back",
            "sealed_answer": self._canary(key, "change"),
        }

    async def _submitted(self, key: str, field: str, by: str, number: str, back: bool) -> int:
        of, new, at = self.village.people[key], next(self._ids), self.village.addresses[by].id
        self.village.cases[f"{key} {field}"] = new
        await self._row(
            case_file,
            id=new,
            number=number,
            kind="correction",
            reason=field,
            person_id=of.id,
            **_unit(of.unit),
            month=date(2026, 11, 1),
            state="sent_back" if back else "open",
            session_id=at,
            filed_at=LONG_AGO,
            filed_by=self.village.actors[by],
            level=0,
        )
        await self._row(
            case_event,
            id=new + 1_000_000,
            case_id=new,
            event="filed",
            after="open",
            at=LONG_AGO,
            actor_id=self.village.actors[by],
        )
        return new

    async def _change(self, key: str, field: str, by: str, case: int, **more: Any) -> None:
        of = self.village.people[key]
        old = {"name": of.name, "phone": of.phone, "sex": "female"}[field]
        new = self.village.changes[f"{key}.{field}"] = next(self._ids)
        await self._row(
            field_change,
            id=new,
            case_id=case,
            event_id=case + 1_000_000,
            submitted_by=self.village.actors[by],
            field=field,
            submitted_at=LONG_AGO,
            sealed_old=old,
            sealed_new=self._new_value(key, field),
            **more,
        )
        await self._photo(key, case)

    async def _photo(self, key: str, case: int) -> None:
        """Of the paper that shows it; instead of a picture it holds what can be searched for."""
        new = self.village.files[f"{key}.{case}"] = next(self._ids)
        content = f"\xff\xd8 {self._canary(key, 'change')}".encode("latin-1")
        await self._connection.execute(
            insert(stored_file).values(
                {
                    "id": new,
                    "session_id": select(case_file.c.session_id)
                    .where(case_file.c.id == case)
                    .scalar_subquery(),
                    "case_id": case,
                    "channel": "console",
                    "use": "document",
                    "state": "here",
                    "kind": "jpeg",
                    "size": len(content),
                    "sent_at": LONG_AGO,
                    "due_at": LONG_AGO,
                    "tries": 1,
                    "sealed_content": self._vault.seal_bytes(
                        content, stored_file.c.sealed_content, new
                    ),
                }
            )
        )

    def _new_value(self, key: str, field: str) -> str:
        match field:
            case "name":
                return f"Lý {self._canary(key, 'change')}"
            case "phone":
                number = f"0{next(self._phones)}"
                self._number(number, Secret("person", key, "new_phone"))
                self.village.papers[key] = number
                return number
        return "male"

    # --- Canaries and rows -------------------------------------------------------------------

    def _canary(self, owner: str, of: str) -> str:
        return self._word(Secret("person", owner, of))

    def _word(self, secret: Secret) -> str:
        word = f"Zyq{next(self._words)}"
        self.village.secrets[word] = secret
        return word

    def _number(self, digits: str, secret: Secret) -> None:
        self.village.secrets[digits] = secret

    async def _row(self, table: Table, **values: Any) -> None:
        row_id = values.get("id", 0)
        sealed = {
            name: self._seal(value, table.c[name], row_id) if name.startswith("sealed_") else value
            for name, value in values.items()
        }
        await self._connection.execute(insert(table), sealed)

    def _seal(self, text: str, column: Column[bytes], row: int) -> bytes:
        return self._vault.seal(text, column, row)


_BASE32 = str.maketrans("._", "XX")


def _unit(key: UnitKey | None) -> dict[str, Any]:
    return {"unit_code": key and key.code, "unit_from": key and key.valid_from}
