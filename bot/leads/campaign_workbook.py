"""A campaign's report as a workbook: a sheet for each table."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from bot.leads.campaign_report import CampaignReport, Cell, ReportTable


def write_workbook(path: Path, report: CampaignReport) -> None:
    """Write the workbook to `path`."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(head),
            "cell": book.add_format({"border": 1}),
            "total": book.add_format({"border": 1, "bold": True}),
            "day": book.add_format({"border": 1, "num_format": "dd/mm/yyyy", "align": "left"}),
        }
        for table in (report.standings, report.days, report.team_days):
            _sheet(book.add_worksheet(table.name), report, table, formats)


def _sheet(sheet: Any, report: CampaignReport, table: ReportTable, formats: Any) -> None:
    sheet.write_string(0, 0, report.name, formats["title"])
    for row, line in enumerate(report.lines, 1):
        sheet.write_string(row, 0, line)
    top = len(report.lines) + 2
    for at, name in enumerate(table.head):
        sheet.set_column(at, at, 26 if name == "Tổ" else 13)
        sheet.write_string(top, at, name, formats["head"])
    for row, cells in enumerate(table.rows, top + 1):
        _row(sheet, row, cells, formats, "cell")
    if table.total:
        _row(sheet, top + 1 + len(table.rows), table.total, formats, "total")
    sheet.freeze_panes(top + 1, table.head.index("Tổ") + 1 if "Tổ" in table.head else 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _row(
    sheet: Any, row: int, cells: Sequence[Cell], formats: Mapping[str, Any], style: str
) -> None:
    for at, value in enumerate(cells):
        if isinstance(value, int):
            sheet.write_number(row, at, value, formats[style])
        elif isinstance(value, date):
            sheet.write_datetime(row, at, value, formats["day"])
        else:
            sheet.write_string(row, at, value, formats[style])
