"""What an invitation's link opens: name, password, done."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.console import access
from bot.console.desk import NAME, address, desk
from bot.leads import invitations, passwords
from bot.leads.errors import LeadsError
from bot.leads.viewers import ROLES

Page = str | tuple[str, int]


def join_page(key: str) -> Page:
    """Say who invites whom, and ask for name and password."""
    return _page(key)


def join(key: str) -> Response | Page:
    """Use the invitation up and sign its person in."""
    works, form, where = desk(), request.form, address()
    name = form.get("full_name", "")[:200]
    try:
        with works.database.read() as session:
            invitations.look_up(session, key, works.clock())
        hashed = passwords.hash_password(form.get("password", "")[:1000])
        user_id = works.database.write(
            lambda session: invitations.accept(session, key, name, hashed, where, works.clock()).id
        )
    except LeadsError as error:
        return _page(key, str(error), name)
    access.sign_in(user_id)
    return redirect(url_for(f"{NAME}.account_page", done="joined"))


def _page(key: str, problem: str = "", name: str = "") -> Page:
    """Show the form with what was wrong, or why there is none."""
    with desk().database.read() as session:
        try:
            invitation = invitations.look_up(session, key, desk().clock())
        except LeadsError as error:
            return render_template("console/join.html", closed=str(error)), 410
        role = ROLES[invitation.user.role if invitation.user else "member"]
        page = render_template(
            "console/join.html",
            key=key,
            invitation=invitation,
            role=role,
            problem=problem,
            name=name,
        )
        return (page, 422) if problem else page
