"""Where an account or team belongs, as forms say it."""

from flask import request

from bot.console.desk import number
from bot.leads.organisations import Place


def organisation_and_point() -> tuple[int | None, int | None]:
    """Read the organisation, and its point when one is chosen: "3" or "3:8"."""
    organisation, _, point = request.form.get("organisation", "").partition(":")
    return number(organisation), number(point)


def team_id() -> int | None:
    """Read the team."""
    return number(request.form.get("team", ""))


def place() -> Place:
    """Read the unit of an officer, the organisation and the card of a collector."""
    unit_id = number(request.form.get("unit", ""))
    return Place(unit_id, *organisation_and_point(), card=request.form.get("card", ""))
