"""`/q/CODE`: what a leaflet's QR code opens. Where it leads is looked up at every visit."""

import re
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.delivery.services import Services
from bot.leads.links import find
from bot.settings import Settings
from bot.storage.door import Link


def short_links(services: Services) -> Blueprint:
    """Give the route. Messenger and the web chat hear the code by themselves; others type it."""
    routes = Blueprint("short_links", __name__, template_folder="templates")
    settings: Settings = services.settings

    @routes.get("/q/<code>")
    def open_link(code: str) -> Response | tuple[str, int]:
        """Lead on, or show the code to type and the ways to reach the office."""
        with services.database.read() as session:
            link = find(session, code)
        if link is None:
            return _page(settings, None), 404
        onward = _onward(settings, link)
        if onward:
            response = redirect(onward)
            response.headers["Cache-Control"] = "no-store"
            return response
        response = make_response(_page(settings, link))
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes


def _onward(settings: Settings, link: Link) -> str:
    """Give the address that takes the code along by itself, "" where a page must say it."""
    if link.target == "messenger" and settings.messenger_page_id:
        return f"https://m.me/{quote(settings.messenger_page_id)}?ref={link.code}"
    return url_for("chat.page", ref=link.code) if link.target == "chat" else ""


def _page(settings: Settings, link: Link | None) -> str:
    code, target = (link.code, link.target) if link else ("", "")
    hotline = settings.office_hotline
    phone = link.phone if link and link.phone else re.sub(r"[^0-9+]", "", hotline)
    shown = "0" + phone[3:] if phone.startswith("+84") else hotline
    ways = {
        "zalo": (_zalo(settings), "Mở Zalo"),
        "messenger": (_messenger(settings, code), "Mở Messenger"),
        "chat": (url_for("chat.page", ref=code or None), "Hỏi ngay trên trang web"),
        "call": (f"tel:{phone}", f"Gọi {shown}"),
    }
    first = [target] if target in ways else []
    order = first + [way for way in ways if way not in first]
    offered = [(way, *ways[way]) for way in order if ways[way][0]]
    return render_template(
        "link.html", office=settings.office_name, code=code, target=target, ways=offered
    )


def _zalo(settings: Settings) -> str:
    return f"https://zalo.me/{quote(settings.zalo_oa_id)}" if settings.zalo_oa_id else ""


def _messenger(settings: Settings, code: str) -> str:
    page = settings.messenger_page_id
    ref = f"?ref={code}" if code else ""
    return f"https://m.me/{quote(page)}{ref}" if page else ""
