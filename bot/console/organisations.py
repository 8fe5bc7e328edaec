"""Collecting organisations with their points and collectors, for the administrator."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.console.desk import NAME, desk, viewer
from bot.leads import audit
from bot.leads import organisations as work
from bot.leads.errors import LeadsError
from bot.leads.viewers import organisation_of

Page = Response | tuple[str, int]


def organisation_list() -> str:
    """Show the organisations and the form for one more."""
    return _page()


def new_organisation() -> Page:
    """Make an organisation."""
    who, now, name = viewer(), desk().clock(), request.form.get("name", "")

    def make(session: Session) -> None:
        organisation = work.create(session, name, now)
        audit.record(session, who, "organisation-created", now, target=organisation.name)

    return _changed(make, "new-organisation")


def change_organisation(number: int) -> Page:
    """Give an organisation another name, or one more point."""
    who, now, form = viewer(), desk().clock(), request.form

    def change(session: Session) -> None:
        name, point = form.get("name", ""), form.get("point", "")
        organisation = work.change(session, number, name, point, who.name, now)
        audit.record(
            session, who, "organisation-changed", now, target=organisation.name, point=point
        )

    return _changed(change, f"organisation-{number}")


def _changed(change: Callable[[Session], None], field: str) -> Page:
    try:
        desk().database.write(change)
    except LeadsError as error:
        return _page(str(error), field, request.form.to_dict()), 422
    return redirect(url_for(f"{NAME}.organisation_list"))


def _page(problem: str = "", field: str = "", typed: dict[str, str] | None = None) -> str:
    works = desk()
    with works.database.read() as session:
        collectors = work.collectors(session, works.clock())
        return render_template(
            "console/organisations.html",
            organisations=work.all_organisations(session),
            points=work.points(session),
            teams=work.team_counts(session),
            collectors=[(organisation_of(user), user) for user in collectors],
            problem=problem,
            field=field,
            typed=typed or {},
        )
