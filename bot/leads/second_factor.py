"""Codes of an authenticator app (RFC 6238) beside the password."""

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.leads import sessions
from bot.leads.errors import LeadsError
from bot.storage.campaigns import SecondFactor

STEP = 30  # seconds that a code lives
WRONG = "Mã xác thực không đúng. Mở ứng dụng và nhập mã đang hiện."


def is_on(session: Session, user_id: int) -> bool:
    """Tell whether the account needs a code to sign in."""
    factor = session.get(SecondFactor, user_id)
    return factor is not None and factor.confirmed_at is not None


def begin(session: Session, user_id: int) -> str:
    """Make a secret, which is in force once a code from it was typed. Raises LeadsError."""
    if is_on(session, user_id):
        raise LeadsError("Mã xác thực đang bật. Tắt trước khi đổi sang máy khác.")
    secret = pyotp.random_base32()
    factor = session.get(SecondFactor, user_id)
    if factor is None:
        session.add(SecondFactor(user_id=user_id, secret=secret))
    else:
        factor.secret, factor.last_step = secret, 0
    return secret


def pending(session: Session, user_id: int) -> str:
    """Give the secret that waits for its first code, "" when there is none."""
    factor = session.get(SecondFactor, user_id)
    return factor.secret if factor is not None and factor.confirmed_at is None else ""


def confirm(session: Session, user_id: int, code: str, now: datetime) -> None:
    """Put the secret in force with its first code. Raises LeadsError for a wrong one."""
    factor = session.get(SecondFactor, user_id)
    if factor is None or factor.confirmed_at is not None or not _take(factor, code, now):
        raise LeadsError(WRONG)
    factor.confirmed_at = now


def take(session: Session, user_id: int, code: str, now: datetime) -> bool:
    """Tell whether the code is right, and use it up: each is good once."""
    factor = session.get(SecondFactor, user_id, with_for_update=True)
    return factor is not None and factor.confirmed_at is not None and _take(factor, code, now)


def switch_off(session: Session, user_id: int) -> None:
    """Let the password alone be enough again; the account's sessions end."""
    factor = session.get(SecondFactor, user_id)
    if factor is not None:
        session.delete(factor)
        sessions.end(session, user_id)


def accounts_with(session: Session) -> set[int]:
    """Give the accounts that need a code."""
    return set(
        session.scalars(select(SecondFactor.user_id).where(SecondFactor.confirmed_at.is_not(None)))
    )


def address(secret: str, username: str, issuer: str) -> str:
    """Give what the QR code for the app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def _take(factor: SecondFactor, code: str, now: datetime) -> bool:
    """Accept the code of now, of the step before or after, unless it or a later one was used."""
    typed = "".join(code.split())
    totp = pyotp.TOTP(factor.secret, interval=STEP)
    current = int(now.timestamp()) // STEP
    for step in (current - 1, current, current + 1):
        if step > factor.last_step and hmac.compare_digest(
            totp.at(step * STEP).encode(), typed.encode(errors="replace")
        ):
            factor.last_step = step
            return True
    return False
