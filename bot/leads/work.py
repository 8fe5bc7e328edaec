"""The day's work of a team: households, people advised, leaflets."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.leads import scope
from bot.leads.calendar import day_of
from bot.leads.campaign_results import WORK
from bot.leads.errors import LeadsError
from bot.leads.viewers import Viewer
from bot.storage.campaigns import Campaign, CampaignTeam, DayOfWork

MOST = 100_000


def day_of_work(session: Session, campaign_id: int, team_id: int, day: date) -> DayOfWork | None:
    """Give what is noted for that day."""
    return session.get(DayOfWork, (campaign_id, team_id, day))


def note(
    session: Session,
    campaign: Campaign,
    team_id: int,
    day: date,
    numbers: Mapping[str, int],
    viewer: Viewer,
    at: datetime,
    now: datetime,
) -> None:
    """Set the numbers of a team's day as somebody wrote them down at `at`.

    Sent twice they are the same; what was written down later stays. Raises LeadsError.
    """
    if not scope.may_act_for(session, viewer, team_id):
        raise LeadsError("Chỉ ghi cho tổ của mình.")
    if session.get(CampaignTeam, (campaign.id, team_id)) is None:
        raise LeadsError("Tổ này không tham gia chiến dịch.")
    if not campaign.begins <= day <= min(campaign.ends, day_of(now)):
        raise LeadsError("Ngày phải trong thời gian chiến dịch và không sau hôm nay.")
    if any(not 0 <= numbers.get(key, 0) <= MOST for key in WORK):
        raise LeadsError("Các con số từ 0 trở lên.")
    row = day_of_work(session, campaign.id, team_id, day)
    if row is None:
        row = DayOfWork(campaign_id=campaign.id, team_id=team_id, day=day)
        session.add(row)
    elif row.updated_at > at:
        return
    for key in WORK:
        setattr(row, key, numbers.get(key, 0))
    row.updated_at = at
