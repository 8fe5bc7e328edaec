"""A campaign's results as a workbook: standings with the work done, and results by day."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from bot.leads.leaderboard import WORK, Board
from bot.storage.campaigns import Campaign

TITLES = ("Hạng", "Tổ", "Chỉ tiêu", "Người mới đã xác nhận", "Đạt (%)", "Tổ báo, chờ xác nhận")
OTHERS = "Đóng lại, chuyển đến"


def write_report(
    path: Path,
    campaign: Campaign,
    board: Board,
    by_day: Sequence[tuple[date, int]],
    work: Mapping[int, Mapping[str, int]],
) -> None:
    """Write the workbook; the office signs the first sheet."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(
                {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
            ),
            "cell": book.add_format({"border": 1}),
            "sum": book.add_format({"border": 1, "bold": True}),
            "day": book.add_format({"border": 1, "num_format": "dd/mm/yyyy", "align": "left"}),
        }
        _standings(book.add_worksheet("Kết quả"), campaign, board, work, formats)
        _days(book.add_worksheet("Theo ngày"), by_day, formats)


def _standings(
    sheet: Any,
    campaign: Campaign,
    board: Board,
    work: Mapping[int, Mapping[str, int]],
    formats: Mapping[str, Any],
) -> None:
    head = [*TITLES, OTHERS, *WORK.values()]
    sheet.write_string(0, 0, campaign.name, formats["title"])
    sheet.write_string(1, 0, f"Từ {campaign.begins:%d/%m/%Y} đến {campaign.ends:%d/%m/%Y}")
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, len(head) - 1, 13)
    for at, name in enumerate(head):
        sheet.write_string(3, at, name, formats["head"])
    row = 3
    for row, team in enumerate(board.rows, 4):
        done = work.get(team.team_id, {})
        values: list[int | str] = [
            team.rank,
            team.name,
            team.target,
            team.new,
            team.percent,
            team.reported,
        ]
        values += [team.others, *(done.get(key, 0) for key in WORK)]
        for at, value in enumerate(values):
            _write(sheet, row, at, value, formats["cell"])
    sums: list[int | str] = ["", "Cộng", board.target, board.new, board.percent, board.reported]
    sums.append(sum(team.others for team in board.rows))
    sums += [sum(done.get(key, 0) for done in work.values()) for key in WORK]
    for at, value in enumerate(sums):
        _write(sheet, row + 1, at, value, formats["sum"])
    sheet.write_string(row + 3, 1, "Người lập")
    sheet.write_string(row + 3, 4, "Thủ trưởng đơn vị")
    sheet.freeze_panes(4, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _days(sheet: Any, by_day: Sequence[tuple[date, int]], formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 1, 24)
    sheet.write_string(0, 0, "Ngày", formats["head"])
    sheet.write_string(0, 1, "Người mới đã xác nhận", formats["head"])
    for row, (day, number) in enumerate(by_day, 1):
        sheet.write_datetime(row, 0, day, formats["day"])
        sheet.write_number(row, 1, number, formats["cell"])


def _write(sheet: Any, row: int, at: int, value: int | str, style: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(row, at, value, style)
    else:
        sheet.write_string(row, at, value, style)
