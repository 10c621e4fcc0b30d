"""Who comes by the web page, as far as is known: a random signed cookie, and a network.

The cookie is ``address.signature``. It names nobody; signing it spares the database the question
whether we ever gave it out.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import web

_COOKIE = "ansinh"
_TLS_COOKIE = "__Host-ansinh"
"""A browser takes this name only over TLS from this very host: no neighbour can plant one."""

_ADDRESS_BYTES = 18
_SIGNATURE_BYTES = 15
_KEPT_SECONDS = 400 * 24 * 3600
"""As long as browsers keep any cookie."""


class Cookies:
    """``signature`` is the program's, ``secure`` where the page is served over TLS."""

    def __init__(self, signature: Callable[[str], bytes], secure: bool) -> None:
        self._signature = signature
        self._secure = secure
        self._name = _TLS_COOKIE if secure else _COOKIE

    def address_of(self, request: web.Request) -> str | None:
        """The address in the cookie; None where there is none, or one that we did not sign."""
        address, _, signature = request.cookies.get(self._name, "").partition(".")
        valid = address.isascii() and signature.isascii()
        if not (valid and hmac.compare_digest(signature, self._signed(address))):
            return None
        return address

    def give(self, response: web.StreamResponse, address: str) -> None:
        """Lax and not strict: to some phones all that follows a link in a messenger is another
        site's doing. It costs nothing, as nothing that a link can do looks at the cookie."""
        response.set_cookie(
            self._name,
            f"{address}.{self._signed(address)}",
            max_age=_KEPT_SECONDS,
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )

    def take_back(self, response: web.StreamResponse) -> None:
        response.del_cookie(self._name, httponly=True, secure=self._secure, samesite="Lax")

    def _signed(self, address: str) -> str:
        return _text(self._signature(f"web-cookie:{address}")[:_SIGNATURE_BYTES])


class Origins:
    """From where our own pages ask us. ``public_url`` is how people reach it, if known."""

    def __init__(self, public_url: str) -> None:
        self._public = urlsplit(public_url)

    @property
    def tls(self) -> bool:
        """People come by https alone."""
        return self._public.scheme == "https"

    def ours(self, request: web.Request) -> bool:
        """False where it comes from another site's page. Old browsers do not say."""
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        if request.method == "POST" and site != "same-origin":
            return False
        origin = request.headers.get("Origin")
        return origin is None or origin.lower() in self._known(request.host)

    def certainly_ours(self, request: web.Request) -> bool:
        """The same where it must be said: what a form sends, another site's form can send too."""
        said = "Origin" in request.headers or "Sec-Fetch-Site" in request.headers
        return said and self.ours(request)

    def _known(self, host: str) -> set[str]:
        """Where TLS is, a page that came without it may be anybody's."""
        ours = {f"https://{host}"} if self.tls else {f"https://{host}", f"http://{host}"}
        if self._public.netloc:
            ours.add(self._public.geturl())
        return {one.lower() for one in ours}


def network_of(peer: str | None, forwarded: str | None, tls: bool) -> str | None:
    """Which network somebody comes from, as far as is known; in memory only, never in a log.

    We bring no TLS ourselves, so where there is some, who knocks is our own proxy, and the last
    address it names is the one it has seen. None where that cannot be told: all would be one.
    """
    knocks = _network(peer)
    if tls and knocks is not None and knocks.is_private:
        knocks = _network((forwarded or "").rpartition(",")[2].strip())
    return None if knocks is None or knocks.is_loopback else str(knocks)


def _network(address: str | None) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """One IPv4 address, or the /64 that one subscriber of IPv6 has."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return ipaddress.ip_network((parsed, 32 if parsed.version == 4 else 64), strict=False)


def new_address() -> str:
    return _text(secrets.token_bytes(_ADDRESS_BYTES))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
