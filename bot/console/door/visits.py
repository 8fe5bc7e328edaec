"""The visit list, printable and on the phone, with results entered on the spot."""

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from bot.console import visit_news
from bot.console.desk import NAME, address, desk, viewer
from bot.console.door.entry import entry_id, new_id, wants_json
from bot.leads import audit, entries, visits
from bot.leads.calendar import day_of, read_day
from bot.leads.errors import LeadsError, UnknownLeadError
from bot.leads.follow_up import FollowUp
from bot.leads.reasons import reasons
from bot.leads.statuses import STATUSES
from bot.leads.teams import all_teams

Page = tuple[str, int]


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
            kept = visits.note_result(session, code, wish, who, at, now)
            visit_news.tell(works, session, [code], who)
            return kept

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
    works, who, where = desk(), viewer(), address()
    now = works.clock()
    chosen = request.args.get("team", "")
    team_id = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
    with works.database.read() as session:
        rounds = visits.visit_list(session, who, day_of(now), team_id if who.sees_all else None)
        codes = [lead.code for part in rounds for lead in part.leads]
        page = render_template(
            "console/door/visits.html",
            rounds=rounds,
            count=len(codes),
            most=visits.MOST,
            today=day_of(now),
            statuses=STATUSES,
            reasons=reasons(session),
            teams=all_teams(session) if who.sees_all else (),
            team_id=team_id,
            problem=problem,
            new_id=new_id,
        )
    if codes:
        works.database.write(
            lambda session: audit.record(
                session, who, "visits-viewed", now, address=where, codes=" ".join(codes)
            )
        )
    return page
