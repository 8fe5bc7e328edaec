"""`python -m bot law …`: answers, the check of the parameters, and the staff's guide."""

import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from bot.law.checking import check_files
from bot.law.guide import guide
from bot.law.json_api import answer_line
from bot.law.kinds import KINDS
from bot.law.loading import FOLDER, load

CALENDAR = ZoneInfo("Asia/Ho_Chi_Minh")


@click.group("law")
def law_command() -> None:
    """Tính theo luật BHXH tự nguyện: mỗi dòng vào một đối tượng JSON, mỗi dòng ra một trả lời."""


def _today() -> date:
    return datetime.now(CALENDAR).date()


def _add_kind(name: str) -> None:
    @law_command.command(name, help=KINDS[name].title, short_help=KINDS[name].title)
    def command() -> None:
        parameters, today = load(), _today()
        for line in iter(sys.stdin.buffer.readline, b""):
            answer = answer_line(name, line, parameters, today)
            sys.stdout.buffer.write(answer.encode("utf-8", "backslashreplace") + b"\n")
            sys.stdout.buffer.flush()


for _name in KINDS:
    _add_kind(_name)


@law_command.command("check")
def check() -> None:
    """Kiểm tra các tệp tham số và liệt kê những giá trị chưa xác minh."""
    report = check_files(_today(), FOLDER)
    click.echo(f"{report.parameters} tham số, {len(report.problems)} lỗi.")
    for problem in report.problems:
        click.echo(f"  lỗi: {problem}")
    click.echo(f"{len(report.unverified)} giá trị chưa xác minh:")
    for value in report.unverified:
        click.echo(f"  {value.mark} {value.name} từ {value.since:%d/%m/%Y}: {value.source}")
    if report.problems:
        sys.exit(1)


@law_command.command("document")
def document() -> None:
    """In tài liệu cho cán bộ: mỗi con số từ đâu ra (docs/vi/luat.md)."""
    click.echo(guide(load()), nl=False)
