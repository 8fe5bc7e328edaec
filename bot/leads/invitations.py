"""Invitations: a link that works once and for a while, kept as a hash only."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.leads import accounts, audit, sessions
from bot.leads.calendar import day_of
from bot.leads.errors import LeadsError
from bot.leads.teams import DEMO
from bot.leads.text import clean
from bot.leads.viewers import Viewer
from bot.storage.accounts import Invitation
from bot.storage.campaigns import Campaign, CampaignTeam
from bot.storage.outreach import User

LIFE = timedelta(hours=24)
LIFE_FROM_A_LIST = timedelta(days=7)  # links on a sheet take longer to reach their people
AGAIN = "Nhờ tổ trưởng hoặc quản trị mời lại."


def campaigns_for(session: Session, team_id: int, today: date) -> Sequence[Campaign]:
    """Give the campaigns of the team that are not over, with which an account may end."""
    return session.scalars(
        select(Campaign)
        .join(CampaignTeam, CampaignTeam.campaign_id == Campaign.id)
        .where(CampaignTeam.team_id == team_id, Campaign.ends >= today)
        .where(Campaign.code.not_like(f"{DEMO}%"))
        .order_by(Campaign.ends, Campaign.id)
    ).all()


def invite(
    session: Session, leader: Viewer, campaign_id: int | None, now: datetime
) -> tuple[Invitation, str]:
    """Invite somebody into the leader's team; give the invitation and the key of its link.

    With a campaign the account ends with it. Raises LeadsError.
    """
    if leader.role != "leader" or leader.team_id is None:
        raise LeadsError("Chỉ tổ trưởng mời thành viên vào tổ của mình.")
    possible = campaigns_for(session, leader.team_id, day_of(now))
    if campaign_id is not None and campaign_id not in (each.id for each in possible):
        raise LeadsError("Chiến dịch này không còn hoặc không có tổ của anh/chị.")
    row = Invitation(team_id=leader.team_id, campaign_id=campaign_id, invited_by=leader.user_id)
    key = _keep(session, row, now, LIFE)
    audit.record(session, leader, "invited", now, target=_name(row))
    return row, key


def link_for(session: Session, user: User, by: Viewer, now: datetime) -> str:
    """Give the key of a link by which the account's person sets the first password."""
    row = Invitation(user_id=user.id, invited_by=by.user_id)
    return _keep(session, row, now, LIFE_FROM_A_LIST)


def open_of(session: Session, team_id: int, now: datetime) -> Sequence[Invitation]:
    """Give the team's invitations that still work, the newest first."""
    query = select(Invitation).where(
        Invitation.team_id == team_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now,
    )
    query = query.options(joinedload(Invitation.campaign), joinedload(Invitation.inviter))
    return session.scalars(query.order_by(Invitation.id.desc())).all()


def revoke(session: Session, leader: Viewer, number: int, now: datetime) -> None:
    """Let an invitation of the own team work no more. Raises LeadsError for any other."""
    row = session.get(Invitation, number, with_for_update=True)
    if row is None or leader.team_id is None or row.team_id != leader.team_id:
        raise LeadsError("Không có lời mời này trong tổ.")
    if row.used_at is not None:
        raise LeadsError(
            "Lời mời đã được dùng. Cần ngăn người này thì nhờ quản trị đóng tài khoản."
        )
    if row.revoked_at is None:
        row.revoked_at = now
        audit.record(session, leader, "invitation-revoked", now, target=_name(row))


def look_up(session: Session, key: str, now: datetime, *, to_use: bool = False) -> Invitation:
    """Give the invitation of a link. Raises LeadsError, which says why it does not work."""
    query = select(Invitation).where(Invitation.key_hash == _hash(key))
    row = session.scalar(query.with_for_update() if to_use else query)
    if row is None or (row.team_id is None and row.user_id is None):
        raise LeadsError(f"Đường dẫn này không đúng. {AGAIN}")
    if row.used_at is not None:
        raise LeadsError("Lời mời này đã được dùng. Anh/chị đăng nhập bằng tên và mật khẩu đã đặt.")
    if row.revoked_at is not None or _is_closed(row.inviter):
        raise LeadsError(f"Lời mời này đã được rút lại. {AGAIN}")
    if row.expires_at <= now:
        raise LeadsError(f"Lời mời này đã hết hạn. {AGAIN}")
    if row.campaign is not None and day_of(now) > row.campaign.ends:
        raise LeadsError(f"Đợt “{row.campaign.name}” đã kết thúc. Cảm ơn anh/chị đã quan tâm.")
    if row.user is not None and sessions.has_left(session, row.user, now):
        raise LeadsError(f"Tài khoản này đã đóng. {AGAIN}")
    return row


def accept(
    session: Session, key: str, full_name: str, password_hash: str, address: str, now: datetime
) -> User:
    """Use an invitation up: make the member's account, or set the password of the one it is for.

    Raises LeadsError.
    """
    row = look_up(session, key, now, to_use=True)
    user = row.user
    if user is None:
        name = clean(full_name, 100)
        if not name:
            raise LeadsError("Mời ghi họ tên.")
        user = accounts.create_user(
            session,
            accounts.free_username(session, name),
            password_hash,
            "member",
            now,
            full_name=name,
            team=row.team,
            campaign=row.campaign,
        )
        row.user_id = user.id
    else:
        accounts.set_password(session, user.id, password_hash)
    row.used_at = now
    viewer = Viewer.of(user)
    audit.record(
        session,
        viewer,
        "invitation-used",
        now,
        target=_name(row),
        address=address,
        role=user.role,
    )
    return user


def _keep(session: Session, row: Invitation, now: datetime, life: timedelta) -> str:
    key = secrets.token_urlsafe(24)
    row.key_hash, row.created_at, row.expires_at = _hash(key), now, now + life
    session.add(row)
    session.flush()
    return key


def _name(row: Invitation) -> str:
    """Give what the log calls it, the same when it is made, used or revoked."""
    return f"lời mời {row.id}"


def _is_closed(user: User | None) -> bool:
    return user is not None and user.disabled_at is not None


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()
