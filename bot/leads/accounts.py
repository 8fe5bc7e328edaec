"""Staff accounts: making, changing and closing them."""

import string
from collections.abc import Collection
from datetime import datetime
from itertools import chain, count

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.leads import addresses, audit, organisations, passwords, sessions
from bot.leads.errors import LeadsError
from bot.leads.teams import DEMO
from bot.leads.text import clean, fold
from bot.leads.viewers import COLLECTOR, ROLES, Viewer
from bot.settings import Settings
from bot.storage.campaigns import Campaign
from bot.storage.database import Database
from bot.storage.outreach import Team, User

LETTERS = frozenset(string.ascii_lowercase + string.digits)


def create_user(
    session: Session,
    username: str,
    password_hash: str,
    role: str,
    now: datetime,
    *,
    full_name: str = "",
    team: Team | None = None,
    campaign: Campaign | None = None,
) -> User:
    """Make an account; with `campaign` it ends with that. Raises LeadsError for what does not fit.

    `password_hash` is what `passwords.hash_password` gave, or `passwords.NONE`.
    """
    name = username.strip().lower()
    check_new(session, name, role, team, campaign)
    user = User(
        username=name,
        full_name=clean(full_name, 100),
        password_hash=password_hash,
        role=role,
        team_id=team.id if team else None,
        campaign_id=campaign.id if campaign else None,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def check_new(
    session: Session, name: str, role: str, team: Team | None, campaign: Campaign | None
) -> None:
    """Raises LeadsError, which says what to do, for an account that cannot be made."""
    if not name or name != fold(name).replace(" ", "") or len(name) > 60:
        raise LeadsError("Tên đăng nhập: chữ không dấu, số, không có khoảng trắng.")
    if role not in ROLES:
        raise LeadsError(f"Vai trò là một trong: {', '.join(ROLES)}.")
    if role in ("leader", "member") and team is None:
        raise LeadsError("Tổ trưởng và thành viên cần thuộc một tổ.")
    if role == "admin" and campaign is not None:
        raise LeadsError("Tài khoản quản trị không gắn với chiến dịch.")
    if campaign is not None and campaign.code.startswith(DEMO):
        raise LeadsError("Chiến dịch minh họa không có tài khoản.")
    if session.scalar(select(User.id).where(User.username == name)) is not None:
        raise LeadsError(f"Đã có tài khoản “{name}”.")


def free_username(session: Session, full_name: str, taken: Collection[str] = ()) -> str:
    """Give a name to sign in with, made of the person's: "Lê Thị Hoa" → "lethihoa", "lethihoa2"."""
    bare = "".join(sign for sign in fold(full_name) if sign in LETTERS)[:50] or "thanhvien"
    like = session.scalars(select(User.username).where(User.username.startswith(bare)))
    known = {*like, *taken}
    names = chain((bare,), (f"{bare}{number}" for number in count(2)))
    return next(name for name in names if name not in known)


def set_password(session: Session, user_id: int, hashed: str) -> None:
    """Set a password (as `hash_password` gave it), open the lock and end all sessions."""
    _change(session, user_id, password_hash=hashed, failed_logins=0, locked_until=None)


def change_own_password(
    database: Database, user_id: int, old: str, new: str, viewer: Viewer, now: datetime
) -> None:
    """Change the own password; all sessions end. Raises LeadsError."""
    with database.read() as session:
        stored = session.get_one(User, user_id).password_hash
    if not passwords.fits(stored, old):
        raise LeadsError("Mật khẩu hiện tại không đúng.")
    hashed = passwords.hash_password(new)

    def change(session: Session) -> None:
        set_password(session, user_id, hashed)
        audit.record(session, viewer, "password-changed", now)

    database.write(change)


def set_disabled(session: Session, user_id: int, now: datetime, *, disabled: bool) -> None:
    """Close an account or open it again; its sessions end. Raises LeadsError for the last admin."""
    if disabled and _is_last_admin(session, user_id):
        raise LeadsError("Đây là quản trị cuối cùng: tạo quản trị khác trước.")
    _change(session, user_id, disabled_at=now if disabled else None)
    user = session.get(User, user_id)
    if user is not None and user.role == COLLECTOR:
        organisations.roster_changed(session, user.username, now)


def end_sessions(session: Session, user_id: int, session_id: int | None = None) -> int:
    """End one session of an account, or all, as for a lost phone; give how many ended.

    Their browsers get no push any more; when all end, none does.
    """
    if session_id is None:
        addresses.remove_all_devices(session, user_id)
    else:
        addresses.remove_devices_of(session, user_id, session_id)
    return sessions.end(session, user_id, session_id)


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
    hashed = passwords.hash_given(settings.admin_password)
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


def _change(session: Session, user_id: int, **values: object) -> None:
    """Change an account; whatever changes, its sessions end."""
    session.execute(update(User).where(User.id == user_id).values(**values))
    sessions.end(session, user_id)


def _is_last_admin(session: Session, user_id: int) -> bool:
    admins = select(User.id).where(User.role == "admin", User.disabled_at.is_(None))
    return session.scalars(admins).all() == [user_id]
