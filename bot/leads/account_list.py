"""Accounts from a list: what is wrong in which row and how to mend it, then all of them at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.leads import accounts, audit, invitations, organisations, passwords
from bot.leads.calendar import day_of
from bot.leads.campaigns import all_campaigns
from bot.leads.errors import LeadsError
from bot.leads.organisations import Place
from bot.leads.teams import all_teams
from bot.leads.text import clean, fold
from bot.leads.viewers import COLLECTOR, ROLES, Viewer
from bot.storage.campaigns import Campaign
from bot.storage.outreach import Team
from bot.storage.units import Organisation

MOST_ROWS = 300  # a campaign's people; more come in several lists


@dataclass(frozen=True)
class ListedAccount:
    """One row as it was written; `row` is its number in the sheet."""

    row: int
    full_name: str
    username: str
    role: str
    team: str
    campaign: str
    organisation: str = ""
    card: str = ""


@dataclass(frozen=True)
class Draft:
    """A list that was looked at: with mistakes nothing of it is made."""

    rows: Sequence[ListedAccount]  # with the names to sign in with, also where none was written
    mistakes: Sequence[tuple[int, str]]  # row and what to do


@dataclass(frozen=True)
class NewAccount:
    """An account that was made, with the key of the link to its first password."""

    full_name: str
    username: str
    role: str
    team: str
    key: str


@dataclass(frozen=True)
class _Known:
    """What rows refer to, by what people write."""

    roles: Mapping[str, str]
    teams: Mapping[str, Team]
    campaigns: Mapping[str, Campaign]
    organisations: Mapping[str, Organisation]

    @classmethod
    def of(cls, session: Session) -> "_Known":
        roles = {fold(title): role for role, title in ROLES.items()}
        teams = all_teams(session)
        periods = all_campaigns(session)
        return cls(
            roles | {role: role for role in ROLES},
            {fold(team.name): team for team in teams} | {fold(team.code): team for team in teams},
            {fold(each.name): each for each in periods}
            | {fold(each.code): each for each in periods},
            {fold(each.name): each for each in organisations.all_organisations(session)},
        )


def check(session: Session, rows: Sequence[ListedAccount], now: datetime) -> Draft:
    """Look a list over and give every row a name to sign in with."""
    known, names, cards = _Known.of(session), dict[str, int](), dict[str, int]()
    checked: list[ListedAccount] = []
    mistakes: list[tuple[int, str]] = []
    for row in rows:
        name = row.username.strip().lower()
        name = name or accounts.free_username(session, row.full_name, names)
        wrong = list(_wrong(session, known, row, name, now))
        if name in names:
            wrong.append(f"Tên đăng nhập “{name}” trùng với dòng {names[name]}: đặt tên khác.")
        names.setdefault(name, row.row)
        card = organisations.card_key(row.card)
        if card in cards:
            wrong.append(f"Số thẻ {row.card} trùng với dòng {cards[card]}: mỗi người một số.")
        if card:
            cards.setdefault(card, row.row)
        mistakes += [(row.row, text) for text in wrong]
        checked.append(replace(row, username=name))
    if len(rows) > MOST_ROWS:
        mistakes.append((0, f"Quá {MOST_ROWS} dòng: chia thành nhiều tệp."))
    if not rows:
        mistakes.append((0, "Tệp chưa có dòng nào."))
    return Draft(checked, mistakes)


def create(
    session: Session, rows: Sequence[ListedAccount], by: Viewer, now: datetime
) -> list[NewAccount]:
    """Make all accounts of a list, each with a link that sets its password.

    Raises LeadsError, and makes none, when something is wrong in any row.
    """
    draft = check(session, rows, now)
    if draft.mistakes:
        raise LeadsError("Danh sách không còn đúng như lúc kiểm tra. Mời tải tệp lên lại.")
    known, made = _Known.of(session), list[NewAccount]()
    for row in draft.rows:
        role, team = known.roles[fold(row.role)], known.teams.get(fold(row.team))
        user = accounts.create_user(
            session,
            row.username,
            passwords.NONE,
            role,
            now,
            full_name=row.full_name,
            team=team,
            campaign=known.campaigns.get(fold(row.campaign)),
        )
        if role == COLLECTOR:
            belongs = known.organisations.get(fold(row.organisation))
            place = Place(organisation_id=belongs.id if belongs else None, card=row.card)
            organisations.settle(session, user, place, by.name, now)
        key = invitations.link_for(session, user, by, now)
        audit.record(session, by, "user-created", now, target=user.username, role=role)
        name = team.name if team else ""
        made.append(NewAccount(user.full_name, user.username, ROLES[role], name, key))
    return made


def _wrong(
    session: Session, known: _Known, row: ListedAccount, name: str, now: datetime
) -> Iterable[str]:
    """Give what is wrong in a row, in words that say what to do."""
    if not clean(row.full_name, 100):
        yield "Thiếu họ tên: ghi họ tên người dùng."
    role = known.roles.get(fold(row.role))
    if role is None:
        yield f"Vai trò “{row.role}” không có: ghi một trong {', '.join(ROLES.values())}."
    team, campaign = known.teams.get(fold(row.team)), known.campaigns.get(fold(row.campaign))
    if row.team and team is None:
        yield f"Không có tổ “{row.team}”: ghi mã hoặc tên ở trang Tổ, hoặc tạo tổ trước."
    if row.campaign and campaign is None:
        yield f"Không có chiến dịch “{row.campaign}”: ghi mã hoặc tên ở trang Chiến dịch."
    if campaign is not None and day_of(now) > campaign.ends:
        yield f"Chiến dịch “{row.campaign}” đã kết thúc: bỏ trống hoặc ghi chiến dịch khác."
    if role is not None and (team is not None or not row.team):
        try:
            accounts.check_new(session, name, role, team, campaign)
        except LeadsError as error:
            yield str(error)
    yield from _wrong_place(session, known, row, role, team)


def _wrong_place(
    session: Session, known: _Known, row: ListedAccount, role: str | None, team: Team | None
) -> Iterable[str]:
    """Give what is wrong with organisation and card, which only collectors have."""
    belongs = known.organisations.get(fold(row.organisation))
    if role != COLLECTOR:
        if row.organisation or row.card:
            yield "Chỉ nhân viên thu có tổ chức thu và số thẻ: bỏ trống hai ô này."
    elif row.organisation and belongs is None:
        yield f"Không có tổ chức “{row.organisation}”: ghi tên ở trang Tổ chức thu."
    elif team is not None and belongs is not None and team.organisation_id != belongs.id:
        yield f"Tổ “{row.team}” không thuộc tổ chức “{row.organisation}”."
    elif team is not None or not row.team:
        own = belongs.id if belongs else team.organisation_id if team else None
        try:
            organisations.check_collector(session, row.full_name, own, row.card)
        except LeadsError as error:
            yield str(error)
