"""Taking the leads that are on the screen along as a file."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Response, request, send_file

from bot.console import filters
from bot.console.desk import Desk, address, desk, viewer
from bot.leads import audit, queries
from bot.leads import export as files
from bot.leads.calendar import VIETNAM, day_of
from bot.leads.queries import LeadFilter
from bot.leads.viewers import Viewer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export() -> Response:
    """Give exactly the leads of the filter as CSV or XLSX, once that is in the audit log."""
    works, who, where = desk(), viewer(), address()
    now = works.clock()
    wanted = filters.read(request.form, day_of(now), who.user_id)
    kind = "xlsx" if request.form.get("format") == "xlsx" else "csv"
    with works.database.read() as session:
        found = queries.count(session, wanted, who)
    works.database.write(
        lambda session: audit.record(
            session,
            who,
            "exported",
            now,
            address=where,
            format=kind,
            rows=found,
            filter=described(wanted),
        )
    )
    name = f"khach-quan-tam-{now.astimezone(VIETNAM):%Y%m%d-%H%M}.{kind}"
    if kind == "xlsx":
        return _workbook(works, wanted, who, name)
    response = Response(_lines(works, wanted, who), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def described(wanted: LeadFilter) -> dict[str, str]:
    """Give the filter for the audit log, without what was searched for."""
    shown = {key: value for key, value in filters.query(wanted).items() if key != "q"}
    return {**shown, "text": "yes"} if wanted.text else shown


def _lines(works: Desk, wanted: LeadFilter, who: Viewer) -> Iterator[str]:
    with works.database.read() as session:
        yield from files.csv_text(queries.stream(session, wanted, who))


def _workbook(works: Desk, wanted: LeadFilter, who: Viewer, name: str) -> Response:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / name
        with works.database.read() as session:
            files.write_xlsx(path, queries.stream(session, wanted, who))
        file = path.open("rb")  # still readable when its name is gone
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)
