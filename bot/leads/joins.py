"""Joins: a team reports one, the office confirms it against the receipt.

Only what is confirmed counts. A receipt and an insurance code are good for one join.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from bot.leads import audit, campaigns, links, scope
from bot.leads.calendar import day_of
from bot.leads.errors import LeadsError, UnknownJoinError
from bot.leads.papers import free_papers, save, set_papers
from bot.leads.text import clean
from bot.leads.viewers import Viewer
from bot.storage.campaigns import Campaign, CampaignTeam, Join
from bot.storage.outreach import Lead, Team

KINDS: Mapping[str, str] = {"new": "Mới", "renewed": "Đóng lại", "moved": "Nơi khác chuyển đến"}
"""How somebody came to be a participant; only new ones rank."""

REPORTED, CONFIRMED, REFUSED = "reported", "confirmed", "refused"


@dataclass(frozen=True)
class Report:
    """What a team says of a join; `link` is the code that brought the person ("TK05"), if any."""

    kind: str = "new"
    joined_on: date | None = None
    receipt: str = ""
    insurance_code: str = ""
    link: str = ""
    lead_id: int | None = None


def report(
    session: Session,
    campaign: Campaign,
    team_id: int,
    said: Report,
    viewer: Viewer,
    now: datetime,
) -> Join:
    """Keep what a team reports; it counts when the office has confirmed it. Raises LeadsError."""
    if not scope.may_act_for(session, viewer, team_id):
        raise LeadsError("Chỉ báo cho tổ của mình.")
    takes_part = session.get(CampaignTeam, (campaign.id, team_id))
    if takes_part is None:
        raise LeadsError("Tổ này không tham gia chiến dịch.")
    if said.kind not in KINDS:
        raise LeadsError("Chọn loại tham gia trong danh sách.")
    joined_on = said.joined_on or day_of(now)
    if not campaign.begins <= joined_on <= min(campaign.ends, day_of(now)):
        raise LeadsError("Ngày tham gia phải trong thời gian chiến dịch và không sau hôm nay.")
    join = Join(
        campaign_id=campaign.id,
        team_id=team_id,
        lead_id=said.lead_id,
        link_id=links.number_of(session, said.link),
        kind=said.kind,
        joined_on=joined_on,
        status=REPORTED,
        reported_by=viewer.user_id,
        created_at=now,
    )
    set_papers(session, join, said.receipt, said.insurance_code)
    session.add(join)
    save(session)
    return join


def confirm(
    session: Session,
    campaign: Campaign,
    join_id: int,
    seen: Report,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Count a join as what the receipt that was seen says: its kind, its papers.

    A new participant needs the insurance code, so that nobody counts twice. Raises LeadsError;
    UnknownJoinError when the campaign has no such join for this viewer.
    """
    join = _undecided(session, campaign, join_id, viewer)
    join.kind = seen.kind or join.kind
    if join.kind not in KINDS:
        raise LeadsError("Chọn loại tham gia trong danh sách.")
    set_papers(session, join, seen.receipt or join.receipt or "", seen.insurance_code)
    if not join.receipt:
        raise LeadsError("Ghi số biên lai rồi mới xác nhận.")
    if join.kind == "new" and not join.insurance_hash:
        raise LeadsError("Người mới cần mã số BHXH (10 số, có trên thẻ BHYT) để chỉ tính một lần.")
    join.status, join.decided_by, join.decided_at = CONFIRMED, viewer.user_id, now
    save(session)
    audit.record(session, viewer, "join-confirmed", now, target=f"lượt {join.id}")


def refuse(
    session: Session, campaign: Campaign, join_id: int, reason: str, viewer: Viewer, now: datetime
) -> None:
    """Refuse a join, with the reason for the team; its papers are free for another.

    Raises as `confirm` does.
    """
    join = _undecided(session, campaign, join_id, viewer)
    join.refused_because = clean(reason, 200)
    if not join.refused_because:
        raise LeadsError("Ghi lý do để tổ biết.")
    free_papers(join)
    join.status, join.decided_by, join.decided_at = REFUSED, viewer.user_id, now
    audit.record(session, viewer, "join-refused", now, target=f"lượt {join.id}")


def follow_lead(session: Session, lead: Lead, viewer: Viewer, now: datetime) -> None:
    """Report the join of a lead that has joined, take it back when that was a mistake.

    Raises LeadsError when the office has confirmed the join already.
    """
    known = session.scalar(select(Join).where(Join.lead_id == lead.id, Join.status != REFUSED))
    if lead.status != "joined":
        if known is not None and known.status == CONFIRMED:
            raise LeadsError("BHXH đã xác nhận lượt tham gia này: trạng thái không đổi lại được.")
        if known is not None:
            session.delete(known)
        return
    if known is not None and known.status == REPORTED:
        set_papers(session, known, lead.receipt, "")
        save(session)
    day = lead.joined_on or day_of(now)
    campaign = campaigns.running_for(session, lead.team_id, day)
    if known is None and campaign is not None and lead.team_id is not None:
        code = lead.source if links.by_code(session, lead.source) else ""
        said = Report(joined_on=day, receipt=lead.receipt, link=code, lead_id=lead.id)
        own = Viewer(viewer.user_id, viewer.role, lead.team_id)
        report(session, campaign, lead.team_id, said, own, now)
        lead.campaign = campaign.name[:100]


def undecided(session: Session, campaign_id: int, viewer: Viewer) -> Sequence[Join]:
    """Give what waits for this colleague of the office, oldest first."""
    if not viewer.is_office:
        return ()
    waiting = (Join.campaign_id == campaign_id, Join.status == REPORTED)
    return _joins(session, *waiting, _of_teams(viewer))


def of_team(session: Session, campaign_id: int, team_id: int) -> Sequence[Join]:
    """Give what a team reported, with what became of it."""
    return _joins(session, Join.campaign_id == campaign_id, Join.team_id == team_id)


def confirmed_by_link(session: Session, link_ids: Sequence[int]) -> Mapping[int, int]:
    """Give for each link how many confirmed joins came by it."""
    rows = session.execute(
        select(Join.link_id, func.count(Join.id))
        .where(Join.link_id.in_(link_ids), Join.status == CONFIRMED)
        .group_by(Join.link_id)
    )
    return {link: number for link, number in rows if link}


def _joins(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Join]:
    return session.scalars(
        select(Join)
        .where(*conditions)
        .options(joinedload(Join.team), joinedload(Join.lead), joinedload(Join.reporter))
        .order_by(Join.id)
    ).all()


def _undecided(session: Session, campaign: Campaign, join_id: int, viewer: Viewer) -> Join:
    if not viewer.is_office:
        raise LeadsError("Chỉ cán bộ BHXH xác nhận.")
    its = (Join.id == join_id, Join.campaign_id == campaign.id)
    join = session.scalar(select(Join).where(*its, _of_teams(viewer)).with_for_update())
    if join is None:
        raise UnknownJoinError("Không có lượt tham gia này.")
    if join.status != REPORTED:
        raise LeadsError("Lượt này đã được xử lý.")
    return join


def _of_teams(viewer: Viewer) -> ColumnElement[bool]:
    return Join.team_id.in_(select(Team.id).where(scope.teams(viewer)))
