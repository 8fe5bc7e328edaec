"""A strict stand-in of browsers and their push service: RFC 8030, 8188, 8291, 8292 by the letter.

It shares no code with what it tests: it checks the signature and decrypts by itself.
"""

import json
import os
import re
import struct
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
MOST_BYTES = 4096  # RFC 8030, section 7.2


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


class Browser:
    """A browser that subscribed: it keeps its keys and decrypts what arrives."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._key = ec.generate_private_key(CURVE)
        self._secret = os.urandom(16)

    @property
    def subscription(self) -> dict[str, str]:
        return {
            "endpoint": self.endpoint,
            "public_key": encoded(point(self._key.public_key())),
            "secret": encoded(self._secret),
        }

    def decrypt(self, body: bytes) -> bytes:
        """RFC 8188, section 2.1 and RFC 8291, section 3.4: one record, the padding ends with 2."""
        return decrypt(body, self._key, self._secret)


def decrypt(body: bytes, own_key: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    salt, (size, length) = body[:16], struct.unpack("!LB", body[16:21])
    sender, record = body[21 : 21 + length], body[21 + length :]
    assert len(record) <= size
    shared = own_key.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
    )
    info = b"WebPush: info\0" + point(own_key.public_key()) + sender
    ikm = _hkdf(secret, 32, info, shared)
    key = _hkdf(salt, 16, b"Content-Encoding: aes128gcm\0", ikm)
    nonce = _hkdf(salt, 12, b"Content-Encoding: nonce\0", ikm)
    plain = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
    assert plain.endswith(b"\2")
    return plain[:-1]


def _hkdf(salt: bytes, length: int, info: bytes, secret: bytes) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


@dataclass
class Received:
    """A push as the browser sees it, and the headers with which it came."""

    endpoint: str
    shown: dict[str, Any]
    headers: Mapping[str, str]


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


class PushService:
    """Takes pushes for browsers that subscribed here with `server_key`, if they are sound."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.server_key = ""
        self.received: list[Received] = []
        self.refused: list[str] = []
        self.answers: dict[str, list[Answer]] = {}
        self._browsers: dict[str, Browser] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = service._take(self.path, dict(self.headers.items()), body)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def subscribe(self, name: str = "phone") -> Browser:
        browser = Browser(f"{self.origin}/push/{name}")
        self._browsers[f"/push/{name}"] = browser
        return browser

    def will_answer(self, browser: Browser, status: int, **headers: str) -> None:
        """The next push to this browser gets that answer; headers with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.setdefault(browser.endpoint, []).append(Answer(status, named))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        browser = self._browsers.get(path)
        if browser is None:
            return Answer(404)
        scripted = self.answers.get(browser.endpoint)
        if scripted:
            return scripted.pop(0)
        wrong = self._wrong(headers, body)
        if wrong:
            self.refused.append(wrong)
            return Answer(403 if "vapid" in wrong else 400)
        shown = json.loads(browser.decrypt(body))
        self.received.append(Received(browser.endpoint, shown, headers))
        return Answer(201, {"Location": f"{self.origin}/message/{len(self.received)}"})

    def _wrong(self, headers: dict[str, str], body: bytes) -> str:
        if not headers.get("TTL", "").isdigit():
            return "no TTL"
        if headers.get("Content-Encoding") != "aes128gcm" or len(body) > MOST_BYTES:
            return "no aes128gcm of at most 4096 bytes"
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", headers.get("Topic", "x")):
            return "bad topic"
        if headers.get("Urgency", "normal") not in ("very-low", "low", "normal", "high"):
            return "bad urgency"
        return self._wrong_signature(headers.get("Authorization", ""))

    def _wrong_signature(self, given: str) -> str:
        found = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)", given)
        if not found:
            return "no vapid signature"
        header, claims, signature, key = found.groups()
        if key != self.server_key:
            return "vapid: not the key of the subscription"
        raw = decoded(signature)
        pair = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(key))
        try:
            signed = f"{header}.{claims}".encode()
            public.verify(encode_dss_signature(*pair), signed, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return "vapid: signature does not fit"
        said = json.loads(decoded(claims))
        expires = datetime.fromtimestamp(said["exp"], UTC)
        if not 0 < (expires - self.now).total_seconds() <= 24 * 3600:
            return "vapid: exp"
        if said["aud"] != self.origin or not re.match(r"(mailto:|https://)", said.get("sub", "")):
            return "vapid: aud or sub"
        return ""
