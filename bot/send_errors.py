"""What an operator can do about a reply that was not sent: one line for each code in the outbox."""

from __future__ import annotations

from collections.abc import Mapping

ADVICE: Mapping[str, str] = {
    # tried again
    "too many": "The provider slows us down; it is tried again when it says so. Nothing to do.",
    "timed out": "The provider answers too slowly; it is tried again. Look at the network if it "
    "lasts.",
    "network": "The provider cannot be reached; it is tried again. Look at the network, DNS and "
    "firewall.",
    "token": "The provider does not know the token. Make a new one and set ANSINH_TELEGRAM_TOKEN.",
    "conflict": "Another program uses the same token. Stop it, or make a new token.",
    "unclear": "The provider answered what nobody understands; it is tried again. See its status "
    "page.",
    "failed": "The program failed while sending; it is tried again. The log names the place: "
    "report it.",
    # given up
    "too late": "It could not be sent in time. The person can ask again; look at what stood in "
    "the way before.",
    "unreadable": "The row is damaged, or the key it was sealed with is missing in ANSINH_KEY.",
    "bad request": "The provider refuses this reply as wrong. Report it: the text is at fault.",
    "too large": "The provider refuses this reply as too large. Report it.",
    "no such method": "The address in ANSINH_TELEGRAM_API_URL is no Bot API, or an old one.",
    # nobody is there
    "gone": "The address cannot be reached any more; nothing is sent to it until it writes.",
    "forbidden": "The person has blocked the bot; nothing is sent until they write again.",
    "migrated": "The chat has become another one; nothing is sent until somebody writes from it.",
    "chat not found": "The provider does not know the chat. If it is many: the token is another "
    "bot's.",
    "peer": "The provider does not know the chat. If it is many: the token is another bot's.",
    "user not found": "The person's account is no longer there.",
    "deactivated": "The person's account is no longer there.",
}

_UNKNOWN = "Not foreseen. The log around that time says more; report it."


def advice(code: str) -> str:
    """What to do about it."""
    return ADVICE.get(code, _UNKNOWN)
