"""The key by which push services know this server: made on first use, kept encrypted, for all."""

from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.inserts import insert_into
from bot.storage.notices import PushKey

ONLY = 1


def server_key(database: Database, now: datetime) -> Vapid02:
    """Give the server's key; of several processes that need the first one, one makes it."""
    with database.read() as session:
        kept = session.get(PushKey, ONLY)
    pem = kept.private_key if kept else database.write(lambda session: _made(session, now))
    return Vapid02.from_pem(pem.encode())


def public_key(key: Vapid02) -> str:
    """Give what a browser needs to subscribe: the uncompressed point, base64url."""
    point = key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


def _made(session: Session, now: datetime) -> str:
    key = Vapid02()
    key.generate_keys()
    dialect = session.get_bind().dialect.name
    new = {"id": ONLY, "private_key": key.private_pem().decode(), "created_at": now}
    session.execute(insert_into(PushKey, dialect).values(**new).on_conflict_do_nothing())
    return session.get_one(PushKey, ONLY).private_key
