"""How much of a file is taken, so that none can fill the machine that reads it.

A commune's list has some thousand rows and twenty columns; every limit here is far above that.
"""

from __future__ import annotations

from domain.lists.row import ListRefused

MOST_ROWS = 200_000
"""In a workbook; whoever has more saves it as CSV, which is read line by line."""

MOST_UNPACKED = 400_000_000
"""Bytes of everything packed into a workbook. 200,000 rows of 18 columns are 154 million."""

LAST_COLUMN = 200
"""Cells beyond it (from GS on) are cut: no list is so wide, and calamine makes a full rectangle."""

MOST_SQUARES = 4_000_000
"""Of the rectangles that the sheets of an .xls fill: 65,000 rows of 60 columns. calamine takes 32
bytes for each, empty or not."""

ROW_BYTES = 32 * 1024 * 1024
"""Of the XML of one row."""

EMPTY_ROWS = 1000
"""So many empty rows before it, and what stands there may be something left by mistake …"""

STRAY_CELLS = 20
"""… which it is where it has fewer cells than this."""

MEMORY_BYTES = 768 * 1024 * 1024
"""Address space of the process that reads: 200,000 rows of 18 columns take 340 MB of it."""

CPU_SECONDS = 60
"""Without a single row being understood."""


def too_big() -> ListRefused:
    return ListRefused("too_big", limit=f"{MOST_UNPACKED // 1_000_000} MB")


def too_many_rows() -> ListRefused:
    return ListRefused("too_many_rows", limit=f"{MOST_ROWS:,}".replace(",", "."))
