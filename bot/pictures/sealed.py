"""What stands in an address: nobody can read or make it without the key of the deployment.

The same content always gives the same address, so that what was fetched once stays cached.
"""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.pictures.errors import PicturesError

KEY_BYTES = 64  # AES-256 in SIV mode (RFC 5297): deterministic, and safe so
MOST_BYTES = 4096  # of an opened description


@dataclass(frozen=True)
class Seal:
    """Seals JSON objects with a key of its own, derived from the deployment's."""

    secret_key: str
    purpose: str

    def close(self, content: Mapping[str, Any]) -> str:
        """Give the content as it stands in an address."""
        text = json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        sealed = self._cipher.encrypt(zlib.compress(text.encode(), 9), None)
        return urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, sealed: str) -> dict[str, Any]:
        """Give the content again. Raises PicturesError for what this key did not seal."""
        try:
            padded = sealed.encode("ascii") + b"=" * (-len(sealed) % 4)
            packed = self._cipher.decrypt(urlsafe_b64decode(padded), None)
            text = zlib.decompressobj().decompress(packed, MOST_BYTES)
            content: dict[str, Any] = json.loads(text)
        except (InvalidTag, ValueError, zlib.error):
            raise PicturesError("Đường dẫn này không đúng hoặc bị thiếu chữ.") from None
        return content

    @property
    def _cipher(self) -> AESSIV:
        derived = HKDF(SHA512(), KEY_BYTES, salt=None, info=self.purpose.encode())
        return AESSIV(derived.derive(self.secret_key.encode()))
