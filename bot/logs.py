"""Logs as one JSON object a line: what happened and where, never what anyone said."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from handlers.turn import trace

_OUR_PACKAGES = {"bot", "handlers", "storage", "domain"}
_OWN = ("session", "dialogue", "error", "job", "count", "channel", "head", "bulletin")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": _words(record),
        }
        line |= {name: getattr(record, name) for name in _OWN if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["error"] = trace(record.exc_info[1])  # never its words
        return json.dumps(line, ensure_ascii=False)


def _words(record: logging.LogRecord) -> str:
    """A library's arguments may be a person's: whose request, which parameters."""
    ours = record.name.partition(".")[0] in _OUR_PACKAGES
    return record.getMessage() if ours else str(record.msg)


def set_up(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # A library's debug lines hold SQL parameters and requests.
    for name in ("sqlalchemy", "aiosqlite", "asyncpg", "aiohttp", "asyncio", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
