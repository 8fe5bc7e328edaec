"""The leaflet: a picture's figures as one A4 page to print, with hotline and QR code."""

from datetime import date
from io import BytesIO

import segno

from bot.law.values import Parameters
from bot.pictures.description import Office, Picture
from bot.pictures.drawing import facts_of
from bot.pictures.errors import PicturesError
from bot.pictures.facts.base import COMMON, Facts
from bot.pictures.pdf.page import BRAND, INK, LINE, MARGIN, MUTED, WHITE, Page
from bot.pictures.wording import texts

TEXTS = texts("leaflet")

_BAND = 20
_QR, _GAP, _BOTTOM = 32, 8, 12
_SIZES = (14.0, 12.0, 11.0, 10.0, 9.5, 9.0)
"""Type of the tables in points; the largest that fits the page is taken."""


def leaflet(
    picture: Picture,
    parameters: Parameters,
    office: Office,
    on: date,
    link: str,
    spoken: str = "",
) -> bytes:
    """Give the PDF; the QR code leads to `link`, which is printed beside it too.

    `spoken` is the code to type for those who do not scan ("TK05").

    The same question on the same day gives the same bytes. Raises PicturesError as `facts_of`,
    and for a link that no QR code holds.
    """
    facts, code = facts_of(picture, parameters, on), _qr(link)
    for size in _SIZES:
        with Page(f"{facts.title} – {office.name}", office.name, on) as page:
            if not all(page.holds(table, size) for table in facts.tables):
                continue
            _body(page, facts, office, size)
            if _foot(page, office, link, spoken, code):
                return bytes(page.output())
    raise PicturesError(
        "Nội dung dài quá một trang A4; hãy bớt số mức thu nhập hoặc rút ngắn đường dẫn."
    )


def _body(page: Page, facts: Facts, office: Office, size: float) -> None:
    _head(page, facts, office)
    for table in facts.tables:
        page.rows(table, size)
    for words in (" ".join(facts.notes), f"{facts.figures_of} {facts.sources}", TEXTS["free"]):
        page.words(words, size=max(9.0, size - 3), colour=MUTED)
        page.ln(1)


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


def _foot(page: Page, office: Office, link: str, spoken: str, code: bytes) -> bool:
    """The way to ask: QR code at the left, hotline, address and hours at its right.

    Writes nothing and gives False when the page is already written too far down.
    """
    lines = _foot_lines(office, link, spoken)
    left, room = MARGIN + _QR + _GAP, page.epw - _QR - _GAP
    written = sum(
        page.height_of(text, size=size, weight=weight, width=room)
        for text, size, weight, _ in lines
    )
    top = page.h - _BOTTOM - max(_QR, written) - 6
    if page.get_y() > top:
        return False
    page.set_draw_color(LINE)
    page.line(MARGIN, top, page.w - MARGIN, top)
    alt = TEXTS["qr"].format(link=link)
    page.image(BytesIO(code), MARGIN, top + 6, _QR, _QR, alt_text=alt, link=link)
    page.set_xy(left, top + 6)
    for text, size, weight, colour in lines:
        page.words(text, size=size, weight=weight, colour=colour, width=room)
    return True


def _foot_lines(office: Office, link: str, spoken: str) -> list[tuple[str, float, int, str]]:
    """Text, size, weight and colour of each paragraph beside the QR code."""
    lines = [(f"{COMMON['hotline']}: {office.hotline}", 16.0, 700, BRAND)]
    lines += [(office.address, 11.0, 400, INK)] if office.address else []
    hours = TEXTS["hours"].format(hours=office.hours)
    lines += [(hours, 11.0, 400, INK)] if office.hours else []
    lines.append((TEXTS["scan"], 11.0, 600, INK))
    lines += [(TEXTS["type"].format(code=spoken), 11.0, 600, INK)] if spoken else []
    return [*lines, (link, 9.5, 400, MUTED)]


def _qr(link: str) -> bytes:
    try:
        code = segno.make(link, error="m", micro=False)
    except (segno.DataOverflowError, ValueError) as error:
        raise PicturesError("Đường dẫn của mã QR quá dài.") from error
    image = BytesIO()
    code.save(image, kind="png", scale=8, border=2)
    return image.getvalue()
