"""The forms of a lead's page and of the list: following up, giving away."""

from flask import redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.console import filters, leads, visit_news
from bot.console.desk import NAME, desk, viewer
from bot.leads import assigning, follow_up
from bot.leads.assigning import Target
from bot.leads.calendar import day_of, read_day
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

        def keep(session: Session) -> None:
            with visit_news.telling(works, session, [code], who):
                follow_up.follow_up(session, code, wish, who, works.clock())

        works.database.write(keep)
    except UnknownLeadError:
        raise
    except LeadsError as error:
        return leads.shown(code, str(error), wish), 422
    return redirect(url_for(f"{NAME}.lead_page", code=code))


def give_to_team(code: str) -> Response | tuple[str, int]:
    """Give the lead to another team or person."""
    try:
        _give([code], _target(request.form.get("to", "")))
    except UnknownLeadError:
        raise
    except LeadsError as error:
        return leads.shown(code, str(error)), 422
    return redirect(url_for(f"{NAME}.lead_page", code=code))


def assign_many() -> Response | tuple[str, int]:
    """Give the leads that were picked in the list to a team or person."""
    form, who = request.form, viewer()
    codes = list(dict.fromkeys(form.getlist("code")))
    wanted = filters.read(form, day_of(desk().clock()), who.user_id)
    try:
        _give(codes, _target(form.get("to", "")))
    except UnknownLeadError:
        raise
    except LeadsError as error:
        return leads.listed(wanted, str(error), codes), 422
    return redirect(filters.address(wanted))


def _give(codes: list[str], target: Target) -> None:
    works, who = desk(), viewer()

    def give(session: Session) -> None:
        with visit_news.telling(works, session, codes, who):
            assigning.give(session, codes, target, who, works.clock())

    works.database.write(give)


def _target(text: str) -> Target:
    """Read "team:3", "user:5" or "none". Raises LeadsError for anything else."""
    kind, _, number = text.partition(":")
    if kind == "none":
        return Target()
    if number.isascii() and number.isdigit() and len(number) < 10:
        if kind == "team":
            return Target(team_id=int(number))
        if kind == "user":
            return Target(user_id=int(number))
    raise LeadsError("Chọn tổ hoặc người nhận.")
