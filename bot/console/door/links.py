"""Codes and QR codes for leaflets: the list, the form, the picture to print."""

from io import BytesIO

import segno
from flask import Response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from bot.console.desk import NAME, desk, viewer
from bot.leads import audit, joins, links
from bot.leads.calendar import day_of, read_day
from bot.leads.campaigns import all_campaigns
from bot.leads.errors import LeadsError
from bot.leads.links import LinkForm
from bot.leads.teams import all_teams
from bot.pictures.description import Picture
from bot.pictures.pdf.leaflet import leaflet
from bot.storage.door import Link

SVG, PNG = "image/svg+xml", "image/png"


def link_list() -> str:
    """Show the links with how many leads came by them."""
    return _page()


def save_link() -> AnyResponse | tuple[str, int]:
    """Make a link, or change where one leads."""
    works, who, now = desk(), viewer(), desk().clock()
    form = request.form
    number = _number(form.get("number", ""))

    def change(session: Session, wish: LinkForm) -> None:
        if form.get("number"):
            link = links.change(session, number or 0, wish, now, who)
        else:
            link = links.create(session, form.get("code", ""), wish, now, who)
        audit.record(session, who, "link-changed", now, target=link.code, do=wish.target)

    try:
        wish = _wish()
        works.database.write(lambda session: change(session, wish))
    except LeadsError as error:
        return _page(str(error), form.to_dict()), 422
    return redirect(url_for(f"{NAME}.link_list"))


def qr_svg() -> AnyResponse:
    """Give a code's QR picture to print at any size."""
    return _qr("svg", SVG)


def qr_png() -> AnyResponse:
    """Give a code's QR picture for documents, 1,000 pixels wide or so."""
    return _qr("png", PNG)


def address(link: Link) -> str:
    """Give what the QR code holds: short, and the same for ever."""
    base = desk().settings.public_url or request.host_url
    return f"{base.rstrip('/')}/q/{link.code}"


def leaflet_pdf() -> AnyResponse:
    """Give a leaflet to print: what each level costs today, with the code's QR picture."""
    works = desk()
    now = works.clock()
    link = _asked()
    if link is None:
        return redirect(url_for(f"{NAME}.link_list"))
    levels = Picture("levels", {"support": "other"})
    today, parameters = day_of(now), works.parameters(now)
    page = leaflet(levels, parameters, works.office, today, address(link), link.code)
    return _file(page, "application/pdf", f"to-roi-{link.code}.pdf")


def _qr(kind: str, mimetype: str) -> AnyResponse:
    link = _asked()
    if link is None:
        return redirect(url_for(f"{NAME}.link_list"))
    picture = BytesIO()
    code = segno.make(address(link), error="q", micro=False)
    code.save(picture, kind=kind, border=4, scale=28 if kind == "png" else 10)
    return _file(picture.getvalue(), mimetype, f"{link.code}.{kind}")


def _asked() -> Link | None:
    """Give the link that the address names; None for one that the viewer does not work with."""
    wanted = request.args.get("code", "")
    with desk().database.read() as session:
        found = links.all_links(session, viewer())
        return next((link for link in found if link.code == wanted), None)


def _file(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _wish() -> LinkForm:
    form = request.form
    until = form.get("team_until", "").strip()
    day = read_day(until)
    if until and day is None:
        raise LeadsError("Ngày kết thúc viết như 24/11/2026.")
    return LinkForm(
        target=form.get("target", ""),
        title=form.get("title", ""),
        campaign_id=_number(form.get("campaign", "")),
        phone=form.get("phone", ""),
        team_id=_number(form.get("team", "")),
        team_until=day,
        disabled=bool(form.get("disabled")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _page(problem: str = "", typed: dict[str, str] | None = None) -> str:
    who = viewer()
    with desk().database.read() as session:
        found = links.all_links(session, who)
        return render_template(
            "console/door/links.html",
            links=found,
            address=address,
            counts=links.counts(session, [link.code for link in found]),
            confirmed=joins.confirmed_by_link(session, [link.id for link in found]),
            targets=links.TARGETS,
            teams=all_teams(session, who) if who.is_office else (),
            campaigns=all_campaigns(session, who) if who.is_office else (),
            today=day_of(desk().clock()),
            public=desk().settings.public_url,
            problem=problem,
            typed=typed or {},
        )
