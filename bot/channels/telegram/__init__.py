"""Telegram, by polling or by webhook. python-telegram-bot lives here and nowhere else."""

import logging

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.incoming import NAME

__all__ = ["NAME", "Telegram"]

# Its own log lines hold what it cannot read, and addresses with the token in them.
logging.getLogger("telegram").setLevel(logging.CRITICAL)
