"""What is said of the file itself in which a list comes, by whoever takes files."""

from __future__ import annotations

from collections.abc import Mapping

from domain.file import Why
from domain.lists.problems import REFUSALS
from domain.text import Sign, Text

WHY_NO_LIST: Mapping[Why, Text] = {
    Why.TOO_BIG: Text("The file is bigger than 10 MB. Send it in parts, or as .csv."),
    Why.OTHER_KIND: REFUSALS["not_a_spreadsheet"],
    Why.DAMAGED: REFUSALS["empty"],
    Why.NOT_HAD: Text("The file did not arrive. Please send it again."),
}
"""One sentence for each reason why a list is not even read."""

ENOUGH_LISTS = Text("That is enough for today. Please send the next one tomorrow.")
FILE_OR_CHOOSE = Text("Please send the file, or choose.")
SEND_IT_AGAIN = Text("Please send the file again: .xlsx, .xls or .csv.").signed(Sign.LIST)
IS_READ = Text("The file is being read. You hear in a moment what is in it.").signed(Sign.WAIT)
NOT_TAKEN = Text("The list was not taken. Nothing changed.").signed(Sign.STOP)
