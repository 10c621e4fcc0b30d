"""The only file that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from domain.agency import Agency
from domain.quiet import QuietHours
from storage.purge import Retention

DEFAULTS = {
    "ANSINH_DATABASE_URL": "sqlite+aiosqlite:///data/ansinh.db",
    "ANSINH_KEY": "",
    "ANSINH_INDEX_KEY": "",
    "ANSINH_WEB_HOST": "127.0.0.1",
    "ANSINH_WEB_PORT": "8080",
    "ANSINH_PUBLIC_URL": "",
    "ANSINH_TELEGRAM_TOKEN": "",
    "ANSINH_TELEGRAM_API_URL": "https://api.telegram.org",
    "ANSINH_TELEGRAM_MODE": "polling",
    "ANSINH_TELEGRAM_BOT": "",
    "ANSINH_STAFF_TOTP": "auto",
    "ANSINH_STAFF_UNUSED_DAYS": "45",
    "ANSINH_TIMEZONE": "Asia/Ho_Chi_Minh",
    "ANSINH_QUIET_HOURS": "20-6",
    "ANSINH_BULK_WAITING": "300",
    "ANSINH_ASK_ARRIVED": "100",
    "ANSINH_OTP_ALERT": "5",
    "ANSINH_TALK_QUIET": "30",
    "ANSINH_APPLICATION_DESK": "",
    "ANSINH_LOG_LEVEL": "INFO",
    "ANSINH_REPORT_SUPERIOR": "[Cơ quan cấp trên]",
    "ANSINH_REPORT_AGENCY": "[Tên cơ quan]",
    "ANSINH_REPORT_SIGNER": "[Chức vụ người ký]",
    "ANSINH_REPORT_PLACE": "[Địa danh]",
    "ANSINH_REPORT_NUMBER_SIGN": "BC-[viết tắt]",
    "ANSINH_REPORT_PLAN": "[số, ngày, tên kế hoạch]",
    "ANSINH_REPORT_RECIPIENTS": "[Nơi nhận]; Lưu: VT",
    "ANSINH_KEEP_INBOX_DAYS": "7",
    "ANSINH_KEEP_REPLIES_DAYS": "30",
    "ANSINH_KEEP_FAILURES_DAYS": "90",
    "ANSINH_KEEP_CODES_DAYS": "90",
    "ANSINH_KEEP_SESSIONS_DAYS": "365",
    "ANSINH_KEEP_AUDIT_DAYS": "730",
    "ANSINH_KEEP_FILES_DAYS": "30",
}


_KEPT_AT_LEAST = {
    "inbox": 2,  # Telegram repeats for a day what was not confirmed
    "replies": 1,
    "failures": 1,
    "codes": 1,
    "sessions": 30,
    "audit": 365,  # NĐ 333/2026: logs for twelve months at least
    "files": 1,
}


_LONGEST_LINE = 500
"""Of what a report prints: the name of a plan is longer than any other."""


class Mode(StrEnum):
    """How Telegram's updates are heard."""

    POLLING = "polling"
    WEBHOOK = "webhook"


_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


