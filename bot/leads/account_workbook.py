"""Lists of accounts as Excel files: the empty one, reading a filled one, the sheet of links."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from bot.leads.account_list import MOST_ROWS, ListedAccount, NewAccount
from bot.leads.errors import LeadsError
from bot.leads.text import clean, fold
from bot.leads.viewers import WITHOUT_CARD
from bot.sheets import opened

COLUMNS: Sequence[tuple[str, str, str]] = (
    ("full_name", "Họ tên", "bắt buộc"),
    ("username", "Tên đăng nhập", "bỏ trống thì tự đặt theo họ tên; không dấu, viết liền"),
    ("role", "Vai trò", "bắt buộc; nhân viên thu có thẻ thì thêm ở trang Tài khoản"),
    ("team", "Tổ", "mã hoặc tên; tổ trưởng và thành viên phải có"),
    ("campaign", "Chiến dịch", "mã hoặc tên; tài khoản dùng đến hết chiến dịch; bỏ trống: lâu dài"),
)
"""Keys, titles and what the guide says of them."""

REQUIRED = ("full_name", "role")
TITLE = "Tài khoản"


def template() -> bytes:
    """Give the empty file with a guide."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E3EEF8", "border": 1})
        page = book.add_worksheet(TITLE)
        page.freeze_panes(1, 0)
        page.set_column(0, len(COLUMNS) - 1, 24, book.add_format({"num_format": "@"}))
        page.write_row(0, 0, [title for _, title, _ in COLUMNS], head)
        roles = {"validate": "list", "source": list(WITHOUT_CARD.values())}
        page.data_validation(1, 2, MOST_ROWS, 2, roles)
        guide = book.add_worksheet("Hướng dẫn")
        guide.set_column(0, 0, 18)
        guide.set_column(1, 1, 80)
        guide.write_row(0, 0, ("Cột", "Cách ghi"), head)
        for row, (_, title, note) in enumerate(COLUMNS, 1):
            guide.write_row(row, 0, (title, note))
    return file.getvalue()


def read(content: bytes) -> Sequence[ListedAccount]:
    """Read the first sheet of a file. Raises LeadsError for what is no such file."""
    trouble = LeadsError("Tệp này không phải là tệp Excel (.xlsx). Lưu lại dạng .xlsx.")
    with opened(BytesIO(content), trouble) as book:
        cells = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2)
        return list(_rows(iter(cells)))


def links_sheet(made: Iterable[NewAccount], address: Callable[[str], str], until: str) -> bytes:
    """Give the sheet that is handed over once: who signs in with what name, by which link."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E3EEF8", "border": 1})
        page = book.add_worksheet("Đường dẫn")
        page.freeze_panes(1, 0)
        titles = ("Họ tên", "Tên đăng nhập", "Vai trò", "Tổ", "Đường dẫn dùng một lần", "Trước")
        for at, (title, width) in enumerate(zip(titles, (26, 20, 16, 22, 64, 18), strict=True)):
            page.set_column(at, at, width)
            page.write_string(0, at, title, head)
        for row, each in enumerate(made, 1):
            for at, text in enumerate((each.full_name, each.username, each.role, each.team)):
                page.write_string(row, at, text)
            page.write_url(row, 4, address(each.key))
            page.write_string(row, 5, until)
    return file.getvalue()


def _rows(cells: Any) -> Iterable[ListedAccount]:
    """Give each row that says something. Raises LeadsError for missing columns."""
    titles = [fold(str(value or "")) for value in next(cells, ())]
    places = {key: titles.index(fold(t)) for key, t, _ in COLUMNS if fold(t) in titles}
    missing = [title for key, title, _ in COLUMNS if key in REQUIRED and key not in places]
    if missing:
        raise LeadsError(f"Dòng đầu thiếu cột {', '.join(missing)}. Dùng tệp mẫu.")
    for number, values in enumerate(cells, 2):
        told = {
            key: clean(str(values[at] or ""), 200) if at < len(values) else ""
            for key, at in places.items()
        }
        if any(told.values()):
            yield ListedAccount(number, **{key: told.get(key, "") for key, _, _ in COLUMNS})
