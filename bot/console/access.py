"""Who may open a page: signed in, the session alive, the right role, the form our own."""

import secrets
from typing import Any

from flask import (
    Flask,
    after_this_request,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import ValidationError, generate_csrf, validate_csrf
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from bot.console.desk import NAME, desk
from bot.console.devices import device_of
from bot.leads import second_factor, sessions
from bot.leads.viewers import Viewer
from bot.storage.accounts import StaffSession

OPEN, STAFF, LEADER = "open", "staff", "leader"
OFFICE, WHOLE, ADMIN = "office", "whole", "admin"
"""What a page asks for: nothing, an account, who leads a team, the office, the office as a whole,
the administrator. The office's people of a unit see on its pages what is of their unit.
"""

MARK = "staff-browser"
MARK_KEPT = 400 * 24 * 3600  # seconds: the longest that browsers keep a cookie

IDLE = int(sessions.IDLE.total_seconds())
ENDED = "Phiên làm việc đã hết hạn. Mời đăng nhập lại."
CAMPAIGN_OVER = (
    "Đợt vận động đã kết thúc nên tài khoản này đã đóng. Cảm ơn anh/chị đã cùng làm. "
    "Còn việc dang dở thì báo tổ trưởng hoặc cán bộ BHXH."
)


class SignedIn(UserMixin):
    """An account in a session of this browser, which keeps the session's key."""

    def __init__(self, key: str, row: StaffSession, has_factor: bool) -> None:
        self.key, self.session_id, self.seen_at = key, row.id, row.seen_at
        self.browser = row.browser
        self.viewer = Viewer.of(row.user)
        self.username = row.user.username
        self.has_factor = has_factor

    def get_id(self) -> str:
        """Give what the browser keeps."""
        return self.key


def set_up(app: Flask) -> None:
    """Let the app know who is signed in, and keep its cookie from other sites and scripts."""
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    manager = LoginManager(app)
    manager.session_protection = None  # telephones change their address all the time
    manager.user_loader(load)


def load(key: str) -> SignedIn | None:
    """Give the account of a session; None when the session is over."""
    now = desk().clock()
    with desk().database.read() as database:
        row = sessions.find(database, key, now)
        if row is None:
            return None
        if sessions.over(database, row.user, now):
            g.campaign_over = True
            return None
        return SignedIn(key, row, second_factor.is_on(database, row.user_id))


def sign_in(user_id: int) -> None:
    """Begin a session for the account; nothing of an earlier one stays."""
    sign_out()
    works, device, browser = desk(), device_of(request.user_agent.string), _browser()
    key = works.database.write(
        lambda database: sessions.begin(database, user_id, device, browser, works.clock())
    )
    signed_in = load(key)
    if signed_in is not None:
        login_user(signed_in)


def _browser() -> str:
    """Give the mark of this browser, which it gets with the first session and keeps.

    A device that takes pushes outlives the session it was added in, and goes by this mark when
    one of the browser's sessions is ended from elsewhere.
    """
    mark = request.cookies.get(MARK) or secrets.token_urlsafe(24)

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            MARK,
            mark,
            max_age=MARK_KEPT,
            path=url_for(f"{NAME}.home"),
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response

    return mark


def sign_out() -> None:
    """End the session of this browser."""
    key = current_user.get_id()
    if key is not None:
        desk().database.write(lambda database: sessions.end_by_key(database, key))
    logout_user()
    session.clear()


def check(
    needs: str, by_itself: bool = False, before_factor: bool = False
) -> Response | tuple[str, int] | None:
    """Let the request through (None), or give what is answered instead.

    `by_itself`: the page asks, not the person, so it keeps no session alive. `before_factor`:
    open also to an administrator who has yet to set up the second factor that is required.
    """
    if needs == OPEN:
        _check_form()
        return None
    if not current_user.is_authenticated:
        had_session = "_user_id" in session
        if had_session:
            sign_out()
        return _to_sign_in(had_session)
    g.viewer, g.username = current_user.viewer, current_user.username
    if not by_itself:
        _note_click()
    _check_form()
    if not before_factor and must_set_up_factor():
        return redirect(url_for(f"{NAME}.account_page") + "#second-factor")
    if not _has_role(g.viewer, needs):
        raise NotFound
    return None


def must_set_up_factor() -> bool:
    """Tell whether who is signed in must set up a second factor before anything else."""
    return factor_is_required() and not current_user.has_factor


def factor_is_required() -> bool:
    """Tell whether who is signed in may not do without a second factor."""
    return bool(desk().settings.admin_totp == "required" and g.viewer.is_admin)


def form_token() -> str:
    """Give the token that our own forms carry."""
    return str(generate_csrf())


def _note_click() -> None:
    works, number = desk(), current_user.session_id
    now = works.clock()
    if now - current_user.seen_at >= sessions.SEEN_EVERY:
        works.database.write(lambda database: sessions.seen(database, number, now))


def _has_role(viewer: Viewer, needs: str) -> bool:
    if needs == ADMIN:
        return viewer.is_admin
    if needs == LEADER:
        return viewer.role == "leader" and viewer.team_id is not None
    if needs == WHOLE:
        return viewer.sees_all
    return viewer.is_office if needs == OFFICE else True


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
    campaign_over = g.get("campaign_over", False)
    if request.headers.get("HX-Request"):
        return "", 401  # a part of a page that stays as it is until somebody signs in again
    if request.method != "GET":
        text = CAMPAIGN_OVER if campaign_over else ENDED
        return render_template("console/error.html", code=401, text=text), 401
    wanted: dict[str, Any] = {"next": request.full_path.rstrip("?")}
    if had_session:
        wanted["ended"] = "campaign" if campaign_over else "1"
    return redirect(url_for(f"{NAME}.sign_in_page", **wanted))
