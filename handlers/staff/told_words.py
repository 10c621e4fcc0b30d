"""What is told in passing, by kind."""

from __future__ import annotations

from collections.abc import Mapping

from domain.text import Sign, Text
from domain.told import ToldAbout

TOLD: Mapping[str, Text] = {
    ToldAbout.NO_MONEY: Text("Money that did not come").signed(Sign.MONEY),
    ToldAbout.CODE: Text("The code, the phone").signed(Sign.CODE),
    ToldAbout.ACCOUNT: Text("The account, the card").signed(Sign.ACCOUNT),
    ToldAbout.DAY_OR_PLACE: Text("The payday, the payment point").signed(Sign.PLACE),
    ToldAbout.PAPERS: Text("Papers, the record").signed(Sign.PAPERS),
    ToldAbout.OTHER: Text("Something else").signed(Sign.HELP),
}
