"""Illustrative data: into an empty database at the first start, out again by command."""

from datetime import datetime

import click
from sqlalchemy.orm import Session

from bot.leads import demo
from bot.settings import Settings
from bot.storage.database import Database


def ensure_demo(database: Database, now: datetime) -> bool:
    """Add illustrative teams and leads when nobody has worked here yet. Gives whether it did."""

    def add(session: Session) -> bool:
        if not demo.is_empty(session):
            return False
        demo.add_demo(session, now)
        return True

    return database.write(add)


@click.group("demo")
def demo_command() -> None:
    """Dữ liệu minh họa (chỉ có ở cơ sở dữ liệu trống khi chạy lần đầu)."""


@demo_command.command("remove")
def remove() -> None:
    """Xóa đúng những dữ liệu minh họa; dữ liệu thật giữ nguyên."""
    settings = Settings.load().with_generated_secrets()
    database = Database(settings.database_url, settings.encryption_keys)
    try:
        leads, teams = database.write(demo.remove_demo)
    finally:
        database.close()
    click.echo(f"Đã xóa {leads} khách và {teams} tổ minh họa.")
