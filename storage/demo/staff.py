"""Invented staff: an invitation for every role, reusable in a demo."""

from __future__ import annotations

from dataclasses import dataclass

from domain.permissions import Grant, Role
from domain.place import UnitKey
from storage.demo.wards import BY_CODE

_AN_CU = BY_CODE["30526"].units_now[0]
_CHAU_DOC = BY_CODE["30316"].units_now[0]


@dataclass(frozen=True, slots=True)
class DemoInvite:
    """``unit`` is None for the whole province; ``situation`` is for whoever tries it."""

    code: str
    name: str
    role: Role
    unit: UnitKey | None
    situation: str

    @property
    def grant(self) -> Grant:
        return Grant(self.role, self.unit)


INVITES = (
    DemoInvite("WARD4793", "Trần Thị Ngọc Mai", Role.COMMUNE_OFFICER, _AN_CU, "An Cư"),
    DemoInvite("LEAD6943", "Nguyễn Văn Thạnh", Role.COMMUNE_LEADER, _AN_CU, "An Cư"),
    DemoInvite("CHAU9436", "Lê Minh Tâm", Role.COMMUNE_OFFICER, _CHAU_DOC, "Châu Đốc"),
    DemoInvite("PSTA7364", "Phan Thị Kiều", Role.POST_CLERK, _AN_CU, "counter in An Cư"),
    DemoInvite("BANK3947", "Đỗ Quốc Huy", Role.BANK_CLERK, _AN_CU, "accounts of An Cư"),
    DemoInvite("TNHA4796", "Võ Thanh Bình", Role.PROVINCE_OFFICIAL, None, "the province"),
    DemoInvite("ADMN7649", "Huỳnh Gia Bảo", Role.ADMIN, None, "runs the service"),
    DemoInvite("HAML6379", "Chau Sươne", Role.HELPER, _AN_CU, "hamlet head in An Cư"),
)
