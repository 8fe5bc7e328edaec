"""Signing in: name and password, then a code where one is asked for; lock-out."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.leads import audit, passwords, second_factor, sessions
from bot.leads.errors import SignInError
from bot.leads.viewers import Viewer
from bot.storage.database import Database
from bot.storage.outreach import User

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
LOCKED = "Sai mật khẩu nhiều lần. Thử lại sau 15 phút hoặc nhờ quản trị mở khóa."


def sign_in(database: Database, username: str, password: str, address: str, now: datetime) -> int:
    """Give the id of the user with that name and password.

    The attempt is counted before the password is looked at, so that many at once gain nothing.
    Raises SignInError; an unknown name costs as much time as a wrong password. An account with a
    second factor is not in yet: `sign_in_with_code` comes next.
    """
    name = username.strip().lower()
    user_id, stored = database.write(lambda session: _attempt(session, name, now)) or (None, None)
    right = passwords.fits(stored, password)
    if user_id is None or stored is None or not right:
        database.write(lambda session: _failed(session, user_id, address, now))
        raise SignInError(WRONG)
    newer = passwords.renewed(stored, password)
    database.write(lambda session: _passed(session, user_id, newer, address, now))
    return user_id


def sign_in_with_code(
    database: Database, user_id: int, code: str, address: str, now: datetime
) -> None:
    """Check the code of an account whose password was right. Raises SignInError.

    Wrong codes count towards the lock like wrong passwords.
    """

    def check(session: Session) -> bool:
        user = session.get(User, user_id, with_for_update=True)
        if user is None or not _may_try(user, now):
            return False
        if not second_factor.take(session, user_id, code, now):
            _failed(session, user_id, address, now)
            return False
        _succeeded(session, user, address, now)
        return True

    if not database.write(check):
        raise SignInError(second_factor.WRONG)


def _attempt(session: Session, name: str, now: datetime) -> tuple[int, str] | None:
    """Count an attempt and give the account; None when there is none that may sign in."""
    user = session.scalar(select(User).where(User.username == name).with_for_update())
    return (user.id, user.password_hash) if user is not None and _may_try(user, now) else None


def _may_try(user: User, now: datetime) -> bool:
    """Count the attempt; False for a disabled account. Raises SignInError for a locked one."""
    if user.disabled_at is not None:
        return False
    if user.locked_until is not None and user.locked_until > now:
        raise SignInError(LOCKED)
    user.failed_logins += 1
    if user.failed_logins >= MOST_FAILURES:
        user.locked_until, user.failed_logins = now + LOCKED_FOR, 0
    return True


def _failed(session: Session, user_id: int | None, address: str, now: datetime) -> None:
    viewer = Viewer(user_id, "") if user_id is not None else None
    audit.record(session, viewer, "sign-in-failed", now, address=address)


def _passed(
    session: Session, user_id: int, newer_hash: str | None, address: str, now: datetime
) -> None:
    """The password was right: the account is in, unless a code is to follow.

    Raises SignInError for an account whose campaign is over.
    """
    user = session.get_one(User, user_id)
    campaign = sessions.over(session, user, now)
    if campaign is not None:
        raise SignInError(
            f"Đợt “{campaign.name}” đã kết thúc ngày {campaign.ends:%d/%m/%Y} nên tài khoản này đã "
            "đóng. Cảm ơn anh/chị. Còn việc dang dở thì báo tổ trưởng hoặc cán bộ BHXH."
        )
    if newer_hash:
        user.password_hash = newer_hash
    if not second_factor.is_on(session, user_id):
        _succeeded(session, user, address, now)


def _succeeded(session: Session, user: User, address: str, now: datetime) -> None:
    user.failed_logins, user.locked_until = 0, None
    audit.record(session, Viewer(user.id, user.role), "signed-in", now, address=address)
