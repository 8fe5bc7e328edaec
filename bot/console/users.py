"""Accounts, for the administrator."""

from flask import render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.exceptions import NotFound

from bot.console.belonging import place, team_id
from bot.console.desk import desk, viewer
from bot.leads import (
    accounts,
    audit,
    campaigns,
    organisations,
    passwords,
    second_factor,
    unit_tree,
)
from bot.leads.calendar import day_of
from bot.leads.errors import LeadsError
from bot.leads.teams import all_teams
from bot.leads.viewers import ROLES
from bot.storage.outreach import Team, User

DEEDS = ("disable", "enable", "password", "factor")

Page = str | tuple[str, int]


def user_list() -> str:
    """Show all accounts and the form for a new one."""
    return _page()


def create_account() -> Page:
    """Make an account with a generated password, which is shown once."""
    works, who, form = desk(), viewer(), request.form
    password = passwords.new_password()
    hashed = passwords.hash_password(password)
    name = form.get("username", "")
    team, period = form.get("team", ""), form.get("campaign", "")
    known = team.isascii() and team.isdigit() and len(team) < 10
    belongs = place()

    def change(session: Session) -> None:
        chosen = session.get(Team, int(team)) if known else None
        user = accounts.create_user(
            session,
            name,
            hashed,
            form.get("role", ""),
            works.clock(),
            full_name=form.get("full_name", ""),
            team=chosen,
            campaign=campaigns.find_campaign(session, period) if period else None,
        )
        organisations.settle(session, user, belongs, who.name, works.clock())
        audit.record(
            session,
            who,
            "user-created",
            works.clock(),
            target=name.strip().lower(),
            role=form.get("role", ""),
        )

    try:
        works.database.write(change)
    except LeadsError as error:
        return _page(problem=str(error), typed=form.to_dict()), 422
    return _page(shown=(name.strip().lower(), password))


def change_account(number: int) -> Page:
    """Disable or enable an account, renew its password, drop its factor."""
    works, who, do = desk(), viewer(), request.form.get("do", "")
    password = passwords.new_password() if do == "password" else ""
    hashed = passwords.hash_password(password) if password else ""

    def change(session: Session) -> str:
        user = session.get(User, number)
        if user is None or do not in DEEDS:
            raise NotFound
        if do == "password":
            accounts.set_password(session, number, hashed)
        elif do == "factor":
            second_factor.switch_off(session, number)
        else:
            accounts.set_disabled(session, number, works.clock(), disabled=do == "disable")
        audit.record(session, who, "user-changed", works.clock(), target=user.username, do=do)
        return user.username

    try:
        name = works.database.write(change)
    except LeadsError as error:
        return _page(problem=str(error)), 422
    return _page(shown=(name, password)) if password else _page()


def settle_account(number: int) -> Page:
    """Let an account belong elsewhere; its rights are others from the next click on."""
    works, who, belongs, team = desk(), viewer(), place(), team_id()

    def change(session: Session) -> None:
        user = session.get(User, number)
        if user is None:
            raise NotFound
        organisations.join_team(session, user, team)
        organisations.settle(session, user, belongs, who.name, works.clock())
        audit.record(session, who, "user-changed", works.clock(), target=user.username, do="place")

    try:
        works.database.write(change)
    except LeadsError as error:
        return _page(problem=str(error)), 422
    return _page()


def _page(
    problem: str = "", typed: dict[str, str] | None = None, shown: tuple[str, str] | None = None
) -> str:
    with desk().database.read() as session:
        users = session.scalars(
            select(User)
            .options(joinedload(User.team), joinedload(User.unit), joinedload(User.organisation))
            .order_by(User.username)
        ).all()
        return render_template(
            "console/users.html",
            users=users,
            with_factor=second_factor.accounts_with(session),
            teams=all_teams(session),
            campaigns={each.id: each for each in campaigns.all_campaigns(session)},
            today=day_of(desk().clock()),
            roles=ROLES,
            units=unit_tree.choices(session),
            organisations=organisations.all_organisations(session),
            points=organisations.points(session),
            problem=problem,
            typed=typed or {},
            shown=shown,
            now=desk().clock(),
        )
