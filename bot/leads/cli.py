"""`python -m bot leads|teams …`: the console's work for the operator at the machine."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from bot.leads import audit, queries
from bot.leads import export as files
from bot.leads import teams as work
from bot.leads.calendar import read_day
from bot.leads.errors import LeadsError
from bot.leads.queries import LeadFilter
from bot.leads.statuses import STATUSES
from bot.leads.viewers import COMMAND_LINE
from bot.settings import Settings
from bot.storage.database import Database


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
def opened() -> Iterator[Database]:
    """Give the database of the settings; what cannot be done is said in one line."""
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
    with opened() as database:
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


@click.group("teams")
def teams_command() -> None:
    """Tổ tuyên truyền."""


@teams_command.command("list")
def list_teams() -> None:
    """Liệt kê các tổ và địa bàn."""
    with opened() as database, database.read() as session:
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

    with opened() as database:
        database.write(make)
        click.echo(f"Đã tạo {name}.")
