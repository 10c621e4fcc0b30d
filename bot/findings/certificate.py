"""The certificate that phones meet at ANSINH_PUBLIC_URL."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.findings.finding import Finding, Grade
from domain.alert import AlertKind, Trouble

_PATIENCE_SECONDS = 5
_ENOUGH_DAYS = 21
"""Whoever renews them does it a month before the end; then a week has passed in vain."""

_RENEW = "Find out why the proxy does not renew it: its log says so."


@dataclass(frozen=True, slots=True)
class Certificate:
    """``problem``: why a phone would refuse it; empty where it would not."""

    until: datetime
    problem: str = ""


async def of_certificate(public_url: str, now: datetime) -> list[Finding]:
    """How it stands with the certificate of that address, where it has one."""
    parts = urlsplit(public_url)
    if parts.scheme != "https" or parts.hostname is None:
        return []
    host, port = parts.hostname, parts.port or 443
    try:
        found = await met_at(host, port)
    except (OSError, TimeoutError, ValueError) as error:
        return [_not_met(host, error)]
    return list(_told(host, found, now))


async def met_at(host: str, port: int) -> Certificate:
    """What a phone would meet there. Raises OSError, TimeoutError, ValueError."""
    try:
        return Certificate(await _until(host, port, ssl.create_default_context()))
    except ssl.SSLCertVerificationError as error:
        problem = error.verify_message
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    return Certificate(await _until(host, port, unchecked), problem)


async def _until(host: str, port: int, context: ssl.SSLContext) -> datetime:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        _, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    finally:
        writer.transport.abort()  # a goodbye could be waited for as long as the other end likes
    from cryptography import x509  # not at every start: it is asked once in a while

    return x509.load_der_x509_certificate(shown).not_valid_after_utc


def _told(host: str, found: Certificate, now: datetime) -> Iterator[Finding]:
    days = (found.until - now).days
    ending = f"The certificate of {host} ends in {days} days, on {found.until:%Y-%m-%d}."
    if days < 0:
        ending = f"The certificate of {host} ran out on {found.until:%Y-%m-%d}."
    if days < _ENOUGH_DAYS:
        trouble = Trouble(AlertKind.CERTIFICATE, host, days)
        yield Finding("certificate", Grade.BAD if days < 0 else Grade.WARN, ending, _RENEW, trouble)
    elif found.problem:
        yield Finding(
            "certificate",
            Grade.BAD,
            f"Phones refuse the certificate of {host}: {found.problem}.",
            "Put one in the proxy that is made for this name, with those that vouch for it.",
            Trouble(AlertKind.NOT_TRUSTED, host, days),
        )
    else:
        yield Finding("certificate", Grade.OK, ending)


def _not_met(host: str, error: Exception) -> Finding:
    """No alert: a server behind a router often cannot reach its own public name."""
    return Finding(
        "certificate",
        Grade.WARN,
        f"The certificate of {host} cannot be seen from here ({type(error).__name__}).",
        "Open the page on a phone. If that works, this machine only cannot reach its own name.",
        unseen=AlertKind.CERTIFICATE,
    )
