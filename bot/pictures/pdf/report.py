"""A report that an office signs: national heading, tables, place and day, room for signatures."""

from dataclasses import dataclass
from datetime import date

from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import FontFace

from bot.pictures.facts.base import Table
from bot.pictures.pdf.page import FAMILY, INK, LINE, MARGIN, MUTED, PAPER, Page
from bot.pictures.wording import texts

TEXTS = texts("report")

_SIZE = 9.5
_LINE = 5.0
_BOTTOM = 14
_BEGINNING = 40
"""Height in mm of a table's caption, head and first rows: they stay together."""
_SIGNATURE = 46
"""Height in mm of place, day and the room for signature and seal."""


@dataclass(frozen=True)
class Paper:
    """What the report says. `place` may be empty; the tables' first text column is wide."""

    office: str
    title: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    place: str
    on: date


def paper(said: Paper) -> bytes:
    """Give the PDF, A4 landscape, as many pages as the tables need."""
    with _Sheets(said) as sheets:
        sheets.heading()
        for table in said.tables:
            sheets.grid(table)
        for note in said.notes:
            sheets.words(note, size=9, colour=MUTED)
        sheets.signatures()
        return bytes(sheets.output())


class _Sheets(Page):
    """Landscape pages with their number; tables go on with their head repeated."""

    def __init__(self, said: Paper) -> None:
        self._said = said
        super().__init__(f"{said.title} – {said.office}", said.office, said.on, landscape=True)
        self.set_auto_page_break(auto=True, margin=_BOTTOM)
        self.alias_nb_pages()

    def footer(self) -> None:
        """Number the page, when there are several."""
        self.set_y(-_BOTTOM + 3)
        self.type(8, 400, MUTED)
        number = TEXTS["page"].format(page=self.page_no(), pages="{nb}")
        self.cell(0, 5, number, align=Align.R)

    def heading(self) -> None:
        """The office at the left, the State and its motto at the right, then title and lines."""
        half, top = self.epw / 2, self.get_y()
        lowest = self._middle(MARGIN, top, half - 8, ((self._said.office.upper(), 11, 700),))
        state = ((TEXTS["state"], 11, 700), (TEXTS["motto"], 11, 600))
        lowest = max(lowest, self._middle(MARGIN + half, top, half, state))
        lines = (
            (self._said.title.upper(), 15, 700),
            *((line, 10, 400) for line in self._said.lines),
        )
        self.set_y(self._middle(MARGIN, lowest + 5, self.epw, lines, rule=False) + 2)

    def grid(self, table: Table) -> None:
        """A table with all its lines drawn, as on papers that are filed."""
        if self.will_page_break(_BEGINNING):
            self.add_page()
        self.words(table.caption, size=11, weight=700)
        self.ln(1)
        self.type(_SIZE, 400, INK)
        self.set_draw_color(LINE)
        wide = self._wide(table)
        with self.table(
            col_widths=tuple(3 if at == wide else 1 for at in range(len(table.head))),
            text_align=tuple("LEFT" if at == wide else "CENTER" for at in range(len(table.head))),
            headings_style=FontFace(family=FAMILY, emphasis="I", color=INK, fill_color=PAPER),
            line_height=_LINE,
            padding=(0.6, 1),
        ) as grid:
            strong = FontFace(emphasis="B")
            for number, cells in enumerate((table.head, *table.rows)):
                is_total = table.totals and number == len(table.rows)
                grid.row(cells, style=strong if is_total else None)
        self.ln(4)

    def signatures(self) -> None:
        """Place and day at the right; both signers on one page, with room for hand and seal."""
        if self.get_y() + _SIGNATURE > self.h - _BOTTOM:
            self.add_page()
        half, top = self.epw / 2, self.get_y() + 3
        said, on = self._said, self._said.on
        form = TEXTS["signed"] if said.place else TEXTS["signed_anywhere"]
        signed = form.format(place=said.place, day=f"{on:%d}", month=f"{on:%m}", year=on.year)
        self._middle(MARGIN + half, top, half, ((signed, 10, 400),), rule=False)
        for at, signer in enumerate(TEXTS["signers"]):
            lines = ((signer["title"].upper(), 10, 700), (signer["how"], 9, 400))
            self._middle(MARGIN + at * half, top + 7, half, lines, rule=False)

    def _wide(self, table: Table) -> int:
        """The column of names: the longest texts are in it."""
        widths = [max(map(len, column)) for column in zip(*table.rows, strict=True)]
        return widths.index(max(widths)) if widths else 0

    def _middle(
        self,
        left: float,
        top: float,
        width: float,
        lines: tuple[tuple[str, int, int], ...],
        *,
        rule: bool = True,
    ) -> float:
        """Write lines in the middle of a column, with a short rule under them; give the end."""
        self.set_xy(left, top)
        for text, size, weight in lines:
            self.type(size, weight, INK)
            self.set_x(left)
            self.multi_cell(
                width, size * 0.5, text, align=Align.C, new_x=XPos.LEFT, new_y=YPos.NEXT
            )
        end = float(self.get_y())
        if rule:
            self.set_draw_color(INK)
            self.line(left + width / 2 - 18, end + 1, left + width / 2 + 18, end + 1)
        return end + 1
