"""A white sheet, 800 px wide, that is written from top to bottom; every text is measured."""

import unicodedata
from html import escape

from bot.pictures.description import Office
from bot.pictures.facts.base import COMMON, Facts
from bot.pictures.fonts import FAMILY, NO_BREAK, shortened, text_width, wrapped

WIDTH = 800
MARGIN = 28
ROOM = WIDTH - 2 * MARGIN

SMALL, BODY, LABEL, TITLE = 24, 26, 28, 40

INK, MUTED, LINE, PAPER, WHITE = "#14202B", "#51606E", "#D5DDE4", "#F5F7F9", "#FFFFFF"
BRAND, GOOD, STATE = "#0B5CAB", "#1B7F4B", "#C8102E"

_LEADING = 1.45
_RADIUS = 12


class Sheet:
    """Collects SVG; `y` is how far down it is written, in px."""

    def __init__(self) -> None:
        self.y = 0
        self._parts: list[str] = []

    def text(
        self,
        x: float,
        baseline: float,
        words: str,
        *,
        size: int = SMALL,
        weight: int = 400,
        colour: str = INK,
        anchor: str = "start",
    ) -> float:
        """Write one line at a place; gives how wide it runs."""
        clean = _printable(words).replace(NO_BREAK, " ")
        self._parts.append(
            f'<text x="{_px(x)}" y="{_px(baseline)}" font-size="{size}" font-weight="{weight}" '
            f'fill="{colour}" text-anchor="{anchor}">{escape(clean, quote=False)}</text>'
        )
        return text_width(clean, size, weight)

    def figure(
        self, right: float, baseline: float, amount: str, *, colour: str = INK, weight: int = 400
    ) -> None:
        """Write a figure that ends at `right`, all its digits on columns of one width."""
        column = text_width("0", SMALL, weight)
        widths = [text_width(letter, SMALL, weight) for letter in amount]
        cells = [
            column if letter.isdigit() else width
            for letter, width in zip(amount, widths, strict=True)
        ]
        begins = [right - sum(cells[number:]) for number in range(len(cells))]
        places = " ".join(
            _px(begin + (cell - width) / 2)
            for begin, cell, width in zip(begins, cells, widths, strict=True)
        )
        self._parts.append(
            f'<text x="{places}" y="{_px(baseline)}" font-size="{SMALL}" font-weight="{weight}" '
            f'fill="{colour}">{escape(amount, quote=False)}</text>'
        )

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, radius: int = 0
    ) -> None:
        """Fill a rectangle."""
        self._parts.append(
            f'<rect x="{_px(x)}" y="{_px(y)}" width="{_px(width)}" height="{_px(height)}" '
            f'rx="{radius}" fill="{fill}"/>'
        )

    def panel(self, y: float, height: float) -> None:
        """Fill a calm ground over the whole width."""
        self.box(MARGIN - 12, y, ROOM + 24, height, PAPER, _RADIUS)

    def paragraph(
        self,
        words: str,
        *,
        size: int = SMALL,
        weight: int = 400,
        colour: str = INK,
        room: float = ROOM,
        x: float = MARGIN,
        most: int = 8,
    ) -> None:
        """Write lines at `y` and move on; what needs more than `most` lines is cut visibly."""
        step = size * _LEADING
        lines = wrapped(_printable(words), size, room, weight)
        for line in shortened(lines, most, size, room, weight):
            self.text(x, self.y + size * 1.1, line, size=size, weight=weight, colour=colour)
            self.y += round(step)

    def rule(self, colour: str = LINE, thickness: int = 2) -> None:
        """Draw a line over the whole width."""
        self.box(MARGIN, self.y, ROOM, thickness, colour)
        self.y += thickness

    def gap(self, pixels: int) -> None:
        """Leave room."""
        self.y += pixels

    def head(self, office: Office, facts: Facts) -> None:
        """The office on its band, the title and the question."""
        lines = shortened(wrapped(_printable(office.name), BODY, ROOM, 600), 2, BODY, ROOM, 600)
        height = 40 + 36 * len(lines)
        self.box(0, 0, WIDTH, height, BRAND)
        for number, line in enumerate(lines):
            self.text(MARGIN, 52 + 36 * number, line, size=BODY, weight=600, colour=WHITE)
        self.y = height + 24
        self.paragraph(facts.title, size=TITLE, weight=700)
        self.gap(4)
        for line in facts.subject:
            self.paragraph(line, size=BODY, colour=MUTED)
        self.gap(16)

    def foot(self, office: Office, facts: Facts) -> None:
        """Remarks, day and grounds of the figures, the hotline."""
        self.rule()
        self.gap(16)
        for words in (" ".join(facts.notes), f"{facts.figures_of} {facts.documents}"):
            self.paragraph(words, colour=MUTED, most=12)
            self.gap(8)
        self.gap(8)
        asked = f"{COMMON['hotline']}: {office.hotline}"
        self.paragraph(asked, size=LABEL, weight=700, colour=BRAND, most=4)
        self.gap(28)

    def svg(self) -> str:
        """The whole picture."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.y}" '
            f'viewBox="0 0 {WIDTH} {self.y}" font-family="{FAMILY}">'
            f'<rect width="{WIDTH}" height="{self.y}" fill="{WHITE}"/>{"".join(self._parts)}</svg>'
        )


def _printable(words: str) -> str:
    """Composed letters, since the font has no loose marks, and nothing that XML refuses."""
    composed = unicodedata.normalize("NFC", words)
    return "".join(letter for letter in composed if letter.isprintable() or letter == NO_BREAK)


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
