"""What a record holds, as it is called in the middle of a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from domain.permissions import Field
from domain.text import Text

FIELDS: Mapping[str, Text] = {
    Field.NAME: Text("name"),
    Field.BIRTH: Text("birth year or day"),
    Field.SEX: Text("sex"),
    Field.CITIZEN_ID: Text("citizen ID"),
    Field.PHONE: Text("phone number"),
    Field.BANK: Text("bank"),
    Field.ACCOUNT_NUMBER: Text("account number"),
    Field.HOLDER: Text("account holder"),
    Field.UNIT: Text("address"),
    Field.WAY: Text("way of payment"),
    Field.POINT: Text("payment point"),
    Field.PAYEE: Text("who collects"),
}
