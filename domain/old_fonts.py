"""TCVN3 (.VnTime) and VNI-Windows text made Unicode."""

from __future__ import annotations

from collections.abc import Iterable


class OldFont(Exception):
    """A text looks like an old font, and which letters are meant cannot be decided."""


class Reader:
    """Knows what font a sheet is written in, once it has been told some of its texts."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Reader:
        raise NotImplementedError

    def read(self, text: str) -> str:
        """The text in Unicode. Raises OldFont."""
        raise NotImplementedError
