"""A directory as an Excel file: reading one with all that is wrong in it, and an empty one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from bot.directory import checks
from bot.directory.columns import COLLECTORS, KINDS, POINTS, Sheet
from bot.directory.entries import Collector, Point
from bot.directory.errors import DirectoryError
from bot.leads.text import clean, fold
from bot.sheets import opened

MOST_ROWS = 20_000


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
        sheets = {fold(sheet.title): sheet for sheet in book.worksheets}
        found = {
            wanted: sheets[fold(wanted.title)].iter_rows(values_only=True, max_row=MOST_ROWS + 2)
            for wanted in (POINTS, COLLECTORS)
            if fold(wanted.title) in sheets
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
        head = book.add_format({"bold": True, "bg_color": "#E3EEF8", "border": 1})
        as_text = book.add_format({"num_format": "@"})
        for sheet in (POINTS, COLLECTORS):
            page = book.add_worksheet(sheet.title)
            page.freeze_panes(1, 0)
            for at, column in enumerate(sheet.columns):
                page.set_column(at, at, max(14, len(column.example) + 4), as_text)
                page.write(0, at, column.title, head)
        kinds = {"validate": "list", "source": list(KINDS.values())}
        book.get_worksheet_by_name(POINTS.title).data_validation(1, 0, MOST_ROWS, 0, kinds)
        _write_guide(book, head)
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


def _write_guide(book: Any, head: Any) -> None:
    guide = book.add_worksheet("Hướng dẫn")
    for at, (title, width) in enumerate(
        (("Trang", 16), ("Cột", 18), ("Bắt buộc", 10), ("Ví dụ", 24), ("Ghi chú", 44))
    ):
        guide.set_column(at, at, width)
        guide.write(0, at, title, head)
    columns = [(sheet, column) for sheet in (POINTS, COLLECTORS) for column in sheet.columns]
    for row, (sheet, column) in enumerate(columns, 1):
        required = "có" if column.required else ""
        told = (sheet.title, column.title, required, column.example, column.note)
        guide.write_row(row, 0, told)


def _checked(found: Mapping[Sheet, Iterable[tuple[Any, ...]]], province: str) -> Draft:
    mistakes: list[Mistake] = []
    points: list[Point] = []
    collectors: list[Collector] = []
    for sheet, cells in found.items():
        earlier: dict[str, int] = {}
        for row, told in _rows(sheet, iter(cells), mistakes):
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


def _rows(
    sheet: Sheet, cells: Iterator[tuple[Any, ...]], mistakes: list[Mistake]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row that says something, by the keys of the columns."""
    titles = [fold(str(value or "")) for value in next(cells, ())]
    places = {c.key: titles.index(fold(c.title)) for c in sheet.columns if fold(c.title) in titles}
    missing = [c.title for c in sheet.columns if c.required and c.key not in places]
    if missing:
        mistakes.append(Mistake(sheet.title, 1, f"thiếu cột {', '.join(missing)}"))
        return
    for row, values in enumerate(cells, 2):
        if row > MOST_ROWS + 1:
            mistakes.append(
                Mistake(sheet.title, row, f"quá {MOST_ROWS} dòng; chia thành nhiều tệp")
            )
            return
        told = {
            key: _text(values[at] if at < len(values) else None, key) for key, at in places.items()
        }
        if any(told.values()):
            yield row, {column.key: told.get(column.key, "") for column in sheet.columns}


def _text(value: Any, key: str) -> str:
    """Give a cell as text. Excel takes a phone for a number and drops the zero in front."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = clean(str(value), 1000)
    is_cut = key == "phone" and isinstance(value, int) and not text.startswith(("1800", "1900"))
    return f"0{text}" if is_cut else text
