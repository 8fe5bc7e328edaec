"""Teams: where they work and how many leads they have."""

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.console.belonging import organisation_and_point
from bot.console.desk import NAME, desk, viewer
from bot.leads import audit, organisations
from bot.leads import teams as work
from bot.leads.errors import LeadsError


def team_list() -> str:
    """Show the teams with their counts."""
    return _page()


def create() -> Response | tuple[str, int]:
    """Make a team."""
    works, who, form, places, belongs = (
        desk(),
        viewer(),
        request.form,
        _places(),
        organisation_and_point(),
    )

    def change(session: Session) -> None:
        now = works.clock()
        team = work.create_team(session, form.get("code", ""), form.get("name", ""), places, now)
        organisations.give_team(session, team, *belongs, now)
        audit.record(session, who, "team-created", works.clock(), target=team.code)

    try:
        works.database.write(change)
    except LeadsError as error:
        return _page(str(error), form.to_dict()), 422
    return redirect(url_for(f"{NAME}.team_list"))


def change(number: int) -> Response | tuple[str, int]:
    """Give a team another name or other places."""
    works, who, name, places = desk(), viewer(), request.form.get("name", ""), _places()
    belongs = organisation_and_point()

    def apply(session: Session) -> None:
        team = work.change_team(session, number, name, places, works.clock())
        organisations.give_team(session, team, *belongs, works.clock())
        audit.record(session, who, "team-changed", works.clock(), target=team.code)

    try:
        works.database.write(apply)
    except LeadsError as error:
        return _page(str(error)), 422
    return redirect(url_for(f"{NAME}.team_list"))


def _places() -> list[str]:
    """One place a line."""
    return request.form.get("wards", "").splitlines()


def _page(problem: str = "", typed: dict[str, str] | None = None) -> str:
    with desk().database.read() as session:
        return render_template(
            "console/teams.html",
            teams=work.all_teams(session, viewer()),
            counts=work.counts(session, viewer()),
            organisations=organisations.all_organisations(session),
            points=organisations.points(session),
            problem=problem,
            typed=typed or {},
        )
