"""Modes or levels side by side, and paying a year ahead before a rise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome, Turn
from bot.law.contribution import ContributionQuestion, calculate_contribution
from bot.law.reading import Reading
from bot.law.scenarios.modes import ModeOption, compare_modes, pay_ahead_of_rise
from bot.law.values import Parameters
from bot.law.wording import day, money, span
from faq.details import Details, extract
from handlers.basics import buttons, today
from handlers.career import COMMON
from handlers.contribution import known_wish
from handlers.menu import WithoutForm
from handlers.pension_words import figure
from handlers.phrases import known, named
from handlers.quote import bounds
from handlers.wish import Wish, hear
from handlers.wording import texts

NAME = "compare"
TEXTS = texts(NAME)


class Compare(WithoutForm):
    """Answers at once: what was not said is as in the last calculation, else the lowest level."""

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Compare `modes`, `levels` or `ahead`, as a button says or as the words do."""
        on, said = today(turn.now), named(turn.inbound.text)
        details = args.get("details") or extract(turn.inbound.text, on)
        asked = str(args.get("payload", ""))
        wish = known_wish(turn) if asked else hear(known_wish(turn), turn.inbound.text, details)
        incomes = _incomes(turn.parameters, wish, details, on)
        if not asked:
            asked = "ahead" if known(said, "ahead_of_rise") else _kind(details)
        answers = {"ahead": _ahead, "levels": _levels, "modes": _modes}
        question = ContributionQuestion(
            on, income=_income(turn.parameters, wish, on), support=wish.support or "other",
            supported_months_used=wish.used or 0,
        )  # fmt: skip
        compare = answers.get(asked, _modes)
        lines = list(compare(turn.parameters, question, incomes))
        if wish.support is None:
            lines.append(TEXTS["default_support"])
        lines.append(TEXTS["grounds"].format(day=day(on)))
        kept = replace(wish, amount=question.income, meaning="income", level="")
        last = {"handler": NAME, "title": TEXTS["title"], "data": kept.to_json()}
        choices = buttons(TEXTS["buttons"])
        return Outcome(turn.state.remembering(last=last), (Reply("\n".join(lines), choices),))


def _kind(details: Details) -> str:
    return "levels" if len({amount.value for amount in details.amounts}) > 1 else "modes"


def _income(parameters: Parameters, wish: Wish, on: date) -> int:
    """The income said last, within the law's bounds; the lowest where none was."""
    lowest, highest = bounds(parameters, on)
    if wish.level == "highest":
        return highest
    if wish.meaning == "payment" and wish.amount:
        question = ContributionQuestion(on, budget=wish.amount, support=wish.support or "other")
        return calculate_contribution(parameters, question).income
    return min(max(wish.amount or lowest, lowest), highest)


def _incomes(parameters: Parameters, wish: Wish, details: Details, on: date) -> list[int]:
    """The levels to set side by side: those that were named, else some that people choose."""
    lowest, highest = bounds(parameters, on)
    named_ones = sorted({min(max(a.value, lowest), highest) for a in details.amounts})
    if len(named_ones) > 1:
        return named_ones
    own = [wish.amount] if wish.amount and wish.meaning == "income" else []
    return sorted({lowest, *own, *(x for x in TEXTS["levels"] if lowest < x <= highest)})


def _modes(
    parameters: Parameters, question: ContributionQuestion, incomes: Sequence[int]
) -> Iterator[str]:
    yield TEXTS["modes_headline"].format(
        income=money(question.income or 0), support=TEXTS["supports"][question.support]
    )
    for option in compare_modes(parameters, question):
        yield _mode_line(option)
    yield TEXTS["modes_note"]


def _mode_line(option: ModeOption) -> str:
    title = TEXTS["modes"][option.mode].format(years=option.years)
    line = TEXTS["mode_line"].format(mode=title, pay=money(option.contribution.pay))
    return f"{line}{TEXTS['saved'].format(saved=money(option.saved))}" if option.saved > 0 else line


def _levels(
    parameters: Parameters, question: ContributionQuestion, incomes: Sequence[int]
) -> Iterator[str]:
    """Payment a month, and the pension of the least years that give one."""
    reading, on = Reading(parameters), question.on
    months = reading.whole("pension_min_months", on)
    yield TEXTS["levels_headline"].format(
        support=TEXTS["supports"][question.support], span=span(months)
    )
    for income in incomes:
        pay = calculate_contribution(parameters, replace(question, income=income)).pay
        pensions = {
            sex: money(figure(reading, sex, months, Decimal(income), on).pension)
            for sex in COMMON["sexes"]
        }
        yield TEXTS["level_line"].format(income=money(income), pay=money(pay), **pensions)
    yield TEXTS["levels_note"]


def _ahead(
    parameters: Parameters, question: ContributionQuestion, incomes: Sequence[int]
) -> Iterator[str]:
    """Twelve months paid today against the same months paid one by one."""
    found = pay_ahead_of_rise(parameters, replace(question, mode="12-months"))
    known_sums = {
        "income": money(found.ahead.income),
        "support": TEXTS["supports"][question.support],
        "pay": money(found.ahead.pay),
        "monthly": money(found.pay_monthly),
        "difference": money(abs(found.saved)),
    }
    yield TEXTS["ahead_headline"].format(**known_sums)
    yield TEXTS["ahead_less" if found.saved > 0 else "ahead_more"].format(**known_sums)
    if found.higher_income_later:
        yield TEXTS["ahead_higher"].format(later=money(found.monthly[-1].income))
    yield TEXTS["ahead_note"]
