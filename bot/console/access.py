"""Who may open a page: signed in, the session alive, the right role, the form our own."""

from typing import Any

from flask import Flask, g, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import ValidationError, generate_csrf, validate_csrf
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from bot.console.desk import NAME, desk
from bot.leads.viewers import OFFICE_ROLES, Viewer
from bot.storage.outreach import User

OPEN, STAFF, OFFICE, ADMIN = "open", "staff", "office", "admin"
"""What a page asks for: nothing, an account, a role of the office, the administrator."""

IDLE = 8 * 3600  # seconds without a click after which a session ends
SEEN = "staff_seen"
ENDED = "Phiên làm việc đã hết hạn. Mời đăng nhập lại."


class SignedIn(UserMixin):
    """An account in a session. The session's version must still be the account's."""

    def __init__(self, user: User) -> None:
        self.viewer = Viewer.of(user)
        self.username = user.username
        self._id = f"{user.id}:{user.session_version}"

    def get_id(self) -> str:
        """Give what the session keeps."""
        return self._id


def set_up(app: Flask) -> None:
    """Let the app know who is signed in, and keep its cookie from other sites and scripts."""
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    manager = LoginManager(app)
    manager.session_protection = None  # telephones change their address all the time
    manager.user_loader(load)


def load(kept: str) -> SignedIn | None:
    """Give the account of a session; None when the session is over."""
    user_id, _, version = kept.partition(":")
    with desk().database.read() as database:
        user = database.get(User, int(user_id))
        if user is None or user.disabled_at is not None or str(user.session_version) != version:
            return None
        return SignedIn(user)


def sign_in(user_id: int) -> None:
    """Begin a session for the account; nothing of an earlier one stays."""
    with desk().database.read() as database:
        signed_in = SignedIn(database.get_one(User, user_id))
    sign_out()
    login_user(signed_in)
    session[SEEN] = _now()


def sign_out() -> None:
    """End the session of this browser."""
    logout_user()
    session.clear()


def check(needs: str, by_itself: bool = False) -> Response | tuple[str, int] | None:
    """Let the request through (None), or give what is answered instead.

    `by_itself`: the page asks, not the person, so it keeps no session alive.
    """
    if needs == OPEN:
        _check_form()
        return None
    had_session = SEEN in session
    if had_session and _now() - int(session[SEEN]) > IDLE:
        sign_out()
    if SEEN not in session or not current_user.is_authenticated:
        if had_session:
            sign_out()
        return _to_sign_in(had_session)
    g.viewer, g.username = current_user.viewer, current_user.username
    if not by_itself:
        session[SEEN] = _now()
    _check_form()
    if not _has_role(g.viewer, needs):
        raise NotFound
    return None


def form_token() -> str:
    """Give the token that our own forms carry."""
    return str(generate_csrf())


def _has_role(viewer: Viewer, needs: str) -> bool:
    if needs == ADMIN:
        return viewer.is_admin
    return viewer.role in OFFICE_ROLES if needs == OFFICE else True


def _check_form() -> None:
    """Raises BadRequest for a form that another site made, or that is older than a session."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    try:
        validate_csrf(request.form.get("csrf_token", ""), time_limit=IDLE)
    except ValidationError:
        raise BadRequest("Biểu mẫu đã cũ. Mời mở lại trang rồi gửi lại.") from None


def _to_sign_in(had_session: bool) -> Response | tuple[str, int]:
    """Send to the sign-in page, from where one comes back to the page that was asked for."""
    if request.method != "GET":
        return render_template("console/error.html", code=401, text=ENDED), 401
    wanted: dict[str, Any] = {"next": request.full_path.rstrip("?")}
    if had_session:
        wanted["ended"] = 1
    return redirect(url_for(f"{NAME}.sign_in_page", **wanted))


def _now() -> int:
    return int(desk().clock().timestamp())
