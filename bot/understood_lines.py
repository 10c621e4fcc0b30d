"""Lines of text in, what each one means out: for whoever looks at how well free text is read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TextIO

from domain.gazetteer import Gazetteer
from domain.intent import Intent, Outcome, Understood
from domain.slots import as_json
from handlers.route import LONGEST_TEXT
from handlers.understand import understand


def tell(
    lines: Iterable[bytes],
    out: TextIO,
    preferred: str,
    today: date,
    gazetteer: Gazetteer,
    *,
    staff: bool = False,
) -> None:
    """One line out for each line in, at once, so that both ends of a pipe can talk. What is no
    UTF-8 is read as far as it goes; what is too long for a message is understood as little."""
    too_long = Understood(Intent.NONE, preferred, 0.0, Outcome.NONE)
    for line in lines:
        text = " ".join(line.decode("utf-8", "replace").split())
        is_message = len(text) <= LONGEST_TEXT
        found = (
            understand(text, preferred, today, gazetteer, staff=staff) if is_message else too_long
        )
        out.write(f"{told(text, found)}\n")
        out.flush()


def told(text: str, found: Understood) -> str:
    """``intent⇥language⇥score⇥text⇥outcome⇥second⇥flags⇥slots`` (DESIGN §9): flags with commas
    between them, slots as JSON; what there is none of is empty."""
    return "\t".join(
        (
            found.intent,
            found.language,
            f"{found.score:.3f}",
            text,
            found.outcome,
            found.second or "",
            ",".join(sorted(found.flags)),
            json.dumps(as_json(found.slots), ensure_ascii=False),
        )
    )
