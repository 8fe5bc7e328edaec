"""The leaflet: a picture's figures as one A4 page to print, with hotline and QR code."""

from datetime import date
from io import BytesIO

import segno

from bot.law.values import Parameters
from bot.pictures.description import Office, Picture
from bot.pictures.drawing import facts_of
from bot.pictures.errors import PicturesError
from bot.pictures.facts.base import COMMON, Facts
from bot.pictures.pdf.page import BRAND, LINE, MARGIN, MUTED, WHITE, Page
from bot.pictures.wording import texts

TEXTS = texts("leaflet")

_BAND = 20
_QR = 34
_SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0)
"""Type of the tables in points; the largest that fits the page is taken."""


def leaflet(picture: Picture, parameters: Parameters, office: Office, on: date, link: str) -> bytes:
    """Give the PDF; the QR code leads to `link`, which is printed beside it too.

    The same question on the same day gives the same bytes. Raises PicturesError as `facts_of`,
    and for a link that no QR code holds.
    """
    facts, code = facts_of(picture, parameters, on), _qr(link)
    for size in _SIZES:
        page = _body(facts, office, size)
        if page.get_y() <= _foot_top(page):
            _foot(page, office, link, code)
            return bytes(page.output())
    raise PicturesError("Nội dung dài quá một trang A4; hãy bớt số mức thu nhập.")


def _body(facts: Facts, office: Office, size: float) -> Page:
    page = Page(f"{facts.title} – {office.name}", office.name, facts.on)
    _head(page, facts, office)
    for table in facts.tables:
        page.rows(table, size)
    for words in (" ".join(facts.notes), f"{facts.figures_of} {facts.sources}", TEXTS["free"]):
        page.words(words, size=9, colour=MUTED)
        page.ln(1)
    return page


def _head(page: Page, facts: Facts, office: Office) -> None:
    page.set_fill_color(BRAND)
    written = page.height_of(office.name, size=14, weight=700)
    height = written + _BAND - 6
    page.rect(0, 0, page.w, height, style="F")
    page.set_y((height - written) / 2)
    page.words(office.name, size=14, weight=700, colour=WHITE)
    page.set_y(height + 8)
    page.words(facts.title, size=22, weight=700)
    for line in facts.subject:
        page.words(line, size=12, colour=MUTED)
    page.ln(5)


def _foot_top(page: Page) -> float:
    return page.h - MARGIN - _QR - 6


def _foot(page: Page, office: Office, link: str, code: bytes) -> None:
    """The way to ask: QR code at the left, hotline, address and hours at its right."""
    top = _foot_top(page)
    page.set_draw_color(LINE)
    page.line(MARGIN, top, page.w - MARGIN, top)
    page.image(
        BytesIO(code),
        x=MARGIN,
        y=top + 6,
        w=_QR,
        h=_QR,
        alt_text=TEXTS["qr"].format(link=link),
        link=link,
    )
    page.set_left_margin(MARGIN + _QR + 8)
    page.set_xy(MARGIN + _QR + 8, top + 6)
    page.words(f"{COMMON['hotline']}: {office.hotline}", size=16, weight=700, colour=BRAND)
    if office.address:
        page.words(office.address, size=11)
    if office.hours:
        page.words(TEXTS["hours"].format(hours=office.hours), size=11)
    page.words(TEXTS["scan"], size=11, weight=600)
    page.words(link, size=9.5, colour=MUTED)


def _qr(link: str) -> bytes:
    try:
        code = segno.make(link, error="m", micro=False)
    except (segno.DataOverflowError, ValueError) as error:
        raise PicturesError("Đường dẫn của mã QR quá dài.") from error
    image = BytesIO()
    code.save(image, kind="png", scale=8, border=2)
    return image.getvalue()
