"""Two leads on one phone, side by side: which values stay when they become one."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.console import leads
from bot.console.desk import NAME, desk, viewer
from bot.leads import assigning, audit, merging
from bot.leads.errors import LeadsError, UnknownLeadError
from bot.leads.queries import find_lead


def merge_page(code: str) -> str | tuple[str, int]:
    """Show both with what differs; whose numbers were seen goes into the audit log."""
    works, who = desk(), viewer()
    with works.database.read() as session:
        find_lead(session, code, who)
        try:
            _may_merge()
            kept, gone = merging.pair(session, code, request.args.get("other", ""), who)
        except LeadsError as error:
            return leads.shown(code, _said(error)), 422
        page = render_template(
            "console/merge.html",
            kept=kept,
            gone=gone,
            choices=merging.CHOICES,
            differing=merging.differing(kept, gone),
            suggested=merging.suggested(kept, gone),
            problem="",
        )
        codes = f"{kept.code} {gone.code}"
    works.database.write(
        lambda session: audit.record(session, who, "phone-viewed", works.clock(), target=codes)
    )
    return page


def merge_leads(code: str) -> Response | tuple[str, int]:
    """Make one of two, with the values that were chosen."""
    works, who, form = desk(), viewer(), request.form
    taken = [key for key in merging.CHOICES if form.get(f"from-{key}") == "gone"]
    other = form.get("other", "")
    with works.database.read() as session:
        find_lead(session, code, who)
    try:
        _may_merge()
        kept = works.database.write(
            lambda session: merging.merge(session, code, other, taken, who, works.clock())
        )
    except LeadsError as error:
        return leads.shown(code, _said(error)), 422
    return redirect(url_for(f"{NAME}.lead_page", code=kept))


def undo_merge(code: str) -> Response | tuple[str, int]:
    """Make two again of what was merged last."""
    works, who = desk(), viewer()
    try:
        _may_merge()
        works.database.write(lambda session: merging.undo(session, code, who, works.clock()))
    except UnknownLeadError:
        raise
    except LeadsError as error:
        return leads.shown(code, str(error)), 422
    return redirect(url_for(f"{NAME}.lead_page", code=code))


def _may_merge() -> None:
    if not assigning.may_assign(viewer()):
        raise LeadsError("Chỉ cán bộ BHXH hoặc tổ trưởng gộp khách.")


def _said(error: LeadsError) -> str:
    return "Chọn khách cùng số để gộp." if isinstance(error, UnknownLeadError) else str(error)
