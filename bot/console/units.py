"""The tree of units, for the administrator: local offices, their wards, mergers."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.console.desk import NAME, desk, number, viewer
from bot.leads import audit, unit_tree, units
from bot.leads.calendar import day_of, read_day
from bot.leads.errors import LeadsError

Page = Response | tuple[str, int]


def unit_list() -> str:
    """Show the offices with their wards, what was merged, and the forms."""
    return _page()


def new_office() -> Page:
    """Make a local office with its wards."""
    who, now, name, given = viewer(), desk().clock(), request.form.get("name", ""), _wards()

    def make(session: Session) -> None:
        office = units.create_office(session, name, now)
        wards = units.put_under(session, office.id, given, now)
        names = ", ".join(ward.name for ward in wards)
        audit.record(session, who, "unit-created", now, target=office.name, wards=names)

    return _changed(make, "new-office")


def change_unit(number: int) -> Page:
    """Give an office another name, or put wards under it."""
    who, now, name, given = viewer(), desk().clock(), request.form.get("name", ""), _wards()

    def change(session: Session) -> None:
        unit = units.rename(session, number, name)
        wards = units.put_under(session, number, given, now)
        names = ", ".join(ward.name for ward in wards)
        audit.record(session, who, "unit-changed", now, target=unit.name, wards=names)

    return _changed(change, f"unit-{number}")


def merge_units() -> Page:
    """Merge one unit into another, which may be a ward that a resolution just made."""
    who, now, form = viewer(), desk().clock(), request.form
    on = read_day(form.get("on", ""))
    unit_id, into_id = number(form.get("unit", "")), number(form.get("into", ""))
    name = form.get("new_ward", "").strip()

    def merge(session: Session) -> None:
        unit = units.find_unit(session, unit_id or 0)
        into = units.new_ward(session, name, unit, now).id if name else into_id or 0
        units.merge(session, unit.id, into, on, now)
        told = {"into": unit.current.name, "on": f"{on:%d/%m/%Y}" if on else ""}
        audit.record(session, who, "units-merged", now, target=unit.name, **told)

    return _changed(merge, "merge")


def _changed(change: Callable[[Session], None], field: str) -> Page:
    try:
        desk().database.write(change)
    except LeadsError as error:
        return _page(str(error), field, request.form.to_dict()), 422
    return redirect(url_for(f"{NAME}.unit_list"))


def _wards() -> list[str]:
    """One ward a line."""
    return request.form.get("wards", "").splitlines()


def _page(problem: str = "", field: str = "", typed: dict[str, str] | None = None) -> str:
    with desk().database.read() as session:
        tree = unit_tree.tree(session)
        return render_template(
            "console/units.html",
            tree=tree,
            merged=unit_tree.merged(session),
            levels=units.LEVELS,
            problem=problem,
            field=field,
            typed=typed or {},
            today=day_of(desk().clock()),
        )
