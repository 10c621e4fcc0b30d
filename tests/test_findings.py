"""What `ansinh check` asks of others, by network, and of the people who work with it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text, update

from bot.app import build
from bot.commands import check as command
from bot.findings import Finding, Grade, at_length, certificate, token, work
from bot.findings.certificate import of_certificate
from bot.findings.token import of_token
from domain.alert import AlertKind, Trouble
from domain.message import Place
from domain.place import PointKind, PointStatus
from storage.reference import Reference
from storage.tables import audit
from tests.botapi import TOKEN, bot_api
from tests.house import NOW, Phone, settings
from tests.test_watch import SOUND

TODAY = datetime.now(UTC)
"""A handshake compares with the true clock."""


# --- The certificate -------------------------------------------------------------------------


def made(folder: Path, days: int, host: str = "localhost") -> Path:
    """A certificate that vouches for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    alternatives = [x509.DNSName(host), x509.IPAddress(ip_address("127.0.0.1"))]
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TODAY - timedelta(days=90))
        .not_valid_after(TODAY + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}-{days}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


@asynccontextmanager
async def proxy(file: Path | None, silent: bool = False) -> AsyncIterator[str]:
    """What stands in front: with that certificate, or without one."""
    context = None
    if file is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(file)

    async def meets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            if silent:
                await reader.read()
        writer.transport.abort()

    server = await asyncio.start_server(meets, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"https://localhost:{port}"
    finally:
        server.close()


@pytest.mark.parametrize(
    ("days", "grade", "expected"),
    [
        (60, Grade.OK, None),
        (21, Grade.OK, None),
        (20, Grade.WARN, 20),
        (0, Grade.WARN, 0),
        (-3, Grade.BAD, -3),
    ],
)
async def test_how_long_a_certificate_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, grade: Grade, expected: int | None
) -> None:
    file = made(tmp_path, days)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    async with proxy(file) as url:
        [one] = await of_certificate(url, TODAY)
    assert one.grade is grade
    wanted = None if expected is None else Trouble(AlertKind.CERTIFICATE, "localhost", expected)
    assert one.trouble == wanted
    assert (one.grade is Grade.OK) == (not one.todo)


async def test_a_certificate_that_nobody_vouches_for_is_bad(tmp_path: Path) -> None:
    async with proxy(made(tmp_path, 60)) as url:
        [one] = await of_certificate(url, TODAY)
    assert one.grade is Grade.BAD
    assert one.trouble == Trouble(AlertKind.NOT_TRUSTED, "localhost", 60)
    assert "self-signed" in one.message


async def test_a_certificate_of_another_name_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = made(tmp_path, 60, "elsewhere.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    async with proxy(file) as url:
        [one] = await of_certificate(url, TODAY)
    assert (one.grade, one.trouble and one.trouble.kind) == (Grade.BAD, AlertKind.NOT_TRUSTED)


@pytest.mark.parametrize("silent", [True, False])
async def test_what_cannot_be_met_is_said_soon_and_is_no_alert(
    monkeypatch: pytest.MonkeyPatch, silent: bool
) -> None:
    monkeypatch.setattr(certificate, "_PATIENCE_SECONDS", 0.2)
    async with proxy(None, silent) as url:
        [one] = await of_certificate(url, TODAY)
    assert (one.grade, one.trouble) == (Grade.WARN, None)
    assert one.unseen is AlertKind.CERTIFICATE
    [nobody] = await of_certificate("https://localhost:1", TODAY)
    assert nobody.unseen is AlertKind.CERTIFICATE


async def test_where_there_is_no_tls_there_is_no_certificate() -> None:
    assert await of_certificate("", TODAY) == []
    assert await of_certificate("http://localhost:1", TODAY) == []


# --- The token -------------------------------------------------------------------------------


async def test_a_token_that_is_known_and_one_that_is_not() -> None:
    async with bot_api() as api:
        [known] = await of_token(TOKEN, api.url)
        [unknown] = await of_token("123456:another", api.url)
        assert api.complaints == []
    assert (known.grade, known.trouble) == (Grade.OK, None)
    assert (unknown.grade, unknown.trouble) == (Grade.BAD, Trouble(AlertKind.TOKEN, "Telegram"))
    assert await of_token("", "http://127.0.0.1:1") == []


@pytest.mark.parametrize("answer", [502, "<html>", "[]", {"ok": False, "error_code": 429}])
async def test_what_is_no_answer_says_nothing_of_the_token(answer: object) -> None:
    async with bot_api() as api:
        api.fails("getMe", answer)
        [one] = await of_token(TOKEN, api.url)
    assert (one.grade, one.unseen) == (Grade.WARN, AlertKind.TOKEN)
    assert TOKEN not in one.message + one.todo


async def test_who_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token, "_PATIENCE", replace_total(0.2))
    async with bot_api() as api:
        api.delays["getMe"] = 5
        [slow] = await of_token(TOKEN, api.url)
    [nobody] = await of_token(TOKEN, "http://127.0.0.1:1")
    assert {slow.unseen, nobody.unseen} == {AlertKind.TOKEN}


