"""Payments under the zero line, pension above it, a column for each year."""

from bot.law.wording import money
from bot.pictures.description import Office
from bot.pictures.facts.pension_chart import TEXTS, PensionChartFacts, rounded_millions
from bot.pictures.fonts import text_width
from bot.pictures.svg.sheet import (
    BODY,
    BRAND,
    GOOD,
    INK,
    LABEL,
    LINE,
    MARGIN,
    MUTED,
    ROOM,
    SMALL,
    STATE,
    WIDTH,
    Sheet,
)

_PLOT = 380
_SUM = 44
_APART = 12
_LEAST = 2
"""A column is at least so many px high, so that a small sum is seen."""


def pension_chart_svg(facts: PensionChartFacts, office: Office) -> str:
    """Both sums in figures, then the columns of the years."""
    sheet = Sheet()
    sheet.head(office, facts)
    sheet.rule()
    sheet.gap(16)
    _sums(sheet, facts)
    _columns(sheet, facts)
    sheet.foot(office, facts)
    return sheet.svg()


def _sums(sheet: Sheet, facts: PensionChartFacts) -> None:
    outlook = facts.outlook
    sheet.paragraph(TEXTS["pay"], size=LABEL, weight=600, colour=BRAND)
    _amount(sheet, money(outlook.own_money), "", BRAND)
    for words in filter(None, (facts.spent, facts.bought)):
        sheet.paragraph(words, size=BODY, colour=MUTED)
    if outlook.state_support:
        words = TEXTS["state"].format(amount=money(outlook.state_support))
        sheet.paragraph(words, size=BODY, weight=600, colour=STATE)
    sheet.gap(16)
    sheet.paragraph(TEXTS["pension"], size=LABEL, weight=600, colour=GOOD)
    _amount(sheet, money(outlook.pension), TEXTS["a_month"], GOOD)
    sheet.paragraph(facts.begins, size=BODY, colour=MUTED)
    if outlook.one_off:
        sheet.paragraph(TEXTS["one_off"].format(amount=money(outlook.one_off)), size=BODY)
    sheet.gap(24)


def _amount(sheet: Sheet, amount: str, covers: str, colour: str) -> None:
    baseline = sheet.y + _SUM
    used = sheet.text(MARGIN, baseline, amount, size=_SUM, weight=700, colour=colour)
    sheet.text(MARGIN + used + 14, baseline, covers, size=BODY, colour=INK)
    sheet.gap(round(_SUM * 1.3))


def _columns(sheet: Sheet, facts: PensionChartFacts) -> None:
    highest = max(year.pension for year in facts.years)
    deepest = max(year.paid for year in facts.years)
    scale = _PLOT / (highest + deepest)
    words = TEXTS["axis_pension"].format(amount=rounded_millions(12 * facts.outlook.pension))
    _axis(sheet, MARGIN + ROOM, sheet.y + SMALL, words, GOOD, "end")
    sheet.gap(40)
    zero = sheet.y + highest * scale
    width = ROOM / len(facts.years)
    for number, year in enumerate(facts.years):
        x = MARGIN + number * width
        if year.pension:
            tall = max(year.pension * scale, _LEAST)
            sheet.box(x + 1, zero - tall, width - 2, tall, GOOD)
        if year.paid:
            sheet.box(x + 1, zero, width - 2, max(year.paid * scale, _LEAST), BRAND)
    sheet.box(MARGIN - 8, zero - 1, ROOM + 16, 2, INK)
    if bought := facts.outlook.purchase:
        amount = rounded_millions(bought.pay)
        words = TEXTS["axis_bought"].format(months=bought.months, amount=amount)
        _axis(sheet, MARGIN + ROOM, zero + 36, words, BRAND, "end")
    sheet.gap(_PLOT + 8)
    if facts.paid_a_year:
        words = TEXTS["axis_paid"].format(amount=facts.paid_a_year)
        _axis(sheet, MARGIN, sheet.y + SMALL, words, BRAND, "start")
        sheet.gap(40)
    sheet.box(MARGIN, sheet.y, ROOM, 2, LINE)
    _labels(sheet, facts, width)
    sheet.gap(56)


def _axis(sheet: Sheet, x: float, y: float, words: str, colour: str, anchor: str) -> None:
    sheet.text(x, y, words, size=SMALL, weight=600, colour=colour, anchor=anchor)


def _labels(sheet: Sheet, facts: PensionChartFacts, width: float) -> None:
    """The years that matter under their columns; one that would touch the next is left out."""
    free = float(WIDTH)
    for number, year in reversed(list(enumerate(facts.years))):
        if not year.label:
            continue
        room = text_width(year.label, SMALL)
        middle = MARGIN + (number + 0.5) * width
        left = min(max(middle - room / 2, MARGIN), MARGIN + ROOM - room)
        if left + room <= free - _APART:
            sheet.text(left, sheet.y + 32, year.label, size=SMALL, colour=MUTED)
            free = left
