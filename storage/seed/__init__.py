"""What every new store begins with: units, their old names, and the standard amounts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def rows() -> dict[str, list[dict[str, Any]]]:
    """Rows by table name, in an order that foreign keys allow."""
    read = json.loads((_HERE / "units.json").read_text(encoding="utf-8"))
    amounts = json.loads((_HERE / "standard_amounts.json").read_text(encoding="utf-8"))
    day = date.fromisoformat
    return {
        "unit": [
            one
            | {
                "valid_from": day(one["valid_from"]),
                "valid_to": one["valid_to"] and day(one["valid_to"]),
            }
            for one in read["units"]
        ],
        "unit_successor": [
            {"old_code": old, "old_from": day(since), "new_code": new, "new_from": day(new_since)}
            for old, since, new, new_since in read["successors"]
        ],
        "unit_alias": [
            {"alias": alias, "code": code, "valid_from": day(since)}
            for alias, code, since in read["aliases"]
        ],
        "standard_amount": [one | {"from_month": day(one["from_month"])} for one in amounts],
        "store": [{"id": 1, "demo_made_on": None, "reference_version": 1}],
    }
