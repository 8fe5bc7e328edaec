"""Campaigns: the leaderboard, the wall, reporting and confirming joins, the day's work."""

import tempfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import jsonify, redirect, render_template, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from bot.console.desk import NAME, desk, viewer
from bot.console.door.entry import entry_id, new_id, wants_json
from bot.console.exports import XLSX
from bot.leads import audit, campaigns, entries, joins, leaderboard, links, work
from bot.leads.calendar import day_of, read_day
from bot.leads.campaign_paper import write_paper
from bot.leads.campaign_report import CampaignReport, campaign_report
from bot.leads.campaign_results import COUNTED, WORK, by_day, by_team, results
from bot.leads.campaign_workbook import write_workbook
from bot.leads.campaigns import CampaignForm
from bot.leads.errors import LeadsError, UnknownJoinError
from bot.leads.joins import Report
from bot.leads.teams import all_teams
from bot.leads.viewers import Viewer
from bot.storage.campaigns import Campaign

Page = Response | str | tuple[str, int]


def campaign_list() -> Page:
    """Show the campaigns, and the form for a new one to the office."""
    return _list()


def new_campaign() -> Page:
    """Make a campaign."""
    works, who, form = desk(), viewer(), request.form

    def make(session: Session) -> str:
        code, now = form.get("code", ""), works.clock()
        campaign = campaigns.create_campaign(session, code, _said(form), now, who)
        audit.record(session, who, "campaign-created", works.clock(), target=campaign.code)
        return campaign.code

    try:
        code = works.database.write(make)
    except LeadsError as error:
        return _list(str(error), form.to_dict()), 422
    return redirect(url_for(f"{NAME}.campaign_page", code=code))


def change_campaign(code: str) -> Page:
    """Change name, period, ranking, teams and targets."""
    who, form, now = viewer(), request.form, desk().clock()

    def change(session: Session, campaign: Campaign) -> None:
        campaigns.change_campaign(session, campaign, _said(form), who)
        audit.record(session, who, "campaign-changed", now, target=campaign.code)

    return _change(code, change)


def campaign_page(code: str) -> Page:
    """Show the leaderboard, results by day, and what the viewer may do."""
    return _page(code)


def campaign_wall(code: str) -> str:
    """Show the standings for a television, readable from five metres."""
    return _shown(code, "console/wall.html")


def wall_rows(code: str) -> str:
    """Give the standings as they are by now, for a wall that hangs."""
    return _shown(code, "console/wall_rows.html")


def campaign_workbook(code: str) -> Response:
    """Give the results as a workbook; it holds no personal data."""
    report = _report(code)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "report.xlsx"
        write_workbook(path, report)
        book = BytesIO(path.read_bytes())
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"{code}.xlsx")


def campaign_paper(code: str) -> Response:
    """Give the results as a paper to sign."""
    settings, today = desk().settings, day_of(desk().clock())
    place = settings.office_province.removeprefix("Thành phố ").removeprefix("Tỉnh ")
    paper = BytesIO(write_paper(_report(code), settings.office_name, place, today))
    return send_file(paper, mimetype="application/pdf", download_name=f"{code}.pdf")


def report_join(code: str) -> Page:
    """Keep a join that a team reports, once for each entry id."""
    form, who, now = request.form, viewer(), desk().clock()
    said = Report(
        kind=form.get("kind", ""),
        joined_on=read_day(form.get("joined_on", "")),
        receipt=form.get("receipt", ""),
        insurance_code=form.get("insurance_code", ""),
        link=form.get("link", ""),
    )
    team_id = _number(form.get("team", ""))

    def report(session: Session) -> str:
        campaign = campaigns.find_campaign(session, code, who)
        joins.report(session, campaign, team_id, said, who, now)
        return ""

    try:
        entries.once(desk().database, entry_id(form.get("entry_id", "")), who, now, report)
    except LeadsError as error:
        return _page(code, str(error)), 422
    return redirect(url_for(f"{NAME}.campaign_page", code=code))


def decide_join(code: str, number: int) -> Page:
    """Confirm or refuse a join, for the office."""
    form, who, now = request.form, viewer(), desk().clock()
    reason = form.get("reason", "")
    seen = Report(
        kind=form.get("kind", ""),
        receipt=form.get("receipt", ""),
        insurance_code=form.get("insurance_code", ""),
    )
    if form.get("do") == "refuse":
        return _change(
            code,
            lambda session, campaign: joins.refuse(session, campaign, number, reason, who, now),
        )
    return _change(
        code, lambda session, campaign: joins.confirm(session, campaign, number, seen, who, now)
    )


