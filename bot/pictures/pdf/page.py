"""An A4 page in the office's type, with tables and remarks; lengths in mm, type in points."""

import unicodedata
from datetime import UTC, date, datetime, time
from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import FontFace

from bot.pictures.facts.base import Table
from bot.pictures.fonts import FILES

MARGIN = 18
FAMILY = "BeVietnamPro"
INK, MUTED, LINE, PAPER, BRAND = "#14202B", "#51606E", "#D5DDE4", "#F5F7F9", "#0B5CAB"
WHITE = "#FFFFFF"

_STYLES = {400: "", 600: "I", 700: "B"}
"""fpdf2 knows four styles of a family; italics are not used, so semi-bold takes their place."""
_LEADING = 1.4
_TIGHT = 8.0
"""Type of this size stands in rows without any room between them, larger type has more."""
_MM_PER_POINT = 25.4 / 72


class Page(FPDF):
    """One page; what does not fit it is an error of the layout, never a second page."""

    def __init__(self, title: str, author: str, on: date) -> None:
        super().__init__(format="A4")
        for weight, path in FILES.items():
            self.add_font(FAMILY, _STYLES[weight], path)
        self.set_title(title)
        self.set_author(author)
        self.set_lang("vi")
        self.set_creation_date(datetime.combine(on, time(), UTC))
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=False)
        self.add_page()

    def words(
        self,
        text: str,
        *,
        size: float = 11,
        weight: int = 400,
        colour: str = INK,
        width: float = 0,
    ) -> None:
        """Write a paragraph at the present place and move under it."""
        self.type(size, weight, colour)
        self.multi_cell(
            width,
            size * _LEADING * _MM_PER_POINT,
            unicodedata.normalize("NFC", text),
            align="L",
            new_x=XPos.LEFT,
            new_y=YPos.NEXT,
        )

    def height_of(
        self, text: str, *, size: float = 11, weight: int = 400, width: float = 0
    ) -> float:
        """How high a paragraph would be."""
        self.type(size, weight, INK)
        height = self.multi_cell(
            width,
            size * _LEADING * _MM_PER_POINT,
            unicodedata.normalize("NFC", text),
            align="L",
            dry_run=True,
            output=MethodReturnValue.HEIGHT,
        )
        return cast("float", height)

    def type(self, size: float, weight: int, colour: str) -> None:
        """Choose size, weight and colour of what follows."""
        self.set_font(FAMILY, _STYLES[weight], size)
        self.set_text_color(colour)

    def rows(self, table: Table, size: float) -> None:
        """Write a table: names at the left, figures at the right, calm lines between."""
        self.words(table.caption, size=size + 1, weight=700)
        self.ln(1)
        self.type(size, 400, INK)
        self.set_draw_color(LINE)
        self.set_fill_color(WHITE)
        columns = len(table.head)
        first = max(2, 4 - columns // 2)
        with self.table(
            col_widths=(first, *[1.6] * (columns - 1)),
            text_align=("LEFT", *["RIGHT"] * (columns - 1)),
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(family=FAMILY, emphasis="I", color=MUTED, fill_color=PAPER),
            line_height=size * _LEADING * _MM_PER_POINT,
            padding=((size - _TIGHT) / 4, 1.5),
        ) as grid:
            strong = FontFace(emphasis="B", color=BRAND)
            for number, cells in enumerate((table.head, *table.rows)):
                last = table.totals and number == len(table.rows)
                grid.row(cells, style=strong if last else None)
        self.ln(4)
