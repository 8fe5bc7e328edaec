"""A file as a draft: what could be kept, what is wrong, what is known already. Nothing is stored.

The draft travels through the page, sealed, and comes back with the button that keeps it.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import sheets
from bot.leads import scope
from bot.leads.errors import LeadsError
from bot.leads.importing.columns import MOST_ROWS, SHEET
from bot.leads.importing.rows import Limits, Remark, Row, read
from bot.leads.text import fold
from bot.leads.viewers import Viewer
from bot.sheets import MissingColumnsError, TooManyRowsError, opened
from bot.storage.errors import StorageError
from bot.storage.outreach import Lead
from bot.storage.types import cipher

AT_ONCE = 500  # phones that one query looks up


@dataclass(frozen=True)
class Draft:
    """What a file says: rows that can be kept, mistakes of the others, notes on the first."""

    rows: tuple[Row, ...]
    mistakes: tuple[Remark, ...]
    notes: tuple[Remark, ...]


def open_draft(file: IO[bytes], limits: Limits) -> Draft:
    """Read a file. Raises LeadsError when it is none of ours, with what to do."""
    trouble = LeadsError("Tệp này không phải Excel (.xlsx). Lấy tệp mẫu rồi ghi vào đó.")
    with opened(file, trouble) as book:
        try:
            return _checked(sheets.rows(book.worksheets[0], SHEET), limits)
        except MissingColumnsError as error:
            said = f"Dòng đầu thiếu cột {error}. Dùng tệp mẫu, giữ tên cột."
            raise LeadsError(said) from None
        except TooManyRowsError:
            raise LeadsError(f"Tệp có quá {MOST_ROWS} dòng: chia thành nhiều tệp.") from None


def known(session: Session, draft: Draft, viewer: Viewer) -> list[Remark]:
    """Say which rows are on a phone that is there already, and what will become of them."""
    hashes = sorted({cipher.search_hash(row.phone) for row in draft.rows})
    leads: dict[str, list[Lead]] = {}
    for at in range(0, len(hashes), AT_ONCE):
        found = select(Lead).where(Lead.phone_hash.in_(hashes[at : at + AT_ONCE]))
        for lead in session.scalars(found.where(scope.leads(viewer)).order_by(Lead.id)):
            leads.setdefault(lead.phone_hash, []).append(lead)
    remarks = []
    for row in draft.rows:
        there = leads.get(cipher.search_hash(row.phone), [])
        if there:
            remarks.append(Remark(row.number, "Số điện thoại", _becomes(row, there)))
    return remarks


def sealed(draft: Draft, viewer: Viewer) -> str:
    """Give the rows in a form that only the same colleague can send back and nobody can change."""
    return cipher.encrypt(f"{viewer.user_id}\n".encode() + packed(draft.rows)).decode()


def unsealed(text: str, viewer: Viewer) -> Sequence[Row]:
    """Give the rows back. Raises LeadsError for what is not the viewer's own draft."""
    try:
        user, _, rows = cipher.decrypt(text.encode()).partition(b"\n")
    except (StorageError, UnicodeError):
        raise LeadsError("Bản xem trước đã cũ. Mời chọn lại tệp.") from None
    if user != str(viewer.user_id).encode():
        raise LeadsError("Bản xem trước là của tài khoản khác. Mời chọn lại tệp.")
    return unpacked(rows)


def packed(rows: Sequence[Row]) -> bytes:
    """Give the rows in little space."""
    told = [asdict(row) | {"consent_on": row.consent_on.isoformat()} for row in rows]
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 9)


def unpacked(told: bytes) -> Sequence[Row]:
    """Give the rows that were packed."""
    rows: list[dict[str, Any]] = json.loads(zlib.decompress(told))
    return [Row(**row | {"consent_on": date.fromisoformat(row["consent_on"])}) for row in rows]


def _checked(told: Iterator[tuple[int, dict[str, str]]], limits: Limits) -> Draft:
    rows: list[Row] = []
    mistakes: list[Remark] = []
    notes: list[Remark] = []
    earlier: dict[str, dict[str, int]] = {}  # phone → folded name → row
    for number, cells in told:
        row, said = read(number, cells, limits)
        if row is None:
            mistakes += said
            continue
        names = earlier.setdefault(row.phone, {})
        twin = names.get(fold(row.name))
        if twin is not None:
            mistakes.append(Remark(number, "", f"trùng với dòng {twin}: bỏ một dòng"))
            continue
        if names:
            other = next(iter(names.values()))
            said.append(
                Remark(
                    number, "Số điện thoại", f"cùng số với dòng {other}: là khách riêng, nối nhau"
                )
            )
        names[fold(row.name)] = number
        rows.append(row)
        notes += said
    if not rows and not mistakes:
        raise LeadsError("Tệp chưa có dòng nào dưới dòng tên cột.")
    return Draft(tuple(rows), tuple(mistakes), tuple(notes))


def _becomes(row: Row, there: Sequence[Lead]) -> str:
    same = [
        lead
        for lead in there
        if lead.conversation_id is None and lead.name_folded == fold(row.name)
    ]
    if same:
        return f"đã có {same[0].code}: bổ sung vào khách ấy"
    return f"cùng số với {there[0].code} ({there[0].name}): là khách riêng, nối nhau"
