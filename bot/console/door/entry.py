"""Quick entry: name, phone, place, source and consent, in under half a minute on a phone."""

import re
from typing import Any
from uuid import uuid4

from flask import jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from bot import phones
from bot.console.desk import NAME, desk, viewer
from bot.conversation.effects import ConsentGiven, LeadLeft
from bot.law.wording import CATEGORIES, MODES
from bot.leads import consent, entries, intake, links, queries
from bot.leads.errors import LeadsError, UnknownLeadError
from bot.leads.sources import SOURCES
from bot.leads.text import clean
from bot.leads.viewers import Viewer
from bot.places.find import find
from bot.storage.outreach import Team

ENTRY_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class FieldError(LeadsError):
    """A field of the form cannot be right; `field` is its name."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def entry_page() -> str:
    """Show the form alone."""
    return _page({}, "")


def keep_entry() -> Any:
    """Keep the lead, once for each entry id; scripts hear JSON, forms are led to the lead."""
    works, who, form = desk(), viewer(), request.form
    now = works.clock()
    try:
        left = read(form.to_dict(), _wards(who))
        at = entries.moment(form.get("at", ""), now)
        code = entries.once(
            works.database,
            entry_id(form.get("entry_id", "")),
            who,
            now,
            lambda session: intake.keep_by_staff(session, left, who, at, now).code,
        )
    except LeadsError as error:
        field = error.field if isinstance(error, FieldError) else ""
        if wants_json():
            return jsonify(problem=str(error), field=field), 422
        return _page(form.to_dict(), str(error), field), 422
    if wants_json():
        return jsonify(code=code)
    return redirect(_after(code))


def read(form: dict[str, str], wards: list[str]) -> LeadLeft:
    """Read the form. `wards` help with a place that names none. Raises FieldError."""
    name = clean(form.get("name", ""), 200)
    phone = phones.parse(form.get("phone", ""))
    if not name:
        raise FieldError("name", "Nhập họ tên.")
    if phone is None:
        raise FieldError("phone", "Số điện thoại có 10 chữ số, ví dụ 0905 123 456.")
    if not form.get("consent"):
        raise FieldError("consent", "Đọc lời xin phép, người dân đồng ý thì đánh dấu.")
    income, support = form.get("income", ""), form.get("support", "")
    mode = re.sub(r"(?<=years-ahead)-\d$", "", form.get("mode", ""))
    return LeadLeft(
        name=name,
        phone=phone,
        consent=ConsentGiven(consent.VERSION),
        source=clean(form.get("source", ""), 100),
        income=int(income) if income.isascii() and income.isdigit() and len(income) < 12 else None,
        support=support if support in CATEGORIES else "",
        mode=mode if mode in MODES else "",
        **_place(clean(form.get("place", ""), 300), wards),
    )


def parts(who: Viewer | None) -> dict[str, Any]:
    """Give what the form's part of a page needs; `who` is None for the page without signal."""
    settings = desk().settings
    return {
        "sources": dict(zip(SOURCES, SOURCES, strict=True)) | (_codes(who) if who else {}),
        "wards": _wards(who) if who else [],
        "entry_id": new_id(),
        "consent_words": consent.read_out(
            settings.office_name, settings.office_hotline, settings.lead_retention_months
        ),
    }


def new_id() -> str:
    """Give an id for the form of a page without scripts; scripts make their own."""
    return uuid4().hex


def entry_id(given: str) -> str:
    """Give the id of an entry. Raises LeadsError for what no page of ours sends."""
    if not ENTRY_ID.fullmatch(given):
        raise LeadsError("Biểu mẫu thiếu mã. Mời mở lại trang rồi ghi lại.")
    return given


def wants_json() -> bool:
    """Tell whether a script sent this."""
    return request.accept_mimetypes.best == "application/json"


def _after(code: str) -> str:
    """Lead to the page of the lead, or back to the form when the place is another unit's."""
    with desk().database.read() as session:
        try:
            queries.find_lead(session, code, viewer())
        except UnknownLeadError:
            return url_for(f"{NAME}.entry_page", elsewhere=code)
    return url_for(f"{NAME}.lead_page", code=code)


def _page(typed: dict[str, str], problem: str, field: str = "") -> str:
    values = parts(viewer())
    return render_template(
        "console/door/entry.html", **values, typed=typed, problem=problem, field=field
    )


def _wards(who: Viewer) -> list[str]:
    """Give the places of the colleague's team."""
    if who.team_id is None:
        return []

    def read_them(session: Session) -> list[str]:
        team = session.get(Team, who.team_id)
        return list(team.wards) if team else []

    with desk().database.read() as session:
        return read_them(session)


def _codes(who: Viewer) -> dict[str, str]:
    """Give the codes that the colleague works with, each with what it is called."""
    with desk().database.read() as session:
        found = [link for link in links.all_links(session, who) if link.disabled_at is None]
        return {link.code: " · ".join(filter(None, (link.code, link.title))) for link in found}


def _place(text: str, wards: list[str]) -> dict[str, Any]:
    """Find the ward; "thôn 3" alone is in the team's ward when it has only one."""
    province = desk().settings.office_province
    found = find(text, province) if text else []
    if len(found) != 1 and text and len(wards) == 1:
        found = find(f"{text}, {wards[0]}", province)
    if len(found) != 1:
        return {"place": text}
    place = found[0]
    return {
        "place": text,
        "hamlet": place.hamlet,
        "ward": place.ward,
        "former_ward": place.former_ward,
        "province": place.province,
    }
