"""`python -m bot users …`: accounts, for the operator at the machine."""

from collections.abc import Callable
from datetime import UTC, datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.leads import accounts, audit, passwords, second_factor, sessions
from bot.leads import campaigns as periods
from bot.leads import teams as work
from bot.leads.cli import opened
from bot.leads.viewers import ROLES, WITHOUT_CARD
from bot.storage.outreach import User


@click.group("users")
def users_command() -> None:
    """Tài khoản cán bộ."""


@users_command.command("list")
def list_users() -> None:
    """Liệt kê: tên, họ tên, vai trò, tổ, tình trạng, mã xác thực, số phiên đang mở."""
    now = datetime.now(UTC)
    with opened() as database, database.read() as session:
        with_factor = second_factor.accounts_with(session)
        query = select(User).options(joinedload(User.team)).order_by(User.username)
        for user in session.scalars(query):
            team = user.team.name if user.team else ""
            factor = "có mã xác thực" if user.id in with_factor else ""
            count = len(sessions.of_account(session, user.id, now))
            state = _state(session, user, now)
            row = (user.username, user.full_name, ROLES[user.role], team, state, factor)
            click.echo("\t".join((*row, f"{count} phiên")))


@users_command.command("create")
@click.argument("username")
@click.option("--role", type=click.Choice(list(WITHOUT_CARD)), default="member", show_default=True)
@click.option("--team", default="", help="mã hoặc tên tổ")
@click.option("--name", "full_name", default="", help="họ tên")
@click.option("--campaign", default="", help="mã chiến dịch mà tài khoản kết thúc theo")
def create_user(username: str, role: str, team: str, full_name: str, campaign: str) -> None:
    """Tạo tài khoản; mật khẩu được sinh ra và in một lần."""
    password = passwords.new_password()
    hashed = passwords.hash_password(password)
    now = datetime.now(UTC)

    def make(session: Session) -> str:
        user = accounts.create_user(
            session,
            username,
            hashed,
            role,
            now,
            full_name=full_name,
            team=work.find_team(session, team) if team else None,
            campaign=periods.find_campaign(session, campaign) if campaign else None,
        )
        audit.record(session, None, "user-created", now, target=user.username, role=role)
        return user.username

    with opened() as database:
        click.echo(f"{database.write(make)}\t{password}")


@users_command.command("password")
@click.argument("username")
def new_password(username: str) -> None:
    """Sinh mật khẩu mới, mở khóa, kết thúc mọi phiên."""
    password = passwords.new_password()
    hashed = passwords.hash_password(password)
    _change(
        username,
        "password",
        lambda session, user: accounts.set_password(session, user.id, hashed),
        f"{username}\t{password}",
    )


@users_command.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Đóng tài khoản, kết thúc mọi phiên."""
    _set_disabled(username, "disable", "Đã đóng tài khoản.")


@users_command.command("enable")
@click.argument("username")
def enable(username: str) -> None:
    """Mở lại tài khoản."""
    _set_disabled(username, "enable", "Đã mở tài khoản.")


@users_command.command("reset-totp")
@click.argument("username")
def reset_totp(username: str) -> None:
    """Tắt mã xác thực, như khi mất điện thoại; kết thúc mọi phiên."""
    _change(
        username,
        "factor",
        lambda session, user: second_factor.switch_off(session, user.id),
        "Đã tắt mã xác thực.",
    )


@users_command.command("sessions")
@click.argument("username")
def list_sessions(username: str) -> None:
    """Liệt kê các phiên đang mở: máy, lúc đăng nhập, lần dùng cuối (giờ UTC)."""
    with opened() as database, database.read() as session:
        user = accounts.find_user(session, username)
        for row in sessions.of_account(session, user.id, datetime.now(UTC)):
            times = (f"{at:%Y-%m-%d %H:%M}" for at in (row.created_at, row.seen_at))
            click.echo("\t".join((row.device, *times)))


@users_command.command("end-sessions")
@click.argument("username")
def end_sessions(username: str) -> None:
    """Kết thúc mọi phiên, như khi mất điện thoại."""
    _change(
        username,
        "sessions",
        lambda session, user: accounts.end_sessions(session, user.id),
        "Đã kết thúc mọi phiên.",
    )


def _state(session: Session, user: User, now: datetime) -> str:
    if user.disabled_at is not None:
        return "đã đóng"
    if sessions.over(session, user, now):
        return "chiến dịch đã kết thúc"
    return "tạm khóa" if user.locked_until and user.locked_until > now else ""


def _set_disabled(username: str, do: str, said: str) -> None:
    now, disabled = datetime.now(UTC), do == "disable"
    _change(
        username,
        do,
        lambda session, user: accounts.set_disabled(session, user.id, now, disabled=disabled),
        said,
    )


def _change(username: str, do: str, how: Callable[[Session, User], object], said: str) -> None:
    """Change an account, log it and say so."""
    now = datetime.now(UTC)

    def change(session: Session) -> None:
        user = accounts.find_user(session, username)
        how(session, user)
        audit.record(session, None, "user-changed", now, target=user.username, do=do)

    with opened() as database:
        database.write(change)
        click.echo(said)
