"""Excel files that staff fill in: their columns, an empty file with a guide, reading one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.leads.text import clean, fold

LONGEST_CELL = 1000
GUIDE = "Hướng dẫn"
_GUIDE_COLUMNS = (
    ("Trang", 16),
    ("Cột", 20),
    ("Bắt buộc", 10),
    ("Ví dụ", 26),
    ("Ghi chú", 70),
)


class MissingColumnsError(ValueError):
    """The first row lacks columns that are required; their titles, parted by commas."""


class TooManyRowsError(ValueError):
    """There are more rows than a file may hold; the number of the first that is too many."""


@dataclass(frozen=True)
class Column:
    """One column: its key, its title, how long its text may be, and what the guide says of it."""

    key: str
    title: str
    longest: int
    example: str
    note: str = ""
    required: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file: its title, its columns, how many rows it may hold."""

    title: str
    columns: tuple[Column, ...]
    most: int


@contextmanager
def opened(file: Path | IO[bytes], trouble: Exception) -> Iterator[Any]:
    """Give the workbook for reading, as values. Raises `trouble` when it is no Excel file."""
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError):
        raise trouble from None
    try:
        yield book
    finally:
        book.close()


def rows(page: Any, sheet: Sheet) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row of a page that says something, by the keys of the columns, with its number.

    Raises MissingColumnsError at the first row, TooManyRowsError at the first too many.
    """
    cells = iter(page.iter_rows(values_only=True, max_row=sheet.most + 2))
    titles = [fold(str(value or "")).removesuffix("*").strip() for value in next(cells, ())]
    places = {c.key: titles.index(fold(c.title)) for c in sheet.columns if fold(c.title) in titles}
    missing = [c.title for c in sheet.columns if c.required and c.key not in places]
    if missing:
        raise MissingColumnsError(", ".join(missing))
    for number, values in enumerate(cells, 2):
        if number > sheet.most + 1:
            raise TooManyRowsError(str(number))
        told = {
            key: _text(values[at] if at < len(values) else None, key) for key, at in places.items()
        }
        if any(told.values()):
            yield number, {column.key: told.get(column.key, "") for column in sheet.columns}


def write_page(book: Any, sheet: Sheet, offered: Mapping[str, Iterable[str]]) -> None:
    """Add an empty page to an xlsxwriter book; `offered` are values to pick from, by column."""
    text = book.add_format({"num_format": "@"})
    page = book.add_worksheet(sheet.title)
    page.freeze_panes(1, 0)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, max(14, len(column.example) + 4), text)
        page.write(0, at, column.title + (" *" if column.required else ""), head(book))
        if column.key in offered:
            values = {"validate": "list", "source": list(offered[column.key])}
            page.data_validation(1, at, sheet.most, at, values | {"error_type": "warning"})


def write_guide(book: Any, sheets: Sequence[Sheet]) -> Any:
    """Add the page that explains every column, and give it."""
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet(GUIDE)
    first = 0 if len(sheets) > 1 else 1  # of one sheet the name says nothing
    for at, (title, width) in enumerate(_GUIDE_COLUMNS[first:]):
        page.set_column(at, at, width, wrap)
        page.write(0, at, title, head(book))
    columns = [(sheet, column) for sheet in sheets for column in sheet.columns]
    for row, (sheet, column) in enumerate(columns, 1):
        required = "có" if column.required else ""
        told = (sheet.title, column.title, required, column.example, column.note)
        page.write_row(row, 0, told[first:])
    return page


def head(book: Any) -> Any:
    """Give how the titles of columns look."""
    return book.add_format({"bold": True, "bg_color": "#E3EEF8", "border": 1})


def _text(value: Any, key: str) -> str:
    """Give a cell as text. Excel takes a phone for a number and drops the zero in front."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = clean(str(value), LONGEST_CELL)
    # Of mobile phones nine digits are left, of fixed lines (02…) ten.
    is_cut = len(text) == 9 or (len(text) == 10 and text.startswith("2"))
    return f"0{text}" if key == "phone" and isinstance(value, int) and is_cut else text
