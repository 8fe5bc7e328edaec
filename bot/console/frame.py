"""What every page shows around its content: who is signed in, what waits, what is broken."""

from typing import Any

from flask import g

from bot.console.access import form_token
from bot.console.desk import desk
from bot.delivery.alerts import open_alerts
from bot.leads.demo import has_demo
from bot.leads.handover import waiting_count


def around() -> dict[str, Any]:
    """Give the values that the templates' frame needs."""
    given: dict[str, Any] = {"office": desk().settings.office_name, "form_token": form_token}
    viewer = g.get("viewer")
    if viewer is None:
        return {**given, "me": None}
    with desk().database.read() as session:
        return {
            **given,
            "me": viewer,
            "username": g.username,
            "waiting": waiting_count(session, viewer),
            "alerts": [alert.message for alert in open_alerts(session)] if viewer.sees_all else [],
            "demo": has_demo(session),
        }