def note_work(code: str) -> Any:
    """Keep the numbers of a team's day, once for each entry id; scripts hear JSON."""
    form, who, now = request.form, viewer(), desk().clock()
    team_id, day = _number(form.get("team", "")), read_day(form.get("day", "")) or day_of(now)
    numbers = {key: _number(form.get(key, "") or "0") for key in WORK}
    at = entries.moment(form.get("at", ""), now)

    def note(session: Session) -> str:
        work.note(session, _found(session, code, who), team_id, day, numbers, who, at, now)
        return ""

    try:
        entries.once(desk().database, entry_id(form.get("entry_id", "")), who, now, note)
    except LeadsError as error:
        if wants_json():
            return jsonify(problem=str(error), field=""), 422
        return _page(code, str(error)), 422
    if wants_json():
        return jsonify(code="")
    return redirect(url_for(f"{NAME}.campaign_page", code=code))


def _change(code: str, change: Callable[[Session, Campaign], object]) -> Page:
    """Change something of a campaign and show it again."""
    who = viewer()

    def apply(session: Session) -> None:
        change(session, campaigns.find_campaign(session, code, who))

    try:
        desk().database.write(apply)
    except UnknownJoinError:
        raise NotFound from None
    except LeadsError as error:
        return _page(code, str(error)), 422
    return redirect(url_for(f"{NAME}.campaign_page", code=code))


def _list(problem: str = "", typed: Mapping[str, str] | None = None) -> str:
    with desk().database.read() as session:
        who = viewer()
        found = campaigns.all_campaigns(session, who)
        return render_template(
            "console/campaigns.html",
            found=[(campaign, leaderboard.board(session, campaign, who)) for campaign in found],
            teams=all_teams(session, who) if who.is_office else (),
            ranks=campaigns.RANKS,
            problem=problem,
            typed=typed or {},
            today=day_of(desk().clock()),
        )


def _page(code: str, problem: str = "") -> str:
    who = viewer()
    with desk().database.read() as session:
        campaign = _found(session, code, who)
        today = day_of(desk().clock())
        board = leaderboard.board(session, campaign, who)
        found = results(session, campaign, who)
        counts = by_team(found)
        mine = next((row for row in board.rows if row.team_id == who.team_id), None)
        values: dict[str, Any] = {
            "campaign": campaign,
            "board": board,
            "by_day": by_day(found),
            "team_counts": [
                (row.name, counts[row.team_id]) for row in board.rows if row.team_id in counts
            ],
            "counted": COUNTED,
            "names": WORK,
            "kinds": joins.KINDS,
            "running": campaign.begins <= today <= campaign.ends,
            "mine": mine,
            "noted": work.day_of_work(session, campaign.id, mine.team_id, today) if mine else None,
            "reported": joins.of_team(session, campaign.id, mine.team_id) if mine else (),
            "undecided": joins.undecided(session, campaign.id, who),
            "today": today,
            "new_id": new_id,
            "taking_part": campaigns.teams_of(session, campaign.id),
            "members": campaigns.members_of(session, campaign.id),
            "links": [link for link in links.all_links(session, who) if link.campaign is campaign],
            "teams": all_teams(session, who) if who.is_office else (),
            "ranks": campaigns.RANKS,
        }
        targets = {f"target-{row.team_id}": row.target for row in values["taking_part"]}
        values["typed"] = {**vars(campaign), **targets}
        codes = [link.code for link in values["links"]]
        values["came"] = links.counts(session, codes)
        values["confirmed"] = joins.confirmed_by_link(session, [row.id for row in values["links"]])
        return render_template("console/campaign.html", **values, problem=problem)


def _shown(code: str, template: str) -> str:
    with desk().database.read() as session:
        campaign = _found(session, code, viewer())
        board = leaderboard.board(session, campaign, viewer())
        return render_template(template, campaign=campaign, board=board, now=desk().clock())


def _report(code: str) -> CampaignReport:
    with desk().database.read() as session:
        return campaign_report(session, _found(session, code, viewer()), viewer())


def _found(session: Session, code: str, who: Viewer) -> Campaign:
    try:
        return campaigns.find_campaign(session, code, who)
    except LeadsError:
        raise NotFound from None


def _said(form: Mapping[str, str]) -> CampaignForm:
    return CampaignForm(
        name=form.get("name", ""),
        begins=read_day(form.get("begins", "")),
        ends=read_day(form.get("ends", "")),
        rank_by=form.get("rank_by", ""),
        targets=_targets(form),
    )


def _targets(form: Mapping[str, str]) -> dict[int, int]:
    """Read the fields "target-<team>"."""
    given = {key.removeprefix("target-"): value for key, value in form.items() if "target-" in key}
    return {_number(team): _number(value or "0") for team, value in given.items()}


def _number(text: str) -> int:
    """Read a whole number; what is none is -1, which nothing accepts."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
