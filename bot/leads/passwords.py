"""Passwords: argon2id hashes, and ones that nobody guesses."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.leads.errors import LeadsError

SHORTEST = 10
LONGEST = 200  # hashing a longer one would only cost time
NONE = ""  # in place of a hash: no password fits it

_hasher = PasswordHasher()  # argon2id with the library's parameters


@cache
def _of_nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(12))


def hash_password(password: str) -> str:
    """Give the argon2id hash. Raises LeadsError for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise LeadsError(f"Mật khẩu cần từ {SHORTEST} ký tự trở lên.")
    return _hasher.hash(password)


def hash_given(password: str) -> str:
    """Give the hash of a password that an operator chose; its length is their affair."""
    return _hasher.hash(password)


def new_password() -> str:
    """Give a password that nobody guesses and that can be read over the phone."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(3))


def fits(stored: str | None, password: str) -> bool:
    """Tell whether the password is the one of the hash; without a hash it costs as much time."""
    if len(password) > LONGEST:
        return False
    try:
        right = _hasher.verify(stored or _of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(stored)


def renewed(stored: str, password: str) -> str | None:
    """Give a new hash when the stored one was made with parameters of old, else None."""
    return _hasher.hash(password) if _hasher.check_needs_rehash(stored) else None
