"""The list of reasons, which administrators edit."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.console.desk import NAME, desk, viewer
from bot.leads import reasons as work
from bot.leads.errors import LeadsError


def reason_list() -> str:
    """Show the list, one reason a line."""
    with desk().database.read() as session:
        return _page(work.reasons(session))


def save_reasons() -> Response | tuple[str, int]:
    """Put the edited list in place."""
    works, who = desk(), viewer()
    lines = request.form.get("reasons", "").splitlines()
    try:
        works.database.write(lambda session: work.change(session, lines, who, works.clock()))
    except LeadsError as error:
        return _page(lines, str(error)), 422
    return redirect(url_for(f"{NAME}.reason_list"))


def _page(reasons: Sequence[str], problem: str = "") -> str:
    return render_template("console/reasons.html", reasons=reasons, problem=problem)
