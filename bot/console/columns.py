"""Choosing the columns of the list of leads."""

from flask import redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.console import filters, leads
from bot.console.desk import desk, viewer
from bot.leads import column_sets
from bot.leads.calendar import day_of
from bot.leads.errors import LeadsError


def choose_columns() -> Response | tuple[str, int]:
    """Save a set of columns, use a saved one or forget it, and go back to the list."""
    works, who, form = desk(), viewer(), request.form
    wanted = filters.read(form, day_of(works.clock()), who.user_id)
    do, _, number = form.get("do", "").partition(":")
    chosen = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None

    def change(session: Session) -> None:
        if do == "save":
            column_sets.save(session, who, form.get("name", ""), form.getlist("column"))
        elif do == "use":
            column_sets.use(session, who, chosen)
        elif do == "remove" and chosen is not None:
            column_sets.remove(session, who, chosen)

    try:
        works.database.write(change)
    except LeadsError as error:
        return leads.listed(wanted, str(error), at="columns"), 422
    return redirect(filters.address(wanted))
