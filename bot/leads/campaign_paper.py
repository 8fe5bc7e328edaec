"""A campaign's report as the paper that the office signs."""

from datetime import date

from bot.leads.campaign_report import NOTE, CampaignReport, Cell, ReportTable
from bot.pictures.facts.base import Table
from bot.pictures.pdf.report import Paper, paper


def write_paper(report: CampaignReport, office: str, place: str, on: date) -> bytes:
    """Give the PDF; `place` is where it is signed ("Đà Nẵng"), on that day."""
    return paper(
        Paper(
            office=office,
            title=f"Kết quả chiến dịch {report.name}",
            lines=tuple(report.lines),
            tables=(
                _shown("Kết quả của các tổ", report.standings),
                _shown("Kết quả theo ngày", report.days),
            ),
            notes=(NOTE,),
            place=place,
            on=on,
        )
    )


def _shown(caption: str, table: ReportTable) -> Table:
    rows = [*table.rows, *([table.total] if table.total else [])]
    return Table(
        caption,
        table.head,
        tuple(tuple(_text(cell) for cell in row) for row in rows),
        totals=table.total is not None,
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return f"{cell:,}".replace(",", ".") if isinstance(cell, int) else cell
