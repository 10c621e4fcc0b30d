"""What a file is and what may be kept of it, found out beside the event loop."""

from __future__ import annotations

import asyncio

from domain.file import FileKind, FileUse, check
from domain.traces import without_traces


async def checked(content: bytes, use: FileUse) -> tuple[FileKind, bytes]:
    """Its kind, and the same without what a phone writes beside a picture. Raises Unfit."""
    return await asyncio.to_thread(_checked, content, use)


def _checked(content: bytes, use: FileUse) -> tuple[FileKind, bytes]:
    kind = check(content, use)
    return kind, without_traces(kind, content)
