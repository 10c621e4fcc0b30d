"""One side of the comparison, served alone: ``python -m benchmarks.sides SIDE API [DATABASE]``.

A side hears updates by a webhook of its own and says one thing back by ``sendMessage``. It is one
process on one core, the first; whoever asks and the Bot API are on the others. Its first line is
the port and the path of its webhook.

*An Sinh* is the served program: a message is noted, decided, committed, said and marked sent. The
others are the echo from the front page of each library, with the library's defaults, and keep
nothing.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeAlias

from aiohttp import ClientSession, web
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.app import build
from bot.channels.channel import Limits
from bot.channels.telegram import Telegram
from bot.channels.telegram.channel import PATH
from bot.channels.telegram.requests import AioRequest
from bot.settings import Mode
from bot.web import application
from tests.botapi import TOKEN
from tests.house import NOW, settings

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

Side: TypeAlias = AbstractAsyncContextManager[tuple[web.Application, str, str]]
"""What is served, the path of its webhook, and the secret that it asks for."""


@asynccontextmanager
async def _bare(api: str) -> AsyncIterator[tuple[web.Application, str, str]]:
    """aiohttp and nothing else."""
    async with ClientSession() as client:

        async def hook(request: web.Request) -> web.Response:
            message = (await request.json())["message"]
            form = {"chat_id": message["chat"]["id"], "text": message["text"]}
            async with client.post(f"{api}/bot{TOKEN}/sendMessage", data=form) as answer:
                await answer.read()
            return web.Response()

        yield _hearing(hook), "/", ""


def _stock(api: str) -> Side:
    return _python_telegram_bot(api, HTTPXRequest)


def _ours(api: str) -> Side:
    return _python_telegram_bot(api, AioRequest)


@asynccontextmanager
async def _python_telegram_bot(
    api: str, request: Callable[[], Any]
) -> AsyncIterator[tuple[web.Application, str, str]]:
    """With a webhook of one's own, as its examples have it."""
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot")
    if request is AioRequest:
        builder = builder.request(AioRequest()).get_updates_request(AioRequest())
    program = builder.updater(None).build()

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None and update.message.text is not None:
            await update.message.reply_text(update.message.text)

    program.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))

    async def hook(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), program.bot)
        await program.update_queue.put(update)
        return web.Response()

    async with program:
        await program.start()
        yield _hearing(hook), "/", ""
        await program.stop()


@asynccontextmanager
async def _aiogram(api: str) -> AsyncIterator[tuple[web.Application, str, str]]:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler

    async with Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api))) as bot:
        dispatcher = Dispatcher()

        async def echo(message: Message) -> None:
            await message.answer(message.text or "")

        dispatcher.message.register(echo)
        pages = web.Application()
        SimpleRequestHandler(dispatcher, bot).register(pages, "/")
        yield pages, "/", ""


@asynccontextmanager
async def _telebot(api: str) -> AsyncIterator[tuple[web.Application, str, str]]:
    from telebot import asyncio_helper
    from telebot.async_telebot import AsyncTeleBot
    from telebot.types import Message
    from telebot.types import Update as Heard

    asyncio_helper.API_URL = f"{api}/bot{{0}}/{{1}}"
    bot = AsyncTeleBot(TOKEN)

    async def echo(message: Message) -> None:
        await bot.send_message(message.chat.id, message.text)

    bot.register_message_handler(echo, content_types=["text"])

    async def hook(request: web.Request) -> web.Response:
        await bot.process_new_updates([Heard.de_json(await request.json())])
        return web.Response()

    yield _hearing(hook), "/", ""
    await bot.close_session()


@asynccontextmanager
async def _an_sinh(api: str, database: str) -> AsyncIterator[tuple[web.Application, str, str]]:
    channel = Telegram(TOKEN, api, Mode.WEBHOOK, "https://ansinh.example")
    channel.limits = Limits(30, burst=10**6)  # what is measured is ours, not our patience
    app = build(settings(database), [channel], lambda: NOW)
    try:
        secret = app.signature("telegram-webhook").hex()
        yield application(app.database, app.channels.values(), app), PATH, secret
    finally:
        await app.close()


def _hearing(hook: Callable[[web.Request], Any]) -> web.Application:
    pages = web.Application()
    pages.router.add_post("/", hook)
    return pages


ECHOES: Mapping[str, Callable[[str], Side]] = {
    "aiohttp alone": _bare,
    "python-telegram-bot": _stock,
    "python-telegram-bot, our requests": _ours,
    "aiogram": _aiogram,
    "pyTelegramBotAPI": _telebot,
}
AN_SINH = "An Sinh"


async def _serve(side: str, api: str, database: str) -> None:
    made = _an_sinh(api, database) if side == AN_SINH else ECHOES[side](api)
    async with made as (pages, path, secret):
        runner = web.AppRunner(pages, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        if side == AN_SINH:
            gc.collect()
            gc.freeze()  # as it does where it serves
        port = runner.addresses[0][1]
        print(port, path, secret or "-", flush=True)
        await asyncio.to_thread(sys.stdin.read)  # until whoever asked lets go
        await runner.cleanup()


if __name__ == "__main__":
    os.sched_setaffinity(0, {0})
    asyncio.run(_serve(*(*sys.argv[1:], "")[:3]))
