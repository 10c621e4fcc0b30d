"""Invented people for a demo store: the months of the report, and a present around today."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.text import Month
from storage.demo import pilot_2023, present
from storage.demo.codes import CODES, DemoCode
from storage.demo.invented import Invented
from storage.demo.points import Points
from storage.demo.staff import INVITES
from storage.demo.supply import Supply
from storage.demo.writing import Writer
from storage.sealed import Vault
from storage.tables import standard_amount

__all__ = ["CODES", "INVITES", "DemoCode", "fill"]


async def fill(connection: AsyncConnection, vault: Vault, today: date, seed: int = 2023) -> None:
    """Fill a store that holds units and standard amounts, and no people.

    The same seed and day give the same rows but for their sealed and indexed columns.
    """
    rows = await connection.execute(select(standard_amount))
    standards = {Month.of(row.from_month): row.dong for row in rows}
    supply = Supply(seed)
    points = Points(supply, today)
    writer = Writer(connection, vault, supply)
    await writer.write(Invented(points=points.all))
    await writer.write(pilot_2023.make(supply, standards, points))
    await writer.write(present.make(supply, standards, points, today))
    await writer.staff(INVITES, today)
    await writer.mark_store(today)
