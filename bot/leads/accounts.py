"""Staff accounts: passwords with argon2id, lock-out, sessions that can be ended."""

import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.leads import addresses, audit, second_factor
from bot.leads.errors import LeadsError, SignInError
from bot.leads.text import clean, fold
from bot.leads.viewers import ROLES, Viewer
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.outreach import Team, User

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200  # hashing a longer one would only cost time
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
LOCKED = "Sai mật khẩu nhiều lần. Thử lại sau 15 phút hoặc nhờ quản trị mở khóa."

_hasher = PasswordHasher()  # argon2id with the library's parameters
_of_nobody = _hasher.hash(secrets.token_urlsafe(12))


def sign_in(database: Database, username: str, password: str, address: str, now: datetime) -> int:
    """Give the id of the user with that name and password.

    The attempt is counted before the password is looked at, so that many at once gain nothing.
    Raises SignInError; an unknown name costs as much time as a wrong password. An account with a
    second factor is not in yet: `sign_in_with_code` comes next.
    """
    name = username.strip().lower()
    found = database.write(lambda session: _attempt(session, name, now))
    user_id, stored = found or (None, _of_nobody)
    right = _fits(stored, password)
    if user_id is None or not right:
        database.write(lambda session: _failed(session, user_id, address, now))
        raise SignInError(WRONG)
    database.write(lambda session: _passed(session, user_id, stored, password, address, now))
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


def create_user(
    session: Session,
    username: str,
    password: str,
    role: str,
    now: datetime,
    *,
    full_name: str = "",
    team: Team | None = None,
) -> User:
    """Make an account. Raises LeadsError for a name that is taken or a password that is weak."""
    name = username.strip().lower()
    if not name or name != fold(name).replace(" ", "") or len(name) > 60:
        raise LeadsError("Tên đăng nhập: chữ không dấu, số, không có khoảng trắng.")
    if role not in ROLES:
        raise LeadsError(f"Vai trò là một trong: {', '.join(ROLES)}.")
    if role in ("leader", "member") and team is None:
        raise LeadsError("Tổ trưởng và thành viên cần thuộc một tổ.")
    if session.scalar(select(User.id).where(User.username == name)) is not None:
        raise LeadsError(f"Đã có tài khoản “{name}”.")
    user = User(
        username=name,
        full_name=clean(full_name, 100),
        password_hash=hash_password(password),
        role=role,
        team_id=team.id if team else None,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def hash_password(password: str) -> str:
    """Give the argon2id hash. Raises LeadsError for a password that is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise LeadsError(f"Mật khẩu cần từ {SHORTEST_PASSWORD} ký tự trở lên.")
    return _hasher.hash(password)


def new_password() -> str:
    """Give a password that nobody guesses and that can be read over the phone."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(3))


def set_password(session: Session, user_id: int, hashed: str) -> None:
    """Set a password (as `hash_password` gave it), open the lock and end all sessions."""
    _change(session, user_id, password_hash=hashed, failed_logins=0, locked_until=None)


def change_own_password(
    database: Database, user_id: int, old: str, new: str, viewer: Viewer, now: datetime
) -> int:
    """Change the own password and give the new session version. Raises LeadsError."""
    with database.read() as session:
        stored = session.get_one(User, user_id).password_hash
    if not _fits(stored, old):
        raise LeadsError("Mật khẩu hiện tại không đúng.")
    hashed = hash_password(new)

    def change(session: Session) -> int:
        set_password(session, user_id, hashed)
        audit.record(session, viewer, "password-changed", now)
        return session.get_one(User, user_id).session_version

    return database.write(change)


def set_disabled(session: Session, user_id: int, now: datetime, *, disabled: bool) -> None:
    """Close an account or open it again; its sessions end. Raises LeadsError for the last admin."""
    if disabled and _is_last_admin(session, user_id):
        raise LeadsError("Đây là quản trị cuối cùng: tạo quản trị khác trước.")
    _change(session, user_id, disabled_at=now if disabled else None)


def end_sessions(session: Session, user_id: int) -> None:
    """End all sessions of an account, as for a lost phone; its devices get no push any more."""
    _change(session, user_id)
    addresses.remove_all_devices(session, user_id)


def find_user(session: Session, username: str) -> User:
    """Give the account of that name. Raises LeadsError when there is none."""
    user = session.scalar(select(User).where(User.username == username.strip().lower()))
    if user is None:
        raise LeadsError(f"Không có tài khoản “{username}”.")
    return user


def ensure_admin(database: Database, settings: Settings, now: datetime) -> bool:
    """Make the first administrator when there is no administrator yet. Gives whether it did.

    The password is that of the settings then; changing the setting later changes no account.
    """
    with database.read() as session:
        if session.scalar(select(User.id).where(User.role == "admin").limit(1)) is not None:
            return False
    hashed = _hasher.hash(settings.admin_password)
    name = settings.admin_username.strip().lower()

    def make(session: Session) -> bool:
        if session.scalar(select(User.id).where(User.username == name)) is not None:
            return False
        user = User(username=name, password_hash=hashed, role="admin", created_at=now)
        user.full_name = "Quản trị"
        session.add(user)
        session.flush()
        audit.record(session, None, "user-created", now, target=name, role="admin")
        return True

    return database.write(make)


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
    session: Session, user_id: int, stored: str, password: str, address: str, now: datetime
) -> None:
    """The password was right: the account is in, unless a code is to follow."""
    user = session.get_one(User, user_id)
    if _hasher.check_needs_rehash(stored):
        user.password_hash = _hasher.hash(password)
    if not second_factor.is_on(session, user_id):
        _succeeded(session, user, address, now)


def _succeeded(session: Session, user: User, address: str, now: datetime) -> None:
    user.failed_logins, user.locked_until = 0, None
    audit.record(session, Viewer(user.id, user.role), "signed-in", now, address=address)


def _fits(stored: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _change(session: Session, user_id: int, **values: object) -> None:
    """Change an account; whatever changes, its sessions end."""
    session.execute(
        update(User)
        .where(User.id == user_id)
        .values(session_version=User.session_version + 1, **values)
    )


def _is_last_admin(session: Session, user_id: int) -> bool:
    admins = select(User.id).where(User.role == "admin", User.disabled_at.is_(None))
    return session.scalars(admins).all() == [user_id]
