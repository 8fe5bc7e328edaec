"""The columns of the file, in the words of staff, and an empty file with a guide."""

from io import BytesIO

import xlsxwriter

from bot.leads.consent import READ_OUT
from bot.leads.sources import SOURCES
from bot.sheets import Column, Sheet, head, write_guide, write_page

MOST_ROWS = 5_000

COLUMNS = (
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
SHEET = Sheet("Khách", COLUMNS, MOST_ROWS)


def template(office: str, hotline: str, months: int) -> bytes:
    """Give an empty file with its guide; `office` … are what the words of consent name."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        write_page(book, SHEET, {"source": SOURCES})
        guide, below = write_guide(book, (SHEET,)), len(COLUMNS) + 2
        asked = READ_OUT.format(office=office, hotline=hotline, months=months)
        guide.write(below, 0, "Lời xin đồng ý", head(book))
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        guide.merge_range(below, 1, below + 4, 3, asked, wrap)
    return made.getvalue()
