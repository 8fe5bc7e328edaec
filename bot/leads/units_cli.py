"""`python -m bot units import|list`: the tree of units for the operator at the machine."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import sheets
from bot.leads import audit, unit_tree, units
from bot.leads.cli import opened
from bot.leads.errors import LeadsError
from bot.leads.text import clean, fold
from bot.storage.units import Unit

HEAD = ("BHXH cơ sở", "Xã/phường", "Thôn/khối phố")
MOST_ROWS = 20_000


@click.group("units")
def units_command() -> None:
    """Cây đơn vị: BHXH cơ sở, xã/phường, thôn/khối phố."""


@units_command.command("list")
def list_units() -> None:
    """Liệt kê cây đơn vị."""
    with opened() as database, database.read() as session:
        top = unit_tree.tree(session)
        for node in top.all() if top else ():
            above = node.unit.parent.current.name if node.unit.parent else ""
            click.echo("\t".join((units.LEVELS[node.unit.level], node.unit.name, above)))


@units_command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
def import_units(file: Path) -> None:
    """Xếp xã/phường vào BHXH cơ sở từ FILE (.xlsx hoặc .csv).

    Dòng đầu là tên cột: BHXH cơ sở, Xã/phường, Thôn/khối phố (không bắt buộc). Có dòng sai thì
    không nhập gì.
    """
    now = datetime.now(UTC)
    with opened() as database:
        rows = list(_rows(file))
        count = database.write(lambda session: _keep(session, rows, now))
    click.echo(f"Đã xếp {count} xã/phường, thôn/khối phố.")


def _keep(session: Session, rows: list[tuple[int, dict[str, str]]], now: datetime) -> int:
    for number, row in rows:
        try:
            office, ward, hamlet = (row.get(fold(title), "") for title in HEAD)
            _keep_row(session, office, ward, hamlet, now)
        except LeadsError as error:
            raise LeadsError(f"Dòng {number}: {error}") from None
    audit.record(session, None, "unit-changed", now, target="units import", rows=len(rows))
    return len(rows)


def _keep_row(session: Session, office: str, ward: str, hamlet: str, now: datetime) -> None:
    if not office or not ward:
        raise LeadsError("ghi cả BHXH cơ sở và xã/phường.")
    known = session.scalar(select(Unit).where(Unit.key == f"{units.OFFICE}:{fold(office)}"))
    above = known.current if known else units.create_office(session, office, now)
    [unit] = units.put_under(session, above.id, [ward], now)
    if hamlet:
        units.add_hamlet(session, unit, hamlet, now)


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the rows that say something, by folded titles. Raises LeadsError."""
    lines = iter(_csv(file) if file.suffix.lower() == ".csv" else _excel(file))
    titles = [fold(title) for title in next(lines, [])]
    missing = [title for title in HEAD[:2] if fold(title) not in titles]
    if missing:
        raise LeadsError(f"{file.name}: dòng đầu thiếu cột {', '.join(missing)}.")
    for number, cells in enumerate(lines, 2):
        if number > MOST_ROWS + 1:
            raise LeadsError(f"{file.name}: quá {MOST_ROWS} dòng, chia thành nhiều tệp.")
        row = dict(zip(titles, (clean(cell, 200) for cell in cells), strict=False))
        if any(row.values()):
            yield number, row


def _csv(file: Path) -> Iterator[list[str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LeadsError(f"{file.name}: lưu lại dạng CSV UTF-8.") from None
    separator = ";" if ";" in text.partition("\n")[0] else ","
    yield from csv.reader(StringIO(text), delimiter=separator)


def _excel(file: Path) -> Iterator[list[str]]:
    trouble = LeadsError(f"{file.name} không phải là tệp Excel (.xlsx) hay CSV.")
    with sheets.opened(file, trouble) as book:
        for cells in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in cells]
