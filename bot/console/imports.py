"""Leads from a spreadsheet: the file is looked through first, and kept when somebody says so."""

from functools import partial
from io import BytesIO
from typing import Any

from flask import Response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as Answer

from bot.console.desk import NAME, address, desk, viewer
from bot.console.exports import XLSX
from bot.leads import audit
from bot.leads.calendar import day_of, months_before
from bot.leads.errors import LeadsError
from bot.leads.importing import draft as drafts
from bot.leads.importing import keeping
from bot.leads.importing.columns import MOST_ROWS, template
from bot.leads.importing.rows import Limits
from bot.places.find import find as find_place

SHOWN = 200  # remarks and rows on the page; the counts say how many there are


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
    find = partial(find_place, province=works.settings.office_province)
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
    return _page(draft=draft, notes=notes, sealed=drafts.sealed(draft, who))


def keep_import() -> Answer | tuple[str, int]:
    """Keep the rows of the preview; the same preview sent twice makes no lead twice."""
    works, who, where = desk(), viewer(), address()
    now = works.clock()
    try:
        rows = drafts.unsealed(request.form.get("draft", ""), who)
    except LeadsError as error:
        return _page(problem=str(error)), 422
    new = sum(
        works.database.write(lambda session, part=part: keeping.keep(session, part, who, now))  # type: ignore[misc]
        for part in keeping.batches(rows)
    )
    works.database.write(
        lambda session: audit.record(
            session, who, "leads-imported", now, address=where, rows=len(rows), new=new
        )
    )
    return redirect(url_for(f"{NAME}.import_page", rows=len(rows), new=new))


def _page(**values: Any) -> str:
    done = {key: request.args.get(key, "") for key in ("rows", "new")}
    return render_template(
        "console/import.html",
        **{"problem": "", "draft": None, "notes": (), "sealed": "", "done": done} | values,
        most=MOST_ROWS,
        shown=SHOWN,
    )
