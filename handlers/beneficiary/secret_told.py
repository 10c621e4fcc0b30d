"""A code, a PIN or a password was written to us: nothing of it is kept, and that is said."""

from __future__ import annotations

from domain.text import Sign, Text
from handlers.beneficiary.emergency import to_a_person
from handlers.beneficiary.scam import scam_warning
from handlers.talk import Talk, offer
from storage.records import Records


async def secret_told(talk: Talk, records: Records) -> None:  # noqa: ARG001
    """Tell it to nobody, not to us either; and have it changed, since it lies on this phone."""
    talk.say(
        Text("{Me} see a secret number in that. Please send it to nobody.").signed(Sign.SECRET),
        Text("{Me} do not keep it. Please delete that message on the phone.").signed(Sign.PHONE),
        Text("Change the PIN or password now: at the machine (ATM) or the bank.").signed(Sign.ATM),
        offers=(
            offer(scam_warning, Text("Somebody asked me for it").signed(Sign.STOP)),
            *to_a_person(talk),
        ),
    )
