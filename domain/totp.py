"""One-time codes of a staff member's own device (RFC 6238)."""

from __future__ import annotations

from datetime import datetime

import pyotp

_STEP_SECONDS = 30
_DRIFT_STEPS = 1
"""A clock may be half a minute wrong."""


def new_secret() -> str:
    """For the device, in base32."""
    return pyotp.random_base32()


def device_link(secret: str, name: str) -> str:
    """What a QR for an authenticator holds: ``otpauth://totp/…``."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="An Sinh")


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The number of the half minute whose code this is; None where it fits none around now."""
    made = pyotp.TOTP(secret)
    current = int(now.timestamp()) // _STEP_SECONDS
    around = range(current - _DRIFT_STEPS, current + _DRIFT_STEPS + 1)
    return next((step for step in around if made.verify(code, for_time=step * _STEP_SECONDS)), None)
