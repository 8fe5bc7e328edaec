"""An A4 page in the office's type, with tables and remarks; lengths in mm, type in points."""

import unicodedata
from datetime import UTC, date, datetime, time
from typing import Self, cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from bot.pictures.facts.base import Table
from bot.pictures.fonts import FILES, NO_BREAK, text_width

MARGIN = 18
FAMILY = "BeVietnamPro"
INK, MUTED, LINE, PAPER, BRAND = "#14202B", "#51606E", "#D5DDE4", "#F5F7F9", "#0B5CAB"
WHITE = "#FFFFFF"

_STYLES = {400: "", 600: "I", 700: "B"}
"""fpdf2 knows four styles of a family; italics are not used, so semi-bold takes their place."""
_LEADING, _TABLE_LEADING = 1.4, 1.2
_PADDING = 1.5
_TIGHT = 8.0
"""Type of this size stands in rows without any room between them, larger type has more."""
_MM_PER_POINT = 25.4 / 72


class Page(FPDF):
    """One page; what does not fit it is an error of the layout, never a second page."""

    def __init__(self, title: str, author: str, on: date, *, landscape: bool = False) -> None:
        super().__init__(orientation="landscape" if landscape else "portrait", format="A4")
        for weight, path in FILES.items():
            self.add_font(FAMILY, _STYLES[weight], path)
        self.set_title(title)
        self.set_author(author)
        self.set_lang("vi")
        self.set_creation_date(datetime.combine(on, time(), UTC))
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=False)
        self.add_page()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the font files, which fpdf2 reads lazily and leaves open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

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
        with self.table(
            col_widths=self._widths(table, size),
            text_align=("LEFT", *["RIGHT"] * (len(table.head) - 1)),
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(family=FAMILY, emphasis="I", color=MUTED, fill_color=PAPER),
            line_height=size * _TABLE_LEADING * _MM_PER_POINT,
            padding=((size - _TIGHT) / 4, _PADDING),
        ) as grid:
            strong = FontFace(emphasis="B", color=BRAND)
            for number, cells in enumerate((table.head, *table.rows)):
                last = table.totals and number == len(table.rows)
                grid.row([_unbroken(cell) for cell in cells], style=strong if last else None)
        self.ln(4)

    def holds(self, table: Table, size: float) -> bool:
        """True when the page is wide enough for the table in type of this size."""
        return sum(self._natural(table, size)) <= self.epw

    def _widths(self, table: Table, size: float) -> tuple[float, ...]:
        """What each column needs, and an equal part of what is left."""
        natural = self._natural(table, size)
        spare = (self.epw - sum(natural)) / len(natural)
        return tuple(width + spare for width in natural)

    def _natural(self, table: Table, size: float) -> list[float]:
        """Room for the widest cell of each column and for the longest word over it."""
        return [
            max(
                *(self._width_of(cell, size) for cell in column[1:]),
                *(self._width_of(word, size) for word in column[0].split(" ")),
            )
            for column in zip(table.head, *table.rows, strict=True)
        ]

    def _width_of(self, words: str, size: float) -> float:
        return text_width(words, 1, 700) * size * _MM_PER_POINT + 2 * _PADDING + 1


def _unbroken(cell: str) -> str:
    """A figure and its unit stay on one line."""
    return cell.replace(" đ", f"{NO_BREAK}đ") if cell.endswith(" đ") else cell
