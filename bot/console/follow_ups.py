"""The forms of a lead's page."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from bot.console import leads
from bot.console.desk import NAME, desk, viewer
from bot.leads import follow_up
from bot.leads.calendar import read_day
from bot.leads.errors import LeadsError, UnknownLeadError
from bot.leads.follow_up import FollowUp


def save(code: str) -> Response | tuple[str, int]:
    """Keep status, next step and note; a problem shows the form again as it was typed."""
    works, who = desk(), viewer()
    form = request.form
    wish = FollowUp(
        status=form.get("status", ""),
        reason=form.get("reason", ""),
        note=form.get("note", ""),
        next_step_on=read_day(form.get("next_step_on", "")),
        joined_on=read_day(form.get("joined_on", "")),
        receipt=form.get("receipt", ""),
    )
    try:
        if form.get("next_step_on", "").strip() and wish.next_step_on is None:
            raise LeadsError("Ngày hẹn tiếp viết như 24/11/2026.")
        works.database.write(
            lambda session: follow_up.follow_up(session, code, wish, who, works.clock())
        )
    except UnknownLeadError:
        raise
    except LeadsError as error:
        return leads.shown(code, str(error), wish), 422
    return redirect(url_for(f"{NAME}.lead_page", code=code))


def give_to_team(code: str) -> Response | tuple[str, int]:
    """Give the lead to another team."""
    works, who = desk(), viewer()
    chosen = request.form.get("team", "")
    team_id = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
    try:
        works.database.write(
            lambda session: follow_up.assign(session, code, team_id, who, works.clock())
        )
    except UnknownLeadError:
        raise
    except LeadsError as error:
        return leads.shown(code, str(error)), 422
    return redirect(url_for(f"{NAME}.lead_page", code=code))
