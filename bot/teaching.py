"""`python -m bot faq …` with the two commands that need the database: teach and taught."""

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
import yaml

from faq.cli import faq_command

if TYPE_CHECKING:
    from bot.storage.database import Database
    from faq.matcher import Taught

__all__ = ["faq_command"]


@faq_command.command("teach")
@click.argument("text")
@click.argument("topic")
@click.option("--author", default=getpass.getuser, help="người dạy, ghi vào nhật ký")
def teach(text: str, topic: str, author: str) -> None:
    """Dạy bot rằng TEXT hỏi về TOPIC; có hiệu lực ngay với mọi tin nhận sau đó.

    Từ chối khi câu này làm một câu đang hiểu đúng thành sai.
    """
    from bot.settings import Settings
    from bot.storage.database import Database
    from bot.storage.migrate import migrate
    from bot.storage.models import ContentChange
    from faq.content import load_content
    from faq.learning import check_teaching, labelled
    from faq.matcher import Matcher, Taught
    from faq.model import load_model
    from faq.text import clean, normalise

    content, model = load_content(), load_model()
    if topic not in content.by_id:
        raise click.ClickException(f"không có chủ đề {topic!r}; xem faq/topics.yaml")
    if not normalise(text):
        raise click.ClickException("câu này không có chữ nào để học")
    settings = Settings.load().with_generated_secrets()
    migrate(settings.database_url)
    database = Database(settings.database_url, settings.encryption_keys)
    try:
        earlier = _taught(database)
        new = Taught(clean(text), topic)
        before = Matcher(content, model, earlier)
        after = Matcher(content, model, [*earlier, new])
        turned = check_teaching(before, after, new, labelled(content))
        if turned:
            examples = "; ".join(f"“{t.text}” ({t.right})" for t in turned[:3])
            raise click.ClickException(
                f"chưa dạy: câu này sẽ làm sai {len(turned)} câu: {examples}"
            )
        row = ContentChange(
            kind="phrasing",
            key=topic,
            value={"text": new.text},
            author=author[:100],
            created_at=datetime.now(UTC),
        )
        database.write(lambda session: session.add(row))
    finally:
        database.close()
    click.echo(f"Đã dạy: “{new.text}” hỏi về {topic} ({content.entries[topic].title}).")


@faq_command.command("taught")
def taught() -> None:
    """In các câu đã dạy theo dạng faq/phrasings/*.yaml, để đưa vào lần học (faq build) sau."""
    from bot.settings import Settings
    from bot.storage.database import Database

    settings = Settings.load().with_generated_secrets()
    database = Database(settings.database_url, settings.encryption_keys)
    try:
        by_topic: dict[str, dict[str, list[str]]] = {}
        for phrasing in _taught(database):
            by_topic.setdefault(phrasing.topic, {"standard": []})["standard"].append(phrasing.text)
    finally:
        database.close()
    click.echo(yaml.safe_dump(by_topic, allow_unicode=True, sort_keys=True), nl=False)


def _taught(database: "Database") -> "list[Taught]":
    from sqlalchemy import select

    from bot.storage.models import ContentChange
    from faq.matcher import Taught

    with database.read() as session:
        rows = session.scalars(
            select(ContentChange).where(ContentChange.kind == "phrasing").order_by(ContentChange.id)
        )
        return [Taught(row.value["text"], row.key) for row in rows]
