"""Something is wrong at a payment point of one's own units, said by who stands there."""

from __future__ import annotations

from domain.permissions import Act
from domain.point_report import IN_VAIN
from domain.text import Sign, Text
from handlers.beneficiary.carer import went_to_owner
from handlers.beneficiary.report_point import OTHERS_HEAR, file_report, trouble_of, which_of
from handlers.staff.case_words import due_lines
from handlers.staff.own_unit import own_unit
from handlers.talk import Talk, offer
from storage.records import Records


async def point_report(talk: Talk, records: Records) -> None:
    """Which one, and what is wrong: with the command three messages."""
    unit = await own_unit(talk, records, Act.REPORT_POINT)
    point = await which_of(talk, unit, records.reference)
    if point is None:
        return
    trouble = await talk.ask("trouble", trouble_of(point))
    case = await file_report(talk, records, point, trouble, by=talk.staff.id)
    talk.answer(
        Text("Noted as request {number}.", number=case.number).signed(Sign.GO),
        *([OTHERS_HEAR] if trouble in IN_VAIN else []),
        *await went_to_owner(records, case, point.unit, talk.staff.id),
        *due_lines(case, talk.today),
        offers=(offer(point_report, Text("Another payment point").signed(Sign.PLACE)), *talk.menu),
    )
