"""Lists of accounts as Excel files: the empty one, reading a filled one, the sheet of links."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO

import xlsxwriter

from bot.leads.account_list import MOST_ROWS, ListedAccount, NewAccount
from bot.leads.errors import LeadsError
from bot.leads.viewers import ROLES
from bot.sheets import (
    Column,
    MissingColumnsError,
    Sheet,
    TooManyRowsError,
    head,
    opened,
    rows,
    write_guide,
    write_page,
)

SHEET = Sheet(
    "Tài khoản",
    (
        Column("full_name", "Họ tên", 100, "Nguyễn Thị Mẫu", required=True),
        Column("username", "Tên đăng nhập", 60, "nguyenthimau", "bỏ trống thì tự đặt theo họ tên"),
        Column("role", "Vai trò", 30, "Thành viên tổ", ", ".join(ROLES.values()), required=True),
        Column("team", "Tổ", 100, "to-05", "mã hoặc tên; tổ trưởng và thành viên phải có"),
        Column(
            "campaign",
            "Chiến dịch",
            100,
            "tam-ky-2026",
            "mã hoặc tên; tài khoản dùng đến hết chiến dịch; bỏ trống: lâu dài",
        ),
        Column(
            "organisation",
            "Tổ chức thu",
            200,
            "Bưu điện thành phố",
            "của nhân viên thu; bỏ trống khi tổ của họ đã thuộc tổ chức ấy",
        ),
        Column("card", "Số thẻ", 60, "DN-0123", "nhân viên thu phải có, mỗi người một số"),
    ),
    MOST_ROWS,
)


def template() -> bytes:
    """Give the empty file with a guide."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        write_page(book, SHEET, {"role": ROLES.values()})
        write_guide(book, (SHEET,))
    return file.getvalue()


def read(content: bytes) -> Sequence[ListedAccount]:
    """Read the first sheet of a file. Raises LeadsError for what is no such file."""
    trouble = LeadsError("Tệp này không phải là tệp Excel (.xlsx). Lưu lại dạng .xlsx.")
    with opened(BytesIO(content), trouble) as book:
        try:
            return [ListedAccount(row, **told) for row, told in rows(book.worksheets[0], SHEET)]
        except MissingColumnsError as error:
            raise LeadsError(f"Dòng đầu thiếu cột {error}. Dùng tệp mẫu.") from None
        except TooManyRowsError:
            raise LeadsError(f"Quá {MOST_ROWS} dòng: chia thành nhiều tệp.") from None


def links_sheet(made: Iterable[NewAccount], address: Callable[[str], str], until: str) -> bytes:
    """Give the sheet that is handed over once: who signs in with what name, by which link."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("Đường dẫn")
        page.freeze_panes(1, 0)
        titles = ("Họ tên", "Tên đăng nhập", "Vai trò", "Tổ", "Đường dẫn dùng một lần", "Trước")
        for at, (title, width) in enumerate(zip(titles, (26, 20, 16, 22, 64, 18), strict=True)):
            page.set_column(at, at, width)
            page.write_string(0, at, title, head(book))
        for row, each in enumerate(made, 1):
            for at, text in enumerate((each.full_name, each.username, each.role, each.team)):
                page.write_string(row, at, text)
            page.write_url(row, 4, address(each.key))
            page.write_string(row, 5, until)
    return file.getvalue()
