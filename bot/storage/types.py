"""Column types: UTC times and encrypted values."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.storage.errors import StorageError


class Cipher:
    """Encrypts columns with the newest key and reads with all (Fernet: AES-128-CBC and HMAC)."""

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None
        self._hash_key = b""

    def configure(self, keys: str) -> None:
        """Take keys, newest first, separated by commas. Raises StorageError for a broken one.

        The keyed hash uses the oldest key, which therefore stays when keys are rotated.
        """
        parts = [key.strip() for key in keys.split(",") if key.strip()]
        try:
            self._fernet = MultiFernet([Fernet(part) for part in parts])
        except ValueError:
            raise StorageError("ENCRYPTION_KEYS holds something that is no Fernet key") from None
        self._hash_key = hashlib.sha256(b"search" + parts[-1].encode()).digest()

    def encrypt(self, data: bytes) -> bytes:
        """Give the encrypted form."""
        return self._ready().encrypt(data)

    def decrypt(self, data: bytes) -> bytes:
        """Give the plain form. Raises StorageError when no key fits."""
        try:
            return self._ready().decrypt(data)
        except InvalidToken:
            raise StorageError("no key in ENCRYPTION_KEYS reads this row") from None

    def search_hash(self, text: str) -> str:
        """Give a keyed hash by which an encrypted value can be found again."""
        self._ready()
        return hmac.new(self._hash_key, text.encode(), hashlib.sha256).hexdigest()

    def _ready(self) -> MultiFernet:
        if self._fernet is None:
            raise StorageError("encryption keys are not set")
        return self._fernet


cipher = Cipher()
"""The keys of this process: one deployment has one set, set when its database is opened."""


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware datetime, kept in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: which clock they mean is a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise StorageError("a time without a timezone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Mark what SQLite gives back without a zone as the UTC it is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes that only a process with the keys can read."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else cipher.encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Decrypt on the way out."""
        return None if value is None else cipher.decrypt(bytes(value))


class EncryptedText(TypeDecorator[str]):
    """Text that only a process with the keys can read."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        if value is None:
            return None
        return cipher.encrypt(value.encode(errors="replace"))  # a lone surrogate has no UTF-8

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else cipher.decrypt(bytes(value)).decode()


class EncryptedJson(TypeDecorator[dict[str, Any]]):
    """A JSON object that only a process with the keys can read."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        if value is None:
            return None
        return cipher.encrypt(json.dumps(value).encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> dict[str, Any] | None:
        """Decrypt on the way out."""
        if value is None:
            return None
        stored: dict[str, Any] = json.loads(cipher.decrypt(bytes(value)))
        return stored
