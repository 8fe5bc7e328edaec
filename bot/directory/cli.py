"""`python -m bot directory import|template`: places to register and pay, and who may collect."""

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.directory import store, workbook
from bot.directory.errors import DirectoryError
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.migrate import migrate

MOST_SHOWN = 50  # mistakes


@click.group("directory")
def directory_command() -> None:
    """Danh bạ điểm thu và nhân viên thu."""


@directory_command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="thay hết danh bạ cũ bằng tệp này")
@click.option("--author", default=getpass.getuser, help="người nhập, ghi vào nhật ký")
def import_command(file: Path, replace: bool, author: str) -> None:
    """Nhập danh bạ từ FILE; có chỗ sai thì chỉ ra từng dòng và không nhập gì.

    Có hiệu lực ngay với mọi tin nhận sau đó.
    """
    settings = Settings.load().with_generated_secrets()
    try:
        draft = workbook.read(file, settings.office_province)
    except DirectoryError as error:
        raise click.ClickException(str(error)) from None
    if draft.mistakes:
        for mistake in draft.mistakes[:MOST_SHOWN]:
            click.echo(str(mistake), err=True)
        raise click.ClickException(f"có {len(draft.mistakes)} chỗ sai, chưa nhập gì")
    migrate(settings.database_url)
    database = Database(settings.database_url, settings.encryption_keys)
    try:
        now = datetime.now(UTC)
        directory = database.write(
            lambda session: store.keep(session, draft, author, now, replace=replace)
        )
    finally:
        database.close()
    click.echo(
        f"Đã nhập. Danh bạ có {len(directory.points)} điểm, {len(directory.collectors)} nhân viên."
    )


@directory_command.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template_command(file: Path) -> None:
    """Ghi tệp Excel mẫu ra FILE."""
    try:
        workbook.write_template(file)
    except DirectoryError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Đã ghi tệp mẫu {file}. Điền vào rồi: python -m bot directory import {file}")
