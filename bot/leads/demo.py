"""Illustrative data for a first look, told from real data by its codes."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.leads import search
from bot.leads.calendar import day_of
from bot.leads.joins import CONFIRMED
from bot.leads.teams import DEMO, remove_team
from bot.leads.text import fold
from bot.storage.campaigns import Campaign, CampaignTeam, DayOfWork, Join
from bot.storage.merges import LeadMerge
from bot.storage.models import Conversation
from bot.storage.outreach import Lead, LeadEvent, Team
from bot.storage.types import cipher

LEAD_CODES = "MH-"  # real ones begin with KH-

TEAMS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("an-phu", "An Phú", ("Phường An Phú",)),
    ("tan-thanh", "Tân Thạnh", ("Phường Tân Thạnh",)),
    ("an-xuan", "An Xuân", ("Phường An Xuân",)),
    *((f"to-{number}", f"Tổ {number} (minh họa)", ()) for number in range(4, 14)),
)
PLACES = (
    ("Phường Quảng Phú", "Phường An Phú"),
    ("Phường Bàn Thạch", "Phường Tân Thạnh"),
    ("Phường Tam Kỳ", "Phường An Xuân"),
)
LEADS: tuple[tuple[str, str, str, str, str, str, str, int | None], ...] = (
    # name, channel, source, need, support, mode, status, days until the next step
    ("Minh Họa Một", "zalo", "loa phường", "Mức đóng", "poor", "monthly", "new", None),
    ("Minh Họa Hai", "messenger", "tờ rơi", "Lương hưu", "near-poor", "3-months", "new", None),
    ("Minh Họa Ba", "webchat", "", "Hỗ trợ của Nhà nước", "other", "monthly", "contacted", 0),
    ("Minh Họa Bốn", "zalo", "họp thôn", "Cách đăng ký", "other", "12-months", "visit-agreed", 1),
    ("Minh Họa Năm", "zalo", "giới thiệu", "Mức đóng", "near-poor", "6-months", "later", 14),
    ("Minh Họa Sáu", "messenger", "", "Chế độ thai sản", "other", "monthly", "joined", None),
    ("Minh Họa Bảy", "zalo", "hội nghị", "Lương hưu", "poor", "monthly", "joined", None),
    ("Minh Họa Tám", "webchat", "", "Rút một lần", "other", "3-months", "declined", None),
    ("Minh Họa Chín", "zalo", "tờ rơi", "Mức đóng", "other", "monthly", "unreachable", 0),
    ("Minh Họa Mười", "messenger", "báo", "Tuổi nghỉ hưu", "other", "", "wrong-number", None),
    ("Minh Họa Mười Một", "zalo", "loa phường", "Mức đóng", "", "", "not-eligible", None),
    (
        "Minh Họa Mười Hai",
        "webchat",
        "giới thiệu",
        "Nơi đăng ký",
        "near-poor",
        "monthly",
        "new",
        None,
    ),
)


DAYS, TARGET = 3, 15
JOINED = (21, 19, 15, 18, 17, 16, 16, 16, 16, 16, 16, 16, 15)
"""What the teams won: the first three are those of the article, the others fill up its total."""


def has_demo(session: Session) -> bool:
    """Tell whether there is illustrative data."""
    team = select(Team.id).where(Team.code.startswith(DEMO)).limit(1)
    return session.scalar(team) is not None


def is_empty(session: Session) -> bool:
    """Tell whether nobody has worked with this database yet."""
    return not any(
        session.scalar(select(func.count(table.id))) for table in (Team, Lead, Conversation)
    )


def add_demo(session: Session, now: datetime) -> None:
    """Add a dozen leads with names and numbers that are nobody's, and a campaign that is over."""
    teams = [
        Team(code=DEMO + code, name=name, wards=list(wards), created_at=now)
        for code, name, wards in TEAMS
    ]
    session.add_all(teams)
    session.flush()
    for number in range(1, len(LEADS) + 1):
        _add_lead(session, number, teams[(number - 1) % 3], now)
    _add_campaign(session, teams, now)


def remove_demo(session: Session) -> tuple[int, int]:
    """Remove exactly the illustrative leads and teams; give how many of each there were.

    Real leads and accounts that were given to an illustrative team stay, without a team.
    """
    leads = session.scalars(select(Lead.id).where(Lead.code.startswith(LEAD_CODES))).all()
    session.execute(delete(LeadEvent).where(LeadEvent.lead_id.in_(leads)))
    session.execute(
        delete(LeadMerge).where(or_(LeadMerge.kept_id.in_(leads), LeadMerge.gone_id.in_(leads)))
    )
    session.execute(update(Join).where(Join.lead_id.in_(leads)).values(lead_id=None))
    session.execute(update(Lead).where(Lead.linked_to_id.in_(leads)).values(linked_to_id=None))
    session.execute(delete(Lead).where(Lead.id.in_(leads)))
    campaigns = select(Campaign.id).where(Campaign.code.startswith(DEMO))
    for table in (Join, DayOfWork, CampaignTeam):
        session.execute(delete(table).where(table.campaign_id.in_(campaigns)))
    session.execute(delete(Campaign).where(Campaign.code.startswith(DEMO)))
    teams = session.scalars(select(Team.id).where(Team.code.startswith(DEMO))).all()
    for team_id in teams:
        remove_team(session, team_id)
    return len(leads), len(teams)


def _add_campaign(session: Session, teams: list[Team], now: datetime) -> None:
    """Thirteen teams, three days, fifteen new participants each: 217 of 195."""
    first = day_of(now) - timedelta(days=DAYS)
    campaign = Campaign(
        code=DEMO + "tam-ky",
        name="Ra quân ở Tam Kỳ (minh họa)",
        begins=first,
        ends=first + timedelta(days=DAYS - 1),
        rank_by="count",
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    for team, joined in zip(teams, JOINED, strict=True):
        session.add(CampaignTeam(campaign_id=campaign.id, team_id=team.id, target=TARGET))
        session.add_all(
            Join(
                campaign_id=campaign.id,
                team_id=team.id,
                kind="new",
                joined_on=first + timedelta(days=number % DAYS),
                status=CONFIRMED,
                created_at=now,
                decided_at=now,
            )
            for number in range(joined)
        )


def _add_lead(session: Session, number: int, team: Team, now: datetime) -> None:
    name, channel, source, need, support, mode, status, days = LEADS[number - 1]
    ward, former_ward = PLACES[(number - 1) % 3]
    phone = f"+849000000{number:02}"
    left = now - timedelta(hours=7 * number)
    lead = Lead(
        code=f"{LEAD_CODES}{number:06}",
        name=name,
        name_folded=fold(name),
        phone=phone,
        phone_hash=cipher.search_hash(phone),
        phone_last=phone[-3:],
        birth_year=1970 + number,
        place=former_ward,
        place_folded=fold(f"{former_ward} {ward}"),
        ward=ward,
        former_ward=former_ward,
        province="Thành phố Đà Nẵng",
        channel=channel,
        source=source,
        need=need,
        income=1_500_000 + 50_000 * number,
        support=support,
        mode=mode,
        call_time="Buổi tối",
        status=status,
        team_id=team.id,
        next_step_on=day_of(now) + timedelta(days=days) if days is not None else None,
        joined_on=day_of(now) if status == "joined" else None,
        consent_at=left,
        consent_version="minh-hoa",
        created_at=left,
        updated_at=left,
    )
    search.index(lead)
    session.add(lead)
    session.flush()
    text = "Dữ liệu minh họa"
    session.add(LeadEvent(lead_id=lead.id, kind="created", text=text, created_at=left))
