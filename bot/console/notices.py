"""How the signed-in person is told of leads: the choice, devices, a linked conversation."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.console.account import shown
from bot.console.desk import NAME, desk, viewer
from bot.console.devices import device_of
from bot.leads import addresses, audit, matters
from bot.leads.addresses import Device
from bot.leads.errors import LeadsError
from bot.push import subscriptions
from bot.push.errors import BadDeviceError

Answer = Response | tuple[str, int]


def choose_way() -> Answer:
    """Keep by which way the person wants to be told first."""
    choice = request.form.get("prefers", "")
    return _changed("choice", lambda session, me: addresses.choose(session, me, choice))


def add_device() -> Answer:
    """Keep the browser that just allowed pushes."""
    form = request.form
    device = Device(
        form.get("endpoint", ""),
        form.get("public_key", ""),
        form.get("secret", ""),
        device_of(request.user_agent.string),
        current_user.browser,
    )
    services, now = desk().settings.push_services, desk().clock()
    try:
        subscriptions.check(device.endpoint, device.public_key, device.secret, services)
    except BadDeviceError as error:
        return shown(str(error)), 422
    return _changed(
        "device-added", lambda session, me: addresses.add_device(session, me, device, now)
    )


def remove_device(number: int) -> Answer:
    """Push to a device no more; somebody else's stays."""
    return _changed(
        "device-removed", lambda session, me: addresses.remove_device(session, me, number)
    )


def link_chat() -> str:
    """Show a code that, typed to the Official Account or Page, links that conversation."""
    works, me = desk(), viewer().user_id
    assert me is not None
    code = works.database.write(lambda session: addresses.new_code(session, me, works.clock()))
    return shown(link_code=code)


def unlink_chat() -> Answer:
    """Send nothing to the linked conversation any more."""
    return _changed("unlinked", addresses.unlink)


def try_notice() -> Answer:
    """Send a notice to the person, at any hour; the page shows what became of it."""
    now = desk().clock()
    return _changed("", lambda session, me: matters.asked_for_test(session, me, now))


def _changed(do: str, change: Callable[[Session, int], None]) -> Answer:
    """Change something of the signed-in person's and go back to the section."""
    works, who = desk(), viewer()
    assert who.user_id is not None
    me = who.user_id

    def write(session: Session) -> None:
        change(session, me)
        if do:
            audit.record(session, who, "notices-changed", works.clock(), do=do)

    try:
        works.database.write(write)
    except LeadsError as error:
        return shown(str(error)), 422
    return redirect(url_for(f"{NAME}.account_page") + "#notices")
