"""The card of a payment."""

from bot.law.contribution import Contribution
from bot.law.wording import day, money
from bot.pictures.description import Office
from bot.pictures.facts.base import COMMON
from bot.pictures.facts.contribution import TEXTS, ContributionFacts, period
from bot.pictures.svg.sheet import (
    BODY,
    BRAND,
    GOOD,
    INK,
    LABEL,
    MARGIN,
    MUTED,
    ROOM,
    SMALL,
    STATE,
    Sheet,
)
from bot.pictures.wording import capital

_SUM, _SUPPORT = 64, 44
_BAR = 20


def contribution_svg(facts: ContributionFacts, office: Office) -> str:
    """The sums large, the two parts as a bar, the coming change, what it leads to."""
    sheet = Sheet()
    sheet.head(office, facts)
    sheet.rule()
    sheet.gap(20)
    _pay(sheet, facts)
    _state(sheet, facts)
    _bar(sheet, facts.now)
    if facts.change:
        _change(sheet, facts)
    _gain(sheet, facts)
    sheet.foot(office, facts)
    return sheet.svg()


def _pay(sheet: Sheet, facts: ContributionFacts) -> None:
    now = facts.now
    sheet.text(MARGIN, sheet.y + LABEL, TEXTS["pay"], size=LABEL, weight=600, colour=BRAND)
    if facts.when:
        right = MARGIN + ROOM
        sheet.text(right, sheet.y + LABEL, facts.when, size=BODY, colour=MUTED, anchor="end")
    sheet.gap(LABEL + 8)
    _amount(sheet, now.pay, period(now), _SUM, BRAND)
    if now.months > 1:
        sheet.paragraph(facts.pay_a_month, size=BODY, colour=MUTED)
    sheet.gap(16)


def _state(sheet: Sheet, facts: ContributionFacts) -> None:
    now = facts.now
    if not now.state_support:
        sheet.paragraph(TEXTS["state_none"], size=LABEL, weight=600, colour=STATE)
        sheet.gap(16)
    else:
        sheet.paragraph(TEXTS["state"], size=LABEL, weight=600, colour=STATE)
        covers = period(now)
        if now.supported_months < now.months:
            covers = TEXTS["supported"].format(months=now.supported_months)
        _amount(sheet, now.state_support, covers, _SUPPORT, STATE)
        if now.supported_months > 1:
            sheet.paragraph(facts.state_a_month, size=BODY, colour=MUTED)
        sheet.gap(16)
    if now.local_support:
        sheet.paragraph(
            f"{TEXTS['local']} {money(now.local_support)}", size=LABEL, weight=600, colour=GOOD
        )
        sheet.gap(16)


def _amount(sheet: Sheet, amount: int, covers: str, size: int, colour: str) -> None:
    baseline = sheet.y + size
    used = sheet.text(MARGIN, baseline, money(amount), size=size, weight=700, colour=colour)
    sheet.text(MARGIN + used + 14, baseline, covers, size=LABEL, colour=INK)
    sheet.gap(round(size * 1.25))


def _bar(sheet: Sheet, now: Contribution) -> None:
    """The parts of the whole contribution, side by side."""
    parts = [(now.pay, BRAND), (now.state_support, STATE), (now.local_support, GOOD)]
    shown = [(amount, colour) for amount, colour in parts if amount]
    x = float(MARGIN)
    for amount, colour in shown:
        width = ROOM * amount / now.gross
        sheet.box(x, sheet.y, max(width - 2, 1), _BAR, colour)
        x += width
    sheet.gap(_BAR + 8)
    if len(shown) > 1:
        words = TEXTS["total" if len(shown) == 2 else "total_three"]
        sheet.paragraph(words.format(gross=money(now.gross)), size=SMALL, colour=MUTED)
    sheet.gap(24)


def _change(sheet: Sheet, facts: ContributionFacts) -> None:
    assert facts.change is not None
    later, remark = facts.change.result, facts.change.remark
    rows = [(TEXTS["pay"], later.pay, BRAND), (TEXTS["state"], later.state_support, STATE)]
    if later.local_support:
        rows.append((TEXTS["local"], later.local_support, GOOD))
    sheet.panel(sheet.y, 32 + 40 + 48 * len(rows) + (38 if remark else 0))
    sheet.gap(14)
    since = TEXTS["since"].format(day=day(facts.change.since))
    sheet.paragraph(f"{capital(since)}, {period(later)}", size=LABEL, weight=600)
    if remark:
        sheet.paragraph(remark, size=BODY, colour=MUTED)
    for label, amount, colour in rows:
        baseline = sheet.y + 36
        sheet.text(MARGIN, baseline, label, size=LABEL, colour=INK)
        sheet.text(
            MARGIN + ROOM, baseline, money(amount), size=36, weight=700, colour=colour, anchor="end"
        )
        sheet.gap(48)
    sheet.gap(42)


def _gain(sheet: Sheet, facts: ContributionFacts) -> None:
    sheet.paragraph(TEXTS["get"], size=LABEL, weight=600, colour=GOOD)
    sheet.paragraph(facts.gain_title, size=BODY, colour=MUTED)
    baseline = sheet.y + 40
    for column, (sex, amount) in enumerate(facts.gain.by_sex):
        x = MARGIN + column * (ROOM // 2)
        used = sheet.text(x, baseline, capital(COMMON["sexes"][sex]), size=LABEL, colour=INK)
        sheet.text(x + used + 12, baseline, money(amount), size=36, weight=700, colour=GOOD)
    sheet.gap(40 + 28)
