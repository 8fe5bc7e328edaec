"""The audit log, filterable."""

from flask import render_template, request

from bot.console.desk import desk
from bot.leads import audit
from bot.leads.calendar import read_day

PAGE = 100


def log_page() -> str:
    """Show who did what, newest first."""
    given = request.args
    wanted = audit.AuditFilter(
        action=given.get("action", ""),
        username=given.get("user", "").strip().lower(),
        target=given.get("target", "").strip()[:100],
        since=read_day(given.get("from", "")),
        until=read_day(given.get("to", "")),
    )
    page = given.get("page", "1")
    number = max(1, int(page[:6])) if page.isascii() and page[:6].isdigit() else 1
    with desk().database.read() as session:
        found = audit.entries(session, wanted, PAGE + 1, (number - 1) * PAGE)
        return render_template(
            "console/audit.html",
            entries=found[:PAGE],
            more=len(found) > PAGE,
            page=number,
            wanted=wanted,
            query={key: value for key, value in given.items() if key != "page" and value},
            actions=audit.ACTIONS,
        )
