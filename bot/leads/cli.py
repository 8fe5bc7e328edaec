"""`python -m bot leads|users|teams …`: the console's work for the operator at the machine."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.leads import accounts, audit, queries
from bot.leads import export as files
from bot.leads import teams as work
from bot.leads.calendar import read_day
from bot.leads.errors import LeadsError
from bot.leads.queries import LeadFilter
from bot.leads.statuses import STATUSES
from bot.leads.viewers import COMMAND_LINE, ROLES
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.outreach import User


class Day(click.ParamType[date]):
    """A day as people write it."""

    name = "dd/mm/yyyy"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read it, or say how it is written."""
        day = value if isinstance(value, date) else read_day(value)
        if day is None:
            self.fail(f"{value!r} không phải là ngày: viết như 24/11/2026 hoặc 2026-11-24.")
        return day


@contextmanager
def _opened() -> Iterator[Database]:
    settings = Settings.load().with_generated_secrets()
    database = Database(settings.database_url, settings.encryption_keys)
    try:
        yield database
    except LeadsError as error:
        raise click.ClickException(str(error)) from None
    finally:
        database.close()


@click.group("leads")
def leads_command() -> None:
    """Khách quan tâm."""


@leads_command.command("export")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), required=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--team", default="", help="mã hoặc tên tổ")
@click.option("--status", type=click.Choice(list(STATUSES)), default=None)
@click.option("--from", "since", type=Day(), help="để lại thông tin từ ngày")
@click.option("--to", "until", type=Day(), help="đến hết ngày")
def export_command(
    kind: str, output: Path, team: str, status: str | None, since: date | None, until: date | None
) -> None:
    """Xuất danh sách ra tệp CSV hoặc Excel."""
    with _opened() as database:
        with database.read() as session:
            team_id = work.find_team(session, team).id if team else None
            wanted = LeadFilter(status=status or "", team_id=team_id, since=since, until=until)
            rows = queries.count(session, wanted, COMMAND_LINE)
            _write(output, kind, session, wanted)
        detail = {"team": team, "status": status, "from": str(since or ""), "to": str(until or "")}
        chosen = {key: value for key, value in detail.items() if value}
        database.write(
            lambda session: audit.record(
                session, None, "exported", datetime.now(UTC), format=kind, rows=rows, filter=chosen
            )
        )
    click.echo(f"Đã xuất {rows} khách vào {output}")


def _write(output: Path, kind: str, session: Session, wanted: LeadFilter) -> None:
    """Write beside the target and move it there when it is whole; only the owner may read it."""
    leads = queries.stream(session, wanted, COMMAND_LINE)
    try:
        handle, draft = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise click.ClickException(f"Không ghi được {output}: {error.strerror}") from None
    path = Path(draft)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            if kind == "csv":
                file.writelines(files.csv_text(leads))
        if kind == "xlsx":
            files.write_xlsx(path, leads)
        path.replace(output)
    finally:
        path.unlink(missing_ok=True)


@click.group("users")
def users_command() -> None:
    """Tài khoản cán bộ."""


@users_command.command("list")
def list_users() -> None:
    """Liệt kê tài khoản."""
    with _opened() as database, database.read() as session:
        query = select(User).options(joinedload(User.team)).order_by(User.username)
        for user in session.scalars(query):
            team = user.team.name if user.team else ""
            state = "đã khóa" if user.disabled_at else ""
            click.echo("\t".join((user.username, user.full_name, ROLES[user.role], team, state)))


@users_command.command("create")
@click.argument("username")
@click.option("--role", type=click.Choice(list(ROLES)), default="member", show_default=True)
@click.option("--team", default="", help="mã hoặc tên tổ")
@click.option("--name", "full_name", default="", help="họ tên")
def create_user(username: str, role: str, team: str, full_name: str) -> None:
    """Tạo tài khoản; mật khẩu được sinh ra và in một lần."""
    password = accounts.new_password()
    now = datetime.now(UTC)

    def make(session: Session) -> str:
        chosen = work.find_team(session, team) if team else None
        user = accounts.create_user(
            session, username, password, role, now, full_name=full_name, team=chosen
        )
        audit.record(session, None, "user-created", now, target=user.username, role=role)
        return user.username

    with _opened() as database:
        click.echo(f"{database.write(make)}\t{password}")


@users_command.command("password")
@click.argument("username")
def new_password(username: str) -> None:
    """Sinh mật khẩu mới, mở khóa, kết thúc mọi phiên."""
    password = accounts.new_password()
    hashed = accounts.hash_password(password)

    def change(session: Session) -> None:
        accounts.set_password(session, accounts.find_user(session, username).id, hashed)
        _log(session, username, "password")

    with _opened() as database:
        database.write(change)
        click.echo(f"{username}\t{password}")


@users_command.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Đóng tài khoản."""
    _set_disabled(username, disabled=True)


@users_command.command("enable")
@click.argument("username")
def enable(username: str) -> None:
    """Mở lại tài khoản."""
    _set_disabled(username, disabled=False)


@users_command.command("end-sessions")
@click.argument("username")
def end_sessions(username: str) -> None:
    """Kết thúc mọi phiên, như khi mất điện thoại."""

    def change(session: Session) -> None:
        accounts.end_sessions(session, accounts.find_user(session, username).id)
        _log(session, username, "sessions")

    with _opened() as database:
        database.write(change)
        click.echo("Đã kết thúc mọi phiên.")


@click.group("teams")
def teams_command() -> None:
    """Tổ tuyên truyền."""


@teams_command.command("list")
def list_teams() -> None:
    """Liệt kê các tổ và địa bàn."""
    with _opened() as database, database.read() as session:
        for team in work.all_teams(session):
            click.echo("\t".join((team.code, team.name, ", ".join(team.wards))))


@teams_command.command("create")
@click.argument("code")
@click.argument("name")
@click.option("--ward", "wards", multiple=True, help="xã/phường, đơn vị cũ hay thôn; lặp lại được")
def create_team(code: str, name: str, wards: tuple[str, ...]) -> None:
    """Tạo tổ."""
    now = datetime.now(UTC)

    def make(session: Session) -> None:
        team = work.create_team(session, code, name, wards, now)
        audit.record(session, None, "team-created", now, target=team.code)

    with _opened() as database:
        database.write(make)
        click.echo(f"Đã tạo {name}.")


def _set_disabled(username: str, *, disabled: bool) -> None:
    now = datetime.now(UTC)

    def change(session: Session) -> None:
        user = accounts.find_user(session, username)
        accounts.set_disabled(session, user.id, now, disabled=disabled)
        _log(session, username, "disable" if disabled else "enable")

    with _opened() as database:
        database.write(change)
        click.echo("Đã đóng tài khoản." if disabled else "Đã mở tài khoản.")


def _log(session: Session, username: str, do: str) -> None:
    now = datetime.now(UTC)
    audit.record(session, None, "user-changed", now, target=username.strip().lower(), do=do)
