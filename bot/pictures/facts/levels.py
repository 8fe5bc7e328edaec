"""The table of the office's leaflet: levels of income, what they cost, which pension they give."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.law.contribution import (
    Contribution,
    ContributionQuestion,
    calculate_contribution,
    income_bounds,
)
from bot.law.reading import Reading
from bot.law.values import Parameters
from bot.law.wording import CATEGORIES, day, money
from bot.pictures.description import Picture, checked
from bot.pictures.errors import PicturesError
from bot.pictures.facts.base import COMMON, Facts, Table, days_of_change, local_doubt, pension_after
from bot.pictures.wording import capital, texts

TEXTS = texts("levels")
MOST_LEVELS = 7
"""More rows than this leave no room for clear type."""


@dataclass(frozen=True, slots=True)
class Level:
    """One income: the payment of each day asked for (None where it is too low by then)."""

    income: int
    payments: tuple[Contribution | None, ...]
    pensions: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsFacts(Facts):
    """Levels on the day and, where a change is within 90 days, from its day on (`days`)."""

    days: tuple[date, ...]
    years: tuple[int, ...]
    levels: tuple[Level, ...]

    @property
    def lasting(self) -> tuple[Level, ...]:
        """The levels that are lawful on every day: only those lead to a pension."""
        return tuple(level for level in self.levels if all(level.payments))

    @property
    def day_heads(self) -> tuple[str, ...]:
        """How long each column of payments holds; nothing without a change."""
        return tuple(_when(self.days, position) for position in range(len(self.days)))

    @property
    def tables(self) -> tuple[Table, ...]:
        heads = [
            f"{TEXTS[key]} {when}".strip()
            for when in self.day_heads
            for key in ("pay", "state_full")
        ]
        rows = tuple(
            (money(level.income), *(cell for paid in level.payments for cell in amounts(paid)))
            for level in self.levels
        )
        return (
            Table(TEXTS["payments"], (TEXTS["income"], *heads), rows),
            *(self._pensions(sex) for sex in COMMON["sexes"] if self.lasting),
        )

    def _pensions(self, sex: str) -> Table:
        heads = (TEXTS["years_paid"].format(years=years) for years in self.years)
        rows = tuple(
            (money(level.income), *map(money, level.pensions[sex])) for level in self.lasting
        )
        return Table(pension_caption(sex), (TEXTS["income"], *heads), rows)

    @property
    def said(self) -> str:
        return " ".join(
            [
                *(self._said_payment(level) for level in self.levels),
                *(self._said(sex, level) for sex in COMMON["sexes"] for level in self.lasting),
            ]
        )

    def _said_payment(self, level: Level) -> str:
        sides = (
            TEXTS["alt_side"].format(
                when=f"{when} ".lstrip(), pay=money(paid.pay), state=money(paid.state_support)
            )
            for when, paid in zip(self.day_heads, level.payments, strict=True)
            if paid is not None
        )
        text: str = TEXTS["alt_payment"].format(income=money(level.income), sides="; ".join(sides))
        return text

    def _said(self, sex: str, level: Level) -> str:
        amounts = ", ".join(
            TEXTS["alt_years"].format(years=years, amount=money(amount))
            for years, amount in zip(self.years, level.pensions[sex], strict=True)
        )
        text: str = TEXTS["alt_pension"].format(
            sex=COMMON["sexes"][sex], income=money(level.income), amounts=amounts
        )
        return text


def levels_facts(parameters: Parameters, picture: Picture, on: date) -> LevelsFacts:
    """Calculate the table. Raises PicturesError or LawError for what cannot be asked."""
    data = checked(picture, {"support": str, "incomes": list})
    support = data.get("support", "other")
    if support not in CATEGORIES:
        raise PicturesError(f"Diện hỗ trợ phải là một trong: {', '.join(CATEGORIES)}.")
    days = _days(parameters, on)
    reading = Reading(parameters)
    least = reading.whole("pension_min_months", on) // 12
    years = (least, *(year for year in TEXTS["years"] if year > least))
    levels = tuple(
        _level(reading, ContributionQuestion(on, income, support=support), days, years)
        for income in _incomes(parameters, data.get("incomes"), days)
    )
    payments = [paid for level in levels for paid in level.payments if paid]
    months = reading.whole("support_max_months", on)
    lowest = income_bounds(reading, days[-1])[0]
    raised = [TEXTS["too_low"].format(day=day(days[-1]), income=money(lowest))]
    return LevelsFacts(
        title=TEXTS["title"],
        subject=(capital(TEXTS["subject"].format(support=COMMON["supports"][support])),),
        notes=(
            *(raised if levels[0].income < lowest else []),
            TEXTS["support"].format(months=months),
            *local_doubt(payments),
            TEXTS["prices"],
        ),
        grounds=(*(paid.grounds for paid in payments), reading.grounds),
        on=on,
        days=days,
        years=years,
        levels=levels,
    )


def pension_caption(sex: str) -> str:
    """The caption over the pensions of a sex."""
    text: str = TEXTS["pensions"].format(sex=COMMON["sexes"][sex])
    return text


def amounts(paid: Contribution | None) -> tuple[str, str]:
    """What the person pays and the State adds, dashes where the income is too low by then."""
    if paid is None:
        return TEXTS["none"], TEXTS["none"]
    return money(paid.pay), money(paid.state_support)


def _days(parameters: Parameters, on: date) -> tuple[date, ...]:
    """The day, and the first within 90 days on which the bounds or the support differ."""
    for since in days_of_change(parameters, on):
        before, after = (_least(parameters, each) for each in (on, since))
        if before != after:
            return on, since
    return (on,)


def _least(parameters: Parameters, on: date) -> tuple[int, ...]:
    """The bounds and the sums of the lowest income of every category."""
    bounds = income_bounds(Reading(parameters), on)
    questions = (ContributionQuestion(on, bounds[0], support=each) for each in CATEGORIES)
    return (*bounds, *(calculate_contribution(parameters, each).pay for each in questions))


def _incomes(parameters: Parameters, asked: object, days: tuple[date, ...]) -> list[int]:
    """The incomes asked for, or the lowest of each day and the round ones above."""
    lowest, highest = income_bounds(Reading(parameters), days[0])
    if asked is None:
        least = [income_bounds(Reading(parameters), each)[0] for each in days]
        return sorted({*least, *(i for i in TEXTS["incomes"] if max(least) < i <= highest)})
    if not isinstance(asked, list) or not 1 <= len(asked) <= MOST_LEVELS:
        raise PicturesError(f"Bảng cần từ 1 đến {MOST_LEVELS} mức thu nhập (incomes).")
    if not all(type(income) is int and lowest <= income <= highest for income in asked):
        raise PicturesError(f"Mức thu nhập phải từ {money(lowest)} đến {money(highest)}.")
    if any(income >= following for income, following in pairwise(asked)):
        raise PicturesError("Các mức thu nhập (incomes) phải tăng dần.")
    return asked


def _level(
    reading: Reading, question: ContributionQuestion, days: tuple[date, ...], years: tuple[int, ...]
) -> Level:
    income, on = question.income or 0, question.on
    return Level(
        income,
        tuple(_payment(reading.parameters, question, each) for each in days),
        {
            sex: tuple(pension_after(reading, sex, each, income, on) for each in years)
            for sex in COMMON["sexes"]
        },
    )


def _payment(
    parameters: Parameters, question: ContributionQuestion, on: date
) -> Contribution | None:
    lowest, highest = income_bounds(Reading(parameters), on)
    if not lowest <= (question.income or 0) <= highest:
        return None
    asked = ContributionQuestion(on, question.income, support=question.support)
    return calculate_contribution(parameters, asked)


def _when(days: tuple[date, ...], position: int) -> str:
    if len(days) == 1:
        return ""
    if position == 0:
        text: str = TEXTS["until"].format(day=day(days[1] - timedelta(days=1)))
    else:
        text = TEXTS["since"].format(day=day(days[position]))
    return text
