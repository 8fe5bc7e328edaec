"""The directory of places and collectors: what it holds, and taking over an Excel file.

A file is checked and shown first. The page that shows it carries the file along, so that what is
kept is what was seen and no server has to remember it.
"""

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from io import BytesIO
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from bot.console.desk import NAME, desk, viewer
from bot.directory import store, workbook
from bot.directory.columns import KINDS
from bot.directory.errors import DirectoryError
from bot.directory.workbook import Draft
from bot.leads import audit

MOST_BYTES = 1_000_000  # of a file; it travels a third larger
MOST_FORM = 1_500_000  # of the form that carries it
MOST_SHOWN = 100  # mistakes or entries
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Page = tuple[str, int]


def directory_page() -> str:
    """Show what the directory holds."""
    return _page()


def directory_template() -> Response:
    """Give an empty file to fill in."""
    name = 'attachment; filename="danh-ba-mau.xlsx"'
    return Response(workbook.template(), mimetype=EXCEL, headers={"Content-Disposition": name})


def check_directory() -> str | Page:
    """Read a file and show what is wrong in it, or what it would change. Nothing is kept yet."""
    body, name = b"", ""
    if sent := request.files.get("file"):
        body, name = sent.read(MOST_BYTES + 1), sent.filename or ""
        sent.close()
    try:
        return _shown(body, name)
    except DirectoryError as error:
        return _page(str(error)), 422


def import_directory() -> Redirect | Page:
    """Keep the file that was shown."""
    request.max_form_memory_size = MOST_FORM
    works, who, form = desk(), viewer(), request.form
    replace = form.get("replace") == "yes"
    try:
        draft = _read(_decoded(form.get("body", "")), form.get("name", ""))

        def change(session: Session) -> None:
            author, now = who.name, works.clock()
            directory = store.keep(session, draft, author, now, replace=replace)
            points, collectors = len(directory.points), len(directory.collectors)
            audit.record(
                session, who, "directory-imported", now, points=points, collectors=collectors
            )

        works.database.write(change)
    except DirectoryError as error:
        return _page(str(error)), 422
    return redirect(url_for(f"{NAME}.directory_page", done=1))


def _shown(body: bytes, name: str) -> str | Page:
    replace = request.form.get("replace") == "yes"
    draft = _read(body, name)
    if draft.mistakes:
        return _page(name=name, mistakes=draft.mistakes), 422
    works = desk()
    with works.database.read() as session:
        points, collectors = store.compare(session, draft, works.clock(), replace=replace)
    return render_template(
        "console/directory_check.html",
        name=name,
        points=points,
        collectors=collectors,
        kinds=KINDS,
        most=MOST_SHOWN,
        replace=replace,
        body=b64encode(body).decode(),
    )


def _read(body: bytes, name: str) -> Draft:
    if not body:
        raise DirectoryError("Chọn tệp Excel (.xlsx) rồi bấm “Kiểm tra tệp”.")
    if len(body) > MOST_BYTES:
        raise DirectoryError("Tệp lớn quá 1 MB; chia thành nhiều tệp.")
    return workbook.read(BytesIO(body), desk().settings.office_province, name or "Tệp này")


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NoBase64, ValueError):
        raise DirectoryError("Tệp bị hỏng trên đường gửi; mời chọn lại.") from None


def _page(problem: str = "", **more: Any) -> str:
    with desk().database.read() as session:
        directory = store.load(session, desk().clock())
    return render_template(
        "console/directory.html",
        directory=directory,
        kinds=KINDS,
        most=MOST_SHOWN,
        problem=problem,
        done="done" in request.args,
        **more,
    )