class BadSetting(ValueError):
    """A setting that cannot be used; says which, and what would be right."""


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str
    key: str
    index_key: str
    web_host: str
    web_port: int
    public_url: str
    telegram_token: str
    telegram_api_url: str
    telegram_mode: Mode
    telegram_bot: str
    staff_totp: bool | None
    staff_unused_days: int
    timezone: ZoneInfo
    quiet_hours: QuietHours
    bulk_waiting: int
    ask_arrived: int
    otp_alert: int
    talk_quiet: timedelta
    application_desk: str
    log_level: str
    agency: Agency
    keep: Retention

    @property
    def demo_key_file(self) -> Path:
        """Where a demo database's own keys lie; no other database uses it."""
        url = make_url(self.database_url)
        if url.get_backend_name() == "sqlite":
            return Path(f"{url.database}.key")
        return Path("data") / f"{url.database}.key"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment and, below it, from ``.env``. Raises BadSetting."""
    given = (
        dict(environment) if environment is not None else {**_dotenv(Path(".env")), **os.environ}
    )
    value = {name: given.get(name) or default for name, default in DEFAULTS.items()}
    return Settings(
        database_url=_database_url(value["ANSINH_DATABASE_URL"]),
        key=value["ANSINH_KEY"],
        index_key=value["ANSINH_INDEX_KEY"],
        web_host=value["ANSINH_WEB_HOST"],
        web_port=_between("ANSINH_WEB_PORT", value, 1, 65535),
        public_url=_public_url(value["ANSINH_PUBLIC_URL"]),
        telegram_token=_telegram_token(value["ANSINH_TELEGRAM_TOKEN"]),
        telegram_api_url=_api_url(value["ANSINH_TELEGRAM_API_URL"]),
        telegram_mode=_telegram_mode(value["ANSINH_TELEGRAM_MODE"]),
        telegram_bot=_telegram_bot(value["ANSINH_TELEGRAM_BOT"]),
        staff_totp=_totp(value["ANSINH_STAFF_TOTP"]),
        staff_unused_days=_days("ANSINH_STAFF_UNUSED_DAYS", value, 1),
        timezone=_timezone(value["ANSINH_TIMEZONE"]),
        quiet_hours=_quiet_hours(value["ANSINH_QUIET_HOURS"]),
        bulk_waiting=_between("ANSINH_BULK_WAITING", value, 1, 1_000_000),
        ask_arrived=_between("ANSINH_ASK_ARRIVED", value, 0, 100),
        otp_alert=_between("ANSINH_OTP_ALERT", value, 2, 1000),
        talk_quiet=timedelta(minutes=_between("ANSINH_TALK_QUIET", value, 5, 1440)),
        application_desk=_line("ANSINH_APPLICATION_DESK", value),
        log_level=_log_level(value["ANSINH_LOG_LEVEL"]),
        agency=_agency(value),
        keep=_retention(value),
    )


def _database_url(text: str) -> str:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise BadSetting("ANSINH_DATABASE_URL is not a database URL") from error
    driver = _DRIVERS.get(url.get_backend_name())
    if driver is None or not url.database:
        raise BadSetting("ANSINH_DATABASE_URL must name a sqlite or postgresql database")
    return url.set(drivername=driver).render_as_string(hide_password=False)


def _between(name: str, value: Mapping[str, str], least: int, most: int) -> int:
    text = value[name]
    if not re.fullmatch("[0-9]{1,7}", text) or not least <= int(text) <= most:
        raise BadSetting(f"{name} must be a number from {least} to {most}")
    return int(text)


def _public_url(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    bare = parts.path in {"", "/"} and not parts.query and not parts.fragment
    if parts.scheme not in {"http", "https"} or not parts.hostname or not bare:
        raise BadSetting("ANSINH_PUBLIC_URL must be like https://ansinh.example, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def _telegram_token(text: str) -> str:
    if text and not re.fullmatch(r"\d+:[A-Za-z0-9_-]{3,}", text):
        raise BadSetting("ANSINH_TELEGRAM_TOKEN must be like 123456:ABC…, as @BotFather gives it")
    return text


def _api_url(text: str) -> str:
    if urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).hostname:
        raise BadSetting("ANSINH_TELEGRAM_API_URL must be like https://api.telegram.org")
    return text.rstrip("/")


def _telegram_mode(text: str) -> Mode:
    if text not in set(Mode):
        raise BadSetting("ANSINH_TELEGRAM_MODE must be polling or webhook")
    return Mode(text)


def _telegram_bot(text: str) -> str:
    name = text.removeprefix("@")
    if name and not re.fullmatch(r"[A-Za-z0-9_]{4,32}", name):
        raise BadSetting("ANSINH_TELEGRAM_BOT must be the bot's user name, like AnSinhBot")
    return name


def _totp(text: str) -> bool | None:
    """None: asked for outside a demo."""
    known = {"on": True, "off": False, "auto": None}
    if text not in known:
        raise BadSetting("ANSINH_STAFF_TOTP must be on, off or auto")
    return known[text]


def _timezone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadSetting("ANSINH_TIMEZONE must be a name like Asia/Ho_Chi_Minh") from error


def _quiet_hours(text: str) -> QuietHours:
    try:
        return QuietHours.parse(text)
    except ValueError as error:
        raise BadSetting("ANSINH_QUIET_HOURS must be two full hours, like 20-6") from error


def _log_level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise BadSetting("ANSINH_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
    return text.upper()


def _agency(value: Mapping[str, str]) -> Agency:
    recipients = _line("ANSINH_REPORT_RECIPIENTS", value).split(";")
    return Agency(
        superior=_line("ANSINH_REPORT_SUPERIOR", value),
        name=_line("ANSINH_REPORT_AGENCY", value),
        signer=_line("ANSINH_REPORT_SIGNER", value),
        place=_line("ANSINH_REPORT_PLACE", value),
        number_sign=_line("ANSINH_REPORT_NUMBER_SIGN", value),
        plan=_line("ANSINH_REPORT_PLAN", value),
        recipients=tuple(name.strip() for name in recipients if name.strip()),
    )


def _line(name: str, value: Mapping[str, str]) -> str:
    text = value[name].strip()
    if not text.isprintable() or len(text) > _LONGEST_LINE:
        raise BadSetting(f"{name} must be one line of at most {_LONGEST_LINE} characters")
    return text


def _retention(value: Mapping[str, str]) -> Retention:
    return Retention(
        **{
            kind: _days(f"ANSINH_KEEP_{kind.upper()}_DAYS", value, least)
            for kind, least in _KEPT_AT_LEAST.items()
        }
    )


def _days(name: str, value: Mapping[str, str], least: int) -> int:
    text = value[name]
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) < least:
        raise BadSetting(f"{name} must be a number of days, {least} or more")
    return int(text)


def _dotenv(path: Path) -> dict[str, str]:
    """``NAME=value`` lines; anything else is a comment."""
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if not line.lstrip().startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, found, value in pairs if found}
