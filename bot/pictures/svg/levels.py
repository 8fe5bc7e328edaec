"""The table of levels."""

from bot.law.wording import money
from bot.pictures.description import Office
from bot.pictures.facts.base import COMMON
from bot.pictures.facts.levels import TEXTS, LevelsFacts, amounts, pension_caption
from bot.pictures.svg.sheet import (
    BRAND,
    GOOD,
    LABEL,
    MARGIN,
    MUTED,
    PAPER,
    ROOM,
    SMALL,
    STATE,
    Sheet,
)

_ROW = 46
_FIRST = 148
"""Width of the column of incomes; 8 digits fit it and the others."""


def levels_svg(facts: LevelsFacts, office: Office) -> str:
    """Payments first, then the pensions of women and of men."""
    sheet = Sheet()
    sheet.head(office, facts)
    _payments(sheet, facts)
    for sex in COMMON["sexes"] if facts.lasting else ():
        _pensions(sheet, facts, sex)
    sheet.foot(office, facts)
    return sheet.svg()


def _payments(sheet: Sheet, facts: LevelsFacts) -> None:
    _caption(sheet, TEXTS["payments"])
    rights = _rights(2 * len(facts.days))
    if len(facts.days) > 1:
        for position, when in enumerate(facts.day_heads):
            right = rights[2 * position + 1]
            sheet.text(right, sheet.y + 28, when, size=SMALL, weight=600, anchor="end")
        sheet.gap(36)
    _heads(sheet, [TEXTS["pay"], TEXTS["state"]] * len(facts.days), rights)
    for number, level in enumerate(facts.levels):
        cells = [cell for paid in level.payments for cell in amounts(paid)]
        _row(sheet, number, level.income, cells, rights, [BRAND, STATE] * len(facts.days))
    sheet.gap(24)


def _pensions(sheet: Sheet, facts: LevelsFacts, sex: str) -> None:
    _caption(sheet, pension_caption(sex))
    rights = _rights(len(facts.years))
    _heads(sheet, [TEXTS["years_paid"].format(years=years) for years in facts.years], rights)
    for number, level in enumerate(facts.lasting):
        cells = [money(amount) for amount in level.pensions[sex]]
        _row(sheet, number, level.income, cells, rights, [GOOD] * len(cells))
    sheet.gap(24)


def _rights(columns: int) -> list[float]:
    """The right edge of each column of figures."""
    width = (ROOM - _FIRST) / columns
    return [MARGIN + _FIRST + width * (number + 1) for number in range(columns)]


def _caption(sheet: Sheet, words: str) -> None:
    sheet.text(MARGIN, sheet.y + LABEL, words, size=LABEL, weight=700)
    sheet.text(
        MARGIN + ROOM, sheet.y + LABEL, TEXTS["unit"], size=SMALL, colour=MUTED, anchor="end"
    )
    sheet.gap(LABEL + 12)


def _heads(sheet: Sheet, heads: list[str], rights: list[float]) -> None:
    sheet.text(MARGIN, sheet.y + 26, TEXTS["income"], size=SMALL, colour=MUTED)
    for head, right in zip(heads, rights, strict=True):
        sheet.text(right, sheet.y + 26, head, size=SMALL, colour=MUTED, anchor="end")
    sheet.gap(38)
    sheet.rule()


def _row(
    sheet: Sheet,
    number: int,
    income: int,
    cells: list[str],
    rights: list[float],
    colours: list[str],
) -> None:
    """One level; every second row on a calm ground."""
    if number % 2:
        sheet.box(MARGIN - 12, sheet.y, ROOM + 24, _ROW, PAPER)
    baseline = sheet.y + 32
    sheet.figure(MARGIN + _FIRST, baseline, _bare(money(income)), weight=600)
    for cell, right, colour in zip(cells, rights, colours, strict=True):
        sheet.figure(right, baseline, _bare(cell), colour=colour)
    sheet.gap(_ROW)


def _bare(amount: str) -> str:
    """The figure without its unit, which the caption names."""
    return amount.removesuffix(" đ")
