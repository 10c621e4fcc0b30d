"""Whether Telegram knows the bot's token."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.findings.finding import Finding, Grade
from domain.alert import AlertKind, Trouble

_PATIENCE = ClientTimeout(total=5)
_REFUSED = frozenset({401, 404})
"""Not authorised; and not found, which is what it says of a token of the wrong shape."""


async def of_token(token: str, api_url: str) -> list[Finding]:
    """Asks the Bot API who we are, where there is a token. It is in no message."""
    if not token:
        return []
    try:
        async with (
            ClientSession(timeout=_PATIENCE) as client,
            client.post(f"{api_url}/bot{token}/getMe") as answer,
        ):
            told: Any = await answer.json(content_type=None)
    except (ClientError, OSError, TimeoutError, ValueError) as error:
        return [_not_asked(type(error).__name__)]
    return [_heard(told if isinstance(told, dict) else {})]


def _heard(told: dict[str, Any]) -> Finding:
    if told.get("ok") is True:
        return Finding("token", Grade.OK, "Telegram knows the token.")
    code = told.get("error_code")
    return _refused() if code in _REFUSED else _not_asked(f"answer {code}")


def _refused() -> Finding:
    return Finding(
        "token",
        Grade.BAD,
        "Telegram does not know the token: nobody is heard there.",
        "Have @BotFather make a new one, set ANSINH_TELEGRAM_TOKEN, and restart ansinh serve.",
        Trouble(AlertKind.TOKEN, "Telegram"),
    )


def _not_asked(why: str) -> Finding:
    return Finding(
        "token",
        Grade.WARN,
        f"Telegram could not be asked whether it knows the token ({why}).",
        "Look at the network, and at ANSINH_TELEGRAM_API_URL.",
        unseen=AlertKind.TOKEN,
    )
