"""Directory files as an office would fill them in."""

from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from bot.directory.workbook import write_template

POST_OFFICE = {
    "Loại": "Điểm thu",
    "Tên": "Bưu điện Tân Thạnh",
    "Tổ chức": "Bưu điện",
    "Địa chỉ": "12 Đường Mẫu",
    "Xã/phường": "Phường Bàn Thạch",
    "Điện thoại": "0235 3 000 111",
    "Giờ làm việc": "T2-T6 07:30-17:00",
    "Vĩ độ": 15.57,
    "Kinh độ": 108.48,
}
OFFICE = {
    "Loại": "Cơ quan BHXH",
    "Tên": "BHXH cơ sở Tam Kỳ",
    "Địa chỉ": "5 Đường Thử",
    "Xã/phường": "phường tam kỳ",
    "Vĩ độ": "15,60",
    "Kinh độ": "108,50",
}
COLLECTOR = {"Họ và tên": "Nguyễn Thị Mẫu", "Số thẻ": "DN-0123", "Tổ chức": "Bưu điện"}


def filled(path: Path, *, points: Any = (), collectors: Any = ()) -> Path:
    """The template with rows, each a mapping of column titles."""
    write_template(path)
    book: Workbook = load_workbook(path)
    for title, rows in (("Điểm phục vụ", points), ("Nhân viên thu", collectors)):
        sheet = book[title]
        titles = [cell.value.removesuffix(" *") for cell in sheet[1]]
        for number, row in enumerate(rows, 2):
            for name, value in row.items():
                sheet.cell(number, titles.index(name) + 1, value)
    book.save(path)
    return path
