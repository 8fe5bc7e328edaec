"""`python -m bot law …`: answers, the check of the parameters, and the staff's guide."""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

import click

from bot.law.json_api import answer_line
from bot.law.kinds import KINDS
from bot.law.loading import load

CALENDAR = ZoneInfo("Asia/Ho_Chi_Minh")
_LONGEST_LINE = 1_000_000


@click.group("law")
def law_command() -> None:
    """Tính theo luật BHXH tự nguyện: mỗi dòng vào một đối tượng JSON, mỗi dòng ra một trả lời."""


def _today() -> date:
    return datetime.now(CALENDAR).date()


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline():
        yield line


def _add_kind(name: str) -> None:
    @law_command.command(name, help=KINDS[name].help, short_help=KINDS[name].help)
    def command() -> None:
        parameters, today = load(), _today()
        for line in _lines(sys.stdin.buffer):
            answer = answer_line(name, line, parameters, today)
            sys.stdout.buffer.write(answer.encode("utf-8", "backslashreplace") + b"\n")
            sys.stdout.buffer.flush()


for _name in KINDS:
    _add_kind(_name)
