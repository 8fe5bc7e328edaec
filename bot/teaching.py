"""`python -m bot faq …` with the commands that need the database: teach, taught, approvals."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import yaml

from faq.cli import LAW_TIME, faq_command, show
from faq.lint import lint

if TYPE_CHECKING:
    from bot.storage.database import Database

__all__ = ["faq_command"]


@faq_command.command("teach")
@click.argument("text")
@click.argument("topic")
@click.option("--author", default=getpass.getuser, help="người dạy, ghi vào nhật ký")
def teach(text: str, topic: str, author: str) -> None:
    """Dạy bot rằng TEXT hỏi về TOPIC; có hiệu lực ngay với mọi tin nhận sau đó.

    Từ chối khi câu này làm một câu đang hiểu đúng thành sai.
    """
    from bot import taught

    with _database() as database:
        new = taught.check(database, [text], topic)
        database.write(lambda session: taught.keep(session, new, author, datetime.now(UTC)))
    title = taught.shipped().content.entries[topic].title
    click.echo(f"Đã dạy: “{new[0].text}” hỏi về {topic} ({title}).")


@faq_command.command("taught")
def list_taught() -> None:
    """In các câu đã dạy theo dạng faq/phrasings/*.yaml, để đưa vào lần học (faq build) sau."""
    from bot import taught

    by_topic: dict[str, dict[str, list[str]]] = {}
    with _database() as database, database.read() as session:
        for phrasing in taught.phrasings(session):
            by_topic.setdefault(phrasing.topic, {"standard": []})["standard"].append(phrasing.text)
    click.echo(yaml.safe_dump(by_topic, allow_unicode=True, sort_keys=True), nl=False)


@faq_command.command("lint")
@click.option("--approvals", is_flag=True, help="xét cả việc duyệt của cán bộ (đọc cơ sở dữ liệu)")
def lint_with_approvals(approvals: bool) -> None:
    """Liệt kê câu trả lời sai quy tắc nội dung; mã thoát 1 khi có.

    --approvals: cả câu chưa duyệt, đã sửa sau khi duyệt, quá hạn rà soát.
    """
    from bot.approvals import given, overlaid
    from faq.content import load_content

    content = load_content()
    if approvals:
        with _database() as database, database.read() as session:
            content = overlaid(content, given(session))
    show(lint(content, datetime.now(LAW_TIME).date(), approvals=approvals))


@contextmanager
def _database() -> "Iterator[Database]":
    """Open the database of the settings, at its newest version."""
    from bot.settings import Settings
    from bot.storage.database import Database
    from bot.storage.migrate import migrate

    settings = Settings.load().with_generated_secrets()
    migrate(settings.database_url)
    database = Database(settings.database_url, settings.encryption_keys)
    try:
        yield database
    finally:
        database.close()
