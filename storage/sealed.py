"""Sealing what must not be readable in a copied database, and finding it again without opening it.

A sealed value is ``version, length of key id, key id, nonce, ciphertext``. Its associated data is
``table.column:row id``, so a cell copied to another row does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column

from storage.tables.base import SEALED_AS

_VERSION = 1
_NONCE_BYTES = 12
_KEY_BYTES = 32


class BadKey(ValueError):
    """The setting is not ``id:base64,…`` of 256-bit keys."""


class Unreadable(Exception):
    """A sealed value does not open: another key, another row, or damage. Names the place only."""


class Vault:
    """Seals with the first key, opens with all; indexes with a key of its own."""

    def __init__(self, keys: Mapping[str, bytes], index_key: bytes) -> None:
        if not keys:
            raise BadKey("at least one key is needed")
        self._ciphers = {key_id.encode(): AESGCM(key) for key_id, key in keys.items()}
        self._first = next(iter(self._ciphers))
        self._index_key = index_key

    @classmethod
    def from_settings(cls, keys: str, index_key: str) -> Vault:
        """Read ANSINH_KEY (``id:base64,…``) and ANSINH_INDEX_KEY (base64). Raises BadKey."""
        return cls(_read_keys(keys), _read_key("ANSINH_INDEX_KEY", index_key))

    def seal(self, text: str, column: Column[bytes], row: int) -> bytes:
        return self.seal_bytes(text.encode(), column, row)

    def seal_bytes(self, content: bytes, column: Column[bytes], row: int) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        key_id = self._first
        cipher = self._ciphers[key_id].encrypt(nonce, content, _bound_to(column, row))
        return beginning(key_id.decode()) + nonce + cipher

    def open(self, sealed: bytes, column: Column[bytes], row: int) -> str:
        """The text. Raises Unreadable."""
        try:
            return self.open_bytes(sealed, column, row).decode()
        except ValueError as error:
            raise Unreadable(f"{_place(column)}: damaged, or from another row") from error

    def open_bytes(self, sealed: bytes, column: Column[bytes], row: int) -> bytes:
        """What was sealed. Raises Unreadable."""
        where = _place(column)
        if len(sealed) < 2 or sealed[0] != _VERSION:
            raise Unreadable(f"{where}: not a sealed value")
        nonce_at = 2 + sealed[1]
        cipher = self._ciphers.get(bytes(sealed[2:nonce_at]))
        if cipher is None:
            raise Unreadable(f"{where}: sealed with a key that is not in ANSINH_KEY")
        nonce, body = sealed[nonce_at : nonce_at + _NONCE_BYTES], sealed[nonce_at + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, _bound_to(column, row))
        except (InvalidTag, ValueError) as error:
            raise Unreadable(f"{where}: damaged, or from another row") from error

    def open_or_empty(self, sealed: bytes | None, column: Column[bytes], row: int) -> str:
        """Empty where nothing was sealed, and where it is damaged: it must not hide the rest."""
        if sealed is None:
            return ""
        try:
            return self.open(sealed, column, row)
        except Unreadable:
            return ""

    def open_all(
        self, sealed: Iterable[tuple[int, bytes]], column: Column[bytes]
    ) -> Iterator[str | None]:
        """Of many rows, by id, at half the price of `open`; None for what is unreadable."""
        start, decrypt = beginning(self._first.decode()), self._ciphers[self._first].decrypt
        nonce_at, body_at = len(start), len(start) + _NONCE_BYTES
        bound = f"{_place(column)}:"
        for row, cell in sealed:
            try:
                if cell.startswith(start):
                    own = f"{bound}{row}".encode()
                    yield decrypt(cell[nonce_at:body_at], cell[body_at:], own).decode()
                else:
                    yield self.open(cell, column, row)
            except (Unreadable, InvalidTag, ValueError):
                yield None

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The first of them seals."""
        return tuple(key_id.decode() for key_id in self._ciphers)

    def index(self, *parts: str) -> bytes:
        """A keyed hash of the parts: equal for equal values, useless without the key."""
        return hmac.digest(self._index_key, "\0".join(parts).encode(), hashlib.sha256)


def beginning(key_id: str) -> bytes:
    """How every value begins that is sealed with this key."""
    return bytes((_VERSION, len(key_id.encode()))) + key_id.encode()


def _place(column: Column[bytes]) -> str:
    """Where a cell belongs; what waits to be moved is sealed for the place it goes to."""
    return column.info.get(SEALED_AS) or f"{column.table.name}.{column.name}"


def _bound_to(column: Column[bytes], row: int) -> bytes:
    return f"{_place(column)}:{row}".encode()


def _read_keys(setting: str) -> dict[str, bytes]:
    keys = {}
    for part in setting.split(","):
        key_id, separator, key = part.strip().partition(":")
        if not (separator and 0 < len(key_id.encode()) < 32):
            raise BadKey("ANSINH_KEY is written id:base64, one or more with commas between")
        keys[key_id] = _read_key(f"ANSINH_KEY, key {key_id},", key)
    return keys


def _read_key(name: str, setting: str) -> bytes:
    try:
        key = base64.b64decode(setting, validate=True)
    except binascii.Error as error:
        raise BadKey(f"{name} is not base64") from error
    if len(key) != _KEY_BYTES:
        raise BadKey(f"{name} must be {_KEY_BYTES} bytes, and is {len(key)}")
    return key


def new_key() -> str:
    """A fresh key in base64, as the settings take it."""
    return base64.b64encode(os.urandom(_KEY_BYTES)).decode()


def demo_keys(path: Path) -> tuple[str, str]:
    """The two keys of a demo database, made at first use and kept beside it for its owner."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"demo:{new_key()}\n{new_key()}\n")
    key, index_key = path.read_text(encoding="ascii").split()
    return key, index_key
