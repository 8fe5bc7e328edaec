"""Taking the leads that are on the screen along as a file.

A small file comes at once. A large one is made in the background: a page shows how far it is, and
the file stays there for a day.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Response, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as Answer

from bot.console import filters, leads
from bot.console.desk import NAME, Desk, address, desk, viewer
from bot.leads import audit, export_jobs, jobs, queries
from bot.leads import export as files
from bot.leads.calendar import VIETNAM, day_of
from bot.leads.errors import LeadsError
from bot.leads.queries import LeadFilter
from bot.leads.viewers import Viewer
from bot.storage.exports import Export

AT_ONCE = 2_000  # leads of which the file is there within a second or two
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
}


def export() -> Answer | tuple[str, int]:
    """Give exactly the leads of the filter as CSV or XLSX, once that is in the audit log."""
    works, who, where = desk(), viewer(), address()
    now = works.clock()
    wanted = filters.read(request.form, day_of(now), who.user_id)
    if request.form.get("q") and not wanted.text:
        raise BadRequest  # a search that cannot be read must not become a file of everybody
    kind = "xlsx" if request.form.get("format") == "xlsx" else "csv"
    name = f"khach-quan-tam-{now.astimezone(VIETNAM):%Y%m%d-%H%M}.{kind}"
    with works.database.read() as session:
        found = queries.count(session, wanted, who)
    if kind == "xlsx" and found > files.MOST_ROWS:
        return leads.listed(wanted, "Excel không chứa hết từng ấy dòng: xuất CSV.", at=""), 422

    def begin(session: Session) -> int | None:
        audit.record(
            session,
            who,
            "exported",
            now,
            address=where,
            format=kind,
            rows=found,
            filter=described(wanted),
        )
        if found <= AT_ONCE:
            return None
        return export_jobs.ask(session, who, wanted, kind, name, found, now)

    try:
        number = works.database.write(begin)
    except LeadsError as error:
        return leads.listed(wanted, str(error), at=""), 422
    if number is not None:
        return redirect(url_for(f"{NAME}.export_page", number=number))
    return _at_once(works, wanted, who, kind, name)


def export_list() -> str:
    """Show the files of the last day."""
    with desk().database.read() as session:
        found = jobs.mine(session, Export, viewer())
        return render_template("console/exports.html", exports=found)


def export_page(number: int) -> str:
    """Show how far a file is, and give it when it is done."""
    return render_template("console/export.html", **_values(number))


def export_state(number: int) -> str:
    """Give the part of the page that changes."""
    return render_template("console/export_state.html", **_values(number))


def cancel_export(number: int) -> Answer:
    """Stop making a file."""
    works, who = desk(), viewer()
    _own(number)
    works.database.write(lambda session: jobs.cancel(session, Export, who, number))
    return redirect(url_for(f"{NAME}.export_page", number=number))


def export_file(number: int) -> Response:
    """Give a finished file, piece by piece; the log says who took it."""
    works, who, where = desk(), viewer(), address()
    row = _own(number)
    if row.status != jobs.DONE:
        raise NotFound
    works.database.write(
        lambda session: export_jobs.note_download(session, who, number, where, works.clock())
    )
    response = Response(export_jobs.parts(works.database, number), mimetype=TYPES[row.kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{row.name}"'
    response.headers["Content-Length"] = str(row.size)
    return response


def described(wanted: LeadFilter) -> dict[str, str]:
    """Give the filter for the audit log, without what was searched for."""
    shown = {key: value for key, value in filters.query(wanted).items() if key != "q"}
    return {**shown, "text": "yes"} if wanted.text else shown


def _own(number: int) -> Export:
    """Give an export of who is signed in. Raises NotFound for any other."""
    with desk().database.read() as session:
        try:
            return jobs.find(session, Export, viewer(), number)
        except LeadsError:
            raise NotFound from None


def _values(number: int) -> dict[str, object]:
    row = _own(number)
    return {
        "export": row,
        "said": jobs.STATUSES[row.status],
        "unfinished": row.status in jobs.UNFINISHED,
        "until": row.created_at + jobs.KEPT,
    }


def _at_once(works: Desk, wanted: LeadFilter, who: Viewer, kind: str, name: str) -> Response:
    if kind == "xlsx":
        return _workbook(works, wanted, who, name)
    response = Response(_lines(works, wanted, who), mimetype=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(works: Desk, wanted: LeadFilter, who: Viewer) -> Iterator[str]:
    with works.database.read() as session:
        yield from files.csv_text(queries.stream(session, wanted, who))


def _workbook(works: Desk, wanted: LeadFilter, who: Viewer, name: str) -> Response:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / name
        with works.database.read() as session:
            files.write_xlsx(path, queries.stream(session, wanted, who))
        file = path.open("rb")  # still readable when its name is gone
    return send_file(file, mimetype=TYPES["xlsx"], as_attachment=True, download_name=name)
