"""A directory as an Excel file: reading one with all that is wrong in it, and an empty one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from bot import sheets
from bot.directory import checks
from bot.directory.columns import COLLECTORS, KINDS, POINTS
from bot.directory.entries import Collector, Point
from bot.directory.errors import DirectoryError
from bot.leads.text import fold
from bot.sheets import (
    MissingColumnsError,
    Sheet,
    TooManyRowsError,
    opened,
    write_guide,
    write_page,
)


@dataclass(frozen=True)
class Mistake:
    """What is wrong in one row (0 = the sheet as a whole), in words for staff."""

    sheet: str
    row: int
    text: str

    def __str__(self) -> str:
        where = f"{self.sheet}, dòng {self.row}" if self.row else self.sheet
        return f"{where}: {self.text}"


@dataclass(frozen=True)
class Draft:
    """What a file says. A list is None when the file has no such sheet or nothing in it."""

    points: tuple[Point, ...] | None
    collectors: tuple[Collector, ...] | None
    mistakes: tuple[Mistake, ...] = ()


def read(file: Path | BinaryIO, province: str, name: str = "Tệp này") -> Draft:
    """Read and check a file; `province` is meant where a row names none.

    `name` stands for an open file in messages. Raises DirectoryError when it is no Excel file or
    has neither sheet.
    """
    name = file.name if isinstance(file, Path) else name
    if isinstance(file, Path) and not file.exists():
        raise DirectoryError(f"Không có tệp {file}.")
    with opened(file, DirectoryError(f"{name} không phải là tệp Excel (.xlsx).")) as book:
        pages = {fold(page.title): page for page in book.worksheets}
        found = {
            wanted: pages[fold(wanted.title)]
            for wanted in (POINTS, COLLECTORS)
            if fold(wanted.title) in pages
        }
        if not found:
            raise DirectoryError(
                f"{name} không có trang “{POINTS.title}” hay “{COLLECTORS.title}”. "
                "Lấy tệp mẫu rồi điền vào."
            )
        return _checked(found, province)


def template() -> bytes:
    """Give an empty file with both sheets and a guide."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        write_page(book, POINTS, {"kind": KINDS.values()})
        write_page(book, COLLECTORS, {})
        write_guide(book, (POINTS, COLLECTORS))
    return file.getvalue()


def write_template(path: Path) -> None:
    """Write the empty file. Raises DirectoryError if one is there."""
    try:
        with path.open("xb") as file:
            file.write(template())
    except FileExistsError:
        raise DirectoryError(f"Đã có tệp {path}; đặt tên khác.") from None
    except OSError as error:
        raise DirectoryError(f"Không ghi được {path}: {error.strerror}") from None


def _checked(found: Mapping[Sheet, Any], province: str) -> Draft:
    mistakes: list[Mistake] = []
    points: list[Point] = []
    collectors: list[Collector] = []
    for sheet, page in found.items():
        earlier: dict[str, int] = {}
        for row, told in _rows(sheet, page, mistakes):
            wrong = checks.texts(sheet, told)
            entry: Point | Collector | None = None
            if sheet is POINTS:
                entry, more = checks.point(told, province)
            else:
                entry, more = checks.collector(told)
            wrong += more
            key = checks.key_of(told) if sheet is POINTS else checks.card_of(told)
            if key and key in earlier:
                wrong.append(f"trùng với dòng {earlier[key]}")
            earlier.setdefault(key, row)
            mistakes += [Mistake(sheet.title, row, text) for text in wrong]
            if isinstance(entry, Point):
                points.append(entry)
            elif entry is not None:
                collectors.append(entry)
    if not points and not collectors and not mistakes:
        mistakes.append(Mistake("Tệp", 0, "chưa có dòng nào"))
    return Draft(tuple(points) or None, tuple(collectors) or None, tuple(mistakes))


def _rows(sheet: Sheet, page: Any, mistakes: list[Mistake]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row that says something; what is wrong with the page as a whole is a mistake."""
    try:
        yield from sheets.rows(page, sheet)
    except MissingColumnsError as error:
        mistakes.append(Mistake(sheet.title, 1, f"thiếu cột {error}"))
    except TooManyRowsError as error:
        said = f"quá {sheet.most} dòng; chia thành nhiều tệp"
        mistakes.append(Mistake(sheet.title, int(str(error)), said))
