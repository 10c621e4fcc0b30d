"""The only file that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

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
    "ANSINH_TIMEZONE": "Asia/Ho_Chi_Minh",
    "ANSINH_LOG_LEVEL": "INFO",
}


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
    timezone: ZoneInfo
    log_level: str

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
        web_port=_port(value["ANSINH_WEB_PORT"]),
        public_url=_public_url(value["ANSINH_PUBLIC_URL"]),
        telegram_token=_telegram_token(value["ANSINH_TELEGRAM_TOKEN"]),
        telegram_api_url=_api_url(value["ANSINH_TELEGRAM_API_URL"]),
        telegram_mode=_telegram_mode(value["ANSINH_TELEGRAM_MODE"]),
        timezone=_timezone(value["ANSINH_TIMEZONE"]),
        log_level=_log_level(value["ANSINH_LOG_LEVEL"]),
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


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise BadSetting("ANSINH_WEB_PORT must be a number from 1 to 65535")
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


def _timezone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadSetting("ANSINH_TIMEZONE must be a name like Asia/Ho_Chi_Minh") from error


def _log_level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise BadSetting("ANSINH_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
    return text.upper()


def _dotenv(path: Path) -> dict[str, str]:
    """``NAME=value`` lines; anything else is a comment."""
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if not line.lstrip().startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, found, value in pairs if found}
