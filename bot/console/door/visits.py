"""The visit list, printable and on the phone, with results entered on the spot."""

from datetime import date
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from bot.console import visit_news
from bot.console.desk import NAME, address, desk, viewer
from bot.console.door.entry import entry_id, new_id, wants_json
from bot.leads import audit, campaigns, entries, visits
from bot.leads.calendar import day_of, read_day
from bot.leads.campaign_results import WORK
from bot.leads.errors import LeadsError, UnknownLeadError
from bot.leads.follow_up import FollowUp
from bot.leads.reasons import reasons
from bot.leads.statuses import STATUSES
from bot.leads.teams import all_teams
from bot.leads.viewers import Viewer
from bot.leads.work import day_of_work

Page = tuple[str, int]

PER_PAGE = 40  # visits: a page stays under 100 KB


def visits_page() -> str:
    """Show the list; that its phone numbers were seen goes into the audit log."""
    return _page()


def keep_result(code: str) -> Any:
    """Keep a visit's result, once for each entry id; scripts hear JSON."""
    works, who, form = desk(), viewer(), request.form
    now = works.clock()
    at = entries.moment(form.get("at", ""), now)
    try:
        number, wish = entry_id(form.get("entry_id", "")), _wish()

        def keep(session: Session) -> str:
            with visit_news.telling(works, session, [code], who, met=True):
                return visits.note_result(session, code, wish, who, at, now)

        entries.once(
            works.database,
            number,
            who,
            now,
            keep,
        )
    except UnknownLeadError:
        raise
    except LeadsError as error:
        if wants_json():
            return jsonify(problem=str(error), field=""), 422
        return _page(str(error)), 422
    if wants_json():
        return jsonify(code=code)
    return redirect(url_for(f"{NAME}.visits_page", _anchor=code))


def _wish() -> FollowUp:
    form = request.form
    next_step_on = read_day(form.get("next_step_on", ""))
    if form.get("next_step_on", "").strip() and next_step_on is None:
        raise LeadsError("Ngày hẹn tiếp viết như 24/11/2026.")
    return FollowUp(
        status=form.get("status", ""),
        reason=form.get("reason", ""),
        note=form.get("note", ""),
        next_step_on=next_step_on,
    )


def _page(problem: str = "") -> str:
    works, who = desk(), viewer()
    today, team_id = day_of(works.clock()), _whole(request.args.get("team", ""))
    paper, number = bool(request.args.get("print")), _whole(request.args.get("page", "")) or 1
    with works.database.read() as session:
        rounds = visits.visit_list(session, who, today, team_id if who.is_office else None)
        count = sum(len(part.leads) for part in rounds)
        if not paper:
            rounds = visits.part_of(rounds, (number - 1) * PER_PAGE, PER_PAGE)
        page = render_template(
            "console/door/visits.html",
            rounds=rounds,
            count=count,
            most=visits.MOST,
            paper=paper,
            page=number,
            pages=-(-count // PER_PAGE),
            query={"team": team_id} if team_id else {},
            today=today,
            work=_work(session, who, today),
            statuses=STATUSES,
            reasons=reasons(session),
            teams=all_teams(session, who) if who.is_office else (),
            team_id=team_id,
            problem=problem,
            new_id=new_id,
        )
    _log([lead.code for part in rounds for lead in part.leads])
    return page


def _log(codes: list[str]) -> None:
    """Write down whose phone numbers were shown."""
    if not codes:
        return
    who, where, now = viewer(), address(), desk().clock()
    desk().database.write(
        lambda session: audit.record(
            session, who, "visits-viewed", now, address=where, codes=" ".join(codes)
        )
    )


def _work(session: Session, who: Viewer, today: date) -> dict[str, Any] | None:
    """Give what the form of the day's work needs, while the viewer's team is in a campaign."""
    campaign = campaigns.running_for(session, who.team_id, today)
    if campaign is None or who.team_id is None:
        return None
    noted = day_of_work(session, campaign.id, who.team_id, today)
    return {"campaign": campaign, "team": who.team_id, "noted": noted, "names": WORK}


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
