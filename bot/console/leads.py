"""The list of leads and one lead's page."""

from collections.abc import Collection
from typing import Any

from flask import after_this_request, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.console import filters, transcript, visit_news
from bot.console.desk import NAME, address, desk, viewer
from bot.leads import (
    assigning,
    audit,
    column_sets,
    handover,
    jobs,
    merged,
    notices,
    queries,
)
from bot.leads.calendar import day_of
from bot.leads.follow_up import FollowUp, history
from bot.leads.queries import LeadFilter
from bot.leads.reasons import reasons
from bot.leads.sources import SOURCES
from bot.leads.statuses import STATUSES
from bot.leads.teams import all_teams
from bot.storage.exports import Export
from bot.storage.outreach import Lead


def home() -> Response:
    """Staff begin with their leads."""
    return redirect(url_for(f"{NAME}.lead_list"))


def lead_list() -> str:
    """Show the leads that match, a page at a time; numbers are masked."""
    works, who = desk(), viewer()
    today = day_of(works.clock())
    return listed(filters.read(request.args, today, who.user_id))


def listed(
    wanted: LeadFilter, problem: str = "", picked: Collection[str] = (), at: str = "to"
) -> str:
    """Give the page of a filter, with what was picked when the form `at` had a problem."""
    works, who = desk(), viewer()
    today = day_of(works.clock())
    page = request.args.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and int(page[:6]) > 0 else 1
    with works.database.read() as session:
        found = queries.count(session, wanted, who)
        number = min(number, max(1, -(-found // queries.PAGE)))
        teams = all_teams(session, who) if who.is_office else ()
        sets = column_sets.sets_of(session, who)
        return render_template(
            "console/leads.html",
            leads=queries.page_of(session, wanted, who, number),
            found=found,
            page=number,
            pages=max(1, -(-found // queries.PAGE)),
            wanted=wanted,
            query=filters.query(wanted),
            chips=filters.chips(wanted),
            words=filters.words(wanted, teams),
            teams=teams,
            receivers=assigning.receivers(session, who, desk().clock())
            if assigning.may_assign(who)
            else (),
            may_assign=assigning.may_assign(who),
            today=today,
            reasons=reasons(session),
            sources=SOURCES,
            sorts=queries.SORTS,
            sets=sets,
            exports=jobs.mine(session, Export, who),
            columns=column_sets.shown(sets),
            titles=column_sets.COLUMNS,
            problem=problem,
            at=at,
            picked=picked,
        )


def search() -> Response:
    """Take what was searched for out of the form into an address that does not show it."""
    form = request.form.to_dict()
    form["q"] = filters.sealed(form.get("text", ""))
    wanted: LeadFilter = filters.read(form, day_of(desk().clock()), viewer().user_id)
    return redirect(filters.address(wanted))


def lead_page(code: str) -> str:
    """Show one lead with the whole number; that it was seen goes into the audit log."""
    return shown(code)


def shown(code: str, problem: str = "", typed: FollowUp | None = None) -> str:
    """Give the page of a lead, with what was typed when the form had a problem."""
    works, who, where = desk(), viewer(), address()
    after_this_request(transcript.playing)
    with works.database.read() as session:
        lead = queries.find_lead(session, code, who)
        page = render_template(
            "console/lead.html",
            **_values(session, lead),
            problem=problem,
            form=typed or _form_of(lead),
        )
    works.database.write(
        lambda session: audit.record(
            session, who, "phone-viewed", works.clock(), target=code, address=where
        )
    )
    return page


def _values(session: Session, lead: Lead) -> dict[str, Any]:
    works, who = desk(), viewer()
    conversation = lead.conversation
    return {
        "lead": lead,
        "statuses": STATUSES,
        "reasons": reasons(session),
        "linked": queries.linked_leads(session, lead, who),
        "merges": merged.merges_of(session, lead),
        "history": history(session, lead),
        "told": notices.of_leads(session, merged.numbers_of(session, lead)),
        "notice_status": notices.STATUSES,
        "visit_news": visit_news.standing(works, session, lead),
        "teams": all_teams(session, who) if who.is_office else (),
        "receivers": assigning.receivers(session, who, desk().clock())
        if assigning.may_assign(who)
        else (),
        "may_assign": assigning.may_assign(who),
        "today": day_of(works.clock()),
        "with_human": conversation is not None and conversation.human is not None,
        # Consent covers what was said from the moment in which it was given.
        "lines": transcript.lines(session, works.channels, conversation, lead.consent_at)
        if conversation and handover.may_read(conversation, who)
        else (),
    }


def _form_of(lead: Lead) -> FollowUp:
    return FollowUp(
        status=lead.status,
        reason=lead.reason,
        next_step_on=lead.next_step_on,
        joined_on=lead.joined_on,
        receipt=lead.receipt,
    )
