"""Signing in and out."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, session, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from bot.console import access
from bot.console.desk import NAME, address, desk, viewer
from bot.leads import audit, second_factor, signing_in
from bot.leads.errors import SignInError

HALF = "staff_half"  # in the session: whose password was right, and when
WHY_HERE = {"1": access.ENDED, "campaign": access.CAMPAIGN_OVER}
CODE_WITHIN = 300  # seconds from the password to the code


def sign_in_page() -> str:
    """Show the form."""
    return _form("", WHY_HERE.get(request.args.get("ended", ""), ""))


def sign_in() -> Response | tuple[str, int]:
    """Check name and password; a wrong one leaves the name in the form."""
    username = request.form.get("username", "")[:100]
    password = request.form.get("password", "")[:1000]
    works = desk()
    if not works.sign_ins.allows(address()):
        raise TooManyRequests
    try:
        user_id = signing_in.sign_in(works.database, username, password, address(), works.clock())
    except SignInError as error:
        return _form(username, str(error)), 403
    with works.database.read() as database:
        if second_factor.is_on(database, user_id):
            session[HALF] = [user_id, int(works.clock().timestamp())]
            return redirect(url_for(f"{NAME}.code_page", next=request.form.get("next", "")))
    access.sign_in(user_id)
    return redirect(_inside(request.form.get("next", "")))


def code_page() -> str | Response:
    """Ask for the code of the authenticator, after the password."""
    if _half_in() is None:
        return redirect(url_for(f"{NAME}.sign_in_page"))
    return _code_form("")


def sign_in_code() -> Response | tuple[str, int]:
    """Check the code."""
    works, user_id = desk(), _half_in()
    if not works.sign_ins.allows(address()):
        raise TooManyRequests
    if user_id is None:
        return _form("", "Mời nhập lại tên và mật khẩu."), 403
    code = request.form.get("code", "")[:20]
    try:
        signing_in.sign_in_with_code(works.database, user_id, code, address(), works.clock())
    except SignInError as error:
        return _code_form(str(error)), 403
    access.sign_in(user_id)
    return redirect(_inside(request.form.get("next", "")))


def sign_out() -> Response:
    """End this browser's session."""
    works, who, where = desk(), viewer(), address()
    works.database.write(
        lambda database: audit.record(database, who, "signed-out", works.clock(), address=where)
    )
    access.sign_out()
    return redirect(url_for(f"{NAME}.sign_in_page"))


def _half_in() -> int | None:
    """Give the account whose password was typed a moment ago."""
    user_id, at = session.get(HALF) or (None, 0)
    return user_id if desk().clock().timestamp() - at < CODE_WITHIN else None


def _code_form(message: str) -> str:
    wanted = request.values.get("next", "")
    return render_template("console/sign_in_code.html", message=message, next=wanted)


def _form(username: str, message: str) -> str:
    wanted = request.values.get("next", "")
    return render_template("console/sign_in.html", name=username, message=message, next=wanted)


def _inside(wanted: str) -> str:
    """Go on only to a page of ours, whatever the address of the sign-in page said."""
    parts = urlsplit(wanted)
    ours = wanted.startswith("/staff") and not parts.netloc and "\\" not in wanted
    return wanted if ours else url_for(f"{NAME}.home")
