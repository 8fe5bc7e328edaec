"""The own account: another password, all sessions ended."""

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.console import access
from bot.console.desk import NAME, desk, viewer
from bot.leads import accounts, audit
from bot.leads.errors import LeadsError


def account_page() -> str:
    """Show the forms."""
    return render_template("console/account.html", done=request.args.get("done", ""))


def password() -> Response | tuple[str, int]:
    """Set another password; other sessions end, this one goes on."""
    works, who, form = desk(), viewer(), request.form
    assert who.user_id is not None
    try:
        if form.get("new") != form.get("again"):
            raise LeadsError("Hai lần nhập mật khẩu mới chưa giống nhau.")
        old, new = form.get("old", ""), form.get("new", "")
        accounts.change_own_password(works.database, who.user_id, old, new, who, works.clock())
    except LeadsError as error:
        return render_template("console/account.html", problem=str(error)), 422
    access.sign_in(who.user_id)
    return redirect(url_for(f"{NAME}.account_page", done="password"))


def end_my_sessions() -> Response:
    """End all sessions, this one too: what one does when a phone is lost."""
    works, who = desk(), viewer()

    def change(session: Session) -> None:
        assert who.user_id is not None
        accounts.end_sessions(session, who.user_id)
        audit.record(session, who, "sessions-ended", works.clock())

    works.database.write(change)
    access.sign_out()
    return redirect(url_for(f"{NAME}.sign_in_page"))
