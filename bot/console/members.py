"""The leader's own team: its accounts and their sessions, invitations by QR code."""

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from bot.console import qr
from bot.console.account import end_sessions
from bot.console.desk import NAME, absolute, desk, number, viewer
from bot.leads import invitations, sessions
from bot.leads.calendar import day_of
from bot.leads.errors import LeadsError
from bot.leads.viewers import OFFICE_ROLES, Viewer
from bot.storage.outreach import User

Page = str | tuple[str, int]


def own_team() -> str:
    """Show the members, and who is invited."""
    return _page()


def invite_member() -> Page:
    """Make an invitation and show its QR code, once."""
    works, who = desk(), viewer()
    campaign_id = number(request.form.get("campaign", ""))

    def change(session: Session) -> str:
        return invitations.invite(session, who, campaign_id, works.clock())[1]

    try:
        key = works.database.write(change)
    except LeadsError as error:
        return _page(str(error)), 422
    link = absolute(url_for(f"{NAME}.join_page", key=key))
    return render_template("console/invitation.html", link=link, qr=qr.inline(link))


def revoke_invitation(number: int) -> Response | tuple[str, int]:
    """Let an invitation work no more."""
    works, who = desk(), viewer()
    try:
        works.database.write(
            lambda session: invitations.revoke(session, who, number, works.clock())
        )
    except LeadsError as error:
        return _page(str(error)), 422
    return redirect(url_for(f"{NAME}.own_team") + "#invitations")


def member_page(number: int) -> str:
    """Show where an account is signed in."""
    now = desk().clock()
    with desk().database.read() as session:
        user = _whose(session, viewer(), number)
        return render_template(
            "console/member.html", user=user, sessions=sessions.of_account(session, number, now)
        )


def end_members_sessions(number: int) -> Response:
    """End one of the account's sessions, or all: what one does when a phone is lost."""
    works, who = desk(), viewer()
    with works.database.read() as session:
        _whose(session, who, number)
    end_sessions(works, who, number)
    return redirect(url_for(f"{NAME}.member_page", number=number))


def _whose(session: Session, who: Viewer, user_id: int) -> User:
    """Give the account: any for an administrator, one of the own team for its leader."""
    user = session.get(User, user_id)
    if user is not None and (who.is_admin or _leads(who, user)):
        return user
    raise NotFound


def _leads(who: Viewer, user: User) -> bool:
    is_own = who.team_id is not None and user.team_id == who.team_id
    return who.role == "leader" and is_own and user.role not in OFFICE_ROLES


def _page(problem: str = "") -> str:
    works, team_id = desk(), viewer().team_id
    now = works.clock()
    if team_id is None:
        raise NotFound
    with works.database.read() as session:
        users = session.scalars(
            select(User).where(User.team_id == team_id).order_by(User.full_name, User.username)
        ).all()
        return render_template(
            "console/team.html",
            users=users,
            sessions={user.id: sessions.of_account(session, user.id, now) for user in users},
            over={user.id for user in users if sessions.over(session, user, now)},
            invitations=invitations.open_of(session, team_id, now),
            campaigns=invitations.campaigns_for(session, team_id, day_of(now)),
            problem=problem,
        )
