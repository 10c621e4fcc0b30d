"""Which codes of `domain.lists.problems` say what is meant; empty where any code will do."""

from __future__ import annotations

from collections.abc import Mapping

CODES: Mapping[str, frozenset[str]] = {
    "formula_without_value": frozenset({"formula_without_value"}),
}
