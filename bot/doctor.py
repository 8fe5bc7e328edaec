"""`python -m bot doctor`: what is missing, what is wrong, what nobody has verified yet."""

import hashlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.approvals import Given, given, overlaid
from bot.channels.errors import ForgedError
from bot.channels.zalo.signature import verify
from bot.law.checking import check_files
from bot.law.loading import FOLDER
from bot.settings import Settings
from bot.storage.database import open_engine
from bot.storage.errors import StorageError
from bot.storage.migrate import is_current
from faq.content import load_content
from faq.errors import FaqError
from faq.lint import lint
from faq.model import fingerprint, load_model

ZALO = ("ZALO_APP_ID", "ZALO_APP_SECRET", "ZALO_OA_SECRET_KEY")
MESSENGER = (
    "MESSENGER_APP_ID",
    "MESSENGER_APP_SECRET",
    "MESSENGER_PAGE_TOKEN",
    "MESSENGER_VERIFY_TOKEN",
)
SIGNS = {"ok": "✓", "note": "!", "wrong": "✗"}


@dataclass(frozen=True)
class Finding:
    """One line of the report: `level` is ok, note or wrong."""

    level: str
    text: str


@click.command("doctor")
def doctor_command() -> None:
    """Kiểm tra cài đặt, kênh, nội dung và số liệu; mã thoát 1 khi có điều phải sửa."""
    findings = list(examine(Settings.load()))
    for finding in findings:
        click.echo(f"{SIGNS[finding.level]} {finding.text}")
    if any(finding.level == "wrong" for finding in findings):
        sys.exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything that a new installation can lack. Changes nothing."""
    yield _database(settings)
    yield from _channel("Zalo", settings.zalo_oa_id, ZALO, settings)
    if settings.zalo_oa_id and settings.zalo_oa_secret_key:
        yield _zalo_signature(settings.zalo_app_id, settings.zalo_oa_secret_key)
    yield from _channel("Messenger", settings.messenger_page_id, MESSENGER, settings)
    if (settings.zalo_oa_id or settings.messenger_page_id) and not settings.public_url.startswith(
        "https://"
    ):
        yield Finding("wrong", "PUBLIC_URL phải bắt đầu bằng https:// để Zalo, Facebook gọi tới")
    yield from _content(settings)
    yield from _law()


def _database(settings: Settings) -> Finding:
    try:
        engine = open_engine(settings.database_url)
        with engine.connect() as connection:
            current = is_current(connection)
        engine.dispose()
    except (StorageError, DBAPIError):
        return Finding("wrong", "Cơ sở dữ liệu: không mở được, kiểm tra DATABASE_URL")
    if not current:
        return Finding("wrong", "Cơ sở dữ liệu: chưa đúng phiên bản, chạy python -m bot migrate")
    return Finding("ok", "Cơ sở dữ liệu")


def _channel(
    title: str, account: str, names: tuple[str, ...], settings: Settings
) -> Iterator[Finding]:
    if not account:
        yield Finding("note", f"{title}: chưa nối")
        return
    missing = [name for name in names if not getattr(settings, name.lower())]
    if missing:
        yield Finding("wrong", f"{title}: thiếu {', '.join(missing)}")
    else:
        yield Finding("ok", f"{title}: đủ cài đặt")


def _zalo_signature(app_id: str, secret: str) -> Finding:
    """Sign a body as Zalo's page says and let our own check judge it."""
    body = '{"timestamp":"1700000000000"}'
    mac = hashlib.sha256(f"{app_id}{body}1700000000000{secret}".encode()).hexdigest()
    try:
        verify({"X-ZEvent-Signature": f"mac={mac}"}, body.encode(), app_id, secret)
    except ForgedError:
        return Finding("wrong", "Zalo: chữ ký webhook tự kiểm không khớp")
    return Finding("ok", "Zalo: tự kiểm chữ ký webhook")


def _content(settings: Settings) -> Iterator[Finding]:
    try:
        content = load_content()
        model = load_model()
    except FaqError as error:
        yield Finding("wrong", f"Nội dung: {error}")
        return
    content = overlaid(content, _approvals(settings))
    waiting = sum(1 for entry in content.entries.values() if entry.short and not entry.approved)
    yield Finding("ok", f"Nội dung: {len(content.entries)} mục")
    if model.fingerprint != fingerprint(content):
        yield Finding("note", "Nội dung đã đổi sau lần học cuối: chạy python -m bot faq build")
    if waiting:
        yield Finding(
            "note",
            f"Nội dung: {waiting} câu trả lời chưa có cán bộ duyệt; xem trang Câu trả lời"
            " hoặc python -m bot faq lint --approvals",
        )
    for problem in lint(content, _today()):
        yield Finding("note", f"Nội dung: {problem}")


def _approvals(settings: Settings) -> Mapping[str, Given]:
    """Give what officers approved; nothing where the database cannot be read (told elsewhere)."""
    try:
        engine = open_engine(settings.database_url)
        with Session(engine) as session:
            approved = given(session)
        engine.dispose()
    except (StorageError, DBAPIError):
        return {}
    return approved


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def _law() -> Iterator[Finding]:
    report = check_files(_today(), FOLDER)
    for problem in report.problems:
        yield Finding("wrong", f"Luật: {problem}")
    yield Finding("ok", f"Luật: {report.parameters} tham số")
    for value in report.unverified:
        yield Finding("note", f"Luật: chưa kiểm chứng {value.name} từ {value.since:%d/%m/%Y}")
