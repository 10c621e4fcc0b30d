"""The same examples written as others would: without any marks, or in short forms."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

from benchmarks.understanding.examples import Example
from domain.short_forms import CITIZENS
from domain.words import folded


def without_marks(example: Example) -> Example:
    return replace(example, text=folded(example.text))


def in_short_forms(example: Example) -> Example:
    """Every word that has a short form, by it; which of several, the example itself decides."""
    said = f" {folded(example.text)} "
    for meant, shorts in _SHORTS.items():
        short = shorts[crc32(example.text.encode()) % len(shorts)]
        said = said.replace(f" {' '.join(meant)} ", f" {short} ")
    return replace(example, text=said.strip())


def _shorts() -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for short, meant in CITIZENS.items():
        found.setdefault(meant, []).append(short)
    return dict(sorted(found.items(), key=lambda one: -len(one[0])))


_SHORTS = _shorts()
