"""Leads from a spreadsheet: the file is looked through first, and kept when somebody says so.

A few rows are kept at once. Many are kept in the background: a page shows how far it is.
"""

from functools import cache, partial
from io import BytesIO
from typing import Any

from flask import Response, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from bot.console.desk import NAME, address, desk, viewer
from bot.console.exports import XLSX
from bot.leads import audit, jobs
from bot.leads.calendar import day_of, months_before
from bot.leads.errors import LeadsError
from bot.leads.importing import draft as drafts
from bot.leads.importing import jobs as import_jobs
from bot.leads.importing import keeping
from bot.leads.importing.columns import MOST_ROWS, template
from bot.leads.importing.rows import Limits
from bot.places.find import find as find_place
from bot.storage.imports import LeadImport

SHOWN = 200  # remarks and rows on the page; the counts say how many there are
AT_ONCE = 100  # rows that are kept within a second or two


def import_page() -> str:
    """Show where the template is and where the file goes."""
    return _page()


def import_template() -> Response:
    """Give the empty file."""
    settings = desk().settings
    made = template(settings.office_name, settings.office_hotline, settings.lead_retention_months)
    name = "mau-nhap-khach.xlsx"
    return send_file(BytesIO(made), mimetype=XLSX, as_attachment=True, download_name=name)


def look_through() -> str | tuple[str, int]:
    """Show what a file says and what is wrong with it; nothing of it is stored."""
    works, who = desk(), viewer()
    now, file = works.clock(), request.files.get("file")
    oldest = months_before(now, works.settings.lead_retention_months)
    # Hundreds of rows name the same few places.
    find = cache(partial(find_place, province=works.settings.office_province))
    limits = Limits(day_of(now), day_of(oldest), find)
    try:
        if file is None or not file.filename:
            raise LeadsError("Chọn một tệp Excel rồi bấm Xem trước.")
        draft = drafts.open_draft(BytesIO(file.read()), limits)
    except LeadsError as error:
        return _page(problem=str(error)), 422
    with works.database.read() as session:
        known = drafts.known(session, draft, who)
    notes = sorted((*draft.notes, *known), key=lambda remark: remark.row)
    sealed = drafts.sealed(draft, who)
    return _page(draft=draft, notes=notes, sealed=sealed, name=file.filename)


def keep_import() -> Answer | tuple[str, int]:
    """Keep the rows of the preview; the same preview sent twice makes no lead twice."""
    works, who, where = desk(), viewer(), address()
    now, name = works.clock(), request.form.get("name", "")[:100] or "Tệp Excel"

    def begin(session: Session) -> int | None:
        audit.record(session, who, "leads-imported", now, address=where, rows=len(rows))
        return import_jobs.ask(session, who, rows, name, now) if len(rows) > AT_ONCE else None

    try:
        rows = drafts.unsealed(request.form.get("draft", ""), who)
        number = works.database.write(begin)
    except LeadsError as error:
        return _page(problem=str(error)), 422
    if number is not None:
        return redirect(url_for(f"{NAME}.import_progress", number=number))
    new = sum(
        works.database.write(partial(keeping.keep, rows=part, viewer=who, now=now))
        for part in keeping.batches(rows)
    )
    return redirect(url_for(f"{NAME}.import_page", rows=len(rows), new=new))


def import_progress(number: int) -> str:
    """Show how many rows of a file are kept."""
    return render_template("console/import_job.html", **_job(number))


def import_state(number: int) -> str:
    """Give the part of the page that changes."""
    return render_template("console/import_state.html", **_job(number))


def cancel_import(number: int) -> Answer:
    """Keep no more rows of a file; those that are kept stay."""
    works, who = desk(), viewer()
    _job(number)
    works.database.write(lambda session: jobs.cancel(session, LeadImport, who, number))
    return redirect(url_for(f"{NAME}.import_progress", number=number))


def _job(number: int) -> dict[str, Any]:
    """Give what the page of an import shows. Raises NotFound for somebody else's."""
    with desk().database.read() as session:
        try:
            row = jobs.find(session, LeadImport, viewer(), number)
        except LeadsError:
            raise NotFound from None
    said, unfinished = jobs.STATUSES[row.status], row.status in jobs.UNFINISHED
    return {"job": row, "said": said, "unfinished": unfinished}


def _page(**values: Any) -> str:
    done = {key: request.args.get(key, "") for key in ("rows", "new")}
    return render_template(
        "console/import.html",
        **{"problem": "", "draft": None, "notes": (), "sealed": "", "done": done} | values,
        most=MOST_ROWS,
        shown=SHOWN,
    )
