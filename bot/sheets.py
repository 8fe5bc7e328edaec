"""Excel files that staff fill in: what a column is, and opening one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException


@dataclass(frozen=True)
class Column:
    """One column: its key, its title, how long its text may be, and what the guide says of it."""

    key: str
    title: str
    longest: int
    example: str
    note: str = ""
    required: bool = False


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