def replace_total(seconds: float) -> object:
    return type(token._PATIENCE)(total=seconds)


# --- The database ----------------------------------------------------------------------------


async def test_a_database_that_accepts_and_never_answers_is_named_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "_PATIENCE_SECONDS", 0.5)

    hung_up = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await reader.read()
        writer.transport.abort()
        hung_up.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    app = build(settings(f"postgresql+asyncpg://x:y@127.0.0.1:{port}/ansinh"))
    [one] = await command._store(app)
    await app.close()
    server.close()
    await asyncio.wait_for(hung_up.wait(), 30)
    assert (one.code, one.grade) == ("database", Grade.BAD)


async def test_an_audit_that_was_altered_is_bad(url: str) -> None:
    officer = Phone(url, "officer")
    for said in ("tiếng Việt", "/link", "WARD4793", "1"):
        await officer.says(said)
    app = build(settings(url), clock=lambda: NOW)
    [whole] = await at_length(app)
    assert whole.grade is Grade.OK
    on = "" if url.startswith("sqlite") else " ON audit"
    async with app.database.engine.begin() as connection:
        await connection.execute(text(f"DROP TRIGGER audit_no_update{on}"))
        await connection.execute(update(audit).values(kind="nothing"))
    [altered] = await at_length(app)
    await app.close()
    assert altered.grade is Grade.BAD
    assert "was altered" in altered.message


# --- Staff and points ------------------------------------------------------------------------


def codes(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(one.code, one.grade.value) for one in findings}


def test_staff_without_a_device_are_counted_where_they_are_asked_for_codes() -> None:
    some = replace(SOUND, unproved=3)
    assert codes([*work.of_staff(some, totp=True)]) == {("staff", "ok"), ("totp", "warn")}
    assert codes([*work.of_staff(some, totp=False)]) == {("staff", "ok")}
    assert codes([*work.of_staff(SOUND, totp=True)]) == {("staff", "ok")}


async def reference_of(url: str) -> Reference:
    app = build(settings(url))
    found = await app.database.reference()
    await app.close()
    return found


async def test_points_that_nobody_has_seen_for_long_are_named(sqlite_url: str) -> None:
    reference = await reference_of(sqlite_url)
    gazetteer = reference.gazetteer
    present = [
        one
        for one in reference.points.values()
        if one.is_open and gazetteer.known(one.unit).served and gazetteer.known(one.unit).is_present
    ]
    good = replace(
        present[0], kind=PointKind.POST_OFFICE, place=Place(10.6, 105.0), confirmed_on=NOW.date()
    )

    def found(**changed: object) -> list[Finding]:
        point = replace(good, **changed)  # type: ignore[arg-type]
        return [*work.of_points(replace(reference, points={1: point}), NOW.date())]

    assert codes(found()) == {("points", "ok")}
    [unplaced] = found(place=None)
    assert good.name in unplaced.message
    assert "coordinates" in unplaced.message
    for long_ago in (None, NOW.date() - timedelta(days=181)):
        [unasked] = found(confirmed_on=long_ago)
        assert "half a year" in unasked.message
    for nobody_goes_there in ({"status": PointStatus.CLOSED}, {"kind": PointKind.HOME}):
        [none] = found(place=None, **nobody_goes_there)
        assert "No payment point" in none.message
