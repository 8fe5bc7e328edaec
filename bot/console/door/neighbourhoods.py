"""Who heads which hamlet or block, for the visit list."""

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.console.desk import NAME, desk, viewer
from bot.leads import audit, neighbourhoods
from bot.leads.errors import LeadsError


def neighbourhood_list() -> str:
    """Show all and the form for one more."""
    return _page()


def save_neighbourhood() -> Response | tuple[str, int]:
    """Keep a contact, or forget one."""
    works, who, form = desk(), viewer(), request.form
    now, removed = works.clock(), form.get("remove", "")

    def change(session: Session) -> None:
        if removed.isascii() and removed.isdigit() and len(removed) < 10:
            row = neighbourhoods.remove(session, int(removed), who)
        else:
            ward, name, head = form.get("ward", ""), form.get("name", ""), form.get("head", "")
            phone = form.get("phone", "")
            row = neighbourhoods.save(session, ward, name, head, phone, who, now)
        audit.record(
            session, who, "neighbourhood-changed", now, target=f"{row.name}, {row.ward}"[:100]
        )

    try:
        works.database.write(change)
    except LeadsError as error:
        return _page(str(error), form.to_dict()), 422
    return redirect(url_for(f"{NAME}.neighbourhood_list"))


def _page(problem: str = "", typed: dict[str, str] | None = None) -> str:
    with desk().database.read() as session:
        return render_template(
            "console/door/neighbourhoods.html",
            rows=neighbourhoods.all_neighbourhoods(session, viewer()),
            problem=problem,
            typed=typed or {},
        )
