"""Opens files under the limits of the process that reads lists, one after another, and says for
each whether it was read, refused, or what else became of it."""

from __future__ import annotations

import sys
from pathlib import Path

from domain.lists.row import ListRefused
from storage.imports.books import open_book
from storage.imports.child import confine


def outcome(path: Path) -> str:
    try:
        for _ in open_book(path):
            pass
    except ListRefused as refused:
        return f"refused {refused.code}"
    except BaseException as error:  # a panic of Rust is no Exception
        return f"{type(error).__name__}: {error}"
    return "read"


if __name__ == "__main__":
    confine()
    for line in sys.stdin:
        print(outcome(Path(line.strip())), flush=True)  # noqa: T201
