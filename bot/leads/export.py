"""Leads as a spreadsheet, row by row: memory stays flat however many there are."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import xlsxwriter

from bot import phones
from bot.law.wording import CATEGORIES, MODES
from bot.leads.calendar import day_of
from bot.leads.statuses import title
from bot.storage.outreach import Lead

CHANNELS = {
    "zalo": "Zalo",
    "messenger": "Messenger",
    "webchat": "Trang web",
    "terminal": "Cửa sổ lệnh",
    "staff": "Cán bộ ghi",
}

Value = str | int | date | None


@dataclass(frozen=True)
class Column:
    """One column: its title, its width in a spreadsheet and where its value comes from."""

    title: str
    width: int
    value: Callable[[Lead], Value]


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment else None


COLUMNS: tuple[Column, ...] = (
    Column("Mã", 12, lambda lead: lead.code),
    Column("Họ và tên", 26, lambda lead: lead.name),
    Column("Số điện thoại", 15, lambda lead: phones.shown(lead.phone) if lead.phone else ""),
    Column("Năm sinh", 10, lambda lead: lead.birth_year),
    Column("Giới tính", 10, lambda lead: lead.sex),
    Column("Thôn/khối phố", 24, lambda lead: lead.hamlet or (lead.place if not lead.ward else "")),
    Column("Xã/phường nay", 22, lambda lead: lead.ward),
    Column("Xã/phường cũ", 22, lambda lead: lead.former_ward),
    Column("Kênh", 12, lambda lead: CHANNELS.get(lead.channel, lead.channel)),
    Column("Nguồn", 16, lambda lead: lead.source),
    Column("Chiến dịch", 18, lambda lead: lead.campaign),
    Column("Nhu cầu", 30, lambda lead: lead.need),
    Column("Mức thu nhập", 14, lambda lead: lead.income),
    Column("Diện hỗ trợ", 20, lambda lead: CATEGORIES.get(lead.support, lead.support)),
    Column("Phương thức", 24, lambda lead: MODES.get(lead.mode, lead.mode)),
    Column("Giờ gọi", 18, lambda lead: lead.call_time),
    Column("Trạng thái", 16, lambda lead: title(lead.status)),
    Column("Lý do", 22, lambda lead: lead.reason),
    Column("Tổ", 18, lambda lead: lead.team.name if lead.team else ""),
    Column(
        "Người phụ trách",
        20,
        lambda lead: (lead.assignee.full_name or lead.assignee.username) if lead.assignee else "",
    ),
    Column("Liên hệ cuối", 12, lambda lead: _day(lead.last_contact_at)),
    Column("Hẹn tiếp", 12, lambda lead: lead.next_step_on),
    Column("Ngày tham gia", 14, lambda lead: lead.joined_on),
    Column("Số biên lai", 16, lambda lead: lead.receipt),
    Column("Đồng ý lúc", 12, lambda lead: _day(lead.consent_at)),
    Column("Phiên bản đồng ý", 18, lambda lead: lead.consent_version),
    Column("Ngày tạo", 12, lambda lead: _day(lead.created_at)),
)
"""What follows STT. The order is part of the contract with the offices' spreadsheets."""

TITLES = ("STT", *(column.title for column in COLUMNS))

MOST_ROWS = 1_048_575  # that a sheet holds below its titles

_FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]")


def csv_text(leads: Iterable[Lead]) -> Iterator[str]:
    """Give the lines of a CSV that Excel opens rightly (write them as UTF-8, the mark is there)."""
    yield "\ufeff" + _csv_line(TITLES)
    for number, lead in enumerate(leads, 1):
        yield _csv_line([number, *(_csv_cell(column.value(lead)) for column in COLUMNS)])


def write_xlsx(path: Path, leads: Iterable[Lead]) -> int:
    """Write a workbook with frozen header, filter and phones as text; give the number of rows."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Khách quan tâm")
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {
            date: book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
            int: book.add_format({"num_format": "#,##0"}),
            str: book.add_format({"num_format": "@"}),
        }
        plain = book.add_format({"num_format": "0"})
        sheet.set_column(0, 0, 6)
        for at, column in enumerate(COLUMNS, 1):
            sheet.set_column(at, at, column.width)
        for at, name in enumerate(TITLES):
            sheet.write_string(0, at, name, bold)
        rows = 0
        for rows, lead in enumerate(leads, 1):
            sheet.write_number(rows, 0, rows, plain)
            for at, column in enumerate(COLUMNS, 1):
                style = plain if column.title == "Năm sinh" else None
                _xlsx_cell(sheet, rows, at, column.value(lead), formats, style)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, rows, len(TITLES) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
    return rows


def harmless(text: str) -> str:
    """Give `text` so that no spreadsheet runs it as a formula."""
    return "'" + text if _FORMULA.match(text) else text


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return harmless(value) if isinstance(value, str) else str(value)


def _csv_line(cells: Iterable[Any]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _xlsx_cell(
    sheet: Any, row: int, at: int, value: Value, formats: dict[type, Any], style: Any
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, at, value, formats[date])
    elif isinstance(value, int):
        sheet.write_number(row, at, value, style or formats[int])
    else:
        sheet.write_string(row, at, value, formats[str])
