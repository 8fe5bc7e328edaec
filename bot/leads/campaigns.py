"""Campaigns: a period, the teams that take part and what each is to win."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from bot.leads.errors import LeadsError
from bot.leads.teams import DEMO
from bot.leads.text import clean
from bot.storage.campaigns import Campaign, CampaignTeam
from bot.storage.outreach import Team

RANKS: Mapping[str, str] = {"count": "số người", "share": "tỷ lệ so với chỉ tiêu"}
"""By what teams are ranked for the prize, and its name for staff."""

LARGEST_TARGET = 100_000


def create_campaign(
    session: Session,
    code: str,
    name: str,
    begins: date | None,
    ends: date | None,
    rank_by: str,
    targets: Mapping[int, int],
    now: datetime,
) -> Campaign:
    """Make a campaign; `targets` are new participants by team. Raises LeadsError."""
    code, name = clean(code, 40), clean(name, 200)
    if not code or not name:
        raise LeadsError("Chiến dịch cần có mã và tên.")
    if code.startswith(DEMO):
        raise LeadsError(f"Mã bắt đầu bằng “{DEMO}” dành cho dữ liệu minh họa.")
    if any(sign in code for sign in "/?#% "):
        raise LeadsError("Mã chiến dịch viết liền, không dấu / ? # %.")
    if session.scalar(select(Campaign.id).where(Campaign.code == code)) is not None:
        raise LeadsError(f"Đã có chiến dịch mang mã “{code}”.")
    if begins is None or ends is None or ends < begins:
        raise LeadsError("Ngày bắt đầu và ngày kết thúc chưa đúng: kết thúc không trước bắt đầu.")
    if rank_by not in RANKS:
        raise LeadsError("Chọn cách xếp hạng trong danh sách.")
    campaign = Campaign(
        code=code, name=name, begins=begins, ends=ends, rank_by=rank_by, created_at=now
    )
    session.add(campaign)
    session.flush()
    set_targets(session, campaign.id, targets)
    return campaign


def set_targets(session: Session, campaign_id: int, targets: Mapping[int, int]) -> None:
    """Set which teams take part, with what target. Raises LeadsError when none does."""
    known = set(session.scalars(select(Team.id)))
    chosen = {team: target for team, target in targets.items() if team in known and target > 0}
    if not chosen:
        raise LeadsError("Chọn ít nhất một tổ và ghi chỉ tiêu của tổ.")
    if max(chosen.values()) > LARGEST_TARGET:
        raise LeadsError("Chỉ tiêu quá lớn.")
    session.execute(delete(CampaignTeam).where(CampaignTeam.campaign_id == campaign_id))
    session.add_all(
        CampaignTeam(campaign_id=campaign_id, team_id=team, target=target)
        for team, target in chosen.items()
    )


def find_campaign(session: Session, code: str) -> Campaign:
    """Give the campaign of that code. Raises LeadsError when there is none."""
    campaign = session.scalar(select(Campaign).where(Campaign.code == code))
    if campaign is None:
        raise LeadsError(f"Không có chiến dịch “{code}”.")
    return campaign


def all_campaigns(session: Session) -> Sequence[Campaign]:
    """Give the campaigns, the newest first."""
    return session.scalars(select(Campaign).order_by(Campaign.begins.desc(), Campaign.id)).all()


def running_for(session: Session, team_id: int | None, day: date) -> Campaign | None:
    """Give the campaign in which the team takes part on that day."""
    if team_id is None:
        return None
    return session.scalar(
        select(Campaign)
        .join(CampaignTeam, CampaignTeam.campaign_id == Campaign.id)
        .where(CampaignTeam.team_id == team_id, Campaign.begins <= day, Campaign.ends >= day)
        .order_by(Campaign.id.desc())
        .limit(1)
    )


def teams_of(session: Session, campaign_id: int) -> Sequence[CampaignTeam]:
    """Give the teams that take part, with their targets."""
    query = select(CampaignTeam).where(CampaignTeam.campaign_id == campaign_id)
    return session.scalars(
        query.options(joinedload(CampaignTeam.team)).order_by(CampaignTeam.team_id)
    ).all()
