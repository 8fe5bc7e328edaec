"""`python -m bot dead-letters list|show|resend`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from bot.delivery import dead_letters
from bot.delivery.dead_letters import Box
from bot.settings import Settings
from bot.storage.database import Database

BOX = click.argument("box", type=click.Choice(["outbox", "inbox"]))


@click.group("dead-letters")
def dead_letters_command() -> None:
    """Tin chưa gửi được và sự kiện chưa xử lý được: xem, gửi lại."""


@dead_letters_command.command("list")
@click.option("--limit", default=100, help="nhiều nhất bao nhiêu dòng")
def list_letters(limit: int) -> None:
    """Liệt kê, mới nhất trước; không in nội dung."""
    with _database() as database, database.read() as session:
        for letter in dead_letters.listed(session, limit):
            why = letter.error.strip().splitlines()
            click.echo(
                f"{letter.box} {letter.id}\t{letter.channel}\t{letter.status}\t"
                f"{letter.at:%Y-%m-%d %H:%M}\t{why[-1] if why else ''}"
            )


@dead_letters_command.command("show")
@BOX
@click.argument("number", type=int)
def show_letter(box: Box, number: int) -> None:
    """In nội dung một tin (có thể là dữ liệu cá nhân)."""
    with _database() as database, database.read() as session:
        text = dead_letters.content(session, box, number)
    if text is None:
        raise click.ClickException(f"không có {box} {number}")
    click.echo(text)


@dead_letters_command.command("resend")
@BOX
@click.argument("numbers", type=int, nargs=-1, required=True)
def resend_letters(box: Box, numbers: tuple[int, ...]) -> None:
    """Gửi lại (outbox) hoặc xử lý lại (inbox) các tin có số này."""
    now = datetime.now(UTC)
    with _database() as database:
        count = database.write(lambda session: dead_letters.resend(session, box, numbers, now))
    click.echo(f"{count} tin sẽ được thử lại.")
    if count < len(numbers):
        raise click.ClickException("một số không phải là tin chưa gửi được")


@contextmanager
def _database() -> Iterator[Database]:
    settings = Settings.load().with_generated_secrets()
    database = Database(settings.database_url, settings.encryption_keys)
    try:
        yield database
    finally:
        database.close()
