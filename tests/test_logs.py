"""What is logged: what happened and where, never who or what was said."""

from __future__ import annotations

import json
import logging
import sys

from bot.logs import JsonLines


def logged(name: str, message: str, *arguments: object, error: bool = False) -> dict[str, object]:
    record = logging.LogRecord(name, logging.ERROR, "f.py", 1, message, arguments, None)
    if error:
        record.exc_info = sys.exc_info()
    read: dict[str, object] = json.loads(JsonLines().format(record))
    return read


def test_a_library_says_what_happened_without_whom_it_happened_to() -> None:
    line = logged("aiohttp.server", "Error handling request from %s", "203.0.113.9")
    assert "203.0.113.9" not in json.dumps(line)
    assert "Error handling request" in str(line["message"])


def test_our_own_words_are_written_out() -> None:
    assert logged("bot.app", "%s jobs", 3)["message"] == "3 jobs"


def test_an_error_is_told_by_its_kind_and_place_and_not_by_its_words() -> None:
    try:
        raise ValueError("Néang Sa Rim")
    except ValueError:
        line = logged("bot.app", "failed", error=True)
    assert "Néang" not in json.dumps(line, ensure_ascii=False)
    assert str(line["error"]).startswith("ValueError at test_logs.py:")
