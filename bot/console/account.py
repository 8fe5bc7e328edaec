"""The own account: another password, a second factor, all sessions ended."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from bot.console import access, qr
from bot.console.desk import NAME, Desk, desk, number, viewer
from bot.leads import accounts, addresses, audit, notices, second_factor, sessions
from bot.leads.errors import LeadsError
from bot.leads.viewers import Viewer
from bot.push.keys import public_key, server_key
from bot.storage.outreach import User


def account_page() -> str:
    """Show the forms."""
    return shown()


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
        return shown(str(error)), 422
    access.sign_in(who.user_id)
    return redirect(url_for(f"{NAME}.account_page", done="password"))


def end_my_sessions() -> Response:
    """End one session, or all, this one too: what one does when a phone is lost."""
    works, who = desk(), viewer()
    assert who.user_id is not None
    end_sessions(works, who, who.user_id)
    if current_user.get_id() is not None and access.load(current_user.get_id()) is None:
        access.sign_out()
        return redirect(url_for(f"{NAME}.sign_in_page"))
    return redirect(url_for(f"{NAME}.account_page") + "#sessions")


def end_sessions(works: Desk, who: Viewer, user_id: int) -> None:
    """End the account's session that the form names, or all of them."""
    wanted = request.form.get("session", "")
    session_id = number(wanted)
    if wanted and session_id is None:
        raise NotFound

    def change(session: Session) -> None:
        ended = accounts.end_sessions(session, user_id, session_id)
        name = session.get_one(User, user_id).username
        audit.record(session, who, "sessions-ended", works.clock(), target=name, sessions=ended)

    works.database.write(change)


def begin_second_factor() -> Response | tuple[str, int]:
    """Make a secret for the authenticator app and show its QR code."""
    return _factor(lambda session, user_id: second_factor.begin(session, user_id))


def second_factor_on() -> Response | tuple[str, int]:
    """Ask for codes from now on, once the first one was right."""
    code, works, who = request.form.get("code", "")[:20], desk(), viewer()

    def change(session: Session, user_id: int) -> None:
        second_factor.confirm(session, user_id, code, works.clock())
        audit.record(session, who, "second-factor-on", works.clock())

    return _factor(change)


def second_factor_off() -> Response | tuple[str, int]:
    """Ask for codes no more, with a last one."""
    code, works, who = request.form.get("code", "")[:20], desk(), viewer()
    is_required = access.factor_is_required()

    def change(session: Session, user_id: int) -> None:
        if is_required:
            raise LeadsError("Quản trị ở đây phải có mã xác thực. Đổi máy: nhờ quản trị khác tắt.")
        if not second_factor.take(session, user_id, code, works.clock()):
            raise LeadsError(second_factor.WRONG)
        second_factor.switch_off(session, user_id)
        audit.record(session, who, "second-factor-off", works.clock())

    answer = _factor(change)
    if isinstance(answer, Response) and who.user_id is not None:
        access.sign_in(who.user_id)
    return answer


def _factor(change: Callable[[Session, int], object]) -> Response | tuple[str, int]:
    user_id = viewer().user_id
    assert user_id is not None
    try:
        desk().database.write(lambda session: change(session, user_id))
    except LeadsError as error:
        return shown(str(error)), 422
    return redirect(url_for(f"{NAME}.account_page") + "#second-factor")


def shown(problem: str = "", link_code: str = "") -> str:
    """Give the page, with what is wrong or with the code that links a conversation."""
    user_id, works = viewer().user_id, desk()
    assert user_id is not None
    push_key = public_key(server_key(works.database, works.clock()))
    with works.database.read() as session:
        secret = second_factor.pending(session, user_id)
        return render_template(
            "console/account.html",
            problem=problem,
            done=request.args.get("done", ""),
            must_set_up=access.must_set_up_factor(),
            sessions=sessions.of_account(session, user_id, works.clock()),
            this_session=current_user.session_id,
            factor_on=second_factor.is_on(session, user_id),
            secret=secret,
            qr=_qr(secret) if secret else "",
            **_notices(session, user_id),
            push_key=push_key,
            link_code=link_code,
        )


def _notices(session: Session, user_id: int) -> Mapping[str, Any]:
    """Give what the section of notices shows; each device with a mark that its browser knows."""
    settings = desk().settings
    return {
        "address": addresses.address_of(session, user_id),
        "choices": addresses.CHOICES,
        "devices": [
            (device, sha256(device.endpoint.encode()).hexdigest())
            for device in addresses.devices_of(session, user_id)
        ],
        "last_notice": notices.last_of(session, user_id),
        "notice_status": notices.STATUSES,
        "zalo": settings.zalo_oa_id,
        "messenger": settings.messenger_page_id,
    }


def _qr(secret: str) -> Markup:
    """Give what the authenticator app scans."""
    return qr.inline(second_factor.address(secret, g.username, desk().settings.office_name))
