"""The answers that the bot gives: their text, their grounds, and who approved them."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from bot import approvals
from bot.console.desk import NAME, desk, viewer
from bot.law.figures import figures
from bot.leads import audit
from bot.leads.calendar import day_of, read_day
from bot.taught import shipped
from faq.content import Entry
from handlers.faq import office_facts

REVIEW_AFTER = timedelta(days=365)
LONGEST = timedelta(days=3 * 365)
STATES = {
    "waiting": "Chưa duyệt",
    "changed": "Đã sửa sau khi duyệt",
    "overdue": "Đến hạn rà soát",
    "approved": "Đã duyệt",
}

Page = str | Response | tuple[str, int]


def answer_list() -> str:
    """Show every answer with its state; a state can be picked."""
    works, today = desk(), day_of(desk().clock())
    entries = [entry for entry in shipped().content.entries.values() if entry.short]
    with works.database.read() as session:
        approved = approvals.given(session)
    rows = [(entry, approvals.state_of(entry, approved, today)) for entry in entries]
    picked = request.args.get("state", "")
    counts = {state: sum(1 for _, own in rows if own == state) for state in STATES}
    return render_template(
        "console/answers.html",
        rows=[row for row in rows if picked not in STATES or row[1] == picked],
        approved=approvals.overlaid(shipped().content, approved).entries,
        states=STATES,
        counts=counts,
        picked=picked,
    )


def answer_page(topic: str) -> str:
    """Show one answer as people read it today."""
    return _page(_entry(topic))


def approve_answer(topic: str) -> Page:
    """Approve the answer that was shown. Gives 422 when it, or the day, is not fit for that."""
    works, who, entry = desk(), viewer(), _entry(topic)
    now, today = works.clock(), day_of(works.clock())
    review_by = read_day(request.form.get("review_by", ""))
    if request.form.get("digest") != approvals.digest(entry):
        return _page(entry, "Câu trả lời vừa được sửa. Mời đọc lại rồi duyệt."), 422
    if review_by is None or not today < review_by <= today + LONGEST:
        return _page(entry, "Ngày rà soát phải sau hôm nay và không quá 3 năm."), 422

    def change(session: Session) -> None:
        approvals.approve(session, entry, who.name, who.name, review_by, now, today)
        audit.record(session, who, "answer-approved", now, target=topic)

    works.database.write(change)
    return redirect(url_for(f"{NAME}.answer_list", state="waiting"))


def _entry(topic: str) -> Entry:
    entry = shipped().content.entries.get(topic)
    if entry is None or not entry.short:
        raise NotFound
    return entry


def _page(entry: Entry, problem: str = "") -> str:
    works = desk()
    today = day_of(works.clock())
    facts = {**figures(works.parameters(works.clock()), today), **office_facts(works.office)}
    with works.database.read() as session:
        approved = approvals.given(session)
    return render_template(
        "console/answer.html",
        entry=entry,
        short=entry.render(facts),
        full=entry.render(facts, full=True),
        digest=approvals.digest(entry),
        state=approvals.state_of(entry, approved, today),
        states=STATES,
        last=approved[entry.id].approval if entry.id in approved else entry.approved,
        review_by=today + REVIEW_AFTER,
        problem=problem,
    )
