"""Signing in and out."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from bot.console import access
from bot.console.desk import NAME, address, desk, viewer
from bot.leads import accounts, audit
from bot.leads.errors import SignInError


def sign_in_page() -> str:
    """Show the form."""
    return _form("", access.ENDED if request.args.get("ended") else "")


def sign_in() -> Response | tuple[str, int]:
    """Check name and password; a wrong one leaves the name in the form."""
    username = request.form.get("username", "")[:100]
    password = request.form.get("password", "")[:1000]
    works = desk()
    if not works.sign_ins.allows(address()):
        raise TooManyRequests
    try:
        user_id = accounts.sign_in(works.database, username, password, address(), works.clock())
    except SignInError as error:
        return _form(username, str(error)), 403
    access.sign_in(user_id)
    return redirect(_inside(request.form.get("next", "")))


def sign_out() -> Response:
    """End this browser's session."""
    works, who, where = desk(), viewer(), address()
    works.database.write(
        lambda session: audit.record(session, who, "signed-out", works.clock(), address=where)
    )
    access.sign_out()
    return redirect(url_for(f"{NAME}.sign_in_page"))


def _form(username: str, message: str) -> str:
    wanted = request.values.get("next", "")
    return render_template("console/sign_in.html", name=username, message=message, next=wanted)


def _inside(wanted: str) -> str:
    """Go on only to a page of ours, whatever the address of the sign-in page said."""
    parts = urlsplit(wanted)
    ours = wanted.startswith("/staff") and not parts.netloc and "\\" not in wanted
    return wanted if ours else url_for(f"{NAME}.home")
