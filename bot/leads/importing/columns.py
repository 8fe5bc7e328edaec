"""The columns of the file, in the words of staff, and an empty file with a guide."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from bot.leads.consent import READ_OUT
from bot.leads.sources import SOURCES
from bot.sheets import Column

MOST_ROWS = 5_000
SHEET = "Khách"


COLUMNS: Sequence[Column] = (
    Column("name", "Họ và tên", 200, "Nguyễn Thị Mẫu", required=True),
    Column("phone", "Số điện thoại", 40, "0905 123 456", "10 chữ số", required=True),
    Column("hamlet", "Thôn/khối phố", 200, "Khối phố 3"),
    Column("ward", "Xã/phường", 100, "Phường Tân Thạnh", "tên hiện nay hoặc tên trước 1/7/2025"),
    Column("birth_year", "Năm sinh", 10, "1975"),
    Column("sex", "Giới tính", 10, "Nữ", "Nam hoặc Nữ"),
    Column("need", "Nhu cầu", 300, "Hỏi mức đóng hằng tháng"),
    Column("call_time", "Giờ gọi", 100, "Sau 17 giờ"),
    Column("source", "Nguồn", 100, "Họp thôn", f"như: {', '.join(SOURCES)}", required=True),
    Column("consent_on", "Ngày đồng ý", 20, "20/11/2026", "ngày người dân đồng ý", required=True),
    Column("consent_by", "Người xin đồng ý", 100, "Trần Văn Mẫu", "ai đã hỏi", required=True),
    Column("note", "Ghi chú", 500, "Gặp ở nhà văn hóa"),
)


def template(office: str, hotline: str, months: int) -> bytes:
    """Give an empty file with its guide; `office` … are what the words of consent name."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E3EEF8", "border": 1})
        text = book.add_format({"num_format": "@"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        page = book.add_worksheet(SHEET)
        page.freeze_panes(1, 0)
        for at, column in enumerate(COLUMNS):
            page.set_column(at, at, max(14, len(column.example) + 4), text)
            page.write(0, at, column.title + (" *" if column.required else ""), head)
            if column.key == "source":
                offered = {"validate": "list", "source": list(SOURCES), "error_type": "warning"}
                page.data_validation(1, at, MOST_ROWS, at, offered)
        guide = book.add_worksheet("Hướng dẫn")
        for at, (title, width) in enumerate(
            (("Cột", 20), ("Bắt buộc", 10), ("Ví dụ", 26), ("Ghi chú", 70))
        ):
            guide.set_column(at, at, width, wrap)
            guide.write(0, at, title, head)
        for row, column in enumerate(COLUMNS, 1):
            required = "có" if column.required else ""
            guide.write_row(row, 0, (column.title, required, column.example, column.note))
        asked = READ_OUT.format(office=office, hotline=hotline, months=months)
        guide.write(len(COLUMNS) + 2, 0, "Lời xin đồng ý", head)
        guide.merge_range(len(COLUMNS) + 2, 1, len(COLUMNS) + 6, 3, asked, wrap)
    return made.getvalue()
