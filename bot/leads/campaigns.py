"""Campaigns: a period, the teams that take part and what each is to win."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, true, update
from sqlalchemy.orm import Session, joinedload

from bot.leads import scope
from bot.leads.errors import LeadsError
from bot.leads.teams import DEMO
from bot.leads.text import clean
from bot.leads.viewers import COMMAND_LINE, Viewer
from bot.storage.campaigns import Campaign, CampaignTeam, DayOfWork, Join
from bot.storage.outreach import Lead, Team, User

RANKS: Mapping[str, str] = {"count": "số người", "share": "tỷ lệ so với chỉ tiêu"}
"""By what teams are ranked for the prize, and its name for staff."""

LARGEST_TARGET = 100_000


@dataclass(frozen=True)
class CampaignForm:
    """What the form of a campaign says; `targets` are new participants by team."""

    name: str
    begins: date | None
    ends: date | None
    rank_by: str
    targets: Mapping[int, int]


def create_campaign(
    session: Session,
    code: str,
    form: CampaignForm,
    now: datetime,
    viewer: Viewer = COMMAND_LINE,
) -> Campaign:
    """Make a campaign. Raises LeadsError."""
    code = clean(code, 40)
    if not code:
        raise LeadsError("Chiến dịch cần có mã và tên.")
    if code.startswith(DEMO):
        raise LeadsError(f"Mã bắt đầu bằng “{DEMO}” dành cho dữ liệu minh họa.")
    if any(sign in code for sign in "/?#% "):
        raise LeadsError("Mã chiến dịch viết liền, không dấu / ? # %.")
    if session.scalar(select(Campaign.id).where(Campaign.code == code)) is not None:
        raise LeadsError(f"Đã có chiến dịch mang mã “{code}”.")
    campaign = Campaign(code=code, created_at=now)
    _set(campaign, form)
    session.add(campaign)
    session.flush()
    set_targets(session, campaign.id, form.targets, viewer)
    return campaign


def change_campaign(
    session: Session, campaign: Campaign, form: CampaignForm, viewer: Viewer = COMMAND_LINE
) -> None:
    """Change all but the code; what was reported stays in it. Raises LeadsError.

    Teams that are not open to the viewer stay in it with their targets.
    """
    form = replace(form, targets={**_of_others(session, campaign.id, viewer), **form.targets})
    before = campaign.name[:100]
    _set(campaign, form)
    for table, day in ((Join, Join.joined_on), (DayOfWork, DayOfWork.day)):
        outside = select(table).where(
            table.campaign_id == campaign.id, or_(day < campaign.begins, day > campaign.ends)
        )
        if session.scalar(outside.limit(1)) is not None:
            raise LeadsError("Đã có lượt tham gia hoặc việc ghi ngoài thời gian mới này.")
    staying = {team for team, target in form.targets.items() if target > 0}
    reporting = select(Team.name).join(Join, Join.team_id == Team.id)
    leaving = session.scalar(
        reporting.where(Join.campaign_id == campaign.id, Team.id.not_in(staying)).limit(1)
    )
    if leaving is not None:
        raise LeadsError(f"{leaving} đã báo lượt tham gia: không bỏ khỏi chiến dịch được.")
    set_targets(session, campaign.id, form.targets, COMMAND_LINE)
    session.execute(
        update(Lead).where(Lead.campaign == before).values(campaign=campaign.name[:100])
    )


def set_targets(
    session: Session, campaign_id: int, targets: Mapping[int, int], viewer: Viewer
) -> None:
    """Set which of the viewer's teams take part, with what target. Raises LeadsError if none."""
    known = set(session.scalars(select(Team.id).where(scope.teams(viewer))))
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


def find_campaign(session: Session, code: str, viewer: Viewer = COMMAND_LINE) -> Campaign:
    """Give the campaign of that code. Raises LeadsError when the viewer has none such."""
    campaign = session.scalar(select(Campaign).where(Campaign.code == code, _open_to(viewer)))
    if campaign is None:
        raise LeadsError(f"Không có chiến dịch “{code}”.")
    return campaign


def all_campaigns(session: Session, viewer: Viewer = COMMAND_LINE) -> Sequence[Campaign]:
    """Give the campaigns in which teams that the viewer sees take part, the newest first."""
    found = select(Campaign).where(_open_to(viewer))
    return session.scalars(found.order_by(Campaign.begins.desc(), Campaign.id)).all()


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


def members_of(session: Session, campaign_id: int) -> Mapping[int, int]:
    """Give for each team of a campaign how many people work in it."""
    rows = session.execute(
        select(User.team_id, func.count(User.id))
        .join(CampaignTeam, CampaignTeam.team_id == User.team_id)
        .where(CampaignTeam.campaign_id == campaign_id, User.disabled_at.is_(None))
        .group_by(User.team_id)
    )
    return {team_id: number for team_id, number in rows if team_id}


def _set(campaign: Campaign, form: CampaignForm) -> None:
    name = clean(form.name, 200)
    if not name:
        raise LeadsError("Chiến dịch cần có mã và tên.")
    if form.begins is None or form.ends is None or form.ends < form.begins:
        raise LeadsError("Ngày bắt đầu và ngày kết thúc chưa đúng: kết thúc không trước bắt đầu.")
    if form.rank_by not in RANKS:
        raise LeadsError("Chọn cách xếp hạng trong danh sách.")
    campaign.name, campaign.rank_by = name, form.rank_by
    campaign.begins, campaign.ends = form.begins, form.ends


def _open_to(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.sees_all:
        return true()
    theirs = CampaignTeam.team_id.in_(select(Team.id).where(scope.teams(viewer)))
    return Campaign.id.in_(select(CampaignTeam.campaign_id).where(theirs))


def _of_others(session: Session, campaign_id: int, viewer: Viewer) -> Mapping[int, int]:
    """Give the targets of the teams of a campaign that are not open to the viewer."""
    open_ones = select(Team.id).where(scope.teams(viewer))
    return {
        row.team_id: row.target
        for row in session.scalars(
            select(CampaignTeam).where(
                CampaignTeam.campaign_id == campaign_id, CampaignTeam.team_id.not_in(open_ones)
            )
        )
    }
