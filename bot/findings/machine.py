"""The settings and the disk of the machine that this runs on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.findings.finding import Finding, Grade
from bot.settings import Settings
from domain.alert import AlertKind, Trouble

_FREE = 0.1


def of_settings(settings: Settings) -> Iterator[Finding]:
    if settings.public_url.startswith("https:"):
        yield Finding("public_url", Grade.OK, f"People come to {settings.public_url}.")
    else:
        yield Finding(
            "public_url", Grade.WARN, "The page has no address with TLS.",
            "Put a proxy with a certificate in front, and set ANSINH_PUBLIC_URL=https://…",
        )  # fmt: skip
    if settings.telegram_token:
        yield Finding(
            "abroad", Grade.WARN, "Telegram keeps what goes through it abroad.",
            "Outside a demo it carries only what is public; nothing else is to be set.",
        )  # fmt: skip


def of_disk(settings: Settings) -> Iterator[Finding]:
    """Where the store is a file; how full another machine is only that one knows."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite":
        return
    folder = Path(str(url.database)).resolve().parent
    if not folder.exists():
        return
    disk = shutil.disk_usage(folder)
    share = disk.free / disk.total
    message = f"{share:.0%} of the disk of the store is free."
    if share > _FREE:
        yield Finding("disk", Grade.OK, message)
    else:
        yield Finding(
            "disk",
            Grade.BAD,
            message,
            "Make room: while it is full nothing can be heard.",
            Trouble(AlertKind.DISK, value=int(share * 100)),
        )
